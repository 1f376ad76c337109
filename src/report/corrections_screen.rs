//! The smallest corrections at a terminal.

use super::corrections::alike;
use super::terminal::{Paint, Screen};
use super::text::{counted, visible};
use super::{Corrected, Correction, CorrectionStatus, Report};

/// The most explanations of one group that are shown.
const MOST_SHOWN: usize = 12;

impl Screen<'_> {
    /// What would put the findings right, one paragraph for each group with a common root.
    pub(super) fn corrections(&mut self, report: &Report) {
        // What the baseline knows was looked at before.
        let is_new = |of: &Correction| of.findings.iter().any(|&at| report.findings.get(at).is_none_or(|finding| !finding.known));
        let is_explained = |of: &&Correction| of.status != CorrectionStatus::NotAnalysed && is_new(of);
        let explained: Vec<&Correction> = report.corrections.iter().filter(is_explained).collect();
        if explained.is_empty() {
            return;
        }
        let title = self.paint(Paint::Bold, "smallest changes that satisfy every rule");
        self.line(&format!("{title}; no filing is edited"));
        if explained.iter().any(|correction| correction.explanations.len() > 1) {
            self.noted(
                "",
                "the likeliest first: commoner slips, figures that were read with doubt, that a rule calls doubtful or that are often wrong \
                 on their form, and values that another return states",
            );
        }
        for correction in explained {
            self.line("");
            self.noted("of: ", &correction.findings_named(&report.findings));
            match correction.status {
                CorrectionStatus::Excluded => self.noted("", &format!("{}: {}", correction.sentence, correction.excluded.join(", "))),
                _ => self.noted("", &correction.sentence),
            }
            for (place, corrected) in correction.explanations.iter().take(MOST_SHOWN).enumerate() {
                self.corrected(corrected, (correction.explanations.len() > 1).then_some(place + 1));
            }
            let left = correction.explanations.len().saturating_sub(MOST_SHOWN);
            if left > 0 {
                self.noted("", &format!("and {} (all are in --format json)", counted(left, "more", "more")));
            }
            if let Some(advice) = &correction.advice {
                self.noted("", advice);
            }
        }
        self.line("");
    }

    /// The findings for which no correction was looked for, each with the reason.
    pub(super) fn not_analysed(&mut self, report: &Report) {
        for correction in report.corrections.iter().filter(|correction| correction.status == CorrectionStatus::NotAnalysed) {
            self.noted("of: ", &correction.findings_named(&report.findings));
            self.noted("", &correction.sentence);
        }
    }

    fn corrected(&mut self, corrected: &Corrected, number: Option<usize>) {
        let mark = number.map_or("-".to_owned(), |number| format!("{number}."));
        let mut lead = format!("{mark} ");
        for same in corrected.changes.chunk_by(alike) {
            let [first, ..] = same else { continue };
            let fields: Vec<&str> = same.iter().map(|change| change.figure.field.as_str()).collect();
            let value = self.paint(Paint::Green, &visible(&first.sentence()));
            self.line(&format!("    {lead}{}: {value}", visible(&fields.join(", "))));
            lead = " ".repeat(lead.chars().count());
            let places: Vec<String> = same.iter().map(|change| change.figure.place.brief()).collect();
            let reasons = first.reasons();
            let how = if reasons.is_empty() { String::new() } else { format!("; {reasons}") };
            self.noted("      ", &format!("{}{how}", places.join(", ")));
        }
        if corrected.still_pass > 0 {
            self.noted(
                "      ",
                &format!("{} of these figures pass now, and would still", counted(corrected.still_pass, "check", "checks")),
            );
        }
    }
}
