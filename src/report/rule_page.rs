//! A rule on one page: what it says, since when, on whose authority, with which parameters, and what it reads.

use std::collections::{BTreeMap, BTreeSet};

use super::build::place;
use super::citations::Citation;
use super::sheet::Sheet;
use super::terminal::Style;
use super::text::listed;
use crate::form::MemberKind;
use crate::ir::{ExprId, ExprKind, ParameterId, Program, Rule, RuleId, Severity, Window};
use crate::source::SourceMap;
use crate::ty::{ShapeId, Ty, Unit};
use crate::value::Value;
use crate::value::number::Number;

/// The page of all editions of one rule, which must all be of one name.
pub fn render(program: &Program, sources: &SourceMap, editions: &[RuleId], style: Style) -> String {
    let mut sheet = Sheet::new(style);
    let mut rules: Vec<&Rule> = editions.iter().map(|&id| program.rule(id)).collect();
    rules.sort_by_key(|rule| rule.window.from);
    let Some(last) = rules.last() else { return String::new() };
    sheet.heading(&format!("{}[{}] {}", grade(last.severity), last.name, last.title));
    for rule in &rules {
        edition(&mut sheet, program, sources, rule);
    }
    let exprs: BTreeSet<ExprId> = rules.iter().flat_map(|rule| read_by(program, rule)).collect();
    parameters(&mut sheet, program, sources, &exprs);
    inputs(&mut sheet, program, &exprs);
    sheet.finish()
}

fn grade(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn edition(sheet: &mut Sheet, program: &Program, sources: &SourceMap, rule: &Rule) {
    let form = program.forms.form(rule.form);
    sheet.gap();
    sheet.item(2, &format!("applies to: {}", form.title));
    let by = match rule.by {
        Some(by) => Some(sources.text(program.expr(by).span).to_owned()),
        None => form.dated.as_ref().and_then(|path| label_at(program, form.shape, path)).filter(|_| rule.window != Window::default()),
    };
    let by = by.map(|by| format!(", by {by}")).unwrap_or_default();
    sheet.item(2, &format!("in force: {}{by}", days(&rule.window)));
    cites(sheet, program, rule);
    let at = place(sources, rule.span);
    sheet.item(2, &format!("text: {}:{}", at.path, at.line));
    sheet.gap();
    sheet.verbatim(4, sources.text(rule.span));
}

/// What is cited, each with its title and link where the pack describes one of them.
fn cites(sheet: &mut Sheet, program: &Program, rule: &Rule) {
    let described: Vec<Option<Citation>> = rule.cites.iter().map(|cites| Citation::of(program, &rule.pack, cites)).collect();
    if described.iter().all(Option::is_none) {
        if !rule.cites.is_empty() {
            sheet.item(2, &format!("cites: {}", listed(&rule.cites)));
        }
        return;
    }
    sheet.item(2, "cites:");
    for (cites, described) in rule.cites.iter().zip(&described) {
        let Some(citation) = described else {
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
fn days(window: &Window) -> String {
    match (window.from, window.until) {
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

fn parameters(sheet: &mut Sheet, program: &Program, sources: &SourceMap, exprs: &BTreeSet<ExprId>) {
    let used: BTreeSet<ParameterId> = exprs
        .iter()
        .filter_map(|&id| match program.expr(id).kind {
            ExprKind::Parameter(parameter) => Some(parameter),
            _ => None,
        })
        .collect();
    let used: Vec<_> = used.iter().filter_map(|id| program.parameters.get(id.0 as usize)).collect();
    if used.is_empty() {
        return;
    }
    sheet.gap();
    sheet.heading("Parameters");
    for parameter in used {
        sheet.item(2, &format!("{}: {}", parameter.name, parameter.title));
        for edition in &parameter.editions {
            let cites = if edition.cites.is_empty() { String::new() } else { format!("; {}", listed(&edition.cites)) };
            let at = edition.is_set.then(|| place(sources, edition.span));
            let set = at.map_or(String::new(), |at| format!("; set at {}:{}", at.path, at.line));
            sheet.item(4, &format!("{} {}{cites}{set}", value(parameter.ty, &edition.value), days(&edition.window)));
        }
    }
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
fn inputs(sheet: &mut Sheet, program: &Program, exprs: &BTreeSet<ExprId>) {
    let mut forms: BTreeMap<u16, BTreeSet<(ShapeId, u16)>> = BTreeMap::new();
    for &id in exprs {
        let ExprKind::Member { of, slot } = program.expr(id).kind else { continue };
        let Ty::Record(shape) = program.expr(of).ty else { continue };
        let known = program.forms.shape(shape);
        let is_field = known.members.get(usize::from(slot)).is_some_and(|member| matches!(member.kind, MemberKind::Field(_)));
        if is_field {
            forms.entry(known.form.0).or_default().insert((shape, slot));
        }
    }
    if forms.is_empty() {
        return;
    }
    sheet.gap();
    sheet.heading("Reads");
    for (form, fields) in forms {
        let Some(form) = program.forms.forms.get(usize::from(form)) else { continue };
        sheet.item(2, &form.title);
        for (shape, slot) in fields {
            let shape = program.forms.shape(shape);
            let Some(member) = shape.members.get(usize::from(slot)) else { continue };
            let path = format!("{}.{}", shape.name, member.name);
            let path = path.strip_prefix(&format!("{}.", form.name)).unwrap_or(&path).to_owned();
            sheet.item(4, &format!("{path}  “{}”", member.label));
        }
    }
}
