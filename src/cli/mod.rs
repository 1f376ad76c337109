//! The command line: arguments in, text and an exit code out. Meaning is left to `driver`, layout to `report`.

mod args;
mod baseline;
mod check;
mod config;
mod diff;
mod doc;
mod explain;
mod fmt;
mod lint;
mod list;
mod lsp;
mod man;
mod new;
mod output;
mod progress;
mod read;
mod repl;
mod replace;
mod review;
mod settings;
mod suggest;
mod test;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::driver;
use crate::report::exit::Exit;
use args::{Cli, Command};

/// Runs the command that the arguments name; the first of them is the program's own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    // Told first, for the program starts itself so for each file of unknown origin.
    if let [_, command] = &args[..]
        && command == driver::apart::APART
    {
        return ended(driver::apart::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()).map(|()| Exit::Clean));
    }
    let matches = Cli::command().try_get_matches_from(args);
    let (matches, cli) = match matches.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches))) {
        Ok((cli, matches)) => (matches, cli),
        Err(error) => {
            // A reader that closes the pipe has seen enough of the help text.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(Exit::Incomplete.code()) } else { ExitCode::SUCCESS };
        }
    };
    ended(match cli.command {
        Command::Check(args) => check::run(args),
        Command::Baseline(args) => baseline::run(args),
        Command::Watch(args) => watch::run(args),
        Command::New { what } => new::run(what),
        Command::Completions { shell } => man::completions(shell),
        Command::Man => man::page(),
        Command::Config(args) => config::run(args, matches.subcommand_matches("config")),
        Command::List(args) => list::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Suggest(args) => suggest::run(args),
        Command::Test(args) => test::run(args),
        Command::Review(args) => review::review(&args),
        Command::Accept(args) => review::decide(&args, true),
        Command::Reject(args) => review::decide(&args, false),
        Command::Pending(args) => review::list(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Fmt(args) => fmt::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Repl(args) => repl::run(args),
        Command::Lsp(args) => lsp::run(args),
        Command::Doc(args) => doc::run(args),
        Command::Read(args) => read::run(args),
    })
}

/// What a command's end is to the system; why one could not go on is told.
fn ended(done: Result<Exit, String>) -> ExitCode {
    match done {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(message) => {
            output::tell(&message);
            ExitCode::from(Exit::Incomplete.code())
        }
    }
}
