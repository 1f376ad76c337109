//! A small kit to draw PDF files with: text and lines at places in hundredths of a point from the top left corner.
#![allow(clippy::disallowed_types, clippy::float_arithmetic, reason = "the library that writes PDF takes places as binary fractions")]

use pdf_writer::types::{CidFontType, SystemInfo};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

/// A place or a length in hundredths of a point.
pub type Length = i32;

/// The fonts of every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// Each character is 0.6 of the size wide.
    Courier,
    Helvetica,
    Times,
    /// Chinese, told by the encoding's name alone: nothing is embedded. Each character is as wide as the size.
    Song,
}

impl Font {
    const ALL: [(Font, &'static [u8]); 4] = [(Font::Courier, b"F1"), (Font::Helvetica, b"F2"), (Font::Times, b"F3"), (Font::Song, b"F4")];

    fn name(self) -> Name<'static> {
        Name(Font::ALL.iter().find(|(font, _)| *font == self).map_or(b"F1", |(_, name)| name))
    }

    /// Text as the font's codes.
    pub fn codes(self, text: &str) -> Vec<u8> {
        match self {
            Font::Song => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => text.chars().map(|c| u8::try_from(u32::from(c)).expect("a character of Latin 1")).collect(),
        }
    }
}

/// The size of every page: A4 on its side.
pub const WIDTH: Length = 84_200;
pub const HEIGHT: Length = 59_500;

fn points(length: Length) -> f32 {
    length as f32 / 100.0
}

/// One page while it is drawn.
pub struct Sheet {
    content: Content,
}

impl Default for Sheet {
    fn default() -> Sheet {
        let mut content = Content::new();
        content.set_line_width(0.5);
        Sheet { content }
    }
}

impl Sheet {
    /// Writes text from a place on its baseline.
    pub fn text(&mut self, font: Font, size: Length, (x, y): (Length, Length), text: &str) {
        self.content.begin_text().set_font(font.name(), points(size)).next_line(points(x), points(HEIGHT - y));
        self.content.show(Str(&font.codes(text))).end_text();
    }

    /// Writes text in pieces of so many characters, each moved a little as kerning does.
    pub fn kerned(&mut self, font: Font, size: Length, (x, y): (Length, Length), text: &str, piece: usize) {
        self.content.begin_text().set_font(font.name(), points(size)).next_line(points(x), points(HEIGHT - y));
        let characters: Vec<char> = text.chars().collect();
        let mut array = self.content.show_positioned();
        let mut items = array.items();
        for part in characters.chunks(piece.max(1)) {
            items.show(Str(&font.codes(&part.iter().collect::<String>()))).adjust(20.0).adjust(-20.0).adjust(12.0);
        }
        items.finish();
        array.finish();
        self.content.end_text();
    }

    /// Text that is in the file and is not painted.
    pub fn hidden(&mut self, place: (Length, Length), text: &str) {
        self.content.set_text_rendering_mode(pdf_writer::types::TextRenderingMode::Invisible);
        self.text(Font::Courier, 900, place, text);
        self.content.set_text_rendering_mode(pdf_writer::types::TextRenderingMode::Fill);
    }

    /// Text that is turned by a quarter.
    pub fn turned(&mut self, (x, y): (Length, Length), text: &str) {
        self.content.begin_text().set_font(Font::Courier.name(), 9.0);
        self.content.set_text_matrix([0.0, 1.0, -1.0, 0.0, points(x), points(HEIGHT - y)]);
        self.content.show(Str(&Font::Courier.codes(text))).end_text();
    }

    /// Draws a line.
    pub fn line(&mut self, (x0, y0): (Length, Length), (x1, y1): (Length, Length)) {
        self.content.move_to(points(x0), points(HEIGHT - y0)).line_to(points(x1), points(HEIGHT - y1)).stroke();
    }

    /// Draws a line as a thin filled rectangle.
    pub fn bar(&mut self, (x0, y0): (Length, Length), (x1, y1): (Length, Length)) {
        let (wide, high) = ((x1 - x0).max(40), (y1 - y0).max(40));
        self.content.rect(points(x0), points(HEIGHT - y0 - high), points(wide), points(high)).fill_nonzero();
    }

    /// Draws a frame.
    pub fn frame(&mut self, (x, y): (Length, Length), (wide, high): (Length, Length)) {
        self.content.rect(points(x), points(HEIGHT - y - high), points(wide), points(high)).stroke();
    }

    /// Fills an area with grey.
    pub fn shade(&mut self, (x, y): (Length, Length), (wide, high): (Length, Length)) {
        self.content.save_state().set_fill_gray(0.9);
        self.content.rect(points(x), points(HEIGHT - y - high), points(wide), points(high)).fill_nonzero().restore_state();
    }
}

/// A file of these pages.
pub fn file(sheets: Vec<Sheet>) -> Vec<u8> {
    streams(sheets.into_iter().map(|sheet| (sheet.content.finish().into_vec(), None)).collect())
}

/// A file whose pages have these contents, packed in these ways.
pub fn streams(contents: Vec<(Vec<u8>, Option<Filter>)>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, fonts) = (Ref::new(1), Ref::new(2), 10);
    let page = |at: usize| (Ref::new(100 + 2 * at as i32), Ref::new(101 + 2 * at as i32));
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..contents.len()).map(|at| page(at).0)).count(contents.len() as i32);
    for (at, (content, filter)) in contents.iter().enumerate() {
        let (id, body) = page(at);
        let mut sheet = pdf.page(id);
        sheet.parent(tree).media_box(Rect::new(0.0, 0.0, points(WIDTH), points(HEIGHT))).contents(body);
        let mut resources = sheet.resources();
        let mut named = resources.fonts();
        for (number, (_, name)) in (fonts..).zip(Font::ALL) {
            named.pair(Name(name), Ref::new(number));
        }
        named.finish();
        resources.finish();
        sheet.finish();
        let mut stream = pdf.stream(body, content);
        if let Some(filter) = filter {
            stream.filter(*filter);
        }
    }
    for (number, name) in (fonts..).zip([b"Courier".as_slice(), b"Helvetica", b"Times-Roman"]) {
        pdf.type1_font(Ref::new(number)).base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    let song = Name(b"MSung-Light");
    pdf.type0_font(Ref::new(fonts + 3)).base_font(song).encoding_predefined(Name(b"UniCNS-UTF16-H")).descendant_font(Ref::new(20));
    let mut below = pdf.cid_font(Ref::new(20));
    below.subtype(CidFontType::Type0).base_font(song).default_width(1000.0).font_descriptor(Ref::new(21));
    below.system_info(SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"CNS1"), supplement: 0 });
    below.finish();
    pdf.font_descriptor(Ref::new(21)).name(song).flags(pdf_writer::types::FontFlags::SYMBOLIC);
    pdf.finish()
}
