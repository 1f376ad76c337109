//! The rules of a run as a list: what would be checked, how gravely, and on whose authority.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Grade, Problem, VERSION, build};
use crate::diag::Diagnostic;
use crate::ir::{Program, RuleId};
use crate::source::SourceMap;

/// Every rule that the given rule files and packs hold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RuleList {
    /// The version of this layout.
    pub version: u32,
    pub rules: Vec<ListedRule>,
    pub problems: Vec<Problem>,
    /// Rules that errors keep out.
    pub left_out: Vec<String>,
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

impl RuleList {
    /// The rules of a program by name and edition.
    pub fn new(sources: &SourceMap, program: &Program, rules: &[RuleId], diagnostics: &[Diagnostic], left_out: &[String]) -> RuleList {
        let mut listed: Vec<ListedRule> = rules.iter().map(|&id| of_rule(program, id)).collect();
        listed.sort();
        let mut left_out = left_out.to_vec();
        left_out.sort();
        left_out.dedup();
        RuleList { version: VERSION, rules: listed, problems: build::problems(sources, diagnostics), left_out }
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
