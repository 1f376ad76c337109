//! Why a figure is suspected: what speaks for each figure behind a finding being wrong, and what speaks against it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::build::Builder;
use super::sheet::Sheet;
use super::terminal::Style;
use super::text::{counted, listed};
use super::{Figure, Instance, Material};
use crate::locate::{Answer, Change, Explanation, Group, Suspect, suspects};
use crate::value::same_text;
use crate::verdict::{Outcome, Verdict};

/// The most checks that are named in a row.
const MOST_NAMED: usize = 6;

/// A finding with the figures that may be behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    #[serde(flatten)]
    pub instance: Instance,
    /// What the smallest corrections are, in a sentence.
    pub sentence: String,
    /// The figures, the likeliest to be wrong first.
    pub figures: Vec<SuspectFigure>,
}

/// A figure with what speaks for its being wrong, and against.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SuspectFigure {
    #[serde(flatten)]
    pub figure: Figure,
    /// The figure as the filing has it, in words.
    pub stated: String,
    /// Each change of it that is part of a smallest correction.
    pub changes: Vec<String>,
    pub speaks_for: Vec<String>,
    pub speaks_against: Vec<String>,
}

impl Why {
    /// The figures behind each finding of a rule, of all its instances or of those that are called so.
    pub fn of(material: &Material<'_>, rule: &str, instance: Option<&str>) -> Vec<Why> {
        let builder = Builder::new(material);
        let left_aside: BTreeSet<usize> = material.waivings.waived.keys().copied().collect();
        let is_asked = |verdict: &Verdict| {
            let key: Vec<String> = verdict.rows.iter().map(|row| (material.row_name)(*row)).collect();
            let is_called = |wanted: &str| same_text(&key.join(", "), wanted) || key.iter().any(|part| same_text(part, wanted));
            material.program.rule(verdict.rule).name == rule && verdict.outcome == Outcome::Fail && instance.is_none_or(is_called)
        };
        let mut whys = Vec::new();
        for group in &material.groups {
            let asked: Vec<usize> = group.failing.iter().copied().filter(|&at| is_asked(&material.verdicts[at])).collect();
            if asked.is_empty() {
                continue;
            }
            let suspects = suspects(material.program, material.returns, material.verdicts, &left_aside, group);
            for at in asked {
                // A figure of another finding is told where an explanation of this one changes it too.
                let own = suspects.iter().filter(|suspect| suspect.accused_by.contains(&at) || !suspect.explanations.is_empty());
                whys.push(Why {
                    instance: builder.instance(&material.verdicts[at]),
                    sentence: builder.sentence(&group.answer),
                    figures: own.map(|suspect| builder.suspect(group, suspect)).collect(),
                });
            }
        }
        whys
    }
}

impl Builder<'_> {
    fn suspect(&self, group: &Group, suspect: &Suspect) -> SuspectFigure {
        let explanations: &[Explanation] = match &group.answer {
            Answer::Explained { explanations, .. } => explanations,
            Answer::Excluded(_) | Answer::NotAnalysed(_) => &[],
        };
        let (mut changes, mut speaks_for, mut against) = (Vec::new(), Vec::new(), Vec::new());
        for explanation in suspect.explanations.iter().filter_map(|&at| explanations.get(at)) {
            let own = |change: &&Change| change.cell == suspect.cell;
            let Some(corrected) = explanation.changes.iter().find(own).map(|change| self.corrected_figure(change)) else { continue };
            changes.push(corrected.sentence());
            speaks_for.push(match explanation.changes.len() {
                1 => "its change alone satisfies every rule".to_owned(),
                size => format!("changed together with {}, it satisfies every rule", counted(size - 1, "other figure", "other figures")),
            });
            speaks_for.extend(corrected.slips);
            speaks_for.extend(corrected.evidence);
            against.extend(corrected.against);
        }
        if !suspect.accused_by.is_empty() {
            let accused = checks(suspect.accused_by.len(), "fails", "fail");
            speaks_for.push(format!("{accused} that {} it: {}", about(suspect.accused_by.len()), self.named(&suspect.accused_by)));
        }
        against.extend(self.speaks_against(suspect));
        for reasons in [&mut speaks_for, &mut against] {
            let mut told = BTreeSet::new();
            reasons.retain(|reason: &String| told.insert(reason.clone()));
        }
        SuspectFigure {
            stated: self.stated(suspect.cell),
            figure: self.figure(suspect.cell, false),
            changes,
            speaks_for,
            speaks_against: against,
        }
    }

    fn speaks_against(&self, suspect: &Suspect) -> Vec<String> {
        let mut against = Vec::new();
        match suspect.not_alone.as_slice() {
            [] => {}
            [one] if suspect.accused_by.contains(one) => against.push(format!("no value of it satisfies {}", self.named(&[*one]))),
            [one] => against.push(format!("its change alone leaves this as it is: {}", self.named(&[*one]))),
            several => against.push(format!("no value of it satisfies all of these at once: {}", self.named(several))),
        }
        if suspect.refused {
            against.push("with the value that would fit, another rule fails or can no longer be judged".to_owned());
        }
        if !suspect.defended_by.is_empty() {
            let defended = checks(suspect.defended_by.len(), "passes", "pass");
            against.push(format!("{defended} that {} it: {}", about(suspect.defended_by.len()), self.named(&suspect.defended_by)));
        }
        against
    }

    /// Verdicts by rule and row: `authorised.capital (Class B)`.
    fn named(&self, verdicts: &[usize]) -> String {
        let name = |&at: &usize| {
            let instance = self.instance(&self.of.verdicts[at]);
            match instance.rows() {
                rows if rows.is_empty() => instance.rule,
                rows => format!("{} ({rows})", instance.rule),
            }
        };
        let mut names: Vec<String> = verdicts.iter().map(name).collect();
        names.sort();
        names.dedup();
        let more = names.len().saturating_sub(MOST_NAMED);
        names.truncate(MOST_NAMED);
        if more > 0 {
            names.push(counted(more, "more", "more"));
        }
        listed(&names)
    }
}

fn checks(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", counted(count, "check", "checks"), if count == 1 { one } else { many })
}

fn about(count: usize) -> &'static str {
    if count == 1 { "is about" } else { "are about" }
}

/// The figures behind findings, for people.
pub fn render(whys: &[Why], style: Style) -> String {
    let mut sheet = Sheet::new(style);
    if whys.is_empty() {
        sheet.item(0, "no instance of the rule fails there that is not waived, so there is no figure to suspect");
    }
    for why in whys {
        sheet.gap();
        sheet.heading(&format!("fail[{}] {}", why.instance.rule, why.instance.title));
        sheet.item(2, &format!("{} ({})", why.instance.of, why.instance.path));
        if !why.instance.key.is_empty() {
            sheet.item(2, &why.instance.rows());
        }
        sheet.item(2, &why.sentence);
        for figure in &why.figures {
            sheet.gap();
            let Figure { field, label, place, .. } = &figure.figure;
            sheet.item(2, &format!("{field} “{label}”: {} ({})", figure.stated, place.brief()));
            figure.changes.iter().for_each(|change| sheet.item(4, change));
            figure.speaks_for.iter().for_each(|reason| sheet.item(4, &format!("for: {reason}")));
            figure.speaks_against.iter().for_each(|reason| sheet.item(4, &format!("against: {reason}")));
        }
    }
    sheet.finish()
}
