//! `rulecheck watch`: its arguments.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct WatchArgs {
    /// Clear the screen before each run
    #[arg(long)]
    pub clear: bool,

    /// Heed changes of this file or folder too; may be repeated
    #[arg(long, value_name = "PATH")]
    pub also: Vec<PathBuf>,

    /// End after so many runs
    #[arg(long, value_name = "NUMBER", hide = true)]
    pub rounds: Option<u32>,

    /// The command with its arguments
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub command: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck watch test house/
  rulecheck watch --clear check returns/ --rules house.rules

It heeds the files and folders that the command names and those of its configuration, and ends with Ctrl-C.";
