//! Whether a few open figures can have values under linear conditions, which ones, and if none: which conditions exclude each other.
//!
//! Everything is exact: equations by elimination, inequalities by the method of Fourier and Motzkin. Each line remembers which relations
//! it was made of, so that a contradiction names them.

use std::collections::BTreeSet;

use crate::value::number::{Number, Rounding};
use crate::verdict::Stands;

/// More lines than these are not multiplied out.
const MOST_LINES: usize = 400;

/// `by · figures + constant` stands so to zero.
#[derive(Clone, Debug)]
pub struct Line {
    /// One coefficient for each open figure.
    pub by: Vec<Number>,
    pub constant: Number,
    pub stands: Stands,
    /// The relations that it was made of.
    pub of: BTreeSet<usize>,
}

/// What an open figure may be printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grid {
    /// With this many decimal places.
    Places(u32),
    /// With as many digits as a figure may have.
    Any,
}

/// The values that a figure may take.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    Exactly(Number),
    /// Each value of a stretch fits; one that can be printed is given.
    Between {
        low: Option<Number>,
        high: Option<Number>,
        such_as: Number,
    },
    /// It depends on the others that are open.
    Dependent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Solved {
    /// Room for each open figure, in order.
    Possible(Vec<Room>),
    /// Sets of relations that cannot hold together while all other figures stand; at least one.
    Impossible(Vec<BTreeSet<usize>>),
    /// Beyond the bound on digits or lines.
    TooLarge,
}

/// Solves the lines for the open figures.
pub fn solve(lines: &[Line], grids: &[Grid]) -> Solved {
    System::new(lines, grids).and_then(|system| system.solve()).unwrap_or(Solved::TooLarge)
}

struct System<'a> {
    grids: &'a [Grid],
    /// For each figure the equation that gives it by others, if there is one: its coefficient there is 1, and no other pivot's is.
    pivots: Vec<Option<Line>>,
    bounds: Vec<Line>,
    contradictions: Vec<BTreeSet<usize>>,
}

impl<'a> System<'a> {
    /// `None` where digits run out.
    fn new(lines: &[Line], grids: &'a [Grid]) -> Option<System<'a>> {
        let mut system = System { grids, pivots: vec![None; grids.len()], bounds: Vec::new(), contradictions: Vec::new() };
        for line in lines.iter().filter(|line| line.stands == Stands::AtZero) {
            system.equation(line)?;
        }
        for line in lines.iter().filter(|line| line.stands != Stands::AtZero) {
            let line = system.reduced(line)?;
            system.bounds.push(line);
        }
        Some(system)
    }

    fn equation(&mut self, line: &Line) -> Option<()> {
        let line = self.reduced(line)?;
        let Some(pivot) = line.by.iter().position(|by| !by.is_zero()) else {
            if !line.constant.is_zero() {
                self.contradictions.push(line.of);
            }
            return Some(());
        };
        let scale = line.by[pivot].clone();
        let line = line.scaled(|number| number.divide(&scale))?;
        for other in self.pivots.iter_mut().flatten() {
            *other = other.without(pivot, &line)?;
        }
        self.pivots[pivot] = Some(line);
        Some(())
    }

    /// A line in which no figure stands that an equation gives.
    fn reduced(&self, line: &Line) -> Option<Line> {
        let mut reduced = line.clone();
        for (place, pivot) in self.pivots.iter().enumerate() {
            if let Some(pivot) = pivot {
                reduced = reduced.without(place, pivot)?;
            }
        }
        Some(reduced)
    }

    fn solve(mut self) -> Option<Solved> {
        let open: Vec<usize> = (0..self.grids.len()).filter(|&place| self.pivots[place].is_none()).collect();
        let mut rooms = vec![Room::Dependent; self.grids.len()];
        for (place, pivot) in self.pivots.iter().enumerate() {
            let Some(pivot) = pivot else { continue };
            if pivot.by.iter().enumerate().all(|(at, by)| at == place || by.is_zero()) {
                let value = pivot.constant.negate();
                if !printable(&value, self.grids[place]) {
                    self.contradictions.push(pivot.of.clone());
                }
                rooms[place] = Room::Exactly(value);
            }
        }
        for &place in &open {
            let bounds = eliminated(self.bounds.clone(), &open, place)?;
            match stretch(&bounds, place, self.grids[place])? {
                Ok(room) => rooms[place] = room,
                Err(of) => self.contradictions.push(of),
            }
        }
        if open.is_empty() {
            self.contradictions.extend(self.bounds.iter().filter(|line| !line.holds()).map(|line| line.of.clone()));
        }
        Some(if self.contradictions.is_empty() { Solved::Possible(rooms) } else { Solved::Impossible(self.contradictions) })
    }
}

impl Line {
    /// The line with an equation's figure put in by the others.
    fn without(&self, place: usize, equation: &Line) -> Option<Line> {
        let factor = &self.by[place];
        if factor.is_zero() {
            return Some(self.clone());
        }
        let factor = factor.clone();
        self.plus(equation, &factor.negate())
    }

