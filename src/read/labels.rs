//! Finding printed words in a text that may have torn, lost or confused some of their letters.

use std::ops::Range;

use memchr::memmem;

use super::tokens::{Kind, Token};

/// Where words were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The tokens that they cover.
    pub tokens: Range<usize>,
    /// How many letters are wrong, lost or too many.
    pub edits: usize,
}

/// The letters of a text, each with its token.
pub(super) struct Letters {
    letters: Vec<char>,
    /// The lowest byte of each letter, by which places are looked for that may have the same letters.
    low: Vec<u8>,
    owner: Vec<usize>,
    /// The first letter of each token, and one more for the end.
    first: Vec<usize>,
    /// The tokens that are a colon, or brackets that close before one.
    colons: Vec<usize>,
}

impl Letters {
    pub fn of(tokens: &[Token]) -> Letters {
        let (mut letters, mut owner, mut first, mut colons) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            first.push(letters.len());
            if matches!(token.text.as_str(), ":" | "：") {
                let brackets = tokens[..at].iter().rev().take_while(|before| matches!(before.text.as_str(), ")" | "）")).count();
                colons.extend(at - brackets..=at);
            }
            if token.kind == Kind::Word {
                let before = letters.len();
                add_folded(&token.text, &mut letters);
                owner.resize(owner.len() + letters.len() - before, at);
            }
        }
        first.push(letters.len());
        let low = letters.iter().map(|&letter| low_byte(letter)).collect();
        Letters { letters, low, owner, first, colons }
    }

    /// Whether a colon stands at a token, or behind brackets that close there.
    pub fn has_colon(&self, token: usize) -> bool {
        self.colons.binary_search(&token).is_ok()
    }

    /// The first place in a range of tokens where the words stand letter by letter.
    pub fn exact(&self, words: &[char], range: &Range<usize>) -> Option<Found> {
        let (from, to) = self.bounds(range)?;
        if words.is_empty() {
            return None;
        }
        let mut hits = self.hits(words, from..to).filter(|&at| self.is_whole(at, at + words.len()));
        hits.next().map(|at| self.found(at, at + words.len(), 0))
    }

    /// Where in a range of letters a sequence of them begins.
    fn hits(&self, words: &[char], range: Range<usize>) -> impl Iterator<Item = usize> {
        let low: Vec<u8> = words.iter().map(|&letter| low_byte(letter)).collect();
        let finder = memmem::Finder::new(&low).into_owned();
        let mut from = range.start;
        let next = move || {
            let at = from + finder.find(self.low.get(from..range.end)?)?;
            from = at + 1;
            Some(at)
        };
        std::iter::from_fn(next).filter(move |&at| self.letters[at..at + words.len()] == *words)
    }

    /// The place in a range of tokens that is nearest to the words, within the letters that may be wrong.
    pub fn near(&self, words: &[char], range: &Range<usize>) -> Option<Found> {
        let bound = allowed(words.len());
        let (from, to) = self.bounds(range)?;
        if bound == 0 || words.len() > to - from + bound {
            return None;
        }
        let mut best: Option<(usize, usize, usize)> = None;
        for window in self.windows(words, bound, from..to) {
            self.best_in(words, bound, window, &mut best);
        }
        best.map(|(edits, start, end)| self.found(start, end, edits))
    }

    /// Where the words can stand with so many edits: around the places where one of their parts stands whole. Of one part more than there are
    /// edits, one at least has none.
    fn windows(&self, words: &[char], edits: usize, range: Range<usize>) -> Vec<Range<usize>> {
        let parts = edits + 1;
        let mut windows: Vec<Range<usize>> = Vec::new();
        for part in 0..parts {
            let place = words.len() * part / parts;
            let letters = &words[place..words.len() * (part + 1) / parts];
            windows.extend(self.hits(letters, range.clone()).map(|at| {
                let start = at.saturating_sub(place + edits).max(range.start);
                start..(at + words.len() - place + edits).min(range.end)
            }));
        }
        windows.sort_unstable_by_key(|window| window.start);
        windows.dedup_by(|next, before| {
            let meets = next.start <= before.end;
            if meets {
                before.end = before.end.max(next.end);
            }
            meets
        });
        windows
    }

    /// The place in a range of letters that is nearest to the words, where it is nearer than the best so far.
    fn best_in(&self, words: &[char], bound: usize, range: Range<usize>, best: &mut Option<(usize, usize, usize)>) {
        let Range { start: from, end: to } = range;
        // Words begin with a token, so that nothing is gained by half of one.
        let begin = |at: usize| if self.starts_token(at) { (0, at) } else { (NEVER, at) };
        // The edits of the best way to read each head of the words up to the current letter, and where that way begins.
        let mut row: Vec<(usize, usize)> = (0..=words.len()).map(|edits| (begin(from).0 + edits, from)).collect();
        for at in from..to {
            let mut diagonal = row[0];
            // The words begin with the next token, or a letter too many stands before them.
            row[0] = begin(at + 1).min((diagonal.0 + 1, diagonal.1));
            for (place, &letter) in words.iter().enumerate() {
                let above = row[place + 1];
                let same = usize::from(letter != self.letters[at]);
                let ways = [(diagonal.0 + same, diagonal.1), (above.0 + 1, above.1), (row[place].0 + 1, row[place].1)];
                diagonal = above;
                row[place + 1] = ways.into_iter().min_by_key(|way| way.0).unwrap_or(above);
            }
            let (edits, start) = row[words.len()];
            let better = best.is_none_or(|(fewest, ..)| edits < fewest);
            if edits <= bound && better && self.is_whole(start, at + 1) && start <= at && self.keeps_last_letter(words, at + 1) {
                *best = Some((edits, start, at + 1));
            }
        }
    }

    fn bounds(&self, range: &Range<usize>) -> Option<(usize, usize)> {
        Some((*self.first.get(range.start)?, *self.first.get(range.end)?))
    }

    /// Whether letters begin and end with whole tokens.
    fn is_whole(&self, start: usize, end: usize) -> bool {
        self.starts_token(start) && (end == self.letters.len() || self.starts_token(end))
    }

    fn starts_token(&self, at: usize) -> bool {
        self.owner.get(at).is_some_and(|&token| self.first[token] == at)
    }

    /// Whether the last letter, which may be all that tells words from others (`Class A`, `Class B`), is as it should be or lost.
    fn keeps_last_letter(&self, words: &[char], end: usize) -> bool {
        let found = self.letters.get(end.wrapping_sub(1));
        let is_lost = words.len() > SHORT && words.get(words.len().wrapping_sub(2)) == found;
        words.last() == found || is_lost
    }

    fn found(&self, start: usize, end: usize, edits: usize) -> Found {
        Found { tokens: self.owner[start]..self.owner[end - 1] + 1, edits }
    }
}

