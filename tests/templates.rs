//! Returns as tables to fill in: what is written reads back as the same return, and what stands in the wrong place is told.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rulecheck::data::{self, CellState, Document, Loaded, Slot};
use rulecheck::driver::{self, MemoryHost, Options, Reader, Readings};
use rulecheck::form::{FormKind, Forms, MemberKind};
use rulecheck::ir::Program;
use rulecheck::pack;
use rulecheck::read;
use rulecheck::read::document::Limits;
use rulecheck::read::workbook;
use rulecheck::source::SourceMap;
use rulecheck::template;
use rulecheck::ty::{FormId, ShapeId, Ty};
use rulecheck::value::normal_text;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::{Map, Value, json};

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| pack::standard(&mut SourceMap::default()).expect("the embedded packs"))
}

/// The forms of which returns are filed.
fn forms_to_fill_in(forms: &Forms) -> Vec<FormId> {
    let ids = (0..forms.forms.len()).map(|at| FormId(at as u16));
    ids.filter(|&id| forms.form(id).kind != FormKind::Table).collect()
}

/// Choices that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len() as u64) as usize]
    }
}

const ODD: &[&str] = &[
    "{braces}",
    "=1+1",
    "@home",
    "-",
    "- Class A",
    "N/A",
    "Not applicable",
    "  wide  apart ",
    "two\nlines",
    "a\tb",
    "say \"so\"",
    "a, b; c",
    "備註：無",
    "#1",
    "form",
    "+852",
    "'quoted'",
    "{absent}",
    "1.10",
    "",
    "back\\slash",
    "issued[]",
];

fn scalar(chance: &mut Chance, forms: &Forms, ty: Ty) -> Value {
    let words = match (chance.below(5), ty) {
        (0, _) => chance.one_of(ODD),
        (_, Ty::Quantity { percent: true, .. }) => chance.one_of(&["0.01 %", "10%", "0.3"]),
        (_, Ty::Quantity { .. } | Ty::Zero) => {
            chance.one_of(&["25,973,445,421", "-5,194,580", "(123)", "HKD 1.99", "0.00000025", "Nil", "0007"])
        }
        (_, Ty::Date | Ty::Moment) => chance.one_of(&["30 September 2022", "2022-09-30", "30/09/2022", "2022-10-07 08:15"]),
        (_, Ty::Month) => chance.one_of(&["September 2022", "2022-09"]),
        (_, Ty::Bool) => chance.one_of(&["Yes", "No", "yes"]),
        (_, Ty::Code(list)) => {
            let options = &forms.code_list(list).options;
            let option = &options[chance.below(options.len() as u64) as usize];
            option.labels.first().unwrap_or(&option.name)
        }
        _ => chance.one_of(&["Class A", "00020", "WVR ordinary shares", "商湯"]),
    };
    json!(words)
}

fn unreadable(chance: &mut Chance) -> Value {
    match chance.below(2) {
        0 => json!({ "unreadable": chance.one_of(ODD) }),
        _ => json!({ "unreadable": "25 USD 49 | 49,800", "could_be": ["49,800", chance.one_of(ODD)] }),
    }
}

fn record(chance: &mut Chance, forms: &Forms, shape: ShapeId) -> Map<String, Value> {
    let mut entries = Map::new();
    for member in &forms.shape(shape).members {
        let value = match (chance.below(12), &member.kind) {
            (0, _) => continue,
            (1, _) => Value::Null,
            (2, _) => unreadable(chance),
            (3, MemberKind::Record(_) | MemberKind::List { .. }) => json!("Not applicable"),
            (4, MemberKind::List { .. }) => json!([]),
            (_, MemberKind::Field(field)) => scalar(chance, forms, field.ty),
            (_, MemberKind::Record(inner)) => Value::Object(record(chance, forms, *inner)),
            (_, MemberKind::List { rows, .. }) => {
                let count = chance.below(4);
                Value::Array((0..count).map(|_| row(chance, forms, *rows)).collect())
            }
        };
        entries.insert(member.name.clone(), value);
    }
    entries
}

