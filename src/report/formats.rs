//! The forms in which a report can be had.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Deserialize;

use super::terminal::{self, Style};
use super::{Report, concise, github, json, json_lines, junit, markdown, sarif, spreadsheet};
use crate::source::SourceMap;

/// A form of the report of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Full,
    Concise,
    Json,
    JsonLines,
    Sarif,
    Junit,
    Github,
    Csv,
    Markdown,
}

impl Format {
    /// Every form, in the order in which help shows them.
    pub const ALL: [Format; 9] = [
        Format::Full,
        Format::Concise,
        Format::Json,
        Format::JsonLines,
        Format::Sarif,
        Format::Junit,
        Format::Github,
        Format::Csv,
        Format::Markdown,
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::JsonLines => "json-lines",
            Format::Sarif => "sarif",
            Format::Junit => "junit",
            Format::Github => "github",
            Format::Csv => "csv",
            Format::Markdown => "markdown",
        }
    }

    /// What it is for.
    pub fn about(self) -> &'static str {
        match self {
            Format::Full => "Excerpts, arithmetic and citations, for people",
            Format::Concise => "A line for each finding, with its place first",
            Format::Json => "The whole report, for programs; see docs/report.schema.json",
            Format::JsonLines => "A JSON object on a line for each finding, and a summary on the last; see docs/json-lines.schema.json",
            Format::Sarif => "SARIF 2.1.0, for code scanning",
            Format::Junit => "JUnit XML, for CI servers",
            Format::Github => "Workflow commands, which GitHub shows beside the files",
            Format::Csv => "A row for each finding, for spreadsheets",
            Format::Markdown => "A report to paste into a mail or a pull request",
        }
    }

    /// The form of this name; `human` is the old name of `full`.
    pub fn parse(name: &str) -> Option<Format> {
        let name = if name == Format::OLD_NAME_OF_FULL { Format::Full.name() } else { name };
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name that `full` had before there were more forms.
    pub const OLD_NAME_OF_FULL: &'static str = "human";

    /// Whether people read it, so that it speaks their language; what programs read is always English.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Full | Format::Concise | Format::Csv | Format::Markdown)
    }

    /// Writes the report in this form. The style is heeded by the forms for a terminal.
    pub fn write(self, report: &Report, sources: &SourceMap, style: Style, out: &mut dyn Write) -> io::Result<()> {
        let text = match self {
            Format::JsonLines => return json_lines::write(report, out),
            Format::Full => terminal::render(report, sources, style),
            Format::Concise => concise::render(report, sources, style),
            Format::Json => json::render(report),
            Format::Sarif => sarif::render(report, sources),
            Format::Junit => junit::render(&junit::of_report(report)),
            Format::Github => github::render(report, sources),
            Format::Csv => spreadsheet::render(report),
            Format::Markdown => markdown::render(report, sources),
        };
        out.write_all(text.as_bytes())
    }
}
