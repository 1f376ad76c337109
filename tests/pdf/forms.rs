//! Forms with random words, cells, wraps and page breaks, drawn in several styles, and the text that must be read from them.

use super::draw::{self, Font, HEIGHT, Length, Sheet, WIDTH};

/// Random numbers from a seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        (self.roll() % most.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, parts: usize) -> bool {
        self.below(parts) == 0
    }

    pub fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn digit(&mut self, is_first: bool) -> char {
        let digit = if is_first { 1 + self.below(9) } else { self.below(10) };
        char::from(b'0' + digit as u8)
    }

    /// A number of so many digits, in groups of three.
    pub fn grouped(&mut self, digits: usize) -> String {
        let mut out = String::new();
        for at in 0..digits {
            if at > 0 && (digits - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(self.digit(at == 0));
        }
        out
    }

    /// A small number of at most so many decimals.
    pub fn decimal(&mut self, most: usize) -> String {
        let places = 1 + self.below(most);
        let decimals: String = (0..places).map(|at| self.digit(at + 1 == places)).collect();
        format!("{}.{decimals}", self.below(30))
    }

    pub fn date(&mut self, is_chinese: bool) -> String {
        let (day, year) = (1 + self.below(28), 2_024 + self.below(3));
        if is_chinese {
            return format!("{year}年{}月{day}日", 1 + self.below(12));
        }
        let month = self.pick(&["January", "February", "June", "September", "December"]);
        format!("{day:02} {month} {year}")
    }
}

/// A form as it is drawn, and the lines that its text must have: one for each line of a page, pages apart.
pub struct Form {
    pub bytes: Vec<u8>,
    pub pages: Vec<Vec<String>>,
}

const LABELS: &[&str] = &[
    "Class of shares",
    "Balance at close of preceding month",
    "Increase / decrease (-)",
    "Balance at close of the month",
    "Stock code (if listed)",
    "Number of issued shares",
    "Par value",
    "Description",
    "1).",
    "Listed on the Exchange (Note 1)",
];
const WORDS: &[&str] =
    &["HKD", "USD", "RMB", "Yes", "No", "N/A", "Not applicable", "Ordinary shares", "WVR ordinary shares", "Type B", "Nil", "-"];
const CHINESE: &[&str] = &["上月底結存", "增加", "本月底結存", "股份分類", "證券代號", "說明", "法定股份數目", "面值", "備註"];

/// How lines of tables are drawn.
#[derive(Clone, Copy)]
enum Ruling {
    Frames,
    Lines,
    Bars,
}

pub struct Artist {
    pub dice: Dice,
    font: Font,
    size: Length,
    ruling: Ruling,
    /// What stands at the head of each page, and the version at its foot.
    head: &'static str,
    version: &'static str,
    /// The pages of the forms before this one.
    before: usize,
    sheets: Vec<Sheet>,
    pages: Vec<Vec<String>>,
    /// The room that is used of the page.
    y: Length,
}

/// A cell: its lines, and over how many columns it goes.
struct Cell {
    lines: Vec<String>,
    span: usize,
    is_chinese: bool,
}

pub const MARGIN: Length = 4_000;
const BOTTOM: Length = HEIGHT - 5_000;

pub fn form(seed: u64) -> Form {
    let mut artist = Artist::new(Dice::new(seed));
    artist.begin("FF999", "1.2.0");
    for _ in 0..2 + artist.dice.below(3) {
        artist.heading();
        artist.table();
    }
    artist.form()
}

impl Artist {
    /// An artist of a style by chance, who has begun nothing.
    pub fn new(mut dice: Dice) -> Artist {
        let font = [Font::Courier, Font::Helvetica, Font::Times][dice.below(3)];
        let ruling = [Ruling::Frames, Ruling::Lines, Ruling::Bars][dice.below(3)];
        let size = 700 + 50 * dice.below(7) as Length;
        Artist { dice, font, size, ruling, head: "", version: "", before: 0, sheets: Vec::new(), pages: Vec::new(), y: 0 }
    }

    /// Begins the first page of a form: what stands at the head of its pages, and its version.
    pub fn begin(&mut self, head: &'static str, version: &'static str) {
        if !self.sheets.is_empty() {
            self.end_page();
        }
        (self.head, self.version, self.before) = (head, version, self.sheets.len());
        self.start_page();
    }

    /// The number of the page that is drawn, from 1.
    pub fn page(&self) -> u32 {
        self.sheets.len() as u32
    }

