//! `pack.toml`: what a pack says of itself — its version, the packs that it needs, its languages, and the sources that its rules cite.
//!
//! What a pack holds is not stated there: forms, tables and calendars are those that its rule files declare.

use std::ops::Range;

use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Diagnostic, codes, suggest};
use crate::source::{SourceId, Span};

/// The name of the file, which stands beside the rule files of its pack.
pub const FILE_NAME: &str = "pack.toml";

/// The language in which every text is written first.
pub const ENGLISH: &str = "en";

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub name: String,
    pub title: String,
    pub version: String,
    pub description: String,
    /// The tags of the languages that its texts are in, English among them.
    pub languages: Vec<String>,
    pub dependencies: Vec<Dependency>,
    pub sources: Vec<CitedSource>,
    /// The name, where it is stated.
    pub span: Span,
}

/// A pack that is needed, in one of the versions that are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `>=1.2, <2`
    pub requirement: String,
    pub span: Span,
}

/// A rulebook, an act or a form that rules cite by a short name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedSource {
    /// What citations begin with: `MB`.
    pub name: String,
    pub title: String,
    pub issuer: String,
    pub link: Option<String>,
    /// Its provisions by name; where none is listed, any may be cited.
    pub provisions: Vec<Provision>,
}

/// A provision of a source; what is cited below it, such as `13.25A(1)` below `13.25A`, is cited with its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    pub name: String,
    pub title: String,
    pub link: Option<String>,
}

/// What a citation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cited<'m> {
    pub source: &'m CitedSource,
    pub provision: Option<&'m Provision>,
}

/// Why a citation leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCited<'m> {
    /// No source has the name with which it begins.
    Source,
    /// The source has no such provision.
    Provision(&'m CitedSource),
}

impl Manifest {
    /// What `MB 13.25A(1)` leads to: the source, and the most particular of its provisions that holds what is cited.
    pub fn cited(&self, citation: &str) -> Result<Cited<'_>, NotCited<'_>> {
        let rest = |source: &CitedSource| {
            let rest = citation.strip_prefix(source.name.as_str())?;
            (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim().to_owned())
        };
        let sources = self.sources.iter().filter_map(|source| Some((source, rest(source)?)));
        let Some((source, place)) = sources.max_by_key(|(source, _)| source.name.len()) else { return Err(NotCited::Source) };
        if place.is_empty() || source.provisions.is_empty() {
            return Ok(Cited { source, provision: None });
        }
        let holding = source.provisions.iter().filter(|provision| provision.holds(&place));
        let provision = holding.max_by_key(|provision| provision.name.len()).ok_or(NotCited::Provision(source))?;
        Ok(Cited { source, provision: Some(provision) })
    }

    /// Whether its version is one that is meant.
    pub fn meets(&self, requirement: &str) -> bool {
        match (Version::parse(&self.version), VersionReq::parse(requirement)) {
            (Ok(version), Ok(requirement)) => requirement.matches(&version),
            _ => false,
        }
    }

    /// The languages beside English.
    pub fn translations(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(String::as_str).filter(|tag| *tag != ENGLISH)
    }
}

impl Provision {
    /// Whether a place of its source is this provision or lies within it.
    fn holds(&self, place: &str) -> bool {
        place.strip_prefix(self.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', ',', ' ']))
    }
}

/// Reads a manifest; where something is wrong with it there is none, and the diagnostics say why.
pub fn read(source: SourceId, text: &str) -> (Option<Manifest>, Vec<Diagnostic>) {
    let mut reader = Reader { source, diagnostics: Vec::new() };
    let manifest = match DeTable::parse(text) {
        Ok(table) => reader.manifest(table.get_ref()),
        Err(error) => {
            let message = format!("`{FILE_NAME}` cannot be read: {}", lower(error.message()));
            reader.report(message, error.span().unwrap_or_default(), "not understood", None);
            None
        }
    };
    (manifest.filter(|_| reader.diagnostics.is_empty()), reader.diagnostics)
}

fn lower(words: &str) -> String {
    words.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

type Entry<'t> = (&'t str, Range<usize>, &'t Spanned<DeValue<'t>>);

/// The entries of a table with the places of their keys, in the order of the text.
fn entries<'t>(table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry<'t>> = table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    entries.sort_by_key(|(_, place, _)| place.start);
    entries
}

fn find<'t>(table: &'t DeTable<'t>, name: &str) -> Option<&'t Spanned<DeValue<'t>>> {
    table.iter().find(|(key, _)| key.get_ref().as_ref() == name).map(|(_, value)| value)
}

const KEYS: [&str; 7] = ["name", "title", "version", "description", "languages", "dependencies", "sources"];
const SOURCE_KEYS: [&str; 4] = ["title", "issuer", "link", "provisions"];
const PROVISION_KEYS: [&str; 2] = ["title", "link"];

struct Reader {
    source: SourceId,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn span(&self, place: Range<usize>) -> Span {
        Span::new(self.source, place.start, place.end)
    }

    fn report(&mut self, message: impl Into<String>, place: Range<usize>, label: &str, help: Option<String>) {
        let mut diagnostic = Diagnostic::new(&codes::PACK_MANIFEST, message, self.span(place), label);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }

