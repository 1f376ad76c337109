//! What there is to say of the name under the pointer: its type and unit, the words on the form, the law behind it.

use ls_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use super::names::{Occurrence, Symbol};
use super::view::View;
use crate::builtin;
use crate::form::{BlankMeans, Field, FormKind, MemberKind, Trust};
use crate::ir::{self, RuleId};
use crate::report::citations::Citation;
use crate::report::rule_page::{ParameterPage, RulePage, days};
use crate::ty::{CodeListId, FormId, Precision, ShapeId, Ty};

/// What is shown at a byte of the text.
pub fn hover(view: &View<'_>, offset: usize) -> Option<Hover> {
    let name = view.name_at(offset)?;
    let text = about(view, &name)?;
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind: view.markup(), value: text.render(view.markup()) }),
        range: Some(view.lines.range(name.span.range())),
    })
}

/// A heading in the language, and paragraphs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    heading: String,
    paragraphs: Vec<String>,
}

impl Text {
    fn new(heading: impl Into<String>) -> Text {
        Text { heading: heading.into(), paragraphs: Vec::new() }
    }

    fn say(mut self, paragraph: impl Into<String>) -> Text {
        self.paragraphs.push(paragraph.into());
        self
    }

    fn say_all(mut self, paragraphs: impl IntoIterator<Item = String>) -> Text {
        self.paragraphs.extend(paragraphs);
        self
    }

    pub fn render(&self, kind: MarkupKind) -> String {
        let heading = match kind {
            MarkupKind::Markdown => format!("```rules\n{}\n```", self.heading),
            MarkupKind::PlainText => self.heading.clone(),
        };
        std::iter::once(heading).chain(self.paragraphs.iter().cloned()).collect::<Vec<_>>().join("\n\n")
    }
}

/// All that is to be said of a name.
pub fn about(view: &View<'_>, name: &Occurrence) -> Option<Text> {
    match &name.symbol {
        Symbol::Field(shape, slot) => field(view, *shape, *slot),
        Symbol::Form(form) => form_of(view, *form),
        Symbol::Plural(form) => Some(Text::new(view.text(name.span)).say(format!("all returns of the form `{}`", view.form_name(*form)))),
        Symbol::Return(form) => {
            Some(Text::new("return").say(format!("the whole return of the form `{}` that the row belongs to", view.form_name(*form))))
        }
        Symbol::Code(list, option) => code(view, *list, *option),
        Symbol::Parameter(parameter) => parameter_of(view, parameter),
        Symbol::Rule(rule) => rule_of(view, rule),
        Symbol::Local(_) => Some(Text::new(format!("{} : {}", view.text(name.span), view.type_words(name.ty?)))),
        Symbol::Definition(definition) => definition_of(view, definition, name.ty),
        Symbol::Function(words) => builtin::ALL.iter().find(|of| of.name == words).map(function),
        Symbol::Citation(cites) => citation(view, cites),
        Symbol::Pack(pack) => pack_of(view, pack),
        Symbol::Calendar(calendar) => calendar_of(view, calendar),
    }
}

pub fn field(view: &View<'_>, shape: ShapeId, slot: u16) -> Option<Text> {
    let shape = view.program().forms.shape(shape);
    let member = shape.members.get(usize::from(slot))?;
    let kind = match &member.kind {
        MemberKind::Field(field) => view.type_words(field.ty),
        MemberKind::Record(_) => "a record".to_owned(),
        MemberKind::List { .. } => "a list".to_owned(),
    };
    let labels = member.labels.iter().map(|(language, label)| format!("{language}: “{label}”"));
    let text = Text::new(format!("{} : {kind}", member.name)).say(format!("“{}”, of `{}`", member.label, shape.name)).say_all(labels);
    Some(match &member.kind {
        MemberKind::Field(field) => text.say_all(field_notes(view, field, shape.form)),
        MemberKind::Record(_) => text,
        MemberKind::List { rows, blank_is_empty } => {
            let rows = view.program().forms.shape(*rows);
            let key: Vec<String> =
                rows.key.iter().filter_map(|&slot| Some(format!("`{}`", rows.members.get(usize::from(slot))?.name))).collect();
            let keyed = if key.is_empty() { "its rows have no key".to_owned() } else { format!("key {}", key.join(", ")) };
            text.say(keyed).say_all(blank_is_empty.then(|| "A blank in its place means that it has no rows.".to_owned()))
        }
    })
}

