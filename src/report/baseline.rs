//! Findings that are known already: which they are, how they are written down, and which of them are no longer found.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fingerprint::{Fingerprint, Fingerprints};
use super::terminal::{Paint, Screen};
use super::text::counted;
use super::{Finding, Report};

/// The version of the file's layout.
const VERSION: u32 = 1;

/// The findings that somebody has looked at and lets stand for now, each as often as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The path under which reports name the file.
    pub path: String,
    known: BTreeMap<Fingerprint, Vec<String>>,
}

/// The first line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    baseline: u32,
}

/// Each other line: what is known, and the message with which it was found, for people to read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    issuer: String,
    #[serde(rename = "return")]
    form: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    date: String,
    rule: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rows: Vec<String>,
    message: String,
}

/// Why a baseline cannot be read, with the line from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    pub line: usize,
    pub reason: String,
}

/// The baseline of a run, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BaselineUse {
    pub path: String,
    /// How many findings of this run it knows.
    pub known: usize,
    /// Findings that it knows and that are no longer there.
    pub stale: Vec<Stale>,
    /// How many findings it knows of returns or rules that are no part of this run, or of which nothing can be said.
    pub not_judged: usize,
}

/// A finding that is known and was not found again.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Stale {
    pub issuer: String,
    /// The name of the return's form.
    pub form: String,
    pub date: String,
    pub rule: String,
    pub rows: Vec<String>,
    /// With which it was found.
    pub message: String,
}

impl Baseline {
    /// Reads what [`Baseline::render`] writes.
    pub fn parse(path: impl Into<String>, text: &str) -> Result<Baseline, Unusable> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let unusable = |at: usize, reason: String| Unusable { line: at + 1, reason };
        let (at, head) = lines.next().ok_or_else(|| unusable(0, "the file is empty".to_owned()))?;
        match serde_json::from_str::<Head>(head) {
            Ok(Head { baseline: VERSION }) => {}
            Ok(Head { baseline }) => {
                return Err(unusable(at, format!("its layout has version {baseline}, and this program reads version {VERSION}")));
            }
            Err(_) => return Err(unusable(at, format!("a baseline begins with the line {{\"baseline\":{VERSION}}}"))),
        }
        let mut known: BTreeMap<Fingerprint, Vec<String>> = BTreeMap::new();
        for (at, line) in lines {
            let Entry { issuer, form, date, rule, rows, message } = serde_json::from_str(line).map_err(|_| {
                let reason = "a line is an object with `return`, `rule` and `message`, and with `issuer`, `date` and `rows` where the return has them";
                unusable(at, reason.to_owned())
            })?;
            known.entry(Fingerprint { issuer, form, date, rule, rows }).or_default().push(message);
        }
        Ok(Baseline { path: path.into(), known })
    }

    /// The fails of a report that no waiver lets stand.
    pub fn of(report: &Report, path: impl Into<String>) -> Baseline {
        let fingerprints = Fingerprints::new(&report.inputs);
        let mut known: BTreeMap<Fingerprint, Vec<String>> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| finding.waived.is_none()) {
            known.entry(fingerprints.of(&finding.instance)).or_default().push(finding.message.clone());
        }
        Baseline { path: path.into(), known }
    }

    /// The file: a line for each finding, in order, so that two versions of it compare well.
    pub fn render(&self) -> String {
        let mut out = format!("{{\"baseline\":{VERSION}}}\n");
        for (fingerprint, messages) in &self.known {
            let mut messages = messages.clone();
            messages.sort();
            for message in messages {
                let Fingerprint { issuer, form, date, rule, rows } = fingerprint.clone();
                let entry = Entry { issuer, form, date, rule, rows, message };
                // An entry holds only strings and lists, which always have a JSON form.
                out.push_str(&serde_json::to_string(&entry).unwrap_or_default());
                out.push('\n');
            }
        }
        out
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.known.values().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// How many findings this baseline knows that another does not.
    pub fn beyond(&self, other: &Baseline) -> usize {
        let known = |of: &Fingerprint| other.known.get(of).map_or(0, Vec::len);
        self.known.iter().map(|(of, messages)| messages.len().saturating_sub(known(of))).sum()
    }

    /// Begins to look for the findings of a run.
    pub fn search(&self) -> Search<'_> {
        Search { baseline: self, left: self.known.iter().map(|(of, messages)| (of, messages.len())).collect(), known: 0 }
    }
}

