//! Rules that round, held against every value that could have been rounded.

use std::path::PathBuf;

use rulecheck::driver::{self, MemoryHost, Options};
use rulecheck::report::CorrectionStatus;

/// A way of rounding as rules write it, and what it makes of so many tenths.
type Way = (&'static str, fn(i64) -> i64);

const WAYS: &[Way] = &[
    ("floor of (held / 10)", |tenths| tenths.div_euclid(10)),
    ("ceiling of (held / 10)", |tenths| -(-tenths).div_euclid(10)),
    ("round held / 10 down to 0 places", |tenths| tenths / 10),
    ("round held / 10 up to 0 places", |tenths| tenths.signum() * ((tenths.abs() + 9) / 10)),
    ("round held / 10 to 0 places half up", |tenths| tenths.signum() * ((tenths.abs() + 5) / 10)),
    ("round held / 10 to 0 places half down", |tenths| tenths.signum() * ((tenths.abs() + 4) / 10)),
];

/// A comparison as rules write it.
type Comparison = (&'static str, fn(i64, i64) -> bool);

const COMPARISONS: &[Comparison] =
    &[("=", |a, b| a == b), ("<", |a, b| a < b), ("<=", |a, b| a <= b), (">", |a, b| a > b), (">=", |a, b| a >= b)];

/// All values that are tried lie within these.
const FAR: i64 = 300;

#[test]
fn a_figure_that_is_rounded_has_all_the_room_that_rounding_leaves() {
    for (way, rounded) in WAYS {
        for (op, holds) in COMPARISONS {
            for lots in -2..=2 {
                for held in [-FAR, FAR] {
                    if holds(lots, rounded(held)) {
                        continue;
                    }
                    let fits: Vec<i64> = (-FAR..=FAR).filter(|held| holds(lots, rounded(*held))).collect();
                    let expected = (fits[0], fits[fits.len() - 1]);
                    assert_eq!(room(&format!("lots {op} {way}"), held, lots), expected, "{lots} {op} {way}");
                }
            }
        }
    }
}

#[test]
fn a_half_that_goes_to_the_even_digit_is_not_analysed() {
    let correction = corrected("lots = round held / 10 to 0 places half even", 300, 2);
    assert_eq!(correction.status, CorrectionStatus::NotAnalysed);
}

/// The least and the most that the figure may be that is rounded, as far as values are tried.
fn room(assertion: &str, held: i64, lots: i64) -> (i64, i64) {
    let correction = corrected(assertion, held, lots);
    let [explanation] = correction.explanations.as_slice() else { panic!("{assertion}: {}", correction.sentence) };
    let [change] = explanation.changes.as_slice() else { panic!("{assertion}: one figure is enough") };
    assert_eq!(change.figure.field, "held", "{assertion}");
    let number = |text: &String| text.replace(',', "").parse::<i64>().expect("a whole number");
    match (&change.at_least, &change.at_most) {
        (None, None) => change.value.as_ref().map(|value| (number(value), number(value))).expect("a value"),
        (low, high) => (low.as_ref().map_or(-FAR, number), high.as_ref().map_or(FAR, number)),
    }
}

/// The correction where the number of lots is beyond doubt.
fn corrected(assertion: &str, held: i64, lots: i64) -> rulecheck::report::Correction {
    let rules = format!(
        "form statement field held shares field lots shares field again shares field a_third_time shares end\n\
         rule rounding applies to statement must {assertion} end\n\
         rule again applies to statement must lots = again and again = a_third_time end"
    );
    let text = format!("form: statement\nheld: {held}\nlots: {lots}\nagain: {lots}\na_third_time: {lots}\n");
    let host = MemoryHost::default().with("house.rules", rules).with("statement.yaml", text);
    let options =
        Options { inputs: vec![PathBuf::from("statement.yaml")], rules: vec![PathBuf::from("house.rules")], ..Options::default() };
    let report = driver::check(&host, &options).expect("the run is done").report;
    assert_eq!(report.problems.len(), 0, "{:?}", report.problems.first().map(|problem| &problem.message));
    report.corrections.into_iter().next().expect("a correction")
}
