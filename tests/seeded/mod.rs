//! Errors put into generated dossiers: how many the standard pack notices, by kind of error, and that it is silent where nothing is wrong.
//!
//! `RULECHECK_CASES` is how many errors are put in; from [`LONG`] on the table is printed. `rules/hkex/README.md` has it.

pub mod dossier;
mod errors;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rulecheck::driver::{self, MemoryHost, Options, Reader};
use rulecheck::read::document::Limits;
use rulecheck::report::Grade;

use crate::corpus::none_of;
use crate::oracle::Choices;
use dossier::{Dossier, ISSUERS, Issuer};
use errors::{Error, KINDS};

/// How many errors make a long run.
const LONG: usize = 2_000;

/// The least share of errors that is noticed, in a hundred.
const LEAST: usize = 95;

/// A fail: the rule, the return and the rows.
type Fail = (String, String, Vec<String>);

/// The fails that are errors or warnings, and the problems of the files, such as two returns of one month. Notes are about what is unusual
/// and lawful.
fn fails(dossier: &Dossier) -> BTreeSet<Fail> {
    let files = dossier.files();
    let inputs = files.iter().map(|(name, _)| name.into()).collect();
    let host = files.into_iter().fold(MemoryHost::default(), |host, (name, text)| host.with(name, text));
    let reader = Reader::Here { limits: Limits::default() };
    let checked = driver::check(&host, &Options { inputs, reader, ..Options::default() }).expect("the dossier can be read");
    let problems = checked.report.problems.into_iter().map(|problem| (problem.code, problem.place.path, Vec::new()));
    let grave = checked.report.findings.into_iter().filter(|finding| finding.instance.grade != Grade::Note);
    grave.map(|finding| (finding.instance.rule, finding.instance.path, finding.instance.key)).chain(problems).collect()
}

/// Errors put in and noticed.
#[derive(Clone, Copy, Default)]
struct Tally {
    put_in: usize,
    noticed: usize,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.put_in == 0 { write!(f, "–") } else { write!(f, "{} of {}", self.noticed, self.put_in) }
    }
}

#[test]
fn errors_in_generated_dossiers_are_noticed() {
    let asked = std::env::var("RULECHECK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(ISSUERS.len() * KINDS.len() * 4);
    let mut tallies: BTreeMap<(Error, Issuer), Tally> = BTreeMap::new();
    let mut missed: BTreeMap<(Error, String), usize> = BTreeMap::new();
    let mut alarms: Vec<String> = Vec::new();
    let (mut put_in, mut sound, mut seed) = (0, 0, 0);
    while put_in < asked {
        for issuer in ISSUERS {
            let mut choices = Choices::seeded(seed);
            seed += 1;
            let dossier = Dossier::generate(&mut choices, issuer);
            let before = fails(&dossier);
            sound += dossier.returns.len();
            alarms.extend(before.iter().map(|(rule, path, key)| format!("{issuer:?} {seed}: {rule} {path} {key:?}")));
            for kind in KINDS.iter().cycle().take(KINDS.len() * 2) {
                let Some((changed, field)) = errors::put(&mut choices, &dossier, *kind) else { continue };
                let is_noticed = !fails(&changed).is_subset(&before);
                let tally = tallies.entry((*kind, issuer)).or_default();
                tally.put_in += 1;
                put_in += 1;
                if is_noticed {
                    tally.noticed += 1;
                } else {
                    *missed.entry((*kind, field)).or_default() += 1;
                }
            }
        }
    }
    if asked >= LONG {
        println!("{}", table(&tallies));
        println!("not noticed: {missed:#?}");
        println!("{} false alarms on {sound} sound returns", alarms.len());
    }
    none_of(alarms);
    let noticed: usize = tallies.values().map(|tally| tally.noticed).sum();
    assert!(noticed * 100 >= put_in * LEAST, "{noticed} of {put_in} errors are noticed; not noticed: {missed:#?}");
}

/// The share of each kind of error and of issuer.
fn table(tallies: &BTreeMap<(Error, Issuer), Tally>) -> String {
    let mut text = String::from("| error |");
    ISSUERS.iter().for_each(|issuer| _ = write!(text, " {issuer:?} |"));
    let _ = writeln!(text, " all |\n|---|{}", "---|".repeat(ISSUERS.len() + 1));
    for kind in KINDS {
        let _ = write!(text, "| {kind:?} |");
        let mut all = Tally::default();
        for issuer in ISSUERS {
            let tally = tallies.get(&(kind, issuer)).copied().unwrap_or_default();
            all = Tally { put_in: all.put_in + tally.put_in, noticed: all.noticed + tally.noticed };
            let _ = write!(text, " {tally} |");
        }
        let _ = writeln!(text, " {all} |");
    }
    text
}
