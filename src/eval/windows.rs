//! Windows: the returns of some days, or the rows of a list of theirs; and whether those that are loaded are all that there are.
//!
//! There are three grounds on which none is missing: the profile counts so many, every month has its return, or the rows of one key link
//! from before the window to beyond it. A ground holds whatever else is loaded, and what it says is at odds with a return more. So a window
//! is closed where a ground says that it is and no ground is at odds with what is loaded: then one more return opens the window again, and
//! never puts another answer in the place of the first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::compare;
use super::expr::Evaluator;
use super::lists::{Listed, Listing};
use super::operators::Junction;
use super::recorder::{Recorder, Silent};
use crate::data::{ByDay, Count, Link, Links, Mark, OfForm};
use crate::form::Previous;
use crate::ir::{Binder, Bounds, ExprId, ExprKind, LocalId};
use crate::ty::{FormId, Ty};
use crate::value::date::{Month, ShownDate};
use crate::value::{About, Cause, Datum, Missing, RecordId, ReturnId, Stretch, Unknown, Value};
use crate::verdict::{Closed, Ground};

/// The returns of a form, or the rows of a list of theirs, on some days.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub form: FormId,
    pub list: Option<u16>,
    from: NaiveDate,
    until: NaiveDate,
    /// Whether it ends with the subject, which is of the form itself.
    ends_with_subject: bool,
}

/// What is asked of a row that may be missing: the local that would hold it.
#[derive(Clone, Copy, Debug)]
pub struct Absent {
    local: LocalId,
    window: Window,
}

