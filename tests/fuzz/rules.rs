//! Any text as a rule file: parsed, and where it is without errors laid out so that it stays as it is when it is laid out again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rulecheck::fmt;
use rulecheck::source::SourceMap;
use rulecheck::syntax;

fuzz_target!(|text: &str| {
    let mut sources = SourceMap::default();
    let id = sources.add("fuzz.rules", text);
    let parsed = syntax::parse(id, text);
    if let Ok(laid_out) = fmt::format(id, text) {
        let again = fmt::format(id, &laid_out);
        assert!(again.is_ok_and(|again| again == laid_out));
    }
    drop(parsed);
});
