//! What the tests draw is read back exactly, in its order and at its place.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rulecheck::layout::Layout;
use rulecheck::read::document::{Doubt, Limits, Read, Refusal};
use rulecheck::read::pdf;

use super::draw::{self, Font, Sheet};
use super::forms::{self, Form};

pub fn read(bytes: Vec<u8>) -> Read {
    pdf::read(bytes, &Limits::default(), 2).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

pub fn read_text(bytes: Vec<u8>) -> Result<String, Refusal> {
    pdf::read(bytes, &Limits::default(), 2).map(|read| read.layout.text)
}

/// The lines of each page.
fn pages(layout: &Layout) -> Vec<Vec<String>> {
    let page = |range: std::ops::Range<usize>| layout.text[range].lines().map(|line| line.trim_end_matches('\t').to_owned()).collect();
    layout.pages.iter().map(|span| page(span.range.clone())).collect()
}

fn lines(read: &Read) -> Vec<&str> {
    read.layout.text.lines().filter(|line| *line != "\u{c}").collect()
}

fn places_are_true(layout: &Layout) -> Result<(), TestCaseError> {
    let mut end = 0;
    for word in &layout.words {
        prop_assert!(end <= word.range.start && word.range.start < word.range.end);
        prop_assert!(!layout.text[word.range.clone()].contains(char::is_whitespace));
        prop_assert_eq!(layout.page_at(word.range.start), Some(word.page));
        let area = word.area;
        prop_assert!(0 <= area.left && area.left < area.right && area.right <= draw::WIDTH, "{:?}", area);
        prop_assert!(0 <= area.top && area.top < area.bottom && area.bottom <= draw::HEIGHT, "{:?}", area);
        end = word.range.end;
    }
    Ok(())
}

#[test]
fn a_form_is_read_as_it_is_drawn() {
    // A file takes as long as many a text: a sixth of the usual number is tried, and all of them in the long mode.
    let config = Config::default();
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: config.cases.div_ceil(6), ..config });
    let property = |seed: u64| {
        let Form { bytes, pages: expected } = forms::form(seed);
        let read = read(bytes);
        let expected: Vec<Vec<String>> =
            expected.iter().map(|page| page.iter().map(|line| line.trim_end_matches('\t').to_owned()).collect()).collect();
        prop_assert_eq!(pages(&read.layout), expected);
        prop_assert!(read.doubts.is_empty(), "{:?}", read.doubts);
        places_are_true(&read.layout)
    };
    runner.run(&any::<u64>(), property).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_label_of_two_lines_goes_with_the_words_at_half_their_height() {
    let mut sheet = Sheet::default();
    sheet.text(Font::Helvetica, 900, (4_000, 5_000), "General Meeting approval date");
    sheet.text(Font::Helvetica, 900, (30_000, 5_500), "05 September 2024");
    sheet.text(Font::Helvetica, 900, (4_000, 6_000), "(if applicable)");
    sheet.text(Font::Helvetica, 900, (4_000, 7_200), "Next");
    assert_eq!(lines(&read(draw::file(vec![sheet]))), ["General Meeting approval date (if applicable)\t05 September 2024", "Next"]);
}

#[test]
fn boxes_for_ticks_are_characters() {
    let mut sheet = Sheet::default();
    for (row, mark) in [None, Some("X"), Some("x")].into_iter().enumerate() {
        let y = 5_000 + 2_000 * row as i32;
        sheet.frame((4_000, y - 800), (900, 900));
        if let Some(mark) = mark {
            sheet.text(Font::Helvetica, 800, (4_150, y - 50), mark);
        }
        sheet.text(Font::Helvetica, 900, (5_500, y), "has been complied with");
    }
    sheet.frame((4_000, 10_200), (900, 900));
    sheet.line((4_000, 10_200), (4_900, 11_100));
    sheet.line((4_000, 11_100), (4_900, 10_200));
    sheet.text(Font::Helvetica, 900, (5_500, 11_000), "crossed");
    let read = read(draw::file(vec![sheet]));
    let marks: Vec<char> = lines(&read).iter().filter_map(|line| line.chars().next()).collect();
    assert_eq!(marks, ['☐', '☒', '☒', '☒'], "{}", read.layout.text);
}

#[test]
fn words_in_a_small_frame_stand_in_their_line() {
    let mut sheet = Sheet::default();
    sheet.text(Font::Courier, 900, (4_000, 5_000), "Stock code:");
    sheet.frame((10_300, 4_100), (6_000, 1_300));
    sheet.text(Font::Courier, 900, (10_500, 5_000), "01723");
    assert_eq!(lines(&read(draw::file(vec![sheet]))), ["Stock code:\t01723"]);
}

#[test]
fn running_text_in_a_frame_goes_on_from_line_to_line() {
    let mut sheet = Sheet::default();
    sheet.frame((4_000, 4_000), (22_000, 9_000));
    for (row, text) in ["The company bought back 1,800,000 Class", "B shares in September.", "None was cancelled."].into_iter().enumerate()
    {
        sheet.text(Font::Courier, 900, (4_300, 5_000 + 1_080 * row as i32), text);
    }
    let read = read(draw::file(vec![sheet]));
    assert_eq!(lines(&read), ["The company bought back 1,800,000 Class B shares in September.", "None was cancelled."]);
}

#[test]
fn what_is_drawn_twice_is_read_once() {
    let mut sheet = Sheet::default();
    for shift in [0, 20, 40] {
        sheet.text(Font::Courier, 900, (4_000 + shift, 5_000), "Balance 1,100");
    }
    assert_eq!(lines(&read(draw::file(vec![sheet]))), ["Balance 1,100"]);
}

#[test]
fn text_that_is_not_painted_counts_only_where_nothing_is() {
    let mut painted = Sheet::default();
    painted.text(Font::Courier, 900, (4_000, 5_000), "Balance 1,000");
    painted.hidden((4_000, 7_000), "Balance 9,999");
    let mut recognised = Sheet::default();
    recognised.hidden((4_000, 7_000), "Balance 9,999");
    let read = read(draw::file(vec![painted, recognised]));
    assert_eq!(lines(&read), ["Balance 1,000", "Balance 9,999"]);
    assert_eq!(read.doubts, [Doubt::Hidden { page: 2 }]);
}

#[test]
fn turned_lines_are_left_out_and_said() {
    let mut sheet = Sheet::default();
    sheet.text(Font::Courier, 900, (4_000, 5_000), "Balance 1,000");
    sheet.turned((2_000, 30_000), "DRAFT");
    let read = read(draw::file(vec![sheet]));
    assert_eq!(lines(&read), ["Balance 1,000"]);
    assert_eq!(read.doubts, [Doubt::Turned { page: 1, glyphs: 5 }]);
}
