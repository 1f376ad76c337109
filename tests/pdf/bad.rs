//! Files that are damaged, hostile or of another kind: each ends in a refusal that says what is wrong.

use pdf_writer::Filter;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rulecheck::read::document::{Doubt, Limits, Read, Refusal};
use rulecheck::read::pdf;

use super::draw::{self, Font, Sheet};
use super::forms;

fn read(bytes: impl Into<Vec<u8>>) -> Result<Read, Refusal> {
    pdf::read(bytes.into(), &Limits::default(), 2)
}

/// A file written by hand.
pub fn by_hand(objects: &[&str]) -> Vec<u8> {
    with_trailer(objects, "")
}

fn with_trailer(objects: &[&str], more: &str) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = text.len();
    let size = objects.len() + 1;
    text.push_str(&format!("{table}trailer\n<< /Root 1 0 R /Size {size} {more} >>\nstartxref\n{start}\n%%EOF\n"));
    text.into_bytes()
}

pub const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
pub const TREE: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
pub const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
pub const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>";

pub fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

pub fn one_page(content: &str) -> Vec<u8> {
    by_hand(&[CATALOG, TREE, PAGE, &stream(content), FONT])
}

pub const HELLO: &str = "BT /F1 12 Tf 72 500 Td (Balance 1,000) Tj ET";

fn text(read: &Read) -> &str {
    read.layout.text.trim_end_matches(['\u{c}', '\n'])
}

#[test]
fn a_file_of_another_kind_is_no_pdf() {
    let noise: Vec<u8> = (0..100_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [b"".to_vec(), b"PK\x03\x04 a zip".to_vec(), noise, b"%PDF-1.7\n".to_vec()] {
        assert_eq!(read(bytes), Err(Refusal::Truncated));
    }
    assert_eq!(read("%PDF-1.7\n%%EOF\n"), Err(Refusal::Damaged));
    assert_eq!(read("form: statement\n%%EOF\n"), Err(Refusal::Damaged));
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let whole = forms::form(7).bytes;
    let marks = [b"endobj".as_slice(), b"stream", b"xref", b"trailer", b"startxref", b"%%EOF"];
    let at_marks = (0..whole.len()).filter(|&at| marks.iter().any(|mark| whole[at..].starts_with(mark)));
    let ends: Vec<usize> = at_marks.chain((0..whole.len()).step_by(whole.len() / 50)).collect();
    for end in ends {
        assert_eq!(read(&whole[..end]), Err(Refusal::Truncated), "cut at {end}");
    }
}

#[test]
fn wrong_places_in_the_table_of_objects_are_found_out() {
    let whole = forms::form(11);
    let text = String::from_utf8_lossy(&whole.bytes).into_owned();
    let table = text.rfind("xref\n0").expect("a table");
    let mut moved = whole.bytes.clone();
    for byte in &mut moved[table + 10..] {
        if byte.is_ascii_digit() {
            *byte = b'7';
        }
    }
    let read = read([moved.as_slice(), b"\n%%EOF"].concat());
    assert_eq!(read.map(|read| read.layout.text), super::round::read_text(whole.bytes));
}

/// A file that opens only with a password, if that is how `lock` has it.
pub fn locked(lock: &str) -> Vec<u8> {
    with_trailer(&[CATALOG, TREE, PAGE, &stream(HELLO), FONT, lock], "/Encrypt 6 0 R /ID [<00><00>]")
}

pub fn lock() -> String {
    format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{}> /U <{}> >>", "41".repeat(32), "42".repeat(32))
}

#[test]
fn a_password_is_asked_for() {
    assert_eq!(read(locked(&lock())), Err(Refusal::Encrypted));
    assert_eq!(read(locked("<< /Filter /Standard /V 9 /R 9 /P -4 /O <00> /U <00> >>")), Err(Refusal::UnknownEncryption));
}

#[test]
fn a_file_without_text_is_refused() {
    assert_eq!(read(one_page("0 0 m 10 10 l S")), Err(Refusal::NoText { pages: 1, has_pictures: false }));
    let picture = "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q";
    assert_eq!(read(one_page(picture)), Err(Refusal::NoText { pages: 1, has_pictures: true }));
    assert_eq!(read(by_hand(&[CATALOG, "<< /Type /Pages /Kids [] /Count 0 >>"])), Err(Refusal::NoPages));
}

#[test]
fn a_missing_page_is_no_smaller_return() {
    let short = TREE.replace("/Count 1", "/Count 2");
    assert_eq!(read(by_hand(&[CATALOG, &short, PAGE, &stream(HELLO), FONT])), Err(Refusal::Damaged));
    let lost = "<< /Length 10 /Filter /FlateDecode >>\nstream\n\u{1}\u{2}23456789\nendstream";
    assert_eq!(read(by_hand(&[CATALOG, TREE, PAGE, lost, FONT])), Err(Refusal::DamagedPage { page: 1 }));
    assert_eq!(read(by_hand(&[CATALOG, TREE, PAGE])), Err(Refusal::DamagedPage { page: 1 }));
}

#[test]
fn references_that_go_round_come_to_an_end() {
    let own_kid = "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 >>";
    let good = read(by_hand(&[CATALOG, own_kid, PAGE, &stream(HELLO), FONT]));
    assert_eq!(good.as_ref().map(text), Ok("Balance 1,000"));
    let own_form = format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 842 595] /Resources << /XObject << /X 6 0 R >> /Font << /F1 5 0 R >> >> {}",
        stream(&format!("{HELLO} /X Do")).trim_start_matches("<<")
    );
    let good = read(by_hand(&[CATALOG, TREE, PAGE, &stream("/X Do"), FONT, &own_form]));
    assert_eq!(good.as_ref().map(text), Ok("Balance 1,000"));
    let own_length = "<< /Length 4 0 R >>\nstream\nBT ET\nendstream";
    assert!(read(by_hand(&[CATALOG, TREE, PAGE, own_length, FONT])).is_err());
    assert!(read(by_hand(&["1 0 R"])).is_err());
    assert!(read(by_hand(&["<< /Type /Catalog /Pages 1 0 R >>"])).is_err());
}

