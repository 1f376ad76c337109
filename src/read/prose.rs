//! Figures in sentences: the places in the words of a field that are worded as the form declares.

use std::ops::Range;

use super::fill::Filler;
use super::labels::folded;
use super::sheet::{Reading, Record, Slot};
use super::tokens::{Kind, Token, stated};
use super::values::{atoms, fits};
use crate::form::{MemberKind, Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// The most tokens of a name in a sentence.
const LONGEST_NAME: usize = 12;
/// The most tokens that may stand where anything may, in a clause and over several.
const LONGEST_GAP: usize = 12;
const LONGEST_STRETCH: usize = 80;

/// A piece of a sentence to look for.
enum Step {
    Token(Token),
    Field(Vec<u16>, Ty),
    /// At most so many tokens.
    Anything(usize),
}

/// A field that was found in a sentence, and its tokens.
type Taken = (Vec<u16>, Reading);

impl Filler<'_> {
    /// One row for each place in the words of a field. Where the field was read and no place is found, the list is left out: the words may
    /// say it in another way.
    pub(super) fn prose_rows(&mut self, shape: ShapeId, list: &[u16], field: u16, wordings: &[Wording], record: &mut Record) {
        let Some(rows) = self.list_shape(shape, list) else { return };
        let range = self.tokens_of(record, field);
        let mut found = Vec::new();
        for (place, taken) in self.sentences(rows, wordings, &range) {
            let mut row = Record { place: self.bytes(&place), ..Record::default() };
            for (path, reading) in taken {
                let cell = self.cells.plain(reading);
                row.put(&path, cell);
            }
            found.push(row);
        }
        let is_blank = range.is_empty() && record.cell(field).is_some();
        if let Some((holder, list)) = holder(record, list)
            && (!found.is_empty() || is_blank)
        {
            holder.slots.insert(list, Slot::Rows(found));
        }
    }

    /// The shape of the rows of a list inside others.
    fn list_shape(&self, shape: ShapeId, path: &[u16]) -> Option<ShapeId> {
        path.iter().try_fold(shape, |shape, member| match self.forms.shape(shape).members.get(*member as usize)?.kind {
            MemberKind::List { rows, .. } => Some(rows),
            _ => None,
        })
    }

    /// The fields of the first place in the words of a field.
    pub(super) fn prose_fields(&mut self, shape: ShapeId, field: u16, wordings: &[Wording], record: &mut Record) {
        let range = self.tokens_of(record, field);
        if let Some((_, taken)) = self.sentences(shape, wordings, &range).into_iter().next() {
            for (path, reading) in taken {
                let cell = self.cells.plain(reading);
                record.put(&path, cell);
            }
        }
    }

    /// The tokens of the words that a field holds.
    fn tokens_of(&self, record: &Record, field: u16) -> Range<usize> {
        let place = record.cell(field).and_then(|cell| self.cells.readings(cell).first().map(|reading| reading.place.clone()));
        self.tokens_in(&place.unwrap_or(0..0))
    }

    fn sentences(&self, shape: ShapeId, wordings: &[Wording], range: &Range<usize>) -> Vec<(Range<usize>, Vec<Taken>)> {
        let steps: Vec<Vec<Step>> = wordings.iter().map(|wording| self.steps(shape, wording)).collect();
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let here = steps.iter().find_map(|steps| {
                let mut taken = Vec::new();
                Some((self.follow(steps, at, range.end, &mut taken)?, taken))
            });
            match here {
                Some((end, taken)) if end > at && !taken.is_empty() => {
                    found.push((at..end, taken));
                    at = end;
                }
                _ => at += 1,
            }
        }
        found
    }

    fn steps(&self, shape: ShapeId, wording: &Wording) -> Vec<Step> {
        let mut steps = Vec::new();
        for piece in &wording.pieces {
            match piece {
                WordingPiece::Words(words) => {
                    steps.extend(stated(words).into_iter().filter(|token| token.kind != Kind::Mark).map(Step::Token));
                }
                WordingPiece::Hole { path, .. } => steps.extend(self.ty(shape, path).map(|ty| Step::Field(path.clone(), ty))),
                WordingPiece::Anything { runs_on } => steps.push(Step::Anything(if *runs_on { LONGEST_STRETCH } else { LONGEST_GAP })),
            }
        }
        steps
    }

    /// Where the steps end that begin at a token; what they take is added to `taken`.
    fn follow(&self, steps: &[Step], at: usize, end: usize, taken: &mut Vec<Taken>) -> Option<usize> {
        let [step, rest @ ..] = steps else { return Some(at) };
        let at = (at..end).find(|&at| self.tokens[at].kind != Kind::Mark || matches!(step, Step::Anything(_) | Step::Field(..)))?;
        match step {
            Step::Token(word) => same(word, &self.tokens[at]).then(|| self.follow(rest, at + 1, end, taken))?,
            Step::Anything(most) => (at..end.min(at + most)).find_map(|next| self.follow(rest, next, end, taken)),
            Step::Field(path, Ty::Text) => {
                for next in at + 1..=end.min(at + LONGEST_NAME) {
                    if self.ends_name(next - 1) || self.tokens[next - 1].kind == Kind::Figure {
                        return None;
                    }
                    let is_end = rest.is_empty() && (next == end || self.ends_name(next));
                    let before = taken.len();
                    taken.push((path.clone(), self.reading(at..next)));
                    if is_end {
                        return Some(next);
                    }
                    if !rest.is_empty()
                        && let Some(done) = self.follow(rest, next, end, taken)
                    {
                        return Some(done);
                    }
                    taken.truncate(before);
                }
                None
            }
            Step::Field(path, ty) => {
                let at = (at..end).find(|&at| self.tokens[at].kind != Kind::Mark || self.tokens[at].text == "%")?;
                let value = atoms(self.tokens, &(at..end.min(at + 8)), &self.currencies).into_iter().next()?;
                if value.tokens.start != at || !fits(value.what, *ty) {
                    return None;
                }
                let before = taken.len();
                let reading = Reading { words: Some(value.text.clone()), place: self.bytes(&value.tokens), notes: Vec::new() };
                taken.push((path.clone(), reading));
                let done = self.follow(rest, value.tokens.end, end, taken);
                if done.is_none() {
                    taken.truncate(before);
                }
                done
            }
        }
    }

    /// Whether a name cannot go on over a token: a sign that ends a clause, or `and` before a figure.
    fn ends_name(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let and_figure = token.text == "and" && self.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Figure);
        matches!(token.text.as_str(), "." | ";" | "," | "，" | "。") || and_figure
    }

    fn reading(&self, tokens: Range<usize>) -> Reading {
        let place = self.bytes(&tokens);
        let words = self.text.get(place.clone()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        Reading { words: Some(words), place, notes: Vec::new() }
    }
}

fn same(stated: &Token, printed: &Token) -> bool {
    match stated.kind {
        Kind::Word => printed.kind == Kind::Word && folded(&stated.text).eq(folded(&printed.text)),
        _ => stated.text == printed.text,
    }
}

/// The record that holds a list, through lists of one row.
fn holder<'r>(record: &'r mut Record, path: &[u16]) -> Option<(&'r mut Record, u16)> {
    match path {
        [] => None,
        [list] => Some((record, *list)),
        [outer, rest @ ..] => match record.slots.get_mut(outer) {
            Some(Slot::Rows(rows)) if rows.len() == 1 => holder(rows.first_mut()?, rest),
            _ => None,
        },
    }
}
