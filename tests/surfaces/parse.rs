//! Parsing never fails, and every node of the tree has a true place.

use rulecheck::source::SourceMap;
use rulecheck::syntax;

use crate::corpus::{case_files, files, none_of, read};

/// Every rule text of the project.
pub fn texts() -> Vec<(String, String)> {
    let cases = case_files().into_iter().flat_map(|file| {
        file.cases.into_iter().flat_map(move |case| {
            let name = format!("{}:{}", file.name, case.line);
            case.inputs.into_iter().filter(|input| input.is_rules()).map(move |input| (format!("{name} {}", input.name), input.text))
        })
    });
    let packs = files("rules", ".rules").into_iter().chain(files("examples", ".rules")).map(|name| (name.clone(), read(&name)));
    cases.chain(packs).collect()
}

/// Parses a text and returns what is wrong with the places in the tree and in the diagnostics.
pub fn place_faults(text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let source = sources.add("case.rules", text);
    let parse = syntax::parse(source, text);
    span_faults(&format!("{:?}", parse.file), text).into_iter().chain(span_faults(&format!("{:?}", parse.diagnostics), text)).collect()
}

#[test]
fn places_are_nested_and_real() {
    let faults = texts().into_iter().flat_map(|(name, text)| place_faults(&text).into_iter().map(move |fault| format!("{name}: {fault}")));
    none_of(faults.collect());
}

#[test]
fn prefixes_of_texts_are_parsed_too() {
    let mut faults = Vec::new();
    for (name, text) in texts() {
        let step = (text.len() / 48).max(1);
        for end in (0..text.len()).step_by(step).filter(|&end| text.is_char_boundary(end)) {
            faults.extend(place_faults(&text[..end]).into_iter().map(|fault| format!("{name}, its first {end} bytes: {fault}")));
        }
    }
    none_of(faults);
}

/// One pair of brackets of a debug text: the span of the node, and the spans inside.
#[derive(Default)]
struct Node {
    own: Option<(usize, usize)>,
    /// The span of an assertion ends with its condition; its message and its doubts stand behind.
    is_open_ended: bool,
    inner: Vec<(usize, usize)>,
}

/// Reads the tree from its debug text, which has every node, so that none can be forgotten here.
fn span_faults(debug: &str, text: &str) -> Vec<String> {
    const SPAN: &str = "Span { source: SourceId(";
    let mut faults = Vec::new();
    let mut open = vec![Node::default()];
    let mut at = 0;
    while let Some(next) = debug[at..].chars().next() {
        let rest = &debug[at..];
        let mut length = next.len_utf8();
        if rest.starts_with(SPAN) {
            length = rest.find('}').map_or(rest.len(), |at| at + 1);
            let mut numbers =
                rest[SPAN.len()..length].split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<usize>().ok()).skip(1);
            let span = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
            if text.get(span.0..span.1).is_none() {
                faults.push(format!("the span {}..{} is not one of characters of the text", span.0, span.1));
            }
            let node = open.last_mut().expect("the outermost is never closed");
            let field = debug[..at].trim_end().trim_end_matches(':');
            if field.ends_with("span") && !field.ends_with("_span") { node.own = Some(span) } else { node.inner.push(span) }
        } else if next == '"' {
            length = string_length(rest);
        } else if "{([".contains(next) {
            open.push(Node { is_open_ended: debug[..at].ends_with("Assertion "), ..Node::default() });
        } else if "})]".contains(next) {
            let node = open.pop().expect("debug text is balanced");
            if let Some((start, end)) = node.own {
                let outside = node.inner.iter().filter(|inner| inner.0 < start || (inner.1 > end && !node.is_open_ended));
                faults.extend(outside.map(|inner| format!("the part {}..{} lies outside its node {start}..{end}", inner.0, inner.1)));
            }
            open.last_mut().expect("the outermost is never closed").inner.extend(node.own.into_iter().chain(node.inner));
        }
        at += length;
    }
    faults
}

/// The bytes of a quoted string with its quotes.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text[1..].find(|c: char| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    });
    end.map_or(text.len(), |at| at + 2)
}