fn field_notes(view: &View<'_>, field: &Field, form: FormId) -> Vec<String> {
    let blank = match field.blank {
        BlankMeans::Unknown => None,
        BlankMeans::Zero => Some("A blank stands for 0."),
        BlankMeans::NotApplicable => Some("A blank says that nothing is due here."),
    };
    let zero = field.not_applicable_is_zero.then_some("“Not applicable” stands for 0.");
    let part = field.part_of.as_ref().map(|path| format!("part of `{}`", path_words(view, form, path)));
    let trust = match field.trust {
        Trust::OftenWrong => Some("Often wrong on this form."),
        Trust::Plain => None,
        Trust::SeldomWrong => Some("Seldom wrong on this form."),
    };
    let codes = match field.ty {
        Ty::Code(list) => view
            .program()
            .forms
            .code_list(list)
            .options
            .iter()
            .map(|option| {
                let labels: Vec<String> = option.labels.iter().map(|label| format!("“{label}”")).collect();
                format!("- `{}` {}", option.name, labels.join(" or "))
            })
            .collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let codes = (!codes.is_empty()).then(|| codes.join("\n"));
    blank.into_iter().chain(zero).chain(trust).map(str::to_owned).chain(part).chain(codes).collect()
}

/// The names of a path from a form on.
fn path_words(view: &View<'_>, form: FormId, path: &[u16]) -> String {
    let forms = &view.program().forms;
    let mut at = Some(forms.form(form).shape);
    let mut names = Vec::new();
    for &slot in path {
        let Some(member) = at.and_then(|shape| forms.shape(shape).members.get(usize::from(slot))) else { break };
        names.push(member.name.as_str());
        at = match &member.kind {
            MemberKind::Field(_) => None,
            MemberKind::Record(inner) | MemberKind::List { rows: inner, .. } => Some(*inner),
        };
    }
    names.join(".")
}

fn form_of(view: &View<'_>, id: FormId) -> Option<Text> {
    let form = view.program().forms.forms.get(usize::from(id.0))?;
    let word = match form.kind {
        FormKind::Return => "form",
        FormKind::Profile => "profile",
        FormKind::Table => "table",
    };
    let titles = form.titles.iter().map(|(language, title)| format!("{language}: {title}"));
    let pack = (!form.pack.is_empty()).then(|| format!("of the pack `{}`", form.pack));
    Some(Text::new(format!("{word} {}", form.name)).say(form.title.clone()).say_all(titles).say_all(pack))
}

fn code(view: &View<'_>, list: CodeListId, option: u16) -> Option<Text> {
    let option = view.program().forms.code_list(list).options.get(usize::from(option))?;
    let labels: Vec<String> = option.labels.iter().map(|label| format!("“{label}”")).collect();
    Some(Text::new(format!("{} : a code", option.name)).say(format!("printed {}", labels.join(" or "))))
}

fn parameter_of(view: &View<'_>, name: &str) -> Option<Text> {
    let parameter = view.program().parameters.iter().find(|parameter| parameter.name == name)?;
    let page = ParameterPage::new(view.analysis.sources(), parameter);
    let editions = page.editions.iter().map(|edition| {
        let set = edition.set_at.as_ref().map_or("", |_| ", set by the company");
        format!("{} {}{set}", edition.value, days(edition.from.as_deref(), edition.until.as_deref()))
    });
    let mut cites: Vec<&String> = page.editions.iter().flat_map(|edition| &edition.cites).collect();
    cites.dedup();
    let law = cites.into_iter().map(|cites| cited(view, &parameter.pack, cites));
    Some(Text::new(format!("parameter {name} : {}", view.type_words(parameter.ty))).say(page.title).say_all(editions).say_all(law))
}

fn rule_of(view: &View<'_>, name: &str) -> Option<Text> {
    let program = view.program();
    let editions: Vec<RuleId> = (0..program.rules.len() as u32).map(RuleId).filter(|&id| program.rule(id).name == name).collect();
    let page = RulePage::new(program, view.analysis.sources(), &editions)?;
    let first = program.rule(*editions.first()?);
    let titles = first.titles.iter().map(|(language, title)| format!("{language}: {title}"));
    let mut text = Text::new(format!("rule {name}")).say(page.title).say_all(titles);
    for edition in &page.editions {
        text = text.say(format!("{}, in force {}", edition.applies_to, days(edition.from.as_deref(), edition.until.as_deref())));
        text = text.say_all(edition.cites.iter().map(|cites| cited(view, &first.pack, cites)));
    }
    Some(text)
}

/// A citation with its title and its link, where the pack has them.
fn cited(view: &View<'_>, pack: &str, cites: &str) -> String {
    match Citation::of(view.program(), pack, cites) {
        None => format!("cites {cites}"),
        Some(citation) => match &citation.link {
            Some(link) => format!("cites {} <{link}>", citation.sentence()),
            None => format!("cites {}", citation.sentence()),
        },
    }
}

fn citation(view: &View<'_>, cites: &str) -> Option<Text> {
    let citation = Citation::of(view.program(), &view.pack(), cites)?;
    Some(Text::new(cites).say(citation.sentence()).say_all(citation.link.map(|link| format!("<{link}>"))))
}

fn definition_of(view: &View<'_>, name: &str, ty: Option<Ty>) -> Option<Text> {
    let ground = view.analysis.ground();
    let definition = ground.definitions.get(name)?;
    let parameters: Vec<&str> = definition.parameters.iter().map(|(name, _)| name.text.as_str()).collect();
    let gives = ty.map(|ty| format!("gives {}", view.type_words(ty)));
    Some(
        Text::new(view.text(definition.span))
            .say_all(gives)
            .say_all((!parameters.is_empty()).then(|| format!("of {}", parameters.join(", ")))),
    )
}

/// A built-in as the manual describes it.
pub fn function(of: &builtin::Builtin) -> Text {
    let examples: Vec<String> = of.examples.iter().map(|example| format!("`{}` gives {}", example.written, example.shown)).collect();
    Text::new(of.form).say(of.meaning).say(format!("takes {}, gives {}", of.takes, of.gives)).say(examples.join("  \n"))
}

fn pack_of(view: &View<'_>, name: &str) -> Option<Text> {
    let pack = view.program().packs.iter().find(|pack| pack.name == name)?;
    let manifest = pack.manifest.as_ref();
    let about = manifest.map(|manifest| format!("version {}; {}", manifest.version, manifest.description));
    Some(Text::new(format!("pack {name}")).say(pack.title.clone()).say_all(about))
}

fn calendar_of(view: &View<'_>, name: &str) -> Option<Text> {
    let calendar = view.program().calendars.iter().find(|calendar| calendar.name == name)?;
    Some(Text::new(format!("calendar {name}")).say(format!("covers {} to {}", calendar.first, calendar.last)))
}

/// A type in the user's words, with what is known of its digits.
pub fn type_words(forms: &crate::form::Forms, ty: Ty) -> String {
    let words = ir::describe(forms, ty);
    match ty {
        Ty::Quantity { precision: Precision::Rounded, .. } => format!("{words}, rounded"),
        Ty::Quantity { precision: Precision::Truncated, .. } => format!("{words}, truncated"),
        Ty::Quantity { precision: Precision::RoundedOrTruncated, .. } => format!("{words}, rounded or truncated"),
        _ => words,
    }
}
