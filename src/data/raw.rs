//! A document before its form is known: mappings, sequences and scalars as they were written, for YAML and JSON alike.

use crate::diag::{Diagnostic, codes};
use crate::source::{Source, SourceId, Span};

use super::{json, yaml};

/// The deepest nesting of a document.
pub(super) const DEEPEST: usize = 256;

/// One value of a document, with its place. A quoted scalar's place is the inside of its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub span: Span,
    pub content: Content,
}

impl Node {
    /// The form that a document names.
    pub fn form(&self) -> Option<&str> {
        let Content::Mapping(entries) = &self.content else { return None };
        match &entries.iter().find(|entry| entry.key == "form")?.value.content {
            Content::Scalar(words) => Some(words.trim()),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// `null`, `~`, or a key without a value.
    Null,
    /// The words, with their escapes resolved.
    Scalar(String),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// Reads a text as JSON where it begins like JSON, else as YAML. Nothing of a document that breaks off is kept.
pub(super) fn read(id: SourceId, source: &Source) -> Result<Node, Box<Diagnostic>> {
    let text = &*source.text;
    let content = text.trim_start();
    let start = text.len() - content.len();
    let head = Span::new(id, start, start + content.find(char::is_whitespace).unwrap_or(content.len()).min(first_chars(content, 12)));
    if let Some((kind, help)) = foreign_kind(content) {
        let message = format!("this is {kind}, not a return in YAML or JSON");
        return Err(Diagnostic::new(&codes::WRONG_KIND, message, head, "begins here").help(help).into());
    }
    if content.is_empty() {
        return Err(empty(head));
    }
    if content.starts_with(['{', '[']) { json::read(id, text) } else { yaml::read(id, text)?.ok_or_else(|| empty(head)) }
}

fn empty(span: Span) -> Box<Diagnostic> {
    Diagnostic::new(&codes::EMPTY_FILE, "the file holds no return", span, "nothing but white space and comments")
        .help("An empty file says nothing of an issuer. Remove it from the run, or fill it.")
        .into()
}

/// The character at a byte, or the end of the line where it would be the line's end.
pub(super) fn character_at(id: SourceId, text: &str, at: usize) -> Span {
    let start = text.floor_char_boundary(at);
    let character = text.get(start..).and_then(|rest| rest.chars().next()).filter(|c| !matches!(c, '\n' | '\r'));
    Span::new(id, start, start + character.map_or(0, char::len_utf8))
}

/// How many bytes the first `count` characters have.
fn first_chars(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// What a text is by its first characters, where that is neither YAML nor JSON.
fn foreign_kind(content: &str) -> Option<(&'static str, &'static str)> {
    const CONVERT: &str = "Convert it to YAML or JSON first; only these are read as returns.";
    let second = content.chars().nth(1).unwrap_or(' ');
    if content.starts_with("%PDF") {
        Some(("a PDF file", CONVERT))
    } else if content.starts_with("PK\u{3}\u{4}") || content.starts_with("PK\u{5}\u{6}") {
        Some(("a zip archive or a spreadsheet", CONVERT))
    } else if content.starts_with("{\\rtf") {
        Some(("a rich-text file", CONVERT))
    } else if content.starts_with('<') && (matches!(second, '?' | '!' | '/') || second.is_ascii_alphabetic()) {
        Some(("XML or HTML", CONVERT))
    } else if is_rules(content) {
        Some(("a rule file", "Give rule files with `--rules` or name them `.rules`; returns are YAML or JSON."))
    } else {
        None
    }
}

/// Whether the first line that says something begins an item of a rule file.
fn is_rules(content: &str) -> bool {
    const ITEMS: [&str; 12] =
        ["pack", "use", "form", "profile", "table", "calendar", "parameter", "set", "define", "rule", "test", "waive"];
    let comment = |line: &&str| line.is_empty() || (line.starts_with("--") && !line.starts_with("---"));
    let Some(line) = content.lines().map(str::trim).find(|line| !comment(line)) else { return content.starts_with("--") };
    let mut words = line.split_whitespace();
    let item = words.next().is_some_and(|word| ITEMS.contains(&word));
    let name = words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase() || c == '"') && !word.ends_with(':'));
    item && name
}
