//! `rulecheck lsp`: its arguments.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct LspArgs {
    /// Speak over standard input and output, as it always does; editors like to say so
    #[arg(long)]
    pub stdio: bool,
}

const NOTES: &str = "\
An editor starts it and speaks to it over standard input and output, by the
Language Server Protocol.";
