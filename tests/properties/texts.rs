//! Reading never fails: any text gives a tree or returns, and diagnostics, with true places.

use proptest::prelude::*;
use rulecheck::data;
use rulecheck::source::SourceMap;

use super::for_any;
use crate::returns::{Rules, Texts};
use crate::surfaces::parse::place_faults;

/// Words of the rule language and pieces that go wrong in it.
const WORDS: &[&str] = &[
    "rule",
    "end",
    "form",
    "field",
    "list",
    "record",
    "key",
    "profile",
    "table",
    "rows in",
    "calendar",
    "parameter",
    "define",
    "pack",
    "use",
    "must",
    "should",
    "note",
    "when",
    "given",
    "for each",
    "in",
    "where",
    "applies to",
    "cites",
    "effective from",
    "until",
    "by",
    "else",
    "doubt",
    "if",
    "then",
    "and",
    "or",
    "not",
    "is",
    "present",
    "missing",
    "one of",
    "agrees with",
    "any of",
    "at least",
    "total of",
    "count of",
    "every",
    "some",
    "satisfies",
    "largest of",
    "previous",
    "floor of",
    "month of",
    "5th business day after",
    "previous business day before",
    "business days between",
    "3 months after",
    ", or the last day of the month",
    "round",
    "to 2 places half up",
    "count of distinct",
    "08:30 on",
    "hour on",
    "n business days after",
    "d in the 5 business days before",
    "n.days months before",
    "code of",
    "blank is 0",
    "part of",
    "a",
    "c.closing",
    "x[1]",
    "f(a)",
    "\"text\"",
    "\"{a",
    "\"",
    "10%",
    "1,000 shares",
    "1,00",
    "1e9",
    "HKD 1.99",
    "2022-09-30",
    "2022-02-30",
    "January 2026",
    "99999999999999999999999999999",
    "yes",
    "no",
    "=",
    "<>",
    "<=",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "((((((((",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "--",
    "\n",
    "\u{feff}",
    "\u{a0}",
    "−",
    "’",
    "é",
    "\u{202e}",
    "\0",
    "🦀",
];

/// Words of returns and pieces that go wrong in YAML and JSON.
const DATA: &[&str] = &[
    "form: monthly_return\n",
    "period_end: ",
    "issued:\n",
    "  - ",
    "- ",
    "kind: ",
    "class: Class B",
    "opening: ",
    "closing: ",
    "change: ",
    "stock_code: ",
    "25,973,445,420",
    "-5,194,580",
    "(1)",
    "1e9",
    "0x10",
    "0.01 %",
    "HKD",
    "USD 0.1",
    "N/A",
    "Nil",
    "null",
    "~",
    "\"",
    "'",
    "{unreadable: ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ": ",
    "&a ",
    "*a",
    "!!str ",
    "---\n",
    "|\n",
    ">-\n",
    "#",
    "\t",
    "\n",
    "\r\n",
    "  ",
    "\u{feff}",
    "\u{a0}",
    "−",
    "\0",
    "30 February 2022",
    "{\"form\": \"monthly_return\"",
    "\"issued\": [",
    "1.0",
    "👩‍💼",
    "? ",
    "<<: ",
];

fn words(from: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::collection::vec((proptest::sample::select(from), proptest::bool::ANY), 0..60)
        .prop_map(|words| words.into_iter().map(|(word, space)| if space { format!("{word} ") } else { word.to_owned() }).collect())
}

/// A text with a piece of it replaced by another.
fn broken(text: &str, from: usize, length: usize, with: &str) -> String {
    let from = text.floor_char_boundary(from % (text.len() + 1));
    let to = text.floor_char_boundary((from + length).min(text.len()));
    format!("{}{with}{}", &text[..from], &text[to..])
}

#[test]
fn any_text_is_parsed() {
    let text = prop_oneof![any::<String>(), words(WORDS)];
    for_any(&text, |text| {
        prop_assert_eq!(place_faults(&text), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn broken_rules_are_parsed() {
    let rules = crate::corpus::read("rules/hkex/issued-shares.rules");
    for_any(&(any::<usize>(), 0..40usize, words(WORDS)), |(from, length, with)| {
        prop_assert_eq!(place_faults(&broken(&rules, from, length, &with)), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn any_document_is_read() {
    let rules = Rules::embedded();
    let example = Texts::example("sensetime-2022-09");
    let text = prop_oneof![
        any::<String>(),
        words(DATA),
        (0..example.0.len(), any::<usize>(), 0..60usize, words(DATA)).prop_map(|(file, from, length, with)| broken(
            &example.0[file].1,
            from,
            length,
            &with
        )),
    ];
    for_any(&text, |text| {
        let mut sources = SourceMap::default();
        let id = sources.add("return.yaml", text.as_str());
        let loaded = data::load(&rules.program.forms, &sources, &[id]);
        for cell in &loaded.returns.cells {
            prop_assert!(text.trim_start_matches('\u{feff}').get(cell.span.range()).is_some(), "a cell's place is not one of characters");
        }
        for diagnostic in &loaded.diagnostics {
            prop_assert!(
                sources.get(id).text.get(diagnostic.primary.span.range()).is_some(),
                "a diagnostic's place is not one of characters"
            );
        }
        let _ = rulecheck::eval::evaluate(&rules.program, &loaded.returns);
        Ok(())
    });
}
