//! A rule on one page: what it says, since when, on whose authority, with which parameters, and what it reads.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::{grade, place};
use super::citations::Citation;
use super::sheet::Sheet;
use super::terminal::Style;
use super::text::listed;
use super::{Grade, Place, VERSION};
use crate::form::MemberKind;
use crate::ir::{ExprId, ExprKind, Parameter, ParameterId, Program, Rule, RuleId, Window};
use crate::source::SourceMap;
use crate::ty::{ShapeId, Ty, Unit};
use crate::value::Value;
use crate::value::number::Number;

/// All that is to be said of one rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RulePage {
    /// The version of this layout.
    pub version: u32,
    pub name: String,
    pub title: String,
    pub grade: Grade,
    /// By their first days.
    pub editions: Vec<EditionPage>,
    pub parameters: Vec<ParameterPage>,
    /// Every field that the rule reads, form by form.
    pub reads: Vec<ReadField>,
}

/// One edition of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EditionPage {
    /// Why the check is made.
    pub why: Option<String>,
    /// The same in other languages, by their tags.
    pub whys: BTreeMap<String, String>,
    /// The title of the form.
    pub applies_to: String,
    pub from: Option<String>,
    pub until: Option<String>,
    /// What tells which edition judges a return.
    pub by: Option<String>,
    pub cites: Vec<String>,
    /// Those of `cites` that the pack describes.
    pub citations: Vec<Citation>,
    pub place: Place,
    pub text: String,
}

/// A parameter that a rule uses.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParameterPage {
    pub name: String,
    pub title: String,
    pub editions: Vec<ParameterValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParameterValue {
    pub value: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub cites: Vec<String>,
    /// Where a company has set it, if one has.
    pub set_at: Option<Place>,
}

/// A field that a rule reads.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadField {
    /// The title of its form.
    pub form: String,
    /// The path from the form to it.
    pub field: String,
    /// The words printed on the form.
    pub label: String,
}

impl RulePage {
    /// The page of all editions of one rule, which must all be of one name; `None` where there are none.
    pub fn new(program: &Program, sources: &SourceMap, editions: &[RuleId]) -> Option<RulePage> {
        let mut rules: Vec<&Rule> = editions.iter().map(|&id| program.rule(id)).collect();
        rules.sort_by_key(|rule| rule.window.from);
        let last = rules.last()?;
        let exprs: BTreeSet<ExprId> = rules.iter().flat_map(|rule| read_by(program, rule)).collect();
        Some(RulePage {
            version: VERSION,
            name: last.name.clone(),
            title: last.title.clone(),
            grade: grade(last.severity),
            editions: rules.iter().map(|rule| edition(program, sources, rule)).collect(),
            parameters: parameters(program, sources, &exprs),
            reads: reads(program, &exprs),
        })
    }
}

impl ParameterPage {
    /// What there is to say of a parameter: its values with their days and authorities.
    pub fn new(sources: &SourceMap, parameter: &Parameter) -> ParameterPage {
        let editions = parameter.editions.iter().map(|edition| {
            let (from, until) = days_of(&edition.window);
            let set_at = edition.is_set.then(|| place(sources, edition.span));
            ParameterValue { value: value(parameter.ty, &edition.value), from, until, cites: edition.cites.clone(), set_at }
        });
        ParameterPage { name: parameter.name.clone(), title: parameter.title.clone(), editions: editions.collect() }
    }
}

/// The page for people.
pub fn render(page: &RulePage, style: Style) -> String {
    let mut sheet = Sheet::new(style);
    let word = match page.grade {
        Grade::Error => "error",
        Grade::Warning => "warning",
        Grade::Note => "note",
    };
    sheet.heading(&format!("{word}[{}] {}", page.name, page.title));
    let mut told = &None;
    for edition in &page.editions {
        sheet.gap();
        // Editions mostly differ in their days alone; what is told once is not told again.
        if let Some(why) = edition.why.as_ref().filter(|_| edition.why != *told) {
            sheet.item(2, why);
            sheet.gap();
        }
        told = &edition.why;
        sheet.item(2, &format!("applies to: {}", edition.applies_to));
        let by = edition.by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
        sheet.item(2, &format!("in force: {}{by}", days(edition.from.as_deref(), edition.until.as_deref())));
        cites(&mut sheet, edition);
        sheet.item(2, &format!("text: {}:{}", edition.place.path, edition.place.line));
        sheet.gap();
        sheet.verbatim(4, &edition.text);
    }
    if !page.parameters.is_empty() {
        sheet.gap();
        sheet.heading("Parameters");
    }
    for parameter in &page.parameters {
        sheet.item(2, &format!("{}: {}", parameter.name, parameter.title));
        for edition in &parameter.editions {
            let cites = if edition.cites.is_empty() { String::new() } else { format!("; {}", listed(&edition.cites)) };
            let set = edition.set_at.as_ref().map_or(String::new(), |at| format!("; set at {}:{}", at.path, at.line));
            sheet.item(4, &format!("{} {}{cites}{set}", edition.value, days(edition.from.as_deref(), edition.until.as_deref())));
        }
    }
    if !page.reads.is_empty() {
        sheet.gap();
        sheet.heading("Reads");
    }
    for (at, read) in page.reads.iter().enumerate() {
        if at == 0 || page.reads[at - 1].form != read.form {
            sheet.item(2, &read.form);
        }
        sheet.item(4, &format!("{}  “{}”", read.field, read.label));
    }
    sheet.finish()
}

