//! Any bytes as a spreadsheet: a layout or a refusal.
//!
//! The library that opens spreadsheets panics over some broken files, which ends the reading of that file and no more, for files are
//! read apart: what is looked for here is a crash, or a run or a memory without end.
#![no_main]

use std::panic;
use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use rulecheck::read::document::Limits;
use rulecheck::read::workbook;

/// The fuzzer's own way with a panic is to end at once.
static CALM: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    CALM.call_once(|| panic::set_hook(Box::new(|_| {})));
    let mut limits = Limits::default();
    (limits.glyphs, limits.unpacked) = (20_000, 1 << 20);
    let _ = panic::catch_unwind(|| workbook::read(bytes.to_vec(), &limits));
});
