//! Excerpts of files with their labels as drawings of lines and corners. Only this file names miette, which draws them.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use super::excerpt::{Excerpt, Placed};
use super::text::{cut, visible, width};

/// The columns that a label has at least, be the terminal ever so narrow.
const SHORTEST_LABEL: usize = 24;

/// An excerpt drawn for so many columns; nothing where it cannot be drawn.
pub(super) fn drawn(excerpt: Excerpt, columns: usize, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(columns)
        .without_cause_chain()
        .without_syntax_highlighting()
        .with_context_lines(1);
    let mut drawn = String::new();
    match handler.render_report(&mut drawn, &Drawing { excerpt, width: columns }) {
        // The first line is the drawing's message, which has no words.
        Ok(()) => drawn.split_once('\n').map_or_else(String::new, |(_, body)| body.to_owned()),
        Err(_) => String::new(),
    }
}

/// Gives miette the virtual text and its labels, and no words.
struct Drawing {
    excerpt: Excerpt,
    width: usize,
}

impl Drawing {
    /// The words of a label, cut to what remains of its line right of the place that they hang from.
    fn words(&self, label: &Placed) -> Option<String> {
        let text = &self.excerpt.text;
        let line = text[..label.range.start].rfind('\n').map_or(0, |end| end + 1);
        let hangs_at = width(&text[line..label.range.start]) + width(&text[label.range.clone()]) / 2;
        let room = self.width.saturating_sub(hangs_at + 11).max(SHORTEST_LABEL);
        (!label.words.is_empty()).then(|| cut(&visible(&label.words), room).into_owned())
    }
}

impl fmt::Debug for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an excerpt")
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.excerpt.labels.iter();
        Some(Box::new(labels.map(|label| LabeledSpan::new(self.words(label), label.range.start, label.range.len()))))
    }
}

/// Fails for a span that runs over two regions, so that miette draws each region by itself.
impl SourceCode for Drawing {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let region = self.excerpt.region(&range).ok_or(MietteError::OutOfBounds)?;
        let contents = if (before, after) == (0, 0) {
            // The place in the head is the place in the file, not in the excerpt.
            let label = self.excerpt.labels.iter().find(|label| label.range == range);
            let (line, column) = label.map_or((region.first_line, 1), |label| (label.line, label.column));
            let data = self.excerpt.text[range].as_bytes();
            MietteSpanContents::new_named(region.path.clone(), data, *span, line as usize - 1, column as usize - 1, 1)
        } else {
            let data = self.excerpt.text[region.range.clone()].as_bytes();
            let span = (region.range.start, region.range.len()).into();
            MietteSpanContents::new_named(region.path.clone(), data, span, region.first_line as usize - 1, 0, region.line_count)
        };
        Ok(Box::new(contents))
    }
}
