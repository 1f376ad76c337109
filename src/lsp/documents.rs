//! The files that are open in the editor. What stands in them wins over what stands on the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ls_types::{TextDocumentContentChangeEvent, Uri};

use super::position::{Encoding, Lines};
use crate::driver::{Fault, Host, Listing};

/// A file as it stands in the editor.
#[derive(Clone, Debug)]
pub struct Document {
    /// The name by which the client knows it.
    pub uri: Uri,
    pub version: i32,
    pub text: String,
}

/// All open files, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

impl Documents {
    pub fn open(&mut self, path: PathBuf, document: Document) {
        self.open.insert(path, document);
    }

    pub fn close(&mut self, path: &Path) {
        self.open.remove(path);
    }

    pub fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.open.keys().map(PathBuf::as_path)
    }

    /// Makes the client's edits, each in the text that the one before it left. Edits of a file that is not open are lost on nobody.
    pub fn change(&mut self, path: &Path, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        let Some(document) = self.open.get_mut(path) else { return };
        document.version = version;
        for change in changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let bytes = Lines::new(&document.text, encoding).bytes(range);
                    document.text.replace_range(bytes, &change.text);
                }
            }
        }
    }
}

/// The files of a host, with those that are open as they stand in the editor.
pub struct Layered<'a> {
    pub below: &'a dyn Host,
    pub documents: &'a Documents,
}

impl Layered<'_> {
    fn opened<'s>(&'s self, is_meant: impl Fn(&Path) -> bool + 's) -> impl Iterator<Item = PathBuf> + 's {
        self.documents.paths().filter(move |path| is_meant(path)).map(Path::to_owned)
    }
}

/// Files in order of their paths, each once.
fn ordered(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    files.sort();
    files.dedup();
    files
}

impl Host for Layered<'_> {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        if self.documents.get(path).is_some() {
            return Ok(Listing::File);
        }
        let opened: Vec<PathBuf> = self.opened(|open| open.starts_with(path)).collect();
        match self.below.list(path) {
            Ok(Listing::Folder(files)) => Ok(Listing::Folder(ordered(files.into_iter().chain(opened).collect()))),
            Err(Fault::Missing(_)) if !opened.is_empty() => Ok(Listing::Folder(opened)),
            found => found,
        }
    }

    fn beside(&self, folder: &Path) -> Result<Vec<PathBuf>, Fault> {
        let below = match self.below.beside(folder) {
            Err(Fault::Missing(_)) => Vec::new(),
            found => found?,
        };
        Ok(ordered(below.into_iter().chain(self.opened(|open| open.parent() == Some(folder))).collect()))
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        match self.documents.get(path) {
            Some(document) => Ok(document.text.clone().into_bytes()),
            None => self.below.read(path),
        }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.below.identity(path)
    }
}
