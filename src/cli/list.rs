//! `rulecheck list`: show the rules of a run.

use super::args::{Format, ListArgs};
use super::output;
use crate::diag::Level;
use crate::driver::{self, DiskHost, Options};
use crate::report::exit::Exit;
use crate::report::{json, terminal};

pub(super) fn run(args: ListArgs) -> Result<Exit, String> {
    let style = output::style(args.output.color, false);
    let language = args.output.language();
    let options = Options { rules: args.source.rules, packs: args.source.pack, as_of: args.as_of, language, ..Options::default() };
    let (list, sources) = driver::list(&DiskHost, &options).map_err(|fault| fault.to_string())?;
    let text = match args.output.format {
        Format::Human => terminal::render_list(&list, &sources, style),
        Format::Json => json::render(&list),
    };
    output::write(&text)?;
    let is_whole = list.left_out.is_empty() && list.problems.iter().all(|problem| problem.level != Level::Error);
    Ok(if is_whole { Exit::Clean } else { Exit::Incomplete })
}
