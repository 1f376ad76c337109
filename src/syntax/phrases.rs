//! Expressions that are phrases: times, business days, months, rounding.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{Count, Expr, ExprKind, Literal, Name};
use super::exprs::{Tree, start_to};
use super::items::Builder;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::value::date::ShortMonth;
use crate::value::number::{Number, Rounding};

/// The most places that are rounded to: as many as a figure can have.
const MOST_PLACES: i64 = 28;

/// The most months that are counted: far more than any provision does.
const MOST_MONTHS: i64 = 9999;

/// The most business days that are counted: far more than any calendar covers.
const MOST_DAYS: i64 = 9999;

/// Which way the rest of a rounding goes, and where that is said.
type Way = (Rounding, Span);

impl Builder<'_> {
    /// `08:30 on D`, `filing_hour on D`.
    pub(super) fn time_on(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::kw_on);
        let clock = parts.next()?;
        let place = self.span(&clock);
        let time = match clock.as_rule() {
            Rule::time_name => Expr { kind: ExprKind::Name(clock.as_str().to_owned()), span: place },
            _ => {
                let (hour, minute) = self.time(clock.as_str(), place);
                Expr { kind: ExprKind::Literal(Literal::Time(hour, minute)), span: place }
            }
        };
        let date = self.tree(parts.next()?)?;
        let span = start_to(start, date.expr.span);
        self.node(ExprKind::TimeOn { time: Box::new(time), date: Box::new(date.expr) }, span, date.depth)
    }

    /// `5th business day after D in hkex`, `next business day after D in hkex`, `5 business days after D in hkex`.
    pub(super) fn business_day(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::business_day_words);
        let first = parts.next()?;
        let place = self.span(&first);
        let (count, only) = match first.as_rule() {
            Rule::kw_next => (Count::Ordinal(1), Some(Rule::kw_after)),
            Rule::kw_previous => (Count::Ordinal(1), Some(Rule::kw_before)),
            Rule::count_of_days => (self.count_of_days(first.clone())?, None),
            _ => (Count::Ordinal(self.ordinal(first.as_str(), place)), None),
        };
        let direction = parts.next()?;
        if only.is_some_and(|only| only != direction.as_rule()) {
            let right = if direction.as_rule() == Rule::kw_after { "before" } else { "after" };
            let message = format!("the {} business day does not lie {} a day", first.as_str(), direction.as_str());
            let problem = Diagnostic::new(&codes::SYNTAX, message, self.span(&direction), "the other way");
            self.report(problem.help("It is `next business day after` and `previous business day before`.").fix(
                format!("write `{right}`"),
                self.span(&direction),
                right,
            ));
            return None;
        }
        let before = direction.as_rule() == Rule::kw_before;
        let (from, depth, calendar) = self.day_and_calendar(parts)?;
        let span = start_to(start, calendar.span);
        self.node(ExprKind::BusinessDay { count, before, from, calendar }, span, depth)
    }

    /// `the 5 business days before D in hkex`.
    pub(super) fn business_days(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::kw_the);
        let count = self.count_of_days(parts.next()?)?;
        let before = parts.next()?.as_rule() == Rule::kw_before;
        let (from, depth, calendar) = self.day_and_calendar(parts)?;
        let span = start_to(start, calendar.span);
        self.node(ExprKind::BusinessDays { count, before, from, calendar }, span, depth)
    }

    /// The day that is counted from, how deep it nests, and the calendar.
    fn day_and_calendar<'p>(&mut self, mut parts: impl Iterator<Item = Pair<'p, Rule>>) -> Option<(Box<Expr>, u32, Name)> {
        let from = self.tree(parts.next()?)?;
        let calendar = self.name(&parts.find(|part| part.as_rule() == Rule::name)?);
        Some((Box::new(from.expr), from.depth, calendar))
    }

    fn count_of_days(&mut self, pair: Pair<'_, Rule>) -> Option<Count> {
        let counted = pair.into_inner().next()?;
        Some(self.count_in_phrase(&counted, MOST_DAYS, "business days"))
    }

    /// How many a phrase counts: a number, or a name with the fields taken of it.
    fn count_in_phrase(&mut self, counted: &Pair<'_, Rule>, most: i64, what: &str) -> Count {
        if counted.as_str().starts_with(|c: char| c.is_ascii_digit()) {
            return Count::Number(self.counted(counted, most, what));
        }
        let whole = self.span(counted);
        let mut end = whole.start;
        let mut named: Option<Expr> = None;
        for word in counted.as_str().split('.') {
            let span = Span { start: end, end: end + word.len() as u32, ..whole };
            end = span.end + 1;
            named = Some(match named {
                None => Expr { kind: ExprKind::Name(word.to_owned()), span },
                Some(of) => {
                    let member = Name { text: word.to_owned(), span };
                    Expr { kind: ExprKind::Member(Box::new(of), member), span: start_to(whole, span) }
                }
            });
        }
        named.map_or(Count::Number(0), |named| Count::Named(Box::new(named)))
    }

    /// `business days between D and E in hkex`.
    pub(super) fn business_days_between(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let (mut days, mut calendar): (Vec<Tree>, Option<Name>) = (Vec::new(), None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::sum => days.push(self.tree(part)?),
                Rule::name => calendar = Some(self.name(&part)),
                _ => {}
            }
        }
        let calendar = calendar?;
        let span = start_to(start, calendar.span);
        let depth = days.iter().map(|day| day.depth).max()?;
        let mut days = days.into_iter().map(|day| Box::new(day.expr));
        self.node(ExprKind::BusinessDaysBetween { after: days.next()?, until: days.next()?, calendar }, span, depth)
    }

    /// `3 months after D, or the last day of the month`.
    pub(super) fn months_from(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner();
        let counted = parts.next()?;
        let months = self.count_in_phrase(&counted, MOST_MONTHS, "months");
        let before = parts.nth(1)?.as_rule() == Rule::kw_before;
        let from = self.tree(parts.next()?)?;
        let phrase = parts.next();
        let end = phrase.as_ref().map_or(from.expr.span, |phrase| self.span(phrase));
        let short = phrase.and_then(|phrase| phrase.into_inner().next()).map(|day| match day.as_rule() {
            Rule::first_day_of_next_month => ShortMonth::FirstOfNext,
            _ => ShortMonth::LastDay,
        });
        self.node(ExprKind::Months { months, before, from: Box::new(from.expr), short }, start_to(start, end), from.depth)
    }

    /// `round X to 2 places half up`, `round X down to 2 places`.
    pub(super) fn rounding(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let (mut value, mut places, mut end) = (None, 0, start);
        let (mut all, mut half): (Option<Way>, Option<Way>) = (None, None);
        for part in pair.into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::sum => value = Some(self.tree(part)?),
                Rule::kw_up => all = Some((Rounding::Away, place)),
                Rule::kw_down => all = Some((Rounding::Truncate, place)),
                Rule::number => places = self.counted(&part, MOST_PLACES, "places"),
                Rule::kw_places => end = place,
                Rule::half_to => {
                    let way = part.into_inner().nth(1)?;
                    end = self.span(&way);
                    let rounding = match way.as_rule() {
                        Rule::kw_up => Rounding::HalfUp,
                        Rule::kw_down => Rounding::HalfDown,
                        _ => Rounding::HalfEven,
                    };
                    half = Some((rounding, place.to(end)));
                }
                _ => {}
            }
        }
        let rounding = self.one_way(all, half, end)?;
        let value = value?;
        self.node(ExprKind::Round { value: Box::new(value.expr), places, rounding }, start_to(start, end), value.depth)
    }

    /// The one way that the rest goes, all of it or a half; `end` is where the rounding ends.
    fn one_way(&mut self, all: Option<Way>, half: Option<Way>, end: Span) -> Option<Rounding> {
        match (all, half) {
            (Some((rounding, _)), None) | (None, Some((rounding, _))) => Some(rounding),
            (None, None) => {
                let after = Span { start: end.end, ..end };
                let problem = Diagnostic::new(&codes::CLAUSE, "the rounding does not say what becomes of a half", end, "nothing follows");
                self.report(
                    problem
                        .help("Write `half up`, `half down` or `half even`; or round all `up` or `down`, as in `round x up to 2 places`.")
                        .fix("write `half up`", after, " half up"),
                );
                None
            }
            (Some((_, place)), Some((_, other))) => {
                let problem = Diagnostic::new(&codes::CLAUSE, "the rounding goes two ways", other, "says it again");
                self.report(problem.also(place, "says which way all goes").help("Keep one: what is rounded all one way has no halves."));
                None
            }
        }
    }

    /// A whole number that counts something. A mistake is reported.
    fn counted(&mut self, digits: &Pair<'_, Rule>, most: i64, what: &str) -> u32 {
        let span = self.span(digits);
        let number: Number = self.number(digits.as_str(), span);
        let count = number.to_i64().filter(|count| (0..=most).contains(count));
        count.and_then(|count| u32::try_from(count).ok()).unwrap_or_else(|| {
            let message = format!("`{}` is no number of {what}", digits.as_str());
            let problem = Diagnostic::new(&codes::LITERAL_NUMBER, message, span, "out of range");
            self.report(problem.help(format!("A number of {what} is whole, from 0 to {most}.")));
            0
        })
    }
}
