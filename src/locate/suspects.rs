//! The figures behind findings: what speaks for each of them being wrong, and what against it.

use std::collections::BTreeSet;

use super::relations::Relations;
use super::search::{self, Alone};
use super::{Answer, Group};
use crate::data::Returns;
use crate::ir::Program;
use crate::value::CellId;
use crate::verdict::Verdict;

/// A figure that some failing verdict of a group is about.
#[derive(Clone, Debug)]
pub struct Suspect {
    pub cell: CellId,
    /// The explanations that change it, by their places.
    pub explanations: Vec<usize>,
    /// Failing verdicts that are about it.
    pub accused_by: Vec<usize>,
    /// Passing verdicts that are about it.
    pub defended_by: Vec<usize>,
    /// Verdicts that cannot hold together while it alone is changed.
    pub not_alone: Vec<usize>,
    /// A change of it alone satisfies every relation, and yet some rule fails or cannot be judged with it.
    pub refused: bool,
}

/// Every figure that the failing verdicts of a group are about; those that an explanation changes come first, the likeliest of them at the
/// head.
pub fn suspects(program: &Program, returns: &Returns, verdicts: &[Verdict], left_aside: &BTreeSet<usize>, group: &Group) -> Vec<Suspect> {
    let mut relations = Relations::new(program, returns, verdicts, left_aside);
    let failing: BTreeSet<usize> = group.failing.iter().copied().collect();
    let (explanations, more) = match &group.answer {
        Answer::Explained { explanations, more } => (explanations.as_slice(), *more),
        Answer::Excluded(_) | Answer::NotAnalysed(_) => (&[][..], false),
    };
    let accused: BTreeSet<CellId> = failing.iter().flat_map(|&place| relations.figures(place)).collect();
    let changed = explanations.iter().flat_map(|explanation| &explanation.changes).map(|change| change.cell);
    let cells: BTreeSet<CellId> = accused.into_iter().chain(changed).collect();
    let mut suspects = Vec::with_capacity(cells.len());
    for cell in cells {
        let changes = |at: &usize| explanations[*at].changes.iter().any(|change| change.cell == cell);
        let (accused_by, defended_by) = relations.touching(cell).into_iter().partition(|place| failing.contains(place));
        let is_enough = explanations.iter().any(|explanation| explanation.changes.iter().all(|change| change.cell == cell));
        let (not_alone, refused) = match search::alone(&mut relations, &failing, cell) {
            Alone::Excluded(verdicts) => (verdicts.into_iter().collect(), false),
            Alone::Fits => (Vec::new(), !is_enough && !more),
            Alone::Unsettled => (Vec::new(), false),
        };
        let explanations = (0..explanations.len()).filter(changes).collect();
        suspects.push(Suspect { cell, explanations, accused_by, defended_by, not_alone, refused });
    }
    suspects.sort_by_key(|suspect| (suspect.explanations.first().copied().unwrap_or(usize::MAX), suspect.cell));
    suspects
}
