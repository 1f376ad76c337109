//! Members of a form of which the first words are lost: a row or a part is told by the lines that stand in it.

use std::ops::Range;

use super::fill::Filler;
use super::sheet::{Cell, Record};
use super::wordings::{Match, Piece, has_words};
use crate::form::{Printed, RowStart, Wording};
use crate::ty::{ShapeId, Ty};

/// How many lines of a row tell that it begins.
const LEAST_LINES: usize = 2;

/// A row that begins without words of its own.
pub(super) struct LostRow {
    /// What stands in the place of its first words.
    pub words: Range<usize>,
    /// From the first of its lines.
    inside: Range<usize>,
}

impl<'a> Filler<'a> {
    /// Where a member begins of which the first words are lost: the only row of a list where two of its lines stand, or one of them beside a
    /// line of figures of the list's part; the first part of a form where its first row does; and a table under a heading where its first
    /// number stands before its words.
    pub(super) fn lost_start(
        &self,
        shape: ShapeId,
        part: &'a Printed,
        (is_first, has_total): (bool, bool),
        range: &Range<usize>,
    ) -> Option<Match> {
        match part {
            Printed::Each { list, start: RowStart::From(_), parts } => {
                let rows = self.rows_of(shape, *list)?;
                let lines = lines_of(parts).filter_map(|part| self.anchor(rows, part, range, false));
                let mut starts: Vec<usize> = lines.map(|line| line.tokens.start).collect();
                starts.sort_unstable();
                starts.dedup();
                let least = if has_total { 1 } else { LEAST_LINES };
                let first = *starts.first().filter(|_| starts.len() >= least && self.not_applicable(range).is_none())?;
                Some(Match { tokens: first..first, stretches: Vec::new(), edits: 0 })
            }
            Printed::Part { holds: Some(_), or_blank: false, parts, .. } => {
                let is_total = |part: &'a Printed| self.is_of_figures(shape, part) && self.anchor(shape, part, range, false).is_some();
                let has_total = is_first && parts.iter().any(is_total);
                let starts = parts.iter().filter_map(|part| match part {
                    Printed::Each { start: RowStart::From(_), .. } if is_first => {
                        let found =
                            self.anchor(shape, part, range, false).or_else(|| self.lost_start(shape, part, (false, has_total), range));
                        found.map(|place| place.tokens.start)
                    }
                    Printed::Each { list, start: RowStart::Numbered, parts } => {
                        self.first_numbered(self.rows_of(shape, *list)?, parts, range)
                    }
                    _ => None,
                });
                let first = starts.min()?;
                Some(Match { tokens: first..first, stretches: Vec::new(), edits: 0 })
            }
            _ => None,
        }
    }

    /// Whether a member is a line that has words of its own, and figures only.
    pub(super) fn is_of_figures(&self, shape: ShapeId, part: &'a Printed) -> bool {
        let Printed::Line { wordings, or_blank: false, within: None } = part else { return false };
        let pieces = wordings.first().filter(|wording| has_words(wording)).map(|wording| self.pieces(shape, wording));
        let is_of_figures = |piece: &Piece| match piece {
            Piece::Hole(hole) => matches!(hole.ty, Some(Ty::Quantity { .. })),
            Piece::Letters(..) => true,
        };
        pieces.is_some_and(|pieces| pieces.iter().any(|piece| matches!(piece, Piece::Hole(_))) && pieces.iter().all(is_of_figures))
    }

    /// The first number of a table that counts from one and has the words of its rows behind that number.
    fn first_numbered(&self, rows: ShapeId, parts: &'a [Printed], range: &Range<usize>) -> Option<usize> {
        let numbers = self.row_numbers(range);
        let first = *numbers.first().filter(|&&first| self.tokens[first].text == "1")?;
        let row = first..numbers.get(1).copied().unwrap_or(range.end);
        let has_line =
            |part: &'a Printed| matches!(part, Printed::Line { or_blank: false, .. }) && self.anchor(rows, part, &row, false).is_some();
        parts.iter().any(has_line).then_some(first)
    }

    /// The rows that stand within another one for want of their first words: where two lines of the row that have values stand once more.
    pub(super) fn lost_rows(&self, shape: ShapeId, parts: &'a [Printed], of_row: &Range<usize>) -> Vec<LostRow> {
        let mut rows: Vec<LostRow> = Vec::new();
        let mut rest = of_row.clone();
        loop {
            let next = |part: &'a Printed, range: &Range<usize>| {
                let exact = self.anchor(shape, part, range, false);
                // Where a file draws its cells, their words are whole.
                let found = if self.is_ruled { exact } else { exact.or_else(|| self.anchor(shape, part, range, true)) };
                found.filter(|place| self.has_value(place))
            };
            let here: Vec<(&Printed, Match)> = lines_of(parts).filter_map(|part| Some((part, next(part, &rest)?))).collect();
            let again = here.iter().filter_map(|(part, place)| next(part, &(place.tokens.end..rest.end)));
            let again: Vec<usize> = again.map(|place| place.tokens.start).collect();
            let Some(&first) = again.iter().min().filter(|_| again.len() >= LEAST_LINES) else { break };
            // What follows the line of the last value is no part of the row before.
            let last = here.iter().map(|(_, place)| place.tokens.end).filter(|&end| end <= first).max().unwrap_or(first);
            let words = (last..first).find(|&at| self.tokens[at].line != self.tokens[last].line).unwrap_or(first)..first;
            if let Some(before) = rows.last_mut() {
                before.inside.end = words.start;
            }
            rows.push(LostRow { words, inside: first..rest.end });
            rest.start = first;
        }
        rows
    }

    /// Whether a value follows the words of a line.
    fn has_value(&self, place: &Match) -> bool {
        let behind = place.tokens.end;
        behind < self.tokens.len() && !self.values_among(&[behind]).is_empty()
    }

    /// Reads such a row. What its first words would have named is unreadable.
    pub(super) fn lost_row(&mut self, shape: ShapeId, (first, parts): (&'a [Wording], &'a [Printed]), row: &LostRow) -> Record {
        let mut record = Record { place: self.bytes(&row.inside), ..Record::default() };
        let place = self.bytes(&row.words);
        let pieces = first.first().map(|wording| self.pieces(shape, wording));
        for piece in pieces.iter().flat_map(|pieces| pieces.iter()) {
            if let Piece::Hole(hole) = piece {
                self.put(&mut record, hole, Cell { readings: Vec::new(), group: None, unreadable: Some(place.clone()) });
            }
        }
        self.block(shape, parts, &row.inside, &mut record);
        record
    }
}

/// The lines of a row that it must have.
fn lines_of(parts: &[Printed]) -> impl Iterator<Item = &Printed> {
    parts.iter().filter(|part| matches!(part, Printed::Line { or_blank: false, within: None, .. }))
}
