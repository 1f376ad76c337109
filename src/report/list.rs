//! The rules of a run as a list: what would be checked, how gravely, and on whose authority.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Grade, Place, Problem, VERSION, build, rule_page};
use crate::diag::Diagnostic;
use crate::ir::{Parameter, Program, RuleId, Untranslated};
use crate::source::SourceMap;

/// Every rule that the given rule files and packs hold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RuleList {
    /// The version of this layout.
    pub version: u32,
    pub rules: Vec<ListedRule>,
    pub parameters: Vec<ListedParameter>,
    pub problems: Vec<Problem>,
    /// Rules that errors keep out.
    pub left_out: Vec<String>,
    /// What the reader's language lacks, where it is not English.
    #[serde(skip)]
    #[schemars(skip)]
    pub untranslated: Option<Untranslated>,
}

/// One edition of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ListedRule {
    pub name: String,
    /// The first day on which this edition is in force, and the last; none without a bound.
    pub from: Option<String>,
    pub until: Option<String>,
    pub grade: Grade,
    pub title: String,
    pub pack: Option<String>,
    /// The title of the form that it is about.
    pub form: String,
    pub cites: Vec<String>,
}

/// One edition of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ListedParameter {
    pub name: String,
    /// The first day on which this edition is in force, and the last; none without a bound.
    pub from: Option<String>,
    pub until: Option<String>,
    pub value: String,
    pub title: String,
    pub cites: Vec<String>,
    /// Where a company has set it in place of the pack's value.
    pub set_at: Option<Place>,
}

impl RuleList {
    /// The rules and parameters of a program by name and edition.
    pub fn new(sources: &SourceMap, program: &Program, rules: &[RuleId], diagnostics: &[Diagnostic], left_out: &[String]) -> RuleList {
        let mut listed: Vec<ListedRule> = rules.iter().map(|&id| of_rule(program, id)).collect();
        listed.sort();
        let mut parameters: Vec<ListedParameter> =
            program.parameters.iter().flat_map(|parameter| editions_of(sources, parameter)).collect();
        parameters.sort_by(|a, b| (&a.name, &a.from, &a.until).cmp(&(&b.name, &b.from, &b.until)));
        let mut left_out = left_out.to_vec();
        left_out.sort();
        left_out.dedup();
        RuleList {
            version: VERSION,
            rules: listed,
            parameters,
            problems: build::problems(sources, diagnostics),
            left_out,
            untranslated: None,
        }
    }
}

fn of_rule(program: &Program, id: RuleId) -> ListedRule {
    let rule = program.rule(id);
    ListedRule {
        name: rule.name.clone(),
        from: rule.window.from.map(|day| day.to_string()),
        until: rule.window.until.map(|day| day.to_string()),
        grade: build::grade(rule.severity),
        title: rule.title.clone(),
        pack: (!rule.pack.is_empty()).then(|| rule.pack.clone()),
        form: program.forms.form(rule.form).title.clone(),
        cites: rule.cites.clone(),
    }
}

fn editions_of<'a>(sources: &'a SourceMap, parameter: &'a Parameter) -> impl Iterator<Item = ListedParameter> + 'a {
    parameter.editions.iter().map(|edition| ListedParameter {
        name: parameter.name.clone(),
        from: edition.window.from.map(|day| day.to_string()),
        until: edition.window.until.map(|day| day.to_string()),
        value: rule_page::value(parameter.ty, &edition.value),
        title: parameter.title.clone(),
        cites: edition.cites.clone(),
        set_at: edition.is_set.then(|| build::place(sources, edition.span)),
    })
}
