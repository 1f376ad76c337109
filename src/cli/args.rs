//! The arguments and their help.

use std::num::NonZero;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use super::settings::Settings;
use crate::diag::suggest;
use crate::driver;
use crate::read::document::Limits;
use crate::report::{self, Grade, reasons};

/// Check the returns that listed companies file against rules that read like a rulebook
#[derive(Debug, Parser)]
#[command(name = "rulecheck", version, max_term_width = 100, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  rulecheck check returns/                        check every return below a folder
  rulecheck check ff301.yaml --rules our.rules    add rules of your own
  rulecheck baseline returns/ -o known.jsonl      let stand what fails now, and fail on what is new
  rulecheck list                                  show the rules, their gravity and what they cite
  rulecheck explain unknown-name                  say what a code means and what to do
  rulecheck suggest returns/                      name the figures that may be wrong
  rulecheck new rule our.rule --form FORM         begin a rule, with a test
  rulecheck test our.rules                        run the tests that stand in rule files
  rulecheck watch test our.rules                  run them anew whenever a file is saved
  rulecheck fmt our.rules                         write rules in their one layout
  rulecheck lint our.rules                        look for rules that are hardly what was meant
  rulecheck repl returns/                         try expressions and rules on returns

Exit codes:
  0  everything that applies passes
  1  some rule fails at or above --fail-on
  2  the run could not be done as asked: wrong usage, files with errors, nothing to check
  3  nothing fails, but something could not be judged or nothing was";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check returns against rules
    Check(CheckArgs),
    /// Write down what fails now, so that from now on only what is new fails a run
    Baseline(BaselineArgs),
    /// Run check, suggest, test or lint anew whenever a file is saved
    Watch(WatchArgs),
    /// Write the beginning of a pack, a rule, a form, a return or a waiver
    #[command(after_help = NEW_EXAMPLES)]
    New {
        #[command(subcommand)]
        what: NewCommand,
    },
    /// Write the completions of the arguments for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual page, as `man` reads it
    Man,
    /// Show the configuration that holds, and where each part of it is from
    Config(ConfigArgs),
    /// List the rules with their severity, citations and titles
    List(ListArgs),
    /// Explain a code or a rule, or how a rule came to its verdicts
    Explain(ExplainArgs),
    /// Name the figures that may be wrong, and the one to look up first
    Suggest(SuggestArgs),
    /// Run the tests of rule files
    Test(TestArgs),
    /// Say what a change of rules does to returns
    Diff(DiffArgs),
    /// Write rule files in their one layout
    Fmt(FmtArgs),
    /// Look for rules that are hardly what was meant
    Lint(LintArgs),
    /// Try expressions and rules on returns, line by line
    Repl(ReplArgs),
    /// Serve an editor with what is known of rule files
    Lsp(LspArgs),
    /// Write a pack as pages for a browser: each rule with its law, its text and examples
    Doc(DocArgs),
    /// Read published forms, and write them as data with the place of each figure
    Read(ReadArgs),
    /// Read one file from the input, for a run that reads files of unknown origin apart from itself
    #[command(name = driver::apart::APART, hide = true)]
    ReadApart,
}

#[derive(Debug, Args)]
#[command(after_help = DOC_EXAMPLES)]
pub(super) struct DocArgs {
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

const DOC_EXAMPLES: &str = "\
Examples:
  rulecheck doc rules/house -o pages        then open pages/index.html";

#[derive(Debug, Args)]
#[command(after_help = READ_EXAMPLES)]
pub(super) struct ReadArgs {
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

