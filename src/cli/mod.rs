//! The command line: arguments in, text and an exit code out. Meaning is left to `driver`, layout to `report`.

mod args;
mod baseline;
mod check;
mod doc;
mod explain;
mod fmt;
mod lint;
mod list;
mod lsp;
mod output;
mod read;
mod repl;
mod replace;
mod suggest;
mod test;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::driver;
use crate::report::exit::Exit;
use args::{Cli, Command};

/// Runs the command that the arguments name; the first of them is the program's own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // A reader that closes the pipe has seen enough of the help text.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(Exit::Incomplete.code()) } else { ExitCode::SUCCESS };
        }
    };
    let done = match cli.command {
        Command::Check(args) => check::run(args),
        Command::Baseline(args) => baseline::run(args),
        Command::List(args) => list::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Suggest(args) => suggest::run(args),
        Command::Test(args) => test::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Repl(args) => repl::run(args),
        Command::Lsp(args) => lsp::run(args),
        Command::Doc(args) => doc::run(args),
        Command::ReadApart => driver::apart::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()).map(|()| Exit::Clean),
        Command::Read(args) => read::run(args),
    };
    match done {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(message) => {
            output::tell(&message);
            ExitCode::from(Exit::Incomplete.code())
        }
    }
}
