//! `contradictory-rules` and `subsumed-rule`: rules of one instance that no figures satisfy, and a rule that follows from others.
//!
//! Each rule is held against those that apply wherever it applies: rules of the same form and rows whose conditions follow from its own.
//! What they assert is taken as far as it is linear; what is not is left out of the comparison, and counted.
//!
//! What came of it is kept, and stands until one of the rules that a rule was held against is another, or one more applies with it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::canon::{Canon, Node};
use super::conditions::{Known as Conditions, Stated};
use super::elimination::{Answer, Figure, Relation, Row, Sum, solve};
use super::linear::{Reader, Relations, Unread};
use super::memory::{Facts, Known, RuleKey};
use super::never_applies::conditions;
use super::{conjuncts, givens};
use crate::diag::{Diagnostic, codes};
use crate::ir::{Program, Rule, Severity, Window};
use crate::ty::FormId;

/// The most equations and inequalities that are held against each other at one time.
const MOST_TOGETHER: usize = 48;

/// More rules that changed than these, and all that was found is found again.
const MOST_CHANGES: usize = 16;

/// What came of holding rules against each other.
pub(super) struct Compared {
    pub found: Vec<Diagnostic>,
    pub unread: BTreeMap<&'static str, usize>,
}

/// What was found when the rules were last held against each other.
#[derive(Default)]
pub(super) struct Answers {
    groups: BTreeMap<Key, BTreeMap<RuleKey, Arc<Facts>>>,
    of: BTreeMap<RuleKey, Held>,
}

/// What came of holding one rule against others.
struct Held {
    /// The rules that apply wherever this one does and have figures in common with it, in their order; none where there are too many.
    beside: Option<Vec<RuleKey>>,
    conflict: OnceCell<Told>,
    /// The rules from which it follows, if it does, of those that it may follow from.
    premises: Option<(Vec<RuleKey>, Told)>,
}

/// Some rules, if any, and how often there was too much to reckon on the way.
#[derive(Clone)]
struct Told {
    rules: Option<Vec<RuleKey>>,
    too_many: usize,
}

pub(super) fn check(known: &[Known<'_>], answers: &mut Answers) -> Compared {
    let mut groups: BTreeMap<&Key, Vec<&Known<'_>>> = BTreeMap::new();
    let mut unread: BTreeMap<&'static str, usize> = BTreeMap::new();
    for rule in known {
        if let Some(reason) = rule.facts.claim.unread {
            *unread.entry(reason.words()).or_default() += 1;
        }
        groups.entry(&rule.facts.group).or_default().push(rule);
    }
    let mut last = std::mem::take(answers);
    let mut found = Vec::new();
    for (key, members) in groups {
        let mut group = Group::new(members);
        let changes = last.groups.get(key).and_then(|before| group.changes(before));
        group.compare(&mut found, changes.as_deref(), &mut last.of);
        if group.too_many > 0 {
            *unread.entry("too many figures in common").or_default() += group.too_many;
        }
        answers.groups.insert(key.clone(), group.members.iter().map(|member| (member.facts.key, member.facts.clone())).collect());
        answers.of.append(&mut group.held);
    }
    Compared { found, unread }
}

/// The rules that are held against each other: their form, their rows, and what chooses their edition.
pub(super) type Key = (FormId, Vec<Node>, Option<Node>);

/// What one rule asserts, and where.
pub(super) struct Claim {
    window: Window,
    severity: Severity,
    known: Conditions,
    conditions: Vec<Stated>,
    assertion: Node,
    /// What holds of sums wherever the rule applies.
    context: Relations,
    asserted: Relations,
    /// Why not all that is asserted is in `asserted`.
    unread: Option<Unread>,
    figures: BTreeSet<Figure>,
    /// All figures in the order in which the rule names them.
    met: Vec<Figure>,
}

impl Claim {
    pub fn new(program: &Program, canon: &mut Canon<'_>, rule: &Rule) -> (Key, Claim) {
        let form = canon.rule(rule);
        let key = (rule.form, form.binders, rule.by.map(|by| canon.of(by)));
        let givens = givens(rule);
        let parts: Vec<_> = conditions(rule).into_iter().flat_map(|id| conjuncts(program, &givens, id)).collect();
        let mut known = Conditions::default();
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
        let (assertion, met) = (form.assertion, reader.met);
        let (window, severity) = (rule.window, rule.severity);
        (key, Claim { window, severity, known, conditions: stated, assertion, context, asserted, unread, figures, met })
    }

    /// Whether the other rule applies wherever this one does, on the days on which both are in force.
    fn applies_with(&self, other: &Claim) -> bool {
        self.window.overlaps(&other.window) && other.conditions.iter().all(|condition| self.known.covers(condition))
    }

    /// Whether both say the same of the same instances, which is another lint's to tell.
    fn is_duplicate(&self, other: &Claim) -> bool {
        let within = |a: &Claim, b: &Claim| a.conditions.iter().all(|one| b.conditions.iter().any(|of| one.is(of)));
        self.assertion == other.assertion && within(self, other) && within(other, self)
    }

    /// Whether the other rule can stand in for this one: on all of its days, and as gravely.
    fn is_covered_by(&self, other: &Claim) -> bool {
        let (own, wide) = (&self.window, &other.window);
        let from = wide.from.is_none_or(|wide| own.from.is_some_and(|own| own >= wide));
        let until = wide.until.is_none_or(|wide| own.until.is_some_and(|own| own <= wide));
        from && until && other.severity >= self.severity
    }
}

/// The rules over one form and the same rows, in the order of the text.
struct Group<'a> {
    members: Vec<&'a Known<'a>>,
    places: BTreeMap<RuleKey, usize>,
    /// The rules that assert something of each figure.
    by_figure: OnceCell<BTreeMap<Figure, Vec<usize>>>,
    /// What was found of each.
    held: BTreeMap<RuleKey, Held>,
    /// How many rules have too much in common with others.
    too_many: usize,
}

