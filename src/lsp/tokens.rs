//! What each word is, for editors that colour by meaning.

use ls_types::{SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend};

use super::keywords;
use super::loose::Outline;
use super::names::{Occurrence, Symbol};
use super::references::loose_items;
use super::view::View;
use crate::syntax::TokenKind;

/// The kinds of token, in the order of their numbers.
const TYPES: [SemanticTokenType; 11] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::COMMENT,
    SemanticTokenType::CLASS,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::NAMESPACE,
];

pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: vec![SemanticTokenModifier::DECLARATION] }
}

/// The tokens of a file, each by its distance from the one before.
pub fn tokens(view: &View<'_>) -> SemanticTokens {
    let outline = Outline::new(view.lines.text());
    let names = names(view, &outline);
    let mut kinds: Vec<(std::ops::Range<usize>, usize, u32)> = Vec::new();
    for token in &outline.tokens {
        let within: Vec<&Occurrence> =
            names.iter().filter(|of| token.range.start <= of.span.start as usize && (of.span.end as usize) <= token.range.end).collect();
        let kind = match token.kind {
            TokenKind::Comment => 3,
            TokenKind::Number => 2,
            TokenKind::Text | TokenKind::OpenText => 1,
            TokenKind::Word if within.is_empty() && keywords::is_known(outline.words(token)) => 0,
            TokenKind::Word | TokenKind::Sign => {
                kinds.extend(within.iter().map(|of| (of.span.range(), kind_of(&of.symbol), u32::from(of.declares))));
                continue;
            }
        };
        let mut at = token.range.start;
        for of in within.iter().filter(|of| !matches!(of.symbol, Symbol::Citation(_))) {
            let range = of.span.range();
            kinds.push((at..range.start, kind, 0));
            at = range.end;
            kinds.push((range, kind_of(&of.symbol), u32::from(of.declares)));
        }
        kinds.push((at..token.range.end, kind, 0));
    }
    SemanticTokens { result_id: None, data: encoded(view, &outline, kinds) }
}

/// The names of a file, in the order of the text, of which none lies within another.
fn names(view: &View<'_>, outline: &Outline<'_>) -> Vec<Occurrence> {
    let Some(file) = view.analysis.tree(view.source) else { return Vec::new() };
    let ground = view.analysis.ground();
    let loose = loose_items(file, outline);
    let mut names: Vec<Occurrence> = file.items.iter().chain(&loose).flat_map(|item| ground.names(item)).collect();
    names.retain(|of| !of.span.range().is_empty() && of.span.end as usize <= outline.text.len());
    names.sort_by_key(|of| (of.span.start, of.span.end));
    names.dedup_by(|next, before| next.span.start < before.span.end);
    names
}

fn kind_of(symbol: &Symbol) -> usize {
    match symbol {
        Symbol::Form(_) | Symbol::Plural(_) | Symbol::Return(_) => 4,
        Symbol::Field(..) => 5,
        Symbol::Code(..) => 6,
        Symbol::Local(_) => 7,
        Symbol::Parameter(_) => 8,
        Symbol::Definition(_) | Symbol::Rule(_) | Symbol::Function(_) => 9,
        Symbol::Pack(_) | Symbol::Calendar(_) => 10,
        Symbol::Citation(_) => 1,
    }
}

/// Tokens line by line, for the protocol has none that runs over lines.
fn encoded(view: &View<'_>, outline: &Outline<'_>, kinds: Vec<(std::ops::Range<usize>, usize, u32)>) -> Vec<SemanticToken> {
    let mut data = Vec::new();
    let mut before = ls_types::Position::default();
    for (range, kind, modifiers) in kinds {
        let mut at = range.start;
        for line in outline.text[range].split_inclusive('\n') {
            let words = line.trim_end_matches(['\r', '\n']);
            let start = view.lines.position(at);
            at += line.len();
            let length = view.client.encoding.length(words);
            if length == 0 {
                continue;
            }
            let delta_line = start.line - before.line;
            let delta_start = if delta_line == 0 { start.character - before.character } else { start.character };
            data.push(SemanticToken { delta_line, delta_start, length, token_type: kind as u32, token_modifiers_bitset: modifiers });
            before = start;
        }
    }
    data
}
