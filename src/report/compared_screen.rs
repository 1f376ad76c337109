//! The report on a change of rules for people at a terminal.

use super::compared::{ChangeKind, Compared, ComparedRule, ComparisonReport, Said, SideOfRules};
use super::terminal::{Paint, Screen, Style};
use super::text::{counted, grouped, visible};
use crate::source::SourceMap;

/// The most examples of one rule and kind that are shown.
const MOST_EXAMPLES: usize = 3;

/// Each rule with what comes out otherwise, and the sums of both sides.
pub fn render(report: &ComparisonReport, style: Style) -> String {
    let sources = SourceMap::default();
    let mut screen = Screen::new(&sources, style);
    if !style.quiet {
        for rule in &report.rules {
            screen.compared_rule(rule);
        }
        for (word, side) in [("old", &report.old), ("new", &report.new)] {
            screen.side(word, side);
        }
    }
    screen.comparison_counts(report);
    screen.out
}

impl Screen<'_> {
    fn compared_rule(&mut self, rule: &ComparedRule) {
        let name = self.paint(Paint::Bold, &visible(&rule.name));
        let only = match (rule.in_old, rule.in_new) {
            (true, false) => "  (only in the old rules)",
            (false, true) => "  (only in the new rules)",
            _ => "",
        };
        self.line(&format!("{name}{only}"));
        for kind in ChangeKind::ALL {
            let of_kind: Vec<&Compared> = rule.changes.iter().filter(|change| change.kind == kind).collect();
            if of_kind.is_empty() {
                continue;
            }
            let paint = match kind {
                ChangeKind::Appeared => Paint::Red,
                ChangeKind::Vanished => Paint::Green,
                ChangeKind::Outcome | ChangeKind::Reworded => Paint::Yellow,
            };
            let head = self.paint(paint, &format!("{} {}", grouped(of_kind.len()), kind.word()));
            self.line(&format!("  {head}"));
            for change in of_kind.iter().take(MOST_EXAMPLES) {
                self.example(change);
            }
            if let Some(more) = of_kind.len().checked_sub(MOST_EXAMPLES).filter(|more| *more > 0) {
                self.line(&format!("    and {} (all are in --format json)", counted(more, "more", "more")));
            }
        }
        self.line("");
    }

    fn example(&mut self, change: &Compared) {
        let key = if change.key.is_empty() { String::new() } else { format!("  [{}]", change.key.join(", ")) };
        self.line(&format!("    {}{}", visible(&change.path), visible(&key)));
        self.noted("    was: ", &words(change.was.as_ref()));
        self.noted("    is:  ", &words(change.is.as_ref()));
    }

    fn side(&mut self, word: &str, side: &SideOfRules) {
        let rules = counted(side.rules, "rule", "rules");
        self.line(&format!(
            "{word}: {}: {rules}, {} passed, {} failed, {} undetermined, {} not applicable",
            visible(&side.name),
            grouped(side.passed),
            grouped(side.failed),
            grouped(side.undetermined),
            grouped(side.not_applicable)
        ));
        if !side.left_out.is_empty() {
            self.noted("left out because of errors: ", &side.left_out.join(", "));
        }
        for problem in &side.problems {
            self.noted("", &format!("{}:{}: {} [{}]", problem.place.path, problem.place.line, problem.message, problem.code));
        }
    }

    fn comparison_counts(&mut self, report: &ComparisonReport) {
        let summary = &report.summary;
        if report.rules.is_empty() {
            let same = self.paint(Paint::Green, "nothing comes out otherwise");
            return self.line(&format!("{same}, of {}", counted(summary.instances, "instance", "instances")));
        }
        let rules = self.paint(Paint::Yellow, &counted(report.rules.len(), "rule differs", "rules differ"));
        self.line(&format!(
            "{rules}: {} appeared, {} vanished, {} with another outcome, {} reworded, of {}",
            counted(summary.appeared, "finding", "findings"),
            grouped(summary.vanished),
            grouped(summary.outcome),
            grouped(summary.reworded),
            counted(summary.instances, "instance", "instances")
        ));
    }
}

/// `fail: The closing balance …`
fn words(said: Option<&Said>) -> String {
    match said {
        None => "not there".to_owned(),
        Some(Said { outcome, message: None }) => outcome.clone(),
        Some(Said { outcome, message: Some(message) }) => format!("{outcome}: {message}"),
    }
}
