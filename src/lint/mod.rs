//! Rules that are well-formed and still hardly what was meant. One file for each lint; [`codes`] has their titles.
//!
//! Lints look at a program without errors, and only at the files that are asked about.

mod allow;
mod canon;
mod conditions;
mod conflicts;
mod duplicate_rule;
pub mod edits;
mod elimination;
mod linear;
mod memory;
mod message_without_figure;
mod missing_citation;
mod missing_title;
mod missing_translation;
mod never_applies;
mod never_fails;
mod sibling_coverage;
#[cfg(test)]
mod tests;
mod unused_definition;
mod unused_given;
mod unused_parameter;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use canon::{Canon, Nodes};

use crate::diag::{Code, Diagnostic, codes};
use crate::ir::{ExprId, ExprKind, LocalId, Pieces, Program, Rule, Step};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{File, Item, RuleDecl};

pub use memory::Memory;
pub use missing_translation::missing_translations;

/// The codes of all lints, those about `allow` itself included.
pub const CODES: &[&Code] = &[
    &codes::UNUSED_GIVEN,
    &codes::UNUSED_PARAMETER,
    &codes::UNUSED_DEFINITION,
    &codes::MISSING_CITATION,
    &codes::MISSING_TITLE,
    &codes::MISSING_TRANSLATION,
    &codes::MESSAGE_WITHOUT_FIGURE,
    &codes::NEVER_APPLIES,
    &codes::NEVER_FAILS,
    &codes::DUPLICATE_RULE,
    &codes::CONTRADICTORY_RULES,
    &codes::SUBSUMED_RULE,
    &codes::SIBLING_COVERAGE,
    &codes::EDITION_GAP,
    &codes::BARE_ALLOW,
    &codes::UNUSED_ALLOW,
];

/// What is looked at: some files of a program that has no errors.
pub struct Subject<'a> {
    pub sources: &'a SourceMap,
    pub program: &'a Program,
    pub files: &'a [Arc<File>],
    /// The rules of these files as written, by the place of each.
    declared: BTreeMap<Span, &'a RuleDecl>,
}

impl<'a> Subject<'a> {
    pub fn new(sources: &'a SourceMap, program: &'a Program, files: &'a [Arc<File>]) -> Subject<'a> {
        let items = files.iter().flat_map(|file| &file.items);
        let declared = items
            .filter_map(|item| match item {
                Item::Rule(rule) => Some((rule.span, rule)),
                _ => None,
            })
            .collect();
        Subject { sources, program, files, declared }
    }

    /// Every rule of these files, as written and as it is judged, in the order of the program.
    fn rules(&self) -> impl Iterator<Item = (&'a RuleDecl, &'a Rule)> {
        self.program.rules.iter().filter_map(|rule| Some((*self.declared.get(&rule.span)?, rule)))
    }

    /// The rules of other files.
    fn other_rules(&self) -> impl Iterator<Item = &'a Rule> {
        self.program.rules.iter().filter(|rule| !self.declared.contains_key(&rule.span))
    }

    /// How many rules are looked at; editions count by themselves.
    pub fn rule_count(&self) -> usize {
        self.rules().count()
    }
}

/// What came of linting.
pub struct Found {
    /// In the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// How many rules could not be held against the others, in whole or in part, by what it is of them that is not compared.
    pub not_compared: BTreeMap<&'static str, usize>,
}

/// What the lints have to say beside the warnings that the program came with, without what an `allow` takes back.
pub fn lint(subject: &Subject<'_>, warnings: &[Diagnostic]) -> Found {
    lint_again(subject, warnings, None, &mut Memory::default())
}

/// The same, where some of the rules may be those of the last time: they are not looked into again.
pub fn lint_again(subject: &Subject<'_>, warnings: &[Diagnostic], pieces: Option<&Pieces>, memory: &mut Memory) -> Found {
    let known = memory.take_in(subject, pieces);
    let is_asked = |diagnostic: &&Diagnostic| subject.files.iter().any(|file| file.source == diagnostic.primary.span.source);
    let mut found: Vec<Diagnostic> = warnings.iter().filter(is_asked).cloned().collect();
    found.extend(known.iter().flat_map(|known| known.facts.found.iter().cloned()));
    found.extend(unused_parameter::check(subject, &known));
    found.extend(unused_definition::check(subject, &known));
    found.extend(missing_citation::of_parameters(subject));
    found.extend(missing_translation::of_forms(subject));
    found.extend(duplicate_rule::check(&known));
    let compared = conflicts::check(&known, &mut memory.answers);
    found.extend(compared.found);
    let mut diagnostics = allow::filter(subject, found);
    diagnostics.sort_by_key(|diagnostic| (diagnostic.primary.span, diagnostic.code.id));
    Found { diagnostics, not_compared: compared.unread }
}

/// The warnings of a program without those that an `allow` takes back.
pub fn without_allowed(sources: &SourceMap, files: &[Arc<File>], warnings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if warnings.is_empty() {
        return warnings;
    }
    let allows: Vec<allow::Allow<'_>> = files.iter().flat_map(|file| allow::allows(sources, file)).collect();
    warnings.into_iter().filter(|diagnostic| diagnostic.is_error() || !allows.iter().any(|allow| allow.takes_back(diagnostic))).collect()
}

/// The pack that a file belongs to.
pub fn pack_of(file: &File) -> Option<&str> {
    file.items.iter().find_map(|item| match item {
        Item::Pack(pack) => Some(pack.name.text.as_str()),
        _ => None,
    })
}

/// Everything that a rule is made of, by its outermost expressions, those that it doubts included.
fn roots(rule: &Rule) -> Vec<ExprId> {
    rule.roots().into_iter().chain(rule.doubt.iter().copied()).collect()
}

/// The expressions below these, themselves included.
fn reachable(program: &Program, roots: impl IntoIterator<Item = ExprId>) -> BTreeSet<ExprId> {
    let mut open: Vec<ExprId> = roots.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(program.expr(id).kind.children());
        }
    }
    seen
}

/// What each `given` of a rule stands for.
fn givens(rule: &Rule) -> BTreeMap<LocalId, ExprId> {
    let values = rule.steps.iter().filter_map(|step| match step {
        Step::Given { local, value, .. } => Some((*local, *value)),
        Step::When(_) => None,
    });
    values.collect()
}

/// The conditions that must all hold for this one to hold; a `given` stands for its value, and one that is named twice counts once.
fn conjuncts(program: &Program, givens: &BTreeMap<LocalId, ExprId>, id: ExprId) -> Vec<ExprId> {
    let mut open = vec![id];
    let mut named = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        match &program.expr(id).kind {
            ExprKind::And(left, right) => open.extend([*right, *left]),
            ExprKind::Local(local) => match givens.get(local) {
                Some(value) if named.insert(*local) => open.push(*value),
                Some(_) => {}
                None => found.push(id),
            },
            _ => found.push(id),
        }
    }
    found
}
