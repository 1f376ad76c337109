//! Which fails a company lets stand, and which of its waivers let none.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::trials::is_named;
use crate::data::Returns;
use crate::eval;
use crate::ir::{Program, Waiver};
use crate::report::Waivings;
use crate::value::{Datum, Value};
use crate::verdict::{Outcome, Verdict};

/// Holds the waivers of the rules that take part against the fails of a run, on the day that stands for today.
pub(super) fn waive(program: &Program, returns: &Returns, verdicts: &[Verdict], day: Option<NaiveDate>) -> Waivings {
    let mut waivings = Waivings::default();
    if program.waivers.is_empty() {
        return waivings;
    }
    let mut fails: BTreeMap<&str, Vec<(usize, &Verdict)>> = BTreeMap::new();
    for (at, verdict) in verdicts.iter().enumerate().filter(|(_, verdict)| verdict.outcome == Outcome::Fail) {
        fails.entry(&program.rule(verdict.rule).name).or_default().push((at, verdict));
    }
    for (number, waiver) in program.waivers.iter().enumerate() {
        if !program.rules.iter().any(|rule| rule.name == waiver.rule) {
            continue;
        }
        let has_expired = waiver.until.is_some_and(|until| day.is_none_or(|day| day > until));
        let mut unknown = Vec::new();
        for &(at, verdict) in fails.get(waiver.rule.as_str()).into_iter().flatten() {
            if !is_about(program, returns, waiver, verdict) {
                continue;
            }
            match eval::waiver_condition(program, returns, waiver, verdict) {
                Datum::Known(Value::Bool(true)) if !has_expired => waivings.waived.entry(at).or_default().push(number),
                Datum::Unknown(cause) if !has_expired => unknown.push((at, cause)),
                _ => {}
            }
        }
        waivings.unknown.extend(unknown.into_iter().map(|(at, cause)| (number, at, cause)));
        waivings.taken.push((number, has_expired));
    }
    // What another waiver lets stand needs no further one.
    let Waivings { waived, unknown, .. } = &mut waivings;
    unknown.retain(|(_, at, _)| !waived.contains_key(at));
    waivings
}

/// Whether a waiver is about the rows of an instance.
fn is_about(program: &Program, returns: &Returns, waiver: &Waiver, verdict: &Verdict) -> bool {
    if waiver.only.is_empty() {
        return true;
    }
    let rows: Vec<String> = verdict.rows.iter().map(|row| eval::row_name(program, returns, *row)).collect();
    waiver.only.iter().any(|names| is_named(&rows, names))
}