impl Window {
    /// Its first day and its last.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.from, self.until)
    }

    fn closed_on(&self, ground: Ground) -> Closed {
        Closed { form: self.form, from: self.from, until: self.until, ground }
    }
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    /// Those returns or rows of a collection that lie in a window.
    pub fn within(&mut self, id: ExprId, of: ExprId, bounds: Bounds) -> Listed<'a> {
        let window = match self.window(of, bounds) {
            Ok(window) => window,
            Err(datum) => return Listed::Nothing(datum),
        };
        let ground = self.closed(window);
        let listing = self.lie_in(window, ground);
        let why = match ground {
            Ok(Ground::NoDays) => "there is no such day",
            Ok(Ground::Counted) => "the profile counts as many",
            Ok(Ground::EveryMonth) => "each month has its return",
            Ok(Ground::Linked) => "each carries on from the one before",
            Err(Missing::Contradicted) => "what says that none is missing is at odds with this",
            Err(_) => "there may be more",
        };
        let days = format!("{} to {}", ShownDate(window.from), ShownDate(window.until));
        let found = Value::Text(format!("{} from {days}; {why}", listing.rows.len()).into());
        self.recorder.finished(id, &Datum::Known(found), None);
        if let Ok(ground) = ground {
            self.recorder.closed(window.closed_on(ground));
        }
        Listed::Open(listing)
    }

    pub fn window(&mut self, of: ExprId, bounds: Bounds) -> Result<Window, Datum> {
        let nothing = |id: ExprId| Datum::unknown(Cause::NoMatch, About::Expression(id.0));
        let (form, list) = match self.program.expr(of).kind {
            ExprKind::Returns(form) => (form, None),
            ExprKind::RowsOfReturns { form, list } => (form, Some(list)),
            _ => return Err(nothing(of)),
        };
        let mut day = |id: ExprId| match self.expr(id) {
            Datum::Known(Value::Date(day)) => Ok(day),
            Datum::Known(_) => Err(nothing(id)),
            lacking => Err(lacking),
        };
        let window = |from, until, ends_with_subject| Window { form, list, from, until, ends_with_subject };
        match bounds {
            Bounds::Between(from, until) => Ok(window(day(from)?, day(until)?, false)),
            Bounds::Since(from) => {
                let from = day(from)?;
                let is_own = self.returns.get(self.subject).form == form;
                Ok(window(from, self.day_of_subject(is_own)?, is_own))
            }
            Bounds::Month(month) => match self.expr(month) {
                Datum::Known(Value::Month(month)) => {
                    let (first, last) = (month.first_day(), month.last_day());
                    let days = first.zip(last).ok_or(Datum::unknown(Cause::TooLarge, About::Expression(of.0)))?;
                    Ok(window(days.0, days.1, false))
                }
                Datum::Known(_) => Err(nothing(of)),
                lacking => Err(lacking),
            },
        }
    }

    /// The last day of the subject: where its chain closes last, else its date.
    fn day_of_subject(&self, is_own: bool) -> Result<NaiveDate, Datum> {
        let filed = self.returns.get(self.subject);
        let of = self.history().forms.get(&filed.form);
        let unknown = |unknown: Unknown| Datum::Unknown(unknown);
        if is_own && let Some(of) = of {
            if let Some(&(_, why)) = of.returns.undated.iter().find(|(root, _)| *root == filed.root) {
                return Err(unknown(why));
            }
            let days = of.returns.dated.iter().rev().find(|(_, root)| *root == filed.root).map(|&(day, _)| day);
            return days.ok_or(unknown(self.unknown_date(self.subject)));
        }
        filed.date.ok_or(unknown(self.unknown_date(self.subject)))
    }

    /// What lies in a window, what may lie there, and why there may be more.
    fn lie_in(&self, window: Window, ground: Result<Ground, Missing>) -> Listing {
        let gap = ground.err().map(|missing| self.gap(window, missing));
        let mut listing = Listing {
            rows: Vec::new(),
            doubts: BTreeMap::new(),
            gaps: gap.into_iter().collect(),
            window: gap.map(|_| window),
            none: gap.unwrap_or(self.gap(window, Missing::Unstated)),
        };
        let Some(by_day) = self.by_day(window) else { return listing };
        let (mut seen, mut sure) = (BTreeSet::new(), BTreeSet::new());
        for &(day, record) in by_day.between(window.from, window.until) {
            match self.comes_up_to(window, record, day) {
                Datum::Known(Value::Bool(true)) => drop(sure.insert(record)),
                Datum::Unknown(why) => drop(listing.doubts.insert(record, why)),
                Datum::Known(_) | Datum::NotApplicable(_) => continue,
            }
            if seen.insert(record) {
                listing.rows.push(record);
            }
        }
        for &(record, why) in &by_day.undated {
            if seen.insert(record) {
                listing.rows.push(record);
                listing.doubts.insert(record, why);
            }
        }
        listing.doubts.retain(|record, _| !sure.contains(record));
        listing.gaps.extend(by_day.lacking.iter().copied());
        listing
    }

    /// The returns or rows of which a window is, by their days.
    pub fn by_day(&self, window: Window) -> Option<&'a ByDay> {
        let of = self.history().forms.get(&window.form)?;
        match window.list {
            None => Some(&of.returns),
            Some(list) => of.rows.get(&list),
        }
    }

    pub fn gap(&self, window: Window, missing: Missing) -> Unknown {
        let stretch = Stretch { from: window.from, until: window.until, missing };
        Unknown { cause: missing.cause(), about: About::Within(self.subject, window.form.0, stretch) }
    }

    /// Whether what lies on a day of a window does not come after the subject, where the window ends with it.
    pub fn comes_up_to(&self, window: Window, record: RecordId, day: NaiveDate) -> Datum {
        let owner = self.returns.record(record).owner;
        if !window.ends_with_subject || day < window.until || owner == self.subject {
            return Datum::truth(true);
        }
        let at = About::PreviousOf(self.subject, window.form.0);
        let (before, after) = (self.leads_to(owner, self.subject, at), self.leads_to(self.subject, owner, at));
        match (before, after) {
            (Datum::Known(Value::Bool(true)), Datum::Known(Value::Bool(false))) => Datum::truth(true),
            (Datum::Known(Value::Bool(false)), Datum::Known(Value::Bool(true))) => Datum::truth(false),
            (Datum::Unknown(why), _) | (_, Datum::Unknown(why)) => Datum::Unknown(why),
            _ => match (self.date_cell(owner).map(|cell| self.cell(cell)), self.date_cell(self.subject).map(|cell| self.cell(cell))) {
                (Some(Datum::Known(one)), Some(Datum::Known(other))) => match compare::order(&one, &other) {
                    Ok(order) => Datum::truth(order.is_le()),
                    Err(cause) => Datum::unknown(cause, self.date_cell(owner).map_or(at, About::Cell)),
                },
                (Some(Datum::Unknown(why)), Some(Datum::Known(_) | Datum::Unknown(_)))
                | (Some(Datum::Known(_)), Some(Datum::Unknown(why))) => Datum::Unknown(why),
                // What has no date comes after nothing, whatever the date of the other may be.
                _ => Datum::truth(true),
            },
        }
    }

    /// Whether a row of one return closes, by day and balance, where a row of the same key of another opens.
    fn leads_to(&self, one: ReturnId, other: ReturnId, at: About) -> Datum {
        let form = self.returns.get(one).form;
        let Some(chain) = self.program.forms.form(form).chain else { return Datum::truth(false) };
        let rows = |id: ReturnId| self.ends_of(id, &[chain.list, chain.closes_on]).into_iter().map(|(row, _)| row).collect::<Vec<_>>();
        let mut any = Junction::any();
        for &closing in &rows(one) {
            for &opening in &rows(other) {
                let mut both = self.same_key(closing, opening, at);
                both.add(&self.same_value((closing, chain.closes_on), (opening, chain.opens_on), at));
                both.add(&self.same_value((closing, chain.closes_with), (opening, chain.opens_with), at));
                any.add(&both.result());
            }
        }
        any.result()
    }

    /// On which ground nothing is missing in a window, or what is.
    pub fn closed(&self, window: Window) -> Result<Ground, Missing> {
        if window.from > window.until {
            return Ok(Ground::NoDays);
        }
        let form = self.program.forms.form(window.form);
        let empty = OfForm::default();
        let of = self.history().forms.get(&window.form).unwrap_or(&empty);
        let here = counts_of(window, of)?;
        let has_months = form.previous == Some(Previous::MonthBefore);
        let without = if has_months { month_without(window, of)? } else { None };
        if form.chain.is_some_and(|chain| window.list == Some(chain.list)) {
            let keys = of.links.keys();
            if keys.into_iter().any(|key| self.linked(window, of, key) == Err(Missing::Contradicted)) {
                return Err(Missing::Contradicted);
            }
        }
        match () {
            () if are_counted(window, &here) => Ok(Ground::Counted),
            () if has_months && without.is_none() => Ok(Ground::EveryMonth),
            () if here.iter().any(|count| count.loaded < count.counted) => Err(Missing::Fewer),
            () => Err(without.map_or(Missing::Unstated, Missing::Month)),
        }
    }

    /// What is to be taken of the rows that may be missing; `None` where the filter leaves them out, whatever they may be.
    pub fn of_missing(&mut self, binders: &[Binder], filter: Option<ExprId>, window: Option<Window>, gap: Unknown) -> Option<Datum> {
        let (Some(filter), Some(window), Some(binder)) = (filter, window, binders.first()) else { return Some(Datum::Unknown(gap)) };
        let mut silent = Evaluator::new(self.program, self.returns, self.subject, 0, Silent);
        (silent.date, silent.locals) = (self.date, self.locals.clone());
        for binder in binders {
            silent.bind(binder.local, Datum::Unknown(gap));
        }
        silent.absent = Some(Absent { local: binder.local, window });
        let chosen = silent.expr(filter);
        self.date_mattered |= silent.date_mattered;
        match chosen {
            Datum::Known(Value::Bool(false)) => {
                let days = format!("{} to {}", ShownDate(window.from), ShownDate(window.until));
                let none = Value::Text(format!("none is missing of those chosen from {days}").into());
                self.recorder.finished(binder.list, &Datum::Known(none), None);
                self.recorder.closed(window.closed_on(Ground::Linked));
                None
            }
            Datum::Unknown(unknown @ Unknown { about: About::Within(..), .. }) => Some(Datum::Unknown(unknown)),
            _ => Some(Datum::Unknown(gap)),
        }
    }

    /// Whether a row that may be missing has the key of another row: not where the rows of this key are linked without a gap.
    pub fn missing_has_key_of(&self, asked: ExprId, of: RecordId, slots: &[(u16, u16)]) -> Option<Datum> {
        let absent = self.absent?;
        let expr = self.program.expr(asked);
        let chain = self.program.forms.form(absent.window.form).chain?;
        let is_asked = expr.kind == ExprKind::Local(absent.local) && expr.ty == Ty::Record(chain.rows);
        if !is_asked || absent.window.list != Some(chain.list) {
            return None;
        }
        let mark = |slot: &u16| {
            let other = slots.iter().find(|(own, _)| own == slot)?.1;
            self.key_part(of, other).mark()
        };
        let key: Vec<Mark> = self.key_of(chain.rows).iter().map(mark).collect::<Option<_>>()?;
        let empty = OfForm::default();
        let history = self.history().forms.get(&absent.window.form).unwrap_or(&empty);
        let linked = counts_of(absent.window, history).and_then(|_| self.linked(absent.window, history, &key));
        Some(match linked {
            Ok(()) => Datum::truth(false),
            Err(missing) => Datum::Unknown(self.gap(absent.window, missing)),
        })
    }

    /// Whether links that lead from one to the next, none beside them, begin before a window and go on beyond it, or end with the subject: the
    /// plainest case of [`linked`](Self::linked), and told at once.
    fn runs_through(&self, window: Window, of: &Links) -> bool {
        let Links { links, runs, earliest, of_return } = of;
        let first = links.partition_point(|link| link.closes.day < window.from);
        let own = of_return.get(&self.subject).map_or(&[][..], Vec::as_slice);
        let end = match own {
            [] if window.ends_with_subject => return false,
            [end] if window.ends_with_subject => *end,
            [_, _, ..] if window.ends_with_subject => return false,
            _ => links.partition_point(|link| link.closes.day <= window.until),
        };
        let is_last = match links.get(end + 1) {
            None => true,
            Some(next) if window.ends_with_subject => next.closes.day > window.until,
            Some(_) => earliest.get(end + 1).is_none_or(|day| *day > window.until),
        };
        let (Some(begin), Some(run)) = (links.get(first), runs.get(end)) else { return false };
        let goes_on = window.ends_with_subject || links.get(end).is_some_and(|end| end.opens.day <= window.until);
        first <= end && *run <= first && begin.opens.day < window.from && is_last && goes_on
    }

    /// Whether the rows of a key in a window are links of one chain that begins before it and goes on beyond it, or ends with the subject.
    fn linked(&self, window: Window, of: &OfForm, key: &[Mark]) -> Result<(), Missing> {
        let chain = of.links.get(key);
        if chain.is_some_and(|chain| of.loose.is_empty() && self.runs_through(window, chain)) {
            return Ok(());
        }
        let links = chain.map_or(&[][..], |chain| chain.links.as_slice());
        let is_own = |link: &Link| window.ends_with_subject && self.returns.record(link.row).owner == self.subject;
        let has_own = links.iter().any(is_own);
        let mut chain = Stretched { links, first: links.partition_point(|link| link.closes.day < window.from), taken: Vec::new() };
        let mut unsure = false;
        for link in links.get(chain.first..).unwrap_or(&[]) {
            let is_inside = link.closes.day <= window.until;
            if has_own && !is_inside {
                break;
            }
            let counts = match is_inside {
                true => self.comes_up_to(window, link.row, link.closes.day),
                false => Datum::truth(link.opens.day <= window.until),
            };
            unsure |= matches!(counts, Datum::Unknown(_));
            chain.taken.push(counts == Datum::truth(true));
        }
        let may_be_here = |(marks, day): &(Vec<Option<Mark>>, Option<NaiveDate>)| {
            marks.iter().zip(key).all(|(mark, member)| mark.as_ref().is_none_or(|mark| mark == member))
                && day.is_none_or(|day| window.from <= day && day <= window.until)
        };
        let is_end = |link: &Link| if has_own { is_own(link) } else { link.closes.day > window.until };
        let way = chain.way(window.from, &is_end)?;
        let is_inside = |at: usize| links[at].closes.day <= window.until;
        let holds_all = chain.places().filter(|&at| is_inside(at)).all(|at| way.binary_search(&at).is_ok());
        let is_sure = !unsure && !of.loose.iter().any(may_be_here);
        if holds_all && is_sure { Ok(()) } else { Err(Missing::Contradicted) }
    }
}

