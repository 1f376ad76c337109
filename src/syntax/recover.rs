//! Cutting a file into its items, so that a broken one leaves its neighbours whole.

use std::ops::Range;

use super::scan::{ITEM_WORDS, Kind, Token};

/// A part of a file.
#[derive(Debug)]
pub enum Piece {
    /// What begins with an item's word.
    Item(Chunk),
    /// Text that belongs to no item: its tokens.
    Stray(Range<usize>),
}

/// The text of one item.
#[derive(Debug)]
pub struct Chunk {
    /// The word that it begins with.
    pub word: &'static str,
    /// Its tokens, the word's own first.
    pub tokens: Range<usize>,
    /// Its bytes.
    pub range: Range<usize>,
    /// The bytes of its name, where it has one.
    pub name: Option<Range<usize>>,
    /// Whether an `end` is missing.
    pub unclosed: bool,
}

/// All pieces of a file, in order.
pub fn cut(text: &str, tokens: &[Token]) -> Vec<Piece> {
    let mut cutter = Cutter { text, tokens, at: 0, after_open_item: true };
    let mut pieces = Vec::new();
    while let Some(token) = cutter.current() {
        if token.kind == Kind::Comment {
            cutter.at += 1;
            continue;
        }
        pieces.push(match cutter.item_word() {
            Some(word) => Piece::Item(cutter.item(word)),
            None => cutter.stray(),
        });
    }
    pieces
}

struct Cutter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    /// Whether the item before is not closed by `end`, so that any item's word ends it.
    after_open_item: bool,
}

impl Cutter<'_> {
    fn current(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    /// The word before the current token.
    fn before(&self) -> &str {
        let earlier = (0..self.at).rev().find(|&at| self.tokens[at].kind != Kind::Comment);
        earlier.map_or("", |at| self.word(at))
    }

    /// The item's word with which an item begins here.
    fn item_word(&self) -> Option<&'static str> {
        let token = self.current().filter(|token| token.kind == Kind::Word)?;
        let word = ITEM_WORDS.into_iter().find(|&word| word == &self.text[token.range.clone()])?;
        let before = self.before();
        (before != "." && (token.starts_line || self.after_open_item || before == "end")).then_some(word)
    }

    fn item(&mut self, word: &'static str) -> Chunk {
        let first = self.at;
        self.at += 1;
        self.after_open_item = matches!(word, "pack" | "use" | "parameter" | "set" | "define");
        let mut last = first;
        let mut unclosed = !self.after_open_item;
        let (mut depth, mut length) = (0, 1);
        while let Some(token) = self.current() {
            if token.kind == Kind::Comment {
                self.at += 1;
                continue;
            }
            let ends_short_item = match word {
                "pack" => length > 2 || length == 2 && !matches!(token.kind, Kind::Text | Kind::OpenText),
                "use" => length > 1,
                _ => false,
            };
            if self.item_word().is_some() || ends_short_item {
                break;
            }
            let after_dot = self.before() == ".";
            let found = self.word(self.at);
            match found {
                "record" | "list" if matches!(word, "form" | "profile" | "table") && !after_dot => depth += 1,
                "part" | "each" if word == "printed" && !after_dot => depth += 1,
                "end" if unclosed && !after_dot && depth == 0 => unclosed = false,
                "end" if !after_dot => depth -= 1,
                _ => {}
            }
            let closes = found == "end" && !after_dot && !unclosed && !self.after_open_item;
            last = self.at;
            self.at += 1;
            length += 1;
            if closes {
                break;
            }
        }
        let range = self.tokens[first].range.start..self.tokens[last].range.end;
        let name = (first + 1..=last).find(|&at| self.tokens[at].kind != Kind::Comment);
        let name = name.map(|at| &self.tokens[at]).filter(|token| token.kind == Kind::Word).map(|token| token.range.clone());
        Chunk { word, tokens: first..last + 1, range, name, unclosed }
    }

    fn stray(&mut self) -> Piece {
        let first = self.at;
        self.at += 1;
        while self.current().is_some() && self.item_word().is_none() {
            self.at += 1;
        }
        Piece::Stray(first..self.at)
    }
}
