//! Which figures would put findings right: the smallest corrections in words and places.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::build::Builder;
use super::{Figure, Finding};
use crate::data::CellState;
use crate::locate::{Answer, Change, Evidence, Explanation, GivenUp, Group, NotAnalysed, Room, Slip, Telling};
use crate::value::number::Number;
use crate::value::{CellId, Value};
use crate::verdict::Unrelated;

/// Findings that have a root in common, and the smallest changes that satisfy every rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Correction {
    /// The places of the findings in `findings`.
    pub findings: Vec<usize>,
    pub status: CorrectionStatus,
    /// What was found, in a sentence.
    pub sentence: String,
    /// Every smallest set of changes, the likeliest first; none of them is made.
    pub explanations: Vec<Corrected>,
    /// There are more of the same size than are listed.
    pub more: bool,
    /// The rules that exclude each other, where no change satisfies all.
    pub excluded: Vec<String>,
    /// What would tell the explanations apart, where there are several.
    pub advice: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectionStatus {
    Explained,
    /// No change of figures satisfies the rules.
    Excluded,
    NotAnalysed,
}

/// One set of figures that, changed together, satisfies every rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Corrected {
    pub changes: Vec<CorrectedFigure>,
    /// Lower is likelier: the sum over the changes of how common such a slip is, less what else speaks for it.
    pub rank: u32,
    /// How many instances of rules pass that are about these figures, and would still pass.
    pub still_pass: usize,
}

/// A figure and what it would be.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorrectedFigure {
    #[serde(flatten)]
    pub figure: Figure,
    /// The figure as the filing has it, in words.
    pub stated: String,
    /// The one value that fits, or one of those that fit.
    pub value: Option<String>,
    /// Where a stretch of values fits, its ends.
    pub at_least: Option<String>,
    pub at_most: Option<String>,
    /// How the figure may have come to be what it is, the likeliest first.
    pub slips: Vec<String>,
    /// What else speaks for its being wrong: how it was read, what rules doubt, what other filings state, what the form says of it.
    pub evidence: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
}

