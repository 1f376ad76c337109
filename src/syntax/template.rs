//! Messages with holes.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{Template, TemplatePart};
use super::grammar;
use super::items::Builder;
use super::{nesting, scan};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Builder<'_> {
    /// The parts of a message. What is wrong with a hole is reported, and the hole left out.
    pub(super) fn template(&mut self, string: &Pair<'_, Rule>) -> Template {
        let span = self.span(string);
        let text = string.as_str();
        let quote = text.chars().next().map_or(1, char::len_utf8);
        let last = text.len() - text.chars().next_back().map_or(0, char::len_utf8);
        let closing = &text[last..];
        let content = text.get(quote..last).unwrap_or("");
        let from = span.start as usize + quote;
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(next) = content[at..].chars().next() {
            let rest = &content[at..];
            if rest.starts_with("{{") || rest.starts_with("}}") || (rest.starts_with(closing) && rest[closing.len()..].starts_with(closing))
            {
                plain.push(next);
                at += 2 * next.len_utf8();
            } else if next == '{' {
                if !plain.is_empty() {
                    parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
                }
                let Some(length) = self.hole(rest, from + at, closing == "\"", &mut parts) else { break };
                at += length;
            } else if next == '}' {
                let place = Span::new(self.source, from + at, from + at + 1);
                let lone = Diagnostic::new(&codes::TEMPLATE, "a brace closes nothing", place, "no hole is open here");
                self.report(lone.help("A brace itself is written twice.").fix("write `}}`", place, "}}"));
                at += 1;
            } else {
                if !rest.starts_with("\r\n") {
                    plain.push(next);
                }
                at += next.len_utf8();
            }
        }
        if !plain.is_empty() {
            parts.push(TemplatePart::Text(plain));
        }
        Template { parts, span }
    }

    /// Reads the hole with which `rest` begins, which lies at `from` in the file, and gives its length; `None` where it is never closed.
    fn hole(&mut self, rest: &str, from: usize, doubled: bool, parts: &mut Vec<TemplatePart>) -> Option<usize> {
        let close = rest[1..].find(['{', '}']).map(|i| i + 1).filter(|&i| rest.as_bytes()[i] == b'}');
        let Some(close) = close else {
            let place = Span::new(self.source, from, from + 1);
            let open = Diagnostic::new(&codes::TEMPLATE, "a hole is not closed", place, "opens here");
            self.report(open.help("Close the hole with `}`; a brace itself is written twice, `{{`."));
            return None;
        };
        let span = Span::new(self.source, from, from + close + 1);
        let inner = &rest[1..close];
        if inner.trim().is_empty() {
            let empty = Diagnostic::new(&codes::TEMPLATE, "a hole is empty", span, "nothing to show");
            self.report(empty.help("Write an expression in the hole, for example `{c.closing}`; a brace itself is written twice."));
            return Some(close + 1);
        }
        let inner = if doubled { single_quotes(inner) } else { inner.to_owned() };
        if let Some(range) = nesting::too_deep(&inner, &scan::tokens(&inner)) {
            self.report(nesting::diagnostic(Span::new(self.source, from + 1 + range.start, from + 1 + range.end)));
            return Some(close + 1);
        }
        let base = from + 1;
        match grammar::read(Rule::hole, &inner) {
            Err(failure) => {
                let diagnostic = failure.explain(self.source, base, &inner, &codes::TEMPLATE, "the end of the hole");
                self.report(diagnostic);
            }
            Ok(pair) => {
                let mut builder = Builder { source: self.source, base, whole: span, diagnostics: self.diagnostics };
                let (mut value, mut format) = (None, None);
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::name => format = Some(builder.name(&part)),
                        Rule::EOI => {}
                        _ => value = builder.expr(part),
                    }
                }
                parts.extend(value.map(|value| TemplatePart::Hole { value, format, span }));
            }
        }
        Some(close + 1)
    }
}

/// The text of a hole with the quotes that are doubled in a message made single, each in the place of its inner one; no byte moves.
fn single_quotes(text: &str) -> String {
    let mut opens = true;
    let mut single = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\"\"") {
        single.push_str(&rest[..at]);
        single.push_str(if opens { " \"" } else { "\" " });
        opens = !opens;
        rest = &rest[at + 2..];
    }
    single.push_str(rest);
    single
}
