//! Blanks that are none: where a figure of the same part of a form, or a date of any part, went to no field, or a cell may be lost.

use std::ops::Range;

use super::fill::Filler;
use super::sheet::{Record, Slot};
use super::tokens::Kind;
use super::values::{Atom, What, fits};
use super::wordings::Hole;
use crate::form::{BlankMeans, Field, MemberKind};
use crate::ty::ShapeId;

impl Filler<'_> {
    /// An amount of which only the currency can be told, because what follows it is no figure, is unreadable and not blank.
    pub(super) fn doubt_noise(&mut self, holes: &[&Hole], values: &[Atom], stretch: &Range<usize>, record: &Record) {
        for cell in holes.iter().filter_map(|hole| record.at(hole.path.as_ref()?)) {
            let [only] = self.cells.readings(cell)[..] else { continue };
            let place = only.place.clone();
            let is_currency = |atom: &&Atom| atom.what == What::Currency && self.bytes(&atom.tokens) == place;
            let Some(currency) = values.iter().find(is_currency) else { continue };
            let next = currency.tokens.end;
            let is_free = next < stretch.end && !values.iter().any(|atom| atom.tokens.contains(&next)) && !self.tokens[next].aside;
            // In the same cell, that is with nothing but a space between.
            let gap = self.tokens.get(next).and_then(|token| self.text.get(place.end..token.range.start));
            if is_free && matches!(gap, Some("" | " ")) {
                self.cells.cells[cell].unreadable = Some(place.start..self.tokens[next].range.end);
            }
        }
    }

    /// The blanks behind the last value of a row are none where digits stand behind it on its line: `0.071 % 1.xq`.
    pub(super) fn doubt_last(&mut self, holes: &[&Hole], values: &[Atom], open: &[usize], record: &Record) {
        let Some(last) = values.last().map(|value| value.tokens.end - 1) else { return };
        let line = self.tokens[last].line;
        let behind = || open.iter().copied().filter(|&at| at > last && self.tokens[at].line == line);
        let mut depth = 0_usize;
        let mut is_outside = |at: usize| {
            match self.tokens[at].text.as_str() {
                "(" | "（" => depth += 1,
                ")" | "）" => depth = depth.saturating_sub(1),
                _ => return depth == 0 && self.tokens[at].kind == Kind::Figure,
            }
            false
        };
        let Some(digits) = behind().find(|&at| is_outside(at)) else { return };
        let end = behind().next_back().unwrap_or(digits) + 1;
        let place = self.bytes(&(digits..end));
        for cell in holes.iter().rev().map_while(|hole| record.at(hole.path.as_ref()?)) {
            let is_blank = matches!(self.cells.readings(cell)[..], [only] if only.words.is_none());
            if !is_blank || self.cells.cells[cell].unreadable.is_some() {
                break;
            }
            self.cells.cells[cell].unreadable = Some(place.clone());
        }
    }

    /// Doubts the blanks of a record and of all below it.
    pub(super) fn doubt_blanks(&mut self, shape: ShapeId, record: &Record) {
        let left = self.left_over();
        if !left.is_empty() || !self.untold.is_empty() {
            self.doubt(shape, record, &left);
        }
    }

    fn doubt(&mut self, shape: ShapeId, record: &Record, left: &[Atom]) {
        let forms = self.forms;
        for (member, slot) in &record.slots {
            let Some(declared) = forms.shape(shape).members.get(*member as usize) else { continue };
            match (slot, &declared.kind) {
                (Slot::Cell(cell), MemberKind::Field(field)) => self.doubt_cell(*cell, field, left),
                (Slot::Record(inner), MemberKind::Record(shape)) => self.doubt(*shape, inner, left),
                (Slot::Rows(rows), MemberKind::List { rows: shape, .. }) => rows.iter().for_each(|row| self.doubt(*shape, row, left)),
                _ => {}
            }
        }
    }

    fn doubt_cell(&mut self, cell: usize, field: &Field, left: &[Atom]) {
        let readings = self.cells.readings(cell);
        let Some(at) = readings.first().map(|reading| reading.place.start) else { return };
        if readings.iter().any(|reading| reading.words.is_some()) || self.cells.cells[cell].unreadable.is_some() {
            return;
        }
        let section = self.section(at);
        let is_near = |atom: &Atom| atom.what == What::Date || self.section(self.bytes(&atom.tokens).start) == section;
        let is_here = |atom: &&Atom| fits(atom.what, field.ty) && is_near(atom);
        if let Some(atom) = left.iter().find(is_here) {
            self.cells.cells[cell].unreadable = Some(self.bytes(&atom.tokens));
        } else if field.blank == BlankMeans::Unknown {
            self.cells.cells[cell].unreadable = self.untold.iter().find(|values| values.start == at).cloned();
        }
    }

    /// The part of the form in which a byte stands.
    fn section(&self, at: usize) -> usize {
        self.sections.iter().filter(|start| **start <= at).count()
    }

    /// The figures of which no field took any: dates, percentages, and digits in groups. Others may be numbers of notes and rows.
    fn left_over(&self) -> Vec<Atom> {
        let mut taken = self.passed.clone();
        for cell in &self.cells.cells {
            for reading in cell.readings.iter().filter(|reading| reading.words.is_some()) {
                self.tokens_in(&reading.place).for_each(|at| taken[at] = true);
            }
        }
        let free: Vec<usize> = (0..self.tokens.len()).filter(|&at| !taken[at] && !self.tokens[at].aside).collect();
        let mut left = self.values_among(&free);
        left.retain(|atom| match atom.what {
            What::Date | What::Percent => true,
            What::Number | What::Amount => {
                let mut figures = self.tokens[atom.tokens.clone()].iter().filter(|token| token.kind == Kind::Figure);
                figures.any(|token| token.text.contains(','))
            }
            _ => false,
        });
        left
    }

    /// The tokens that stand in some bytes.
    pub(super) fn tokens_in(&self, place: &Range<usize>) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.range.start < place.start);
        let end = self.tokens.partition_point(|token| token.range.start < place.end);
        start..end.max(start)
    }
}
