//! What a run of the oracle compared, and what a long one must have met.

use std::collections::BTreeMap;

use super::naive::Met;

/// In so many pairs a state that an operator can meet must have come once.
const ONCE_IN: u64 = 20_000;

/// Every operator of the language as the naive evaluator counts its operands, with the states that it cannot meet or meets too seldom.
const OPERATORS: &[(&str, &[&str])] = &[
    ("*", &[]),
    ("+", &[]),
    ("-", &[]),
    (".", &[]),
    ("/", &[]),
    ("<", &[]),
    ("<=", &[]),
    ("<>", &[]),
    ("=", &[]),
    (">", &[]),
    (">=", &[]),
    ("absolute of", &[]),
    ("agrees with", &[]),
    ("agrees with any", &[]),
    ("and", &[]),
    ("any of", &[]),
    ("base", &[]),
    ("business day after", &[]),
    ("business day before", &[]),
    ("business days between", &[]),
    ("business days", &[]),
    ("call", &[]),
    ("ceiling of", &[]),
    ("count of distinct", &[]),
    ("count of distinct … where", &[]),
    ("count of … where", &[]),
    ("date of", &[]),
    ("else", &[]),
    ("every", &[]),
    ("every … where", &[]),
    ("first day of", &[]),
    ("floor of", &[]),
    ("how many", &[]),
    ("if", &[]),
    ("is at least", &[]),
    ("is at most", &[]),
    ("is code", &[]),
    // What is asked of a field that cannot be found is no question about a cell.
    ("is missing", &["not-loaded"]),
    ("is present", &["not-loaded"]),
    ("largest of", &[]),
    ("largest of values", &[]),
    ("largest of … where", &[]),
    ("last day of", &[]),
    ("lookup", &[]),
    ("month of", &[]),
    ("months after", &[]),
    ("must", &[]),
    ("not", &[]),
    ("or", &[]),
    // A parameter has the value of an edition, or there is none.
    ("parameter", &["not applicable", "not-loaded", "unreadable", "blank", "absent"]),
    // Another return is there or not; the first for want of a date that can be read.
    ("previous", &["not applicable"]),
    ("profile", &["not applicable", "unreadable", "blank", "absent"]),
    ("round", &[]),
    ("smallest of", &[]),
    ("smallest of values", &[]),
    ("smallest of … where", &[]),
    ("some", &[]),
    ("some … where", &[]),
    ("then", &[]),
    // A time is written out, or a parameter.
    ("time", &["not applicable", "not-loaded", "unreadable", "blank", "absent"]),
    ("time on", &[]),
    ("total of", &[]),
    ("total of … where", &[]),
    ("unary -", &[]),
    ("when", &[]),
    ("where", &[]),
    ("where of what is missing", &["not applicable", "unreadable", "blank", "absent", "not-loaded"]),
    ("whichever of", &[]),
];

/// How many of the states an operator is to meet; the others come of few operators only.
const FREQUENT: usize = 6;

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
    /// The outcomes; of what is undetermined, the cause.
    pub verdicts: BTreeMap<&'static str, u64>,
    pub met: Met,
}

impl Tally {
    /// Prints the counts.
    pub fn print(&self) {
        eprintln!("{} programs, {} (program, returns) pairs; verdicts: {:?}", self.programs, self.pairs, self.verdicts);
        eprintln!("{} values, each of the type of its expression", self.values);
        eprintln!("{:26}{}", "operand of", STATES.map(|state| format!("{state:>18}")).concat());
        for (operator, _) in OPERATORS {
            eprintln!("{operator:26}{}", STATES.map(|state| format!("{:>18}", self.count(operator, state))).concat());
        }
    }

    /// What a long run ought to have met and has not: each operator beside each frequent state, each cause beside some operator and in
    /// some verdict, each outcome.
    pub fn gaps(&self) -> Vec<String> {
        let least = self.pairs / ONCE_IN;
        let mut gaps = Vec::new();
        for (operator, never) in OPERATORS {
            let seldom = STATES[..FREQUENT].iter().filter(|state| !never.contains(state) && self.count(operator, state) < least);
            gaps.extend(seldom.map(|state| format!("`{operator}` met {state} {} times, not {least}", self.count(operator, state))));
        }
        let strangers = self.met.keys().filter(|(operator, _)| !OPERATORS.iter().any(|(known, _)| known == operator));
        gaps.extend(strangers.map(|(operator, _)| format!("`{operator}` is not in the table of operators")));
        for cause in &STATES[2..] {
            let met: u64 = OPERATORS.iter().map(|(operator, _)| self.count(operator, cause)).sum();
            // The edition of a rule is chosen before anything is reckoned.
            if met < least && *cause != "edition-unknown" {
                gaps.push(format!("{cause} met an operator {met} times, not {least}"));
            }
        }
        let outcomes = ["pass", "fail", "not applicable"].into_iter().chain(STATES[2..].iter().copied());
        let seldom =
            outcomes.map(|outcome| (outcome, self.verdicts.get(outcome).copied().unwrap_or(0))).filter(|(_, count)| *count < least);
        gaps.extend(seldom.map(|(outcome, count)| format!("{outcome} came out {count} times, not {least}")));
        gaps
    }

    fn count(&self, operator: &str, state: &'static str) -> u64 {
        self.met.get(&(operator.to_owned(), state)).copied().unwrap_or(0)
    }
}
