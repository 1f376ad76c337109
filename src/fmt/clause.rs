//! A clause being written: its pieces, and the words of the source that are kept as they are.

use std::ops::Range;

use super::layout::Piece;
use crate::source::Span;
use crate::syntax::ast::{Effective, End, Name, Path, Quoted};

/// The text that is formatted.
pub(super) struct Original<'a> {
    pub text: &'a str,
    /// Where its comments stand, in order.
    pub comments: Vec<Range<usize>>,
}

impl Original<'_> {
    /// The words at a place, without comments; lines end in one way.
    pub fn words(&self, span: Span) -> String {
        let mut words = String::new();
        let mut at = span.range().start;
        for comment in self.comments.iter().filter(|comment| span.range().contains(&comment.start)) {
            words.push_str(self.text.get(at..comment.start).unwrap_or(""));
            at = comment.end;
        }
        words.push_str(self.text.get(at..span.range().end).unwrap_or(""));
        words.replace("\r\n", "\n")
    }
}

/// A clause being written.
pub(super) struct Clause<'a> {
    pub original: &'a Original<'a>,
    pub pieces: Vec<Piece>,
    /// How many groups are open.
    depth: usize,
}

impl<'a> Clause<'a> {
    pub fn new(original: &'a Original<'a>) -> Clause<'a> {
        Clause { original, pieces: Vec::new(), depth: 0 }
    }

    /// Words of the language.
    pub fn words(&mut self, text: &str) {
        self.pieces.push(Piece::Words { text: text.to_owned(), at: None });
    }

    /// Words that stand at a place of the source.
    pub fn leaf(&mut self, text: impl Into<String>, span: Span) {
        self.pieces.push(Piece::Words { text: text.into(), at: Some(span.start) });
    }

    pub fn name(&mut self, name: &Name) {
        self.leaf(name.text.as_str(), name.span);
    }

    /// A text in quotes, as it was written.
    pub fn quoted(&mut self, quoted: &Quoted) {
        self.leaf(self.original.words(quoted.span), quoted.span);
    }

    /// A blank and a text in quotes, where there is one.
    pub fn title(&mut self, title: Option<&Quoted>) {
        if let Some(title) = title {
            self.words(" ");
            self.quoted(title);
        }
    }

    pub fn path(&mut self, path: &Path) {
        let names: Vec<&str> = path.names.iter().map(|name| name.text.as_str()).collect();
        self.leaf(names.join("."), path.span);
    }

    /// Where a return begins or ends.
    pub fn end(&mut self, end: &End) {
        self.path(&end.date);
        if let Some(balance) = &end.balance {
            self.words(" with ");
            self.path(balance);
        }
    }

    /// Blanks that may become a line end.
    pub fn may_end(&mut self, blanks: &'static str) {
        self.pieces.push(Piece::Break(blanks));
    }

    /// A group. Inside another, its lines begin further in than those of the other.
    pub fn group(&mut self, write: impl FnOnce(&mut Self)) {
        let columns = if self.depth == 0 { 0 } else { 2 };
        self.group_in(columns, write);
    }

    /// A group whose lines begin so many columns further in.
    pub fn group_in(&mut self, columns: usize, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.pieces.extend([Piece::Open, Piece::In(columns)]);
        write(self);
        self.pieces.extend([Piece::Out(columns), Piece::Close]);
        self.depth -= 1;
    }

    /// What `write` writes, with the lines after its first further in.
    pub fn hanging(&mut self, columns: usize, write: impl FnOnce(&mut Self)) {
        self.pieces.push(Piece::In(columns));
        write(self);
        self.pieces.push(Piece::Out(columns));
    }

    /// What a definition stands for: behind its sign, or on lines of its own.
    pub fn body(&mut self, write: impl FnOnce(&mut Self)) {
        self.pieces.push(Piece::Open);
        self.may_end(" ");
        write(self);
        self.pieces.push(Piece::Close);
    }

    /// Items parted by a word and a place where the line may end before it.
    pub fn joined<T>(&mut self, items: &[T], word: &str, write: impl Fn(&mut Self, &T)) {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.may_end(" ");
                self.words(word);
            }
            write(self, item);
        }
    }

    /// Items parted by commas.
    pub fn listed<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.words(",");
                self.may_end(" ");
            }
            write(self, item);
        }
    }

    pub fn cites(&mut self, cites: &[Quoted]) {
        self.words("cites ");
        self.group(|clause| clause.joined(cites, "and ", |clause, cite| clause.quoted(cite)));
    }

    pub fn effective(&mut self, effective: &Effective) {
        self.words("effective");
        for (word, day) in [(" from ", &effective.from), (" until ", &effective.until)] {
            if let Some(day) = day {
                self.words(word);
                self.literal(day);
            }
        }
        if let Some(by) = &effective.by {
            self.words(" by ");
            self.path(by);
        }
    }
}
