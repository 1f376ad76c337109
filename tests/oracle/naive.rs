//! A second evaluator, as plain as can be, written from the manual.
//!
//! It walks the tree, finds names in maps, reckons in rationals and shares nothing with the first but the tree. It is slow, and right where
//! it agrees with the first.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rulecheck::syntax::ast::{
    DefineDecl, Effective, Expr, ExprKind, File, FormClause, FormDecl, Item, Literal, MemberDecl, Name, ParameterDecl, Path, RuleDecl,
    Step, TypeExpr,
};

use super::filing::{Document, Figure, Given};
use super::places::{Found, Place};
use super::reckon::Scope;
use super::values::{Causes, Datum, Truth, Value, lacking, order, same};

/// What a rule says of an instance, by the rows that it binds: the outcome, and for an undetermined one every cause that had a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Pass,
    Fail,
    NotApplicable,
    Undetermined(Causes),
}

/// A row: its document, the path of its list, its number.
pub type RowName = (String, String, usize);

pub type Verdicts = Vec<(Vec<RowName>, Outcome)>;

/// How often an operator met an operand in a state.
pub type Met = BTreeMap<(String, &'static str), u64>;

pub struct World<'a> {
    pub forms: BTreeMap<&'a str, &'a FormDecl>,
    pub parameters: BTreeMap<&'a str, Vec<&'a ParameterDecl>>,
    pub definitions: BTreeMap<&'a str, &'a DefineDecl>,
    pub rules: Vec<&'a RuleDecl>,
    /// The days that the one calendar of the generator covers, and its closed days.
    pub covers: (NaiveDate, NaiveDate),
    pub closed: BTreeSet<NaiveDate>,
    pub filed: Vec<Filed<'a>>,
    pub met: RefCell<Met>,
}

/// A return with what is known of it from outside.
pub struct Filed<'a> {
    pub name: &'a str,
    pub form: &'a FormDecl,
    pub root: Place<'a>,
    issuer: usize,
    pub date: Datum<'a>,
    superseded: bool,
}

impl<'a> World<'a> {
    pub fn new(file: &'a File, documents: &'a [Document], covers: (NaiveDate, NaiveDate), closed: &[NaiveDate]) -> World<'a> {
        let (forms, parameters, definitions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (rules, filed, met) = (Vec::new(), Vec::new(), RefCell::default());
        let mut world = World { forms, parameters, definitions, rules, covers, closed: closed.iter().copied().collect(), filed, met };
        for item in &file.items {
            match item {
                Item::Form(form) => drop(world.forms.insert(&form.name.text, form)),
                Item::Parameter(parameter) => world.parameters.entry(parameter.name.text.as_str()).or_default().push(parameter),
                Item::Define(define) => drop(world.definitions.insert(&define.name.text, define)),
                Item::Rule(rule) => world.rules.push(rule),
                _ => {}
            }
        }
        for (at, document) in documents.iter().enumerate() {
            let form = world.forms[document.form.as_str()];
            let root = Place::of_return(at, form, &document.fields);
            let date = dated(form).map_or(super::values::unknown("not-loaded"), |path| one(&root, path));
            world.filed.push(Filed { name: &document.name, form, root, issuer: at, date, superseded: false });
        }
        world.find_issuers(documents);
        world.find_amended();
        world
    }