    /// Write where each figure stands and how it was read to this file, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub places: Option<PathBuf>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const READ_EXAMPLES: &str = "\
Examples:
  rulecheck read filing.pdf > filing.yaml                                 as data, with the place of each figure
  rulecheck read filing.pdf --format table                                as people look at it
  rulecheck read filing.pdf --format json --places places.json            as JSON, and the places beside it

Exit codes:
  0  everything was read
  2  something could not be read, and is told on the error stream";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReadFormat {
    /// A return in YAML; the place of each figure and how it was read stand beside it
    Yaml,
    /// A return in JSON, or a list of several; see --places for where its figures stand
    Json,
    /// The form as people look at it
    Table,
}

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArgs {
    /// Returns (PDF files, .yaml, .yml, .json), rule files (.rules), and folders of them; hidden files are passed over
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub source: RuleSource,

    /// Take only these rules, by name or pattern
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Which rules")]
    pub select: Vec<String>,

    /// Leave these rules out, by name or pattern
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Which rules")]
    pub ignore: Vec<String>,

    /// The day that stands for today, recorded in the report [default: the newest date in the returns]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "What counts as a failure")]
    pub as_of: Option<NaiveDate>,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub judge: JudgeArgs,

    #[command(flatten)]
    pub output: CheckOutputArgs,

    /// Print only the last line, with the counts
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Mark the findings on copies of the PDF files: a file for one, or a folder for any number
    #[arg(long, value_name = "FILE.pdf|FOLDER", help_heading = "Output")]
    pub annotate: Option<PathBuf>,
}

/// How a run ends for what it finds.
#[derive(Debug, Args)]
pub(super) struct JudgeArgs {
    /// The least grave kind of failure that makes the exit code 1 [default: error]
    #[arg(
        long,
        value_enum,
        value_name = "GRADE",
        env = "RULECHECK_FAIL_ON",
        hide_env_values = true,
        help_heading = "What counts as a failure"
    )]
    pub fail_on: Option<FailOn>,

    /// Let what cannot be judged count as clean: for the named causes, or for all of them
    #[arg(
        long,
        value_name = "CAUSE",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new(reasons::CAUSES.iter().map(|cause| cause.1)),
        env = "RULECHECK_ALLOW_UNDETERMINED",
        hide_env_values = true,
        help_heading = "What counts as a failure"
    )]
    pub allow_undetermined: Option<Vec<String>>,

    /// Findings that are known already, a file that `rulecheck baseline` wrote: they are shown, and do not make the exit code 1
    #[arg(long, value_name = "FILE", env = "RULECHECK_BASELINE", hide_env_values = true, help_heading = "What counts as a failure")]
    pub baseline: Option<PathBuf>,
}

/// How files of unknown origin are read.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// Raise or lower a limit of reading a PDF file: bytes, pages, glyphs, seconds or memory (in bytes)
    #[arg(long, value_name = "NAME=NUMBER", value_parser = read_limit, value_delimiter = ',', env = "RULECHECK_READ_LIMIT", hide_env_values = true, help_heading = "Reading PDF")]
    pub read_limit: Vec<(String, u64)>,
}

fn read_limit(text: &str) -> Result<(String, u64), String> {
    let (name, number) = text.split_once('=').ok_or("write NAME=NUMBER, for example pages=2000")?;
    let number = number.parse().map_err(|_| format!("`{number}` is not a whole number"))?;
    if Limits::default().set(name, number) {
        Ok((name.to_owned(), number))
    } else {
        Err(format!("the limits are {}", Limits::NAMES.join(", ")))
    }
}

const CHECK_EXAMPLES: &str = "\
Examples:
  rulecheck check returns/2022-09/
  rulecheck check returns/ --select 'issued.*' --format json > report.json
  rulecheck check returns/ --output sarif=report.sarif --output csv=report.csv
  rulecheck check returns/ --allow-undetermined=not-loaded";

#[derive(Debug, Args)]
#[command(after_help = BASELINE_EXAMPLES)]
pub(super) struct BaselineArgs {
    /// Returns, rule files, and folders of them, as `check` takes them
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub source: RuleSource,

    #[command(flatten)]
    pub reading: ReadingArgs,

    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: PathBuf,
}

const BASELINE_EXAMPLES: &str = "\
Examples:
  rulecheck baseline returns/ -o known.jsonl
  rulecheck check returns/ --baseline known.jsonl

The file has a line for each finding: issuer, return, date, rule, rows and message, in order. No line of a return
is in it, so that it holds when a return is edited or moved. Of a finding that is gone `check` says so.

