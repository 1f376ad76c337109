//! Whose return it is, in which order the returns of an issuer stand, and which of them was amended.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::diag::{Diagnostic, codes};
use crate::form::{Form, FormKind, Forms, MemberKind, Previous};
use crate::source::{SourceMap, Span};
use crate::ty::Ty;
use crate::value::date::{Moment, Month, ShownDate};
use crate::value::{RecordId, ReturnId, Value, normal_text};

use super::{Cell, CellState, Issuer, Loaded, Returns, Slot};

/// Gives each return its date and its issuer, and finds what is amended.
pub(super) fn assign(forms: &Forms, sources: &SourceMap, loaded: &mut Loaded) {
    for at in 0..loaded.returns.returns.len() {
        loaded.returns.returns[at].date = date_of(forms, &loaded.returns, ReturnId(at as u32));
    }
    let groups = issuers(forms, sources, &loaded.returns);
    for (at, (issuer, members)) in groups.into_iter().enumerate() {
        for &id in &members {
            loaded.returns.returns[id.0 as usize].issuer = Some(at as u32);
        }
        supersede(forms, loaded, &issuer.name, &members);
        let issuer = complete(forms, sources, loaded, issuer, members);
        loaded.returns.issuers.push(issuer);
    }
}

/// The cells at the end of a path, through groups and the rows of lists.
fn cells_at<'r>(returns: &'r Returns, root: RecordId, path: &[u16]) -> Vec<&'r Cell> {
    let mut records = vec![root];
    let mut cells = Vec::new();
    for &member in path {
        let mut inner = Vec::new();
        for record in records {
            match returns.record(record).slots.get(member as usize) {
                Some(Slot::Cell(cell)) => cells.push(returns.cell(*cell)),
                Some(Slot::Record(record)) => inner.push(*record),
                Some(Slot::Rows(rows)) => inner.extend(rows),
                Some(Slot::NoRows(_)) | None => {}
            }
        }
        records = inner;
    }
    cells
}

/// The one value at the end of a path.
fn value_at<'r>(returns: &'r Returns, root: RecordId, path: &[u16]) -> Option<&'r Value> {
    match cells_at(returns, root, path).as_slice() {
        [Cell { state: CellState::Figure(value), .. }] => Some(value),
        _ => None,
    }
}

fn date_of(forms: &Forms, returns: &Returns, id: ReturnId) -> Option<NaiveDate> {
    let filed = returns.get(id);
    match value_at(returns, filed.root, forms.form(filed.form).dated.as_ref()?)? {
        Value::Date(date) => Some(*date),
        Value::Moment(moment) => Some(moment.date),
        Value::Month(month) => month.last_day(),
        _ => None,
    }
}

/// The issuers in the order of their names, each with its returns and profiles.
fn issuers(forms: &Forms, sources: &SourceMap, returns: &Returns) -> Vec<(Issuer, Vec<ReturnId>)> {
    let codes: Vec<Vec<String>> = returns.returns.iter().map(|filed| stock_codes(forms.form(filed.form), returns, filed.root)).collect();
    let mut leaders: Vec<usize> = (0..codes.len()).collect();
    let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, code) in codes.iter().enumerate().flat_map(|(at, codes)| codes.iter().map(move |code| (at, code))) {
        let other = *first_with.entry(code).or_insert(at);
        let (a, b) = (leader(&mut leaders, at), leader(&mut leaders, other));
        leaders[a.max(b)] = a.min(b);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..codes.len() {
        groups.entry(leader(&mut leaders, at)).or_default().push(at);
    }
    let mut issuers: Vec<(Issuer, Vec<ReturnId>)> = groups
        .into_values()
        .map(|members| {
            let mut stock_codes: Vec<String> = members.iter().flat_map(|&at| codes[at].iter().cloned()).collect();
            stock_codes.sort();
            stock_codes.dedup();
            let file = || sources.get(returns.returns[members[0]].source).name.clone();
            let name = stock_codes.first().cloned().unwrap_or_else(file);
            let members = members.into_iter().map(|at| ReturnId(at as u32)).collect();
            (Issuer { name, stock_codes, ..Issuer::default() }, members)
        })
        .collect();
    issuers.sort_by(|(a, of_a), (b, of_b)| (&a.name, of_a).cmp(&(&b.name, of_b)));
    issuers
}

fn leader(leaders: &mut [usize], mut at: usize) -> usize {
    while leaders[at] != at {
        leaders[at] = leaders[leaders[at]];
        at = leaders[at];
    }
    at
}

/// The stock codes that a return names its issuer by; digits are filled up to five, as the exchange writes them.
fn stock_codes(form: &Form, returns: &Returns, root: RecordId) -> Vec<String> {
    let cells = form.issuer_known_by.iter().flat_map(|path| cells_at(returns, root, path));
    let code = |cell: &Cell| {
        let CellState::Figure(_) = cell.state else { return None };
        let words = normal_text(&cell.printed);
        if words.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(format!("{:0>5}", words.trim_start_matches('0')))
        } else {
            Some(words.to_uppercase())
        }
    };
    cells.filter_map(code).collect()
}

