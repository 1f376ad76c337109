//! A return being read: its records and cells, with every reading that the text leaves open.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::data::{Content, Entry, Node};
use crate::form::{BlankMeans, Field, Forms, MemberKind};
use crate::source::{SourceId, Span};
use crate::ty::ShapeId;

/// How a cell was read, by its place.
pub type Notes = BTreeMap<Span, Vec<String>>;

/// One reading of a cell; without words it is blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub words: Option<String>,
    pub place: Range<usize>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// One for each option of its group; a single one where nothing is open.
    pub readings: Vec<Reading>,
    pub group: Option<usize>,
    /// What stands there, where it cannot be read at all.
    pub unreadable: Option<Range<usize>>,
}

/// Cells whose readings go together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The options that are left.
    pub open: Vec<usize>,
    /// What is printed for all of them.
    pub place: Range<usize>,
    /// Why the others are out: the sums that hold with those that are left.
    pub grounds: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Slot {
    Cell(usize),
    Record(Record),
    Rows(Vec<Record>),
    /// The list as a whole is said not to apply.
    NotApplicable(Range<usize>),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub slots: BTreeMap<u16, Slot>,
    pub place: Range<usize>,
    /// Where the parts of the form stand that hold its lists, as tokens.
    pub stretches: BTreeMap<u16, Range<usize>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    pub cells: Vec<Cell>,
    pub groups: Vec<Group>,
}

impl Cells {
    /// A cell that was read in one way.
    pub fn plain(&mut self, reading: Reading) -> usize {
        self.add(Cell { readings: vec![reading], group: None, unreadable: None })
    }

    pub fn add(&mut self, cell: Cell) -> usize {
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// The readings that are left of a cell.
    pub fn readings(&self, cell: usize) -> Vec<&Reading> {
        let cell = &self.cells[cell];
        match cell.group {
            Some(group) => self.groups[group].open.iter().filter_map(|&option| cell.readings.get(option)).collect(),
            None => cell.readings.iter().collect(),
        }
    }

    /// The words of a cell that has one reading.
    pub fn words(&self, cell: usize) -> Option<&str> {
        match self.readings(cell)[..] {
            [only] => only.words.as_deref(),
            _ => None,
        }
    }
}

impl Record {
    pub fn cell(&self, member: u16) -> Option<usize> {
        match self.slots.get(&member) {
            Some(Slot::Cell(cell)) => Some(*cell),
            _ => None,
        }
    }

    /// The cell where a path leads, through groups of fields.
    pub fn at(&self, path: &[u16]) -> Option<usize> {
        match (path, self.slots.get(path.first()?)?) {
            ([_], Slot::Cell(cell)) => Some(*cell),
            ([_, rest @ ..], Slot::Record(inner)) => inner.at(rest),
            _ => None,
        }
    }

    /// Puts a cell where a path leads, through groups of fields.
    pub fn put(&mut self, path: &[u16], cell: usize) {
        match path {
            [] => {}
            [member] => drop(self.slots.insert(*member, Slot::Cell(cell))),
            [member, rest @ ..] => {
                let slot = self.slots.entry(*member).or_insert_with(|| Slot::Record(Record::default()));
                if let Slot::Record(inner) = slot {
                    inner.put(rest, cell);
                }
            }
        }
    }

    pub fn rows(&self, list: u16) -> &[Record] {
        match self.slots.get(&list) {
            Some(Slot::Rows(rows)) => rows,
            _ => &[],
        }
    }
}

/// Makes the document of a return: what a file of data would have said.
pub(super) struct Writer<'a> {
    pub forms: &'a Forms,
    pub source: SourceId,
    pub text: &'a str,
    pub cells: &'a Cells,
    pub notes: Notes,
}