impl Builder<'_> {
    /// The corrections of the run; `places` are the verdicts behind the findings, in the order of the findings.
    pub(super) fn corrections(&self, groups: &[Group], places: &[usize]) -> Vec<Correction> {
        let mut corrections: Vec<Correction> = groups.iter().filter_map(|group| self.correction(group, places)).collect();
        corrections.sort_by(|a, b| a.findings.cmp(&b.findings));
        corrections
    }

    fn correction(&self, group: &Group, places: &[usize]) -> Option<Correction> {
        let mut findings: Vec<usize> =
            group.failing.iter().filter_map(|verdict| places.iter().position(|place| place == verdict)).collect();
        findings.sort_unstable();
        if findings.is_empty() {
            return None;
        }
        let none = Correction {
            findings,
            status: CorrectionStatus::NotAnalysed,
            sentence: self.sentence(&group.answer),
            explanations: Vec::new(),
            more: false,
            excluded: Vec::new(),
            advice: None,
        };
        Some(match &group.answer {
            Answer::Explained { explanations, more } => Correction {
                status: CorrectionStatus::Explained,
                explanations: explanations.iter().map(|explanation| self.corrected(explanation)).collect(),
                more: *more,
                advice: group.telling.as_ref().map(|telling| self.advice(telling, explanations.len())),
                ..none
            },
            Answer::Excluded(verdicts) => {
                let mut excluded: Vec<String> =
                    verdicts.iter().map(|&at| self.of.program.rule(self.of.verdicts[at].rule).name.clone()).collect();
                excluded.sort();
                excluded.dedup();
                Correction { status: CorrectionStatus::Excluded, excluded, ..none }
            }
            Answer::NotAnalysed(_) => none,
        })
    }

    /// What was found for a group of findings.
    pub(super) fn sentence(&self, answer: &Answer) -> String {
        match answer {
            Answer::Explained { explanations, more } => {
                headline(explanations.len(), *more, explanations.first().map_or(0, |first| first.changes.len()))
            }
            Answer::Excluded(_) => "no change of figures satisfies these rules".to_owned(),
            Answer::NotAnalysed(why) => format!("not analysed: {}", reason(*why)),
        }
    }

    /// Which figure to look up first, and which return would decide.
    fn advice(&self, telling: &Telling, explanations: usize) -> String {
        let figure = self.figure(telling.cell, false);
        let left = if telling.left == 1 { "one of them is".to_owned() } else { format!("at most {} of them are", telling.left) };
        let place = figure.place.brief();
        let mut advice =
            format!("To tell the {explanations} apart, look up “{}” ({}, {place}) first: then {left} left.", figure.label, figure.field);
        let mut forms: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for &rule in &telling.compared_by {
            let rule = self.of.program.rule(rule);
            forms.entry(&self.of.program.forms.form(rule.form).title).or_default().push(&rule.name);
        }
        for (form, mut rules) in forms {
            rules.dedup();
            advice.push_str(&format!(" A return of the form {form} would be compared with these figures by {}.", rules.join(", ")));
        }
        advice
    }

    fn corrected(&self, explanation: &Explanation) -> Corrected {
        let changes = explanation.changes.iter().map(|change| self.corrected_figure(change)).collect();
        Corrected { changes, rank: explanation.rank, still_pass: explanation.defended_by }
    }

    pub(super) fn corrected_figure(&self, change: &Change) -> CorrectedFigure {
        let shown = |number: &Number| (self.of.figure_of)(change.cell, number);
        let (value, at_least, at_most) = match &change.room {
            Room::Exactly(value) => (Some(shown(value)), None, None),
            Room::Between { low, high, such_as } => (Some(shown(such_as)), low.as_ref().map(shown), high.as_ref().map(shown)),
            Room::Dependent => (None, None, None),
        };
        CorrectedFigure {
            stated: self.stated(change.cell),
            figure: self.figure(change.cell, false),
            value,
            at_least,
            at_most,
            slips: change.slips.iter().map(|slip| slip_words(*slip)).collect(),
            evidence: self.evidence(change, |weight| weight > 0),
            against: self.evidence(change, |weight| weight < 0),
        }
    }

    fn evidence(&self, change: &Change, is_wanted: fn(i32) -> bool) -> Vec<String> {
        let words = |evidence: &Evidence| match evidence {
            Evidence::Reading(notes) => format!("it was read with doubt: {}", notes.join(", ")),
            Evidence::Doubted => "the rule that fails calls it doubtful".to_owned(),
            Evidence::StatedElsewhere(cell) => {
                let figure = self.figure(*cell, false);
                format!("{} states it so ({})", figure.place.brief(), figure.field)
            }
            Evidence::OftenWrong => "it is often wrong on this form".to_owned(),
            Evidence::SeldomWrong => "but it is seldom wrong on this form".to_owned(),
        };
        change.evidence.iter().filter(|evidence| is_wanted(evidence.weight())).map(words).collect()
    }

    /// A figure as the filing has it, in words.
    pub(super) fn stated(&self, cell: CellId) -> String {
        match &self.of.returns.cell(cell).state {
            CellState::Figure(Value::Quantity(figure)) => (self.of.figure_of)(cell, &figure.number),
            CellState::NotApplicable => "not applicable".to_owned(),
            _ => "blank".to_owned(),
        }
    }
}

fn headline(count: usize, more: bool, figures: usize) -> String {
    let figures = if figures == 1 { "one figure".to_owned() } else { format!("{figures} figures together") };
    match (count, more) {
        (1, false) => format!("only one change of {figures} satisfies every rule; no other is as small"),
        (1, true) => format!("one change of {figures} satisfies every rule; others as small may too, for not all were tried"),
        (_, true) => format!("more than {count} changes of {figures} satisfy every rule; no smaller one does"),
        (_, false) => format!("{count} changes of {figures} satisfy every rule; no smaller one does"),
    }
}

