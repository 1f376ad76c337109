//! Excerpts of several texts in one virtual text: harmless, cropped, with the labels moved accordingly.
//!
//! A region is a run of whole lines of one file. Regions follow each other in the virtual text, so a byte offset names
//! a place in one of several files.

use std::ops::Range;

use super::{Place, text};
use crate::source::{Source, SourceId, SourceMap};

/// A place to show, with the words for it.
pub(super) struct Mark {
    pub place: Place,
    pub words: String,
    /// Show the place's first line only, however far it runs.
    pub first_line_only: bool,
}

/// Lines that are shown before and after those that carry a label.
#[derive(Clone, Copy)]
pub(super) enum Context {
    None,
    OneLine,
}

/// A run of lines of one file.
pub(super) struct Region {
    pub path: String,
    /// The number of the first line, from 1.
    pub first_line: u32,
    pub line_count: usize,
    /// Where it lies in [`Excerpt::text`].
    pub range: Range<usize>,
}

/// A label in the virtual text.
pub(super) struct Placed {
    pub range: Range<usize>,
    pub words: String,
    /// Where its first character stands in its file, from 1.
    pub line: u32,
    pub column: u32,
}

/// The virtual text.
pub(super) struct Excerpt {
    pub text: String,
    pub regions: Vec<Region>,
    pub labels: Vec<Placed>,
}

/// The most lines that one label makes an excerpt show.
const MOST_LINES: u32 = 12;

impl Excerpt {
    /// The lines around some places. Files follow in the order in which the marks first name them.
    pub fn new(sources: &SourceMap, marks: Vec<Mark>, context: Context, columns: usize) -> Excerpt {
        let mut excerpt = Excerpt { text: String::new(), regions: Vec::new(), labels: Vec::new() };
        let mut files: Vec<SourceId> = Vec::new();
        for mark in &marks {
            if !files.contains(&mark.place.source) {
                files.push(mark.place.source);
            }
        }
        for file in files {
            let marks: Vec<&Mark> = marks.iter().filter(|mark| mark.place.source == file).collect();
            excerpt.add_file(sources.get(file), &marks, context, columns);
        }
        excerpt
    }

    fn add_file(&mut self, source: &Source, marks: &[&Mark], context: Context, columns: usize) {
        let mut wanted: Vec<(Range<u32>, &Mark)> = marks.iter().map(|mark| (lines(source, mark), *mark)).collect();
        wanted.sort_by_key(|(lines, mark)| (lines.start, mark.place.start));
        let margin = match context {
            Context::None => 0,
            Context::OneLine => 1,
        };
        let mut rest = wanted.as_slice();
        while let Some((first, _)) = rest.first() {
            let mut end = first.end;
            let mut count = 1;
            while let Some((next, _)) = rest.get(count)
                && next.start <= end + 2
            {
                end = end.max(next.end);
                count += 1;
            }
            let start = first.start.saturating_sub(margin).max(1);
            let end = (end + margin).min(source.line_count() + 1);
            self.add_region(source, start..end, &rest[..count], columns);
            rest = &rest[count..];
        }
    }

    fn add_region(&mut self, source: &Source, lines: Range<u32>, marks: &[(Range<u32>, &Mark)], columns: usize) {
        let lines = trim_blank(source, lines, marks);
        let base = self.text.len();
        let mut drawn: Vec<Line> = Vec::new();
        for number in lines.clone() {
            let bytes = source.line_range(number);
            let on_line: Vec<Range<usize>> = marks
                .iter()
                .map(|(of, mark)| span(source, of, mark))
                .filter(|span| span.start <= bytes.end && span.end >= bytes.start)
                .collect();
            let line = Line::draw(&source.text, bytes, &on_line, columns, self.text.len());
            self.text.push_str(&line.text);
            self.text.push('\n');
            drawn.push(line);
        }
        for (of, mark) in marks {
            let span = span(source, of, mark);
            let shift = |offset: usize| drawn.iter().rev().find(|line| line.from <= offset).map_or(base, |line| line.shift(offset));
            let start = shift(span.start);
            self.labels.push(Placed {
                range: start..shift(span.end).max(start),
                words: mark.words.clone(),
                line: mark.place.line,
                column: mark.place.column,
            });
        }
        self.regions.push(Region {
            path: path(source, marks),
            first_line: lines.start,
            line_count: lines.len(),
            range: base..self.text.len(),
        });
    }

    /// The region in which a range lies whole.
    pub fn region(&self, range: &Range<usize>) -> Option<&Region> {
        self.regions.iter().find(|region| region.range.start <= range.start && range.end <= region.range.end)
    }
}

