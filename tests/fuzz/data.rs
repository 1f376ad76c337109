//! Any text as a return in YAML or JSON: loaded and judged, or what is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rulecheck::data;
use rulecheck::pack;
use rulecheck::source::SourceMap;

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let program = pack::standard(&mut sources).expect("the embedded packs");
    let id = sources.add("fuzz.yaml", text);
    let loaded = data::load(&program.forms, &sources, &[id]);
    drop(rulecheck::eval::evaluate(&program, &loaded.returns));
});
