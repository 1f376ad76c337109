//! Figures that a tool put apart from their words, one cell a line and a column or a few at a time: their place says nothing of their field.
//!
//! All figures of a row of the form are given to its fields anew, in every way that the form's own arithmetic allows. They are read where
//! that leaves one way only, or only one that keeps the figures in the order of the form's lines or of its columns.

use std::collections::BTreeSet;
use std::ops::Range;

use super::assign::{self, Besides, Figure, Identity, Slot, Term};
use super::decide::{self, Arithmetic};
use super::fill::Filler;
use super::labels::folded;
use super::sheet::{self, Cell, Reading, Record};
use super::tokens::{Kind, is_cut as is_cut_sign, is_well_formed, stated};
use super::values::{Atom, What};
use super::wordings::{Hole, Piece, has_words};
use crate::form::{self, BlankMeans, MemberKind, Printed, RowStart, Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// A hole that takes a number: where it leads, and the type of its field.
type Number = (Vec<u16>, Ty);

/// Behind any line and column of a row.
const BEHIND: usize = 1 << 16;

/// A field that takes one of the figures: of the row itself, or of the record that holds the row's list.
struct Field {
    is_outer: bool,
    path: Vec<u16>,
    slot: Slot,
}

/// A line that takes numbers.
struct Line {
    /// Whether the form prints words for it.
    is_worded: bool,
    /// Where its words begin.
    words: Option<usize>,
    numbers: Vec<Number>,
}

/// The lines of a row that take numbers.
#[derive(Default)]
struct Lines {
    lines: Vec<Line>,
    /// Where words of them stand.
    words: Vec<Range<usize>>,
    /// Whether words of a line that must be there stand nowhere.
    has_lost: bool,
}

/// The figures that stand in a row, and what else its cells say.
struct Pool {
    figures: Vec<Figure>,
    /// The only currency that is printed in the row.
    currency: Option<String>,
    /// Whether a cell says that it does not apply, or is nil.
    says_nothing: bool,
}

impl<'a> Filler<'a> {
    /// Gives figures to the fields of rows where they stand apart from their words, in the record of a whole text.
    pub(super) fn gather_all_detached(&mut self, shape: ShapeId, parts: &'a [Printed], root: &mut Record) {
        if self.is_ruled {
            return;
        }
        let mut taken = vec![0; self.tokens.len()];
        let readings = self.cells.cells.iter().flat_map(|cell| &cell.readings).filter(|reading| reading.words.is_some());
        readings.flat_map(|reading| self.tokens_in(&reading.place)).for_each(|at| taken[at] += 1);
        self.tokens_taken = taken;
        self.gather_detached(shape, parts, &(0..self.tokens.len()), root);
    }

    fn gather_detached(&mut self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>, record: &mut Record) {
        for part in parts {
            match part {
                Printed::Part { holds, parts: inner, .. } => {
                    let held = holds.and_then(|list| record.stretches.get(&list)).cloned();
                    self.gather_detached(shape, inner, &held.unwrap_or(range.clone()), record);
                }
                Printed::Each { list, start: RowStart::From(_) | RowStart::Numbered, parts: of_rows } => {
                    self.rows_detached(shape, (*list, of_rows), parts, range, record);
                }
                _ => {}
            }
        }
    }

    fn rows_detached(
        &mut self,
        shape: ShapeId,
        (list, of_rows): (u16, &'a [Printed]),
        parts: &'a [Printed],
        range: &Range<usize>,
        record: &mut Record,
    ) {
        let Some(MemberKind::List { rows: of_row, .. }) = self.forms.shape(shape).members.get(list as usize).map(|member| &member.kind)
        else {
            return;
        };
        let Some(sheet::Slot::Rows(rows)) = record.slots.get_mut(&list) else { return };
        let mut rows = std::mem::take(rows);
        let starts: Vec<usize> = rows.iter().map(|row| self.tokens_in(&(row.place.start..row.place.start)).start).collect();
        for at in 0..rows.len() {
            let end = starts.get(at + 1).copied().unwrap_or(range.end);
            let place = starts[at].min(end)..end;
            let of_part = if at + 1 == rows.len() { parts } else { &[] };
            let (before, rest) = rows.split_at_mut(at);
            if let [row, ..] = rest {
                self.gather_detached(*of_row, of_rows, &place, row);
                self.row_detached((shape, of_part, record), (*of_row, list, of_rows), before, &place, row);
            }
        }
        record.slots.insert(list, sheet::Slot::Rows(rows));
    }

    /// One row of a list, with the lines of its part that follow the last one.
    fn row_detached(
        &mut self,
        (outer_shape, outer_parts, outer): (ShapeId, &'a [Printed], &mut Record),
        (shape, list, parts): (ShapeId, u16, &'a [Printed]),
        before: &[Record],
        place: &Range<usize>,
        row: &mut Record,
    ) -> Option<()> {
        let of_row = self.lines_with_numbers(shape, parts, place);
        let is_cut = of_row.has_lost;
        let of_part = self.lines_with_numbers(outer_shape, outer_parts, place);
        // Without the total behind the rows, figures of another row whose words are lost might be taken for those of this one.
        if is_cut && (of_part.words.is_empty() || !place.clone().any(|at| is_cut_sign(self.tokens, at))) {
            return None;
        }
        let mut words = of_row.words.clone();
        words.extend(of_part.words.iter().cloned());
        let mut fields = self.fields_of(shape, of_row, false);
        fields.extend(self.fields_of(outer_shape, of_part, true));
        let cell_of =
            |field: &Field, row: &Record, outer: &Record| if field.is_outer { outer.at(&field.path) } else { row.at(&field.path) };
        let printed: Vec<Option<String>> =
            fields.iter().map(|field| cell_of(field, row, outer).and_then(|cell| self.clean(cell))).collect();
        let is_whole = |(field, words): (&Field, &Option<String>)| field.slot.may_be_blank || words.is_some();
        if fields.iter().zip(&printed).all(is_whole) {
            return None;
        }
        let cells: Vec<usize> = fields.iter().filter_map(|field| cell_of(field, row, outer)).collect();
        let pool = self.pool(place, &cells, &words)?;
        let identities = self.identities(list, (parts, outer_parts), &fields, before);
        // What stands beside its own words already is not given to others.
        for (field, words) in fields.iter_mut().zip(&printed) {
            field.slot.known = words.as_deref().and_then(decide::figure);
        }
        let slots: Vec<Slot> = fields.iter().map(|field| field.slot.clone()).collect();
        let before_figures = place.start..pool.figures.first()?.token;
        let besides = match self.has_heads(shape, parts, &before_figures) {
            _ if is_cut => Besides::Nothing,
            true => Besides::Heads,
            false => Besides::Words,
        };
        let solution = assign::only_way(&slots, &pool.figures, &identities, besides, &mut self.tried)?;
        for (at, field) in fields.iter().enumerate() {
            let known = cell_of(field, row, outer);
            let reading = match solution.given[at] {
                Some(_) if printed[at].is_some() => continue,
                Some(figure) => self.given(&pool, figure, field, &solution.grounds[at], solution.order),
                None if pool.says_nothing || is_cut => continue,
                None => {
                    let start = row.place.start;
                    let notes = vec!["all figures of this part belong to other fields".to_owned()];
                    Reading { words: None, place: start..start, notes }
                }
            };
            let cell = Cell { readings: vec![reading], group: None, unreadable: None };
            match known {
                Some(known) => self.cells.cells[known] = cell,
                None => {
                    let cell = self.cells.add(cell);
                    if field.is_outer { outer.put(&field.path, cell) } else { row.put(&field.path, cell) }
                }
            }
        }
        self.doubt_leading_text(shape, parts, place, row);
        Some(())
    }

    /// Makes the text with which a row of a table begins unreadable where words follow it that belong to nothing: a head of the table may
    /// have come between.
    fn doubt_leading_text(&mut self, shape: ShapeId, parts: &'a [Printed], of_row: &Range<usize>, row: &Record) {
        for part in parts {
            let Printed::Line { wordings, within: None, .. } = part else { continue };
            let bare = wordings.iter().find(|wording| !has_words(wording));
            let pieces = bare.map(|wording| self.pieces(shape, wording));
            let leads = pieces.as_ref().and_then(|pieces| pieces.first());
            let Some(Piece::Hole(Hole { path: Some(path), ty: Some(Ty::Text), .. })) = leads else { continue };
            let Some(cell) = row.at(path) else { continue };
            let Some(place) = self.cells.readings(cell).first().map(|reading| reading.place.clone()) else { continue };
            let end = self.tokens_in(&place).end;
            let is_word = |at: usize| {
                let runs = self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word && !token.aside);
                runs && self.values_among(&[at]).is_empty()
            };
            let rest = end..of_row.end.max(end);
            let next = rest.clone().find(|&at| !is_word(at)).unwrap_or(rest.end);
            let of_lines = parts.iter().filter_map(|part| self.anchor(shape, part, &rest, false)).map(|line| line.tokens.start);
            if next > end && of_lines.min() != Some(end) {
                self.cells.cells[cell].unreadable = Some(place.start..self.bytes(&(end..next)).end);
            }
        }
    }

    fn given(&self, pool: &Pool, figure: usize, field: &Field, grounds: &[String], order: Option<&str>) -> Reading {
        let figure = &pool.figures[figure];
        let mut notes = Vec::new();
        let is_money = matches!(field.slot.ty, Ty::Quantity { unit, .. } if unit.money != 0);
        let words = match &pool.currency {
            Some(currency) if is_money => {
                notes.push("the currency is the only one of this part".to_owned());
                format!("{currency} {}", figure.text)
            }
            _ => figure.text.clone(),
        };
        let kept = order.map_or(String::new(), |order| format!(", {order}"));
        notes.push(format!("stands apart from its words; of all ways to read this part the only one with {}{kept}", grounds.join(" and ")));
        Reading { words: Some(words), place: self.tokens[figure.token].range.clone(), notes }
    }

    /// Whether the heads of a row's columns stand in a range in their order, whatever stands between them.
    fn has_heads(&self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>) -> bool {
        let words: Vec<String> = self.tokens[range.clone()].iter().map(|token| folded(&token.text).collect()).collect();
        let stand_in_order = |heads: &str| {
            let mut left = words.iter();
            let stated = stated(heads);
            let mut heads = stated.iter().filter(|token| token.kind == Kind::Word).map(|token| folded(&token.text).collect::<String>());
            heads.all(|head| left.any(|word| *word == head))
        };
        let heads = parts.iter().filter_map(|part| match part {
            Printed::Line { wordings, within: None, .. } => Some(wordings),
            _ => None,
        });
        heads
            .flatten()
            .filter(|wording| self.is_of_words(shape, wording))
            .any(|wording| wording.pieces.iter().all(|piece| matches!(piece, WordingPiece::Words(words) if stand_in_order(words))))
    }

    fn is_of_words(&self, shape: ShapeId, wording: &'a Wording) -> bool {
        has_words(wording) && self.pieces(shape, wording).iter().all(|piece| matches!(piece, Piece::Letters(..)))
    }

    /// The words of a cell that has one reading only, and a figure.
    fn clean(&self, cell: usize) -> Option<String> {
        let words = self.cells.words(cell).filter(|_| self.cells.cells[cell].unreadable.is_none())?;
        decide::figure(words).map(|_| words.to_owned())
    }

    fn lines_with_numbers(&self, shape: ShapeId, parts: &'a [Printed], place: &Range<usize>) -> Lines {
        let mut found = Lines::default();
        for part in parts {
            let Printed::Line { wordings, or_blank, within: None } = part else { continue };
            let Some(wording) = wordings.iter().find(|wording| !self.numbers_of(shape, wording).is_empty()) else { continue };
            let words = self.anchor(shape, part, place, false);
            if words.is_none() && has_words(wording) {
                found.has_lost |= !or_blank;
                if *or_blank {
                    continue;
                }
            }
            let (is_worded, numbers) = (has_words(wording), self.numbers_of(shape, wording));
            found.lines.push(Line { is_worded, words: words.as_ref().map(|words| words.tokens.start), numbers });
            found.words.extend(words.map(|words| words.tokens));
        }
        found
    }

    /// The fields of a row's lines, or of those behind it.
    fn fields_of(&self, shape: ShapeId, found: Lines, is_outer: bool) -> Vec<Field> {
        let mut lines = found.lines;
        // What the part has behind its rows may be left out.
        lines.retain(|line| !is_outer || line.words.is_some());
        // A row of a table begins with its cells, and lines with words of their own follow.
        lines.sort_by_key(|line| line.is_worded);
        let widest = lines.iter().map(|line| &line.numbers).max_by_key(|numbers| numbers.len());
        let widest: Vec<Ty> = widest.into_iter().flatten().map(|(_, ty)| *ty).collect();
        let mut fields = Vec::new();
        for (line, Line { words, numbers, .. }) in lines.into_iter().enumerate() {
            let mut from = 0;
            for (path, ty) in numbers {
                let column = widest.iter().enumerate().skip(from).find(|(_, other)| **other == ty).map_or(from, |(column, _)| column);
                from = column + 1;
                let may_be_blank = self.blank_means(shape, &path) != Some(BlankMeans::Unknown);
                // The lines of the part follow those of its rows.
                let (line, column) = if is_outer { (line + BEHIND, column + BEHIND) } else { (line, column) };
                fields.push(Field { is_outer, path, slot: Slot { ty, may_be_blank, line, column, words, known: None } });
            }
        }
        fields
    }

    /// The holes of a wording that take a number which is not a percentage.
    pub(super) fn numbers_of(&self, shape: ShapeId, wording: &'a Wording) -> Vec<Number> {
        let holes = wording.pieces.iter().filter_map(|piece| match piece {
            WordingPiece::Hole { path, .. } => Some((path.clone(), self.ty(shape, path)?)),
            _ => None,
        });
        holes.filter(|(_, ty)| matches!(ty, Ty::Quantity { percent: false, .. })).collect()
    }

    pub(super) fn blank_means(&self, shape: ShapeId, path: &[u16]) -> Option<BlankMeans> {
        let [member, rest @ ..] = path else { return None };
        match &self.forms.shape(shape).members.get(*member as usize)?.kind {
            MemberKind::Field(field) if rest.is_empty() => Some(field.blank),
            MemberKind::Record(inner) => self.blank_means(*inner, rest),
            _ => None,
        }
    }

    /// What the form says of the fields' figures: the identities whose figures are all among them, or known from rows before.
    fn identities(
        &self,
        list: u16,
        (parts, outer_parts): (&'a [Printed], &'a [Printed]),
        fields: &[Field],
        before: &[Record],
    ) -> Vec<Identity> {
        let position = |is_outer: bool, path: &[u16]| fields.iter().position(|field| field.is_outer == is_outer && field.path == path);
        let of_row = |path: &Vec<u16>| Some(vec![Term::Field(position(false, path)?)]);
        let of_part = |path: &Vec<u16>| match path.split_first() {
            Some((member, rest)) if *member == list && !rest.is_empty() => {
                let known = |row: &Record| Some(Term::Known(decide::figure(&self.clean(row.at(rest)?)?)?));
                let mut terms: Vec<Term> = before.iter().map(known).collect::<Option<_>>()?;
                terms.push(Term::Field(position(false, rest)?));
                Some(terms)
            }
            _ => Some(vec![Term::Field(position(true, path)?)]),
        };
        let resolve = |identity: &form::Identity, arithmetic: Arithmetic, terms_of: &dyn Fn(&Vec<u16>) -> Option<Vec<Term>>| {
            let terms: Option<Vec<Vec<Term>>> = identity.terms.iter().map(terms_of).collect();
            let total = terms_of(&identity.total)?;
            let [Term::Field(total)] = total[..] else { return None };
            Some(Identity { arithmetic, terms: terms?.concat(), total })
        };
        let all = |parts: &'a [Printed], terms_of: &dyn Fn(&Vec<u16>) -> Option<Vec<Term>>| -> Vec<Identity> {
            let known = parts.iter().filter_map(|part| match part {
                Printed::AddsUp(identity) => resolve(identity, Arithmetic::Sum, terms_of),
                Printed::Multiplies(identity) => resolve(identity, Arithmetic::Product, terms_of),
                _ => None,
            });
            known.collect()
        };
        let mut identities = all(parts, &of_row);
        identities.extend(all(outer_parts, &of_part));
        identities
    }

    /// The figures of a row: those on lines that hold values and no sentence, and those that cells of it may have. `None` if one of them is
    /// torn, or amounts are in several currencies.
    fn pool(&self, place: &Range<usize>, cells: &[usize], words: &[Range<usize>]) -> Option<Pool> {
        let mut of_others: Vec<u32> = self.tokens_taken.get(place.clone())?.to_vec();
        let own = cells.iter().flat_map(|&cell| &self.cells.cells[cell].readings).filter(|reading| reading.words.is_some());
        for at in own.flat_map(|reading| self.tokens_in(&reading.place)).filter(|at| place.contains(at)) {
            of_others[at - place.start] = of_others[at - place.start].saturating_sub(1);
        }
        let mut tokens: BTreeSet<usize> = BTreeSet::new();
        let (mut currencies, mut says_nothing) = (BTreeSet::new(), false);
        for range in words {
            range.clone().filter(|at| place.contains(at)).for_each(|at| of_others[at - place.start] = 1);
        }
        for cell in self.printed_cells(place) {
            let line: Vec<usize> = cell.into_iter().filter(|&at| of_others[at - place.start] == 0 && !self.passed[at]).collect();
            let values = self.values_among(&line);
            if !self.is_of_values(&line, &values) {
                continue;
            }
            let code = |text: &str| text.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase())).map(str::to_owned);
            let amounts = values.iter().filter(|atom| matches!(atom.what, What::Amount | What::Currency));
            currencies.extend(amounts.filter_map(|atom| code(&atom.text)));
            says_nothing |= values.iter().any(|atom| matches!(atom.what, What::Nothing | What::NotApplicable | What::Elsewhere));
            for atom in values.iter().filter(|atom| matches!(atom.what, What::Number | What::Amount)) {
                tokens.extend(atom.tokens.clone().filter(|&at| self.tokens[at].kind == Kind::Figure));
            }
        }
        for cell in cells {
            for reading in
                self.cells.readings(*cell).into_iter().filter(|reading| reading.words.as_deref().and_then(decide::figure).is_some())
            {
                let figures = self.tokens_in(&reading.place).filter(|&at| self.tokens[at].kind == Kind::Figure);
                tokens.extend(figures.filter(|at| place.contains(at)));
            }
        }
        if currencies.len() > 1 {
            return None;
        }
        let figure = |at: usize| {
            let text = &self.tokens[at].text;
            let number = decide::figure(text).filter(|_| is_well_formed(text))?;
            Some(Figure { text: text.clone(), number, token: at })
        };
        let figures: Option<Vec<Figure>> = tokens.into_iter().map(figure).collect();
        Some(Pool { figures: figures?, currency: currencies.into_iter().next(), says_nothing })
    }

    /// The cells of a stretch as they are seen in the text: its lines, parted where a border stands or something is left out.
    fn printed_cells(&self, place: &Range<usize>) -> Vec<Vec<usize>> {
        let mut cells: Vec<Vec<usize>> = Vec::new();
        let mut is_new = true;
        let mut at = place.start;
        while at < place.end {
            let is_border = self.tokens[at].text == "|";
            if is_border || is_cut_sign(self.tokens, at) {
                let is_sign = |at: &usize| matches!(self.tokens[*at].text.as_str(), "[" | "." | "…" | "]");
                at = if is_border { at + 1 } else { (at..place.end).find(|at| !is_sign(at)).unwrap_or(place.end) };
                is_new = true;
                continue;
            }
            match cells.last_mut().filter(|_| !is_new) {
                Some(cell) if cell.last().is_some_and(|&last| self.tokens[last].line == self.tokens[at].line) => cell.push(at),
                _ => cells.push(vec![at]),
            }
            is_new = false;
            at += 1;
        }
        cells
    }

    /// Whether a line is of values: it begins with one, and has a word besides at most.
    pub(super) fn is_of_values(&self, line: &[usize], values: &[Atom]) -> bool {
        let is_value = |at: usize| values.iter().any(|atom| atom.tokens.contains(&at));
        let shown: Vec<usize> = line.iter().copied().filter(|&at| self.tokens[at].kind != Kind::Mark || is_value(at)).collect();
        let words = shown.iter().filter(|&&at| !is_value(at)).count();
        shown.first().is_some_and(|&first| is_value(first)) && words <= 1
    }
}
