//! `contradictory-rules` and `subsumed-rule`: rules of one instance that no figures satisfy, and a rule that follows from others.
//!
//! Each rule is held against those that apply wherever it applies: rules of the same form and rows whose conditions follow from its own.
//! What they assert is taken as far as it is linear; what is not is left out of the comparison, and counted.

use std::collections::{BTreeMap, BTreeSet};

use super::canon::{Canon, Node};
use super::conditions::{Known, Stated};
use super::elimination::{Answer, Figure, Relation, Row, Sum, solve};
use super::linear::{Reader, Relations, Unread};
use super::never_applies::conditions;
use super::{Subject, conjuncts, givens};
use crate::diag::{Diagnostic, codes};
use crate::ir::Rule;
use crate::ty::FormId;

/// The most equations and inequalities that are held against each other at one time.
const MOST_TOGETHER: usize = 48;

/// What came of holding rules against each other.
pub(super) struct Compared {
    pub found: Vec<Diagnostic>,
    pub unread: BTreeMap<&'static str, usize>,
}

pub(super) fn check(subject: &Subject<'_>) -> Compared {
    let mut groups: BTreeMap<(FormId, Vec<Node>, Option<Node>), Vec<Claim<'_>>> = BTreeMap::new();
    let mut canon = Canon::new(subject.program);
    let mut unread: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (_, rule) in subject.rules() {
        let (key, claim) = Claim::new(subject, &mut canon, rule);
        if let Some(reason) = claim.unread {
            *unread.entry(reason.words()).or_default() += 1;
        }
        groups.entry(key).or_default().push(claim);
    }
    let mut found = Vec::new();
    for (_, mut claims) in groups {
        claims.sort_by_key(|claim| claim.rule.span);
        let mut group = Group::new(claims);
        group.compare(&mut found);
        if group.too_many > 0 {
            *unread.entry("too many figures in common").or_default() += group.too_many;
        }
    }
    Compared { found, unread }
}

/// What one rule asserts, and where.
struct Claim<'a> {
    rule: &'a Rule,
    known: Known,
    conditions: Vec<Stated>,
    assertion: Node,
    /// What holds of sums wherever the rule applies.
    context: Relations,
    asserted: Relations,
    /// Why not all that is asserted is in `asserted`.
    unread: Option<Unread>,
    figures: BTreeSet<Figure>,
}

type Key = (FormId, Vec<Node>, Option<Node>);

impl<'a> Claim<'a> {
    fn new(subject: &Subject<'a>, canon: &mut Canon<'a>, rule: &'a Rule) -> (Key, Claim<'a>) {
        let program = subject.program;
        let form = canon.rule(rule);
        let key = (rule.form, form.binders, rule.by.map(|by| canon.of(by)));
        let givens = givens(rule);
        let parts: Vec<_> = conditions(rule).into_iter().flat_map(|id| conjuncts(program, &givens, id)).collect();
        let mut known = Known::default();
        for &part in &parts {
            known.add(program, canon, part, true);
        }
        let stated = parts.iter().map(|&part| Stated::new(program, canon, part)).collect();
        let mut reader = Reader::new(program, canon, rule);
        let mut context: Relations = parts.iter().flat_map(|&part| reader.condition(part, true)).collect();
        reader.unread.clear();
        let asserted = reader.condition(rule.assertion, true);
        let unread = reader.unread.iter().min().copied();
        // One unit of a currency is more than nothing.
        context.extend(reader.currencies.values().map(|&unit| (Sum::default().minus(&Sum::figure(unit)), Relation::Below)));
        let figures = asserted.iter().flat_map(|(sum, _)| sum.terms.keys().copied()).collect();
        (key, Claim { rule, known, conditions: stated, assertion: form.assertion, context, asserted, unread, figures })
    }

    /// Whether the other rule applies wherever this one does, on the days on which both are in force.
    fn applies_with(&self, other: &Claim<'_>) -> bool {
        self.rule.window.overlaps(&other.rule.window) && other.conditions.iter().all(|condition| self.known.covers(condition))
    }

    /// Whether both say the same of the same instances, which is another lint's to tell.
    fn is_duplicate(&self, other: &Claim<'_>) -> bool {
        let within = |a: &Claim<'_>, b: &Claim<'_>| a.conditions.iter().all(|one| b.conditions.iter().any(|of| one.is(of)));
        self.assertion == other.assertion && within(self, other) && within(other, self)
    }

