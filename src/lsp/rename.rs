//! Giving something another name, everywhere at once, and refusing where that would change what a rule says.

use std::collections::BTreeSet;

use ls_types::{PrepareRenameResponse, TextEdit, WorkspaceEdit};

use super::analysis::Place;
use super::edits::{Edits, workspace_edit};
use super::names::{Occurrence, Symbol};
use super::position::Lines;
use super::references::{declarations, occurrences};
use super::view::View;
use crate::form::FormKind;
use crate::source::{SourceId, Span};
use crate::syntax;
use crate::syntax::ast::{ExprKind, Item};
use crate::ty::ShapeId;

/// The name at a byte, where it can have another.
pub fn prepare(view: &View<'_>, offset: usize) -> Result<PrepareRenameResponse, String> {
    let name = named(view, offset)?;
    Ok(PrepareRenameResponse::RangeWithPlaceholder {
        range: view.lines.range(name.span.range()),
        placeholder: view.text(name.span).to_owned(),
    })
}

/// The edits that give the name at a byte another.
pub fn rename(view: &View<'_>, offset: usize, new: &str, edits: &Edits<'_>) -> Result<WorkspaceEdit, String> {
    let name = named(view, offset)?;
    is_name(&name.symbol, new)?;
    if let Some(what) = taken(view, &name, new) {
        return Err(format!("`{new}` is already {what}"));
    }
    let places: BTreeSet<Span> = occurrences(view, &name.symbol).into_iter().map(|of| of.span).collect();
    let edit = |span: Span| {
        let lines = Lines::new(&view.analysis.sources().get(span.source).text, view.client.encoding);
        (span.source, TextEdit { range: lines.range(span.range()), new_text: new.to_owned() })
    };
    workspace_edit(view, edits, places.into_iter().map(edit).collect()).ok_or_else(|| "a file of it cannot be edited".to_owned())
}

/// The name at a byte. What cannot be renamed, or not without missing a place, is refused.
fn named(view: &View<'_>, offset: usize) -> Result<Occurrence, String> {
    let name = view.name_at(offset).ok_or("there is no name here")?;
    let what = match name.symbol {
        Symbol::Rule(_) | Symbol::Field(..) | Symbol::Parameter(_) | Symbol::Definition(_) | Symbol::Local(_) => None,
        Symbol::Form(_) | Symbol::Return(_) | Symbol::Plural(_) => Some("a form, which returns name too"),
        Symbol::Code(..) => Some("a code, which returns name too"),
        Symbol::Pack(_) => Some("a pack, which other files name too"),
        Symbol::Calendar(_) => Some("a calendar"),
        Symbol::Function(_) => Some("a part of the language"),
        Symbol::Citation(_) => Some("a citation"),
    };
    let words = view.text(name.span);
    if let Some(what) = what {
        return Err(format!("`{words}` is {what}, and cannot be renamed here"));
    }
    for span in declarations(view, &name.symbol) {
        if let Place::Embedded(_) = view.analysis.place(span.source) {
            return Err(format!("`{words}` belongs to a pack of the program, and cannot be renamed here"));
        }
    }
    let broken = view.analysis.files().into_iter().find(|file| !file.broken.is_empty());
    match broken.filter(|_| !matches!(name.symbol, Symbol::Local(_))) {
        Some(file) => Err(format!(
            "`{}` has items that cannot be read, and a name in them would be missed",
            view.analysis.sources().get(file.source).name
        )),
        None => Ok(name),
    }
}

/// Whether the words can be a name of this kind.
fn is_name(symbol: &Symbol, new: &str) -> Result<(), String> {
    let is_one = match symbol {
        Symbol::Rule(_) => {
            let parse = syntax::parse(SourceId(0), &format!("rule {new} applies to x must yes end"));
            parse.diagnostics.is_empty() && matches!(&parse.file.items[..], [Item::Rule(rule)] if rule.name.text == new)
        }
        _ => matches!(syntax::expression(SourceId(0), new).map(|expr| expr.kind), Ok(ExprKind::Name(name)) if name == new),
    };
    is_one.then_some(()).ok_or_else(|| {
        format!("`{new}` is not a name: small letters, digits and underscores, beginning with a letter, and no word of the language")
    })
}

/// What has the name already, where it would be taken for the other.
fn taken(view: &View<'_>, name: &Occurrence, new: &str) -> Option<&'static str> {
    let program = view.program();
    let forms = &program.forms;
    let in_force = || {
        let parameter = program.parameters.iter().any(|of| of.name == new).then_some("a parameter");
        let table = forms.table(new).map(|_| "a table");
        let plural =
            forms.forms.iter().any(|form| form.plural.as_deref() == Some(new)).then_some("what returns of a form are called together");
        let profile = forms.profile().filter(|&profile| forms.form(profile).name == new).map(|_| "the profile");
        parameter.or(table).or(plural).or(profile)
    };
    let has = |shape: ShapeId| forms.shape(shape).find(new).map(|_| "a field of the form");
    match &name.symbol {
        Symbol::Rule(_) => program.rules.iter().any(|rule| rule.name == new).then_some("a rule"),
        Symbol::Definition(_) => view.analysis.ground().definitions.contains_key(new).then_some("a definition"),
        Symbol::Parameter(_) => in_force()
            .or_else(|| forms.forms.iter().filter(|form| form.kind != FormKind::Table).find_map(|form| has(form.shape)))
            .or_else(|| is_local(view, new, None)),
        Symbol::Field(shape, _) => {
            let form = forms.shape(*shape).form;
            let is_root = forms.form(form).shape == *shape && forms.form(form).kind != FormKind::Table;
            has(*shape).or_else(|| if is_root { in_force().or_else(|| is_local(view, new, None)) } else { None })
        }
        Symbol::Local(span) => {
            let rule = program
                .rules
                .iter()
                .find(|rule| rule.span.source == span.source && rule.span.start <= span.start && span.end <= rule.span.end);
            in_force().or_else(|| rule.and_then(|rule| has(forms.form(rule.form).shape))).or_else(|| is_local(view, new, Some(*span)))
        }
        _ => None,
    }
}

/// Whether a rule or definition, or the one around a place, gives a value this name.
fn is_local(view: &View<'_>, new: &str, around: Option<Span>) -> Option<&'static str> {
    let ground = view.analysis.ground();
    let files = view.analysis.files();
    let holds = |item: &&Item| {
        around.is_none_or(|span| item.span().source == span.source && item.span().start <= span.start && span.end <= item.span().end)
    };
    let mut names = files.iter().flat_map(|file| &file.items).filter(holds).flat_map(|item| ground.names(item));
    names.any(|of| of.declares && matches!(of.symbol, Symbol::Local(_)) && view.text(of.span) == new).then_some("a name of a rule")
}
