//! Words that stand elsewhere than the form has them: a tool that puts out one cell a line may do so column by column.

use std::ops::Range;

use super::fill::Filler;
use super::sheet::{Cell, Reading, Record};
use super::tokens::Kind;
use super::wordings::{Hole, Match};
use crate::form::Printed;
use crate::ty::{ShapeId, Ty};

impl<'a> Filler<'a> {
    /// The first words of a row without those behind which another line of the row stands already, and what the holes of these are, each
    /// with the place of the words before it.
    pub(super) fn without_displaced(&self, shape: ShapeId, parts: &'a [Printed], start: Match) -> (Match, Vec<(Hole, Range<usize>)>) {
        if self.is_ruled {
            return (start, Vec::new());
        }
        let is_enclosed = |stretch: &Range<usize>| stretch.start >= start.tokens.start && stretch.end < start.tokens.end;
        let line_in = |stretch: &Range<usize>| {
            let lines = parts.iter().filter(|part| matches!(part, Printed::Line { or_blank: false, within: None, .. }));
            lines.filter_map(|part| self.anchor(shape, part, stretch, false)).map(|line| line.tokens.start).min()
        };
        let first = start.stretches.iter().enumerate().find_map(|(at, (stretch, _))| {
            let line = if is_enclosed(stretch) { line_in(stretch) } else { None };
            line.map(|line| (at, line))
        });
        let Some((at, line)) = first else { return (start, Vec::new()) };
        let mut stretches = start.stretches.clone();
        let behind = stretches.split_off(at + 1);
        if let Some((stretch, _)) = stretches.last_mut() {
            stretch.end = line;
        }
        let cut: Vec<(Hole, Range<usize>)> = match stretches.last() {
            // Nothing stands between the words and the line that follows: what belongs there stands elsewhere too.
            Some((stretch, _)) if stretch.is_empty() => stretches
                .pop()
                .map(|(_, holes)| (line, holes))
                .into_iter()
                .flat_map(|(line, holes)| holes.into_iter().map(move |hole| (hole, line.saturating_sub(1)..line)))
                .collect(),
            _ => Vec::new(),
        };
        stretches.push((line..line, Vec::new()));
        let displaced = behind.into_iter().flat_map(|(stretch, holes)| {
            let words = stretch.start.saturating_sub(1)..stretch.start;
            holes.into_iter().map(move |hole| (hole, words.clone()))
        });
        let displaced = cut.into_iter().chain(displaced).filter(|(hole, _)| hole.path.is_some()).collect();
        (Match { tokens: start.tokens.start..line, stretches, edits: start.edits }, displaced)
    }

    /// The field of words that stand elsewhere: yes or no where only one of these stands alone on a line of the row, else unreadable.
    pub(super) fn displaced(&mut self, hole: &Hole, words: &Range<usize>, row: &Range<usize>, record: &mut Record) {
        let is_alone = |at: usize| {
            let line = self.tokens[at].line;
            let beside = |other: Option<usize>| other.and_then(|other| self.tokens.get(other)).is_some_and(|token| token.line == line);
            !beside(at.checked_sub(1)) && !beside(Some(at + 1))
        };
        let is_answer =
            |at: &usize| self.tokens[*at].kind == Kind::Word && matches!(self.tokens[*at].text.as_str(), "Yes" | "No" | "是" | "否");
        let answers: Vec<usize> = row.clone().filter(is_answer).filter(|&at| is_alone(at)).collect();
        match (hole.ty, &answers[..]) {
            (Some(Ty::Bool), &[only]) => {
                self.yes_no(hole, &(only..only + 1), record);
                let cell = hole.path.as_ref().and_then(|path| record.at(path));
                let readings = cell.map(|cell| &mut self.cells.cells[cell].readings);
                readings.into_iter().flatten().for_each(|reading: &mut Reading| {
                    reading.notes.push("stands apart from its words, the only answer of this part".to_owned());
                });
                self.use_up(only..only + 1);
            }
            _ => {
                let place = self.bytes(words);
                self.put(record, hole, Cell { readings: Vec::new(), group: None, unreadable: Some(place) });
            }
        }
    }
}
