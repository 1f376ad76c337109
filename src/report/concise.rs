//! The report with a line for each finding, its place first, as editors and `grep` take it.

use super::terminal::{Paint, Screen, Style, grade_words};
use super::text::visible;
use super::{Finding, Instance, Place, Report};
use crate::diag::Level;
use crate::source::SourceMap;

/// `path:line:column: error[rule] Class B: message` for each finding, problem and open question; the line of the verdict is the last.
pub fn render(report: &Report, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    if !style.quiet {
        for problem in &report.problems {
            let (word, paint) = match problem.level {
                Level::Error => ("error", Paint::Red),
                Level::Warning => ("warning", Paint::Yellow),
            };
            screen.concise(&problem.place.path, Some(&problem.place), (word, paint), &problem.code, &problem.message);
        }
        for finding in &report.findings {
            let instance = &finding.instance;
            let word = match finding {
                Finding { waived: Some(_), .. } => ("waived", Paint::Blue),
                Finding { known: true, .. } => ("known", Paint::Dim),
                _ => grade_words(instance.grade),
            };
            let place = finding.first_figure().map(|figure| &figure.place);
            let follows = report.follows(finding).map_or(String::new(), |follows| format!(" ({follows})"));
            screen.concise(&instance.path, place, word, &instance.rule, &about_rows(instance, &format!("{}{follows}", finding.message)));
        }
        for one in &report.undetermined {
            let reason = about_rows(&one.instance, &format!("{}: {}", one.cause, one.reason));
            screen.concise(&one.instance.path, one.place.as_ref(), ("undetermined", Paint::Blue), &one.instance.rule, &reason);
        }
    }
    screen.verdict(report);
    screen.out
}

fn about_rows(instance: &Instance, words: &str) -> String {
    if instance.key.is_empty() { words.to_owned() } else { format!("{}: {words}", instance.rows()) }
}

impl Screen<'_> {
    /// One line; without a place, the file itself stands for it.
    fn concise(&mut self, path: &str, place: Option<&Place>, (word, paint): (&str, Paint), name: &str, message: &str) {
        let (path, line, column) = place.map_or((path, 1, 1), |place| (&place.path, place.line, place.column));
        let page = place.and_then(Place::within).map_or(String::new(), |within| format!(" ({})", visible(&within)));
        let word = self.paint(paint, &format!("{word}[{}]", visible(name)));
        self.line(&format!("{}:{line}:{column}: {word} {}{page}", visible(path), visible(message)));
    }
}
