//! Windows of the naive evaluator: which returns or rows lie on some days, and whether none is missing, each as the manual defines it.

use chrono::{Datelike, NaiveDate};
use rulecheck::syntax::ast::{End, Expr, ExprKind, FormClause, FormDecl, Window};

use super::naive::{World, last_day};
use super::places::{Found, Place};
use super::reckon::{Listed, Scope, same_key};
use super::values::{Causes, Datum, Truth, Value, lacking, order, same, unknown};

/// A window, with its days.
#[derive(Clone, Debug)]
pub struct Span<'a> {
    form: &'a FormDecl,
    list: Option<String>,
    from: NaiveDate,
    until: NaiveDate,
    /// Whether it ends with the return under judgement, which is of the form.
    ends_with: Option<usize>,
    subject: usize,
}

/// A row that may be missing, and the name that it is bound to.
#[derive(Clone, Debug)]
pub struct Absent<'a> {
    pub name: String,
    span: Span<'a>,
}

/// What a ground says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Closed,
    Nothing,
    /// A return is missing that must be there.
    Lacks,
    AtOdds,
}

impl Says {
    /// Why what is reckoned is not known.
    fn cause(self) -> &'static str {
        if self == Says::Lacks { "not-loaded" } else { "open-collection" }
    }
}

impl<'a, 'w> Scope<'a, 'w> {
    /// Those of a collection that lie in a window.
    pub fn within(&self, of: &Expr, window: &Window) -> Listed<'a> {
        let span = match self.span(of, window) {
            Ok(span) => span,
            Err(gap) => return Listed { gaps: vec![gap], ..Listed::default() },
        };
        let world = self.world;
        let mut listed = Listed { is_open: true, ..Listed::default() };
        for at in world.standing(span.subject, &span.form.name.text) {
            let root = &world.filed[at].root;
            match &span.list {
                None => {
                    let days = world.days(at);
                    listed.add(root.clone(), days.iter().map(|day| span.holds(world, at, day)).fold(Truth::False, Truth::or));
                }
                Some(list) => match root.find(list) {
                    Some(Found::List(Ok(rows), _)) => {
                        for row in rows {
                            let days = world.days_of_row(at, list, &row);
                            let holds = days.iter().map(|day| span.holds(world, at, day)).fold(Truth::False, Truth::or);
                            listed.add(row, holds);
                        }
                    }
                    Some(Found::List(Err(gap), _)) => listed.gaps.push(gap),
                    _ => panic!("no list {list}"),
                },
            }
        }
        let says = span.closed(world);
        if says != Says::Closed {
            listed.gaps.push(unknown(says.cause()));
            listed.span = Some(span);
        }
        listed
    }

    fn span(&self, of: &Expr, window: &Window) -> Result<Span<'a>, Datum<'a>> {
        let (plural, list) = match &of.kind {
            ExprKind::Name(plural) => (plural, None),
            ExprKind::Member(of, list) => match &of.kind {
                ExprKind::Name(plural) => (plural, Some(list.text.clone())),
                other => panic!("{other:?} is no collection"),
            },
            other => panic!("{other:?} is no collection"),
        };
        let world = self.world;
        let form = world.form_of(plural);
        let subject = self.subject.expect("a rule judges a return");
        let day = |expr: &Expr| match self.expr(expr) {
            Datum::Known(Value::Date(day)) => Ok(day),
            Datum::Known(other) => panic!("{other:?} is no date"),
            lacking => Err(super::reckon::forget(lacking)),
        };
        let span = |from, until, ends_with| Span { form, list: list.clone(), from, until, ends_with, subject };
        match window {
            Window::Between(from, until) => Ok(span(day(from)?, day(until)?, None)),
            Window::Month(month) => match self.expr(month) {
                Datum::Known(Value::Month(year, month)) => {
                    let first = NaiveDate::from_ymd_opt(year, month, 1);
                    let (Some(first), Some(last)) = (first, last_day(year, month)) else { return Err(unknown("too-large")) };
                    Ok(span(first, last, None))
                }
                Datum::Known(other) => panic!("{other:?} is no month"),
                lacking => Err(super::reckon::forget(lacking)),
            },
            Window::Since(from) => {
                let from = day(from)?;
                let own = world.filed[subject].form.name.text == form.name.text;
                let days = if own { world.days(subject) } else { vec![world.own_day(subject)] };
                let causes: Causes = days
                    .iter()
                    .filter_map(|day| if let Datum::Unknown { causes, .. } = day { Some(causes.iter().copied()) } else { None })
                    .flatten()
                    .collect();
                if !causes.is_empty() {
                    return Err(Datum::Unknown { causes, blank: None });
                }
                let last = days.iter().filter_map(|day| if let Datum::Known(Value::Date(day)) = day { Some(*day) } else { None }).max();
                let own_date = || match &world.filed[subject].date {
                    Datum::Unknown { causes, .. } => Datum::Unknown { causes: causes.clone(), blank: None },
                    _ => unknown("not-loaded"),
                };
                let last = last.ok_or_else(own_date)?;
                Ok(span(from, last, own.then_some(subject)))
            }
        }
    }
}

