//! Any text as that of published forms: returns or what is wrong, and nothing that the text does not say.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use rulecheck::source::SourceMap;

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let id = sources.add("fuzz.txt", text);
    reading::read_and_judge(&mut sources, id);
});
