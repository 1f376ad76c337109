//! Whether linear equations and inequalities can hold together: exact elimination, with a bound on the work.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Names a figure.
pub(super) type Figure = u32;

/// How a sum stands to nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    Equal,
    /// It is nought or less.
    AtMost,
    /// It is less than nought.
    Below,
}

/// Figures, each so many times, and a number: `2 a - b + 5`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub terms: BTreeMap<Figure, BigRational>,
    pub constant: BigRational,
}

impl Sum {
    pub fn constant(constant: BigRational) -> Sum {
        Sum { terms: BTreeMap::new(), constant }
    }

    pub fn figure(figure: Figure) -> Sum {
        Sum { terms: BTreeMap::from([(figure, BigRational::one())]), constant: BigRational::zero() }
    }

    /// `self + factor × other`
    pub fn plus(mut self, other: &Sum, factor: &BigRational) -> Sum {
        for (figure, times) in &other.terms {
            *self.terms.entry(*figure).or_default() += times * factor;
        }
        self.terms.retain(|_, times| !times.is_zero());
        self.constant += &other.constant * factor;
        self
    }

    pub fn minus(self, other: &Sum) -> Sum {
        self.plus(other, &-BigRational::one())
    }

    pub fn times(&self, factor: &BigRational) -> Sum {
        Sum::default().plus(self, factor)
    }
}

/// One equation or inequality, and whence it comes.
#[derive(Clone, Debug)]
pub(super) struct Row {
    terms: BTreeMap<Figure, BigInt>,
    constant: BigInt,
    relation: Relation,
    origins: BTreeSet<usize>,
}

impl Row {
    pub fn new(sum: &Sum, relation: Relation, origin: usize) -> Row {
        let numbers = || sum.terms.values().chain([&sum.constant]);
        let scale = numbers().fold(BigInt::one(), |scale, number| lcm(&scale, number.denom()));
        let whole = |number: &BigRational| number.numer() * (&scale / number.denom());
        let terms = sum.terms.iter().map(|(figure, times)| (*figure, whole(times))).collect();
        Row { terms, constant: whole(&sum.constant), relation, origins: BTreeSet::from([origin]) }.reduced()
    }

    /// The sum of both, each so many times; a factor of an inequality must be positive.
    fn combined(&self, own: &BigInt, other: &Row, factor: &BigInt) -> Row {
        let mut terms: BTreeMap<Figure, BigInt> = self.terms.iter().map(|(figure, times)| (*figure, times * own)).collect();
        for (figure, times) in &other.terms {
            *terms.entry(*figure).or_default() += times * factor;
        }
        terms.retain(|_, times| !times.is_zero());
        let constant = &self.constant * own + &other.constant * factor;
        let relation = if other.relation == Relation::Equal { self.relation } else { self.relation.max(other.relation) };
        Row { terms, constant, relation, origins: &self.origins | &other.origins }.reduced()
    }

    /// Divided by what all of its numbers have in common.
    fn reduced(mut self) -> Row {
        let common = self.terms.values().fold(self.constant.abs(), |common, times| gcd(common, times.abs()));
        if common > BigInt::one() {
            self.terms.values_mut().for_each(|times| *times /= &common);
            self.constant /= &common;
        }
        self
    }

    /// Whether a row without figures holds.
    fn holds(&self) -> bool {
        match self.relation {
            Relation::Equal => self.constant.is_zero(),
            Relation::AtMost => !self.constant.is_positive(),
            Relation::Below => self.constant.is_negative(),
        }
    }

    fn is_too_large(&self) -> bool {
        self.terms.values().chain([&self.constant]).any(|number| number.bits() > MOST_BITS)
    }
}

fn gcd(mut a: BigInt, mut b: BigInt) -> BigInt {
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    a
}

fn lcm(a: &BigInt, b: &BigInt) -> BigInt {
    a / gcd(a.clone(), b.clone()) * b
}

