//! From a form, or a return of it, to the sheets of a template.

use super::places::{self, Place, places};
use super::{ABSENT, BLANK, COLUMNS, FORM, NOT_APPLICABLE, REMARK, STAMP};
use crate::csv;
use crate::data::{Content, Entry, Node, quoted};
use crate::form::{Form, Forms};
use crate::ty::{FormId, ShapeId};

/// The empty rows of a list to be filled in, of a form and of what a return has below its own.
const EMPTY_ROWS: usize = 6;
const MORE_ROWS: usize = 3;

/// The most characters of a sheet's name that spreadsheet programs take.
const LONGEST_NAME: usize = 31;

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub lines: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub look: Look,
    /// The words of which one is expected.
    pub options: Vec<String>,
}

/// What a cell is to the person who fills the template in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What the program goes by.
    Name,
    Title,
    Label,
    Remark,
    /// To be filled in.
    Value,
}

/// The sheets of a form: to be filled in, or with what a return says.
pub fn sheets(forms: &Forms, form: FormId, of: Option<&Node>, language: Option<&str>) -> Vec<Sheet> {
    let declared = forms.form(form);
    let mut writer = Writer { forms, language, is_filled: of.is_some(), sheets: Vec::new() };
    writer.begin(title(declared, language));
    let title = title(declared, language);
    writer.line(vec![name(FORM), cell(title, Look::Title), name(&declared.name)]);
    let advice = "Leave column A, the names of columns and this line as they are";
    writer.line(vec![name(STAMP), cell(advice, Look::Remark), name(&places::stamp(forms, declared.shape))]);
    let help = "Fill in what is printed on the form, as it is printed. An empty cell is a blank.";
    writer.line(vec![name(REMARK), cell(help, Look::Remark)]);
    let mut group: Option<&str> = None;
    for place in &places(forms, declared.shape) {
        let of_group = place.path.first().filter(|_| place.path.len() > 1).copied();
        let begins = place.rows().is_some() || (of_group.is_some() && of_group != group);
        group = of_group.or(group.filter(|_| place.rows().is_none()));
        if begins {
            let heading = if of_group.is_some() { place.members.first().copied() } else { None };
            let title = heading.map_or_else(|| place.label(language), |group| group.label.clone());
            writer.begin(&title);
        }
        let given = of.map(|node| Given::of(Some(node)).at(&place.path));
        match place.rows() {
            None => writer.field(place, given),
            Some(rows) => writer.list(place, rows, None, vec![(Vec::new(), given)]),
        }
    }
    writer.sheets
}

fn title<'f>(form: &'f Form, language: Option<&str>) -> &'f str {
    let translated = form.titles.iter().find(|(tag, _)| Some(tag.as_str()) == language);
    translated.map_or(&form.title, |(_, title)| title)
}

/// The sheets as CSV, one below the other.
pub fn csv(sheets: &[Sheet]) -> String {
    let lines = sheets.iter().enumerate().flat_map(|(at, sheet)| {
        let gap = (at > 0).then(|| vec![""]).into_iter();
        gap.map(|cells| csv::row(&cells)).chain(sheet.lines.iter().map(|line| {
            let words: Vec<String> = line.iter().map(harmless).collect();
            csv::row(&words.iter().map(String::as_str).collect::<Vec<_>>())
        }))
    });
    lines.collect()
}

/// Words that no spreadsheet program takes for a formula.
fn harmless(cell: &Cell) -> String {
    let is_figure = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    let begins_formula = match cell.text.strip_prefix('-') {
        Some(rest) => !is_figure(rest),
        None => cell.text.starts_with(['=', '+', '@', '＝', '＋', '－', '＠']),
    };
    match cell.look {
        _ if !begins_formula => cell.text.clone(),
        Look::Value => printed(&cell.text),
        _ => format!(" {}", cell.text),
    }
}

/// What a return says at a place.
#[derive(Clone, Copy)]
enum Given<'a> {
    /// Nothing: the return has no such cell.
    Nothing,
    Node(&'a Node),
}

