//! What may be written next: keywords that fit the place, names that mean something there, each with a few words about it.

mod place;

use ls_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat, MarkupContent, Range, TextEdit};

use super::hover;
use super::keywords::{self, Spot};
use super::loose::{self, Outline};
use super::names::{Local, Scope};
use super::view::View;
use crate::builtin;
use crate::form::{FormKind, MemberKind};
use crate::syntax::{self, Chunk};
use crate::ty::{ShapeId, Ty};
use place::{Place, Wanted};

/// What may be written at a byte, that begins as what stands there already.
pub fn completion(view: &View<'_>, offset: usize) -> Vec<CompletionItem> {
    let outline = Outline::new(view.lines.text());
    let place = place::place(&outline, offset);
    let written = &outline.text[place.word.clone()];
    let mut offers = Offers { view, scope: scope(view, &place, offset), found: Vec::new() };
    offers.wanted(&place);
    let range = view.lines.range(place.word.clone());
    let mut found: Vec<Offer> = offers.found.into_iter().filter(|offer| offer.label.starts_with(written)).collect();
    found.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    found.dedup_by(|a, b| a.label == b.label && a.kind == b.kind);
    found.into_iter().map(|offer| offer.item(view, range)).collect()
}

/// What has a name at a place of a rule or definition.
fn scope(view: &View<'_>, place: &Place<'_, '_>, offset: usize) -> Scope {
    let Some(chunk) = place.chunk else { return Scope::default() };
    let ground = view.analysis.ground();
    let mut scope = match chunk.word {
        "rule" => {
            let before = clauses_before(place.outline, chunk, offset);
            let head = before.chunks.iter().find(|found| found.range.start == chunk.range.start);
            let rule = head.and_then(|head| loose::rule(view.source, &before, head));
            rule.map(|rule| ground.scope_of_rule(&rule)).unwrap_or_default()
        }
        "define" => definition_scope(view, place.outline, chunk),
        "form" | "profile" | "table" | "printed" => {
            let name = chunk.name.clone().map_or("", |name| &place.outline.text[name]);
            Scope { form: view.program().forms.find(name), locals: Vec::new() }
        }
        "test" | "waive" => {
            let rules = &view.program().rules;
            let named = place.outline.tokens_of(chunk).map(|token| place.outline.words(token));
            let form = named.into_iter().find_map(|word| rules.iter().find(|rule| rule.name == word)).map(|rule| rule.form);
            Scope { form, locals: Vec::new() }
        }
        _ => Scope::default(),
    };
    if matches!(chunk.word, "rule" | "define") {
        bind_rows(view, place.outline, chunk, offset, &mut scope);
    }
    scope
}

/// The text up to the clause around a byte, so that what comes after gives no names.
fn clauses_before<'t>(outline: &Outline<'t>, chunk: &Chunk, offset: usize) -> Outline<'t> {
    let end =
        outline.clauses(chunk).into_iter().map(|clause| clause.start).take_while(|&start| start < offset).last().unwrap_or(chunk.range.end);
    Outline::new(&outline.text[..end])
}

fn definition_scope(view: &View<'_>, outline: &Outline<'_>, chunk: &Chunk) -> Scope {
    let text = &outline.text[chunk.range.clone()];
    let head = text.split_once('=').map_or(text, |(head, _)| head);
    let parse = syntax::parse(view.source, &format!("{head}= yes"));
    match parse.file.items.first() {
        Some(syntax::ast::Item::Define(define)) => view.analysis.ground().scope_of_definition(define),
        _ => Scope::default(),
    }
}

/// Names rows that are gone through in the clause around a byte, be they named after it: `total of r.| for each r in rows`.
fn bind_rows(view: &View<'_>, outline: &Outline<'_>, chunk: &Chunk, offset: usize, scope: &mut Scope) {
    let ground = view.analysis.ground();
    let clause =
        outline.clauses(chunk).into_iter().find(|clause| clause.start <= offset && offset <= clause.end).unwrap_or(chunk.range.clone());
    let tokens: Vec<_> =
        outline.tokens_of(chunk).filter(|token| clause.start <= token.range.start && token.range.end <= clause.end).collect();
    for (at, name) in tokens.iter().enumerate() {
        let leads = at > 0 && matches!(outline.words(tokens[at - 1]), "each" | "every" | "some" | "of" | ",");
        if !leads || tokens.get(at + 1).is_none_or(|token| outline.words(token) != "in") {
            continue;
        }
        let Some(first) = tokens.get(at + 2) else { continue };
        let mut end = first.range.end;
        for pair in tokens[at + 2..].windows(2) {
            let joins = matches!(outline.words(pair[0]), "." | "previous") || outline.words(pair[1]) == ".";
            if !joins || pair[1].range.end > clause.end {
                break;
            }
            end = pair[1].range.end;
        }
        let list = outline.text[first.range.start..end].trim_end_matches('.');
        let row = match ground.type_in(scope, view.source, list) {
            Some(Ty::List(rows)) => Some(Ty::Record(rows)),
            Some(Ty::Returns(form)) => Some(Ty::Record(view.program().forms.form(form).shape)),
            _ => None,
        };
        let span = crate::source::Span::new(view.source, name.range.start, name.range.end);
        scope.locals.push(Local { name: outline.words(name).to_owned(), span, ty: row });
    }
}

