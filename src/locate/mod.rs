//! Which figure is wrong: the smallest corrections that satisfy every rule.
//!
//! A rule that fails says that one of several figures is wrong; the rules that pass defend theirs. From both follow the least sets of
//! figures whose change puts everything right, *all* of them, with the values they would take, found in exact arithmetic after Fellegi and
//! Holt's principle (*A systematic approach to automatic edit and imputation*, 1976). A filing is never edited.

mod evidence;
mod proof;
mod relations;
mod search;
mod slips;
mod solve;
mod suspects;

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{CellState, Returns};
use crate::ir::{Program, RuleId};
use crate::value::number::Number;
use crate::value::{CellId, ReturnId};
use crate::verdict::{Outcome, Unrelated, Verdict};

pub use evidence::Evidence;
pub use search::{GivenUp, Limits};
pub use slips::Slip;
pub use solve::Room;
pub use suspects::{Suspect, suspects};

use relations::Relations;

/// Failing verdicts that have a root in common, and what would put them right.
#[derive(Clone, Debug)]
pub struct Group {
    /// Their places among the verdicts, sorted.
    pub failing: Vec<usize>,
    pub answer: Answer,
    /// What would tell several explanations apart.
    pub telling: Option<Telling>,
}

/// The figure that, if it were known for certain, would leave the fewest explanations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    pub cell: CellId,
    /// How many explanations are left at most, whatever its value turns out to be.
    pub left: usize,
    /// Rules that compare one of the disputed figures with a return of a form that is not among those loaded.
    pub compared_by: Vec<RuleId>,
}

#[derive(Clone, Debug)]
pub enum Answer {
    /// The explanations of least size, the likeliest first.
    Explained {
        explanations: Vec<Explanation>,
        /// There are more of this size than are kept.
        more: bool,
    },
    /// Whatever the figures are, the rules behind these verdicts exclude each other.
    Excluded(Vec<usize>),
    NotAnalysed(NotAnalysed),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnalysed {
    /// The rule's demand is no relation between figures.
    Unrelated(Unrelated),
    /// The search was given up.
    GivenUp(GivenUp),
}

/// Figures that, changed together, satisfy every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub changes: Vec<Change>,
    /// How likely the changes are; lower is likelier. The sum over the changes of how common the slip is, less what else speaks for it; each
    /// that is made alike in several cells once.
    pub rank: u32,
    /// Verdicts that pass, are about one of the figures, and would still pass.
    pub defended_by: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub cell: CellId,
    pub room: Room,
    /// How the figure may have come to be what it is, the likeliest first.
    pub slips: Vec<Slip>,
    /// What else makes it likely, or unlikely.
    pub evidence: Vec<Evidence>,
}

impl Change {
    /// How likely the change is; lower is likelier.
    fn rank(&self) -> u32 {
        let slip = self.slips.first().map_or(slips::UNEXPLAINED, |slip| slip.rank());
        slip.saturating_add_signed(-self.evidence.iter().map(Evidence::weight).sum::<i32>())
    }

    /// The number that the figure would be, or one of those that it may be.
    pub fn value(&self) -> Option<&Number> {
        value_in(&self.room)
    }
}

fn value_in(room: &Room) -> Option<&Number> {
    match room {
        Room::Exactly(value) | Room::Between { such_as: value, .. } => Some(value),
        Room::Dependent => None,
    }
}

/// Explains the failing verdicts of a run, apart from those that are left aside. Groups are ordered by their first verdict.
pub fn locate(program: &Program, returns: &Returns, verdicts: &[Verdict], left_aside: &BTreeSet<usize>, limits: Limits) -> Vec<Group> {
    if !verdicts.iter().any(|verdict| verdict.outcome == Outcome::Fail) {
        return Vec::new();
    }
    let mut locator = Locator { relations: Relations::new(program, returns, verdicts, left_aside), scratch: returns.clone(), limits };
    let mut groups = Vec::new();
    let mut related = Vec::new();
    for (place, verdict) in verdicts.iter().enumerate() {
        if verdict.outcome != Outcome::Fail || !locator.relations.takes_part(place) {
            continue;
        }
        match locator.relations.relation(place) {
            Ok(_) => related.push(place),
            Err(why) => {
                groups.push(Group { failing: vec![place], answer: Answer::NotAnalysed(NotAnalysed::Unrelated(*why)), telling: None })
            }
        }
    }
    groups.extend(locator.groups(related));
    groups.sort_by(|a, b| a.failing.cmp(&b.failing));
    groups
}

struct Locator<'a> {
    relations: Relations<'a>,
    /// The returns, in which figures are put to try them.
    scratch: Returns,
    limits: Limits,
}

