//! A document as YAML: the fields in the order of the form, and beside each how it was read.

use std::collections::BTreeMap;

use crate::data::{Content, Document, Entry, Node, is_escaped, quoted};
use crate::source::{Source, SourceMap, Span};

/// The column at which remarks begin, where the line is not longer.
const REMARKS: usize = 60;

/// The document as YAML that reads as the same return, or `None` where it could not be read.
pub fn yaml(sources: &SourceMap, document: &Document) -> Option<String> {
    let Ok(Node { content: Content::Mapping(entries), .. }) = &document.content else { return None };
    let mut writer = Writer { source: sources.get(document.source), notes: &document.notes, out: String::new() };
    writer.entries(entries, 0, false);
    Some(writer.out)
}

struct Writer<'a> {
    source: &'a Source,
    notes: &'a BTreeMap<Span, Vec<String>>,
    out: String,
}

impl Writer<'_> {
    /// The entries of a mapping; the first one of a row stands behind its dash.
    fn entries(&mut self, entries: &[Entry], indent: usize, is_row: bool) {
        for (at, entry) in entries.iter().enumerate() {
            let lead = if is_row && at == 0 { format!("{}- ", " ".repeat(indent - 2)) } else { " ".repeat(indent) };
            self.entry(entry, &lead, indent);
        }
    }

    fn entry(&mut self, entry: &Entry, lead: &str, indent: usize) {
        let head = format!("{lead}{}:", entry.key);
        match &entry.value.content {
            Content::Null => self.line(&head, entry.value.span),
            Content::Scalar(words) => self.line(&format!("{head} {}", scalar(words)), entry.value.span),
            Content::Mapping(inner) if inner.iter().any(|inner| inner.key == "unreadable") => {
                self.line(&format!("{head} {}", flow(inner)), entry.value.span);
            }
            Content::Mapping(inner) => {
                self.out.push_str(&format!("{head}\n"));
                self.entries(inner, indent + 2, false);
            }
            Content::Sequence(items) if items.is_empty() => self.line(&format!("{head} []"), entry.value.span),
            Content::Sequence(items) => {
                self.out.push_str(&format!("{head}\n"));
                for item in items {
                    match &item.content {
                        Content::Mapping(inner) if !inner.is_empty() => self.entries(inner, indent + 4, true),
                        _ => self.out.push_str(&format!("{}- {{}}\n", " ".repeat(indent + 2))),
                    }
                }
            }
        }
    }

    /// A line with the place where its value stands, and how it was read.
    fn line(&mut self, line: &str, span: Span) {
        let place = self.source.position(span.start);
        let page = self.source.page_at(span.start).map(|page| format!("page {page}, ")).unwrap_or_default();
        let line_of_text = || format!("{page}line {}, column {}", place.line, place.column);
        let place = self.source.cell_at(span.start).unwrap_or_else(line_of_text);
        let notes = self.notes.get(&span).map(|notes| format!(", {}", notes.join(", "))).unwrap_or_default();
        self.out.push_str(&format!("{line:<REMARKS$}  # {}\n", remark(&format!("{place}{notes}"))));
    }
}

/// Words behind a `#`: a name in the file that was read must not end the line and go on as data.
fn remark(words: &str) -> String {
    words.replace(is_escaped, "\u{fffd}")
}

fn flow(entries: &[Entry]) -> String {
    let shown = entries.iter().map(|entry| {
        let value = match &entry.value.content {
            Content::Sequence(items) => {
                let items: Vec<String> = items.iter().map(|item| quoted(words(item))).collect();
                format!("[{}]", items.join(", "))
            }
            _ => quoted(words(&entry.value)),
        };
        format!("{}: {value}", entry.key)
    });
    format!("{{{}}}", shown.collect::<Vec<_>>().join(", "))
}

fn words(node: &Node) -> &str {
    match &node.content {
        Content::Scalar(words) => words,
        _ => "",
    }
}

/// Words as they stand, or in quotes where YAML would take them for something else.
fn scalar(words: &str) -> String {
    let starts_plainly = words.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '-')) && !words.starts_with("- ");
    let is_word = matches!(words.to_lowercase().as_str(), "yes" | "no" | "true" | "false" | "null" | "on" | "off" | "y" | "n" | "-");
    let is_code = words.len() > 1 && words.starts_with('0') && words.bytes().all(|byte| byte.is_ascii_digit());
    let has_signs = words.contains(": ") || words.contains(" #") || words.ends_with(':') || words.chars().any(is_escaped);
    if starts_plainly && !is_word && !is_code && !has_signs && words.trim() == words { words.to_owned() } else { quoted(words) }
}