impl Writer<'_> {
    pub fn record(&mut self, shape: ShapeId, record: &Record) -> Node {
        let members = &self.forms.shape(shape).members;
        let mut entries = Vec::new();
        for (member, slot) in &record.slots {
            let Some(declared) = members.get(*member as usize) else { continue };
            let value = match (slot, &declared.kind) {
                (Slot::Cell(cell), MemberKind::Field(field)) => self.cell(*cell, Some(field)),
                (Slot::Cell(cell), _) => self.cell(*cell, None),
                (Slot::Record(inner), MemberKind::Record(shape)) => self.record(*shape, inner),
                (Slot::Rows(rows), MemberKind::List { rows: shape, .. }) => {
                    let items: Vec<Node> = rows.iter().map(|row| self.record(*shape, row)).collect();
                    let span = items.first().map_or(self.span(&record.place), |item| item.span);
                    Node { span, content: Content::Sequence(items) }
                }
                (Slot::NotApplicable(place), _) => Node { span: self.span(place), content: Content::Scalar("Not applicable".to_owned()) },
                _ => continue,
            };
            entries.push(Entry { key: declared.name.clone(), key_span: value.span, value });
        }
        Node { span: self.span(&record.place), content: Content::Mapping(entries) }
    }

    fn cell(&mut self, cell: usize, field: Option<&Field>) -> Node {
        let cells = self.cells;
        let Some(stored) = cells.cells.get(cell) else {
            return Node { span: self.span(&(0..0)), content: Content::Null };
        };
        if let Some(place) = &stored.unreadable {
            return self.unreadable(place, &[]);
        }
        let readings = cells.readings(cell);
        let Some(&first) = readings.first() else { return self.unreadable(&(0..0), &[]) };
        let zero = field.and_then(|field| {
            readings.iter().all(|reading| is_zero(field, reading)).then_some(&readings)?.iter().find(|reading| reading.words.is_some())
        });
        let first = zero.copied().unwrap_or(first);
        if zero.is_none() && readings.iter().any(|reading| reading.words != first.words) {
            let place = stored.group.map_or(first.place.clone(), |group| cells.groups[group].place.clone());
            let mut could_be: Vec<String> = readings.iter().map(|reading| reading.words.clone().unwrap_or_default()).collect();
            could_be.sort();
            could_be.dedup();
            return self.unreadable(&place, &could_be);
        }
        let span = self.span(&first.place);
        let mut notes = first.notes.clone();
        if zero.is_some() && readings.iter().any(|reading| reading.words != first.words) {
            notes.push("blank or this, which here is the same".to_owned());
        }
        let was_open = stored.readings.iter().any(|reading| reading.words != first.words);
        let grounds =
            stored.group.filter(|_| was_open).map(|group| cells.groups[group].grounds.join(" and ")).filter(|all| !all.is_empty());
        notes.extend(grounds.map(|grounds| format!("of the readings that are possible the one with {grounds}")));
        if !notes.is_empty() {
            let known = self.notes.entry(span).or_default();
            known.extend(notes.into_iter().filter(|note| !known.contains(note)).collect::<Vec<_>>());
        }
        let content = first.words.clone().map_or(Content::Null, Content::Scalar);
        Node { span, content }
    }

    fn unreadable(&self, place: &Range<usize>, could_be: &[String]) -> Node {
        let span = self.span(place);
        let scalar = |words: &str| Node { span, content: Content::Scalar(words.to_owned()) };
        let printed = self.text.get(place.clone()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let mut entries = vec![Entry { key: "unreadable".to_owned(), key_span: span, value: scalar(&printed) }];
        if !could_be.is_empty() {
            let items = could_be.iter().map(|words| scalar(words)).collect();
            let value = Node { span, content: Content::Sequence(items) };
            entries.push(Entry { key: "could_be".to_owned(), key_span: span, value });
        }
        Node { span, content: Content::Mapping(entries) }
    }

    fn span(&self, place: &Range<usize>) -> Span {
        let end = place.end.min(self.text.len());
        Span::new(self.source, place.start.min(end), end)
    }
}

/// Whether a reading of a field stands for zero.
fn is_zero(field: &Field, reading: &Reading) -> bool {
    match reading.words.as_deref() {
        None => field.blank == BlankMeans::Zero,
        Some("N/A") => field.not_applicable_is_zero,
        Some(words) => {
            words == "0" || words.eq_ignore_ascii_case("nil") || (matches!(words, "-" | "--") && field.blank == BlankMeans::Zero)
        }
    }
}
