//! An issuer's history: its returns by their days, the links between their rows, and what its profile counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::expr::{Evaluator, day_of};
use super::recorder::Recorder;
use crate::data::{ByDay, Count, End, History, Link, Links, Mark, OfForm, Slot};
use crate::form::{Chain, FormKind, MemberKind, Previous};
use crate::ty::FormId;
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::{Datum, RecordId, ReturnId, Unknown, Value, same_text};

/// The day of a row or return.
#[derive(Clone, Copy)]
enum Day {
    On(NaiveDate),
    Unknown(Unknown),
    /// It is stated as not applicable, so that it lies on no day.
    Never,
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    /// The history of the subject's issuer.
    pub fn history(&self) -> &'a History {
        let (returns, subject) = (self.returns, self.subject);
        returns.issuer(subject).history.get_or_init(|| {
            let mut forms: BTreeMap<FormId, OfForm> = BTreeMap::new();
            for &id in &returns.issuer(subject).returns {
                self.take_in(id, forms.entry(returns.get(id).form).or_default());
            }
            for of in forms.values_mut() {
                of.rows.values_mut().chain([&mut of.returns]).for_each(put_in_order);
                of.links.values_mut().for_each(|links| self.join(links));
            }
            self.count(&mut forms);
            History { forms }
        })
    }

    fn take_in(&self, id: ReturnId, of: &mut OfForm) {
        let filed = self.returns.get(id);
        let form = self.program.forms.form(filed.form);
        let own = self.own_day(id);
        if form.previous == Some(Previous::MonthBefore)
            && let Day::On(day) = own
        {
            *of.months.entry(Month::of(day)).or_insert(0) += 1;
        }
        let days: Vec<Day> = match form.chain.map(|chain| (chain, self.rows_of(filed.root, chain.list))) {
            Some((chain, Ok(rows))) if !rows.is_empty() => {
                rows.iter().for_each(|&row| self.link(chain, row, of));
                rows.iter().map(|&row| self.day_at(row, chain.closes_on)).collect()
            }
            Some((_, Err(unknown))) => {
                of.loose.push((Vec::new(), None));
                vec![Day::Unknown(unknown)]
            }
            _ => vec![own],
        };
        enter(&mut of.returns, filed.root, &days);
        for (place, member) in self.program.forms.shape(form.shape).members.iter().enumerate() {
            let MemberKind::List { .. } = member.kind else { continue };
            let list = place as u16;
            let by_day = of.rows.entry(list).or_default();
            match self.rows_of(filed.root, list) {
                Ok(rows) => {
                    for &row in rows {
                        match form.chain.filter(|chain| chain.list == list) {
                            Some(chain) => enter(by_day, row, &[self.day_at(row, chain.closes_on)]),
                            None => enter(by_day, row, &days),
                        }
                    }
                }
                Err(unknown) => by_day.lacking.push(unknown),
            }
        }
    }

    /// The rows of a list of a return, or why they are not known.
    pub fn rows_of(&self, root: RecordId, list: u16) -> Result<&'a [RecordId], Unknown> {
        match self.returns.record(root).slots.get(usize::from(list)) {
            Some(Slot::Rows(rows)) => Ok(rows),
            _ => match self.slot(root, list).0 {
                Datum::Unknown(unknown) => Err(unknown),
                Datum::Known(_) | Datum::NotApplicable(_) => Ok(&[]),
            },
        }
    }

    /// The date of a return.
    fn own_day(&self, id: ReturnId) -> Day {
        match (self.returns.get(id).date, self.date_cell(id).map(|cell| self.cell(cell))) {
            (Some(day), _) => Day::On(day),
            (None, Some(Datum::NotApplicable(_))) => Day::Never,
            (None, _) => Day::Unknown(self.unknown_date(id)),
        }
    }

    fn day_at(&self, record: RecordId, slot: u16) -> Day {
        match self.slot(record, slot).0 {
            Datum::Known(value) => day_of(&value).map_or(Day::Never, Day::On),
            Datum::Unknown(unknown) => Day::Unknown(unknown),
            Datum::NotApplicable(_) => Day::Never,
        }
    }

    fn link(&self, chain: Chain, row: RecordId, of: &mut OfForm) {
        let marks: Vec<Option<Mark>> = self.key_of(chain.rows).iter().map(|&slot| self.key_part(row, slot).mark()).collect();
        let (opens, closes) = match (self.day_at(row, chain.opens_on), self.day_at(row, chain.closes_on)) {
            (Day::On(opens), Day::On(closes)) if opens <= closes => (opens, closes),
            (_, Day::On(closes)) => return of.loose.push((marks, Some(closes))),
            (_, Day::Never) => return,
            (_, Day::Unknown(_)) => return of.loose.push((marks, None)),
        };
        let Some(key) = marks.iter().cloned().collect::<Option<Vec<Mark>>>() else { return of.loose.push((marks, Some(closes))) };
        let balance = |slot| match self.slot(row, slot).0 {
            Datum::Known(Value::Quantity(balance)) => Some((balance.currency, balance.number)),
            _ => None,
        };
        let opens = End { day: opens, balance: balance(chain.opens_with) };
        let closes = End { day: closes, balance: balance(chain.closes_with) };
        of.links.entry(key).or_default().links.push(Link { row, opens, closes, next: Vec::new() });
    }

    /// Puts the links of a key in the order in which they close, and finds for each those that carry on from it.
    fn join(&self, of: &mut Links) {
        let links = &mut of.links;
        links.sort_by_key(|link| (link.closes.day, link.opens.day, link.row));
        let mut opening: BTreeMap<End, Vec<usize>> = BTreeMap::new();
        for (at, link) in links.iter().enumerate().filter(|(_, link)| link.opens.balance.is_some()) {
            opening.entry(link.opens.clone()).or_default().push(at);
        }
        let mut led_to = vec![0_usize; links.len()];
        for (at, link) in links.iter_mut().enumerate() {
            let next = opening.get(&link.closes).into_iter().flatten().copied();
            link.next = next.filter(|&next| next != at).collect();
            link.next.iter().for_each(|&next| led_to[next] += 1);
        }
        for at in 0..links.len() {
            let is_led_on =
                |before: usize| links[before].next == [at] && led_to[at] == 1 && links[before].closes.day < links[at].closes.day;
            let run = at.checked_sub(1).filter(|&before| is_led_on(before)).and_then(|before| of.runs.get(before).copied());
            of.runs.push(run.unwrap_or(at));
            of.of_return.entry(self.returns.record(links[at].row).owner).or_default().push(at);
        }
        let mut earliest = NaiveDate::MAX;
        of.earliest = links
            .iter()
            .rev()
            .map(|link| {
                earliest = earliest.min(link.opens.day);
                earliest
            })
            .collect();
        of.earliest.reverse();
    }

    /// What the profile counts, and how many of those are loaded.
    fn count(&self, forms: &mut BTreeMap<FormId, OfForm>) {
        let issuer = self.returns.issuer(self.subject);
        let Some(profile) = issuer.profile else { return };
        let Some(counts) = self.program.forms.form(self.returns.get(profile).form).counts else { return };
        let Ok(rows) = self.rows_of(self.returns.get(profile).root, counts.list) else { return };
        for &row in rows {
            let value = |slot| self.slot(row, slot).0;
            let (
                Datum::Known(Value::Text(name)),
                Datum::Known(Value::Date(from)),
                Datum::Known(Value::Date(until)),
                Datum::Known(Value::Quantity(counted)),
            ) = (value(counts.form), value(counts.from), value(counts.until), value(counts.count))
            else {
                continue;
            };
            let Some(form) = self.form_called(&name) else { continue };
            let of = forms.entry(form).or_default();
            let mut loaded: Vec<RecordId> = of.returns.between(from, until).iter().map(|&(_, root)| root).collect();
            loaded.sort();
            loaded.dedup();
            let in_doubt = of.returns.undated.iter().any(|(root, _)| loaded.binary_search(root).is_err());
            let loaded = Number::from(i64::try_from(loaded.len()).unwrap_or(i64::MAX));
            of.counts.push(Count { from, until, counted: counted.number, loaded, in_doubt });
        }
    }

    /// The form that a profile names: by its name, that of its returns together, or its title.
    fn form_called(&self, name: &str) -> Option<FormId> {
        let is_it = |form: &crate::form::Form| {
            let names = [Some(form.name.as_str()), form.plural.as_deref(), Some(form.title.as_str())];
            form.kind == FormKind::Return && names.into_iter().flatten().any(|known| same_text(known, name))
        };
        self.program.forms.forms.iter().position(is_it).map(|place| FormId(place as u16))
    }
}

fn enter(by_day: &mut ByDay, record: RecordId, days: &[Day]) {
    let mut unknown = None;
    for &day in days {
        match day {
            Day::On(day) => by_day.dated.push((day, record)),
            Day::Unknown(why) => unknown = unknown.or(Some(why)),
            Day::Never => {}
        }
    }
    by_day.undated.extend(unknown.map(|why| (record, why)));
}

fn put_in_order(by_day: &mut ByDay) {
    by_day.dated.sort();
    let records: BTreeSet<RecordId> = by_day.dated.iter().map(|&(_, record)| record).collect();
    by_day.repeats = records.len() < by_day.dated.len();
}
