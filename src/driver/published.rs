//! Published files of a run: read several at a time, and what is told of those that were refused or are doubtful.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use super::apart::{self, FileKind, Reader};
use crate::diag::{Code, Diagnostic, codes};
use crate::read::document::{Doubt, Read, Refusal};
use crate::source::{Source, SourceId, Span};

/// Whether bytes are those of a PDF file: its mark stands near their head.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1_024)).is_some_and(|head| head.windows(5).any(|window| window == b"%PDF-"))
}

/// Whether bytes are those of a spreadsheet: a zip archive with a workbook in it, or a compound file.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    let is_archive = bytes.starts_with(b"PK\x03\x04") && bytes.windows(12).any(|window| window == b"xl/workbook.");
    is_archive || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
}

/// Files that wait to be read, so that several are read at a time.
#[derive(Default)]
pub(super) struct Published {
    waiting: Vec<Waiting>,
    bytes: usize,
}

/// A file that waits to be read.
pub(super) struct Waiting {
    pub path: PathBuf,
    pub sha256: String,
    kind: FileKind,
    bytes: Vec<u8>,
}

/// A file that has been read, and what came of it.
pub(super) type Outcome = (Waiting, Result<Read, Refusal>);

/// The most files and bytes that wait, so that many files take no more room than a few.
const MOST_FILES: usize = 32;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The most threads for one file: each takes room of its own, and loads the fonts that it meets.
const MOST_THREADS: usize = 4;

impl Published {
    pub fn add(&mut self, path: &Path, kind: FileKind, sha256: String, bytes: Vec<u8>) {
        self.bytes += bytes.len();
        self.waiting.push(Waiting { path: path.to_owned(), sha256, kind, bytes });
    }

    /// Whether so much waits that it should be read before more is added.
    pub fn is_enough(&self) -> bool {
        self.waiting.len() >= MOST_FILES || self.bytes >= MOST_BYTES
    }