    /// `self + factor × other`.
    fn plus(&self, other: &Line, factor: &Number) -> Option<Line> {
        let sum = |a: &Number, b: &Number| a.add(&b.multiply(factor)?);
        let by = self.by.iter().zip(&other.by).map(|(a, b)| sum(a, b)).collect::<Option<_>>()?;
        let of = self.of.union(&other.of).copied().collect();
        let stands = if other.stands == Stands::BelowZero { Stands::BelowZero } else { self.stands };
        Some(Line { by, constant: sum(&self.constant, &other.constant)?, stands, of })
    }

    fn scaled(&self, scale: impl Fn(&Number) -> Option<Number>) -> Option<Line> {
        let by = self.by.iter().map(&scale).collect::<Option<_>>()?;
        Some(Line { by, constant: scale(&self.constant)?, stands: self.stands, of: self.of.clone() })
    }

    /// Whether a line without open figures is true.
    fn holds(&self) -> bool {
        match self.stands {
            Stands::AtZero => self.constant.is_zero(),
            Stands::AtMostZero => self.constant.is_zero() || self.constant.is_negative(),
            Stands::BelowZero => self.constant.is_negative(),
        }
    }
}

/// Inequalities in which of the open figures only one is left.
fn eliminated(mut lines: Vec<Line>, open: &[usize], kept: usize) -> Option<Vec<Line>> {
    for &place in open.iter().filter(|&&place| place != kept) {
        let (without, with): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.by[place].is_zero());
        let (below, above): (Vec<Line>, Vec<Line>) = with.into_iter().partition(|line| line.by[place].is_negative());
        lines = without;
        for low in &below {
            for high in &above {
                // Each scaled so that the figure's coefficients are -1 and 1; their sum has none.
                let low = low.scaled(|number| number.divide(&low.by[place].absolute()))?;
                let high = high.scaled(|number| number.divide(&high.by[place]))?;
                lines.push(high.plus(&low, &Number::from(1))?);
                if lines.len() > MOST_LINES {
                    return None;
                }
            }
        }
    }
    Some(lines)
}

/// An end of a stretch: the number, whether it belongs to it, and the relations it comes from.
struct End {
    at: Number,
    included: bool,
    of: BTreeSet<usize>,
}

/// The room that inequalities leave to one figure, or the relations that leave none. `None` where digits run out.
fn stretch(lines: &[Line], place: usize, grid: Grid) -> Option<Result<Room, BTreeSet<usize>>> {
    let (mut low, mut high): (Option<End>, Option<End>) = (None, None);
    for line in lines {
        let by = &line.by[place];
        if by.is_zero() {
            if !line.holds() {
                return Some(Err(line.of.clone()));
            }
            continue;
        }
        let end = End { at: line.constant.negate().divide(by)?, included: line.stands == Stands::AtMostZero, of: line.of.clone() };
        let (side, is_low) = if by.is_negative() { (&mut low, true) } else { (&mut high, false) };
        let is_tighter = side.as_ref().is_none_or(|known| {
            let further = if is_low { end.at > known.at } else { end.at < known.at };
            further || (end.at == known.at && !end.included)
        });
        if is_tighter {
            *side = Some(end);
        }
    }
    let within = |value: &Number| {
        low.as_ref().is_none_or(|end| *value > end.at || (end.included && *value == end.at))
            && high.as_ref().is_none_or(|end| *value < end.at || (end.included && *value == end.at))
    };
    match candidates(low.as_ref(), high.as_ref(), grid)?.into_iter().find(|value| within(value) && printable(value, grid)) {
        Some(value) => {
            let end = |end: Option<&End>, is_low| match end {
                Some(end) => inward(end, grid, is_low).map(Some),
                None => Some(None),
            };
            let (low, high) = (end(low.as_ref(), true)?, end(high.as_ref(), false)?);
            let is_point = low.is_some() && low == high;
            Some(Ok(if is_point { Room::Exactly(value) } else { Room::Between { low, high, such_as: value } }))
        }
        None => Some(Err(low.into_iter().chain(high).flat_map(|end| end.of).collect())),
    }
}

