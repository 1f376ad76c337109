//! `rulecheck read`: its arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice, ValueEnum};

use super::reading::ReadingArgs;
use super::rules::RuleSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ReadArgs {
    /// Texts of published forms, returns as data, and folders of them
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub source: RuleSource,

    #[command(flatten)]
    pub reading: ReadingArgs,

    /// The form of the output
    #[arg(long, value_enum, default_value = "yaml", help_heading = "Output")]
    pub format: ReadFormat,

    /// Write to this file instead of standard output; a spreadsheet needs it
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Write where each figure stands and how it was read to this file, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub places: Option<PathBuf>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck read filing.pdf > filing.yaml                                 as data, with the place of each figure
  rulecheck read filing.pdf --format xlsx -o filing.xlsx                  as a spreadsheet, which reads as the same return
  rulecheck read filing.pdf --format table                                as people look at it
  rulecheck read filing.pdf --format json --places places.json            as JSON, and the places beside it

Exit codes:
  0  everything was read
  2  something could not be read, and is told on the error stream";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReadFormat {
    /// A return in YAML; the place of each figure and how it was read stand beside it
    Yaml,
    /// A return in JSON, or a list of several; see --places for where its figures stand
    Json,
    /// The form as people look at it
    Table,
    /// A spreadsheet like that of `rulecheck new return --format xlsx`, of one return
    Xlsx,
    /// The same table as CSV
    Csv,
}
