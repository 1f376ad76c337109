//! What may follow at a place of the input: commands, fields, names, built-ins and keywords, each with a few words about it.

use super::Repl;
use super::commands::COMMANDS;
use crate::builtin;
use crate::syntax;
use crate::ty::Ty;

/// Something that may be typed here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub text: String,
    /// What it is, in a few words.
    pub about: String,
}

/// The words of the language that lead a part of an expression or of a rule.
const KEYWORDS: [(&str, &str); 22] = [
    ("agrees with", "a rounded figure fits a value"),
    ("and", "both hold"),
    ("applies to", "the returns that a rule judges"),
    ("cites", "where a rule comes from"),
    ("count of", "how many rows"),
    ("define", "a named calculation"),
    ("else", "the other choice, or the message of a rule"),
    ("every", "holds of every row"),
    ("for each", "one instance for each row"),
    ("given", "names a value"),
    ("if", "a choice"),
    ("is missing", "the cell holds no figure"),
    ("is present", "the cell holds a figure"),
    ("must", "what holds"),
    ("not", "does not hold"),
    ("or", "one of them holds"),
    ("parameter", "a value that law or a company sets"),
    ("rule", "states what must hold"),
    ("satisfies", "what holds of the rows"),
    ("some", "holds of one row"),
    ("when", "where it is false, the rule does not apply"),
    ("where", "which rows"),
];

impl Repl {
    /// Where the word at the cursor begins, and what it may become, by name.
    pub fn complete(&self, text: &str, at: usize) -> (usize, Vec<Candidate>) {
        let before = text.get(..at).unwrap_or(text);
        if let Some(command) = before.strip_prefix(':') {
            return self.of_command(before, command);
        }
        let start = before
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map_or(0, |place| place + before[place..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let mut found = match before[..start].strip_suffix('.') {
            Some(owner) => self.members(syntax::path_at_end(owner)),
            None => self.names(),
        };
        found.retain(|candidate| candidate.text.starts_with(word));
        found.sort();
        found.dedup();
        (start, found)
    }

    fn of_command(&self, before: &str, command: &str) -> (usize, Vec<Candidate>) {
        let (word, argument) = match command.split_once(' ') {
            None => ("", command),
            Some((word, argument)) => (word, argument),
        };
        let start = before.len() - argument.len();
        let plain = |text: &str| Candidate { text: text.to_owned(), about: String::new() };
        let mut found: Vec<Candidate> = match word {
            "" => COMMANDS.iter().map(|(name, _, meaning)| Candidate { text: (*name).to_owned(), about: (*meaning).to_owned() }).collect(),
            "on" => self.subjects().map(|id| plain(self.source_name(id))).collect(),
            "for" => self.rows().iter().map(|(record, ..)| plain(&crate::eval::row_name(&self.program, &self.returns, *record))).collect(),
            "explain" | "rules" => {
                self.program.rules.iter().map(|rule| Candidate { text: rule.name.clone(), about: rule.title.clone() }).collect()
            }
            "help" => builtin::ALL.iter().map(|of| Candidate { text: of.name.to_owned(), about: of.form.to_owned() }).collect(),
            "type" => {
                let (inner, found) = self.complete(argument, argument.len());
                return (start + inner, found);
            }
            _ => Vec::new(),
        };
        found.retain(|candidate| candidate.text.starts_with(argument));
        found.sort();
        found.dedup();
        (start, found)
    }

    /// The fields of what an expression gives.
    fn members(&self, owner: &str) -> Vec<Candidate> {
        match self.quiet_type_of(owner) {
            Some(Ty::Record(shape)) => self.fields(shape),
            _ => Vec::new(),
        }
    }

    fn fields(&self, shape: crate::ty::ShapeId) -> Vec<Candidate> {
        let members = self.program.forms.shape(shape).members.iter();
        members.map(|member| Candidate { text: member.name.clone(), about: member.label.clone() }).collect()
    }

    /// The names that mean something by themselves.
    fn names(&self) -> Vec<Candidate> {
        let named = |text: &str, about: &str| Candidate { text: text.to_owned(), about: about.to_owned() };
        let form = self.program.forms.form(self.returns.get(self.on).form);
        let mut found = self.fields(form.shape);
        found.extend(self.row.iter().map(|row| named("row", &row.path)));
        found.extend(self.program.parameters.iter().map(|of| named(&of.name, &of.title)));
        found.extend(self.program.definitions.iter().map(|of| named(&of.name, "a definition")));
        found.extend(self.program.forms.forms.iter().map(|of| named(&of.name, &of.title)));
        found.extend(self.program.forms.forms.iter().filter_map(|of| Some(named(of.plural.as_deref()?, &of.title))));
        found.extend(builtin::ALL.iter().map(|of| named(of.name, of.meaning)));
        found.extend(KEYWORDS.iter().map(|(word, about)| named(word, about)));
        found
    }
}
