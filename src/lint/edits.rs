//! Edits of a text: several at once, and the whole line of a clause.

use crate::diag::Fix;
use crate::source::Span;

/// The text with these edits made; of two that overlap, the first stands.
pub fn apply(text: &str, fixes: &[&Fix]) -> String {
    let mut fixes: Vec<&Fix> = fixes.to_vec();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for fix in fixes {
        let range = fix.span.range();
        if range.start < copied {
            continue;
        }
        let Some(before) = text.get(copied..range.start) else { continue };
        out.push_str(before);
        out.push_str(&fix.replacement);
        copied = range.end;
    }
    out.push_str(text.get(copied..).unwrap_or(""));
    out
}

/// What to take away with a clause: its lines with their end, where nothing else stands on them; else the clause and the blanks on one side of it.
pub fn line_of(text: &str, span: Span) -> Span {
    let is_blank = |c: char| c == ' ' || c == '\t';
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or("");
    let after = text.get(end..).unwrap_or("");
    let line_start = before.trim_end_matches(is_blank).len();
    let rest = after.trim_start_matches(is_blank);
    let is_first = line_start == 0 || before[..line_start].ends_with('\n');
    let line_end = ["\r\n", "\n"].iter().find(|line_end| rest.starts_with(**line_end));
    match line_end {
        Some(line_end) if is_first => Span::new(span.source, line_start, text.len() - rest.len() + line_end.len()),
        _ if is_first => Span::new(span.source, start, text.len() - rest.len()),
        _ => Span::new(span.source, line_start, end),
    }
}
