//! The least sets of figures whose change satisfies every rule, all of them.
//!
//! A set of open figures is tried; where the relations around them cannot hold, the relations that exclude each other name the figures of
//! which one more has to be opened. Sets are tried by their size, so the first size at which any fits is the least, and since each set that
//! fits holds a figure of every contradiction on its way, none of that size is missed.

use std::collections::{BTreeMap, BTreeSet};

use super::relations::Relations;
use super::solve::{Grid, Line, Room, Solved, solve};
use crate::value::CellId;
use crate::value::number::{Number, Rounding};
use crate::verdict::{Condition, Stands};

/// How far a search goes. Counts, so that each machine gives the same answer.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most sets of figures that are tried for one group of findings.
    pub sets: usize,
    /// The most figures that change together.
    pub figures: usize,
    /// The most explanations that are kept of one group.
    pub explanations: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { sets: 20_000, figures: 8, explanations: 100 }
    }
}

/// Combinations of readings beyond this many are not tried for one set.
const MOST_READINGS: usize = 64;

/// What was found for one group of failing verdicts.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The least sets that fit, each figure with its room.
    pub fitting: Vec<Vec<(CellId, Room)>>,
    /// There are more than are kept.
    pub more: bool,
    /// Verdicts that cannot hold together whatever the figures are, where no set fits.
    pub excluded: BTreeSet<usize>,
    /// Why the search did not come to an end, if it did not.
    pub given_up: Option<GivenUp>,
    /// The figures that any set was about. Groups whose figures do not meet are independent of each other.
    pub region: BTreeSet<CellId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// More sets than the limit would have had to be tried.
    Sets,
    /// More figures than the limit would have to change together.
    Figures,
    /// Figures that are multiplied with each other would have to change together.
    Products,
    /// With each change that satisfies the rules as they are judged now, another one fails or can no longer be judged.
    Refused,
}

/// Judges a set of figures with their values again.
pub type Judge<'a> = dyn FnMut(&Relations<'_>, &[(CellId, Room)]) -> bool + 'a;

/// Finds the least sets for one group. `is_sound` is asked of each set that fits whether the rules, judged again, are satisfied by it.
pub fn search(relations: &mut Relations<'_>, failing: &BTreeSet<usize>, limits: Limits, is_sound: &mut Judge<'_>) -> Found {
    let mut found = Found::default();
    let mut level: BTreeSet<Vec<CellId>> = BTreeSet::from([Vec::new()]);
    let mut tried = 0;
    let (mut unsettled, mut refused) = (false, false);
    while !level.is_empty() {
        let mut next = BTreeSet::new();
        for open in &level {
            tried += 1;
            if tried > limits.sets {
                found.given_up = Some(if refused { GivenUp::Refused } else { GivenUp::Sets });
                // Those that are found are not all.
                found.more |= !found.fitting.is_empty();
                return found;
            }
            found.region.extend(open);
            match trial(relations, failing, open) {
                Trial::Fits(rooms) => {
                    let set: Vec<(CellId, Room)> = open.iter().copied().zip(rooms).collect();
                    if !is_sound(relations, &set) {
                        refused = true;
                        continue;
                    }
                    found.more |= found.fitting.len() == limits.explanations;
                    if !found.more {
                        found.fitting.push(set);
                    }
                }
                Trial::Excluded { further, verdicts } => {
                    found.region.extend(&further);
                    if further.is_empty() {
                        found.excluded.extend(verdicts);
                    }
                    next.extend(further.into_iter().map(|cell| with(open, cell)));
                }
                Trial::Unsettled => unsettled = true,
            }
        }
        let is_last = level.iter().next().is_some_and(|open| open.len() == limits.figures);
        // A larger set may hold one that was refused, and no relation tells what else would have to change with it.
        if !found.fitting.is_empty() || refused {
            break;
        }
        if is_last && !next.is_empty() {
            found.given_up = Some(GivenUp::Figures);
            break;
        }
        level = next;
    }
    if found.fitting.is_empty() && refused {
        found.given_up = Some(GivenUp::Refused);
    } else if unsettled && found.fitting.is_empty() && found.given_up.is_none() {
        found.given_up = Some(GivenUp::Products);
    }
    found
}

fn with(open: &[CellId], cell: CellId) -> Vec<CellId> {
    let mut set = open.to_vec();
    let at = set.partition_point(|&other| other < cell);
    set.insert(at, cell);
    set
}

enum Trial {
    Fits(Vec<Room>),
    /// The relations of these verdicts exclude each other; one of the further figures has to be opened too.
    Excluded {
        further: BTreeSet<CellId>,
        verdicts: BTreeSet<usize>,
    },
    /// Figures that are multiplied with each other are open.
    Unsettled,
}

