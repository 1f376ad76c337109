//! `rulecheck suggest`: its arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

use super::reading::ReadingArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct SuggestArgs {
    /// Returns, rule files, and folders of them, as `check` takes them
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub source: RuleSource,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck suggest returns/2022-09/

It ends as `rulecheck check` would, and never changes a filing.";
