//! Spreadsheets: what their cells say is read as it stands, numbers are marked, and what is no figure is told.

mod bad;
mod old;
mod packed;
mod xls;

use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rulecheck::driver::{self, MemoryHost, Options, Reader, Readings};
use rulecheck::read::canonical;
use rulecheck::read::document::{Limits, Refusal};
use rulecheck::read::workbook;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

/// The heads of the share repurchase report of eleven columns.
const HEADS: [&str; 11] = [
    "Company",
    "Stock\ncode",
    "Sec.\ntype",
    "Trading date (yyyy/mm/dd)",
    "Number of\nsecurities\npurchased",
    "Price per share\n or highest\nprice paid($)",
    "Lowest\nprice\npaid ($)",
    "Total paid\n($)",
    "Method of purchase",
    "Number of such securities purchased on the Exchange in the year to date (since ordinary resolution)",
    "% of number of shares in issue at time ordinary resolution passed acquired on the Exchange since date of resolution",
];

/// A report whose rows, from the fourth line on, are filled in by `rows`.
fn report(rows: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Date Printed : 13/03/2017").expect("written");
    sheet.write(0, 4, "Share Repurchase Report").expect("written");
    for (column, head) in (0..).zip(HEADS) {
        sheet.write(1, column, head).expect("written");
    }
    rows(sheet);
    sheet.write(12, 4, "*** End Of Report ***").expect("written");
    book.save_to_buffer().expect("written")
}

fn texts(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells) {
        sheet.write(row, column, *cell).expect("written");
    }
}

/// A report as `.xlsx` and as `.xls`.
pub fn sound() -> [Vec<u8>; 2] {
    [report(|sheet| texts(sheet, 4, &EXAMPLE)), old::report()]
}

/// What is packed in them.
pub fn unpacked() -> [Vec<u8>; 2] {
    let [new, old] = sound();
    [packed::parts(new), xls::records(old)]
}

const EXAMPLE: [&str; 11] =
    ["EXAMPLE HLDGS", "9999", "ORD", "2017/03/10", "370,000", "HKD 0.42", "-", "HKD 155,400.00", "Exchange", "29,700,000", "0.34"];

fn read_as(name: &str, bytes: Vec<u8>, reader: Reader) -> Readings {
    let host = MemoryHost::default().with(name, bytes);
    driver::read(&host, &Options { inputs: vec![name.into()], reader, ..Options::default() }).unwrap_or_else(|fault| panic!("{fault}"))
}

fn read(bytes: Vec<u8>) -> Readings {
    read_as("report.xlsx", bytes, Reader::Here { limits: Limits::default() })
}

fn yaml(readings: &Readings) -> String {
    let whole = canonical::yaml(&readings.sources, &readings.documents[0]).expect("it is a form");
    whole.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
}

fn problems(readings: &Readings) -> Vec<(String, String)> {
    readings.problems.iter().map(|problem| (problem.code.clone(), problem.message.clone())).collect()
}

#[test]
fn the_rows_below_the_heads_are_read_as_they_are_written() {
    let readings = read(report(|sheet| {
        texts(sheet, 4, &EXAMPLE);
        texts(sheet, 5, &["OTHER GROUP", "5", "ORD", "2017/03/09", "2,854,161", "HKD 63.19", "HKD 62.67", "HKD 179,659,810.00"]);
    }));
    assert_eq!(readings.unreadable(), Vec::<String>::new());
    let yaml = yaml(&readings);
    let first = "- company: EXAMPLE HLDGS # Sheet1!A5\nstock_code: 9999 # Sheet1!B5\nsecurity: ORD # Sheet1!C5\n\
        date: 2017/03/10 # Sheet1!D5\nshares: 370,000 # Sheet1!E5\nhighest_price: HKD 0.42 # Sheet1!F5\n\
        lowest_price: \"-\" # Sheet1!G5\npaid: HKD 155,400.00 # Sheet1!H5\nmethod: Exchange # Sheet1!I5\n\
        bought_to_date: 29,700,000 # Sheet1!J5\nbought_percent: 0.34 # Sheet1!K5\n";
    assert!(yaml.contains(first), "{yaml}");
    assert_eq!(yaml.matches("company:").count(), 2, "{yaml}");
}

#[test]
fn a_number_is_given_its_shortest_decimal_and_marked() {
    let readings = read(report(|sheet| {
        texts(sheet, 4, &EXAMPLE);
        sheet.write(4, 4, 370_000).expect("written");
        sheet.write(4, 9, 0.300_000_000_000_000_04).expect("written");
    }));
    let yaml = yaml(&readings);
    assert!(yaml.contains("shares: 370000 # Sheet1!E5, a spreadsheet number"), "{yaml}");
    assert!(yaml.contains("bought_to_date: 0.3 # Sheet1!J5, a spreadsheet number"), "{yaml}");
}

