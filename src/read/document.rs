//! What comes of reading a published file: its layout with what is doubtful in it, or why it was refused; and the limits of reading.

use serde::{Deserialize, Serialize};

use crate::layout::{Area, Layout};

/// How much is read of one file. What goes beyond is refused as a whole, never read in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Or sheets of a spreadsheet.
    pub pages: u32,
    /// Glyphs and ruling lines of all pages together, or cells of all sheets.
    pub glyphs: u32,
    /// Bytes that what one page draws may have when it is unpacked, or all parts of a spreadsheet.
    pub unpacked: u64,
    /// Bytes of the text that is made.
    pub text: u64,
    /// Seconds until a reader of its own process is ended.
    pub seconds: u64,
    /// Bytes that a reader of its own process may take, where the system can hold it to them.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        let mib = 1024 * 1024;
        Limits { bytes: 64 * mib, pages: 1_000, glyphs: 2_000_000, unpacked: 64 * mib, text: 8 * mib, seconds: 20, memory: 1024 * mib }
    }
}

impl Limits {
    /// The limits that can be set by name.
    pub const NAMES: &[&str] = &["bytes", "pages", "glyphs", "unpacked", "seconds", "memory"];

    /// A limit by its name.
    pub fn get(&self, name: &str) -> Option<u64> {
        match name {
            "bytes" => Some(self.bytes),
            "pages" => Some(self.pages.into()),
            "glyphs" => Some(self.glyphs.into()),
            "unpacked" => Some(self.unpacked),
            "seconds" => Some(self.seconds),
            "memory" => Some(self.memory),
            _ => None,
        }
    }

    /// Sets a limit by its name; whether there is one of this name.
    pub fn set(&mut self, name: &str, most: u64) -> bool {
        let small = u32::try_from(most).unwrap_or(u32::MAX);
        match name {
            "bytes" => self.bytes = most,
            "pages" => self.pages = small,
            "glyphs" => self.glyphs = small,
            "unpacked" => self.unpacked = most,
            "seconds" => self.seconds = most,
            "memory" => self.memory = most,
            _ => return false,
        }
        true
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub layout: Layout,
    pub doubts: Vec<Doubt>,
}

/// Something in a file that was read, of which the layout may be wrong or lack a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// Glyphs whose characters are not known; each is U+FFFD in the text.
    Unknown { page: u32, glyphs: u32 },
    /// The text of a page is not painted, as that which character recognition lays under a picture.
    Hidden { page: u32 },
    /// Glyphs of lines that do not run from left to right are left out.
    Turned { page: u32, glyphs: u32 },
    /// There are more ruling lines than are followed, so cells are not told apart.
    Unruled { page: u32 },
}

/// A place of a page that is to be marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// From 1.
    pub page: u32,
    pub area: Area,
    pub words: String,
}

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It opens only with a password.
    Encrypted,
    /// It is encrypted in a way that is not known.
    UnknownEncryption,
    /// Its end is missing.
    Truncated,
    /// It does not hold together as a document.
    Damaged,
    /// What a page draws cannot be unpacked.
    DamagedPage {
        page: u32,
    },
    NoPages,
    /// Pages without a single character.
    NoText {
        pages: u32,
        has_pictures: bool,
    },
    /// Most characters are not known.
    Untold {
        glyphs: u32,
        all: u32,
    },
    /// A font could not be loaded, so what is written with it is missing.
    NoFont,
    TooLarge {
        bytes: u64,
        most: u64,
    },
    TooManyPages {
        pages: u64,
        most: u32,
    },
    TooManyGlyphs {
        most: u32,
    },
    TooLong {
        seconds: u64,
    },
    TooMuchMemory {
        bytes: u64,
    },
    /// The parts of a spreadsheet unpack to more.
    TooMuchUnpacked {
        most: u64,
    },
    /// It is encrypted or built in a way in which nothing can be added to it.
    NotMarkable,
    /// It has the name of a spreadsheet and is none; it may be the markup of a page.
    NotWorkbook {
        is_markup: bool,
    },
    LockedWorkbook,
    DamagedWorkbook,
    /// No visible sheet says anything.
    EmptyWorkbook,
    TooManySheets {
        most: u32,
    },
    TooManyCells {
        most: u32,
    },
    /// The reader broke down.
    Broken,
    /// The reader's process could not be started or spoken to, with the system's reason.
    NoReader(String),
    /// This copy of the program is built without a reader for such files.
    NotBuilt,
}