fn low_byte(letter: char) -> u8 {
    u32::from(letter).to_le_bytes()[0]
}

/// Words of no more letters than this may differ from others by a single one.
pub(super) const SHORT: usize = 12;

/// More edits than any words have letters.
const NEVER: usize = 1 << 20;

/// How many letters of so many may be wrong.
pub(super) fn allowed(letters: usize) -> usize {
    if letters < 5 { 0 } else { (letters / 8).clamp(1, 5) }
}

/// The letters of printed words.
pub(super) fn letters_of(words: &str) -> Vec<char> {
    let mut letters = Vec::with_capacity(words.len());
    add_folded(words, &mut letters);
    letters
}

/// The letters of a word in one form: small, and those of other alphabets that recognition takes for Latin ones as these.
pub(super) fn folded(word: &str) -> impl Iterator<Item = char> {
    letters_of(word).into_iter()
}

fn add_folded(word: &str, letters: &mut Vec<char>) {
    for c in word.chars() {
        match c {
            'a'..='z' => letters.push(c),
            'A'..='Z' => letters.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => {}
            c => letters.extend(c.to_lowercase().filter(|c| c.is_alphabetic()).map(latin)),
        }
    }
}

/// The Latin letter that recognition takes one of another alphabet for.
fn latin(letter: char) -> char {
    match letter {
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'д' => 'd',
        'е' => 'e',
        'н' => 'h',
        'і' | 'ı' => 'i',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'т' => 't',
        'у' => 'y',
        'х' => 'x',
        c => c,
    }
}

/// How many letters the longest common part of two sequences has, in their order but with gaps.
pub(super) fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// `one wrong letter`, `3 wrong letters`.
pub(super) fn wrong_letters(edits: usize) -> String {
    if edits == 1 { "one wrong letter".to_owned() } else { format!("{edits} wrong letters") }
}