    fn manifest(&mut self, root: &DeTable<'_>) -> Option<Manifest> {
        self.only(root, &KEYS);
        let whole = 0..0;
        let name = self.text(root, "name", &whole)?;
        let place = find(root, "name").map_or(0..0, Spanned::span);
        if !is_name(&name) {
            let help = "Rule files name it after `pack` and `use`: small letters, digits and `_`.".to_owned();
            self.report(format!("`{name}` cannot be the name of a pack"), place.clone(), "not a name", Some(help));
        }
        let title = self.text(root, "title", &whole);
        let version = self.text(root, "version", &whole);
        if let Some(version) = version.as_ref().filter(|version| Version::parse(version).is_err()) {
            let help = "A version is three numbers: `1.0.0`. Others can then say which versions they work with.".to_owned();
            let place = find(root, "version").map_or(0..0, Spanned::span);
            self.report(format!("`{version}` is not a version"), place, "not a version", Some(help));
        }
        let description = find(root, "description").and_then(|value| self.string(value)).unwrap_or_default();
        let languages = self.languages(root);
        let dependencies = self.dependencies(root);
        let sources = self.sources(root);
        let span = self.span(place);
        Some(Manifest { name, title: title?, version: version?, description, languages, dependencies, sources, span })
    }

    /// Reports keys that mean nothing here.
    fn only(&mut self, table: &DeTable<'_>, known: &[&'static str]) {
        for (key, place, _) in entries(table) {
            if !known.contains(&key) {
                let advice = suggest::advice(key, known.iter().copied());
                self.report(format!("`{key}` means nothing here"), place, "not a key", advice);
            }
        }
    }

    /// A text that must be there; `around` is the place of what lacks it.
    fn text(&mut self, table: &DeTable<'_>, key: &str, around: &Range<usize>) -> Option<String> {
        let Some(value) = find(table, key) else {
            self.report(format!("`{key}` is missing"), around.clone(), "", Some(format!("Add `{key} = \"…\"`.")));
            return None;
        };
        self.string(value)
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            _ => {
                self.report("a text in quotes is expected here", value.span(), "not a text", None);
                None
            }
        }
    }

    fn table<'t>(&mut self, value: &'t Spanned<DeValue<'t>>) -> Option<&'t DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.report("a table is expected here", value.span(), "not a table", None);
        }
        table
    }

    /// The link of a source or provision, where there is one.
    fn link(&mut self, table: &DeTable<'_>) -> Option<String> {
        let value = find(table, "link")?;
        let link = self.string(value)?;
        if !link.starts_with("https://") && !link.starts_with("http://") {
            self.report(format!("`{link}` is not a link"), value.span(), "not a link", Some("A link begins with `https://`.".to_owned()));
        }
        Some(link)
    }

    fn languages(&mut self, root: &DeTable<'_>) -> Vec<String> {
        let Some(value) = find(root, "languages") else { return vec![ENGLISH.to_owned()] };
        let Some(array) = value.get_ref().as_array() else {
            let help = "List the tags: `languages = [\"en\", \"zh-Hant\"]`.".to_owned();
            self.report("a list of languages is expected here", value.span(), "not a list", Some(help));
            return Vec::new();
        };
        let tags: Vec<String> = array.iter().filter_map(|tag| self.string(tag)).collect();
        if !tags.iter().any(|tag| tag == ENGLISH) {
            let help = "Every text is written in English first, and JSON is always in English. Add \"en\".".to_owned();
            self.report("the languages of a pack lack English", value.span(), "no \"en\"", Some(help));
        }
        tags
    }

    fn dependencies(&mut self, root: &DeTable<'_>) -> Vec<Dependency> {
        let Some(table) = find(root, "dependencies").and_then(|value| self.table(value)) else { return Vec::new() };
        let mut dependencies = Vec::new();
        for (name, place, value) in entries(table) {
            let Some(requirement) = self.string(value) else { continue };
            if VersionReq::parse(&requirement).is_err() {
                let help = "Say which versions are meant: `>=1.2, <2`, or `*` for any.".to_owned();
                self.report(format!("`{requirement}` names no versions"), value.span(), "not understood", Some(help));
            }
            dependencies.push(Dependency { name: name.to_owned(), requirement, span: self.span(place) });
        }
        dependencies
    }

    fn sources(&mut self, root: &DeTable<'_>) -> Vec<CitedSource> {
        let Some(table) = find(root, "sources").and_then(|value| self.table(value)) else { return Vec::new() };
        let mut sources = Vec::new();
        for (name, place, value) in entries(table) {
            let Some(of) = self.table(value) else { continue };
            self.only(of, &SOURCE_KEYS);
            let (title, issuer) = (self.text(of, "title", &place), self.text(of, "issuer", &place));
            let link = self.link(of);
            let provisions = self.provisions(of);
            if let (Some(title), Some(issuer)) = (title, issuer) {
                sources.push(CitedSource { name: name.to_owned(), title, issuer, link, provisions });
            }
        }
        sources
    }

    /// Provisions: a title alone, or a table with a title and a link.
    fn provisions(&mut self, source: &DeTable<'_>) -> Vec<Provision> {
        let Some(table) = find(source, "provisions").and_then(|value| self.table(value)) else { return Vec::new() };
        let mut provisions = Vec::new();
        for (name, place, value) in entries(table) {
            let (title, link) = match value.get_ref().as_table() {
                Some(of) => {
                    self.only(of, &PROVISION_KEYS);
                    (self.text(of, "title", &place), self.link(of))
                }
                None => (self.string(value), None),
            };
            provisions.extend(title.map(|title| Provision { name: name.to_owned(), title, link }));
        }
        provisions
    }
}

/// Whether rule files can name a pack so.
fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_letter)
}