/// Those links of a key that matter to a window: from `first` on, and of these the ones that are taken.
struct Stretched<'a> {
    links: &'a [Link],
    first: usize,
    taken: Vec<bool>,
}

impl Stretched<'_> {
    /// The places of the links that are taken, in their order.
    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.taken.iter().enumerate().filter(|(_, taken)| **taken).map(|(at, _)| at + self.first)
    }

    fn is_taken(&self, at: usize) -> bool {
        at.checked_sub(self.first).and_then(|at| self.taken.get(at)).copied().unwrap_or(false)
    }

    /// The one way from a link that begins before a day to an end. Where there is none, what is missing; where there are several, that is at
    /// odds with each of them.
    fn way(&self, from: NaiveDate, is_end: &dyn Fn(&Link) -> bool) -> Result<Vec<usize>, Missing> {
        let next = |at: usize| {
            let open = !is_end(&self.links[at]);
            self.links[at].next.iter().copied().filter(move |&next| open && self.is_taken(next))
        };
        let begins = |at: &usize| self.links[*at].opens.day < from;
        let mut reached: BTreeSet<usize> = BTreeSet::new();
        let mut open: Vec<usize> = self.places().filter(begins).collect();
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(next(at));
            }
        }
        let mut before: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        reached.iter().for_each(|&at| next(at).for_each(|next| before.entry(next).or_default().push(at)));
        let mut leading: BTreeSet<usize> = BTreeSet::new();
        let mut open: Vec<usize> = reached.iter().copied().filter(|&at| is_end(&self.links[at])).collect();
        let ends = open.len();
        while let Some(at) = open.pop() {
            if leading.insert(at) {
                open.extend(before.get(&at).into_iter().flatten());
            }
        }
        if leading.is_empty() {
            return Err(self.break_in(&reached));
        }
        let on_it = |places: &mut dyn Iterator<Item = usize>| places.filter(|at| leading.contains(at)).count();
        let is_one = ends == 1
            && leading.iter().filter(|at| begins(at)).count() == 1
            && leading.iter().all(|&at| on_it(&mut next(at)) <= 1 && on_it(&mut before.get(&at).into_iter().flatten().copied()) <= 1);
        if is_one { Ok(leading.into_iter().collect()) } else { Err(Missing::Contradicted) }
    }

    /// Where the chain breaks: behind the last link that is reached from before the window, else before the first of all. Behind the last
    /// link of all there may be none.
    fn break_in(&self, reached: &BTreeSet<usize>) -> Missing {
        let last = reached.iter().map(|&at| self.links[at].closes.day).max();
        let first = || self.places().map(|at| self.links[at].opens.day).min();
        match last {
            Some(day) if self.places().any(|at| !reached.contains(&at)) => Missing::CarriesOnFrom(day),
            Some(day) => Missing::OpensOn(day),
            None => first().map_or(Missing::Unstated, Missing::ClosesOn),
        }
    }
}

