//! What can be done about a diagnostic: the edit that it carries.

use ls_types::{CodeAction, CodeActionKind, CodeActionOrCommand, TextEdit};

use super::diagnostics;
use super::edits::{Edits, workspace_edit};
use super::position::Lines;
use super::view::View;

/// The fixes of what is wrong in a part of the text.
pub fn actions(view: &View<'_>, range: ls_types::Range, edits: &Edits<'_>) -> Vec<CodeActionOrCommand> {
    let asked = view.lines.bytes(range);
    let touches = |span: crate::source::Span| span.start as usize <= asked.end && asked.start <= span.end as usize;
    let here = view.analysis.diagnostics().iter().filter(|of| of.primary.span.source == view.source && touches(of.primary.span));
    let action = |of: &crate::diag::Diagnostic| {
        let fix = of.fix.as_ref()?;
        let lines = Lines::new(&view.analysis.sources().get(fix.span.source).text, view.client.encoding);
        let edit = TextEdit { range: lines.range(fix.span.range()), new_text: fix.replacement.clone() };
        let edit = workspace_edit(view, edits, vec![(fix.span.source, edit)])?;
        Some(CodeActionOrCommand::CodeAction(CodeAction {
            title: capitalised(&fix.message),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostics::shown(view.analysis, view.client, &view.lines, of, edits.shelf)]),
            edit: Some(edit),
            is_preferred: Some(true),
            ..CodeAction::default()
        }))
    };
    here.filter_map(action).collect()
}

/// A menu's words begin with a capital.
fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}
