//! Rule files that are looked at again after every edit, for editors and their servers.

use std::path::Path;
use std::sync::Arc;

use super::desk::Desk;
use super::fault::Fault;
use super::linting::{Looked, look};
use super::memory::Memory;
use super::{Host, Options};

/// Rule files under edit. It says after each edit what [`lint()`](super::lint()) would say of all files, and takes only what the edit
/// takes: what has not changed, and depends on nothing that has, is kept.
///
/// ```
/// use std::path::Path;
///
/// use rulecheck::driver::{MemoryHost, Options, Session};
///
/// let host = MemoryHost::default()
///     .with("house/form.rules", "form slip \"Slip\"\n  field a \"A\" shares\nend\n")
///     .with("house/rules.rules", "");
/// let mut session = Session::new(Box::new(host), Options { rules: vec!["house".into()], ..Options::default() });
///
/// // An editor's text stands in place of the file until it is discarded.
/// let path = Path::new("house/rules.rules");
/// let looked = session.update(path, "rule positive \"A is positive\"\n  applies to slip\n  cites \"Manual\"\n  must b > 0\nend\n")?;
/// let source = looked.source(path).unwrap();
/// let found: Vec<&str> = looked.diagnostics_in(source).map(|diagnostic| diagnostic.message.as_str()).collect();
/// assert_eq!(found, ["nothing is named `b` here"]);
/// assert_eq!(looked.tree(source).unwrap().items.len(), 1);
///
/// let looked = session.update(path, "rule positive \"A is positive\"\n  applies to slip\n  cites \"Manual\"\n  must a > 0\nend\n")?;
/// assert!(looked.diagnostics.is_empty() && looked.rules == 1);
/// # Ok::<(), rulecheck::driver::Fault>(())
/// ```
pub struct Session {
    desk: Desk,
    options: Options,
    memory: Memory,
    looked: Option<Looked>,
}

impl Session {
    /// Rule files of a host, chosen as [`lint()`](super::lint()) chooses them. The host is asked for each file once, until it is asked
    /// to [`reload`](Session::reload).
    pub fn new(host: Box<dyn Host + Send>, options: Options) -> Session {
        Session { desk: Desk::new(host), options, memory: Memory::for_many(), looked: None }
    }

    /// Puts a text in place of a file, and looks at all files. A path below a folder of the run is taken up although no file is there;
    /// it must be written as the host writes the paths in that folder.
    pub fn update(&mut self, path: &Path, text: impl Into<Arc<str>>) -> Result<&Looked, Fault> {
        self.write(path, text);
        self.look()
    }

    /// Puts a text in place of a file; what comes of it is told by [`look`](Session::look).
    pub fn write(&mut self, path: &Path, text: impl Into<Arc<str>>) {
        self.desk.write(path.to_owned(), Some(text.into()));
        self.looked = None;
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &Path) {
        self.desk.write(path.to_owned(), None);
        self.looked = None;
    }

    /// Lets the host's own file count again: the editor closed its text.
    pub fn discard(&mut self, path: &Path) {
        self.desk.discard(path);
        self.looked = None;
    }

    /// Asks the host for all files again: some may have been changed, added or removed. Texts that stand in their place stay.
    pub fn reload(&mut self) {
        self.desk.forget();
        self.looked = None;
    }

    /// Takes up other rule files, or other packs.
    pub fn set_options(&mut self, options: Options) {
        self.options = options;
        self.looked = None;
    }

    /// Looks at all files as they are now; nothing is done where nothing was changed.
    pub fn look(&mut self) -> Result<&Looked, Fault> {
        let looked = match self.looked.take() {
            Some(looked) => looked,
            None => {
                let looked = look(&self.desk, &self.options, &mut self.memory)?;
                self.memory.forget_unused();
                looked
            }
        };
        Ok(self.looked.insert(looked))
    }

    /// What was found when the files were last looked at; none after a change that was not looked at.
    pub fn looked(&self) -> Option<&Looked> {
        self.looked.as_ref()
    }
}
