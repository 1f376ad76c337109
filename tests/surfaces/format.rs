//! The formatter keeps the rules and the comments, and leaves alone what it has written.
//!
//! It reads again what it has written and refuses what says something else; here, a refusal is a fault.

use rulecheck::fmt::{self, Refusal};
use rulecheck::source::{SourceId, SourceMap};
use rulecheck::syntax;

use crate::corpus::{files, none_of, read};

use super::parse::texts;

/// Formats a text and returns what is wrong with the result; nothing for a text with errors, which is left as it is.
pub fn format_faults(text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let source = sources.add("case.rules", text);
    let text = &*sources.get(source).text;
    let formatted = match fmt::format(source, text) {
        Ok(formatted) => formatted,
        Err(Refusal::Errors(_)) => return Vec::new(),
        Err(Refusal::Altered) => return vec![format!("the new layout is read as other rules:\n{text}")],
    };
    match fmt::format(source, &formatted) {
        Ok(again) if again == formatted => Vec::new(),
        Ok(again) => vec![format!("formatted again, it changes:\n{formatted}\ninto\n{again}")],
        Err(refusal) => vec![format!("formatted, it has errors: {refusal:?}\n{formatted}")],
    }
}

#[test]
fn formatting_keeps_the_rules_and_is_done_once() {
    let faults = texts().into_iter().flat_map(|(name, text)| format_faults(&text).into_iter().map(move |fault| format!("{name}: {fault}")));
    none_of(faults.collect());
}

#[test]
fn comments_keep_their_order() {
    let mut faults = Vec::new();
    for (name, text) in texts() {
        let Ok(formatted) = fmt::format(SourceId(0), &text) else { continue };
        if comments(&text) != comments(&formatted) {
            faults.push(format!("{name}: {:?} became {:?}", comments(&text), comments(&formatted)));
        }
    }
    none_of(faults);
}

fn comments(text: &str) -> Vec<&str> {
    syntax::parse(SourceId(0), text).file.comments.iter().map(|comment| text[comment.range()].trim_end()).collect()
}

#[test]
fn the_rules_of_the_project_are_formatted() {
    let files = files("rules", ".rules").into_iter().chain(files("examples", ".rules"));
    let loose = files.filter(|name| fmt::format(SourceId(0), &read(name)).as_ref() != Ok(&read(name)));
    none_of(loose.map(|name| format!("{name}: `cargo run -- fmt {name}` lays it out")).collect());
}
