//! What may be written at a place: found in the words before it, for what stands there can seldom be read yet.

use std::ops::Range;

use crate::lsp::keywords::Spot;
use crate::lsp::loose::Outline;
use crate::syntax::{Chunk, Token, TokenKind, path_at_end};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing: within a comment, or a text that says nothing to the language.
    Nothing,
    /// The words that lead something in a spot.
    Keywords(Vec<Spot>),
    /// The fields of what these words stand for.
    Members(String),
    /// A value, or what may follow one.
    Value,
    Forms,
    Packs,
    Rules,
    Calendars,
    Citations,
    Types,
    /// The codes of what these words stand for, and what else may follow `is`.
    Codes(String),
    /// The fields of the form that is declared or judged here.
    Fields,
}

/// A place in a text.
pub struct Place<'o, 't> {
    pub outline: &'o Outline<'t>,
    pub chunk: Option<&'o Chunk>,
    /// The bytes of the word that is being written.
    pub word: Range<usize>,
    pub wanted: Wanted,
}

/// What is asked for at a byte.
pub fn place<'o, 't>(outline: &'o Outline<'t>, offset: usize) -> Place<'o, 't> {
    let text = outline.text;
    let start = text[..offset]
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let found = |word: Range<usize>, chunk, wanted| Place { outline, chunk, word, wanted };
    let around = outline.tokens.iter().find(|token| token.range.start < offset && offset <= token.range.end);
    let chunk = outline.chunk_at(offset);
    match around {
        Some(token) if token.kind == TokenKind::Comment => found(start..offset, chunk, Wanted::Nothing),
        Some(token) if is_within_text(token, offset) => {
            let content = token.range.start + text[token.range.start..].chars().next().map_or(1, char::len_utf8);
            match (chunk, chunk.map(|chunk| before(outline, chunk, token.range.start))) {
                (Some(_), Some(words)) if is_cited(&words) => found(content..offset, chunk, Wanted::Citations),
                (Some(_), Some(words))
                    if matches!(words.last(), Some(&"else")) || matches!(words[..], [.., "else", _] | [.., "else", _, "-", _]) =>
                {
                    match text[content..offset].rfind(['{', '}']) {
                        Some(at) if text[content + at..].starts_with('{') => {
                            let hole = &text[content + at + 1..start.max(content + at + 1)];
                            let wanted = members(hole).unwrap_or(Wanted::Value);
                            found(start..offset, chunk, wanted)
                        }
                        _ => found(start..offset, chunk, Wanted::Nothing),
                    }
                }
                _ => found(start..offset, chunk, Wanted::Nothing),
            }
        }
        _ => {
            let wanted = match chunk {
                None => Wanted::Keywords(vec![Spot::File]),
                Some(chunk) if start <= chunk.range.start => Wanted::Keywords(vec![Spot::File]),
                // What begins a line at its edge is a new item, where the one before needs no `end`.
                Some(chunk) if !chunk.unclosed && is_open_ended(chunk) && (start == 0 || text[..start].ends_with('\n')) => {
                    Wanted::Keywords(vec![Spot::File])
                }
                Some(chunk) => in_item(outline, chunk, start),
            };
            // The name of a rule has dots and hyphens.
            let word = match wanted {
                Wanted::Rules => text[..offset].rfind(char::is_whitespace).map_or(0, |at| at + 1)..offset,
                _ => start..offset,
            };
            found(word, chunk, wanted)
        }
    }
}

/// Whether nothing says where the item ends.
fn is_open_ended(chunk: &Chunk) -> bool {
    matches!(chunk.word, "pack" | "use" | "parameter" | "set" | "define")
}

fn is_within_text(token: &Token, offset: usize) -> bool {
    match token.kind {
        TokenKind::Text => offset < token.range.end,
        TokenKind::OpenText => true,
        _ => false,
    }
}

/// The words of an item before a byte.
fn before<'t>(outline: &Outline<'t>, chunk: &Chunk, offset: usize) -> Vec<&'t str> {
    outline.tokens[chunk.tokens.start..]
        .iter()
        .take_while(|token| token.range.end <= offset)
        .filter(|token| token.kind != TokenKind::Comment)
        .map(|token| outline.words(token))
        .collect()
}

/// Whether a text in quotes stands in a list behind `cites`.
fn is_cited(words: &[&str]) -> bool {
    words.iter().rev().find(|word| !word.starts_with(['"', '“']) && !matches!(**word, "and" | ",")) == Some(&"cites")
}