/// Marks what amendments replace among the returns of one issuer, form by form and date by date.
fn supersede(forms: &Forms, loaded: &mut Loaded, issuer: &str, members: &[ReturnId]) {
    let mut groups: BTreeMap<(u16, NaiveDate), Vec<ReturnId>> = BTreeMap::new();
    for &id in members {
        let filed = loaded.returns.get(id);
        if let Some(date) = filed.date {
            groups.entry((filed.form.0, date)).or_default().push(id);
        }
    }
    for ((_, date), group) in groups {
        let form = forms.form(loaded.returns.get(group[0]).form);
        let is_amendment = |id: &ReturnId| is_amendment(form, &loaded.returns, *id);
        let (amendments, originals): (Vec<ReturnId>, Vec<ReturnId>) = group.into_iter().partition(is_amendment);
        let Some(&first) = amendments.first() else { continue };
        let newest = newest(forms, form, &loaded.returns, &amendments);
        let day = ShownDate(date);
        if newest.is_none() {
            let message =
                format!("issuer {issuer} has several amendments of its {} dated {day}, and which is the last cannot be told", form.title);
            let help = "Leave out all but the last amendment, or give each the moment at which it was submitted.";
            let diagnostic = two_returns(&loaded.returns, message, &amendments, help);
            loaded.diagnostics.push(diagnostic);
        }
        if originals.len() > 1 && form.previous != Some(Previous::MonthBefore) {
            let message = format!(
                "issuer {issuer} has {} returns {} dated {day}, and which of them is amended cannot be told",
                originals.len(),
                form.title
            );
            let help = "All of them are taken as amended and are not judged. Leave out the amended one, and mark the amendment as a new submission.";
            let diagnostic = two_returns(&loaded.returns, message, &originals, help);
            loaded.diagnostics.push(diagnostic);
        }
        let last = newest.unwrap_or(first);
        let earlier = amendments.into_iter().filter(|&id| newest.is_some() && id != last);
        for id in originals.into_iter().chain(earlier) {
            loaded.returns.returns[id.0 as usize].superseded_by = Some(last);
        }
    }
}

fn is_amendment(form: &Form, returns: &Returns, id: ReturnId) -> bool {
    let Some((path, code)) = &form.amended else { return false };
    value_at(returns, returns.get(id).root, path) == Some(&Value::Code(*code))
}

/// The amendment that was submitted after all the others, by the only moment that the form has.
fn newest(forms: &Forms, form: &Form, returns: &Returns, amendments: &[ReturnId]) -> Option<ReturnId> {
    if let &[only] = amendments {
        return Some(only);
    }
    let members = forms.shape(form.shape).members.iter().enumerate();
    let mut moments = members.filter(|(_, member)| matches!(&member.kind, MemberKind::Field(field) if field.ty == Ty::Moment));
    let (Some((submitted, _)), None) = (moments.next(), moments.next()) else { return None };
    let submitted = |id: ReturnId| match value_at(returns, returns.get(id).root, &[submitted as u16]) {
        Some(Value::Moment(moment)) => Some(*moment),
        _ => None,
    };
    let dated: Vec<(ReturnId, Moment)> = amendments.iter().map(|&id| Some((id, submitted(id)?))).collect::<Option<_>>()?;
    let after_all = |&&(id, moment): &&(ReturnId, Moment)| {
        dated.iter().all(|&(other, earlier)| other == id || earlier.compare(moment) == Some(std::cmp::Ordering::Less))
    };
    dated.iter().find(after_all).map(|&(id, _)| id)
}

/// The issuer with its profile and its returns in order; returns that share a month without amending each other are reported.
fn complete(forms: &Forms, sources: &SourceMap, loaded: &mut Loaded, mut issuer: Issuer, members: Vec<ReturnId>) -> Issuer {
    let returns = &loaded.returns;
    let valid = members.into_iter().filter(|&id| returns.get(id).superseded_by.is_none());
    let (profiles, mut filed): (Vec<ReturnId>, Vec<ReturnId>) =
        valid.partition(|&id| forms.form(returns.get(id).form).kind == FormKind::Profile);
    filed.sort_by_key(|&id| {
        let one = returns.get(id);
        (one.date.is_none(), one.date, one.form, &sources.get(one.source).name, id)
    });
    let mut found = Vec::new();
    if profiles.len() > 1 {
        let message = format!("issuer {} has several profiles", issuer.name);
        let help = "None of them is used, so that rules that ask for the profile are undetermined. Leave in only the one that holds.";
        found.push(two_returns(returns, message, &profiles, help));
    }
    let mut months: BTreeMap<(u16, Month), Vec<ReturnId>> = BTreeMap::new();
    for &id in &filed {
        let one = returns.get(id);
        if let (Some(date), Some(Previous::MonthBefore)) = (one.date, &forms.form(one.form).previous) {
            months.entry((one.form.0, Month::of(date))).or_default().push(id);
        }
    }
    for ((_, month), same) in months {
        // Amendments of which the last cannot be told have been reported already.
        let form = forms.form(returns.get(same[0]).form);
        if same.len() > 1 && !same.iter().all(|&id| is_amendment(form, returns, id)) {
            let message =
                format!("issuer {} has {} returns {} for {month}, and none amends the other", issuer.name, same.len(), form.title);
            let help = "What looks up that month finds no single answer. Mark the later one as an amendment, or leave one out.";
            found.push(two_returns(returns, message, &same, help));
        }
    }
    issuer.profile = if let [only] = profiles[..] { Some(only) } else { None };
    issuer.returns = filed;
    loaded.diagnostics.extend(found);
    issuer
}

/// A warning about several returns, at the last of them.
fn two_returns(returns: &Returns, message: String, group: &[ReturnId], help: &str) -> Diagnostic {
    let span = |id: &ReturnId| -> Span { returns.record(returns.get(*id).root).span };
    let last = group.len() - 1;
    let diagnostic = Diagnostic::new(&codes::TWO_RETURNS, message, span(&group[last]), "this one").help(help);
    group[..last].iter().fold(diagnostic, |diagnostic, id| diagnostic.also(span(id), "and this one"))
}
