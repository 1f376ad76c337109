//! From paths to texts: which files belong to a run, read once each, and refused where they are not text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::fault::{Fault, shown};
use super::host::{Host, Listing};
use crate::diag::{Diagnostic, codes};
use crate::report::{InputKind, ReadFile};
use crate::source::{SourceId, SourceMap, Span};

/// The kinds of file that a run reads, by the end of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Return,
    Rules,
}

fn kind(path: &Path) -> Option<Kind> {
    let end = path.extension()?.to_string_lossy().to_lowercase();
    match end.as_str() {
        "yaml" | "yml" | "json" => Some(Kind::Return),
        "rules" => Some(Kind::Rules),
        _ => None,
    }
}

/// The texts of a run.
pub(super) struct Gathered {
    pub sources: SourceMap,
    pub returns: Vec<SourceId>,
    pub rules: Vec<SourceId>,
    pub files: Vec<ReadFile>,
    pub diagnostics: Vec<Diagnostic>,
    /// Tables beside rule files, by rule file and name.
    pub tables: BTreeMap<(SourceId, String), SourceId>,
    /// Where each rule file stands.
    pub places: BTreeMap<SourceId, PathBuf>,
    seen: BTreeSet<PathBuf>,
}

impl Gathered {
    /// Starts from texts that are there already, those of the embedded packs.
    pub fn new(sources: SourceMap) -> Gathered {
        Gathered {
            sources,
            returns: Vec::new(),
            rules: Vec::new(),
            files: Vec::new(),
            diagnostics: Vec::new(),
            tables: BTreeMap::new(),
            places: BTreeMap::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Reads files and folders of returns; rule files among them belong to the run.
    pub fn add_inputs(&mut self, host: &dyn Host, paths: &[PathBuf]) -> Result<(), Fault> {
        for path in paths {
            match host.list(path)? {
                Listing::File => match kind(path) {
                    Some(kind) => self.read(host, path, kind)?,
                    None => self.wrong_kind(path, "a return ends in .yaml, .yml or .json, and a rule file in .rules"),
                },
                Listing::Folder(files) => {
                    for file in files {
                        if let Some(kind) = kind(&file) {
                            self.read(host, &file, kind)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads rule files, and folders of them.
    pub fn add_rules(&mut self, host: &dyn Host, paths: &[PathBuf]) -> Result<(), Fault> {
        for path in paths {
            match host.list(path)? {
                Listing::File if kind(path) == Some(Kind::Rules) => self.read(host, path, Kind::Rules)?,
                Listing::File => self.wrong_kind(path, "a rule file ends in .rules"),
                Listing::Folder(files) => {
                    let files: Vec<PathBuf> = files.into_iter().filter(|file| kind(file) == Some(Kind::Rules)).collect();
                    if files.is_empty() {
                        return Err(Fault::NoRules(path.clone()));
                    }
                    for file in files {
                        self.read(host, &file, Kind::Rules)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a table that a rule file names; it must stand in the same folder. A name that leads elsewhere or to
    /// nothing is left for the rule file's own diagnostic.
    pub fn add_table(&mut self, host: &dyn Host, rules: SourceId, name: &str) -> Result<(), Fault> {
        let is_plain = !name.is_empty() && name != ".." && !name.contains(['/', '\\']);
        let Some(place) = self.places.get(&rules).filter(|_| is_plain) else { return Ok(()) };
        let path = place.with_file_name(name);
        if !matches!(host.list(&path), Ok(Listing::File)) {
            return Ok(());
        }
        let bytes = host.read(&path)?;
        if let Some(id) = self.add_text(&path, bytes, InputKind::Table) {
            self.tables.insert((rules, name.to_owned()), id);
        }
        Ok(())
    }

    /// Where a rule file stands; none for one of an embedded pack.
    pub fn place(&self, rules: SourceId) -> Option<&Path> {
        self.places.get(&rules).map(PathBuf::as_path)
    }

    /// Reads the return of a test, which is no return of the run; `None`, with a diagnostic, where it is no text.
    pub fn add_return(&mut self, host: &dyn Host, path: &Path) -> Result<Option<SourceId>, Fault> {
        Ok(self.add_text(path, host.read(path)?, InputKind::Return))
    }

    fn read(&mut self, host: &dyn Host, path: &Path, kind: Kind) -> Result<(), Fault> {
        if !self.seen.insert(host.identity(path)) {
            return Ok(());
        }
        let bytes = host.read(path)?;
        match kind {
            Kind::Return => {
                let id = self.add_text(path, bytes, InputKind::Return);
                self.returns.extend(id);
            }
            Kind::Rules => self.add_rule_text(path, bytes),
        }
        Ok(())
    }

    /// Adds the text of a rule file.
    pub fn add_rule_text(&mut self, path: &Path, bytes: Vec<u8>) {
        if let Some(id) = self.add_text(path, bytes, InputKind::Rules) {
            self.places.insert(id, path.to_owned());
            self.rules.push(id);
        }
    }

    /// Adds a file's text; `None`, with a diagnostic, where it is not UTF-8 or says nothing.
    fn add_text(&mut self, path: &Path, bytes: Vec<u8>, kind: InputKind) -> Option<SourceId> {
        // Each way below adds just one text.
        let source = SourceId(self.sources.len() as u32);
        let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.files.push(ReadFile { source, kind, sha256 });
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                self.not_text(path, error.as_bytes(), error.utf8_error().valid_up_to());
                return None;
            }
        };
        let id = self.sources.add(shown(path), text);
        if self.sources.get(id).text.trim().is_empty() {
            let message = format!("`{}` is empty", shown(path));
            let help = "An empty file says nothing of an issuer. Leave it out of the run, or fill it.";
            self.diagnostics.push(Diagnostic::new(&codes::EMPTY_FILE, message, Span::new(id, 0, 0), "nothing is written here").help(help));
            return None;
        }
        Some(id)
    }

    fn not_text(&mut self, path: &Path, bytes: &[u8], at: usize) {
        let byte = bytes.get(at).copied().unwrap_or_default();
        let (label, help) = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            ("the mark of UTF-16 text".to_owned(), "Save the file as UTF-8. Nothing of it was read.")
        } else {
            let place = format!("byte {at} is 0x{byte:02X}, which is not UTF-8");
            (place, "Save the file as UTF-8; a file in Big5, GBK or another encoding must be converted. Nothing of it was read.")
        };
        // A byte that is not UTF-8 is replaced by U+FFFD, so that what stands before it keeps its place.
        let text = String::from_utf8_lossy(bytes).into_owned();
        let shift = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let id = self.sources.add(shown(path), text);
        let at = at.saturating_sub(shift);
        let end = (at + '\u{fffd}'.len_utf8()).min(self.sources.get(id).text.len());
        let message = format!("`{}` is not UTF-8 text", shown(path));
        self.diagnostics.push(Diagnostic::new(&codes::ENCODING, message, Span::new(id, at, end), label).help(help));
    }

    fn wrong_kind(&mut self, path: &Path, help: &str) {
        let id = self.sources.add(shown(path), "");
        let message = format!("`{}` is not of a kind that is read here", shown(path));
        let help = format!("It was not opened: {help}.");
        self.diagnostics.push(Diagnostic::new(&codes::WRONG_KIND, message, Span::new(id, 0, 0), "").help(help));
    }
}
