//! A page as lines of text: rows of tables, and what stands outside them, from the top.

use super::glyphs::{Drawn, Glyph};
use super::grid::{self, Table};
use super::lines::{Framed, Line, Word, between, lines, once};
use crate::layout::{Area, Layout, PageSpan};

/// Adds the text of a page to a layout; gives whether its ruling lines could be followed.
pub(super) fn add(layout: &mut Layout, number: u32, drawn: &Drawn, glyphs: &[Glyph]) -> bool {
    if !layout.pages.is_empty() {
        layout.text.push_str("\u{c}\n");
    }
    let start = layout.text.len();
    let tables = grid::tables(&drawn.strokes);
    let is_followed = tables.is_some();
    let page = Page::new(drawn, glyphs, tables.unwrap_or_default());
    let mut out = Out { layout, number };
    page.region(&mut out, None);
    layout.pages.push(PageSpan { number, range: start..layout.text.len(), sheet: None });
    is_followed
}

/// Names a cell: the number of its table, and its own in it.
type CellId = (usize, usize);

/// A page taken apart: what stands in which cell.
struct Page<'d> {
    drawn: &'d Drawn,
    tables: Vec<Table>,
    /// The cell around each table.
    around: Vec<Option<CellId>>,
    /// The glyphs of each cell, those of no cell last.
    inside: Vec<Vec<Vec<Framed<'d>>>>,
    outside: Vec<Framed<'d>>,
}

/// A part of a region, to be written in its order.
enum Part {
    Line(Line),
    Table(usize),
}

