//! `rulecheck explain`: the page of a code or of a rule, or the derivation of a rule's verdicts.

use super::args::ExplainArgs;
use super::output;
use crate::driver::{self, DiskHost, Options};
use crate::report::code_page;
use crate::report::exit::Exit;

pub(super) fn run(args: ExplainArgs) -> Result<Exit, String> {
    let style = output::style(args.color, false);
    let reader = args.reading.reader(output::program());
    let options = Options { inputs: args.on, rules: args.source.rules, packs: args.source.pack, reader, ..Options::default() };
    let (text, exit) = match args.name {
        None => (code_page::render_all(style), Exit::Clean),
        Some(name) if options.inputs.is_empty() => {
            (driver::explain(&DiskHost, &options, &name, style).map_err(|fault| fault.to_string())?, Exit::Clean)
        }
        Some(name) => driver::derive(&DiskHost, &options, &name, args.instance.as_deref(), style).map_err(|fault| fault.to_string())?,
    };
    output::write(&text)?;
    Ok(exit)
}
