//! From paths to texts: which files belong to a run, read once each, and refused where they are not text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Reader;
use super::apart::FileKind;
use super::fault::{Fault, shown};
use super::host::{Host, Listing};
use super::published::{self, Outcome, Published, Waiting};
use crate::diag::{Diagnostic, codes, suggest};
use crate::form::Forms;
use crate::read as reading;
use crate::read::document::Read;
use crate::report::{InputKind, ReadFile};
use crate::source::{SourceId, SourceMap, Span};
use crate::template;
use crate::ty::FormId;

/// The kinds of file that a run reads, by the end of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Return,
    /// Text, which may be that of a published form.
    Text,
    Rules,
    Table,
}

fn kind(path: &Path) -> Option<Kind> {
    let end = path.extension()?.to_string_lossy().to_lowercase();
    match end.as_str() {
        "yaml" | "yml" | "json" | "pdf" | "xlsx" | "xls" => Some(Kind::Return),
        "txt" => Some(Kind::Text),
        "rules" => Some(Kind::Rules),
        "csv" => Some(Kind::Table),
        _ => None,
    }
}

/// Whether a file is read as a return, as far as its name and its head tell; what has no name of any kind may be one by its content.
pub(super) fn may_be_return(host: &dyn Host, path: &Path) -> bool {
    match kind(path) {
        Some(Kind::Rules) => false,
        Some(Kind::Table) => is_template(host, path),
        _ => true,
    }
}

/// Whether a CSV file is a template with a return rather than the rows of a table: its first bytes tell.
fn is_template(host: &dyn Host, path: &Path) -> bool {
    host.head(path, 64).is_ok_and(|head| template::is_template(&String::from_utf8_lossy(&head)))
}

/// The kind of a published file that is not plain text: told from its content, and where that is of neither kind from its name.
fn published_kind(path: &Path, bytes: &[u8]) -> Option<FileKind> {
    let is_named = |ends: &[&str]| path.extension().is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)));
    if published::is_pdf(bytes) {
        Some(FileKind::Pdf)
    } else if published::is_workbook(bytes) || is_named(&["xlsx", "xls"]) {
        Some(FileKind::Workbook)
    } else {
        is_named(&["pdf"]).then_some(FileKind::Pdf)
    }
}

