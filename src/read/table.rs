//! A document as people look at the form: its title, its parts under their headings, and each field by the words printed for it.

use crate::data::{Content, Document, Entry, Node};
use crate::form::{Forms, MemberKind};
use crate::ty::ShapeId;

/// The column at which the values stand.
const VALUES: usize = 64;

/// The form, or `None` where the document could not be read or names no form.
pub fn table(forms: &Forms, document: &Document) -> Option<String> {
    let Ok(Node { content: Content::Mapping(entries), .. }) = &document.content else { return None };
    let form = entries.iter().find(|entry| entry.key == "form").and_then(|entry| scalar(&entry.value))?;
    let form = forms.form(forms.find(form)?);
    let mut out = format!("{}\n{}\n", form.title, "=".repeat(form.title.chars().count()));
    fields(forms, form.shape, entries, 0, &mut out);
    Some(out)
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar(words) => Some(words),
        _ => None,
    }
}

fn fields(forms: &Forms, shape: ShapeId, entries: &[Entry], indent: usize, out: &mut String) {
    let shape = forms.shape(shape);
    for entry in entries {
        let Some(member) = shape.find(&entry.key).and_then(|at| shape.members.get(at as usize)) else { continue };
        match (&entry.value.content, &member.kind) {
            (Content::Sequence(rows), MemberKind::List { rows: inner, .. }) => {
                heading(&member.label, indent, out);
                for (number, row) in (1..).zip(rows) {
                    if let Content::Mapping(entries) = &row.content {
                        out.push_str(&format!("{}{number}.\n", " ".repeat(indent + 2)));
                        fields(forms, *inner, entries, indent + 4, out);
                    }
                }
            }
            (Content::Mapping(inner), MemberKind::Record(shape)) => {
                heading(&member.label, indent, out);
                fields(forms, *shape, inner, indent + 2, out);
            }
            (_, MemberKind::List { .. }) => {
                heading(&member.label, indent, out);
                line("", &said(&entry.value), indent + 2, out);
            }
            _ => line(&member.label, &said(&entry.value), indent, out),
        }
    }
}

fn heading(label: &str, indent: usize, out: &mut String) {
    out.push_str(&format!("\n{}{label}\n", " ".repeat(indent)));
}

/// A label and its value; a value of several lines begins below.
fn line(label: &str, value: &str, indent: usize, out: &mut String) {
    let label = format!("{}{label}", " ".repeat(indent));
    let gap = VALUES.saturating_sub(label.chars().count()).max(2);
    out.push_str(format!("{label}{}{value}", " ".repeat(if value.is_empty() { 0 } else { gap })).trim_end());
    out.push('\n');
}

/// What a cell says; one that cannot be read says what it could be.
fn said(node: &Node) -> String {
    match &node.content {
        Content::Null => String::new(),
        Content::Scalar(words) => words.clone(),
        Content::Sequence(items) if items.is_empty() => "none".to_owned(),
        Content::Sequence(_) => String::new(),
        Content::Mapping(entries) => {
            let of = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
            let printed = of("unreadable").and_then(scalar).unwrap_or_default();
            let could_be = match of("could_be").map(|node| &node.content) {
                Some(Content::Sequence(items)) => items.iter().filter_map(scalar).collect::<Vec<_>>().join(" or "),
                _ => String::new(),
            };
            if could_be.is_empty() { format!("? {printed}") } else { format!("? {printed} (could be {could_be})") }
        }
    }
}
