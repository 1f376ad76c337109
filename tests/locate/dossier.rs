//! Generated dossiers: some months of statements that hang together, and the errors that are put into them.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::Choices;

pub const RULES: &str = r#"
form statement "Monthly statement"
  plural statements
  dated month_end
  previous is the month before
  issuer known by code
  field code text
  field month_end date
  list classes key class
    field class text
    field opening shares
    field issued shares
    field bought_back shares
    field closing shares
    field par price
    field capital money
  end
  field total_shares shares
  field total_capital money
end

rule roll-forward applies to statement for each c in classes must c.opening + c.issued - c.bought_back = c.closing end
rule capital applies to statement for each c in classes must c.closing * c.par = c.capital end
rule total applies to statement must (total of c.closing for each c in classes) = total_shares end
rule total-capital applies to statement must (total of c.capital for each c in classes) = total_capital end
rule continuity applies to statement for each c in classes given p = previous statement.classes[c] must c.opening = p.closing end
rule par applies to statement for each c in classes given p = previous statement.classes[c] must c.par = p.par end
rule not-negative applies to statement for each c in classes must c.closing >= 0 and c.bought_back >= 0 end
"#;

/// A figure: the month, the class (none for a figure of the whole return) and the field.
pub type Place = (usize, Option<usize>, &'static str);

/// A sum of products that is zero where the returns are sound.
type Equation = Vec<(i64, Vec<Place>)>;

/// The figures of a dossier with the equations between them.
pub struct Dossier {
    pub figures: BTreeMap<Place, BigRational>,
    equations: Vec<Equation>,
    pub months: usize,
    classes: usize,
}

fn whole(number: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(number))
}

impl Dossier {
    pub fn generate(choices: &mut Choices, months: usize) -> Dossier {
        let classes = 1 + choices.pick(2);
        let mut figures = BTreeMap::new();
        let mut equations = Vec::new();
        let mut closing: Vec<i64> = (0..classes).map(|_| 1_000_000 + 1_000 * choices.pick(90_000_000) as i64).collect();
        let par: Vec<BigRational> =
            (0..classes).map(|_| BigRational::new(BigInt::one(), BigInt::from(*choices.one_of(&[1i64, 10, 100, 8])))).collect();
        for month in 0..months {
            for class in 0..classes {
                let at = |field| (month, Some(class), field);
                let (opening, issued) = (closing[class], choices.pick(3) as i64 * (1 + choices.pick(90_000) as i64));
                let bought = if choices.chance(40) { 100 * choices.pick(9_000) as i64 } else { 0 };
                closing[class] = opening + issued - bought;
                figures.insert(at("opening"), whole(opening));
                figures.insert(at("issued"), whole(issued));
                figures.insert(at("bought_back"), whole(bought));
                figures.insert(at("closing"), whole(closing[class]));
                figures.insert(at("par"), par[class].clone());
                figures.insert(at("capital"), whole(closing[class]) * &par[class]);
                let (one, product) = (|field| vec![at(field)], vec![at("closing"), at("par")]);
                equations.push(vec![(1, one("opening")), (1, one("issued")), (-1, one("bought_back")), (-1, one("closing"))]);
                equations.push(vec![(1, product), (-1, one("capital"))]);
                if month > 0 {
                    equations.push(vec![(1, one("opening")), (-1, vec![(month - 1, Some(class), "closing")])]);
                    equations.push(vec![(1, one("par")), (-1, vec![(month - 1, Some(class), "par")])]);
                }
            }
            for (total, field) in [("total_shares", "closing"), ("total_capital", "capital")] {
                let sum = (0..classes).map(|class| figures[&(month, Some(class), field)].clone()).fold(BigRational::zero(), |a, b| a + b);
                figures.insert((month, None, total), sum);
                let terms = (0..classes).map(|class| (1, vec![(month, Some(class), field)]));
                equations.push(terms.chain([(-1, vec![(month, None, total)])]).collect());
            }
        }
        Dossier { figures, equations, months, classes }
    }

    fn value(&self, equation: &Equation) -> BigRational {
        let product = |places: &Vec<Place>| places.iter().fold(BigRational::one(), |product, place| product * &self.figures[place]);
        equation.iter().fold(BigRational::zero(), |sum, (by, places)| sum + product(places) * whole(*by))
    }

