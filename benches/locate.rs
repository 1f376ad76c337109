//! What the smallest corrections cost for a dossier of twelve months: `cargo bench --bench locate`.
//!
//! The time of one dossier says little, since errors differ; so the spread over many dossiers is printed.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![allow(dead_code, reason = "the generator of the tests does more than is needed here")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rulecheck::locate::{Limits, locate};
use rulecheck::source::SourceMap;
use rulecheck::{data, eval, ir, syntax};

#[path = "../tests/oracle/choices.rs"]
mod choices;
#[path = "../tests/locate/dossier.rs"]
mod dossier;

use choices::Choices;
use dossier::Dossier;

const DOSSIERS: u64 = 1_000;

fn main() {
    let mut sources = SourceMap::default();
    let rules = sources.add("house.rules", dossier::RULES);
    let parsed = syntax::parse(rules, dossier::RULES);
    let program = ir::lower(ir::Program::default(), &[parsed.file], &|_, _| None, &sources).program;
    for errors in 0..=3 {
        let mut times: Vec<Duration> = (0..DOSSIERS).map(|seed| one(&program, &sources, seed, errors)).collect();
        times.sort();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!("{errors} errors in {DOSSIERS} dossiers of twelve months: median {:?}, 99 % {:?}, slowest {:?}", at(50), at(99), at(100));
    }
}

/// The quickest of three, to leave out what else the machine does.
fn one(program: &ir::Program, sources: &SourceMap, seed: u64, errors: usize) -> Duration {
    let mut choices = Choices::seeded(seed);
    let mut dossier = Dossier::generate(&mut choices, 12);
    dossier.spoil(errors, &mut choices);
    let mut sources = sources.clone();
    let ids: Vec<_> = dossier.returns().into_iter().map(|(name, text)| sources.add(name, text)).collect();
    let returns = data::load(&program.forms, &sources, &ids).returns;
    let verdicts = eval::evaluate(program, &returns);
    let time = || {
        let start = Instant::now();
        std::hint::black_box(locate(program, &returns, &verdicts, &BTreeSet::new(), Limits::default()));
        start.elapsed()
    };
    (0..3).map(|_| time()).min().unwrap_or_default()
}
