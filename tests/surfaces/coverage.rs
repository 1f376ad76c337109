//! The corpus shows every rule of the packs passing and failing, and every kind of diagnostic.

use std::collections::BTreeSet;

use rulecheck::case::ExpectationKind;
use rulecheck::diag::codes;
use rulecheck::source::SourceMap;

use crate::corpus::{case_files, none_of};

/// The lines of all result blocks of one kind that are not indented.
fn heads(of: fn(&ExpectationKind) -> bool) -> Vec<String> {
    let cases = case_files().into_iter().flat_map(|file| file.cases);
    let blocks = cases.flat_map(|case| case.expectations).filter(|expected| of(&expected.kind));
    blocks.flat_map(|block| block.text.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_rule_of_a_pack_passes_and_fails_in_some_case() {
    let lines = heads(|kind| matches!(kind, ExpectationKind::Report(_)));
    let seen: BTreeSet<(&str, &str)> = lines
        .iter()
        .filter_map(|line| line.split_once("  ")?.1.split("  ").next().map(|rule| (line.split("  ").next().unwrap_or(""), rule)))
        .collect();
    let program = rulecheck::pack::standard(&mut SourceMap::default()).unwrap();
    let names: BTreeSet<&str> = program.rules.iter().map(|rule| rule.name.as_str()).collect();
    let wanted = names.iter().flat_map(|name| ["pass", "fail"].map(|outcome| (outcome, *name)));
    none_of(
        wanted
            .filter(|pair| !seen.contains(pair))
            .map(|(outcome, name)| format!("no case in which `{name}` has the outcome {outcome}"))
            .collect(),
    );
}

#[test]
fn every_rule_of_a_pack_cites_its_authority() {
    let program = rulecheck::pack::standard(&mut SourceMap::default()).unwrap();
    none_of(program.rules.iter().filter(|rule| rule.cites.is_empty()).map(|rule| format!("`{}` cites nothing", rule.name)).collect());
}

#[test]
fn every_code_appears_in_some_case() {
    let lines = heads(|kind| matches!(kind, ExpectationKind::Diagnostics | ExpectationKind::Tests | ExpectationKind::Lint));
    let seen: BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    // A case is a text, so it cannot hold a file that is no text, and each of its files has a name that is read.
    let elsewhere = ["encoding", "wrong-kind"];
    let missing = codes::ALL.iter().filter(|code| !seen.contains(code.id) && !elsewhere.contains(&code.id));
    none_of(missing.map(|code| format!("no case shows `{}`: {}", code.id, code.title)).collect());
}

#[test]
fn codes_are_told_apart_and_explained() {
    let ids: BTreeSet<&str> = codes::ALL.iter().map(|code| code.id).collect();
    assert_eq!(ids.len(), codes::ALL.len(), "an id stands for one code");
    none_of(
        codes::ALL
            .iter()
            .filter(|code| !code.explanation.ends_with('.'))
            .map(|code| format!("`{}` is not explained in sentences", code.id))
            .collect(),
    );
}
