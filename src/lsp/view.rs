//! One file as a request sees it: its text, its tree, and all that it belongs to.

use ls_types::MarkupKind;

use super::analysis::Analysis;
use super::client::Client;
use super::hover;
use super::loose::{self, Outline};
use super::names::Occurrence;
use super::position::Lines;
use crate::ir::Program;
use crate::lint::pack_of;
use crate::source::{SourceId, Span};
use crate::syntax::ast::Item;
use crate::ty::{FormId, Ty};

/// A file, and where a request stands to it.
pub struct View<'a> {
    pub analysis: Analysis<'a>,
    pub client: &'a Client,
    pub source: SourceId,
    pub lines: Lines<'a>,
}

impl<'a> View<'a> {
    pub fn new(analysis: Analysis<'a>, client: &'a Client, source: SourceId) -> View<'a> {
        View { analysis, client, source, lines: Lines::new(&analysis.sources().get(source).text, client.encoding) }
    }

    pub fn program(&self) -> &'a Program {
        self.analysis.program()
    }

    /// The words that a span covers.
    pub fn text(&self, span: Span) -> &'a str {
        self.analysis.sources().text(span)
    }

    /// How texts for people are written.
    pub fn markup(&self) -> MarkupKind {
        if self.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText }
    }

    /// The names in the item around a byte; of a rule that cannot be read, those in what can be read of it.
    pub fn names_around(&self, offset: usize) -> Vec<Occurrence> {
        let Some(file) = self.analysis.tree(self.source) else { return Vec::new() };
        let holds = |span: Span| span.start as usize <= offset && offset <= span.end as usize;
        let ground = self.analysis.ground();
        let named: Vec<Occurrence> = file.items.iter().filter(|item| holds(item.span())).flat_map(|item| ground.names(item)).collect();
        if !named.is_empty() {
            return named;
        }
        let outline = Outline::new(self.lines.text());
        let rule = outline.chunk_at(offset).and_then(|chunk| loose::rule(self.source, &outline, chunk));
        rule.map(|rule| ground.names(&Item::Rule(rule))).unwrap_or_default()
    }

    /// The name at a byte, or right before it.
    pub fn name_at(&self, offset: usize) -> Option<Occurrence> {
        let names = self.names_around(offset);
        let at = names.iter().find(|name| name.span.range().contains(&offset));
        at.or_else(|| names.iter().find(|name| name.span.end as usize == offset)).cloned()
    }

    pub fn form_name(&self, form: FormId) -> &'a str {
        &self.program().forms.form(form).name
    }

    pub fn type_words(&self, ty: Ty) -> String {
        hover::type_words(&self.program().forms, ty)
    }

    /// The pack that the file belongs to; empty for none.
    pub fn pack(&self) -> String {
        self.analysis.tree(self.source).and_then(pack_of).unwrap_or_default().to_owned()
    }
}
