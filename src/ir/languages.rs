//! The texts of rules and forms in the language of their reader.

use std::collections::BTreeMap;

use super::{Program, Rule};
use crate::source::SourceMap;
use crate::syntax::{self, ast::Item};

/// What stands after `because` in a rule: why the check is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    pub english: Option<String>,
    /// By the tags of the other languages.
    pub others: BTreeMap<String, String>,
}

impl Rule {
    /// Why the check is made. It is read anew from the rule's text, so that the programs of runs that only judge do not carry it.
    pub fn why(&self, sources: &SourceMap) -> Why {
        let text = sources.text(self.span);
        if !text.contains("because") {
            return Why::default();
        }
        let items = syntax::parse(self.span.source, text).file.items;
        let declared = items.into_iter().find_map(|item| if let Item::Rule(rule) = item { Some(rule) } else { None });
        declared.map_or_else(Why::default, |rule| Why {
            english: rule.why.map(|why| why.text),
            others: rule.whys.into_iter().map(|(language, why)| (language.text, why.text)).collect(),
        })
    }
}

/// The texts of a run that the reader's language lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untranslated {
    pub language: String,
    pub missing: usize,
    /// Titles and messages of rules in all.
    pub texts: usize,
}

impl Program {
    /// Puts the titles, messages and labels that a language has in place of the English ones, and counts what it lacks.
    pub fn speak(&mut self, language: &str) -> Untranslated {
        let mut said = Untranslated { language: language.to_owned(), missing: 0, texts: 0 };
        for form in &mut self.forms.forms {
            put(&mut form.title, &mut form.titles, language);
        }
        for member in self.forms.shapes.iter_mut().flat_map(|shape| &mut shape.members) {
            put(&mut member.label, &mut member.labels, language);
        }
        for rule in &mut self.rules {
            said.texts += 1;
            said.missing += usize::from(!put(&mut rule.title, &mut rule.titles, language));
            if let Some(message) = &mut rule.message {
                said.texts += 1;
                said.missing += usize::from(!put(message, &mut rule.messages, language));
            }
        }
        said
    }
}

/// Puts the text in a language in the place of the English one; whether there is one.
fn put<T>(english: &mut T, others: &mut Vec<(String, T)>, language: &str) -> bool {
    let place = others.iter().position(|(tag, _)| tag.eq_ignore_ascii_case(language));
    place.map(|place| *english = others.swap_remove(place).1).is_some()
}
