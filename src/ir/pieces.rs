//! Rules as they were lowered before, so that an edit of one of them does not lower all others again.
//!
//! What a rule becomes follows from its text and its surroundings: packs, forms, calendars, parameters, and the definitions that it
//! names. A rule whose text and surroundings are those of the last time is moved to where it stands now and taken as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lower::PackedFile;
use super::{Bounds, Count, Expr, ExprId, ExprKind, LookupKeys, Pack, Parameter, Program, Rule, Step, TemplatePart, Window};
use crate::form::Forms;
use crate::source::{SourceId, SourceMap, Span, Text};
use crate::syntax::ast::{self, DefineDecl, RuleDecl};
use crate::ty::Ty;
use crate::value::Value;
use crate::value::calendar::Calendar;

/// Names a rule as it was lowered once: the same name is the same rule in the same surroundings, wherever it stands by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PieceId(u64);

/// The rules that were lowered last.
#[derive(Default)]
pub struct Pieces {
    surroundings: Option<Surroundings>,
    /// The names whose meaning has changed since.
    changed: BTreeSet<String>,
    kept: BTreeMap<SourceId, BTreeMap<String, Piece>>,
    /// The rule that stands at each place.
    placed: BTreeMap<Span, PieceId>,
    /// The files of lowered packs that hold definitions, read again.
    recalled: BTreeMap<SourceId, (Text, Arc<ast::File>)>,
    next: u64,
}

struct Piece {
    id: PieceId,
    rule: Rule,
    /// The expressions of the rule, as they follow each other in the program from `first` on.
    exprs: Vec<Expr>,
    first: u32,
    sees: BTreeSet<String>,
    is_used: bool,
}

/// What rules of one text may differ by.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Surroundings {
    packs: Vec<Pack>,
    forms: Forms,
    calendars: Vec<Calendar>,
    parameters: Vec<Meant>,
    /// Definitions with the types that they take.
    definitions: BTreeMap<String, (Arc<DefineDecl>, Vec<Ty>)>,
    /// The names of items that cannot be read.
    broken: BTreeSet<String>,
}

/// What a parameter is, wherever it stands.
#[derive(Clone, PartialEq)]
struct Meant {
    name: String,
    pack: String,
    ty: Ty,
    editions: Vec<(Window, Value, bool)>,
}

impl Meant {
    fn new(parameter: &Parameter) -> Meant {
        let editions = parameter.editions.iter().map(|edition| (edition.window, edition.value.clone(), edition.is_set)).collect();
        Meant { name: parameter.name.clone(), pack: parameter.pack.clone(), ty: parameter.ty, editions }
    }
}

impl Surroundings {
    pub fn new(program: &Program, broken: &BTreeSet<String>, definitions: BTreeMap<String, (Arc<DefineDecl>, Vec<Ty>)>) -> Surroundings {
        Surroundings {
            packs: program.packs.clone(),
            forms: program.forms.clone(),
            calendars: program.calendars.clone(),
            parameters: program.parameters.iter().map(Meant::new).collect(),
            definitions,
            broken: broken.clone(),
        }
    }

    /// Whether what every rule may turn on is the same.
    fn is_alike(&self, other: &Surroundings) -> bool {
        (&self.packs, &self.forms) == (&other.packs, &other.forms)
            && (&self.calendars, &self.parameters) == (&other.calendars, &other.parameters)
    }

    /// The names that do not mean the same in both: names of broken items, and of definitions that differ or call one that does.
    fn names_changed(&self, now: &Surroundings, sources: &SourceMap) -> BTreeSet<String> {
        let mut changed: BTreeSet<String> = self.broken.symmetric_difference(&now.broken).cloned().collect();
        let names = || self.definitions.keys().chain(now.definitions.keys());
        changed.extend(names().filter(|name| self.definitions.get(*name) != now.definitions.get(*name)).cloned());
        while !changed.is_empty() {
            let calls = |definition: &DefineDecl| changed.iter().any(|name| mentions(sources.text(definition.span), name));
            let further = now.definitions.iter().filter(|(name, (definition, _))| !changed.contains(*name) && calls(definition));
            let further: Vec<String> = further.map(|(name, _)| name.clone()).collect();
            if further.is_empty() {
                break;
            }
            changed.extend(further);
        }
        changed
    }
}

