//! The one layout of rule files: the same tree and the same comments, written in the same way by everyone.
//!
//! A file becomes lines (`items`), a line words and places where it may end (`clause`, `exprs`, `brackets`); `layout`
//! breaks what is too long, and `page` puts the comments back. Formatting what is formatted changes nothing.

mod brackets;
mod clause;
mod exprs;
mod items;
mod layout;
mod page;
mod printed;
mod trials;

use crate::diag::Diagnostic;
use crate::source::SourceId;
use crate::syntax::{self, ast};

/// Why a text is left as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// It has errors.
    Errors(Vec<Diagnostic>),
    /// Its new layout would not be read as the same rules, as where brackets would take it beyond the limit of nesting.
    Altered,
}

/// The text of a rule file in its one layout. `text` is the whole of `source`.
pub fn format(source: SourceId, text: &str) -> Result<String, Refusal> {
    let parse = syntax::parse(source, text);
    if parse.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Refusal::Errors(parse.diagnostics));
    }
    let original = clause::Original { text, comments: parse.file.comments.iter().map(|comment| comment.range()).collect() };
    let lines = items::lines(&original, &parse.file);
    let formatted = page::write(&original, lines);
    if !is_same(&parse.file, text, &syntax::parse(source, &formatted).file, &formatted) {
        return Err(Refusal::Altered);
    }
    let ends_with_return = text.find('\n').is_some_and(|end| text[..end].ends_with('\r'));
    Ok(if ends_with_return { formatted.replace('\n', "\r\n") } else { formatted })
}

/// Whether two texts are the same rules with the same comments, wherever they stand. Comments go with their clauses, whose order may change.
fn is_same(file: &ast::File, text: &str, other: &ast::File, other_text: &str) -> bool {
    words(file) == words(other) && comments(file, text) == comments(other, other_text)
}

/// The tree without its places.
fn words(file: &ast::File) -> String {
    let tree = format!("{:?}", file.items);
    let mut words = String::with_capacity(tree.len());
    let mut rest = tree.as_str();
    while let Some(at) = rest.find("Span {") {
        words.push_str(&rest[..at]);
        let end = rest[at..].find('}').map_or(rest.len(), |length| at + length + 1);
        rest = &rest[end..];
    }
    words.push_str(rest);
    words
}

fn comments<'t>(file: &ast::File, text: &'t str) -> Vec<&'t str> {
    let mut comments: Vec<&str> = file.comments.iter().map(|comment| text.get(comment.range()).unwrap_or("").trim_end()).collect();
    comments.sort_unstable();
    comments
}
