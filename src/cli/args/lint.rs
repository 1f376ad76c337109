//! `rulecheck lint`: its arguments.

use std::path::PathBuf;

use clap::Args;

use super::output::OutputArgs;
use super::rules::ConfigSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct LintArgs {
    /// Rule files (.rules) and folders of them [default: those of rulecheck.toml, else the packs]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Lint this pack, or, with paths, let them use it: its name, or its folder; may be repeated
    #[arg(long, value_name = "NAME|DIR")]
    pub pack: Vec<String>,

    /// Put right what is certain, and say what was done
    #[arg(long)]
    pub fix: bool,

    #[command(flatten)]
    pub from: ConfigSource,

    #[command(flatten)]
    pub output: OutputArgs,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck lint our.rules
  rulecheck lint our.rules --fix
  rulecheck lint packs/ours/

A comment on the line before a rule takes back what a lint says of it:
  -- allow missing-citation: house rule, agreed on 3 May 2024

Exit codes:
  0  nothing is found
  1  something is found
  2  the rules could not be linted: wrong usage, or errors in them";
