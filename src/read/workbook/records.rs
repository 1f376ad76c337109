//! The records of an `.xls` file, gone through before the library reads them, so that what it lays out is bounded.
//!
//! The library makes room for every cell between the first and the last of a sheet, for as many as a sheet claims to have, and for every
//! cell's own copy of its words. What it would take is counted here as the library counts it. What is not wanted of it, and could only harm,
//! is emptied where it stands: what a sheet claims, merged cells, names, and the words of formulas.

use std::collections::VecDeque;
use std::ops::Range;

use crate::read::document::{Limits, Refusal};

// The kinds of records that say anything here, by their names in the format's description.
const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000a;
const EXTERN_SHEET: u16 = 0x0017;
const LBL: u16 = 0x0018;
const FILE_PASS: u16 = 0x002f;
const CONTINUE: u16 = 0x003c;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00bd;
const R_STRING: u16 = 0x00d6;
const MERGE_CELLS: u16 = 0x00e5;
const SST: u16 = 0x00fc;
const LABEL_SST: u16 = 0x00fd;
const DIMENSIONS: u16 = 0x0200;
const BLANK: u16 = 0x0201;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_ERR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027e;
const BOF: u16 = 0x0809;

/// Pieces of one record at most: a whole file of them has half as many, unless they are cut small to take long.
const MOST_PIECES: usize = 16_384;

/// Empties what is not wanted of records, and refuses those of which the library would lay out more than the limits allow.
pub(super) fn bound(records: &mut [u8], limits: &Limits) -> Result<(), Refusal> {
    let mut book = Book { records, limits, words: Vec::new(), sheets: Vec::new(), cells: 0, laid_out: 0, formulas: 0, characters: 0 };
    let mut parts = Vec::new();
    parts.push(0..book.globals()?);
    for start in std::mem::take(&mut book.sheets) {
        parts.push(start..book.sheet(start)?);
    }
    // Each record is a part of one sheet, so what was emptied for one is as it was counted for the others.
    parts.sort_by_key(|part| (part.start, part.end));
    match parts.windows(2).any(|pair| pair[0].end > pair[1].start) {
        true => Err(Refusal::DamagedWorkbook),
        false => Ok(()),
    }
}

struct Book<'b> {
    records: &'b mut [u8],
    limits: &'b Limits,
    /// The length in characters of each of the words that cells share.
    words: Vec<u16>,
    /// Where the sheets begin.
    sheets: Vec<usize>,
    cells: u64,
    /// Cells between the first and the last of each sheet, and those of its formulas.
    laid_out: u64,
    formulas: u64,
    /// Characters of all words, each as often as a cell says it.
    characters: u64,
}

struct Record {
    start: usize,
    kind: u16,
    data: Range<usize>,
    /// What goes on in records of their own.
    pieces: VecDeque<Range<usize>>,
    end: usize,
}