/// Whether every relation around the open figures can hold, and all of the group.
fn trial(relations: &mut Relations<'_>, failing: &BTreeSet<usize>, open: &[CellId]) -> Trial {
    let touched: BTreeSet<usize> = open.iter().flat_map(|&cell| relations.touching(cell)).collect();
    let untouched: Vec<BTreeSet<usize>> = failing.difference(&touched).map(|&place| BTreeSet::from([place])).collect();
    if !untouched.is_empty() {
        return narrowest(relations, open, untouched);
    }
    let mut system = System { open, lines: Vec::new(), choices: Vec::new(), products: Vec::new() };
    for &place in &touched {
        if !system.add(relations, place) {
            return narrowest(relations, open, vec![BTreeSet::from([place])]);
        }
    }
    let (grids, told_by) = grids(relations, open, &touched);
    let trials: usize = system.choices.iter().map(Vec::len).product();
    if trials > MOST_READINGS {
        return Trial::Unsettled;
    }
    let mut cores: BTreeSet<usize> = BTreeSet::new();
    let mut each: Vec<BTreeSet<usize>> = Vec::new();
    let mut unsettled = false;
    for number in 0..trials.max(1) {
        match system.solve(relations, number, &grids, &touched) {
            Solved::Possible(rooms) => return Trial::Fits(rooms),
            Solved::Impossible(of) => {
                let of = if trials > 1 { of.into_iter().min_by_key(BTreeSet::len).into_iter().collect() } else { of };
                cores.extend(of.iter().flatten());
                each.extend(of);
            }
            Solved::TooLarge => unsettled = true,
        }
    }
    if unsettled {
        return Trial::Unsettled;
    }
    let mut cores = if trials > 1 { vec![cores] } else { each };
    // A value may be none only for want of places, which no line tells.
    cores.iter_mut().for_each(|core| core.extend(&told_by));
    narrowest(relations, open, cores)
}

/// What each open figure may be printed as, and the verdicts that say so.
fn grids(relations: &mut Relations<'_>, open: &[CellId], touched: &BTreeSet<usize>) -> (Vec<Grid>, BTreeSet<usize>) {
    let mut places: Vec<Option<u32>> = open.iter().map(|&cell| relations.relater.grid(cell)).collect();
    let mut told_by = BTreeSet::new();
    for &verdict in touched {
        let Ok(relation) = relations.relation(verdict) else { continue };
        for &(cell, most) in &relation.places {
            if let Ok(at) = open.binary_search(&cell) {
                places[at] = Some(places[at].map_or(most, |least| least.min(most)));
                told_by.insert(verdict);
            }
        }
    }
    (places.into_iter().map(|places| places.map_or(Grid::Any, Grid::Places)).collect(), told_by)
}

/// What comes of the change of one figure alone.
pub enum Alone {
    Fits,
    /// These verdicts cannot hold together.
    Excluded(BTreeSet<usize>),
    Unsettled,
}

/// Whether the relations around one figure, and all of the group, can hold while it alone is changed.
pub fn alone(relations: &mut Relations<'_>, failing: &BTreeSet<usize>, cell: CellId) -> Alone {
    match trial(relations, failing, &[cell]) {
        Trial::Fits(_) => Alone::Fits,
        Trial::Excluded { verdicts, .. } => Alone::Excluded(verdicts),
        Trial::Unsettled => Alone::Unsettled,
    }
}

/// The contradiction with the fewest figures that could still be opened.
fn narrowest(relations: &mut Relations<'_>, open: &[CellId], cores: Vec<BTreeSet<usize>>) -> Trial {
    let further = |verdicts: BTreeSet<usize>, relations: &mut Relations<'_>| {
        let mut cells: BTreeSet<CellId> = verdicts.iter().flat_map(|&place| relations.figures(place)).collect();
        open.iter().for_each(|cell| _ = cells.remove(cell));
        (cells, verdicts)
    };
    let all: Vec<(BTreeSet<CellId>, BTreeSet<usize>)> = cores.into_iter().map(|core| further(core, relations)).collect();
    match all.into_iter().min_by_key(|(further, verdicts)| (further.len(), verdicts.len())) {
        Some((further, verdicts)) => Trial::Excluded { further, verdicts },
        None => Trial::Unsettled,
    }
}

/// The conditions around some open figures.
struct System<'a> {
    open: &'a [CellId],
    lines: Vec<Line>,
    /// For each relation with several readings, the lines and products of each of them.
    choices: Vec<Vec<Reading>>,
    /// Conditions in which open figures are multiplied with each other.
    products: Vec<(usize, Condition)>,
}

#[derive(Default)]
struct Reading {
    lines: Vec<Line>,
    products: Vec<(usize, Condition)>,
}

