//! The arguments and their help, a file for each command.

mod baseline;
mod check;
mod config;
mod date;
mod diff;
mod doc;
mod explain;
mod fmt;
mod lint;
mod list;
mod lsp;
mod new;
mod output;
mod read;
mod reading;
mod repl;
mod review;
mod rules;
mod suggest;
mod test;
mod watch;

use clap::{Parser, Subcommand};

pub(super) use baseline::BaselineArgs;
pub(super) use check::{CheckArgs, JudgeArgs, Show};
pub(super) use config::ConfigArgs;
pub(super) use diff::DiffArgs;
pub(super) use doc::DocArgs;
pub(super) use explain::ExplainArgs;
pub(super) use fmt::FmtArgs;
pub(super) use lint::LintArgs;
pub(super) use list::ListArgs;
pub(super) use lsp::LspArgs;
pub(super) use new::{DraftArgs, NewCommand, ReturnFormat};
pub(super) use output::{CheckOutputArgs, Format, destination, is_english};
pub(super) use read::{ReadArgs, ReadFormat};
pub(super) use reading::ReadingArgs;
pub(super) use repl::ReplArgs;
pub(super) use review::{DecideArgs, PendingArgs, PendingSource, ReviewArgs};
pub(super) use rules::{ConfigSource, RuleSource};
pub(super) use suggest::SuggestArgs;
pub(super) use test::{TestArgs, TestFormat};
pub(super) use watch::WatchArgs;

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
  rulecheck review                                go through the cases that changed
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
    #[command(after_help = new::EXAMPLES)]
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
    /// Run the tests of rule files, and the cases beside them
    Test(TestArgs),
    /// Go through the cases that did not come out as expected, and accept, reject or skip each
    Review(ReviewArgs),
    /// Take what came of cases for what is expected of them from now on
    Accept(DecideArgs),
    /// Leave what is expected of cases as it is
    Reject(DecideArgs),
    /// Name the cases that wait for a review
    Pending(PendingArgs),
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
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
