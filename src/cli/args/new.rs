//! `rulecheck new`: its arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::output::language;
use super::rules::RuleSource;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NewCommand {
    /// A pack: a form, a rule with its tests, and what the pack says of itself
    Pack(NewNamed),
    /// A rule over a form, with its tests and a return for them
    Rule(NewRule),
    /// A form
    Form(NewNamed),
    /// A return of a form to fill in, with every field and the words that are printed over it
    Return(NewReturn),
    /// A waiver of a rule
    Waiver(NewWaiver),
}

pub(super) const EXAMPLES: &str = "\
Examples:
  rulecheck new pack house
  rulecheck new rule house.opening --form FORM
  rulecheck new return FORM -o returns/2024-05.yaml
  rulecheck new return FORM --format xlsx -o 2024-05.xlsx     to fill in with a spreadsheet program
  rulecheck new waiver house.opening

What is written parses, lints clean, and its tests pass. No file is overwritten without --force.";

#[derive(Debug, Args)]
pub(in crate::cli) struct NewNamed {
    /// Its name
    pub name: String,

    #[command(flatten)]
    pub draft: DraftArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewRule {
    /// Its name, for example house.opening
    pub name: String,

    /// The form of the returns that it judges
    #[arg(long, value_name = "FORM")]
    pub form: String,

    #[command(flatten)]
    pub draft: DraftArgs,

    #[command(flatten)]
    pub source: RuleSource,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewReturn {
    /// The form
    #[arg(value_name = "FORM")]
    pub form: String,

    /// The kind of file
    #[arg(long, value_enum, default_value = "yaml")]
    pub format: ReturnFormat,

    /// The language of the words of the form in a table, for example zh-Hant
    #[arg(long, value_name = "TAG", value_parser = language, env = "RULECHECK_LANG", hide_env_values = true)]
    pub lang: Option<String>,

    #[command(flatten)]
    pub draft: DraftArgs,

    #[command(flatten)]
    pub source: RuleSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReturnFormat {
    /// Text, with the words of the form as comments
    Yaml,
    /// A spreadsheet, with a sheet for each part of the form
    Xlsx,
    /// The same table as text, cells parted by commas
    Csv,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewWaiver {
    /// The rule whose fails may stand
    #[arg(value_name = "RULE")]
    pub rule: String,

    #[command(flatten)]
    pub draft: DraftArgs,

    #[command(flatten)]
    pub source: RuleSource,
}

/// Where a new file goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct DraftArgs {
    /// The file to write, of a pack the folder; `-` is standard output [default: by the name, in this folder]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,

    /// Write it even where a file is there already
    #[arg(long)]
    pub force: bool,
}
