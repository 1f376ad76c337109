//! `rulecheck baseline`: its arguments.

use std::path::PathBuf;

use clap::Args;

use super::reading::ReadingArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct BaselineArgs {
    /// Returns, rule files, and folders of them, as `check` takes them
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub source: RuleSource,

    #[command(flatten)]
    pub reading: ReadingArgs,

    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck baseline returns/ -o known.jsonl
  rulecheck check returns/ --baseline known.jsonl

The file has a line for each finding: issuer, return, date, rule, rows and message, in order. No line of a return
is in it, so that it holds when a return is edited or moved. Of a finding that is gone `check` says so.

Exit codes:
  0  the file is written
  2  the run could not be done as asked, or some file has errors: nothing is written";
