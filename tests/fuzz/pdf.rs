//! Any bytes as a PDF file: a layout or a refusal, and places that lie within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rulecheck::read::document::Limits;
use rulecheck::read::pdf;

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    (limits.pages, limits.glyphs, limits.unpacked) = (20, 20_000, 1 << 20);
    if let Ok(read) = pdf::read(bytes.to_vec(), &limits) {
        for word in &read.layout.words {
            assert!(read.layout.text.get(word.range.clone()).is_some_and(|text| !text.is_empty()));
        }
    }
});
