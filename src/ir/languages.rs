//! The texts of rules and forms in the language of their reader.

use super::Program;

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