Exit codes:
  0  the file is written
  2  the run could not be done as asked, or some file has errors: nothing is written";

#[derive(Debug, Args)]
#[command(after_help = WATCH_EXAMPLES)]
pub(super) struct WatchArgs {
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

const WATCH_EXAMPLES: &str = "\
Examples:
  rulecheck watch test house/
  rulecheck watch --clear check returns/ --rules house.rules

It heeds the files and folders that the command names and those of its configuration, and ends with Ctrl-C.";

#[derive(Debug, Subcommand)]
pub(super) enum NewCommand {
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

const NEW_EXAMPLES: &str = "\
Examples:
  rulecheck new pack house
  rulecheck new rule house.opening --form FORM
  rulecheck new return FORM -o returns/2024-05.yaml
  rulecheck new waiver house.opening

What is written parses, lints clean, and its tests pass. No file is overwritten without --force.";

#[derive(Debug, Args)]
pub(super) struct NewNamed {
    /// Its name
    pub name: String,

    #[command(flatten)]
    pub draft: DraftArgs,
}

#[derive(Debug, Args)]
pub(super) struct NewRule {
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
pub(super) struct NewReturn {
    /// The form
    #[arg(value_name = "FORM")]
    pub form: String,

    /// The kind of file
    #[arg(long, value_enum, default_value = "yaml")]
    pub format: ReturnFormat,

    #[command(flatten)]
    pub draft: DraftArgs,

    #[command(flatten)]
    pub source: RuleSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReturnFormat {
    /// Text, with the words of the form as comments
    Yaml,
}

#[derive(Debug, Args)]
pub(super) struct NewWaiver {
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
pub(super) struct DraftArgs {
    /// The file to write, of a pack the folder; `-` is standard output [default: by the name, in this folder]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,

    /// Write it even where a file is there already
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = CONFIG_EXAMPLES)]
pub(super) struct ConfigArgs {
    #[command(flatten)]
    pub source: RuleSource,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub judge: JudgeArgs,

    #[command(flatten)]
    pub output: CheckOutputArgs,
}

const CONFIG_EXAMPLES: &str = "\
Examples:
  rulecheck config
  rulecheck config --fail-on warning      what would hold with this argument

What the command line says goes before the environment, that before rulecheck.toml; docs/configuration.md has every key.";

#[derive(Debug, Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub source: RuleSource,

    /// Show only the editions in force on this day
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Which rules")]
    pub as_of: Option<NaiveDate>,

    #[command(flatten)]
    pub output: OutputArgs,
}

const LIST_EXAMPLES: &str = "\
Examples:
  rulecheck list
  rulecheck list --rules our.rules --as-of 2022-09-30";

#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(super) struct ExplainArgs {
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

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  rulecheck explain unknown-name
  rulecheck explain issued.roll-forward
  rulecheck explain issued.roll-forward --on returns/2022-09/ --for 'Class B'";

#[derive(Debug, Args)]
#[command(after_help = SUGGEST_EXAMPLES)]
pub(super) struct SuggestArgs {
    /// Returns, rule files, and folders of them, as `check` takes them
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

const SUGGEST_EXAMPLES: &str = "\
Examples:
  rulecheck suggest returns/2022-09/

It ends as `rulecheck check` would, and never changes a filing.";

#[derive(Debug, Args)]
#[command(after_help = TEST_EXAMPLES)]
pub(super) struct TestArgs {
    /// Rule files, and folders of them [default: this folder, unless --pack names a pack]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Run the tests of this pack: its name, or its folder; may be repeated
    #[arg(long, value_name = "NAME|DIR", help_heading = "Which tests")]
    pub pack: Vec<String>,

    /// Run only tests whose title, or whose rule's name, contains this
    #[arg(long, value_name = "NAME", help_heading = "Which tests")]
    pub filter: Option<String>,

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

    #[command(flatten)]
    pub output: OutputArgs,

    /// Print only the last line, with the counts
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = DIFF_EXAMPLES)]
pub(super) struct DiffArgs {
    /// Returns, and folders of them
    #[arg(value_name = "RETURN", required = true)]
    pub paths: Vec<PathBuf>,

