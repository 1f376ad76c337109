//! Figures in sentences: the places in the words of a field that are worded as the form declares.
//!
//! A sentence says what it says only where it is worded so: its words follow each other without others between them. What two places say
//! differently is unreadable, and rows are given only if their sentences have no further figures that could be those of other rows.

use std::ops::Range;

use super::fill::Filler;
use super::labels::folded;
use super::sheet::{Cell, Reading, Record, Slot};
use super::tokens::{Kind, Token, stated};
use super::values::{What, atoms, fits, is_approximate, is_scale};
use crate::form::{Forms, MemberKind, Wording, WordingPiece};
use crate::ty::{Precision, ShapeId, Ty};

/// The most tokens of a name in a sentence.
const LONGEST_NAME: usize = 12;
/// The most tokens that may stand where anything may, in a clause and over several.
const LONGEST_GAP: usize = 12;
const LONGEST_STRETCH: usize = 80;

/// A piece of a sentence to look for.
enum Step {
    Token(Token),
    /// One of these, of which one may be nothing.
    OneOf(Vec<Vec<Step>>),
    Field(Vec<u16>, Ty),
    /// At most so many tokens.
    Anything(usize),
}

/// A field that was found in a sentence.
#[derive(Clone)]
struct Taken {
    path: Vec<u16>,
    reading: Reading,
    /// It is said of it that it is not exact, or it is said in two ways.
    is_doubtful: bool,
}

/// A place that is worded as declared.
#[derive(Default)]
struct Place {
    tokens: Range<usize>,
    taken: Vec<Taken>,
    /// What stands in it where anything may stand over several clauses.
    gaps: Vec<Range<usize>>,
}

