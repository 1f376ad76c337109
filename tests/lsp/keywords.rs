//! The words that editors are told of are those of the grammar, in the server and in the grammars for colours.

use std::collections::BTreeSet;

use rulecheck::builtin;
use rulecheck::lsp::keywords;

use crate::corpus::{none_of, read};

/// The words that a text in the notation of the grammar puts in quotes.
fn quoted(text: &str, quotes: &[char]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for quote in quotes {
            for phrase in line.split(*quote).skip(1).step_by(2) {
                words.extend(phrase.split(' ').filter(|word| is_word(word)).map(str::to_owned));
            }
        }
    }
    words
}

fn is_word(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// What hangs on a number and is no word by itself.
const ENDINGS: [&str; 4] = ["st", "nd", "rd", "th"];

fn of_grammar() -> BTreeSet<String> {
    let mut words = quoted(&read("grammar/rulecheck.pest"), &['"']);
    words.retain(|word| !ENDINGS.contains(&word.as_str()));
    // The grammar writes its last letter by itself.
    words.insert("places".to_owned());
    words
}

#[test]
fn the_server_knows_every_word_of_the_grammar_and_no_other() {
    let grammar = of_grammar();
    let unknown = grammar
        .iter()
        .filter(|word| !keywords::is_known(word))
        .filter(|word| !["share", "day", "month", "place", "at"].contains(&word.as_str()));
    let faults: Vec<String> = unknown.map(|word| format!("the server does not know `{word}`")).collect();
    let phrases = keywords::ALL.iter().map(|keyword| keyword.words).chain(keywords::TYPES.iter().map(|(words, _)| *words));
    let functions: BTreeSet<&str> = builtin::ALL.iter().flat_map(|of| of.name.split(' ')).collect();
    let strange =
        phrases.flat_map(|words| words.split(' ')).filter(|word| is_word(word) && !grammar.contains(*word) && !functions.contains(word));
    let strange = strange.map(|word| format!("`{word}` is no word of the grammar"));
    none_of(faults.into_iter().chain(strange).collect());
}

#[test]
fn colours_are_of_every_word_of_the_grammar_and_no_other() {
    let grammar = of_grammar();
    let functions: BTreeSet<String> = builtin::ALL.iter().flat_map(|of| of.name.split(' ')).map(str::to_owned).collect();
    let json: serde_json::Value = serde_json::from_str(&read("editors/vscode/syntaxes/rulecheck.tmLanguage.json")).unwrap();
    let mut patterns = Vec::new();
    collect(&json["repository"], &mut patterns);
    let mut coloured = BTreeSet::new();
    for pattern in patterns {
        let plain = pattern
            .replace("\\s", " ")
            .replace("\\w", " ")
            .replace("\\b", " ")
            .replace("[a-z", " ")
            .replace("a-z0-9_", " ")
            .replace("st|nd|rd|th", " ");
        coloured.extend(plain.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).filter(|word| is_word(word)).map(str::to_owned));
    }
    // The ends of the names of months.
    coloured.retain(|word| {
        !["anuary", "ebruary", "arch", "pril", "ay", "une", "uly", "ugust", "eptember", "ctober", "ovember", "ecember"]
            .contains(&word.as_str())
    });
    let missing = grammar.iter().chain(&functions).filter(|word| !coloured.contains(*word)).map(|word| format!("`{word}` has no colour"));
    let strange = coloured
        .iter()
        .filter(|word| !grammar.contains(*word) && !functions.contains(*word))
        .map(|word| format!("`{word}` is no word of the grammar"));
    none_of(missing.chain(strange).collect());
}

fn collect(value: &serde_json::Value, patterns: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (name, value) in map {
                match value.as_str() {
                    Some(pattern) if matches!(name.as_str(), "match" | "begin" | "end") => patterns.push(pattern.to_owned()),
                    _ => collect(value, patterns),
                }
            }
        }
        serde_json::Value::Array(all) => all.iter().for_each(|value| collect(value, patterns)),
        _ => {}
    }
}