    /// Ends the last page.
    pub fn form(mut self) -> Form {
        self.end_page();
        Form { bytes: draw::file(self.sheets), pages: self.pages }
    }

    /// A line outside tables, its parts far from each other.
    pub fn line(&mut self, parts: &[&str]) {
        if self.y > BOTTOM - 3 * self.size {
            self.turn();
        }
        self.y += 2 * self.size;
        for (at, part) in parts.iter().enumerate() {
            self.write(font_of(part, self.font), (MARGIN + at as Length * (WIDTH - 2 * MARGIN) / 2, self.y), part);
        }
        self.says(parts.join("\t"));
    }

    /// A row of a table of columns so wide: its cells, each with the columns that it goes over. Words that do not fit are wrapped.
    pub fn cells(&mut self, widths: &[Length], cells: &[(&str, usize)]) {
        let mut column = 0;
        let fitted = cells.iter().map(|&(text, span)| {
            let width: Length = widths[column..column + span].iter().sum();
            column += span;
            let is_chinese = is_chinese(text);
            Cell { lines: wrap(text, self.most(width, is_chinese), is_chinese), span, is_chinese }
        });
        let fitted: Vec<Cell> = fitted.collect();
        self.row(widths, &fitted);
    }

    /// Leaves room, as between two tables.
    pub fn gap(&mut self) {
        self.y += 2 * self.size;
    }

    /// How many characters stand in a line of a cell.
    fn most(&self, width: Length, is_chinese: bool) -> usize {
        ((width - 400) / if is_chinese { self.size } else { self.size * 7 / 10 }).max(1) as usize
    }

    fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a page was begun")
    }

    fn says(&mut self, line: String) {
        self.pages.last_mut().expect("a page was begun").push(line);
    }

    /// Turns the page.
    fn turn(&mut self) {
        self.end_page();
        self.start_page();
    }

    fn start_page(&mut self) {
        self.sheets.push(Sheet::default());
        self.pages.push(Vec::new());
        self.y = 3_000;
        self.write(self.font, (WIDTH - MARGIN - 5_000, self.y), self.head);
        self.says(self.head.to_owned());
        self.y += 2 * self.size;
    }

    fn end_page(&mut self) {
        let number = self.sheets.len() - self.before;
        let version = format!("v {}", self.version);
        let foot = HEIGHT - 2_500;
        self.write(self.font, (WIDTH / 2, foot), &format!("Page {number} of 9"));
        self.write(self.font, (WIDTH - MARGIN - 6_000, foot), &version);
        self.says(format!("Page {number} of 9\t{version}"));
    }

    fn write(&mut self, font: Font, place: (Length, Length), text: &str) {
        let size = self.size;
        let piece = 1 + self.dice.below(6);
        if self.dice.one_in(3) { self.sheet().kerned(font, size, place, text, piece) } else { self.sheet().text(font, size, place, text) }
    }

    fn figure(&mut self) -> String {
        let digits = 1 + self.dice.below(12);
        let mut plain: String =
            (0..digits).map(|at| char::from(b'0' + if at == 0 { 1 + self.dice.below(9) } else { self.dice.below(10) } as u8)).collect();
        let mut at = plain.len();
        while at > 3 {
            at -= 3;
            plain.insert(at, ',');
        }
        match self.dice.below(8) {
            0 => format!("-{plain}"),
            1 => format!("{plain}.{:02}", self.dice.below(100)),
            2 => format!("({plain})"),
            3 => format!("0.{:08}", self.dice.below(100_000_000)),
            4 => format!("{:02} January 2026", 1 + self.dice.below(28)),
            5 => format!("{plain} %"),
            _ => plain,
        }
    }

    fn words(&mut self) -> String {
        match self.dice.below(4) {
            0 => self.dice.pick(LABELS).to_owned(),
            1 => self.dice.pick(WORDS).to_owned(),
            _ => self.figure(),
        }
    }

    /// A line outside tables: a label, and sometimes words far from it.
    fn heading(&mut self) {
        if self.y > BOTTOM - 12 * self.size {
            self.turn();
        }
        self.y += 3 * self.size;
        let label = if self.dice.one_in(4) { (Font::Song, self.dice.pick(CHINESE)) } else { (self.font, self.dice.pick(LABELS)) };
        self.write(label.0, (MARGIN, self.y), label.1);
        let mut line = label.1.to_owned();
        if self.dice.one_in(2) {
            let words = self.words();
            self.write(self.font, (WIDTH / 2, self.y), &words);
            line = format!("{line}\t{words}");
        }
        self.says(line);
        self.y += self.size;
    }

    fn cell(&mut self, width: Length) -> Cell {
        let is_chinese = self.dice.one_in(6);
        let most = self.most(width, is_chinese);
        let text = match self.dice.below(9) {
            0 => String::new(),
            _ if is_chinese => (0..1 + self.dice.below(3)).map(|_| self.dice.pick(CHINESE)).collect(),
            1..=3 => (0..2 + self.dice.below(6)).map(|_| self.words()).collect::<Vec<_>>().join(" "),
            _ => self.words(),
        };
        Cell { lines: wrap(&text, most, is_chinese), span: 1, is_chinese }
    }

    fn table(&mut self) {
        let columns = 2 + self.dice.below(5);
        let least = 24 * self.size * 7 / 10;
        let widths: Vec<Length> = (0..columns).map(|_| least.min((WIDTH - 2 * MARGIN) / columns as Length)).collect();
        let rows = 1 + self.dice.below(8);
        self.y += self.size;
        for _ in 0..rows {
            let mut cells: Vec<Cell> = Vec::new();
            let mut column = 0;
            while column < columns {
                // A row keeps at least two cells: one that fills the row alone is no row of a table.
                let room = if cells.is_empty() { columns - 1 } else { columns - column };
                let span = if self.dice.one_in(4) { 1 + self.dice.below(room) } else { 1 };
                let width = widths[column..column + span].iter().sum();
                cells.push(Cell { span, ..self.cell(width) });
                column += span;
            }
            self.row(&widths, &cells);
        }
        self.y += self.size;
    }

    fn row(&mut self, widths: &[Length], cells: &[Cell]) {
        let leading = self.size * 12 / 10;
        let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1) as Length;
        let height = most * leading + self.size;
        if self.y + height > BOTTOM {
            self.turn();
        }
        let (mut x, mut column, top) = (MARGIN, 0, self.y);
        for cell in cells {
            let width: Length = widths[column..column + cell.span].iter().sum();
            self.rule((x, top), (width, height));
            let font = if cell.is_chinese { Font::Song } else { self.font };
            // Words stand at the top of their cell, or in its middle.
            let free = height - self.size - cell.lines.len() as Length * leading;
            let from = if self.dice.one_in(2) { 0 } else { free / 2 };
            for (number, line) in (1..).zip(&cell.lines) {
                self.write(font, (x + 200, top + from + number * leading), line);
            }
            x += width;
            column += cell.span;
        }
        self.y += height;
        let line: Vec<String> = cells.iter().map(|cell| cell.lines.join(if cell.is_chinese { "" } else { " " })).collect();
        self.says(line.join("\t"));
    }

    fn rule(&mut self, (x, y): (Length, Length), (wide, high): (Length, Length)) {
        let ruling = self.ruling;
        let is_shaded = self.dice.one_in(8);
        let sheet = self.sheet();
        if is_shaded {
            sheet.shade((x, y), (wide, high));
        }
        match ruling {
            Ruling::Frames => sheet.frame((x, y), (wide, high)),
            Ruling::Lines | Ruling::Bars => {
                let corners = [
                    ((x, y), (x + wide, y)),
                    ((x, y + high), (x + wide, y + high)),
                    ((x, y), (x, y + high)),
                    ((x + wide, y), (x + wide, y + high)),
                ];
                for (from, to) in corners {
                    if matches!(ruling, Ruling::Bars) { sheet.bar(from, to) } else { sheet.line(from, to) }
                }
            }
        }
    }
}

fn is_chinese(text: &str) -> bool {
    !text.is_ascii()
}

fn font_of(text: &str, latin: Font) -> Font {
    if is_chinese(text) { Font::Song } else { latin }
}

/// Parts text into lines of at most so many characters, at spaces, or anywhere in Chinese. A word or a number is never broken.
fn wrap(text: &str, most: usize, is_chinese: bool) -> Vec<String> {
    if is_chinese {
        let characters: Vec<char> = text.chars().collect();
        let mut lines: Vec<String> = Vec::new();
        let mut room = 0;
        for piece in characters.chunk_by(|a, b| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric()) {
            if piece.len() > room || lines.is_empty() {
                lines.push(String::new());
                room = most;
            }
            lines.last_mut().expect("a line was begun").extend(piece);
            room = room.saturating_sub(piece.len());
        }
        return lines;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
