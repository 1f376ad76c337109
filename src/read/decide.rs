//! Readings that the form's own arithmetic decides: of several, those stay that add up, or that multiply, as they should.

use super::sheet::{Cells, Record, Slot};
use crate::form::{BlankMeans, Forms, Identity, MemberKind, Printed};
use crate::ty::ShapeId;
use crate::value::number::Number;

/// More combinations of readings than this are not tried.
const MOST: usize = 4096;

/// Narrows the open readings of a record by what its print says adds up, lists and their rows included: first by sums of which every figure
/// is known, then by those in which a blank adds nothing, whatever it means.
pub(super) fn decide(forms: &Forms, shape: ShapeId, parts: &[Printed], record: &Record, cells: &mut Cells) {
    for blank_adds_nothing in [false, true] {
        pass(forms, shape, (parts, blank_adds_nothing), record, cells);
    }
}

fn pass(forms: &Forms, shape: ShapeId, (parts, blank_adds_nothing): (&[Printed], bool), record: &Record, cells: &mut Cells) {
    for part in parts {
        match part {
            Printed::Part { parts, .. } => pass(forms, shape, (parts, blank_adds_nothing), record, cells),
            Printed::Each { list, parts, .. } => {
                if let Some(MemberKind::List { rows, .. }) = forms.shape(shape).members.get(*list as usize).map(|member| &member.kind) {
                    record.rows(*list).iter().for_each(|row| pass(forms, *rows, (parts, blank_adds_nothing), row, cells));
                }
            }
            Printed::AddsUp(identity) => {
                if let Some((mut terms, total)) = cells_of(forms, shape, record, identity) {
                    terms.iter_mut().for_each(|(_, is_nothing)| *is_nothing |= blank_adds_nothing);
                    narrow(Arithmetic::Sum, &terms, total, cells);
                }
            }
            Printed::Multiplies(identity) => {
                if let Some((terms, total)) = cells_of(forms, shape, record, identity) {
                    narrow(Arithmetic::Product, &terms, total, cells);
                }
            }
            Printed::Line { .. } | Printed::LinesAsIn { .. } | Printed::LinesInWords { .. } => {}
        }
    }
}

/// How figures make up another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Sum,
    Product,
}

impl Arithmetic {
    /// What some numbers make, each `None` where it is not known; `None` where one is not, or the result is too large.
    pub fn of(self, numbers: impl Iterator<Item = Option<Number>>) -> Option<Number> {
        let mut numbers = numbers;
        match self {
            Arithmetic::Sum => numbers.try_fold(Number::zero(), |sum, number| sum.add(&number?)),
            Arithmetic::Product => {
                let first = numbers.next()??;
                numbers.try_fold(first, |product, number| product.multiply(&number?))
            }
        }
    }

    pub fn shown(self, words: &[&str], whole: &str) -> String {
        let sign = if self == Arithmetic::Sum { " + " } else { " × " };
        let terms = if words.is_empty() { "nothing".to_owned() } else { words.join(sign) };
        format!("{terms} = {whole}")
    }
}

/// A cell that takes part in a sum, and whether a blank in it is nothing.
type Term = (usize, bool);

/// The cells of an identity's terms and of its total, if there is one in every place.
fn cells_of(forms: &Forms, shape: ShapeId, record: &Record, identity: &Identity) -> Option<(Vec<Term>, Term)> {
    let (mut terms, mut whole) = (Vec::new(), Vec::new());
    let known = identity.terms.iter().all(|path| collect(forms, shape, record, path, &mut terms));
    let is_complete = known && collect(forms, shape, record, &identity.total, &mut whole);
    match whole[..] {
        [total] if is_complete => Some((terms, total)),
        _ => None,
    }
}

