//! Figures whose fields are not known, given to fields so that the form's arithmetic holds.

use std::cell::Cell;

use super::decide::Arithmetic;
use crate::ty::{Ty, Unit};
use crate::value::number::Number;

/// More steps than this are not tried for one row.
const MOST_STEPS: usize = 20_000;

/// More steps than these are not tried for all rows of a text.
const MOST_STEPS_OF_TEXT: usize = 500_000;

/// A field that may take a figure, and where it stands on the form.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub ty: Ty,
    pub may_be_blank: bool,
    pub line: usize,
    pub column: usize,
    /// The token with which the words of its line begin.
    pub words: Option<usize>,
    /// The figure that stands beside its words.
    pub known: Option<Number>,
}

#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub text: String,
    pub number: Number,
    pub token: usize,
}

/// Figures that make up another, each by its slot.
pub(super) struct Identity {
    pub arithmetic: Arithmetic,
    pub terms: Vec<Term>,
    pub total: usize,
}

#[derive(Clone)]
pub(super) enum Term {
    Field(usize),
    Known(Number),
}

/// What may decide besides the arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Besides {
    Nothing,
    /// Where the words of the lines stand.
    Words,
    /// These, and the order of the columns, whose heads are seen to stand in it.
    Heads,
}

/// The only way to give all figures to slots.
pub(super) struct Solution {
    /// For each slot its figure, `None` for a blank one.
    pub given: Given,
    /// For each slot the identities that its figure is in, with their figures.
    pub grounds: Vec<Vec<String>>,
    /// What else decides, where the arithmetic alone leaves more than one way.
    pub order: Option<&'static str>,
}

type Given = Vec<Option<usize>>;

/// The only way to give all figures to slots in which each slot that must not be blank has one, each figure stands in an identity, and all
/// identities hold. If arithmetic leaves several, the only one of those in which each figure stands behind the words of its line; and if
/// that leaves several and the heads of the columns are seen to stand in order, the only one that goes line by line or column by column.
/// `tried` counts the steps of all rows of a text.
pub(super) fn only_way(
    slots: &[Slot],
    figures: &[Figure],
    identities: &[Identity],
    besides: Besides,
    tried: &mut usize,
) -> Option<Solution> {
    let least = slots.iter().filter(|slot| !slot.may_be_blank).count();
    if figures.len() < least || figures.len() > slots.len() || figures.is_empty() || *tried > MOST_STEPS_OF_TEXT {
        return None;
    }
    let search = Search { slots, figures, identities, steps: Cell::new(0) };
    let found = search.only_way(besides);
    *tried += search.steps.get();
    found
}

/// What is given to what, and the steps taken so far.
struct Search<'a> {
    slots: &'a [Slot],
    figures: &'a [Figure],
    identities: &'a [Identity],
    steps: Cell<usize>,
}

/// A search of ways, as far as it has come.
struct Tried {
    /// Whether each figure must stand behind the words of its line.
    is_behind: bool,
    given: Given,
    used: Vec<bool>,
    found: Vec<Given>,
    /// The steps after which the search is given up.
    most: usize,
}

