//! The formatter keeps the rules and the comments, and leaves alone what it has written.

use rulecheck::fmt::{self, Refusal};
use rulecheck::source::SourceMap;
use rulecheck::syntax;

use crate::corpus::none_of;

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
    let again = fmt::format(source, &formatted);
    let (before, after) = (syntax::parse(source, text), syntax::parse(source, &formatted));
    let mut faults = Vec::new();
    if again.as_ref() != Ok(&formatted) {
        faults.push(format!("formatted again, it changes:\n{formatted}\ninto\n{}", again.unwrap_or_else(|refusal| format!("{refusal:?}"))));
    }
    if !after.diagnostics.is_empty() {
        faults.push(format!("formatted, it has errors:\n{formatted}"));
    }
    if !fmt::is_same(&before.file, text, &after.file, &formatted) {
        faults.push(format!("formatted, it is read as other rules:\n{formatted}"));
    }
    faults
}

#[test]
fn formatting_keeps_the_rules_and_is_done_once() {
    let faults = texts().into_iter().flat_map(|(name, text)| format_faults(&text).into_iter().map(move |fault| format!("{name}: {fault}")));
    none_of(faults.collect());
}
