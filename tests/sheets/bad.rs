//! `.xls` files of some kilobytes that would take gigabytes or hours: each is refused in words, before anything is laid out.

use std::path::PathBuf;

use super::xls::{self, Records};
use super::{old, problems, read_as};
use rulecheck::data::{Content, Document, Node};
use rulecheck::driver::{self, MemoryHost, Options, Reader};
use rulecheck::read::canonical;
use rulecheck::read::document::{Limits, Refusal};
use rulecheck::read::workbook;
use rulecheck::source::SourceMap;

fn refusal(bytes: Vec<u8>) -> Refusal {
    workbook::read(bytes, &Limits::default()).expect_err("it is refused")
}

const TOO_MANY_CELLS: Refusal = Refusal::TooManyCells { most: 2_000_000 };

#[test]
fn cells_far_apart() {
    let sheet = Records::default().label(0, 0, "Share Repurchase Report").label(u16::MAX, u16::MAX, "far");
    let bytes = xls::book(Records::default(), &[sheet]);
    let readings = read_as("sparse.xls", bytes, Reader::Here { limits: Limits::default() });
    let message = "`sparse.xls` has more than 2,000,000 cells, or cells too far apart";
    assert_eq!(problems(&readings), [("spreadsheet".to_owned(), message.to_owned())]);
}

#[test]
fn cells_far_apart_on_many_sheets_none_of_which_is_too_much() {
    let sheet = Records::default().label(0, 0, "near").label(9_999, 99, "far");
    assert!(workbook::read(xls::book(Records::default(), &[sheet.clone(), sheet.clone()]), &Limits::default()).is_ok());
    assert_eq!(refusal(xls::book(Records::default(), &[sheet.clone(), sheet.clone(), sheet])), TOO_MANY_CELLS);
}

#[test]
fn numbers_and_formulas_far_apart() {
    let numbers = Records::default().number(0, 0, 1).number(u16::MAX, 99, 1);
    assert_eq!(refusal(xls::book(Records::default(), &[numbers])), TOO_MANY_CELLS);
    let formulas = Records::default().formula(0, 0, "", 0, &[]).formula(u16::MAX, 99, "", 0, &[]);
    assert_eq!(refusal(xls::book(Records::default(), &[formulas])), TOO_MANY_CELLS);
}

#[test]
fn long_words_said_again_and_again() {
    let long = "x".repeat(8_000);
    let globals = Records::default().of(xls::SST, &[&xls::COUNTS[..], &xls::words(&long)].concat());
    // They are all one cell, which says the last of them; the library keeps all until it knows.
    let sheet = (0..2_000).fold(Records::default(), |sheet, _| sheet.shared(0, 0, 0));
    assert_eq!(refusal(xls::book(globals, &[sheet])), TOO_MANY_CELLS);
}

#[test]
fn cells_that_claim_long_words() {
    let sheet = (0..2_000).fold(Records::default(), |sheet, row| sheet.claiming(row, 0, u16::MAX));
    assert_eq!(refusal(xls::book(Records::default(), &[sheet])), TOO_MANY_CELLS);
}

#[test]
fn shared_words_without_end() {
    // Words without a character take three bytes each.
    let none = xls::words("").repeat(20_000);
    let globals = (0..40).fold(Records::default().of(xls::SST, &xls::COUNTS), |globals, _| globals.of(xls::CONTINUE, &none));
    assert_eq!(refusal(xls::book(globals.clone(), &[Records::default()])), Refusal::EmptyWorkbook);
    let few = Limits { glyphs: 500_000, ..Limits::default() };
    let bytes = xls::book(globals, &[Records::default()]);
    assert_eq!(workbook::read(bytes, &few), Err(Refusal::TooManyCells { most: 500_000 }));
}

#[test]
fn shared_words_cut_small() {
    let globals = (0..20_000).fold(Records::default().of(xls::SST, &xls::COUNTS), |globals, _| globals.of(xls::CONTINUE, &[]));
    assert_eq!(refusal(xls::book(globals, &[Records::default().label(0, 0, "words")])), Refusal::DamagedWorkbook);
}

#[test]
fn sheets_without_end_or_all_the_same() {
    let many: Vec<Records> = (0..1_001).map(|_| Records::default().label(0, 0, "words")).collect();
    assert_eq!(refusal(xls::book(Records::default(), &many)), Refusal::TooManySheets { most: 1_000 });
    assert!(workbook::read(xls::book(Records::default(), &many[1..]), &Limits::default()).is_ok());
    // Both are the first record of the file.
    let same = xls::bound_sheet(xls::bound_sheet(Records::default(), 0, "Sheet1"), 0, "Sheet2");
    assert_eq!(refusal(xls::compound("Workbook", &same.0)), Refusal::DamagedWorkbook);
}

