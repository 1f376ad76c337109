//! `rulecheck read`: published forms as data, with the place of each figure and how it was read.

use super::args::{ReadArgs, ReadFormat};
use super::new::xlsx;
use super::output;
use super::progress::Progress;
use super::settings::Settings;
use crate::data::Document;
use crate::diag::Level;
use crate::driver::{self, DiskHost, Done, Fault, Options, Readings};
use crate::read::data::Json;
use crate::read::{canonical, table};
use crate::report::exit::Exit;
use crate::report::terminal;
use crate::template::{self, Sheet};

pub(super) fn run(args: ReadArgs) -> Result<Exit, String> {
    let settings = Settings::load(args.source)?;
    let language = settings.language(None);
    let options = Options { inputs: args.paths, reader: settings.reader(&args.reading)?, ..settings.options() };
    let progress = Progress::new("read", false);
    let mut is_whole = true;
    let mut json = Json::default();
    let mut text = String::new();
    let mut tables: Vec<(String, Vec<Sheet>)> = Vec::new();
    let is_template = matches!(args.format, ReadFormat::Xlsx | ReadFormat::Csv);
    if args.format == ReadFormat::Xlsx && args.output.is_none() {
        return Err("a spreadsheet is no text; name a file with --output".to_owned());
    }
    let mut take = |readings: Readings, done: Done| -> Result<(), Stop> {
        progress.hide();
        output::write_aside(&terminal::render_problems(&readings.problems, &readings.sources, output::error_style(args.color)));
        let unreadable = readings.unreadable();
        unreadable.iter().for_each(|line| output::tell(line));
        is_whole &= unreadable.is_empty() && readings.problems.iter().all(|problem| problem.level != Level::Error);
        if args.format == ReadFormat::Json || args.places.is_some() {
            json.add(&readings.sources, &readings.documents);
        }
        if is_template {
            tables.extend(sheets(&readings, language.as_deref()));
        }
        let shown = shown(&readings, args.format, done.all > 1);
        match &args.output {
            Some(_) => text.push_str(&shown),
            None => output::write(&shown).map_err(Stop)?,
        }
        if done.all > 1 {
            progress.step(done.files, done.all);
        }
        Ok(())
    };
    driver::read_in_parts(&DiskHost, &options, &mut take).map_err(|Stop(why)| why)?;
    if args.format == ReadFormat::Json {
        text = json.returns();
    }
    let bytes = match (args.format, &tables[..]) {
        (ReadFormat::Xlsx, [(_, table)]) => xlsx(table)?,
        (ReadFormat::Csv, [(_, table)]) => template::csv(table).into_bytes(),
        (ReadFormat::Xlsx | ReadFormat::Csv, [(first, _), (second, _), ..]) => {
            return Err(format!("a table holds one return, and there are several: `{first}`, `{second}`; read them one by one"));
        }
        (ReadFormat::Xlsx | ReadFormat::Csv, []) => return Ok(Exit::Incomplete),
        _ => text.into_bytes(),
    };
    match &args.output {
        Some(path) => super::replace::create(path, &bytes).map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?,
        None => output::write(&String::from_utf8_lossy(&bytes))?,
    }
    if let Some(path) = &args.places {
        super::replace::create(path, json.places().as_bytes())
            .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
    }
    Ok(if is_whole { Exit::Clean } else { Exit::Incomplete })
}

/// Why reading ends early.
struct Stop(String);

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop(fault.to_string())
    }
}

/// The returns as tables, each with the name of its file.
fn sheets(readings: &Readings, language: Option<&str>) -> Vec<(String, Vec<Sheet>)> {
    let of = |document: &Document| {
        let node = document.content.as_ref().ok()?;
        let form = readings.forms.find(node.form()?)?;
        Some((readings.sources.get(document.source).name.clone(), template::sheets(&readings.forms, form, Some(node), language)))
    };
    readings.documents.iter().filter_map(of).collect()
}

/// The returns, each with the name of its file where there are several.
fn shown(readings: &Readings, format: ReadFormat, several: bool) -> String {
    let mut out = String::new();
    for document in &readings.documents {
        let name = &readings.sources.get(document.source).name;
        let text = match format {
            ReadFormat::Table => table::table(&readings.forms, document),
            ReadFormat::Yaml => canonical::yaml(&readings.sources, document),
            ReadFormat::Json | ReadFormat::Xlsx | ReadFormat::Csv => None,
        };
        let has_others = readings.documents.iter().filter(|other| other.source == document.source).count() > 1;
        if let Some(text) = text {
            if several || has_others {
                out.push_str(&format!("# {}\n", terminal::harmless(name)));
            }
            out.push_str(&text);
        }
    }
    out
}