    /// Returns that share a stock code are of one issuer.
    fn find_issuers(&mut self, documents: &[Document]) {
        let codes: Vec<BTreeSet<String>> =
            self.filed.iter().zip(documents).map(|(filed, document)| stock_codes(filed.form, document)).collect();
        loop {
            let mut changed = false;
            for one in 0..codes.len() {
                for other in 0..codes.len() {
                    let (a, b) = (self.filed[one].issuer, self.filed[other].issuer);
                    if a < b && !codes[one].is_disjoint(&codes[other]) {
                        self.filed[other].issuer = a;
                        changed = true;
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// An amendment replaces the returns of its form, issuer and date; of several, the one that was submitted after all others.
    fn find_amended(&mut self) {
        for at in 0..self.filed.len() {
            let peers: Vec<usize> = (0..self.filed.len()).filter(|&other| self.is_peer(at, other)).collect();
            let amendments: Vec<usize> = peers.iter().copied().filter(|&peer| self.is_amendment(peer)).collect();
            let last = amendments.iter().find(|&&one| amendments.iter().all(|&other| one == other || self.is_submitted_after(one, other)));
            let is_amendment = amendments.contains(&at);
            let superseded = match last {
                Some(&last) => at != last,
                None => !amendments.is_empty() && !is_amendment,
            };
            if self.day(at).is_some() && !amendments.is_empty() {
                self.filed[at].superseded = superseded;
            }
        }
    }

    fn is_peer(&self, a: usize, b: usize) -> bool {
        let (one, other) = (&self.filed[a], &self.filed[b]);
        one.issuer == other.issuer && one.form.name.text == other.form.name.text && self.day(a).is_some() && self.day(a) == self.day(b)
    }

    fn is_amendment(&self, at: usize) -> bool {
        self.filed[at].form.clauses.iter().any(|clause| match clause {
            FormClause::Amended { field, code } => {
                matches!(one(&self.filed[at].root, field), Datum::Known(Value::Code(found)) if found == code.text)
            }
            _ => false,
        })
    }

    fn is_submitted_after(&self, one: usize, other: usize) -> bool {
        // Submitted at the one moment that the form has.
        let moments: Vec<&str> = self.filed[one].form.members.iter().filter_map(moment_field).collect();
        let moment = |at: usize| match (&moments[..], |name: &str| self.filed[at].root.find(name)) {
            ([only], find) => match find(only) {
                Some(Found::Field(Datum::Known(value @ Value::Moment(..)), _)) => Some(value),
                _ => None,
            },
            _ => None,
        };
        match (moment(one), moment(other)) {
            (Some(one), Some(other)) => matches!(order(&one, &other), Ok(std::cmp::Ordering::Greater)),
            _ => false,
        }
    }

    /// The key of a list that cannot be reached: those of one name have one key, in whichever form they stand.
    pub fn key_of(&self, list: &str) -> &'a [Name] {
        fn within<'a>(members: &'a [MemberDecl], list: &str) -> Option<&'a [Name]> {
            members.iter().find_map(|member| match member {
                MemberDecl::List { name, key, .. } if name.text == list => Some(key.as_slice()),
                MemberDecl::List { members, .. } | MemberDecl::Record { members, .. } => within(members, list),
                MemberDecl::Field(_) => None,
            })
        }
        self.forms.values().find_map(|form| within(&form.members, list)).unwrap_or_default()
    }

    /// The day that a return is dated.
    pub fn day(&self, at: usize) -> Option<NaiveDate> {
        match self.filed[at].date {
            Datum::Known(Value::Date(day) | Value::Moment(day, _)) => Some(day),
            Datum::Known(Value::Month(year, month)) => last_day(year, month),
            _ => None,
        }
    }

    pub fn others(&self, subject: usize, form: &str) -> Vec<usize> {
        let stands = |at: &usize| {
            let filed = &self.filed[*at];
            *at != subject && filed.issuer == self.filed[subject].issuer && filed.form.name.text == form && !filed.superseded
        };
        (0..self.filed.len()).filter(stands).collect()
    }

    pub fn profile(&self, subject: usize, form: &str) -> Datum<'a> {
        let profiles = (0..self.filed.len()).filter(|&at| self.filed[at].issuer == self.filed[subject].issuer);
        let profiles: Vec<usize> = profiles.filter(|&at| self.filed[at].form.name.text == form).collect();
        match profiles[..] {
            [only] => Datum::Known(Value::Place(self.filed[only].root.clone())),
            _ => super::values::unknown("not-loaded"),
        }
    }

    /// The verdicts of all rules on all returns: rule, file, verdicts.
    pub fn judge(&self) -> BTreeMap<(String, String), Verdicts> {
        let mut judged = BTreeMap::new();
        let mut editions: BTreeMap<&str, Vec<&'a RuleDecl>> = BTreeMap::new();
        for &rule in &self.rules {
            editions.entry(&rule.name.text).or_default().push(rule);
        }
        for (at, filed) in self.filed.iter().enumerate() {
            for (name, editions) in &editions {
                let applies = editions[0].applies_to.as_ref().is_some_and(|form| form.text == filed.form.name.text);
                if applies && !filed.superseded {
                    judged.insert(((*name).to_owned(), filed.name.to_owned()), self.editions(editions, at));
                }
            }
        }
        judged
    }

    /// The edition in force judges; where the date is not known, every day on which it could make a difference is tried.
    fn editions(&self, editions: &[&'a RuleDecl], subject: usize) -> Verdicts {
        let dates: Vec<Option<NaiveDate>> = editions.iter().map(|rule| self.date_of(rule, subject)).collect();
        let on = |assumed: Option<NaiveDate>| {
            let dated = editions.iter().zip(&dates).map(|(rule, date)| (rule, date.or(assumed)));
            let mut in_force = dated.filter(|(rule, date)| date.is_some_and(|date| is_in_force(rule.effective.as_ref(), date)));
            match in_force.next() {
                Some((rule, date)) => self.instances(rule, subject, date),
                None => vec![(Vec::new(), Outcome::NotApplicable)],
            }
        };
        if dates.iter().all(Option::is_some) {
            return on(None);
        }
        let tried: Vec<Verdicts> = self.turning_days(editions).into_iter().map(|day| on(Some(day))).collect();
        let inapplicable = |verdicts: &Verdicts| !verdicts.is_empty() && verdicts.iter().all(|(_, o)| *o == Outcome::NotApplicable);
        let alike = |verdicts: &Verdicts| {
            let pairs = || verdicts.iter().zip(&tried[0]);
            verdicts.len() == tried[0].len() && pairs().all(|(one, other)| one.0 == other.0 && one.1.is_like(&other.1))
        };
        if tried.iter().all(alike) {
            united(tried)
        } else if tried.iter().all(inapplicable) {
            vec![(Vec::new(), Outcome::NotApplicable)]
        } else {
            vec![(Vec::new(), Outcome::Undetermined(Causes::from(["edition-unknown"])))]
        }
    }

    fn date_of(&self, rule: &'a RuleDecl, subject: usize) -> Option<NaiveDate> {
        let Some(by) = rule.effective.as_ref().and_then(|effective| effective.by.as_ref()) else { return self.day(subject) };
        match one(&self.filed[subject].root, by) {
            Datum::Known(Value::Date(day) | Value::Moment(day, _)) => Some(day),
            _ => None,
        }
    }

    /// The first day of all, and every day on which something begins or has ended.
    fn turning_days(&self, editions: &[&'a RuleDecl]) -> Vec<NaiveDate> {
        let rules = editions.iter().filter_map(|rule| rule.effective.as_ref());
        let parameters = self.parameters.values().flatten().filter_map(|parameter| parameter.effective.as_ref());
        let mut days = BTreeSet::from([NaiveDate::MIN]);
        for effective in rules.chain(parameters) {
            days.extend(effective.from.as_ref().and_then(day));
            days.extend(effective.until.as_ref().and_then(day).and_then(|until| until.succ_opt()));
        }
        days.into_iter().collect()
    }

    fn instances(&self, rule: &'a RuleDecl, subject: usize, date: Option<NaiveDate>) -> Verdicts {
        let scope = Scope { world: self, subject: Some(subject), date, locals: Vec::new(), absent: None };
        let mut found = Vec::new();
        self.bind(rule, (0, Truth::True), &scope, &mut Vec::new(), &mut found);
        found
    }

    fn bind(&self, rule: &'a RuleDecl, (at, belong): (usize, Truth), scope: &Scope<'a, '_>, rows: &mut Vec<RowName>, found: &mut Verdicts) {
        let Some(binder) = rule.for_each.as_ref().and_then(|each| each.binders.get(at)) else {
            if let Some(outcome) = instance(rule, scope, &belong) {
                found.push((rows.clone(), outcome));
            }
            return;
        };
        let listed = scope.list(&binder.list);
        if listed.is_open && listed.rows.is_empty() && !listed.gaps.is_empty() {
            let is_window = matches!(binder.list.kind, ExprKind::Within(..));
            let why = match &listed.span {
                Some(span) => span.cause(self),
                None if is_window => "open-collection",
                None => "not-loaded",
            };
            return no_rows(rule, at, scope, super::values::unknown(why), rows, found);
        }
        for (row, belongs) in listed.rows {
            rows.push((self.filed[row.document].name.to_owned(), row.path.clone(), row.row));
            let belong = belong.clone().and(belongs);
            self.bind(rule, (at + 1, belong), &scope.with(&binder.name.text, Datum::Known(Value::Place(row))), rows, found);
            rows.pop();
        }
        if let Some(gap) = listed.gaps.into_iter().next().filter(|_| !listed.is_open) {
            no_rows(rule, at, scope, gap, rows, found);
        }
    }
}

/// One outcome where no row is known, unless the rule's `where` leaves all of them out, whatever they may be.
fn no_rows<'a>(rule: &'a RuleDecl, at: usize, scope: &Scope<'a, '_>, why: Datum<'a>, rows: &[RowName], found: &mut Verdicts) {
    let each = rule.for_each.as_ref().expect("rows are gone through");
    let scope = each.binders[at..].iter().fold(scope.clone(), |scope, binder| scope.with(&binder.name.text, why.clone()));
    let chosen = each.filter.as_ref().map_or(Truth::True, |filter| scope.truth("where", filter));
    if !matches!(chosen, Truth::False | Truth::NotApplicable) {
        found.push((rows.to_vec(), outcome(&why)));
    }
}

/// The outcome of one instance; none where the rule's `where` leaves it out.
fn instance(rule: &RuleDecl, scope: &Scope, belong: &Truth) -> Option<Outcome> {
    if let Some(filter) = rule.for_each.as_ref().and_then(|each| each.filter.as_ref()) {
        match scope.truth("where", filter) {
            Truth::False | Truth::NotApplicable => return None,
            Truth::Unknown(causes) if *belong == Truth::True => return Some(Outcome::Undetermined(causes)),
            Truth::True | Truth::Unknown(_) => {}
        }
    }
    if let Truth::Unknown(causes) = belong {
        return Some(Outcome::Undetermined(causes.clone()));
    }
    let mut scope = scope.clone();
    let mut applies = Truth::True;
    for step in &rule.steps {
        match step {
            Step::When { condition, .. } => applies = applies.and(scope.truth("when", condition)),
            Step::Given { name, value, .. } => scope = scope.with(&name.text, scope.expr(value)),
        }
    }
    Some(match applies {
        Truth::False | Truth::NotApplicable => Outcome::NotApplicable,
        Truth::Unknown(causes) => Outcome::Undetermined(causes),
        Truth::True => outcome(&scope.truth("must", &rule.assertion.as_ref().expect("a rule asserts").condition).datum()),
    })
}

fn outcome(datum: &Datum) -> Outcome {
    match Truth::of(datum) {
        Truth::True => Outcome::Pass,
        Truth::False => Outcome::Fail,
        Truth::NotApplicable => Outcome::NotApplicable,
        Truth::Unknown(causes) => Outcome::Undetermined(causes),
    }
}

impl Outcome {
    /// Whether two outcomes are the same but for their causes.
    pub fn is_like(&self, other: &Outcome) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Verdicts that are alike but for their causes, with all of these and the edition that is not known.
fn united(mut tried: Vec<Verdicts>) -> Verdicts {
    let mut united = tried.remove(0);
    for verdicts in tried {
        for ((_, all), (_, outcome)) in united.iter_mut().zip(verdicts) {
            if let (Outcome::Undetermined(all), Outcome::Undetermined(causes)) = (all, outcome) {
                all.extend(causes);
                all.insert("edition-unknown");
            }
        }
    }
    united
}

/// The field that dates a form's returns.
fn dated(form: &FormDecl) -> Option<&Path> {
    form.clauses.iter().find_map(|clause| match clause {
        FormClause::Dated(path) => Some(path),
        _ => None,
    })
}

/// The name of a field that holds a moment.
fn moment_field(member: &MemberDecl) -> Option<&str> {
    match member {
        MemberDecl::Field(field) if matches!(&field.ty, TypeExpr::Basic(name) if name.text == "moment") => Some(&field.name.text),
        _ => None,
    }
}

/// The one datum at the end of a path.
fn one<'a>(root: &Place<'a>, path: &Path) -> Datum<'a> {
    let mut ends = root.ends(&path.names);
    if ends.len() == 1 { ends.remove(0).1 } else { super::values::unknown("absent") }
}

/// Stock codes of digits have five.
fn stock_codes(form: &FormDecl, document: &Document) -> BTreeSet<String> {
    let known_by = form.clauses.iter().filter_map(|clause| match clause {
        FormClause::IssuerKnownBy(paths) => Some(paths),
        _ => None,
    });
    let code = |path: &Path| match document.fields.get(&path.names[0].text) {
        Some(Given::Figure(Figure::Text(code))) => Some(format!("{:0>5}", code.trim_start_matches('0'))),
        _ => None,
    };
    known_by.flatten().filter_map(code).collect()
}

/// The day that a date written out names.
fn day(expr: &Expr) -> Option<NaiveDate> {
    match expr.kind {
        ExprKind::Literal(Literal::Date(day)) => Some(day),
        _ => None,
    }
}

pub fn is_in_force(effective: Option<&Effective>, on: NaiveDate) -> bool {
    let Some(effective) = effective else { return true };
    effective.from.as_ref().and_then(day).is_none_or(|from| from <= on)
        && effective.until.as_ref().and_then(day).is_none_or(|until| on <= until)
}

pub fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
}