impl Book<'_> {
    /// Goes through what belongs to all sheets, to its end.
    fn globals(&mut self) -> Result<usize, Refusal> {
        let mut at = 0;
        while let Some(record) = record_at(self.records, at)? {
            at = record.end;
            let data = &self.records[record.data.clone()];
            match record.kind {
                EOF => break,
                FILE_PASS if word(data, 0)? != 0 => return Err(Refusal::LockedWorkbook),
                BOUND_SHEET => {
                    self.sheets.push(long(data, 0)? as usize);
                    if self.sheets.len() > self.limits.pages as usize {
                        return Err(Refusal::TooManySheets { most: self.limits.pages });
                    }
                }
                SST => self.words(record)?,
                EXTERN_SHEET | LBL => self.empty(&record),
                _ => {}
            }
        }
        Ok(at)
    }

    /// Goes through a sheet, to its end.
    fn sheet(&mut self, start: usize) -> Result<usize, Refusal> {
        let (mut values, mut formulas) = (Extent::default(), Extent::default());
        // Charts are sheets within a sheet, and their cells are none of it.
        let (mut depth, mut at, mut formula) = (0_usize, start, (0, 0));
        while let Some(record) = record_at(self.records, at)? {
            at = record.end;
            let data = &self.records[record.data.clone()];
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                _ if depth > 1 => {}
                DIMENSIONS | MERGE_CELLS => self.empty(&record),
                NUMBER | BOOL_ERR | RK => values.add(place(data)?),
                LABEL | R_STRING => {
                    values.add(place(data)?);
                    self.characters += u64::from(word(data, 6)?);
                }
                STRING => {
                    values.add(formula);
                    self.characters += u64::from(word(data, 0)?);
                }
                LABEL_SST => {
                    values.add(place(data)?);
                    let length = self.words.get(long(data, 6)? as usize);
                    self.characters += u64::from(length.copied().unwrap_or_default());
                }
                MUL_RK => {
                    let (row, first) = place(data)?;
                    let columns = (data.len().saturating_sub(6) / 6) as u32;
                    (first..first + columns).for_each(|column| values.add((row, column)));
                }
                FORMULA => {
                    formula = place(data)?;
                    values.add(formula);
                    formulas.add(formula);
                    // The length of its words.
                    if let Some(length) = self.records[record.data].get_mut(20..22) {
                        length.fill(0);
                    }
                }
                _ => {}
            }
            self.hold(values.cells, 0, 0)?;
        }
        self.cells += values.cells;
        self.laid_out += values.laid_out();
        self.formulas += formulas.laid_out();
        self.hold(0, self.laid_out, self.formulas)?;
        Ok(at)
    }

    /// Measures the words that cells share.
    fn words(&mut self, record: Record) -> Result<(), Refusal> {
        if record.pieces.len() > MOST_PIECES {
            return Err(Refusal::DamagedWorkbook);
        }
        self.words.clear();
        // How many there are is said first, and not relied on.
        let start = (record.data.start + 8).min(record.data.end);
        let mut rest = Words { records: self.records, at: start..record.data.end, pieces: record.pieces };
        let mut characters = 0;
        while !rest.at.is_empty() || rest.go_on() {
            let length = rest.skip_one()?;
            self.words.push(length);
            characters += u64::from(length);
            if self.words.len() as u64 > self.limits.glyphs.into() || characters > self.limits.text {
                return Err(Refusal::TooManyCells { most: self.limits.glyphs });
            }
        }
        Ok(())
    }

    fn hold(&self, cells: u64, laid_out: u64, formulas: u64) -> Result<(), Refusal> {
        let most = u64::from(self.limits.glyphs);
        match self.cells + cells > most || laid_out > most || formulas > most || self.characters > self.limits.text {
            true => Err(Refusal::TooManyCells { most: self.limits.glyphs }),
            false => Ok(()),
        }
    }

    /// Makes a record one that says nothing.
    fn empty(&mut self, record: &Record) {
        self.records[record.start..record.start + 2].copy_from_slice(&BLANK.to_le_bytes());
    }
}

/// The rows and columns that cells take.
#[derive(Default)]
struct Extent {
    cells: u64,
    /// The first and the last row, and so the columns.
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Extent {
    fn add(&mut self, (row, column): (u32, u32)) {
        let grown = |of: Option<(u32, u32)>, by: u32| of.map_or((by, by), |(first, last)| (first.min(by), last.max(by)));
        self.cells += 1;
        (self.rows, self.columns) = (Some(grown(self.rows, row)), Some(grown(self.columns, column)));
    }

    /// How many cells stand between the first and the last.
    fn laid_out(&self) -> u64 {
        let count = |of: Option<(u32, u32)>| of.map_or(0, |(first, last)| u64::from(last - first) + 1);
        count(self.rows) * count(self.columns)
    }
}

/// The words that cells share, one after the other, across the pieces of their record.
struct Words<'r> {
    records: &'r [u8],
    at: Range<usize>,
    pieces: VecDeque<Range<usize>>,
}

