//! The example returns as texts with the places of their figures, so that a test can change figures and judge again.

use std::collections::BTreeMap;
use std::ops::Range;

use rulecheck::data::{CellState, Loaded, Returns};
use rulecheck::form::MemberKind;
use rulecheck::ir::Program;
use rulecheck::source::SourceMap;
use rulecheck::ty::Ty;
use rulecheck::value::{CellId, RecordId};
use rulecheck::verdict::{Outcome, Verdict};
use rulecheck::{data, eval, pack};

use crate::corpus::{files, read};

/// The embedded rules, with the texts that their places point into.
pub struct Rules {
    pub program: Program,
    sources: SourceMap,
}

/// Texts of returns, each with its name.
#[derive(Clone, Debug)]
pub struct Texts(pub Vec<(String, String)>);

/// One figure that is printed on one line, and how to write another in its place.
#[derive(Clone, Debug)]
pub struct Figure {
    pub file: usize,
    /// The bytes of the value, its quotes included.
    pub range: Range<usize>,
    pub printed: String,
    /// The form's path to the list or group, and the field: `monthly_return.issued`, `closing`.
    pub shape: String,
    pub field: String,
    pub row: u32,
    pub ty: Ty,
    pub cell: CellId,
}

/// Which instance of which rule, by names that stay when figures change.
pub type Key = (String, String, Vec<(String, String, u32)>);

/// Returns that were judged.
pub struct Judged {
    pub sources: SourceMap,
    pub returns: Returns,
    pub verdicts: Vec<Verdict>,
}

impl Rules {
    pub fn embedded() -> Rules {
        let mut sources = SourceMap::default();
        let program = pack::standard(&mut sources).unwrap();
        Rules { program, sources }
    }

    fn load(&self, texts: &Texts) -> (SourceMap, Loaded) {
        let mut sources = self.sources.clone();
        let documents: Vec<_> = texts.0.iter().map(|(name, text)| sources.add(name, text.as_str())).collect();
        let loaded = data::load(&self.program.forms, &sources, &documents);
        (sources, loaded)
    }

    pub fn judge(&self, texts: &Texts) -> Judged {
        let (sources, Loaded { returns, .. }) = self.load(texts);
        let verdicts = eval::evaluate(&self.program, &returns);
        Judged { sources, returns, verdicts }
    }

    /// Every figure, and every statement that something is not applicable, that stands on one line.
    pub fn figures(&self, texts: &Texts) -> Vec<Figure> {
        let (sources, Loaded { returns, .. }) = self.load(texts);
        let first = self.sources.len();
        let mut figures = Vec::new();
        for (at, cell) in returns.cells.iter().enumerate() {
            let (record, text) = (returns.record(cell.record), &sources.get(cell.span.source).text);
            let (mut start, mut end) = (cell.span.start as usize, cell.span.end as usize);
            let is_value = matches!(cell.state, CellState::Figure(_) | CellState::NotApplicable);
            if !is_value || start == end || text[start..end].contains('\n') {
                continue;
            }
            if start > 0 && matches!(text.as_bytes()[start - 1], b'"' | b'\'') {
                (start, end) = (start - 1, end + 1);
            }
            let shape = self.program.forms.shape(record.shape);
            let member = &shape.members[cell.member as usize];
            let MemberKind::Field(field) = &member.kind else { continue };
            figures.push(Figure {
                file: cell.span.source.0 as usize - first,
                range: start..end,
                printed: cell.printed.to_string(),
                shape: shape.name.clone(),
                field: member.name.clone(),
                row: record.row,
                ty: field.ty,
                cell: CellId(at as u32),
            });
        }
        figures.sort_by_key(|figure| (figure.file, figure.range.start));
        figures
    }
}

impl Judged {
    fn row(&self, program: &Program, id: RecordId) -> (String, String, u32) {
        let record = self.returns.record(id);
        let source = self.returns.get(record.owner).source;
        (self.sources.get(source).name.clone(), program.forms.shape(record.shape).name.clone(), record.row)
    }

    pub fn key(&self, program: &Program, verdict: &Verdict) -> Key {
        let source = self.returns.get(verdict.subject).source;
        let rows = verdict.rows.iter().map(|&row| self.row(program, row)).collect();
        (program.rule(verdict.rule).name.clone(), self.sources.get(source).name.clone(), rows)
    }

    /// The outcome of each instance.
    pub fn outcomes(&self, program: &Program) -> BTreeMap<Key, &Outcome> {
        self.verdicts.iter().map(|verdict| (self.key(program, verdict), &verdict.outcome)).collect()
    }
}

impl Texts {
    /// The returns of an example folder.
    pub fn example(folder: &str) -> Texts {
        let names = ["yaml", "json"].iter().flat_map(|end| files(&format!("examples/{folder}"), end));
        Texts(names.map(|name| (name.clone(), read(&name))).collect())
    }

    /// The example, and the monthly return of the month before, made from it by its date.
    pub fn two_months() -> Texts {
        let mut texts = Texts::example("sensetime-2022-09");
        let monthly = texts.0.iter().find(|(name, _)| name.contains("monthly-return")).expect("the example has a monthly return");
        let before = monthly.1.replace("period_end: 30 September 2022", "period_end: 31 August 2022");
        let before = before.replace("submitted: 07 October 2022", "submitted: 06 September 2022");
        texts.0.push(("monthly-return-2022-08.yaml".to_owned(), before));
        texts
    }

    /// The texts with other words in place of some figures.
    pub fn with<'f>(&self, edits: impl IntoIterator<Item = (&'f Figure, String)>) -> Texts {
        let mut edits: Vec<(&Figure, String)> = edits.into_iter().collect();
        edits.sort_by_key(|(figure, _)| std::cmp::Reverse((figure.file, figure.range.start)));
        let mut texts = self.clone();
        for (figure, words) in edits {
            texts.0[figure.file].1.replace_range(figure.range.clone(), &words);
        }
        texts
    }
}

/// For each list of a YAML text the lines of its items, outer lists before inner ones.
pub fn lists(text: &str) -> Vec<Vec<Range<usize>>> {
    let mut lists: Vec<(usize, bool, Vec<Range<usize>>)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        let is_item = words.starts_with("- ");
        if !words.is_empty() && !words.starts_with('#') {
            for (column, is_open, _) in &mut lists {
                *is_open &= indent > *column || (indent == *column && is_item);
            }
            if is_item {
                match lists.iter_mut().find(|(column, is_open, _)| *is_open && *column == indent) {
                    Some((_, _, items)) => items.push(at..at),
                    None => lists.push((indent, true, vec![Range { start: at, end: at }])),
                }
            }
        }
        at += line.len();
        for (_, _, items) in lists.iter_mut().filter(|(_, is_open, _)| *is_open) {
            if let Some(last) = items.last_mut() {
                last.end = at;
            }
        }
    }
    lists.into_iter().map(|(_, _, items)| items).collect()
}