fn row(chance: &mut Chance, forms: &Forms, shape: ShapeId) -> Value {
    match chance.below(10) {
        0 => unreadable(chance),
        1 => json!({}),
        2 => Value::Object(forms.shape(shape).members.iter().map(|member| (member.name.clone(), Value::Null)).collect()),
        _ => Value::Object(record(chance, forms, shape)),
    }
}

/// Every cell with its row, its state and its words, and the codes of what is wrong.
fn said(forms: &Forms, loaded: &Loaded) -> (Vec<String>, Vec<&'static str>) {
    let returns = &loaded.returns;
    let cells = returns.cells.iter().map(|cell| {
        let record = returns.record(cell.record);
        let shape = forms.shape(record.shape);
        let state = match &cell.state {
            CellState::Unreadable(could_be) => {
                format!("unreadable {:?}", could_be.iter().map(|words| normal_text(words)).collect::<Vec<_>>())
            }
            state => format!("{state:?}"),
        };
        format!("{} {} {}: {state} {:?}", shape.name, record.row, shape.members[cell.member as usize].name, normal_text(&cell.printed))
    });
    let lists = returns.records.iter().map(|record| {
        let counts = record.slots.iter().map(|slot| if let Slot::Rows(rows) = slot { rows.len() } else { 0 });
        format!("{:?}", counts.collect::<Vec<_>>())
    });
    let cells = cells.chain(lists).collect();
    let mut codes: Vec<&str> = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect();
    codes.sort_unstable();
    (cells, codes)
}

fn of_csv(forms: &Forms, text: &str) -> Loaded {
    let mut sources = SourceMap::default();
    let id = sources.add("return.csv", text);
    let document = read::document(forms, &sources, id);
    data::load_documents(forms, &sources, vec![document], &[])
}

fn of_xlsx(forms: &Forms, bytes: Vec<u8>) -> Loaded {
    let read = workbook::read(bytes, &Limits::default()).expect("it is a workbook");
    let mut sources = SourceMap::default();
    let id = sources.add_layout("return.xlsx", read.layout);
    let document = read::document(forms, &sources, id);
    data::load_documents(forms, &sources, vec![document], &[])
}

#[test]
fn any_return_of_any_form_reads_back_from_its_table() {
    let forms = &program().forms;
    let config = Config::default();
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: config.cases.div_ceil(4), ..config });
    let property = |seed: u64| {
        let mut chance = Chance(seed);
        let all = forms_to_fill_in(forms);
        let form = all[chance.below(all.len() as u64) as usize];
        let mut entries = record(&mut chance, forms, forms.form(form).shape);
        entries.insert("form".to_owned(), json!(forms.form(form).name));
        let mut sources = SourceMap::default();
        let id = sources.add("return.json", Value::Object(entries).to_string());
        let document = Document::of_data(&sources, id);
        let node = document.content.clone().unwrap_or_else(|problem| panic!("{}", problem.message));
        let expected = said(forms, &data::load_documents(forms, &sources, vec![document], &[]));
        let sheets = template::sheets(forms, form, Some(&node), None);
        let text = template::csv(&sheets);
        prop_assert_eq!(&said(forms, &of_csv(forms, &text)), &expected, "{}", text);
        let bytes = template::workbook::xlsx(&sheets).expect("it is written");
        prop_assert_eq!(&said(forms, &of_xlsx(forms, bytes)), &expected);
        Ok(())
    };
    runner.run(&any::<u64>(), property).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_template_is_read_as_blank_before_it_is_filled_in() {
    let forms = &program().forms;
    for form in forms_to_fill_in(forms) {
        for language in [None, Some("zh-Hant")] {
            let sheets = template::sheets(forms, form, None, language);
            let loaded = of_xlsx(forms, template::workbook::xlsx(&sheets).expect("it is written"));
            assert_eq!(said(forms, &loaded), said(forms, &of_csv(forms, &template::csv(&sheets))));
            assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
            assert!(loaded.returns.cells.iter().all(|cell| cell.state == CellState::Blank));
            assert_eq!(loaded.returns.returns[0].form, form);
        }
    }
}

