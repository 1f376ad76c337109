//! The text of a published form with its pages and, where they are known, the boxes of its words.
//!
//! A layout is what every way into a form ends in: a text file as it stands, a PDF rendered line by line.
//! What reads forms looks at the text alone, and leads a place in it back to a page and a box.
//!
//! # How a page becomes text
//!
//! - Pages follow each other; each ends with a form feed, or says its number on a line.
//! - A ruled row of a table is **one line**, however many lines its cells have: cells are parted by one tab, an empty cell is nothing
//!   between two tabs, and the wrapped lines of a cell are joined by a space.
//! - Any other line stands as printed; runs that a wide gap parts are parted by one tab.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A form's text, and where on its pages each part of it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub text: String,
    /// The pages in their order; their ranges do not overlap. Empty where the text says nothing of pages.
    pub pages: Vec<PageSpan>,
    /// The words with their boxes, in the order of the text. Empty where nothing is known but text.
    pub words: Vec<Word>,
    /// Where figures stand that the file holds as binary fractions, as spreadsheets do.
    pub binary: Vec<Range<usize>>,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSpan {
    /// From 1.
    pub number: u32,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// For a sheet of a spreadsheet, its name. Each of its rows is a line and each of its cells ends with a tab or the line.
    pub sheet: Option<String>,
}

/// A run of characters that stands on a page without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The number of its page, from 1.
    pub page: u32,
    pub area: Area,
}

/// A rectangle on a page, in hundredths of a point from the page's top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    /// The smallest rectangle that covers both.
    pub fn to(self, other: Area) -> Area {
        Area {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

impl Layout {
    /// A text of which nothing but its characters is known: form feeds part its pages.
    pub fn of_text(text: &str) -> Layout {
        let mut pages = Vec::new();
        let mut start = 0;
        for (at, _) in text.match_indices('\u{c}') {
            pages.push(PageSpan { number: pages.len() as u32 + 1, range: start..at, sheet: None });
            start = at + 1;
        }
        let rest = text.get(start..).unwrap_or("");
        if !pages.is_empty() && !rest.trim().is_empty() {
            pages.push(PageSpan { number: pages.len() as u32 + 1, range: start..text.len(), sheet: None });
        }
        Layout { text: text.to_owned(), pages, words: Vec::new(), binary: Vec::new() }
    }

    /// The page on which a byte of the text stands, where pages are known; a sheet is none.
    pub fn page_at(&self, at: usize) -> Option<u32> {
        self.span_at(at).filter(|page| page.sheet.is_none()).map(|page| page.number)
    }

    /// The sheet in which a byte of the text stands, and its bytes.
    pub fn sheet_at(&self, at: usize) -> Option<(&str, &Range<usize>)> {
        let page = self.span_at(at)?;
        Some((page.sheet.as_deref()?, &page.range))
    }

    fn span_at(&self, at: usize) -> Option<&PageSpan> {
        let page = self.pages.partition_point(|page| page.range.end <= at);
        self.pages.get(page).filter(|page| page.range.contains(&at))
    }

    /// The page and the rectangle that a part of the text covers; `None` where no word of it has a box. What runs on to another page is
    /// covered on its first page only.
    pub fn area_of(&self, range: &Range<usize>) -> Option<(u32, Area)> {
        let first = self.words.partition_point(|word| word.range.end <= range.start);
        let words = self.words.get(first..)?.iter().take_while(|word| word.range.start < range.end);
        let mut covered: Option<(u32, Area)> = None;
        for word in words {
            covered = match covered {
                None => Some((word.page, word.area)),
                Some((page, area)) if page == word.page => Some((page, area.to(word.area))),
                elsewhere => elsewhere,
            };
        }
        covered
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Layout, PageSpan, Word};

    #[test]
    fn form_feeds_part_pages() {
        let page = |number, range| PageSpan { number, range, sheet: None };
        let layout = Layout::of_text("one\n\u{c}two\n\u{c}");
        assert_eq!(layout.pages, [page(1, 0..4), page(2, 5..9)]);
        assert_eq!((layout.page_at(3), layout.page_at(4), layout.page_at(5)), (Some(1), None, Some(2)));
        assert!(Layout::of_text("one\ntwo").pages.is_empty());
    }

    #[test]
    fn a_part_of_the_text_has_the_area_of_its_words() {
        let area = |left| Area { left, top: 0, right: left + 10, bottom: 10 };
        let word = |range, page, left| Word { range, page, area: area(left) };
        let layout = Layout { words: vec![word(0..3, 1, 0), word(4..7, 1, 20), word(8..9, 2, 5)], ..Layout::of_text("one two 3") };
        assert_eq!(layout.area_of(&(0..7)), Some((1, Area { right: 30, ..area(0) })));
        assert_eq!(layout.area_of(&(5..9)), Some((1, area(20))));
        assert_eq!(layout.area_of(&(3..4)), None);
    }
}
