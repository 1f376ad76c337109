//! The report of a run: plain words and places, versioned, the only thing that is printed.
//!
//! [`Report`] is also the JSON output; its schema is `docs/report.schema.json`.

pub mod baseline;
mod build;
pub mod citations;
pub mod code_page;
pub mod compared;
pub mod compared_screen;
mod concise;
mod corrections;
mod corrections_screen;
pub mod covered;
pub mod covered_screen;
mod drawing;
mod excerpt;
pub mod exit;
pub mod fingerprint;
pub mod formats;
mod github;
pub mod json;
pub mod json_lines;
pub mod junit;
pub mod lint;
pub mod list;
mod markdown;
pub mod mutated;
pub mod mutated_screen;
pub mod pending;
pub mod reasons;
mod roots;
pub mod rule_page;
mod sarif;
pub mod severities;
mod sheet;
mod spreadsheet;
pub mod terminal;
pub mod tested;
pub mod tested_cases;
pub mod tested_junit;
pub mod tested_screen;
#[cfg(test)]
mod tests;
mod text;
pub mod tree;
mod waivers;
pub mod why;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ir::Untranslated;
use crate::layout::Area;
use crate::source::SourceId;

pub use baseline::{Baseline, BaselineUse};
pub use build::{Material, ReadFile, place, problems};
pub use citations::{Citation, Setting};
pub use corrections::{Corrected, CorrectedFigure, Correction, CorrectionStatus};
pub use formats::Format;
pub use json::schema;
pub use roots::Follows;
pub use severities::SeverityChange;
pub use waivers::{Waived, WaiverStatus, WaiverUse, Waivings};

/// The version of this layout; it rises with each change that a reader of the JSON could notice.
pub const VERSION: u32 = 5;

/// The name of this program and its version.
pub fn tool() -> String {
    format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
}

/// Everything that a run has to say.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this layout.
    pub version: u32,
    /// `rulecheck` and its version.
    pub tool: String,
    /// The day that stands for today; recorded, and never chooses an edition.
    pub as_of: Option<String>,
    pub packs: Vec<String>,
    pub inputs: Vec<Input>,
    pub summary: Summary,
    /// Problems in the texts: rule files and returns.
    pub problems: Vec<Problem>,
    /// Rules that errors keep out of this run.
    pub left_out: Vec<String>,
    /// Fails, the gravest first, then by return and rule; those that the baseline knows come after them, and those that are waived last.
    pub findings: Vec<Finding>,
    /// The smallest corrections that would satisfy every rule, one entry for each group of findings with a common root.
    pub corrections: Vec<Correction>,
    /// The baseline of the run, if it has one, and what became of it.
    pub baseline: Option<BaselineUse>,
    /// The waivers of rules of this run.
    pub waivers: Vec<WaiverUse>,
    /// The parameters of packs that a rule file of the run has set.
    pub settings: Vec<Setting>,
    /// The severities that the run was asked to change.
    pub severities: Vec<SeverityChange>,
    /// What could not be judged, each with its cause.
    pub undetermined: Vec<Undetermined>,
    /// Every rule of the run with its counts, by name.
    pub rules: Vec<RuleCounts>,
    /// What the rules of the run cite, as far as their packs describe it.
    pub citations: Vec<Citation>,
    /// What the reader's language lacks, where it is not English.
    #[serde(skip)]
    #[schemars(skip)]
    pub untranslated: Option<Untranslated>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Input {
    /// The path as given, with forward slashes.
    pub path: String,
    pub kind: InputKind,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The form, for a return that could be read.
    pub form: Option<String>,
    pub issuer: Option<String>,
    /// The return's date, `2022-09-30`.
    pub date: Option<String>,
    /// The path of the return that amends this one.
    pub superseded_by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    Return,
    Profile,
    Rules,
    /// The rows of a table, or the closed days of a calendar.
    Table,
}

/// Instances by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    pub passed: usize,
    /// Without those that the baseline knows or that are waived.
    pub failed: usize,
    /// Fails that the baseline knows.
    pub known: usize,
    /// Fails that a waiver lets stand.
    pub waived: usize,
    pub not_applicable: usize,
    pub undetermined: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    #[serde(flatten)]
    pub counts: Counts,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Returns judged.
    pub returns: usize,
    /// Rules of the run; several editions of one rule count once.
    pub rules: usize,
    /// Rules with no instance that passed or failed.
    pub not_exercised: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Error,
    Warning,
    Note,
}