/// SHA-256 in hexadecimal.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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
    /// The text files in folders: which of them are forms is known when the rule files are read.
    texts: Vec<PathBuf>,
    /// The CSV files among the inputs, and whether each was named rather than found in a folder.
    found: Vec<(PathBuf, bool)>,
    /// The texts of the CSV files that were read, by what tells files apart; `None` for those that are no text.
    read_tables: BTreeMap<PathBuf, Option<SourceId>>,
    seen: BTreeSet<PathBuf>,
    /// Published files that wait to be read.
    published: Published,
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
            texts: Vec::new(),
            found: Vec::new(),
            read_tables: BTreeMap::new(),
            seen: BTreeSet::new(),
            published: Published::default(),
        }
    }

    /// Reads files and folders of returns, and meanwhile does something else; rule files among them belong to the run. CSV files are only
    /// noted: which of them are tables is known when the rule files are read.
    pub fn add_inputs<T>(
        &mut self,
        host: &dyn Host,
        paths: &[PathBuf],
        reader: &Reader,
        meanwhile: impl FnOnce() -> T,
    ) -> Result<T, Fault> {
        for path in paths {
            match host.list(path)? {
                Listing::File => match kind(path) {
                    Some(kind) => self.read(host, path, kind, true)?,
                    None if published_kind(path, &host.read(path)?).is_some() => self.read(host, path, Kind::Return, true)?,
                    None => self.wrong_kind(
                        path,
                        "a return is a PDF file or a spreadsheet, or ends in .yaml, .yml, .json or .txt, a rule file in .rules, and a table in .csv",
                    ),
                },
                Listing::Folder(files) => {
                    for file in files {
                        if let Some(kind) = kind(&file) {
                            self.read(host, &file, kind, false)?;
                        }
                        if self.published.is_enough() {
                            let read = self.published.read(reader);
                            self.add_published(read);
                        }
                    }
                }
            }
        }
        let (read, done) = self.published.read_while(reader, meanwhile);
        self.add_published(read);
        Ok(done)
    }

    /// Adds what was read of published files, in their order.
    fn add_published(&mut self, read: Vec<Outcome>) {
        for (Waiting { path, sha256, .. }, outcome) in read {
            let source = SourceId(self.sources.len() as u32);
            self.files.push(ReadFile { source, kind: InputKind::Return, sha256 });
            match outcome {
                Ok(Read { layout, doubts }) => {
                    let id = self.sources.add_layout(shown(&path), layout);
                    self.returns.push(id);
                    let doubts = published::doubts(self.sources.get(id), id, &doubts);
                    self.diagnostics.extend(doubts);
                }
                Err(refusal) => {
                    let id = self.sources.add(shown(&path), "");
                    self.diagnostics.push(published::refused(&shown(&path), Span::new(id, 0, 0), &refusal));
                }
            }
        }
    }

    /// Reads rule files, and folders of them.
    pub fn add_rules(&mut self, host: &dyn Host, paths: &[PathBuf]) -> Result<(), Fault> {
        for path in paths {
            match host.list(path)? {
                Listing::File if kind(path) == Some(Kind::Rules) => self.read(host, path, Kind::Rules, true)?,
                Listing::File => self.wrong_kind(path, "a rule file ends in .rules"),
                Listing::Folder(files) => {
                    let files: Vec<PathBuf> = files.into_iter().filter(|file| kind(file) == Some(Kind::Rules)).collect();
                    if files.is_empty() {
                        return Err(Fault::NoRules(path.clone()));
                    }
                    for file in files {
                        self.read(host, &file, Kind::Rules, false)?;
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
        if let Some(id) = self.read_table(host, &path)? {
            self.tables.insert((rules, name.to_owned()), id);
        }
        Ok(())
    }

    /// Reads what a pack says of itself, where the file is there.
    pub fn add_manifest(&mut self, host: &dyn Host, path: &Path) -> Result<Option<SourceId>, Fault> {
        if !matches!(host.list(path), Ok(Listing::File)) {
            return Ok(None);
        }
        Ok(self.add_text(path, host.read(path)?, InputKind::Rules))
    }

    /// Where a rule file stands; none for one of an embedded pack.
    pub fn place(&self, rules: SourceId) -> Option<&Path> {
        self.places.get(&rules).map(PathBuf::as_path)
    }

    /// Reads the return of a test, which is no return of the run; `None`, with a diagnostic, where it is no text.
    pub fn add_return(&mut self, host: &dyn Host, path: &Path) -> Result<Option<SourceId>, Fault> {
        Ok(self.add_text(path, host.read(path)?, InputKind::Return))
    }

    /// Reads the tables that the run brings itself: CSV files that have the name of a declared table. In a folder others are passed over;
    /// one that was named is reported.
    pub fn add_own_tables(&mut self, host: &dyn Host, forms: &Forms) -> Result<BTreeMap<FormId, SourceId>, Fault> {
        let mut own: BTreeMap<FormId, BTreeSet<SourceId>> = BTreeMap::new();
        for (path, is_named) in std::mem::take(&mut self.found) {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
            match forms.table(&name) {
                Some(table) => own.entry(table).or_default().extend(self.read_table(host, &path)?),
                None if is_named => self.no_table(&path, &name, forms),
                None => {}
            }
        }
        let mut tables = BTreeMap::new();
        for (table, mut texts) in own {
            match (texts.pop_first(), texts.pop_first()) {
                (Some(only), None) => drop(tables.insert(table, only)),
                (Some(first), Some(second)) => self.two_files(&forms.form(table).name, first, second),
                _ => {}
            }
        }
        Ok(tables)
    }

    /// Reads the texts in folders that are those of published forms, and tells of all others that they are passed over.
    pub fn add_forms(&mut self, host: &dyn Host, forms: &Forms) -> Result<(), Fault> {
        for path in std::mem::take(&mut self.texts) {
            let bytes = host.read(&path)?;
            if std::str::from_utf8(&bytes).is_ok_and(|text| reading::is_form(forms, text)) {
                let id = self.add_text(&path, bytes, InputKind::Return);
                self.returns.extend(id);
            } else {
                self.passed_over(&path);
            }
        }
        Ok(())
    }

    fn passed_over(&mut self, path: &Path) {
        let id = self.sources.add(shown(path), "");
        let message = format!("`{}` is not read, for no form that is known here is printed in it", shown(path));
        let help = "If it is a return, nothing of it is checked: name the file itself to see what is missing. \
                    If it is none, keep it in another folder, or under a name that does not end in `.txt`.";
        self.diagnostics.push(Diagnostic::new(&codes::TEXT_PASSED_OVER, message, Span::new(id, 0, 0), "").help(help));
    }

    /// Reads a CSV file, once.
    fn read_table(&mut self, host: &dyn Host, path: &Path) -> Result<Option<SourceId>, Fault> {
        let identity = host.identity(path);
        if let Some(&known) = self.read_tables.get(&identity) {
            return Ok(known);
        }
        let id = self.add_text(path, host.read(path)?, InputKind::Table);
        self.read_tables.insert(identity, id);
        Ok(id)
    }

    /// Takes up one of the inputs, once.
    fn read(&mut self, host: &dyn Host, path: &Path, kind: Kind, is_named: bool) -> Result<(), Fault> {
        match kind {
            Kind::Table if !is_template(host, path) => self.found.push((path.to_owned(), is_named)),
            _ if !self.seen.insert(host.identity(path)) => {}
            Kind::Text if !is_named => self.texts.push(path.to_owned()),
            Kind::Return | Kind::Text | Kind::Table => {
                let bytes = host.read(path)?;
                if let Some(kind) = published_kind(path, &bytes).filter(|_| !bytes.is_empty()) {
                    self.published.add(path, kind, digest(&bytes), bytes);
                } else {
                    let id = self.add_text(path, bytes, InputKind::Return);
                    self.returns.extend(id);
                }
            }
            Kind::Rules => self.add_rule_text(path, host.read(path)?),
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

    fn no_table(&mut self, path: &Path, name: &str, forms: &Forms) {
        let id = self.sources.add(shown(path), "");
        let message = format!("no table is named `{name}`");
        let help = suggest::advice(name, forms.table_names()).unwrap_or_else(|| "no rule file of this run declares a table.".to_owned());
        let help = format!("A file of rows is known by its table's name: {help}");
        self.diagnostics.push(Diagnostic::new(&codes::TABLE_DATA, message, Span::new(id, 0, 0), "").help(help));
    }

    fn two_files(&mut self, table: &str, first: SourceId, second: SourceId) {
        let mut places = [first, second];
        places.sort_by_key(|&id| self.sources.get(id).name.clone());
        let [first, second] = places.map(|id| Span::new(id, 0, 0));
        let message = format!("two files hold the table `{table}`");
        self.diagnostics.push(
            Diagnostic::new(&codes::TABLE_DATA, message, second, "this one")
                .also(first, "and this one")
                .help("Which of them holds cannot be told, so neither is used. Give one of them."),
        );
    }

    /// Adds a file's text; `None`, with a diagnostic, where it is not UTF-8 or says nothing.
    fn add_text(&mut self, path: &Path, bytes: Vec<u8>, kind: InputKind) -> Option<SourceId> {
        // Each way below adds just one text.
        let source = SourceId(self.sources.len() as u32);
        self.files.push(ReadFile { source, kind, sha256: digest(&bytes) });
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