    /// The old rules, and with a second --rules the new: a rule file, a folder, an embedded pack by name, or git:REVISION:PATH
    #[arg(long, value_name = "RULES", required = true)]
    pub rules: Vec<String>,

    #[command(flatten)]
    pub reading: ReadingArgs,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Print only the last line, with the counts
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

const DIFF_EXAMPLES: &str = "\
Examples:
  rulecheck diff --rules git:v1.0:rules/ours --rules rules/ours returns/2025/
  rulecheck diff --rules old/ --rules new/ returns/ --format json

Exit codes:
  0  nothing comes out otherwise
  1  something does
  2  the run could not be done as asked, or rule files or returns have errors";

const TEST_EXAMPLES: &str = "\
Examples:
  rulecheck test our.rules
  rulecheck test rules/ --filter roll-forward
  rulecheck test rules/ --coverage
  rulecheck test rules/ --mutate --threshold 90

Exit codes:
  0  every test passes
  1  a test fails; --mutate: too many changes go unnoticed; --coverage: some rule never ran
  2  a rule file or a return of a test has errors, or no test ran";

#[derive(Debug, Args)]
#[command(after_help = FMT_EXAMPLES)]
pub(super) struct FmtArgs {
    /// Rule files (.rules), and folders of them; `-` for standard input [default: the folder in which you are]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write nothing, and name the files that would change
    #[arg(long)]
    pub check: bool,

    /// Write nothing, and show what would change as a patch
    #[arg(long)]
    pub diff: bool,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

const FMT_EXAMPLES: &str = "\
Examples:
  rulecheck fmt our.rules
  rulecheck fmt rules/ --check
  rulecheck fmt - < our.rules

Exit codes:
  0  the files are in their layout, or were written in it
  1  with --check or --diff: some file would change
  2  some file has errors and is left as it is, or the run could not be done as asked";

#[derive(Debug, Args)]
#[command(after_help = LINT_EXAMPLES)]
pub(super) struct LintArgs {
    /// Rule files (.rules) and folders of them [default: the packs]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Lint this pack, or, with paths, let them use it: its name, or its folder; may be repeated
    #[arg(long, value_name = "NAME|DIR")]
    pub pack: Vec<String>,

    /// Put right what is certain, and say what was done
    #[arg(long)]
    pub fix: bool,

    #[command(flatten)]
    pub output: OutputArgs,
}

const LINT_EXAMPLES: &str = "\
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

#[derive(Debug, Args)]
#[command(after_help = LSP_NOTES)]
pub(super) struct LspArgs {
    /// Speak over standard input and output, as it always does; editors like to say so
    #[arg(long)]
    pub stdio: bool,
}

const LSP_NOTES: &str = "\
An editor starts it and speaks to it over standard input and output, by the
Language Server Protocol.";

#[derive(Debug, Args)]
#[command(after_help = REPL_EXAMPLES)]
pub(super) struct ReplArgs {
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

const REPL_EXAMPLES: &str = "\
Examples:
  rulecheck repl returns/2022-09/
  rulecheck repl ff301.yaml --rules our.rules
  echo 'total of c.closing for each c in issued' | rulecheck repl ff301.yaml

Type :help for the commands. What was typed is kept for the arrow keys in the file
rulecheck/history of the folder for states: XDG_STATE_HOME, else ~/.local/state.

Exit codes:
  0  all that was read from standard input was understood, or a terminal was closed
  2  something was not understood, or the returns cannot be loaded";

#[derive(Clone, Debug, Args)]
pub(super) struct RuleSource {
    /// Add rules: a .rules file, or a folder of them; may be repeated
    #[arg(long, value_name = "PATH", env = "RULECHECK_RULES", hide_env_values = true, help_heading = "Which rules")]
    pub rules: Vec<PathBuf>,

    /// Take this pack instead of the embedded ones that fit the returns: its name, or its folder; may be repeated
    #[arg(long, value_name = "NAME|DIR", env = "RULECHECK_PACK", hide_env_values = true, help_heading = "Which rules")]
    pub pack: Vec<String>,