impl Words<'_> {
    /// Goes past one, and gives its length in characters.
    fn skip_one(&mut self) -> Result<u16, Refusal> {
        const WIDE: u8 = 1;
        const WITH_MORE: u8 = 4;
        const WITH_RUNS: u8 = 8;
        if self.at.is_empty() {
            return Ok(0);
        }
        let length = word(self.rest(), 0)?;
        let flags = *self.rest().get(2).ok_or(Refusal::DamagedWorkbook)?;
        self.at.start += 3;
        let (mut runs, mut more) = (0, 0);
        if flags & WITH_RUNS != 0 {
            runs = usize::from(word(self.rest(), 0)?);
            self.at.start += 2;
        }
        if flags & WITH_MORE != 0 {
            more = long(self.rest(), 0)? as usize;
            self.at.start += 4;
        }
        let (mut width, mut left) = (usize::from(flags & WIDE) + 1, usize::from(length));
        while left > 0 {
            let taken = left.min(self.at.len() / width);
            self.at.start += taken * width;
            left -= taken;
            if left > 0 {
                // A piece says anew how wide its characters are.
                let is_more = self.go_on();
                let flags = self.rest().first().filter(|_| is_more).ok_or(Refusal::DamagedWorkbook)?;
                width = usize::from(flags & WIDE) + 1;
                self.at.start += 1;
            }
        }
        self.skip(runs * 4 + more)?;
        Ok(length)
    }

    fn skip(&mut self, mut bytes: usize) -> Result<(), Refusal> {
        while bytes > 0 {
            if self.at.is_empty() && !self.go_on() {
                return Err(Refusal::DamagedWorkbook);
            }
            let taken = bytes.min(self.at.len());
            self.at.start += taken;
            bytes -= taken;
        }
        Ok(())
    }

    fn rest(&self) -> &[u8] {
        &self.records[self.at.clone()]
    }

    /// Turns to the next piece; whether there is one.
    fn go_on(&mut self) -> bool {
        self.pieces.pop_front().map(|piece| self.at = piece).is_some()
    }
}

/// The record that begins at a place with the pieces that continue it, or `None` at the end.
fn record_at(records: &[u8], start: usize) -> Result<Option<Record>, Refusal> {
    if records.len() == start {
        return Ok(None);
    }
    let (kind, data) = piece(records, start)?;
    let (mut end, mut pieces) = (data.end, VecDeque::new());
    while records.len() - end > 4 && word(records, end)? == CONTINUE {
        let (_, more) = piece(records, end)?;
        end = more.end;
        pieces.push_back(more);
    }
    Ok(Some(Record { start, kind, data, pieces, end }))
}

/// A record by itself: its kind, and where its bytes stand.
fn piece(records: &[u8], start: usize) -> Result<(u16, Range<usize>), Refusal> {
    let (kind, length) = (word(records, start)?, word(records, start + 2)?);
    let data = start + 4..start + 4 + usize::from(length);
    if data.end > records.len() { Err(Refusal::DamagedWorkbook) } else { Ok((kind, data)) }
}

/// The row and the column of a cell.
fn place(data: &[u8]) -> Result<(u32, u32), Refusal> {
    Ok((word(data, 0)?.into(), word(data, 2)?.into()))
}

fn word(bytes: &[u8], at: usize) -> Result<u16, Refusal> {
    let bytes = bytes.get(at..at.saturating_add(2)).and_then(|bytes| bytes.try_into().ok());
    bytes.map(u16::from_le_bytes).ok_or(Refusal::DamagedWorkbook)
}

fn long(bytes: &[u8], at: usize) -> Result<u32, Refusal> {
    Ok(u32::from(word(bytes, at)?) | u32::from(word(bytes, at + 2)?) << 16)
}
