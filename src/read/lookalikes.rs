//! Figures that character recognition damaged: letters in place of digits, and pieces that a space parts.
//!
//! `1.O18I` is one figure that cannot be read, and not the figure 1 with words behind it.

use super::tokens::{Kind, Token, is_ideograph, is_well_formed};
use crate::value::Currency;

/// Joins what is one figure: digits with letters that are taken for digits among them, and pieces that a space parts from their point. What
/// is joined is no figure in good form, so that a field that gets it is unreadable.
pub(super) fn join(tokens: &mut Vec<Token>, line: &str, base: usize) {
    part_currencies(tokens);
    let mut at = 0;
    while at < tokens.len() {
        let end = with_letters(tokens, at).or_else(|| in_pieces(tokens, at, line, base)).or_else(|| with_ideographs(tokens, at));
        if let Some(end) = end {
            let range = tokens[at].range.start..tokens[end - 1].range.end;
            let last = tokens[end - 1].cells.1;
            let token = &mut tokens[at];
            token.kind = Kind::Figure;
            token.text = line.get(range.start - base..range.end - base).unwrap_or_default().to_owned();
            token.cells.1 = last;
            token.range = range;
            tokens.drain(at + 1..end);
        }
        at += 1;
    }
}

/// The digit for which recognition takes a letter. Some letters are so only among digits: at an end they name classes and sections.
fn digit_for(letter: char, is_inside: bool) -> Option<char> {
    match letter {
        'O' | 'o' | 'О' | 'о' | 'Q' => Some('0'),
        'l' | 'I' | 'ı' => Some('1'),
        'Z' if is_inside => Some('2'),
        'S' if is_inside => Some('5'),
        'B' if is_inside => Some('8'),
        _ => None,
    }
}

fn touch(a: &Token, b: &Token) -> bool {
    a.range.end == b.range.start
}

/// Parts a currency from the letters behind it that begin a figure: `HKDl.05`.
fn part_currencies(tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        let token = &tokens[at];
        let is_damaged = token.kind == Kind::Word
            && touch(token, &tokens[at + 1])
            && token.text.get(..3).is_some_and(is_currency)
            && token.text.get(3..).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| digit_for(c, false).is_some()));
        if is_damaged {
            let mut rest = token.clone();
            rest.text = token.text.get(3..).unwrap_or_default().to_owned();
            rest.range.start += 3;
            let code = &mut tokens[at];
            code.text.truncate(3);
            code.range.end = rest.range.start;
            tokens.insert(at + 1, rest);
        }
        at += 1;
    }
}

fn is_currency(word: &str) -> bool {
    word.len() == 3 && Currency::printed(word).is_some()
}

/// Whether a currency stands before a token, with a space between at most.
fn is_amount(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_currency(&tokens[before].text) && tokens[before].range.end + 1 >= tokens[at].range.start)
}

/// Where a figure ends that begins here and has letters in place of digits.
fn with_letters(tokens: &[Token], at: usize) -> Option<usize> {
    let is_letters = |token: &Token| token.kind == Kind::Word && token.text.chars().all(|c| digit_for(c, true).is_some());
    let is_piece = |token: &Token| token.kind == Kind::Figure || matches!(token.text.as_str(), "," | ".") || is_letters(token);
    let first = tokens.get(at).filter(|first| is_piece(first) && first.kind != Kind::Mark)?;
    let stands_alone = at.checked_sub(1).is_none_or(|before| !touch(&tokens[before], first) || tokens[before].kind == Kind::Mark);
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|next| is_piece(next) && touch(&tokens[end - 1], next)) {
        end += 1;
    }
    while tokens[end - 1].kind == Kind::Mark {
        end -= 1;
    }
    // The number of a section may be glued to the figure before it: `2022I.Movements`.
    let is_roman = |token: &Token| token.kind == Kind::Word && token.text.chars().all(|c| matches!(c, 'I' | 'l'));
    let goes_on = tokens.get(end).is_some_and(|point| point.text == "." && touch(&tokens[end - 1], point))
        && tokens.get(end + 1).is_some_and(|word| word.kind == Kind::Word && touch(&tokens[end], word));
    if goes_on && is_roman(&tokens[end - 1]) {
        end -= 1;
    }
    let pieces = &tokens[at..end];
    let begins_with_letters = first.kind == Kind::Word;
    let is_section = is_roman(first) && pieces.get(1).is_some_and(|next| next.text == ".") && !is_amount(tokens, at);
    if pieces.len() < 2 || is_section || (begins_with_letters && !stands_alone && !is_amount(tokens, at)) {
        return None;
    }
    reads_as_figure(pieces).then_some(end)
}

/// Whether pieces are a figure once their letters are digits, with as many digits as letters or signs of a figure.
fn reads_as_figure(pieces: &[Token]) -> bool {
    let (mut read, mut letters) = (String::new(), 0);
    for (at, piece) in pieces.iter().enumerate() {
        let is_inside = at > 0 && at + 1 < pieces.len();
        for c in piece.text.chars() {
            match digit_for(c, is_inside && piece.kind == Kind::Word) {
                Some(digit) if piece.kind == Kind::Word => {
                    letters += 1;
                    read.push(digit);
                }
                _ => read.push(c),
            }
        }
    }
    let digits = read.bytes().filter(u8::is_ascii_digit).count() - letters;
    let starts_with_digit = pieces.first().is_some_and(|first| first.kind == Kind::Figure);
    let has_signs = read.contains([',', '.']);
    let is_plain = !read.starts_with('0') || read.starts_with("0.") || read == "0";
    letters > 0
        && is_plain
        && is_well_formed(&read)
        && (if has_signs { digits > 0 || read.contains(',') } else { starts_with_digit || letters <= digits })
}

/// Where a figure ends of which a space parts the rest: `1 .05`, `1. 05`.
fn in_pieces(tokens: &[Token], at: usize, line: &str, base: usize) -> Option<usize> {
    let first = tokens.get(at).filter(|first| first.kind == Kind::Figure && is_well_formed(&first.text) && !first.text.contains('.'))?;
    let is_near = |before: &Token, next: &Token| line.get(before.range.end - base..next.range.start - base) == Some(" ");
    let next = tokens.get(at + 1)?;
    if next.kind == Kind::Figure && next.text.starts_with(['.', ',']) && is_near(first, next) {
        return Some(at + 2);
    }
    let rest = tokens.get(at + 2).filter(|rest| rest.kind == Kind::Figure && has_leading_zero(&rest.text))?;
    (next.text == "." && touch(first, next) && is_near(next, rest)).then_some(at + 3)
}

/// Where an amount ends behind whose point stand ideographs: `HKD 1.提取`.
fn with_ideographs(tokens: &[Token], at: usize) -> Option<usize> {
    let [first, point, words] = tokens.get(at..at + 3)? else { return None };
    let is_damaged = first.kind == Kind::Figure && point.text == "." && words.text.starts_with(is_ideograph);
    (is_damaged && touch(first, point) && touch(point, words) && is_amount(tokens, at)).then_some(at + 3)
}

/// Whether digits begin with a nought that no figure begins with: `0152`.
pub(super) fn has_leading_zero(figure: &str) -> bool {
    let mut digits = figure.bytes();
    digits.next() == Some(b'0') && digits.next().is_some_and(|next| next.is_ascii_digit())
}
