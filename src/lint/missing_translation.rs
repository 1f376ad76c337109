//! `missing-translation`: a text of a pack that lacks one of the pack's languages, or a message that says other figures in it.

use std::collections::BTreeSet;

use super::{Subject, pack_of};
use crate::diag::{Diagnostic, codes};
use crate::form::{FormKind, Forms};
use crate::ir::{Program, Rule, Template, TemplatePart};
use crate::manifest::Manifest;
use crate::source::{SourceId, SourceMap, Span};

pub(super) fn of_rule(subject: &Subject<'_>, rule: &Rule) -> Vec<Diagnostic> {
    languages(subject.program, subject.sources, &rule.pack).flat_map(|of| of.rule(rule)).collect()
}

pub(super) fn of_forms(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let packs: BTreeSet<&str> = subject.files.iter().filter_map(|file| pack_of(file)).collect();
    let files: BTreeSet<SourceId> = subject.files.iter().map(|file| file.source).collect();
    let of_pack = |pack| languages(subject.program, subject.sources, pack).flat_map(move |of| of.forms(&subject.program.forms, pack));
    packs.into_iter().flat_map(of_pack).filter(|diagnostic| files.contains(&diagnostic.primary.span.source)).collect()
}

/// What the texts of a pack lack of the languages that it declares.
pub fn missing_translations(program: &Program, sources: &SourceMap, pack: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for of in languages(program, sources, pack) {
        found.extend(program.rules.iter().filter(|rule| rule.pack == pack).flat_map(|rule| of.rule(rule)));
        found.extend(of.forms(&program.forms, pack));
    }
    found
}

/// The languages beside English that a pack says it has.
fn languages<'a>(program: &'a Program, sources: &'a SourceMap, pack: &str) -> impl Iterator<Item = Language<'a>> + use<'a> {
    let manifest = program.manifest(pack);
    manifest.into_iter().flat_map(move |manifest| manifest.translations().map(move |tag| Language { tag, manifest, program, sources }))
}

/// One of the languages of a pack.
struct Language<'a> {
    tag: &'a str,
    manifest: &'a Manifest,
    program: &'a Program,
    sources: &'a SourceMap,
}

impl Language<'_> {
    fn rule(&self, rule: &Rule) -> Vec<Diagnostic> {
        // The name follows the word `rule` and a blank in the one layout; elsewhere the place is near enough.
        let head = Span { end: rule.span.end.min(rule.span.start + "rule ".len() as u32 + rule.name.len() as u32), ..rule.span };
        let mut found = Vec::new();
        if !self.is_among(&rule.titles) {
            found.push(self.missing(&format!("the title of `{}`", rule.name), "title", head));
        }
        let why = rule.why(self.sources);
        if why.english.is_some() && !why.others.keys().any(|tag| tag.eq_ignore_ascii_case(self.tag)) {
            found.push(self.missing(&format!("the explanation of `{}`", rule.name), "because", head));
        }
        let Some(english) = &rule.message else { return found };
        match rule.messages.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(self.tag)) {
            None => found.push(self.missing(&format!("the message of `{}`", rule.name), "else", head)),
            Some((_, message)) => found.extend(self.other_figures(rule, english, message, head)),
        }
        found
    }

    fn other_figures(&self, rule: &Rule, english: &Template, message: &Template, head: Span) -> Option<Diagnostic> {
        let (there, here) = (self.holes(english), self.holes(message));
        let list = |holes: Vec<&String>| holes.iter().map(|hole| format!("`{{{hole}}}`")).collect::<Vec<_>>().join(", ");
        let (lacks, adds): (Vec<&String>, Vec<&String>) = (there.difference(&here).collect(), here.difference(&there).collect());
        let mut differences = Vec::new();
        if !lacks.is_empty() {
            differences.push(format!("without {}", list(lacks)));
        }
        if !adds.is_empty() {
            differences.push(format!("with {}", list(adds)));
        }
        let message = format!("the message of `{}` in {} shows other values than the English one", rule.name, self.tag);
        (!differences.is_empty()).then(|| {
            Diagnostic::new(&codes::MISSING_TRANSLATION, message, head, differences.join(" and "))
                .help("Both readers answer the same finding, so both must see the same figures. Put the same holes into both messages.")
        })
    }

    /// The holes of a message, each as it is written and how it is shown.
    fn holes(&self, template: &Template) -> BTreeSet<String> {
        let signed = |signed: &bool| if *signed { ":signed" } else { "" };
        let hole = |part: &TemplatePart| match part {
            TemplatePart::Text(_) => None,
            TemplatePart::Hole { value, signed: is } => {
                Some(format!("{}{}", self.sources.text(self.program.expr(*value).span), signed(is)))
            }
            TemplatePart::Difference { signed: is } => Some(format!("difference{}", signed(is))),
        };
        template.parts.iter().filter_map(hole).collect()
    }

    /// The titles of forms and tables, and the labels of what they hold; what has no label of its own needs none.
    fn forms(&self, forms: &Forms, pack: &str) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for form in forms.forms.iter().filter(|form| form.pack == pack) {
            if !self.is_among(&form.titles) && form.title != form.name {
                found.push(self.missing(&format!("the title of `{}`", form.name), "title", form.span));
            }
        }
        for (at, shape) in forms.shapes.iter().enumerate() {
            let form = forms.form(shape.form);
            // The root of a table only holds its rows, which the table's own title names.
            if form.pack != pack || (form.kind == FormKind::Table && usize::from(form.shape.0) == at) {
                continue;
            }
            for member in &shape.members {
                if !self.is_among(&member.labels) && member.label != member.name.replace('_', " ") {
                    found.push(self.missing(&format!("the label of `{}.{}`", shape.name, member.name), "label", member.span));
                }
            }
        }
        found
    }

    fn is_among<T>(&self, texts: &[(String, T)]) -> bool {
        texts.iter().any(|(tag, _)| tag.eq_ignore_ascii_case(self.tag))
    }

    fn missing(&self, what: &str, clause: &str, span: Span) -> Diagnostic {
        let message = format!("{what} is not in {}", self.tag);
        let help = format!(
            "The pack `{}` says that its texts are in {}. Add `{clause} {} \"…\"`.",
            self.manifest.name,
            self.manifest.languages.join(" and "),
            self.tag
        );
        Diagnostic::new(&codes::MISSING_TRANSLATION, message, span, "no translation").help(help)
    }
}
