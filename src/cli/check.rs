//! `rulecheck check`: judge returns and print the report.

use std::path::Path;

use super::args::{CheckArgs, Format};
use super::output;
use super::replace::create;
use crate::driver::{self, Annotated, DiskHost, Host, Options};
use crate::report::exit::Exit;
use crate::report::{json, terminal};

pub(super) fn run(args: CheckArgs) -> Result<Exit, String> {
    let annotate = args.annotate;
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
        reader: args.reading.reader(output::program()),
        language,
    };
    // The process ends after this, so nothing is gained by taking the tables of the run apart first.
    let checked = std::mem::ManuallyDrop::new(driver::check(&DiskHost, &options).map_err(|fault| fault.to_string())?);
    let text = match format {
        Format::Human => terminal::render(&checked.report, &checked.sources, style),
        Format::Json => json::render(&checked.report),
    };
    output::write(&text)?;
    if let Some(place) = annotate {
        write_marked(&place, driver::annotate(&DiskHost, &options.reader, &checked.report).map_err(|fault| fault.to_string())?)?;
    }
    Ok(checked.exit)
}

/// Writes the copies with marks: one to the file that was named, several into the folder.
fn write_marked(place: &Path, copies: Vec<Annotated>) -> Result<(), String> {
    let is_file = place.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf"));
    if is_file && copies.len() > 1 {
        return Err(format!("--annotate: {} files have findings; name a folder for their copies", copies.len()));
    }
    if copies.is_empty() {
        output::write_aside("--annotate: no finding has a place on a page, so nothing is written\n");
    }
    for Annotated { path, marks, copy } in copies {
        let copy = copy.map_err(|reason| format!("--annotate: {reason}"))?;
        let target = if is_file { place.to_owned() } else { place.join(path.file_name().unwrap_or_default()) };
        if DiskHost.identity(&target) == DiskHost.identity(&path) {
            return Err(format!("--annotate: `{}` is the return itself; name another file", target.display()));
        }
        create(&target, &copy).map_err(|error| format!("--annotate: `{}` cannot be written: {error}", target.display()))?;
        output::write_aside(&format!("marked {marks} on a copy: {}\n", target.display()));
    }
    Ok(())
}
