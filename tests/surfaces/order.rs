//! The order of files, and of rules in a file, changes nothing.

use rulecheck::case::{Case, InputFile};
use rulecheck::source::SourceMap;
use rulecheck::syntax::{self, ast::Item};

use crate::corpus::{case_files, none_of};

/// The same files in the opposite order.
fn with_files_turned(case: &Case) -> Case {
    let mut turned = case.clone();
    turned.inputs.reverse();
    turned
}

/// The same rules in the opposite order: each item of a rule file keeps its text, and the lines between stay.
fn with_rules_turned(case: &Case) -> Case {
    let mut turned = case.clone();
    turned.inputs.iter_mut().filter(|input| input.is_rules()).for_each(|input| input.text = turn_rules(input));
    turned
}

fn turn_rules(input: &InputFile) -> String {
    let mut sources = SourceMap::default();
    let source = sources.add(&input.name, input.text.as_str());
    let parse = syntax::parse(source, &input.text);
    let spans: Vec<_> =
        parse.file.items.iter().filter_map(|item| if let Item::Rule(rule) = item { Some(rule.span.range()) } else { None }).collect();
    let mut text = String::new();
    let mut copied = 0;
    for (place, other) in spans.iter().zip(spans.iter().rev()) {
        text.push_str(&input.text[copied..place.start]);
        text.push_str(&input.text[other.clone()]);
        copied = place.end;
    }
    text + &input.text[copied..]
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut faults = Vec::new();
    for file in case_files() {
        for case in &file.cases {
            let (once, turned) = (case.run(), with_files_turned(case).run());
            if once != turned {
                let difference = rulecheck::case::difference(&format!("{once:#?}"), &format!("{turned:#?}"));
                faults.push(format!("{}:{}: {}\n{difference}", file.name, case.line, case.title));
            }
        }
    }
    none_of(faults);
}

#[test]
fn the_order_of_rules_changes_no_verdict() {
    let mut faults = Vec::new();
    for file in case_files() {
        for case in &file.cases {
            let (once, turned) = (case.run(), with_rules_turned(case).run());
            if once.verdicts != turned.verdicts {
                let difference = rulecheck::case::difference(&format!("{:#?}", once.verdicts), &format!("{:#?}", turned.verdicts));
                faults.push(format!("{}:{}: {}\n{difference}", file.name, case.line, case.title));
            }
        }
    }
    none_of(faults);
}