/// The origin of what a rule's own conditions say; those of assertions are the places of their rules.
const CONTEXT: usize = usize::MAX;

/// The origin of the opposite of what is to follow.
const DENIED: usize = usize::MAX - 1;

impl<'a> Group<'a> {
    fn new(mut members: Vec<&'a Known<'a>>) -> Group<'a> {
        members.sort_by_key(|member| member.rule.span);
        let places = members.iter().enumerate().map(|(place, member)| (member.facts.key, place)).collect();
        Group { members, places, by_figure: OnceCell::new(), held: BTreeMap::new(), too_many: 0 }
    }

    fn claim(&self, place: usize) -> &'a Claim {
        &self.members[place].facts.claim
    }

    fn keys(&self, places: &[usize]) -> Vec<RuleKey> {
        places.iter().map(|&place| self.members[place].facts.key).collect()
    }

    /// Where these rules stand; `None` unless all are here and in the order in which they were.
    fn places(&self, keys: &[RuleKey]) -> Option<Vec<usize>> {
        let places: Vec<usize> = keys.iter().map(|key| self.places.get(key).copied()).collect::<Option<_>>()?;
        places.is_sorted().then_some(places)
    }

    /// The rules that were added or taken away; `None` where there are too many of them to be looked at one by one.
    fn changes(&self, before: &BTreeMap<RuleKey, Arc<Facts>>) -> Option<Vec<Arc<Facts>>> {
        let added = self.members.iter().filter(|member| !before.contains_key(&member.facts.key)).map(|member| &member.facts);
        let removed = before.iter().filter(|(key, _)| !self.places.contains_key(key)).map(|(_, facts)| facts);
        let changes: Vec<Arc<Facts>> = added.chain(removed).take(MOST_CHANGES + 1).cloned().collect();
        (changes.len() <= MOST_CHANGES).then_some(changes)
    }

    /// What was found of a rule before, if no change bears upon it.
    fn still_held(&self, place: usize, changes: Option<&[Arc<Facts>]>, before: &mut BTreeMap<RuleKey, Held>) -> Option<Held> {
        let own = self.claim(place);
        let bears = |change: &Arc<Facts>| own.applies_with(&change.claim);
        if changes?.iter().any(bears) {
            return None;
        }
        let held = before.remove(&self.members[place].facts.key)?;
        held.beside.as_ref().is_none_or(|beside| self.places(beside).is_some()).then_some(held)
    }

    fn compare(&mut self, found: &mut Vec<Diagnostic>, changes: Option<&[Arc<Facts>]>, before: &mut BTreeMap<RuleKey, Held>) {
        let mut told: BTreeSet<Vec<usize>> = BTreeSet::new();
        let mut redundant: BTreeSet<usize> = BTreeSet::new();
        for place in (0..self.members.len()).rev() {
            let mut held = self.still_held(place, changes, before).unwrap_or_else(|| self.hold(place));
            self.judge(place, &mut held, (&mut told, &mut redundant), found);
            self.held.insert(self.members[place].facts.key, held);
        }
    }

    /// Tells what comes of holding a rule against those beside it; those further down in the text are told already.
    fn judge(
        &mut self,
        place: usize,
        held: &mut Held,
        (told, redundant): (&mut BTreeSet<Vec<usize>>, &mut BTreeSet<usize>),
        found: &mut Vec<Diagnostic>,
    ) {
        let Some(beside) = held.beside.as_ref().and_then(|beside| self.places(beside)) else {
            self.too_many += 1;
            return;
        };
        if beside.is_empty() {
            return;
        }
        let conflict = held.conflict.get_or_init(|| {
            let all: Vec<usize> = std::iter::once(place).chain(beside.iter().copied()).collect();
            self.told(|too_many| self.impossible(place, &all, &[], too_many))
        });
        self.too_many += conflict.too_many;
        if let Some(rules) = &conflict.rules {
            let mut conflict: Vec<usize> = rules.iter().filter_map(|key| self.places.get(key).copied()).collect();
            conflict.sort_unstable();
            let is_own = conflict.len() > 1 && !told.iter().any(|known| known.iter().all(|rule| conflict.contains(rule)));
            if is_own && self.shares_a_day(&conflict) {
                found.push(self.contradiction(&conflict));
                told.insert(conflict);
            }
            return;
        }
        let own = self.claim(place);
        if beside.iter().any(|&other| own.is_duplicate(self.claim(other))) {
            redundant.insert(place);
            return;
        }
        let is_ground = |other: &usize| !redundant.contains(other) && own.is_covered_by(self.claim(*other));
        let ground: Vec<usize> = beside.into_iter().filter(is_ground).collect();
        let keys = self.keys(&ground);
        let premises = match held.premises.take() {
            Some((before, told)) if before == keys => told,
            _ => self.told(|too_many| self.premises(place, &ground, too_many)),
        };
        self.too_many += premises.too_many;
        if let Some(rules) = &premises.rules {
            let premises: BTreeSet<usize> = rules.iter().filter_map(|key| self.places.get(key).copied()).collect();
            found.push(self.subsumption(place, &premises.into_iter().collect::<Vec<_>>()));
            redundant.insert(place);
        }
        held.premises = Some((keys, premises));
    }

    fn told(&self, find: impl FnOnce(&mut usize) -> Option<Vec<usize>>) -> Told {
        let mut too_many = 0;
        let rules = find(&mut too_many).map(|places| self.keys(&places));
        Told { rules, too_many }
    }

    /// The rules that a rule is to be held against: those that apply wherever it does and have figures in common with it, directly or
    /// through others.
    fn hold(&self, place: usize) -> Held {
        let own = self.claim(place);
        let by_figure = self.by_figure.get_or_init(|| {
            let mut by_figure: BTreeMap<Figure, Vec<usize>> = BTreeMap::new();
            for place in 0..self.members.len() {
                self.claim(place).figures.iter().for_each(|figure| by_figure.entry(*figure).or_default().push(place));
            }
            by_figure
        });
        let mut rows = own.asserted.len() + own.context.len();
        let mut seen = BTreeSet::from([place]);
        // Whether a rule applies with this one is asked once, although it stands at several figures.
        let mut passed_over = BTreeSet::new();
        let mut figures: BTreeSet<Figure> = own.figures.clone();
        figures.extend(own.context.iter().flat_map(|(sum, _)| sum.terms.keys().copied()));
        let mut open: Vec<Figure> = figures.iter().copied().collect();
        let mut held = Held { beside: None, conflict: OnceCell::new(), premises: None };
        while let Some(figure) = open.pop() {
            for &other in by_figure.get(&figure).into_iter().flatten() {
                if seen.contains(&other) || passed_over.contains(&other) {
                    continue;
                }
                let claim = self.claim(other);
                if !own.applies_with(claim) {
                    passed_over.insert(other);
                    continue;
                }
                seen.insert(other);
                rows += claim.asserted.len();
                if rows > MOST_TOGETHER {
                    return held;
                }
                open.extend(claim.figures.iter().copied().filter(|figure| figures.insert(*figure)));
            }
        }
        seen.remove(&place);
        held.beside = Some(self.keys(&seen.into_iter().collect::<Vec<_>>()));
        held
    }

    /// A smallest choice of these rules that, with the conditions of the rule at `place` and the `denied` sums, cannot hold.
    fn impossible(&self, place: usize, rules: &[usize], denied: &[(Sum, Relation)], too_many: &mut usize) -> Option<Vec<usize>> {
        let mut left = self.clash(place, rules, denied, too_many)?;
        for rule in left.clone() {
            let fewer: Vec<usize> = left.iter().copied().filter(|other| *other != rule).collect();
            if let Some(clash) = self.clash(place, &fewer, denied, too_many) {
                left = clash;
            }
        }
        Some(left)
    }

    /// The rules that suffice for a contradiction, where there is one.
    fn clash(&self, place: usize, rules: &[usize], denied: &[(Sum, Relation)], too_many: &mut usize) -> Option<Vec<usize>> {
        let mut numbers = Numbers::default();
        let own = self.claim(place);
        own.met.iter().chain(rules.iter().flat_map(|&rule| &self.claim(rule).met)).for_each(|&figure| numbers.add(figure));
        let mut rows = Vec::new();
        let mut add = |relations: &[(Sum, Relation)], origin| {
            rows.extend(relations.iter().map(|(sum, relation)| Row::new(&numbers.numbered(sum), *relation, origin)));
        };
        add(&own.context, CONTEXT);
        rules.iter().for_each(|&rule| add(&self.claim(rule).asserted, rule));
        add(denied, DENIED);
        match solve(rows) {
            Answer::Impossible(origins) => Some(origins.into_iter().filter(|origin| !matches!(*origin, CONTEXT | DENIED)).collect()),
            Answer::Possible => None,
            Answer::TooMuch => {
                *too_many += 1;
                None
            }
        }
    }

    /// The rules from which that at `place` follows, if all that it asserts does.
    fn premises(&self, place: usize, ground: &[usize], too_many: &mut usize) -> Option<Vec<usize>> {
        let own = self.claim(place);
        let known: BTreeSet<Figure> = ground.iter().flat_map(|&other| self.claim(other).figures.iter().copied()).collect();
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
            for opposite in opposites {
                premises.extend(self.impossible(place, ground, &[opposite], too_many)?);
            }
        }
        // A rule that follows from its own conditions is another lint's to tell.
        (!premises.is_empty()).then(|| premises.into_iter().collect())
    }

    fn shares_a_day(&self, rules: &[usize]) -> bool {
        let windows = || rules.iter().map(|&rule| self.claim(rule).window);
        windows().all(|one| windows().all(|other| one.overlaps(&other)))
    }

    fn rule(&self, place: usize) -> &'a Rule {
        self.members[place].rule
    }

    fn contradiction(&self, rules: &[usize]) -> Diagnostic {
        let message = format!("no figures satisfy {}", listed(rules.iter().map(|&rule| self.rule(rule).name.as_str())));
        let last = rules.last().copied().unwrap_or_default();
        let place = self.rule(last).assertion_span;
        let mut diagnostic = Diagnostic::new(&codes::CONTRADICTORY_RULES, message, place, "cannot hold beside the others");
        for &rule in rules.iter().filter(|rule| **rule != last) {
            diagnostic = diagnostic.also(self.rule(rule).assertion_span, format!("`{}` asserts this", self.rule(rule).name));
        }
        diagnostic.help(
            "Every return to which they all apply fails one of them, whatever it says. Correct the one that is wrong, or part them with `when`.",
        )
    }

    fn subsumption(&self, place: usize, premises: &[usize]) -> Diagnostic {
        let own = self.rule(place);
        let others = listed(premises.iter().map(|&rule| self.rule(rule).name.as_str()));
        let message = format!("`{}` follows from {others}", own.name);
        let mut diagnostic = Diagnostic::new(&codes::SUBSUMED_RULE, message, own.assertion_span, "finds nothing by itself");
        for &rule in premises {
            diagnostic = diagnostic.also(self.rule(rule).assertion_span, format!("`{}` asserts this", self.rule(rule).name));
        }
        let is_wider = premises.iter().any(|&rule| !self.claim(rule).figures.is_subset(&self.claim(place).figures));
        diagnostic.help(if is_wider {
            "It passes wherever what it follows from passes, and only matters where a figure is missing that it does not read itself. Remove it, or allow it and say what it is for."
        } else {
            "Wherever what it follows from passes, it passes too. Remove it, or assert what was meant."
        })
    }
}

/// Figures numbered in the order in which some rules name them, so that what is reckoned turns on nothing else.
#[derive(Default)]
struct Numbers {
    of: BTreeMap<Figure, Figure>,
}

impl Numbers {
    fn add(&mut self, figure: Figure) {
        let next = self.of.len() as Figure;
        self.of.entry(figure).or_insert(next);
    }

    fn numbered(&self, sum: &Sum) -> Sum {
        let number = |figure: &Figure| self.of.get(figure).copied().unwrap_or(Figure::MAX - figure);
        Sum { terms: sum.terms.iter().map(|(figure, times)| (number(figure), times.clone())).collect(), constant: sum.constant.clone() }
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
