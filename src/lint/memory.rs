//! What is known of each rule by itself, kept from one look to the next: a rule that is the same is not looked into again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::canon::{Canon, Nodes};
use super::conflicts::{Answers, Claim, Key};
use super::duplicate_rule::Said;
use super::{Subject, reachable, roots, sibling_coverage};
use super::{message_without_figure, missing_citation, missing_title, missing_translation, never_applies, never_fails, unused_given};
use crate::diag::Diagnostic;
use crate::ir::{ExprKind, ParameterId, PieceId, Pieces, Rule};
use crate::source::Span;
use crate::syntax::ast::RuleDecl;

/// Names a rule as it was looked into once.
pub(super) type RuleKey = u64;

/// What lints keep.
#[derive(Default)]
pub struct Memory {
    nodes: Nodes,
    /// How many nodes there were when the memory was last empty and then filled.
    first_nodes: usize,
    kept: BTreeMap<PieceId, Arc<Facts>>,
    pub(super) answers: Answers,
    next: RuleKey,
}

/// What is known of one rule by itself.
pub(super) struct Facts {
    pub key: RuleKey,
    /// Where the rule stood.
    at: Span,
    /// What lints of one rule find in it.
    pub found: Vec<Diagnostic>,
    /// The parameters that it asks for.
    pub parameters: Vec<ParameterId>,
    /// The places outside of the rule from which expressions were worked in: the bodies of definitions.
    pub worked_in: Vec<Span>,
    pub said: Said,
    pub group: Key,
    pub claim: Claim,
}

/// A rule that is looked at, with what is known of it.
pub(super) struct Known<'a> {
    pub declared: &'a RuleDecl,
    pub rule: &'a Rule,
    pub facts: Arc<Facts>,
}

/// Nodes beyond these, and beyond twice those of one filling, are mostly of rules that are no more.
const SPARE_NODES: usize = 10_000;

impl Memory {
    /// Looks into the rules that are not known yet, and lets go of those that are no more.
    pub(super) fn take_in<'a>(&mut self, subject: &Subject<'a>, pieces: Option<&Pieces>) -> Vec<Known<'a>> {
        let is_fresh = self.kept.is_empty() || self.nodes.len() > 2 * self.first_nodes + SPARE_NODES;
        if is_fresh {
            *self = Memory { next: self.next, ..Memory::default() };
        }
        let mut before = std::mem::take(&mut self.kept);
        let totals = sibling_coverage::totals(&subject.program.forms);
        let mut canon = Canon::new(subject.program, &mut self.nodes);
        let mut known = Vec::new();
        for (declared, rule) in subject.rules() {
            let piece = pieces.and_then(|pieces| pieces.at(rule.span));
            let last = piece.and_then(|piece| before.remove(&piece));
            let facts = match last {
                Some(last) if last.at == rule.span || last.found.is_empty() => last,
                last => {
                    self.next += 1;
                    // A rule that has only moved says the same to the others.
                    let key = last.map_or(self.next, |last| last.key);
                    Arc::new(Facts::new(subject, &mut canon, &totals, (declared, rule), key))
                }
            };
            if let Some(piece) = piece {
                self.kept.insert(piece, facts.clone());
            }
            known.push(Known { declared, rule, facts });
        }
        if is_fresh {
            self.first_nodes = self.nodes.len();
        }
        known
    }
}

impl Facts {
    fn new(
        subject: &Subject<'_>,
        canon: &mut Canon<'_>,
        totals: &sibling_coverage::Totals,
        (declared, rule): (&RuleDecl, &Rule),
        key: RuleKey,
    ) -> Facts {
        let mut found = Vec::new();
        found.extend(unused_given::of_rule(subject, declared, rule));
        found.extend(missing_citation::of_rule(declared));
        found.extend(missing_title::of_rule(declared));
        found.extend(missing_translation::of_rule(subject, rule));
        found.extend(message_without_figure::of_rule(subject, declared, rule));
        let said = Said::new(canon, rule);
        found.extend(never_applies::of_rule(subject, canon, rule));
        found.extend(never_fails::of_rule(subject, canon, rule));
        found.extend(sibling_coverage::of_rule(subject, totals, rule));
        let (group, claim) = Claim::new(subject.program, canon, rule);
        let (mut parameters, mut worked_in) = (Vec::new(), Vec::new());
        for id in reachable(subject.program, roots(rule)) {
            let expr = subject.program.expr(id);
            if let ExprKind::Parameter(parameter) = expr.kind {
                parameters.push(parameter);
            }
            let is_own = expr.span.source == rule.span.source && rule.span.start <= expr.span.start && expr.span.end <= rule.span.end;
            if !is_own {
                worked_in.push(expr.span);
            }
        }
        Facts { key, at: rule.span, found, parameters, worked_in, said, group, claim }
    }
}
