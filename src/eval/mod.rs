//! The evaluator: one verdict for each rule, return and row, and on demand the evidence behind a verdict.

mod compare;
mod derive;
mod editions;
mod expr;
mod history;
mod instance;
mod interval;
mod lists;
mod lookup;
mod observe;
mod operators;
mod past;
mod reckoning;
mod recorder;
mod relation;
mod rounded;
mod sums;
mod term;
mod windows;
mod words;

#[cfg(test)]
mod tests;

use crate::data::Returns;
use crate::ir::{Program, Waiver};
use crate::value::{Datum, ReturnId};
use crate::verdict::{Derivation, Verdict};

pub use observe::{Observed, Seen, observe};
pub use relation::Relater;
pub use words::{datum as shown, in_place as shown_in, row_name};

/// One verdict for each rule name, return and instance. Never fails; ordered by return, rule (by its first edition), rows.
pub fn evaluate(program: &Program, returns: &Returns) -> Vec<Verdict> {
    judge(program, returns, &editions::families(program))
}

/// The verdicts of one rule, with all its editions.
pub fn evaluate_rule(program: &Program, returns: &Returns, rule: &str) -> Vec<Verdict> {
    let is_asked = |family: &editions::Family| family.editions.first().is_some_and(|&id| program.rule(id).name == rule);
    let families: Vec<_> = editions::families(program).into_iter().filter(is_asked).collect();
    judge(program, returns, &families)
}

fn judge(program: &Program, returns: &Returns, families: &[editions::Family]) -> Vec<Verdict> {
    let sums = sums::Sums::default();
    let mut verdicts = Vec::new();
    for (place, filed) in returns.returns.iter().enumerate() {
        if filed.superseded_by.is_some() {
            continue;
        }
        let subject = ReturnId(place as u32);
        for family in families.iter().filter(|family| family.form == filed.form) {
            editions::judge(program, returns, family, subject, Some(&sums), &mut verdicts);
        }
    }
    verdicts
}

/// Whether a waiver is about the return of a verdict; its parameters take the date of the rule.
pub fn waiver_condition(program: &Program, returns: &Returns, waiver: &Waiver, verdict: &Verdict) -> Datum {
    let mut evaluator = expr::Evaluator::new(program, returns, verdict.subject, waiver.locals, recorder::Silent);
    evaluator.date = editions::date_of(program, returns, verdict.rule, verdict.subject);
    evaluator.expr(waiver.condition)
}

/// The evidence for a verdict, from the same evaluator.
pub fn derive(program: &Program, returns: &Returns, verdict: &Verdict) -> Derivation {
    derive::derive(program, returns, verdict)
}
