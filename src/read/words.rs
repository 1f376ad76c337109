//! The words of a stretch of tokens as the text of a field.

use std::ops::Range;

use super::fill::Filler;
use super::sheet::Reading;
use super::tokens::{Kind, Token};

impl Filler<'_> {
    /// The words of a stretch as text.
    pub(super) fn words(&self, stretch: &Range<usize>) -> Reading {
        self.words_of(&stretch.clone().collect::<Vec<_>>(), stretch.start)
    }

    /// The words of a stretch without the reference to a note at their end: `Moon Inc. (Note 1)`.
    pub(super) fn words_without_note(&self, stretch: &Range<usize>) -> Reading {
        let tokens = &self.tokens[stretch.clone()];
        let note = tokens.iter().rposition(|token| matches!(token.text.as_str(), "(" | "（")).filter(|open| {
            let inside = &tokens[open + 1..];
            let names_note = inside.first().is_some_and(|word| is_note(&word.text));
            let is_number = |token: &Token| token.kind == Kind::Figure && token.text.len() <= 2;
            let is_link = |token: &Token| matches!(token.text.to_lowercase().as_str(), "and" | "," | "、" | "及" | "和" | "." | ")" | "）");
            names_note && inside.iter().skip(1).all(|token| is_number(token) || is_link(token))
        });
        let Some(open) = note else { return self.words(stretch) };
        let mut reading = self.words(&(stretch.start..stretch.start + open));
        if reading.words.is_some() {
            reading.notes.push("without the note that it refers to".to_owned());
        }
        reading
    }

    /// The words of tokens that need not follow each other; where none says anything, the text is blank at a place of its own.
    pub(super) fn words_of(&self, tokens: &[usize], blank: usize) -> Reading {
        let tokens: Vec<&Token> =
            tokens.iter().map(|&at| &self.tokens[at]).filter(|token| !token.maybe_ruling || token.kind == Kind::Word).collect();
        let is_lead = |token: &&Token| token.aside || matches!(token.text.as_str(), ":" | "：" | ")" | "]" | "+" | "." | "|");
        let start = tokens.iter().position(|token| !is_lead(token));
        let tokens = start.map_or(&[][..], |start| &tokens[start..]);
        let tail = tokens.iter().rposition(|token| !matches!(token.text.as_str(), "+" | "(" | "[" | "|"));
        let tokens = without_dots(tail.map_or(&[][..], |tail| &tokens[..=tail]));
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return Reading { words: None, place: self.bytes(&(blank..blank)), notes: Vec::new() };
        };
        let mut words = String::new();
        let mut end = first.range.start;
        let mut notes: Vec<String> = Vec::new();
        for token in tokens {
            if token.range.start > end && self.text.get(end..token.range.start).is_some_and(|between| between.contains(char::is_whitespace))
            {
                words.push(' ');
            }
            words.push_str(&token.text);
            end = token.range.end;
            notes.extend(token.note.map(str::to_owned));
        }
        notes.dedup();
        Reading { words: Some(words), place: first.range.start..last.range.end, notes }
    }
}

/// Tokens without the dots at their end that stand for what was left out.
fn without_dots<'t>(tokens: &'t [&'t Token]) -> &'t [&'t Token] {
    let dots = tokens.iter().rev().take_while(|token| token.text == ".").count();
    if dots > 2 { &tokens[..tokens.len() - dots] } else { tokens }
}

/// Whether a word refers to a note of the form.
fn is_note(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "note" | "notes" | "註" | "注" | "附註" | "附注")
}
