//! Where files come from: the disk, or a table in memory.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::fault::{Fault, MOST_BYTES};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    File,
    /// The files below a folder at any depth, in order of their paths; hidden ones are passed over.
    Folder(Vec<PathBuf>),
}

/// Gives a run its files. Nothing else in the library reads any.
pub trait Host {
    /// What stands at a path.
    fn list(&self, path: &Path) -> Result<Listing, Fault>;
    /// The files that stand in a folder itself, in order of their paths; hidden ones are passed over.
    fn beside(&self, folder: &Path) -> Result<Vec<PathBuf>, Fault> {
        match self.list(folder)? {
            Listing::Folder(files) => Ok(files.into_iter().filter(|file| file.parent() == Some(folder)).collect()),
            Listing::File => Ok(Vec::new()),
        }
    }
    /// The bytes of a file.
    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault>;
    /// The first bytes of a file, that many at most.
    fn head(&self, path: &Path, most: usize) -> Result<Vec<u8>, Fault> {
        let mut bytes = self.read(path)?;
        bytes.truncate(most);
        Ok(bytes)
    }
    /// A name that two paths share when they lead to one file; shown to nobody.
    fn identity(&self, path: &Path) -> PathBuf;
}

/// The files of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskHost;

#[expect(clippy::disallowed_methods, reason = "this is the host that the bans name as the way to files")]
impl Host for DiskHost {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        let about = std::fs::metadata(path).map_err(|error| refused(path, &error))?;
        if !about.is_dir() {
            return Ok(Listing::File);
        }
        walked(path, walkdir::WalkDir::new(path)).map(Listing::Folder)
    }

    fn beside(&self, folder: &Path) -> Result<Vec<PathBuf>, Fault> {
        walked(folder, walkdir::WalkDir::new(folder).max_depth(1))
    }

    fn head(&self, path: &Path, most: usize) -> Result<Vec<u8>, Fault> {
        let refused = |error: std::io::Error| refused(path, &error);
        let mut bytes = Vec::with_capacity(most);
        std::fs::File::open(path).map_err(refused)?.take(most as u64).read_to_end(&mut bytes).map_err(refused)?;
        Ok(bytes)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        let refused = |error: std::io::Error| refused(path, &error);
        let file = std::fs::File::open(path).map_err(refused)?;
        let about = file.metadata().map_err(refused)?;
        if !about.is_file() {
            return Err(Fault::Unreadable(path.to_owned(), "it is not a plain file".to_owned()));
        }
        if about.len() > MOST_BYTES {
            return Err(Fault::TooLarge(path.to_owned(), about.len()));
        }
        let mut bytes = Vec::with_capacity(about.len() as usize + 1);
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Fault::TooLarge(path.to_owned(), bytes.len() as u64));
        }
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }
}

/// The files of a walk below a folder.
fn walked(folder: &Path, walk: walkdir::WalkDir) -> Result<Vec<PathBuf>, Fault> {
    let walk = walk.follow_links(true).sort_by_file_name();
    let mut files = Vec::new();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.path())) {
        // An editor's lock file is a hidden link to nothing, and is passed over like all that is hidden.
        if entry.as_ref().is_err_and(|error| error.depth() > 0 && error.path().is_some_and(is_hidden)) {
            continue;
        }
        let entry = entry.map_err(|error| walk_fault(folder, &error))?;
        if !entry.file_type().is_dir() {
            files.push(entry.into_path());
        }
    }
    files.sort();
    Ok(files)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn refused(path: &Path, error: &std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::NotFound {
        Fault::Missing(path.to_owned())
    } else {
        Fault::Unreadable(path.to_owned(), reason(error))
    }
}

fn walk_fault(root: &Path, error: &walkdir::Error) -> Fault {
    let path = error.path().unwrap_or(root);
    if let Some(above) = error.loop_ancestor() {
        return Fault::Loop { link: path.to_owned(), above: above.to_owned() };
    }
    match error.io_error() {
        Some(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Fault::Unreadable(path.to_owned(), "it is a link to something that is not there".to_owned())
        }
        Some(error) => Fault::Unreadable(path.to_owned(), reason(error)),
        None => Fault::Unreadable(path.to_owned(), error.to_string()),
    }
}

/// The system's words without the number of its error.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + chars.as_str())
}

/// Files in memory, by their paths; for tests and for programs that embed the library.
#[derive(Clone, Debug, Default)]
pub struct MemoryHost {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryHost {
    /// Adds a file and returns the host, for one expression.
    pub fn with(mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> MemoryHost {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl Host for MemoryHost {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        if self.files.contains_key(path) {
            return Ok(Listing::File);
        }
        let below: Vec<PathBuf> = self.files.keys().filter(|file| file.starts_with(path) || path == Path::new(".")).cloned().collect();
        if below.is_empty() { Err(Fault::Missing(path.to_owned())) } else { Ok(Listing::Folder(below)) }
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        self.files.get(path).cloned().ok_or_else(|| Fault::Missing(path.to_owned()))
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}