    /// Puts so many errors in, each in another figure; the right figures and the kinds of the errors.
    pub fn spoil(&mut self, errors: usize, choices: &mut Choices) -> BTreeMap<Place, (BigRational, usize)> {
        let places: Vec<Place> = self.figures.keys().copied().collect();
        let mut seeded: BTreeMap<Place, (BigRational, usize)> = BTreeMap::new();
        while seeded.len() < errors {
            let (at, kind) = (*choices.one_of(&places), choices.pick(KINDS.len()));
            if !seeded.contains_key(&at)
                && let Some(value) = wrong(self, at, kind, choices)
                && let Some(right) = self.figures.insert(at, value)
            {
                seeded.insert(at, (right, kind));
            }
        }
        seeded
    }

    pub fn failing(&self) -> Vec<usize> {
        (0..self.equations.len()).filter(|&at| !self.value(&self.equations[at]).is_zero()).collect()
    }

    /// The figures of each month as a return; the field and line of each figure are where [`Dossier::place`] finds them.
    pub fn returns(&self) -> Vec<(String, String)> {
        let text = |month| {
            let figure = |class, field| printed(&self.figures[&(month, class, field)]);
            let mut text =
                format!("form: statement\ncode: \"00001\"\nmonth_end: 20{:02}-{:02}-28\nclasses:\n", 20 + month / 12, month % 12 + 1);
            for class in 0..self.classes {
                let field = |name: &'static str| figure(Some(class), name);
                text.push_str(&format!(
                    "  - {{class: C{class}, opening: \"{}\", issued: \"{}\", bought_back: \"{}\", closing: \"{}\", par: \"HKD {}\", capital: \"HKD {}\"}}\n",
                    field("opening"), field("issued"), field("bought_back"), field("closing"), field("par"), field("capital"),
                ));
            }
            text.push_str(&format!(
                "total_shares: \"{}\"\ntotal_capital: \"HKD {}\"\n",
                figure(None, "total_shares"),
                figure(None, "total_capital")
            ));
            text
        };
        (0..self.months).map(|month| (format!("month-{month:02}.yaml"), text(month))).collect()
    }

    /// Whether figures can have values that satisfy every equation, and those values. An equation in which two of them are multiplied is
    /// solved last, with one of the two already known.
    fn solve(&self, open: &[Place]) -> Option<Vec<BigRational>> {
        let mut values: BTreeMap<Place, BigRational> = BTreeMap::new();
        let about: Vec<&Equation> = self
            .equations
            .iter()
            .filter(|equation| equation.iter().any(|(_, places)| places.iter().any(|place| open.contains(place))))
            .collect();
        loop {
            let unknown: Vec<Place> = open.iter().copied().filter(|place| !values.contains_key(place)).collect();
            let mut rows = Vec::new();
            let mut waits = false;
            for equation in &about {
                let mut row = vec![BigRational::zero(); unknown.len() + 1];
                let mut linear = true;
                for (by, places) in equation.iter() {
                    let mut product = whole(*by);
                    let mut variable = unknown.len();
                    for place in places {
                        match unknown.iter().position(|one| one == place) {
                            Some(at) if variable == unknown.len() => variable = at,
                            Some(_) => linear = false,
                            None => product *= values.get(place).unwrap_or(&self.figures[place]),
                        }
                    }
                    row[variable] += product;
                }
                if linear { rows.push(row) } else { waits = true }
            }
            let solved = eliminate(rows, unknown.len())?;
            let mut moved = false;
            for (place, value) in unknown.iter().zip(solved) {
                if let Some(value) = value {
                    values.insert(*place, value);
                    moved = true;
                }
            }
            if values.len() == open.len() && !waits {
                return Some(open.iter().map(|place| values[place].clone()).collect());
            }
            if !moved {
                return None;
            }
        }
    }

    /// Every least set of figures with its values, by trying all sets. Shares are whole, digits end, and no balance is negative.
    pub fn least(&self, most: usize) -> Option<BTreeSet<Vec<(Place, BigRational)>>> {
        let failing = self.failing();
        let places: Vec<Place> = self.figures.keys().copied().collect();
        let is_in = |place: &Place, at: usize| self.equations[at].iter().any(|(_, places)| places.contains(place));
        for size in 0..=most {
            let mut found = BTreeSet::new();
            sets(&places, size, &mut Vec::new(), 0, &mut |set| {
                let covers = failing.iter().all(|&at| set.iter().any(|place| is_in(place, at)));
                if !covers {
                    return;
                }
                let Some(values) = self.solve(set) else { return };
                if set.iter().zip(&values).all(|(place, value)| can_stand(place, value)) {
                    found.insert(set.iter().copied().zip(values).collect());
                }
            });
            if !found.is_empty() {
                return Some(found);
            }
        }
        None
    }
}