    /// Take the configuration from this file, not from the rulecheck.toml of the working folder or of the nearest one above it
    #[arg(long, value_name = "FILE", env = "RULECHECK_CONFIG", hide_env_values = true, help_heading = "Configuration")]
    pub config: Option<PathBuf>,

    /// Take no configuration from any file
    #[arg(long, help_heading = "Configuration")]
    pub no_config: bool,
}

#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// The form of the output
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub format: Format,

    /// The language of titles and messages, for example zh-Hant; English where a text is not translated, and in JSON
    #[arg(long, value_name = "TAG", value_parser = language, env = "RULECHECK_LANG", hide_env_values = true, help_heading = "Output")]
    pub lang: Option<String>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

/// The forms of the report, and where they go.
#[derive(Debug, Args)]
pub(super) struct CheckOutputArgs {
    /// The form of the output [default: full]
    #[arg(long, value_enum, env = "RULECHECK_FORMAT", hide_env_values = true, help_heading = "Output")]
    pub format: Option<report::Format>,

    /// Write the report to a file in this form, besides; may be repeated. `-` for PATH is standard output instead of --format
    #[arg(long, value_name = "FORMAT=PATH", value_parser = destination, env = "RULECHECK_OUTPUT", hide_env_values = true, help_heading = "Output")]
    pub output: Vec<(report::Format, PathBuf)>,

    /// The language of titles and messages, for example zh-Hant; English where a text is not translated, and in what programs read
    #[arg(long, value_name = "TAG", value_parser = language, env = "RULECHECK_LANG", hide_env_values = true, help_heading = "Output")]
    pub lang: Option<String>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

impl ValueEnum for report::Format {
    fn value_variants<'a>() -> &'a [report::Format] {
        &report::Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name()).help(self.about());
        Some(if *self == report::Format::Full { value.alias(report::Format::OLD_NAME_OF_FULL) } else { value })
    }
}

/// Reads `FORMAT=PATH`.
pub(super) fn destination(text: &str) -> Result<(report::Format, PathBuf), String> {
    let names = || report::Format::ALL.map(report::Format::name);
    let Some((name, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err("write FORMAT=PATH, for example sarif=report.sarif".to_owned());
    };
    let format = report::Format::parse(name).ok_or_else(|| {
        let advice = suggest::nearest(name, names())
            .map_or_else(|| format!("the forms are {}", names().join(", ")), |near| format!("did you mean `{near}`?"));
        format!("`{name}` is no form of the report; {advice}")
    })?;
    Ok((format, PathBuf::from(path)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Excerpts, arithmetic and citations, for people
    #[value(name = "full", alias = report::Format::OLD_NAME_OF_FULL)]
    Human,
    /// The whole report, for programs; see docs/report.schema.json
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Only `must` rules
    Error,
    /// `must` and `should` rules
    Warning,
    /// Rules of every severity
    Note,
}

impl From<FailOn> for Grade {
    fn from(fail_on: FailOn) -> Grade {
        match fail_on {
            FailOn::Error => Grade::Error,
            FailOn::Warning => Grade::Warning,
            FailOn::Note => Grade::Note,
        }
    }
}

impl OutputArgs {
    /// The language of the output, where it is not English: JSON always is.
    pub fn language(&self, settings: &Settings) -> Option<String> {
        settings.language(self.lang.as_ref()).filter(|_| self.format == Format::Human)
    }
}

/// Whether a tag is that of the language in which every text is written first.
pub(super) fn is_english(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("en"))
}

/// Reads the tag of a language.
fn language(text: &str) -> Result<String, &'static str> {
    let mut parts = text.split('-');
    let is_language = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_rest = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_language && parts.all(is_rest) { Ok(text.to_owned()) } else { Err("not the tag of a language; write it as en or zh-Hant") }
}

/// Reads a day as rule files write it.
fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = if is_plain { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None };
    day.ok_or("not a day of the calendar; write it as 2022-09-30")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
