//! Supplying what was unreadable or not loaded, with anything, never turns pass, fail or not applicable into another of them.

use proptest::prelude::*;
use rulecheck::verdict::Outcome;

use super::for_any;
use crate::returns::{Figure, Judged, Key, Rules, Texts};

/// What a test writes in place of a figure.
#[derive(Clone, Debug)]
enum Change {
    Keep,
    Number(i32),
    Blank,
    NotApplicable,
}

impl Change {
    fn words(&self, figure: &Figure) -> String {
        match self {
            Change::Keep => figure.printed_in_yaml(),
            Change::Number(number) => format!("\"{number}\""),
            Change::Blank => "\"\"".to_owned(),
            Change::NotApplicable => "N/A".to_owned(),
        }
    }
}

impl Figure {
    fn printed_in_yaml(&self) -> String {
        format!("\"{}\"", self.printed.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![12 => Just(Change::Keep), 2 => (-2..6i32).prop_map(Change::Number), 1 => Just(Change::Blank), 1 => Just(Change::NotApplicable)]
}

/// The instances that are decided in `less`, and decided otherwise or gone in `more`.
/// A verdict without rows stands for all rows: while the day that chooses the edition is unknown, all of them are judged as one.
fn reversals(rules: &Rules, less: &Judged, more: &Judged) -> Vec<String> {
    let more = more.outcomes(&rules.program);
    let mut reversals = Vec::new();
    for (key, outcome) in less.outcomes(&rules.program) {
        let stays = |now: &Outcome| now == outcome || matches!(now, Outcome::Undetermined(_));
        let is_same_rule = |other: &Key| (&other.0, &other.1) == (&key.0, &key.1);
        let keeps = match more.get(&key) {
            Some(now) => stays(now),
            None => key.2.is_empty() && more.iter().filter(|(other, _)| is_same_rule(other)).all(|(_, now)| stays(now)),
        };
        if !matches!(outcome, Outcome::Undetermined(_)) && !keeps {
            reversals.push(format!("{key:?} was {outcome:?} and became {:?}", more.get(&key)));
        }
    }
    reversals
}

#[test]
fn supplying_figures_reverses_nothing() {
    let rules = Rules::embedded();
    let texts = Texts::two_months();
    // The status says which return amends another; a return that is superseded is not judged at all.
    let figures: Vec<Figure> = rules.figures(&texts).into_iter().filter(|figure| figure.field != "status").collect();
    let changes = proptest::collection::vec((change(), proptest::bool::weighted(0.08)), figures.len());
    for_any(&changes, |changes| {
        let supplied = figures.iter().zip(&changes).map(|(figure, (change, _))| (figure, change.words(figure)));
        let held_back = figures.iter().zip(&changes).map(|(figure, (change, is_hidden))| {
            (figure, if *is_hidden { "{unreadable: \"smudge\"}".to_owned() } else { change.words(figure) })
        });
        let (more, less) = (rules.judge(&texts.with(supplied)), rules.judge(&texts.with(held_back)));
        prop_assert_eq!(reversals(&rules, &less, &more), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn supplying_returns_reverses_nothing() {
    let rules = Rules::embedded();
    let texts = Texts::two_months();
    let figures: Vec<Figure> = rules.figures(&texts).into_iter().filter(|figure| figure.field != "status").collect();
    let changes = (proptest::collection::vec(change(), figures.len()), proptest::collection::vec(proptest::bool::ANY, texts.0.len()));
    for_any(&changes, |(changes, is_loaded)| {
        let all = texts.with(figures.iter().zip(&changes).map(|(figure, change)| (figure, change.words(figure))));
        let some = Texts(all.0.iter().zip(&is_loaded).filter(|(_, is_loaded)| **is_loaded).map(|(text, _)| text.clone()).collect());
        prop_assert_eq!(reversals(&rules, &rules.judge(&some), &rules.judge(&all)), Vec::<String>::new());
        Ok(())
    });
}