fn can_stand((_, _, field): &Place, value: &BigRational) -> bool {
    let is_shares = !matches!(*field, "par" | "capital" | "total_capital");
    let ends = {
        let mut rest = value.denom().clone();
        for prime in [2, 5] {
            while (&rest % BigInt::from(prime)).is_zero() {
                rest /= prime;
            }
        }
        rest.is_one()
    };
    let never_negative = matches!(*field, "closing" | "bought_back");
    (!is_shares || value.is_integer()) && ends && (!never_negative || *value >= BigRational::zero())
}

/// Each set of so many figures.
fn sets(places: &[Place], size: usize, set: &mut Vec<Place>, from: usize, visit: &mut dyn FnMut(&[Place])) {
    if set.len() == size {
        return visit(set);
    }
    for at in from..places.len() {
        set.push(places[at]);
        sets(places, size, set, at + 1, visit);
        set.pop();
    }
}

/// The values that linear equations settle; none where they contradict each other.
fn eliminate(mut rows: Vec<Vec<BigRational>>, unknowns: usize) -> Option<Vec<Option<BigRational>>> {
    let mut pivots = vec![None; unknowns];
    let mut used = 0;
    for column in 0..unknowns {
        let Some(at) = (used..rows.len()).find(|&at| !rows[at][column].is_zero()) else { continue };
        rows.swap(used, at);
        let scale = rows[used][column].clone();
        rows[used].iter_mut().for_each(|value| *value /= &scale);
        let pivot = rows[used].clone();
        for (other, row) in rows.iter_mut().enumerate() {
            if other != used && !row[column].is_zero() {
                let factor = row[column].clone();
                row.iter_mut().zip(&pivot).for_each(|(value, by)| *value -= by * &factor);
            }
        }
        pivots[column] = Some(used);
        used += 1;
    }
    if rows[used..].iter().any(|row| !row[unknowns].is_zero()) {
        return None;
    }
    let settled = |pivot: Option<usize>, column: usize| {
        let row = &rows[pivot?];
        let alone = (0..unknowns).all(|other| other == column || row[other].is_zero());
        alone.then(|| -row[unknowns].clone())
    };
    Some(pivots.into_iter().enumerate().map(|(column, pivot)| settled(pivot, column)).collect())
}

/// The digits of a number whose expansion ends.
fn printed(value: &BigRational) -> String {
    let mut places = 0;
    let mut scaled = value.clone();
    while !scaled.is_integer() {
        scaled *= whole(10);
        places += 1;
    }
    let digits = scaled.to_integer().to_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

pub const KINDS: [&str; 7] = ["another digit", "transposition", "lost digit", "lost group", "sign", "power of ten", "stale copy"];

/// A figure made wrong in one of these ways; `None` where it would stay as it is or not be a figure of its kind.
pub fn wrong(dossier: &Dossier, place: Place, kind: usize, choices: &mut Choices) -> Option<BigRational> {
    let right = &dossier.figures[&place];
    let text = printed(right);
    let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let changed = match KINDS[kind] {
        "another digit" => {
            let at = *choices.one_of(&digits);
            format!("{}{}{}", &text[..at], choices.pick(10), &text[at + 1..])
        }
        "transposition" => {
            let at = *choices.one_of(&digits);
            let next = digits.iter().copied().find(|&next| next > at)?;
            let mut bytes = text.clone().into_bytes();
            bytes.swap(at, next);
            String::from_utf8(bytes).ok()?
        }
        "lost digit" => {
            let at = *choices.one_of(&digits);
            format!("{}{}", &text[..at], &text[at + 1..])
        }
        "lost group" => {
            let end = text.find('.').unwrap_or(text.len());
            let groups = end.saturating_sub(1) / 3;
            let at = end.checked_sub(3 * (1 + choices.pick(groups.max(1))))?;
            format!("{}{}", &text[..at], &text[at + 3..])
        }
        "sign" => printed(&-right),
        "power of ten" => printed(&(right * whole(10))),
        _ => {
            let earlier = (place.0.checked_sub(1)?, place.1, place.2);
            printed(&dossier.figures[&earlier])
        }
    };
    let number = number(&changed)?;
    (number != *right && can_stand(&place, &number)).then_some(number)
}

pub fn number(text: &str) -> Option<BigRational> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.trim_start_matches('-').is_empty() {
        return None;
    }
    let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
    Some(BigRational::new(digits, BigInt::from(10u8).pow(fraction.len() as u32)))
}
