//! Severities that are not those of the rules' packs: whose, why, and of which rules.

use schemars::JsonSchema;
use serde::Serialize;

use super::Grade;
use super::terminal::{Paint, Screen};

/// A change of severity that the run was asked for, and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SeverityChange {
    /// A rule's name, or a pattern.
    pub rule: String,
    pub is: Grade,
    pub because: String,
    /// Where it is asked for: `rulecheck.toml:3`.
    pub at: String,
    /// The rules of the run whose severity it changed.
    pub changed: Vec<String>,
}

impl SeverityChange {
    /// `is a warning here: issued.total, issued.roll-forward`
    pub fn sentence(&self) -> String {
        match self.changed.as_slice() {
            [] => "changes nothing: no rule of this run, or none of another severity".to_owned(),
            changed if *changed == [self.rule.as_str()] => format!("is {} here", self.a_grade()),
            changed => format!("is {} here: {}", self.a_grade(), changed.join(", ")),
        }
    }

    fn a_grade(&self) -> &'static str {
        match self.is {
            Grade::Error => "an error",
            Grade::Warning => "a warning",
            Grade::Note => "a note",
        }
    }
}

impl Screen<'_> {
    /// What is graver or less grave here than its pack has it, so that nobody takes it for the pack's own judgement.
    pub(super) fn severities(&mut self, changes: &[SeverityChange]) {
        for change in changes {
            let paint = if change.changed.is_empty() { Paint::Yellow } else { Paint::Blue };
            self.head("severity", paint, &change.rule, &change.sentence());
            self.noted("because: ", &change.because);
            self.noted("at ", &change.at);
            self.line("");
        }
    }
}
