//! `edition-gap`: days on which no edition of a rule or parameter is in force, between two on which one is.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Subject;
use crate::diag::{Diagnostic, codes};
use crate::ir::Window;
use crate::source::Span;
use crate::syntax::ast::Item;

/// The editions of one name: the days of each, and where they are stated.
type Editions = Vec<(Window, Span)>;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut names: BTreeMap<(&str, &str), Editions> = BTreeMap::new();
    for (declared, rule) in subject.rules() {
        let span = declared.effective.as_ref().map_or(declared.name.span, |effective| effective.span);
        names.entry(("rule", &rule.name)).or_default().push((rule.window, span));
    }
    for item in subject.files.iter().flat_map(|file| &file.items) {
        let Item::Parameter(declared) = item else { continue };
        let known = subject.program.parameters.iter().find(|parameter| parameter.name == declared.name.text);
        let edition = known.and_then(|known| known.editions.iter().find(|edition| edition.span == declared.span));
        let span = declared.effective.as_ref().map_or(declared.name.span, |effective| effective.span);
        if let Some(edition) = edition {
            names.entry(("parameter", &declared.name.text)).or_default().push((edition.window, span));
        }
    }
    names.into_iter().flat_map(|((what, name), editions)| gaps(what, name, editions)).collect()
}

fn gaps(what: &str, name: &str, mut editions: Editions) -> Vec<Diagnostic> {
    editions.sort_by_key(|(window, span)| (window.from, *span));
    let pairs = editions.iter().zip(editions.iter().skip(1));
    pairs.filter_map(|((before, ends), (after, begins))| gap(what, name, (before.until?, *ends), (after.from?, *begins))).collect()
}

fn gap(what: &str, name: &str, (last, ends): (NaiveDate, Span), (first, begins): (NaiveDate, Span)) -> Option<Diagnostic> {
    let (from, until) = (last.succ_opt()?, first.pred_opt()?);
    if from > until {
        return None;
    }
    let days = if from == until { format!("on {from}") } else { format!("from {from} to {until}") };
    Some(
        Diagnostic::new(&codes::EDITION_GAP, format!("no edition of the {what} `{name}` is in force {days}"), begins, "begins only here")
            .also(ends, "the edition before ends here")
            .help("Returns of those days are judged by none of the editions. Let each begin on the day after the one before it ends."),
    )
}
