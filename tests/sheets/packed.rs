//! `.xlsx` files of some kilobytes that would take gigabytes: each is refused in words, before anything is laid out.

use std::io::{Cursor, Read as _, Write as _};

use rulecheck::driver::Reader;
use rulecheck::read::document::{Limits, Refusal};
use rulecheck::read::workbook;
use rust_xlsxwriter::{Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{problems, read_as};

fn read(bytes: Vec<u8>) -> Result<String, Refusal> {
    workbook::read(bytes, &Limits::default()).map(|read| read.layout.text)
}

/// A sound workbook of two words and a formula.
fn sound() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "one").and_then(|sheet| sheet.write(0, 1, "two")).expect("written");
    sheet.write_formula(0, 2, Formula::new("=1+1").set_result("2")).expect("written");
    book.save_to_buffer().expect("written")
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STYLES: &str = "xl/styles.xml";
const WORDS: &str = "xl/sharedStrings.xml";

/// The parts of a workbook that differ from one to the other, parted by form feeds.
pub fn parts(workbook: Vec<u8>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(workbook)).expect("an archive");
    let parts = [SHEET, WORDS, STYLES].map(|name| {
        let mut text = String::new();
        from.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    });
    parts.join("\u{c}").into_bytes()
}

/// The workbook with a part changed.
fn changed(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(sound())).expect("an archive");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let mut is_changed = false;
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let called = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        if called == name {
            let new = change(&text);
            is_changed = new != text;
            text = new;
        }
        to.start_file(called, SimpleFileOptions::default()).and_then(|()| Ok(to.write_all(text.as_bytes())?)).expect("written");
    }
    assert!(is_changed, "{name}");
    to.finish().expect("written").into_inner()
}

#[test]
fn what_is_sound_is_read() {
    assert_eq!(read(changed(SHEET, |text| format!("{text}\n"))), Ok("one\ttwo\t2\n".to_owned()));
}

#[test]
fn parts_that_unpack_to_more_than_is_read() {
    let bomb = changed(SHEET, |text| text.replace("<sheetData>", &format!("{}<sheetData>", " ".repeat(64 << 20))));
    assert!(bomb.len() < 200_000);
    let readings = read_as("bomb.xlsx", bomb, Reader::Here { limits: Limits::default() });
    let message = "`bomb.xlsx` unpacks to more than 67,108,864 bytes";
    assert_eq!(problems(&readings), [("spreadsheet".to_owned(), message.to_owned())]);
}

#[test]
fn words_that_are_claimed() {
    for count in ["4294967296", "99999999999999999999"] {
        let claiming = changed(WORDS, |text| text.replace("uniqueCount=\"2\"", &format!("uniqueCount='{count}'")));
        assert_eq!(read(claiming), Err(Refusal::TooManyCells { most: 2_000_000 }));
    }
    // A claim that is only false harms nothing.
    assert_eq!(read(changed(WORDS, |text| text.replace("uniqueCount=\"2\"", "uniqueCount=\"1000\""))), Ok("one\ttwo\t2\n".to_owned()));
}

#[test]
fn formats_without_end_or_each_with_a_long_font() {
    let long = format!("<name val=\"{}\"/>", "x".repeat(200_000));
    let formats = format!("<cellXfs>{}", "<xf fontId=\"0\"/>".repeat(10_000));
    let many = changed(STYLES, |text| text.replace("<name val=\"Calibri\"/>", &long).replace("<cellXfs count=\"1\">", &formats));
    assert_eq!(read(many), Err(Refusal::TooMuchMemory { bytes: 1024 * 1024 * 1024 }));
    let pieces = changed(STYLES, |text| text.replace("<fonts count=\"1\">", &format!("<fonts>{}", "<font/>".repeat(500_000))));
    assert_eq!(read(pieces), Err(Refusal::TooMuchMemory { bytes: 1024 * 1024 * 1024 }));
    let few = changed(STYLES, |text| text.replace("<cellXfs count=\"1\">", &formats));
    assert_eq!(read(few), Ok("one\ttwo\t2\n".to_owned()));
}

#[test]
fn formulas_that_claim_to_be_shared() {
    let shared = |claim: &str| changed(SHEET, |text| text.replace("<f>1+1</f><v>2</v>", claim));
    assert_eq!(read(shared("<f t=\"shared\" ref=\"C1:C2\" si=\"4294967296000\">1+1</f>")), Ok("one\ttwo\t=1+1\n".to_owned()));
    assert_eq!(read(shared("<f t=\"shared\" si=\"4294967296000\"/>")), Ok("one\ttwo\t=…\n".to_owned()));
    assert_eq!(read(shared("<f t=\"shared\" si=\"4294967296000\"/><v>2</v>")), Ok("one\ttwo\t2\n".to_owned()));
}

#[test]
fn long_words_said_again_and_again() {
    let long = changed(WORDS, |text| text.replace("one", &"x".repeat(30_000)));
    assert!(read(long).is_ok());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..300 {
        sheet.write(row, 0, "x".repeat(30_000)).expect("written");
    }
    assert_eq!(read(book.save_to_buffer().expect("written")), Err(Refusal::TooManyCells { most: 2_000_000 }));
}

#[test]
fn sheets_without_end() {
    let mut book = Workbook::new();
    (0..1_001).for_each(|_| drop(book.add_worksheet().write(0, 0, "words").map(|_| ())));
    assert_eq!(read(book.save_to_buffer().expect("written")), Err(Refusal::TooManySheets { most: 1_000 }));
}

#[test]
fn spreadsheets_of_other_kinds() {
    for name in ["content.xml", "xl/workbook.bin"] {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, SimpleFileOptions::default()).expect("written");
        let bytes = archive.finish().expect("written").into_inner();
        assert_eq!(read(bytes), Err(Refusal::NotWorkbook { is_markup: false }));
    }
}
