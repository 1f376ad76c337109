//! Figures that went to no field: the blanks beside them that are none, and those that nothing tells of.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fill::Filler;
use super::sheet::{Record, Slot};
use super::tokens::Kind;
use super::values::{Atom, What, fits};
use super::wordings::Hole;
use crate::form::{BlankMeans, Field, MemberKind};
use crate::ty::{CodeListId, ShapeId, Ty};

/// What no field took.
struct Left {
    /// The tokens that a field has.
    taken: Vec<bool>,
    values: Vec<Atom>,
    /// Where a value of a code stands in a part of the form, as far as it was looked for.
    of_codes: BTreeMap<(CodeListId, usize), Option<Range<usize>>>,
}

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

    /// Doubts the blanks of a record and of all below it. Gives the places of the figures that neither have a field nor make one doubtful.
    pub(super) fn doubt_blanks(&mut self, shape: ShapeId, record: &Record) -> Vec<Range<usize>> {
        let mut left = self.left_over();
        self.doubt(shape, record, &mut left);
        let places = left.values.iter().map(|value| self.bytes(&value.tokens));
        let doubtful: Vec<&Range<usize>> = self.cells.cells.iter().filter_map(|cell| cell.unreadable.as_ref()).collect();
        places.filter(|place| !doubtful.iter().any(|of| of.start < place.end && place.start < of.end)).collect()
    }

    fn doubt(&mut self, shape: ShapeId, record: &Record, left: &mut Left) {
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

    fn doubt_cell(&mut self, cell: usize, field: &Field, left: &mut Left) {
        let readings = self.cells.readings(cell);
        let Some(at) = readings.first().map(|reading| reading.place.start) else { return };
        if readings.iter().any(|reading| reading.words.is_some()) || self.cells.cells[cell].unreadable.is_some() {
            return;
        }
        let section = self.section(at);
        let is_near = |atom: &Atom| atom.what == What::Date || self.section(self.bytes(&atom.tokens).start) == section;
        let is_here = |atom: &&Atom| fits(atom.what, field.ty) && is_near(atom);
        let unreadable = match field.ty {
            Ty::Code(list) => self.code_left_over(list, section, left),
            _ => left.values.iter().find(is_here).map(|atom| self.bytes(&atom.tokens)),
        };
        let is_unknown = field.blank == BlankMeans::Unknown;
        let untold = || self.untold.iter().find(|values| is_unknown && values.start == at).cloned();
        self.cells.cells[cell].unreadable = unreadable.or_else(untold);
    }

    /// Where a value of a code stands in a part of the form, in a text whose cells are not known, and belongs to no field.
    fn code_left_over(&self, list: CodeListId, section: usize, left: &mut Left) -> Option<Range<usize>> {
        if self.is_ruled {
            return None;
        }
        let find = || {
            let from = section.checked_sub(1).and_then(|at| self.sections.get(at)).copied().unwrap_or(0);
            let to = self.sections.get(section).copied().unwrap_or(self.text.len());
            let stretch = self.tokens_in(&(from..to));
            let values = self.printed_values(list, &stretch).into_iter();
            values.map(|value| value.place).find(|place| !left.taken[place.clone()].contains(&true)).map(|place| self.bytes(&place))
        };
        if let Some(known) = left.of_codes.get(&(list, section)) {
            return known.clone();
        }
        let found = find();
        left.of_codes.insert((list, section), found.clone());
        found
    }

    /// The part of the form in which a byte stands.
    fn section(&self, at: usize) -> usize {
        self.sections.iter().filter(|start| **start <= at).count()
    }

    /// The figures of which no field took any: dates, percentages, and digits in groups or alone on a line. Others may be numbers of notes
    /// and rows.
    fn left_over(&self) -> Left {
        let mut taken = self.passed.clone();
        for cell in &self.cells.cells {
            for reading in cell.readings.iter().filter(|reading| reading.words.is_some()) {
                self.tokens_in(&reading.place).for_each(|at| taken[at] = true);
            }
        }
        let free: Vec<usize> = (0..self.tokens.len()).filter(|&at| !taken[at] && !self.tokens[at].aside).collect();
        let mut values = self.values_among(&free);
        values.retain(|atom| match atom.what {
            What::Date | What::Percent => true,
            What::Number | What::Amount => {
                let mut figures = self.tokens[atom.tokens.clone()].iter().filter(|token| token.kind == Kind::Figure);
                self.is_alone(atom) || figures.any(|token| token.text.contains(','))
            }
            _ => false,
        });
        Left { taken, values, of_codes: BTreeMap::new() }
    }

    /// Whether a value has a line for itself, in a text where values are seen to stand below their words.
    fn is_alone(&self, atom: &Atom) -> bool {
        let line = self.tokens[atom.tokens.start].line;
        let beside = |at: Option<usize>| at.and_then(|at| self.tokens.get(at)).is_some_and(|token| token.line == line);
        self.below.is_seen && !beside(atom.tokens.start.checked_sub(1)) && !beside(Some(atom.tokens.end))
    }

    /// The tokens that stand in some bytes.
    pub(super) fn tokens_in(&self, place: &Range<usize>) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.range.start < place.start);
        let end = self.tokens.partition_point(|token| token.range.start < place.end);
        start..end.max(start)
    }
}
