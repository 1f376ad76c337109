//! Texts that somebody wrote (rule files and returns), and places in them.
//!
//! A [`Span`] counts bytes. Lines and columns are made from it at the edges only, by [`Source::position`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::layout::{Area, Layout};

/// Names one text of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A half-open range of bytes, `start..end`, in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// A span over `start..end` of `source`; texts are at most 4 GiB, which the loader enforces.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        debug_assert!(start <= end);
        Span { source, start: start as u32, end: end as u32 }
    }

    /// The smallest span that covers both, which must lie in one text.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.source, other.source);
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span's bytes as a range into its text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One text, by the name under which the user knows it.
#[derive(Clone, Debug)]
pub struct Source {
    pub name: String,
    /// The text without a byte-order mark; spans count from its first byte.
    pub text: Text,
    /// Where the text stands on pages, if it was read from a file that has some.
    layout: Option<Arc<Layout>>,
    line_starts: std::sync::OnceLock<Vec<u32>>,
}

/// What a text says. One that is part of the program is not copied.
#[derive(Clone, Debug)]
pub enum Text {
    Embedded(&'static str),
    Shared(Arc<str>),
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Embedded(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl Source {
    /// Whether it is what was made of a published file rather than a file's own text.
    pub fn is_published(&self) -> bool {
        self.layout.is_some()
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0).chain(self.text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1)).collect()
        })
    }

    /// Where a byte offset stands, as people count.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts().partition_point(|&start| start <= offset);
        let start = self.line_starts()[line - 1] as usize;
        let column = self.text.get(start..offset as usize).map_or(0, |before| before.chars().count());
        Position { line: line as u32, column: column as u32 + 1 }
    }

    /// The bytes of a line counted from 1, without its line end; empty beyond the last line.
    pub fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let starts = self.line_starts();
        let Some(&start) = starts.get(line as usize - 1) else { return self.text.len()..self.text.len() };
        let end = starts.get(line as usize).map_or(self.text.len(), |&next| next as usize - 1);
        let end = if self.text.as_bytes().get(end.wrapping_sub(1)) == Some(&b'\r') && end > start as usize { end - 1 } else { end };
        start as usize..end
    }

    /// The page on which a byte stands; none for a text that was not read from pages.
    pub fn page_at(&self, offset: u32) -> Option<u32> {
        self.layout.as_ref()?.page_at(offset as usize)
    }

    /// The cell of a spreadsheet in which a byte stands, as `Sheet1!C7`.
    pub fn cell_at(&self, offset: u32) -> Option<String> {
        let (name, range) = self.layout.as_ref()?.sheet_at(offset as usize)?;
        let line = self.position(offset).line;
        let row = line - self.position(range.start as u32).line + 1;
        let before = self.text.get(self.line_range(line).start..offset as usize)?;
        Some(format!("{name}!{}{row}", column_name(before.matches('\t').count())))
    }

    /// The sheets of a spreadsheet, each with its bytes.
    pub fn sheets(&self) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
        let pages = self.layout.iter().flat_map(|layout| &layout.pages);
        pages.filter_map(|page| Some((page.sheet.as_deref()?, page.range.clone())))
    }

    /// The bytes of a page; empty where there is no such page.
    pub fn page_range(&self, number: u32) -> std::ops::Range<usize> {
        let page = self.layout.as_ref().and_then(|layout| layout.pages.iter().find(|page| page.number == number));
        page.map_or(0..0, |page| page.range.clone())
    }

    /// The page of a blank, and the rectangle on it of the words before the blank: where they are known, and some stand on its line.
    pub fn label_of_blank(&self, offset: u32) -> Option<(u32, Area)> {
        let line = self.line_range(self.position(offset).line);
        let before = self.text.get(line.start..offset as usize)?.trim_end();
        let cell = before.rfind('\t').map_or(0, |tab| tab + 1);
        match before {
            "" => self.area_of(&(line.start..line.start + self.text.get(line)?.find('\t')?)),
            _ => self.area_of(&(line.start + cell..line.start + before.len())),
        }
    }

    /// The page and the rectangle on it that a part of the text covers, where they are known.
    pub fn area_of(&self, range: &std::ops::Range<usize>) -> Option<(u32, Area)> {
        self.layout.as_ref()?.area_of(range)
    }

    /// Where figures stand that the file holds as binary fractions.
    pub fn binary(&self) -> &[std::ops::Range<usize>] {
        self.layout.as_ref().map(|layout| layout.binary.as_slice()).unwrap_or_default()
    }

    /// Whether a figure in a part of the text was held as a binary fraction.
    pub fn is_binary(&self, range: &std::ops::Range<usize>) -> bool {
        let binary = self.binary();
        let next = binary.partition_point(|held| held.end <= range.start);
        binary.get(next).is_some_and(|held| held.start < range.end)
    }

    /// How many lines the text has; an empty text has one.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }
}

/// All texts of a run. Texts are only added, so a [`Span`] stays good.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Adds a text under a name and drops a byte-order mark at its head.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => Arc::from(rest),
            None => text,
        };
        self.push(name.into(), Text::Shared(text))
    }

    /// Adds a text that is part of the program and has no byte-order mark.
    pub fn add_embedded(&mut self, name: &str, text: &'static str) -> SourceId {
        self.push(name.to_owned(), Text::Embedded(text))
    }

    fn push(&mut self, name: String, text: Text) -> SourceId {
        self.sources.push(Source { name, text, layout: None, line_starts: std::sync::OnceLock::new() });
        SourceId(self.sources.len() as u32 - 1)
    }

    /// Adds the text of a file that has pages.
    pub fn add_layout(&mut self, name: impl Into<String>, layout: Layout) -> SourceId {
        let id = self.add(name, layout.text.as_str());
        if let Some(source) = self.sources.last_mut() {
            source.layout = Some(Arc::new(layout));
        }
        id
    }

    /// The text that an id names; ids come only from [`SourceMap::add`].
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// The words that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.range()).unwrap_or("")
    }

    /// All texts with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources.iter().enumerate().map(|(i, s)| (SourceId(i as u32), s))
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether no text was added yet.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}

/// What spreadsheets call a column, counted from 0: `A` to `Z`, then `AA`.
fn column_name(column: usize) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", column_name(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceMap, column_name};
    use crate::layout::{Layout, PageSpan};

    #[test]
    fn a_sheet_has_cells_and_no_pages() {
        let mut layout = Layout { text: "x\n\u{c}\na\n\n\tb\tc\n".to_owned(), ..Layout::default() };
        let sheet = |name: &str| Some(name.to_owned());
        layout.pages.push(PageSpan { number: 1, range: 0..2, sheet: sheet("Part I") });
        layout.pages.push(PageSpan { number: 2, range: 4..layout.text.len(), sheet: sheet("Part II") });
        let mut sources = SourceMap::default();
        let id = sources.add_layout("a.xlsx", layout);
        let source = sources.get(id);
        assert_eq!([0, 4, 8, 10].map(|at| source.cell_at(at).unwrap_or_default()), ["Part I!A1", "Part II!A1", "Part II!B3", "Part II!C3"]);
        assert_eq!(source.page_at(8), None);
        assert_eq!([25, 26, 701, 702].map(column_name), ["Z", "AA", "ZZ", "AAA"]);
    }
}