#[test]
fn no_change_of_a_table_makes_the_reader_panic_or_point_elsewhere() {
    let forms = &program().forms;
    let whole = template::csv(&september());
    let config = Config::default();
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: config.cases.div_ceil(4), ..config });
    let words = [
        "\"",
        ",",
        "\n",
        "{",
        "}",
        "[]",
        "{unreadable: [[x]]}",
        "{a: {b: c}}",
        "1.2.3",
        "#",
        "4294967295",
        "form",
        "issued[]",
        "\u{fffd}",
        "商",
    ];
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), 0..40usize, 0..words.len()), 1..12);
    let property = |edits: Vec<(prop::sample::Index, usize, usize)>| {
        let mut text: Vec<char> = whole.chars().collect();
        for (at, taken, put) in edits {
            // The first words are what makes it a template.
            let at = 60 + at.index(text.len() - 60);
            let end = (at + taken).min(text.len());
            text.splice(at..end, words[put].chars());
            if text.len() < 200 {
                break;
            }
        }
        let text: String = text.into_iter().collect();
        let loaded = of_csv(forms, &text);
        for cell in &loaded.returns.cells {
            prop_assert!(text.get(cell.span.range()).is_some(), "{:?}", cell.span);
        }
        Ok(())
    };
    runner.run(&edits, property).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_same_template_is_the_same_file() {
    let forms = &program().forms;
    let sheets = template::sheets(forms, forms_to_fill_in(forms)[0], None, None);
    let write = || template::workbook::xlsx(&sheets).expect("it is written");
    assert_eq!(write(), write());
}

/// What reading a file says: for each problem its code, its place and its message.
fn told(name: &str, bytes: Vec<u8>) -> Vec<String> {
    problems(&readings(name, bytes))
}

fn readings(name: &str, bytes: Vec<u8>) -> Readings {
    let host = MemoryHost::default().with(name, bytes);
    let reader = Reader::Here { limits: Limits::default() };
    driver::read(&host, &Options { inputs: vec![name.into()], reader, ..Options::default() }).unwrap_or_else(|fault| panic!("{fault}"))
}