/// Something that may be written.
struct Offer {
    label: String,
    kind: CompletionItemKind,
    /// Its type, or what it is, in a few words.
    detail: String,
    about: Option<String>,
    snippet: Option<&'static str>,
    /// Nearer names come first.
    rank: u8,
}

impl Offer {
    fn new(rank: u8, kind: CompletionItemKind, label: impl Into<String>, detail: impl Into<String>) -> Offer {
        Offer { label: label.into(), kind, detail: detail.into(), about: None, snippet: None, rank }
    }

    fn item(self, view: &View<'_>, range: Range) -> CompletionItem {
        let snippet = self.snippet.filter(|_| view.client.snippets);
        let new_text = snippet.map_or_else(|| self.label.clone(), str::to_owned);
        CompletionItem {
            sort_text: Some(format!("{}{}", self.rank, self.label)),
            label: self.label,
            kind: Some(self.kind),
            detail: Some(self.detail).filter(|detail| !detail.is_empty()),
            documentation: self.about.map(|value| Documentation::MarkupContent(MarkupContent { kind: view.markup(), value })),
            insert_text_format: snippet.map(|_| InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
            ..CompletionItem::default()
        }
    }
}

struct Offers<'v, 'a> {
    view: &'v View<'a>,
    scope: Scope,
    found: Vec<Offer>,
}

impl Offers<'_, '_> {
    fn wanted(&mut self, place: &Place<'_, '_>) {
        let program = self.view.program();
        match &place.wanted {
            Wanted::Nothing => {}
            Wanted::Keywords(spots) => spots.iter().for_each(|&spot| self.keywords(spot)),
            Wanted::Members(owner) => self.members(owner),
            Wanted::Value => self.values(place.chunk.map_or("", |chunk| chunk.word)),
            Wanted::Forms => self.forms(),
            Wanted::Packs => {
                let packs = program.packs.iter().map(|pack| Offer::new(0, CompletionItemKind::MODULE, &pack.name, &pack.title));
                self.found.extend(packs);
            }
            Wanted::Rules => {
                let rules = program.rules.iter().map(|rule| Offer::new(0, CompletionItemKind::FUNCTION, &rule.name, &rule.title));
                self.found.extend(rules);
            }
            Wanted::Calendars => {
                let calendars =
                    program.calendars.iter().map(|calendar| Offer::new(0, CompletionItemKind::UNIT, &calendar.name, "a calendar"));
                self.found.extend(calendars);
            }
            Wanted::Citations => self.citations(),
            Wanted::Types => {
                let types = keywords::TYPES.iter().map(|(ty, about)| Offer::new(0, CompletionItemKind::TYPE_PARAMETER, *ty, *about));
                self.found.extend(types);
                if place.chunk.is_some_and(|chunk| chunk.word == "define") {
                    self.forms();
                }
            }
            Wanted::Codes(owner) => self.codes(owner),
            Wanted::Fields => self.form_fields(),
        }
    }

    fn keywords(&mut self, spot: Spot) {
        let offers = keywords::of(spot)
            .map(|keyword| Offer { snippet: keyword.snippet, ..Offer::new(5, CompletionItemKind::KEYWORD, keyword.words, keyword.about) });
        self.found.extend(offers);
    }

    fn members(&mut self, owner: &str) {
        let ground = self.view.analysis.ground();
        let forms = &self.view.program().forms;
        let ty = match owner.strip_prefix("form ") {
            Some(path) => ground.type_of_path(path),
            None => ground.type_in(&self.scope, self.view.source, owner),
        };
        match ty {
            Some(Ty::Record(shape)) => {
                self.fields(shape, 0);
                if forms.form(forms.shape(shape).form).shape != shape {
                    self.found.push(Offer::new(1, CompletionItemKind::FIELD, "return", "the whole return that the row belongs to"));
                }
            }
            Some(Ty::List(shape)) if owner.starts_with("form ") => self.fields(shape, 0),
            Some(Ty::Returns(form)) => {
                let shape = forms.form(form).shape;
                let lists = (0u16..).zip(&forms.shape(shape).members).filter(|(_, member)| matches!(member.kind, MemberKind::List { .. }));
                let slots: Vec<u16> = lists.map(|(slot, _)| slot).collect();
                slots.into_iter().for_each(|slot| self.field(shape, slot, 0));
            }
            _ => {}
        }
    }

    fn fields(&mut self, shape: ShapeId, rank: u8) {
        let count = self.view.program().forms.shape(shape).members.len() as u16;
        (0..count).for_each(|slot| self.field(shape, slot, rank));
    }

