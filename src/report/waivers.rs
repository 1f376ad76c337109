//! Waivers in a report: the fails that they let stand, and those that let none.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Place;
use super::terminal::{Paint, Screen};
use super::text::counted;
use crate::value::Unknown;
use crate::value::date::ShownDate;

/// What came of the waivers of a run, by their places in the program.
#[derive(Clone, Debug, Default)]
pub struct Waivings {
    /// For a fail, by its place among the verdicts, the waivers that let it stand. The first gives the reason that is shown.
    pub waived: BTreeMap<usize, Vec<usize>>,
    /// Waivers of rules that take part, and whether each has expired.
    pub taken: Vec<(usize, bool)>,
    /// A waiver, a fail, and why it cannot be told whether the one is about the other.
    pub unknown: Vec<(usize, usize, Unknown)>,
}

/// Why a fail may stand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Waived {
    pub reason: String,
    pub approver: String,
    /// The last day on which the waiver holds, `2023-09-30`.
    pub until: Option<String>,
    pub place: Place,
}

/// A waiver of the run, and what it did.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WaiverUse {
    pub rule: String,
    #[serde(flatten)]
    pub waiver: Waived,
    pub status: WaiverStatus,
    /// How many fails it lets stand.
    pub fails: usize,
    /// Why it cannot be told of some fails whether it is about them; these are not waived.
    pub unknown: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WaiverStatus {
    /// It lets at least one fail stand.
    Applied,
    /// No fail of this run is one that it is about.
    Unused,
    /// Its last day is over, or the day of the run is not known.
    Expired,
    /// Whether it is about a fail cannot be told.
    Unknown,
}

impl WaiverStatus {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            WaiverStatus::Applied => "applied",
            WaiverStatus::Unused => "unused",
            WaiverStatus::Expired => "expired",
            WaiverStatus::Unknown => "unknown",
        }
    }
}

impl Waived {
    /// `letter of 12 October 2022; approved by Company Secretary, until 30 September 2023`
    pub fn sentence(&self) -> String {
        let day = self.until.as_ref().and_then(|until| until.parse().ok());
        let until = day.map_or(String::new(), |day| format!(", until {}", ShownDate(day)));
        format!("{}; approved by {}{until}", self.reason, self.approver)
    }
}

impl Screen<'_> {
    /// The waivers that somebody has to look at.
    pub(super) fn waivers(&mut self, waivers: &[WaiverUse]) {
        for of in waivers.iter().filter(|of| of.status != WaiverStatus::Applied || !of.unknown.is_empty()) {
            let title = match of.status {
                WaiverStatus::Unused => "waives nothing in this run; remove it once it is no longer needed".to_owned(),
                WaiverStatus::Expired => "has expired and waives nothing".to_owned(),
                WaiverStatus::Unknown => "waives nothing, for its condition is not known".to_owned(),
                WaiverStatus::Applied => format!("waives {}, and of others its condition is not known", counted(of.fails, "fail", "fails")),
            };
            self.head("waiver", Paint::Yellow, &of.rule, &title);
            self.noted("", &of.waiver.sentence());
            for reason in &of.unknown {
                self.noted("- ", reason);
            }
            let place = &of.waiver.place;
            self.noted("at ", &format!("{}:{}", place.path, place.line));
            self.line("");
        }
    }
}
