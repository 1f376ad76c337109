//! From the cells of a template to what the same return would say in YAML, and what is wrong with the template.

use std::collections::BTreeMap;

use super::grid::{self, Cell, Line};
use super::places::{self, List, Place};
use super::rows::{Rows, Table};
use super::{ABSENT, BLANK, COLUMNS, FORM, REMARK, STAMP};
use crate::data::{Content, Document, Entry, Node};
use crate::diag::{Diagnostic, codes, suggest};
use crate::form::{Forms, MemberKind};
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::ty::{ShapeId, Ty};
use crate::value::normal_text;

/// Missing fields beyond these are counted.
const MOST_NAMED: usize = 6;

/// Reads a template. The form is looked up by whoever takes the document.
pub fn read(forms: &Forms, sources: &SourceMap, id: SourceId) -> Document {
    let source = sources.get(id);
    let sheets = match grid::sheets(source, id, super::sign(&source.text).unwrap_or(b',')) {
        Ok(sheets) => sheets,
        Err(open) => {
            let message = "a quote is opened here and closed nowhere";
            let help = "What follows it is taken for one cell. Close it, or save the table anew. Nothing of the file was taken over.";
            return Document::new(id, Err(Diagnostic::new(&codes::TEMPLATE_CELL, message, open, "opened here").help(help).into()));
        }
    };
    let named = sheets.iter().flat_map(|sheet| &sheet.lines).find(|line| line.cell(0).text == FORM);
    let named = named.map_or_else(|| Cell { text: String::new(), span: Span::new(id, 0, 0) }, |line| line.cell(2));
    let form = Entry { key: FORM.to_owned(), key_span: named.span, value: scalar(&named) };
    let mut entries = vec![form];
    let mut problems = Vec::new();
    // A form that is not known is told by whoever takes the document, with those that are.
    if let Some(known) = forms.find(&named.text) {
        let shape = forms.form(known).shape;
        let root = places::places(forms, shape);
        let mut reader = Reader {
            forms,
            source,
            lists: places::lists(forms, shape),
            root: &root,
            fields: BTreeMap::new(),
            tables: BTreeMap::new(),
            stamp: None,
            missing: Vec::new(),
            problems,
        };
        sheets.iter().for_each(|sheet| reader.sheet(sheet));
        entries.extend(reader.finish(shape, named.span));
        problems = reader.problems;
    }
    let content = Node { span: named.span, content: Content::Mapping(entries) };
    Document { problems, ..Document::new(id, Ok(content)) }
}

pub(super) fn scalar(cell: &Cell) -> Node {
    Node { span: cell.span, content: Content::Scalar(cell.text.clone()) }
}

