//! Problems in text that somebody wrote: a rule file, a form, a return.
//!
//! A [`Diagnostic`] says what is wrong and where; each has a [`Code`] of the table in [`codes`].
//! What a rule says of a return is a verdict, never a diagnostic.

pub mod codes;
pub mod suggest;

use serde::Serialize;

use crate::source::Span;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warning,
}

/// One kind of problem; its table is [`codes`].
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name, for example `unknown-name`; never reused.
    pub id: &'static str,
    pub level: Level,
    /// One line, in the user's words.
    pub title: &'static str,
    /// Why it matters and what to do, for `rulecheck explain`.
    pub explanation: &'static str,
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// An edit that would put the text right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the edit does, for example "write `c.closing`".
    pub message: String,
    pub span: Span,
    pub replacement: String,
}

/// A problem in text that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: &'static Code,
    /// What is wrong, in a sentence without its full stop.
    pub message: String,
    pub primary: Label,
    pub secondary: Vec<Label>,
    /// Why it matters and what to do.
    pub help: Option<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with its place; the label says in a few words what stands there.
    pub fn new(code: &'static Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Diagnostic {
        let primary = Label { span, message: label.into() };
        Diagnostic { code, message: message.into(), primary, secondary: Vec::new(), help: None, fix: None }
    }

    /// Adds another place that has to do with it.
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, message: message.into() });
        self
    }

    /// Says why it matters and what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Offers an edit.
    pub fn fix(mut self, message: impl Into<String>, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { message: message.into(), span, replacement: replacement.into() });
        self
    }

    /// Whether it is an error, which keeps its rule or figure out of the run and makes the run exit with 2.
    pub fn is_error(&self) -> bool {
        self.code.level == Level::Error
    }
}