    /// Whether the other rule can stand in for this one: on all of its days, and as gravely.
    fn is_covered_by(&self, other: &Claim<'_>) -> bool {
        let (own, wide) = (&self.rule.window, &other.rule.window);
        let from = wide.from.is_none_or(|wide| own.from.is_some_and(|own| own >= wide));
        let until = wide.until.is_none_or(|wide| own.until.is_some_and(|own| own <= wide));
        from && until && other.rule.severity >= self.rule.severity
    }
}

/// The rules over one form and the same rows, in the order of the text.
struct Group<'a> {
    claims: Vec<Claim<'a>>,
    /// The rules that assert something of each figure.
    by_figure: BTreeMap<Figure, Vec<usize>>,
    /// How many rules have too much in common with others.
    too_many: usize,
}

/// The origin of what a rule's own conditions say; those of assertions are the places of their rules.
const CONTEXT: usize = usize::MAX;

/// The origin of the opposite of what is to follow.
const DENIED: usize = usize::MAX - 1;

impl<'a> Group<'a> {
    fn new(claims: Vec<Claim<'a>>) -> Group<'a> {
        let mut by_figure: BTreeMap<Figure, Vec<usize>> = BTreeMap::new();
        for (place, claim) in claims.iter().enumerate() {
            for figure in &claim.figures {
                by_figure.entry(*figure).or_default().push(place);
            }
        }
        Group { claims, by_figure, too_many: 0 }
    }

    fn compare(&mut self, found: &mut Vec<Diagnostic>) {
        let mut told: BTreeSet<Vec<usize>> = BTreeSet::new();
        let mut redundant: BTreeSet<usize> = BTreeSet::new();
        for place in (0..self.claims.len()).rev() {
            let beside = match self.beside(place) {
                Some(beside) if !beside.is_empty() => beside,
                Some(_) => continue,
                None => {
                    self.too_many += 1;
                    continue;
                }
            };
            let all: Vec<usize> = std::iter::once(place).chain(beside.iter().copied()).collect();
            if let Some(conflict) = self.impossible(place, &all, &[]) {
                let is_own = conflict.len() > 1 && !told.iter().any(|known| known.iter().all(|rule| conflict.contains(rule)));
                if is_own && self.shares_a_day(&conflict) {
                    found.push(self.contradiction(&conflict));
                    told.insert(conflict);
                }
                continue;
            }
            let own = &self.claims[place];
            if beside.iter().any(|&other| own.is_duplicate(&self.claims[other])) {
                redundant.insert(place);
                continue;
            }
            let is_ground = |other: &usize| !redundant.contains(other) && own.is_covered_by(&self.claims[*other]);
            let ground: Vec<usize> = beside.into_iter().filter(is_ground).collect();
            if let Some(premises) = self.premises(place, &ground) {
                found.push(self.subsumption(place, &premises));
                redundant.insert(place);
            }
        }
    }

    /// The rules that apply wherever this one does and have figures in common with it, directly or through others; `None` where there
    /// are too many.
    fn beside(&self, place: usize) -> Option<Vec<usize>> {
        let own = &self.claims[place];
        let mut rows = own.asserted.len() + own.context.len();
        let mut seen = BTreeSet::from([place]);
        let mut figures: BTreeSet<Figure> = own.figures.clone();
        figures.extend(own.context.iter().flat_map(|(sum, _)| sum.terms.keys().copied()));
        let mut open: Vec<Figure> = figures.iter().copied().collect();
        while let Some(figure) = open.pop() {
            for &other in self.by_figure.get(&figure).into_iter().flatten() {
                let claim = &self.claims[other];
                if seen.contains(&other) || !own.applies_with(claim) {
                    continue;
                }
                seen.insert(other);
                rows += claim.asserted.len();
                if rows > MOST_TOGETHER {
                    return None;
                }
                open.extend(claim.figures.iter().copied().filter(|figure| figures.insert(*figure)));
            }
        }
        seen.remove(&place);
        Some(seen.into_iter().collect())
    }

    /// A smallest choice of these rules that, with the conditions of the rule at `place` and the `denied` rows, cannot hold.
    fn impossible(&mut self, place: usize, rules: &[usize], denied: &[Row]) -> Option<Vec<usize>> {
        let mut left = self.clash(place, rules, denied)?;
        for rule in left.clone() {
            let fewer: Vec<usize> = left.iter().copied().filter(|other| *other != rule).collect();
            if let Some(clash) = self.clash(place, &fewer, denied) {
                left = clash;
            }
        }
        Some(left)
    }

    /// The rules that suffice for a contradiction, where there is one.
    fn clash(&mut self, place: usize, rules: &[usize], denied: &[Row]) -> Option<Vec<usize>> {
        let context = self.claims[place].context.iter().map(|(sum, relation)| Row::new(sum, *relation, CONTEXT));
        let asserted = rules.iter().flat_map(|&rule| {
            let relations = self.claims[rule].asserted.iter();
            relations.map(move |(sum, relation)| Row::new(sum, *relation, rule))
        });
        match solve(context.chain(asserted).chain(denied.iter().cloned()).collect()) {
            Answer::Impossible(origins) => Some(origins.into_iter().filter(|origin| !matches!(*origin, CONTEXT | DENIED)).collect()),
            Answer::Possible => None,
            Answer::TooMuch => {
                self.too_many += 1;
                None
            }
        }
    }

    /// The rules from which that at `place` follows, if all that it asserts does.
    fn premises(&mut self, place: usize, ground: &[usize]) -> Option<Vec<usize>> {
        let own = &self.claims[place];
        let known: BTreeSet<Figure> = ground.iter().flat_map(|&other| self.claims[other].figures.iter().copied()).collect();
        if own.unread.is_some_and(|unread| unread != Unread::Products) || own.asserted.is_empty() || !own.figures.is_subset(&known) {
            return None;
        }
        let mut premises = BTreeSet::new();
        for (sum, relation) in own.asserted.clone() {
            let turned = Sum::default().minus(&sum);
            let opposites = match relation {
                Relation::Equal => vec![(sum, Relation::Below), (turned, Relation::Below)],
                Relation::AtMost => vec![(turned, Relation::Below)],
                Relation::Below => vec![(turned, Relation::AtMost)],
            };
            for (sum, relation) in opposites {
                premises.extend(self.impossible(place, ground, &[Row::new(&sum, relation, DENIED)])?);
            }
        }
        // A rule that follows from its own conditions is another lint's to tell.
        (!premises.is_empty()).then(|| premises.into_iter().collect())
    }

    fn shares_a_day(&self, rules: &[usize]) -> bool {
        let windows = || rules.iter().map(|&rule| self.claims[rule].rule.window);
        windows().all(|one| windows().all(|other| one.overlaps(&other)))
    }

    fn name(&self, place: usize) -> &'a str {
        &self.claims[place].rule.name
    }

