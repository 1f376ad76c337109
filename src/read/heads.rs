//! Tables with a head: each line below is a row, and a cell belongs to the field whose words stand at the head of its column.

use std::ops::Range;

use super::fill::Filler;
use super::labels::{allowed, folded, letters_of};
use super::sheet::{Cell, Reading, Record};
use super::tokens::{Kind, is_well_formed};
use super::values::{atoms, fits};
use super::wordings::Hole;
use crate::form::{Printed, Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// A line with fewer columns of the table than this is neither its head nor a row of it.
const FEWEST: usize = 2;

/// A cell of a line: its column, and its tokens.
type Place = (u32, Range<usize>);

impl Filler<'_> {
    /// The rows below the first line that has the heads of some columns.
    pub(super) fn headed_rows(&mut self, shape: ShapeId, parts: &[Printed], range: &Range<usize>) -> Vec<Record> {
        let columns: Vec<(&[Wording], Hole)> = parts.iter().filter_map(|part| self.column(shape, part)).collect();
        let lines: Vec<Vec<Place>> = self.lines(range);
        let mut lines = lines.into_iter();
        let heads = lines.by_ref().map(|line| self.heads(&columns, &line)).find(|heads| heads.len() > FEWEST);
        let Some(heads) = heads else { return Vec::new() };
        let mut rows = Vec::new();
        for line in lines {
            let cell = |column: u32| line.iter().find(|(at, _)| *at == column).map(|(_, tokens)| tokens.clone());
            if heads.iter().filter(|(column, _)| cell(*column).is_some()).count() < FEWEST {
                continue;
            }
            let (Some((_, first)), Some((_, last))) = (line.first(), line.last()) else { continue };
            let mut row = Record { place: self.bytes(&(first.start..last.end)), ..Record::default() };
            for (column, hole) in &heads {
                let tokens = cell(*column).unwrap_or(first.start..first.start);
                self.cell_of_column(hole, &tokens, &mut row);
            }
            rows.push(row);
        }
        rows
    }

    /// The words of a column's head, and its field.
    fn column<'p>(&self, shape: ShapeId, part: &'p Printed) -> Option<(&'p [Wording], Hole)> {
        let Printed::Line { wordings, within: None, .. } = part else { return None };
        let path = wordings.first()?.pieces.iter().find_map(|piece| match piece {
            WordingPiece::Hole { path, .. } => Some(path.clone()),
            _ => None,
        })?;
        let ty = self.ty(shape, &path);
        Some((wordings, Hole { path: Some(path), ty, runs_on: false }))
    }

    /// The cells of each line; one without tabs is a single cell.
    fn lines(&self, range: &Range<usize>) -> Vec<Vec<Place>> {
        let mut lines: Vec<(u32, Vec<Place>)> = Vec::new();
        for at in range.clone() {
            let token = &self.tokens[at];
            if lines.last().is_none_or(|(line, _)| *line != token.line) {
                lines.push((token.line, Vec::new()));
            }
            let Some((_, cells)) = lines.last_mut() else { continue };
            match cells.last_mut() {
                Some((column, tokens)) if *column == token.cells.0 || !self.is_tabbed(at) => tokens.end = at + 1,
                _ => cells.push((token.cells.0, at..at + 1)),
            }
        }
        lines.into_iter().map(|(_, cells)| cells).collect()
    }

    /// Whether the line of a token has cells.
    pub(super) fn is_tabbed(&self, token: usize) -> bool {
        let at = self.tokens[token].range.start;
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        self.text[start..].lines().next().is_some_and(|line| line.contains('\t'))
    }

    /// The columns whose heads stand in a line; each cell is the head of one column, and no two cells of the same.
    fn heads(&self, columns: &[(&[Wording], Hole)], line: &[Place]) -> Vec<(u32, Hole)> {
        let mut heads: Vec<(u32, Hole)> = Vec::new();
        for (column, tokens) in line {
            let words = self.tokens[tokens.clone()].iter().filter(|token| token.kind == Kind::Word);
            let letters: String = words.flat_map(|token| folded(&token.text)).collect();
            let wrong = |wordings: &[Wording]| {
                let stated = wordings.iter().map(|wording| {
                    let words = wording.pieces.iter().filter_map(|piece| match piece {
                        WordingPiece::Words(words) => Some(letters_of(words)),
                        _ => None,
                    });
                    words.flatten().collect::<String>()
                });
                stated.map(|stated| (strsim::levenshtein(&stated, &letters), allowed(stated.chars().count()))).min()
            };
            let best = columns.iter().filter_map(|(wordings, hole)| Some((wrong(wordings)?, hole))).min_by_key(|((edits, _), _)| *edits);
            if let Some(((edits, most), hole)) = best
                && edits <= most
                && heads.iter().all(|(_, other)| other.path != hole.path)
            {
                heads.push((*column, hole.clone()));
            }
        }
        heads
    }

    /// Reads a cell: a text as it stands, all else as one value and nothing besides.
    fn cell_of_column(&mut self, hole: &Hole, tokens: &Range<usize>, row: &mut Record) {
        let place = self.bytes(tokens);
        let words = self.text.get(place.clone()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = |words: Option<String>, notes: Vec<String>| Cell {
            readings: vec![Reading { words, place: place.clone(), notes }],
            group: None,
            unreadable: None,
        };
        let unreadable = || Cell { readings: Vec::new(), group: None, unreadable: Some(place.clone()) };
        let cell = match hole.ty {
            _ if tokens.is_empty() => plain(None, Vec::new()),
            Some(Ty::Text) => plain(Some(words), Vec::new()),
            Some(Ty::Bool) => return self.yes_no(hole, tokens, row),
            Some(Ty::Code(_)) => return self.code(hole, tokens, row),
            // Such a cell may show its number as a hundred times as much.
            Some(Ty::Quantity { percent: true, .. }) if self.binary.iter().any(|held| held.start == place.start) => unreadable(),
            Some(Ty::Quantity { percent: true, .. }) if is_well_formed(&words) => plain(Some(words), Vec::new()),
            Some(ty) => {
                let values = atoms(self.tokens, tokens, &self.currencies);
                match &values[..] {
                    [only] if fits(only.what, ty) && only.tokens == *tokens && self.malformed(only).is_none() => {
                        plain(Some(only.text.clone()), only.notes.clone())
                    }
                    _ if self.tokens[tokens.clone()].iter().all(|token| token.kind == Kind::Mark) => plain(None, Vec::new()),
                    _ => unreadable(),
                }
            }
            None => unreadable(),
        };
        self.put(row, hole, cell);
    }
}
