//! A print's words in a text: where each wording stands, and the stretches of text that its holes take.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::ops::Range;
use std::rc::Rc;

use super::labels::{Found, Letters, SHORT, letters_of};
use crate::form::{Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// A hole of a wording.
#[derive(Clone, Debug)]
pub(super) struct Hole {
    /// `None` for one that belongs to no field.
    pub path: Option<Vec<u16>>,
    pub ty: Option<Ty>,
    pub runs_on: bool,
}

/// A wording that was found.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// From the first of its words to the last.
    pub tokens: Range<usize>,
    /// Between its words: the tokens, and the holes that they fill. The last one is open: it begins where the words end.
    pub stretches: Vec<(Range<usize>, Vec<Hole>)>,
    pub edits: usize,
}

/// The pieces of a wording: literal words as letters, and holes.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Letters(Vec<char>, Colon),
    Hole(Hole),
}

/// Whether words end with a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colon {
    No,
    /// They do, and are found without it only where they stand nowhere with it: the head of a table may have the same words.
    Wanted,
    /// They do, and are so short that they stand in sentences too.
    Needed,
}

/// What the wordings of a print come to, each worked out once: they are looked for again and again.
#[derive(Default)]
pub(super) struct Pieces<'a> {
    made: RefCell<Made<'a>>,
    last_lines: RefCell<BTreeMap<Stated<'a>, bool>>,
}

/// The pieces of wordings, each in a record of a shape.
type Made<'a> = BTreeMap<(ShapeId, Stated<'a>), Rc<[Piece]>>;

/// Where a wording is stated: two with the same words are not the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stated<'a>(*const Wording, PhantomData<&'a Wording>);

impl<'a> Stated<'a> {
    fn of(wording: &'a Wording) -> Stated<'a> {
        Stated(std::ptr::from_ref(wording), PhantomData)
    }
}

impl<'a> Pieces<'a> {
    /// The pieces of a wording in a record of a shape; `ty` gives the type of a hole.
    pub fn of(&self, shape: ShapeId, wording: &'a Wording, ty: impl Fn(&[u16]) -> Option<Ty>) -> Rc<[Piece]> {
        let mut made = self.made.borrow_mut();
        Rc::clone(made.entry((shape, Stated::of(wording))).or_insert_with(|| pieces(wording, ty, |_| None).into()))
    }

    /// Whether the words of a wording are the last ones of another of the same line.
    pub fn is_last_line(&self, wording: &'a Wording, of_line: &[Wording]) -> bool {
        *self.last_lines.borrow_mut().entry(Stated::of(wording)).or_insert_with(|| is_last_line(wording, of_line))
    }
}

/// The pieces of a wording; `ty` gives the type of a hole, `known` the words that already stand in it.
pub(super) fn pieces(wording: &Wording, ty: impl Fn(&[u16]) -> Option<Ty>, known: impl Fn(&[u16]) -> Option<String>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in &wording.pieces {
        let (letters, colon) = match piece {
            WordingPiece::Words(words) => {
                let letters = letters_of(words);
                let colon = match words.ends_with([':', '：']) {
                    true if letters.len() <= SHORT => Colon::Needed,
                    true => Colon::Wanted,
                    false => Colon::No,
                };
                (letters, colon)
            }
            WordingPiece::OneOf(_) => continue,
            WordingPiece::Anything { .. } => {
                pieces.push(Piece::Hole(Hole { path: None, ty: None, runs_on: true }));
                continue;
            }
            WordingPiece::Hole { path, runs_on } => match known(path) {
                Some(words) => (letters_of(&words), Colon::No),
                None => {
                    pieces.push(Piece::Hole(Hole { path: Some(path.clone()), ty: ty(path), runs_on: *runs_on }));
                    continue;
                }
            },
        };
        match pieces.last_mut() {
            Some(Piece::Letters(before, _)) => before.extend(letters),
            _ if letters.is_empty() => {}
            _ => pieces.push(Piece::Letters(letters, colon)),
        }
    }
    pieces
}

/// Whether a wording has words of its own.
pub(super) fn has_words(wording: &Wording) -> bool {
    wording.pieces.iter().any(|piece| matches!(piece, WordingPiece::Words(words) if words.contains(char::is_alphabetic)))
}

/// Whether the words of a wording are the last ones of another of the same line: what is left of a label whose first lines are lost.
fn is_last_line(wording: &Wording, of_line: &[Wording]) -> bool {
    let Some(last) = only_words(wording) else { return false };
    let end = |words: &str| words.bytes().next_back().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase());
    of_line.iter().filter_map(only_words).any(|whole| {
        if end(last).zip(end(whole)).is_some_and(|(a, b)| a != b) {
            return false;
        }
        let mut letters = letters_backwards(whole);
        letters_backwards(last).all(|letter| letters.next() == Some(letter)) && letters.next().is_some()
    })
}

/// The words of a wording that begins with them and has no others.
fn only_words(wording: &Wording) -> Option<&str> {
    match &wording.pieces[..] {
        [WordingPiece::Words(words), rest @ ..] if rest.iter().all(|piece| !matches!(piece, WordingPiece::Words(_))) => Some(words),
        _ => None,
    }
}

/// Compared from their end, most words differ at once.
fn letters_backwards(words: &str) -> impl Iterator<Item = char> {
    words.chars().rev().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase)
}

/// The first place where the pieces stand, in their order.
pub(super) fn find(letters: &Letters, pieces: &[Piece], range: &Range<usize>, near: bool) -> Option<Match> {
    let once = |words: &[char], range: &Range<usize>| -> Option<Found> {
        letters.exact(words, range).or_else(|| if near { letters.near(words, range) } else { None })
    };
    let search = |words: &[char], colon: Colon, range: &Range<usize>| -> Option<Found> {
        if colon == Colon::No {
            return once(words, range);
        }
        let mut rest = range.clone();
        while let Some(found) = once(words, &rest) {
            if letters.has_colon(found.tokens.end) {
                return Some(found);
            }
            rest.start = found.tokens.start + 1;
        }
        if colon == Colon::Wanted { once(words, range) } else { None }
    };
    let mut from = range.start;
    for _ in 0..24 {
        let mut at = from..range.end;
        let mut found: Option<Match> = None;
        let mut holes = Vec::new();
        let mut complete = true;
        for piece in pieces {
            match piece {
                Piece::Hole(hole) => holes.push(hole.clone()),
                Piece::Letters(words, colon) => {
                    let Some(here) = search(words, *colon, &at) else {
                        complete = false;
                        break;
                    };
                    let taken = std::mem::take(&mut holes);
                    match &mut found {
                        None => {
                            let stretches = if taken.is_empty() { Vec::new() } else { vec![(range.start..here.tokens.start, taken)] };
                            found = Some(Match { tokens: here.tokens.clone(), stretches, edits: here.edits });
                        }
                        Some(found) => {
                            found.stretches.push((found.tokens.end..here.tokens.start, taken));
                            found.tokens.end = here.tokens.end;
                            found.edits += here.edits;
                        }
                    }
                    at = here.tokens.end..range.end;
                }
            }
        }
        let mut found = found?;
        if complete {
            found.stretches.push((found.tokens.end..found.tokens.end, holes));
            return Some(found);
        }
        from = found.tokens.start + 1;
    }
    None
}