impl System<'_> {
    /// Takes in the relation of a verdict; false where it cannot hold whatever the open figures are.
    fn add(&mut self, relations: &mut Relations<'_>, place: usize) -> bool {
        let Ok(relation) = relations.relation(place).clone() else { return true };
        let has_places = |(cell, most): &(CellId, u32)| {
            let value = relations.value(*cell);
            self.open.contains(cell) || value.is_none_or(|value| value.round(*most, Rounding::Floor).as_ref() == Some(&value))
        };
        if !relation.places.iter().all(has_places) {
            return false;
        }
        let mut readings: Vec<Reading> = Vec::new();
        for alternative in &relation.alternatives {
            match self.reading(relations, place, alternative) {
                Some(reading) if reading.lines.is_empty() && reading.products.is_empty() => return true,
                Some(reading) => readings.push(reading),
                None => {}
            }
        }
        match readings.len() {
            0 => return false,
            1 => {
                for reading in readings {
                    self.lines.extend(reading.lines);
                    self.products.extend(reading.products);
                }
            }
            _ => self.choices.push(readings),
        }
        true
    }

    /// The conditions of one reading that turn on open figures; `None` where another one is false.
    fn reading(&self, relations: &Relations<'_>, place: usize, conditions: &[Condition]) -> Option<Reading> {
        let mut reading = Reading::default();
        for condition in conditions {
            match line(relations, self.open, &BTreeMap::new(), place, condition) {
                Linear::Line(line) if line.by.iter().all(Number::is_zero) => {
                    let holds = match line.stands {
                        Stands::AtZero => line.constant.is_zero(),
                        Stands::AtMostZero => line.constant.is_zero() || line.constant.is_negative(),
                        Stands::BelowZero => line.constant.is_negative(),
                    };
                    if !holds {
                        return None;
                    }
                }
                Linear::Line(line) => reading.lines.push(line),
                Linear::Product => reading.products.push((place, condition.clone())),
            }
        }
        Some(reading)
    }

    /// Solves with one reading of each relation; `number` counts through all combinations.
    fn solve(&self, relations: &Relations<'_>, mut number: usize, grids: &[Grid], touched: &BTreeSet<usize>) -> Solved {
        let (mut lines, mut products) = (self.lines.clone(), self.products.clone());
        for readings in &self.choices {
            if let Some(reading) = readings.get(number % readings.len()) {
                lines.extend(reading.lines.iter().cloned());
                products.extend(reading.products.iter().cloned());
            }
            number /= readings.len();
        }
        // What the other lines settle is put into the products, until none is left or nothing more is settled.
        loop {
            let solved = solve(&lines, grids);
            let Solved::Possible(rooms) = &solved else { return solved };
            if products.is_empty() {
                return solved;
            }
            let settled: BTreeMap<CellId, Number> =
                self.open.iter().zip(rooms).filter_map(|(&cell, room)| Some((cell, exactly(room)?))).collect();
            let (mut left, mut moved) = (Vec::new(), false);
            for (place, condition) in products {
                match line(relations, self.open, &settled, place, &condition) {
                    Linear::Line(line) => {
                        // Its values come from all that is around.
                        lines.push(Line { of: touched.clone(), ..line });
                        moved = true;
                    }
                    Linear::Product => left.push((place, condition)),
                }
            }
            products = left;
            if !moved {
                return Solved::TooLarge;
            }
        }
    }
}

fn exactly(room: &Room) -> Option<Number> {
    match room {
        Room::Exactly(value) => Some(value.clone()),
        Room::Between { .. } | Room::Dependent => None,
    }
}

enum Linear {
    Line(Line),
    Product,
}

/// A condition with the values of all figures put in that are not open, or settled already.
fn line(relations: &Relations<'_>, open: &[CellId], settled: &BTreeMap<CellId, Number>, place: usize, condition: &Condition) -> Linear {
    let mut by = vec![Number::zero(); open.len()];
    let mut constant = Number::zero();
    for (figures, coefficient) in condition.sum.terms() {
        let mut factor = Some(coefficient.clone());
        let mut variable = None;
        for &cell in figures {
            match open.binary_search(&cell) {
                Ok(at) if !settled.contains_key(&cell) => {
                    if variable.replace(at).is_some() {
                        return Linear::Product;
                    }
                }
                _ => {
                    let value = settled.get(&cell).cloned().or_else(|| relations.value(cell));
                    factor = factor.zip(value).and_then(|(factor, value)| factor.multiply(&value));
                }
            }
        }
        let side = match variable {
            Some(at) => &mut by[at],
            None => &mut constant,
        };
        match factor.and_then(|factor| side.add(&factor)) {
            Some(sum) => *side = sum,
            None => return Linear::Product,
        }
    }
    Linear::Line(Line { by, constant, stands: condition.stands, of: BTreeSet::from([place]) })
}
