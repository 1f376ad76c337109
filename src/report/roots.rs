//! Findings that follow from others: where only one figure can be wrong, one finding tells of it, and the others follow from that one.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::corrections::{alike, named};
use super::{CorrectedFigure, Correction, Finding, Report};

/// The finding that another follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Follows {
    /// Its place in `findings`, from 0.
    pub finding: usize,
    /// The figure of this finding that has to change, whose change puts the other right too: `authorised[Class B].par_value`.
    pub figure: String,
}

/// Lets findings follow from others. Of the findings that show a figure which has to change, the gravest is their root, and of these the one
/// with the fewest figures. Where several explanations are equally small nothing follows from anything, for none of the figures is known to
/// be wrong.
pub(super) fn follow(findings: &mut [Finding], corrections: &[Correction]) {
    for correction in corrections {
        let [only] = correction.explanations.as_slice() else { continue };
        let mut roots: BTreeSet<usize> = BTreeSet::new();
        // One figure that is printed several times is one figure.
        for same in only.changes.chunk_by(alike) {
            // What shows another figure that has to change too does not follow from this one alone.
            let others = || only.changes.iter().filter(|change| !same.contains(change));
            let shows = |finding: &Finding| shown(finding, same).is_some() && others().all(|other| !is_shown(finding, other));
            let is_free =
                |at: &usize| findings.get(*at).is_some_and(|finding| finding.is_new() && finding.follows.is_none() && shows(finding));
            let showing: Vec<usize> = correction.findings.iter().copied().filter(is_free).collect();
            let weight = |at: &&usize| findings.get(**at).map(|finding| (finding.instance.grade, finding.figures.len(), **at));
            let Some(&root) = showing.iter().min_by_key(weight) else { continue };
            roots.insert(root);
            for at in showing.into_iter().filter(|at| !roots.contains(at)) {
                let Some(finding) = findings.get_mut(at) else { continue };
                let figure = shown(finding, same).map(|change| change.figure.field.clone()).unwrap_or_default();
                finding.follows = Some(Follows { finding: root, figure });
            }
        }
    }
}

/// The first of several changes whose figure a finding shows.
fn shown<'a>(finding: &Finding, changes: &'a [CorrectedFigure]) -> Option<&'a CorrectedFigure> {
    changes.iter().find(|change| is_shown(finding, change))
}

fn is_shown(finding: &Finding, change: &CorrectedFigure) -> bool {
    finding.figures.iter().any(|figure| figure.place == change.figure.place)
}

impl Report {
    /// The findings that follow from one of them: how many, and by rule and row.
    pub fn followers(&self, root: usize) -> Option<(usize, String)> {
        let follows = |finding: &Finding| finding.follows.as_ref().is_some_and(|follows| follows.finding == root);
        let places: Vec<usize> = self.findings.iter().enumerate().filter(|(_, finding)| follows(finding)).map(|(at, _)| at).collect();
        (!places.is_empty()).then(|| (places.len(), named(&self.findings, &places)))
    }

    /// What a finding follows from, in words: `follows from authorised.capital (Class B): the figure to change is …`
    pub fn follows(&self, finding: &Finding) -> Option<String> {
        let follows = finding.follows.as_ref()?;
        let root = &self.findings.get(follows.finding)?.instance;
        let rows = if root.key.is_empty() { String::new() } else { format!(" ({})", root.rows()) };
        let place = if root.path == finding.instance.path { String::new() } else { format!(" in {}", root.path) };
        Some(format!("follows from {}{rows}{place}: the figure to change is {}", root.rule, follows.figure))
    }
}
