//! Returns as they are published: from the text of a form, page by page, to what a return in YAML would have said.
//!
//! What is printed on a form is declared with it, in the language of rules; nothing here knows any form.
//! A text becomes tokens, the declared words find their places among them, and what stands between fills the declared fields.
//! What could be read in two ways stays open, and is unreadable in the end unless the form's own sums decide.

mod across;
mod apart;
mod assign;
mod below;
pub mod canonical;
mod choices;
mod columns;
mod cut;
pub mod data;
mod decide;
mod detached;
mod displaced;
pub mod document;
mod doubt;
mod fill;
mod furniture;
mod heads;
mod known;
mod labels;
mod leads;
mod lookalikes;
mod lost;
#[cfg(feature = "pdf")]
pub mod pdf;
mod print;
mod prose;
mod rows;
mod ruled;
mod several;
mod sheet;
pub mod table;
mod tokens;
mod values;
mod wordings;
mod words;
#[cfg(feature = "spreadsheets")]
pub mod workbook;

use std::ops::Range;

use crate::data::{Content, Document, Entry, Node};
use crate::diag::{Diagnostic, codes};
use crate::form::{Forms, Print};
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::template;
use crate::value::Currency;

use below::Below;
use fill::Filler;
use furniture::Furniture;
use known::recognise;
use labels::Letters;
use sheet::{Cells, Notes, Record, Writer};
use tokens::{Kind, Token};
use wordings::Pieces;

/// Reads the documents of a run: data as it stands, and the texts of published forms by what their forms declare to be printed.
pub fn documents(forms: &Forms, sources: &SourceMap, ids: &[SourceId]) -> Vec<Document> {
    ids.iter().flat_map(|&id| documents_in(forms, sources, id)).collect()
}

/// Reads the first document of a text.
pub fn document(forms: &Forms, sources: &SourceMap, id: SourceId) -> Document {
    let mut all = documents_in(forms, sources, id);
    all.swap_remove(0)
}

/// Reads the documents of one text, at least one; what they are is told from their content. Forms may follow each other in it.
fn documents_in(forms: &Forms, sources: &SourceMap, id: SourceId) -> Vec<Document> {
    let source = sources.get(id);
    let text = &*source.text;
    if template::is_template(text) {
        let mut document = template::read(forms, sources, id);
        if let Ok(node) = &document.content {
            note_binary(source, node, &mut document.notes);
        }
        return vec![document];
    }
    if forms.prints.is_empty() || is_data(text) {
        return vec![Document::of_data(sources, id)];
    }
    let tokens = tokens::tokens(text, !source.is_published());
    let letters = Letters::of(&tokens);
    let mut starts = several::starts(forms, &letters, tokens.len());
    if starts.len() < 2 {
        let Some(only) = recognise(forms, &letters, tokens.len()) else { return vec![unrecognised(forms, sources, id, &tokens)] };
        starts = vec![only];
    }
    // What stands before the first title belongs to its form.
    let ends: Vec<usize> = starts.iter().skip(1).map(|(_, title)| title.tokens.start).chain([tokens.len()]).collect();
    let (mut from, mut rest) = (0, tokens);
    let mut documents = Vec::new();
    for ((print, title), end) in starts.into_iter().zip(ends) {
        let title = title.tokens.start - from..title.tokens.end - from;
        let following = rest.split_off(end - from);
        let mut document = read(forms, print, &title, (id, source), std::mem::replace(&mut rest, following));
        if let Ok(node) = &document.content {
            note_binary(source, node, &mut document.notes);
        }
        documents.push(document);
        from = end;
    }
    documents
}

/// Whether a text is that of a published form.
pub fn is_form(forms: &Forms, text: &str) -> bool {
    let tokens = tokens::tokens(text, true);
    !is_data(text) && recognise(forms, &Letters::of(&tokens), tokens.len()).is_some()
}

/// Marks the figures that the file holds as binary fractions: the one way in which a figure may have lost digits before it was read.
fn note_binary(source: &Source, node: &Node, notes: &mut Notes) {
    match &node.content {
        Content::Scalar(_) if source.is_binary(&node.span.range()) => {
            notes.entry(node.span).or_default().push("a spreadsheet number".to_owned())
        }
        Content::Scalar(_) | Content::Null => {}
        Content::Sequence(items) => items.iter().for_each(|item| note_binary(source, item, notes)),
        Content::Mapping(entries) => entries.iter().for_each(|entry| note_binary(source, &entry.value, notes)),
    }
}

/// A text whose form is not known: what names itself a text is told so, all else is read as data.
fn unrecognised(forms: &Forms, sources: &SourceMap, id: SourceId, tokens: &[Token]) -> Document {
    if !sources.get(id).is_published() && !sources.get(id).name.to_lowercase().ends_with(".txt") {
        return Document::of_data(sources, id);
    }
    let place = tokens.first().map_or(0..0, |first| first.range.clone());
    let mut titles: Vec<String> = forms.prints.iter().map(|print| format!("`{}`", print.title)).collect();
    titles.sort();
    let message = "no form that is known here is printed in this text";
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_PRINT, message, Span::new(id, place.start, place.end), "begins here").help(format!(
        "A form is known by the words of its title, and these stand nowhere. Known here: {}. Nothing of the file was taken over.",
        titles.join(", ")
    ));
    Document::new(id, Err(diagnostic.into()))
}

