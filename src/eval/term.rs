//! Quantities with their figures left open: quotients of polynomials, and the ends of what rounded ones may stand for.

use super::interval::{End, Interval};
use crate::ty::Precision;
use crate::value::Quantity;
use crate::value::number::Number;
use crate::value::polynomial::Polynomial;

/// A quotient of polynomials; the lower one is 1 for most.
#[derive(Clone)]
pub struct Term {
    pub over: Polynomial,
    pub under: Polynomial,
}

impl Term {
    pub fn whole(over: Polynomial) -> Term {
        Term { over, under: Polynomial::constant(Number::from(1)) }
    }

    pub fn constant(value: Number) -> Term {
        Term::whole(Polynomial::constant(value))
    }

    /// The term as a sum, where it is no quotient.
    pub fn as_sum(&self) -> Option<&Polynomial> {
        (self.under.as_constant() == Some(Number::from(1))).then_some(&self.over)
    }

    pub fn plus(&self, other: &Term) -> Option<Term> {
        if self.under == other.under {
            return Some(Term { over: self.over.clone().plus(&other.over)?, under: self.under.clone() });
        }
        let over = self.over.times(&other.under)?.plus(&other.over.times(&self.under)?)?;
        Some(Term { over, under: self.under.times(&other.under)? })
    }

    pub fn minus(&self, other: &Term) -> Option<Term> {
        self.plus(&other.negated())
    }

    pub fn negated(&self) -> Term {
        Term { over: self.over.negated(), under: self.under.clone() }
    }

    pub fn times(&self, other: &Term) -> Option<Term> {
        Some(Term { over: self.over.times(&other.over)?, under: self.under.times(&other.under)? })
    }

    pub fn divided_by(&self, other: &Term) -> Option<Term> {
        Some(Term { over: self.over.times(&other.under)?, under: self.under.times(&other.over)? })
    }

    pub fn shifted(&self, by: &Number) -> Option<Term> {
        self.plus(&Term::constant(by.clone()))
    }
}

/// The ends of what a rounded figure may stand for, each with whether it belongs.
pub struct Ends {
    pub low: (Term, bool),
    pub high: (Term, bool),
}

impl Ends {
    /// The ends around a printed figure, by its precision and its places.
    pub fn around(term: &Term, figure: &Quantity, precision: Precision) -> Option<Ends> {
        let interval = Interval::of(figure, precision).ok()?;
        let end = |end: &End| Some((term.shifted(&end.at.subtract(&figure.number)?)?, end.included));
        Some(Ends { low: end(&interval.low)?, high: end(&interval.high)? })
    }

    pub fn exactly(term: Term) -> Ends {
        Ends { low: (term.clone(), true), high: (term, true) }
    }

    pub fn plus(&self, other: &Ends) -> Option<Ends> {
        let end = |a: &(Term, bool), b: &(Term, bool)| Some((a.0.plus(&b.0)?, a.1 && b.1));
        Some(Ends { low: end(&self.low, &other.low)?, high: end(&self.high, &other.high)? })
    }

    pub fn negated(self) -> Ends {
        Ends { low: (self.high.0.negated(), self.high.1), high: (self.low.0.negated(), self.low.1) }
    }
}
