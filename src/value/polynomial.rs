//! Sums of products of figures, with the figures left open: `closing − opening − change`, `shares × par value − capital`.

use std::collections::BTreeMap;

use super::CellId;
use super::number::Number;

/// More figures multiplied with each other than these are not kept.
const MOST_FACTORS: usize = 4;

/// More terms than these are not kept.
const MOST_TERMS: usize = 4_096;

/// A sum of products of figures, each product with an exact coefficient that is not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Polynomial {
    /// By the figures of each product, sorted; the constant has none.
    terms: BTreeMap<Vec<CellId>, Number>,
}

impl Polynomial {
    pub fn constant(value: Number) -> Polynomial {
        let mut terms = BTreeMap::new();
        if !value.is_zero() {
            terms.insert(Vec::new(), value);
        }
        Polynomial { terms }
    }

    pub fn figure(cell: CellId) -> Polynomial {
        Polynomial { terms: BTreeMap::from([(vec![cell], Number::from(1))]) }
    }

    /// Each product with its coefficient.
    pub fn terms(&self) -> impl Iterator<Item = (&[CellId], &Number)> {
        self.terms.iter().map(|(figures, coefficient)| (figures.as_slice(), coefficient))
    }

    /// The figures in it; one that stands in several products comes several times.
    pub fn figures(&self) -> impl Iterator<Item = CellId> + '_ {
        self.terms.keys().flatten().copied()
    }

    /// Its value where no figure stands in it.
    pub fn as_constant(&self) -> Option<Number> {
        match self.terms.len() {
            0 => Some(Number::zero()),
            1 => self.terms.get(&[][..]).cloned(),
            _ => None,
        }
    }

    /// `self + other`; `None` where it grows beyond what is kept.
    pub fn plus(mut self, other: &Polynomial) -> Option<Polynomial> {
        for (figures, coefficient) in &other.terms {
            self.add(figures.clone(), coefficient)?;
        }
        (self.terms.len() <= MOST_TERMS).then_some(self)
    }

    pub fn minus(self, other: &Polynomial) -> Option<Polynomial> {
        self.plus(&other.negated())
    }

    pub fn negated(&self) -> Polynomial {
        Polynomial { terms: self.terms.iter().map(|(figures, coefficient)| (figures.clone(), coefficient.negate())).collect() }
    }

    /// `self × other`; `None` where it grows beyond what is kept.
    pub fn times(&self, other: &Polynomial) -> Option<Polynomial> {
        let mut product = Polynomial::default();
        for (left, by) in &self.terms {
            for (right, factor) in &other.terms {
                let mut figures = [left.as_slice(), right.as_slice()].concat();
                figures.sort_unstable();
                if figures.len() > MOST_FACTORS || product.terms.len() > MOST_TERMS {
                    return None;
                }
                product.add(figures, &by.multiply(factor)?)?;
            }
        }
        Some(product)
    }

    fn add(&mut self, figures: Vec<CellId>, coefficient: &Number) -> Option<()> {
        let sum = match self.terms.get(&figures) {
            Some(before) => before.add(coefficient)?,
            None => coefficient.clone(),
        };
        if sum.is_zero() {
            self.terms.remove(&figures);
        } else {
            self.terms.insert(figures, sum);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(id: u32) -> Polynomial {
        Polynomial::figure(CellId(id))
    }

    #[test]
    fn products_multiply_out() {
        let sum = figure(1).plus(&figure(2)).unwrap();
        let difference = figure(1).minus(&figure(2)).unwrap();
        let product = sum.times(&difference).unwrap();
        let squares = figure(1).times(&figure(1)).unwrap().minus(&figure(2).times(&figure(2)).unwrap()).unwrap();
        assert_eq!(product, squares);
    }

    #[test]
    fn what_cancels_is_gone() {
        let nothing = figure(1).minus(&figure(1)).unwrap();
        assert_eq!(nothing.as_constant(), Some(Number::zero()));
        assert_eq!(nothing.figures().count(), 0);
        assert_eq!(figure(1).as_constant(), None);
    }

    #[test]
    fn too_many_factors_are_refused() {
        let square = figure(1).times(&figure(1)).unwrap();
        let fourth = square.times(&square).unwrap();
        assert_eq!(fourth.times(&figure(1)), None);
    }
}