#[test]
fn deep_nesting_comes_to_an_end() {
    for (open, close) in [("[", "]"), ("<< /A ", ">>"), ("(", ")")] {
        let deep = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
        let with_deep = read(by_hand(&[CATALOG, TREE, PAGE, &stream(HELLO), FONT, &deep]));
        assert_eq!(with_deep.as_ref().map(text), Ok("Balance 1,000"), "{open}");
        assert!(read(by_hand(&[&deep])).is_err());
        let drawn = read(one_page(&format!("{deep} TJ {HELLO}")));
        assert!(drawn.as_ref().map(text).is_ok_and(|text| text.contains("1,000")) || drawn.is_err(), "{open}");
    }
    let saved = format!("{} {HELLO} {}", "q ".repeat(100_000), "Q ".repeat(100_000));
    assert_eq!(read(one_page(&saved)).as_ref().map(text), Ok("Balance 1,000"));
}

#[test]
fn absurd_measures_do_no_harm() {
    for media in ["[0 0 1e38 1e38]", "[0 0 0 0]", "[842 595 0 0]", "[-1e9 -1e9 1e9 1e9]", "[0 0 99999999999999999999 5]", "[/a /b]", "7"] {
        let page = PAGE.replace("[0 0 842 595]", media);
        let read = read(by_hand(&[CATALOG, TREE, &page, &stream(HELLO), FONT]));
        assert!(read.as_ref().map(text).is_ok_and(|text| text == "Balance 1,000") || read.is_err(), "{media}: {read:?}");
    }
    for content in [
        "BT /F1 1e30 Tf 72 500 Td (Balance) Tj ET",
        "BT /F1 12 Tf 1e30 -1e30 Td (Balance) Tj ET",
        "BT /F1 0 Tf 72 500 Td (Balance) Tj ET",
        "BT /F1 -12 Tf 72 500 Td (Balance) Tj ET",
        "BT /F1 12 Tf 1 0 0 0 72 500 Tm (Balance) Tj ET",
        "1e38 0 0 1e38 0 0 cm 0 0 1e38 1e38 re S BT /F1 12 Tf (Balance) Tj ET",
        "0 0 m 1e38 0 l -1e38 1e38 l h S",
    ] {
        // Whatever comes of it, it comes.
        let _ = read(one_page(content));
    }
}

#[test]
fn limits_are_held() {
    let sheets = |count: usize| (0..count).map(|_| (HELLO.as_bytes().to_vec(), None)).collect::<Vec<_>>();
    assert_eq!(read(draw::streams(sheets(10_000))), Err(Refusal::TooManyPages { pages: 10_000, most: 1_000 }));
    let limits = Limits { bytes: 100, ..Limits::default() };
    assert!(matches!(pdf::read(one_page(HELLO), &limits, 2), Err(Refusal::TooLarge { most: 100, .. })));
    let limits = Limits { glyphs: 10, ..Limits::default() };
    assert_eq!(pdf::read(one_page(HELLO), &limits, 2), Err(Refusal::TooManyGlyphs { most: 10 }));
    // Boxes and lines count too.
    let limits = Limits { glyphs: 1_000, ..Limits::default() };
    let flood = format!("{HELLO} {}", "0 0 m 5 0 l S 100 100 8 8 re S ".repeat(2_000));
    assert_eq!(pdf::read(one_page(&flood), &limits, 2), Err(Refusal::TooManyGlyphs { most: 1_000 }));
}