/// Whether a name stands in a text as a word of its own.
fn mentions(text: &str, name: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut places = text.match_indices(name);
    places.any(|(at, _)| !is_part(text[..at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next()))
}

impl Pieces {
    /// The rule at a place of the texts that were lowered last.
    pub fn at(&self, place: Span) -> Option<PieceId> {
        self.placed.get(&place).copied()
    }

    /// Begins a new look at all rules, in these surroundings.
    pub(super) fn begin(&mut self, surroundings: Surroundings, sources: &SourceMap) {
        self.placed.clear();
        self.changed = match &self.surroundings {
            Some(last) if last.is_alike(&surroundings) => last.names_changed(&surroundings, sources),
            _ => {
                self.kept.clear();
                BTreeSet::new()
            }
        };
        self.surroundings = Some(surroundings);
    }

    /// Lets go of what was not met in this look.
    pub(super) fn end(&mut self) {
        for pieces in self.kept.values_mut() {
            pieces.retain(|_, piece| std::mem::take(&mut piece.is_used));
        }
    }

    /// The rule of a text as it was lowered before, if it still is what it was; its expressions are added to these.
    pub(super) fn recall(&mut self, declared: &RuleDecl, file: &PackedFile, text: &str, exprs: &mut Vec<Expr>) -> Option<Rule> {
        let piece = self.kept.get_mut(&declared.span.source)?.get_mut(text)?;
        if piece.is_used || piece.rule.pack != file.pack || piece.sees != file.sees || self.changed.iter().any(|name| mentions(text, name))
        {
            return None;
        }
        piece.move_to(declared.span, exprs.len() as u32);
        piece.is_used = true;
        exprs.extend(piece.exprs.iter().cloned());
        self.placed.insert(declared.span, piece.id);
        Some(piece.rule.clone())
    }

    /// Keeps a rule with its expressions, which are the last of the program.
    pub(super) fn keep(&mut self, rule: &Rule, file: &PackedFile, text: &str, exprs: &[Expr], first: usize) {
        self.next += 1;
        let id = PieceId(self.next);
        self.placed.insert(rule.span, id);
        let (exprs, first) = (exprs[first..].to_vec(), first as u32);
        let piece = Piece { id, rule: rule.clone(), exprs, first, sees: file.sees.clone(), is_used: true };
        self.kept.entry(rule.span.source).or_default().insert(text.to_owned(), piece);
    }

    /// The tree of a text of a lowered pack.
    pub(super) fn reread(&mut self, source: SourceId, sources: &SourceMap) -> Arc<ast::File> {
        let text = &sources.get(source).text;
        let read = || (text.clone(), Arc::new(crate::syntax::parse(source, text).file));
        let kept = self.recalled.entry(source).or_insert_with(read);
        if kept.0 != *text {
            *kept = read();
        }
        kept.1.clone()
    }
}

impl Piece {
    /// Puts the rule where it stands now, in its text and in the program. What stands outside of its text, the definitions that it calls,
    /// has not moved.
    fn move_to(&mut self, span: Span, first: u32) {
        let old = self.rule.span;
        if span != old {
            let moved = |at: &mut Span| {
                if at.source == old.source && old.start <= at.start && at.end <= old.end {
                    (at.start, at.end) = (at.start - old.start + span.start, at.end - old.start + span.start);
                }
            };
            self.exprs.iter_mut().for_each(|expr| moved(&mut expr.span));
            moved(&mut self.rule.assertion_span);
            self.rule.span = span;
        }
        if first != self.first {
            let old = self.first;
            let moved = &mut |id: &mut ExprId| id.0 = id.0 - old + first;
            self.exprs.iter_mut().for_each(|expr| expr.kind.each_id(moved));
            self.rule.each_id(moved);
            self.first = first;
        }
    }
}

impl ExprKind {
    /// Changes the names of the expressions that this one is made of.
    fn each_id(&mut self, change: &mut impl FnMut(&mut ExprId)) {
        use ExprKind as K;
        match self {
            K::Constant(_)
            | K::Parameter(_)
            | K::Local(_)
            | K::Subject
            | K::Previous(_)
            | K::Returns(_)
            | K::RowsOfReturns { .. }
            | K::Profile(_)
            | K::Table(_) => {}
            K::Within { of, window } => {
                change(of);
                match window {
                    Bounds::Between(from, until) => [from, until].into_iter().for_each(change),
                    Bounds::Month(day) | Bounds::Since(day) => change(day),
                }
            }
            K::Lookup { list, keys } => {
                change(list);
                match keys {
                    LookupKeys::Each(keys) => keys.iter_mut().for_each(change),
                    LookupKeys::Any(key, _) | LookupKeys::SameAs(key, _) => change(key),
                }
            }
            K::Member { of, .. }
            | K::ReturnOf(of)
            | K::Negate(of)
            | K::Not(of)
            | K::Absolute(of)
            | K::MonthOf(of)
            | K::DateOf(of)
            | K::Presence { cell: of, .. }
            | K::IsCode { value: of, .. }
            | K::Round { value: of, .. }
            | K::DayOfMonth { month: of, .. } => change(of),
            K::BusinessDay { count, from, .. } | K::BusinessDays { count, from, .. } | K::MonthsFrom { months: count, from, .. } => {
                if let Count::Reckoned(count) = count {
                    change(count);
                }
                change(from);
            }
            K::Arithmetic(_, a, b)
            | K::And(a, b)
            | K::Or(a, b)
            | K::BusinessDaysBetween { after: a, until: b, .. }
            | K::TimeOn { time: a, date: b }
            | K::Let { value: a, body: b, .. }
            | K::SameRow { left: a, right: b, .. } => [a, b].into_iter().for_each(change),
            K::Compare { first, rest } => {
                change(first);
                rest.iter_mut().for_each(|(_, expr)| change(expr));
            }
            K::Agrees { stated, bases } => {
                change(stated);
                bases.iter_mut().for_each(change);
            }
            K::If { condition, then, otherwise } => [condition, then, otherwise].into_iter().for_each(change),
            K::Aggregate { binders, filter, body, .. } => {
                binders.iter_mut().for_each(|binder| change(&mut binder.list));
                filter.iter_mut().chain(body).for_each(change);
            }
            K::Extreme { of, .. } | K::Whichever(of) => of.iter_mut().for_each(change),
        }
    }
}

impl Rule {
    /// Changes the names of the rule's own expressions.
    fn each_id(&mut self, change: &mut impl FnMut(&mut ExprId)) {
        self.binders.iter_mut().for_each(|binder| change(&mut binder.list));
        self.by.iter_mut().chain(&mut self.filter).for_each(&mut *change);
        for step in &mut self.steps {
            match step {
                Step::When(condition) => change(condition),
                Step::Given { value, .. } => change(value),
            }
        }
        change(&mut self.assertion);
        let messages = self.message.iter_mut().chain(self.messages.iter_mut().map(|(_, message)| message));
        for part in messages.flat_map(|message| &mut message.parts) {
            match part {
                TemplatePart::Hole { value, .. } => change(value),
                TemplatePart::Text(_) | TemplatePart::Difference { .. } => {}
            }
        }
        self.doubt.iter_mut().for_each(change);
    }
}
