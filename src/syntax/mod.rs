//! Rule files from text to tree. Only this folder names pest.
//!
//! [`parse`] is total: each text gives a tree and diagnostics. A file is cut into items (`recover`), each item is read by its own
//! rule of `grammar/rulecheck.pest` (`grammar`), and what was matched is made into the tree (`items`, `rules`, `forms`, `exprs`).
//! An item with a mistake is left out whole: half a rule must not run.

pub mod ast;
mod entry;
mod exprs;
mod forms;
mod grammar;
mod items;
mod literals;
mod nesting;
mod phrases;
mod printed;
mod recover;
mod rules;
mod scan;
mod template;
#[cfg(test)]
mod tests;
mod trials;

pub use entry::{begins_item, expression, is_open, path_at_end};
pub use recover::{Chunk, Piece, cut};
pub use scan::{Kind as TokenKind, Token, tokens};

use rulecheck_grammar::Rule;

use crate::diag::{Diagnostic, codes, suggest};
use crate::source::{SourceId, Span};
use scan::{ITEM_WORDS, Kind};

/// What a rule file says, and what could not be read of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parse {
    pub file: ast::File,
    /// In the order of the text; items with an error are not in `file`.
    pub diagnostics: Vec<Diagnostic>,
    /// Names of items that could not be read, so that what uses them is not reported as well.
    pub left_out: Vec<String>,
}

/// Reads a rule file. Every text gives a tree and diagnostics, however broken it is.
pub fn parse(source: SourceId, text: &str) -> Parse {
    let tokens = scan::tokens(text);
    let reader = || Reader::new(source, text, &tokens).read();
    if nesting::deeper_than(SHALLOW, text, &tokens).is_none() {
        return reader();
    }
    // The depth is bounded, but what it costs on the stack depends on the build; a thread of its own has room enough for all of it.
    let threaded = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, reader).ok()?;
        thread.join().ok()
    });
    threaded.unwrap_or_else(reader)
}

/// Nesting that any stack holds.
const SHALLOW: u32 = 16;

/// The bytes of stack for the deepest nesting.
const DEEP_STACK: usize = 64 << 20;

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    tokens: &'a [Token],
    parse: Parse,
}

