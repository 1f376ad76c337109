//! Filling the holes of what was found: from the tokens of a stretch to the cells of a record.

use std::ops::Range;

use super::below::Below;
use super::labels::{Letters, wrong_letters};
use super::lookalikes::has_leading_zero;
use super::sheet::{Cell, Cells, Group, Reading, Record};
use super::tokens::{Kind, Token, is_cut, is_well_formed};
use super::values::{Atom, What, atoms, fits, ways};
use super::wordings::{Hole, Match, Pieces};
use crate::form::{Forms, MemberKind, Printed, Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// More ways than this to give values to fields are as good as none.
const MOST_WAYS: usize = 64;

/// By how much another way must stand worse in its columns, in half cells, lest the best be a guess.
pub(super) const CLEAR: u32 = 2;

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
    pub pieces: Pieces<'a>,
    /// The currencies that the text prints whole.
    pub currencies: Vec<String>,
    pub cells: Cells,
    /// The tokens that belong to a field already.
    pub used: Vec<bool>,
    /// The tokens that the form passes over: those of holes that belong to no field.
    pub passed: Vec<bool>,
    /// Where the parts of the form begin.
    pub sections: Vec<usize>,
    /// Where values stand each on a line of its own, fewer than their fields: a blank at their head may be a cell that is lost.
    pub untold: Vec<Range<usize>>,
    /// What the form is printed with.
    pub parts: &'a [Printed],
    pub below: Below,
    /// How many readings have each token, once all are made.
    pub tokens_taken: Vec<u32>,
    /// How many steps were tried to give figures to fields that stand apart from their words.
    pub tried: usize,
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
        let first = self.cells.cells.len();
        for (at, (stretch, holes)) in found.stretches.iter().enumerate().filter(|(_, (_, holes))| !holes.is_empty()) {
            let is_last = at + 1 == found.stretches.len();
            let stretch = match is_last {
                true => self.tail(found.tokens.end, until, holes),
                false if stretch.end == found.tokens.start => self.line_before(stretch),
                false => stretch.clone(),
            };
            let before = self.cells.cells.len();
            if is_last && let Some(end) = self.below(shape, found, holes, (&stretch, until), record) {
                consumed = end;
                continue;
            }
            self.holes(shape, holes, &stretch, !is_last && stretch.start >= found.tokens.start, record);
            if let Some(note) = &note {
                let cells = &mut self.cells.cells[before..];
                cells.iter_mut().flat_map(|cell| &mut cell.readings).for_each(|reading| reading.notes.push(note.clone()));
            }
            if is_last {
                consumed = consumed.max(stretch.end);
            }
        }
        self.see_below(found, first);
        let among_words = self.figure_among_words(found);
        if let Some(place) = self.slid(found, until) {
            let cells = &mut self.cells.cells[first..];
            let blank = cells.iter_mut().filter(|cell| cell.readings.iter().all(|reading| reading.words.is_none()));
            blank.for_each(|cell| cell.unreadable = Some(place.clone()));
        }
        if let Some(place) = among_words {
            for cell in &mut self.cells.cells[first..] {
                let own = cell.readings.iter().filter(|reading| reading.words.is_some()).map(|reading| reading.place.clone());
                cell.unreadable = Some(own.fold(place.clone(), |all, own| all.start.min(own.start)..all.end.max(own.end)));
            }
        }
        consumed
    }

    /// A number in groups between words that should follow each other: either it is the value, or the words belong to two lines.
    fn figure_among_words(&self, found: &Match) -> Option<Range<usize>> {
        let is_in_hole = |at: usize| found.stretches.iter().any(|(stretch, _)| stretch.contains(&at));
        let is_grouped =
            |at: &usize| self.tokens[*at].kind == Kind::Figure && !self.tokens[*at].aside && self.tokens[*at].text.contains(',');
        let at = found.tokens.clone().filter(|&at| !is_in_hole(at)).find(is_grouped)?;
        Some(self.bytes(&(at..at + 1)))
    }

    /// The words below labels of texts, the last of which ends with a colon and has nothing on its line: a text whose cells are not known may
    /// have the texts there, and they are not blank.
    fn slid(&self, found: &Match, until: usize) -> Option<Range<usize>> {
        let mut holes = found.stretches.iter().flat_map(|(_, holes)| holes);
        let is_of_texts = holes.all(|hole| hole.ty == Some(Ty::Text) && !hole.runs_on);
        let (from, label) = (found.tokens.end, found.tokens.end.checked_sub(1)?);
        let (_, last) = found.stretches.last()?;
        if self.is_ruled || !is_of_texts || last.is_empty() || !self.letters.has_colon(from) {
            return None;
        }
        let is_word = |at: &usize| self.tokens[*at].kind == Kind::Word && !self.tokens[*at].aside;
        let below = (from..until).find(is_word).filter(|&at| self.tokens[at].line > self.tokens[label].line)?;
        let end = (below..until).find(|&at| self.tokens[at].line != self.tokens[below].line).unwrap_or(until);
        Some(self.bytes(&(below..end)))
    }

    /// The last line of what stands before the first words of a wording: what a hole before them takes.
    fn line_before(&self, stretch: &Range<usize>) -> Range<usize> {
        let line = stretch.end.checked_sub(1).map(|last| self.tokens[last].line);
        let start = stretch.clone().find(|&at| Some(self.tokens[at].line) == line);
        start.unwrap_or(stretch.end).max(stretch.start)..stretch.end
    }

    /// The tokens after the last words that can belong to their holes: the rest of the line, and where that does not fill them the lines
    /// below that hold nothing but figures.
    pub(super) fn tail(&self, from: usize, until: usize, holes: &[Hole]) -> Range<usize> {
        let until = until.max(from);
        if holes.iter().any(|hole| hole.runs_on) {
            return from..until;
        }
        let Some(label) = from.checked_sub(1).and_then(|last| self.tokens.get(last)) else { return from..until };
        let same_line = |at: usize| self.tokens[at].line == label.line;
        let is_plain = |hole: &Hole| hole.ty.is_some_and(|ty| !matches!(ty, Ty::Text | Ty::Code(_) | Ty::Bool));
        let is_of_values = holes.iter().all(is_plain);
        let mut end = (from..until).find(|&at| !same_line(at) || (is_of_values && is_cut(self.tokens, at))).unwrap_or(until);
        if !is_of_values {
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
        while end < until && is_open(end) && !is_cut(self.tokens, end) {
            let line = self.tokens[end].line;
            let next = (end..until).find(|&at| self.tokens[at].line != line).unwrap_or(until);
            let values = atoms(self.tokens, &(end..next), &self.currencies);
            let taken: usize = values.iter().map(|atom| atom.tokens.len()).sum();
            let shown = (end..next).filter(|&at| !self.tokens[at].aside && self.tokens[at].kind != Kind::Mark).count();
            // A line of signs alone is what is left of a ruling.
            let is_ruling = (end..next).all(|at| self.tokens[at].kind == Kind::Mark && self.tokens[at].text == "|");
            if !is_ruling && (values.is_empty() || taken < shown) {
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

    /// Fills holes from a stretch, which may be enclosed by words on both sides.
    fn holes(&mut self, shape: ShapeId, holes: &[Hole], stretch: &Range<usize>, is_enclosed: bool, record: &mut Record) {
        let named: Vec<&Hole> = holes.iter().filter(|hole| hole.path.is_some()).collect();
        let in_brackets = if is_enclosed { self.figure_in_brackets(stretch) } else { None };
        match (&named[..], in_brackets) {
            ([hole], Some(reading)) if hole.ty.is_some_and(|ty| fits(What::Number, ty)) => {
                self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
            }
            (named, _) => self.holes_of(shape, named, stretch, record),
        }
        if named.len() < holes.len() {
            self.passed[stretch.clone()].fill(true);
        }
        self.use_up(stretch.clone());
    }

    fn holes_of(&mut self, shape: ShapeId, named: &[&Hole], stretch: &Range<usize>, record: &mut Record) {
        match named[..] {
            [] => {}
            [hole] if matches!(hole.ty, Some(Ty::Text)) => {
                let reading = if hole.runs_on { self.words(stretch) } else { self.words_without_note(stretch) };
                self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
            }
            [hole] if matches!(hole.ty, Some(Ty::Bool)) => self.yes_no(hole, stretch, record),
            [hole] if matches!(hole.ty, Some(Ty::Code(_))) => self.code(hole, stretch, record),
            _ => self.columns(shape, named, stretch, None, record),
        }
    }

    /// The only figure of a stretch where the words around it stand in brackets: `(since the (a) 4,385,000 resolution)`.
    fn figure_in_brackets(&self, stretch: &Range<usize>) -> Option<Reading> {
        let mut figures = stretch.clone().filter(|&at| self.tokens[at].kind == Kind::Figure);
        let at = figures
            .next()
            .filter(|&at| self.tokens[at].aside && self.tokens[at].text.contains(',') && is_well_formed(&self.tokens[at].text))?;
        let is_alone = figures.next().is_none();
        is_alone.then(|| Reading { words: Some(self.tokens[at].text.clone()), place: self.bytes(&(at..at + 1)), notes: Vec::new() })
    }

    pub(super) fn put(&mut self, record: &mut Record, hole: &Hole, cell: Cell) {
        if let Some(path) = &hole.path {
            let cell = self.cells.add(cell);
            record.put(path, cell);
        }
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
        if let [Hole { ty: Some(Ty::Text), runs_on: true, .. }] = &holes[..] {
            self.holes(shape, &holes, stretch, false, record);
            return;
        }
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
                    tokens.last().and_then(|&last| self.joining_dash(last + 1)).into_iter().for_each(|dash| free[dash] = true);
                    let is_stray = |at: usize| self.tokens[at].kind == Kind::Figure && self.tokens[at].text.len() == 1;
                    tokens.into_iter().filter(|&at| self.tokens[at].kind == Kind::Word || is_stray(at)).for_each(|at| free[at] = true);
                    self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
                }
                None => {
                    let values = self.values_among(&stretch.clone().filter(|&at| !free[at]).collect::<Vec<_>>());
                    let is_value = |at: usize| values.iter().any(|value| value.tokens.contains(&at));
                    let is_word = |&at: &usize| self.tokens[at].kind == Kind::Word && !self.tokens[at].aside && !free[at] && !is_value(at);
                    let words: Vec<usize> = stretch.clone().filter(is_word).collect();
                    let place = words.first().map_or(stretch.start..stretch.start, |&first| first..first + 1);
                    let cell = self.blank_or_unreadable(&place);
                    self.put(record, hole, cell);
                }
            }
        }
        if let Some(hole) = holes.first().filter(|hole| hole.ty == Some(Ty::Text)) {
            let types: Vec<Ty> = holes.iter().filter_map(|hole| hole.ty).filter(is_value).collect();
            let place = match hole.runs_on.then(|| self.wrapped_text(stretch, &types)).flatten() {
                Some(place) => place,
                None => self.leading_text(stretch, &free).collect(),
            };
            place.iter().for_each(|&at| free[at] = true);
            let reading = self.words_of(&place, stretch.start);
            self.put(record, hole, Cell { readings: vec![reading], group: None, unreadable: None });
        }
        let open: Vec<usize> = stretch.clone().filter(|&at| !free[at]).collect();
        let has_date = holes.iter().any(|hole| matches!(hole.ty, Some(Ty::Date)));
        let values = if has_date { self.values_with_wrapped_date(&open) } else { self.values_among(&open) };
        let typed: Vec<&Hole> = holes.iter().copied().filter(|hole| hole.ty.as_ref().is_some_and(is_value)).collect();
        let in_cells = self.by_cells(holes, &values, stretch);
        self.typed(shape, &typed, (&values, in_cells), stretch, header, record);
        self.doubt_noise(&typed, &values, stretch, record);
        if typed.len() == holes.iter().filter(|hole| !matches!(hole.ty, Some(Ty::Code(_)))).count() {
            self.doubt_last(&typed, &values, &open, record);
        }
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

    /// The dash at a place if it joins words to the figure behind it, `Initial Threshold - 25%`, and stands for no value of its own.
    fn joining_dash(&self, at: usize) -> Option<usize> {
        let [before, dash, figure] = self.tokens.get(at.checked_sub(1)?..at + 2)? else { return None };
        let gap = |a: &Token, b: &Token| self.text.get(a.range.end..b.range.start);
        let joins = dash.text == "-" && figure.kind == Kind::Figure && gap(before, dash) == Some(" ") && gap(dash, figure) == Some(" ");
        joins.then_some(at)
    }

    /// The values among tokens that need not follow each other.
    pub(super) fn values_among(&self, open: &[usize]) -> Vec<Atom> {
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
        let numbered;
        let (mut values, mut in_cells, mut note) = (values, in_cells, None);
        if ways.is_empty()
            && let Some(found) = self.on_numbered_line(values, &types, stretch)
        {
            numbered = found;
            ways = super::values::ways(&numbered, &types, MOST_WAYS);
            (values, in_cells) = (&numbered, None);
            note = Some("the figures on the line of the row's number");
        }
        let (place, cut) = (self.bytes(stretch), self.cut_off(values, stretch));
        if values.len() < holes.len() && self.stand_below(values, stretch) {
            self.untold.push(place.clone());
        }
        if ways.is_empty() || ways.len() > MOST_WAYS || types.len() != holes.len() {
            for hole in holes {
                self.put(record, hole, Cell { readings: Vec::new(), group: None, unreadable: Some(place.clone()) });
            }
            return;
        }
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
        } else if cut.is_some()
            && let Some(first) = self.before_cut(values, &types, &ways)
        {
            ways = vec![ways.swap_remove(first)];
            note = Some("the row is cut off behind it, and amounts have their currency");
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
                [ref way] if way[at..].iter().all(Option::is_none) => self.torn_beside(values, way, at).or_else(|| cut.clone()),
                [ref way] => self.torn_beside(values, way, at).or_else(|| self.malformed(values.get(way[at]?)?)),
                _ => None,
            };
            self.put(record, hole, Cell { readings, group, unreadable });
        }
    }

    /// The values on the line of a row's number, where these fill all fields in one way only: what stands on the other lines is a head or
    /// a text.
    fn on_numbered_line(&self, values: &[Atom], types: &[Ty], stretch: &Range<usize>) -> Option<Vec<Atom>> {
        let inner = stretch.start..stretch.end.saturating_sub(1);
        let numbers: Vec<usize> = inner.filter(|&at| self.is_row_number(at)).collect();
        let [number] = numbers[..] else { return None };
        let line = self.tokens[number].line;
        let on_line: Vec<Atom> = values.iter().filter(|atom| self.tokens[atom.tokens.start].line == line).cloned().collect();
        (on_line.len() == types.len() && ways(&on_line, types, MOST_WAYS).len() == 1).then_some(on_line)
    }

    /// Whether all values stand below the line of the words before them, each on a line of its own.
    fn stand_below(&self, values: &[Atom], stretch: &Range<usize>) -> bool {
        let line = |at: usize| self.tokens.get(at).map(|token| token.line);
        let lines: Vec<Option<u32>> = values.iter().map(|value| line(value.tokens.start)).collect();
        let label = stretch.start.checked_sub(1).and_then(line);
        !lines.is_empty() && lines.first() != Some(&label) && lines.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// The place of a value whose digits make no figure, or that stands elsewhere.
    pub(super) fn malformed(&self, value: &Atom) -> Option<Range<usize>> {
        let figures = self.tokens[value.tokens.clone()].iter().filter(|token| token.kind == Kind::Figure && !token.aside);
        let is_number = matches!(value.what, What::Number | What::Amount | What::Percent);
        let whole = figures.into_iter().all(|token| is_well_formed(&token.text) && !has_leading_zero(&token.text));
        (value.what == What::Elsewhere || (is_number && !whole)).then(|| self.bytes(&value.tokens))
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
}

/// Whether a field takes a value: a figure or a date rather than words.
pub(super) fn is_value(ty: &Ty) -> bool {
    !matches!(ty, Ty::Text | Ty::Code(_) | Ty::Bool)
}
