//! `rulecheck lsp`: the language server, which an editor starts.

use super::args::LspArgs;
use crate::lsp;
use crate::report::exit::Exit;

pub(super) fn run(_: LspArgs) -> Result<Exit, String> {
    lsp::serve().map(|()| Exit::Clean).map_err(|error| format!("the editor cannot be reached: {error}"))
}
