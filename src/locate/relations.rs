//! What the verdicts of a run demand of its figures, found only where it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::data::Returns;
use crate::eval::Relater;
use crate::ir::{ExprId, ExprKind, Program, RuleId};
use crate::ty::{FormId, ShapeId, Ty};
use crate::value::number::Number;
use crate::value::{CellId, ReturnId};
use crate::verdict::{Outcome, Relation, Unrelated, Verdict};

/// The verdicts of a run, by the figures that they are about.
pub struct Relations<'a> {
    pub relater: Relater<'a>,
    pub program: &'a Program,
    pub returns: &'a Returns,
    pub verdicts: &'a [Verdict],
    /// The verdicts on each return.
    on: BTreeMap<ReturnId, Range<usize>>,
    /// Verdicts that need not be put right nor kept, such as waived ones.
    left_aside: &'a BTreeSet<usize>,
    rules: Readers,
    known: Vec<Option<Result<Relation, Unrelated>>>,
    touching: BTreeMap<CellId, Vec<usize>>,
    doubted: BTreeMap<usize, Vec<CellId>>,
}

impl<'a> Relations<'a> {
    pub fn new(program: &'a Program, returns: &'a Returns, verdicts: &'a [Verdict], left_aside: &'a BTreeSet<usize>) -> Relations<'a> {
        let mut on: BTreeMap<ReturnId, Range<usize>> = BTreeMap::new();
        for (place, verdict) in verdicts.iter().enumerate() {
            on.entry(verdict.subject).or_insert(place..place).end = place + 1;
        }
        let relater = Relater::new(program, returns);
        let known = vec![None; verdicts.len()];
        let (touching, doubted) = (BTreeMap::new(), BTreeMap::new());
        Relations { relater, program, returns, verdicts, on, left_aside, rules: Readers::of(program), known, touching, doubted }
    }

    /// Whether a verdict takes part: it passes or fails, and no waiver lets it stand.
    pub fn takes_part(&self, place: usize) -> bool {
        matches!(self.verdicts[place].outcome, Outcome::Pass | Outcome::Fail) && self.may_take_part(place)
    }

    /// Whether a verdict would take part if it passed or failed.
    pub fn may_take_part(&self, place: usize) -> bool {
        !self.left_aside.contains(&place)
    }

    /// What a verdict demands.
    pub fn relation(&mut self, place: usize) -> &Result<Relation, Unrelated> {
        let (relater, verdict) = (&self.relater, &self.verdicts[place]);
        self.known[place].get_or_insert_with(|| relater.relation(verdict))
    }

    /// The figures that a verdict is about, sorted.
    pub fn figures(&mut self, place: usize) -> Vec<CellId> {
        let Ok(relation) = self.relation(place) else { return Vec::new() };
        let cells: BTreeSet<CellId> = relation.alternatives.iter().flatten().flat_map(|condition| condition.sum.figures()).collect();
        cells.into_iter().collect()
    }

    /// The figures that the rule of a verdict names as doubtful.
    pub fn doubted(&mut self, place: usize) -> &[CellId] {
        let (relater, verdict) = (&self.relater, &self.verdicts[place]);
        self.doubted.entry(place).or_insert_with(|| relater.doubted(verdict))
    }

    /// The verdicts whose relation is about a figure.
    pub fn touching(&mut self, cell: CellId) -> Vec<usize> {
        if let Some(known) = self.touching.get(&cell) {
            return known.clone();
        }
        let mut found = self.readers(cell);
        found.retain(|&place| self.takes_part(place) && self.figures(place).binary_search(&cell).is_ok());
        self.touching.insert(cell, found.clone());
        found
    }

    /// The verdicts of rules that read such a figure at all, also to choose rows or to see whether they apply.
    pub fn readers(&self, cell: CellId) -> Vec<usize> {
        self.of_rules(cell, &self.rules.by_member)
    }

    /// The verdicts that may be others with another figure: those of its readers, and of rules over windows that it closes or opens.
    pub fn moved_by(&self, cell: CellId) -> Vec<usize> {
        let mut found = self.readers(cell);
        found.extend(self.of_rules(cell, &self.rules.by_link));
        found
    }

    /// Whether the history of an issuer is made from such figures.
    pub fn stands_in_history(&self, cell: CellId) -> bool {
        self.rules.by_link.contains_key(&self.member(cell))
    }

    fn member(&self, cell: CellId) -> (ShapeId, u16) {
        let cell = self.returns.cell(cell);
        (self.returns.record(cell.record).shape, cell.member)
    }

    fn of_rules(&self, cell: CellId, rules: &BTreeMap<(ShapeId, u16), BTreeSet<RuleId>>) -> Vec<usize> {
        let owner = self.returns.record(self.returns.cell(cell).record).owner;
        let Some(rules) = rules.get(&self.member(cell)) else { return Vec::new() };
        let mut found = Vec::new();
        for (subject, verdicts) in &self.on {
            let is_own = *subject == owner;
            if !is_own && self.returns.get(*subject).issuer != self.returns.get(owner).issuer {
                continue;
            }
            let reads = |place: &usize| {
                let rule = self.verdicts[*place].rule;
                rules.contains(&rule) && (is_own || self.rules.look_around.contains(&rule))
            };
            found.extend(verdicts.clone().filter(reads));
        }
        found
    }

    /// The rules that read such a figure while they judge a form of which the issuer has no return here.
    pub fn rules_of_forms_not_loaded(&self, cell: CellId) -> Vec<RuleId> {
        let owner = self.returns.record(self.returns.cell(cell).record).owner;
        let loaded: BTreeSet<FormId> = self.returns.issuer(owner).returns.iter().map(|&id| self.returns.get(id).form).collect();
        let rules = self.rules.by_member.get(&self.member(cell));
        rules.into_iter().flatten().copied().filter(|rule| !loaded.contains(&self.program.rule(*rule).form)).collect()
    }

    /// The number that a figure stands for.
    pub fn value(&self, cell: CellId) -> Option<Number> {
        self.relater.value(cell)
    }
}

