//! `rulecheck check`: judge returns and print the report.

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::args::{CheckArgs, CheckOutputArgs, Show};
use super::output;
use super::replace::create;
use super::settings::Settings;
use crate::driver::{self, Annotated, Checked, DiskHost, Host, Options};
use crate::report::Format;
use crate::report::exit::Exit;
use crate::report::terminal::Style;

pub(super) fn run(args: CheckArgs) -> Result<Exit, String> {
    let settings = Settings::load(args.source)?;
    let (screen, files) = destinations(&settings, &args.output)?;
    let language = settings.language(args.output.lang.as_ref());
    let all = args.show == Show::All;
    let style = Style { all, ..output::style(args.output.color, args.quiet) };
    let mut options = Options {
        inputs: args.paths,
        select: args.select,
        ignore: args.ignore,
        as_of: args.as_of,
        allow_undetermined: settings.allow_undetermined(&args.judge)?,
        fail_on: settings.fail_on(&args.judge),
        reader: settings.reader(&args.reading)?,
        baseline: settings.baseline(&args.judge),
        ..settings.options()
    };
    // What programs read is English, so that a run whose reports are for both is done in both languages.
    let mut runs: BTreeMap<Option<String>, ManuallyDrop<Checked>> = BTreeMap::new();
    for format in files.iter().map(|(format, _)| *format).chain([screen]) {
        options.language = language.clone().filter(|_| format.is_for_people());
        if !runs.contains_key(&options.language) {
            // The process ends after this, so nothing is gained by taking the tables of the run apart first.
            let checked = ManuallyDrop::new(driver::check(&DiskHost, &options).map_err(|fault| fault.to_string())?);
            runs.insert(options.language.clone(), checked);
        }
    }
    let run_for = |format: Format| runs.get(&language.clone().filter(|_| format.is_for_people())).ok_or("no run was done");
    let checked = run_for(screen)?;
    output::stream(|out| screen.write(&checked.report, &checked.sources, style, out))?;
    for (format, path) in files {
        write_file(run_for(format)?, format, all, &path)?;
    }
    if let Some(place) = args.annotate {
        write_marked(&place, driver::annotate(&DiskHost, &options.reader, &checked.report).map_err(|fault| fault.to_string())?)?;
    }
    Ok(checked.exit)
}

/// The form for standard output, and the files with theirs.
fn destinations(settings: &Settings, args: &CheckOutputArgs) -> Result<(Format, Vec<(Format, PathBuf)>), String> {
    let (screens, files): (Vec<_>, Vec<_>) = settings.outputs(args)?.into_iter().partition(|(_, path)| path.as_os_str() == "-");
    let mut screens = screens.into_iter().map(|(format, _)| format).chain(args.format);
    let screen = screens.next().unwrap_or_else(|| settings.format(args));
    if let Some(second) = screens.next() {
        return Err(format!("standard output takes one form, and both `{}` and `{}` are asked of it", screen.name(), second.name()));
    }
    for (at, (format, path)) in files.iter().enumerate() {
        if let Some((other, _)) = files.iter().take(at).find(|(_, other)| other == path) {
            return Err(format!("`{}` is asked to hold both `{}` and `{}`", path.display(), other.name(), format.name()));
        }
    }
    Ok((screen, files))
}

fn write_file(checked: &Checked, format: Format, all: bool, path: &Path) -> Result<(), String> {
    let style = Style { colour: false, width: output::PLAIN_WIDTH, quiet: false, all };
    let mut bytes = Vec::new();
    let written = format.write(&checked.report, &checked.sources, style, &mut bytes).and_then(|()| create(path, &bytes));
    written.map_err(|error| format!("--output: `{}` cannot be written: {error}", path.display()))
}

/// Writes the copies with marks: one to the file that was named, several into the folder.
fn write_marked(place: &Path, copies: Vec<Annotated>) -> Result<(), String> {
    let is_file = place.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf"));
    if is_file && copies.len() > 1 {
        return Err(format!("--annotate: {} files have findings; name a folder for their copies", copies.len()));
    }
    if copies.is_empty() {
        output::write_aside("--annotate: nothing that was found stands on a page of a PDF file, so nothing is written\n");
    }
    for Annotated { path, marks, copy } in copies {
        let copy = copy.map_err(|reason| format!("--annotate: {reason}"))?;
        let target = if is_file { place.to_owned() } else { place.join(path.file_name().unwrap_or_default()) };
        if DiskHost.identity(&target) == DiskHost.identity(&path) {
            return Err(format!("--annotate: `{}` is the return itself; name another file", target.display()));
        }
        create(&target, &copy).map_err(|error| format!("--annotate: `{}` cannot be written: {error}", target.display()))?;
        let figures = if marks == 1 { "figure" } else { "figures" };
        output::write_aside(&format!("{marks} {figures} marked on a copy: {}\n", target.display()));
    }
    Ok(())
}