    /// Reads what waits while something else is done.
    pub fn read_while<T>(&mut self, reader: &Reader, other: impl FnOnce() -> T) -> (Vec<Outcome>, T) {
        if self.waiting.is_empty() {
            return (Vec::new(), other());
        }
        thread::scope(|scope| {
            let reading = scope.spawn(|| self.read(reader));
            let other = other();
            (reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
        })
    }

    /// Reads what waits, as many files at a time as the machine has processors; what came of each, in their order.
    pub fn read(&mut self, reader: &Reader) -> Vec<Outcome> {
        self.bytes = 0;
        let mut waiting = std::mem::take(&mut self.waiting);
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let workers = processors.min(waiting.len());
        // Of few files each may use the processors that the others leave.
        let threads = (processors / workers.max(1)).clamp(1, MOST_THREADS) as u32;
        let mut outcomes: Vec<Option<Result<Read, Refusal>>> = Vec::new();
        outcomes.resize_with(waiting.len(), || None);
        if workers <= 1 {
            for (file, outcome) in waiting.iter_mut().zip(&mut outcomes) {
                *outcome = Some(apart::read(reader, file.kind, std::mem::take(&mut file.bytes), threads));
            }
        } else {
            let queue = std::sync::Mutex::new(waiting.iter_mut().zip(&mut outcomes));
            let next = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
            thread::scope(|scope| {
                for _ in 0..workers {
                    scope.spawn(|| {
                        while let Some((file, outcome)) = next() {
                            *outcome = Some(apart::read(reader, file.kind, std::mem::take(&mut file.bytes), threads));
                        }
                    });
                }
            });
        }
        waiting.into_iter().zip(outcomes).map(|(file, outcome)| (file, outcome.unwrap_or(Err(Refusal::Broken)))).collect()
    }
}

/// The diagnostic of a file that was refused.
pub(super) fn refused(name: &str, span: Span, refusal: &Refusal) -> Diagnostic {
    let (code, what, help) = account(refusal);
    Diagnostic::new(code, format!("`{name}` {what}"), span, "").help(help)
}

/// The refusal in one sentence.
pub(super) fn sentence(name: &str, refusal: &Refusal) -> String {
    format!("`{name}` {}", account(refusal).1)
}

/// Code, message after the file's name, and help.
fn account(refusal: &Refusal) -> (&'static Code, String, &'static str) {
    let limit = "Nothing of it was read. `--read-limit` raises the limit, if the file is known and trusted.";
    let mend = "Nothing of it was read, for a part that is missing could hold figures. Get the file again from where it was published.";
    match refusal {
        Refusal::Encrypted => {
            (&codes::PDF_ENCRYPTED, "opens only with a password".to_owned(), "Nothing of it was read. Save a copy without the password.")
        }
        Refusal::UnknownEncryption => (
            &codes::PDF_ENCRYPTED,
            "is encrypted in a way that is not known here".to_owned(),
            "Nothing of it was read. Save a copy that is not encrypted.",
        ),
        Refusal::Truncated => (&codes::PDF_TRUNCATED, "is cut off: the mark at the end of a PDF file is missing".to_owned(), mend),
        Refusal::Damaged => (&codes::PDF_DAMAGED, "is damaged: its pages cannot be found, or not all of them".to_owned(), mend),
        Refusal::DamagedPage { page } => (&codes::PDF_DAMAGED, format!("is damaged: page {page} cannot be unpacked"), mend),
        Refusal::Broken => (&codes::PDF_DAMAGED, "is damaged: the reader broke down over it".to_owned(), mend),
        Refusal::NoPages => (&codes::PDF_NO_TEXT, "has no pages".to_owned(), "There is nothing in it to check. Leave it out of the run."),
        Refusal::NoText { has_pictures: true, pages } => (
            &codes::PDF_NO_TEXT,
            format!("has pictures and no text on its {}", counted(*pages, "page")),
            "A scan holds no figures that could be read exactly. Get the return as it was filed, or give it as YAML.",
        ),
        Refusal::NoText { has_pictures: false, pages } => (
            &codes::PDF_NO_TEXT,
            format!("has no text on its {}", counted(*pages, "page")),
            "There is nothing in it to check. Get the return as it was filed, or give it as YAML.",
        ),
        Refusal::Untold { glyphs, all } => (
            &codes::PDF_FONT,
            format!("does not say which characters {} of its {} glyphs are", grouped(*glyphs), grouped(*all)),
            "Its fonts have no table of characters, and shapes are not guessed. Get the return from another source, or give it as YAML.",
        ),
        Refusal::NoFont => (
            &codes::PDF_FONT,
            "has text in a font that cannot be loaded".to_owned(),
            "Nothing of it was read, for that text could hold figures. Get the return from another source, or give it as YAML.",
        ),
        Refusal::TooLarge { bytes, most } => {
            (&codes::PDF_LIMIT, format!("has {} bytes, and at most {} are read", grouped(*bytes), grouped(*most)), limit)
        }
        Refusal::TooManyPages { pages, most } => {
            (&codes::PDF_LIMIT, format!("has {} pages, and at most {} are read", grouped(*pages), grouped(*most)), limit)
        }
        Refusal::TooManyGlyphs { most } => (&codes::PDF_LIMIT, format!("draws more than {} glyphs and lines", grouped(*most)), limit),
        Refusal::TooLong { seconds } => {
            (&codes::PDF_LIMIT, format!("takes longer to read than {}", counted(*seconds as u32, "second")), limit)
        }
        Refusal::TooMuchMemory { bytes } => {
            (&codes::PDF_LIMIT, format!("takes more memory to read than {} MiB", bytes / (1024 * 1024)), limit)
        }
        Refusal::TooMuchUnpacked { most } => (&codes::SPREADSHEET, format!("unpacks to more than {} bytes", grouped(*most)), limit),
        Refusal::NotMarkable => (
            &codes::PDF_DAMAGED,
            "cannot be marked".to_owned(),
            "It is encrypted, or built in a way in which nothing can be added to it. It was read all the same.",
        ),
        Refusal::NotWorkbook { is_markup: true } => (
            &codes::SPREADSHEET,
            "has the name of a spreadsheet and is the markup of a page".to_owned(),
            "Nothing of it was read. Open it in a spreadsheet program and save it as `.xlsx`.",
        ),
        Refusal::NotWorkbook { is_markup: false } => (
            &codes::SPREADSHEET,
            "is no spreadsheet of a kind that is read here".to_owned(),
            "Nothing of it was read. Spreadsheets are `.xlsx` and `.xls` files; save it as one of these.",
        ),
        Refusal::LockedWorkbook => {
            (&codes::SPREADSHEET, "opens only with a password".to_owned(), "Nothing of it was read. Save a copy without the password.")
        }
        Refusal::DamagedWorkbook => (&codes::SPREADSHEET, "is damaged, and cannot be opened as a spreadsheet".to_owned(), mend),
        Refusal::EmptyWorkbook => (
            &codes::SPREADSHEET,
            "has nothing written on the sheets that are shown".to_owned(),
            "There is nothing in it to check. Hidden sheets are not read.",
        ),
        Refusal::TooManySheets { most } => (&codes::SPREADSHEET, format!("has more than {} sheets", grouped(*most)), limit),
        Refusal::TooManyCells { most } => {
            (&codes::SPREADSHEET, format!("has more than {} cells, or cells too far apart", grouped(*most)), limit)
        }
        Refusal::NoReader(reason) => (
            &codes::PDF_READER,
            format!("cannot be read, for the reader cannot be used: {reason}"),
            "A PDF file is read in a process of its own. A program that uses the library chooses how with `Options::reader`.",
        ),
        Refusal::NotBuilt => (
            &codes::PDF_READER,
            "cannot be read, for this copy of rulecheck is built without the feature `pdf`".to_owned(),
            "Build it with its default features, or give the return as YAML.",
        ),
    }
}

fn counted(count: u32, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(count)) }
}