/// What the profile counts on days of a window; more that are loaded are at odds with that.
fn counts_of(window: Window, of: &OfForm) -> Result<Vec<&Count>, Missing> {
    let here: Vec<&Count> = of.counts.iter().filter(|count| count.from <= window.until && count.until >= window.from).collect();
    if here.iter().any(|count| count.loaded > count.counted) { Err(Missing::Contradicted) } else { Ok(here) }
}

/// The first month that a window touches and that has no return; more than one of a month is at odds with each having its own.
fn month_without(window: Window, of: &OfForm) -> Result<Option<Month>, Missing> {
    let (mut month, last) = (Month::of(window.from), Month::of(window.until));
    let mut most = 1;
    while month <= last {
        match of.months.get(&month) {
            None => return Ok(Some(month)),
            Some(&count) => most = most.max(count),
        }
        match month.plus(1) {
            Some(next) => month = next,
            None => return Ok(Some(month)),
        }
    }
    if most > 1 || !of.returns.undated.is_empty() { Err(Missing::Contradicted) } else { Ok(None) }
}

/// Whether the days of a window are all among those of which as many returns are loaded as are counted.
fn are_counted(window: Window, counts: &[&Count]) -> bool {
    let mut full: Vec<(NaiveDate, NaiveDate)> =
        counts.iter().filter(|count| count.loaded == count.counted && !count.in_doubt).map(|count| (count.from, count.until)).collect();
    full.sort();
    let mut next = Some(window.from);
    for (from, until) in full {
        match next {
            Some(day) if from <= day && day <= until => next = until.succ_opt(),
            _ => {}
        }
    }
    next.is_none_or(|day| day > window.until)
}