/// Whether rows can hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Possible,
    /// They cannot; those of these origins suffice for it.
    Impossible(BTreeSet<usize>),
    /// Finding out would take more than is spent on it.
    TooMuch,
}

/// The most inequalities at one time.
const MOST_ROWS: usize = 200;

/// The most pairs of inequalities that are added up for one answer.
const MOST_PAIRS: usize = 4_000;

/// The most bits of a number on the way.
const MOST_BITS: u64 = 1_024;

/// Takes the figures out, first by equations, then by pairs of inequalities (after Fourier and Motzkin).
pub(super) fn solve(rows: Vec<Row>) -> Answer {
    let mut rows = match by_equations(rows) {
        Ok(rows) => rows,
        Err(answer) => return answer,
    };
    let mut pairs = 0;
    loop {
        if let Err(answer) = tightest(&mut rows) {
            return answer;
        }
        let Some(figure) = cheapest(&rows) else { return Answer::Possible };
        let (with, without): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.terms.contains_key(&figure));
        let times = |row: &Row| row.terms.get(&figure).cloned().unwrap_or_default();
        let (above, below): (Vec<Row>, Vec<Row>) = with.into_iter().partition(|row| times(row).is_positive());
        pairs += above.len() * below.len();
        rows = without;
        if pairs > MOST_PAIRS || rows.len() + above.len() * below.len() > MOST_ROWS {
            return Answer::TooMuch;
        }
        for upper in &above {
            rows.extend(below.iter().map(|lower| upper.combined(&-times(lower), lower, &times(upper))));
        }
        if rows.iter().any(Row::is_too_large) {
            return Answer::TooMuch;
        }
    }
}

/// What is left when each equation has taken one figure out of all other rows.
fn by_equations(mut rows: Vec<Row>) -> Result<Vec<Row>, Answer> {
    let is_equation = |row: &Row| row.relation == Relation::Equal && !row.terms.is_empty();
    while let Some(place) = (0..rows.len()).filter(|&at| is_equation(&rows[at])).min_by_key(|&at| (rows[at].terms.len(), at)) {
        let equation = rows.remove(place);
        let Some((&figure, times)) = equation.terms.first_key_value() else { continue };
        for row in &mut rows {
            let Some(own) = row.terms.get(&figure) else { continue };
            let factor = if times.is_positive() { -own } else { own.clone() };
            *row = row.combined(&times.abs(), &equation, &factor);
            if row.is_too_large() {
                return Err(Answer::TooMuch);
            }
        }
    }
    Ok(rows)
}

/// Leaves of the rows over the same sum the tightest; a row without figures that does not hold is the answer.
fn tightest(rows: &mut Vec<Row>) -> Result<(), Answer> {
    let mut kept: BTreeMap<Vec<(Figure, BigInt)>, Row> = BTreeMap::new();
    for row in rows.drain(..) {
        if row.terms.is_empty() {
            if row.holds() {
                continue;
            }
            return Err(Answer::Impossible(row.origins));
        }
        let key = row.terms.iter().map(|(figure, times)| (*figure, times.clone())).collect();
        let is_tighter = |known: &Row| (&row.constant, row.relation) > (&known.constant, known.relation);
        match kept.get(&key) {
            Some(known) if !is_tighter(known) => {}
            _ => drop(kept.insert(key, row)),
        }
    }
    rows.extend(kept.into_values());
    Ok(())
}

/// The figure that is taken out with the fewest new rows.
fn cheapest(rows: &[Row]) -> Option<Figure> {
    let mut counts: BTreeMap<Figure, (usize, usize)> = BTreeMap::new();
    for (figure, times) in rows.iter().flat_map(|row| &row.terms) {
        let (above, below) = counts.entry(*figure).or_default();
        *(if times.is_positive() { above } else { below }) += 1;
    }
    counts.into_iter().min_by_key(|(figure, (above, below))| (above * below, *figure)).map(|(figure, _)| figure)
}
