//! Texts with one cell a line: values stand on the lines below their words, where it must be seen whose they are.

use std::ops::Range;

use super::fill::{Filler, is_value};
use super::sheet::{Cell, Reading, Record};
use super::tokens::Kind;
use super::values::fits;
use super::wordings::{Hole, Match, Piece, pieces};
use crate::form::{BlankMeans, Printed, RowStart, Wording};
use crate::ty::{ShapeId, Ty};

/// What has been seen of where values stand.
#[derive(Default)]
pub(super) struct Below {
    /// Whether a date was seen alone on the line below its words.
    pub is_seen: bool,
    /// Where words of the form begin, in order; known once a date was seen so.
    words: Vec<usize>,
    /// Where the last words end that nothing follows, and the types of the fields that must have a value, theirs and those of words before
    /// them.
    waiting: (usize, Vec<Ty>),
    /// Whether words of the lines that are read now stand in another order than the form has them.
    pub is_disordered: bool,
}

impl<'a> Filler<'a> {
    /// Gives the last holes of a line what stands below its words where this differs from what follows them: a text on a line of its own,
    /// and nothing where it may be the value of other words above. Gives the end of what was taken, `None` where the holes are filled as
    /// ever.
    pub(super) fn below(
        &mut self,
        shape: ShapeId,
        found: &Match,
        holes: &[Hole],
        (stretch, until): (&Range<usize>, usize),
        record: &mut Record,
    ) -> Option<usize> {
        if self.is_ruled || found.tokens.is_empty() {
            return None;
        }
        let (end, waiting) = self.below.waiting.clone();
        let is_figure = |at: usize| self.tokens[at].kind == Kind::Figure && !self.tokens[at].aside;
        let waiting = if (end..found.tokens.start).any(is_figure) { Vec::new() } else { waiting };
        let Some(first) = stretch.clone().find(|&at| !self.is_nothing(at)) else {
            let is_stacked = end == found.tokens.start && waiting.iter().any(|ty| !is_value(ty));
            let taken = self.text_below(holes, stretch.end, until, is_stacked, record);
            if taken.is_none() {
                let needs_value =
                    |hole: &&Hole| hole.path.as_ref().is_some_and(|path| self.blank_means(shape, path) == Some(BlankMeans::Unknown));
                let mut types = waiting;
                for ty in holes.iter().filter(needs_value).filter_map(|hole| hole.ty) {
                    types.extend((!types.contains(&ty)).then_some(ty));
                }
                self.below.waiting = (found.tokens.end, types);
            }
            return taken;
        };
        let is_of_values = holes.iter().all(|hole| hole.ty.as_ref().is_some_and(is_value));
        if !is_of_values || self.tokens[first].line == self.tokens[found.tokens.end - 1].line {
            return None;
        }
        let values = self.values_among(&stretch.clone().collect::<Vec<_>>());
        let is_waited_for = values.iter().any(|value| waiting.iter().any(|&ty| fits(value.what, ty)));
        // More values follow than the line has fields.
        let is_followed = self.lines_of(&(stretch.end..until)).first().is_some_and(|next| {
            let next: Vec<usize> = next.clone().collect();
            self.is_of_values(&next, &self.values_among(&next))
        });
        let has_number = holes.iter().any(|hole| matches!(hole.ty, Some(Ty::Quantity { .. })));
        if !is_waited_for && !(has_number && (is_followed || self.below.is_disordered)) {
            return None;
        }
        let place = self.bytes(stretch);
        holes.iter().for_each(|hole| self.put(record, hole, Cell { readings: Vec::new(), group: None, unreadable: Some(place.clone()) }));
        Some(found.tokens.end)
    }

    /// Whether words of a line with numbers stand in a stretch, but not in the place of the line.
    pub(super) fn is_out_of_order(&self, shape: ShapeId, part: &'a Printed, range: &Range<usize>) -> bool {
        let Printed::Line { wordings, or_blank: false, within: None } = part else { return false };
        let has_number = || wordings.iter().any(|wording| !self.numbers_of(shape, wording).is_empty());
        !self.is_ruled && has_number() && self.anchor(shape, part, range, false).is_some()
    }