/// The name of a file, with the page that a region lies on.
fn path(source: &Source, marks: &[(Range<u32>, &Mark)]) -> String {
    let name = text::visible(&source.name);
    match marks.first().and_then(|(_, mark)| mark.place.within()) {
        Some(within) => format!("{name}, {}", text::visible(&within)),
        None => name.into_owned(),
    }
}

/// The lines that a mark's label covers.
fn lines(source: &Source, mark: &Mark) -> Range<u32> {
    let first = source.position(mark.place.start).line;
    if mark.first_line_only {
        return first..first + 1;
    }
    let last = source.position(mark.place.end.max(mark.place.start + 1) - 1).line;
    first..(last + 1).min(first + MOST_LINES)
}

/// The bytes of a mark, inside the lines that are shown of it.
fn span(source: &Source, lines: &Range<u32>, mark: &Mark) -> Range<usize> {
    let end = source.line_range(lines.end - 1).end;
    let start = (mark.place.start as usize).min(end);
    start..(mark.place.end as usize).clamp(start, end)
}

/// Leaves out blank lines of the context at either end.
fn trim_blank(source: &Source, mut lines: Range<u32>, marks: &[(Range<u32>, &Mark)]) -> Range<u32> {
    let is_blank = |number: u32| source.text[source.line_range(number)].trim().is_empty();
    let is_marked = |number: u32| marks.iter().any(|(of, _)| of.contains(&number));
    while lines.len() > 1 && is_blank(lines.end - 1) && !is_marked(lines.end - 1) {
        lines.end -= 1;
    }
    while lines.len() > 1 && is_blank(lines.start) && !is_marked(lines.start) {
        lines.start += 1;
    }
    lines
}

/// One line as it is shown.
struct Line {
    text: String,
    /// The first byte of the line in its file.
    from: usize,
    /// Where each shown piece begins: byte in the file, byte in the virtual text.
    pieces: Vec<(usize, usize)>,
    /// The end of the line in the virtual text.
    end: usize,
}

/// The characters that are kept on either side of a label when a long line is cropped.
const AROUND: usize = 16;

impl Line {
    /// The line made harmless; where it is too long, only what lies around the labels.
    fn draw(whole: &str, bytes: Range<usize>, labels: &[Range<usize>], columns: usize, at: usize) -> Line {
        let line = &whole[bytes.clone()];
        let mut drawn = Line { text: String::new(), from: bytes.start, pieces: Vec::new(), end: at };
        let is_long = text::width(line) > columns;
        let parts = if is_long { kept(line, bytes.start, labels, columns) } else { std::iter::once(0..line.len()).collect() };
        let mut done = 0;
        for part in parts {
            if part.start > done {
                drawn.piece(bytes.start + done, at);
                drawn.text.push('…');
            }
            for (i, c) in line[part.clone()].char_indices() {
                drawn.piece(bytes.start + part.start + i, at);
                match text::shown(c) {
                    Some(shown) => drawn.text.push_str(&shown),
                    None => drawn.text.push(c),
                }
            }
            done = part.end;
        }
        if done < line.len() {
            drawn.piece(bytes.start + done, at);
            drawn.text.push('…');
        }
        drawn.end = at + drawn.text.len();
        drawn
    }

    fn piece(&mut self, original: usize, at: usize) {
        self.pieces.push((original, at + self.text.len()));
    }

    /// Where a byte of the file stands in the virtual text.
    fn shift(&self, offset: usize) -> usize {
        match self.pieces.partition_point(|&(original, _)| original < offset) {
            at if at < self.pieces.len() => self.pieces[at].1,
            _ => self.end,
        }
    }
}

/// The parts of a long line that are kept: around each label, and its head where it has none.
fn kept(line: &str, from: usize, labels: &[Range<usize>], columns: usize) -> Vec<Range<usize>> {
    let boundary = |at: usize| (0..=at.min(line.len())).rev().find(|&i| line.is_char_boundary(i)).unwrap_or(0);
    let back = |at: usize| line[..boundary(at)].char_indices().rev().nth(AROUND - 1).map_or(0, |(i, _)| i);
    let ahead = |at: usize, by: usize| line[boundary(at)..].char_indices().nth(by).map_or(line.len(), |(i, _)| boundary(at) + i);
    let mut parts: Vec<Range<usize>> = labels
        .iter()
        .map(|label| {
            let (start, end) = (label.start.saturating_sub(from), label.end.saturating_sub(from).min(line.len()));
            let end = end.min(ahead(start, columns.saturating_sub(2 * AROUND + 2)));
            back(start)..ahead(end, AROUND)
        })
        .collect();
    if parts.is_empty() {
        parts.push(0..ahead(0, columns.saturating_sub(1)));
    }
    parts.sort_by_key(|part| part.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    merged
}
