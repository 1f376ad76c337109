//! What packs say of themselves, held against their files and against each other: titles, dependencies, citations.

use std::collections::BTreeMap;

use super::lower::{Lowering, PackedFile};
use super::{Pack, Program};
use crate::diag::suggest::{advice, nearest};
use crate::diag::{Diagnostic, codes};
use crate::manifest::{Cited, Dependency, FILE_NAME, Manifest, NotCited};
use crate::syntax::ast::{Item, Quoted};

impl Program {
    /// Adds what a pack says of itself; a pack that is there already is described anew.
    pub fn describe(&mut self, manifest: Manifest) {
        self.packs.retain(|pack| pack.name != manifest.name);
        self.packs.push(Pack { name: manifest.name.clone(), title: manifest.title.clone(), manifest: Some(manifest) });
    }

    /// What a pack says of itself.
    pub fn manifest(&self, pack: &str) -> Option<&Manifest> {
        self.packs.iter().find(|known| known.name == pack)?.manifest.as_ref()
    }

    /// What a citation of a pack's rule leads to: by the pack's own registry, or by that of another pack of the run.
    pub fn cited(&self, pack: &str, citation: &str) -> Option<Cited<'_>> {
        let others = self.packs.iter().filter(|other| other.name != pack).filter_map(|other| other.manifest.as_ref());
        self.manifest(pack).into_iter().chain(others).find_map(|manifest| manifest.cited(citation).ok())
    }
}

impl Lowering<'_> {
    /// Reports what the manifests of packs and their files do not agree upon.
    pub fn check_packs(&mut self, files: &[PackedFile]) {
        let mut found = Vec::new();
        for file in files {
            let Some(manifest) = self.program.manifest(&file.pack) else { continue };
            for item in &file.file.items {
                match item {
                    Item::Pack(pack) => found.extend(pack.title.as_ref().and_then(|title| other_title(manifest, title))),
                    Item::Use(used) if !needs(manifest, &used.name.text) && used.name.text != manifest.name => {
                        let message = format!("the pack `{}` does not say that it needs `{}`", manifest.name, used.name.text);
                        let help = format!(
                            "Whoever is given the pack must know what else to bring. Write `{} = \"*\"` under `[dependencies]` in its `{FILE_NAME}`, or the versions that it works with.",
                            used.name.text
                        );
                        found.push(
                            Diagnostic::new(&codes::MISSING_DEPENDENCY, message, used.name.span, "not named there")
                                .also(manifest.span, "this pack")
                                .help(help),
                        );
                    }
                    Item::Rule(rule) => found.extend(rule.cites.iter().filter_map(|cites| unknown_citation(manifest, cites))),
                    Item::Parameter(parameter) => {
                        found.extend(parameter.cites.iter().filter_map(|cites| unknown_citation(manifest, cites)));
                    }
                    _ => {}
                }
            }
        }
        found.extend(self.dependencies());
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    /// Dependencies that are not there, or in another version, or that lead back to where they start.
    fn dependencies(&self) -> Vec<Diagnostic> {
        let manifests: BTreeMap<&str, &Manifest> =
            self.program.packs.iter().filter_map(|pack| Some((pack.name.as_str(), pack.manifest.as_ref()?))).collect();
        let mut found = Vec::new();
        for manifest in manifests.values() {
            for dependency in &manifest.dependencies {
                match self.program.packs.iter().find(|pack| pack.name == dependency.name) {
                    None => found.push(missing(manifest, dependency, self.program.packs.iter().map(|pack| pack.name.as_str()))),
                    Some(pack) => found.extend(other_version(manifest, dependency, pack)),
                }
            }
            found.extend(cycle(&manifests, manifest));
        }
        found
    }
}

fn needs(manifest: &Manifest, pack: &str) -> bool {
    manifest.dependencies.iter().any(|dependency| dependency.name == pack)
}

fn other_title(manifest: &Manifest, title: &Quoted) -> Option<Diagnostic> {
    let message = format!("the title of the pack is not that of its `{FILE_NAME}`");
    let differs = title.text != manifest.title;
    differs.then(|| {
        Diagnostic::new(&codes::PACK_MANIFEST, message, title.span, "another title")
            .also(manifest.span, format!("there it is “{}”", manifest.title))
            .help("Of two titles one is soon out of date. Leave the title out of the rule file, or write the same.")
            .fix("write the title of the pack", title.span, format!("\"{}\"", manifest.title.replace('"', "\"\"")))
    })
}

