//! `rulecheck baseline`: write down what fails now.

use std::path::Path;

use super::args::BaselineArgs;
use super::settings::Settings;
use super::{output, replace};
use crate::driver::{self, DiskHost, Host, Options};
use crate::report::Baseline;
use crate::report::exit::Exit;
use crate::report::terminal;

pub(super) fn run(args: BaselineArgs) -> Result<Exit, String> {
    let settings = Settings::load(args.source)?;
    let options = Options { inputs: args.paths, reader: settings.reader(&args.reading)?, ..settings.options() };
    let checked = driver::check(&DiskHost, &options).map_err(|fault| fault.to_string())?;
    if checked.report.is_incomplete() {
        let style = output::error_style(clap::ColorChoice::Auto);
        output::write_aside(&terminal::render(&checked.report, &checked.sources, terminal::Style { quiet: true, ..style }));
        output::write_aside(&terminal::render_problems(&checked.report.problems, &checked.sources, style));
        return Err("no baseline is written: what could not be judged cannot be known".to_owned());
    }
    let baseline = Baseline::of(&checked.report, args.output.to_string_lossy());
    let text = baseline.render();
    if args.output.as_os_str() == "-" {
        output::write(&text)?;
        return Ok(Exit::Clean);
    }
    let change = change(&args.output, &baseline)?;
    replace::create(&args.output, text.as_bytes()).map_err(|error| format!("`{}` cannot be written: {error}", args.output.display()))?;
    let findings = if baseline.len() == 1 { "1 finding".to_owned() } else { format!("{} findings", baseline.len()) };
    output::write(&format!("{findings} written to {}{change}\n", terminal::harmless(&args.output.to_string_lossy())))?;
    Ok(Exit::Clean)
}

/// `: 2 new, 1 gone`, compared with the file that is written anew; nothing where there is none.
fn change(path: &Path, baseline: &Baseline) -> Result<String, String> {
    if DiskHost.list(path).is_err() {
        return Ok(String::new());
    }
    let old = driver::baseline::read(&DiskHost, path).map_err(|fault| format!("{fault}; it is left as it is"))?;
    Ok(format!(": {} new, {} gone", baseline.beyond(&old), old.beyond(baseline)))
}