/// A search for the findings of a run in a baseline.
pub struct Search<'a> {
    baseline: &'a Baseline,
    left: BTreeMap<&'a Fingerprint, usize>,
    known: usize,
}

impl Search<'_> {
    /// Whether a finding is known; each that the baseline has is found once.
    pub fn finds(&mut self, fingerprint: &Fingerprint) -> bool {
        let Some(left) = self.left.get_mut(fingerprint).filter(|left| **left > 0) else { return false };
        *left -= 1;
        self.known += 1;
        true
    }

    /// What became of the baseline. An entry is stale where its rule judged its return in this run. Of some instances it cannot be said that
    /// their finding is gone: those that stay open, and those that a waiver lets stand.
    pub fn finish(self, judged: &Fingerprints<'_>, rules: &BTreeSet<&str>, unsaid: &BTreeSet<Fingerprint>) -> BaselineUse {
        let mut of = BaselineUse { path: self.baseline.path.clone(), known: self.known, stale: Vec::new(), not_judged: 0 };
        for (fingerprint, left) in self.left.into_iter().filter(|(_, left)| *left > 0) {
            let Fingerprint { issuer, form, date, rule, rows } = fingerprint;
            if !judged.have(fingerprint) || !rules.contains(rule.as_str()) || unsaid.contains(fingerprint) {
                of.not_judged += left;
                continue;
            }
            let messages = self.baseline.known.get(fingerprint).map(Vec::as_slice).unwrap_or_default();
            of.stale.extend(messages.iter().rev().take(left).map(|message| Stale {
                issuer: issuer.clone(),
                form: form.clone(),
                date: date.clone(),
                rule: rule.clone(),
                rows: rows.clone(),
                message: message.clone(),
            }));
        }
        of
    }
}

impl Stale {
    /// `monthly_return of 00020, 2022-09-30, Class B: 1,000 -50 does not give 905`
    pub fn sentence(&self) -> String {
        let issuer = if self.issuer.is_empty() { String::new() } else { format!(" of {}", self.issuer) };
        let date = if self.date.is_empty() { String::new() } else { format!(", {}", self.date) };
        let rows = if self.rows.is_empty() { String::new() } else { format!(", {}", self.rows.join(", ")) };
        format!("{}{issuer}{date}{rows}: {}", self.form, self.message)
    }
}

impl Screen<'_> {
    /// What is known already, in a line or two each: it was looked at before.
    pub(super) fn known(&mut self, findings: &[Finding]) {
        let known: Vec<&Finding> = findings.iter().filter(|finding| finding.known).collect();
        for group in known.chunk_by(|a, b| a.instance.rule == b.instance.rule) {
            let Some(first) = group.first() else { continue };
            self.head("known", Paint::Dim, &first.instance.rule, &first.instance.title);
            for finding in group {
                let place = finding.first_figure().map_or(String::new(), |figure| match figure.place.within() {
                    Some(within) => format!(" ({within})"),
                    None => format!(":{}", figure.place.line),
                });
                let rows = if finding.instance.key.is_empty() { String::new() } else { format!("{}: ", finding.instance.rows()) };
                self.noted("- ", &format!("{}{place}: {rows}{}", finding.instance.path, finding.message));
            }
            self.line("");
        }
    }

    /// The entries that somebody can take out of the baseline.
    pub(super) fn baseline(&mut self, of: Option<&BaselineUse>) {
        let Some(of) = of.filter(|of| !of.stale.is_empty()) else { return };
        let title = format!(
            "{} that it knows {} gone; write it anew with `rulecheck baseline`",
            counted(of.stale.len(), "finding", "findings"),
            if of.stale.len() == 1 { "is" } else { "are" }
        );
        self.head("baseline", Paint::Yellow, &of.path, &title);
        for stale in &of.stale {
            self.noted("- ", &format!("{}: {}", stale.rule, stale.sentence()));
        }
        self.line("");
    }
}
