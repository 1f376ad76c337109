//! The cells of a template with their places, whether they come from a spreadsheet or from CSV.

use crate::csv;
use crate::source::{Source, SourceId, Span};

/// One sheet; CSV has a single one without a name.
pub(super) struct Sheet<'s> {
    pub name: Option<&'s str>,
    /// Its lines, those without any words left out.
    pub lines: Vec<Line>,
}

#[derive(Clone)]
pub(super) struct Cell {
    pub text: String,
    pub span: Span,
}

pub(super) struct Line {
    cells: Vec<Cell>,
    end: Span,
}

impl Line {
    /// A cell by its column; one behind the last is empty, and stands at the end of the line.
    pub fn cell(&self, column: usize) -> Cell {
        self.cells.get(column).cloned().unwrap_or_else(|| Cell { text: String::new(), span: self.end })
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }

    /// The first cell from a column on that says something.
    pub fn said_from(&self, column: usize) -> Option<&Cell> {
        self.cells.iter().skip(column).find(|cell| !cell.text.is_empty())
    }
}

/// The sheets of a template whose cells are parted by a sign; or the place of a quote that nothing closes.
pub(super) fn sheets(source: &Source, id: SourceId, sign: u8) -> Result<Vec<Sheet<'_>>, Span> {
    let of_book: Vec<Sheet<'_>> = source.sheets().map(|(name, range)| sheet(source, id, name, range)).collect();
    if !of_book.is_empty() {
        return Ok(of_book);
    }
    let csv = csv::read_parted(&source.text, id, sign);
    if let Some(open) = csv.open_quote {
        return Err(open);
    }
    let lines = csv.rows.into_iter().map(|row| {
        let end = row.last().map_or(Span::new(id, 0, 0), |last| Span { start: last.span.end, ..last.span });
        Line { cells: row.into_iter().map(|field| Cell { text: field.text.trim().to_owned(), span: field.span }).collect(), end }
    });
    Ok(vec![Sheet { name: None, lines: lines.collect() }])
}

fn sheet<'s>(source: &'s Source, id: SourceId, name: &'s str, range: std::ops::Range<usize>) -> Sheet<'s> {
    let mut lines = Vec::new();
    let mut start = range.start;
    for line in source.text.get(range).unwrap_or_default().split('\n') {
        let mut cells = Vec::new();
        for text in line.split('\t') {
            cells.push(Cell { text: text.trim().to_owned(), span: Span::new(id, start, start + text.len()) });
            start += text.len() + 1;
        }
        let line = Line { cells, end: Span::new(id, start - 1, start - 1) };
        if !line.is_blank() {
            lines.push(line);
        }
    }
    Sheet { name: Some(name), lines }
}
