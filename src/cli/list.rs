//! `rulecheck list`: show the rules of a run.

use super::args::{Format, ListArgs};
use super::output;
use super::settings::Settings;
use crate::diag::Level;
use crate::driver::{self, DiskHost, Options};
use crate::report::exit::Exit;
use crate::report::{json, terminal};

pub(super) fn run(args: ListArgs) -> Result<Exit, String> {
    let style = output::style(args.output.color, false);
    let settings = Settings::load(args.source)?;
    let options = Options { as_of: args.as_of, language: args.output.language(&settings), ..settings.options() };
    let (list, sources) = driver::list(&DiskHost, &options).map_err(|fault| fault.to_string())?;
    let text = match args.output.format {
        Format::Human => terminal::render_list(&list, &sources, style),
        Format::Json => json::render(&list),
    };
    output::write(&text)?;
    let is_whole = list.left_out.is_empty() && list.problems.iter().all(|problem| problem.level != Level::Error);
    Ok(if is_whole { Exit::Clean } else { Exit::Incomplete })
}
