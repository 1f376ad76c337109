//! What the targets have in common: the embedded packs, and what is done with a text once it is one.

use std::sync::OnceLock;

use rulecheck::data::{self, Content, Document, Node};
use rulecheck::eval;
use rulecheck::ir::Program;
use rulecheck::pack;
use rulecheck::read::data::Json;
use rulecheck::read::{self, canonical, table};
use rulecheck::source::{SourceId, SourceMap};

pub fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| pack::standard(&mut SourceMap::default()).expect("the embedded packs"))
}

/// Reads the returns of a text, writes each as it can be written, and judges them.
pub fn read_and_judge(sources: &mut SourceMap, id: SourceId) {
    let program = program();
    let documents = read::documents(&program.forms, sources, &[id]);
    let mut json = Json::default();
    json.add(sources, &documents);
    drop((json.returns(), json.places()));
    for document in &documents {
        if let Ok(node) = &document.content {
            assert_within(sources, node);
        }
        drop(table::table(&program.forms, document));
        // What was read is written as data that reads again.
        if let Some(written) = canonical::yaml(sources, document) {
            let again = sources.add("again.yaml", written);
            assert!(Document::of_data(sources, again).content.is_ok());
        }
    }
    let loaded = data::load_documents(&program.forms, sources, documents, &[]);
    drop(eval::evaluate(program, &loaded.returns));
}

/// Each figure leads back to a place of the text.
fn assert_within(sources: &SourceMap, node: &Node) {
    assert!(sources.get(node.span.source).text.get(node.span.range()).is_some());
    match &node.content {
        Content::Sequence(items) => items.iter().for_each(|item| assert_within(sources, item)),
        Content::Mapping(entries) => entries.iter().for_each(|entry| assert_within(sources, &entry.value)),
        Content::Scalar(_) | Content::Null => {}
    }
}
