//! Glyphs as words, and words as lines.

use super::glyphs::{Drawn, Glyph};
use crate::layout::Area;

/// Characters without a gap between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    pub area: Area,
    /// The room between the word before it and this one, in the line.
    pub gap: i32,
    /// The ruled box that it stands in by itself, beside words of its line that stand in none or another.
    pub frame: Option<usize>,
}

/// Words on one baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub baseline: i32,
    pub size: i32,
    pub words: Vec<Word>,
}

/// A glyph, and the box that it stands in by itself.
pub(super) type Framed<'g> = (&'g Glyph, Option<usize>);

impl Line {
    pub fn area(&self) -> Option<Area> {
        self.words.iter().map(|word| word.area).reduce(Area::to)
    }

    /// The parts of the line that wide gaps or the sides of boxes part.
    pub fn runs(&self) -> impl Iterator<Item = &[Word]> {
        let wide = self.size * 12 / 10;
        self.words.chunk_by(move |a, b| b.gap <= wide && a.frame == b.frame)
    }
}

/// The lines that glyphs form, from the top.
pub(super) fn lines(drawn: &Drawn, mut glyphs: Vec<Framed<'_>>) -> Vec<Line> {
    glyphs.sort_by_key(|(glyph, _)| (glyph.baseline, glyph.left));
    let mut lines: Vec<Vec<Framed<'_>>> = Vec::new();
    for glyph in glyphs {
        match lines.last_mut() {
            Some(line) if line.first().is_some_and(|(first, _)| is_level(first, glyph.0)) => line.push(glyph),
            _ => lines.push(vec![glyph]),
        }
    }
    lines.into_iter().map(|line| one_line(drawn, line)).filter(|line| !line.words.is_empty()).collect()
}

/// Whether a glyph stands on the baseline of another.
fn is_level(first: &Glyph, glyph: &Glyph) -> bool {
    (glyph.baseline - first.baseline) * 100 <= first.size.max(glyph.size) * 33
}

fn one_line(drawn: &Drawn, mut glyphs: Vec<Framed<'_>>) -> Line {
    let baseline = glyphs.first().map_or(0, |(glyph, _)| glyph.baseline);
    let size = glyphs.iter().map(|(glyph, _)| glyph.size).max().unwrap_or(0);
    glyphs.sort_by_key(|(glyph, _)| (glyph.left, glyph.right));
    let mut line = Line { baseline, size, words: Vec::new() };
    let mut is_spaced = true;
    for (glyph, frame) in glyphs {
        let text = drawn.text.get(glyph.text.0 as usize..glyph.text.1 as usize).unwrap_or("");
        if text.trim().is_empty() {
            is_spaced = true;
            continue;
        }
        let area = extent(glyph);
        match line.words.last_mut() {
            Some(word) if !is_spaced && word.frame == frame && !is_gap(word, text, glyph) => {
                word.text.push_str(text);
                word.area = word.area.to(area);
            }
            last => {
                let gap = last.map_or(0, |word| glyph.left - word.area.right);
                line.words.push(Word { text: text.to_owned(), area, gap, frame });
            }
        }
        is_spaced = false;
    }
    line
}

/// The rectangle that the letters of a line's height fill.
fn extent(glyph: &Glyph) -> Area {
    let top = glyph.baseline - glyph.size * 75 / 100;
    Area { left: glyph.left, top, right: glyph.right, bottom: glyph.baseline + glyph.size / 5 }
}

/// Whether a gap parts a word from the glyph after it. Ideographs are set with more room between them.
fn is_gap(word: &Word, text: &str, glyph: &Glyph) -> bool {
    let is_loose = ends_in_ideograph(&word.text) && starts_with_ideograph(text);
    let most = if is_loose { 50 } else { 18 };
    (glyph.left - word.area.right) * 100 > glyph.size * most
}

/// What parts two words of running text: ideographs follow each other without a space.
pub(super) fn between(before: &str, after: &str) -> &'static str {
    if ends_in_ideograph(before) && starts_with_ideograph(after) { "" } else { " " }
}

fn ends_in_ideograph(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_ideograph)
}

fn starts_with_ideograph(text: &str) -> bool {
    text.chars().next().is_some_and(is_ideograph)
}

/// Whether a character is of a script that is written without spaces, or of its punctuation.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Leaves out what is drawn a second time on the same spot, as is done to make letters bold.
pub(super) fn once<'g>(drawn: &'g Drawn, glyphs: &'g [Glyph]) -> Vec<&'g Glyph> {
    let text = |glyph: &Glyph| drawn.text.get(glyph.text.0 as usize..glyph.text.1 as usize).unwrap_or("");
    let initial = |glyph: &Glyph| (text(glyph).chars().next(), glyph.text.1 - glyph.text.0);
    let mut order: Vec<_> = glyphs.iter().enumerate().map(|(at, glyph)| (initial(glyph), glyph.left, at)).collect();
    order.sort_unstable();
    let mut is_double = vec![false; glyphs.len()];
    for (place, &(said, left, at)) in order.iter().enumerate() {
        let glyph = &glyphs[at];
        let near = order[place + 1..].iter().take(8).take_while(|other| other.0 == said && (other.1 - left) * 100 <= glyph.size * 8);
        for other in near.map(|other| other.2).filter(|&other| text(&glyphs[other]) == text(glyph)) {
            is_double[other] |= (glyphs[other].baseline - glyph.baseline).abs() * 100 <= glyph.size * 8 && glyphs[other].size == glyph.size;
        }
    }
    glyphs.iter().zip(is_double).filter(|(_, is_double)| !is_double).map(|(glyph, _)| glyph).collect()
}
