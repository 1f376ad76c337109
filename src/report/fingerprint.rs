//! What a finding is about, told apart from every other by names that stay when lines move.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Input, Instance};

/// A rule and the rows of a return of an issuer. No path, no line and no figure is in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// The issuer, where the return says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// The name of the return's form.
    #[serde(rename = "return")]
    pub form: String,
    /// The return's date, `2022-09-30`; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    pub rule: String,
    /// The name of each row that `for each` bound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
}

impl<'a> Fingerprints<'a> {
    pub fn new(inputs: &'a [Input]) -> Fingerprints<'a> {
        Fingerprints { inputs: inputs.iter().map(|input| (input.path.as_str(), input)).collect() }
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
