//! Documents as JSON: the returns themselves, which read as what they are, and apart from them where each of their cells stands.

use serde_json::{Map, Value, json};

use crate::data::{Content, Document, Node};
use crate::source::SourceMap;

/// What is written of several documents, which may come one after the other.
#[derive(Debug, Default)]
pub struct Json {
    returns: Vec<Value>,
    places: Vec<Value>,
}

impl Json {
    /// Adds what could be read of documents.
    pub fn add(&mut self, sources: &SourceMap, documents: &[Document]) {
        self.returns.extend(documents.iter().filter_map(|document| document.content.as_ref().ok()).map(value));
        for document in documents {
            if let Ok(node) = &document.content {
                collect(sources, document, node, "", &mut self.places);
            }
        }
    }

    /// The return, or a list of them where there are several.
    pub fn returns(&self) -> String {
        match &self.returns[..] {
            [only] => format!("{only:#}\n"),
            all => format!("{:#}\n", Value::Array(all.to_vec())),
        }
    }

    /// One entry for each cell of each document: the file, the field, what is printed there, its line, column and page, and how it was read.
    pub fn places(&self) -> String {
        format!("{:#}\n", Value::Array(self.places.clone()))
    }
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
                if let Some(place) = source.cell_at(node.span.start) {
                    cell.insert("cell".to_owned(), place.into());
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
