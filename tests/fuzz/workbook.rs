//! Any bytes as a spreadsheet: a layout or a refusal, and the returns that stand on its sheets.
//!
//! Bytes that begin as the records of an `.xls` file or as markup are packed as they have to be, the parts of an `.xlsx` file parted by form
//! feeds, for hardly a change of a packed file leaves it one.
//!
//! The library that opens spreadsheets panics over some broken files, which ends the reading of that file and no more, for files are
//! read apart: what is looked for in it is a crash, or a run or a memory without end.
#![no_main]

mod reading;

use std::io::{Cursor, Write as _};
use std::panic;
use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use rulecheck::read::document::Limits;
use rulecheck::read::workbook;
use rulecheck::source::SourceMap;
use zip::write::SimpleFileOptions;

/// The fuzzer's own way with a panic is to end at once.
static CALM: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    CALM.call_once(|| {
        let end = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
                end(panic);
            }
        }));
    });
    let mut limits = Limits::default();
    (limits.glyphs, limits.unpacked, limits.text) = (20_000, 1 << 20, 1 << 18);
    let Ok(Ok(read)) = panic::catch_unwind(|| workbook::read(packed(bytes), &limits)) else { return };
    let mut sources = SourceMap::default();
    let id = sources.add_layout("fuzz.xlsx", read.layout);
    reading::read_and_judge(&mut sources, id);
});

fn packed(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [0x09, 0x08, ..] => compound(bytes).expect("written"),
        [b'<', ..] => archive(bytes).expect("written"),
        _ => bytes.to_vec(),
    }
}

fn compound(records: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    file.create_stream("Workbook")?.write_all(records)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// The parts that differ from workbook to workbook, and one that need not.
const PARTS: [&str; 4] = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];
const WORKBOOK: &[u8] = b"<workbook><sheets><sheet name='Sheet1' sheetId='1' r:id='rId1'/></sheets></workbook>";
const RELATIONS: &[u8] = b"<Relationships><Relationship Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>";

fn archive(bytes: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let given: Vec<&[u8]> = bytes.splitn(PARTS.len(), |&byte| byte == 0x0c).collect();
    let workbook = given.get(3).copied().unwrap_or(WORKBOOK);
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = PARTS.into_iter().zip(given.iter().copied().take(3)).chain([(PARTS[3], workbook), ("xl/_rels/workbook.xml.rels", RELATIONS)]);
    for (name, part) in parts {
        file.start_file(name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))?;
        file.write_all(part)?;
    }
    Ok(file.finish()?.into_inner())
}
