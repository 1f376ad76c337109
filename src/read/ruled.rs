//! Rows of ruled cells: a file that draws its cells shows the blank ones too, so that each value stands in the cell of its field.

use std::ops::Range;

use super::fill::Filler;
use super::tokens::{Kind, Token};
use super::values::Atom;
use super::wordings::Hole;
use crate::ty::Ty;
use crate::value::Currency;

impl Filler<'_> {
    /// Which value stands in the cell of each of the typed fields, where a row has a cell for each field and no value besides. `None` where
    /// the file does not tell its cells, or the row has others.
    pub(super) fn by_cells(&self, holes: &[&Hole], values: &[Atom], stretch: &Range<usize>) -> Option<Vec<Option<usize>>> {
        let tokens = self.tokens.get(stretch.clone()).filter(|_| self.is_ruled)?;
        let (first, last) = (tokens.first()?, tokens.last()?);
        if first.line != last.line {
            return None;
        }
        let columns = self.fields_of_cells(stretch.start, first.line)?;
        let count = columns.iter().flatten().max()? + 1;
        // What is specified in words may stand in the cell of what it specifies, and have none of its own.
        let words_behind = holes.iter().rev().take_while(|hole| hole.ty == Some(Ty::Text)).count();
        if holes.len().saturating_sub(count) > words_behind {
            return None;
        }
        let is_typed = |hole: &Hole| !matches!(hole.ty, Some(Ty::Text | Ty::Code(_) | Ty::Bool) | None);
        let column = |cell: u32| columns.get(cell as usize).copied().flatten();
        let stands_in = |atom: &Atom| {
            let tokens = &self.tokens[atom.tokens.clone()];
            let (from, to) = (column(tokens.first()?.cells.0)?, column(tokens.last()?.cells.1)?);
            (from == to).then_some(from)
        };
        let places: Vec<usize> = values.iter().map(stands_in).collect::<Option<_>>()?;
        if places.iter().any(|place| *place >= holes.len()) {
            return None;
        }
        // Words in the cell of a figure say that the cell is another's.
        let is_figure = |at: usize| values.iter().any(|atom| atom.tokens.contains(&at));
        let is_word = |at: &usize| self.tokens[*at].kind == Kind::Word && !self.tokens[*at].aside && !is_figure(*at);
        let worded: Vec<usize> = stretch.clone().filter(is_word).filter_map(|at| column(self.tokens[at].cells.0)).collect();
        if worded.iter().any(|place| holes.get(*place).is_none_or(|hole| is_typed(hole))) {
            return None;
        }
        let is_alone = places.iter().enumerate().all(|(at, place)| !places[..at].contains(place));
        let value_of = |field: usize| places.iter().position(|place| *place == field);
        let of_typed = holes.iter().enumerate().filter(|(_, hole)| is_typed(hole)).map(|(field, _)| value_of(field)).collect();
        is_alone.then_some(of_typed)
    }

    /// The field that each cell of a line belongs to, counted from the first cell behind the words before a token. A currency that has a cell
    /// of its own goes with the figure behind it.
    fn fields_of_cells(&self, token: usize, line: u32) -> Option<Vec<Option<usize>>> {
        let at = self.tokens.get(token)?.range.start;
        let start = self.text[..at].rfind(['\n', '\u{c}']).map_or(0, |end| end + 1);
        let words = self.text[start..].split(['\n', '\u{c}']).next().filter(|words| words.contains('\t'))?;
        let here = &self.tokens[token..];
        let before = token.checked_sub(1).and_then(|before| self.tokens.get(before)).filter(|before| before.line == line);
        // The words of the line may end in the cell in which its first value stands, as the number of a row does; or behind them a cell of
        // its own has that number.
        let first = match before.map(|before| before.cells.1) {
            Some(led) if says_something(here, line, led) => led,
            led => {
                let next = led.map_or(0, |led| led + 1);
                next + u32::from(is_numbered(here, line, next))
            }
        };
        let mut field = 0;
        let fields = words.split('\t').zip(0..).map(|(cell, number): (&str, u32)| {
            if number < first {
                return None;
            }
            let own = field;
            field += usize::from(Currency::parse(cell.trim()).is_none());
            Some(own)
        });
        Some(fields.collect())
    }
}

/// The tokens of a cell of the line with which some tokens begin.
fn of_cell(tokens: &[Token], line: u32, cell: u32) -> impl Iterator<Item = &Token> {
    tokens.iter().take_while(move |token| token.line == line).filter(move |token| token.cells.0 == cell)
}

/// Signs, and the numbers of rows and notes, which say nothing of a field.
fn is_aside(token: &Token) -> bool {
    token.aside || token.kind == Kind::Mark
}

fn says_something(tokens: &[Token], line: u32, cell: u32) -> bool {
    of_cell(tokens, line, cell).any(|token| !is_aside(token))
}

/// Whether a cell holds the number of a row, and nothing else.
fn is_numbered(tokens: &[Token], line: u32, cell: u32) -> bool {
    of_cell(tokens, line, cell).any(|token| token.kind == Kind::Figure) && !says_something(tokens, line, cell)
}