fn edition(program: &Program, sources: &SourceMap, rule: &Rule) -> EditionPage {
    let form = program.forms.form(rule.form);
    let by = match rule.by {
        Some(by) => Some(sources.text(program.expr(by).span).to_owned()),
        None => form.dated.as_ref().and_then(|path| label_at(program, form.shape, path)).filter(|_| rule.window != Window::default()),
    };
    let (from, until) = days_of(&rule.window);
    let why = rule.why(sources);
    EditionPage {
        why: why.english,
        whys: why.others,
        applies_to: form.title.clone(),
        from,
        until,
        by,
        cites: rule.cites.clone(),
        citations: rule.cites.iter().filter_map(|cites| Citation::of(program, &rule.pack, cites)).collect(),
        place: place(sources, rule.span),
        text: sources.text(rule.span).to_owned(),
    }
}

fn days_of(window: &Window) -> (Option<String>, Option<String>) {
    (window.from.map(|day| day.to_string()), window.until.map(|day| day.to_string()))
}

/// What is cited, each with its title and link where the pack describes one of them.
fn cites(sheet: &mut Sheet, edition: &EditionPage) {
    if edition.citations.is_empty() {
        if !edition.cites.is_empty() {
            sheet.item(2, &format!("cites: {}", listed(&edition.cites)));
        }
        return;
    }
    sheet.item(2, "cites:");
    for cites in &edition.cites {
        let Some(citation) = edition.citations.iter().find(|citation| citation.cites == *cites) else {
            sheet.item(4, cites);
            continue;
        };
        sheet.item(4, &citation.sentence());
        if let Some(link) = &citation.link {
            sheet.item(6, link);
        }
    }
}

/// The days of an edition in words.
pub fn days(from: Option<&str>, until: Option<&str>) -> String {
    match (from, until) {
        (None, None) => "on every day".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    }
}

fn label_at(program: &Program, shape: ShapeId, path: &[u16]) -> Option<String> {
    let member = program.forms.shape(shape).members.get(usize::from(*path.first()?))?;
    Some(format!("“{}”", member.label))
}

/// Every expression that a rule is made of, its message included.
fn read_by(program: &Program, rule: &Rule) -> BTreeSet<ExprId> {
    let mut open = rule.roots();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(program.expr(id).kind.children());
        }
    }
    seen
}

fn parameters(program: &Program, sources: &SourceMap, exprs: &BTreeSet<ExprId>) -> Vec<ParameterPage> {
    let used: BTreeSet<ParameterId> = exprs
        .iter()
        .filter_map(|&id| match program.expr(id).kind {
            ExprKind::Parameter(parameter) => Some(parameter),
            _ => None,
        })
        .collect();
    let used = used.iter().filter_map(|id| program.parameters.get(id.0 as usize));
    used.map(|parameter| ParameterPage::new(sources, parameter)).collect()
}

/// The value of a parameter as people write it.
pub(super) fn value(ty: Ty, value: &Value) -> String {
    match (ty, value) {
        (Ty::Quantity { percent: true, .. }, Value::Quantity(quantity)) => {
            let hundredfold = quantity.number.multiply(&Number::from(100));
            hundredfold.map_or_else(|| value.to_string(), |number| format!("{number} %"))
        }
        (Ty::Quantity { unit: unit @ (Unit::DAYS | Unit::SHARES), .. }, value) => format!("{value} {unit}"),
        (_, value) => value.to_string(),
    }
}

/// Every field that is read, under the words printed on its form.
fn reads(program: &Program, exprs: &BTreeSet<ExprId>) -> Vec<ReadField> {
    let mut fields: BTreeSet<(u16, ShapeId, u16)> = BTreeSet::new();
    for &id in exprs {
        let ExprKind::Member { of, slot } = program.expr(id).kind else { continue };
        let Ty::Record(shape) = program.expr(of).ty else { continue };
        let known = program.forms.shape(shape);
        let is_field = known.members.get(usize::from(slot)).is_some_and(|member| matches!(member.kind, MemberKind::Field(_)));
        if is_field {
            fields.insert((known.form.0, shape, slot));
        }
    }
    let read = |(form, shape, slot): (u16, ShapeId, u16)| {
        let form = program.forms.forms.get(usize::from(form))?;
        let shape = program.forms.shape(shape);
        let member = shape.members.get(usize::from(slot))?;
        let path = format!("{}.{}", shape.name, member.name);
        let field = path.strip_prefix(&format!("{}.", form.name)).unwrap_or(&path).to_owned();
        Some(ReadField { form: form.title.clone(), field, label: member.label.clone() })
    };
    fields.into_iter().filter_map(read).collect()
}
