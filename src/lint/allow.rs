//! `-- allow LINT: reason` on a line before an item takes back what that lint says of the item.

use std::collections::BTreeSet;

use super::{CODES, Subject, edits};
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{File, Item};

/// One `allow`.
pub(super) struct Allow<'a> {
    lint: &'a str,
    has_reason: bool,
    /// The comment.
    span: Span,
    /// The item that it stands before, if it stands before one.
    item: Option<Span>,
}

impl Allow<'_> {
    /// Whether it is about what the diagnostic says.
    pub fn takes_back(&self, diagnostic: &Diagnostic) -> bool {
        let at = diagnostic.primary.span;
        let covers = |item: Span| item.source == at.source && item.start <= at.start && at.start < item.end;
        self.lint == diagnostic.code.id && self.item.is_some_and(covers)
    }
}

/// What is left when every `allow` is heeded, with what is wrong with the `allow`s themselves.
pub(super) fn filter(subject: &Subject<'_>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let allows: Vec<Allow<'_>> = subject.files.iter().flat_map(|file| allows(subject.sources, file)).collect();
    let mut used = BTreeSet::new();
    let mut left: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        match allows.iter().position(|allow| allow.takes_back(&diagnostic)) {
            Some(place) => {
                used.insert(place);
            }
            None => left.push(diagnostic),
        }
    }
    for (place, allow) in allows.iter().enumerate() {
        if !used.contains(&place) {
            left.push(unused(subject, allow));
        } else if !allow.has_reason {
            let message = format!("`allow {}` gives no reason", allow.lint);
            left.push(Diagnostic::new(&codes::BARE_ALLOW, message, allow.span, "no reason").help(format!(
                "Whoever reads it later cannot tell whether the reason still holds. Write it after a colon: `-- allow {}: …`.",
                allow.lint
            )));
        }
    }
    left
}

fn unused(subject: &Subject<'_>, allow: &Allow<'_>) -> Diagnostic {
    let known = || CODES.iter().map(|code| code.id);
    if !known().any(|id| id == allow.lint) {
        let message = format!("there is no lint `{}`", allow.lint);
        let diagnostic = Diagnostic::new(&codes::UNUSED_ALLOW, message, allow.span, "allows nothing");
        return match suggest::nearest(allow.lint, known()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("`rulecheck explain --all` lists the lints among the warnings."),
        };
    }
    let label = if allow.item.is_some() { "not needed" } else { "stands before nothing" };
    let whole = edits::line_of(&subject.sources.get(allow.span.source).text, allow.span);
    Diagnostic::new(&codes::UNUSED_ALLOW, format!("nothing needs `allow {}` here", allow.lint), allow.span, label)
        .help("It would hide the next mistake of its kind. Remove it, or put it on the line before the item that needs it.")
        .fix("remove the comment", whole, "")
}

pub(super) fn allows<'a>(sources: &'a SourceMap, file: &File) -> Vec<Allow<'a>> {
    let text: &str = &sources.get(file.source).text;
    let mut items: Vec<Span> = file.items.iter().filter_map(span_of).collect();
    items.sort_unstable();
    let mut allows = Vec::new();
    for (at, comment) in file.comments.iter().enumerate() {
        let Some((lint, has_reason)) = read(sources.text(*comment)) else { continue };
        allows.push(Allow { lint, has_reason, span: *comment, item: item_after(text, &items, &file.comments[at..]) });
    }
    allows
}

/// The item that begins on the line after the first of these comments, other comments aside.
fn item_after(text: &str, items: &[Span], comments: &[Span]) -> Option<Span> {
    let next_line = |from: u32, to: u32| {
        text.get(from as usize..to as usize).is_some_and(|between| between.trim().is_empty() && between.matches('\n').count() == 1)
    };
    let first = comments.first()?;
    let line = text.get(..first.start as usize)?.rsplit('\n').next()?;
    if !line.trim().is_empty() {
        return None;
    }
    let mut end = first.end;
    for comment in comments.iter().skip(1) {
        if !next_line(end, comment.start) {
            break;
        }
        end = comment.end;
    }
    let after = items.partition_point(|item| item.start < end);
    items.get(after).copied().filter(|item| next_line(end, item.start))
}

/// The lint that a comment allows, and whether it says why.
fn read(comment: &str) -> Option<(&str, bool)> {
    let words = comment.trim_start_matches('-').trim().strip_prefix("allow ")?.trim_start();
    let (lint, reason) = match words.split_once(':') {
        Some((lint, reason)) => (lint.trim_end(), !reason.trim().is_empty()),
        None => (words.split_whitespace().next().unwrap_or(""), false),
    };
    // A sentence that begins with the word is no instruction.
    let is_lint = CODES.iter().any(|code| code.id == lint);
    let is_one_word = !lint.is_empty() && !lint.contains(char::is_whitespace);
    let is_meant = is_lint || (is_one_word && (words == lint || words.contains(':')) && lint.contains('-'));
    is_meant.then_some((lint, reason))
}

fn span_of(item: &Item) -> Option<Span> {
    match item {
        Item::Form(item) => Some(item.span),
        Item::Calendar(item) => Some(item.span),
        Item::Parameter(item) => Some(item.span),
        Item::Define(item) => Some(item.span),
        Item::Rule(item) => Some(item.span),
        Item::Table(item) => Some(item.span),
        Item::Set(item) => Some(item.span),
        _ => None,
    }
}
