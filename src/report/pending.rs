//! What waits for a review, and how each change is shown.

use schemars::JsonSchema;
use serde::Serialize;

use super::VERSION;
use super::terminal::{Paint, Screen, Style};
use super::tested_cases::ChangeOfCase;
use super::text::{counted, visible};
use crate::source::SourceMap;

/// Everything that waits.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PendingReport {
    /// The version of this layout.
    pub version: u32,
    /// By path.
    pub files: Vec<PendingFile>,
}

/// A file that waits to take the place of a file of cases.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PendingFile {
    /// The file of cases.
    pub path: String,
    /// The file that waits.
    pub pending: String,
    /// Whether the file of cases is gone, or has other cases than those that were judged.
    pub out_of_date: bool,
    /// The cases whose expectations would change.
    pub cases: Vec<PendingChanges>,
}

/// A case whose expectations would change.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PendingChanges {
    pub title: String,
    /// The line of its heading, from 1.
    pub line: usize,
    pub changes: Vec<ChangeOfCase>,
}

impl PendingReport {
    pub fn new(files: Vec<PendingFile>) -> PendingReport {
        PendingReport { version: VERSION, files }
    }
}

/// Every change that waits, and how many cases do.
pub fn render(report: &PendingReport, style: Style) -> String {
    let sources = SourceMap::default();
    let mut screen = Screen::new(&sources, style);
    for file in &report.files {
        if file.out_of_date {
            let word = screen.paint(Paint::Yellow, "out of date");
            screen.line(&format!("{word}  {}", visible(&file.pending)));
        }
        for case in &file.cases {
            screen.line(&format!("{}  ({}:{})", visible(&case.title), visible(&file.path), case.line));
            for change in &case.changes {
                screen.line(&format!("  {:<8}  {}", change.kind, visible(&change.about)));
            }
        }
    }
    let cases: usize = report.files.iter().map(|file| file.cases.len()).sum();
    screen.line(&format!("{} {} for a review", counted(cases, "case", "cases"), if cases == 1 { "waits" } else { "wait" }));
    screen.out
}

/// One case with its changes, as a reviewer sees it; it is one of so many.
pub fn render_case(path: &str, case: &PendingChanges, (number, all): (usize, usize), style: Style) -> String {
    let sources = SourceMap::default();
    let mut screen = Screen::new(&sources, style);
    let title = screen.paint(Paint::Bold, &visible(&case.title));
    screen.line(&format!("{number} of {all}: {title}  ({}:{})", visible(path), case.line));
    case.changes.iter().for_each(|change| screen.change(change));
    screen.out
}
