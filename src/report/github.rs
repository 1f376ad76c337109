//! The report as workflow commands of GitHub Actions, which shows them beside the lines of the files.

use std::fmt::Write as _;

use super::text::{counted, visible};
use super::{Grade, Place, Report, Undetermined, reasons, terminal};
use crate::diag::Level;
use crate::source::SourceMap;

/// `::error file=…,line=…,col=…,title=…::message` for each problem and finding, one for each reason for which something is open, and the
/// counts on the last line.
pub fn render(report: &Report, sources: &SourceMap) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        let command = match problem.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let help = problem.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
        annotate(&mut out, command, &problem.place.path, Some(&problem.place), &problem.code, &format!("{}{help}", problem.message));
    }
    for finding in &report.findings {
        let instance = &finding.instance;
        let command = match instance.grade {
            _ if !finding.is_new() => "notice",
            Grade::Error => "error",
            Grade::Warning => "warning",
            Grade::Note => "notice",
        };
        let rows = if instance.key.is_empty() { String::new() } else { format!("{}: ", instance.rows()) };
        let waived = finding.waived.as_ref().map_or(String::new(), |waived| format!("\nwaived: {}", waived.sentence()));
        let known = if finding.known { "\nknown by the baseline" } else { "" };
        let follows = report.follows(finding).map_or(String::new(), |follows| format!("\n{follows}"));
        let message = format!("{}\n{rows}{}{follows}{waived}{known}", instance.title, finding.message);
        annotate(&mut out, command, &instance.path, finding.first_figure().map(|figure| &figure.place), &instance.rule, &message);
    }
    for open in report.undetermined.chunk_by(|a, b| (&a.cause, &a.reason, &a.instance.path) == (&b.cause, &b.reason, &b.instance.path)) {
        if let Some(first) = open.first() {
            let title = format!("undetermined: {}", reasons::words(&first.cause));
            annotate(&mut out, "warning", &first.instance.path, first.place.as_ref(), &title, &waiting(first, open));
        }
    }
    out.push_str(&visible(&terminal::verdict(report, sources)));
    out.push('\n');
    out
}

/// The reason, and the rules that wait for it.
fn waiting(first: &Undetermined, open: &[Undetermined]) -> String {
    let mut rules: Vec<&str> = open.iter().map(|one| one.instance.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    format!("{}\n{}: {}", first.reason, counted(rules.len(), "rule waits", "rules wait"), rules.join(", "))
}

fn annotate(out: &mut String, command: &str, path: &str, place: Option<&Place>, title: &str, message: &str) {
    // Lines of a file that has pages are those of the text that was read from it, which nobody else can show.
    let at = match place {
        Some(place) if place.within().is_some() => {
            format!("title={}", property(&format!("{title}, {}", place.within().unwrap_or_default())))
        }
        Some(place) => format!("line={},col={},title={}", place.line, place.column, property(title)),
        None => format!("title={}", property(title)),
    };
    let path = place.map_or(path, |place| &place.path);
    // GitHub knows a file by its path from the root of the repository.
    let path = path.strip_prefix("./").unwrap_or(path);
    let _ = writeln!(out, "::{command} file={},{at}::{}", property(path), data(message));
}

/// The words of a message, in which a line end would end the command.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// The value of a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_end_its_command_or_begin_another() {
        assert_eq!(data("100 %\n::error::x\r"), "100 %25%0A::error::x\\u{d}");
        assert_eq!(property("a,b:c%d\ne"), "a%2Cb%3Ac%25d%0Ae");
    }
}