impl Grade {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Error => "error",
            Grade::Warning => "warning",
            Grade::Note => "note",
        }
    }
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Place {
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Byte offsets, half-open.
    pub start: u32,
    pub end: u32,
    /// For a file that has pages, the page, from 1. Lines and bytes are those of the text that was read from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The rectangle on the page, where it is known; of a blank, that of the words before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// For a spreadsheet, the sheet and the cell: `Sheet1!C7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The text itself, for excerpts.
    #[serde(skip)]
    #[schemars(skip)]
    pub source: SourceId,
}

impl Place {
    /// Where it is in a file that people do not see by lines: `page 2`, or `Sheet1!C7`.
    pub fn within(&self) -> Option<String> {
        self.cell.clone().or_else(|| Some(format!("page {}", self.page?)))
    }

    /// The file with the page, the cell or the line: `september.pdf, page 2`, `september.yaml:4`.
    pub fn brief(&self) -> String {
        match self.within() {
            Some(within) => format!("{}, {within}", self.path),
            None => format!("{}:{}", self.path, self.line),
        }
    }
}

/// Which instance of which rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Instance {
    pub rule: String,
    pub title: String,
    /// The first day of the edition, where the rule has dated editions.
    pub edition: Option<String>,
    pub grade: Grade,
    pub cites: Vec<String>,
    /// The form's title and date: `Monthly Return (FF301), 30 September 2022`.
    #[serde(rename = "return")]
    pub of: String,
    /// The path of the return.
    pub path: String,
    /// The name of each row that `for each` bound: `["Class B"]`.
    pub key: Vec<String>,
}

/// A rule that a return breaks.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    #[serde(flatten)]
    pub instance: Instance,
    /// The rule's own message, or one made from the comparison.
    pub message: String,
    pub comparison: Option<Comparison>,
    /// Every figure that decided, with its place; the doubtful first where the rule says so.
    pub figures: Vec<Figure>,
    /// Why nothing is missing from the returns of some days that were read, in a sentence for each window.
    pub grounds: Vec<String>,
    /// The finding that this one follows from: the change of one figure puts both right.
    pub follows: Option<Follows>,
    /// Where the rule states what must hold.
    pub rule_place: Place,
    pub rule_text: String,
    /// Whether the baseline knows it, so that it does not fail the run.
    pub known: bool,
    /// The waiver that lets the fail stand.
    pub waived: Option<Waived>,
}

impl Finding {
    /// Whether it counts for the exit code: nothing lets it stand.
    pub fn is_new(&self) -> bool {
        self.waived.is_none() && !self.known
    }

    /// The figure to look at first: of the judged return where one of its figures decided, else of the return that it is compared with.
    pub fn first_figure(&self) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.place.path == self.instance.path).or(self.figures.first())
    }
}

impl Instance {
    /// The rows that the instance is about, in one text: `Class B`; empty where it is the whole return.
    pub fn rows(&self) -> String {
        self.key.join(", ")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The reckoning of the left side with its values.
    pub left: String,
    pub left_value: String,
    pub operator: String,
    pub right: String,
    pub right_value: String,
    pub difference: Option<String>,
    /// Which reading fitted, for `agrees with`.
    pub fitted: Option<String>,
    /// The comparison in a sentence.
    pub sentence: String,
}

/// One cell of a return.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Figure {
    /// The path in the return: `authorised[Class B].par_value`.
    pub field: String,
    /// The words printed on the form.
    pub label: String,
    /// As printed.
    pub printed: String,
    pub state: String,
    /// Whether the rule calls this figure doubtful.
    pub doubtful: bool,
    pub place: Place,
}

/// An instance that could not be judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Undetermined {
    #[serde(flatten)]
    pub instance: Instance,
    /// The id of the cause: `not-loaded`, `unreadable`, `blank` …
    pub cause: String,
    /// What is missing and where to look, in a sentence.
    pub reason: String,
    pub place: Option<Place>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RuleCounts {
    pub name: String,
    pub title: String,
    pub grade: Grade,
    pub cites: Vec<String>,
    #[serde(flatten)]
    pub counts: Counts,
}

/// A problem in a text.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Problem {
    pub code: String,
    pub level: crate::diag::Level,
    pub message: String,
    pub label: String,
    pub place: Place,
    pub related: Vec<Related>,
    pub help: Option<String>,
    pub fix: Option<ProblemFix>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Related {
    pub message: String,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProblemFix {
    pub message: String,
    pub place: Place,
    pub replacement: String,
}
