//! `rulecheck read`: published forms as data, with the place of each figure and how it was read.

use super::args::{ReadArgs, ReadFormat};
use super::output;
use super::settings::Settings;
use crate::diag::Level;
use crate::driver::{self, DiskHost, Options, Readings};
use crate::read::{canonical, data, table};
use crate::report::exit::Exit;
use crate::report::terminal;

pub(super) fn run(args: ReadArgs) -> Result<Exit, String> {
    let settings = Settings::load(args.source)?;
    let options = Options { inputs: args.paths, reader: settings.reader(&args.reading)?, ..settings.options() };
    let readings = driver::read(&DiskHost, &options).map_err(|fault| fault.to_string())?;
    output::write_aside(&terminal::render_problems(&readings.problems, &readings.sources, output::error_style(args.color)));
    let unreadable = readings.unreadable();
    for line in &unreadable {
        output::tell(line);
    }
    output::write(&shown(&readings, args.format))?;
    if let Some(path) = &args.places {
        let places = data::places(&readings.sources, &readings.documents);
        super::replace::create(path, places.as_bytes()).map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
    }
    let failed = !unreadable.is_empty() || readings.problems.iter().any(|problem| problem.level == Level::Error);
    Ok(if failed { Exit::Incomplete } else { Exit::Clean })
}

/// The returns, each with the name of its file where there are several.
fn shown(readings: &Readings, format: ReadFormat) -> String {
    if format == ReadFormat::Json {
        return data::json(&readings.documents);
    }
    let mut out = String::new();
    for document in &readings.documents {
        let name = &readings.sources.get(document.source).name;
        let text = match format {
            ReadFormat::Table => table::table(&readings.forms, document),
            ReadFormat::Yaml | ReadFormat::Json => canonical::yaml(&readings.sources, document),
        };
        if let Some(text) = text {
            if readings.documents.len() > 1 {
                out.push_str(&format!("# {}\n", terminal::harmless(name)));
            }
            out.push_str(&text);
        }
    }
    out
}
