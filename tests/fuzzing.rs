//! What the fuzzer of each reader begins with: returns as they are drawn, printed, filled in and written as data.
//! With `RULECHECK_SEEDS=FOLDER` they are written, in a folder for each target.

use std::collections::BTreeMap;
use std::path::Path;

use rulecheck::form::FormKind;
use rulecheck::ir::Program;
use rulecheck::pack;
use rulecheck::read::data::Json;
use rulecheck::read::{self, document::Limits, pdf, workbook};
use rulecheck::source::SourceMap;
use rulecheck::template;
use rulecheck::ty::FormId;
use rulecheck::{data, syntax};

use crate::corpus::{self, files};
use crate::pdf::filings;
use crate::sheets;

/// Files of each target, every one of which its reader takes.
#[derive(Default)]
struct Seeds(BTreeMap<&'static str, Vec<Vec<u8>>>);

impl Seeds {
    fn add(&mut self, target: &'static str, seed: impl Into<Vec<u8>>) {
        self.0.entry(target).or_default().push(seed.into());
    }
}

#[test]
fn every_target_begins_with_files_that_its_reader_takes() {
    let mut seeds = Seeds::default();
    drawn(&mut seeds);
    printed(&mut seeds);
    filled_in(&mut seeds);
    files("rules", ".rules").iter().chain(&files("examples", ".rules")).for_each(|name| seeds.add("rules", corpus::read(name)));
    sheets::sound().into_iter().for_each(|seed| seeds.add("workbook", seed));
    let program = pack::program().expect("the embedded packs");
    for (target, seeds) in &seeds.0 {
        assert!(seeds.iter().all(|seed| takes(&program, target, seed)), "{target}");
    }
    // The target packs them.
    sheets::unpacked().into_iter().for_each(|seed| seeds.add("workbook", seed));
    let manifest = corpus::read("tests/fuzz/Cargo.toml");
    let targets: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("path = \"")?.strip_suffix(".rs\"")).collect();
    assert!(targets.len() == seeds.0.len() && targets.iter().all(|target| seeds.0.contains_key(target)), "{targets:?}");
    if let Some(folder) = std::env::var_os("RULECHECK_SEEDS") {
        write(Path::new(&folder), &seeds).expect("the seeds are written");
    }
}

fn write(folder: &Path, seeds: &Seeds) -> std::io::Result<()> {
    for (target, seeds) in &seeds.0 {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in (1..).zip(seeds) {
            std::fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}

/// Forms as PDF files, one by one and several in a file, and their texts.
fn drawn(seeds: &mut Seeds) {
    for bytes in filings::drawn() {
        let layout = pdf::read(bytes.clone(), &Limits::default(), 1).expect("it is read").layout;
        seeds.add("text", layout.text);
        seeds.add("pdf", bytes);
    }
}

/// Forms as texts, and what was read of each as data and filled in.
fn printed(seeds: &mut Seeds) {
    let program = pack::program().expect("the embedded packs");
    let mut texts = files("examples/as-published", ".txt");
    texts.extend(files("tests/forms", ".txt"));
    for name in texts.iter().chain(&files("examples/sensetime-2022-09", ".yaml")) {
        let mut sources = SourceMap::default();
        let text = corpus::read(name);
        let id = sources.add(name.as_str(), text.as_str());
        let document = read::document(&program.forms, &sources, id);
        let mut json = Json::default();
        json.add(&sources, std::slice::from_ref(&document));
        seeds.add("data", json.returns());
        seeds.add(if name.ends_with(".txt") { "text" } else { "data" }, text);
        let node = document.content.as_ref().expect("it is read");
        let form = node.form().and_then(|form| program.forms.find(form)).expect("a known form");
        let sheets = template::sheets(&program.forms, form, Some(node), None);
        seeds.add("template", template::csv(&sheets));
        seeds.add("workbook", template::workbook::xlsx(&sheets).expect("written"));
    }
}

/// An empty template of each form, as CSV and as a spreadsheet, and the heads of each table.
fn filled_in(seeds: &mut Seeds) {
    let program = pack::program().expect("the embedded packs");
    for (form, at) in program.forms.forms.iter().zip(0..) {
        if form.kind == FormKind::Table {
            let rows = program.forms.rows_of(FormId(at)).expect("rows");
            let heads: Vec<&str> = program.forms.shape(rows).members.iter().map(|member| member.name.as_str()).collect();
            seeds.add("data", format!("{}\n", heads.join(",")));
        } else {
            let sheets = template::sheets(&program.forms, FormId(at), None, None);
            seeds.add("template", template::csv(&sheets));
            seeds.add("workbook", template::workbook::xlsx(&sheets).expect("written"));
        }
    }
}

/// Whether the reader of a target takes a file, rather than refuse it at its door.
fn takes(program: &Program, target: &str, seed: &[u8]) -> bool {
    let mut sources = SourceMap::default();
    let mut text = || sources.add("seed.yaml", String::from_utf8_lossy(seed).into_owned());
    match target {
        "pdf" => pdf::read(seed.to_vec(), &Limits::default(), 1).is_ok(),
        "workbook" => workbook::read(seed.to_vec(), &Limits::default()).is_ok(),
        "rules" => {
            let id = text();
            !syntax::parse(id, &sources.get(id).text).diagnostics.iter().any(|diagnostic| diagnostic.is_error())
        }
        "template" => template::is_template(&String::from_utf8_lossy(seed)),
        "text" => read::is_form(&program.forms, &String::from_utf8_lossy(seed)),
        _ => {
            let id = text();
            data::Document::of_data(&sources, id).content.is_ok()
        }
    }
}
