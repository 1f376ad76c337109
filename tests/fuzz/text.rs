//! Any text as that of a published form: a return or what is wrong, and nothing that the text does not say.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use rulecheck::data;
use rulecheck::ir::Program;
use rulecheck::pack;
use rulecheck::read::{self, canonical, table};
use rulecheck::source::SourceMap;

static PROGRAM: OnceLock<Program> = OnceLock::new();

fuzz_target!(|text: &str| {
    let program = PROGRAM.get_or_init(|| pack::standard(&mut SourceMap::default()).expect("the embedded packs"));
    let mut sources = SourceMap::default();
    let id = sources.add("fuzz.txt", text);
    let document = read::document(&program.forms, &sources, id);
    let written = canonical::yaml(&sources, &document);
    let loaded = data::load_documents(&program.forms, &sources, vec![document], &[]);
    // What was read is written as data that reads again.
    if let Some(written) = written {
        let again = sources.add("again.yaml", written);
        assert!(data::Document::of_data(&sources, again).content.is_ok());
    }
    drop(loaded);
});
