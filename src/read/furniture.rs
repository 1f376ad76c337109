//! What stands on every page and belongs to no field: page numbers, the number of the form, and its version.

use super::tokens::{self, Kind, Token};
use crate::form::{Print, WordingPiece};

/// The tokens of a text, parted into those of the form itself and those of its pages.
pub(super) struct Furniture {
    pub kept: Vec<Token>,
    skipped: Vec<Token>,
}

impl Furniture {
    pub fn of(print: &Print, tokens: Vec<Token>) -> Furniture {
        let skips: Vec<Vec<Option<Token>>> = print
            .skips
            .iter()
            .map(|skip| {
                let steps = skip.pieces.iter().flat_map(|piece| match piece {
                    WordingPiece::Words(words) => tokens::stated(words).into_iter().map(Some).collect(),
                    WordingPiece::OneOf(_) => Vec::new(),
                    WordingPiece::Hole { .. } | WordingPiece::Anything { .. } => vec![None],
                });
                steps.collect()
            })
            .collect();
        let mut is_kept = vec![true; tokens.len()];
        let mut at = 0;
        while at < tokens.len() {
            let count = skips.iter().filter_map(|skip| matched(skip, &tokens, at)).max().unwrap_or(0);
            is_kept[at..at + count].fill(false);
            at += count.max(1);
        }
        let mut is_kept = is_kept.into_iter();
        let (kept, skipped) = tokens.into_iter().partition(|_| is_kept.next().unwrap_or(true));
        Furniture { kept, skipped }
    }

    /// The version at the foot of the form, where it is none of those that its print names, and these.
    pub fn new_version(&self, print: &Print) -> Option<(&Token, Vec<String>)> {
        let words = print.skips.iter().flat_map(|skip| &skip.pieces).filter_map(|piece| match piece {
            WordingPiece::Words(words) => Some(tokens::stated(words)),
            _ => None,
        });
        let known: Vec<String> = words.flatten().filter(is_version).map(|token| token.text).collect();
        // The number of pages may be glued to it.
        let is_new = |token: &&Token| is_version(token) && !known.iter().any(|version| token.text.ends_with(version.as_str()));
        let found = self.skipped.iter().find(is_new).filter(|_| !known.is_empty())?;
        Some((found, known))
    }
}

/// Three numbers parted by points.
fn is_version(token: &Token) -> bool {
    let parts: Vec<&str> = token.text.split('.').collect();
    token.kind == Kind::Figure
        && parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// How many tokens a page's furniture has that begins here; where anything may stand, one token stands.
fn matched(skip: &[Option<Token>], tokens: &[Token], at: usize) -> Option<usize> {
    for (count, step) in skip.iter().enumerate() {
        let token = tokens.get(at + count)?;
        let same = match step {
            Some(step) => step.kind == token.kind && step.text.eq_ignore_ascii_case(&token.text),
            None => true,
        };
        if !same {
            return None;
        }
    }
    Some(skip.len())
}
