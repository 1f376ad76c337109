//! Returns as tables to fill in, with a sheet for each part of the form: from a form or a return to its sheets, and back.
//!
//! Each line says in its first cell what it is, so that lines may be moved and sheets renamed:
//!
//! | first cell | the line |
//! |---|---|
//! | `form` | the first one: the title of the form, and its name |
//! | `template` | what the form was when the template was made |
//! | the name of a field | the words printed for it, its value, and what is expected |
//! | the name of a list | its heading, and `Not applicable` where it has no rows |
//! | the name of a list with `[]` | the names of its columns; its rows follow |
//! | nothing | below the names of columns a row: its number, and its cells |
//! | `#` | a remark, which is not read |
//!
//! A row of a list in a list has the number of the row that it belongs to before its own: `2.1` is the first one of row 2.
//! An empty cell is a blank, a row without any words is none, and what neither can say stands in braces, as in YAML:
//! `{absent}`, `{blank}`, `{printed: "…"}`, `{unreadable: "…", could_be: ["…"]}`.

mod grid;
mod places;
mod read;
mod rows;
#[cfg(feature = "spreadsheets")]
pub mod workbook;
mod write;

pub use read::read;
pub use write::{Cell, Look, Sheet, csv, sheets};

/// What the first cell of a template says.
pub const FORM: &str = "form";

const STAMP: &str = "template";
const REMARK: &str = "#";
/// What the name of a list ends with in the line of its columns.
const COLUMNS: &str = "[]";
const ABSENT: &str = "{absent}";
const BLANK: &str = "{blank}";
const NOT_APPLICABLE: &str = "Not applicable";
/// What is expected in the line of a list.
const OF_A_LIST: &str = "Not applicable, if there are no rows";

/// Whether a text is a template: CSV, or the lines of a spreadsheet.
pub fn is_template(text: &str) -> bool {
    sign(text).is_some()
}

/// The sign that parts the cells of a template, which some spreadsheet programs choose by the language of the machine.
fn sign(text: &str) -> Option<u8> {
    let text = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let rest = text.strip_prefix("\"form\"").or_else(|| text.strip_prefix(FORM))?;
    rest.bytes().next().filter(|first| matches!(first, b',' | b';' | b'\t'))
}
