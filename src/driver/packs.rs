//! The packs of a run beside the embedded ones: their manifests, and those that they need, from the folders beside them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::Fault;
use super::gather::Gathered;
use super::host::{Host, Listing};
use crate::ir::Program;
use crate::manifest::{self, Manifest};
use crate::source::SourceId;
use crate::syntax::ast::{File, Item};

/// What the rule files that were read say of packs.
#[derive(Default)]
pub(super) struct Packs {
    /// The folders whose manifest was looked for.
    seen: BTreeSet<PathBuf>,
    /// The manifests that were read.
    pub manifests: Vec<Manifest>,
    /// The names that were looked for in folders, so that none is looked for twice.
    sought: BTreeSet<String>,
    /// The names after `pack` in rule files.
    pub declared: BTreeSet<String>,
    /// The names after `use`.
    pub used: BTreeSet<String>,
}

impl Packs {
    /// Takes up a rule file: the packs that it names, and the manifest beside it.
    pub fn take(&mut self, host: &dyn Host, gathered: &mut Gathered, file: &File) -> Result<(), Fault> {
        for item in &file.items {
            match item {
                Item::Pack(pack) => drop(self.declared.insert(pack.name.text.clone())),
                Item::Use(used) => drop(self.used.insert(used.name.text.clone())),
                _ => {}
            }
        }
        let Some(folder) = folder_of(gathered, file.source) else { return Ok(()) };
        if !self.seen.insert(folder.clone()) {
            return Ok(());
        }
        if let Some(id) = gathered.add_manifest(host, &folder.join(manifest::FILE_NAME))? {
            let (manifest, problems) = manifest::read(id, &gathered.sources.get(id).text);
            gathered.diagnostics.extend(problems);
            self.manifests.extend(manifest);
        }
        Ok(())
    }

    /// Reads the rule files of packs that are needed, are neither known nor read yet, and stand in a folder of their name beside a rule
    /// file or beside its folder. Whether there were any.
    pub fn fetch(
        &mut self,
        host: &dyn Host,
        gathered: &mut Gathered,
        files: &[Arc<File>],
        known: &BTreeSet<String>,
    ) -> Result<bool, Fault> {
        let needed = self.manifests.iter().flat_map(|manifest| manifest.dependencies.iter().map(|dependency| &dependency.name));
        let needed: BTreeSet<String> = needed.chain(&self.used).cloned().collect();
        let folders: BTreeSet<PathBuf> = files.iter().filter_map(|file| folder_of(gathered, file.source)).collect();
        let before = gathered.rules.len();
        for name in needed {
            if known.contains(&name) || self.declared.contains(&name) || !self.sought.insert(name.clone()) {
                continue;
            }
            let places = folders.iter().flat_map(|folder| {
                let around = folder.parent().map(|parent| parent.join(&name));
                [Some(folder.join(&name)), around, Some(folder.join("..").join(&name))]
            });
            let is_pack = |place: &PathBuf| matches!(host.list(&place.join(manifest::FILE_NAME)), Ok(Listing::File));
            if let Some(place) = places.flatten().find(is_pack) {
                gathered.add_rules(host, &[place])?;
            }
        }
        Ok(gathered.rules.len() > before)
    }

    /// Whether the files or manifests ask for one of these packs and do not bring it themselves.
    pub fn ask_for(&self, packs: &BTreeSet<String>) -> bool {
        packs.iter().any(|pack| self.asks_for(pack))
    }

    /// Whether the files or manifests ask for a pack and do not bring it themselves.
    pub fn asks_for(&self, pack: &str) -> bool {
        let needs = |manifest: &Manifest| manifest.dependencies.iter().any(|dependency| dependency.name == pack);
        !self.declared.contains(pack) && (self.used.contains(pack) || self.manifests.iter().any(needs))
    }

    /// Describes the packs of a program by their manifests.
    pub fn describe(&self, program: &mut Program) {
        self.manifests.iter().for_each(|manifest| program.describe(manifest.clone()));
    }
}

/// The folder in which a rule file stands; none for a text of an embedded pack.
fn folder_of(gathered: &Gathered, file: SourceId) -> Option<PathBuf> {
    gathered.place(file).map(|place| place.parent().unwrap_or(Path::new("")).to_owned())
}
