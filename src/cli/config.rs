//! `rulecheck config`: the configuration that holds, and where each part of it is from.

use std::path::Path;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::args::ConfigArgs;
use super::output;
use super::settings::Settings;
use crate::config::Config;
use crate::read::document::Limits;
use crate::report::exit::Exit;
use crate::report::terminal;

/// A part of the configuration: its key in the file, what holds, and where the file says it.
struct Part {
    key: String,
    value: String,
    /// The argument and the variable of the environment that would say it too.
    argument: Option<(&'static str, &'static str)>,
    place: Option<String>,
}

pub(super) fn run(args: ConfigArgs, matches: Option<&ArgMatches>) -> Result<Exit, String> {
    let settings = Settings::load(args.source.clone())?;
    let parts = parts(&settings, &args)?;
    let from = |part: &Part| {
        let given = part.argument.and_then(|(id, variable)| Some((matches?.value_source(id)?, variable)));
        match given {
            Some((ValueSource::CommandLine, _)) => "the command line".to_owned(),
            Some((ValueSource::EnvVariable, variable)) => variable.to_owned(),
            _ => part.place.clone().unwrap_or_else(|| "default".to_owned()),
        }
    };
    let columns = |width: fn(&Part) -> usize| parts.iter().map(width).max().unwrap_or_default();
    let (keys, values) = (columns(|part| part.key.chars().count()), columns(|part| part.value.chars().count()));
    let mut text = match &settings.config {
        Some(config) => format!("{}\n\n", config.path),
        None => "no configuration file\n\n".to_owned(),
    };
    for part in &parts {
        text.push_str(&format!("{:keys$}  {:values$}  {}\n", part.key, part.value, from(part)));
    }
    output::write(&text.lines().map(|line| terminal::harmless(line).into_owned() + "\n").collect::<String>())?;
    Ok(Exit::Clean)
}

/// Every part, as the commands take it.
fn parts(settings: &Settings, args: &ConfigArgs) -> Result<Vec<Part>, String> {
    let config = settings.config.as_ref();
    let said = |place: fn(&Config) -> Option<std::ops::Range<usize>>| config.and_then(|config| Some(config.place(place(config)?)));
    let part = |key: &str, value: String, argument, place| Part { key: key.to_owned(), value, argument: Some(argument), place };
    let paths = |paths: Vec<&Path>| paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
    let or = |values: Vec<String>, otherwise: &str| if values.is_empty() { otherwise.to_owned() } else { values.join(", ") };
    let rules = settings.rules();
    let outputs = settings.outputs(&args.output)?;
    let outputs = outputs.iter().map(|(format, path)| format!("{}={}", format.name(), path.display())).collect();
    let baseline = settings.baseline(&args.judge);
    let allowed = match settings.allow_undetermined(&args.judge)? {
        None => "none".to_owned(),
        Some(causes) => or(causes, "all"),
    };
    let mut parts = vec![
        part(
            "rules",
            or(paths(rules.iter().map(AsRef::as_ref).collect()), "none"),
            ("rules", "RULECHECK_RULES"),
            said(|config| config.settings.rules.as_ref().map(|value| value.span())),
        ),
        part(
            "packs",
            or(settings.packs(), "those of the returns' forms"),
            ("pack", "RULECHECK_PACK"),
            said(|config| config.settings.packs.as_ref().map(|value| value.span())),
        ),
        part(
            "lang",
            settings.language(args.output.lang.as_ref()).unwrap_or_else(|| "en".to_owned()),
            ("lang", "RULECHECK_LANG"),
            said(|config| config.settings.lang.as_ref().map(|value| value.span())),
        ),
        part(
            "format",
            settings.format(&args.output).name().to_owned(),
            ("format", "RULECHECK_FORMAT"),
            said(|config| config.settings.format.as_ref().map(|value| value.span())),
        ),
        part(
            "output",
            or(outputs, "none"),
            ("output", "RULECHECK_OUTPUT"),
            said(|config| config.settings.output.as_ref().map(|value| value.span())),
        ),
        part(
            "baseline",
            or(paths(baseline.iter().map(AsRef::as_ref).collect()), "none"),
            ("baseline", "RULECHECK_BASELINE"),
            said(|config| config.settings.baseline.as_ref().map(|value| value.span())),
        ),
        part(
            "fail-on",
            settings.fail_on(&args.judge).word().to_owned(),
            ("fail_on", "RULECHECK_FAIL_ON"),
            said(|config| config.settings.fail_on.as_ref().map(|value| value.span())),
        ),
        part(
            "allow-undetermined",
            allowed,
            ("allow_undetermined", "RULECHECK_ALLOW_UNDETERMINED"),
            said(|config| config.settings.allow_undetermined.as_ref().map(|value| value.span())),
        ),
    ];
    let limits = settings.limits(&args.reading)?;
    for name in Limits::NAMES {
        let is_given = args.reading.read_limit.iter().any(|(given, _)| given == name);
        let place = config.and_then(|config| Some(config.place(config.settings.read_limit.get(*name)?.span())));
        let argument = is_given.then_some(("read_limit", "RULECHECK_READ_LIMIT"));
        let value = limits.get(name).map_or(String::new(), |most| most.to_string());
        parts.push(Part { key: format!("read-limit.{name}"), value, argument, place });
    }
    let Some(config) = config else { return Ok(parts) };
    for change in config.severities() {
        let value = format!("{}, because: {}", change.is.word(), change.because);
        parts.push(Part { key: format!("severity.{}", change.rule), value, argument: None, place: Some(change.at) });
    }
    for (name, parameter) in &config.settings.parameter {
        let value = parameter.get_ref().value.clone();
        parts.push(Part { key: format!("parameter.{name}"), value, argument: None, place: Some(config.place(parameter.span())) });
    }
    Ok(parts)
}
