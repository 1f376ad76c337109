//! How deep an item is nested, counted before the grammar sees it, so that depth is bounded by a number and never by a stack.

use super::scan::{Kind, Token};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// The deepest nesting of expressions, brackets and records.
pub(super) const MOST_NESTING: u32 = 256;

/// Where a text gets too deep: its first token beyond the limit.
pub(super) fn too_deep(text: &str, tokens: &[Token]) -> Option<std::ops::Range<usize>> {
    deeper_than(MOST_NESTING, text, tokens)
}

/// The first token of a text that is nested deeper than `limit`. It counts too much rather than too little.
pub(super) fn deeper_than(limit: u32, text: &str, tokens: &[Token]) -> Option<std::ops::Range<usize>> {
    // Each open bracket or record has the number of openings without a closing sign (`if`, `of`, …) that were read inside it.
    let mut open: Vec<u32> = vec![0];
    let mut depth = 0;
    let mut after_dot = false;
    for token in tokens {
        let word = &text[token.range.clone()];
        match (token.kind, word) {
            (Kind::Sign, "(" | "[" | "{") => {
                open.push(0);
                depth += 1;
            }
            (Kind::Sign, ")" | "]" | "}") => close(&mut open, &mut depth),
            (Kind::Word, _) if after_dot => {}
            (Kind::Word, "record" | "list" | "part") => {
                open.push(0);
                depth += 1;
            }
            (Kind::Word, "end") => close(&mut open, &mut depth),
            (Kind::Word, "if" | "of" | "every" | "some" | "on" | "after" | "before" | "between" | "round") => {
                depth += 1;
                if let Some(inner) = open.last_mut() {
                    *inner += 1;
                }
            }
            (Kind::Word, "field" | "given" | "when" | "must" | "should" | "note" | "cites" | "applies" | "doubt") => {
                if let Some(inner) = open.last_mut() {
                    depth -= std::mem::take(inner);
                }
            }
            _ => {}
        }
        if depth > limit {
            return Some(token.range.clone());
        }
        after_dot = token.kind == Kind::Sign && word == ".";
    }
    None
}

fn close(open: &mut Vec<u32>, depth: &mut u32) {
    if open.len() > 1
        && let Some(inner) = open.pop()
    {
        *depth -= inner + 1;
    }
}

/// The diagnostic for what is nested too deep.
pub(super) fn diagnostic(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::NESTING, format!("nesting is deeper than {MOST_NESTING}"), span, "too deep from here on")
        .help("Give inner parts a name with `given` or `define`.")
}
