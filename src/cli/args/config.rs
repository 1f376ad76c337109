//! `rulecheck config`: its arguments.

use clap::Args;

use super::check::JudgeArgs;
use super::output::CheckOutputArgs;
use super::reading::ReadingArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ConfigArgs {
    #[command(flatten)]
    pub source: RuleSource,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub judge: JudgeArgs,

    #[command(flatten)]
    pub output: CheckOutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck config
  rulecheck config --fail-on warning      what would hold with this argument

What the command line says goes before the environment, that before rulecheck.toml; docs/configuration.md has every key.";
