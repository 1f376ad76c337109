//! Rules that are read once, to judge the returns of many runs by them.

use std::path::PathBuf;

use super::host::Host;
use super::memory::Memory;
use super::reported::{Aside, Reported};
use super::snapshots::{self, Brought};
use super::{Checked, Fault, Options, Reader, Rules, rule_ids, waivers};
use crate::eval;
use crate::report::Grade;
use crate::report::exit::Exit;

/// The rules of a run without returns.
pub struct Rulebook {
    rules: Rules,
}

impl Rulebook {
    /// Reads the rules that a run with these options would take.
    pub fn load(host: &dyn Host, options: &Options) -> Result<Rulebook, Fault> {
        let mut rules = Rules::load(host, options, &mut Memory::default())?;
        let packs = rules.packs(options, None);
        rules.narrow(options, &packs)?;
        Ok(Rulebook { rules })
    }

    /// Judges the returns of some files. Which figure may be wrong is not looked for.
    pub fn check(&self, host: &dyn Host, inputs: &[PathBuf], reader: &Reader) -> Result<Checked, Fault> {
        let Brought { sources, returns, diagnostics } = snapshots::read_beside(&self.rules, host, inputs, reader)?;
        let program = self.rules.program.clone();
        let verdicts = eval::evaluate(&program, &returns);
        let as_of = returns.returns.iter().filter_map(|of| of.date).max();
        let waivings = waivers::waive(&program, &returns, &verdicts, as_of);
        let report = Reported {
            sources: &sources,
            program: &program,
            returns: &returns,
            rules: rule_ids(&program),
            verdicts: &verdicts,
            aside: Aside { diagnostics, waivings, as_of, groups: Vec::new() },
        }
        .report();
        let exit = Exit::of(&report, Grade::Error, None);
        Ok(Checked { report, exit, sources, program, returns, verdicts })
    }
}
