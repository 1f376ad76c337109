//! The report on what tests and cases exercise, for people at a terminal.

use super::covered::{CoverageReport, CoveredRule, Outcomes};
use super::terminal::{Paint, Screen, Style};
use super::text::{counted, grouped, listed, visible};
use crate::source::SourceMap;

/// The columns of a rule's name.
const NAME: usize = 36;

/// Every rule with its counts, what was never seen, and the sums.
pub fn render(report: &CoverageReport, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    if !style.quiet {
        screen.problems(&report.problems);
        screen.left_out(&report.left_out);
        screen.exercised(&report.rules);
        screen.one_way(&report.rules);
        screen.untouched(report);
    }
    screen.coverage_counts(report);
    screen.out
}

impl Screen<'_> {
    fn exercised(&mut self, rules: &[CoveredRule]) {
        if rules.is_empty() {
            return;
        }
        let heading = format!("{:<NAME$}{:>6}{:>6}{:>7}{:>6}{:>6}{:>8}", "", "tests", "cases", "pass", "fail", "n/a", "undet.");
        let heading = self.paint(Paint::Dim, &heading);
        self.line(&heading);
        for rule in rules {
            self.counts(&rule.name, Some((rule.tests, rule.cases)), rule.outcomes);
            for edition in rule.editions.iter().filter(|_| rule.editions.len() > 1) {
                let from = edition.from.as_deref().map_or(String::new(), |from| format!(" from {from}"));
                let until = edition.until.as_deref().map_or(String::new(), |until| format!(" until {until}"));
                self.counts(&format!("  edition{from}{until}"), None, edition.outcomes);
            }
        }
        self.line("");
    }

    fn counts(&mut self, name: &str, asked: Option<(usize, usize)>, outcomes: Outcomes) {
        let Outcomes { pass, fail, not_applicable, undetermined } = outcomes;
        let (tests, cases) = asked.map_or((String::new(), String::new()), |(tests, cases)| (grouped(tests), grouped(cases)));
        let [pass, fail, not_applicable, undetermined] = [pass, fail, not_applicable, undetermined].map(grouped);
        let name = visible(name);
        let row = format!("{name:<NAME$}{tests:>6}{cases:>6}{pass:>7}{fail:>6}{not_applicable:>6}{undetermined:>8}");
        let row = if outcomes.all() == 0 { self.paint(Paint::Yellow, &row) } else { row };
        self.line(&row);
    }

    fn one_way(&mut self, rules: &[CoveredRule]) {
        let conditions =
            || rules.iter().filter(|rule| rule.outcomes.all() > 0).flat_map(|rule| rule.conditions.iter().map(move |of| (rule, of)));
        if conditions().next().is_none() {
            return;
        }
        self.line("conditions that were not seen both ways:");
        for (rule, condition) in conditions() {
            let lacks = self.paint(Paint::Yellow, condition.lacks.words());
            let text = condition.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let place =
                self.paint(Paint::Dim, &format!("({}, {}:{})", visible(&rule.name), visible(&condition.place.path), condition.place.line));
            self.line(&format!("  {lacks}  {}  {place}", visible(&text)));
        }
        self.line("");
    }

    fn untouched(&mut self, report: &CoverageReport) {
        if report.untouched.is_empty() {
            return;
        }
        self.line("fields that no rule asks for:");
        for form in &report.untouched {
            self.noted(&format!("{}: ", form.form), &form.fields.join(", "));
        }
        self.line("");
    }

    fn coverage_counts(&mut self, report: &CoverageReport) {
        let summary = &report.summary;
        if report.is_not_run() {
            return self.line("nothing was judged, for the rule files have errors");
        }
        if summary.rules == 0 {
            return self.line("the rule files hold no rule");
        }
        let paint = if report.never_ran.is_empty() { Paint::Green } else { Paint::Yellow };
        let ran = self.paint(paint, &format!("{} of {} ran", summary.exercised, counted(summary.rules, "rule", "rules")));
        let seen = summary.seen;
        self.line(&format!(
            "{ran} in {} and {}: {} passed, {} failed, {} did not apply, {} were undetermined",
            counted(summary.tests, "test", "tests"),
            counted(summary.cases, "case", "cases"),
            seen.pass,
            seen.fail,
            seen.not_applicable,
            seen.undetermined
        ));
        self.line(&format!(
            "{} of {}, {} of {} seen both ways, {} of {} asked for",
            summary.editions_exercised,
            counted(summary.editions, "edition", "editions"),
            summary.conditions_both_ways,
            counted(summary.conditions, "condition", "conditions"),
            summary.fields_touched,
            counted(summary.fields, "field", "fields")
        ));
        if summary.cases_not_used > 0 {
            self.line(&format!("{} with files of another kind left out", counted(summary.cases_not_used, "case", "cases")));
        }
        if !report.never_ran.is_empty() {
            self.noted("never ran: ", &listed(&report.never_ran));
        }
    }
}