impl<'a> Listed<'a> {
    fn add(&mut self, row: Place<'a>, belongs: Truth) {
        if !matches!(belongs, Truth::False | Truth::NotApplicable) {
            self.rows.push((row, belongs));
        }
    }
}

impl<'a> Span<'a> {
    /// Why what is reckoned over the window is not known.
    pub fn cause(&self, world: &World<'a>) -> &'static str {
        self.closed(world).cause()
    }

    /// Whether a day lies in the window, of something that stands in a return.
    fn holds(&self, world: &World<'a>, at: usize, day: &Datum<'a>) -> Truth {
        match day {
            Datum::Known(Value::Date(day)) => Truth::from(self.from <= *day && *day <= self.until).and(self.comes_up_to(world, at, *day)),
            Datum::Unknown { causes, .. } => Truth::Unknown(causes.clone()),
            Datum::Known(_) | Datum::NotApplicable { .. } => Truth::False,
        }
    }

    /// Where the window ends with the return under judgement: whether a return does not come after it.
    fn comes_up_to(&self, world: &World<'a>, at: usize, day: NaiveDate) -> Truth {
        let Some(subject) = self.ends_with.filter(|&subject| day == self.until && at != subject) else { return Truth::True };
        match (world.leads_to(at, subject), world.leads_to(subject, at)) {
            (Truth::True, Truth::False) => Truth::True,
            (Truth::False, Truth::True) => Truth::False,
            (Truth::Unknown(mut a), b) | (b, Truth::Unknown(mut a)) => {
                if let Truth::Unknown(b) = b {
                    a.extend(b);
                }
                Truth::Unknown(a)
            }
            _ => match (&world.filed[at].date, &world.filed[subject].date) {
                (Datum::Known(one), Datum::Known(other)) => match order(one, other) {
                    Ok(order) => Truth::from(order.is_le()),
                    Err(cause) => Truth::Unknown(Causes::from([cause])),
                },
                (one, other) => match lacking(&[one.clone(), other.clone()]) {
                    Some(Datum::Unknown { causes, .. }) => Truth::Unknown(causes),
                    _ => Truth::True,
                },
            },
        }
    }

    /// Whether none is missing, on any ground; no ground may be at odds with what is loaded.
    fn closed(&self, world: &World<'a>) -> Says {
        if self.from > self.until {
            return Says::Closed;
        }
        let mut grounds = vec![self.counted(world), self.monthly(world)];
        for key in self.chain_rows(world) {
            if self.linked(world, &key) == Says::AtOdds {
                grounds.push(Says::AtOdds);
            }
        }
        if grounds.contains(&Says::AtOdds) {
            Says::AtOdds
        } else if grounds.contains(&Says::Closed) {
            Says::Closed
        } else if grounds.contains(&Says::Lacks) {
            Says::Lacks
        } else {
            Says::Nothing
        }
    }

    /// What the profile counts.
    fn counted(&self, world: &World<'a>) -> Says {
        self.counted_over(world, true)
    }

    /// What the profile counts; of a window without end it is not asked whether all its days are counted.
    fn counted_over(&self, world: &World<'a>, has_end: bool) -> Says {
        let Datum::Known(Value::Place(profile)) = world.profile(self.subject, "issuer") else { return Says::Nothing };
        let Some(Found::List(Ok(rows), _)) = profile.find("counted") else { return Says::Nothing };
        let mut full = Vec::new();
        let mut lacks = false;
        for row in rows {
            let field = |name| match row.find(name) {
                Some(Found::Field(Datum::Known(value), _)) => Some(value),
                _ => None,
            };
            let (Some(Value::Text(name)), Some(Value::Date(first)), Some(Value::Date(last)), Some(Value::Amount(count))) =
                (field("name"), field("first"), field("last"), field("returns"))
            else {
                continue;
            };
            let named = [self.form.name.text.clone(), format!("{}s", self.form.name.text)];
            if !named.contains(&name.to_lowercase()) || last < self.from || first > self.until {
                continue;
            }
            let all = Span { list: None, from: first, until: last, ends_with: None, ..self.clone() };
            let lies = |at: usize| world.days(at).iter().map(|day| all.holds(world, at, day)).fold(Truth::False, Truth::or);
            let found: Vec<Truth> = world.standing(self.subject, &self.form.name.text).into_iter().map(lies).collect();
            let surely = found.iter().filter(|lies| **lies == Truth::True).count();
            let loaded = num_rational::BigRational::from(num_bigint::BigInt::from(surely));
            if loaded > count.value {
                return Says::AtOdds;
            }
            lacks |= loaded < count.value;
            if loaded == count.value && !found.iter().any(|lies| matches!(lies, Truth::Unknown(_))) {
                full.push((first, last));
            }
        }
        let is_full = |day: NaiveDate| full.iter().any(|(first, last)| *first <= day && day <= *last);
        match has_end && self.from.iter_days().take_while(|day| *day <= self.until).all(is_full) {
            true => Says::Closed,
            false if lacks => Says::Lacks,
            false => Says::Nothing,
        }
    }

    /// Whether a form that is filed monthly has a return for each month.
    fn monthly(&self, world: &World<'a>) -> Says {
        if !self.form.clauses.iter().any(|clause| matches!(clause, FormClause::PreviousMonth(_))) {
            return Says::Nothing;
        }
        let month = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
        let days: Vec<Datum> = world.standing(self.subject, &self.form.name.text).into_iter().map(|at| world.own_day(at)).collect();
        let of = |wanted: i32| days.iter().filter(|day| matches!(day, Datum::Known(Value::Date(day)) if month(*day) == wanted)).count();
        let counts: Vec<usize> = (month(self.from)..=month(self.until)).map(of).collect();
        if counts.contains(&0) {
            return Says::Lacks;
        }
        let is_single = counts.iter().all(|count| *count == 1) && !days.iter().any(|day| matches!(day, Datum::Unknown { .. }));
        if is_single { Says::Closed } else { Says::AtOdds }
    }

    /// The rows of the form's chain, where the window is over them.
    fn chain_rows(&self, world: &World<'a>) -> Vec<Place<'a>> {
        let Some((closing, _)) = chain(self.form) else { return Vec::new() };
        if self.list.as_deref() != Some(closing.date.names[0].text.as_str()) {
            return Vec::new();
        }
        world.rows_of_chain(self.subject, self.form).into_iter().filter_map(Result::ok).collect()
    }

    /// Whether the rows with the key of a row make one chain from before the window to beyond it.
    fn linked(&self, world: &World<'a>, key: &Place<'a>) -> Says {
        let (closing, opening) = chain(self.form).expect("the form is chained");
        let at = |row: &Place<'a>, path: &rulecheck::syntax::ast::Path| row.ends(&path.names[1..]).remove(0).1;
        let mut links: Vec<(Place<'a>, NaiveDate, NaiveDate)> = Vec::new();
        let mut is_sure = true;
        for row in world.rows_of_chain(self.subject, self.form) {
            let Ok(row) = row else {
                is_sure = false;
                continue;
            };
            let may_lie = |day: NaiveDate| self.from <= day && day <= self.until;
            let is_key = same_key(&row, key);
            if is_key == Truth::False {
                continue;
            }
            match (at(&row, &opening.date), at(&row, &closing.date)) {
                (Datum::Known(Value::Date(opens)), Datum::Known(Value::Date(closes))) if opens <= closes && is_key == Truth::True => {
                    match self.comes_up_to(world, row.document, closes) {
                        _ if closes > self.until => links.push((row, opens, closes)),
                        Truth::True => links.push((row, opens, closes)),
                        Truth::Unknown(_) if closes >= self.from => is_sure = false,
                        _ => {}
                    }
                }
                (_, Datum::Known(Value::Date(closes))) => is_sure &= !may_lie(closes),
                (_, Datum::Unknown { .. }) => is_sure = false,
                _ => {}
            }
        }
        let own = |row: &Place<'a>| self.ends_with == Some(row.document);
        let has_own = links.iter().any(|(row, ..)| own(row));
        links.retain(|(_, opens, closes)| *closes >= self.from && (*closes <= self.until || !has_own && *opens <= self.until));
        let is_end = |at: usize| if has_own { own(&links[at].0) } else { links[at].2 > self.until };
        let meets = |one: usize, other: usize| {
            let (a, b) = (&links[one].0, &links[other].0);
            let balances = (at(a, closing.balance.as_ref().unwrap()), at(b, opening.balance.as_ref().unwrap()));
            let same = matches!(&balances, (Datum::Known(a), Datum::Known(b)) if same(a, b) == Ok(true));
            one != other && links[one].2 == links[other].1 && same
        };
        let mut ways: Vec<Vec<usize>> = Vec::new();
        let mut open: Vec<Vec<usize>> = (0..links.len()).filter(|&at| links[at].1 < self.from).map(|at| vec![at]).collect();
        let mut reached: Vec<usize> = Vec::new();
        while let Some(way) = open.pop() {
            let last = way[way.len() - 1];
            reached.push(last);
            if is_end(last) {
                ways.push(way);
                continue;
            }
            for next in (0..links.len()).filter(|next| meets(last, *next) && !way.contains(next)) {
                open.push(way.iter().copied().chain([next]).collect());
            }
        }
        match &ways[..] {
            [] if (0..links.len()).any(|at| !reached.contains(&at)) => Says::Lacks,
            [] => Says::Nothing,
            [way] if is_sure && (0..links.len()).all(|at| links[at].2 > self.until || way.contains(&at)) => Says::Closed,
            _ => Says::AtOdds,
        }
    }
}

impl<'a> Absent<'a> {
    pub fn new(name: &str, span: Span<'a>) -> Absent<'a> {
        Absent { name: name.to_owned(), span }
    }

    /// Whether a row that may be missing has the key of another.
    pub fn has_key_of(&self, world: &World<'a>, other: &Place<'a>) -> Truth {
        let is_chained = chain(self.span.form).is_some_and(|(closing, _)| self.span.list.as_deref() == Some(&closing.date.names[0].text));
        if !is_chained || same_key(other, other) != Truth::True {
            return Truth::Unknown(Causes::from([self.span.closed(world).cause()]));
        }
        let says = if self.span.counted(world) == Says::AtOdds { Says::AtOdds } else { self.span.linked(world, other) };
        if says == Says::Closed { Truth::False } else { Truth::Unknown(Causes::from([says.cause()])) }
    }
}

/// Where the rows of a form's chain close and open.
fn chain(form: &FormDecl) -> Option<(&End, &End)> {
    form.clauses.iter().find_map(|clause| match clause {
        FormClause::PreviousCloses { form: None, closing, opening, .. } if closing.balance.is_some() => Some((closing, opening)),
        _ => None,
    })
}

impl<'a> World<'a> {
    /// Whether more returns are loaded than the profile counts, so that what it says of them is not true.
    pub fn counts_at_odds(&self) -> bool {
        let forms: Vec<&FormDecl> = self.forms.values().copied().collect();
        (0..self.filed.len()).any(|subject| {
            forms.iter().any(|form| {
                let all = Span { form, list: None, from: NaiveDate::MIN, until: NaiveDate::MAX, ends_with: None, subject };
                all.counted_over(self, false) == Says::AtOdds
            })
        })
    }

    pub fn form_of(&self, plural: &str) -> &'a FormDecl {
        let is_it = |clause: &FormClause| matches!(clause, FormClause::Plural(name) if name.text == plural);
        self.forms.values().find(|form| form.clauses.iter().any(is_it)).expect("a collection has a form")
    }

    /// All returns of a form of the subject's issuer that stand, itself among them.
    fn standing(&self, subject: usize, form: &str) -> Vec<usize> {
        let own = (self.filed[subject].form.name.text == form).then_some(subject);
        self.others(subject, form).into_iter().chain(own).collect()
    }

    /// The rows of a form's chain; for a list that is not known, nothing.
    fn rows_of_chain(&self, subject: usize, form: &'a FormDecl) -> Vec<Result<Place<'a>, ()>> {
        let Some((closing, _)) = chain(form) else { return Vec::new() };
        let rows = |at: usize| match self.filed[at].root.find(&closing.date.names[0].text) {
            Some(Found::List(Ok(rows), _)) => rows.into_iter().map(Ok).collect(),
            _ => vec![Err(())],
        };
        self.standing(subject, &form.name.text).into_iter().flat_map(rows).collect()
    }

    /// The day of a return's own date.
    fn own_day(&self, at: usize) -> Datum<'a> {
        self.day(at).map_or_else(|| self.filed[at].date.clone(), |day| Datum::Known(Value::Date(day)))
    }

    /// The days of a return: those on which the rows of its chain close, else that of its date.
    fn days(&self, at: usize) -> Vec<Datum<'a>> {
        let filed = &self.filed[at];
        let Some((closing, _)) = chain(filed.form) else { return vec![self.own_day(at)] };
        match filed.root.find(&closing.date.names[0].text) {
            Some(Found::List(Ok(rows), _)) if rows.is_empty() => vec![self.own_day(at)],
            Some(Found::List(Ok(rows), _)) => rows.iter().map(|row| row.ends(&closing.date.names[1..]).remove(0).1).collect(),
            Some(Found::List(Err(gap), _)) => vec![gap],
            _ => panic!("a chain has a list"),
        }
    }

    fn days_of_row(&self, at: usize, list: &str, row: &Place<'a>) -> Vec<Datum<'a>> {
        match chain(self.filed[at].form) {
            Some((closing, _)) if closing.date.names[0].text == list => vec![row.ends(&closing.date.names[1..]).remove(0).1],
            _ => self.days(at),
        }
    }

    /// Whether a row of one return closes, by day and balance, where a row of the same key of another opens.
    fn leads_to(&self, one: usize, other: usize) -> Truth {
        let Some((closing, opening)) = chain(self.filed[one].form) else { return Truth::False };
        let list = &closing.date.names[0].text;
        let rows = |at: usize| match self.filed[at].root.find(list) {
            Some(Found::List(Ok(rows), _)) => rows,
            _ => Vec::new(),
        };
        let equal = |a: &Place<'a>, path: &rulecheck::syntax::ast::Path, b: &Place<'a>, other: &rulecheck::syntax::ast::Path| {
            let pair = [a.ends(&path.names[1..]).remove(0).1, b.ends(&other.names[1..]).remove(0).1];
            match &pair {
                [Datum::Known(a), Datum::Known(b)] => same(a, b).map_or_else(|cause| Truth::Unknown(Causes::from([cause])), Truth::from),
                pair => Truth::of(&lacking(pair).expect("one is not known")),
            }
        };
        let mut found = Truth::False;
        for a in rows(one) {
            for b in rows(other) {
                let balances = equal(&a, closing.balance.as_ref().unwrap(), &b, opening.balance.as_ref().unwrap());
                found = found.or(same_key(&a, &b).and(equal(&a, &closing.date, &b, &opening.date)).and(balances));
            }
        }
        found
    }
}