impl Filler<'_> {
    /// One row for each place in the words of a field. Where the field was read and no place is found, or figures are left that could be
    /// those of other rows, the list is left out: the words may say it in another way.
    pub(super) fn prose_rows(&mut self, shape: ShapeId, list: &[u16], field: u16, wordings: &[Wording], record: &mut Record) {
        let Some(rows) = self.list_shape(shape, list) else { return };
        let range = self.tokens_of(record, field);
        let steps: Vec<Vec<Step>> = wordings.iter().map(|wording| self.steps(rows, wording)).collect();
        let places = self.places(&steps, &range);
        let is_blank = range.is_empty() && record.cell(field).is_some();
        if (places.is_empty() && !is_blank) || self.leaves_figures(&steps, &places, &range) {
            return;
        }
        let mut found = Vec::new();
        for place in places {
            let mut row = Record { place: self.bytes(&place.tokens), ..Record::default() };
            for taken in place.taken {
                let cell = self.cells.add(cell_of(std::slice::from_ref(&taken)));
                row.put(&taken.path, cell);
            }
            found.push(row);
        }
        if let Some((holder, list)) = holder(self.forms, shape, record, list) {
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

    /// The fields that stand in the words of a field, some of them perhaps in several places.
    pub(super) fn prose_fields(&mut self, shape: ShapeId, field: u16, wordings: &[Wording], record: &mut Record) {
        let range = self.tokens_of(record, field);
        let mut all: Vec<Taken> = Vec::new();
        for wording in wordings {
            let steps = [self.steps(shape, wording)];
            all.extend(self.places(&steps, &range).into_iter().flat_map(|place| place.taken));
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        for of_field in all.chunk_by(|a, b| a.path == b.path) {
            let path = &of_field[0].path;
            let Some((holder, member)) = holder(self.forms, shape, record, path) else { continue };
            let mut cell = cell_of(of_field);
            let before = holder.cell(member).map(|known| self.cells.cells[known].clone());
            if let Some(before) = before.filter(|before| before.readings.iter().any(|reading| reading.words.is_some())) {
                cell.readings.extend(before.readings);
                cell.readings.dedup_by(|a, b| a.words == b.words);
                cell.unreadable = cell.unreadable.or(before.unreadable);
            }
            let cell = self.cells.add(cell);
            holder.slots.insert(member, Slot::Cell(cell));
        }
    }

    /// The tokens of the words that a field holds.
    fn tokens_of(&self, record: &Record, field: u16) -> Range<usize> {
        let place = record.cell(field).and_then(|cell| self.cells.readings(cell).first().map(|reading| reading.place.clone()));
        self.tokens_in(&place.unwrap_or(0..0))
    }

    /// The places one after another; of several wordings the longest is taken, and what another says differently is in doubt.
    fn places(&self, wordings: &[Vec<Step>], range: &Range<usize>) -> Vec<Place> {
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let mut here: Vec<Place> = Vec::new();
            for steps in wordings {
                let mut place = Place::default();
                if let Some(end) = self.follow(steps, at, range.end, &mut place).filter(|end| *end > at)
                    && !place.taken.is_empty()
                {
                    place.tokens = at..end;
                    here.push(place);
                }
            }
            here.sort_by_key(|place| std::cmp::Reverse(place.tokens.end));
            let mut here = here.into_iter();
            let Some(mut longest) = here.next() else {
                at += 1;
                continue;
            };
            for other in here.flat_map(|other| other.taken) {
                for taken in longest.taken.iter_mut().filter(|taken| taken.path == other.path) {
                    taken.is_doubtful |= taken.reading.words != other.reading.words;
                }
            }
            at = longest.tokens.end;
            found.push(longest);
        }
        found
    }

    fn steps(&self, shape: ShapeId, wording: &Wording) -> Vec<Step> {
        let mut steps = Vec::new();
        for piece in &wording.pieces {
            match piece {
                WordingPiece::Words(words) => steps.extend(steps_of(words)),
                WordingPiece::OneOf(ways) => steps.push(Step::OneOf(ways.iter().map(|words| steps_of(words)).collect())),
                WordingPiece::Hole { path, .. } => {
                    steps.extend(self.ty_through_lists(shape, path).map(|ty| Step::Field(path.clone(), ty)));
                }
                WordingPiece::Anything { runs_on } => steps.push(Step::Anything(if *runs_on { LONGEST_STRETCH } else { LONGEST_GAP })),
            }
        }
        steps
    }

    fn ty_through_lists(&self, shape: ShapeId, path: &[u16]) -> Option<Ty> {
        let (member, rest) = path.split_first()?;
        match &self.forms.shape(shape).members.get(*member as usize)?.kind {
            MemberKind::Field(field) if rest.is_empty() => Some(field.ty),
            MemberKind::Record(inner) | MemberKind::List { rows: inner, .. } => self.ty_through_lists(*inner, rest),
            MemberKind::Field(_) => None,
        }
    }

    /// Where the steps end that begin at a token; what they take is added to the place.
    fn follow(&self, steps: &[Step], at: usize, end: usize, place: &mut Place) -> Option<usize> {
        let [step, rest @ ..] = steps else { return Some(at) };
        match step {
            Step::Token(word) => {
                let at = self.behind_marks(at, end)?;
                same(word, &self.tokens[at]).then(|| self.follow(rest, at + 1, end, place))?
            }
            Step::OneOf(ways) => ways.iter().find_map(|way| {
                let (taken, gaps) = (place.taken.len(), place.gaps.len());
                let done = self.follow(way, at, end, place).and_then(|at| self.follow(rest, at, end, place));
                if done.is_none() {
                    place.taken.truncate(taken);
                    place.gaps.truncate(gaps);
                }
                done
            }),
            Step::Anything(most) => {
                let (taken, gaps) = (place.taken.len(), place.gaps.len());
                (at..end.min(at + most)).find_map(|next| {
                    place.taken.truncate(taken);
                    place.gaps.truncate(gaps);
                    if *most == LONGEST_STRETCH {
                        place.gaps.push(at..next);
                    }
                    self.follow(rest, next, end, place)
                })
            }
            Step::Field(path, Ty::Text) => self.follow_name(path, rest, self.behind_marks(at, end)?, end, place),
            Step::Field(path, ty) => {
                let start = self.behind_marks(at, end)?;
                let mut at = start;
                let is_approximate = is_approximate(&self.tokens[at]);
                if is_approximate {
                    at = self.behind_marks(at + 1, end)?;
                }
                let value = atoms(self.tokens, &(at..end.min(at + 8)), &self.currencies).into_iter().next()?;
                let is_whole = !self.tokens.get(value.tokens.end).is_some_and(is_scale);
                if value.tokens.start != at || !fits(value.what, *ty) || !is_whole || self.malformed(&value).is_some() {
                    return None;
                }
                let before = place.taken.len();
                let is_doubtful = is_approximate && !is_rounded(*ty);
                let printed = if is_doubtful { start..value.tokens.end } else { value.tokens.clone() };
                let reading = Reading { words: Some(value.text.clone()), place: self.bytes(&printed), notes: Vec::new() };
                place.taken.push(Taken { path: path.clone(), reading, is_doubtful });
                let done = self.follow(rest, value.tokens.end, end, place);
                if done.is_none() {
                    place.taken.truncate(before);
                }
                done
            }
        }
    }

    /// A name goes on to the next words of the wording, or to the end of its clause. A code of digits is one, other figures are none.
    fn follow_name(&self, path: &[u16], rest: &[Step], at: usize, end: usize, place: &mut Place) -> Option<usize> {
        let is_code = |text: &str| text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        for next in at + 1..=end.min(at + LONGEST_NAME) {
            let last = &self.tokens[next - 1];
            let is_lone_code = next == at + 1 && is_code(&last.text);
            let goes_on_behind_code = next > at + 1 && self.tokens[at].kind == Kind::Figure;
            if self.ends_name(next - 1) || goes_on_behind_code || (last.kind == Kind::Figure && !is_lone_code) {
                return None;
            }
            let is_end = rest.is_empty() && (next == end || self.ends_name(next));
            let before = place.taken.len();
            place.taken.push(Taken { path: path.to_vec(), reading: self.reading(at..next), is_doubtful: false });
            if is_end {
                return Some(next);
            }
            if !rest.is_empty()
                && let Some(done) = self.follow(rest, next, end, place)
            {
                return Some(done);
            }
            place.taken.truncate(before);
        }
        None
    }

    /// The next word or figure of the same sentence.
    fn behind_marks(&self, at: usize, end: usize) -> Option<usize> {
        let next = (at..end).find(|&at| self.tokens[at].kind != Kind::Mark || self.ends_sentence(at))?;
        (self.tokens[next].kind != Kind::Mark).then_some(next)
    }

    /// Whether a sign ends a sentence: a full stop, and in Western letters only before a space.
    fn ends_sentence(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let before_space = || self.text.get(token.range.end..).is_none_or(|rest| rest.chars().next().is_none_or(char::is_whitespace));
        token.text == "。" || (token.text == "." && before_space())
    }

    /// Whether the sentences of some rows have figures that could be those of further rows: grouped numbers and dates behind the first row,
    /// and numbers with dates before it or in what is passed over.
    fn leaves_figures(&self, steps: &[Vec<Step>], places: &[Place], range: &Range<usize>) -> bool {
        let mut taken = vec![false; self.tokens.len()];
        for place in places {
            taken[place.tokens.clone()].fill(true);
            place.gaps.iter().for_each(|gap| taken[gap.clone()].fill(false));
        }
        let left = |range: Range<usize>| {
            let open: Vec<usize> = range.filter(|&at| !taken[at]).collect();
            let values = self.values_among(&open);
            let is_number = |what: What| what == What::Number;
            let numbers = values.iter().any(|value| is_number(value.what) && value.text.contains(','));
            (numbers, values.iter().any(|value| value.what == What::Date))
        };
        let has_date = steps.iter().flatten().any(|step| matches!(step, Step::Field(_, Ty::Date | Ty::Month | Ty::Moment)));
        places.iter().any(|place| {
            let before = (range.start..place.tokens.start).rev().find(|&at| self.ends_sentence(at)).map_or(range.start, |stop| stop + 1);
            let after = (place.tokens.end..range.end).find(|&at| self.ends_sentence(at)).unwrap_or(range.end);
            let behind = left(place.tokens.end..after);
            let both = |range: Range<usize>| left(range) == (true, true);
            behind.0 || behind.1 || (has_date && both(before..place.tokens.start)) || place.gaps.iter().any(|gap| both(gap.clone()))
        })
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

/// The steps of words alone; the signs between them do not count.
fn steps_of(words: &str) -> Vec<Step> {
    stated(words).into_iter().filter(|token| token.kind != Kind::Mark).map(Step::Token).collect()
}

/// The cell of a field that stands in some places; it has one reading only if all of them say the same.
fn cell_of(taken: &[Taken]) -> Cell {
    let unreadable = taken.iter().find(|taken| taken.is_doubtful).map(|taken| taken.reading.place.clone());
    let mut readings: Vec<Reading> = taken.iter().map(|taken| taken.reading.clone()).collect();
    readings.dedup_by(|a, b| a.words == b.words);
    Cell { readings, group: None, unreadable }
}

/// Whether a field takes a figure that stands for others near it.
fn is_rounded(ty: Ty) -> bool {
    matches!(ty, Ty::Quantity { precision, .. } if precision != Precision::Exact)
}

fn same(stated: &Token, printed: &Token) -> bool {
    match stated.kind {
        Kind::Word => printed.kind == Kind::Word && folded(&stated.text).eq(folded(&printed.text)),
        _ => stated.text == printed.text,
    }
}

/// The record that holds a member, through lists of one row, which is made where there is none.
fn holder<'r>(forms: &Forms, shape: ShapeId, record: &'r mut Record, path: &[u16]) -> Option<(&'r mut Record, u16)> {
    let (member, rest) = path.split_first()?;
    if rest.is_empty() {
        return Some((record, *member));
    }
    match forms.shape(shape).members.get(*member as usize)?.kind {
        MemberKind::Record(inner) => match record.slots.entry(*member).or_insert_with(|| Slot::Record(Record::default())) {
            Slot::Record(record) => holder(forms, inner, record, rest),
            _ => None,
        },
        MemberKind::List { rows: inner, .. } => match record.slots.entry(*member).or_insert_with(|| Slot::Rows(vec![Record::default()])) {
            Slot::Rows(rows) if rows.len() == 1 => holder(forms, inner, rows.first_mut()?, rest),
            _ => None,
        },
        MemberKind::Field(_) => None,
    }
}
