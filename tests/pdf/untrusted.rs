//! Bad files of every kind in one run: each ends in a message of its own, in time and in bounds, and the good ones among them are read.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rulecheck::driver::{self, MemoryHost, Options, Reader};
use rulecheck::read::document::Limits;

use super::bad::{self, CATALOG, FONT, HELLO, PAGE, TREE, by_hand, one_page, stream};
use super::{apart, draw, filings};
use crate::corpus::none_of;

const NO_PAGES: &str = "pdf-damaged: is damaged: its pages cannot be found, or not all of them";
const UNKNOWN: &str = "unknown-print: no form that is known here is printed in this text";

/// The bad files, and what is said of each behind its name.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let [whole, _] = filings::of_one_and_of_two();
    let cut = whole[..whole.len() / 2].to_vec();
    let picture = "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q";
    let pages = draw::streams((0..10_000).map(|_| (HELLO.as_bytes().to_vec(), None)).collect());
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let absurd = by_hand(&[CATALOG, TREE, &PAGE.replace("[0 0 842 595]", "[0 0 1e38 1e38]"), &stream(HELLO), FONT]);
    let markup = b"<html><body><table><tr><td>1</td></tr></table></body></html>".to_vec();
    vec![
        ("encrypted.pdf", bad::locked(&bad::lock()), "pdf-encrypted: opens only with a password"),
        ("damaged.pdf", by_hand(&[CATALOG, &TREE.replace("/Count 1", "/Count 2"), PAGE, &stream(HELLO), FONT]), NO_PAGES),
        ("truncated.pdf", cut, "pdf-truncated: is cut off: the mark at the end of a PDF file is missing"),
        ("empty.pdf", Vec::new(), "empty-file: is empty"),
        ("scanned.pdf", one_page(picture), "pdf-no-text: has pictures and no text on its 1 page"),
        ("pages.pdf", pages, "pdf-limit: has 10,000 pages, and at most 1,000 are read"),
        ("bomb.pdf", apart::bomb(400), "pdf-limit: takes more memory to read than 256 MiB"),
        ("round.pdf", by_hand(&["<< /Type /Catalog /Pages 1 0 R >>"]), NO_PAGES),
        ("deep.pdf", by_hand(&[&deep]), NO_PAGES),
        ("absurd.pdf", absurd, NO_PAGES),
        ("untold.pdf", bad::untold("BT /F2 12 Tf 72 400 Td (ABBA) Tj ET"), "pdf-font: does not say which characters 4 of its 4 glyphs are"),
        ("unknown.pdf", one_page(HELLO), UNKNOWN),
        ("markup.xls", markup, "spreadsheet: has the name of a spreadsheet and is the markup of a page"),
        ("empty.xlsx", Vec::new(), "empty-file: is empty"),
    ]
}

#[test]
#[cfg(target_os = "linux")]
fn every_kind_of_bad_file_is_told_and_the_good_ones_beside_them_are_read() {
    let bad = bad_files();
    let [one, two] = filings::of_one_and_of_two();
    let good = MemoryHost::default().with("in/good.pdf", one).with("in/two.pdf", two);
    let host = bad.iter().fold(good, |host, (name, bytes, _)| host.with(format!("in/{name}"), bytes.clone()));
    let limits = Limits { memory: 256 << 20, seconds: 30, ..Limits::default() };
    let reader = Reader::Apart { program: PathBuf::from(env!("CARGO_BIN_EXE_rulecheck")), limits };
    let begun = Instant::now();
    let options = Options { inputs: vec!["in".into()], reader, ..Options::default() };
    let readings = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let mut said: Vec<String> = readings.problems.iter().map(|problem| format!("{}: {}", problem.code, problem.message)).collect();
    let mut faults: Vec<String> = Vec::new();
    for (name, _, expected) in &bad {
        let (code, words) = expected.split_once(": ").expect("a code and words");
        let wanted = if *expected == UNKNOWN { UNKNOWN.to_owned() } else { format!("{code}: `in/{name}` {words}") };
        match said.iter().position(|said| *said == wanted) {
            Some(at) => drop(said.remove(at)),
            None => faults.push(format!("of {name} nobody says {wanted}")),
        }
    }
    faults.extend(said.into_iter().map(|said| format!("not expected: {said}")));
    none_of(faults);
    let read = readings.documents.iter().filter(|document| document.content.is_ok());
    let names: Vec<&str> = read.map(|document| &*readings.sources.get(document.source).name).collect();
    assert_eq!(names, ["in/good.pdf", "in/two.pdf", "in/two.pdf"]);
}
