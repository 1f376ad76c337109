//! What a finding is about, told apart from every other by names that stay when lines move.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::{Input, Instance};

/// A rule and the rows of a return of an issuer. No path, no line and no figure is in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// The issuer; empty where the return does not say it.
    pub issuer: String,
    /// The name of the return's form.
    pub form: String,
    /// The return's date, `2022-09-30`; empty where it has none.
    pub date: String,
    pub rule: String,
    /// The name of each row that `for each` bound.
    pub rows: Vec<String>,
}

impl Fingerprint {
    /// A hash that other tools can hold on to.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let fields = [&self.issuer, &self.form, &self.date, &self.rule];
        for part in fields.into_iter().chain(&self.rows) {
            // The length parts one field from the next.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Gives instances their fingerprints.
pub struct Fingerprints<'a> {
    inputs: BTreeMap<&'a str, &'a Input>,
    /// Issuer, form and date of each.
    returns: BTreeSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Fingerprints<'a> {
    pub fn new(inputs: &'a [Input]) -> Fingerprints<'a> {
        let said = |part: &'a Option<String>| part.as_deref().unwrap_or_default();
        Fingerprints {
            inputs: inputs.iter().map(|input| (input.path.as_str(), input)).collect(),
            returns: inputs.iter().map(|input| (said(&input.issuer), said(&input.form), said(&input.date))).collect(),
        }
    }

    /// Whether the return that a fingerprint names is among the inputs.
    pub fn have(&self, of: &Fingerprint) -> bool {
        self.returns.contains(&(of.issuer.as_str(), of.form.as_str(), of.date.as_str()))
    }

    pub fn of(&self, instance: &Instance) -> Fingerprint {
        let input = self.inputs.get(instance.path.as_str());
        let said = |part: fn(&Input) -> &Option<String>| input.and_then(|input| part(input).clone()).unwrap_or_default();
        Fingerprint {
            issuer: said(|input| &input.issuer),
            form: said(|input| &input.form),
            date: said(|input| &input.date),
            rule: instance.rule.clone(),
            rows: instance.key.clone(),
        }
    }
}
