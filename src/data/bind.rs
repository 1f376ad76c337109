//! From a document to records and cells: each key finds its member of the declared form, and each member its cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, codes, suggest};
use crate::form::{FormKind, Forms, MemberKind};
use crate::source::{SourceId, Span};
use crate::ty::{FormId, ShapeId, Ty};
use crate::value::{CellId, RecordId, ReturnId, Value, normal_text, text_key};

use super::raw::{Content, Entry, Node};
use super::{Cell, CellState, Loaded, Record, Return, Slot, printed};

/// Binds documents, one after another.
pub(super) struct Binder<'a> {
    pub forms: &'a Forms,
    pub loaded: Loaded,
    /// How cells of the current document were read, by their places.
    pub notes: BTreeMap<Span, Vec<String>>,
}

/// What a document gives for a member of a form.
pub(super) enum Given {
    /// A value of the document.
    Node(Node),
    /// One state for all that the member holds: it is left out, blank, not applicable or unreadable as a whole.
    Whole(Whole),
}

impl Given {
    /// A member that is given twice can be neither; what stands at both places are its possible readings.
    fn or(self, second: &Node) -> Whole {
        let mut readings = match self {
            Given::Node(first) => words_of(&first.content).into_iter().collect(),
            Given::Whole(Whole { state: CellState::Unreadable(readings), .. }) => readings,
            Given::Whole(_) => Vec::new(),
        };
        readings.extend(words_of(&second.content));
        Whole { state: CellState::Unreadable(readings), printed: Arc::from(""), span: head(second.span, &second.content) }
    }
}

#[derive(Clone)]
pub(super) struct Whole {
    pub state: CellState,
    pub printed: Arc<str>,
    pub span: Span,
}

impl Whole {
    fn absent(span: Span) -> Whole {
        Whole { state: CellState::Absent, printed: Arc::from(""), span }
    }
}

impl<'a> Binder<'a> {
    pub fn new(forms: &'a Forms) -> Binder<'a> {
        Binder { forms, loaded: Loaded::default(), notes: BTreeMap::new() }
    }

    /// Binds one document, or says why it is no return.
    pub fn document(&mut self, source: SourceId, document: Node) {
        match self.form_of(document) {
            Ok((form, span, entries)) => {
                let owner = ReturnId(self.loaded.returns.returns.len() as u32);
                let root = RecordId(self.loaded.returns.records.len() as u32);
                self.loaded.returns.returns.push(Return { form, source, root, issuer: None, date: None, superseded_by: None });
                self.fields(owner, self.forms.form(form).shape, 0, span, entries);
            }
            Err(diagnostic) => self.loaded.diagnostics.push(*diagnostic),
        }
    }

    /// The form that a document names, the place where it does, and the other entries.
    fn form_of(&self, document: Node) -> Result<(FormId, Span, Vec<Entry>), Box<Diagnostic>> {
        let Content::Mapping(entries) = document.content else {
            let message = "the document is not a group of fields";
            return Err(Diagnostic::new(&codes::BAD_SHAPE, message, head(document.span, &document.content), "a return was expected here")
                .help("A return begins with `form: …`, followed by the fields of that form, each as `name: value`.")
                .into());
        };
        let start = entries.first().map_or(document.span, |entry| entry.key_span);
        let (mut naming, entries): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.key == "form");
        let Some(name) = naming.pop() else {
            return Err(Diagnostic::new(
                &codes::MISSING_FORM,
                "the document does not say which form it is",
                start,
                "`form: …` was expected",
            )
            .help(self.known_forms(""))
            .into());
        };
        if let Some(first) = naming.first() {
            return Err(duplicate_key("form", first.key_span, name.key_span).into());
        }
        let words = match &name.value.content {
            Content::Scalar(words) => words.trim(),
            _ => "",
        };
        if self.forms.table(words).is_some() {
            let message = format!("`{words}` is a table, and this is no table");
            let help = format!("The rows of a table are given as a CSV file, `{words}.csv`. {}", self.known_forms(""));
            return Err(Diagnostic::new(&codes::UNKNOWN_FORM, message, name.value.span, "not a form").help(help).into());
        }
        let Some(form) = self.forms.find(words) else {
            let message = if words.is_empty() { "the form is not named".to_owned() } else { format!("no form is named `{words}`") };
            let mut diagnostic =
                Diagnostic::new(&codes::UNKNOWN_FORM, message, name.value.span, "not a form").help(self.known_forms(words));
            if let Some(near) = suggest::nearest(words, self.form_names()) {
                diagnostic = diagnostic.fix(format!("write `{near}`"), name.value.span, near);
            }
            return Err(diagnostic.into());
        };
        Ok((form, name.value.span, entries))
    }

