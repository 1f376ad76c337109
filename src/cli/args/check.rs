//! `rulecheck check`, and how a run ends for what it finds.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::date::date;
use super::output::CheckOutputArgs;
use super::reading::ReadingArgs;
use super::rules::RuleSource;
use crate::report::{Grade, reasons};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CheckArgs {
    /// Returns (PDF files, .yaml, .yml, .json), rule files (.rules), and folders of them; hidden files are passed over
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub source: RuleSource,

    /// Take only these rules, by name or pattern
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Which rules")]
    pub select: Vec<String>,

    /// Leave these rules out, by name or pattern
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Which rules")]
    pub ignore: Vec<String>,

    /// The day that stands for today, recorded in the report [default: the newest date in the returns]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "What counts as a failure")]
    pub as_of: Option<NaiveDate>,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub judge: JudgeArgs,

    #[command(flatten)]
    pub output: CheckOutputArgs,

    /// Which findings the form `full` shows in full
    #[arg(long, value_enum, default_value = "roots", value_name = "WHICH", help_heading = "Output")]
    pub show: Show,

    /// Print only the last line, with the counts
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Mark the findings on copies of the PDF files: a file for one, or a folder for any number
    #[arg(long, value_name = "FILE.pdf|FOLDER", help_heading = "Output")]
    pub annotate: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck check returns/2022-09/
  rulecheck check returns/ --select 'issued.*' --format json > report.json
  rulecheck check returns/ --output sarif=report.sarif --output csv=report.csv
  rulecheck check returns/ --allow-undetermined=not-loaded";

/// How a run ends for what it finds.
#[derive(Debug, Args)]
pub(in crate::cli) struct JudgeArgs {
    /// The least grave kind of failure that makes the exit code 1 [default: error]
    #[arg(
        long,
        value_enum,
        value_name = "GRADE",
        env = "RULECHECK_FAIL_ON",
        hide_env_values = true,
        help_heading = "What counts as a failure"
    )]
    pub fail_on: Option<FailOn>,

    /// Let what cannot be judged count as clean: for the named causes, or for all of them
    #[arg(
        long,
        value_name = "CAUSE",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new(reasons::CAUSES.iter().map(|cause| cause.1)),
        env = "RULECHECK_ALLOW_UNDETERMINED",
        hide_env_values = true,
        help_heading = "What counts as a failure"
    )]
    pub allow_undetermined: Option<Vec<String>>,

    /// Findings that are known already, a file that `rulecheck baseline` wrote: they are shown, and do not make the exit code 1
    #[arg(long, value_name = "FILE", env = "RULECHECK_BASELINE", hide_env_values = true, help_heading = "What counts as a failure")]
    pub baseline: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Only `must` rules
    Error,
    /// `must` and `should` rules
    Warning,
    /// Rules of every severity
    Note,
}

impl From<FailOn> for Grade {
    fn from(fail_on: FailOn) -> Grade {
        match fail_on {
            FailOn::Error => Grade::Error,
            FailOn::Warning => Grade::Warning,
            FailOn::Note => Grade::Note,
        }
    }
}

/// Which findings are shown in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Show {
    /// Of several that the change of one figure puts right, one; the others stand under it by name
    Roots,
    /// Each of them, and by name each rule that nothing calls for
    All,
}
