//! `rulecheck suggest`: the figures that may be wrong, and the one to look up first.

use super::args::SuggestArgs;
use super::output;
use super::settings::Settings;
use crate::driver::{self, DiskHost, Options};
use crate::report::exit::Exit;

pub(super) fn run(args: SuggestArgs) -> Result<Exit, String> {
    let style = output::style(args.color, false);
    let settings = Settings::load(args.source)?;
    let options = Options { inputs: args.paths, reader: settings.reader(&args.reading)?, ..settings.options() };
    let (text, exit) = driver::suggest(&DiskHost, &options, style).map_err(|fault| fault.to_string())?;
    output::write(&text)?;
    Ok(exit)
}
