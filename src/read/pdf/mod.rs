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
mod pages;
mod ticks;

use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

pub use marks::mark;

use super::document::{Doubt, Limits, Read, Refusal};
use crate::layout::Layout;
use glyphs::Drawn;

/// Reads a PDF file; at most so many threads draw its pages.
pub fn read(bytes: Vec<u8>, limits: &Limits, threads: usize) -> Result<Read, Refusal> {
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
    lay_out(pages::drawn(&pdf, pages, limits, threads)?, limits)
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

/// The pages as one layout, with what is doubtful in it.
fn lay_out(pages: Vec<Drawn>, limits: &Limits) -> Result<Read, Refusal> {
    let mut layout = Layout::default();
    let mut doubts = Vec::new();
    let (mut told, mut untold, mut has_pictures) = (0_usize, 0_usize, false);
    for (page, drawn) in (1..).zip(&pages) {
        has_pictures |= drawn.has_pictures;
        untold += drawn.unknown as usize;
        let is_painted = !drawn.glyphs.is_empty();
        let glyphs = if is_painted { &drawn.glyphs } else { &drawn.hidden };
        told += glyphs.len();
        if !is_painted && !drawn.hidden.is_empty() {
            doubts.push(Doubt::Hidden { page });
        }
        if drawn.unknown > 0 {
            doubts.push(Doubt::Unknown { page, glyphs: drawn.unknown });
        }
        if drawn.turned > 0 {
            doubts.push(Doubt::Turned { page, glyphs: drawn.turned });
        }
        if !page::add(&mut layout, page, drawn, glyphs) {
            doubts.push(Doubt::Unruled { page });
        }
        if layout.text.len() as u64 > limits.text {
            return Err(Refusal::TooManyGlyphs { most: limits.glyphs });
        }
    }
    match told {
        0 => Err(Refusal::NoText { pages: pages.len() as u32, has_pictures }),
        _ if untold * 2 > told => Err(Refusal::Untold { glyphs: untold as u32, all: told as u32 }),
        _ => Ok(Read { layout, doubts }),
    }
}
