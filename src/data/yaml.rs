//! YAML, without the parts of it that hide or multiply content.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use crate::diag::{Diagnostic, codes};
use crate::source::{SourceId, Span};

use super::raw::{self, Content, DEEPEST, Entry, Node};

/// The document of a YAML text; `None` where it has no content.
pub(super) fn read(id: SourceId, text: &str) -> Result<Option<Node>, Box<Diagnostic>> {
    let mut options = granit_parser::options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    options.set_emit_comments(false);
    let mut reader = Reader { id, text, open: Vec::new(), root: None, documents: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| reader.broken(&error))?;
        reader.take(event, span)?;
    }
    Ok(reader.root.filter(|root| root.content != Content::Null))
}

struct Reader<'a> {
    id: SourceId,
    text: &'a str,
    /// The mappings and sequences that are not closed yet, outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
}

struct Open {
    start: usize,
    content: Content,
    /// A key that waits for its value.
    key: Option<(String, Span)>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, place: granit_parser::Span) -> Result<(), Box<Diagnostic>> {
        let span = self.span(&place);
        if let Some(tag) = place.tag_span() {
            let tag = self.span(&tag);
            return Err(refused(tag, "a tag", "Remove the tag: the form declares of what kind each field is."));
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(refused(span, "a second document", "Put each return in a file of its own."));
                }
            }
            Event::Anchor(..) => return Err(refused(span, "an anchor", "Write the value out where it stands.")),
            Event::Alias(..) | Event::UnresolvedAlias(..) => {
                return Err(refused(span, "an alias", "Write the value out where it stands; quote a text that begins with `*`."));
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, _, Some(_)) | Event::MappingStart(_, _, Some(_)) => {
                return Err(refused(span, "a tag", "Remove the tag: the form declares of what kind each field is."));
            }
            Event::Scalar(words, style, ..) => {
                let node = self.scalar(&words, style, span);
                self.put(node, style == ScalarStyle::Plain)?;
            }
            Event::SequenceStart(..) => self.start(span, Content::Sequence(Vec::new()))?,
            Event::MappingStart(..) => self.start(span, Content::Mapping(Vec::new()))?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let end = (span.end as usize).max(open.start);
                    let end = open.start + self.text.get(open.start..end).map_or(0, |inside| inside.trim_end().len());
                    self.put(Node { span: Span::new(self.id, open.start, end), content: open.content }, false)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A scalar with its place: without quotes, and without the white space that ends a block of text.
    fn scalar(&self, words: &str, style: ScalarStyle, span: Span) -> Node {
        let written = self.text.get(span.range()).unwrap_or("");
        let (start, mut end) = (span.start as usize, span.end as usize);
        match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if written.len() >= 2 && written.starts_with(['"', '\'']) => {
                return Node { span: Span::new(self.id, start + 1, end - 1), content: Content::Scalar(words.to_owned()) };
            }
            _ => end = start + written.trim_end().len(),
        }
        let null = style == ScalarStyle::Plain && matches!(words, "" | "~" | "null" | "Null" | "NULL");
        let content = if null { Content::Null } else { Content::Scalar(words.to_owned()) };
        Node { span: Span::new(self.id, start, end), content }
    }

    fn start(&mut self, span: Span, content: Content) -> Result<(), Box<Diagnostic>> {
        if self.open.len() >= DEEPEST {
            return Err(too_deep(span));
        }
        if let Some(Open { content: Content::Mapping(_), key: None, .. }) = self.open.last() {
            return Err(refused(span, "a list or a group as a key", "A key is one word: the name of a field of the form."));
        }
        self.open.push(Open { start: span.start as usize, content, key: None });
        Ok(())
    }

    /// Puts a finished value where it belongs: as the root, as an item, as a key, or as the value of the key before it.
    fn put(&mut self, node: Node, plain: bool) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.content, open.key.take()) {
            (Content::Sequence(items), _) => items.push(node),
            (Content::Mapping(entries), Some((key, key_span))) => {
                let span = if node.span.start == node.span.end && node.content == Content::Null { key_span } else { node.span };
                entries.push(Entry { key, key_span, value: Node { span, ..node } });
            }
            (Content::Mapping(_), None) => match node.content {
                Content::Scalar(key) if plain && key == "<<" => {
                    return Err(refused(node.span, "a merge key", "Write the fields out where they stand."));
                }
                Content::Scalar(key) => open.key = Some((key, node.span)),
                _ => open.key = Some((self.text.get(node.span.range()).unwrap_or("").to_owned(), node.span)),
            },
            (Content::Null | Content::Scalar(_), _) => {}
        }
        Ok(())
    }

    fn span(&self, place: &granit_parser::Span) -> Span {
        let range = place.byte_range().unwrap_or(0..0);
        let start = self.text.floor_char_boundary(range.start);
        Span::new(self.id, start, self.text.floor_char_boundary(range.end).max(start))
    }

    fn broken(&self, error: &ScanError) -> Box<Diagnostic> {
        let span = raw::character_at(self.id, self.text, error.marker().byte_offset().unwrap_or(self.text.len()));
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => too_deep(span),
            ErrorKind::DirectiveDisallowed => refused(span, "a directive", "Remove the line that begins with `%`."),
            _ => Diagnostic::new(&codes::DATA_SYNTAX, "the document is not well-formed YAML", span, error.info())
                .help(
                    "Nothing of the file was read. YAML wants a space after each colon, the same indentation for the keys of one group, \
                     and quotes around a text that holds `: ` or begins with a sign such as `%`, `@` or `*`.",
                )
                .into(),
        }
    }
}

/// Words in quotes, as YAML and JSON take them.
pub fn quoted(words: &str) -> String {
    let mut quoted = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_escaped(c) => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character stands in YAML only by its number: those that no text may hold, and those that end a line somewhere.
pub fn is_escaped(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A document that is nested too deep to be a return.
pub(super) fn too_deep(span: Span) -> Box<Diagnostic> {
    Diagnostic::new(&codes::NESTING, format!("the document is nested deeper than {DEEPEST} levels"), span, "one level too many")
        .help("No form is nested like this; nothing of the file was read.")
        .into()
}

fn refused(span: Span, what: &str, help: &str) -> Box<Diagnostic> {
    Diagnostic::new(&codes::DATA_FEATURE, format!("{what} is not read in a return"), span, format!("{what} stands here")).help(help).into()
}
