//! The one layout of a file, as `rulecheck fmt` writes it, in the fewest edits of whole lines.

use ls_types::{Position, Range, TextEdit};
use similar::{ChangeTag, TextDiff};

use super::view::View;
use crate::fmt;

/// The edits that lay a file out; none where it is laid out, and `None` for a file with errors, which is left as it is.
pub fn formatting(view: &View<'_>) -> Option<Vec<TextEdit>> {
    let text = &*view.analysis.sources().get(view.source).text;
    let formatted = fmt::format(view.source, text).ok()?;
    Some(edits(text, &formatted))
}

/// The edits of lines that make one text the other.
fn edits(from: &str, to: &str) -> Vec<TextEdit> {
    let difference = TextDiff::from_lines(from, to);
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut line = 0;
    let mut is_joined = false;
    for change in difference.iter_all_changes() {
        let lines = u32::from(change.tag() != ChangeTag::Insert);
        if change.tag() == ChangeTag::Equal {
            is_joined = false;
            line += lines;
            continue;
        }
        if !is_joined {
            let here = Position { line, character: 0 };
            edits.push(TextEdit { range: Range { start: here, end: here }, new_text: String::new() });
            is_joined = true;
        }
        if let Some(edit) = edits.last_mut() {
            if change.tag() == ChangeTag::Insert {
                edit.new_text.push_str(change.value());
            }
            line += lines;
            edit.range.end.line = line;
        }
    }
    edits
}