    fn form_names(&self) -> impl Iterator<Item = &'a str> {
        self.forms.forms.iter().filter(|form| form.kind != FormKind::Table).map(|form| form.name.as_str())
    }

    fn known_forms(&self, words: &str) -> String {
        match suggest::advice(words, self.form_names()) {
            Some(advice) if advice.ends_with('?') => format!("{advice} Nothing of the file was taken over."),
            Some(advice) => format!("{advice}. Nothing of the file was taken over."),
            None => "No form of this name is declared by the loaded packs. Nothing of the file was taken over.".to_owned(),
        }
    }

    /// A record from the entries of a mapping.
    fn fields(&mut self, owner: ReturnId, shape: ShapeId, row: u32, span: Span, entries: Vec<Entry>) -> RecordId {
        let forms = self.forms;
        let mut given: Vec<Option<Given>> = forms.shape(shape).members.iter().map(|_| None).collect();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for entry in entries {
            let known = forms.shape(shape).find(&entry.key);
            if let Some(&first) = seen.get(&entry.key) {
                self.loaded.diagnostics.push(duplicate_key(&entry.key, first, entry.key_span));
                if let Some(given) = known.and_then(|member| given.get_mut(member as usize)) {
                    *given = given.take().map(|first| Given::Whole(first.or(&entry.value)));
                }
                continue;
            }
            seen.insert(entry.key.clone(), entry.key_span);
            match known {
                Some(member) => given[member as usize] = Some(Given::Node(entry.value)),
                None => self.unknown_key(&entry, forms.shape(shape).members.iter().map(|member| member.name.as_str())),
            }
        }
        self.record(owner, shape, row, span, given)
    }

    /// A record in which each member is given, or absent.
    pub fn record(&mut self, owner: ReturnId, shape: ShapeId, row: u32, span: Span, given: Vec<Option<Given>>) -> RecordId {
        let id = RecordId(self.loaded.returns.records.len() as u32);
        self.loaded.returns.records.push(Record { shape, owner, slots: Vec::new(), row, span });
        let mut slots = Vec::with_capacity(given.len());
        for (member, given) in given.into_iter().enumerate() {
            let given = given.unwrap_or_else(|| Given::Whole(Whole::absent(span)));
            slots.push(self.slot(owner, id, member as u16, given));
        }
        self.loaded.returns.records[id.0 as usize].slots = slots;
        id
    }

    fn slot(&mut self, owner: ReturnId, record: RecordId, member: u16, given: Given) -> Slot {
        let forms = self.forms;
        let shape = self.loaded.returns.record(record).shape;
        let span = self.loaded.returns.record(record).span;
        match &forms.shape(shape).members[member as usize].kind {
            MemberKind::Field(field) => {
                let whole = match given {
                    Given::Node(node) => self.scalar(node, field.ty),
                    Given::Whole(whole) => whole,
                };
                Slot::Cell(self.cell(record, member, whole))
            }
            &MemberKind::Record(inner) => match self.group(given) {
                Ok((at, entries)) => Slot::Record(self.fields(owner, inner, 0, at, entries)),
                Err(whole) => {
                    let at = if whole.state == CellState::Absent { span } else { whole.span };
                    Slot::Record(self.uniform(owner, inner, 0, at, &whole))
                }
            },
            &MemberKind::List { rows, blank_is_empty } => {
                let whole = match given {
                    Given::Node(node) => match self.rows(owner, rows, node) {
                        Ok(rows) => return Slot::Rows(rows),
                        Err(whole) => whole,
                    },
                    Given::Whole(whole) => whole,
                };
                match whole.state {
                    CellState::NotApplicable => Slot::Rows(Vec::new()),
                    CellState::Blank if blank_is_empty => Slot::Rows(Vec::new()),
                    _ => Slot::NoRows(self.cell(record, member, whole)),
                }
            }
        }
    }

    /// A record all of whose members are in one state.
    fn uniform(&mut self, owner: ReturnId, shape: ShapeId, row: u32, span: Span, whole: &Whole) -> RecordId {
        let given = self.forms.shape(shape).members.iter().map(|_| Some(Given::Whole(whole.clone()))).collect();
        self.record(owner, shape, row, span, given)
    }

    fn cell(&mut self, record: RecordId, member: u16, whole: Whole) -> CellId {
        let id = CellId(self.loaded.returns.cells.len() as u32);
        if let Some(notes) = self.notes.get(&whole.span) {
            self.loaded.returns.notes.insert(id, notes.clone());
        }
        self.loaded.returns.cells.push(Cell { record, member, state: whole.state, printed: whole.printed, span: whole.span });
        id
    }

    /// One cell's words.
    fn scalar(&mut self, node: Node, ty: Ty) -> Whole {
        let span = node.span;
        match node.content {
            Content::Null => Whole { state: CellState::Blank, printed: Arc::from(""), span },
            Content::Scalar(words) => {
                let state = printed::read(&words, ty, self.forms).unwrap_or_else(|misread| {
                    let mut diagnostic = Diagnostic::new(misread.code, misread.message, span, misread.label);
                    diagnostic.help = misread.help;
                    self.loaded.diagnostics.push(diagnostic);
                    CellState::Unreadable(Vec::new())
                });
                Whole { state, printed: Arc::from(words), span }
            }
            Content::Mapping(entries) if stated_unreadable(&entries) => self.unreadable(entries),
            content => {
                let help = "The form declares one value here. Of a cell that cannot be read, write `{unreadable: \"…\"}`.";
                self.bad_shape(head(span, &content), "a single value was expected, but several stand here", "more than one value", help)
            }
        }
    }

    /// The entries of a group of fields with the place where it begins; or the one state that the whole group is in.
    fn group(&mut self, given: Given) -> Result<(Span, Vec<Entry>), Whole> {
        let Node { span, content } = match given {
            Given::Node(node) => node,
            Given::Whole(whole) => return Err(whole),
        };
        match content {
            Content::Mapping(entries) if stated_unreadable(&entries) => Err(self.unreadable(entries)),
            Content::Mapping(entries) => Ok((entries.first().map_or(span, |entry| entry.key_span), entries)),
            content => match stated_as_whole(span, &content) {
                Some(whole) => Err(whole),
                None => {
                    let help = "The form declares several fields here: write each as `name: value`, indented below. \
                                `Not applicable` may stand for all of them.";
                    Err(self.bad_shape(head(span, &content), "a group of fields was expected", "not a group of fields", help))
                }
            },
        }
    }

    /// The rows of a list; or the one state that the whole list is in.
    fn rows(&mut self, owner: ReturnId, shape: ShapeId, Node { span, content }: Node) -> Result<Vec<RecordId>, Whole> {
        match content {
            Content::Sequence(nodes) => {
                let mut rows = Vec::with_capacity(nodes.len());
                for (at, node) in nodes.into_iter().enumerate() {
                    rows.push(self.row(owner, shape, at as u32 + 1, node));
                }
                self.find_duplicate_rows(shape, &rows);
                Ok(rows)
            }
            Content::Mapping(entries) if stated_unreadable(&entries) => Err(self.unreadable(entries)),
            Content::Scalar(words) if says_none(&words) => Ok(Vec::new()),
            content => match stated_as_whole(span, &content) {
                Some(whole) => Err(whole),
                None => {
                    let help = "The form declares a list here: write `- ` before the first field of each row. \
                                A list without rows is written `[]` or `Not applicable`.";
                    Err(self.bad_shape(head(span, &content), "a list of rows was expected", "not a list", help))
                }
            },
        }
    }

    fn row(&mut self, owner: ReturnId, shape: ShapeId, number: u32, Node { span, content }: Node) -> RecordId {
        let whole = match content {
            Content::Mapping(entries) if stated_unreadable(&entries) => self.unreadable(entries),
            Content::Mapping(entries) => {
                let at = entries.first().map_or(span, |entry| entry.key_span);
                return self.fields(owner, shape, number, at, entries);
            }
            content => {
                let help = "Each row of a list is a group of fields, each written as `name: value`.";
                self.bad_shape(head(span, &content), "a row was expected", "not a group of fields", help)
            }
        };
        self.uniform(owner, shape, number, whole.span, &whole)
    }

    /// The mapping that says of something that it cannot be read, and how it might read.
    fn unreadable(&mut self, entries: Vec<Entry>) -> Whole {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut whole = Whole::absent(entries[0].key_span);
        let mut could_be = Vec::new();
        for entry in &entries {
            if let Some(first) = seen.insert(&entry.key, entry.key_span) {
                self.loaded.diagnostics.push(duplicate_key(&entry.key, first, entry.key_span));
                continue;
            }
            match (entry.key.as_str(), &entry.value.content) {
                ("unreadable", content @ (Content::Scalar(_) | Content::Null)) => {
                    whole.printed = Arc::from(words_of(content).unwrap_or_default());
                    whole.span = entry.value.span;
                }
                ("could_be", Content::Sequence(items)) if items.iter().all(|item| words_of(&item.content).is_some()) => {
                    could_be.extend(items.iter().filter_map(|item| words_of(&item.content)));
                }
                ("could_be", Content::Scalar(words)) => could_be.push(words.clone()),
                ("could_be", Content::Null) => {}
                ("unreadable" | "could_be", content) => {
                    let help = "Write `{unreadable: \"what stands there\", could_be: [\"one reading\", \"another\"]}`.";
                    self.bad_shape(head(entry.value.span, content), "words were expected here", "not words", help);
                }
                _ => self.unknown_key(entry, ["unreadable", "could_be"].into_iter()),
            }
        }
        whole.state = CellState::Unreadable(could_be);
        whole
    }

    /// Reports a value of the wrong shape, and takes it as unreadable.
    fn bad_shape(&mut self, span: Span, message: &str, label: &str, help: &str) -> Whole {
        self.loaded.diagnostics.push(Diagnostic::new(&codes::BAD_SHAPE, message, span, label).help(help));
        Whole { state: CellState::Unreadable(Vec::new()), printed: Arc::from(""), span }
    }

    fn unknown_key<'k>(&mut self, entry: &Entry, known: impl Iterator<Item = &'k str> + Clone) {
        let key = normal_text(&entry.key);
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_KEY, format!("the form has no field `{key}` here"), entry.key_span, "not a field");
        if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit()) {
            diagnostic = diagnostic.help("Inside braces a comma ends a value: put quotes around a figure with commas.");
        } else if let Some(near) = suggest::nearest(&key, known.clone()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), entry.key_span, near);
        } else if let Some(advice) = suggest::advice(&key, known) {
            diagnostic = diagnostic.help(advice);
        }
        self.loaded.diagnostics.push(diagnostic);
    }

    pub fn find_duplicate_rows(&mut self, shape: ShapeId, rows: &[RecordId]) {
        let mut seen: BTreeMap<Vec<String>, Span> = BTreeMap::new();
        let mut found = Vec::new();
        for &row in rows {
            let Some((key, words, span)) = self.row_key(shape, row) else { continue };
            match seen.get(&key) {
                Some(&first) => {
                    let message = format!("two rows have the key {words}");
                    found.push(
                        Diagnostic::new(&codes::DUPLICATE_ROW, message, span, "this row")
                            .also(first, "the first row of this key")
                            .help("Rows are told apart by their key. One of the two is a copy or misread; rules that look the row up find no single answer."),
                    );
                }
                None => drop(seen.insert(key, span)),
            }
        }
        self.loaded.diagnostics.extend(found);
    }

    /// What a row is told apart by, the same in words, and where it stands; `None` where that cannot be said.
    fn row_key(&self, shape: ShapeId, row: RecordId) -> Option<(Vec<String>, String, Span)> {
        let returns = &self.loaded.returns;
        let (mut key, mut words, mut place) = (Vec::new(), Vec::new(), None);
        for &member in &self.forms.shape(shape).key {
            let Some(Slot::Cell(cell)) = returns.record(row).slots.get(member as usize) else { continue };
            let cell = returns.cell(*cell);
            match &cell.state {
                CellState::Figure(value) => {
                    key.push(match value {
                        Value::Text(text) => text_key(text),
                        value => value.to_string(),
                    });
                    words.push(format!("`{}`", normal_text(&cell.printed)));
                    place.get_or_insert(cell.span);
                }
                CellState::NotApplicable => key.push("n/a".to_owned()),
                CellState::Blank | CellState::Absent => key.push(String::new()),
                CellState::Unreadable(_) => return None,
            }
        }
        Some((key, words.join(", "), place?))
    }
}

