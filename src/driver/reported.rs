//! The report of verdicts on returns, without the files, packs and settings of a run.

use chrono::NaiveDate;

use crate::data::Returns;
use crate::diag::Diagnostic;
use crate::eval;
use crate::ir::{Program, RuleId};
use crate::locate::Group;
use crate::report::{Material, Report, Waivings};
use crate::source::SourceMap;
use crate::verdict::Verdict;

/// Verdicts on returns, to be reported.
pub(super) struct Reported<'a> {
    pub sources: &'a SourceMap,
    pub program: &'a Program,
    pub returns: &'a Returns,
    pub rules: Vec<RuleId>,
    pub verdicts: &'a [Verdict],
    pub aside: Aside,
}

/// What a report may say beside the verdicts.
#[derive(Default)]
pub(super) struct Aside {
    pub diagnostics: Vec<Diagnostic>,
    pub waivings: Waivings,
    pub as_of: Option<NaiveDate>,
    pub groups: Vec<Group>,
}

impl Reported<'_> {
    pub fn report(self) -> Report {
        let Reported { sources, program, returns, rules, verdicts, aside: Aside { diagnostics, waivings, as_of, groups } } = self;
        Report::new(Material {
            sources,
            program,
            returns,
            files: Vec::new(),
            diagnostics,
            left_out: Vec::new(),
            rules,
            verdicts,
            waivings,
            severities: Vec::new(),
            baseline: None,
            packs: Vec::new(),
            untranslated: None,
            as_of,
            derive: &|verdict| eval::derive(program, returns, verdict),
            row_name: &|row| eval::row_name(program, returns, row),
            groups,
            figure_of: &|cell, number| eval::shown_in(program, returns, cell, number),
        })
    }
}