impl<'a> Given<'a> {
    fn of(node: Option<&'a Node>) -> Given<'a> {
        node.map_or(Given::Nothing, Given::Node)
    }

    /// What stands where names lead; what is said of a whole is said of each of its parts.
    fn at(self, path: &[&str]) -> Given<'a> {
        let [name, rest @ ..] = path else { return self };
        match self {
            Given::Node(Node { content: Content::Mapping(entries), .. }) if !is_unreadable(entries) => {
                Given::of(entries.iter().find(|entry| entry.key == *name).map(|entry| &entry.value)).at(rest)
            }
            whole => whole,
        }
    }

    fn words(self) -> String {
        let Given::Node(node) = self else { return ABSENT.to_owned() };
        match &node.content {
            Content::Null => String::new(),
            Content::Scalar(words) if words.trim().is_empty() => String::new(),
            Content::Scalar(words) if words.starts_with('{') => printed(words),
            Content::Scalar(words) => words.clone(),
            Content::Sequence(rows) if rows.is_empty() => NOT_APPLICABLE.to_owned(),
            Content::Sequence(_) => String::new(),
            Content::Mapping(entries) => unreadable(entries),
        }
    }

    fn rows(self) -> &'a [Node] {
        match self {
            Given::Node(Node { content: Content::Sequence(rows), .. }) => rows,
            _ => &[],
        }
    }
}

fn is_unreadable(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.key == "unreadable")
}

fn printed(words: &str) -> String {
    format!("{{printed: {}}}", quoted(words))
}

fn unreadable(entries: &[Entry]) -> String {
    let words = |node: &Node| match &node.content {
        Content::Scalar(words) => quoted(words),
        _ => quoted(""),
    };
    let of = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
    let stands = of("unreadable").map_or_else(|| quoted(""), words);
    let could_be: Vec<String> = match of("could_be").map(|node| (&node.content, node)) {
        Some((Content::Sequence(items), _)) => items.iter().map(words).collect(),
        Some((Content::Scalar(_), node)) => vec![words(node)],
        _ => Vec::new(),
    };
    let could_be = if could_be.is_empty() { String::new() } else { format!(", could_be: [{}]", could_be.join(", ")) };
    format!("{{unreadable: {stands}{could_be}}}")
}

fn cell(text: &str, look: Look) -> Cell {
    Cell { text: crate::value::normal_text(text), look, options: Vec::new() }
}

fn name(text: &str) -> Cell {
    cell(text, Look::Name)
}

struct Writer<'f> {
    forms: &'f Forms,
    language: Option<&'f str>,
    /// Whether there is a return; else the lists have empty rows.
    is_filled: bool,
    sheets: Vec<Sheet>,
}

impl<'f> Writer<'f> {
    fn begin(&mut self, title: &str) {
        let name = self.sheet_name(title);
        self.sheets.push(Sheet { name, lines: Vec::new() });
    }

