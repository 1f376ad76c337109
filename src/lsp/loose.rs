//! What is still said by a rule that cannot be read: its clauses one by one, without those that have a mistake.
//!
//! The text keeps its length, so that all that is read has its place.

use crate::source::SourceId;
use crate::syntax;
use crate::syntax::ast::{Item, RuleDecl};
use crate::syntax::{Chunk, Piece, Token, TokenKind};

/// A text cut into items, whether or not they can be read.
pub struct Outline<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token>,
    pub chunks: Vec<Chunk>,
}

impl<'t> Outline<'t> {
    pub fn new(text: &'t str) -> Outline<'t> {
        let tokens = syntax::tokens(text);
        let pieces = syntax::cut(text, &tokens).into_iter();
        let chunks = pieces.filter_map(|piece| match piece {
            Piece::Item(chunk) => Some(chunk),
            Piece::Stray(_) => None,
        });
        let chunks = chunks.collect();
        Outline { text, tokens, chunks }
    }

    /// The item around a byte, or the one before it that is not closed.
    pub fn chunk_at(&self, offset: usize) -> Option<&Chunk> {
        let before = self.chunks.iter().rev().find(|chunk| chunk.range.start <= offset)?;
        let is_within = offset <= before.range.end;
        let is_open = before.unclosed || matches!(before.word, "pack" | "use" | "parameter" | "set" | "define");
        (is_within || is_open).then_some(before)
    }

    pub fn words(&self, token: &Token) -> &'t str {
        &self.text[token.range.clone()]
    }

    /// The tokens of an item without its comments.
    pub fn tokens_of(&self, chunk: &Chunk) -> impl DoubleEndedIterator<Item = &Token> {
        self.tokens[chunk.tokens.clone()].iter().filter(|token| token.kind != TokenKind::Comment)
    }

    /// The parts of a rule, by the bytes from the word that leads each to the next.
    pub fn clauses(&self, chunk: &Chunk) -> Vec<std::ops::Range<usize>> {
        let tokens: Vec<&Token> = self.tokens_of(chunk).collect();
        let mut starts = Vec::new();
        let mut has_body = false;
        for (place, token) in tokens.iter().enumerate().skip(1) {
            let is_member = tokens[place - 1].range.end == token.range.start && self.words(tokens[place - 1]) == ".";
            let next = tokens.get(place + 1).map_or("", |next| self.words(next));
            let leads = match self.words(token) {
                "applies" | "because" | "cites" | "effective" | "doubt" | "end" => true,
                "when" | "given" | "must" | "should" | "note" => {
                    has_body = true;
                    true
                }
                "for" => !has_body && next == "each",
                "title" => token.starts_line,
                "else" => {
                    next.starts_with(['"', '“'])
                        || token.starts_line && !next.is_empty() && !next.contains(|c: char| c != '-' && !c.is_alphanumeric())
                }
                _ => false,
            };
            if leads && !is_member {
                starts.push(token.range.start);
            }
        }
        let ends = starts.iter().copied().skip(1).chain([chunk.range.end]).collect::<Vec<_>>();
        starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
    }
}

/// The rule that is left when each clause with a mistake is left out; `None` where not even its head can be read.
pub fn rule(source: SourceId, outline: &Outline<'_>, chunk: &Chunk) -> Option<RuleDecl> {
    if chunk.word != "rule" {
        return None;
    }
    let text = outline.text;
    let head = chunk.range.start..chunk.name.clone()?.end;
    let clauses = outline.clauses(chunk);
    let is_read = |kept: &[std::ops::Range<usize>]| read(source, text, &head, kept);
    let mut kept: Vec<std::ops::Range<usize>> = Vec::new();
    for clause in clauses.into_iter().filter(|clause| !text[clause.clone()].starts_with("end")) {
        kept.push(clause);
        if is_read(&kept).is_none() {
            kept.pop();
        }
    }
    is_read(&kept)
}

/// A rule of its head and some of its clauses, and of what a rule cannot do without.
fn read(source: SourceId, text: &str, head: &std::ops::Range<usize>, clauses: &[std::ops::Range<usize>]) -> Option<RuleDecl> {
    let mut kept = String::with_capacity(text.len() + 32);
    let mut end = 0;
    for part in std::iter::once(head).chain(clauses) {
        kept.extend(std::iter::repeat_n(' ', part.start - end));
        kept.push_str(&text[part.clone()]);
        end = part.end;
    }
    let has = |words: &[&str]| clauses.iter().any(|clause| words.iter().any(|word| text[clause.clone()].starts_with(word)));
    if !has(&["applies"]) {
        kept.push_str("\napplies to x");
    }
    if !has(&["must", "should", "note"]) {
        kept.push_str("\nmust yes");
    }
    kept.push_str("\nend");
    let parse = syntax::parse(source, &kept);
    match (parse.diagnostics.is_empty(), parse.file.items.into_iter().next()) {
        (true, Some(Item::Rule(rule))) => Some(rule),
        _ => None,
    }
}
