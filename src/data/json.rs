//! JSON. A strict reader judges first whether the text is JSON at all; a second one finds the places and keeps the digits of numbers.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;

use crate::diag::{Diagnostic, codes};
use crate::source::{SourceId, Span};

use super::raw::{self, Content, DEEPEST, Entry, Node};
use super::yaml::too_deep;

/// The document of a JSON text.
pub(super) fn read(id: SourceId, text: &str) -> Result<Node, Box<Diagnostic>> {
    if let Some(at) = beyond_deepest(text) {
        return Err(too_deep(Span::new(id, at, at + 1)));
    }
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let words = error.to_string();
        let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
        broken(id, text, at, words)
    })?;
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let parsed = parse_to_ast(text, &collect, &strict())
        .map_err(|error| broken(id, text, error.range().start, &error.kind().to_string().to_lowercase()))?;
    match parsed.value {
        Some(value) => Ok(node(id, value)),
        None => Err(broken(id, text, 0, "no value")),
    }
}

fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// Where the first bracket stands that opens a level too many. It is found before either reader runs, so that none runs out of stack.
fn beyond_deepest(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn node(id: SourceId, value: Value<'_>) -> Node {
    let Range { start, end } = value.range();
    let (span, content) = match value {
        Value::NullKeyword(_) => (Span::new(id, start, end), Content::Null),
        Value::StringLit(string) => (inside(id, string.range), Content::Scalar(string.value.into_owned())),
        Value::NumberLit(number) => (Span::new(id, start, end), Content::Scalar(number.value.to_owned())),
        Value::BooleanLit(truth) => (Span::new(id, start, end), Content::Scalar(if truth.value { "true" } else { "false" }.to_owned())),
        Value::Array(array) => {
            let items = array.elements.into_iter().map(|element| node(id, element)).collect();
            (Span::new(id, start, end), Content::Sequence(items))
        }
        Value::Object(object) => {
            let entry = |property: jsonc_parser::ast::ObjectProp<'_>| {
                let key_span = match &property.name {
                    ObjectPropName::String(name) => inside(id, name.range),
                    ObjectPropName::Word(word) => Span::new(id, word.range.start, word.range.end),
                };
                Entry { key: property.name.into_string(), key_span, value: node(id, property.value) }
            };
            (Span::new(id, start, end), Content::Mapping(object.properties.into_iter().map(entry).collect()))
        }
    };
    Node { span, content }
}

/// The inside of a string's quotes.
fn inside(id: SourceId, range: Range) -> Span {
    let start = range.start + 1;
    Span::new(id, start, range.end.saturating_sub(1).max(start))
}

/// The byte at a line and a column, both counted from 1, the column in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    start + column.saturating_sub(1)
}

fn broken(id: SourceId, text: &str, at: usize, words: &str) -> Box<Diagnostic> {
    let place = raw::character_at(id, text, at);
    Diagnostic::new(&codes::DATA_SYNTAX, "the document is not well-formed JSON", place, words)
        .help("Nothing of the file was read. JSON wants double quotes around texts, commas between entries and none after the last.")
        .into()
}
