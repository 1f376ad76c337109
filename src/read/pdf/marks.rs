//! A copy of a file with places marked on its pages: what is new is written behind the old file, which stays as it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, MaybeRef, Object, ObjectIdentifier};
use hayro_interpret::hayro_syntax::page::Page;

use super::glyphs;
use crate::layout::Area;
use crate::read::document::{Mark, Refusal};

/// The room between what is marked and its frame, in hundredths of a point.
const ROOM: i32 = 150;

/// The file with a frame around each place, and its words as a note.
pub fn mark(bytes: Vec<u8>, marks: &[Mark]) -> Result<Vec<u8>, Refusal> {
    let old = Old::of(&bytes).ok_or(Refusal::NotMarkable)?;
    let pdf = Pdf::new(bytes.clone()).map_err(|_| Refusal::NotMarkable)?;
    let mut by_page: BTreeMap<u32, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        by_page.entry(mark.page).or_default().push(mark);
    }
    let mut copy = Copy { bytes, places: BTreeMap::new(), next: old.size };
    copy.bytes.push(b'\n');
    for (number, marks) in by_page {
        let page = pdf.pages().get(number as usize - 1).ok_or(Refusal::NotMarkable)?;
        copy.page(page, &marks).ok_or(Refusal::NotMarkable)?;
    }
    copy.end(&old, pdf.xref().root_id());
    Ok(copy.bytes)
}

/// What is taken up of the old file's end.
struct Old {
    /// One more than the largest number of an object.
    size: u32,
    /// Where its table of objects stands.
    table: usize,
    /// Whether the table is a stream.
    is_stream: bool,
    /// The reference to what is said about the document.
    info: Option<String>,
}

impl Old {
    /// `None` for a file that is encrypted, for what is new would have to be so too, or whose end is not as it should be.
    fn of(bytes: &[u8]) -> Option<Old> {
        let tail = bytes.get(bytes.len().saturating_sub(2_048)..)?;
        let mark = b"startxref";
        let at = tail.windows(mark.len()).rposition(|window| window == mark)?;
        let number: String =
            String::from_utf8_lossy(tail.get(at + mark.len()..)?).trim_start().chars().take_while(char::is_ascii_digit).collect();
        let table: usize = number.parse().ok()?;
        let rest = bytes.get(table..)?;
        let is_stream = !rest.trim_ascii_start().starts_with(b"xref");
        let ends: [&[u8]; 2] = [b"stream", b"startxref"];
        let end = ends.iter().filter_map(|end| rest.windows(end.len()).position(|window| window == *end)).min()?;
        let head = String::from_utf8_lossy(rest.get(..end)?).into_owned();
        let after = |key: &str| head.rsplit_once(key).map(|(_, rest)| rest.trim_start().to_owned());
        if head.contains("/Encrypt") {
            return None;
        }
        let size = after("/Size")?.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
        let info = after("/Info").map(|rest| rest.split_whitespace().take(2).collect::<Vec<_>>().join(" "));
        let info = info.filter(|info| info.chars().all(|c| c.is_ascii_digit() || c == ' '));
        Some(Old { size, table, is_stream, info })
    }
}

struct Copy {
    bytes: Vec<u8>,
    /// Where each object that is written stands, with its generation.
    places: BTreeMap<u32, (usize, i32)>,
    next: u32,
}