#[test]
fn records_that_are_cut_off() {
    let whole = Records::default().label(0, 0, "words");
    for length in 1..whole.0.len() {
        let cut = Records(whole.0[..length].to_vec());
        assert_eq!(refusal(xls::compound("Workbook", &cut.0)), Refusal::DamagedWorkbook, "{length}");
    }
    let beyond = xls::bound_sheet(Records::default(), u32::MAX, "Sheet1");
    assert_eq!(refusal(xls::compound("Workbook", &beyond.0)), Refusal::DamagedWorkbook);
}

#[test]
fn a_compound_file_whose_sectors_go_round() {
    const END: u32 = 0xffff_fffe;
    let mut bytes = xls::compound("Workbook", &Records::default().label(0, 0, "words").0);
    assert_eq!(bytes.len() % 4096, 0, "sectors of 4,096 bytes, the head in one of its own");
    let at = |bytes: &[u8], place: usize| u32::from_le_bytes(bytes[place..place + 4].try_into().expect("four bytes"));
    // The head says where the table of sectors is, and where the directory begins.
    let (table, directory) = (at(&bytes, 76), at(&bytes, 48));
    let entry = (table as usize + 1) * 4096 + directory as usize * 4;
    let said = at(&bytes, entry);
    assert_eq!(said, END);
    bytes[entry..entry + 4].copy_from_slice(&directory.to_le_bytes());
    assert_eq!(refusal(bytes), Refusal::DamagedWorkbook);
}

#[test]
fn a_file_over_which_the_library_breaks_down_ends_its_own_reading_and_no_other() {
    // A record that begins a part of a workbook and does not say which.
    let bad = xls::compound("Workbook", &Records::default().of(0x0809, &[]).0);
    let limits = Limits::default();
    let apart = Reader::Apart { program: PathBuf::from(env!("CARGO_BIN_EXE_rulecheck")), limits };
    for reader in [Reader::Here { limits }, apart] {
        let host = MemoryHost::default().with("bad.xls", bad.clone()).with("good.xls", old::report());
        let options = Options { inputs: vec!["bad.xls".into(), "good.xls".into()], reader, ..Options::default() };
        let readings = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
        let message = "`bad.xls` is damaged: the reader broke down over it";
        assert_eq!(problems(&readings), [("pdf-damaged".to_owned(), message.to_owned())]);
        let read = readings.documents.iter().filter(|document| document.content.is_ok());
        assert_eq!(read.count(), 1);
    }
}

#[test]
fn what_is_written_reads_again_whatever_a_sheet_is_named_and_a_cell_says() {
    for c in ['\n', '\r', '\u{1}', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'] {
        let names = [format!("S{c}period_end: 2026-01-31{c}")];
        let here = Reader::Here { limits: Limits::default() };
        let sheet = old::sheet().label(4, 8, &format!("on{c}company: Another{c}"));
        let readings = read_as("named.xls", xls::named(&names, Records::default(), &[sheet]), here);
        let mut sources = SourceMap::default();
        let written = canonical::yaml(&readings.sources, &readings.documents[0]).expect("it is a form");
        let id = sources.add("again.yaml", written.as_str());
        let again = Document::of_data(&sources, id).content.expect("it reads again");
        assert_eq!(said(&again), said(readings.documents[0].content.as_ref().expect("it is read")), "{c:?}: {written}");
    }
}

/// The names and words of a document.
fn said(node: &Node) -> String {
    match &node.content {
        Content::Null => String::new(),
        Content::Scalar(words) => words.clone(),
        Content::Sequence(items) => items.iter().map(|item| format!("- {}\n", said(item))).collect(),
        Content::Mapping(entries) => entries.iter().map(|entry| format!("{}: {}\n", entry.key, said(&entry.value))).collect(),
    }
}

#[test]
fn compound_files_of_other_programs() {
    assert_eq!(refusal(xls::compound("EncryptedPackage", b"sealed")), Refusal::LockedWorkbook);
    assert_eq!(refusal(xls::compound("WordDocument", b"a letter")), Refusal::NotWorkbook { is_markup: false });
    let locked = Records::default().of(0x002f, &[1, 0]);
    assert_eq!(refusal(xls::compound("Workbook", &locked.0)), Refusal::LockedWorkbook);
}