/// The outermost value that can be printed and belongs to a stretch; the end itself where any digits can.
fn inward(end: &End, grid: Grid, is_low: bool) -> Option<Number> {
    let Grid::Places(places) = grid else { return Some(end.at.clone()) };
    let near = end.at.round(places, if is_low { Rounding::Ceiling } else { Rounding::Floor })?;
    if end.included || near != end.at {
        return Some(near);
    }
    let unit = Number::from_digits(1, places)?;
    if is_low { near.add(&unit) } else { near.subtract(&unit) }
}

/// Numbers to try within a stretch: the middle as it is printed, and those beside its ends.
fn candidates(low: Option<&End>, high: Option<&End>, grid: Grid) -> Option<Vec<Number>> {
    let places = match grid {
        Grid::Places(places) => places,
        Grid::Any => 12,
    };
    let mut values = Vec::new();
    if let (Some(low), Some(high)) = (low, high) {
        let middle = low.at.add(&high.at)?.divide(&Number::from(2))?;
        values.push(middle.round(places, Rounding::HalfEven)?);
    }
    let unit = Number::from_digits(1, places)?;
    for end in [high, low].into_iter().flatten() {
        for rounding in [Rounding::Floor, Rounding::Ceiling] {
            let near = end.at.round(places, rounding)?;
            values.extend([near.clone(), near.add(&unit)?, near.subtract(&unit)?]);
        }
    }
    if values.is_empty() {
        values.push(Number::zero());
    }
    Some(values)
}

/// Whether a value can stand in a cell: its digits end, and for a count of whole things there are none behind the point.
fn printable(value: &Number, grid: Grid) -> bool {
    match (value, grid) {
        (Number::Rational(_), _) => false,
        (value, Grid::Places(places)) => value.round(places, Rounding::HalfEven).is_some_and(|rounded| rounded == *value),
        (Number::Decimal(_), Grid::Any) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(by: &[i64], constant: i64, stands: Stands, of: usize) -> Line {
        Line { by: by.iter().map(|&by| Number::from(by)).collect(), constant: Number::from(constant), stands, of: BTreeSet::from([of]) }
    }

    #[test]
    fn two_equations_give_two_figures() {
        let lines = [line(&[1, 1], -10, Stands::AtZero, 0), line(&[1, -1], -4, Stands::AtZero, 1)];
        let expected = Solved::Possible(vec![Room::Exactly(Number::from(7)), Room::Exactly(Number::from(3))]);
        assert_eq!(solve(&lines, &[Grid::Places(0); 2]), expected);
    }

    #[test]
    fn a_contradiction_names_its_relations() {
        let lines = [line(&[1], -10, Stands::AtZero, 4), line(&[1], -11, Stands::AtZero, 7), line(&[1], -20, Stands::AtMostZero, 9)];
        assert_eq!(solve(&lines, &[Grid::Any]), Solved::Impossible(vec![BTreeSet::from([4, 7])]));
    }

    #[test]
    fn half_a_share_is_no_value() {
        let lines = [line(&[2], -5, Stands::AtZero, 0)];
        assert_eq!(solve(&lines, &[Grid::Places(0)]), Solved::Impossible(vec![BTreeSet::from([0])]));
        assert_eq!(solve(&lines, &[Grid::Any]), Solved::Possible(vec![Room::Exactly(Number::parse("2.5").unwrap())]));
    }

    #[test]
    fn inequalities_leave_a_stretch() {
        // 3 ≤ x ≤ 8, and y is at most x.
        let lines =
            [line(&[-1, 0], 3, Stands::AtMostZero, 0), line(&[1, 0], -8, Stands::AtMostZero, 1), line(&[-1, 1], 0, Stands::AtMostZero, 2)];
        let Solved::Possible(rooms) = solve(&lines, &[Grid::Places(0); 2]) else { panic!("there is room") };
        assert!(
            matches!(&rooms[0], Room::Between { low: Some(low), high: Some(high), .. } if *low == Number::from(3) && *high == Number::from(8))
        );
        assert!(matches!(&rooms[1], Room::Between { low: None, high: Some(high), .. } if *high == Number::from(8)));
    }

    #[test]
    fn inequalities_contradict_each_other() {
        let lines =
            [line(&[1, 1], -1, Stands::BelowZero, 0), line(&[-1, 0], 1, Stands::AtMostZero, 1), line(&[0, -1], 0, Stands::AtMostZero, 2)];
        let Solved::Impossible(cores) = solve(&lines, &[Grid::Any; 2]) else { panic!("there is no room") };
        assert!(cores.contains(&BTreeSet::from([0, 1, 2])));
    }
}
