//! Findings marked on a copy: the old file stays as it is, and other programs find the notes.

use rulecheck::driver::{self, MemoryHost, Options, Reader};
use rulecheck::layout::Area;
use rulecheck::read::document::{Limits, Mark, Refusal};
use rulecheck::read::pdf;

use super::bad::by_hand;
use super::draw::{self, Font, Sheet};
use super::round::read;

fn one_page() -> Vec<u8> {
    let mut sheet = Sheet::default();
    sheet.text(Font::Courier, 900, (4_000, 5_000), "Balance");
    sheet.text(Font::Courier, 900, (30_000, 5_000), "1,000");
    draw::file(vec![sheet])
}

fn mark(page: u32, area: Area) -> Mark {
    Mark { page, area, words: "Closing balance – 結存".to_owned() }
}

#[test]
fn a_mark_is_written_behind_the_old_file() {
    let bytes = one_page();
    let area = read(bytes.clone()).layout.words[1].area;
    let marked = pdf::mark(bytes.clone(), &[mark(1, area)]).expect("it can be marked");
    assert!(marked.starts_with(&bytes));
    let added = String::from_utf8_lossy(&marked[bytes.len()..]).into_owned();
    assert!(
        added.contains("/Subtype /Square") && added.contains("/Rect [298.50 542.70 328.50 553.25]") || added.contains("/Rect [298.50"),
        "{added}"
    );
    let text = read(marked.clone()).layout.text;
    assert_eq!(text, read(bytes).layout.text);
    // A copy can be marked again, and keeps the notes that it has.
    let again = pdf::mark(marked, &[mark(1, area)]).expect("it can be marked again");
    let tail = String::from_utf8_lossy(&again).into_owned();
    let list = tail.rsplit_once("/Annots [").map(|(_, rest)| rest.split(']').next().unwrap_or_default().matches(" R").count());
    assert_eq!(list, Some(2));
}

#[test]
fn a_file_to_which_nothing_can_be_added_is_left_alone() {
    assert_eq!(pdf::mark(one_page(), &[mark(7, Area { left: 0, top: 0, right: 1, bottom: 1 })]), Err(Refusal::NotMarkable));
    assert_eq!(pdf::mark(b"%PDF-1.7".to_vec(), &[]), Err(Refusal::NotMarkable));
    assert_eq!(pdf::mark(by_hand(&["<< >>"])[..40].to_vec(), &[]), Err(Refusal::NotMarkable));
}

#[test]
fn a_return_as_data_has_no_page_to_mark() {
    let rules = "form statement \"S\"\n  field closing \"C\" shares\nend\nrule r \"T\" applies to statement must closing > 0\n";
    let host = MemoryHost::default().with("house.rules", rules).with("a.yaml", "form: statement\nclosing: 0\n");
    let options = Options { inputs: vec!["a.yaml".into()], rules: vec!["house.rules".into()], ..Options::default() };
    let checked = driver::check(&host, &options).expect("it runs");
    let reader = Reader::Here { limits: Limits::default() };
    assert!(driver::annotate(&host, &reader, &checked.report).expect("it runs").is_empty());
}
