//! What is written, in which form, language and colours.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ColorChoice, ValueEnum};

use crate::cli::settings::Settings;
use crate::diag::suggest;
use crate::report;

#[derive(Debug, Args)]
pub(in crate::cli) struct OutputArgs {
    /// The form of the output
    #[arg(long, value_enum, default_value = "full", help_heading = "Output")]
    pub format: Format,

    /// The language of titles and messages, for example zh-Hant; English where a text is not translated, and in JSON
    #[arg(long, value_name = "TAG", value_parser = language, env = "RULECHECK_LANG", hide_env_values = true, help_heading = "Output")]
    pub lang: Option<String>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

impl OutputArgs {
    /// The language of the output, where it is not English: JSON always is.
    pub fn language(&self, settings: &Settings) -> Option<String> {
        settings.language(self.lang.as_ref()).filter(|_| self.format == Format::Human)
    }
}

/// The forms of the report, and where they go.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckOutputArgs {
    /// The form of the output [default: full]
    #[arg(long, value_enum, env = "RULECHECK_FORMAT", hide_env_values = true, help_heading = "Output")]
    pub format: Option<report::Format>,

    /// Write the report to a file in this form, besides; may be repeated. `-` for PATH is standard output instead of --format
    #[arg(long, value_name = "FORMAT=PATH", value_parser = destination, env = "RULECHECK_OUTPUT", hide_env_values = true, help_heading = "Output")]
    pub output: Vec<(report::Format, PathBuf)>,

    /// The language of titles and messages, for example zh-Hant; English where a text is not translated, and in what programs read
    #[arg(long, value_name = "TAG", value_parser = language, env = "RULECHECK_LANG", hide_env_values = true, help_heading = "Output")]
    pub lang: Option<String>,

    /// Colours; NO_COLOR is heeded
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Output")]
    pub color: ColorChoice,
}

impl ValueEnum for report::Format {
    fn value_variants<'a>() -> &'a [report::Format] {
        &report::Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name()).help(self.about());
        Some(if *self == report::Format::Full { value.alias(report::Format::OLD_NAME_OF_FULL) } else { value })
    }
}

/// Reads `FORMAT=PATH`.
pub(in crate::cli) fn destination(text: &str) -> Result<(report::Format, PathBuf), String> {
    let names = || report::Format::ALL.map(report::Format::name);
    let Some((name, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err("write FORMAT=PATH, for example sarif=report.sarif".to_owned());
    };
    let format = report::Format::parse(name).ok_or_else(|| {
        let advice = suggest::nearest(name, names())
            .map_or_else(|| format!("the forms are {}", names().join(", ")), |near| format!("did you mean `{near}`?"));
        format!("`{name}` is no form of the report; {advice}")
    })?;
    Ok((format, PathBuf::from(path)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// Excerpts, arithmetic and citations, for people
    #[value(name = "full", alias = report::Format::OLD_NAME_OF_FULL)]
    Human,
    /// The whole report, for programs; see docs/report.schema.json
    Json,
}

/// Whether a tag is that of the language in which every text is written first.
pub(in crate::cli) fn is_english(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("en"))
}

/// Reads the tag of a language.
pub(in crate::cli) fn language(text: &str) -> Result<String, &'static str> {
    let mut parts = text.split('-');
    let is_language = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_rest = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_language && parts.all(is_rest) { Ok(text.to_owned()) } else { Err("not the tag of a language; write it as en or zh-Hant") }
}
