//! `rulecheck diff`: its arguments.

use std::path::PathBuf;

use clap::Args;

use super::output::OutputArgs;
use super::reading::ReadingArgs;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct DiffArgs {
    /// Returns, and folders of them
    #[arg(value_name = "RETURN", required = true)]
    pub paths: Vec<PathBuf>,

    /// The old rules, and with a second --rules the new: a rule file, a folder, an embedded pack by name, or git:REVISION:PATH
    #[arg(long, value_name = "RULES", required = true)]
    pub rules: Vec<String>,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Print only the last line, with the counts
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck diff --rules git:v1.0:rules/ours --rules rules/ours returns/2025/
  rulecheck diff --rules old/ --rules new/ returns/ --format json

Exit codes:
  0  nothing comes out otherwise
  1  something does
  2  the run could not be done as asked, or rule files or returns have errors";
