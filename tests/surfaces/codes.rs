//! Every code has its page, whose bad example shows just that code and whose good example shows none.

use rulecheck::case::{Case, CaseFile, ExpectationKind};
use rulecheck::diag::codes;

use crate::corpus::{case_files, files, none_of};

/// The ids at the head of each problem of a case's result blocks. What a run of tests says has lines of other kinds too.
fn shown(case: &Case) -> Vec<&str> {
    let is_code = |id: &&str| codes::ALL.iter().any(|code| code.id == *id);
    let mut ids = Vec::new();
    for block in &case.expectations {
        let heads = block.text.lines().filter(|line| !line.starts_with(' ')).filter_map(|line| line.split(' ').next());
        ids.extend(heads.filter(|id| block.kind != ExpectationKind::Tests || is_code(id)));
    }
    ids
}

fn page_faults(file: &CaseFile, code: &str) -> Vec<String> {
    let case = |title: &str| file.cases.iter().find(|case| case.title == title);
    let mut faults = Vec::new();
    // A page is a text, so it cannot hold a file that is no text; its files are named, and it runs in a program that has all its parts.
    if !["encoding", "pdf-reader", "text-passed-over"].contains(&code) {
        let bad = case("Bad").map(shown).unwrap_or_default();
        if bad.is_empty() || bad.iter().any(|id| *id != code) {
            faults.push(format!("{}: the bad example shows {bad:?}", file.name));
        }
    }
    match case("Good") {
        Some(good) if shown(good).is_empty() && !good.expectations.is_empty() => {}
        Some(good) => faults.push(format!("{}: the good example shows {:?}", file.name, shown(good))),
        None => faults.push(format!("{}: there is no good example", file.name)),
    }
    for part in ["\n## Why it matters\n", "\n## What to do\n", "\n### Bad\n", "\n### Good\n"] {
        if !file.text.contains(part) {
            faults.push(format!("{}: there is no part `{}`", file.name, part.trim()));
        }
    }
    faults
}

#[test]
fn every_code_has_a_page_with_a_bad_and_a_good_example() {
    let pages = case_files();
    let mut faults = Vec::new();
    for code in codes::ALL {
        let name = format!("docs/codes/{}.md", code.id);
        match pages.iter().find(|page| page.name == name) {
            Some(page) => faults.extend(page_faults(page, code.id)),
            None => faults.push(format!("`{}` has no page, {name}", code.id)),
        }
    }
    none_of(faults);
}

#[test]
fn every_page_is_of_a_code() {
    let is_known = |name: &str| codes::ALL.iter().any(|code| name == format!("docs/codes/{}.md", code.id));
    let strays = files("docs/codes", ".md").into_iter().filter(|name| !is_known(name));
    none_of(strays.map(|name| format!("{name} is the page of no code")).collect());
}
