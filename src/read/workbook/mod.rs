//! Spreadsheets as layouts: each row a line, its cells parted by tabs, so that a line and a tab lead back to a row and a column.
//!
//! A cell that holds text says what it says. A cell that holds a number holds a binary fraction, and what was typed is known only as nearly
//! as that: it is given the shortest decimal that stands for it, in the fifteen digits that spreadsheets show, and is marked.

mod compound;
mod parts;
mod records;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader as _, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::document::{Limits, Read, Refusal};
use crate::layout::{Layout, PageSpan};
use crate::template;

/// The digits that spreadsheets keep of a number.
const DIGITS: usize = 15;

/// The widest row of a template whose blank cells are kept.
const MOST_COLUMNS: u32 = 256;

/// How a compound file begins.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// The cells of one sheet.
#[derive(Default)]
struct Cells {
    /// By row and column what each says, and whether it holds a number.
    said: BTreeMap<(u32, u32), (String, bool)>,
    /// Bytes of all that is said.
    text: u64,
}

/// Reads the sheets that people see.
pub fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Read, Refusal> {
    if bytes.len() as u64 > limits.bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, most: limits.bytes });
    }
    if let Some(is_markup) = foreign(&bytes) {
        return Err(Refusal::NotWorkbook { is_markup });
    }
    let mut layout = Layout::default();
    match bytes.starts_with(COMPOUND) {
        true => each_of_xls(bytes, limits, &mut layout)?,
        false => each_of_xlsx(bytes, limits, &mut layout)?,
    }
    if layout.text.trim().is_empty() {
        return Err(Refusal::EmptyWorkbook);
    }
    Ok(Read { layout, doubts: Vec::new() })
}

/// Whether bytes are neither a zip archive nor a compound file, and if so, whether they are markup.
fn foreign(bytes: &[u8]) -> Option<bool> {
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    let is_compound = bytes.starts_with(COMPOUND);
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    (!is_zip && !is_compound).then(|| text.starts_with(b"<"))
}

fn each_of_xls(bytes: Vec<u8>, limits: &Limits, layout: &mut Layout) -> Result<(), Refusal> {
    let mut all = compound::records(bytes)?;
    records::bound(&mut all, limits)?;
    let file = compound::holding(&all).map_err(|_| Refusal::DamagedWorkbook)?;
    drop(all);
    let mut book = Xls::new(Cursor::new(file)).map_err(|error| match error {
        XlsError::Password => Refusal::LockedWorkbook,
        _ => Refusal::DamagedWorkbook,
    })?;
    for name in shown(book.sheets_metadata(), limits)? {
        write(layout, &of_xls(&mut book, &name, limits)?, &name, limits)?;
    }
    Ok(())
}

fn each_of_xlsx(bytes: Vec<u8>, limits: &Limits, layout: &mut Layout) -> Result<(), Refusal> {
    parts::bound(&bytes, limits)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => Refusal::LockedWorkbook,
        _ => Refusal::DamagedWorkbook,
    })?;
    for name in shown(book.sheets_metadata(), limits)? {
        write(layout, &of_xlsx(&mut book, &name, limits)?, &name, limits)?;
    }
    Ok(())
}

/// The names of the sheets that people see.
fn shown(sheets: &[Sheet], limits: &Limits) -> Result<Vec<String>, Refusal> {
    if sheets.len() > limits.pages as usize {
        return Err(Refusal::TooManySheets { most: limits.pages });
    }
    let shown = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    Ok(sheets.iter().filter(shown).map(|sheet| sheet.name.clone()).collect())
}

/// The cells of a sheet one by one: a sheet whose only cells stand in its corners must not fill memory with what lies between.
fn of_xlsx(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, limits: &Limits) -> Result<Cells, Refusal> {
    let damaged = |_| Refusal::DamagedWorkbook;
    let mut cells = Cells::default();
    let mut reader = book.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let value = match cell.value {
            DataRef::SharedString(text) => Data::String(text.to_owned()),
            value => value.into(),
        };
        cells.add(cell.pos, &value, limits)?;
        // A formula whose result was never reckoned says nothing of it; its own words are no figure, and say so.
        let formula = match cell.formula {
            Some(XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. }) => formula,
            // The words are those of another cell, moved.
            Some(_) => "…".to_owned(),
            None => continue,
        };
        if !formula.is_empty() && !cells.said.contains_key(&cell.pos) {
            cells.add(cell.pos, &Data::String(format!("={formula}")), limits)?;
        }
    }
    Ok(cells)
}

fn of_xls(book: &mut Xls<Cursor<Vec<u8>>>, name: &str, limits: &Limits) -> Result<Cells, Refusal> {
    let range = book.worksheet_range(name).map_err(|_| Refusal::DamagedWorkbook)?;
    let (top, left) = range.start().unwrap_or_default();
    let mut cells = Cells::default();
    for (row, column, value) in range.used_cells() {
        cells.add((top + row as u32, left + column as u32), value, limits)?;
    }
    Ok(cells)
}

