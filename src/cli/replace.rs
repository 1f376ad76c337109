//! Writes a file whole or not at all: to a new file beside it, which then takes its name.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Replaces the text of a file, which keeps its permissions; a link stays a link.
#[expect(clippy::disallowed_methods, reason = "a command writes the files that it was asked to change")]
pub(super) fn replace(path: &Path, text: &str) -> Result<(), String> {
    let told = |error: std::io::Error| format!("`{}` cannot be written: {error}", path.display());
    let target = fs::canonicalize(path).map_err(told)?;
    let permissions = fs::metadata(&target).map_err(told)?.permissions();
    let (beside, mut file) = new_beside(&target).map_err(told)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.set_permissions(permissions))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        // What is left of the attempt helps nobody; the file itself is as it was.
        let _ = fs::remove_file(&beside);
        told(error)
    })
}

/// A new hidden file in the same folder, under a name that nothing has.
fn new_beside(target: &Path) -> std::io::Result<(PathBuf, fs::File)> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut last = None;
    for number in 0..100 {
        let beside = target.with_file_name(format!(".{name}.{number}.new"));
        match fs::OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| std::io::Error::other("no name is free beside it")))
}
