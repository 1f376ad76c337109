//! `rulecheck test`: run the tests of rule files.

use super::args::{Format, TestArgs};
use super::output;
use crate::driver::{self, DiskHost, TestOptions};
use crate::report::exit::Exit;
use crate::report::{json, tested_screen};

pub(super) fn run(args: TestArgs) -> Result<Exit, String> {
    let style = output::style(args.output.color, args.quiet);
    let paths = if args.paths.is_empty() && args.pack.is_empty() { vec![".".into()] } else { args.paths };
    let options = TestOptions { paths, packs: args.pack, filter: args.filter };
    let run = driver::test(&DiskHost, &options).map_err(|fault| fault.to_string())?;
    let text = match args.output.format {
        Format::Human => tested_screen::render(&run.report, &run.sources, style),
        Format::Json => json::render(&run.report),
    };
    output::write(&text)?;
    Ok(run.exit)
}
