//! Citations with their titles and links, and the parameters that a company has set.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::terminal::{Paint, Screen};
use super::text::listed;
use super::{Place, build, rule_page};
use crate::ir::{Program, RuleId};
use crate::source::SourceMap;

/// What a rule cites, as its pack describes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Citation {
    /// As rules cite it: `MB 13.25B`.
    pub cites: String,
    /// The title of the provision, where it is known.
    pub title: Option<String>,
    /// The rulebook, act or form that it is a part of.
    pub source: String,
    pub issuer: String,
    /// Where the provision is printed, or else the source.
    pub link: Option<String>,
}

/// A parameter of a pack to which a company has given a value of its own.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Setting {
    pub pack: String,
    pub parameter: String,
    pub value: String,
    /// The first day on which it holds, and the last; none without a bound.
    pub from: Option<String>,
    pub until: Option<String>,
    /// On whose authority.
    pub cites: Vec<String>,
    pub place: Place,
}

impl Citation {
    /// What a citation of a pack's rule leads to, where a pack of the run knows it.
    pub fn of(program: &Program, pack: &str, cites: &str) -> Option<Citation> {
        let cited = program.cited(pack, cites)?;
        let link = cited.provision.and_then(|provision| provision.link.as_ref()).or(cited.source.link.as_ref());
        Some(Citation {
            cites: cites.to_owned(),
            title: cited.provision.map(|provision| provision.title.clone()),
            source: cited.source.title.clone(),
            issuer: cited.source.issuer.clone(),
            link: link.cloned(),
        })
    }

    /// `MB 13.25B: Monthly returns; Main Board Listing Rules, The Stock Exchange`
    pub fn sentence(&self) -> String {
        let title = self.title.as_ref().map_or(String::new(), |title| format!("{title}; "));
        format!("{}: {title}{}, {}", self.cites, self.source, self.issuer)
    }
}

/// What the rules cite, each once.
pub(super) fn citations(program: &Program, rules: &[RuleId]) -> Vec<Citation> {
    let rules = rules.iter().map(|&id| program.rule(id));
    let cited: BTreeSet<(&str, &str)> =
        rules.flat_map(|rule| rule.cites.iter().map(|cites| (rule.pack.as_str(), cites.as_str()))).collect();
    let known: BTreeSet<Citation> = cited.into_iter().filter_map(|(pack, cites)| Citation::of(program, pack, cites)).collect();
    known.into_iter().collect()
}

/// The parameters that are set, by pack, name and day.
pub(super) fn settings(program: &Program, sources: &SourceMap) -> Vec<Setting> {
    let mut settings = Vec::new();
    for parameter in &program.parameters {
        for edition in parameter.editions.iter().filter(|edition| edition.is_set) {
            settings.push(Setting {
                pack: parameter.pack.clone(),
                parameter: parameter.name.clone(),
                value: rule_page::value(parameter.ty, &edition.value),
                from: edition.window.from.map(|day| day.to_string()),
                until: edition.window.until.map(|day| day.to_string()),
                cites: edition.cites.clone(),
                place: build::place(sources, edition.span),
            });
        }
    }
    settings.sort_by(|a, b| (&a.pack, &a.parameter, &a.from).cmp(&(&b.pack, &b.parameter, &b.from)));
    settings
}

impl Setting {
    /// `5 % from 2024-01-01`
    pub fn sentence(&self) -> String {
        let from = self.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
        let until = self.until.as_ref().map_or(String::new(), |until| format!(" until {until}"));
        format!("{}{from}{until}", self.value)
    }
}

impl Screen<'_> {
    /// What a company has set, so that nobody takes it for the pack's own value.
    pub(super) fn settings(&mut self, settings: &[Setting]) {
        for set in settings {
            self.head("set", Paint::Blue, &format!("{}.{}", set.pack, set.parameter), &format!("is {}", set.sentence()));
            self.noted("cites: ", &listed(&set.cites));
            self.noted("at ", &format!("{}:{}", set.place.path, set.place.line));
            self.line("");
        }
    }
}
