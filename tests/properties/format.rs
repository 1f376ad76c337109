//! Formatting keeps any rules and any comments: programs with brackets everywhere, and the project's own texts with comments anywhere.

use std::cell::Cell;

use proptest::prelude::*;

use super::{for_one_in, items};
use crate::corpus::{files, read};
use crate::surfaces::format::format_faults;

/// What needs no brackets: names that are words elsewhere in the language too, and values of each kind.
const LEAVES: &[&str] = &[
    "a",
    "b",
    "c.closing",
    "previous",
    "some",
    "total",
    "count.previous",
    "previous monthly_return",
    "previous monthly_return.issued[c].closing",
    "xs[a, b]",
    "f()",
    "round",
    "next",
    "half",
    "at",
    "to",
    "10%",
    "1,000   shares",
    "1 share",
    "30 days",
    "HKD 1.99",
    "HKD1.99",
    "2022-09-30",
    "January\n2026",
    "\"text, (with \"\"signs\"\"\"",
    "“text”",
    "25,973",
    "0.50",
    "yes",
    "no",
];

/// Each construct; `#` is an operand, written in brackets.
const FORMS: &[&str] = &[
    "#.closing",
    "#[#, #]",
    "f(#)",
    "f(#, a, #)",
    "floor of #",
    "first day of #",
    "any of #",
    "largest of (#, #)",
    "smallest of (#, 1,000, #)",
    "-#",
    "- - #",
    "not #",
    "not not #",
    "# + #",
    "# - #",
    "# * #",
    "# / #",
    "# + # - # * # / #",
    "# and #",
    "# or #",
    "# and # or # and not #",
    "# = #",
    "# <= # < #",
    "# is at least #",
    "# is at most # <> #",
    "# agrees with #",
    "# agrees with any of #, #",
    "# agrees with any of #",
    "# is present",
    "# is not present",
    "# is missing",
    "# is placing",
    "# is not placing",
    "not # is placing",
    "# is one of placing, other",
    "# is not one of placing, other",
    "if # then # else #",
    "total of # for each x in #",
    "total of # for each x in #, y in # where #",
    "largest of # for each x in # where #",
    "smallest of # for each x in #",
    "count of x in # where #",
    "count of x in #",
    "count of distinct # for each x in # where #",
    "every x in #, y in # where # satisfies #",
    "some x in # satisfies #",
    "5th business day after # in hkex",
    "next business day after # in hkex",
    "previous business day before # in hkex",
    "business days between # and # in hkex",
    "3 months after #",
    "1 month before #, or the last day of the month",
    "12 months after #, or the first day of the next month",
    "08:30 on #",
    "hour on #",
    "if # then 08:30 else hour",
    "n business days after # in hkex",
    "1 business day before # in hkex",
    "n.days months before #, or the last day of the month",
    "count of d in the n.days business days before # in hkex where #",
    "total of # for each x in #, d in the 5 business days after # in hkex",
    "round # to 2 places half up",
    "round # to 1 place half even",
    "round # up to 0 places",
    "round # down to 3 places",
];

fn expression() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(LEAVES).prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, |inner| {
        (proptest::sample::select(FORMS), proptest::collection::vec(inner, 5)).prop_map(|(form, operands)| {
            let mut operands = operands.into_iter().cycle();
            let parts: Vec<&str> = form.split('#').collect();
            let last = parts.len() - 1;
            let mut text = String::new();
            for (place, part) in parts.into_iter().enumerate() {
                text.push_str(part);
                if place < last {
                    text.push_str(&format!("({})", operands.next().unwrap_or_default()));
                }
            }
            text
        })
    })
}

fn program() -> impl Strategy<Value = String> {
    proptest::collection::vec(expression(), 6).prop_map(|all| {
        let [parameter, body, row, when, given, must] = all.as_slice() else { return String::new() };
        format!(
            "parameter p = {parameter} effective from 2009-01-01 cites \"A\"\ndefine d(x : slip.rows) = {body}\n\
             rule r applies to slip for each c in ({row}), k in c.rows where {when} when {when} given g = {given} must {must}\n\
             else \"{{c.class}}\" doubt c.closing, ({row}) end\n"
        )
    })
}

#[test]
fn any_program_is_formatted() {
    formatted(&program());
}

#[test]
fn any_items_are_formatted() {
    formatted(&items::items(expression().boxed()));
}

/// Formats programs, of which many are to be without errors: one with errors is left as it is, and so tries nothing.
fn formatted(programs: &impl Strategy<Value = String>) {
    let tried = Cell::new(0u32);
    let read = Cell::new(0u32);
    for_one_in(4, programs, |text| {
        tried.set(tried.get() + 1);
        let parse = rulecheck::syntax::parse(rulecheck::source::SourceId(0), &text);
        read.set(read.get() + u32::from(parse.diagnostics.is_empty()));
        prop_assert_eq!(format_faults(&text), Vec::<String>::new());
        Ok(())
    });
    eprintln!("{} programs were formatted, of which {} have no errors", tried.get(), read.get());
    // About two of three are; the bound is far enough below that a short run does not fall under it by chance.
    assert!(read.get() > tried.get() / 4, "too many programs have errors");
}

/// Comments by the place at which they are put into a text, each with whether it begins on a line of its own.
fn comments() -> impl Strategy<Value = Vec<(usize, bool)>> {
    proptest::collection::vec((any::<usize>(), any::<bool>()), 1..6)
}

/// A text with comments in places where a blank stands.
fn commented(text: &str, comments: &[(usize, bool)]) -> String {
    let blanks: Vec<usize> = text.match_indices([' ', '\n']).map(|(at, _)| at).collect();
    let mut places: Vec<(usize, usize, bool)> = comments
        .iter()
        .enumerate()
        .filter_map(|(number, &(place, own_line))| blanks.get(place % blanks.len().max(1)).map(|&at| (at, number, own_line)))
        .collect();
    places.sort_unstable();
    let mut out = String::new();
    let mut from = 0;
    for (at, number, own_line) in places {
        out.push_str(&text[from..at]);
        out.push_str(if own_line { "\n" } else { " " });
        out.push_str(&format!("-- comment {number}\n"));
        from = at;
    }
    out.push_str(&text[from..]);
    out
}

#[test]
fn comments_anywhere_are_kept() {
    let names: Vec<String> = files("rules", ".rules").into_iter().chain(files("src/syntax", ".rules")).collect();
    // One item at a time: a whole file has too many places.
    let items: Vec<String> = names.iter().flat_map(|name| items(&read(name))).collect();
    for_one_in(4, &(proptest::sample::select(items), comments()), |(text, comments)| {
        prop_assert_eq!(format_faults(&commented(&text, &comments)), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn comments_among_any_items_are_kept() {
    for_one_in(4, &(items::items(expression().boxed()), comments()), |(text, comments)| {
        prop_assert_eq!(format_faults(&commented(&text, &comments)), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn comments_in_any_program_are_kept() {
    for_one_in(4, &(program(), comments()), |(text, comments)| {
        prop_assert_eq!(format_faults(&commented(&text, &comments)), Vec::<String>::new());
        Ok(())
    });
}

/// The items of a file that blank lines part.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for part in text.split("\n\n") {
        let begins =
            ["pack", "use", "form", "profile", "calendar", "parameter", "define", "rule", "--"].iter().any(|w| part.starts_with(w));
        match items.last_mut() {
            Some(item) if !begins => item.push_str(&format!("\n\n{part}")),
            _ => items.push(part.to_owned()),
        }
    }
    items
}
