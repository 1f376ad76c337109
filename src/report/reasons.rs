//! Why something could not be judged, in a sentence with the place to look.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::text;
use crate::data::{CellState, Returns, Slot};
use crate::form::Previous;
use crate::ir::{Count, ExprId, ExprKind, Program};
use crate::source::{SourceMap, Span};
use crate::ty::{FormId, Ty};
use crate::value::date::{Month, ShownDate};
use crate::value::{About, Cause, CellId, Missing, RecordId, ReturnId, Stretch, Unknown, Value};

/// Every cause with its id and a few words for it, in the order in which they are shown.
pub const CAUSES: &[(Cause, &str, &str)] = &[
    (Cause::NotLoaded, Cause::NotLoaded.id(), "a return that is needed is not loaded"),
    (Cause::OpenCollection, Cause::OpenCollection.id(), "more returns may exist than were loaded"),
    (Cause::Unreadable, Cause::Unreadable.id(), "a figure cannot be read"),
    (Cause::Blank, Cause::Blank.id(), "a figure is blank"),
    (Cause::Absent, Cause::Absent.id(), "a figure is not in the return"),
    (Cause::NoMatch, Cause::NoMatch.id(), "no single row matches"),
    (Cause::HourUnknown, Cause::HourUnknown.id(), "the hour is not known"),
    (Cause::EditionUnknown, Cause::EditionUnknown.id(), "the date that chooses the edition is not known"),
    (Cause::NoEdition, Cause::NoEdition.id(), "no edition is in force on the date"),
    (Cause::BeyondCalendar, Cause::BeyondCalendar.id(), "a day is outside the calendar"),
    (Cause::Precision, Cause::Precision.id(), "the printed digits leave both answers possible"),
    (Cause::DivisionByZero, Cause::DivisionByZero.id(), "a divisor is 0"),
    (Cause::CurrenciesDiffer, Cause::CurrenciesDiffer.id(), "the currencies differ"),
    (Cause::TooLarge, Cause::TooLarge.id(), "a number is too large"),
];

/// The stable id of a cause.
pub fn id(cause: Cause) -> &'static str {
    cause.id()
}

/// The words for a cause, as the head of a group.
pub fn words(id: &str) -> &str {
    CAUSES.iter().find(|entry| entry.1 == id).map_or(id, |entry| entry.2)
}

/// Where a cause stands among the causes.
pub fn rank(id: &str) -> usize {
    CAUSES.iter().position(|entry| entry.1 == id).unwrap_or(CAUSES.len())
}

/// Whether an expression is a phrase that counts.
fn counts(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::BusinessDay { .. } | ExprKind::BusinessDays { .. } | ExprKind::MonthsFrom { .. })
}

/// What the words of a reason are taken from.
pub struct Facts<'a> {
    pub sources: &'a SourceMap,
    pub program: &'a Program,
    pub returns: &'a Returns,
}

