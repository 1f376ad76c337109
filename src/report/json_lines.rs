//! The report as JSON objects, one on a line, so that a reader can begin before the end.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::{BaselineUse, Correction, Finding, Problem, Report, Summary, Undetermined, WaiverUse};

/// What stands on one line.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line<'a> {
    Problem(&'a Problem),
    Finding(&'a Finding),
    Undetermined(&'a Undetermined),
    Correction(&'a Correction),
    Waiver(&'a WaiverUse),
    /// The last line: without it the output is cut off.
    Summary(End<'a>),
}

/// What is known when everything is told.
#[derive(Serialize, JsonSchema)]
pub struct End<'a> {
    /// The version of the layout, that of the whole report.
    pub version: u32,
    pub tool: &'a str,
    pub as_of: Option<&'a str>,
    pub packs: &'a [String],
    /// Rules that errors keep out of this run.
    pub left_out: &'a [String],
    pub baseline: Option<&'a BaselineUse>,
    pub summary: &'a Summary,
}

/// Writes each line when it is ready.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let lines = report.problems.iter().map(Line::Problem);
    let lines = lines.chain(report.findings.iter().map(Line::Finding)).chain(report.undetermined.iter().map(Line::Undetermined));
    let lines = lines.chain(report.corrections.iter().map(Line::Correction)).chain(report.waivers.iter().map(Line::Waiver));
    let end = Line::Summary(End {
        version: report.version,
        tool: &report.tool,
        as_of: report.as_of.as_deref(),
        packs: &report.packs,
        left_out: &report.left_out,
        baseline: report.baseline.as_ref(),
        summary: &report.summary,
    });
    for line in lines.chain([end]) {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