/// A count with its digits in groups of three.
fn grouped(count: impl Into<u64>) -> String {
    let digits = count.into().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// What is doubtful in a file that was read, each on its page.
pub(super) fn doubts(source: &Source, id: SourceId, doubts: &[Doubt]) -> Vec<Diagnostic> {
    doubts.iter().map(|doubt| doubtful(source, id, doubt)).collect()
}

fn doubtful(source: &Source, id: SourceId, doubt: &Doubt) -> Diagnostic {
    let (page, message, label, help) = match *doubt {
        Doubt::Unknown { page, glyphs } => (
            page,
            format!("{} of page {page} stand for characters that the file does not tell", counted(glyphs, "glyph")),
            "the first of them",
            "Each is shown as U+FFFD; a figure with one is unreadable, and words with one are not recognised.",
        ),
        Doubt::Hidden { page } => (
            page,
            format!("the text of page {page} is not painted"),
            "this page",
            "Such text is laid under a picture by character recognition, and may differ from what people see. Compare the figures.",
        ),
        Doubt::Turned { page, glyphs } => (
            page,
            format!("{} of page {page} do not run from left to right and are left out", counted(glyphs, "glyph")),
            "this page",
            "Stamps and watermarks are drawn so. Look whether a figure is among them.",
        ),
        Doubt::Unruled { page } => (
            page,
            format!("page {page} has more ruling lines than are followed"),
            "this page",
            "Its cells are not told apart, so its figures are taken line by line. Compare them.",
        ),
    };
    let range = source.page_range(page);
    let first_line = source.text.get(range.clone()).and_then(|text| text.find('\n')).unwrap_or_default();
    let unknown = source.text.get(range.clone()).and_then(|text| text.find(char::REPLACEMENT_CHARACTER));
    let span = match (doubt, unknown) {
        (Doubt::Unknown { .. }, Some(at)) => Span::new(id, range.start + at, range.start + at + char::REPLACEMENT_CHARACTER.len_utf8()),
        _ => Span::new(id, range.start, range.start + first_line),
    };
    Diagnostic::new(&codes::PDF_DOUBT, message, span, label).help(help)
}
