//! Writes a file whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use crate::driver::{DiskHost, Host};

/// Puts a text in the place of a file, whole or not at all: a new file beside it takes its name.
#[expect(clippy::disallowed_methods, reason = "the rights of the old file pass to the new one")]
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = DiskHost.identity(path);
    let permissions = std::fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".rulecheck-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file whole or not at all, in the place of one that may be there; its folder is made if need be. What is no plain file, such as
/// a pipe or `/dev/null`, is written to and never replaced, and of a link the file that it leads to is.
#[expect(clippy::disallowed_methods, reason = "whether something stands there decides how it is written")]
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &DiskHost.identity(path);
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rulecheck-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file, with what the user's mask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes a file; one that is gone already is no fault.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