#[test]
fn what_is_no_figure_is_never_taken_for_one() {
    let readings = read(report(|sheet| {
        texts(sheet, 4, &EXAMPLE);
        let day = ExcelDateTime::from_ymd(2017, 3, 10).expect("a day");
        sheet.write_with_format(4, 4, &day, &Format::new().set_num_format("yyyy-mm-dd")).expect("written");
        sheet.write_formula(4, 7, Formula::new("=E5*0.42").set_result("")).expect("written");
        sheet.write(4, 9, "3OO,000").expect("written");
        sheet.write_with_format(4, 10, 0.0034, &Format::new().set_num_format("0.00%")).expect("written");
    }));
    let unreadable = readings.unreadable().join("\n");
    for field in ["shares cannot be read: `2017-03-10`", "bought_to_date cannot be read", "bought_percent cannot be read: `0.0034`"] {
        assert!(unreadable.contains(field), "{field}:\n{unreadable}");
    }
}

#[test]
fn what_is_no_workbook_is_told() {
    let workbook = |bytes: &[u8]| workbook::read(bytes.to_vec(), &Limits::default()).map(|read| read.layout.text);
    assert_eq!(workbook(b"\n<html><table><tr><td>1</td></tr></table></html>"), Err(Refusal::NotWorkbook { is_markup: true }));
    assert_eq!(workbook(b"1,2,3"), Err(Refusal::NotWorkbook { is_markup: false }));
    assert_eq!(workbook(b""), Err(Refusal::NotWorkbook { is_markup: false }));
    assert_eq!(workbook(b"PK\x03\x04 and no more"), Err(Refusal::DamagedWorkbook));
    assert_eq!(workbook(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), Err(Refusal::DamagedWorkbook));
    let whole = report(|sheet| texts(sheet, 4, &EXAMPLE));
    assert_eq!(workbook(&whole[..whole.len() / 2]), Err(Refusal::DamagedWorkbook));
    assert_eq!(workbook(&Workbook::new().save_to_buffer().expect("written")), Err(Refusal::EmptyWorkbook));
}

#[test]
fn cells_in_far_corners_take_no_room_between_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Share Repurchase Report").expect("written");
    sheet.write(1_048_575, 16_383, "far").expect("written");
    let read = workbook::read(book.save_to_buffer().expect("written"), &Limits::default()).expect("it is read");
    assert!(read.layout.text.len() < 2_000_000);
    let few = Limits { text: 1_000, ..Limits::default() };
    assert!(matches!(workbook::read(book.save_to_buffer().expect("written"), &few), Err(Refusal::TooManyCells { .. })));
}

#[test]
fn sheets_that_are_hidden_are_not_read() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Share Repurchase Report").expect("written");
    book.add_worksheet().set_hidden(true).write(0, 0, "secret").expect("written");
    let read = workbook::read(book.save_to_buffer().expect("written"), &Limits::default()).expect("it is read");
    assert_eq!(read.layout.text, "Share Repurchase Report\n");
}

#[test]
fn a_workbook_is_read_apart_and_a_bad_one_ends_nothing() {
    let apart = || Reader::Apart { program: PathBuf::from(env!("CARGO_BIN_EXE_rulecheck")), limits: Limits::default() };
    let whole = report(|sheet| texts(sheet, 4, &EXAMPLE));
    let readings = read_as("named otherwise.dat", whole, apart());
    assert_eq!(problems(&readings), []);
    assert!(yaml(&readings).contains("company: EXAMPLE HLDGS"));
    let readings = read_as("page.xls", b"<html><body>Share Repurchase Report</body></html>".to_vec(), apart());
    let message = "`page.xls` has the name of a spreadsheet and is the markup of a page";
    assert_eq!(problems(&readings), [("spreadsheet".to_owned(), message.to_owned())]);
}

#[test]
fn no_change_of_bytes_makes_the_reader_panic() {
    let whole = report(|sheet| texts(sheet, 4, &EXAMPLE));
    let config = Config::default();
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: config.cases.div_ceil(4), ..config });
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    let property = |edits: Vec<(prop::sample::Index, u8)>| {
        let mut bytes = whole.clone();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = workbook::read(bytes, &Limits::default());
        Ok(())
    };
    runner.run(&edits, property).unwrap_or_else(|error| panic!("{error}"));
}
