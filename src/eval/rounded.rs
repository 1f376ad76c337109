//! What a comparison with a rounded number demands of what is rounded: that it lies in a stretch, whose ends turn on the way of rounding.

use super::relation::{Alternatives, Demand, LARGE, both, either, is_quantity};
use super::term::Term;
use crate::ir::{ArithmeticOp, CompareOp, ExprId, ExprKind};
use crate::ty::Precision;
use crate::value::number::{Number, Rounding};
use crate::verdict::{Stands, Unrelated};

/// A sum of which some terms are rounded numbers, each added or taken away.
struct Apart {
    rounded: Vec<(ExprId, bool)>,
    rest: Term,
}

/// An end of the stretch of numbers that are rounded to one: how far from it, in units of the last place, and whether the end belongs.
type End = (Part, bool);

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Nothing,
    Half,
    Whole,
}

impl Demand<'_> {
    /// A comparison in which one number is rounded, by what it demands of what is rounded; `None` where none is. The rest of the comparison
    /// must be a number with no more places than are rounded to, for only such a one can be a rounded number.
    pub(super) fn rounded(&mut self, op: CompareOp, left: ExprId, right: ExprId) -> Result<Option<Alternatives>, Unrelated> {
        let is_exact = |id: ExprId| self.reckoner.evaluator.precision(id) == Precision::Exact;
        if !is_exact(left) || !is_exact(right) || !(self.has_rounded(left) || self.has_rounded(right)) {
            return Ok(None);
        }
        let (left, right) = (self.apart(left)?, self.apart(right)?);
        let other_side = right.rounded.iter().map(|(id, is_negative)| (*id, !is_negative));
        let rounded: Vec<(ExprId, bool)> = left.rounded.iter().copied().chain(other_side).collect();
        let (id, is_negative) = match rounded[..] {
            [] => return Ok(None),
            [one] => one,
            _ => return Err(Unrelated::Reckoning),
        };
        let program = self.reckoner.evaluator.program;
        let ExprKind::Round { value, places, rounding } = program.expr(id).kind else { return Err(Unrelated::Reckoning) };
        // `r + left op right` says of `r` how it stands to `right - left`, and `-r + left op right` to `left - right`.
        let rest = if is_negative { left.rest.minus(&right.rest) } else { right.rest.minus(&left.rest) };
        let rest = rest.ok_or(LARGE)?;
        let is_on_grid = self.has_places(&rest, places) || (op == CompareOp::Equal && self.takes_places(&rest, places));
        if !is_on_grid {
            return Err(Unrelated::Reckoning);
        }
        let half = Number::half_unit(places);
        let unit = half.add(&half).ok_or(LARGE)?;
        let of = Stretch { of: self.term(value)?, rounding, half, unit };
        let op = if is_negative { op.turned() } else { op };
        let next = |this: &Stretch| rest.shifted(&this.unit).ok_or(LARGE);
        let before = |this: &Stretch| rest.shifted(&this.unit.negate()).ok_or(LARGE);
        Ok(Some(match op {
            CompareOp::Equal => both(self.at_least(&of, &rest)?, &self.at_most(&of, &rest)?)?,
            CompareOp::Unequal => either(self.at_least(&of, &next(&of)?)?, self.at_most(&of, &before(&of)?)?)?,
            CompareOp::GreaterOrEqual | CompareOp::AtLeast => self.at_least(&of, &rest)?,
            CompareOp::LessOrEqual | CompareOp::AtMost => self.at_most(&of, &rest)?,
            CompareOp::Greater => self.at_least(&of, &next(&of)?)?,
            CompareOp::Less => self.at_most(&of, &before(&of)?)?,
        }))
    }

    fn has_rounded(&mut self, id: ExprId) -> bool {
        let program = self.reckoner.evaluator.program;
        let kind = &program.expr(self.reckoner.origin(id)).kind;
        matches!(kind, ExprKind::Round { .. }) || kind.children().into_iter().any(|child| self.has_rounded(child))
    }

    /// The rounded numbers of a sum, and the sum of all else.
    fn apart(&mut self, id: ExprId) -> Result<Apart, Unrelated> {
        let program = self.reckoner.evaluator.program;
        let id = self.reckoner.origin(id);
        match &program.expr(id).kind {
            ExprKind::Round { .. } => Ok(Apart { rounded: vec![(id, false)], rest: Term::constant(Number::zero()) }),
            ExprKind::Negate(of) => Ok(self.apart(*of)?.negated()),
            ExprKind::Arithmetic(op @ (ArithmeticOp::Add | ArithmeticOp::Subtract), left, right)
                if is_quantity(program, *left) && is_quantity(program, *right) =>
            {
                let (mut left, mut right) = (self.apart(*left)?, self.apart(*right)?);
                if *op == ArithmeticOp::Subtract {
                    right = right.negated();
                }
                left.rounded.append(&mut right.rounded);
                Ok(Apart { rest: left.rest.plus(&right.rest).ok_or(LARGE)?, ..left })
            }
            ExprKind::Let { local, value, body } => {
                self.reckoner.bind(*local, *value);
                self.apart(*body)
            }
            _ => Ok(Apart { rounded: Vec::new(), rest: self.term(id)? }),
        }
    }

    /// Whether a sum of figures has no more than so many places, whatever its figures are.
    fn has_places(&self, term: &Term, places: u32) -> bool {
        let is_unit = |number: &Number| number.round(places, Rounding::Floor).as_ref() == Some(number);
        let is_on_grid = |cell| self.relater.grid(cell).is_some_and(|printed| printed <= places);
        term.as_sum().is_some_and(|sum| {
            sum.terms().all(|(figures, times)| match figures {
                [] => is_unit(times),
                [cell] => times.is_whole() && is_on_grid(*cell),
                _ => false,
            })
        })
    }

    /// Whether a term is one figure alone, which then has so many places where it is equal to a rounded number; that is noted.
    fn takes_places(&mut self, term: &Term, places: u32) -> bool {
        let Some(sum) = term.as_sum() else { return false };
        let mut terms = sum.terms();
        match (terms.next(), terms.next()) {
            (Some(([cell], times)), None) if times.absolute() == Number::from(1) => {
                self.places.push((*cell, places));
                true
            }
            _ => false,
        }
    }

    /// What makes a rounded number at least another.
    fn at_least(&mut self, of: &Stretch, least: &Term) -> Result<Alternatives, Unrelated> {
        let nothing = Term::constant(Number::zero());
        let (positive, other) = (lower(of.rounding, true)?, lower(of.rounding, false)?);
        let beyond = |end: End, this: &mut Self| {
            let from = least.shifted(&of.part(end.0).negate()).ok_or(LARGE)?;
            this.stands(&from, if end.1 { Stands::AtMostZero } else { Stands::BelowZero }, &of.of)
        };
        if positive == other {
            return Ok(vec![beyond(positive, self)?]);
        }
        let mut first = self.stands(&nothing, Stands::BelowZero, least)?;
        first.extend(beyond(positive, self)?);
        let mut second = self.stands(least, Stands::AtMostZero, &nothing)?;
        second.extend(beyond(other, self)?);
        Ok(vec![first, second])
    }

    /// What makes a rounded number at most another.
    fn at_most(&mut self, of: &Stretch, most: &Term) -> Result<Alternatives, Unrelated> {
        let nothing = Term::constant(Number::zero());
        // What holds above zero of the one end holds of the other below it.
        let (negative, other) = (lower(mirrored(of.rounding), true)?, lower(mirrored(of.rounding), false)?);
        let within = |end: End, this: &mut Self| {
            let to = most.shifted(&of.part(end.0)).ok_or(LARGE)?;
            this.stands(&of.of, if end.1 { Stands::AtMostZero } else { Stands::BelowZero }, &to)
        };
        if negative == other {
            return Ok(vec![within(negative, self)?]);
        }
        let mut first = self.stands(most, Stands::BelowZero, &nothing)?;
        first.extend(within(negative, self)?);
        let mut second = self.stands(&nothing, Stands::AtMostZero, most)?;
        second.extend(within(other, self)?);
        Ok(vec![first, second])
    }
}

