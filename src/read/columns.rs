//! Where the columns of a row stand: the text that it begins with, and the fields that the head of its table names.

use std::ops::Range;

use super::fill::{CLEAR, Filler};
use super::labels::{common, folded, letters_of};
use super::tokens::Kind;
use super::values::{Atom, What, atoms, fits};
use super::wordings::{Hole, has_words};
use crate::form::{Printed, WordingPiece};
use crate::ty::{ShapeId, Ty};

impl Filler<'_> {
    /// The tokens of the text with which a row begins: its first cell, without what a code has taken of it.
    pub(super) fn leading_text(&self, stretch: &Range<usize>, taken: &[bool]) -> Range<usize> {
        let start = stretch.clone().find(|&at| self.tokens[at].kind == Kind::Word && !taken[at]).unwrap_or(stretch.end);
        let Some(first) = self.tokens.get(start) else { return start..start };
        // Behind a code that is all of the first cell, the next words are those of a value.
        let is_led = stretch.clone().any(|at| taken[at] && !self.used[at]);
        if is_led && atoms(self.tokens, stretch, &self.currencies).iter().any(|value| value.tokens.start <= start) {
            return start..start;
        }
        let end = (start..stretch.end).find(|&at| self.tokens[at].line != first.line || self.tokens[at].cells.0 != first.cells.0);
        start..end.unwrap_or(stretch.end)
    }

    /// The tokens of the text with which a row begins, where it runs on over lines that hold figures of its own: all but the values at the
    /// end of the only line that ends with values, and in the lines of nothing else below it. An amount of money begins with its currency,
    /// so that figures before this are the text's. `None` where no line ends so, or several do, or where the text has cells.
    pub(super) fn wrapped_text(&self, stretch: &Range<usize>, types: &[Ty]) -> Option<Vec<usize>> {
        let open: Vec<usize> = stretch.clone().filter(|&at| !self.used[at]).collect();
        if open.iter().any(|&at| self.is_tabbed(at)) {
            return None;
        }
        let is_money = types.first().is_some_and(|ty| matches!(ty, Ty::Quantity { unit, .. } if unit.money != 0));
        let is_start = |atom: &&Atom| !is_money || matches!(atom.what, What::Amount | What::Currency);
        let mut tails: Vec<(usize, usize)> = Vec::new();
        let mut is_tail = false;
        for line in open.chunk_by(|a, b| self.tokens[*a].line == self.tokens[*b].line) {
            let Some(&last) = line.last() else { continue };
            match tails.last_mut().filter(|_| is_tail && self.is_cell(line)) {
                // A word below the values is the text's, unless more values follow.
                Some(_) if self.values_among(line).is_empty() => {}
                Some((_, end)) => *end = last,
                None => {
                    let tail = self.value_tail(line, types).unwrap_or_default();
                    let first = if is_money { tail.iter().rev().find(is_start) } else { tail.first() };
                    tails.extend(first.map(|atom| (atom.tokens.start, last)));
                    is_tail = first.is_some();
                }
            }
        }
        let [(from, to)] = tails[..] else { return None };
        Some(open.into_iter().filter(|at| !(from..=to).contains(at)).collect())
    }

    /// Whether a line may be cells of values below each other: it holds values, and a single word besides at most.
    fn is_cell(&self, line: &[usize]) -> bool {
        let taken: usize = self.values_among(line).iter().map(|atom| atom.tokens.len()).sum();
        let words = line.iter().filter(|&&at| self.tokens[at].kind == Kind::Word).count();
        taken == line.len() || (taken + 1 == line.len() && words > 0)
    }

    /// The values with which a line ends, a single word between two of them at most.
    fn value_tail(&self, line: &[usize], types: &[Ty]) -> Option<Vec<Atom>> {
        let values = self.values_among(line);
        let last = values.last().filter(|atom| Some(atom.tokens.end - 1) == line.last().copied())?;
        let mut tail = vec![last.clone()];
        for pair in values.windows(2).rev() {
            let [before, after] = pair else { continue };
            let words = (before.tokens.end..after.tokens.start).filter(|&at| self.tokens[at].kind == Kind::Word).count();
            if words > 1 {
                break;
            }
            tail.insert(0, before.clone());
        }
        while tail.first().is_some_and(|atom| !types.iter().any(|&ty| fits(atom.what, ty))) {
            tail.remove(0);
        }
        (!tail.is_empty()).then_some(tail)
    }

    /// The one way in which the values stand in the columns of their fields, if that is clear.
    pub(super) fn by_head(
        &self,
        shape: ShapeId,
        holes: &[&Hole],
        values: &[Atom],
        ways: &[Vec<Option<usize>>],
        header: &Range<usize>,
    ) -> Option<usize> {
        if !self.is_in_columns(values) {
            return None;
        }
        let columns = self.head_columns(shape, holes, header);
        let cells = |atom: &Atom| {
            let tokens = &self.tokens[atom.tokens.clone()];
            (tokens.first().map_or(0, |token| token.cells.0), tokens.last().map_or(0, |token| token.cells.1))
        };
        let cost = |way: &Vec<Option<usize>>| -> Option<u32> {
            let mut cost = 0;
            for (hole, atom) in way.iter().enumerate() {
                let Some(atom) = atom else { continue };
                let (from, to) = columns[hole]?;
                let (first, last) = cells(&values[*atom]);
                cost += (from + to).abs_diff(first + last);
            }
            Some(cost)
        };
        let mut costs: Vec<(u32, usize)> = ways.iter().enumerate().filter_map(|(at, way)| Some((cost(way)?, at))).collect();
        costs.sort_unstable();
        match costs[..] {
            [(best, at), (second, _), ..] if best + CLEAR <= second && costs.len() == ways.len() => Some(at),
            _ => None,
        }
    }

    /// Whether values stand in columns: in cells, or with room between them. Where they follow each other like words, their place in the line
    /// says nothing.
    fn is_in_columns(&self, values: &[Atom]) -> bool {
        let is_apart = |pair: &[Atom]| {
            let (end, start) = (self.bytes(&pair[0].tokens).end, self.bytes(&pair[1].tokens).start);
            self.text.get(end..start).is_some_and(|between| between.contains("  ") || between.contains(['\t', '\n']))
        };
        values.windows(2).all(is_apart)
    }

    /// The cells under whose heads each field stands, from the words of the head; a field whose head is lost has the cells between its
    /// neighbours.
    fn head_columns(&self, shape: ShapeId, holes: &[&Hole], header: &Range<usize>) -> Vec<Option<(u32, u32)>> {
        let heads = self.head_cells(header);
        let labels: Vec<Vec<char>> = holes.iter().map(|hole| self.label(shape, hole)).collect();
        // The best sum of common letters with the first heads given to the first fields, and how each was given.
        let mut best = vec![vec![(0usize, None::<usize>); labels.len() + 1]; heads.len() + 1];
        for (row, (_, head)) in heads.iter().enumerate() {
            for column in 0..=labels.len() {
                let mut way = (best[row][column].0, None);
                if column > 0 && best[row + 1][column - 1].0 > way.0 {
                    way = (best[row + 1][column - 1].0, Some(usize::MAX));
                }
                if column > 0 {
                    let same = common(head, &labels[column - 1]);
                    let long_enough = head.len() > 2 && same * 5 >= head.len().min(labels[column - 1].len()) * 4;
                    if long_enough && best[row][column].0 + same > way.0 {
                        way = (best[row][column].0 + same, Some(column - 1));
                    }
                }
                best[row + 1][column] = way;
            }
        }
        let mut columns: Vec<Option<(u32, u32)>> = vec![None; labels.len()];
        let (mut row, mut column) = (heads.len(), labels.len());
        while row > 0 {
            match best[row][column].1 {
                Some(usize::MAX) => column -= 1,
                Some(field) => {
                    let cell = heads[row - 1].0;
                    let known = columns[field].get_or_insert((cell, cell));
                    known.0 = known.0.min(cell);
                    row -= 1;
                }
                None => row -= 1,
            }
        }
        fill_gaps(&mut columns);
        columns
    }

    /// The cells of a table's head, with the letters that all its lines have in them.
    fn head_cells(&self, header: &Range<usize>) -> Vec<(u32, Vec<char>)> {
        let mut cells: Vec<(u32, Vec<char>)> = Vec::new();
        for token in self.tokens[header.clone()].iter().filter(|token| token.kind == Kind::Word) {
            let letters = folded(&token.text);
            match cells.iter_mut().find(|(cell, _)| *cell == token.cells.0) {
                Some((_, known)) => known.extend(letters),
                None => cells.push((token.cells.0, letters.collect())),
            }
        }
        cells.sort_by_key(|(cell, _)| *cell);
        cells
    }

    fn label(&self, shape: ShapeId, hole: &Hole) -> Vec<char> {
        let member = hole.path.as_ref().and_then(|path| path.first()).copied().unwrap_or(u16::MAX);
        self.forms.shape(shape).members.get(member as usize).map(|member| letters_of(&member.label)).unwrap_or_default()
    }

    /// Where the head of a table ends: after the last of its first lines in whose cells at least two fields are named.
    pub(super) fn header_end(&self, shape: ShapeId, parts: &[Printed], range: &Range<usize>) -> usize {
        let wording = parts.iter().find_map(|part| match part {
            Printed::Line { wordings, within: None, .. } => wordings.first().filter(|wording| !has_words(wording)),
            _ => None,
        });
        let Some(wording) = wording else { return range.start };
        let holes: Vec<Hole> = wording
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                WordingPiece::Hole { path, .. } => Some(Hole { path: Some(path.clone()), ty: self.ty(shape, path), runs_on: false }),
                _ => None,
            })
            .collect();
        let holes: Vec<&Hole> = holes.iter().collect();
        let mut end = range.start;
        let mut from = range.start;
        for _ in 0..4 {
            let Some(line) = self.tokens.get(from).map(|token| token.line) else { break };
            let next = (from..range.end).find(|&at| self.tokens[at].line != line).unwrap_or(range.end);
            let named = self.head_columns_named(shape, &holes, &(from..next));
            if named >= 2 {
                end = next;
            }
            from = next;
        }
        end
    }

    fn head_columns_named(&self, shape: ShapeId, holes: &[&Hole], line: &Range<usize>) -> usize {
        let heads = self.head_cells(line);
        let labels: Vec<Vec<char>> = holes.iter().map(|hole| self.label(shape, hole)).collect();
        let is_named = |label: &&Vec<char>| heads.iter().any(|(_, head)| head.len() > 8 && common(head, label) * 5 >= label.len() * 4);
        labels.iter().filter(is_named).count()
    }
}

/// Gives a field whose column is not known the cells between those of its neighbours.
fn fill_gaps(columns: &mut [Option<(u32, u32)>]) {
    let known: Vec<Option<(u32, u32)>> = columns.to_vec();
    for at in 0..columns.len() {
        if known[at].is_none() {
            let before = known[..at].iter().rev().flatten().next().map_or(0, |(_, to)| to + 1);
            let after = known[at + 1..].iter().flatten().next();
            columns[at] = after.filter(|(from, _)| *from > before).map(|(from, _)| (before, from - 1));
        }
    }
}
