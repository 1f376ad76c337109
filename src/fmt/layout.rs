//! The layout of one clause: its words, the places where its line may end, and the comments inside it.

/// The columns that a line may fill.
pub(super) const WIDTH: usize = 140;

/// A part of a clause.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Words, and where they stand in the source if they have a place of their own there.
    Words {
        text: String,
        at: Option<u32>,
    },
    /// These blanks, or a line end where the group around is broken.
    Break(&'static str),
    /// A group begins: it stands on one line, or each of its breaks ends a line.
    Open,
    Close,
    /// From here on, new lines begin this many columns further in.
    In(usize),
    Out(usize),
    /// A comment; it belongs to the end of a line, or is on a line of its own.
    Comment {
        text: String,
        own_line: bool,
    },
}

/// A clause laid out.
pub(super) struct Layout {
    pub text: String,
    /// Comments that found no line end inside the clause and stand above it.
    pub above: Vec<String>,
}

/// Lays out a clause whose lines begin at a column.
pub(super) fn layout(pieces: &[Piece], indent: usize) -> Layout {
    let mut flow = Flow { out: " ".repeat(indent), column: indent, indent, groups: Vec::new(), pending: Vec::new() };
    for (place, piece) in pieces.iter().enumerate() {
        flow.piece(piece, &pieces[place + 1..]);
    }
    let mut above = Vec::new();
    match flow.pending.as_slice() {
        [(text, false)] => flow.out = format!("{}  {text}", flow.out),
        pending => above.extend(pending.iter().map(|(text, _)| (*text).to_owned())),
    }
    Layout { text: flow.out, above }
}

struct Flow<'a> {
    out: String,
    column: usize,
    indent: usize,
    /// For each open group, whether it is broken.
    groups: Vec<bool>,
    /// Comments that wait for the next line end, each with whether it stood on a line of its own.
    pending: Vec<(&'a str, bool)>,
}

impl<'a> Flow<'a> {
    fn piece(&mut self, piece: &'a Piece, rest: &'a [Piece]) {
        match piece {
            Piece::Words { text, .. } => self.words(text),
            Piece::Break(blanks) if self.groups.last() != Some(&true) => self.words(blanks),
            Piece::Break(_) => self.end_line(),
            Piece::Open => {
                let broken = self.groups.last() != Some(&false) && !self.fits(rest);
                self.groups.push(broken);
            }
            Piece::Close => _ = self.groups.pop(),
            Piece::In(columns) => self.indent += columns,
            Piece::Out(columns) => self.indent -= columns,
            Piece::Comment { text, own_line } => self.pending.push((text, *own_line)),
        }
    }

    fn words(&mut self, text: &str) {
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    /// Ends the line, which takes the first comment that waits if it stood behind words; the others get lines of their own.
    fn end_line(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        for (place, (text, own_line)) in std::mem::take(&mut self.pending).into_iter().enumerate() {
            if place == 0 && !own_line {
                self.out.push_str("  ");
            } else {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(self.indent));
            }
            self.out.push_str(text);
        }
        self.out.push('\n');
        self.out.push_str(&" ".repeat(self.indent));
        self.column = self.indent;
    }

    /// Whether the group that begins here, with what follows it up to the next break, fills no more than the line.
    /// A group with a comment before one of its breaks is broken, so that the comment stays at a line's end.
    fn fits(&self, rest: &[Piece]) -> bool {
        let mut depth = 1usize;
        let mut width = self.column;
        let mut commented = !self.pending.is_empty();
        let mut runs_on = true;
        for piece in rest {
            match piece {
                Piece::Words { text, .. } if runs_on => {
                    let line = text.split('\n').next().unwrap_or("");
                    width += line.chars().count();
                    runs_on = line.len() == text.len();
                }
                Piece::Break(_) if depth == 0 => break,
                Piece::Break(_) if commented => return false,
                Piece::Break(blanks) if runs_on => width += blanks.len(),
                Piece::Open if depth > 0 => depth += 1,
                Piece::Close if depth > 0 => depth -= 1,
                Piece::Comment { .. } if depth > 0 => commented = true,
                _ => {}
            }
        }
        width <= WIDTH
    }
}
