//! Gaps between the editions of one name: days on which the law is silent, which is seldom meant.

use std::collections::BTreeMap;

use super::Window;
use super::lower::{Lowering, PackedFile};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Lowering<'_> {
    /// Reports each gap between two editions, of which at least one stands in these files.
    pub fn gaps(&mut self, files: &[PackedFile]) {
        let mut names: BTreeMap<(bool, &str), Vec<(Window, Span)>> = BTreeMap::new();
        for rule in &self.program.rules {
            names.entry((true, &rule.name)).or_default().push((rule.window, rule.span));
        }
        for parameter in &self.program.parameters {
            let editions = parameter.editions.iter().map(|edition| (edition.window, edition.span));
            names.entry((false, &parameter.name)).or_default().extend(editions);
        }
        let is_here = |span: Span| files.iter().any(|file| file.file.source == span.source);
        let mut found = Vec::new();
        for ((is_rule, name), mut editions) in names {
            editions.sort_by_key(|(window, span)| (window.from, *span));
            for pair in editions.windows(2) {
                let [(earlier, first), (later, second)] = pair else { continue };
                let (Some(until), Some(from)) = (earlier.until, later.from) else { continue };
                let days = from.signed_duration_since(until).num_days() - 1;
                if days < 1 || !(is_here(*first) || is_here(*second)) {
                    continue;
                }
                let between = if days == 1 { "on the day".to_owned() } else { format!("on the {days} days") };
                let message = format!("`{name}` is in force until {until} and again from {from}, but not {between} between");
                let help = if is_rule {
                    "A return of those days is not judged by it. Begin the later edition on the day after the earlier one ends."
                } else {
                    "A rule that needs it on those days stays undetermined. Begin the later edition on the day after the earlier one ends."
                };
                let head = |span: Span| Span { end: span.end.min(span.start + word(is_rule).len() as u32 + 1 + name.len() as u32), ..span };
                found.push(
                    Diagnostic::new(&codes::EDITION_GAP, message, head(*second), "begins later")
                        .also(head(*first), "ends before")
                        .help(help),
                );
            }
        }
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }
}

/// The word with which an item begins, for the place of its head.
fn word(is_rule: bool) -> &'static str {
    if is_rule { "rule" } else { "parameter" }
}
