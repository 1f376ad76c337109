//! Which rule files belong together: those of a pack, or those of one folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::analysis::{Analysis, Index};
use super::documents::{Documents, Layered};
use crate::driver::{Fault, Host, Listing, Options, Session};
use crate::manifest;

/// A host that several sessions ask.
#[derive(Clone)]
pub struct Shared(pub Arc<dyn Host + Send + Sync>);

impl Host for Shared {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        self.0.list(path)
    }

    fn beside(&self, folder: &Path) -> Result<Vec<PathBuf>, Fault> {
        self.0.beside(folder)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        self.0.read(path)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.0.identity(path)
    }
}

/// What holds rule files together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// A folder with a manifest, and all below it.
    Pack(PathBuf),
    /// A folder without one, and the files that stand in it.
    Folder(PathBuf),
}

impl Root {
    /// What a file belongs to: the nearest pack around it, or its own folder.
    fn of(host: &dyn Host, path: &Path) -> Root {
        let is_pack = |folder: &&Path| matches!(host.list(&folder.join(manifest::FILE_NAME)), Ok(Listing::File));
        let folder = path.parent().unwrap_or(Path::new(""));
        match folder.ancestors().find(is_pack) {
            Some(pack) => Root::Pack(pack.to_owned()),
            None => Root::Folder(folder.to_owned()),
        }
    }

    fn folder(&self) -> &Path {
        let (Root::Pack(folder) | Root::Folder(folder)) = self;
        folder
    }

    /// The rule files of a folder are read from the disk only where the editor has opened the folder or one around it.
    fn rules(&self, host: &dyn Host, documents: &Documents, folders: &[PathBuf]) -> Vec<PathBuf> {
        match self {
            Root::Pack(folder) => vec![folder.clone()],
            Root::Folder(folder) => {
                let is_open = folders.iter().any(|open| folder.starts_with(open));
                let found = if is_open { host.beside(folder).unwrap_or_default() } else { Vec::new() };
                let open = documents.paths().filter(|path| path.parent() == Some(folder)).map(Path::to_owned);
                let files: BTreeSet<PathBuf> = found.into_iter().chain(open).filter(|path| is_rules(path)).collect();
                files.into_iter().collect()
            }
        }
    }
}

/// Whether a file holds rules.
pub fn is_rules(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("rules"))
}

/// Rule files that belong together, and what is known of them.
struct Project {
    session: Session,
    rules: Vec<PathBuf>,
    index: Index,
}

impl Project {
    fn new(host: &Shared, rules: Vec<PathBuf>) -> Project {
        let options = Options { rules: rules.clone(), ..Options::default() };
        Project { session: Session::new(Box::new(host.clone()), options), rules, index: Index::default() }
    }

    fn analysis(&self) -> Option<Analysis<'_>> {
        Some(Analysis { looked: self.session.looked()?, index: &self.index })
    }

    /// Whether a file is, or may become, one of those that are looked at.
    fn has(&self, root: &Root, path: &Path) -> bool {
        path.starts_with(root.folder()) || self.analysis().is_some_and(|analysis| analysis.source(path).is_some())
    }
}

/// The folders that the editor has opened, and the projects of its open files.
pub struct Workspace {
    host: Shared,
    pub folders: Vec<PathBuf>,
    projects: BTreeMap<Root, Project>,
    /// What files belong to, as far as it was asked.
    roots: BTreeMap<PathBuf, Root>,
}

impl Workspace {
    pub fn new(host: Shared) -> Workspace {
        Workspace { host, folders: Vec::new(), projects: BTreeMap::new(), roots: BTreeMap::new() }
    }

    /// Takes note that a file was opened or closed.
    pub fn arrange(&mut self, documents: &Documents) {
        let host = Layered { below: &self.host, documents };
        self.roots.retain(|path, _| documents.get(path).is_some());
        for path in documents.paths() {
            self.roots.entry(path.to_owned()).or_insert_with(|| Root::of(&host, path));
        }
        let wanted: BTreeSet<Root> = self.roots.iter().filter(|(path, _)| is_rules(path)).map(|(_, root)| root.clone()).collect();
        self.projects.retain(|root, _| wanted.contains(root));
        for root in wanted {
            let rules = root.rules(&host, documents, &self.folders);
            match self.projects.get_mut(&root) {
                Some(project) if project.rules == rules => {}
                Some(project) => {
                    project.session.set_options(Options { rules: rules.clone(), ..Options::default() });
                    project.rules = rules;
                }
                None => {
                    let mut project = Project::new(&self.host, rules);
                    for path in documents.paths() {
                        if let Some(document) = documents.get(path) {
                            project.session.write(path, document.text.as_str());
                        }
                    }
                    self.projects.insert(root, project);
                }
            }
        }
    }

    /// Takes note of the text of an open file.
    pub fn write(&mut self, path: &Path, text: &str) {
        for (root, project) in &mut self.projects {
            if project.has(root, path) {
                project.session.write(path, text);
            }
        }
    }

    /// Lets the file on the disk count again, as it is now.
    pub fn discard(&mut self, path: &Path) {
        for project in self.projects.values_mut() {
            project.session.discard(path);
            project.session.reload();
        }
    }

    /// Takes note that any file on the disk may have changed.
    pub fn reload(&mut self, documents: &Documents) {
        self.projects.values_mut().for_each(|project| project.session.reload());
        self.roots.clear();
        self.arrange(documents);
    }

    /// Looks at what has changed; the faults that this met.
    pub fn refresh(&mut self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for project in self.projects.values_mut().filter(|project| project.session.looked().is_none()) {
            match project.session.look() {
                Ok(looked) => project.index = Index::new(looked),
                Err(fault) => faults.push(fault),
            }
        }
        faults
    }

    /// The projects that were looked at.
    pub fn analyses(&self) -> impl Iterator<Item = (&Root, Analysis<'_>)> {
        self.projects.iter().filter_map(|(root, project)| Some((root, project.analysis()?)))
    }

    /// The open project that a file itself belongs to.
    pub fn project_of(&self, documents: &Documents, path: &Path) -> Option<&Root> {
        let root = match self.roots.get(path) {
            Some(root) => root.clone(),
            None => Root::of(&Layered { below: &self.host, documents }, path),
        };
        self.projects.get_key_value(&root).map(|(root, _)| root)
    }

    /// The rule files, or their folder, that an open file belongs to.
    pub fn rules_of(&self, path: &Path) -> &[PathBuf] {
        let project = self.roots.get(path).and_then(|root| self.projects.get(root));
        project.map(|project| &project.rules[..]).unwrap_or_default()
    }

    /// The files as they stand in the editor, and those on the disk.
    pub fn layered<'s>(&'s self, documents: &'s Documents) -> Layered<'s> {
        Layered { below: &self.host, documents }
    }

    /// The rule files that an open file belongs to.
    pub fn analysis_of(&self, path: &Path) -> Option<Analysis<'_>> {
        self.projects.get(self.roots.get(path)?)?.analysis()
    }
}
