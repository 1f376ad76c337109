//! Testing the tests: the rules are changed one place at a time, and each change is one that a test or a case should notice.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::fault::Fault;
use super::host::Host;
use super::suite::Suite;
use super::trials::TestOptions;
use crate::ir::Program;
use crate::mutate::{self, Mutant, Sameness};
use crate::report::exit::Exit;
use crate::report::mutated::{Fate, MutationReport};
use crate::source::SourceMap;

/// Rules that were tried with changes.
pub struct MutationRun {
    pub report: MutationReport,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
}

/// How changed rules are tried.
pub struct MutateOptions<'a> {
    /// How many changes are tried at a time; as many as the machine has processors where it is none.
    pub jobs: Option<NonZero<usize>>,
    /// Is told how many of how many are done.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// Changes the rules of the given files one place at a time, and holds each against the tests and the cases that stand beside them. A
/// filter chooses the rules that are changed.
pub fn mutate(host: &dyn Host, options: &TestOptions, how: &MutateOptions<'_>) -> Result<MutationRun, Fault> {
    let suite = match Suite::load(host, options)? {
        Ok(suite) => suite,
        Err(broken) => {
            let report = MutationReport::not_run(&broken.sources, &broken.diagnostics, &broken.left_out);
            return Ok(MutationRun { report, exit: Exit::Incomplete, sources: broken.sources });
        }
    };
    let failing = suite.failing();
    if !failing.is_empty() {
        return Err(Fault::TestsFail(failing));
    }
    let mut mutants = mutate::mutants(&suite.program, &suite.sources, &suite.files);
    if let Some(filter) = &options.filter {
        mutants.retain(|mutant| mutant.rules.iter().any(|rule| rule.contains(&filter.to_lowercase())));
    }
    let fates = fates(&suite, &mutants, how);
    let mut report = MutationReport::new(&suite.sources, &mutants, &fates);
    report.tests = suite.tests.len();
    report.cases = suite.trials.len() - suite.tests.len();
    report.cases_not_used = suite.cases_not_used;
    let exit = if report.summary.survived == 0 { Exit::Clean } else { Exit::Failed };
    Ok(MutationRun { report, exit, sources: suite.sources })
}

/// What becomes of each mutant, several tried at a time.
fn fates(suite: &Suite, mutants: &[Mutant], how: &MutateOptions<'_>) -> Vec<Fate> {
    let workers = how.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get).clamp(1, mutants.len().max(1));
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let work = || {
        let mut changed = suite.program.clone();
        let mut fates = Vec::new();
        while let Some((place, mutant)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, mutants.get(at)?))) {
            fates.push((place, fate(suite, &mut changed, mutant)));
            (how.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, mutants.len());
        }
        fates
    };
    let mut fates = vec![Fate::Survived; mutants.len()];
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for (place, fate) in workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))) {
            fates[place] = fate;
        }
    });
    fates
}

fn fate(suite: &Suite, changed: &mut Program, mutant: &Mutant) -> Fate {
    if mutant.rules.is_empty() {
        return Fate::Unreached;
    }
    let mut edits = mutant.edits();
    edits.iter_mut().for_each(|edit| edit.exchange(changed));
    let is_noticed = mutant.rules.iter().any(|rule| suite.trials_of(rule).any(|trial| suite.notices(changed, trial, rule)));
    let fate = if is_noticed {
        Fate::Killed
    } else if mutant.rules.iter().all(|rule| Sameness::new(&suite.program).of_rule(changed, rule)) {
        Fate::Equivalent
    } else {
        Fate::Survived
    };
    edits.iter_mut().rev().for_each(|edit| edit.exchange(changed));
    fate
}
