//! `rulecheck completions` and `rulecheck man`: what a shell and `man` show of the arguments.

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Cli;
use super::output;
use crate::report::exit::Exit;

/// The name of the program, and of its pages.
const NAME: &str = "rulecheck";

/// The completions for a shell, to be put where it looks for them.
pub(super) fn completions(shell: Shell) -> Result<Exit, String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    output::stream(|out| out.write_all(&script))?;
    Ok(Exit::Clean)
}

/// The manual page of the program, and after it those of its commands.
pub(super) fn page() -> Result<Exit, String> {
    let mut command = Cli::command();
    command.build();
    output::stream(|out| {
        clap_mangen::Man::new(command.clone()).render(out)?;
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            clap_mangen::Man::new(inner.clone()).title(format!("{NAME}-{}", inner.get_name())).render(out)?;
        }
        Ok(())
    })?;
    Ok(Exit::Clean)
}
