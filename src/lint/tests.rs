//! Edits, elimination, and the agreement of the lints with the table of codes.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use proptest::prelude::{Strategy, any, proptest};

use super::CODES;
use super::edits::{apply, line_of};
use super::elimination::{Answer, Relation, Row, Sum, solve};
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

fn number(value: i64) -> BigRational {
    BigRational::from_integer(value.into())
}

/// A sum of four figures.
fn sum(times: [i8; 4], constant: i64) -> Sum {
    let terms: BTreeMap<u32, BigRational> =
        (0..).zip(times).filter(|(_, times)| *times != 0).map(|(figure, times)| (figure, number(times.into()))).collect();
    Sum { terms, constant: number(constant) }
}

fn rows(relations: &[([i8; 4], i64, Relation)]) -> Vec<Row> {
    relations.iter().enumerate().map(|(origin, (times, constant, relation))| Row::new(&sum(*times, *constant), *relation, origin)).collect()
}

#[test]
fn what_cannot_hold_together_is_found_with_what_suffices_for_it() {
    let impossible = |relations: &[_]| match solve(rows(relations)) {
        Answer::Impossible(origins) => Some(origins.into_iter().collect::<Vec<_>>()),
        Answer::Possible => None,
        Answer::TooMuch => panic!("a few rows are not too much"),
    };
    use Relation::{AtMost, Below, Equal};
    let below = ([1, -1, 0, 0], 0, Below);
    assert_eq!(impossible(&[below, ([-1, 1, 0, 0], 0, Below), ([0, 0, 1, 0], 0, Equal)]), Some(vec![0, 1]));
    assert_eq!(impossible(&[([1, -1, 0, 0], 0, AtMost), ([-1, 1, 0, 0], 0, AtMost)]), None);
    assert_eq!(impossible(&[([1, -1, 0, 0], 0, AtMost), ([-1, 1, 0, 0], 0, Below)]), Some(vec![0, 1]));
    assert_eq!(impossible(&[([1, 1, -1, 0], 0, Equal), ([2, 0, -1, 0], 0, Equal), ([-1, 1, 0, 0], 1, AtMost)]), Some(vec![0, 1, 2]));
    assert_eq!(impossible(&[([2, 0, 0, 0], -1, Equal), ([3, 0, 0, 0], -1, Equal)]), Some(vec![0, 1]));
    assert_eq!(impossible(&[([0; 4], 1, Equal)]), Some(vec![0]));
    assert_eq!(impossible(&[]), None);
}

fn relation() -> impl Strategy<Value = Relation> {
    (0..3).prop_map(|of| [Relation::Equal, Relation::AtMost, Relation::Below][of as usize])
}

proptest! {
    #[test]
    fn what_some_figures_satisfy_is_never_called_impossible(
        point in any::<[i8; 4]>(),
        of in proptest::collection::vec((proptest::array::uniform4(-3..4i8), 0..20i64, relation()), 0..9),
    ) {
        let at = |times: &[i8; 4]| times.iter().zip(point).map(|(times, value)| i64::from(*times) * i64::from(value)).sum::<i64>();
        let held: Vec<_> = of.iter().map(|(times, slack, relation)| {
            let slack = match relation { Relation::Equal => 0, Relation::AtMost => *slack, Relation::Below => slack + 1 };
            (*times, -at(times) - slack, *relation)
        }).collect();
        assert_ne!(std::mem::discriminant(&solve(rows(&held))), std::mem::discriminant(&Answer::Impossible(BTreeSet::new())));
    }

    #[test]
    fn the_origins_of_a_contradiction_suffice_for_it(
        of in proptest::collection::vec((proptest::array::uniform4(-3..4i8), -9..9i64, relation()), 0..9),
    ) {
        let all = rows(&of);
        if let Answer::Impossible(origins) = solve(all.clone()) {
            let fewer = all.into_iter().enumerate().filter(|(at, _)| origins.contains(at)).map(|(_, row)| row).collect();
            assert!(matches!(solve(fewer), Answer::Impossible(_)));
        }
    }
}