impl Apart {
    fn negated(self) -> Apart {
        let rounded = self.rounded.into_iter().map(|(id, is_negative)| (id, !is_negative)).collect();
        Apart { rounded, rest: self.rest.negated() }
    }
}

/// What is rounded, and how.
struct Stretch {
    of: Term,
    rounding: Rounding,
    half: Number,
    unit: Number,
}

impl Stretch {
    fn part(&self, part: Part) -> Number {
        match part {
            Part::Nothing => Number::zero(),
            Part::Half => self.half.clone(),
            Part::Whole => self.unit.clone(),
        }
    }
}

/// The lowest numbers that are rounded to one or more, below which all are rounded to less; the ends of a positive one may differ from those
/// of others.
fn lower(rounding: Rounding, is_positive: bool) -> Result<End, Unrelated> {
    Ok(match (rounding, is_positive) {
        (Rounding::Floor, _) | (Rounding::Truncate, true) | (Rounding::Away, false) => (Part::Nothing, true),
        (Rounding::Ceiling, _) | (Rounding::Truncate, false) | (Rounding::Away, true) => (Part::Whole, false),
        (Rounding::HalfUp, true) | (Rounding::HalfDown, false) => (Part::Half, true),
        (Rounding::HalfUp, false) | (Rounding::HalfDown, true) => (Part::Half, false),
        // A half goes to the even digit, which is no matter of more or less.
        (Rounding::HalfEven, _) => return Err(Unrelated::Reckoning),
    })
}

/// The way of rounding that does to a number what this one does to its negative.
fn mirrored(rounding: Rounding) -> Rounding {
    match rounding {
        Rounding::Floor => Rounding::Ceiling,
        Rounding::Ceiling => Rounding::Floor,
        same => same,
    }
}
