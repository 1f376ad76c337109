//! `rulecheck doc`: its arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct DocArgs {
    /// The folder of the pack; the cases that its Markdown files hold are the examples
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,

    /// The folder of the pages; it is made, or takes the place of the pages of an earlier run
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto, value_enum, help_heading = "Output")]
    pub color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck doc rules/house -o pages        then open pages/index.html";
