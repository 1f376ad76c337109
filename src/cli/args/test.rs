//! `rulecheck test`: its arguments.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ColorChoice, ValueEnum};

use super::rules::ConfigSource;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct TestArgs {
    /// Rule files, files of cases (.md), and folders of them [default: this folder with the rules and packs of rulecheck.toml, unless --pack names a pack]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Run the tests of this pack: its name, or its folder; may be repeated
    #[arg(long, value_name = "NAME|DIR", help_heading = "Which tests")]
    pub pack: Vec<String>,

    /// Run only tests and cases whose title, whose rule's name or whose file's name contains this
    #[arg(long, value_name = "NAME", help_heading = "Which tests")]
    pub filter: Option<String>,

    /// End at the first test or case that is not as expected
    #[arg(long, conflicts_with_all = ["coverage", "mutate"], help_heading = "Which tests")]
    pub fail_fast: bool,

    /// Do not keep what came of cases for a review; so it is where the environment says CI
    #[arg(long)]
    pub check: bool,

    /// Show which rules, editions, outcomes and conditions the tests and cases exercise, and which fields no rule asks for
    #[arg(long, conflicts_with = "mutate", help_heading = "Testing the tests")]
    pub coverage: bool,

    /// Change the rules one place at a time, and show the changes that no test and no case notices
    #[arg(long, help_heading = "Testing the tests")]
    pub mutate: bool,

    /// With --mutate: exit with 0 if at least this share of the changes is noticed
    #[arg(long, value_name = "PERCENT", requires = "mutate", value_parser = clap::value_parser!(u8).range(0..=100), default_value = "100", help_heading = "Testing the tests")]
    pub threshold: u8,

    /// How many to run at a time [default: as many as the machine has processors]
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<NonZero<usize>>,

    /// The form of the output
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub format: TestFormat,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,

    #[command(flatten)]
    pub from: ConfigSource,

    /// Print only the last line, with the counts
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TestFormat {
    /// Each test and case, and what is not as expected, for people
    #[value(name = "full", alias = crate::report::Format::OLD_NAME_OF_FULL)]
    Human,
    /// All of it, for programs; see docs/test.schema.json
    Json,
    /// JUnit XML, for CI servers
    Junit,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck test our.rules
  rulecheck test rules/ --filter roll-forward
  rulecheck test rules/ --coverage
  rulecheck test rules/ --mutate --threshold 90

Exit codes:
  0  every test and every case is as expected
  1  some is not; --mutate: too many changes go unnoticed; --coverage: some rule never ran
  2  a rule file, or a return of a test or a case, has errors, or nothing ran";