impl Cells {
    fn add(&mut self, place: (u32, u32), value: &Data, limits: &Limits) -> Result<(), Refusal> {
        let said = match value {
            Data::Empty => return Ok(()),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                (text.split_whitespace().collect::<Vec<_>>().join(" "), false)
            }
            Data::Bool(yes) => (if *yes { "Yes" } else { "No" }.to_owned(), false),
            Data::Int(number) => (number.to_string(), true),
            Data::Float(number) => (decimal(&number.to_string(), || format!("{number:.0$e}", DIGITS - 1)), true),
            Data::DateTime(moment) => (day(moment.to_ymd_hms_milli()), false),
            Data::Error(error) => (error.to_string(), false),
        };
        // A formula whose result is not saved, or no words, is told by the formula.
        if said.0.is_empty() {
            return Ok(());
        }
        self.text += said.0.len() as u64;
        if self.said.len() >= limits.glyphs as usize || self.text > limits.text {
            return Err(Refusal::TooManyCells { most: limits.glyphs });
        }
        self.said.insert(place, said);
        Ok(())
    }
}

fn day((year, month, day, hour, minute, ..): (u16, u8, u8, u8, u8, u8, u16)) -> String {
    let time = if (hour, minute) == (0, 0) { String::new() } else { format!(" {hour:02}:{minute:02}") };
    format!("{year:04}-{month:02}-{day:02}{time}")
}

/// The shortest decimal of a number, or where that has more digits than spreadsheets keep, the number in as many as they do, which is given
/// as `1.23456789012345e-7`.
fn decimal(shortest: &str, rounded: impl FnOnce() -> String) -> String {
    let digits = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= DIGITS || !shortest.contains('.') {
        return shortest.to_owned();
    }
    let rounded = rounded();
    let (mantissa, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let point = exponent.parse::<i32>().unwrap_or_default() + 1;
    let (whole, rest) = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => (format!("{digits:0<point$}"), String::new()),
        Ok(point) if point > 0 => (digits[..point].to_owned(), digits[point..].to_owned()),
        _ => ("0".to_owned(), format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize))),
    };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Adds a sheet's lines to the text. The blank cells at the end of a row of a template are places to which blanks lead back.
fn write(layout: &mut Layout, cells: &Cells, name: &str, limits: &Limits) -> Result<(), Refusal> {
    if !layout.text.is_empty() {
        layout.text.push_str("\u{c}\n");
    }
    let start = layout.text.len();
    let is_template = template::is_template(&layout.text) || cells.said.get(&(0, 0)).is_some_and(|(words, _)| words == template::FORM);
    let (mut row, mut column, mut width) = (0, 0, 0u32);
    for (&(to_row, to_column), (words, is_number)) in &cells.said {
        let gap = u64::from(to_row - row) + u64::from(if to_row > row { to_column } else { to_column - column }) + u64::from(width);
        if layout.text.len() as u64 + gap + words.len() as u64 > limits.text {
            return Err(Refusal::TooManyCells { most: limits.glyphs });
        }
        if to_row > row {
            layout.text.extend(std::iter::repeat_n('\t', width.saturating_sub(column) as usize));
            layout.text.extend(std::iter::repeat_n('\n', (to_row - row) as usize));
            (row, column) = (to_row, 0);
        }
        layout.text.extend(std::iter::repeat_n('\t', (to_column - column) as usize));
        column = to_column;
        if is_template && column < MOST_COLUMNS {
            width = width.max(column);
        }
        let at = layout.text.len();
        layout.text.push_str(words);
        if *is_number {
            layout.binary.push(at..layout.text.len());
        }
    }
    layout.text.extend(std::iter::repeat_n('\t', width.saturating_sub(column) as usize));
    layout.text.push('\n');
    layout.pages.push(PageSpan { number: layout.pages.len() as u32 + 1, range: start..layout.text.len(), sheet: Some(name.to_owned()) });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_have_the_digits_that_spreadsheets_show() {
        let cases = [
            ("0.1", "1.00000000000000e-1", "0.1"),
            ("0.30000000000000004", "3.00000000000000e-1", "0.3"),
            ("25978640000", "2.59786400000000e10", "25978640000"),
            ("33507400000.000004", "3.35074000000000e10", "33507400000"),
            ("-0.00000024999999999999998", "-2.50000000000000e-7", "-0.00000025"),
            ("123.45678901234567", "1.23456789012346e2", "123.456789012346"),
        ];
        for (shortest, rounded, expected) in cases {
            assert_eq!(decimal(shortest, || rounded.to_owned()), expected, "{shortest}");
        }
    }
}
