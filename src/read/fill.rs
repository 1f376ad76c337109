//! Filling the holes of what was found: from the tokens of a stretch to the cells of a record.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{Letters, common, folded, letters_of};
use super::sheet::{Cell, Cells, Group, Reading, Record};
use super::tokens::{Kind, Token, is_well_formed};
use super::values::{Atom, What, atoms, ways};
use super::wordings::{Hole, Match};
use crate::form::{Forms, MemberKind, Printed, Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// More ways than this to give values to fields are as good as none.
const MOST_WAYS: usize = 64;

/// By how much another way must stand worse in its columns, in half cells, lest the best be a guess.
const CLEAR: u32 = 2;

/// What a stretch says of a code.
enum Choice {
    One(Reading),
    /// Several values stand there, and none or more than one is ticked.
    Open,
    None,
}

/// Reads one text by a print.
pub(super) struct Filler<'a> {
    pub forms: &'a Forms,
    pub text: &'a str,
    /// Where figures stand that were held as binary fractions.
    pub binary: &'a [Range<usize>],
    /// Whether the cells of the text are those that the file has, blank ones among them.
    pub is_ruled: bool,
    pub tokens: &'a [Token],
    pub letters: &'a Letters,
    /// The currencies that the text prints whole.
    pub currencies: Vec<String>,
    pub cells: Cells,
    /// The tokens that belong to a field already.
    pub used: Vec<bool>,
}

