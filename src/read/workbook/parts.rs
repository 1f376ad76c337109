//! The parts of an `.xlsx` file, each unpacked once before the library reads them, so that what it lays out is bounded.
//!
//! The library unpacks without end, makes room for as many words as their part claims, and gives each format of cells its own copy of its
//! font and its pattern.

use std::io::{BufRead, BufReader, Cursor, Read, copy, sink};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::read::document::{Limits, Refusal};

/// The ends of the names of the parts in which a small claim becomes large; the library minds no case.
const WORDS: &str = "sharedstrings.xml";
const FORMATS: &str = "styles.xml";

/// Parts that other kinds of spreadsheets have.
const OTHERS: [&str; 2] = ["xl/workbook.bin", "content.xml"];

/// What a format or a piece of one takes beside the words that it has.
const OF_A_FORMAT: u64 = 1024;

/// Refuses a file of which the library would lay out more than the limits allow.
pub(super) fn bound(bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::DamagedWorkbook)?;
    if OTHERS.iter().any(|name| archive.index_for_name(name).is_some()) {
        return Err(Refusal::NotWorkbook { is_markup: false });
    }
    let mut left = limits.unpacked;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| Refusal::DamagedWorkbook)?;
        let name = part.name().map_err(|_| Refusal::DamagedWorkbook)?.to_ascii_lowercase();
        let mut part = part.take(left + 1);
        if name.ends_with(WORDS) {
            words(BufReader::new(&mut part), limits)?;
        } else if name.ends_with(FORMATS) {
            formats(BufReader::new(&mut part), limits)?;
        }
        copy(&mut part, &mut sink()).map_err(|_| Refusal::DamagedWorkbook)?;
        left = part.limit().checked_sub(1).ok_or(Refusal::TooMuchUnpacked { most: limits.unpacked })?;
    }
    Ok(())
}

/// How many words there are is said first, and relied on.
fn words(part: impl BufRead, limits: &Limits) -> Result<(), Refusal> {
    each(part, |name, claimed, _| match name {
        "sst" if claimed > limits.glyphs.into() => Err(Refusal::TooManyCells { most: limits.glyphs }),
        "sst" => Ok(false),
        _ => Ok(true),
    })
}

/// Each format may name the longest font and the longest pattern that there is, and what it is put together of is kept too.
fn formats(part: impl BufRead, limits: &Limits) -> Result<(), Refusal> {
    let (mut formats, mut longest) = (0_u64, 0_u64);
    each(part, |name, _, length| {
        formats += u64::from(matches!(name, "xf" | "font" | "fill" | "border"));
        longest = longest.max(length);
        match formats.saturating_mul(OF_A_FORMAT + 2 * longest) > limits.memory / 2 {
            true => Err(Refusal::TooMuchMemory { bytes: limits.memory }),
            false => Ok(true),
        }
    })
}

/// Goes through the elements of a part as long as wanted: the name, how many of something it claims to have, and how long its tag is.
fn each(part: impl BufRead, mut wanted: impl FnMut(&str, u64, u64) -> Result<bool, Refusal>) -> Result<(), Refusal> {
    let mut xml = Reader::from_reader(part);
    let config = xml.config_mut();
    (config.check_end_names, config.check_comments, config.expand_empty_elements) = (false, false, true);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Refusal::DamagedWorkbook)? {
            Event::Start(element) => {
                let claimed = claimed(element.attributes_raw());
                if !wanted(element.local_name().as_ref(), claimed, element.len() as u64)? {
                    return Ok(());
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The greatest number behind the word for a count, however its attribute is written.
fn claimed(attributes: &str) -> u64 {
    const COUNT: &str = "uniqueCount";
    let counts = attributes.match_indices(COUNT).map(|(at, _)| {
        let rest = attributes[at + COUNT.len()..].trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u64::MAX) }
    });
    counts.max().unwrap_or_default()
}
