//! `.xls` files that are sound: what their records say is read, and what they say beside it harms nothing.

use super::xls::{self, Records};
use super::{EXAMPLE, HEADS, problems, read_as, yaml};
use rulecheck::driver::Reader;
use rulecheck::read::document::Limits;
use rulecheck::read::workbook;

fn text(bytes: Vec<u8>) -> String {
    workbook::read(bytes, &Limits::default()).expect("it is read").layout.text
}

/// A report of one purchase, whose number of shares is a number.
pub fn report() -> Vec<u8> {
    xls::book(Records::default(), &[sheet()])
}

/// The sheet of the report.
pub fn sheet() -> Records {
    let mut sheet = Records::default().label(0, 4, "Share Repurchase Report");
    for (column, (head, cell)) in (0..).zip(HEADS.iter().zip(EXAMPLE)) {
        sheet = sheet.label(1, column, head).label(4, column, cell);
    }
    sheet.number(4, 4, 370_000)
}

#[test]
fn a_report_is_read_from_its_records() {
    let readings = read_as("report.xls", report(), Reader::Here { limits: Limits::default() });
    assert_eq!(problems(&readings), []);
    let yaml = yaml(&readings);
    for line in
        ["company: EXAMPLE HLDGS # Sheet1!A5", "shares: 370000 # Sheet1!E5, a spreadsheet number", "paid: HKD 155,400.00 # Sheet1!H5"]
    {
        assert!(yaml.contains(line), "{line}:\n{yaml}");
    }
}

#[test]
fn shared_words_may_be_cut_into_pieces() {
    // The second of three words is cut, and goes on in wide characters; runs of its style follow and are cut too.
    let second = [&[6, 0, 8, 2, 0], &b"abc"[..]].concat();
    let globals = Records::default()
        .of(xls::SST, &[&xls::COUNTS[..], &xls::words("one"), &second].concat())
        .of(xls::CONTINUE, &[1, b'd', 0, b'e', 0, b'f', 0, 1, 2, 3])
        .of(xls::CONTINUE, &[&[4, 5, 6, 7, 8][..], &xls::words("three")].concat());
    let sheet = Records::default().shared(0, 0, 2).shared(0, 1, 1).shared(0, 2, 0).shared(1, 0, 9);
    assert_eq!(text(xls::book(globals, &[sheet])), "three\tabcdef\tone\n");
}

#[test]
fn what_a_sheet_claims_and_nobody_asks_for_is_left_aside() {
    let everything = [&[0; 4][..], &u32::MAX.to_le_bytes(), &[0, 0], &u16::MAX.to_le_bytes(), &[0, 0]].concat();
    let sheet = Records::default()
        .of(xls::DIMENSIONS, &everything)
        .of(xls::MERGE_CELLS, &u16::MAX.to_le_bytes())
        .label(0, 0, "as it stands")
        .formula(0, 1, "reckoned", u16::MAX, &[0x17, 0xff]);
    assert_eq!(text(xls::book(Records::default().of(xls::LBL, &[0]), &[sheet])), "as it stands\treckoned\n");
}

#[test]
fn the_cells_of_a_chart_in_a_sheet_are_none_of_the_sheet() {
    let begin = |records: Records| records.of(0x0809, &[0, 6, 0x20, 0]);
    let sheet = begin(Records::default().label(0, 0, "before")).label(60_000, 250, "charted").of(0x000a, &[]).label(1, 0, "after");
    assert_eq!(text(xls::book(Records::default(), &[sheet])), "before\nafter\n");
}