/// The owner whose members are asked for, where the words end with a dot.
fn members(words: &str) -> Option<Wanted> {
    words.trim_end().strip_suffix('.').map(|owner| Wanted::Members(owner_at_end(owner).to_owned()))
}

/// What stands before a dot at the end of a text: `issued["Class B"].rows`, `previous statement`.
pub fn owner_at_end(text: &str) -> &str {
    let path = path_at_end(text);
    let head = text[..text.len() - path.len()].trim_end();
    let is_previous =
        head.ends_with("previous") && !head.trim_end_matches("previous").ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if is_previous { &text[head.len() - "previous".len()..] } else { path }
}

fn in_item(outline: &Outline<'_>, chunk: &Chunk, start: usize) -> Wanted {
    let words = before(outline, chunk, start);
    let written = &outline.text[chunk.range.start..start];
    let name = |wanted: Wanted| if words.len() < 2 { wanted } else { Wanted::Nothing };
    match chunk.word {
        "use" => name(Wanted::Packs),
        "pack" => Wanted::Nothing,
        "printed" if words.len() < 2 => Wanted::Forms,
        "waive" if words.len() < 2 => Wanted::Rules,
        _ if words.len() < 2 => Wanted::Nothing,
        "form" | "profile" | "table" => in_form(chunk.word, &words),
        "printed" => match words.last() {
            Some(&("holds" | "each" | "by" | "up" | "lines" | "in" | "to" | ",")) => Wanted::Fields,
            _ => Wanted::Keywords(vec![Spot::Printed]),
        },
        "calendar" => Wanted::Keywords(vec![Spot::Calendar]),
        "set" if words.len() < 4 => match words.last() {
            Some(&".") => Wanted::Value,
            _ => Wanted::Packs,
        },
        "test" if matches!(words[..], [_, _, "of"]) => Wanted::Rules,
        "define" if matches!(words.last(), Some(&":")) || !words.contains(&"=") && matches!(words.last(), Some(&".")) => {
            match members(written) {
                Some(Wanted::Members(owner)) => Wanted::Members(format!("form {owner}")),
                _ => Wanted::Types,
            }
        }
        _ => in_expression(chunk.word, &words, written),
    }
}

fn in_form(word: &str, words: &[&str]) -> Wanted {
    let clauses = if word == "table" { Spot::Table } else { Spot::Form };
    let is_label = |word: &str| word.starts_with(['"', '“']);
    match words {
        [.., "field" | "record" | "list" | "plural"] => Wanted::Nothing,
        [.., "dated" | "key" | "counts"] | [.., "part" | "known", "of" | "by"] | [.., "amended", "when"] | [.., "at" | "with" | ","] => {
            Wanted::Fields
        }
        [.., "field", _] => Wanted::Types,
        [.., "field", _, label] if is_label(label) => Wanted::Types,
        [.., "previous"] => Wanted::Forms,
        _ => Wanted::Keywords(vec![clauses, Spot::Field]),
    }
}

fn in_expression(word: &str, words: &[&str], written: &str) -> Wanted {
    if let Some(wanted) = members(written) {
        return wanted;
    }
    match words {
        [.., "applies", "to"] | [.., "previous"] => Wanted::Forms,
        [.., "by"] if word == "rule" => Wanted::Fields,
        [.., "is"] | [.., "is", "not"] | [.., "one", "of"] => Wanted::Codes(owner_of_code(written)),
        [.., ","] if is_in_codes(words) => Wanted::Codes(owner_of_code(written)),
        [.., "in"] if is_of_calendar(words) => Wanted::Calendars,
        [.., "given"] | [.., "cites"] | [.., "effective"] => Wanted::Nothing,
        _ => Wanted::Value,
    }
}

/// Whether a comma goes on with the codes after `is one of`.
fn is_in_codes(words: &[&str]) -> bool {
    let mut back = words.iter().rev();
    while let (Some(&","), Some(name)) = (back.next(), back.next()) {
        if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return false;
        }
        if back.clone().next() == Some(&"of") && back.clone().nth(1) == Some(&"one") {
            return true;
        }
    }
    false
}

/// The words before the last `is`.
fn owner_of_code(written: &str) -> String {
    let before = written.rfind(" is ").or_else(|| written.trim_end().strip_suffix(" is").map(str::len));
    owner_at_end(before.map_or("", |at| written[..at].trim_end())).to_owned()
}

/// Whether the last `in` is that of a business day.
fn is_of_calendar(words: &[&str]) -> bool {
    let before = &words[..words.len() - 1];
    let business = before.iter().rposition(|word| *word == "business");
    let other = before.iter().rposition(|word| matches!(*word, "in" | "given" | "must" | "when" | "each"));
    business > other
}
