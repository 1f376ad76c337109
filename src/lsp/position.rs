//! Places as the protocol counts them, by lines and code units, from bytes and back.

use std::ops::Range;

use ls_types::{Position, PositionEncodingKind};

/// In which units the client counts along a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    /// Bytes where the client can count them, else the units that every client knows.
    pub fn negotiated(offered: &[PositionEncodingKind]) -> Encoding {
        if offered.contains(&PositionEncodingKind::UTF8) { Encoding::Utf8 } else { Encoding::Utf16 }
    }

    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// How many units a text takes.
    pub fn length(self, text: &str) -> u32 {
        match self {
            Encoding::Utf8 => text.len() as u32,
            Encoding::Utf16 => text.chars().map(|c| c.len_utf16() as u32).sum(),
        }
    }

    fn length_of(self, c: char) -> u32 {
        match self {
            Encoding::Utf8 => c.len_utf8() as u32,
            Encoding::Utf16 => c.len_utf16() as u32,
        }
    }
}

/// A text by its lines. A line ends with `\n`, `\r\n` or `\r`, as the protocol has it.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str, encoding: Encoding) -> Lines<'t> {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(|&at| ends_line(at)).map(|at| at + 1)).collect();
        Lines { text, starts, encoding }
    }

    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Where a byte stands. One within a character stands where the character begins.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        Position { line: line as u32, character: self.encoding.length(&self.text[self.starts[line]..offset]) }
    }

    pub fn range(&self, bytes: Range<usize>) -> ls_types::Range {
        ls_types::Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }

    /// The byte at a position. Beyond the end of a line is its end, beyond the last line the end of the text.
    pub fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\r', '\n']);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            units += self.encoding.length_of(c);
            if units > position.character {
                return start + at;
            }
        }
        start + line.len()
    }

    pub fn bytes(&self, range: ls_types::Range) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "-- 本月底𠮷結存\r\nrule 甲\rend\n";

    #[test]
    fn each_place_is_found_again_in_both_encodings() {
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let lines = Lines::new(TEXT, encoding);
            for (at, _) in TEXT.char_indices().filter(|&(at, c)| c != '\n' || TEXT.as_bytes()[at - 1] != b'\r') {
                assert_eq!(lines.offset(lines.position(at)), at, "{encoding:?} {at}");
            }
        }
    }

    #[test]
    fn a_character_beyond_the_basic_plane_counts_two_units_and_four_bytes() {
        let after = TEXT.find('結').unwrap_or_default();
        assert_eq!(Lines::new(TEXT, Encoding::Utf16).position(after), Position { line: 0, character: 8 });
        assert_eq!(Lines::new(TEXT, Encoding::Utf8).position(after), Position { line: 0, character: 16 });
        let within = Position { line: 0, character: 7 };
        assert_eq!(Lines::new(TEXT, Encoding::Utf16).offset(within), TEXT.find('𠮷').unwrap_or_default());
    }

    #[test]
    fn places_beyond_the_text_are_its_ends() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        assert_eq!(lines.offset(Position { line: 1, character: 99 }), TEXT.find("\rend").unwrap_or_default());
        assert_eq!(lines.offset(Position { line: 9, character: 0 }), TEXT.len());
        assert_eq!(lines.position(TEXT.len()), Position { line: 3, character: 0 });
    }
}
