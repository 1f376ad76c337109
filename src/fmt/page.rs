//! The lines of a file in their new order, the comments that belong to each, and the blank lines between them.

use std::ops::Range;

use super::clause::{Clause, Original};
use super::layout::{Piece, layout};

/// What stands above a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// A blank line: an item begins.
    Blank,
    /// A blank line, unless this item and the one before take one line each and stood together.
    BlankOrTogether,
    /// A blank line if the author has one.
    Kept,
    /// Nothing but the line before.
    Nothing,
}

/// A clause with its place.
pub(super) struct Line<'a> {
    pub clause: Clause<'a>,
    pub indent: usize,
    /// Where it stands in the source, as far as the tree knows.
    pub place: Range<usize>,
    pub above: Above,
    /// Whether it opens what the lines below it belong to.
    pub opens: bool,
    /// Whether it closes what the lines above it belong to, and comments directly before it with them.
    pub closes: bool,
}

/// Writes the lines with all comments of the source.
pub(super) fn write(original: &Original, mut lines: Vec<Line>) -> String {
    let (mut before, tail) = share_out(original, &mut lines);
    let mut page = Page { original, out: String::new(), opened: true, single: false };
    for (line, comments) in lines.iter().zip(&mut before) {
        page.line(line, std::mem::take(comments));
    }
    for comment in tail {
        let above = if page.out.is_empty() { Above::Nothing } else { Above::Kept };
        page.put(above, comment.start, 0, &original.text[comment]);
    }
    page.out
}

/// Gives each comment to the line that it stands in or behind, or above which it stands: those above, line by line, and those of the end.
fn share_out(original: &Original, lines: &mut [Line]) -> (Vec<Vec<Range<usize>>>, Vec<Range<usize>>) {
    let mut above: Vec<Vec<Range<usize>>> = vec![Vec::new(); lines.len()];
    let mut tail = Vec::new();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&line| lines[line].place.start);
    for comment in &original.comments {
        let next = order.partition_point(|&line| lines[line].place.start <= comment.start);
        let own_line = is_on_own_line(original.text, comment.start);
        let last = next.checked_sub(1).map(|last| order[last]);
        let inside = last.filter(|&last| {
            let end = lines[last].place.end;
            original.text.get(end..comment.start).is_none_or(|between| !between.contains('\n'))
        });
        match (inside, order.get(next)) {
            (Some(line), _) => lines[line].clause.comment(comment.clone(), own_line),
            (None, Some(&line)) if !own_line => lines[line].clause.comment(comment.clone(), false),
            (None, Some(&line)) => above[line].push(comment.clone()),
            (None, None) => tail.push(comment.clone()),
        }
    }
    (above, tail)
}

fn is_on_own_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
}

impl Clause<'_> {
    /// Puts a comment behind the words that it stands behind in the source.
    fn comment(&mut self, comment: Range<usize>, own_line: bool) {
        let text = self.original.text.get(comment.clone()).unwrap_or("").trim_end().to_owned();
        let before = |piece: &Piece| match piece {
            Piece::Words { at, .. } => at.map(|at| at as usize).filter(|&at| at <= comment.start),
            _ => None,
        };
        let place = self.pieces.iter().enumerate().filter_map(|(place, piece)| before(piece).map(|at| (at, place))).max();
        let mut place = place.map_or(0, |(_, place)| place + 1);
        while matches!(self.pieces.get(place), Some(Piece::Comment { .. })) {
            place += 1;
        }
        self.pieces.insert(place, Piece::Comment { text, own_line });
    }
}

struct Page<'a> {
    original: &'a Original<'a>,
    out: String,
    /// Whether the line before opened what the next belongs to.
    opened: bool,
    /// Whether the item before takes one line.
    single: bool,
}

impl Page<'_> {
    fn line(&mut self, line: &Line, comments: Vec<Range<usize>>) {
        let layout = layout(&line.clause.pieces, line.indent);
        let begins_item = matches!(line.above, Above::Blank | Above::BlankOrTogether);
        let is_single = begins_item && !line.opens && !layout.text.contains('\n') && layout.above.is_empty();
        let stands_alone = self.has_blank_above(line.place.start) || !comments.is_empty();
        let mut above = match line.above {
            Above::BlankOrTogether if self.single && is_single && !stands_alone => Above::Nothing,
            Above::BlankOrTogether => Above::Blank,
            above if begins_item || comments.is_empty() => above,
            _ => Above::Kept,
        };
        let indent = if line.closes { line.indent + 2 } else { line.indent };
        for comment in comments {
            self.put(above, comment.start, indent, self.original.text[comment].trim_end());
            above = if line.closes || line.above == Above::Nothing { Above::Nothing } else { Above::Kept };
        }
        for comment in layout.above {
            self.put(above, line.place.start, indent, &comment);
            above = Above::Nothing;
        }
        self.put(above, line.place.start, 0, &layout.text);
        self.opened = line.opens;
        self.single = is_single;
    }

    /// Puts text on new lines of its own; `at` is where it stood.
    fn put(&mut self, above: Above, at: usize, indent: usize, text: &str) {
        let blank = match above {
            Above::Blank | Above::BlankOrTogether => !self.out.is_empty(),
            Above::Kept => !self.opened && self.has_blank_above(at),
            Above::Nothing => false,
        };
        if blank {
            self.out.push('\n');
        }
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text.trim_end());
        self.out.push('\n');
        self.opened = false;
    }

    /// Whether the source has a blank line above what stands at a place.
    fn has_blank_above(&self, at: usize) -> bool {
        let before = self.original.text.get(..at).unwrap_or("");
        before[before.trim_end().len()..].matches('\n').count() > 1
    }
}
