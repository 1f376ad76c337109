//! `duplicate-rule`: two rules that say the same of the same returns, whatever their names and words.

use std::collections::BTreeMap;

use super::canon::{Canon, Form, Node};
use super::memory::Known;
use crate::diag::{Diagnostic, codes};
use crate::ir::{Rule, Window};
use crate::ty::FormId;

/// What a rule says, without its name and words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    of: FormId,
    window: Window,
    by: Option<Node>,
    form: Form,
}

impl Said {
    pub fn new(canon: &mut Canon<'_>, rule: &Rule) -> Said {
        let form = canon.rule(rule);
        Said { of: rule.form, window: rule.window, by: rule.by.map(|by| canon.of(by)), form }
    }
}

pub(super) fn check(known: &[Known<'_>]) -> Vec<Diagnostic> {
    let mut by_place: Vec<&Known<'_>> = known.iter().collect();
    by_place.sort_by_key(|known| known.rule.span);
    let mut seen: BTreeMap<&Said, &Rule> = BTreeMap::new();
    let mut found = Vec::new();
    for Known { declared, rule, facts } in by_place {
        match seen.get(&facts.said) {
            None => {
                seen.insert(&facts.said, rule);
            }
            Some(first) => {
                let message = format!("`{}` says the same as `{}`", rule.name, first.name);
                found.push(
                    Diagnostic::new(&codes::DUPLICATE_RULE, message, declared.name.span, "said again here")
                        .also(first.assertion_span, "said first here")
                        .help("Each slip is found twice, and when the law changes one of the two is forgotten. Remove one of them."),
                );
            }
        }
    }
    found
}