/// The cells that a path leads to; whether there is one in every place.
fn collect(forms: &Forms, shape: ShapeId, record: &Record, path: &[u16], found: &mut Vec<Term>) -> bool {
    let [member, rest @ ..] = path else { return false };
    let Some(declared) = forms.shape(shape).members.get(*member as usize) else { return false };
    match (record.slots.get(member), &declared.kind) {
        (Some(Slot::Cell(cell)), MemberKind::Field(field)) => {
            found.push((*cell, field.blank == BlankMeans::Zero));
            true
        }
        (Some(Slot::Record(inner)), MemberKind::Record(shape)) => collect(forms, *shape, inner, rest, found),
        (Some(Slot::Rows(rows)), MemberKind::List { rows: shape, .. }) => rows.iter().all(|row| collect(forms, *shape, row, rest, found)),
        _ => false,
    }
}

fn narrow(arithmetic: Arithmetic, terms: &[Term], total: Term, cells: &mut Cells) {
    let mut groups: Vec<usize> = terms.iter().chain([&total]).filter_map(|&(cell, _)| cells.cells[cell].group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.retain(|&group| cells.groups[group].open.len() > 1);
    let combinations = groups.iter().try_fold(1usize, |all, &group| all.checked_mul(cells.groups[group].open.len()));
    if groups.is_empty() || combinations.is_none_or(|count| count > MOST) {
        return;
    }
    let mut kept: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    let mut ground: Option<String> = None;
    let mut choice = vec![0; groups.len()];
    loop {
        let chosen = |cell: usize| {
            let stored = &cells.cells[cell];
            let option = match stored.group {
                Some(group) => match groups.iter().position(|&known| known == group) {
                    Some(at) => cells.groups[group].open[choice[at]],
                    None => *cells.groups[group].open.first()?,
                },
                None => 0,
            };
            stored.readings.get(option)
        };
        let number = |&(cell, blank_is_nothing): &Term| match chosen(cell)?.words.as_deref() {
            None => (blank_is_nothing && arithmetic == Arithmetic::Sum).then(Number::zero),
            Some(words) => figure(words),
        };
        let made = arithmetic.of(terms.iter().map(&number));
        let holds = match (made, number(&total)) {
            (Some(made), Some(total)) => Some(made == total),
            _ => None,
        };
        if holds == Some(true) {
            for (at, kept) in kept.iter_mut().enumerate() {
                let option = cells.groups[groups[at]].open[choice[at]];
                if !kept.contains(&option) {
                    kept.push(option);
                }
            }
            let words: Vec<&str> = terms.iter().filter_map(|&(cell, _)| chosen(cell)?.words.as_deref()).collect();
            let whole = chosen(total.0).and_then(|reading| reading.words.as_deref()).unwrap_or("blank");
            ground = Some(arithmetic.shown(&words, whole));
        }
        if !advance(&mut choice, |at| cells.groups[groups[at]].open.len()) {
            break;
        }
    }
    if kept.iter().any(Vec::is_empty) {
        return;
    }
    for (at, kept) in kept.into_iter().enumerate() {
        let group = &mut cells.groups[groups[at]];
        if kept.len() < group.open.len() {
            group.open = kept;
            group.open.sort_unstable();
            group.grounds.extend(ground.clone().filter(|ground| !group.grounds.contains(ground)));
        }
    }
}

/// The next combination; `false` after the last.
fn advance(choice: &mut [usize], options: impl Fn(usize) -> usize) -> bool {
    for (at, place) in choice.iter_mut().enumerate() {
        *place += 1;
        if *place < options(at) {
            return true;
        }
        *place = 0;
    }
    false
}

/// The number that a figure's words state, whatever its currency.
pub(super) fn figure(words: &str) -> Option<Number> {
    if words.eq_ignore_ascii_case("nil") {
        return Some(Number::zero());
    }
    let words = words.trim_start_matches(|c: char| c.is_ascii_uppercase()).trim();
    let negative = words.starts_with(['-', '\u{2212}', '(']);
    let digits: String = words.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = Number::parse(&digits)?;
    Some(if negative { number.negate() } else { number })
}
