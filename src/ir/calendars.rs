//! Calendars: the table of closed days that a rule file names, read from its CSV.

use chrono::NaiveDate;
use csv_core::{ReadFieldResult, Reader};

use super::lower::Lowering;
use crate::diag::{Diagnostic, codes};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{CalendarDecl, Expr, ExprKind, Literal};
use crate::value::calendar::Calendar;

const COLUMNS: [&str; 3] = ["date", "kind", "name"];

impl Lowering<'_> {
    pub fn declare_calendar(&mut self, declared: &CalendarDecl, read_beside: &dyn Fn(SourceId, &str) -> Option<SourceId>) {
        if self.program.calendars.iter().any(|calendar| calendar.name == declared.name.text) {
            let message = format!("there are two calendars named `{}`", declared.name.text);
            self.report(Diagnostic::new(&codes::DUPLICATE_NAME, message, declared.name.span, "declared again here"));
            return;
        }
        let (Some(first), Some(last)) = (self.date_literal(&declared.first), self.date_literal(&declared.last)) else { return };
        if first > last {
            let message = "the calendar covers no day";
            self.report(Diagnostic::new(
                &codes::CALENDAR_DATA,
                message,
                declared.first.span.to(declared.last.span),
                "ends before it begins",
            ));
            return;
        }
        let Some(table) = read_beside(declared.file.span.source, &declared.file.text) else {
            let message = format!("there is no file `{}` beside this rule file", declared.file.text);
            self.report(
                Diagnostic::new(&codes::CALENDAR_DATA, message, declared.file.span, "named here")
                    .help("Without its table the calendar knows no closed day, so it is left out. Name a CSV in the same folder."),
            );
            return;
        };
        let closed = self.closed_days(table, first, last);
        self.program.calendars.push(Calendar { name: declared.name.text.clone(), first, last, closed });
    }

    /// A date written out; anything else is reported.
    pub fn date_literal(&mut self, expr: &Expr) -> Option<NaiveDate> {
        if let ExprKind::Literal(Literal::Date(date)) = &expr.kind {
            return Some(*date);
        }
        self.report(
            Diagnostic::new(&codes::TYPE_MISMATCH, "a date is expected here", expr.span, "not a date")
                .help("Write the day as year-month-day, for example `2009-01-01`."),
        );
        None
    }

    fn closed_days(&mut self, table: SourceId, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let rows = csv_fields(&self.sources.get(table).text, table);
        let mut rows = rows.into_iter();
        let head = rows.next().unwrap_or_default();
        if !head.iter().map(|field| field.0.as_str()).eq(COLUMNS) {
            let span = head.first().map_or(Span::new(table, 0, 0), |field| field.1);
            self.report(
                Diagnostic::new(&codes::CALENDAR_DATA, "the table does not begin with its columns", span, "not the columns")
                    .help("The first line of a calendar's table is `date,kind,name`."),
            );
            return Vec::new();
        }
        let mut closed = Vec::new();
        for row in rows {
            let [(date, span), (kind, _), _] = row.as_slice() else {
                if let Some((_, span)) = row.first() {
                    let message = format!("the row has {} fields, and a calendar's rows have 3", row.len());
                    self.report(Diagnostic::new(&codes::CALENDAR_DATA, message, *span, "in this row"));
                }
                continue;
            };
            let Ok(day) = NaiveDate::parse_from_str(date, "%Y-%m-%d") else {
                let message = format!("`{date}` is not a date written year-month-day");
                self.report(Diagnostic::new(&codes::CALENDAR_DATA, message, *span, "not a date"));
                continue;
            };
            if day < first || day > last {
                let message = format!("`{date}` lies outside the days that the calendar covers");
                self.report(Diagnostic::new(&codes::CALENDAR_DATA, message, *span, "outside"));
            } else if kind == "closed" {
                closed.push(day);
            }
        }
        closed.sort_unstable();
        closed.dedup();
        closed
    }
}

/// The fields of a CSV text with their places; empty lines are passed over.
fn csv_fields(text: &str, source: SourceId) -> Vec<Vec<(String, Span)>> {
    let mut reader = Reader::new();
    let mut output = vec![0u8; text.len() + 1];
    let mut rows = vec![Vec::new()];
    let (mut at, mut start, mut written) = (0, 0, 0);
    loop {
        let (result, read, wrote) = reader.read_field(&text.as_bytes()[at..], &mut output[written..]);
        at += read;
        written += wrote;
        match result {
            ReadFieldResult::InputEmpty if read > 0 => {}
            ReadFieldResult::Field { record_end } => {
                let raw = text.get(start..at).unwrap_or("");
                let body = raw.trim_start_matches(['\n', '\r']);
                let from = start + raw.len() - body.len();
                let content = String::from_utf8_lossy(&output[..written]).into_owned();
                let span = Span::new(source, from, from + body.trim_end_matches([',', '\n', '\r']).len());
                if let Some(row) = rows.last_mut() {
                    row.push((content, span));
                }
                if record_end {
                    rows.push(Vec::new());
                }
                start = at;
                written = 0;
            }
            ReadFieldResult::End => break,
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}
