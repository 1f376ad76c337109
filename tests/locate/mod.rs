//! The smallest corrections, held against a search of our own that tries every set of figures of generated dossiers.
//!
//! `RULECHECK_CASES=10000 cargo test --release --test all locate -- --nocapture` runs the long mode and prints how often the true error is
//! found, for each kind of error.

mod dossier;
mod rounding;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use num_rational::BigRational;
use rulecheck::driver::{self, MemoryHost, Options};
use rulecheck::report::{Correction, CorrectionStatus};

use crate::oracle::Choices;
use dossier::{Dossier, KINDS, Place, RULES, number};

/// A figure in the words of a report: the return and the path in it.
fn place(path: &str, field: &str) -> Place {
    let month = path.trim_start_matches("month-").trim_end_matches(".yaml").parse().expect("the number of a month");
    let fields = ["opening", "issued", "bought_back", "closing", "par", "capital", "total_shares", "total_capital"];
    let name = field.rsplit('.').next().expect("a path has a last step");
    let name = fields.into_iter().find(|known| *known == name).expect("a field of the form");
    let class = field.split_once("[C").map(|(_, rest)| rest.split(']').next().expect("a row").parse().expect("the number of a class"));
    (month, class, name)
}

/// All combinations of one explanation for each group.
fn joint(corrections: &[Correction]) -> BTreeSet<Vec<(Place, BigRational)>> {
    let mut all: Vec<Vec<(Place, BigRational)>> = vec![Vec::new()];
    for correction in corrections {
        assert_eq!(correction.status, CorrectionStatus::Explained, "{}", correction.sentence);
        let each: Vec<Vec<(Place, BigRational)>> = correction
            .explanations
            .iter()
            .map(|explanation| {
                let change = |change: &rulecheck::report::CorrectedFigure| {
                    assert!(change.at_least.is_none() && change.at_most.is_none(), "each figure has one value here");
                    let value =
                        change.value.as_deref().expect("each figure has one value here").trim_start_matches("HKD ").replace(',', "");
                    (place(&change.figure.place.path, &change.figure.field), number(&value).expect("a number"))
                };
                explanation.changes.iter().map(change).collect()
            })
            .collect();
        all = all.iter().flat_map(|before| each.iter().map(move |more| [before.as_slice(), more].concat())).collect();
    }
    all.into_iter()
        .map(|mut set| {
            set.sort();
            set
        })
        .collect()
}

#[derive(Default)]
struct Tally {
    seeded: usize,
    unnoticed: usize,
    only: usize,
    first_three: usize,
    among: usize,
    not_among: usize,
}

#[test]
fn every_smallest_correction_is_found_and_none_invented() {
    let cases: usize = std::env::var("RULECHECK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(60);
    let mut tallies: BTreeMap<(usize, &str), Tally> = BTreeMap::new();
    for seed in 0..cases as u64 {
        let mut choices = Choices::seeded(seed);
        let mut dossier = Dossier::generate(&mut choices, 3);
        assert_eq!(dossier.failing(), Vec::<usize>::new(), "a dossier is sound before errors are put in");
        let errors = 1 + choices.pick(3);
        let seeded = dossier.spoil(errors, &mut choices);
        let kind = if errors == 1 { KINDS[seeded.values().next().expect("one error").1] } else { "several" };
        let tally = tallies.entry((errors, kind)).or_default();
        tally.seeded += 1;
        if dossier.failing().is_empty() {
            tally.unnoticed += 1;
            continue;
        }
        let mut host = MemoryHost::default().with("house.rules", RULES);
        for (name, text) in dossier.returns() {
            host = host.with(name, text);
        }
        let inputs = (0..dossier.months).map(|month| PathBuf::from(format!("month-{month:02}.yaml"))).collect();
        let options = Options { inputs, rules: vec![PathBuf::from("house.rules")], ..Options::default() };
        let report = driver::check(&host, &options).expect("the run is done").report;
        assert_eq!(report.problems.len(), 0, "{:?}", report.problems.first().map(|problem| &problem.message));
        let found = joint(&report.corrections);
        let expected = dossier.least(errors).unwrap_or_else(|| panic!("seed {seed}: the errors put right satisfy every rule"));
        assert_eq!(found, expected, "seed {seed}");
        let truth: Vec<(Place, BigRational)> = seeded.iter().map(|(place, (right, _))| (*place, right.clone())).collect();
        let among = found.contains(&truth);
        let first = report.corrections.iter().all(|correction| {
            correction.explanations.iter().take(3).any(|explanation| {
                explanation
                    .changes
                    .iter()
                    .all(|change| truth.iter().any(|(at, _)| *at == place(&change.figure.place.path, &change.figure.field)))
            })
        });
        match (among, found.len(), first) {
            (true, 1, _) => tally.only += 1,
            (true, _, true) => tally.first_three += 1,
            (true, _, false) => tally.among += 1,
            (false, ..) => tally.not_among += 1,
        }
    }
    eprintln!(
        "errors | kind | dossiers | unnoticed | only explanation | among the first three | among the smallest | a smaller one exists"
    );
    for ((errors, kind), tally) in &tallies {
        let Tally { seeded, unnoticed, only, first_three, among, not_among } = tally;
        eprintln!("{errors} | {kind} | {seeded} | {unnoticed} | {only} | {first_three} | {among} | {not_among}");
    }
    let noticed: usize = tallies.values().map(|tally| tally.seeded - tally.unnoticed).sum();
    assert!(noticed > cases / 2, "most errors are noticed, else nothing is tried");
}