/// Whether a text is data rather than a form: JSON, or YAML that names its form.
fn is_data(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[']) || text.lines().any(|line| line.starts_with("form:") || line.starts_with("\"form\""))
}

fn read(forms: &Forms, print: &Print, title: &Range<usize>, (id, source): (SourceId, &Source), tokens: Vec<Token>) -> Document {
    let text = &*source.text;
    let heading = tokens.get(title.clone()).map_or(0..0, |tokens| match tokens {
        [first, .., last] => first.range.start..last.range.end,
        [only] => only.range.clone(),
        [] => 0..0,
    });
    let furniture = Furniture::of(print, tokens);
    let version = furniture.new_version(print).map(|(version, known)| unknown_version(id, version, &known));
    let tokens = furniture.kept;
    let letters = Letters::of(&tokens);
    let currencies = currencies(&tokens);
    let used = vec![false; tokens.len()];
    let mut filler = Filler {
        forms,
        text,
        binary: source.binary(),
        is_ruled: source.is_published(),
        tokens: &tokens,
        letters: &letters,
        pieces: Pieces::default(),
        currencies,
        cells: Cells::default(),
        passed: used.clone(),
        used,
        sections: Vec::new(),
        untold: Vec::new(),
        parts: &print.parts,
        below: Below::default(),
        tokens_taken: Vec::new(),
        tried: 0,
    };
    let shape = forms.form(print.form).shape;
    let mut root = Record { place: heading.clone(), ..Record::default() };
    filler.block(shape, &print.parts, &(0..tokens.len()), &mut root);
    rows::mend_names(forms, shape, &root, &mut filler.cells);
    rows::mend_currencies(forms, shape, &root, &mut filler.cells);
    decide::decide(forms, shape, &print.parts, &root, &mut filler.cells);
    filler.dates_apart(forms.form(print.form), &print.parts, heading.start, &mut root);
    filler.gather_all_detached(shape, &print.parts, &mut root);
    let left_over = filler.doubt_blanks(shape, &root);
    rows::leave_out_idle_rows(&print.parts, &mut root, &filler.cells);
    let mut writer = Writer { forms, source: id, text, cells: &filler.cells, notes: Notes::new() };
    let mut node = writer.record(shape, &root);
    let span = Span::new(id, heading.start, heading.end);
    let form = Node { span, content: Content::Scalar(forms.form(print.form).name.clone()) };
    if let Content::Mapping(entries) = &mut node.content {
        entries.insert(0, Entry { key: "form".to_owned(), key_span: span, value: form });
    }
    let problems = version.into_iter().chain(figures_left_over(id, &left_over)).collect();
    Document { notes: writer.notes, problems, ..Document::new(id, Ok(node)) }
}

fn unknown_version(id: SourceId, version: &Token, known: &[String]) -> Diagnostic {
    let message = format!("the form is printed in version `{}`, which is not known here", version.text);
    let known: Vec<String> = known.iter().map(|version| format!("`{version}`")).collect();
    let help = format!(
        "Known here: {}. The form is read by the words of these: what stands under other words is absent, blank or unreadable. \
         Look the figures over before you rely on them, and declare the words of the new version with the form.",
        known.join(", ")
    );
    Diagnostic::new(&codes::UNKNOWN_VERSION, message, Span::new(id, version.range.start, version.range.end), "another version").help(help)
}

/// How many figures that were left over are shown at their places.
const MOST_SHOWN: usize = 8;

fn figures_left_over(id: SourceId, places: &[Range<usize>]) -> Option<Diagnostic> {
    let at = |place: &Range<usize>| Span::new(id, place.start, place.end);
    let (first, others) = places.split_first()?;
    let message = match others.len() {
        0 => "a figure of this text belongs to no field".to_owned(),
        more => format!("{} figures of this text belong to no field", more + 1),
    };
    let help = "No rule looks at what has no field: a line or a row of the form may not have been recognised. Compare what was read with the \
                form. If it is a figure of the form, declare its words with the form, or give the return as data.";
    let diagnostic = Diagnostic::new(&codes::FIGURES_LEFT_OVER, message, at(first), "not read").help(help);
    Some(others.iter().take(MOST_SHOWN - 1).fold(diagnostic, |diagnostic, place| diagnostic.also(at(place), "nor this")))
}

/// The currencies that a text prints whole before its figures.
fn currencies(tokens: &[Token]) -> Vec<String> {
    let mut found: Vec<String> = tokens
        .windows(2)
        .filter(|pair| pair[1].kind == Kind::Figure && pair[0].text.len() == 3 && Currency::printed(&pair[0].text).is_some())
        .map(|pair| pair[0].text.clone())
        .collect();
    found.sort();
    found.dedup();
    found
}