impl Locator<'_> {
    /// Failing verdicts that share a figure are looked at together, and so are groups whose searches met.
    fn groups(&mut self, failing: Vec<usize>) -> Vec<Group> {
        let mut open: Vec<(BTreeSet<usize>, BTreeSet<CellId>)> = Vec::new();
        for place in failing {
            let figures = self.relations.figures(place).into_iter().collect();
            join(&mut open, BTreeSet::from([place]), figures);
        }
        let mut done: Vec<(BTreeSet<usize>, BTreeSet<CellId>, search::Found)> = Vec::new();
        while let Some((failing, _)) = open.pop() {
            let found = self.search(&failing);
            match done.iter().position(|(_, region, _)| !region.is_disjoint(&found.region)) {
                Some(met) => {
                    let (other, region, _) = done.swap_remove(met);
                    join(&mut open, &failing | &other, &region | &found.region);
                }
                None => done.push((failing, found.region.clone(), found)),
            }
        }
        done.into_iter().map(|(failing, _, found)| self.group(failing, found)).collect()
    }

    fn search(&mut self, failing: &BTreeSet<usize>) -> search::Found {
        let Locator { relations, scratch, limits } = self;
        search::search(relations, failing, *limits, &mut |relations, set| proof::is_sound(relations, scratch, failing, set))
    }

    fn group(&mut self, failing: BTreeSet<usize>, found: search::Found) -> Group {
        let answer = match found.given_up {
            Some(why) if found.fitting.is_empty() => Answer::NotAnalysed(NotAnalysed::GivenUp(why)),
            _ if found.fitting.is_empty() => Answer::Excluded(found.excluded.into_iter().collect()),
            _ => {
                let mut explanations: Vec<Explanation> = found.fitting.iter().map(|set| self.explanation(&failing, set)).collect();
                explanations.sort_by_key(|explanation| (explanation.rank, cells_of(explanation)));
                Answer::Explained { explanations, more: found.more }
            }
        };
        let telling = match &answer {
            Answer::Explained { explanations, .. } if explanations.len() > 1 => self.telling(explanations),
            _ => None,
        };
        Group { failing: failing.into_iter().collect(), answer, telling }
    }

    /// The figure whose true value leaves the fewest explanations in the worst case; of equals, the one that most of them blame.
    fn telling(&self, explanations: &[Explanation]) -> Option<Telling> {
        let disputed: BTreeSet<CellId> = explanations.iter().flat_map(cells_of).collect();
        let left_by = |cell: CellId| {
            let mut classes: BTreeMap<Option<Room>, usize> = BTreeMap::new();
            for explanation in explanations {
                let room = explanation.changes.iter().find(|change| change.cell == cell).map(|change| change.room.clone());
                *classes.entry(room).or_default() += 1;
            }
            classes.into_values().max().unwrap_or(0)
        };
        let blamed = |cell: CellId| explanations.iter().filter(|explanation| cells_of(explanation).contains(&cell)).count();
        let cell = disputed.iter().copied().min_by_key(|&cell| (left_by(cell), std::cmp::Reverse(blamed(cell)), cell))?;
        let mut compared_by: Vec<RuleId> = disputed.iter().flat_map(|&cell| self.relations.rules_of_forms_not_loaded(cell)).collect();
        compared_by.sort_unstable();
        compared_by.dedup();
        Some(Telling { cell, left: left_by(cell), compared_by })
    }

    fn explanation(&mut self, failing: &BTreeSet<usize>, set: &[(CellId, Room)]) -> Explanation {
        let mut changes = Vec::with_capacity(set.len());
        for (cell, room) in set {
            let slips = self.slips(*cell, room, set);
            let evidence = evidence::evidence(&mut self.relations, failing, *cell, value_in(room));
            changes.push(Change { cell: *cell, room: room.clone(), slips, evidence });
        }
        // The same figure printed several times, and wrong each time in the same way, is one slip.
        let mut each: Vec<(Option<Number>, Option<&Number>, u32)> =
            changes.iter().map(|change| (self.relations.value(change.cell), change.value(), change.rank())).collect();
        each.sort();
        each.dedup();
        let rank = each.iter().map(|(.., rank)| rank).sum();
        let about: BTreeSet<usize> = set.iter().flat_map(|(cell, _)| self.relations.touching(*cell)).collect();
        Explanation { changes, rank, defended_by: about.difference(failing).count() }
    }

    /// How a figure may have come to be what it is, if it should be another.
    fn slips(&self, cell: CellId, room: &Room, set: &[(CellId, Room)]) -> Vec<Slip> {
        let (Some(stated), Some(fitting)) = (self.relations.value(cell), value_in(room)) else { return Vec::new() };
        if self.relations.returns.cell(cell).state == CellState::Blank {
            return vec![Slip::LeftBlank];
        }
        let mut found = slips::slips(fitting, &stated);
        let swapped = |(other, room): &(CellId, Room)| {
            *other != cell && value_in(room) == Some(&stated) && self.relations.value(*other).as_ref() == Some(fitting)
        };
        if set.iter().any(swapped) {
            found.push(Slip::Swap);
        }
        if self.is_stale(cell, &stated) {
            found.push(Slip::Stale);
        }
        found.sort_by_key(|slip| (slip.rank(), *slip));
        found
    }

    /// Whether the same row of an earlier return of the issuer has the same figure in the same place.
    fn is_stale(&self, cell: CellId, stated: &Number) -> bool {
        let returns = self.relations.returns;
        let here = returns.cell(cell);
        let record = returns.record(here.record);
        let is_earlier = |owner: ReturnId| {
            let (one, other) = (returns.get(owner), returns.get(record.owner));
            owner != record.owner && one.issuer == other.issuer && one.date.zip(other.date).is_some_and(|(one, other)| one < other)
        };
        !stated.is_zero()
            && (0u32..).map(CellId).zip(&returns.cells).any(|(id, other)| {
                let of = returns.record(other.record);
                other.member == here.member
                    && of.shape == record.shape
                    && of.row == record.row
                    && is_earlier(of.owner)
                    && self.relations.value(id).as_ref() == Some(stated)
            })
    }
}

fn cells_of(explanation: &Explanation) -> Vec<CellId> {
    explanation.changes.iter().map(|change| change.cell).collect()
}

/// Adds failing verdicts to those with which they share a figure.
fn join(open: &mut Vec<(BTreeSet<usize>, BTreeSet<CellId>)>, mut failing: BTreeSet<usize>, mut figures: BTreeSet<CellId>) {
    while let Some(met) = open.iter().position(|(_, others)| !others.is_disjoint(&figures)) {
        let (other, others) = open.swap_remove(met);
        failing.extend(other);
        figures.extend(others);
    }
    open.push((failing, figures));
}