    /// Notes where the words of a line are followed by nothing on their own line, and by its date on the next; the line's cells are those
    /// from the first.
    pub(super) fn see_below(&mut self, found: &Match, first: usize) {
        let [(_, holes)] = &found.stretches[..] else { return };
        let [Hole { ty: Some(Ty::Date | Ty::Month | Ty::Moment), .. }] = &holes[..] else { return };
        let Some([Reading { words: Some(_), place, .. }]) = self.cells.cells.get(first).map(|cell| &cell.readings[..]) else { return };
        let words = self.tokens.get(found.tokens.end.wrapping_sub(1)).map(|token| token.line);
        let date = self.tokens.get(self.tokens_in(place).start).map(|token| token.line);
        if !self.below.is_seen && words.zip(date).is_some_and(|(words, date)| words < date) {
            self.below.is_seen = true;
            self.below.words = self.words_of_form(self.parts);
            self.below.words.sort_unstable();
        }
    }

    /// Gives a text that stands below its words, where values are seen to stand so: the only line before the next words of the form. What
    /// stands there in more lines, or may be another's, is unreadable. Gives the end of what stands there, if anything does.
    fn text_below(&mut self, holes: &[Hole], from: usize, until: usize, is_waited_for: bool, record: &mut Record) -> Option<usize> {
        let [hole @ Hole { path: Some(_), ty: Some(Ty::Text), runs_on: false }] = holes else { return None };
        if !self.below.is_seen {
            return None;
        }
        let next = self.below.words.partition_point(|&words| words < from);
        let until = self.below.words.get(next).map_or(until, |&words| words.min(until));
        let mut lines = self.lines_of(&(from..until));
        lines.retain(|line| !line.clone().all(|at| self.is_nothing(at)));
        let (first, last) = (lines.first()?, lines.last()?);
        let end = last.end;
        let cell = match &lines[..] {
            [line] if !is_waited_for => {
                let mut reading = self.words_without_note(line);
                reading.notes.push("stands on the line below its words".to_owned());
                Cell { readings: vec![reading], group: None, unreadable: None }
            }
            _ => Cell { readings: Vec::new(), group: None, unreadable: Some(self.bytes(&(first.start..end))) },
        };
        self.put(record, hole, cell);
        lines.into_iter().for_each(|line| self.use_up(line));
        Some(end)
    }

    fn lines_of(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let all: Vec<usize> = range.clone().collect();
        let lines = all.chunk_by(|a, b| self.tokens[*a].line == self.tokens[*b].line);
        lines.filter_map(|line| Some(*line.first()?..*line.last()? + 1)).collect()
    }

    /// Whether a token is a sign, or an aside among words.
    fn is_nothing(&self, at: usize) -> bool {
        self.tokens[at].kind == Kind::Mark || self.tokens[at].aside
    }

    /// Where words of the form begin, in no order.
    fn words_of_form(&self, parts: &[Printed]) -> Vec<usize> {
        let mut begin = Vec::new();
        for part in parts {
            let (wordings, inner): (&[Wording], &[Printed]) = match part {
                Printed::Line { wordings, within: None, .. } | Printed::LinesAsIn { wordings, .. } => (wordings, &[]),
                Printed::Part { headings, parts, .. } => (headings, parts),
                Printed::Each { start: RowStart::From(wordings) | RowStart::Until(wordings), parts, .. } => (wordings, parts),
                Printed::Each { parts, .. } => (&[], parts),
                _ => (&[], &[]),
            };
            let words_of = |wording| {
                pieces(wording, |_| None, |_| None).into_iter().filter_map(|piece| match piece {
                    Piece::Letters(letters, _) => Some(letters),
                    Piece::Hole(_) => None,
                })
            };
            for words in wordings.iter().flat_map(words_of) {
                let mut from = 0;
                while let Some(found) = self.letters.exact(&words, &(from..self.tokens.len())) {
                    from = found.tokens.start + 1;
                    begin.push(found.tokens.start);
                }
            }
            begin.extend(self.words_of_form(inner));
        }
        begin
    }
}
