//! Fields that take one of several values: yes or no, and codes, alone or beside the box that is ticked.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fill::Filler;
use super::labels::{folded, letters_of, wrong_letters};
use super::sheet::{Cell, Reading, Record};
use super::tokens::{Kind, Token};
use super::wordings::Hole;
use crate::form::{Wording, WordingPiece};
use crate::ty::{CodeListId, ShapeId, Ty};

/// What a stretch says of a code.
enum Choice {
    One(Reading),
    /// Several values stand there, and none or more than one is ticked.
    Open,
    None,
}

/// A value of a code as it stands in a text.
pub(super) struct PrintedValue<'l> {
    pub place: Range<usize>,
    label: &'l str,
    option: usize,
}

impl Filler<'_> {
    pub(super) fn yes_no(&mut self, hole: &Hole, stretch: &Range<usize>, record: &mut Record) {
        let found: Vec<&Token> = self.tokens[stretch.clone()]
            .iter()
            .filter(|token| matches!(token.text.to_lowercase().as_str(), "yes" | "no" | "是" | "否"))
            .collect();
        let cell = match found[..] {
            [token] => {
                let words = match token.text.as_str() {
                    "是" => "Yes".to_owned(),
                    "否" => "No".to_owned(),
                    text => text.to_owned(),
                };
                Cell {
                    readings: vec![Reading { words: Some(words), place: token.range.clone(), notes: Vec::new() }],
                    group: None,
                    unreadable: None,
                }
            }
            _ => self.blank_or_unreadable(stretch),
        };
        self.put(record, hole, cell);
    }

    /// A cell of which nothing is understood: blank where no word stands there.
    pub(super) fn blank_or_unreadable(&self, stretch: &Range<usize>) -> Cell {
        let is_blank = self.tokens[stretch.clone()].iter().all(|token| token.aside || token.kind == Kind::Mark);
        let place = self.bytes(stretch);
        if is_blank {
            let place = place.start..place.start;
            Cell { readings: vec![Reading { words: None, place, notes: Vec::new() }], group: None, unreadable: None }
        } else {
            Cell { readings: Vec::new(), group: None, unreadable: Some(place) }
        }
    }

    /// The words printed for the values of a code, longest first, each with the value's place.
    pub(super) fn code_labels(&self, shape: ShapeId, member: u16) -> Vec<(&str, usize)> {
        match self.ty(shape, &[member]) {
            Some(Ty::Code(list)) => self.labels_of(list),
            _ => Vec::new(),
        }
    }

    fn labels_of(&self, list: CodeListId) -> Vec<(&str, usize)> {
        let options = &self.forms.code_list(list).options;
        let mut labels: Vec<(&str, usize)> =
            options.iter().enumerate().flat_map(|(at, option)| option.labels.iter().map(move |label| (label.as_str(), at))).collect();
        labels.sort_by_key(|(label, _)| std::cmp::Reverse(label.len()));
        labels
    }

    pub(super) fn code(&mut self, hole: &Hole, stretch: &Range<usize>, record: &mut Record) {
        let cell = match self.chosen(hole, stretch) {
            Choice::One(reading) => Cell { readings: vec![reading], group: None, unreadable: None },
            Choice::Open => Cell { readings: Vec::new(), group: None, unreadable: Some(self.bytes(stretch)) },
            Choice::None => self.blank_or_unreadable(stretch),
        };
        self.put(record, hole, cell);
    }

    /// A code before a label that has words only behind it, where recognition read the label first, is that which these words say.
    pub(super) fn behind_label(&mut self, shape: ShapeId, columns: &Wording, stretch: &Range<usize>, record: &Record) {
        for piece in columns.pieces.iter().filter(|_| !self.is_ruled) {
            let WordingPiece::Hole { path, .. } = piece else { continue };
            let (Some(ty @ Ty::Code(_)), Some(cell)) = (self.ty(shape, path), record.at(path)) else { continue };
            let stored = &self.cells.cells[cell];
            let is_blank = stored.unreadable.is_none() && stored.readings.iter().all(|reading| reading.words.is_none());
            let hole = Hole { path: Some(path.clone()), ty: Some(ty), runs_on: false };
            if let Some((mut reading, _)) = self.code_in(&hole, stretch).filter(|_| is_blank) {
                reading.notes.push("its words stand behind the label of another field".to_owned());
                self.cells.cells[cell].readings = vec![reading];
            }
        }
    }

    /// The value of a code that stands alone in a stretch, or beside the box that is ticked where all values are printed.
    fn chosen(&self, hole: &Hole, stretch: &Range<usize>) -> Choice {
        let Some(Ty::Code(list)) = hole.ty else { return Choice::None };
        let is_box = |at: &usize| matches!(self.tokens[*at].text.as_str(), "☐" | "☑" | "☒" | "✓" | "✔" | "√");
        let boxes: Vec<usize> = stretch.clone().filter(is_box).collect();
        let printed = self.printed_values(list, stretch);
        let options: BTreeSet<usize> = printed.iter().map(|value| value.option).collect();
        if boxes.is_empty() && !(options.len() > 1 && hole.runs_on) {
            return self.code_in(hole, stretch).map_or(Choice::None, |(reading, _)| Choice::One(reading));
        }
        let first = printed.iter().map(|value| value.place.start).min();
        let all_lead = boxes.len() == options.len() && boxes.first().zip(first.as_ref()).is_some_and(|(tick, value)| tick < value);
        let ticked: Vec<usize> = boxes.into_iter().filter(|&at| self.tokens[at].text != "☐").collect();
        let [tick] = ticked[..] else { return Choice::Open };
        match self.beside_tick(tick, &printed, all_lead) {
            Some(value) => Choice::One(Reading {
                words: Some(value.label.to_owned()),
                place: self.bytes(&self.with_closing_sign(value.label, &value.place)),
                notes: vec!["its box is ticked".to_owned()],
            }),
            None => Choice::Open,
        }
    }

    /// The values that a stretch has letter by letter, the longest where one stands inside another.
    pub(super) fn printed_values(&self, list: CodeListId, stretch: &Range<usize>) -> Vec<PrintedValue<'_>> {
        let mut printed: Vec<PrintedValue<'_>> = Vec::new();
        for (label, option) in self.labels_of(list) {
            let found = self.letters.exact(&letters_of(label), stretch).map(|found| found.tokens);
            let within =
                |place: &Range<usize>| printed.iter().any(|known| known.place.start <= place.start && place.end <= known.place.end);
            if let Some(place) = found.filter(|place| !within(place)) {
                printed.push(PrintedValue { place, label, option });
            }
        }
        printed
    }

    /// The value that a tick belongs to. One between two values is the box of the second where every value is seen to have its box before
    /// it, and else of the one on its line.
    fn beside_tick<'p>(&self, tick: usize, printed: &'p [PrintedValue<'p>], all_lead: bool) -> Option<&'p PrintedValue<'p>> {
        let after = printed.iter().find(|value| value.place.start == tick + 1);
        let before = printed.iter().find(|value| value.place.end == tick);
        let (Some(last), Some(next)) = (before, after) else { return after };
        if all_lead {
            return after;
        }
        let line = |at: usize| self.tokens[at].line;
        match (line(last.place.end - 1) == line(tick), line(next.place.start) == line(tick)) {
            (false, true) => after,
            (true, false) => before,
            _ => None,
        }
    }

    /// The value of a code that stands in a stretch: letter by letter, with its words in another order, or with letters wrong.
    pub(super) fn code_in(&self, hole: &Hole, stretch: &Range<usize>) -> Option<(Reading, Vec<usize>)> {
        let Some(Ty::Code(list)) = hole.ty else { return None };
        let labels = self.labels_of(list);
        let reading = |label: &str, tokens: &Range<usize>, note: Option<String>| Reading {
            words: Some(label.to_owned()),
            place: self.bytes(&self.with_closing_sign(label, tokens)),
            notes: note.into_iter().collect(),
        };
        let words: Vec<usize> = stretch.clone().filter(|&at| self.tokens[at].kind == Kind::Word && !self.used[at]).collect();
        let exact = labels.iter().filter_map(|(label, _)| Some((label, self.letters.exact(&letters_of(label), stretch)?)));
        // A value that stands inside a sentence is a part of it, not the value of a cell.
        let is_inside = |at: usize| {
            let before = (stretch.start..at).rev().find(|&before| self.tokens[before].kind != Kind::Mark);
            before.is_some_and(|before| self.tokens[before].kind == Kind::Word && self.tokens[before].line == self.tokens[at].line)
        };
        let exact = exact.filter(|(_, found)| !is_inside(found.tokens.start));
        if let Some((label, found)) = exact.max_by_key(|(label, _)| label.len()) {
            return Some((reading(label, &found.tokens, None), found.tokens.collect()));
        }
        let in_other_order: Vec<&(&str, usize)> = labels.iter().filter(|(label, _)| self.has_all_words(label, &words)).collect();
        if let Some((label, option)) = in_other_order.first()
            && in_other_order.iter().all(|(_, other)| other == option)
        {
            let place = words.first().copied().unwrap_or(stretch.start)..words.last().map_or(stretch.end, |last| last + 1);
            let note = "its words stand in another order".to_owned();
            // A single digit in a cell of the label is a letter misread.
            let cells: Vec<(u32, (u32, u32))> = words.iter().map(|&at| (self.tokens[at].line, self.tokens[at].cells)).collect();
            let is_stray = |at: &usize| {
                let token = &self.tokens[*at];
                token.kind == Kind::Figure && token.text.len() == 1 && cells.contains(&(token.line, token.cells))
            };
            let strays: Vec<usize> = place.clone().filter(is_stray).collect();
            return Some((reading(label, &place, Some(note)), words.into_iter().chain(strays).collect()));
        }
        let mut near: Vec<(usize, usize, &str, Range<usize>)> = labels
            .iter()
            .filter_map(|(label, option)| {
                let found = self.letters.near(&letters_of(label), stretch)?;
                Some((found.edits, *option, *label, found.tokens))
            })
            .collect();
        near.sort_by_key(|(edits, ..)| *edits);
        let (edits, option, label, tokens) = near.first()?.clone();
        let is_clear = near.iter().all(|(other, of, ..)| *of == option || *other > edits + 1);
        let note = format!("matched in spite of {}", wrong_letters(edits));
        is_clear.then(|| (reading(label, &tokens, Some(note)), tokens.collect()))
    }

    /// The tokens of a label, found by its letters, with the sign that the label ends with where it follows.
    fn with_closing_sign(&self, label: &str, tokens: &Range<usize>) -> Range<usize> {
        let sign = label.chars().next_back().filter(|last| !last.is_alphanumeric());
        let next = self.tokens.get(tokens.end).filter(|next| next.kind == Kind::Mark && next.text.chars().next() == sign);
        tokens.start..tokens.end + usize::from(sign.is_some() && next.is_some())
    }

    /// Whether all words of a label stand among some tokens, few others beside them.
    fn has_all_words(&self, label: &str, tokens: &[usize]) -> bool {
        let mut left: Vec<String> = tokens.iter().map(|&at| folded(&self.tokens[at].text).collect()).collect();
        let stated = super::tokens::stated(label);
        let words = stated.iter().filter(|token| token.kind == Kind::Word).map(|token| folded(&token.text).collect::<String>());
        for word in words {
            let Some(at) = left
                .iter()
                .position(|other| *other == word || (word.len() > 5 && word.starts_with(other.as_str()) && other.len() + 1 == word.len()))
            else {
                return false;
            };
            left.remove(at);
        }
        left.iter().map(|word| word.chars().count()).sum::<usize>() <= 2
    }
}