impl Facts<'_> {
    /// What is missing and where to look, in a sentence without its full stop; and the place, where there is one.
    pub fn reason(&self, unknown: Unknown) -> (String, Option<Span>) {
        match unknown.about {
            About::Cell(cell) => self.of_cell(unknown.cause, cell),
            About::Member(record, slot) => self.of_member(unknown.cause, record, slot),
            About::PreviousOf(of, form) => (self.of_previous(unknown.cause, of, FormId(form)), None),
            About::Others(of, form) => (self.of_others(unknown.cause, of, form), None),
            About::Within(of, form, stretch) => (self.of_stretch(of, FormId(form), stretch), None),
            About::Profile(of) => (self.of_profile(unknown.cause, of), None),
            About::Table(form) => (self.of_table(form), None),
            About::Expression(expr) => self.of_expression(unknown.cause, ExprId(expr)),
            About::NoRow(lookup) => self.of_lookup(ExprId(lookup), None),
        }
    }

    /// What a table has no row for; the words for the key where it is known.
    pub fn of_lookup(&self, id: ExprId, looked_for: Option<&str>) -> (String, Option<Span>) {
        let Some(expr) = self.program.exprs.get(id.0 as usize) else { return (words(self::id(Cause::NoMatch)).to_owned(), None) };
        let table = match expr.ty {
            Ty::Record(shape) => self.program.forms.shape(shape).name.as_str(),
            _ => "?",
        };
        let sentence = match looked_for {
            Some(key) => format!("the table `{table}` has no row for {}", text::cut(key, 80)),
            None => {
                let code = crate::value::normal_text(self.sources.text(expr.span));
                format!("`{}` finds no row in the table `{table}`", text::cut(&code, 80))
            }
        };
        (sentence, Some(expr.span))
    }

    fn of_table(&self, form: u16) -> String {
        let name = self.program.forms.forms.get(usize::from(form)).map_or("?", |form| form.name.as_str());
        format!("the table `{name}` is not loaded; give a file `{name}.csv`")
    }

    fn of_cell(&self, cause: Cause, id: CellId) -> (String, Option<Span>) {
        let cell = self.returns.cell(id);
        let record = self.returns.record(cell.record);
        let label = self.label(cell.record, cell.member);
        let at = self.at(cell.span);
        let sentence = match cause {
            Cause::Blank => format!("{label} is blank in {at}"),
            Cause::Unreadable if cell.printed.is_empty() => format!("{label} cannot be read in {at}"),
            Cause::Unreadable => format!("{label} cannot be read in {at}, where “{}” is printed", text::cut(&cell.printed, 40)),
            Cause::Absent => format!("{label} is not given in {}", self.at(record.span)),
            Cause::NotLoaded => format!("{label} is not loaded, see {at}"),
            Cause::HourUnknown => format!("{label} in {at} gives the day without the hour"),
            Cause::NoMatch => format!("no single row matches {label} of {at}"),
            Cause::CurrenciesDiffer => format!("{label} in {at} is in another currency than what it is reckoned with"),
            Cause::BeyondCalendar => format!("{label} in {at} leads to a day outside the calendar"),
            Cause::EditionUnknown => format!("{label} in {at} chooses the edition, and its date is not known"),
            Cause::NoEdition => format!("no edition is in force on the day that {label} gives in {at}"),
            Cause::DivisionByZero => format!("{label} in {at} is 0 and divides"),
            Cause::Precision => format!("{label} in {at} is printed with too few digits to tell"),
            Cause::TooLarge => format!("{label} in {at} leads to a number that is too large to reckon with"),
            Cause::OpenCollection => format!("more may belong to {label} in {at} than was loaded"),
        };
        (sentence, Some(cell.span))
    }

    fn of_member(&self, cause: Cause, id: RecordId, slot: u16) -> (String, Option<Span>) {
        let span = self.returns.record(id).span;
        let label = self.label(id, slot);
        let at = self.at(span);
        let sentence = match cause {
            Cause::Blank => format!("{label} is blank in {at}"),
            Cause::Unreadable => format!("{label} cannot be read in {at}"),
            Cause::NoMatch => format!("no single row of {label} in {at} matches"),
            Cause::OpenCollection | Cause::NotLoaded => format!("{label} in {at} may not be complete"),
            _ => format!("{label} is not given in {at}"),
        };
        (sentence, Some(span))
    }

    fn of_previous(&self, cause: Cause, of: ReturnId, wanted: FormId) -> String {
        let subject = self.returns.get(of);
        let form = self.program.forms.form(wanted);
        let issuer = &self.returns.issuer(of).name;
        let followed = self.program.forms.form(subject.form).follows.iter().find(|(other, _)| *other == wanted);
        let previous = followed.map(|(_, previous)| previous).or(form.previous.as_ref());
        let which = match (previous, subject.date) {
            (Some(Previous::MonthBefore), Some(date)) => format!("the {} {} of {issuer}", Month::of(date).previous(), form.title),
            (Some(Previous::MonthBefore), None) => {
                return format!("the return before {} is not known, for its own date is not", self.path(of));
            }
            (Some(Previous::Closes { opening, .. }), _) => {
                let days: Vec<String> = self.dates(of, opening).into_iter().map(|day| ShownDate(day).to_string()).collect();
                match days.is_empty() {
                    true => format!("the {} of {issuer} that closes where {} opens", form.title, self.path(of)),
                    false => format!("the {} of {issuer} that closes on {}", form.title, days.join(" or ")),
                }
            }
            (None, _) => format!("the {} of {issuer} before {}", form.title, self.path(of)),
        };
        match cause {
            Cause::NotLoaded => format!("{which} is not loaded"),
            Cause::NoMatch => format!("{which} is loaded more than once, and none amends the other"),
            _ => format!("{which} cannot be told"),
        }
    }

    /// The different dates at the end of a path of a return, in their order.
    fn dates(&self, of: ReturnId, path: &[u16]) -> BTreeSet<NaiveDate> {
        let mut slots: Vec<&Slot> = vec![];
        let mut records = vec![self.returns.get(of).root];
        for &step in path {
            slots = records.iter().filter_map(|&record| self.returns.record(record).slots.get(usize::from(step))).collect();
            records = slots
                .iter()
                .flat_map(|slot| match slot {
                    Slot::Record(group) => vec![*group],
                    Slot::Rows(rows) => rows.clone(),
                    Slot::Cell(_) | Slot::NoRows(_) => Vec::new(),
                })
                .collect();
        }
        let date = |slot: &Slot| match slot {
            Slot::Cell(cell) => match self.returns.cell(*cell).state {
                CellState::Figure(Value::Date(day)) => Some(day),
                _ => None,
            },
            _ => None,
        };
        slots.into_iter().filter_map(date).collect()
    }

    fn of_others(&self, cause: Cause, of: ReturnId, form: u16) -> String {
        let title = self.program.forms.forms.get(usize::from(form)).map_or("return", |form| form.title.as_str());
        let issuer = &self.returns.issuer(of).name;
        let period = match self.returns.get(of).date {
            Some(date) if date.day() >= 28 => format!(" for {}", Month::of(date)),
            Some(date) => format!(" up to {}", ShownDate(date)),
            None => String::new(),
        };
        match cause {
            Cause::NotLoaded => format!("no {title} of {issuer}{period} is loaded"),
            _ => format!("a {title} of {issuer}{period} may exist that is not loaded"),
        }
    }

    /// Which returns may be missing of some days, and what would settle it.
    fn of_stretch(&self, of: ReturnId, form: FormId, stretch: Stretch) -> String {
        let title = &self.program.forms.form(form).title;
        let issuer = &self.returns.issuer(of).name;
        let days = format!("from {} to {}", ShownDate(stretch.from), ShownDate(stretch.until));
        match stretch.missing {
            Missing::Unstated => format!("a {title} of {issuer} {days} may exist that is not loaded"),
            Missing::Fewer => format!("the profile of {issuer} counts more of {title} {days} than are loaded"),
            Missing::ClosesOn(day) => format!("the {title} of {issuer} that closes on {} is not loaded", ShownDate(day)),
            Missing::CarriesOnFrom(day) => {
                format!("the {title} of {issuer} that carries on from {} is not loaded", ShownDate(day))
            }
            Missing::Month(month) => format!("the {month} {title} of {issuer} is not loaded"),
            Missing::OpensOn(day) => format!("no {title} of {issuer} is loaded that carries on from {}", ShownDate(day)),
            Missing::Contradicted => format!("what says how many of {title} of {issuer} there are {days} is at odds with what is loaded"),
        }
    }

    fn of_profile(&self, cause: Cause, of: ReturnId) -> String {
        let forms = &self.program.forms;
        let title = forms.profile().map_or("profile", |id| forms.form(id).title.as_str());
        let issuer = &self.returns.issuer(of).name;
        match cause {
            Cause::NoMatch => format!("more than one profile (“{title}”) is loaded for {issuer}"),
            _ => format!("the profile of {issuer} (“{title}”) is not loaded"),
        }
    }

    fn of_expression(&self, cause: Cause, id: ExprId) -> (String, Option<Span>) {
        let Some(expr) = self.program.exprs.get(id.0 as usize) else { return (words(self::id(cause)).to_owned(), None) };
        let words = crate::value::normal_text(self.sources.text(expr.span));
        let code = text::cut(&words, 80);
        let sentence = match cause {
            Cause::NoMatch if matches!(expr.kind, ExprKind::Whichever(_)) => format!("the figures of `{code}` differ"),
            Cause::NoMatch if counts(&expr.kind) => format!("`{code}` counts what is no whole number from 0 to {}", Count::MOST),
            Cause::NoMatch => format!("`{code}` finds no row, or more than one"),
            Cause::DivisionByZero => format!("`{code}` divides by 0"),
            Cause::BeyondCalendar => format!("`{code}` leads to a day outside the days that the calendar covers"),
            Cause::CurrenciesDiffer => format!("`{code}` puts amounts of different currencies together"),
            Cause::TooLarge => format!("`{code}` comes to a number that is too large"),
            Cause::HourUnknown => format!("`{code}` turns on the hour of a day of which only the date is known"),
            Cause::Precision => format!("`{code}` can be true or false with the digits that are printed"),
            Cause::NoEdition => format!("`{code}` has no edition in force on the date"),
            Cause::EditionUnknown => format!("the date that chooses the edition of `{code}` is not known"),
            Cause::NotLoaded => format!("`{code}` needs a return that is not loaded"),
            Cause::OpenCollection => format!("`{code}` reads returns of which others may exist that are not loaded"),
            Cause::Blank => format!("`{code}` is blank"),
            Cause::Absent => format!("`{code}` is not given in the return"),
            Cause::Unreadable => format!("`{code}` cannot be read"),
        };
        (sentence, Some(expr.span))
    }

    /// The words printed on the form, in quotes.
    fn label(&self, record: RecordId, member: u16) -> String {
        let shape = self.program.forms.shape(self.returns.record(record).shape);
        let label = shape.members.get(usize::from(member)).map_or("?", |member| member.label.as_str());
        format!("“{label}”")
    }

    fn at(&self, span: Span) -> String {
        super::build::place(self.sources, span).brief()
    }

    fn path(&self, of: ReturnId) -> &str {
        &self.sources.get(self.returns.get(of).source).name
    }
}