    /// A name that spreadsheet programs take and that no other sheet has.
    fn sheet_name(&self, title: &str) -> String {
        let clean: String = title.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { ' ' } else { c }).collect();
        let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut = |most: usize| -> String {
            let kept: String = clean.chars().take(most).collect();
            let is_cut = clean.chars().nth(most).is_some_and(|next| next.is_alphanumeric() && next.is_ascii());
            let whole = kept.rfind(' ').filter(|_| is_cut && kept.ends_with(|c: char| c.is_ascii_alphanumeric()));
            whole.map_or(kept.as_str(), |end| &kept[..end]).trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned()
        };
        let is_free = |name: &str| !name.is_empty() && self.sheets.iter().all(|sheet| !sheet.name.eq_ignore_ascii_case(name));
        let whole = cut(LONGEST_NAME);
        let numbered = (2..).map(|number: usize| format!("{} {number}", cut(LONGEST_NAME - 4)).trim_start().to_owned());
        std::iter::once(whole).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
    }

    fn line(&mut self, cells: Vec<Cell>) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.lines.push(cells);
        }
    }

    fn value(&self, place: &Place<'f>, text: String) -> Cell {
        Cell { text, look: Look::Value, options: place.options(self.forms).into_iter().map(str::to_owned).collect() }
    }

    fn field(&mut self, place: &Place<'f>, given: Option<Given<'_>>) {
        let text = given.map(Given::words).unwrap_or_default();
        let value = self.value(place, text);
        let expected = cell(&place.expected(self.forms), Look::Remark);
        self.line(vec![name(&place.name()), cell(&place.label(self.language), Look::Label), value, expected]);
    }

    /// A list and those in it, for each row that has it with the number of that row; for a template there is one row, of which nothing is
    /// known.
    fn list(&mut self, place: &Place<'f>, shape: ShapeId, parent: Option<&str>, given: Vec<(Vec<usize>, Option<Given<'_>>)>) {
        let full = places::full_name(parent, place);
        let columns = places(self.forms, shape);
        self.line(Vec::new());
        let label = place.label(self.language);
        if parent.is_none() {
            let words = given.first().and_then(|(_, given)| *given).map(Given::words).unwrap_or_default();
            let value = Cell { text: words, look: Look::Value, options: Vec::new() };
            self.line(vec![name(&full), cell(&label, Look::Title), value, cell(super::OF_A_LIST, Look::Remark)]);
        } else {
            let which = "The number of a row begins with that of the row above to which it belongs";
            self.line(vec![name(REMARK), cell(&label, Look::Title), cell(which, Look::Remark)]);
        }
        let labels = columns.iter().map(|column| cell(&column.label(self.language), Look::Label));
        self.line([name(REMARK), cell("Row", Look::Label)].into_iter().chain(labels).collect());
        let expected = columns.iter().map(|column| cell(&column.expected(self.forms), Look::Remark));
        self.line([name(REMARK), cell("", Look::Remark)].into_iter().chain(expected).collect());
        let names = columns.iter().map(|column| name(&column.name()));
        self.line([name(&format!("{full}{COLUMNS}")), name("row")].into_iter().chain(names).collect());
        let rows = self.rows(&columns, &given);
        for column in columns.iter().filter(|column| column.rows().is_some()) {
            let Some(inner) = column.rows() else { continue };
            let below = rows.iter().map(|(number, row)| (number.clone(), row.map(|row| row.at(&column.path)))).collect();
            self.list(column, inner, Some(&full), below);
        }
    }

    /// Writes rows, and gives them with their numbers.
    fn rows<'a>(&mut self, columns: &[Place<'f>], given: &[(Vec<usize>, Option<Given<'a>>)]) -> Vec<(Vec<usize>, Option<Given<'a>>)> {
        let mut written = Vec::new();
        for (above, list) in given {
            let rows = list.map(Given::rows).unwrap_or_default();
            for (at, row) in (1..).zip(rows) {
                let number: Vec<usize> = above.iter().copied().chain([at]).collect();
                self.row(columns, &number, Some(Given::Node(row)));
                written.push((number, Some(Given::Node(row))));
            }
        }
        let (above, empty): (&[usize], usize) = match given.last() {
            Some((above, _)) if self.is_filled => (above, MORE_ROWS),
            Some((above, _)) => (above, EMPTY_ROWS),
            // Rows of rows that are not there.
            None => return written,
        };
        let first = given.last().and_then(|(_, list)| *list).map_or(0, |list| list.rows().len()) + 1;
        for at in first..first + empty {
            let number: Vec<usize> = above.iter().copied().chain([at]).collect();
            self.row(columns, &number, None);
        }
        if !self.is_filled {
            written.push((above.iter().copied().chain([1]).collect(), None));
        }
        written
    }

    fn row(&mut self, columns: &[Place<'f>], number: &[usize], row: Option<Given<'_>>) {
        let number = number.iter().map(usize::to_string).collect::<Vec<_>>().join(".");
        let mut texts: Vec<String> = columns.iter().map(|column| row.map(|row| row.at(&column.path).words()).unwrap_or_default()).collect();
        let has_rows = |row: Given<'_>| columns.iter().any(|column| !row.at(&column.path).rows().is_empty());
        if let (Some(row), Some(first)) = (row, texts.iter().position(String::is_empty))
            && texts.iter().all(String::is_empty)
            && !has_rows(row)
        {
            texts[first] = BLANK.to_owned();
        }
        let cells = columns.iter().zip(texts).map(|(column, text)| self.value(column, text));
        let cells: Vec<Cell> = [name(""), Cell { text: number, look: Look::Value, options: Vec::new() }].into_iter().chain(cells).collect();
        self.line(cells);
    }
}