    fn contradiction(&self, rules: &[usize]) -> Diagnostic {
        let message = format!("no figures satisfy {}", listed(rules.iter().map(|&rule| self.name(rule))));
        let last = rules.last().copied().unwrap_or_default();
        let place = self.claims[last].rule.assertion_span;
        let mut diagnostic = Diagnostic::new(&codes::CONTRADICTORY_RULES, message, place, "cannot hold beside the others");
        for &rule in rules.iter().filter(|rule| **rule != last) {
            diagnostic = diagnostic.also(self.claims[rule].rule.assertion_span, format!("`{}` asserts this", self.name(rule)));
        }
        diagnostic.help(
            "Every return to which they all apply fails one of them, whatever it says. Correct the one that is wrong, or part them with `when`.",
        )
    }

    fn subsumption(&self, place: usize, premises: &[usize]) -> Diagnostic {
        let own = &self.claims[place];
        let others = listed(premises.iter().map(|&rule| self.name(rule)));
        let message = format!("`{}` follows from {others}", own.rule.name);
        let mut diagnostic = Diagnostic::new(&codes::SUBSUMED_RULE, message, own.rule.assertion_span, "finds nothing by itself");
        for &rule in premises {
            diagnostic = diagnostic.also(self.claims[rule].rule.assertion_span, format!("`{}` asserts this", self.name(rule)));
        }
        let is_wider = premises.iter().any(|&rule| !self.claims[rule].figures.is_subset(&own.figures));
        diagnostic.help(if is_wider {
            "It passes wherever what it follows from passes, and only matters where a figure is missing that it does not read itself. Remove it, or allow it and say what it is for."
        } else {
            "Wherever what it follows from passes, it passes too. Remove it, or assert what was meant."
        })
    }
}

/// `a`, `b` and `c`
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}
