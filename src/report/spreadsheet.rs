//! The report as CSV that a spreadsheet opens as it is meant: UTF-8 with its mark, and no cell that would be run as a formula.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::text::visible;
use super::{Figure, Finding, Instance, Place, Report};
use crate::csv;
use crate::diag::Level;

/// The words at the head of the columns.
const COLUMNS: [&str; 16] = [
    "Outcome",
    "Severity",
    "Rule",
    "Title",
    "Issuer",
    "Return",
    "Rows",
    "Message",
    "Difference",
    "Figures",
    "Law",
    "Remark",
    "File",
    "Line",
    "Column",
    "Page",
];

/// A row for each finding, each open question and each problem in the files.
///
/// A cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, is led by an
/// apostrophe. A cell that is a figure, such as `-5,194,580` or `+0.5 %`, stays as it is.
pub fn render(report: &Report) -> String {
    let mut out = format!("\u{feff}{}", csv::row(&COLUMNS));
    let issuers: Issuers<'_> = report.inputs.iter().filter_map(|input| Some((input.path.as_str(), input.issuer.as_deref()?))).collect();
    for finding in &report.findings {
        let instance = &finding.instance;
        let mut row = of_instance(&issuers, instance, finding.first_figure().map(|figure| &figure.place));
        row.outcome = match finding {
            Finding { waived: Some(_), .. } => "waived",
            Finding { known: true, .. } => "known",
            _ => "fail",
        };
        row.message = &finding.message;
        row.difference = finding.comparison.as_ref().and_then(|comparison| comparison.difference.as_deref()).unwrap_or_default();
        row.figures = figures(&finding.figures);
        row.remark = finding.waived.as_ref().map(|waived| waived.sentence()).or(report.follows(finding)).unwrap_or_default();
        out.push_str(&row.csv());
    }
    for one in &report.undetermined {
        let mut row = of_instance(&issuers, &one.instance, one.place.as_ref());
        row.outcome = "undetermined";
        row.message = &one.reason;
        row.remark = one.cause.clone();
        out.push_str(&row.csv());
    }
    for problem in &report.problems {
        let severity = match problem.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let remark = problem.help.clone().unwrap_or_default();
        let row = Row { outcome: "problem in a file", severity, rule: &problem.code, message: &problem.message, remark, ..Row::default() };
        out.push_str(&row.at(&problem.place.path, Some(&problem.place)).csv());
    }
    out
}

/// `Balance at the end: 905; Increase / decrease (-): -50`
fn figures(figures: &[Figure]) -> String {
    let shown = |figure: &Figure| {
        let printed = if figure.printed.is_empty() { format!("({})", figure.state) } else { figure.printed.clone() };
        format!("{}: {printed}", figure.label)
    };
    figures.iter().map(shown).collect::<Vec<_>>().join("; ")
}

/// The issuer of each return, by its path.
type Issuers<'a> = BTreeMap<&'a str, &'a str>;

fn of_instance<'a>(issuers: &Issuers<'a>, instance: &'a Instance, place: Option<&'a Place>) -> Row<'a> {
    let row = Row {
        severity: instance.grade.word(),
        rule: &instance.rule,
        title: &instance.title,
        issuer: issuers.get(instance.path.as_str()).copied().unwrap_or_default(),
        of: &instance.of,
        rows: instance.rows(),
        law: instance.cites.join("; "),
        ..Row::default()
    };
    row.at(&instance.path, place)
}

#[derive(Default)]
struct Row<'a> {
    outcome: &'a str,
    severity: &'a str,
    rule: &'a str,
    title: &'a str,
    issuer: &'a str,
    of: &'a str,
    rows: String,
    message: &'a str,
    difference: &'a str,
    figures: String,
    law: String,
    remark: String,
    path: &'a str,
    line: String,
    column: String,
    page: String,
}

impl<'a> Row<'a> {
    /// The row with its place. Where a file has pages, its lines are of no use to a reader.
    fn at(self, path: &'a str, place: Option<&'a Place>) -> Row<'a> {
        let Some(place) = place else { return Row { path, ..self } };
        let row = Row { path: &place.path, ..self };
        match place.cell.clone().or_else(|| Some(place.page?.to_string())) {
            Some(page) => Row { page, ..row },
            None => Row { line: place.line.to_string(), column: place.column.to_string(), ..row },
        }
    }

    fn csv(&self) -> String {
        let cells: [&str; COLUMNS.len()] = [
            self.outcome,
            self.severity,
            self.rule,
            self.title,
            self.issuer,
            self.of,
            &self.rows,
            self.message,
            self.difference,
            &self.figures,
            &self.law,
            &self.remark,
            self.path,
            &self.line,
            &self.column,
            &self.page,
        ];
        let cells = cells.map(cell);
        csv::row(&cells.each_ref().map(|cell| cell.as_ref()))
    }
}

/// A cell as a spreadsheet shows it and does not run it.
fn cell(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    // The full-width forms are taken for the others by some spreadsheets.
    let begins_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins_formula && !is_figure(text) { Cow::Owned(format!("'{shown}")) } else { shown }
}

/// Whether a text is a number with a sign, and perhaps a percent sign, so that there is nothing in it to be run.
fn is_figure(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_suffix('%').map_or(digits, str::trim_end);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_is_run_and_figures_stay_figures() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "-", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-5 shares"] {
            assert!(cell(text).starts_with('\''), "{text}");
        }
        for text in ["-5,194,580", "+0.5 %", "-0.01%", "1,000", "Class B", "HKD -5", ""] {
            assert_eq!(cell(text), text);
        }
        assert_eq!(cell("a\u{1b}[2J"), "a\\u{1b}[2J");
    }
}
