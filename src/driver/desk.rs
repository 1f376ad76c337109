//! Files under edit: what another host gives, with the texts of an editor in place of some of its files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::Fault;
use super::host::{Host, Listing};

/// A host whose files can be written over; it asks the one below for each thing once.
pub(super) struct Desk {
    below: Box<dyn Host + Send>,
    /// The texts that stand in place of files; none for a file that is gone.
    written: BTreeMap<PathBuf, Option<Arc<str>>>,
    seen: RefCell<Seen>,
}

/// What the host below gave.
#[derive(Default)]
struct Seen {
    listings: BTreeMap<PathBuf, Result<Listing, Fault>>,
    contents: BTreeMap<PathBuf, Result<Vec<u8>, Fault>>,
    identities: BTreeMap<PathBuf, PathBuf>,
}

impl Desk {
    pub fn new(below: Box<dyn Host + Send>) -> Desk {
        Desk { below, written: BTreeMap::new(), seen: RefCell::default() }
    }

    /// Puts a text in place of a file, or takes the file away.
    pub fn write(&mut self, path: PathBuf, text: Option<Arc<str>>) {
        self.written.insert(path, text);
    }

    /// Lets the file count again.
    pub fn discard(&mut self, path: &Path) {
        self.written.remove(path);
    }

    /// Forgets what the host below gave.
    pub fn forget(&mut self) {
        self.seen = RefCell::default();
    }

    fn listed(&self, path: &Path) -> Result<Listing, Fault> {
        let mut seen = self.seen.borrow_mut();
        seen.listings.entry(path.to_owned()).or_insert_with(|| self.below.list(path)).clone()
    }
}

impl Host for Desk {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        match self.written.get(path) {
            Some(Some(_)) => return Ok(Listing::File),
            Some(None) => return Err(Fault::Missing(path.to_owned())),
            None => {}
        }
        let is_below = |file: &Path| file.starts_with(path) || (path == Path::new(".") && file.is_relative());
        let written = self.written.iter().filter(|(file, text)| text.is_some() && is_below(file)).map(|(file, _)| file.clone());
        let mut files: Vec<PathBuf> = written.collect();
        match self.listed(path) {
            Ok(Listing::Folder(others)) => files.extend(others.into_iter().filter(|file| !self.written.contains_key(file))),
            Err(Fault::Missing(_)) if !files.is_empty() => {}
            other => return other,
        }
        files.sort();
        Ok(Listing::Folder(files))
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        match self.written.get(path) {
            Some(Some(text)) => Ok(text.as_bytes().to_vec()),
            Some(None) => Err(Fault::Missing(path.to_owned())),
            None => {
                let mut seen = self.seen.borrow_mut();
                seen.contents.entry(path.to_owned()).or_insert_with(|| self.below.read(path)).clone()
            }
        }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        let mut seen = self.seen.borrow_mut();
        seen.identities.entry(path.to_owned()).or_insert_with(|| self.below.identity(path)).clone()
    }
}
