//! Calendars: the table of closed days that a rule file names, read from its CSV.

use chrono::NaiveDate;

use super::lower::Lowering;
use crate::csv;
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
        let mut rows = csv::read(&self.sources.get(table).text, table).rows.into_iter();
        let head = rows.next().unwrap_or_default();
        if !head.iter().map(|field| field.text.as_str()).eq(COLUMNS) {
            let span = head.first().map_or(Span::new(table, 0, 0), |field| field.span);
            self.report(
                Diagnostic::new(&codes::CALENDAR_DATA, "the table does not begin with its columns", span, "not the columns")
                    .help("The first line of a calendar's table is `date,kind,name`."),
            );
            return Vec::new();
        }
        let mut closed = Vec::new();
        for row in rows {
            let [csv::Field { text: date, span }, csv::Field { text: kind, .. }, _] = row.as_slice() else {
                if let Some(first) = row.first() {
                    let message = format!("the row has {} fields, and a calendar's rows have 3", row.len());
                    self.report(Diagnostic::new(&codes::CALENDAR_DATA, message, first.span, "in this row"));
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