impl<'a> Reader<'a> {
    fn new(source: SourceId, text: &'a str, tokens: &'a [Token]) -> Reader<'a> {
        let comments = tokens.iter().filter(|token| token.kind == Kind::Comment);
        let comments = comments.map(|token| Span::new(source, token.range.start, token.range.end)).collect();
        let file = ast::File { source, items: Vec::new(), broken: Vec::new(), comments };
        Reader { source, text, tokens, parse: Parse { file, diagnostics: Vec::new(), left_out: Vec::new() } }
    }

    fn read(mut self) -> Parse {
        for piece in recover::cut(self.text, self.tokens) {
            match piece {
                Piece::Stray(tokens) => self.stray(tokens),
                Piece::Item(chunk) => self.item(&chunk),
            }
        }
        self.parse.diagnostics.sort_by_key(|diagnostic| diagnostic.primary.span.start);
        self.parse.file.broken.clone_from(&self.parse.left_out);
        self.parse
    }

    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.parse.diagnostics.push(diagnostic);
    }

    /// Reads one item and keeps it if nothing is wrong with it.
    fn item(&mut self, chunk: &Chunk) {
        let before = self.parse.diagnostics.len();
        let item = self.tree(chunk);
        match item {
            Some(item) if self.parse.diagnostics.len() == before => self.parse.file.items.push(item),
            _ => {
                if self.parse.diagnostics.len() == before {
                    let whole = self.span(&chunk.range);
                    self.report(Diagnostic::new(&codes::SYNTAX, "this item cannot be read", whole, "not understood"));
                }
                // A test or waiver names a rule of its own, which may well be whole.
                let named = chunk.name.clone().filter(|_| !matches!(chunk.word, "test" | "waive" | "set"));
                self.parse.left_out.extend(named.map(|range| self.text[range].to_owned()));
            }
        }
    }

    fn tree(&mut self, chunk: &Chunk) -> Option<ast::Item> {
        let text = &self.text[chunk.range.clone()];
        let base = chunk.range.start;
        let tokens = &self.tokens[chunk.tokens.clone()];
        if let Some(token) = tokens.iter().find(|token| token.kind == Kind::OpenText) {
            let place = self.span(&token.range);
            let open = Diagnostic::new(&codes::SYNTAX, "a text in quotes is not closed", place, "opens here");
            self.report(open.help("Close it with a quote; a quote inside a text is written twice."));
            return None;
        }
        if let Some(range) = nesting::too_deep(self.text, tokens) {
            let place = self.span(&range);
            self.report(nesting::diagnostic(place));
            return None;
        }
        let rule = match chunk.word {
            "pack" => Rule::pack_item,
            "use" => Rule::use_item,
            "form" => Rule::form_item,
            "profile" => Rule::profile_item,
            "table" => Rule::table_item,
            "printed" => Rule::printed_item,
            "calendar" => Rule::calendar_item,
            "parameter" => Rule::parameter_item,
            "define" => Rule::define_item,
            "test" => Rule::test_item,
            "waive" => Rule::waive_item,
            "set" => Rule::set_item,
            _ => Rule::rule_item,
        };
        let read = grammar::read(rule, text);
        if chunk.unclosed {
            self.missing_end(chunk);
        }
        match read {
            Err(failure) => {
                let only_end = chunk.unclosed && failure.expected.contains(&Rule::kw_end) && failure.at >= text.len();
                if !only_end {
                    let end = format!("the end of the {}", chunk.word);
                    let diagnostic = failure.explain(self.source, base, text, &codes::SYNTAX, &end);
                    self.report(diagnostic);
                }
                None
            }
            Ok(pair) => {
                let whole = self.span(&chunk.range);
                items::Builder { source: self.source, base, whole, diagnostics: &mut self.parse.diagnostics }.item(pair)
            }
        }
    }

    /// An item that runs into the next one, or into the end of the file.
    fn missing_end(&mut self, chunk: &Chunk) {
        let named = chunk.name.clone().map_or(String::new(), |name| format!(" `{}`", &self.text[name]));
        let began = self.span(&self.tokens[chunk.tokens.start].range);
        let next = self.tokens[chunk.tokens.end..].iter().find(|token| token.kind != Kind::Comment);
        let (place, label) = match next {
            Some(token) => (self.span(&token.range), "`end` is missing before this"),
            None => (self.span(&(chunk.range.end..chunk.range.end)), "`end` is missing here"),
        };
        let missing = Diagnostic::new(&codes::SYNTAX, format!("{}{named} has no `end`", chunk.word), place, label);
        let after = self.span(&(chunk.range.end..chunk.range.end));
        self.report(missing.also(began, "begins here").fix("add `end`", after, "\nend"));
    }

    /// Text that belongs to no item.
    fn stray(&mut self, tokens: std::ops::Range<usize>) {
        let tokens = &self.tokens[tokens];
        let Some(first) = tokens.first() else { return };
        let found = &self.text[first.range.clone()];
        let place = self.span(&first.range);
        let stray = |message: String, label: &str| Diagnostic::new(&codes::SYNTAX, message, place, label);
        let diagnostic = match first.kind {
            Kind::OpenText => stray("a text in quotes is not closed".to_owned(), "opens here").help("Close it with a quote."),
            Kind::Word if found == "end" => stray("`end` closes nothing".to_owned(), "nothing is open here"),
            Kind::Word => {
                let stray = stray(format!("no item begins with `{found}`"), "not an item");
                match suggest::nearest(found, ITEM_WORDS) {
                    Some(near) => {
                        let name = tokens.get(1).filter(|token| token.kind == Kind::Word);
                        self.parse.left_out.extend(name.map(|token| self.text[token.range.clone()].to_owned()));
                        stray.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), place, near)
                    }
                    None => stray.help(ITEMS_HELP),
                }
            }
            _ => stray("text outside any item".to_owned(), "belongs to no item").help(ITEMS_HELP),
        };
        self.report(diagnostic);
    }
}

const ITEMS_HELP: &str = "A rule file consists of `pack`, `use`, `form`, `profile`, `table`, `printed`, `calendar`, `parameter`, `define`, `rule`, `test` and `waive`.";
