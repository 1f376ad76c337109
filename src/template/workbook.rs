//! Templates as workbooks of a spreadsheet program. Only this file names rust_xlsxwriter, which writes them.
//!
//! Every cell that is to be filled in is formatted as text, so that a figure is kept as it is typed, with its digits and commas.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::write::{Cell, Look, Sheet};

/// The most characters of the choices of a cell that spreadsheet programs take.
const LONGEST_CHOICES: usize = 255;

/// The widths of columns, in characters: the names, the words beside a value, and all others.
const WIDTHS: [u32; 3] = [16, 56, 24];

/// The bytes of a workbook.
///
/// # Errors
///
/// The reason, where a spreadsheet cannot hold what is to be written, or there is no room.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, String> {
    write(sheets).map_err(|error| error.to_string())
}

fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same template is the same file.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let formats = Formats::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        fill(page, sheet, &formats)?;
    }
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    let width = sheet.lines.iter().map(Vec::len).max().unwrap_or_default().max(3) as u16;
    for column in 0..width {
        page.set_column_width(column, WIDTHS[usize::from(column).min(WIDTHS.len() - 1)])?;
    }
    let height = sheet.lines.len() as u32;
    for (row, line) in (0..).zip(&sheet.lines) {
        for (column, cell) in (0..).zip(line) {
            page.write_string_with_format(row, column, &cell.text, formats.of(cell.look))?;
            if let Some(choices) = choices(cell) {
                page.add_data_validation(row, column, row, column, &choices)?;
            }
        }
    }
    // Figures are kept as text on purpose.
    page.ignore_error_range(0, 0, height.max(1) - 1, width - 1, IgnoreError::NumberStoredAsText)?;
    page.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The words that may stand in a cell, to choose from; other words may be typed.
fn choices(cell: &Cell) -> Option<DataValidation> {
    let length: usize = cell.options.iter().map(|option| option.chars().count() + 1).sum();
    let is_plain = cell.options.iter().all(|option| !option.contains([',', '"']));
    if cell.options.is_empty() || length > LONGEST_CHOICES || !is_plain {
        return None;
    }
    let choices = DataValidation::new().allow_list_strings(&cell.options).ok()?;
    Some(choices.show_error_message(false))
}

struct Formats {
    name: Format,
    title: Format,
    label: Format,
    remark: Format,
    value: Format,
}

impl Formats {
    fn new() -> Formats {
        let plain = || Format::new().set_num_format("@").set_align(FormatAlign::Top);
        let wrapped = || plain().set_text_wrap();
        let grey = Color::RGB(0x80_80_80);
        Formats {
            name: plain().set_font_color(grey).set_font_size(8),
            title: wrapped().set_bold().set_font_size(13),
            label: wrapped().set_bold(),
            remark: wrapped().set_italic().set_font_color(grey),
            value: wrapped()
                .set_background_color(Color::RGB(0xff_f9_e5))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0xd0_d0_d0)),
        }
    }

    fn of(&self, look: Look) -> &Format {
        match look {
            Look::Name => &self.name,
            Look::Title => &self.title,
            Look::Label => &self.label,
            Look::Remark => &self.remark,
            Look::Value => &self.value,
        }
    }
}
