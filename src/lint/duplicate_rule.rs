//! `duplicate-rule`: two rules that say the same of the same returns, whatever their names and words.

use std::collections::BTreeMap;

use super::Subject;
use super::canon::Canon;
use crate::diag::{Diagnostic, codes};
use crate::ir::Rule;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut canon = Canon::new(subject.program);
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    let by_place = {
        let mut rules: Vec<_> = subject.rules().collect();
        rules.sort_by_key(|(_, rule)| rule.span);
        rules
    };
    for (declared, rule) in by_place {
        let form = canon.rule(rule);
        let by = rule.by.map(|by| canon.of(by));
        let window = (rule.window.from, rule.window.until);
        let key = (rule.form, window, by, form.binders, form.filter, form.whens, form.assertion);
        match seen.get(&key) {
            None => {
                seen.insert(key, rule);
            }
            Some(&first) => {
                let first: &Rule = first;
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
