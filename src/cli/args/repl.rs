//! `rulecheck repl`: its arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

use super::reading::ReadingArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ReplArgs {
    /// Returns (PDF files, .yaml, .yml, .json), rule files (.rules), and folders of them
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
  rulecheck repl returns/2022-09/
  rulecheck repl ff301.yaml --rules our.rules
  echo 'total of c.closing for each c in issued' | rulecheck repl ff301.yaml

Type :help for the commands. What was typed is kept for the arrow keys in the file
rulecheck/history of the folder for states: XDG_STATE_HOME, else ~/.local/state.

Exit codes:
  0  all that was read from standard input was understood, or a terminal was closed
  2  something was not understood, or the returns cannot be loaded";
