//! The report on changed rules for people at a terminal.

use super::mutated::{Change, MutationReport};
use super::terminal::{Paint, Screen, Style};
use super::text::{counted, grouped, visible};
use crate::source::SourceMap;

/// The most rules that are named beside a change.
const MOST_RULES: usize = 3;

/// Every change that nothing noticed, as a difference; the share of each kind that was noticed; and the counts.
pub fn render(report: &MutationReport, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    if !style.quiet {
        screen.problems(&report.problems);
        screen.left_out(&report.left_out);
        for change in &report.survivors {
            screen.survivor(change);
        }
        screen.kinds(report);
    }
    screen.mutation_counts(report);
    screen.out
}

impl Screen<'_> {
    fn survivor(&mut self, change: &Change) {
        let word = self.paint(Paint::Red, "survived");
        let more = change.rules.len().saturating_sub(MOST_RULES);
        let mut rules = change.rules.iter().take(MOST_RULES).map(|rule| visible(rule).into_owned()).collect::<Vec<_>>().join(", ");
        if more > 0 {
            rules.push_str(&format!(" and {}", counted(more, "more rule", "more rules")));
        }
        let rules = self.paint(Paint::Dim, &format!("({rules})"));
        self.line(&format!("{word}  {}  {}:{}  {rules}", change.kind, visible(&change.place.path), change.place.line));
        for (sign, paint, lines) in [("-", Paint::Red, &change.before), ("+", Paint::Green, &change.after)] {
            for line in lines {
                let line = self.paint(paint, &format!("{sign} {}", visible(line)));
                self.line(&format!("  {line}"));
            }
        }
        self.line("");
    }

    fn kinds(&mut self, report: &MutationReport) {
        if report.kinds.is_empty() {
            return;
        }
        let heading = format!("{:<12}{:>8}{:>8}{:>10}{:>8}", "", "changes", "killed", "survived", "share");
        let heading = self.paint(Paint::Dim, &heading);
        self.line(&heading);
        for kind in &report.kinds {
            let share = percent(kind.killed_of_1000);
            let (mutants, killed, survived) = (grouped(kind.mutants), grouped(kind.killed), grouped(kind.survived));
            self.line(&format!("{:<12}{mutants:>8}{killed:>8}{survived:>10}{share:>8}  {}", kind.kind, kind.title));
        }
        self.line("");
    }

    fn mutation_counts(&mut self, report: &MutationReport) {
        let summary = &report.summary;
        if !report.problems.is_empty() || !report.left_out.is_empty() {
            return self.line("nothing was changed, for the rule files have errors");
        }
        if summary.mutants == 0 {
            return self.line("nothing was changed: the rule files hold no rule to change");
        }
        let paint = if summary.survived == 0 { Paint::Green } else { Paint::Red };
        let killed = self.paint(paint, &format!("{} killed", percent(summary.killed_of_1000)));
        let changes = counted(summary.mutants, "change", "changes");
        self.line(&format!(
            "{killed}: {changes} of {}, {} killed, {} survived",
            counted(summary.rules, "rule", "rules"),
            grouped(summary.killed),
            grouped(summary.survived)
        ));
        let held = format!("held against {} and {}", counted(report.tests, "test", "tests"), counted(report.cases, "case", "cases"));
        let left = match report.cases_not_used {
            0 => String::new(),
            cases => format!("; {} with files of another kind left out", counted(cases, "case", "cases")),
        };
        self.line(&format!("{held}{left}"));
        if summary.equivalent + summary.unreached > 0 {
            let same = counted(summary.equivalent, "change leaves", "changes leave");
            let unreached = counted(summary.unreached, "change", "changes");
            self.line(&format!("not counted: {same} the rules as they are, and {unreached} of what no rule asks for"));
        }
    }
}

/// `93.4 %`; cut, so that only what is whole is shown as 100 %.
fn percent(of_1000: Option<usize>) -> String {
    of_1000.map_or_else(|| "-".to_owned(), |share| format!("{}.{} %", share / 10, share % 10))
}
