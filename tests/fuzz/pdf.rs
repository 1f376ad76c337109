//! Any bytes as a PDF file: a layout or a refusal, places that lie within the text, and the returns that are printed there.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use rulecheck::read::document::{Limits, Mark};
use rulecheck::read::pdf;
use rulecheck::source::SourceMap;

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    (limits.pages, limits.glyphs, limits.unpacked) = (20, 20_000, 1 << 20);
    let Ok(read) = pdf::read(bytes.to_vec(), &limits, 2) else { return };
    for word in &read.layout.words {
        assert!(read.layout.text.get(word.range.clone()).is_some_and(|text| !text.is_empty()));
    }
    let first = read.layout.words.first().map(|word| Mark { page: word.page, area: word.area, words: "fuzz".to_owned() });
    drop(first.map(|mark| pdf::mark(bytes.to_vec(), &[mark])));
    let mut sources = SourceMap::default();
    let id = sources.add_layout("fuzz.pdf", read.layout);
    reading::read_and_judge(&mut sources, id);
});