impl<'d> Page<'d> {
    fn new(drawn: &'d Drawn, glyphs: &'d [Glyph], tables: Vec<Table>) -> Page<'d> {
        let around = (0..tables.len()).map(|table| cell_around(&tables, table)).collect();
        let inside = tables.iter().map(|table| vec![Vec::new(); table.cells.len()]).collect();
        let mut page = Page { drawn, tables, around, inside, outside: Vec::new() };
        for glyph in once(drawn, glyphs) {
            let at = (glyph.left.midpoint(glyph.right), glyph.baseline - glyph.size * 3 / 10);
            match page.cell_at(at) {
                Some((table, cell)) => page.inside[table][cell].push((glyph, None)),
                None => page.outside.push((glyph, None)),
            }
        }
        page.open_small_boxes();
        page
    }

    /// The smallest cell around a point.
    fn cell_at(&self, (x, y): (i32, i32)) -> Option<CellId> {
        let holds = |area: &Area| area.left <= x && x <= area.right && area.top <= y && y <= area.bottom;
        let tables = self.tables.iter().enumerate().filter(|(_, table)| holds(&table.area));
        let cells = tables.flat_map(|(table, of)| of.cells.iter().enumerate().map(move |(cell, area)| ((table, cell), area)));
        cells.filter(|(_, area)| holds(area)).min_by_key(|(_, area)| extent(area)).map(|(id, _)| id)
    }

    /// A box of one line that stands by itself is part of the line around it: what it holds is set apart from its neighbours.
    fn open_small_boxes(&mut self) {
        for table in 0..self.tables.len() {
            let [area] = self.tables[table].cells[..] else { continue };
            let glyphs = std::mem::take(&mut self.inside[table][0]);
            let size = glyphs.iter().map(|(glyph, _)| glyph.size).max();
            let is_low = size.is_none_or(|size| (area.bottom - area.top) * 2 <= size * 5);
            let is_small = is_low && !self.around.contains(&Some((table, 0)));
            if !is_small {
                self.inside[table][0] = glyphs;
                continue;
            }
            let glyphs = glyphs.into_iter().map(|(glyph, _)| (glyph, Some(table)));
            match self.around[table] {
                Some((outer, cell)) => self.inside[outer][cell].extend(glyphs),
                None => self.outside.extend(glyphs),
            }
        }
    }

    /// Writes what stands in a cell, or outside all of them.
    fn region(&self, out: &mut Out<'_>, cell: Option<CellId>) {
        let glyphs = match cell {
            Some((table, cell)) => &self.inside[table][cell],
            None => &self.outside,
        };
        let lines = lines(self.drawn, glyphs.clone());
        let lines = match cell {
            Some((table, cell)) => paragraphs(lines, self.tables[table].cells[cell]),
            None => lines,
        };
        let top = |line: &Line| line.area().map_or((0, 0), |area| (area.top, area.left));
        let mut parts: Vec<((i32, i32), Part)> = beside(lines).into_iter().map(|line| (top(&line), Part::Line(line))).collect();
        let tables = (0..self.tables.len()).filter(|&table| self.around[table] == cell);
        parts.extend(tables.map(|table| ((self.tables[table].area.top, self.tables[table].area.left), Part::Table(table))));
        parts.sort_by_key(|(place, _)| *place);
        for (_, part) in parts {
            match part {
                Part::Line(line) => out.line(&line),
                Part::Table(table) => self.table(out, table),
            }
        }
    }

    /// Writes the rows of a table. A cell that runs on over several rows stands in the first of them.
    fn table(&self, out: &mut Out<'_>, table: usize) {
        let cells = &self.tables[table].cells;
        let mut tops: Vec<i32> = cells.iter().map(|cell| cell.top).collect();
        tops.dedup();
        for top in tops {
            let mut row: Vec<usize> = (0..cells.len()).filter(|&at| cells[at].top <= top && top < cells[at].bottom).collect();
            row.sort_by_key(|&at| cells[at].left);
            if let [only] = row[..] {
                self.region(out, Some((table, only)));
                continue;
            }
            for (place, &cell) in row.iter().enumerate() {
                out.push(if place > 0 { "\t" } else { "" });
                if cells[cell].top == top {
                    self.cell(out, (table, cell));
                }
            }
            out.push("\n");
            for cell in row.into_iter().filter(|&cell| cells[cell].top == top) {
                self.nested(out, (table, cell));
            }
        }
    }

    /// Writes the text of a cell on one line.
    fn cell(&self, out: &mut Out<'_>, (table, cell): CellId) {
        let words = lines(self.drawn, self.inside[table][cell].clone()).into_iter().flat_map(|line| {
            let mut words = line.words;
            words.iter_mut().for_each(|word| word.gap = word.gap.min(line.size));
            words
        });
        out.words(&words.collect::<Vec<_>>());
    }

    /// Writes the tables within a cell.
    fn nested(&self, out: &mut Out<'_>, cell: CellId) {
        for table in (0..self.tables.len()).filter(|&table| self.around[table] == Some(cell)) {
            self.table(out, table);
        }
    }
}

fn extent(area: &Area) -> i64 {
    i64::from(area.right - area.left) * i64::from(area.bottom - area.top)
}

/// The smallest cell of another table around a table.
fn cell_around(tables: &[Table], inner: usize) -> Option<CellId> {
    let area = tables.get(inner)?.area;
    let holds = |cell: &Area| {
        cell.left <= area.left
            && cell.top <= area.top
            && area.right <= cell.right
            && area.bottom <= cell.bottom
            && extent(cell) > extent(&area)
    };
    let others = tables.iter().enumerate().filter(|(table, _)| *table != inner);
    let cells = others.flat_map(|(table, of)| of.cells.iter().enumerate().map(move |(cell, area)| ((table, cell), area)));
    cells.filter(|(_, cell)| holds(cell)).min_by_key(|(_, cell)| extent(cell)).map(|(id, _)| id)
}

/// Joins lines of running text in a box: a line whose end leaves no room for the next word goes on in the next line.
fn paragraphs(lines: Vec<Line>, cell: Area) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    let mut bottom: Option<Area> = None;
    for line in lines {
        let area = line.area();
        match (joined.last_mut(), bottom, area) {
            (Some(before), Some(last), Some(area)) if goes_on(before, last, &line, area, cell) => {
                before.words.extend(line.words.into_iter().map(|word| Word { gap: word.gap.min(line.size), ..word }));
                bottom = Some(area);
            }
            _ => {
                joined.push(line);
                bottom = area;
            }
        }
    }
    joined
}

