//! `rulecheck fmt`: its arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

use super::rules::ConfigSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct FmtArgs {
    /// Rule files (.rules), and folders of them; `-` for standard input [default: the rules of rulecheck.toml, else the folder in which you are]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write nothing, and name the files that would change
    #[arg(long)]
    pub check: bool,

    /// Write nothing, and show what would change as a patch
    #[arg(long)]
    pub diff: bool,

    #[command(flatten)]
    pub from: ConfigSource,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck fmt our.rules
  rulecheck fmt rules/ --check
  rulecheck fmt - < our.rules

Exit codes:
  0  the files are in their layout, or were written in it
  1  with --check or --diff: some file would change
  2  some file has errors and is left as it is, or the run could not be done as asked";
