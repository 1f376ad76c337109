//! A quick look over a text: its words, strings, comments and signs, before the grammar reads it.
//!
//! It serves what must work on broken text too: finding the items, counting nesting, collecting comments, and naming what was found
//! where something else was expected.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, digits and underscores that begin with no digit; the name of a rule with its dots and hyphens.
    Word,
    /// Digits and what hangs on them.
    Number,
    /// A quoted text.
    Text,
    /// A quote that is never closed, up to where the text that it would swallow begins to be something else.
    OpenText,
    /// Any other single character.
    Sign,
    Comment,
}

/// A piece of text and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
    /// Whether no other token, comments aside, stands before it on its line.
    pub starts_line: bool,
}

/// The words that begin an item.
pub(super) const ITEM_WORDS: [&str; 13] =
    ["pack", "use", "form", "profile", "table", "printed", "calendar", "parameter", "set", "define", "rule", "test", "waive"];

/// All tokens of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut starts_line = true;
    let mut names_rule = false;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || first == '\u{feff}' {
            starts_line |= first == '\n';
            at += first.len_utf8();
            continue;
        }
        let (kind, end) = token(text, at, first, names_rule);
        tokens.push(Token { kind, range: at..end, starts_line });
        if kind != Kind::Comment {
            let behind_text = tokens.iter().rev().nth(1).is_some_and(|before| before.kind == Kind::Text);
            names_rule = matches!(&text[at..end], "rule" | "waive") || behind_text && &text[at..end] == "of";
            starts_line = false;
        }
        at = end;
    }
    tokens
}

/// The first token at or after `at` that is no comment.
pub(super) fn token_at(text: &str, mut at: usize) -> Option<Token> {
    loop {
        let first = text.get(at..)?.chars().next()?;
        let (kind, end) = if first.is_whitespace() { (Kind::Comment, at + first.len_utf8()) } else { token(text, at, first, false) };
        if kind != Kind::Comment {
            return Some(Token { kind, range: at..end, starts_line: false });
        }
        at = end;
    }
}

/// The kind and the end of the token that begins at `at`.
fn token(text: &str, at: usize, first: char, names_rule: bool) -> (Kind, usize) {
    let rest = &text[at..];
    if rest.starts_with("--") {
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        return (Kind::Comment, at + line.trim_end_matches('\r').len());
    }
    match first {
        '"' => quoted(text, at, '"'),
        '“' => quoted(text, at, '”'),
        '0'..='9' => (Kind::Number, at + number_length(rest)),
        c if is_word(c) => {
            let length = rest.find(|c| !(is_word(c) || names_rule && matches!(c, '.' | '-'))).unwrap_or(rest.len());
            (Kind::Word, at + length)
        }
        c => (Kind::Sign, at + c.len_utf8()),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    (1..bytes.len())
        .find(|&i| {
            let joins = matches!(bytes[i], b'.' | b',') && bytes.get(i + 1).is_some_and(u8::is_ascii_digit);
            !(bytes[i].is_ascii_alphanumeric() || joins)
        })
        .unwrap_or(bytes.len())
}

/// A quoted text. One that runs over lines and is followed at once by a letter has lost its closing quote: what closes it is the opening
/// quote of another text.
fn quoted(text: &str, at: usize, close: char) -> (Kind, usize) {
    let opening = text[at..].chars().next().map_or(1, char::len_utf8);
    let mut end = at + opening;
    loop {
        let Some(found) = text[end..].find(close) else { return (Kind::OpenText, open_end(text, at, text.len())) };
        end += found + close.len_utf8();
        match text[end..].chars().next() {
            Some(next) if next == close => end += close.len_utf8(),
            Some(next) if is_word(next) && text[at..end].contains('\n') => return (Kind::OpenText, open_end(text, at, end)),
            _ => return (Kind::Text, end),
        }
    }
}

/// Where an unclosed text may be taken to end: with its first line.
fn open_end(text: &str, at: usize, end: usize) -> usize {
    let line = text[at..end].find('\n').map_or(end, |length| at + length);
    at + text[at..line].trim_end().len()
}
