//! The corpus shows every rule of the packs passing and failing, every built-in, and every kind of diagnostic.

use std::collections::BTreeSet;

use rulecheck::builtin;
use rulecheck::case::{Case, ExpectationKind};
use rulecheck::diag::codes;
use rulecheck::source::SourceMap;

use crate::corpus::{case_files, files, none_of, read};

/// The lines of all result blocks of one kind that are not indented.
fn heads(of: fn(&ExpectationKind) -> bool) -> Vec<String> {
    let cases = case_files().into_iter().flat_map(|file| file.cases);
    let blocks = cases.flat_map(|case| case.expectations).filter(|expected| of(&expected.kind));
    blocks.flat_map(|block| block.text.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// What is expected of which rule by the tests in rule files of the packs, which stand one clause on a line.
fn tried() -> BTreeSet<(String, String)> {
    let mut seen = BTreeSet::new();
    for text in files("rules", ".rules").iter().filter(|name| name.contains("/tests/")).map(|name| read(name)) {
        let mut rule = String::new();
        for line in text.lines() {
            if line.starts_with("test ") {
                line.rsplit(' ').next().unwrap_or_default().clone_into(&mut rule);
            } else if let Some(expected) = line.strip_prefix("  expect ") {
                let outcome = ["pass", "fail", "not applicable", "undetermined"].into_iter().find(|outcome| expected.starts_with(outcome));
                seen.insert((outcome.unwrap_or_default().to_owned(), rule.clone()));
            }
        }
    }
    seen
}

#[test]
fn every_rule_of_a_pack_passes_and_fails_in_some_case_and_does_neither_in_another() {
    let mut seen = tried();
    for line in heads(|kind| matches!(kind, ExpectationKind::Report(_))) {
        let mut parts = line.split("  ").map(str::to_owned);
        seen.extend(parts.next().zip(parts.next()));
    }
    let program = rulecheck::pack::standard(&mut SourceMap::default()).unwrap();
    let names: BTreeSet<&str> = program.rules.iter().map(|rule| rule.name.as_str()).collect();
    let mut missing = Vec::new();
    for name in names {
        let lacks = |outcome: &&str| !seen.contains(&((*outcome).to_owned(), name.to_owned()));
        let neither = ["not applicable", "undetermined"];
        let wanted = ["pass", "fail"].into_iter().filter(lacks).chain(neither.iter().all(lacks).then_some(neither[1]));
        missing.extend(wanted.map(|outcome| format!("no case in which `{name}` has the outcome {outcome}")));
    }
    none_of(missing);
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
    // A case is a text, so it cannot hold a file that is no text, each of its files is named and has a name that is read, and PDF files are
    // read.
    let elsewhere = ["encoding", "wrong-kind", "pdf-reader", "text-passed-over"];
    let missing = codes::ALL.iter().filter(|code| !seen.contains(code.id) && !elsewhere.contains(&code.id));
    none_of(missing.map(|code| format!("no case shows `{}`: {}", code.id, code.title)).collect());
}

#[test]
fn every_built_in_is_used_in_some_case() {
    let in_words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_judged = |case: &Case| case.expectations.iter().any(|expected| matches!(expected.kind, ExpectationKind::Report(_)));
    let cases = case_files().into_iter().filter(|file| file.name.starts_with("tests/cases/")).flat_map(|file| file.cases);
    let rules = |case: Case| case.inputs.into_iter().filter(|input| input.is_rules()).map(move |input| in_words(&input.text));
    let texts: Vec<String> = cases.filter(is_judged).flat_map(rules).collect();
    let unused = builtin::ALL.iter().filter(|builtin| !texts.iter().any(|text| has_in_order(text, &words_of(builtin.form))));
    none_of(unused.map(|builtin| format!("no case judges a return by `{}`", builtin.form)).collect());
}

/// The runs of words of a built-in's form between what stands for its operands: `total of`, `for each`, `in`, `where`.
fn words_of(form: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    for token in form.split(' ') {
        let word = token.trim_matches(['(', ')', ',']);
        let run = runs.last_mut().expect("there is always one");
        if word == "r" || word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            run.push_str(if token.starts_with('(') { "(" } else { "" });
            runs.push(if token.ends_with(',') && !token.starts_with('(') { ", ".to_owned() } else { String::new() });
        } else {
            run.push_str(&format!("{word} "));
        }
    }
    runs.into_iter().map(|run| run.trim_end().to_owned()).filter(|run| !run.is_empty()).collect()
}

fn has_in_order(text: &str, runs: &[String]) -> bool {
    let mut rest = text;
    runs.iter().all(|run| match rest.find(run.as_str()) {
        Some(at) => {
            rest = &rest[at + run.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn words_of_built_ins_are_told_from_their_operands() {
    assert_eq!(words_of("round X to N places half up"), ["round", "to", "places half up"]);
    assert_eq!(words_of("largest of (X, Y)"), ["largest of ("]);
    assert_eq!(words_of("N months after D, or the last day of the month"), ["months after", ", or the last day of the month"]);
    assert!(has_in_order("must round a to 2 places half up", &words_of("round X to N places half up")));
    assert!(!has_in_order("must round a up to 2 places", &words_of("round X to N places half up")));
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

#[test]
fn the_readme_of_a_pack_lists_its_rules() {
    let readme = read("rules/hkex/README.md");
    let listed: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | ").map(|(name, _)| name)).collect();
    let program = rulecheck::pack::standard(&mut SourceMap::default()).unwrap();
    let names: BTreeSet<&str> = program.rules.iter().map(|rule| rule.name.as_str()).collect();
    none_of(names.iter().filter(|name| !listed.contains(name)).map(|name| format!("the README does not list `{name}`")).collect());
}