impl<'a> World<'a> {
    /// The return of exactly the month before, or the one that closes where this one opens.
    pub fn previous(&self, subject: usize, form: &str) -> Datum<'a> {
        let own = self.filed[subject].form;
        let closes = |declared: &'a FormDecl, named: Option<&str>| {
            declared.clauses.iter().find_map(move |clause| match clause {
                FormClause::PreviousCloses { form, closing, opening, .. } if form.as_ref().map(|name| name.text.as_str()) == named => {
                    Some((&closing.date, &opening.date))
                }
                _ => None,
            })
        };
        let closes = closes(own, Some(form)).or(closes(self.forms[form], None));
        let mut certain = Vec::new();
        let mut doubts = Causes::new();
        for other in self.others(subject, form) {
            let precedes = match closes {
                Some((closing, opening)) => self.closes_where_opens(other, closing, subject, opening),
                None => self.is_month_before(other, subject),
            };
            match precedes {
                Truth::True => certain.push(other),
                Truth::Unknown(causes) => doubts.extend(causes),
                Truth::False | Truth::NotApplicable => {}
            }
        }
        match certain[..] {
            [_, _, ..] => super::values::unknown("no-match"),
            _ if !doubts.is_empty() => Datum::Unknown { causes: doubts, blank: None },
            [only] => Datum::Known(Value::Place(self.filed[only].root.clone())),
            [] => super::values::unknown("not-loaded"),
        }
    }

    fn is_month_before(&self, other: usize, subject: usize) -> Truth {
        let month = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
        let cause = |at: usize| match &self.filed[at].date {
            Datum::Unknown { causes, .. } => causes.clone(),
            _ => Causes::from(["not-loaded"]),
        };
        match (self.day(other), self.day(subject)) {
            (Some(other), Some(subject)) => Truth::from(month(other) + 1 == month(subject)),
            (_, None) => Truth::Unknown(cause(subject)),
            (None, _) => Truth::Unknown(cause(other)),
        }
    }

    fn closes_where_opens(&self, other: usize, closing: &Path, subject: usize, opening: &Path) -> Truth {
        let mut found = Truth::False;
        for (closing_row, closes) in self.filed[other].root.ends(&closing.names) {
            for (opening_row, opens) in self.filed[subject].root.ends(&opening.names) {
                let same_day = match (&closes, &opens) {
                    (Datum::Known(closes), Datum::Known(opens)) => Truth::from(same(closes, opens).expect("two dates compare")),
                    (closes, opens) => Truth::of(&lacking(&[closes.clone(), opens.clone()]).expect("one is not known")),
                };
                found = found.or(super::reckon::same_key(&closing_row, &opening_row).and(same_day));
            }
        }
        found
    }
}
