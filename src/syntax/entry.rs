//! Text that is typed line by line: an expression by itself, and whether more must follow.

use rulecheck_grammar::Rule;

use super::ast::Expr;
use super::items::Builder;
use super::recover::{self, Piece};
use super::scan::{self, ITEM_WORDS, Kind, Token};
use super::{DEEP_STACK, SHALLOW, grammar, nesting};
use crate::diag::{Diagnostic, codes};
use crate::source::{SourceId, Span};

/// Words and signs after which an expression goes on.
const CARRIES_ON: [&str; 26] = [
    "+",
    "-",
    "*",
    "/",
    "=",
    "<",
    ">",
    ".",
    ",",
    "(",
    "[",
    "and",
    "or",
    "not",
    "is",
    "of",
    "if",
    "then",
    "else",
    "where",
    "satisfies",
    "in",
    "each",
    "with",
    "after",
    "before",
];

/// Reads a text that is one expression.
pub fn expression(source: SourceId, text: &str) -> Result<Expr, Vec<Diagnostic>> {
    let tokens = scan::tokens(text);
    if nesting::deeper_than(SHALLOW, text, &tokens).is_none() {
        return read(source, text, &tokens);
    }
    let threaded = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, || read(source, text, &tokens)).ok()?;
        thread.join().ok()
    });
    threaded.unwrap_or_else(|| read(source, text, &tokens))
}

fn read(source: SourceId, text: &str, tokens: &[Token]) -> Result<Expr, Vec<Diagnostic>> {
    let whole = Span::new(source, 0, text.len());
    if let Some(token) = tokens.iter().find(|token| token.kind == Kind::OpenText) {
        let place = Span::new(source, token.range.start, token.range.end);
        let open = Diagnostic::new(&codes::SYNTAX, "a text in quotes is not closed", place, "opens here");
        return Err(vec![open.help("Close it with a quote; a quote inside a text is written twice.")]);
    }
    if let Some(range) = nesting::too_deep(text, tokens) {
        return Err(vec![nesting::diagnostic(Span::new(source, range.start, range.end))]);
    }
    let pair = grammar::read(Rule::hole, text).map_err(|failure| vec![failure.explain(source, 0, text, &codes::SYNTAX, "its end")])?;
    let mut diagnostics = Vec::new();
    let mut builder = Builder { source, base: 0, whole, diagnostics: &mut diagnostics };
    let value = pair.into_inner().find(|part| !matches!(part.as_rule(), Rule::EOI | Rule::name)).and_then(|part| builder.expr(part));
    match value {
        Some(value) if diagnostics.is_empty() => Ok(value),
        _ => Err(diagnostics),
    }
}

/// Whether a text begins an item of a rule file rather than an expression.
pub fn begins_item(text: &str) -> bool {
    let tokens = scan::tokens(text);
    let mut words = tokens.iter().filter(|token| token.kind != Kind::Comment);
    let is_item = words.next().is_some_and(|first| ITEM_WORDS.contains(&&text[first.range.clone()]));
    // A field may have the name of an item's word, and then something else than a name or a title follows.
    is_item && words.next().is_none_or(|second| matches!(second.kind, Kind::Word | Kind::Text | Kind::OpenText))
}

/// Whether more must follow: an item without its `end`, a bracket or a quote that is not closed, or an operator without its right side.
pub fn is_open(text: &str) -> bool {
    let tokens = scan::tokens(text);
    if begins_item(text) {
        let is_unclosed = |piece: &Piece| matches!(piece, Piece::Item(chunk) if chunk.unclosed);
        return recover::cut(text, &tokens).iter().any(is_unclosed) || goes_on(text, &tokens);
    }
    goes_on(text, &tokens)
}

fn goes_on(text: &str, tokens: &[Token]) -> bool {
    let words = || tokens.iter().filter(|token| token.kind != Kind::Comment);
    let count = |signs: [&str; 2]| words().filter(|token| signs.contains(&&text[token.range.clone()])).count();
    let last = words().next_back().map_or("", |token| &text[token.range.clone()]);
    // `total of X` goes on with `for each`.
    let texts: Vec<&str> = words().map(|token| &text[token.range.clone()]).collect();
    let totals = texts.windows(2).filter(|pair| *pair == ["total", "of"]).count();
    if totals > texts.iter().filter(|word| **word == "each").count() {
        return true;
    }
    let is_unclosed = tokens.iter().any(|token| token.kind == Kind::OpenText);
    is_unclosed || count(["(", "["]) > count([")", "]"]) || CARRIES_ON.contains(&last)
}

/// The names, dots and brackets with which a text ends: `issued["Class B"].rows`.
pub fn path_at_end(text: &str) -> &str {
    let mut depth = 0;
    let mut quoted = false;
    for (at, c) in text.char_indices().rev() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            ']' | ')' => depth += 1,
            '[' | '(' if depth > 0 => depth -= 1,
            _ if depth > 0 || c.is_alphanumeric() || c == '_' || c == '.' => {}
            _ => return &text[at + c.len_utf8()..],
        }
    }
    text
}