fn goes_on(before: &Line, last: Area, line: &Line, area: Area, cell: Area) -> bool {
    let Some(first) = line.words.first() else { return false };
    let size = line.size.max(1);
    let margin = (last.left - cell.left).clamp(0, 600);
    let is_plain = before.runs().count() == 1 && line.runs().count() == 1;
    let is_next = area.top - last.top <= size * 17 / 10 && (area.left - last.left).abs() <= 2 * size && before.size == line.size;
    let is_full = last.right + size / 4 + (first.area.right - first.area.left) > cell.right - margin;
    is_plain && is_next && is_full
}

/// Puts beside each other what stands so: a label of two lines, and a figure at half their height.
fn beside(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        let (Some(middle), true) = (lines.peek(), line.runs().count() == 1) else {
            out.push(line);
            continue;
        };
        let step = middle.baseline - line.baseline;
        let is_half = step * 100 > line.size * 35 && step * 100 < line.size * 80;
        if !is_half {
            out.push(line);
            continue;
        }
        let Some(middle) = lines.next() else { continue };
        let is_third = |third: &&mut Line| {
            let rest = third.baseline - middle.baseline;
            (rest - step).abs() * 4 <= step && third.runs().count() == 1
        };
        match lines.peek_mut().filter(is_third).and_then(|third| between_halves(&line, &middle, third)) {
            Some(joined) => {
                lines.next();
                out.push(joined);
            }
            None => out.extend([line, middle]),
        }
    }
    out
}

/// The three lines as one, if the outer two stand in a column and the middle one beside it.
fn between_halves(first: &Line, middle: &Line, third: &Line) -> Option<Line> {
    let (above, below, value) = (first.area()?, third.area()?, middle.area()?);
    let label = above.to(below);
    let is_column = above.left < below.right && below.left < above.right;
    let is_beside = value.left >= label.right || value.right <= label.left;
    if !is_column || !is_beside {
        return None;
    }
    let mut words: Vec<Word> = first.words.clone();
    words.extend(third.words.iter().cloned().map(|word| Word { gap: word.gap.min(first.size / 4), ..word }));
    let mut value = middle.words.clone();
    let apart = first.size * 2;
    if value.first().is_some_and(|word| word.area.left >= label.right) {
        value.iter_mut().take(1).for_each(|word| word.gap = apart);
        words.extend(value);
    } else {
        words.iter_mut().take(1).for_each(|word| word.gap = apart);
        value.extend(words);
        words = value;
    }
    Some(Line { baseline: middle.baseline, size: first.size.max(middle.size), words })
}

/// Writes words into a layout, each with its place.
struct Out<'l> {
    layout: &'l mut Layout,
    number: u32,
}

impl Out<'_> {
    fn push(&mut self, text: &str) {
        self.layout.text.push_str(text);
    }

    fn line(&mut self, line: &Line) {
        for (place, run) in line.runs().enumerate() {
            self.push(if place > 0 { "\t" } else { "" });
            self.words(run);
        }
        self.push("\n");
    }

    /// Words of running text.
    fn words(&mut self, words: &[Word]) {
        let mut before: Option<&Word> = None;
        for word in words {
            if let Some(before) = before {
                // Ideographs that stand apart in a line are kept so; where a line ends between them they follow each other.
                self.push(if word.gap > 0 { " " } else { between(&before.text, &word.text) });
            }
            let start = self.layout.text.len();
            self.push(&word.text);
            let range = start..self.layout.text.len();
            self.layout.words.push(crate::layout::Word { range, page: self.number, area: word.area });
            before = Some(word);
        }
    }
}
