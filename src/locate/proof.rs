//! The proof of a correction: the rules, judged once more with the figures changed.
//!
//! Relations leave the structure of a return as it is judged. What a change does to it shows only here: which rows a rule chooses, which
//! branch it takes, and whether the returns of an issuer still link, so that a window over them is closed or open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::relations::Relations;
use super::{Room, value_in};
use crate::data::{CellState, Returns};
use crate::ir::RuleId;
use crate::value::number::Number;
use crate::value::{CellId, Quantity, RecordId, ReturnId, Value};
use crate::verdict::{Outcome, Verdict};

/// Whether the rules are satisfied with the figures changed: none of the group fails, and nothing that passed is lost.
pub fn is_sound(relations: &Relations<'_>, scratch: &mut Returns, failing: &BTreeSet<usize>, set: &[(CellId, Room)]) -> bool {
    let Some(changes) = changes(set) else { return true };
    let affected: BTreeSet<usize> = set.iter().flat_map(|(cell, _)| relations.moved_by(*cell)).collect();
    let asked: BTreeSet<(ReturnId, RuleId)> =
        affected.iter().map(|&place| (relations.verdicts[place].subject, relations.verdicts[place].rule)).collect();
    let before: BTreeMap<(ReturnId, RuleId, &[RecordId]), usize> = affected
        .iter()
        .map(|&place| (place, &relations.verdicts[place]))
        .map(|(place, verdict)| ((verdict.subject, verdict.rule, verdict.rows.as_slice()), place))
        .collect();
    let is_kept = |verdict: &Verdict| {
        let place = before.get(&(verdict.subject, verdict.rule, verdict.rows.as_slice())).copied();
        let was = place.map(|place| &relations.verdicts[place].outcome);
        match (&verdict.outcome, was) {
            (Outcome::Pass | Outcome::NotApplicable, _) | (Outcome::Undetermined(_), Some(Outcome::Undetermined(_)) | None) => true,
            (Outcome::Undetermined(_), _) => false,
            // What failed before for another reason, or does not take part, is not for this group to put right.
            (Outcome::Fail, Some(Outcome::Fail)) => place.is_some_and(|place| !failing.contains(&place)),
            (Outcome::Fail, _) => place.is_some_and(|place| !relations.may_take_part(place)),
        }
    };
    with(relations, scratch, changes, |changed| {
        asked.iter().all(|&(subject, rule)| relations.relater.judge(changed, rule, subject).iter().all(is_kept))
    })
}

/// The value of each figure; `None` where one turns on others.
fn changes(set: &[(CellId, Room)]) -> Option<Vec<(CellId, Number)>> {
    set.iter().map(|(cell, room)| Some((*cell, value_in(room)?.clone()))).collect()
}

/// What is said of the returns with figures changed; afterwards all is as it was.
fn with<T>(relations: &Relations<'_>, scratch: &mut Returns, changes: Vec<(CellId, Number)>, say: impl FnOnce(&Returns) -> T) -> T {
    let stands_in_history = changes.iter().any(|(cell, _)| relations.stands_in_history(*cell));
    // The history of an issuer was made from the figures as they are filed.
    let filed: Vec<OnceLock<_>> = match stands_in_history {
        true => scratch.issuers.iter_mut().map(|issuer| std::mem::take(&mut issuer.history)).collect(),
        false => Vec::new(),
    };
    let cells: Vec<CellId> = changes.iter().map(|(cell, _)| *cell).collect();
    changes.into_iter().for_each(|(cell, number)| put(scratch, cell, number));
    let said = say(scratch);
    for cell in cells {
        let at = cell.0 as usize;
        scratch.cells[at].state = relations.returns.cells[at].state.clone();
    }
    scratch.issuers.iter_mut().zip(filed).for_each(|(issuer, history)| issuer.history = history);
    said
}

/// Puts a number in a cell, with the currency and the places that it has.
fn put(scratch: &mut Returns, cell: CellId, number: Number) {
    let Some(cell) = scratch.cells.get_mut(cell.0 as usize) else { return };
    let (currency, places) = match &cell.state {
        CellState::Figure(Value::Quantity(before)) => (before.currency, before.places),
        _ => (None, 0),
    };
    cell.state = CellState::Figure(Value::Quantity(Quantity { number, currency, places }));
}