impl Filler<'_> {
    pub(super) fn ty(&self, shape: ShapeId, path: &[u16]) -> Option<Ty> {
        let [member, rest @ ..] = path else { return None };
        match &self.forms.shape(shape).members.get(*member as usize)?.kind {
            MemberKind::Field(field) if rest.is_empty() => Some(field.ty),
            MemberKind::Record(inner) => self.ty(*inner, rest),
            _ => None,
        }
    }

    /// The bytes that tokens cover.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let at = |place: usize| self.tokens.get(place).map_or(self.text.len(), |token| token.range.start);
        match self.tokens.get(tokens.clone()) {
            Some([first, .., last]) => first.range.start..last.range.end,
            Some([only]) => only.range.clone(),
            _ => {
                let before = tokens.start.checked_sub(1).and_then(|place| self.tokens.get(place));
                let end = before.map_or_else(|| at(tokens.start), |token| token.range.end);
                end..end
            }
        }
    }

    pub(super) fn use_up(&mut self, tokens: Range<usize>) {
        if let Some(used) = self.used.get_mut(tokens) {
            used.fill(true);
        }
    }

    /// Fills the holes of what was found; the last ones end at `until` at the latest. Gives the end of what they took.
    pub(super) fn fill(&mut self, shape: ShapeId, found: &Match, until: usize, record: &mut Record) -> usize {
        let note = (found.edits > 0).then(|| format!("the words on the form matched in spite of {}", wrong_letters(found.edits)));
        let mut consumed = found.tokens.end;
        for (at, (stretch, holes)) in found.stretches.iter().enumerate() {
            let is_last = at + 1 == found.stretches.len();
            let stretch = if is_last { self.tail(found.tokens.end, until, holes) } else { stretch.clone() };
            let before = self.cells.cells.len();
            self.holes(shape, holes, &stretch, record);
            if let Some(note) = &note {
                let cells = &mut self.cells.cells[before..];
                cells.iter_mut().flat_map(|cell| &mut cell.readings).for_each(|reading| reading.notes.push(note.clone()));
            }
            if is_last && !holes.is_empty() {
                consumed = consumed.max(stretch.end);
            }
        }
        consumed
    }

    /// The tokens after the last words that can belong to their holes: the rest of the line, and where that does not fill them the lines
    /// below that hold nothing but figures.
    fn tail(&self, from: usize, until: usize, holes: &[Hole]) -> Range<usize> {
        let until = until.max(from);
        if holes.iter().any(|hole| hole.runs_on) {
            return from..until;
        }
        let Some(label) = from.checked_sub(1).and_then(|last| self.tokens.get(last)) else { return from..until };
        let same_line = |at: usize| self.tokens[at].line == label.line;
        let mut end = (from..until).find(|&at| !same_line(at)).unwrap_or(until);
        let is_plain = |hole: &Hole| hole.ty.is_some_and(|ty| !matches!(ty, Ty::Text | Ty::Code(_) | Ty::Bool));
        if !holes.iter().all(is_plain) {
            let is_empty = (from..end).all(|at| self.tokens[at].kind == Kind::Mark || self.tokens[at].aside);
            // A single word may have slipped to the line below its label.
            if is_empty && let [Hole { ty: Some(Ty::Bool | Ty::Code(_)), .. }] = holes {
                let next = self.tokens.get(end).map(|token| token.line);
                end = (end..until).find(|&at| Some(self.tokens[at].line) != next).unwrap_or(until);
            }
            return from..end;
        }
        let is_open = |end: usize| {
            let values = atoms(self.tokens, &(from..end), &self.currencies);
            values.len() < holes.len() || values.last().is_some_and(|last| last.what == What::Currency)
        };
        while end < until && is_open(end) {
            let line = self.tokens[end].line;
            let next = (end..until).find(|&at| self.tokens[at].line != line).unwrap_or(until);
            let values = atoms(self.tokens, &(end..next), &self.currencies);
            let taken: usize = values.iter().map(|atom| atom.tokens.len()).sum();
            let shown = (end..next).filter(|&at| !self.tokens[at].aside && self.tokens[at].kind != Kind::Mark).count();
            if values.is_empty() || taken < shown {
                break;
            }
            end = next;
        }
        from..end
    }

    /// Where the value behind the words of a row's end ends.
    pub(super) fn value_end(&self, found: &Match, until: usize) -> usize {
        let is_value = |hole: &&Hole| !matches!(hole.ty, Some(Ty::Text | Ty::Code(_) | Ty::Bool) | None);
        let holes = found.stretches.last().map_or(0, |(_, holes)| holes.iter().filter(is_value).count());
        let values = atoms(self.tokens, &(found.tokens.end..until), &self.currencies);
        let last = holes.checked_sub(1).and_then(|last| values.get(last).or(values.last()));
        last.map_or(found.tokens.end, |atom| atom.tokens.end)
    }

    fn holes(&mut self, shape: ShapeId, holes: &[Hole], stretch: &Range<usize>, record: &mut Record) {
        let named: Vec<&Hole> = holes.iter().filter(|hole| hole.path.is_some()).collect();
        match named[..] {
            [] => {}
            [hole] if matches!(hole.ty, Some(Ty::Text)) => {
                let reading = self.words(stretch);
                self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
            }
            [hole] if matches!(hole.ty, Some(Ty::Bool)) => self.yes_no(hole, stretch, record),
            [hole] if matches!(hole.ty, Some(Ty::Code(_))) => self.code(hole, stretch, record),
            _ => self.columns(shape, &named, stretch, None, record),
        }
        self.use_up(stretch.clone());
    }

    pub(super) fn put(&mut self, record: &mut Record, hole: &Hole, cell: Cell) {
        if let Some(path) = &hole.path {
            let cell = self.cells.add(cell);
            record.put(path, cell);
        }
    }

    /// The words of a stretch as text.
    fn words(&self, stretch: &Range<usize>) -> Reading {
        let tokens: Vec<&Token> =
            self.tokens[stretch.clone()].iter().filter(|token| !token.maybe_ruling || token.kind == Kind::Word).collect();
        let is_lead = |token: &&Token| token.aside || matches!(token.text.as_str(), ":" | "：" | ")" | "]" | "+" | ".");
        let start = tokens.iter().position(|token| !is_lead(token));
        let tokens = start.map_or(&[][..], |start| &tokens[start..]);
        let tail = tokens.iter().rposition(|token| !matches!(token.text.as_str(), "+" | "(" | "["));
        let tokens = tail.map_or(&[][..], |tail| &tokens[..=tail]);
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return Reading { words: None, place: self.bytes(&(stretch.start..stretch.start)), notes: Vec::new() };
        };
        let mut words = String::new();
        let mut end = first.range.start;
        let mut notes: Vec<String> = Vec::new();
        for token in tokens {
            if token.range.start > end && self.text.get(end..token.range.start).is_some_and(|between| between.contains(char::is_whitespace))
            {
                words.push(' ');
            }
            words.push_str(&token.text);
            end = token.range.end;
            notes.extend(token.note.map(str::to_owned));
        }
        notes.dedup();
        Reading { words: Some(words), place: first.range.start..last.range.end, notes }
    }

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
    fn blank_or_unreadable(&self, stretch: &Range<usize>) -> Cell {
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

    fn labels_of(&self, list: crate::ty::CodeListId) -> Vec<(&str, usize)> {
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

    /// The value of a code that stands alone in a stretch, or beside the box that is ticked where all values are printed.
    fn chosen(&self, hole: &Hole, stretch: &Range<usize>) -> Choice {
        let Some(Ty::Code(list)) = hole.ty else { return Choice::None };
        let is_box = |at: &usize| matches!(self.tokens[*at].text.as_str(), "☐" | "☑" | "☒" | "✓" | "✔" | "√");
        let boxes: Vec<usize> = stretch.clone().filter(is_box).collect();
        let mut printed: Vec<(Range<usize>, &str, usize)> = Vec::new();
        for (label, option) in self.labels_of(list) {
            let found = self.letters.exact(&letters_of(label), stretch).map(|found| found.tokens);
            let within = |place: &Range<usize>| printed.iter().any(|(other, ..)| other.start <= place.start && place.end <= other.end);
            if let Some(place) = found.filter(|place| !within(place)) {
                printed.push((place, label, option));
            }
        }
        let has_others = printed.iter().any(|(_, _, option)| *option != printed[0].2);
        if boxes.is_empty() && !(has_others && hole.runs_on) {
            return self.code_in(hole, stretch).map_or(Choice::None, |(reading, _)| Choice::One(reading));
        }
        let options: BTreeSet<usize> = printed.iter().map(|(_, _, option)| *option).collect();
        let first = printed.iter().map(|(place, ..)| place.start).min();
        let all_lead = boxes.len() == options.len() && boxes.first().zip(first.as_ref()).is_some_and(|(tick, value)| tick < value);
        let ticked: Vec<usize> = boxes.into_iter().filter(|&at| self.tokens[at].text != "☐").collect();
        let beside = |tick: usize| {
            let after = printed.iter().find(|(place, ..)| place.start == tick + 1);
            let before = printed.iter().find(|(place, ..)| place.end == tick);
            let line = |at: usize| self.tokens[at].line;
            match (before, after) {
                // A tick between two values is a box of the second only where every value is seen to have its box before it.
                (Some((before, ..)), Some((next, ..))) if !all_lead => {
                    match (line(before.end - 1) == line(tick), line(next.start) == line(tick)) {
                        (false, true) => after,
                        (true, false) => printed.iter().find(|(place, ..)| place == before),
                        _ => None,
                    }
                }
                _ => after,
            }
        };
        match ticked[..] {
            [tick] => beside(tick).map_or(Choice::Open, |(place, label, _)| {
                Choice::One(Reading {
                    words: Some((*label).to_owned()),
                    place: self.bytes(place),
                    notes: vec!["its box is ticked".to_owned()],
                })
            }),
            _ => Choice::Open,
        }
    }

    /// The value of a code that stands in a stretch: letter by letter, with its words in another order, or with letters wrong.
    fn code_in(&self, hole: &Hole, stretch: &Range<usize>) -> Option<(Reading, Vec<usize>)> {
        let Some(Ty::Code(list)) = hole.ty else { return None };
        let labels = self.labels_of(list);
        let reading = |label: &str, tokens: &Range<usize>, note: Option<String>| Reading {
            words: Some(label.to_owned()),
            place: self.bytes(tokens),
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

    /// The place of "not applicable" where a stretch says nothing else first.
    pub(super) fn not_applicable(&self, stretch: &Range<usize>) -> Option<Range<usize>> {
        let first = atoms(self.tokens, stretch, &self.currencies).into_iter().next()?;
        let words_before = (stretch.start..first.tokens.start).any(|at| self.tokens[at].kind == Kind::Word && !self.tokens[at].aside);
        (first.what == What::NotApplicable && !words_before).then(|| self.bytes(&first.tokens))
    }

    /// Makes the fields of words that are left out blank.
    pub(super) fn left_out(&mut self, shape: ShapeId, wordings: &[Wording], at: usize, record: &mut Record) {
        let place = self.bytes(&(at..at)).start;
        for piece in wordings.iter().flat_map(|wording| &wording.pieces) {
            if let WordingPiece::Hole { path, .. } = piece
                && self.ty(shape, path).is_some()
                && record.cell(path.first().copied().unwrap_or(u16::MAX)).is_none()
            {
                let cell = self.cells.plain(Reading { words: None, place: place..place, notes: Vec::new() });
                record.put(path, cell);
            }
        }
    }

    /// A row of a table that has no words of its own but values: what other lines left of a stretch.
    pub(super) fn row(
        &mut self,
        shape: ShapeId,
        wording: &Wording,
        stretch: &Range<usize>,
        header: Option<&Range<usize>>,
        record: &mut Record,
    ) {
        let holes: Vec<Hole> = wording
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                WordingPiece::Hole { path, runs_on } => {
                    Some(Hole { path: Some(path.clone()), ty: self.ty(shape, path), runs_on: *runs_on })
                }
                _ => None,
            })
            .collect();
        let holes: Vec<&Hole> = holes.iter().collect();
        self.columns(shape, &holes, stretch, header, record);
        self.use_up(stretch.clone());
    }

    /// Several fields side by side: codes by their words, text by its cell or by what is left, all else by kind and order.
    fn columns(&mut self, shape: ShapeId, holes: &[&Hole], stretch: &Range<usize>, header: Option<&Range<usize>>, record: &mut Record) {
        let mut free: Vec<bool> = self.used.clone();
        for hole in holes.iter().filter(|hole| matches!(hole.ty, Some(Ty::Code(_)))) {
            match self.code_in(hole, stretch) {
                Some((reading, tokens)) => {
                    let is_stray = |at: usize| self.tokens[at].kind == Kind::Figure && self.tokens[at].text.len() == 1;
                    tokens.into_iter().filter(|&at| self.tokens[at].kind == Kind::Word || is_stray(at)).for_each(|at| free[at] = true);
                    self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
                }
                None => {
                    let words: Vec<usize> = stretch.clone().filter(|&at| self.tokens[at].kind == Kind::Word && !free[at]).collect();
                    let place = words.first().map_or(stretch.start..stretch.start, |&first| first..first + 1);
                    let cell = self.blank_or_unreadable(&place);
                    self.put(record, hole, cell);
                }
            }
        }
        if let Some(hole) = holes.first().filter(|hole| hole.ty == Some(Ty::Text)) {
            let place = self.leading_text(stretch);
            place.clone().for_each(|at| free[at] = true);
            let reading = self.words(&place);
            self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
        }
        let open: Vec<usize> = stretch.clone().filter(|&at| !free[at]).collect();
        let values = self.values_among(&open);
        let typed: Vec<&Hole> =
            holes.iter().copied().filter(|hole| !matches!(hole.ty, Some(Ty::Text | Ty::Code(_) | Ty::Bool) | None)).collect();
        let in_cells = self.by_cells(holes, &values, stretch);
        self.typed(shape, &typed, (&values, in_cells), stretch, header, record);
        for hole in holes.iter().skip(1).filter(|hole| hole.ty == Some(Ty::Text)) {
            let taken = |at: usize| values.iter().any(|atom| atom.tokens.contains(&at));
            let left: Vec<usize> = open.iter().copied().filter(|&at| !taken(at) && !self.tokens[at].aside).collect();
            let first = left.iter().position(|&at| self.tokens[at].kind == Kind::Word);
            let last = left.iter().rposition(|&at| self.tokens[at].kind == Kind::Word);
            let place = match (first, last) {
                (Some(first), Some(last)) => left[first]..left[last] + 1,
                _ => stretch.start..stretch.start,
            };
            let reading = self.words(&place);
            self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
        }
    }

    /// The tokens of the text with which a row begins: its first cell.
    fn leading_text(&self, stretch: &Range<usize>) -> Range<usize> {
        let start = stretch.clone().find(|&at| self.tokens[at].kind == Kind::Word && !self.used[at]).unwrap_or(stretch.end);
        let Some(first) = self.tokens.get(start) else { return start..start };
        let end = (start..stretch.end).find(|&at| self.tokens[at].line != first.line || self.tokens[at].cells.0 != first.cells.0);
        start..end.unwrap_or(stretch.end)
    }

    /// The values among tokens that need not follow each other.
    fn values_among(&self, open: &[usize]) -> Vec<Atom> {
        let runs = open.chunk_by(|a, b| a + 1 == *b);
        runs.filter_map(|run| Some(*run.first()?..run.last()? + 1)).flat_map(|run| atoms(self.tokens, &run, &self.currencies)).collect()
    }

    /// Gives values to fields by kind and order, and by cell where the file has them or by column where a table has a head; what stays open
    /// stays open.
    fn typed(
        &mut self,
        shape: ShapeId,
        holes: &[&Hole],
        (values, in_cells): (&[Atom], Option<Vec<Option<usize>>>),
        stretch: &Range<usize>,
        header: Option<&Range<usize>>,
        record: &mut Record,
    ) {
        if holes.is_empty() {
            return;
        }
        let types: Vec<Ty> = holes.iter().filter_map(|hole| hole.ty).collect();
        let mut ways = ways(values, &types, MOST_WAYS);
        let place = self.bytes(stretch);
        if ways.is_empty() || ways.len() > MOST_WAYS || types.len() != holes.len() {
            for hole in holes {
                self.put(record, hole, Cell { readings: Vec::new(), group: None, unreadable: Some(place.clone()) });
            }
            return;
        }
        let mut note = None;
        if let Some(way) = in_cells
            && let Some(told) = ways.iter().position(|possible| *possible == way)
        {
            ways = vec![ways.swap_remove(told)];
        } else if ways.len() > 1
            && let Some(header) = header
            && let Some(best) = self.by_head(shape, holes, values, &ways, header)
        {
            ways = vec![ways.swap_remove(best)];
            note = Some("told from its neighbours by its column");
        }
        let group = (ways.len() > 1).then(|| {
            self.cells.groups.push(Group { open: (0..ways.len()).collect(), place: place.clone(), grounds: Vec::new() });
            self.cells.groups.len() - 1
        });
        for (at, hole) in holes.iter().enumerate() {
            let readings = ways.iter().map(|way| {
                let Some(atom) = way[at].and_then(|atom| values.get(atom)) else {
                    return Reading { words: None, place: place.start..place.start, notes: Vec::new() };
                };
                let mut notes = atom.notes.clone();
                notes.extend(note.map(str::to_owned));
                Reading { words: Some(atom.text.clone()), place: self.bytes(&atom.tokens), notes }
            });
            let readings = readings.collect();
            let unreadable = match ways[..] {
                [ref way] => self.torn_beside(values, way, at).or_else(|| self.malformed(values.get(way[at]?)?)),
                _ => None,
            };
            self.put(record, hole, Cell { readings, group, unreadable });
        }
    }

    /// The place of a value whose digits make no figure.
    pub(super) fn malformed(&self, value: &Atom) -> Option<Range<usize>> {
        let figures = self.tokens[value.tokens.clone()].iter().filter(|token| token.kind == Kind::Figure && !token.aside);
        let is_number = matches!(value.what, What::Number | What::Amount | What::Percent);
        let whole = figures.into_iter().all(|token| is_well_formed(&token.text));
        (is_number && !whole).then(|| self.bytes(&value.tokens))
    }

    /// The letters that stand where a field's figure should, where those of the next figure's currency are spread over two cells.
    fn torn_beside(&self, values: &[Atom], way: &[Option<usize>], at: usize) -> Option<Range<usize>> {
        let next = way.get(at + 1).copied().flatten().and_then(|atom| values.get(atom))?;
        let first = &self.tokens[next.tokens.start];
        let spread =
            self.tokens.get(next.tokens.start + 1).is_some_and(|second| second.kind == Kind::Word && second.cells.0 > first.cells.1);
        let apart = self.text.get(first.range.end..).is_some_and(|rest| rest.starts_with('\t'));
        (way[at].is_none() && next.what == What::Amount && first.kind == Kind::Word && spread && apart).then(|| first.range.clone())
    }

    /// The one way in which the values stand in the columns of their fields, if that is clear.
    fn by_head(
        &self,
        shape: ShapeId,
        holes: &[&Hole],
        values: &[Atom],
        ways: &[Vec<Option<usize>>],
        header: &Range<usize>,
    ) -> Option<usize> {
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
            Printed::Line { wordings, within: None, .. } => wordings.first().filter(|wording| !super::wordings::has_words(wording)),
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

/// `one wrong letter`, `3 wrong letters`.
fn wrong_letters(edits: usize) -> String {
    if edits == 1 { "one wrong letter".to_owned() } else { format!("{edits} wrong letters") }
}
