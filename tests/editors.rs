//! The grammar for editors in `editors/tree-sitter` reads and colours what `grammar/rulecheck.pest` reads.

use rulecheck::source::SourceMap;
use rulecheck::syntax;
use sha2::{Digest, Sha256};
use streaming_iterator::StreamingIterator;
use tree_sitter::{Language, Node, Parser, Query, QueryCursor, Tree};
use tree_sitter_rulecheck::{FOLDS, HIGHLIGHTS, INDENTS, LANGUAGE, LOCALS};

use crate::corpus::{none_of, read};
use crate::surfaces::parse::texts;

/// The rule texts of the project in which the language itself finds no fault.
fn faultless() -> Vec<(String, String)> {
    let is_faultless = |text: &str| {
        let source = SourceMap::default().add("case.rules", text);
        syntax::parse(source, text).diagnostics.is_empty()
    };
    let texts: Vec<_> = texts().into_iter().filter(|(_, text)| is_faultless(text)).collect();
    assert!(texts.len() > 300, "only {} texts are without fault", texts.len());
    texts
}

fn parsed(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&Language::new(LANGUAGE)).expect("a parser of a version that is known");
    parser.parse(text, None).expect("a tree for every text")
}

/// Every node of a tree, the outer before the inner.
fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut found = vec![tree.root_node()];
    let mut next = 0;
    while let Some(&node) = found.get(next) {
        found.extend(node.children(&mut node.walk()));
        next += 1;
    }
    found
}

/// A place in a text and what begins there, for messages.
fn place(name: &str, text: &str, node: Node<'_>) -> String {
    let words: String = text[node.start_byte()..].chars().take(50).collect();
    format!("{name}, line {}: `{}`", node.start_position().row + 1, words.replace('\n', " "))
}

#[test]
fn what_the_language_reads_the_grammar_for_editors_reads() {
    let fault = |(name, text): (String, String)| {
        let tree = parsed(&text);
        let wrong = nodes(&tree).into_iter().find(|node| node.is_error() || node.is_missing())?;
        Some(place(&name, &text, wrong))
    };
    none_of(faultless().into_iter().filter_map(fault).collect());
}

#[test]
fn a_text_that_is_no_rule_has_errors() {
    for text in ["rule a must end", "form f field end", "rule a must x = = 1 end", "rule a must (x end", "rule a"] {
        assert!(parsed(text).root_node().has_error(), "{text}");
    }
}

#[test]
fn every_word_has_a_colour() {
    let query = Query::new(&Language::new(LANGUAGE), HIGHLIGHTS).expect("the query is of this grammar");
    let mut faults = Vec::new();
    for (name, text) in faultless() {
        let tree = parsed(&text);
        let mut coloured = vec![false; text.len()];
        let mut cursor = QueryCursor::new();
        let mut captures = cursor.captures(&query, tree.root_node(), text.as_bytes());
        while let Some((found, at)) = captures.next() {
            coloured[found.captures[*at].node.byte_range()].fill(true);
        }
        let bare = nodes(&tree).into_iter().filter(|node| node.child_count() == 0 && node.end_byte() > node.start_byte());
        faults.extend(bare.filter(|node| !coloured[node.start_byte()]).map(|node| place(&name, &text, node)));
    }
    none_of(faults);
}

#[test]
fn queries_are_of_the_grammar() {
    for (name, query) in [("folds", FOLDS), ("indents", INDENTS), ("locals", LOCALS)] {
        Query::new(&Language::new(LANGUAGE), query).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn the_parser_is_of_the_grammar_beside_it() {
    let grammar = read("editors/tree-sitter/grammar.js").replace("\r\n", "\n");
    let sum: String = Sha256::digest(grammar).iter().map(|byte| format!("{byte:02x}")).collect();
    let parser = read("editors/tree-sitter/src/parser.c");
    let first = parser.lines().next().unwrap_or_default();
    assert_eq!(first, format!("/* grammar.js: {sum} */"), "run editors/tree-sitter/generate");
}
