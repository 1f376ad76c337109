//! `rulecheck check`: judge returns and print the report.

use super::args::{CheckArgs, Format};
use super::output;
use crate::driver::{self, DiskHost, Options};
use crate::report::exit::Exit;
use crate::report::{json, terminal};

pub(super) fn run(args: CheckArgs) -> Result<Exit, String> {
    let style = output::style(args.output.color, args.quiet);
    let format = args.output.format;
    let language = args.output.language();
    let options = Options {
        inputs: args.paths,
        rules: args.source.rules,
        packs: args.source.pack,
        select: args.select,
        ignore: args.ignore,
        as_of: args.as_of,
        allow_undetermined: args.allow_undetermined,
        fail_on: args.fail_on.into(),
        language,
    };
    // The process ends after this, so nothing is gained by taking the tables of the run apart first.
    let checked = std::mem::ManuallyDrop::new(driver::check(&DiskHost, &options).map_err(|fault| fault.to_string())?);
    let text = match format {
        Format::Human => terminal::render(&checked.report, &checked.sources, style),
        Format::Json => json::render(&checked.report),
    };
    output::write(&text)?;
    Ok(checked.exit)
}
