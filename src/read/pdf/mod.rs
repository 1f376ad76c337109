//! PDF files as layouts: their glyphs become words, their ruling lines cells, and these lines of text with places.
//!
//! A file is taken as what it draws: glyphs and lines. Nothing in it is run, and what cannot be told is not guessed: a glyph without a
//! known character is U+FFFD in the text, and a file of which a part is missing is refused.

mod fonts;
mod glyphs;
mod grid;
mod lines;
mod marks;
mod page;
mod ticks;

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, Filter, LoadPdfError, Pdf};

pub use marks::mark;

use super::document::{Doubt, Limits, Read, Refusal};
use crate::layout::Layout;

/// Reads a PDF file.
pub fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Read, Refusal> {
    if bytes.len() as u64 > limits.bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, most: limits.bytes });
    }
    if !has_end(&bytes) {
        return Err(Refusal::Truncated);
    }
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Refusal::Encrypted,
        LoadPdfError::Decryption(_) => Refusal::UnknownEncryption,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    let pages = pdf.pages();
    let count = pages.len();
    if count > limits.pages as usize {
        return Err(Refusal::TooManyPages { pages: count as u64, most: limits.pages });
    }
    if stated_count(&pdf).is_some_and(|stated| stated != count) {
        return Err(Refusal::Damaged);
    }
    if count == 0 {
        return Err(Refusal::NoPages);
    }
    draw(&pdf, pages, limits)
}

/// Whether the file has the mark with which each ends; one that was cut off has lost it.
fn has_end(bytes: &[u8]) -> bool {
    let tail = bytes.trim_ascii_end();
    let tail = tail.iter().rposition(|&byte| byte != 0).map_or(tail, |last| tail.get(..=last).unwrap_or(tail));
    let tail = tail.get(tail.len().saturating_sub(2_048)..).unwrap_or(tail);
    tail.windows(5).any(|window| window == b"%%EOF")
}

/// How many pages the document says that it has.
fn stated_count(pdf: &Pdf) -> Option<usize> {
    let catalog: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let count = catalog.get::<Dict<'_>>("Pages")?.get::<u32>("Count")?;
    Some(count as usize)
}

fn draw<'a>(pdf: &'a Pdf, pages: &[Page<'a>], limits: &Limits) -> Result<Read, Refusal> {
    let mut drawer = glyphs::Pages::new(pdf);
    let mut layout = Layout::default();
    let mut doubts = Vec::new();
    let (mut left, mut told, mut untold, mut has_pictures) = (limits.glyphs as usize, 0_usize, 0_usize, false);
    for (number, page) in (1..).zip(pages) {
        if !is_whole(page, limits) {
            return Err(Refusal::DamagedPage { page: number });
        }
        let mut drawn = drawer.draw(page, left);
        if drawn.is_cut {
            return Err(Refusal::TooManyGlyphs { most: limits.glyphs });
        }
        left -= drawn.glyphs.len() + drawn.hidden.len() + drawn.marks();
        ticks::take_up(&mut drawn);
        has_pictures |= drawn.has_pictures;
        untold += drawn.unknown as usize;
        let is_painted = !drawn.glyphs.is_empty();
        let glyphs = if is_painted { &drawn.glyphs } else { &drawn.hidden };
        told += glyphs.len();
        if !is_painted && !drawn.hidden.is_empty() {
            doubts.push(Doubt::Hidden { page: number });
        }
        if drawn.unknown > 0 {
            doubts.push(Doubt::Unknown { page: number, glyphs: drawn.unknown });
        }
        if drawn.turned > 0 {
            doubts.push(Doubt::Turned { page: number, glyphs: drawn.turned });
        }
        if !page::add(&mut layout, number, &drawn, glyphs) {
            doubts.push(Doubt::Unruled { page: number });
        }
        if layout.text.len() as u64 > limits.text {
            return Err(Refusal::TooManyGlyphs { most: limits.glyphs });
        }
    }
    if drawer.lack_a_font() {
        return Err(Refusal::NoFont);
    }
    match told {
        0 => Err(Refusal::NoText { pages: pages.len() as u32, has_pictures }),
        _ if untold * 2 > told => Err(Refusal::Untold { glyphs: untold as u32, all: told as u32 }),
        _ => Ok(Read { layout, doubts }),
    }
}

/// Whether all that the page draws can be unpacked. The interpreter would go on with the part that can.
fn is_whole(page: &Page<'_>, limits: &Limits) -> bool {
    if !page.raw().contains_key("Contents") {
        return true;
    }
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => unpacks(&stream, limits),
        Some(Object::Array(parts)) => all_unpack(&parts, limits),
        Some(Object::Null(_)) => true,
        _ => false,
    }
}

fn all_unpack(parts: &Array<'_>, limits: &Limits) -> bool {
    let count = parts.raw_iter().count();
    let streams = parts.iter::<Object<'_>>().filter(|part| matches!(part, Object::Stream(stream) if unpacks(stream, limits)));
    streams.count() == count
}

/// Whether a stream can be unpacked to its end, within the limits.
fn unpacks(stream: &Stream<'_>, limits: &Limits) -> bool {
    let packed = stream.raw_data();
    match stream.filters()[..] {
        [Filter::FlateDecode] => {
            let mut rest = ZlibDecoder::new(&*packed).take(limits.unpacked + 1);
            std::io::copy(&mut rest, &mut std::io::sink()).is_ok_and(|count| count <= limits.unpacked)
        }
        _ => stream.decoded_data().is_ok(),
    }
}
