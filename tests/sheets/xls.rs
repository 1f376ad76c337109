//! Makes `.xls` files record by record, sound ones and others.

use std::io::{Cursor, Read as _, Write as _};

/// The names of the kinds of records are those of the format's description.
pub const FORMULA: u16 = 0x0006;
pub const LBL: u16 = 0x0018;
pub const CONTINUE: u16 = 0x003c;
pub const MERGE_CELLS: u16 = 0x00e5;
pub const SST: u16 = 0x00fc;
pub const DIMENSIONS: u16 = 0x0200;
pub const STRING: u16 = 0x0207;
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const LABEL_SST: u16 = 0x00fd;
const LABEL: u16 = 0x0204;
const RK: u16 = 0x027e;
const BOF: u16 = 0x0809;

/// Records one after the other.
#[derive(Clone, Default)]
pub struct Records(pub Vec<u8>);

impl Records {
    pub fn of(mut self, kind: u16, data: &[u8]) -> Records {
        let length = u16::try_from(data.len()).expect("a record of at most 65,535 bytes");
        self.0.extend([kind.to_le_bytes(), length.to_le_bytes()].concat());
        self.0.extend(data);
        self
    }

    /// A cell with words of its own.
    pub fn label(self, row: u16, column: u16, words: &str) -> Records {
        let wide: Vec<u16> = words.encode_utf16().collect();
        let length = u16::try_from(wide.len()).expect("short words").to_le_bytes().to_vec();
        let words = wide.into_iter().flat_map(u16::to_le_bytes).collect();
        self.of(LABEL, &[cell(row, column), length, vec![1], words].concat())
    }

    /// A cell that says it has many characters, and has none.
    pub fn claiming(self, row: u16, column: u16, characters: u16) -> Records {
        self.of(LABEL, &[cell(row, column), characters.to_le_bytes().to_vec(), vec![0]].concat())
    }

    /// A cell with words that are shared.
    pub fn shared(self, row: u16, column: u16, words: u32) -> Records {
        self.of(LABEL_SST, &[cell(row, column), words.to_le_bytes().to_vec()].concat())
    }

    /// A cell with a whole number.
    pub fn number(self, row: u16, column: u16, number: u32) -> Records {
        self.of(RK, &[cell(row, column), (number << 2 | 2).to_le_bytes().to_vec()].concat())
    }

    /// A cell with a formula whose result is the words that follow in a record of their own; its tokens may be anything.
    pub fn formula(self, row: u16, column: u16, result: &str, claimed: u16, tokens: &[u8]) -> Records {
        let is_words = [0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0];
        let data = [&cell(row, column), &is_words[..], &claimed.to_le_bytes(), tokens].concat();
        self.of(FORMULA, &data).of(STRING, &[length(result), vec![0], result.as_bytes().to_vec()].concat())
    }
}

/// Words as they stand among those that are shared.
pub fn words(words: &str) -> Vec<u8> {
    [length(words), vec![0], words.as_bytes().to_vec()].concat()
}

/// The head of those that are shared; nobody relies on what it says.
pub const COUNTS: [u8; 8] = [0xff; 8];

/// A workbook of sheets that people see, before which `globals` stand.
pub fn book(globals: Records, sheets: &[Records]) -> Vec<u8> {
    let names: Vec<String> = (1..=sheets.len()).map(|number| format!("Sheet{number}")).collect();
    named(&names, globals, sheets)
}

/// A workbook whose sheets have these names.
pub fn named(names: &[String], globals: Records, sheets: &[Records]) -> Vec<u8> {
    let begin = |kind: u16| Records::default().of(BOF, &[0x0600_u16.to_le_bytes(), kind.to_le_bytes()].concat());
    let at = |places: &[usize]| {
        let mut records = begin(5);
        for (name, &place) in names.iter().zip(places) {
            records = bound_sheet(records, u32::try_from(place).expect("a small file"), name);
        }
        records.0.extend(&globals.0);
        records.of(EOF, &[])
    };
    let sheets: Vec<Records> = sheets.iter().map(|sheet| Records([begin(0x10).0, sheet.0.clone()].concat()).of(EOF, &[])).collect();
    let first = at(&vec![0; sheets.len()]).0.len();
    let lengths = sheets.iter().map(|sheet| sheet.0.len());
    let places: Vec<usize> = lengths.scan(first, |next, length| Some(std::mem::replace(next, *next + length))).collect();
    let all = sheets.into_iter().fold(at(&places).0, |all, sheet| [all, sheet.0].concat());
    compound("Workbook", &all)
}

/// Where a sheet begins, and its name.
pub fn bound_sheet(records: Records, place: u32, name: &str) -> Records {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u8::try_from(name.len() / 2).expect("a short name");
    records.of(BOUND_SHEET, &[&place.to_le_bytes()[..], &[0, 0, length, 1], &name].concat())
}

/// A compound file with one stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("created");
    file.create_stream(name).and_then(|mut to| to.write_all(stream)).expect("written");
    file.flush().expect("written");
    file.into_inner().into_inner()
}

/// The records of a workbook.
pub fn records(workbook: Vec<u8>) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(workbook)).expect("a compound file");
    let mut records = Vec::new();
    file.open_stream("Workbook").and_then(|mut stream| stream.read_to_end(&mut records)).expect("read");
    records
}

/// The place of a cell and its format.
fn cell(row: u16, column: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
}

fn length(words: &str) -> Vec<u8> {
    u16::try_from(words.len()).expect("short words").to_le_bytes().to_vec()
}