/// Which rules read which members of forms.
struct Readers {
    by_member: BTreeMap<(ShapeId, u16), BTreeSet<RuleId>>,
    /// Which rules over windows turn on which figures that link the returns in them.
    by_link: BTreeMap<(ShapeId, u16), BTreeSet<RuleId>>,
    /// Rules that read other returns beside the one they judge.
    look_around: BTreeSet<RuleId>,
}

impl Readers {
    fn of(program: &Program) -> Readers {
        let mut readers = Readers { by_member: BTreeMap::new(), by_link: BTreeMap::new(), look_around: BTreeSet::new() };
        for (place, rule) in program.rules.iter().enumerate() {
            let id = RuleId(place as u32);
            let mut seen = BTreeSet::new();
            let mut open: Vec<ExprId> = rule.roots();
            while let Some(expr) = open.pop() {
                if !seen.insert(expr) {
                    continue;
                }
                let of = program.expr(expr);
                if let ExprKind::Member { of, slot } = &of.kind
                    && let Ty::Record(shape) = program.expr(*of).ty
                {
                    readers.by_member.entry((shape, *slot)).or_default().insert(id);
                }
                if matches!(of.kind, ExprKind::Previous(_)) || returns_of(&of.kind).is_some() {
                    readers.look_around.insert(id);
                }
                if let ExprKind::Within { of, .. } = of.kind {
                    for link in returns_of(&program.expr(of).kind).into_iter().flat_map(|form| links(program, form)) {
                        readers.by_link.entry(link).or_default().insert(id);
                    }
                }
                open.extend(of.kind.children());
            }
        }
        readers
    }
}

/// The form whose returns an expression stands for, or the rows of a list of theirs.
fn returns_of(kind: &ExprKind) -> Option<FormId> {
    match kind {
        ExprKind::Returns(form) | ExprKind::RowsOfReturns { form, .. } => Some(*form),
        _ => None,
    }
}

/// The members that link the returns of a form: the balances at which its rows open and close, and their keys.
fn links(program: &Program, form: FormId) -> Vec<(ShapeId, u16)> {
    let Some(chain) = program.forms.form(form).chain else { return Vec::new() };
    let keys = program.forms.shape(chain.rows).key.iter().copied();
    keys.chain([chain.opens_with, chain.closes_with]).map(|slot| (chain.rows, slot)).collect()
}
