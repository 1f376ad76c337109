//! The rows of a template's lists: which row each belongs to, and which of them say anything.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Cell;
use super::places::List;
use super::read::put;
use crate::data::{Content, Entry, Node};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// What a template says of one list.
#[derive(Default)]
pub(super) struct Table {
    /// What its own line says, and where; `None` for one that is said to be absent.
    pub state: Option<(Span, Option<Node>)>,
    /// For each column the place of its member.
    pub columns: Option<Vec<Option<usize>>>,
    rows: Vec<Row>,
}

struct Row {
    /// What is written before it.
    written: Cell,
    /// The numbers of the rows above it, and its own.
    number: Vec<u32>,
    /// What its cells say, by the places of their members.
    values: Vec<(usize, Option<Node>)>,
    /// Whether it has no words but its number.
    is_blank: bool,
    /// Whether the return has it.
    stands: bool,
}

impl Table {
    pub fn add(&mut self, written: Cell, values: Vec<(usize, Option<Node>)>, is_blank: bool) {
        self.rows.push(Row { written, number: Vec::new(), values, is_blank, stands: !is_blank });
    }
}

/// All rows of a template.
pub(super) struct Rows<'r, 'f> {
    lists: &'r BTreeMap<String, List<'f>>,
    tables: BTreeMap<String, Table>,
}

impl<'r, 'f> Rows<'r, 'f> {
    pub fn new(lists: &'r BTreeMap<String, List<'f>>, tables: BTreeMap<String, Table>) -> Rows<'r, 'f> {
        Rows { lists, tables }
    }

    /// What the line of a list says.
    pub fn state(&self, list: &str) -> Option<Node> {
        let (span, state) = self.tables.get(list)?.state.as_ref()?;
        state.clone().map(|node| Node { span: if node.content == Content::Null { *span } else { node.span }, ..node })
    }

    /// Gives each row its number, and finds out which rows the return has: those that say something, and those that rows below belong to.
    pub fn settle(&mut self, problems: &mut Vec<Diagnostic>) {
        let mut names: Vec<&String> = self.lists.keys().collect();
        names.sort_by_key(|name| self.lists[*name].depth);
        for name in &names {
            self.number(name, problems);
        }
        for name in names.iter().rev() {
            let Some(parent) = self.lists[*name].parent.as_ref() else { continue };
            let mut orphans: Vec<(Span, String)> = Vec::new();
            let above: Vec<(Vec<u32>, Span)> = self.tables.get(*name).map_or_else(Vec::new, |table| {
                let standing = table.rows.iter().filter(|row| row.stands);
                standing.map(|row| (row.number[..row.number.len().saturating_sub(1)].to_vec(), row.written.span)).collect()
            });
            for (number, span) in above {
                let rows = self.tables.get_mut(parent).map(|table| table.rows.iter_mut()).into_iter().flatten();
                match rows.into_iter().find(|row| row.number == number) {
                    Some(row) => row.stands = true,
                    None if number.is_empty() => {}
                    None => orphans.push((span, number.iter().map(u32::to_string).collect::<Vec<_>>().join("."))),
                }
            }
            for (span, number) in orphans {
                let message = format!("`{parent}` has no row {number}");
                let help = format!("A row of `{name}` begins with the number of the row to which it belongs. It was not read.");
                problems.push(Diagnostic::new(&codes::TEMPLATE_CELL, message, span, "belongs nowhere").help(help));
            }
        }
    }

