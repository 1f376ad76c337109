//! CSV texts: read as rows of fields, each with its place, and written.

use csv_core::{ReadFieldResult, ReaderBuilder, Terminator, WriterBuilder};

use crate::source::{SourceId, Span};

/// What a CSV text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csv {
    /// The rows in the order of the text. Rows in which nothing is written are passed over.
    pub rows: Vec<Vec<Field>>,
    /// Where a quote is opened that nothing closes, so that the rest of the text became one field.
    pub open_quote: Option<Span>,
}

/// One field of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The words, without the quotes around them.
    pub text: String,
    /// Where they stand; for a field in quotes, the inside of its quotes.
    pub span: Span,
}

/// One row as CSV has it, with its line end: fields are put in quotes where they hold a comma, a quote or a line end.
pub fn row(fields: &[&str]) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).build();
    let mut out = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            step(&mut out, 0, |buffer| writer.delimiter(buffer).1);
        }
        step(&mut out, field.len(), |buffer| writer.field(field.as_bytes(), buffer).2);
    }
    step(&mut out, 0, |buffer| writer.terminator(buffer).1);
    String::from_utf8(out).unwrap_or_default()
}

/// Lets a step of the writer append to `out`; it writes at most two bytes for each that it is given, and its own marks.
fn step(out: &mut Vec<u8>, given: usize, write: impl FnOnce(&mut [u8]) -> usize) {
    let start = out.len();
    out.resize(start + 2 * given + 4, 0);
    let wrote = write(&mut out[start..]);
    out.truncate(start + wrote);
}

/// Reads a text: fields parted by commas.
pub fn read(text: &str, source: SourceId) -> Csv {
    read_parted(text, source, b',')
}

/// Reads a text: fields parted by a sign, in quotes where they hold it, quotes or line ends; a quote in a quoted field is written twice.
pub fn read_parted(text: &str, source: SourceId, sign: u8) -> Csv {
    let mut reader = ReaderBuilder::new().delimiter(sign).build();
    let mut output = vec![0u8; text.len() + 1];
    let mut csv = Csv::default();
    let mut row = Vec::new();
    let (mut at, mut start, mut written) = (0, 0, 0);
    loop {
        let (result, read, wrote) = reader.read_field(&text.as_bytes()[at..], &mut output[written..]);
        at += read;
        written += wrote;
        match result {
            ReadFieldResult::Field { record_end } => {
                let (span, is_open) = place(text, start, at, source, sign);
                if is_open {
                    csv.open_quote = Some(span);
                }
                row.push(Field { text: String::from_utf8_lossy(&output[..written]).into_owned(), span });
                if record_end {
                    let row = std::mem::take(&mut row);
                    if row.iter().any(|field: &Field| !field.text.trim().is_empty()) {
                        csv.rows.push(row);
                    }
                }
                (start, written) = (at, 0);
            }
            ReadFieldResult::End => return csv,
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
        }
    }
}

/// Where the words of a field stand among the bytes that were read for it, and whether it is in quotes that are not closed.
fn place(text: &str, start: usize, end: usize, source: SourceId, sign: u8) -> (Span, bool) {
    let raw = text.get(start..end).unwrap_or("");
    let body = raw.trim_start_matches(['\n', '\r']);
    let from = start + raw.len() - body.len();
    let is_closed = |body: &str| body.len() > 1 && body.ends_with('"') && body.bytes().filter(|&byte| byte == b'"').count() % 2 == 0;
    if body.starts_with('"') && !is_closed(body) && !is_closed(without_end(body, sign)) {
        let is_open = body.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
        return (Span::new(source, from, from + if is_open { 1 } else { without_end(body, sign).len() }), is_open);
    }
    let body = if is_closed(body) { body } else { without_end(body, sign) };
    let quoted = usize::from(body.starts_with('"'));
    (Span::new(source, from + quoted, from + body.len() - quoted), false)
}

/// The bytes of a field without the one sign or line end that ends it.
fn without_end(body: &str, sign: u8) -> &str {
    let ends = [body.strip_suffix(char::from(sign)), body.strip_suffix("\r\n"), body.strip_suffix(['\n', '\r'])];
    ends.into_iter().flatten().next().unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row's fields, with the words at their places where those are others.
    fn rows(text: &str) -> Vec<Vec<String>> {
        let shown = |field: Field| match &text[field.span.range()] {
            raw if raw == field.text => field.text,
            raw => format!("{} at {raw}", field.text),
        };
        read(text, SourceId(0)).rows.into_iter().map(|row| row.into_iter().map(shown).collect()).collect()
    }

    #[test]
    fn fields_have_their_words_and_places() {
        assert_eq!(rows("a,b\n1,2\n"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("a,b\r\n\r\n1,2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("\"1,000\",\"\"\n,x\n"), [["1,000", ""], ["", "x"]]);
        assert_eq!(rows("\"say \"\"so\"\"\",商湯\n"), [["say \"so\" at say \"\"so\"\"", "商湯"]]);
        assert_eq!(rows("\"two\nlines\",\"b,\"\n"), [["two\nlines", "b,"]]);
        assert_eq!(rows("a\n , \n,,\n\"\"\nb\n"), [["a"], ["b"]]);
        assert_eq!(rows(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn a_quote_that_is_not_closed_is_found() {
        let text = "a,b\n1,\"2\n3,4\n";
        let open = read(text, SourceId(0)).open_quote;
        assert_eq!(open, Some(Span::new(SourceId(0), 6, 7)));
        assert_eq!(read("a,\"b\"\n", SourceId(0)).open_quote, None);
    }
}
