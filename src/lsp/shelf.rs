//! Texts of the program itself, put where an editor can open them: embedded packs, and the pages of codes.

use std::path::PathBuf;

/// Where such texts are put.
pub trait Shelf {
    /// Puts a text under a name and gives its path; none where that cannot be done.
    fn put(&self, name: &str, text: &str) -> Option<PathBuf>;
}

/// A folder of this process, which goes when the process does.
pub struct DiskShelf {
    folder: Option<tempfile::TempDir>,
}

impl Default for DiskShelf {
    fn default() -> DiskShelf {
        DiskShelf { folder: tempfile::Builder::new().prefix("rulecheck-").tempdir().ok() }
    }
}

#[expect(clippy::disallowed_methods, reason = "the texts of the program go into a folder of its own, never over a file of somebody's")]
impl Shelf for DiskShelf {
    fn put(&self, name: &str, text: &str) -> Option<PathBuf> {
        let path = self.folder.as_ref()?.path().join(name);
        if !path.exists() {
            std::fs::create_dir_all(path.parent()?).ok()?;
            std::fs::write(&path, text).ok()?;
        }
        Some(path)
    }
}
