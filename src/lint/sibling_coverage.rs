//! `sibling-coverage`: an equation that takes some of the columns that a form declares part of a total, and leaves one out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Subject, conjuncts, givens};
use crate::diag::{Diagnostic, codes};
use crate::form::{Forms, MemberKind};
use crate::ir::{CompareOp, ExprId, ExprKind, LocalId, Program, Rule};
use crate::ty::{ShapeId, Ty};

/// A field, by its shape and its place there.
type Place = (ShapeId, u16);

/// The parts of each total.
pub(super) type Totals = BTreeMap<Place, Vec<Place>>;

pub(super) fn of_rule(subject: &Subject<'_>, totals: &Totals, rule: &Rule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if totals.is_empty() {
        return found;
    }
    let givens = givens(rule);
    for part in conjuncts(subject.program, &givens, rule.assertion).into_iter().filter(|id| is_equation(subject.program, *id)) {
        let fields = fields(subject.program, &givens, part);
        for (total, parts) in totals.iter().filter(|(total, _)| fields.contains(total)) {
            for missing in left_out(&fields, parts) {
                found.push(diagnostic(subject.program, rule, part, *total, missing));
            }
        }
    }
    found
}

/// For each total the fields that are declared part of it.
pub(super) fn totals(forms: &Forms) -> Totals {
    let mut totals = Totals::new();
    for (at, shape) in forms.shapes.iter().enumerate() {
        for (slot, member) in shape.members.iter().enumerate() {
            let MemberKind::Field(field) = &member.kind else { continue };
            let root = forms.form(shape.form).shape;
            if let Some(total) = field.part_of.as_ref().and_then(|path| place_at(forms, root, path)) {
                totals.entry(total).or_default().push((ShapeId(at as u16), slot as u16));
            }
        }
    }
    totals
}

/// The field at the end of a path from a form's root.
fn place_at(forms: &Forms, root: ShapeId, path: &[u16]) -> Option<Place> {
    let (last, before) = path.split_last()?;
    let mut at = root;
    for slot in before {
        at = match &forms.shape(at).members.get(usize::from(*slot))?.kind {
            MemberKind::Record(inner) | MemberKind::List { rows: inner, .. } => *inner,
            MemberKind::Field(_) => return None,
        };
    }
    Some((at, *last))
}

fn is_equation(program: &Program, id: ExprId) -> bool {
    match &program.expr(id).kind {
        ExprKind::Agrees { .. } => true,
        ExprKind::Compare { rest, .. } => matches!(rest.as_slice(), [(CompareOp::Equal, _)]),
        _ => false,
    }
}

/// Every field that a condition is reckoned from; those that only choose rows are none of them.
fn fields(program: &Program, givens: &BTreeMap<LocalId, ExprId>, id: ExprId) -> BTreeSet<Place> {
    let mut open = vec![id];
    let mut seen = BTreeSet::new();
    let mut fields = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &program.expr(id).kind {
            ExprKind::Local(local) => open.extend(givens.get(local)),
            ExprKind::Member { of, slot } => {
                if let Ty::Record(shape) = program.expr(*of).ty {
                    fields.insert((shape, *slot));
                }
                open.push(*of);
            }
            ExprKind::Aggregate { binders, body, .. } => open.extend(binders.iter().map(|binder| binder.list).chain(*body)),
            kind => open.extend(kind.children()),
        }
    }
    fields
}

/// Of each row that gives one of its parts, the parts that are not there.
fn left_out<'p>(fields: &BTreeSet<Place>, parts: &'p [Place]) -> impl Iterator<Item = Place> + 'p {
    let shapes: BTreeSet<ShapeId> = parts.iter().filter(|part| fields.contains(part)).map(|(shape, _)| *shape).collect();
    let missing: Vec<Place> = parts.iter().filter(|part| shapes.contains(&part.0) && !fields.contains(part)).copied().collect();
    missing.into_iter()
}

fn diagnostic(program: &Program, rule: &Rule, part: ExprId, total: Place, missing: Place) -> Diagnostic {
    let member = |place: Place| program.forms.shape(place.0).members.get(usize::from(place.1));
    let label = |place: Place| member(place).map_or("?", |member| member.label.as_str());
    let message = format!("`{}` leaves out “{}”, which is part of “{}”", rule.name, label(missing), label(total));
    let mut diagnostic = Diagnostic::new(&codes::SIBLING_COVERAGE, message, program.expr(part).span, "takes some of the parts only");
    if let Some(member) = member(missing) {
        diagnostic = diagnostic.also(member.span, "this column is left out");
    }
    diagnostic.help(
        "A return that uses the column left out fails although it is right, or passes although it is wrong. Add the column to the sum, or take `part of` off it.",
    )
}