fn problems(readings: &Readings) -> Vec<String> {
    let told = readings.problems.iter().map(|problem| {
        let place = problem.place.within().unwrap_or_else(|| format!("{}:{}", problem.place.line, problem.place.column));
        format!("{} {place} {}", problem.code, problem.message)
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

/// The example of September 2022 as a table.
fn september() -> Vec<template::Sheet> {
    let forms = &program().forms;
    let mut sources = SourceMap::default();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sensetime-2022-09/monthly-return-2022-09.yaml"));
    let id = sources.add("september.yaml", text.expect("the example"));
    let node = Document::of_data(&sources, id).content.unwrap_or_else(|problem| panic!("{}", problem.message));
    template::sheets(forms, forms.find("monthly_return").expect("the form"), Some(&node), None)
}

/// The cells of a sheet that have these words, as numbers of its line and of the cell.
fn find(sheet: &template::Sheet, words: &str) -> (usize, usize) {
    let mut cells =
        sheet.lines.iter().enumerate().flat_map(|(row, line)| line.iter().enumerate().map(move |(column, cell)| (row, column, cell)));
    cells.find(|(_, _, cell)| cell.text == words).map(|(row, column, _)| (row, column)).unwrap_or_else(|| panic!("{words}"))
}

fn sheet<'s>(sheets: &'s mut [template::Sheet], name: &str) -> &'s mut template::Sheet {
    sheets.iter_mut().find(|sheet| sheet.name.starts_with(name)).unwrap_or_else(|| panic!("{name}"))
}

/// What somebody does to a table.
type Mistake = fn(&mut Vec<template::Sheet>);

#[test]
fn what_is_wrong_with_a_template_is_told_at_its_cell() {
    let mistakes: [(&str, Mistake, &[&str]); 13] = [
        ("nothing", |_| {}, &[]),
        (
            "a column is taken out",
            |sheets| {
                let sheet = sheet(sheets, "II. ");
                let (_, column) = find(sheet, "closing");
                for line in sheet.lines.iter_mut().filter(|line| line.len() > 4) {
                    line.remove(column);
                }
            },
            &["template-changed Monthly Return (FF301)!C1 the template lacks `issued.closing`"],
        ),
        (
            "a column has another name",
            |sheets| {
                let sheet = sheet(sheets, "II. ");
                let (row, column) = find(sheet, "closing");
                sheet.lines[row][column].text = "clossing".to_owned();
            },
            &[
                "template-changed Monthly Return (FF301)!C1 the template lacks `issued.closing`",
                "unknown-key II. Movements in Issued Shares!J5 the form has no field `clossing` here",
            ],
        ),
        (
            "a field has another name",
            |sheets| {
                let (row, _) = find(&sheets[0], "period_end");
                sheets[0].lines[row][0].text = "periodend".to_owned();
            },
            &[
                "template-changed Monthly Return (FF301)!C1 the template lacks `period_end`",
                "unknown-key Monthly Return (FF301)!A4 the form has no field `periodend` here",
            ],
        ),
        (
            "a field stands twice",
            |sheets| {
                let (row, _) = find(&sheets[0], "period_end");
                let line = sheets[0].lines[row].clone();
                sheets[0].lines.push(line);
            },
            &["duplicate-key Monthly Return (FF301)!A9 `period_end` is given twice"],
        ),
        (
            "the value stands one column too far",
            |sheets| {
                let (row, _) = find(&sheets[0], "period_end");
                sheets[0].lines[row][3].text = "30 September 2022".to_owned();
            },
            &["template-cell Monthly Return (FF301)!D4 this stands beside the value, which belongs in column C"],
        ),
        (
            "a row is there twice",
            |sheets| {
                let sheet = sheet(sheets, "II. ");
                let (row, _) = find(sheet, "1");
                let line = sheet.lines[row].clone();
                sheet.lines.insert(row + 1, line);
            },
            &[
                "duplicate-row II. Movements in Issued Shares!C7 two rows have the key `WVR ordinary shares`, `Class B`",
                "template-cell II. Movements in Issued Shares!B7 two rows have the number 1",
            ],
        ),
        (
            "a row belongs to one that is not there",
            |sheets| {
                let sheet = sheet(sheets, "III. (A)");
                let (row, _) = find(sheet, "1.1");
                sheet.lines[row][1].text = "7.1".to_owned();
            },
            &[
                "template-cell III. (A) Share Options (under!B15 `options` has no row 7",
                "template-cell III. (A) Share Options (under!B24 `options.schemes` has no row 1.1",
                "template-cell III. (A) Share Options (under!B25 `options.schemes` has no row 1.1",
            ],
        ),
        (
            "a sheet of one's own",
            |sheets| {
                let mut own = sheets[0].clone();
                own.name = "My sums".to_owned();
                own.lines.truncate(1);
                own.lines[0].iter_mut().for_each(|cell| cell.text = "1,000".to_owned());
                sheets.push(own);
            },
            &["template-changed My sums!A1 the sheet `My sums` is no part of the template"],
        ),
        (
            "a note of one's own",
            |sheets| {
                let line = sheets[0].lines[3].clone();
                sheets[0].lines.push(line);
                let last = sheets[0].lines.last_mut().expect("a line");
                last[0].text = String::new();
            },
            &["template-cell Monthly Return (FF301)!B9 nothing in column A says which field this is of"],
        ),
        (
            "a list that has rows and does not apply",
            |sheets| {
                let sheet = sheet(sheets, "II. ");
                let (row, _) = find(sheet, "issued");
                sheet.lines[row][2].text = "Not applicable".to_owned();
            },
            &["template-cell II. Movements in Issued Shares!C2 `issued` is said to have no rows, and has 2"],
        ),
        (
            "another version of the form",
            |sheets| {
                let (row, _) = find(&sheets[0], "template");
                sheets[0].lines[row][2].text = "0123abcd".to_owned();
                sheets.retain(|sheet| !sheet.name.starts_with("IV. "));
            },
            &["template-changed Monthly Return (FF301)!C1 the template lacks `depositary_receipts`"],
        ),
        (
            "a form that is not known",
            |sheets| sheets[0].lines[0][2].text = "monthly_retrun".to_owned(),
            &["unknown-form Monthly Return (FF301)!C1 no form is named `monthly_retrun`"],
        ),
    ];
    for (what, change, expected) in mistakes {
        let mut sheets = september();
        change(&mut sheets);
        let told = told("september.xlsx", template::workbook::xlsx(&sheets).expect("it is written"));
        assert_eq!(told, expected, "{what}");
    }
}

#[test]
fn what_is_typed_into_cells_that_are_not_of_text_is_marked_or_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Part II").expect("a name");
    let lines = [
        vec!["form", "", "monthly_return"],
        vec!["period_end", "", "30 September 2022"],
        vec!["issued[]", "", "class", "opening", "change", "closing", "float_threshold"],
        vec!["", "1", "Class A", "1,000"],
        vec!["", "2", "Class B"],
    ];
    for (row, line) in (0..).zip(&lines) {
        for (column, text) in (0..).zip(line) {
            sheet.write(row, column, *text).expect("written");
        }
    }
    let day = ExcelDateTime::from_ymd(2022, 9, 30).expect("a day");
    sheet.write_with_format(3, 4, &day, &Format::new().set_num_format("yyyy-mm-dd")).expect("written");
    sheet.write_formula(3, 5, Formula::new("=D4/0").set_result("#DIV/0!")).expect("written");
    sheet.write(3, 6, 0.25).expect("written");
    sheet.write(4, 3, 25_973_445_421_i64).expect("written");
    sheet.write_formula(4, 5, Formula::new("=D5").set_result("25973445421")).expect("written");
    let readings = readings("typed.xlsx", book.save_to_buffer().expect("written"));
    let errors: Vec<String> = problems(&readings).into_iter().filter(|told| told.starts_with("bad-")).collect();
    assert_eq!(
        errors,
        ["bad-number Part II!E4 `2022-09-30` cannot be read as one figure", "bad-number Part II!F4 `#DIV/0!` cannot be read as one figure",]
    );
    let unreadable = readings.unreadable().join("\n");
    assert!(unreadable.contains("(Part II!G4): monthly_return.issued.float_threshold cannot be read: `0.25`"), "{unreadable}");
    let yaml = rulecheck::read::canonical::yaml(&readings.sources, &readings.documents[0]).expect("a return");
    let yaml = yaml.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "opening: 25973445421 # Part II!D5, a spreadsheet number",
        "change: # Part II!E5",
        "closing: 25973445421 # Part II!F5, a spreadsheet number",
    ] {
        assert!(yaml.contains(expected), "{expected}: {yaml}");
    }
}

#[test]
fn csv_of_other_programs_is_read() {
    let text = template::csv(&september());
    assert_eq!(told("september.csv", text.into_bytes()), Vec::<String>::new());
    let in_columns = |sign: &str| format!("\u{feff}form{sign}Form{sign}monthly_return\r\nperiod_end{sign}{sign}30 September 2022\r\n");
    for sign in [";", "\t", ","] {
        let readings = readings("saved.csv", in_columns(sign).into_bytes());
        assert_eq!(readings.returns.cells.iter().filter(|cell| cell.state != CellState::Absent).count(), 1, "{sign}");
    }
    let open = told("open.csv", b"form,,monthly_return\nperiod_end,,\"30 September\n".to_vec());
    assert_eq!(open, ["template-cell 2:13 a quote is opened here and closed nowhere"]);
    // A program that knows only numbers has lost digits.
    let lost = told("lost.csv", b"form,,monthly_return\nissued[],,class,closing\n,,A,2.59786E+10\n".to_vec());
    assert!(lost.iter().any(|told| told == "bad-number 3:5 `2.59786E+10` is written with an exponent"), "{lost:?}");
}