    fn field(&mut self, shape: ShapeId, slot: u16, rank: u8) {
        let Some(member) = self.view.program().forms.shape(shape).members.get(usize::from(slot)) else { return };
        let ty = self.view.analysis.ground().member_ty(shape, slot);
        let detail = ty.map_or(String::new(), |ty| self.view.type_words(ty));
        let about = hover::field(self.view, shape, slot).map(|text| text.render(self.view.markup()));
        self.found.push(Offer { about, ..Offer::new(rank, CompletionItemKind::FIELD, &member.name, detail) });
    }

    /// The fields of the form that a rule judges or a form declares, those of its records and lists included.
    fn form_fields(&mut self) {
        let Some(form) = self.scope.form else { return };
        let shapes = (0u16..).map(ShapeId).zip(&self.view.program().forms.shapes).filter(|(_, shape)| shape.form == form);
        let shapes: Vec<ShapeId> = shapes.map(|(id, _)| id).collect();
        let root = self.view.program().forms.form(form).shape;
        shapes.into_iter().for_each(|shape| self.fields(shape, u8::from(shape != root)));
    }

    fn forms(&mut self) {
        for form in &self.view.program().forms.forms {
            if form.kind == FormKind::Return {
                self.found.push(Offer::new(0, CompletionItemKind::CLASS, &form.name, &form.title));
            }
        }
    }

    fn codes(&mut self, owner: &str) {
        let ground = self.view.analysis.ground();
        if let Some(Ty::Code(list)) = ground.type_in(&self.scope, self.view.source, owner) {
            for option in &self.view.program().forms.code_list(list).options {
                let labels: Vec<String> = option.labels.iter().map(|label| format!("“{label}”")).collect();
                self.found.push(Offer::new(0, CompletionItemKind::ENUM_MEMBER, &option.name, labels.join(" or ")));
            }
        }
        let after_is = keywords::of(Spot::Relation).filter_map(|keyword| Some((keyword.words.strip_prefix("is ")?, keyword.about)));
        self.found.extend(after_is.map(|(words, about)| Offer::new(5, CompletionItemKind::KEYWORD, words, about)));
    }

    fn citations(&mut self) {
        let pack = self.view.pack();
        let manifests = self.view.program().packs.iter().filter(|known| known.name == pack).filter_map(|known| known.manifest.as_ref());
        for source in manifests.flat_map(|manifest| &manifest.sources) {
            let title = |title: &str| format!("{title}; {}", source.title);
            if source.provisions.is_empty() {
                self.found.push(Offer::new(0, CompletionItemKind::REFERENCE, &source.name, &source.title));
            }
            for provision in &source.provisions {
                let cited = format!("{} {}", source.name, provision.name);
                self.found.push(Offer::new(0, CompletionItemKind::REFERENCE, cited, title(&provision.title)));
            }
        }
    }

    /// All that a value may begin with, and what may follow one.
    fn values(&mut self, item: &str) {
        let program = self.view.program();
        for local in &self.scope.locals {
            let detail = local.ty.map_or(String::new(), |ty| self.view.type_words(ty));
            self.found.push(Offer::new(0, CompletionItemKind::VARIABLE, &local.name, detail));
        }
        if let Some(form) = self.scope.form {
            self.fields(program.forms.form(form).shape, 1);
            let plurals = program.forms.forms.iter().filter_map(|form| Some((form.plural.as_deref()?, &form.title)));
            let profile = program.forms.profile().map(|profile| program.forms.form(profile)).map(|form| (form.name.as_str(), &form.title));
            let named =
                plurals.chain(profile).map(|(name, title)| Offer::new(3, CompletionItemKind::CLASS, name, title)).collect::<Vec<_>>();
            self.found.extend(named);
        }
        let parameters = program
            .parameters
            .iter()
            .map(|of| Offer::new(2, CompletionItemKind::CONSTANT, &of.name, format!("{}: {}", self.view.type_words(of.ty), of.title)));
        self.found.extend(parameters);
        let tables = program.forms.table_names().map(|table| Offer::new(3, CompletionItemKind::CLASS, table, "a table"));
        self.found.extend(tables);
        let definitions = self.view.analysis.ground().definitions.keys();
        self.found.extend(definitions.map(|name| Offer::new(2, CompletionItemKind::FUNCTION, name, "a definition")));
        for of in builtin::ALL {
            let about = Some(hover::function(of).render(self.view.markup()));
            self.found.push(Offer { about, ..Offer::new(4, CompletionItemKind::FUNCTION, of.name, format!("{}: {}", of.form, of.gives)) });
        }
        self.keywords(Spot::Expression);
        self.keywords(Spot::Relation);
        match item {
            "rule" => self.keywords(Spot::Rule),
            "test" => self.keywords(Spot::Test),
            "waive" => self.keywords(Spot::Waiver),
            "parameter" | "set" => self.keywords(Spot::Value),
            _ => {}
        }
    }
}
