//! Any text as a return that was filled in, as CSV and as the sheets of a spreadsheet: what is read is written anew and reads as the same.
#![no_main]

mod reading;

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use rulecheck::data::{Content, Document, Node};
use rulecheck::form::FormKind;
use rulecheck::layout::{Layout, PageSpan};
use rulecheck::read::{self, data::Json};
use rulecheck::source::{SourceId, SourceMap};
use rulecheck::template;

fuzz_target!(|text: &str| {
    let csv = if template::is_template(text) { text.to_owned() } else { format!("form,,monthly_return\n{text}") };
    let mut sources = SourceMap::default();
    let sheets = sources.add_layout("fuzz.xlsx", layout(&csv));
    let id = sources.add("fuzz.csv", csv);
    for id in [id, sheets] {
        write_anew(&mut sources, id);
        reading::read_and_judge(&mut sources, id);
    }
});

/// The same cells on sheets, their figures typed as text or, where the length of all is odd, as numbers.
fn layout(csv: &str) -> Layout {
    let mut layout = Layout { text: csv.replace([',', ';'], "\t"), ..Layout::default() };
    let mut start = 0;
    for (number, sheet) in (1..).zip(layout.text.split_inclusive('\u{c}')) {
        let end = start + sheet.trim_end_matches('\u{c}').len();
        layout.pages.push(PageSpan { number, range: start..end, sheet: Some(format!("Sheet{number}")) });
        start += sheet.len();
    }
    if csv.len() % 2 == 1 {
        layout.binary.push(0..layout.text.len());
    }
    layout
}

fn write_anew(sources: &mut SourceMap, id: SourceId) {
    let forms = &reading::program().forms;
    let document = read::document(forms, sources, id);
    // A field that stands there twice is told, and is no one thing to be written.
    let Ok(node) = &document.content else { return };
    if !is_plain(node) {
        return;
    }
    let Some(name) = node.form() else { return };
    let Some(form) = forms.find(name).filter(|&form| forms.form(form).kind != FormKind::Table) else { return };
    let written = template::csv(&template::sheets(forms, form, Some(node), None));
    let again = sources.add("again.csv", written);
    assert!(template::is_template(&sources.get(again).text));
    let again = read::document(forms, sources, again);
    assert_eq!(said(sources, &again), said(sources, &document));
}

/// The return as JSON, without the name of its form, which may be written in more ways than one.
fn said(sources: &SourceMap, document: &Document) -> String {
    let mut json = Json::default();
    json.add(sources, std::slice::from_ref(document));
    json.returns().lines().filter(|line| !line.trim_start().starts_with("\"form\":")).collect()
}

fn is_plain(node: &Node) -> bool {
    match &node.content {
        Content::Sequence(items) => items.iter().all(is_plain),
        Content::Mapping(entries) => {
            let names: BTreeSet<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
            names.len() == entries.len() && entries.iter().all(|entry| is_plain(&entry.value))
        }
        Content::Scalar(_) | Content::Null => true,
    }
}
