//! Documents as JSON: the returns themselves, which read as what they are, and apart from them where each of their cells stands.

use serde_json::{Map, Value, json};

use crate::data::{Content, Document, Node};
use crate::source::SourceMap;

/// The return, or a list of them where there are several.
pub fn json(documents: &[Document]) -> String {
    let mut returns: Vec<Value> = documents.iter().filter_map(|document| document.content.as_ref().ok()).map(value).collect();
    let all = if returns.len() == 1 { returns.remove(0) } else { Value::Array(returns) };
    format!("{all:#}\n")
}

fn value(node: &Node) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Scalar(words) => Value::String(words.clone()),
        Content::Sequence(items) => Value::Array(items.iter().map(value).collect()),
        Content::Mapping(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), value(&entry.value))).collect::<Map<_, _>>())
        }
    }
}

/// One entry for each cell of each document: the file, the field, what is printed there, its line, column and page, and how it was read.
pub fn places(sources: &SourceMap, documents: &[Document]) -> String {
    let mut all = Vec::new();
    for document in documents {
        if let Ok(node) = &document.content {
            collect(sources, document, node, "", &mut all);
        }
    }
    format!("{:#}\n", Value::Array(all))
}

fn collect(sources: &SourceMap, document: &Document, node: &Node, path: &str, all: &mut Vec<Value>) {
    match &node.content {
        Content::Mapping(entries) if entries.iter().all(|entry| entry.key != "unreadable") => {
            for entry in entries {
                let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                collect(sources, document, &entry.value, &path, all);
            }
        }
        Content::Sequence(items) => {
            for (row, item) in (1..).zip(items) {
                collect(sources, document, item, &format!("{path}[{row}]"), all);
            }
        }
        _ => {
            let source = sources.get(document.source);
            let place = source.position(node.span.start);
            let mut cell = json!({ "file": source.name, "field": path, "line": place.line, "column": place.column });
            if let Value::Object(cell) = &mut cell {
                cell.insert("printed".to_owned(), Value::String(sources.text(node.span).to_owned()));
                if let Some(page) = source.page_at(node.span.start) {
                    cell.insert("page".to_owned(), page.into());
                }
                if let Some((_, area)) = source.area_of(&node.span.range()) {
                    let sides = [("left", area.left), ("top", area.top), ("right", area.right), ("bottom", area.bottom)];
                    cell.insert(
                        "area".to_owned(),
                        sides.into_iter().map(|(side, at)| (side.to_owned(), at.into())).collect::<Map<_, _>>().into(),
                    );
                }
                if let Some(notes) = document.notes.get(&node.span) {
                    cell.insert("read".to_owned(), notes.clone().into());
                }
            }
            all.push(cell);
        }
    }
}