impl Search<'_> {
    fn only_way(&self, besides: Besides) -> Option<Solution> {
        let solve = |given: Given, order| Some(Solution { grounds: self.grounds(&given), given, order });
        if let Some(ways) = self.ways(false) {
            match &ways[..] {
                [] => return None,
                [only] => return solve(only.clone(), None),
                _ => {}
            }
        }
        if besides == Besides::Nothing {
            return None;
        }
        if let Some([only]) = self.ways(true).as_deref() {
            return solve(only.clone(), Some("each behind the words of its line"));
        }
        let mut lines = self.in_order(|slot| (slot.line, slot.column));
        let order = if lines.is_empty() { "column by column" } else { "line by line" };
        lines.extend(self.in_order(|slot| (slot.column, slot.line)));
        let first = lines.first().filter(|_| besides == Besides::Heads)?;
        let is_alone = lines.iter().all(|other| self.says_the_same(other, first));
        let is_whole = self.steps.get() <= 3 * MOST_STEPS;
        if is_alone && is_whole { solve(first.clone(), Some(order)) } else { None }
    }

    /// Ways that differ in what they say, two at most; `None` where there are too many to try.
    fn ways(&self, is_behind: bool) -> Option<Vec<Given>> {
        let (given, used) = (vec![None; self.slots.len()], vec![false; self.figures.len()]);
        let mut tried = Tried { is_behind, given, used, found: Vec::new(), most: self.steps.get() + MOST_STEPS };
        self.give(0, &mut tried);
        (self.steps.get() <= tried.most).then_some(tried.found)
    }

    fn step(&self) -> usize {
        self.steps.set(self.steps.get() + 1);
        self.steps.get()
    }

    fn give(&self, at: usize, tried: &mut Tried) {
        let left = tried.used.iter().filter(|used| !**used).count();
        if self.step() > tried.most || tried.found.len() > 1 || left > self.slots.len() - at {
            return;
        }
        let Some(slot) = self.slots.get(at) else {
            if self.covers(&tried.given) && !tried.found.iter().any(|other| self.says_the_same(other, &tried.given)) {
                tried.found.push(tried.given.clone());
            }
            return;
        };
        for (number, figure) in self.figures.iter().enumerate() {
            let may_stand = match tried.is_behind {
                true => slot.words.is_none_or(|words| words < figure.token),
                // Of figures that say the same the first that is left is as good as any.
                false => (0..number).all(|other| tried.used[other] || self.figures[other].text != figure.text),
            };
            if !tried.used[number] && fits(figure, slot) && may_stand {
                tried.given[at] = Some(number);
                tried.used[number] = true;
                if self.holds(&tried.given, at, at) {
                    self.give(at + 1, tried);
                }
                tried.used[number] = false;
                tried.given[at] = None;
            }
        }
        if slot.may_be_blank && slot.known.is_none() && self.holds(&tried.given, at, at) {
            self.give(at + 1, tried);
        }
    }

    /// The ways in which the figures follow the slots in an order, two at most.
    fn in_order<K: Ord>(&self, key: impl Fn(&Slot) -> K) -> Vec<Given> {
        let mut order: Vec<usize> = (0..self.slots.len()).collect();
        order.sort_by_key(|&slot| key(&self.slots[slot]));
        let mut found = Vec::new();
        self.follow(&order, 0, &mut vec![None; self.slots.len()], &mut found);
        found
    }

    fn follow(&self, order: &[usize], next: usize, given: &mut Given, found: &mut Vec<Given>) {
        let Some((&at, rest)) = order.split_first() else {
            let last = self.slots.len().saturating_sub(1);
            let is_whole = next == self.figures.len() && self.covers(given) && (0..=last).all(|slot| self.holds(given, slot, last));
            found.extend(is_whole.then(|| given.clone()));
            return;
        };
        if self.figures.len() - next > order.len() || found.len() > 1 || self.step() > 3 * MOST_STEPS {
            return;
        }
        let slot = &self.slots[at];
        if self.figures.get(next).is_some_and(|figure| fits(figure, slot)) {
            given[at] = Some(next);
            self.follow(rest, next + 1, given, found);
            given[at] = None;
        }
        if slot.may_be_blank && slot.known.is_none() {
            self.follow(rest, next, given, found);
        }
    }

    fn says_the_same(&self, a: &Given, b: &Given) -> bool {
        let text = |figure: &Option<usize>| figure.map(|figure| self.figures[figure].text.as_str());
        a.iter().map(text).eq(b.iter().map(text))
    }

    /// Whether each figure stands in an identity.
    fn covers(&self, given: &Given) -> bool {
        given.iter().enumerate().filter(|(_, figure)| figure.is_some()).all(|(slot, _)| self.identities_of(slot).next().is_some())
    }

    fn identities_of(&self, slot: usize) -> impl Iterator<Item = &Identity> {
        let is_term = move |term: &Term| matches!(term, Term::Field(of) if *of == slot);
        self.identities.iter().filter(move |identity| identity.total == slot || identity.terms.iter().any(is_term))
    }

    /// Whether the identities of a slot hold, of those whose slots have all been decided: the ones up to the last.
    fn holds(&self, given: &Given, slot: usize, last: usize) -> bool {
        let is_decided = |identity: &&Identity| {
            let decided = |term: &Term| matches!(term, Term::Known(_)) || matches!(term, Term::Field(of) if *of <= last);
            identity.total <= last && identity.terms.iter().all(decided)
        };
        let number = |term: &Term| match term {
            Term::Field(of) => given[*of].map(|figure| self.figures[figure].number.clone()),
            Term::Known(number) => Some(number.clone()),
        };
        self.identities_of(slot).filter(is_decided).all(|identity| {
            let terms = identity.terms.iter().map(|term| match identity.arithmetic {
                Arithmetic::Sum => number(term).or_else(|| Some(Number::zero())),
                Arithmetic::Product => number(term),
            });
            match given[identity.total] {
                Some(total) => identity.arithmetic.of(terms).as_ref() == Some(&self.figures[total].number),
                None => identity.terms.iter().all(|term| number(term).is_none()),
            }
        })
    }

    fn grounds(&self, given: &Given) -> Vec<Vec<String>> {
        let words = |term: &Term| match term {
            Term::Field(of) => given[*of].map(|figure| self.figures[figure].text.clone()),
            Term::Known(number) => Some(number.to_string()),
        };
        let shown = |identity: &Identity| {
            let terms: Vec<String> = identity.terms.iter().filter_map(words).collect();
            let total = words(&Term::Field(identity.total)).unwrap_or_else(|| "blank".to_owned());
            identity.arithmetic.shown(&terms.iter().map(String::as_str).collect::<Vec<_>>(), &total)
        };
        (0..self.slots.len()).map(|slot| self.identities_of(slot).map(shown).collect()).collect()
    }
}

/// Whether a figure can stand in a slot: shares are whole, and printed so.
fn fits(figure: &Figure, slot: &Slot) -> bool {
    let is_known = slot.known.as_ref().is_none_or(|known| *known == figure.number);
    is_known
        && match slot.ty {
            Ty::Quantity { unit, .. } if unit == Unit::SHARES => !figure.text.contains('.'),
            Ty::Quantity { .. } => true,
            _ => false,
        }
}
