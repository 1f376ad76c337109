//! `rulecheck list`: its arguments.

use chrono::NaiveDate;
use clap::Args;

use super::date::date;
use super::output::OutputArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ListArgs {
    #[command(flatten)]
    pub source: RuleSource,

    /// Show only the editions in force on this day
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Which rules")]
    pub as_of: Option<NaiveDate>,

    #[command(flatten)]
    pub output: OutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck list
  rulecheck list --rules our.rules --as-of 2022-09-30";