/// A template being read.
struct Reader<'f> {
    forms: &'f Forms,
    source: &'f Source,
    lists: BTreeMap<String, List<'f>>,
    root: &'f [Place<'f>],
    /// What stands in the lines of fields; `None` for one that is said to be absent.
    fields: BTreeMap<String, Vec<(Span, Option<Node>)>>,
    tables: BTreeMap<String, Table>,
    stamp: Option<Cell>,
    /// The fields for which there is no line or column.
    missing: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'f> Reader<'f> {
    fn sheet(&mut self, sheet: &grid::Sheet<'_>) {
        let is_ours = |line: &&Line| {
            let first = line.cell(0).text;
            let first = first.strip_suffix(COLUMNS).unwrap_or(&first);
            first == FORM || first == STAMP || self.lists.contains_key(first) || self.root.iter().any(|place| place.name() == first)
        };
        if let (Some(name), None, Some(line)) = (sheet.name, sheet.lines.iter().find(is_ours), sheet.lines.first()) {
            let message = format!("the sheet `{name}` is no part of the template");
            let place = line.said_from(0).map_or(line.cell(0).span, |cell| cell.span);
            let help = "Nothing on it has the name of a field in column A, so nothing of it was read.";
            self.problems.push(Diagnostic::new(&codes::TEMPLATE_CHANGED, message, place, "begins here").help(help));
            return;
        }
        let mut table: Option<String> = None;
        for line in &sheet.lines {
            let first = line.cell(0);
            match first.text.as_str() {
                REMARK => {}
                "" => match &table {
                    Some(list) => self.row(list, line),
                    None => self.stray(line, 0, "nothing in column A says which field this is of"),
                },
                FORM => table = None,
                STAMP => (table, self.stamp) = (None, Some(line.cell(2))),
                name => table = self.named(name, &first, line),
            }
        }
    }

    /// A line that has the name of a field, of a list, or of a list whose columns it names. Gives the list whose rows follow.
    fn named(&mut self, name: &str, first: &Cell, line: &Line) -> Option<String> {
        if let Some(list) = name.strip_suffix(COLUMNS).filter(|list| self.lists.contains_key(*list)) {
            self.columns(list, first, line);
            return Some(list.to_owned());
        }
        let Some(place) = self.root.iter().find(|place| place.name() == name) else {
            let columns = self.lists.keys().map(|list| format!("{list}{COLUMNS}"));
            let names: Vec<String> = self.root.iter().map(Place::name).chain(columns).collect();
            self.unknown(first, &names);
            return None;
        };
        let expected = normal_text(&place.expected(self.forms));
        let from = if normal_text(&line.cell(3).text) == expected { 4 } else { 3 };
        self.stray(line, from, "this stands beside the value, which belongs in column C");
        let value = self.value(place, &line.cell(2));
        if place.rows().is_some() {
            let table = self.tables.entry(name.to_owned()).or_default();
            match table.state.is_some() {
                true => self.twice(&format!("the list `{name}` has two lines"), first),
                false => table.state = Some((first.span, value)),
            }
        } else {
            self.fields.entry(name.to_owned()).or_default().push((first.span, value));
        }
        None
    }

    fn columns(&mut self, name: &str, first: &Cell, line: &Line) {
        let Some(list) = self.lists.get(name) else { return };
        let names: Vec<String> = list.columns.iter().map(Place::name).collect();
        let mut columns: Vec<Option<usize>> = vec![None, None];
        let mut column = 2;
        while line.said_from(column).is_some() {
            let cell = line.cell(column);
            let known = names.iter().position(|name| *name == cell.text);
            if known.is_none() && !cell.text.is_empty() {
                self.unknown(&cell, &names);
            }
            if known.is_some() && columns.contains(&known) {
                self.twice(&format!("two columns are named `{}`", cell.text), &cell);
            }
            columns.push(known);
            column += 1;
        }
        // Which of two columns of one name holds cannot be told.
        for (at, column_name) in names.iter().enumerate() {
            let places: Vec<usize> = (0..columns.len()).filter(|&column| columns[column] == Some(at)).collect();
            match places.len() {
                0 => self.missing.push(format!("{name}.{column_name}")),
                1 => {}
                _ => places.into_iter().for_each(|column| columns[column] = None),
            }
        }
        let is_second = self.tables.get(name).is_some_and(|table| table.columns.is_some());
        if is_second {
            self.twice(&format!("the columns of `{name}` are named twice"), first);
        }
        self.tables.entry(name.to_owned()).or_default().columns = Some(columns);
    }

    fn row(&mut self, name: &str, line: &Line) {
        let Some(list) = self.lists.get(name) else { return };
        let columns = self.tables.get(name).and_then(|table| table.columns.clone()).unwrap_or_default();
        let places: Vec<(usize, usize)> = columns.iter().enumerate().filter_map(|(column, place)| Some((column, (*place)?))).collect();
        let wanted: Vec<(usize, Cell, ValueOf)> =
            places.iter().filter_map(|&(column, at)| Some((at, line.cell(column), ValueOf::of(list.columns.get(at)?)))).collect();
        self.stray(line, columns.len().max(2), "this stands in a column that has no name");
        let is_blank = wanted.iter().all(|(_, cell, _)| cell.text.is_empty());
        let values = wanted.into_iter().map(|(at, cell, of)| (at, self.value_of(of, &cell))).collect();
        if let Some(table) = self.tables.get_mut(name) {
            table.add(line.cell(1), values, is_blank);
        }
    }

    /// Says that something stands where nothing is read, from a column on.
    fn stray(&mut self, line: &Line, from: usize, message: &str) {
        if let Some(cell) = line.said_from(from) {
            let help = "It was not read. Move it to where it belongs, or write `#` in column A of a line that is a remark.";
            self.problems.push(Diagnostic::new(&codes::TEMPLATE_CELL, message, cell.span, "not read").help(help));
        }
    }

    fn twice(&mut self, message: &str, cell: &Cell) {
        let help = "Which of the two holds cannot be told. Take one of them out.";
        self.problems.push(Diagnostic::new(&codes::TEMPLATE_CELL, message, cell.span, "the second one").help(help));
    }

    fn unknown(&mut self, cell: &Cell, names: &[String]) {
        let words = normal_text(&cell.text);
        let known = || names.iter().map(String::as_str);
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_KEY, format!("the form has no field `{words}` here"), cell.span, "not a field");
        if let Some(near) = suggest::nearest(&words, known()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        } else if let Some(advice) = suggest::advice(&words, known()) {
            diagnostic = diagnostic.help(advice);
        }
        self.problems.push(diagnostic);
    }

    fn value(&mut self, place: &Place<'_>, cell: &Cell) -> Option<Node> {
        self.value_of(ValueOf::of(place), cell)
    }

    /// What a cell says; `None` where it says that the return has no such cell.
    fn value_of(&mut self, of: ValueOf, cell: &Cell) -> Option<Node> {
        let is_binary = self.source.is_binary(&cell.span.range());
        match cell.text.as_str() {
            "" | BLANK => Some(Node { span: cell.span, content: Content::Null }),
            ABSENT => None,
            // A spreadsheet may show a percentage as a hundred times as much as it holds.
            text if is_binary && of == ValueOf::Percent => Some(unreadable(cell, text)),
            text if text.starts_with('{') => Some(self.in_braces(cell)),
            _ => Some(scalar(cell)),
        }
    }

    /// What stands in braces says what it would say in YAML; `printed` says its words as they are.
    fn in_braces(&mut self, cell: &Cell) -> Node {
        let mut sources = SourceMap::default();
        let id = sources.add("", format!("cell: {}\n", cell.text));
        let said = match Document::of_data(&sources, id).content {
            Ok(Node { content: Content::Mapping(mut entries), .. }) if entries.len() == 1 => entries.pop().map(|entry| entry.value.content),
            _ => None,
        };
        match said {
            Some(Content::Mapping(mut entries)) if entries.iter().any(|entry| entry.key == "unreadable") => {
                entries.iter_mut().for_each(|entry| moved(entry, cell.span));
                Node { span: cell.span, content: Content::Mapping(entries) }
            }
            Some(Content::Mapping(entries)) if entries.len() == 1 && entries[0].key == "printed" => match &entries[0].value.content {
                Content::Scalar(words) => Node { span: cell.span, content: Content::Scalar(words.clone()) },
                _ => unreadable(cell, ""),
            },
            _ => {
                let message = format!("`{}` says nothing that is known here", cell.text);
                let help =
                    "In braces stands `{absent}`, `{blank}`, `{unreadable: \"…\"}` or `{printed: \"…\"}`. The cell counts as unreadable.";
                self.problems.push(Diagnostic::new(&codes::TEMPLATE_CELL, message, cell.span, "not understood").help(help));
                unreadable(cell, &cell.text)
            }
        }
    }

    /// The fields of the form in its order, and what is wrong with the template as a whole.
    fn finish(&mut self, shape: ShapeId, named: Span) -> Vec<Entry> {
        let lines = self.root.iter().map(|place| (place.name(), place.rows().is_some()));
        let without: Vec<String> = lines
            .filter(|(name, is_list)| match is_list {
                true => !self.tables.contains_key(name),
                false => !self.fields.contains_key(name),
            })
            .map(|(name, _)| name)
            .collect();
        let has_table = |list: &String| self.tables.get(list).is_some_and(|table| table.columns.is_some());
        // A list that is said not to apply needs no columns.
        let needs = |list: &String| match self.tables.get(list) {
            Some(table) => table.state.as_ref().is_none_or(|(_, state)| state.as_ref().is_some_and(|node| node.content == Content::Null)),
            None => self.lists.get(list).and_then(|list| list.parent.as_ref()).is_some_and(has_table),
        };
        let columns = self.lists.keys().filter(|list| !has_table(list) && needs(list)).map(|list| format!("{list}{COLUMNS}"));
        let missing: Vec<String> = without.into_iter().chain(columns).chain(std::mem::take(&mut self.missing)).collect();
        let mut rows = Rows::new(&self.lists, std::mem::take(&mut self.tables));
        rows.settle(&mut self.problems);
        let mut entries = Vec::new();
        for place in self.root {
            let name = place.name();
            if place.rows().is_some() {
                let node = rows.list(&name, &[], rows.state(&name), &mut self.problems);
                put(&mut entries, &place.path, node.map(|node| (node.span, node)));
            }
            for (key, value) in self.fields.remove(&name).unwrap_or_default() {
                put(&mut entries, &place.path, value.map(|value| (key, value)));
            }
        }
        self.tell_missing(&missing, shape, named);
        entries
    }

    fn tell_missing(&mut self, missing: &[String], shape: ShapeId, named: Span) {
        let is_other = self.stamp.as_ref().is_some_and(|stamp| stamp.text != places::stamp(self.forms, shape));
        if missing.is_empty() {
            return;
        }
        let shown: Vec<String> = missing.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
        let more = missing.len().saturating_sub(MOST_NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("the template lacks {}{more}", shown.join(", "));
        let help = match is_other {
            true => {
                "It was made for another version of the form: `rulecheck new return` writes one of this version. The return has no such cells."
            }
            false => {
                "The return has no such cells. Give a line or a column its name back, or have `rulecheck new return` write the template anew."
            }
        };
        self.problems.push(Diagnostic::new(&codes::TEMPLATE_CHANGED, message, named, "of this form").help(help));
    }
}

