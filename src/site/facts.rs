//! What the pages say, gathered from the program: nothing here is layout.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::examples::{Example, Examples, Shows};
use crate::driver::Book;
use crate::form::{BlankMeans, Form, FormKind, Member, MemberKind};
use crate::ir::{self, Program, RuleId};
use crate::manifest::Manifest;
use crate::report::list::{ListedParameter, RuleList};
use crate::report::rule_page::RulePage;
use crate::report::{self, Grade};
use crate::source::SourceId;
use crate::syntax::ast::File;
use crate::ty::{ShapeId, Ty};

/// A pack with all that its pages say.
#[derive(Debug, Serialize)]
pub(super) struct Facts {
    pub pack: PackFacts,
    pub groups: Vec<Group>,
    pub rules: Vec<RuleFacts>,
    pub forms: Vec<FormFacts>,
    pub parameters: Vec<ParameterFacts>,
    pub sources: Vec<SourceFacts>,
    /// The version of the program that made the pages.
    pub made_by: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PackFacts {
    pub name: String,
    pub title: String,
    pub version: Option<String>,
    pub description: Option<String>,
    pub languages: Vec<String>,
}

/// The rules of one file.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    /// `issued-shares.rules`
    pub file: String,
    pub title: String,
    /// What the comment at the head of the file says.
    pub about: String,
    /// The places of the rules in [`Facts::rules`].
    pub rules: Vec<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct RuleFacts {
    pub page: RulePage,
    /// By the tags of other languages.
    pub titles: BTreeMap<String, String>,
    pub grade: &'static str,
    pub cites: Vec<String>,
    pub forms: Vec<String>,
    pub examples: Vec<Example>,
    pub group: usize,
    /// All words of the rule's line that a search may ask for, in small letters.
    pub words: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FormFacts {
    pub name: String,
    pub title: String,
    pub titles: BTreeMap<String, String>,
    /// `return`, `profile` or `table`.
    pub kind: &'static str,
    pub fields: Vec<FieldFacts>,
}

#[derive(Debug, Serialize)]
pub(super) struct FieldFacts {
    pub path: String,
    /// How deep it stands below the form.
    pub depth: usize,
    pub label: String,
    pub labels: BTreeMap<String, String>,
    pub kind: String,
    /// What a blank or "Not applicable" stands for, where it stands for something.
    pub empty: String,
    /// The names of the rules that read it.
    pub rules: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ParameterFacts {
    pub name: String,
    pub title: String,
    pub editions: Vec<ListedParameter>,
    pub rules: Vec<String>,
}

/// A rulebook, act or form with the provisions of it that rules rest on.
#[derive(Debug, Serialize)]
pub(super) struct SourceFacts {
    pub title: String,
    pub issuer: String,
    pub provisions: Vec<ProvisionFacts>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ProvisionFacts {
    pub cites: String,
    pub title: String,
    pub link: Option<String>,
    pub rules: Vec<String>,
}

impl RuleFacts {
    pub fn has_both_examples(&self) -> bool {
        [Shows::Pass, Shows::Fail].iter().all(|shows| self.examples.iter().any(|example| example.shows == *shows))
    }
}

impl Facts {
    pub fn new(book: &Book, mut examples: Examples) -> Facts {
        let program = &book.program;
        let names: BTreeSet<&str> = program.rules.iter().map(|rule| rule.name.as_str()).collect();
        let mut groups: Vec<Group> = book.files.iter().map(|file| group(book, file)).collect();
        let files: BTreeMap<SourceId, usize> = book.files.iter().enumerate().map(|(at, file)| (file.source, at)).collect();
        let mut rules: Vec<(u32, RuleFacts)> = Vec::new();
        for name in names {
            let editions: Vec<RuleId> =
                (0..).map(RuleId).zip(&program.rules).filter(|(_, rule)| rule.name == name).map(|(id, _)| id).collect();
            let Some(page) = RulePage::new(program, &book.sources, &editions) else { continue };
            let Some(first) = editions.first().map(|&id| program.rule(id)) else { continue };
            let Some(&group) = files.get(&first.span.source) else { continue };
            let shown = examples.remove(name).unwrap_or_default().into_values().collect();
            let titles: BTreeMap<String, String> = editions.iter().flat_map(|&id| program.rule(id).titles.iter().cloned()).collect();
            rules.push((first.span.start, rule_facts(page, titles, shown, group)));
        }
        // In the order of their files, for a file is written to be read from its top.
        rules.sort_by_key(|(start, rule)| (rule.group, *start));
        let rules: Vec<RuleFacts> = rules.into_iter().map(|(_, rule)| rule).collect();
        rules.iter().enumerate().for_each(|(at, rule)| groups[rule.group].rules.push(at));
        let forms = forms(program, &rules);
        let parameters = parameters(book, &rules);
        let sources = sources(&rules);
        Facts { pack: pack(program, &rules), groups, rules, forms, parameters, sources, made_by: report::tool() }
    }
}

fn pack(program: &Program, rules: &[RuleFacts]) -> PackFacts {
    let known = rules.first().and_then(|rule| {
        let named = program.rules.iter().find(|of| of.name == rule.page.name)?;
        program.packs.iter().find(|pack| pack.name == named.pack)
    });
    let manifest: Option<&Manifest> = known.and_then(|pack| pack.manifest.as_ref());
    PackFacts {
        name: known.map_or_else(|| "rules".to_owned(), |pack| pack.name.clone()),
        title: known.map(|pack| pack.title.clone()).filter(|title| !title.is_empty()).unwrap_or_else(|| "Rules".to_owned()),
        version: manifest.map(|manifest| manifest.version.clone()),
        description: manifest.map(|manifest| manifest.description.clone()).filter(|text| !text.is_empty()),
        languages: manifest.map_or_else(Vec::new, |manifest| manifest.languages.clone()),
    }
}

fn group(book: &Book, file: &File) -> Group {
    let source = book.sources.get(file.source);
    let name = source.name.rsplit('/').next().unwrap_or(&source.name).to_owned();
    let words = name.trim_end_matches(".rules").replace(['-', '_'], " ");
    let mut letters = words.chars();
    let title = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let head = source.text.lines().take_while(|line| line.starts_with("--"));
    let about: Vec<&str> = head.map(|line| line.trim_start_matches('-').trim()).collect();
    Group { file: name, title, about: about.join(" "), rules: Vec::new() }
}

fn rule_facts(page: RulePage, titles: BTreeMap<String, String>, examples: Vec<Example>, group: usize) -> RuleFacts {
    let grade = match page.grade {
        Grade::Error => "must",
        Grade::Warning => "should",
        Grade::Note => "note",
    };
    let once = |all: Vec<&String>| {
        all.into_iter().fold(Vec::new(), |mut kept: Vec<String>, one| {
            if !kept.contains(one) {
                kept.push(one.clone());
            }
            kept
        })
    };
    let cites = once(page.editions.iter().flat_map(|edition| &edition.cites).collect());
    let forms = once(page.editions.iter().map(|edition| &edition.applies_to).collect());
    let all = [&page.name, &page.title].into_iter().chain(titles.values()).chain(&cites).chain(&forms);
    let words = all.map(|text| text.to_lowercase()).collect::<Vec<_>>().join(" ");
    RuleFacts { page, titles, grade, cites, forms, examples, group, words }
}

fn forms(program: &Program, rules: &[RuleFacts]) -> Vec<FormFacts> {
    let mut readers: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for rule in rules {
        for read in &rule.page.reads {
            readers.entry((&read.form, &read.field)).or_default().push(rule.page.name.clone());
        }
    }
    let form = |form: &Form| {
        let mut fields = Vec::new();
        walk(program, form.shape, "", 0, &mut fields);
        for field in &mut fields {
            field.rules = readers.get(&(form.title.as_str(), field.path.as_str())).cloned().unwrap_or_default();
        }
        FormFacts {
            name: form.name.clone(),
            title: form.title.clone(),
            titles: form.titles.iter().cloned().collect(),
            kind: match form.kind {
                FormKind::Return => "return",
                FormKind::Profile => "profile",
                FormKind::Table => "table",
            },
            fields,
        }
    };
    program.forms.forms.iter().map(form).collect()
}

fn walk(program: &Program, shape: ShapeId, above: &str, depth: usize, fields: &mut Vec<FieldFacts>) {
    for member in &program.forms.shape(shape).members {
        let path = if above.is_empty() { member.name.clone() } else { format!("{above}.{}", member.name) };
        fields.push(field(program, member, path.clone(), depth));
        if let MemberKind::Record(inner) | MemberKind::List { rows: inner, .. } = member.kind {
            walk(program, inner, &path, depth + 1, fields);
        }
    }
}

fn field(program: &Program, member: &Member, path: String, depth: usize) -> FieldFacts {
    let (kind, empty) = match &member.kind {
        MemberKind::Record(_) => ("part of the form".to_owned(), ""),
        MemberKind::List { blank_is_empty: true, .. } => ("rows".to_owned(), "blank: no rows"),
        MemberKind::List { .. } => ("rows".to_owned(), ""),
        MemberKind::Field(field) => (
            match field.ty {
                Ty::Code(list) => {
                    let options = program.forms.code_list(list).options.iter();
                    let said = options.map(|option| option.labels.first().unwrap_or(&option.name).as_str());
                    format!("one of {}", said.map(|label| format!("“{label}”")).collect::<Vec<_>>().join(", "))
                }
                ty => ir::describe(&program.forms, ty),
            },
            match (field.blank, field.not_applicable_is_zero) {
                (BlankMeans::Zero, true) => "blank or not applicable: 0",
                (BlankMeans::Zero, false) => "blank: 0",
                (BlankMeans::NotApplicable, _) => "blank: not applicable",
                (BlankMeans::Unknown, true) => "not applicable: 0",
                (BlankMeans::Unknown, false) => "",
            },
        ),
    };
    let label = if member.label == member.name { String::new() } else { member.label.clone() };
    let labels = member.labels.iter().cloned().collect();
    FieldFacts { path, depth, label, labels, kind, empty: empty.to_owned(), rules: Vec::new() }
}

fn parameters(book: &Book, rules: &[RuleFacts]) -> Vec<ParameterFacts> {
    let listed = RuleList::new(&book.sources, &book.program, &[], &[], &[]).parameters;
    let mut parameters: Vec<ParameterFacts> = Vec::new();
    for edition in listed {
        match parameters.iter_mut().find(|parameter| parameter.name == edition.name) {
            Some(known) => known.editions.push(edition),
            None => {
                let users = rules.iter().filter(|rule| rule.page.parameters.iter().any(|used| used.name == edition.name));
                let rules = users.map(|rule| rule.page.name.clone()).collect();
                parameters.push(ParameterFacts {
                    name: edition.name.clone(),
                    title: edition.title.clone(),
                    editions: vec![edition],
                    rules,
                });
            }
        }
    }
    parameters
}

/// What the rules cite, by rulebook.
fn sources(rules: &[RuleFacts]) -> Vec<SourceFacts> {
    let mut sources: Vec<SourceFacts> = Vec::new();
    for rule in rules {
        for citation in rule.page.editions.iter().flat_map(|edition| &edition.citations) {
            let at = sources.iter().position(|source| source.title == citation.source).unwrap_or_else(|| {
                sources.push(SourceFacts { title: citation.source.clone(), issuer: citation.issuer.clone(), provisions: Vec::new() });
                sources.len() - 1
            });
            let provisions = &mut sources[at].provisions;
            let known = provisions.iter().position(|provision| provision.cites == citation.cites).unwrap_or_else(|| {
                let title = citation.title.clone().unwrap_or_default();
                provisions.push(ProvisionFacts { cites: citation.cites.clone(), title, link: citation.link.clone(), rules: Vec::new() });
                provisions.len() - 1
            });
            if !provisions[known].rules.contains(&rule.page.name) {
                provisions[known].rules.push(rule.page.name.clone());
            }
        }
    }
    sources.sort_by(|a, b| a.title.cmp(&b.title));
    sources.iter_mut().for_each(|source| source.provisions.sort_by(|a, b| a.cites.cmp(&b.cites)));
    sources
}