    /// Numbers the rows of a list.
    fn number(&mut self, name: &str, problems: &mut Vec<Diagnostic>) {
        let depth = self.lists[name].depth;
        let parent = self.lists[name].parent.as_ref();
        // A row without a number belongs to the only row above that says anything.
        let above: Vec<Vec<u32>> = parent
            .and_then(|parent| self.tables.get(parent))
            .map_or_else(Vec::new, |table| table.rows.iter().filter(|row| !row.is_blank).map(|row| row.number.clone()).collect());
        let Some(table) = self.tables.get_mut(name) else { return };
        // A row without a number of its own comes after all that have one.
        let mut last: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for mut numbers in table.rows.iter().filter_map(|row| numbers(&row.written.text)).filter(|numbers| numbers.len() == depth) {
            let own = numbers.pop().unwrap_or_default();
            let known = last.entry(numbers).or_default();
            *known = own.max(*known);
        }
        let mut taken: BTreeSet<Vec<u32>> = BTreeSet::new();
        for row in &mut table.rows {
            let written = &row.written.text;
            let wrong =
                |message: String, help: &str| Diagnostic::new(&codes::TEMPLATE_CELL, message, row.written.span, "this row").help(help);
            let lead = match numbers(written) {
                Some(mut numbers) if numbers.len() == depth => {
                    if taken.insert(numbers.clone()) {
                        row.number = numbers;
                        continue;
                    }
                    if !row.is_blank {
                        let help = "Give each row a number of its own. It counts as a row after the others.";
                        problems.push(wrong(format!("two rows have the number {written}"), help));
                    }
                    numbers.pop();
                    numbers
                }
                Some(numbers) if numbers.len() + 1 == depth => numbers,
                Some(numbers) if numbers.is_empty() && above.len() == 1 => above[0].clone(),
                _ if row.is_blank => {
                    row.stands = false;
                    continue;
                }
                _ => {
                    let message = match written.is_empty() {
                        true => "nothing says which row this one belongs to".to_owned(),
                        false => format!("`{written}` is not the number of a row"),
                    };
                    let help = match depth {
                        1 => "Rows are numbered 1, 2, 3. It was not read.",
                        _ => "Write the number of the row above to which it belongs before its own: `2.1`. It was not read.",
                    };
                    problems.push(wrong(message, help));
                    row.stands = false;
                    continue;
                }
            };
            let next = last.entry(lead.clone()).or_default();
            *next = next.saturating_add(1);
            row.number = lead.into_iter().chain([*next]).collect();
        }
    }

    /// A list of the rows that belong to one row, or what is said of it as a whole.
    pub fn list(&self, name: &str, above: &[u32], state: Option<Node>, problems: &mut Vec<Diagnostic>) -> Option<Node> {
        let rows = self.tables.get(name).map(|table| table.rows.as_slice()).unwrap_or_default();
        let is_here = |row: &&Row| row.stands && row.number.split_last().is_some_and(|(_, lead)| lead == above);
        let rows: Vec<&Row> = rows.iter().filter(is_here).collect();
        let Some(first) = rows.first() else { return state };
        if let Some(Node { span, content: Content::Scalar(_) | Content::Mapping(_) }) = &state {
            let message = format!("`{name}` is said to have no rows, and has {}", rows.len());
            let help = "The rows were read. Take out the words, or the rows.";
            problems.push(Diagnostic::new(&codes::TEMPLATE_CELL, message, *span, "said here").also(first.written.span, "a row").help(help));
        }
        let items: Vec<Node> = rows.iter().map(|row| self.row(name, row, problems)).collect();
        Some(Node {
            span: items.first().map_or(Span::new(first.written.span.source, 0, 0), |item| item.span),
            content: Content::Sequence(items),
        })
    }

    fn row(&self, list: &str, row: &Row, problems: &mut Vec<Diagnostic>) -> Node {
        let mut entries: Vec<Entry> = Vec::new();
        for (at, place) in self.lists[list].columns.iter().enumerate() {
            let own = row.values.iter().find(|(member, _)| *member == at).and_then(|(_, value)| value.clone());
            let value = match place.rows() {
                Some(_) => self.list(&format!("{list}.{}", place.name()), &row.number, own, problems),
                None => own,
            };
            put(&mut entries, &place.path, value.map(|value| (value.span, value)));
        }
        Node { span: row.written.span, content: Content::Mapping(entries) }
    }
}

/// The numbers that are written before a row, parted by points; none for other words.
fn numbers(written: &str) -> Option<Vec<u32>> {
    match written {
        "" => Some(Vec::new()),
        _ => written.split('.').map(|part| part.parse().ok().filter(|number| *number > 0)).collect(),
    }
}