/// How a cell is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueOf {
    Percent,
    Other,
}

impl ValueOf {
    fn of(place: &Place<'_>) -> ValueOf {
        match &place.member.kind {
            MemberKind::Field(field) if matches!(field.ty, Ty::Quantity { percent: true, .. }) => ValueOf::Percent,
            _ => ValueOf::Other,
        }
    }
}

fn unreadable(cell: &Cell, words: &str) -> Node {
    let value = Node { span: cell.span, content: Content::Scalar(words.to_owned()) };
    let entry = Entry { key: "unreadable".to_owned(), key_span: cell.span, value };
    Node { span: cell.span, content: Content::Mapping(vec![entry]) }
}

/// Moves what was read of a cell to its place.
fn moved(entry: &mut Entry, span: Span) {
    entry.key_span = span;
    moved_node(&mut entry.value, span);
}

fn moved_node(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.content {
        Content::Sequence(items) => items.iter_mut().for_each(|item| moved_node(item, span)),
        Content::Mapping(entries) => entries.iter_mut().for_each(|entry| moved(entry, span)),
        Content::Scalar(_) | Content::Null => {}
    }
}

/// Puts a value where names lead, through groups of fields.
pub(super) fn put(entries: &mut Vec<Entry>, path: &[&str], value: Option<(Span, Node)>) {
    let Some((key_span, node)) = value else { return };
    match path {
        [] => {}
        [name] => entries.push(Entry { key: (*name).to_owned(), key_span, value: node }),
        [group, rest @ ..] => {
            let at = entries.iter().position(|entry| entry.key == *group).unwrap_or_else(|| {
                let value = Node { span: key_span, content: Content::Mapping(Vec::new()) };
                entries.push(Entry { key: (*group).to_owned(), key_span, value });
                entries.len() - 1
            });
            if let Some(Content::Mapping(inner)) = entries.get_mut(at).map(|entry| &mut entry.value.content) {
                put(inner, rest, Some((key_span, node)));
            }
        }
    }
}
