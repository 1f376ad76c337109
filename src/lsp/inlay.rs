//! What is shown between the words: the type of each `given`, and what it came to on the return that was checked last.

use std::collections::BTreeMap;

use ls_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintTooltip};

use super::loose::Outline;
use super::names::Symbol;
use super::references::loose_items;
use super::view::View;
use crate::syntax::ast::{Expr, ExprKind, Item, RuleDecl, Step};

/// What a rule came to on a return.
#[derive(Clone, Debug, Default)]
pub struct LastRun {
    /// The name of the return's file.
    pub filing: String,
    pub rule: String,
    /// Values by the words that give them.
    pub values: BTreeMap<String, String>,
}

/// The hints of a part of the text.
pub fn hints(view: &View<'_>, range: ls_types::Range, last: Option<&LastRun>) -> Vec<InlayHint> {
    let Some(file) = view.analysis.tree(view.source) else { return Vec::new() };
    let asked = view.lines.bytes(range);
    let outline = Outline::new(view.lines.text());
    let loose = loose_items(file, &outline);
    let mut hints = Vec::new();
    for item in file.items.iter().chain(&loose) {
        let span = item.span();
        if (span.end as usize) < asked.start || asked.end < span.start as usize {
            continue;
        }
        if let Item::Rule(rule) = item {
            types(view, item, rule, &mut hints);
            if let Some(last) = last.filter(|last| last.rule == rule.name.text) {
                values(view, rule, last, &mut hints);
            }
        }
    }
    hints
}

/// The type of each `given`, behind its name.
fn types(view: &View<'_>, item: &Item, rule: &RuleDecl, hints: &mut Vec<InlayHint>) {
    let names = view.analysis.ground().names(item);
    for step in &rule.steps {
        let Step::Given { name, .. } = step else { continue };
        let declared = names.iter().find(|of| of.declares && of.symbol == Symbol::Local(name.span));
        if let Some(ty) = declared.and_then(|of| of.ty) {
            hints.push(hint(view, name.span.end, format!(": {}", view.type_words(ty)), InlayHintKind::TYPE, None));
        }
    }
}

/// What each `given`, and each side of what must hold, came to.
fn values(view: &View<'_>, rule: &RuleDecl, last: &LastRun, hints: &mut Vec<InlayHint>) {
    let value = |expr: &Expr| last.values.get(view.text(expr.span));
    let tooltip = Some(format!("in {}", last.filing));
    for step in &rule.steps {
        if let Step::Given { value: expr, .. } = step
            && let Some(value) = value(expr)
        {
            hints.push(hint(view, expr.span.end, format!("= {value}"), InlayHintKind::PARAMETER, tooltip.clone()));
        }
    }
    let Some(assertion) = &rule.assertion else { return };
    let sides: Vec<&Expr> = match &assertion.condition.kind {
        ExprKind::Compare(first, rest) => std::iter::once(&**first).chain(rest.iter().map(|(_, side)| side)).collect(),
        ExprKind::Agrees { stated, bases } => std::iter::once(&**stated).chain(bases).collect(),
        _ => Vec::new(),
    };
    for side in sides {
        if let Some(value) = value(side) {
            hints.push(hint(view, side.span.end, format!("({value})"), InlayHintKind::PARAMETER, tooltip.clone()));
        }
    }
}

fn hint(view: &View<'_>, at: u32, label: String, kind: InlayHintKind, tooltip: Option<String>) -> InlayHint {
    InlayHint {
        position: view.lines.position(at as usize),
        padding_left: Some(kind != InlayHintKind::TYPE),
        label: InlayHintLabel::String(label),
        kind: Some(kind),
        text_edits: None,
        tooltip: tooltip.map(InlayHintTooltip::String),
        padding_right: None,
        data: None,
    }
}
