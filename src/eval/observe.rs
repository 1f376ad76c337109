//! What is seen of a rule's conditions while it judges: whether each ever held, and whether it ever did not.

use std::collections::BTreeMap;

use super::editions;
use super::instance;
use super::recorder::Recorder;
use crate::data::Returns;
use crate::ir::{ExprId, Program};
use crate::value::{CellId, Datum, ReturnId, Value};

/// What a condition came to, over all instances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub held: bool,
    pub did_not_hold: bool,
    pub unknown: bool,
}

/// Each condition that was reckoned, with what it came to.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    pub conditions: BTreeMap<ExprId, Seen>,
}

impl Recorder for &mut Observed {
    fn finished(&mut self, expr: ExprId, datum: &Datum, _cell: Option<CellId>) {
        let seen = self.conditions.entry(expr).or_default();
        match datum {
            Datum::Known(Value::Bool(true)) => seen.held = true,
            Datum::Known(Value::Bool(false)) => seen.did_not_hold = true,
            _ => seen.unknown = true,
        }
    }
}

/// Judges the returns by one rule once more, and notes what its conditions come to.
pub fn observe(program: &Program, returns: &Returns, rule: &str, observed: &mut Observed) {
    let is_asked = |family: &editions::Family| family.editions.first().is_some_and(|&id| program.rule(id).name == rule);
    let families: Vec<editions::Family> = editions::families(program).into_iter().filter(is_asked).collect();
    for (place, filed) in returns.returns.iter().enumerate().filter(|(_, filed)| filed.superseded_by.is_none()) {
        let subject = ReturnId(place as u32);
        for family in families.iter().filter(|family| family.form == filed.form) {
            for (id, date) in editions::candidates(program, returns, family, subject).into_iter().flatten() {
                instance::judge_heard(program, returns, id, subject, date, &mut *observed);
            }
        }
    }
}
