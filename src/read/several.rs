//! Several forms in one text: where each of them begins.

use super::known::{is_of_several, title_of};
use super::labels::{Found, Letters, letters_of};
use super::tokens::is_ideograph;
use crate::form::{Forms, Print, Printed, Wording, WordingPiece};

/// Shorter words stand anywhere.
const LEAST_LETTERS: usize = 6;

/// The letters that say as much as one ideograph.
const LETTERS_OF_IDEOGRAPH: usize = 2;

/// How many lines of its head tell a form from its title alone, which pages repeat and sentences name.
const LEAST_LINES: usize = 2;

/// The places where the title of a form stands, letter by letter, with the lines of its head behind it.
pub(super) fn starts<'f>(forms: &'f Forms, letters: &Letters, end: usize) -> Vec<(&'f Print, Found)> {
    let mut titles: Vec<(&Print, Found)> = Vec::new();
    let titles_of = |print: &'f Print| print.known_by.iter().filter(|title| !is_of_several(title)).map(move |title| (print, title));
    for (print, title) in forms.prints.iter().flat_map(titles_of) {
        let words = title_of(title);
        let mut from = 0;
        while let Some(found) = letters.exact(&words, &(from..end)) {
            from = found.tokens.end.max(from + 1);
            titles.push((print, found));
        }
    }
    titles.sort_by_key(|(_, found)| (found.tokens.start, std::cmp::Reverse(found.tokens.end)));
    titles.dedup_by(|(_, next), (_, before)| next.tokens.start < before.tokens.end);
    let until: Vec<usize> = titles.iter().skip(1).map(|(_, next)| next.tokens.start).chain([end]).collect();
    let has_head = |print: &Print, from: usize, until: usize| {
        let lines = print.parts.iter().filter(|part| match part {
            Printed::Line { wordings, within: None, .. } => wordings.iter().any(|wording| begins(wording, letters, from..until)),
            _ => false,
        });
        lines.count() >= LEAST_LINES
    };
    let all = titles.into_iter().zip(until);
    all.filter(|((print, found), until)| has_head(print, found.tokens.end, *until)).map(|(start, _)| start).collect()
}

/// Whether the first words of a line stand somewhere.
fn begins(wording: &Wording, letters: &Letters, range: std::ops::Range<usize>) -> bool {
    let first = wording.pieces.iter().find_map(|piece| match piece {
        WordingPiece::Words(words) => Some(letters_of(words)),
        _ => None,
    });
    let length = |words: &[char]| words.iter().map(|&c| if is_ideograph(c) { LETTERS_OF_IDEOGRAPH } else { 1 }).sum::<usize>();
    first.is_some_and(|words| length(&words) >= LEAST_LETTERS && letters.exact(&words, &range).is_some())
}
