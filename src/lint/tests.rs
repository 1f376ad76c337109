//! Edits, and the agreement of the lints with the table of codes.

use super::CODES;
use super::edits::{apply, line_of};
use crate::diag::{Fix, Level};
use crate::source::{SourceId, Span};

fn without(text: &str, words: &str) -> String {
    let start = text.find(words).unwrap();
    let span = line_of(text, Span::new(SourceId(0), start, start + words.len()));
    apply(text, &[&Fix { message: String::new(), span, replacement: String::new() }])
}

#[test]
fn a_clause_goes_with_its_line() {
    assert_eq!(without("a\n  given x = 1\n  must y\n", "given x = 1"), "a\n  must y\n");
    assert_eq!(without("a\r\n  given x = 1\r\nb", "given x = 1"), "a\r\nb");
    assert_eq!(without("  given x = 1\n", "given x = 1"), "");
}

#[test]
fn what_else_stands_on_the_line_stays() {
    assert_eq!(without("a\n  when z given x = 1 -- why\n", "given x = 1"), "a\n  when z -- why\n");
    assert_eq!(without("a\n  given x = 1 -- why\n", "given x = 1"), "a\n  -- why\n");
    assert_eq!(without("rule r given x = 1 must y", "given x = 1"), "rule r must y");
}

#[test]
fn edits_are_made_in_order_and_the_first_of_two_that_overlap_stands() {
    let fix =
        |start, end, text: &str| Fix { message: String::new(), span: Span::new(SourceId(0), start, end), replacement: text.to_owned() };
    let fixes = [fix(4, 6, "E"), fix(0, 2, "A"), fix(1, 3, "B")];
    assert_eq!(apply("abcdef", &fixes.iter().collect::<Vec<_>>()), "AcdE");
}

#[test]
fn lints_are_warnings_with_codes_of_their_own() {
    assert!(CODES.iter().all(|code| code.level == Level::Warning));
    let mut ids: Vec<&str> = CODES.iter().map(|code| code.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CODES.len());
}