fn stated_unreadable(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.key == "unreadable")
}

/// The state of a whole group or list of which one scalar says that it is blank or not applicable.
fn stated_as_whole(span: Span, content: &Content) -> Option<Whole> {
    let printed = words_of(content)?;
    let words = normal_text(&printed);
    let state = if printed::is_blank(&words) {
        CellState::Blank
    } else if printed::is_not_applicable(&words) {
        CellState::NotApplicable
    } else {
        return None;
    };
    Some(Whole { state, printed: Arc::from(printed), span })
}

/// Whether the words in the place of a list say that it has no rows.
fn says_none(words: &str) -> bool {
    let words = normal_text(words);
    words.eq_ignore_ascii_case("none") || words.eq_ignore_ascii_case("nil")
}

fn words_of(content: &Content) -> Option<String> {
    match content {
        Content::Null => Some(String::new()),
        Content::Scalar(words) => Some(words.clone()),
        Content::Sequence(_) | Content::Mapping(_) => None,
    }
}

/// A place small enough to point at: a group's first key, a list's first value, or the value itself.
fn head(span: Span, content: &Content) -> Span {
    match content {
        Content::Mapping(entries) => entries.first().map_or(span, |entry| entry.key_span),
        Content::Sequence(items) => items
            .first()
            .map_or(span, |item| if matches!(item.content, Content::Scalar(_)) { item.span } else { Span { end: span.start, ..span } }),
        Content::Null | Content::Scalar(_) => span,
    }
}

fn duplicate_key(key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&codes::DUPLICATE_KEY, format!("`{}` is given twice", normal_text(key)), second, "given again")
        .also(first, "given here first")
        .help("Only one of the two can be what was filed. Remove the other; until then the field counts as unreadable.")
}