fn reason(why: NotAnalysed) -> &'static str {
    match why {
        NotAnalysed::Unrelated(Unrelated::NoFigures) => "the rule turns on dates, codes or words",
        NotAnalysed::Unrelated(Unrelated::Reckoning) => "the rule rounds its figures in a way that tells too little of them",
        NotAnalysed::Unrelated(Unrelated::TooLarge) => "the rule can be satisfied in too many ways",
        NotAnalysed::Unrelated(Unrelated::NotJudged) => "the rule rests on a figure that is not known",
        NotAnalysed::GivenUp(GivenUp::Sets) => "more sets of figures would have to be tried than the limit allows",
        NotAnalysed::GivenUp(GivenUp::Figures) => "more figures would have to change together than the limit allows",
        NotAnalysed::GivenUp(GivenUp::Products) => "figures that are multiplied with each other would have to change together",
        NotAnalysed::GivenUp(GivenUp::Refused) => {
            "whichever figure is changed to satisfy the rule, another rule then fails or can no longer be judged"
        }
    }
}

fn slip_words(slip: Slip) -> String {
    match slip {
        Slip::OtherDigit => "one digit is another".to_owned(),
        Slip::Transposition => "two digits changed places".to_owned(),
        Slip::LostDigit => "a digit is missing".to_owned(),
        Slip::AddedDigit => "a digit too many".to_owned(),
        Slip::Swap => "two figures stand in each other's place".to_owned(),
        Slip::Stale => "the figure of an earlier return was left standing".to_owned(),
        Slip::Sign => "the sign is wrong".to_owned(),
        Slip::LostGroup => "three digits are missing".to_owned(),
        Slip::AddedGroup => "three digits too many".to_owned(),
        Slip::PowerOfTen(places) => match places {
            1 => "ten times too large".to_owned(),
            -1 => "ten times too small".to_owned(),
            places if places > 0 => format!("the point is {places} places too far to the right"),
            places => format!("the point is {} places too far to the left", -places),
        },
        Slip::LeftBlank => "the figure was left out".to_owned(),
    }
}

impl CorrectedFigure {
    /// How the figure may have come to be what it is, what else speaks for that and what against it, in a row.
    pub fn reasons(&self) -> String {
        self.slips.iter().chain(&self.evidence).chain(&self.against).map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    /// `USD 0.00000025 → USD 0.000000025`
    pub fn sentence(&self) -> String {
        let to = match (&self.value, &self.at_least, &self.at_most) {
            (Some(value), None, None) => value.clone(),
            (Some(_), Some(low), Some(high)) => format!("from {low} to {high}"),
            (Some(_), Some(low), None) => format!("at least {low}"),
            (Some(_), None, Some(high)) => format!("at most {high}"),
            (None, _, _) => "a value that fits the others".to_owned(),
        };
        format!("{} → {to}", self.stated)
    }
}

/// Whether two changes are of one figure printed twice: from the same to the same.
pub(super) fn alike(one: &CorrectedFigure, other: &CorrectedFigure) -> bool {
    one.stated == other.stated && one.value == other.value && one.at_least == other.at_least && one.at_most == other.at_most
}

impl Correction {
    /// The findings that the correction is about, by rule and row: `authorised.capital (Class B; Class A)`.
    pub fn findings_named(&self, findings: &[Finding]) -> String {
        named(findings, &self.findings)
    }
}

/// Some findings by rule and row.
pub(super) fn named(findings: &[Finding], places: &[usize]) -> String {
    let mut named: Vec<(&str, Vec<String>)> = Vec::new();
    for finding in places.iter().filter_map(|&at| findings.get(at)) {
        let key = finding.instance.rows();
        match named.last_mut() {
            Some((rule, keys)) if *rule == finding.instance.rule => keys.push(key),
            _ => named.push((&finding.instance.rule, vec![key])),
        }
    }
    let each = named.into_iter().map(|(rule, keys)| {
        let keys: Vec<String> = keys.into_iter().filter(|key| !key.is_empty()).collect();
        if keys.is_empty() { rule.to_owned() } else { format!("{rule} ({})", keys.join("; ")) }
    });
    each.collect::<Vec<_>>().join(", ")
}
