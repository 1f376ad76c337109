//! Any bytes as a spreadsheet: a layout or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rulecheck::read::document::Limits;
use rulecheck::read::workbook;

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    (limits.glyphs, limits.unpacked) = (20_000, 1 << 20);
    let _ = workbook::read(bytes.to_vec(), &limits);
});
