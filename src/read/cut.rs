//! Rows of which the end is left out: `[...]` stands behind their last value, or in place of all.

use std::ops::Range;

use super::fill::Filler;
use super::tokens::{Kind, is_cut, is_well_formed};
use super::values::{Atom, What};
use crate::ty::Ty;

impl Filler<'_> {
    /// The sign that something is left out, where it stands just behind the last of a row's values, or behind the words before them.
    pub(super) fn cut_off(&self, values: &[Atom], stretch: &Range<usize>) -> Option<Range<usize>> {
        let at = values.last().map_or(stretch.start, |last| last.tokens.end);
        let rest = self.tokens.get(at..).filter(|_| is_cut(self.tokens, at))?;
        let marks = rest.iter().take_while(|token| matches!(token.text.as_str(), "[" | "." | "…" | "]")).count();
        Some(self.bytes(&(at..at + marks)))
    }

    /// Of the ways to give the values of a row that is cut off to its columns, the one that fills the first of them. Each other way must take
    /// a number in groups for an amount that lost its currency, which the text prints before its amounts.
    pub(super) fn before_cut(&self, values: &[Atom], types: &[Ty], ways: &[Vec<Option<usize>>]) -> Option<usize> {
        let is_first = |way: &Vec<Option<usize>>| way.iter().enumerate().all(|(at, atom)| *atom == (at < values.len()).then_some(at));
        let is_money = |at: usize| matches!(types.get(at), Some(Ty::Quantity { unit, .. }) if unit.money != 0);
        let takes_bare = |way: &Vec<Option<usize>>| {
            way.iter().enumerate().any(|(at, atom)| {
                let value = atom.and_then(|atom| values.get(atom));
                is_money(at) && value.is_some_and(|value| value.what == What::Number && self.is_grouped(value))
            })
        };
        let first = ways.iter().position(is_first)?;
        let is_told = ways.iter().enumerate().all(|(at, way)| (at == first) != takes_bare(way));
        (is_told && !self.currencies.is_empty()).then_some(first)
    }

    /// Whether a value is a whole number in groups of three digits.
    fn is_grouped(&self, value: &Atom) -> bool {
        let figures = self.tokens[value.tokens.clone()].iter().filter(|token| token.kind == Kind::Figure);
        let mut figures = figures.map(|token| token.text.as_str());
        figures.all(|text| text.contains(',') && !text.contains('.') && is_well_formed(text))
    }
}
