//! `rulecheck explain`: its arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

use super::output::Format;
use super::reading::ReadingArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ExplainArgs {
    /// The code of a diagnostic, or the name of a rule
    #[arg(value_name = "CODE|RULE", required_unless_present = "all")]
    pub name: Option<String>,

    /// List every code with its title
    #[arg(long, conflicts_with = "name")]
    pub all: bool,

    /// Show how the rule came to its verdicts on these returns: every value, and every figure with its place
    #[arg(long, value_name = "RETURN", num_args = 1.., requires = "name")]
    pub on: Vec<PathBuf>,

    /// Only for the instance of this name, for example "Class B"
    #[arg(long = "for", value_name = "INSTANCE", requires = "on")]
    pub instance: Option<String>,

    /// Show instead which figures may be behind its fails there, and what speaks for and against each
    #[arg(long, requires = "on")]
    pub why_this_figure: bool,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub source: RuleSource,

    /// The form of the output
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub format: Format,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck explain unknown-name
  rulecheck explain issued.roll-forward
  rulecheck explain issued.roll-forward --on returns/2022-09/ --for 'Class B'
  rulecheck explain issued.roll-forward --on returns/2022-09/ --why-this-figure";
