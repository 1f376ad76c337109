//! `rulecheck review`, `accept`, `reject` and `pending`: their arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

use super::output::Format;

#[derive(Debug, Args)]
#[command(after_help = REVIEW_EXAMPLES)]
pub(in crate::cli) struct ReviewArgs {
    #[command(flatten)]
    pub of: PendingSource,
}

#[derive(Debug, Args)]
#[command(after_help = DECIDE_EXAMPLES)]
pub(in crate::cli) struct DecideArgs {
    #[command(flatten)]
    pub of: PendingSource,
}

#[derive(Debug, Args)]
#[command(after_help = PENDING_EXAMPLES)]
pub(in crate::cli) struct PendingArgs {
    #[command(flatten)]
    pub of: PendingSource,

    /// The form of the output
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub format: Format,
}

/// What waits.
#[derive(Debug, Args)]
pub(in crate::cli) struct PendingSource {
    /// Files of cases, and folders of them [default: the folder in which you are]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Take only cases whose title or whose file's name contains this
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const REVIEW_EXAMPLES: &str = "\
Examples:
  rulecheck test house/          judges the cases, and keeps what came beside them
  rulecheck review house/        goes through what changed

Exit codes:
  0  nothing is left to review
  1  something is
  2  it could not be done as asked: no terminal, or the environment says CI";

const DECIDE_EXAMPLES: &str = "\
Examples:
  rulecheck accept house/
  rulecheck reject house/ --filter july

Exit codes:
  0  nothing of what was named waits any longer
  1  something is out of date; run the tests again
  2  it could not be done as asked: a file cannot be written, or the environment says CI";

const PENDING_EXAMPLES: &str = "\
Examples:
  rulecheck pending
  rulecheck pending house/ --format json

Exit codes:
  0  nothing waits
  1  something does";