#[test]
fn limits_are_held_over_all_pages_by_any_number_of_threads() {
    let pages = |count: usize, content: &str| draw::streams(vec![(content.as_bytes().to_vec(), None); count]);
    for threads in [1, 2, 5] {
        let by = |glyphs: u32, bytes| pdf::read(bytes, &Limits { glyphs, ..Limits::default() }, threads);
        let least = (1..).find(|&glyphs| by(glyphs, one_page(HELLO)).is_ok()).expect("some limit is enough");
        let words = |read: Read| read.layout.words.len();
        assert_eq!(by(least * 12, pages(12, HELLO)).map(words), Ok(24), "{threads} threads");
        assert_eq!(by(least * 12 - 1, pages(12, HELLO)), Err(Refusal::TooManyGlyphs { most: least * 12 - 1 }), "{threads} threads");
        // A page that is damaged is told, wherever it stands and however much the others draw.
        let contents = (0..12).map(|at| match at {
            7 => (b"\x01\x0223456789".to_vec(), Some(Filter::FlateDecode)),
            _ => (HELLO.as_bytes().to_vec(), None),
        });
        assert_eq!(by(least, draw::streams(contents.collect())), Err(Refusal::DamagedPage { page: 8 }), "{threads} threads");
    }
}

#[test]
fn a_page_full_of_lines_is_read_in_time() {
    // Lines that meet nowhere and lines that meet everywhere are the two worst cases of a search for cells.
    let level: String = (0..390).map(|at| format!("10 {} m 800 {} l S ", 10 + at * 3 / 2, 10 + at * 3 / 2)).collect();
    let upright: String = (0..390).map(|at| format!("{} 5 m {} 590 l S ", 10 + at * 2, 10 + at * 2)).collect();
    let combs: String = (0..390).map(|at| format!("{} 5 m {} 8 l S ", 10 + at * 2, 10 + at * 2)).collect();
    for lines in [level.clone() + &upright, level + &combs] {
        let read = read(one_page(&format!("{lines} {HELLO}"))).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        let letters: String = read.layout.words.iter().map(|word| &read.layout.text[word.range.clone()]).collect();
        assert_eq!(letters, "Balance1,000");
    }
    let many: String = (0..20_000).map(|at| format!("{}.{} {} m 800 {} l S ", at % 800, at, at % 590, at % 590)).collect();
    let read = read(one_page(&format!("{many} {HELLO}"))).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert!(read.doubts.is_empty() || read.doubts == [Doubt::Unruled { page: 1 }]);
}

/// A page in a font whose characters the file does not tell.
pub fn untold(content: &str) -> Vec<u8> {
    let odd = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 65 /LastChar 66 /Widths [8 8] /CharProcs << /g1 7 0 R /g2 7 0 R >> /Encoding << /Differences [65 /g1 /g2] >> >>";
    let page = PAGE.replace("/F1 5 0 R", "/F1 5 0 R /F2 6 0 R");
    let glyph = stream("8 0 0 0 8 8 d1 0 0 8 8 re f");
    by_hand(&[CATALOG, TREE, &page, &stream(content), FONT, odd, &glyph])
}

#[test]
fn characters_that_cannot_be_told_are_not_guessed() {
    let some = read(untold(&format!("{HELLO} BT /F2 12 Tf 72 400 Td (AB) Tj ET"))).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert_eq!(text(&some), "Balance 1,000\n\u{fffd}\u{fffd}");
    assert_eq!(some.doubts, [Doubt::Unknown { page: 1, glyphs: 2 }]);
    assert_eq!(read(untold("BT /F2 12 Tf 72 400 Td (ABBA) Tj ET")), Err(Refusal::Untold { glyphs: 4, all: 4 }));
}

#[test]
fn text_in_a_font_that_cannot_be_loaded_is_not_passed_over() {
    let odd = "<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /NoSuchEncoding /DescendantFonts [7 0 R] >>";
    let page = PAGE.replace("/F1 5 0 R", "/F1 5 0 R /F2 6 0 R");
    let mixed = stream(&format!("{HELLO} BT /F2 12 Tf 72 400 Td (\\301\\302) Tj ET"));
    assert_eq!(read(by_hand(&[CATALOG, TREE, &page, &mixed, FONT, odd])), Err(Refusal::NoFont));
}

/// Changes bytes of a file here and there.
fn mutated(mut bytes: Vec<u8>, changes: &[(usize, u8, u8)]) -> Vec<u8> {
    for &(at, how, byte) in changes {
        let at = at % bytes.len().max(1);
        match how % 4 {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            2 => drop(bytes.remove(at)),
            _ => {
                let piece: Vec<u8> = bytes[at..].iter().copied().take(usize::from(byte)).collect();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[test]
fn changed_files_end_in_a_text_or_a_refusal() {
    let config = Config::default();
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: config.cases.div_ceil(6), ..config });
    let changes = prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..20);
    let property = |(seed, changes): (u64, Vec<(usize, u8, u8)>)| {
        let _ = read(mutated(forms::form(seed).bytes, &changes));
        Ok(())
    };
    runner.run(&(any::<u64>(), changes), property).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_first_font_is_loaded() {
    let mut sheet = Sheet::default();
    sheet.text(Font::Times, 1_000, (4_000, 5_000), "Balance 1,000");
    assert_eq!(read(draw::file(vec![sheet])).as_ref().map(text), Ok("Balance 1,000"));
}
