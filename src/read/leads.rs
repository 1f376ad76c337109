//! Rows of a table that begin with a value: a code, a date, or words of any kind.

use std::ops::Range;

use super::fill::Filler;
use super::labels::letters_of;
use super::print::TableRows;
use super::tokens::Kind;
use super::values::{Atom, What, atoms, is_day, is_month, is_year};
use crate::ty::{ShapeId, Ty};

impl Filler<'_> {
    pub(super) fn led_rows(&self, shape: ShapeId, member: u16, range: &Range<usize>) -> TableRows {
        let starts = match self.ty(shape, &[member]) {
            Some(Ty::Code(_)) => self.code_starts(shape, member, range),
            Some(Ty::Date) => self.date_starts(range),
            Some(Ty::Text) => return (self.lines_of_words(range).into_iter().map(|row| (row, None)).collect(), range.start..range.start),
            _ => Vec::new(),
        };
        let header = range.start..starts.first().copied().unwrap_or(range.start);
        let ends = starts.iter().skip(1).copied().chain([range.end]);
        (starts.iter().zip(ends).map(|(&start, end)| (start..end, None)).collect(), header)
    }

    fn code_starts(&self, shape: ShapeId, code: u16, range: &Range<usize>) -> Vec<usize> {
        let mut starts: Vec<Range<usize>> = Vec::new();
        for (label, _) in self.code_labels(shape, code) {
            let mut from = range.start;
            while let Some(found) = self.letters.exact(&letters_of(label), &(from..range.end)) {
                from = found.tokens.end;
                starts.push(found.tokens);
            }
        }
        // Of two values that begin in one place the longer one stands there.
        starts.sort_by_key(|start| (start.start, std::cmp::Reverse(start.end)));
        starts.dedup_by(|b, a| b.start < a.end);
        starts.into_iter().map(|start| start.start).collect()
    }

    /// Where dates begin, those among them whose year is wrapped.
    fn date_starts(&self, range: &Range<usize>) -> Vec<usize> {
        let whole =
            atoms(self.tokens, range, &self.currencies).into_iter().filter(|atom| atom.what == What::Date).map(|atom| atom.tokens.start);
        let mut starts: Vec<usize> = whole.chain(range.clone().filter(|&at| self.is_wrapped_date(at))).collect();
        starts.sort_unstable();
        starts
    }

    /// Whether a day and a month stand at a place, and the year does not follow.
    fn is_wrapped_date(&self, at: usize) -> bool {
        let text = |at: usize| self.tokens.get(at).map_or("", |token| token.text.as_str());
        is_day(text(at)) && is_month(text(at + 1)) && !is_year(text(at + 2)) && !self.tokens[at].aside
    }

    /// The values among the tokens of a row; where the only date in it is wrapped, its year is the only one that stands alone behind it.
    pub(super) fn values_with_wrapped_date(&self, open: &[usize]) -> Vec<Atom> {
        let mut values = self.values_among(open);
        let mut wrapped = open.iter().copied().filter(|&at| self.is_wrapped_date(at));
        let (Some(day), None) = (wrapped.next(), wrapped.next()) else { return values };
        let is_lone_year = |atom: &&Atom| atom.what == What::Number && atom.tokens.start > day && is_year(&atom.text);
        let mut years = values.iter().filter(is_lone_year);
        let (Some(year), None) = (years.next().cloned(), years.next()) else { return values };
        let text = format!("{} {} {}", self.tokens[day].text, self.tokens[day + 1].text, year.text);
        let notes = vec!["its year is wrapped".to_owned()];
        values.retain(|atom| atom.tokens.start != year.tokens.start);
        if let Some(date) = values.iter_mut().find(|atom| atom.tokens.start == day) {
            *date = Atom { what: What::Date, text, tokens: day..day + 2, notes, maybe_ruling: false };
        }
        values
    }

    /// The lines that hold values behind their words. Where the text has cells, a line without values is none of them. Where it has not, such
    /// a line may be the words of the one above or below it: a single line of values has them all, of several none can be told, and there
    /// are no rows.
    fn lines_of_words(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        for at in range.clone() {
            match lines.last_mut() {
                Some(line) if self.tokens[line.start].line == self.tokens[at].line => line.end = at + 1,
                _ => lines.push(at..at + 1),
            }
        }
        let is_open = |line: &Range<usize>| self.tokens[line.clone()].iter().any(|token| !token.aside && token.kind != Kind::Mark);
        lines.retain(is_open);
        let holds_value = |line: &Range<usize>| atoms(self.tokens, line, &self.currencies).iter().any(|atom| atom.what != What::Nothing);
        let rows: Vec<Range<usize>> = lines.iter().filter(|line| holds_value(line)).cloned().collect();
        let is_plain = rows.len() == lines.len() || rows.iter().all(|line| self.is_tabbed(line.start));
        match (&rows[..], lines.first(), lines.last()) {
            ([only], Some(first), Some(last)) if !self.is_tabbed(only.start) => std::iter::once(first.start..last.end).collect(),
            _ if is_plain => rows,
            _ => Vec::new(),
        }
    }
}
