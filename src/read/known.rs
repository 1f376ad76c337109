//! Which form a text is: by a title of the form, or where no title stands, by several of its own words that follow each other.

use std::ops::Range;

use super::labels::{Found, Letters, letters_of};
use crate::form::{Forms, Print, Wording, WordingPiece};

/// The most tokens between two of several words that follow each other, few and many.
const FEW: usize = 12;
const MANY: usize = 80;

/// The print whose words a text has, and where; of several the one whose words are found first. Words with others between them tell a form
/// only where no title stands, and letter by letter.
pub(super) fn recognise<'f>(forms: &'f Forms, letters: &Letters, end: usize) -> Option<(&'f Print, Found)> {
    let whole = 0..end;
    let all = || forms.prints.iter().flat_map(|print| print.known_by.iter().map(move |wording| (print, wording)));
    let titles = || all().filter(|(_, wording)| !is_of_several(wording)).map(|(print, wording)| (print, title_of(wording)));
    let first = |places: Vec<(&'f Print, Found)>| {
        places.into_iter().min_by_key(|(_, place)| (place.tokens.start, std::cmp::Reverse(place.tokens.end)))
    };
    let exact = titles().filter_map(|(print, words)| Some((print, letters.exact(&words, &whole)?))).collect();
    let near = || titles().filter_map(|(print, words)| Some((print, letters.near(&words, &whole)?))).collect();
    let several = || {
        let wordings = all().filter(|(_, wording)| is_of_several(wording));
        wordings.filter_map(|(print, wording)| Some((print, in_sequence(letters, wording, &whole)?))).collect()
    };
    first(exact).or_else(|| first(near())).or_else(|| first(several()))
}

/// The letters of a title.
pub(super) fn title_of(wording: &Wording) -> Vec<char> {
    let words = wording.pieces.iter().filter_map(|piece| match piece {
        WordingPiece::Words(words) => Some(letters_of(words)),
        _ => None,
    });
    words.flatten().collect()
}

/// Whether something stands between the words of a wording.
pub(super) fn is_of_several(wording: &Wording) -> bool {
    let is_hole = |piece: &WordingPiece| matches!(piece, WordingPiece::Hole { .. } | WordingPiece::Anything { .. });
    wording.pieces.iter().any(is_hole)
}

/// The first place where the words of a wording follow each other, letter by letter, no more tokens between them than its holes allow.
fn in_sequence(letters: &Letters, wording: &Wording, range: &Range<usize>) -> Option<Found> {
    let mut from = range.start;
    loop {
        let (first, rest) = wording.pieces.split_first()?;
        let start = next(letters, first, &(from..range.end))?;
        if let Some(end) = follow(letters, rest, start.end, range.end) {
            return Some(Found { tokens: start.start..end, edits: 0 });
        }
        from = start.start + 1;
    }
}

/// Where the words that stand behind others end.
fn follow(letters: &Letters, pieces: &[WordingPiece], at: usize, end: usize) -> Option<usize> {
    let mut at = at;
    let mut most = 0;
    for piece in pieces {
        match piece {
            WordingPiece::Hole { runs_on, .. } | WordingPiece::Anything { runs_on } => most += if *runs_on { MANY } else { FEW },
            words => {
                // Words have fewer tokens than this themselves; what is further on is too far.
                let reach = end.min(at + most + MANY);
                let found = next(letters, words, &(at..reach)).filter(|found| found.start - at <= most)?;
                (at, most) = (found.end, 0);
            }
        }
    }
    Some(at)
}

/// Where words stand next; such as end with a colon only where one is printed.
fn next(letters: &Letters, piece: &WordingPiece, range: &Range<usize>) -> Option<Range<usize>> {
    let WordingPiece::Words(words) = piece else { return None };
    let needs_colon = words.trim_end().ends_with([':', '：']);
    let words = letters_of(words);
    let mut from = range.start;
    while let Some(found) = letters.exact(&words, &(from..range.end)) {
        if !needs_colon || letters.has_colon(found.tokens.end) {
            return Some(found.tokens);
        }
        from = found.tokens.start + 1;
    }
    None
}