fn unknown_citation(manifest: &Manifest, citation: &Quoted) -> Option<Diagnostic> {
    let place = "Findings send people to what is cited, so it must be found.";
    let add = format!("Correct it, or add it to the sources in the pack's `{FILE_NAME}`.");
    let (message, label, near, known) = match manifest.cited(&citation.text) {
        Ok(_) => return None,
        Err(NotCited::Source) => {
            let names = || manifest.sources.iter().map(|source| source.name.as_str());
            let first = citation.text.split(' ').next().unwrap_or_default();
            let near = nearest(first, names()).map(|near| format!("{near}{}", &citation.text[first.len()..]));
            (format!("`{}` begins with no source that the pack names", citation.text), "not a known source", near, advice(first, names()))
        }
        Err(NotCited::Provision(source)) => {
            let names = || source.provisions.iter().map(|provision| provision.name.as_str());
            let cited = citation.text[source.name.len()..].trim();
            let near = nearest(cited, names()).map(|near| format!("{} {near}", source.name));
            (format!("{} has no `{cited}` that the pack names", source.title), "not a known provision", near, advice(cited, names()))
        }
    };
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_CITATION, message, citation.span, label);
    Some(match (near, known) {
        (Some(near), _) => {
            diagnostic.help(format!("did you mean `{near}`? {place}")).fix(format!("write `{near}`"), citation.span, format!("\"{near}\""))
        }
        (None, Some(known)) => diagnostic.help(format!("{place} {add} {}{}", known[..1].to_uppercase(), &known[1..])),
        (None, None) => diagnostic.help(format!("{place} {add}")),
    })
}

fn missing<'a>(manifest: &Manifest, dependency: &Dependency, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = format!("the pack `{}` needs `{}`, which is not here", manifest.name, dependency.name);
    let near = nearest(&dependency.name, known.filter(|name| *name != manifest.name));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let help = format!("{near}Put its folder beside that of the pack, or give it with `--pack`.");
    Diagnostic::new(&codes::MISSING_DEPENDENCY, message, dependency.span, "not found").help(help)
}

fn other_version(manifest: &Manifest, dependency: &Dependency, pack: &Pack) -> Option<Diagnostic> {
    let (here, span) = match &pack.manifest {
        Some(found) if found.meets(&dependency.requirement) => return None,
        Some(found) => (format!("the one here is {}", found.version), Some(found.span)),
        None if dependency.requirement.trim() == "*" => return None,
        None => (format!("the one here has no `{FILE_NAME}` that says which it is"), None),
    };
    let message = format!("the pack `{}` needs `{}` {}, and {here}", manifest.name, dependency.name, dependency.requirement);
    let mut diagnostic = Diagnostic::new(&codes::DEPENDENCY_VERSION, message, dependency.span, "not met");
    if let Some(span) = span {
        diagnostic = diagnostic.also(span, "the pack that is here");
    }
    Some(diagnostic.help("Rules may have changed their meaning between the two. Bring a version that is meant, or widen the requirement once its tests pass with this one."))
}

/// The way from a pack back to itself, told once: at the pack whose name comes first.
fn cycle(manifests: &BTreeMap<&str, &Manifest>, start: &Manifest) -> Option<Diagnostic> {
    let mut open: Vec<(Vec<&str>, &Dependency)> = start.dependencies.iter().map(|first| (vec![start.name.as_str()], first)).collect();
    while let Some((way, next)) = open.pop() {
        if next.name == start.name {
            let first = start.dependencies.iter().find(|dependency| way.get(1).is_none_or(|second| dependency.name == *second))?;
            let way = way.iter().copied().chain([start.name.as_str()]).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
            let message = format!("packs need each other in a circle: {way}");
            let help = "None of them can be read before the others. Put what they share into a pack of its own.";
            return Some(Diagnostic::new(&codes::DEPENDENCY_CYCLE, message, first.span, "leads back here").help(help));
        }
        // Names before the start tell the circle themselves; names on the way are no news.
        let is_new = next.name.as_str() > start.name.as_str() && !way.contains(&next.name.as_str());
        if let Some(manifest) = manifests.get(next.name.as_str()).filter(|_| is_new) {
            let way: Vec<&str> = way.iter().copied().chain([next.name.as_str()]).collect();
            open.extend(manifest.dependencies.iter().map(|further| (way.clone(), further)));
        }
    }
    None
}