impl Copy {
    fn object(&mut self, id: ObjectIdentifier, body: &[u8]) {
        self.places.insert(id.obj_number, (self.bytes.len(), id.gen_number));
        self.bytes.extend(format!("{} {} obj\n", id.obj_number, id.gen_number).into_bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
    }

    fn new_object(&mut self, body: &str) -> u32 {
        let number = self.next;
        self.next += 1;
        self.object(ObjectIdentifier::new(number, 0), body.as_bytes());
        number
    }

    /// Writes the notes of a page, and the page anew with them.
    fn page(&mut self, page: &Page<'_>, marks: &[&Mark]) -> Option<()> {
        let mut notes = String::new();
        if let Some(old) = page.raw().get::<Array<'_>>("Annots") {
            for note in old.raw_iter() {
                let MaybeRef::Ref(note) = note else { return None };
                write!(notes, "{} {} R ", note.obj_number, note.gen_number).ok()?;
            }
        } else if page.raw().get::<Object<'_>>("Annots").is_some_and(|object| !matches!(object, Object::Null(_))) {
            return None;
        }
        for mark in marks {
            write!(notes, "{} 0 R ", self.note(page, mark)).ok()?;
        }
        let mut body = page.raw().data().to_vec();
        // The old list of notes stays under a name that nobody looks for.
        let key = b"/Annots";
        if page.raw().contains_key("Annots") {
            let at = body.windows(key.len()).position(|window| window == key)?;
            body.get_mut(at..at + key.len())?.copy_from_slice(b"/OldNts");
        }
        let end = body.windows(2).rposition(|window| window == b">>")?;
        body.truncate(end);
        body.extend(format!(" /Annots [{}] >>", notes.trim_end()).into_bytes());
        self.object(page.raw().obj_id()?, &body);
        Some(())
    }

    /// Writes a frame with its words; gives its number.
    fn note(&mut self, page: &Page<'_>, mark: &Mark) -> u32 {
        let Area { left, top, right, bottom } = mark.area;
        let around = Area { left: left - ROOM, top: top - ROOM, right: right + ROOM, bottom: bottom + ROOM };
        // Upwards from the lower left corner, as pages are drawn.
        let place = glyphs::in_page_space(page, around);
        let (wide, high) = (place.right - place.left, place.bottom - place.top);
        let drawing = format!("0.85 0.1 0.1 RG 1 w 0.5 0.5 {} {} re S", decimal(wide - 100), decimal(high - 100));
        let look = format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 {} {}] /Length {} >>\nstream\n{drawing}\nendstream",
            decimal(wide),
            decimal(high),
            drawing.len()
        );
        let look = self.new_object(&look);
        let corners = [place.left, place.top, place.right, place.bottom].map(decimal).join(" ");
        self.new_object(&format!(
            "<< /Type /Annot /Subtype /Square /Rect [{corners}] /C [0.85 0.1 0.1] /F 4 /T {} /Contents {} /AP << /N {look} 0 R >> >>",
            words("rulecheck"),
            words(&mark.words)
        ))
    }

    /// Writes the table of what is new.
    fn end(&mut self, old: &Old, root: ObjectIdentifier) {
        let info = old.info.as_ref().map(|info| format!(" /Info {info} R")).unwrap_or_default();
        let start = self.bytes.len();
        let about = |size: u32| format!("/Size {size} /Root {} {} R{info} /Prev {}", root.obj_number, root.gen_number, old.table);
        if old.is_stream {
            let number = self.next;
            self.places.insert(number, (start, 0));
            let sections: Vec<String> = self.places.keys().map(|number| format!("{number} 1")).collect();
            let rows: Vec<u8> = self.places.values().flat_map(|(place, generation)| row(*place, *generation)).collect();
            let head = format!(
                "{number} 0 obj\n<< /Type /XRef /W [1 4 2] /Index [{}] {} /Length {} >>\nstream\n",
                sections.join(" "),
                about(number + 1),
                rows.len()
            );
            self.bytes.extend(head.into_bytes());
            self.bytes.extend(rows);
            self.bytes.extend(b"\nendstream\nendobj\n");
        } else {
            let rows: Vec<String> =
                self.places.iter().map(|(number, (place, generation))| format!("{number} 1\n{place:010} {generation:05} n \n")).collect();
            self.bytes.extend(format!("xref\n{}trailer\n<< {} >>\n", rows.concat(), about(self.next)).into_bytes());
        }
        self.bytes.extend(format!("startxref\n{start}\n%%EOF\n").into_bytes());
    }
}

/// A row of a table that is a stream.
fn row(place: usize, generation: i32) -> [u8; 7] {
    let [a, b, c, d] = (place as u32).to_be_bytes();
    let [e, f] = (generation as u16).to_be_bytes();
    [1, a, b, c, d, e, f]
}

/// Hundredths as PDF writes them.
fn decimal(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

/// Words as a string of PDF, in hexadecimal.
fn words(text: &str) -> String {
    text.encode_utf16().fold("<FEFF".to_owned(), |mut all, unit| {
        let _ = write!(all, "{unit:04X}");
        all
    }) + ">"
}
