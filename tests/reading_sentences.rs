//! What is read of figures in sentences: a table of sentences, and of each the figures that are taken from it.

use rulecheck::data::{Content, Node};
use rulecheck::driver::{self, MemoryHost, Options};

use crate::corpus::root;

/// What stands before each sentence, so that the text is known for what it is.
const HEAD: &str = "This was made known in a Next Day Disclosure Return. ";

/// The figures of a return with their paths: those that cannot be read as `?`, and the words they are taken from left out.
fn figures(node: &Node, path: &str, found: &mut Vec<String>) {
    match &node.content {
        Content::Scalar(words) => found.push(format!("{path} {words}")),
        Content::Null => found.push(format!("{path} blank")),
        Content::Mapping(entries) if entries.iter().any(|entry| entry.key == "unreadable") => found.push(format!("{path} ?")),
        Content::Mapping(entries) => {
            for entry in entries.iter().filter(|entry| !matches!(entry.key.as_str(), "form" | "remarks")) {
                figures(&entry.value, &entry.key, found);
            }
        }
        Content::Sequence(items) => items.iter().for_each(|item| figures(item, path, found)),
    }
}

fn read(sentence: &str) -> String {
    let host = MemoryHost::default().with("report.txt", format!("{HEAD}{sentence}\n").as_str());
    let options = Options { inputs: vec!["report.txt".into()], ..Options::default() };
    let readings = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{sentence}: {fault}"));
    let content = readings.documents[0].content.as_ref().unwrap_or_else(|wrong| panic!("{sentence}: {}", wrong.message));
    let mut found = Vec::new();
    figures(content, "", &mut found);
    if found.is_empty() { "nothing".to_owned() } else { found.join(", ") }
}

#[test]
fn each_sentence_gives_the_figures_that_it_states_or_none() {
    let path = root().join("tests/forms/sentences.md");
    let table = std::fs::read_to_string(&path).expect("the table of sentences");
    let mut written = String::new();
    let mut sentences = 0;
    for line in table.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        match cells[..] {
            [sentence, _] if line.starts_with("| ") && sentence != "sentence" => {
                sentences += 1;
                written.push_str(&format!("| {sentence} | {} |\n", read(sentence)));
            }
            _ => written.push_str(&format!("{line}\n")),
        }
    }
    assert!(sentences > 20, "only {sentences} sentences");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).expect("the table can be written");
        return;
    }
    assert_eq!(written, table);
}
