//! Expressions of the naive evaluator, one by one.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate, Weekday};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use rulecheck::syntax::ast::{AggregateKind, ArithmeticOp, Binder, CompareOp, Count, Expr, ExprKind, Extreme, Literal, Name, TypeExpr};
use rulecheck::value::date::ShortMonth;
use rulecheck::value::number::Rounding;

use super::naive::{World, is_in_force, last_day};
use super::places::{Found, Place, Presence, place};
use super::values::{
    Amount, Causes, Datum, Digits, Truth, Value, agrees, at_least, currency, lacking, not_applicable, order, same, shifted, unknown, whole,
};
use super::windows::{Absent, Span};

/// What names mean at one place of a rule or definition.
#[derive(Clone)]
pub struct Scope<'a, 'w> {
    pub world: &'w World<'a>,
    /// The return that is judged; a definition has none.
    pub subject: Option<usize>,
    pub date: Option<NaiveDate>,
    pub locals: Vec<(String, Datum<'a>)>,
    /// A row that may be missing, of which the filter is asked.
    pub absent: Option<Absent<'a>>,
}

/// The rows that an expression lists, each with whether it belongs there, and why there may be others.
#[derive(Default)]
pub struct Listed<'a> {
    pub rows: Vec<(Place<'a>, Truth)>,
    pub key: &'a [Name],
    pub gaps: Vec<Datum<'a>>,
    pub is_open: bool,
    /// The window that is not closed.
    pub span: Option<Span<'a>>,
}

type Row<'a, 'w> = Result<(Scope<'a, 'w>, Truth), Datum<'a>>;

impl<'a, 'w> Scope<'a, 'w> {
    pub fn with(&self, name: &str, datum: Datum<'a>) -> Scope<'a, 'w> {
        let mut inner = self.clone();
        inner.locals.push((name.to_owned(), datum));
        inner
    }

    /// A condition that an operator asks for.
    pub fn truth(&self, asks: &str, expr: &Expr) -> Truth {
        Truth::of(&self.operand(asks, expr))
    }

    /// An operand, which is counted.
    fn operand(&self, of: &str, expr: &Expr) -> Datum<'a> {
        let datum = self.expr(expr);
        self.meet(of, &datum);
        datum
    }

    fn meet(&self, operator: &str, datum: &Datum) {
        let states: Vec<&str> = match datum {
            Datum::Known(_) => vec!["known"],
            Datum::NotApplicable { .. } => vec!["not applicable"],
            Datum::Unknown { causes, .. } => causes.iter().copied().collect(),
        };
        let mut met = self.world.met.borrow_mut();
        for state in states {
            *met.entry((operator.to_owned(), state)).or_insert(0) += 1;
        }
    }

    pub fn expr(&self, expr: &Expr) -> Datum<'a> {
        match &expr.kind {
            ExprKind::Literal(literal) => Datum::Known(written(literal)),
            ExprKind::Name(name) => match self.local(name) {
                Some(datum) => datum,
                None => self.name(name),
            },
            ExprKind::Member(of, name) => match place(self.operand(".", of)) {
                Ok(place) => self.member(&place, name),
                Err(lacking) => forget(lacking),
            },
            ExprKind::Lookup(list, keys) => self.lookup(list, keys),
            ExprKind::Call(name, arguments) => {
                let define = self.world.definitions[name.text.as_str()];
                let names = define.parameters.iter().map(|(name, _)| name.text.clone());
                let locals = names.zip(arguments.iter().map(|argument| self.operand("call", argument))).collect();
                Scope { world: self.world, subject: None, date: self.date, locals, absent: None }.expr(&define.body)
            }
            ExprKind::Of(name, operand) => self.function(name, operand),
            ExprKind::Extreme(which, of) => {
                let operator = if *which == Extreme::Largest { "largest of values" } else { "smallest of values" };
                extreme(*which == Extreme::Largest, of.iter().map(|of| self.operand(operator, of)).collect())
            }
            ExprKind::Whichever(of) => {
                let of: Vec<Datum> = of.iter().map(|of| self.operand("whichever of", of)).collect();
                let lacks = |datum: &&Datum| matches!(datum, Datum::Unknown { causes, .. } if *causes == Causes::from(["not-loaded"]));
                let loaded: Vec<&Datum> = of.iter().filter(|datum| !lacks(datum)).collect();
                let Some((first, others)) = loaded.split_first() else { return forget(of[0].clone()) };
                let unknown_of = |datum: &&Datum| match datum {
                    Datum::Unknown { causes, .. } => causes.clone(),
                    _ => Causes::new(),
                };
                let mut causes: Causes = loaded.iter().flat_map(unknown_of).collect();
                for other in others {
                    causes.extend(match (*first, *other) {
                        (Datum::Known(a), Datum::Known(b)) => match same(a, b) {
                            Ok(true) => None,
                            Ok(false) => Some("no-match"),
                            Err(cause) => Some(cause),
                        },
                        (Datum::NotApplicable { .. }, Datum::NotApplicable { .. }) => None,
                        _ => Some("no-match"),
                    });
                }
                if causes.is_empty() { forget((*first).clone()) } else { Datum::Unknown { causes, blank: None } }
            }
            ExprKind::Within(..) => panic!("a window is no value"),
            ExprKind::Previous(form) => {
                let found = self.world.previous(self.subject.expect("a rule judges a return"), &form.text);
                self.meet("previous", &found);
                found
            }
            ExprKind::Negate(of) => self.strict("unary -", &[of], |values| {
                let [Value::Amount(of)] = values else { panic!("no amount") };
                Ok(reckoned(-of.value.clone(), of.currency.clone(), of.money))
            }),
            ExprKind::Not(of) => self.truth("not", of).not().datum(),
            ExprKind::And(left, right) => self.truth("and", left).and(self.truth("and", right)).datum(),
            ExprKind::Or(left, right) => self.truth("or", left).or(self.truth("or", right)).datum(),
            ExprKind::Arithmetic(op, left, right) => {
                let name = match op {
                    ArithmeticOp::Add => "+",
                    ArithmeticOp::Subtract => "-",
                    ArithmeticOp::Multiply => "*",
                    ArithmeticOp::Divide => "/",
                };
                self.strict(name, &[left, right], |values| arithmetic(*op, &values[0], &values[1]))
            }
            ExprKind::Compare(first, rest) => {
                let (mut asked, mut left) = (&**first, self.expr(first));
                let mut holds = Truth::True;
                for (op, other) in rest {
                    let right = self.expr(other);
                    self.meet(compare_name(*op), &left);
                    self.meet(compare_name(*op), &right);
                    holds = holds.and(match self.of_missing((asked, &left), (other, &right)) {
                        Some(same) if *op == CompareOp::Equal => same,
                        Some(same) => same.not(),
                        None => compare(*op, &left, &right),
                    });
                    (asked, left) = (other, right);
                }
                holds.datum()
            }
            ExprKind::Agrees { stated, bases } => self.agreement(stated, bases),
            ExprKind::IsPresent(cell) => self.presence("is present", cell).datum(),
            ExprKind::IsMissing(cell) => self.presence("is missing", cell).not().datum(),
            ExprKind::IsCode(of, options) => self.strict("is code", &[of], |values| {
                let [Value::Code(code)] = values else { panic!("no code") };
                Ok(Value::Truth(options.iter().any(|option| option.text == *code)))
            }),
            ExprKind::If { condition, then, otherwise } => forget(match self.truth("if", condition) {
                Truth::True => self.operand("then", then),
                Truth::False => self.operand("else", otherwise),
                Truth::NotApplicable => not_applicable(),
                Truth::Unknown(causes) => match (self.expr(then), self.expr(otherwise)) {
                    (Datum::NotApplicable { .. }, Datum::NotApplicable { .. }) => not_applicable(),
                    _ => Datum::Unknown { causes, blank: None },
                },
            }),
            ExprKind::Aggregate { kind, binders, filter, body } => self.aggregate(*kind, binders, filter.as_deref(), body.as_deref()),
            ExprKind::BusinessDay { count, before, from, .. } => {
                let name = if *before { "business day before" } else { "business day after" };
                self.counting(name, count, from, |count, from| {
                    let days = self.business_days(count, *before, day_of(from))?;
                    Ok(Value::Date(days.last().copied().unwrap_or(day_of(from))))
                })
            }
            ExprKind::BusinessDays { .. } => panic!("several days are no value"),
            ExprKind::Round { value, places, rounding } => self.strict("round", &[value], |values| {
                let [Value::Amount(of)] = values else { panic!("no amount") };
                Ok(reckoned(rounded(&of.value, *places, *rounding), of.currency.clone(), of.money))
            }),
            ExprKind::Months { months, before, from, short } => {
                let sign = if *before { -1 } else { 1 };
                self.counting("months after", months, from, |months, from| months_from(from, sign * months, *short))
            }
            ExprKind::BusinessDaysBetween { after, until, .. } => self.strict("business days between", &[after, until], |values| {
                let (mut day, until) = (day_of(&values[0]), day_of(&values[1]));
                let mut count = 0;
                while day < until {
                    day = day.succ_opt().ok_or("beyond-calendar")?;
                    count += i64::from(self.is_business_day(day)?);
                }
                Ok(reckoned(BigRational::from(BigInt::from(count)), None, 0))
            }),
            ExprKind::TimeOn { time, date } => {
                settle(vec![self.operand("time", time), self.operand("time on", date)], |values| match values {
                    [Value::Time(hour, minute), date] => Ok(Value::Moment(day_of(date), Some((*hour, *minute)))),
                    other => panic!("{other:?}"),
                })
            }
        }
    }

    fn strict(&self, name: &str, of: &[&Expr], reckon: impl FnOnce(&[Value<'a>]) -> Result<Value<'a>, &'static str>) -> Datum<'a> {
        settle(of.iter().map(|of| self.operand(name, of)).collect(), reckon)
    }

    fn local(&self, name: &str) -> Option<Datum<'a>> {
        self.locals.iter().rev().find(|(local, _)| local == name).map(|(_, datum)| datum.clone())
    }

    /// A field of the return, a parameter or the profile.
    fn name(&self, name: &str) -> Datum<'a> {
        if let Some(subject) = self.subject
            && let Some(found) = self.world.filed[subject].root.find(name)
        {
            return found_datum(found);
        }
        if let Some(editions) = self.world.parameters.get(name) {
            let date = self.date.expect("some day is always tried");
            let edition = editions.iter().find(|edition| is_in_force(edition.effective.as_ref(), date));
            let value = edition.map_or(unknown("no-edition"), |edition| self.expr(&edition.value));
            self.meet("parameter", &value);
            return value;
        }
        let profile = self.world.profile(self.subject.expect("a rule judges a return"), name);
        self.meet("profile", &profile);
        profile
    }

    fn member(&self, of: &Place<'a>, name: &Name) -> Datum<'a> {
        match of.find(&name.text) {
            Some(found) => found_datum(found),
            None if name.text == "return" => Datum::Known(Value::Place(self.world.filed[of.document].root.clone())),
            None => panic!("no member {}", name.text),
        }
    }

    pub fn list(&self, expr: &Expr) -> Listed<'a> {
        let nothing = |gap| Listed { gaps: vec![gap], ..Listed::default() };
        let (of, key) = match &expr.kind {
            ExprKind::Within(of, window) => return self.within(of, window),
            ExprKind::Member(of, list) if matches!(&of.kind, ExprKind::Name(name) if ["mains", "slips"].contains(&name.as_str())) => {
                let ExprKind::Name(plural) = &of.kind else { panic!("a collection has a name") };
                let rows = |root: &Place<'a>| match root.find(&list.text) {
                    Some(Found::List(Ok(rows), _)) => rows,
                    _ => Vec::new(),
                };
                let returns = self.collection(plural);
                return Listed {
                    rows: returns.rows.iter().flat_map(|(root, _)| rows(root)).map(|row| (row, Truth::True)).collect(),
                    ..returns
                };
            }
            ExprKind::Member(of, name) => match place(self.expr(of)) {
                Ok(place) => (place.find(&name.text), place.key_of(&name.text)),
                Err(lacking) => return Listed { key: self.world.key_of(&name.text), ..nothing(lacking) },
            },
            ExprKind::Name(name) => match self.subject.map(|subject| &self.world.filed[subject].root) {
                Some(root) if root.find(name).is_some() => (root.find(name), root.key_of(name)),
                _ => return self.collection(name),
            },
            other => panic!("{other:?} is no list"),
        };
        match of {
            Some(Found::List(Ok(rows), _)) => {
                Listed { rows: rows.into_iter().map(|row| (row, Truth::True)).collect(), key, ..Listed::default() }
            }
            Some(Found::List(Err(gap), _)) => nothing(gap),
            _ => panic!("no list here"),
        }
    }

    /// The loaded returns of the form with this plural; others may exist.
    fn collection(&self, plural: &str) -> Listed<'a> {
        let form = self.world.form_of(plural);
        let others = self.world.others(self.subject.expect("a rule judges a return"), &form.name.text);
        let rows = others.into_iter().map(|at| (self.world.filed[at].root.clone(), Truth::True)).collect();
        Listed { rows, gaps: vec![unknown("open-collection")], is_open: true, ..Listed::default() }
    }

    /// The one row of a list that agrees with a key.
    fn lookup(&self, list: &Expr, keys: &[Expr]) -> Datum<'a> {
        let wanted: Vec<Datum> = keys.iter().map(|key| self.operand("lookup", key)).collect();
        // Only a cell itself can be a mark that is left out.
        if let Some(datum) = wanted.iter().find(|datum| matches!(datum, Datum::NotApplicable { stated: None })) {
            return datum.clone();
        }
        if let Some(datum) = wanted.iter().find(|datum| matches!(datum, Datum::Unknown { blank: None, .. })) {
            return forget(datum.clone());
        }
        let listed = self.list(list);
        // What is looked for is asked first, whether or not there are rows.
        if let [Datum::Known(Value::Place(other))] = &wanted[..] {
            let doubtful = key_parts(other, listed.key).into_iter().find(|part| matches!(part, Datum::Unknown { blank: None, .. }));
            if let Some(unknown) = doubtful {
                return forget(unknown);
            }
        }
        if let Some(gap) = listed.gaps.first() {
            return forget(gap.clone());
        }
        let (mut certain, mut doubts) = (Vec::new(), Causes::new());
        for (row, _) in listed.rows {
            let agrees = match &wanted[..] {
                [Datum::Known(Value::Place(other))] => same_members(&row, other),
                [only] => {
                    let is_text = |name: &&Name| matches!(row.type_of(&name.text), Some(TypeExpr::Basic(_)));
                    let alike = row.key.iter().filter(|name| is_text(name) == stands_for_text(only));
                    alike.map(|name| same_mark(&self.mark(&row, name), only)).fold(Truth::False, Truth::or)
                }
                each => row.key.iter().zip(each).map(|(name, key)| same_mark(&self.mark(&row, name), key)).fold(Truth::True, Truth::and),
            };
            match agrees {
                Truth::True => certain.push(row),
                Truth::Unknown(causes) => doubts.extend(causes),
                Truth::False | Truth::NotApplicable => {}
            }
        }
        match (certain.len(), doubts.is_empty()) {
            (2.., _) => unknown("no-match"),
            (_, false) => Datum::Unknown { causes: doubts, blank: None },
            (1, true) => Datum::Known(Value::Place(certain.remove(0))),
            (_, true) => unknown("no-match"),
        }
    }

    fn mark(&self, row: &Place<'a>, name: &Name) -> Datum<'a> {
        row.find(&name.text).map(found_datum).expect("a key is of fields")
    }

    fn function(&self, name: &Name, operand: &Expr) -> Datum<'a> {
        let label = format!("{} of", name.text);
        self.strict(&label, &[operand], |values| {
            Ok(match (name.text.as_str(), &values[0]) {
                ("floor", Value::Amount(of)) => reckoned(of.value.floor(), of.currency.clone(), of.money),
                ("ceiling", Value::Amount(of)) => reckoned(of.value.ceil(), of.currency.clone(), of.money),
                ("absolute", Value::Amount(of)) => reckoned(of.value.abs(), of.currency.clone(), of.money),
                ("month", of) => Value::Month(day_of(of).year(), day_of(of).month()),
                ("date", of) => Value::Date(day_of(of)),
                ("first day", Value::Month(year, month)) => Value::Date(NaiveDate::from_ymd_opt(*year, *month, 1).ok_or("too-large")?),
                ("last day", Value::Month(year, month)) => Value::Date(last_day(*year, *month).ok_or("too-large")?),
                other => panic!("{other:?}"),
            })
        })
    }

    fn agreement(&self, stated: &Expr, bases: &[Expr]) -> Datum<'a> {
        let several = bases.len() > 1;
        let (left, right) = if several { ("agrees with any", "any of") } else { ("agrees with", "base") };
        let stated = self.operand(left, stated);
        let answer = |base: &Expr| {
            let data = vec![stated.clone(), self.operand(right, base)];
            Truth::of(&settle(data, |values| {
                let [Value::Amount(stated), Value::Amount(base)] = values else { panic!("no amounts") };
                agrees(stated, base).map(Value::Truth)
            }))
        };
        let answers: Vec<Truth> = bases.iter().map(answer).collect();
        // A base that does not apply is left aside.
        let applying: Vec<Truth> = answers.into_iter().filter(|answer| *answer != Truth::NotApplicable).collect();
        if applying.is_empty() { not_applicable() } else { applying.into_iter().fold(Truth::False, Truth::or).datum() }
    }

    fn presence(&self, operator: &str, cell: &Expr) -> Truth {
        let from = |presence| match presence {
            Presence::Present => Truth::True,
            Presence::Missing => Truth::False,
            Presence::Unknown(cause) => Truth::Unknown(Causes::from([cause])),
        };
        let found = match &cell.kind {
            ExprKind::Name(name) if self.local(name).is_none() => {
                self.subject.and_then(|subject| self.world.filed[subject].root.find(name))
            }
            ExprKind::Member(of, name) => match place(self.expr(of)) {
                Ok(place) => place.find(&name.text),
                Err(lacking) => return Truth::of(&lacking),
            },
            _ => None,
        };
        if let Some(Found::Field(datum, _)) = &found {
            self.meet(operator, datum);
        }
        match found {
            Some(Found::Field(_, presence) | Found::List(_, presence)) => from(presence),
            Some(Found::Record(_)) => Truth::True,
            None => match self.expr(cell) {
                Datum::Known(_) => Truth::True,
                Datum::NotApplicable { .. } => Truth::False,
                Datum::Unknown { causes, .. } => Truth::Unknown(causes),
            },
        }
    }

    /// What comes of a number of something, counted from a day or month.
    fn counting(
        &self,
        name: &str,
        count: &Count,
        from: &Expr,
        reckon: impl FnOnce(i64, &Value<'a>) -> Result<Value<'a>, &'static str>,
    ) -> Datum<'a> {
        let count = match count {
            Count::Ordinal(count) | Count::Number(count) => whole(i64::from(*count)),
            Count::Named(count) => self.operand("how many", count),
        };
        settle(vec![count, self.operand(name, from)], |values| {
            let Value::Amount(count) = &values[0] else { panic!("no number") };
            let whole = count.value.is_integer().then(|| count.value.to_integer().to_i64()).flatten();
            reckon(whole.filter(|count| (0..=9999).contains(count)).ok_or("no-match")?, &values[1])
        })
    }

    /// So many business days, the nearest first.
    fn business_days(&self, count: i64, before: bool, from: NaiveDate) -> Result<Vec<NaiveDate>, &'static str> {
        let (mut day, mut days) = (from, Vec::new());
        while (days.len() as i64) < count {
            day = if before { day.pred_opt() } else { day.succ_opt() }.ok_or("beyond-calendar")?;
            if self.is_business_day(day)? {
                days.push(day);
            }
        }
        Ok(days)
    }

    fn is_business_day(&self, day: NaiveDate) -> Result<bool, &'static str> {
        if day < self.world.covers.0 || day > self.world.covers.1 {
            return Err("beyond-calendar");
        }
        Ok(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.world.closed.contains(&day))
    }

    /// Every combination of rows, with whether all of them belong there, and every gap.
    fn rows(&self, binders: &[Binder], filter: Option<&Expr>, belong: &Truth) -> Vec<Row<'a, 'w>> {
        let Some((binder, inner)) = binders.split_first() else { return vec![Ok((self.clone(), belong.clone()))] };
        if let ExprKind::BusinessDays { count, before, from, .. } = &binder.list.kind {
            let mut days = Vec::new();
            let counted = self.counting("business days", count, from, |count, from| {
                days = self.business_days(count, *before, day_of(from))?;
                Ok(from.clone())
            });
            if !matches!(counted, Datum::Known(_)) {
                return vec![Err(counted)];
            }
            let on = |day| self.with(&binder.name.text, Datum::Known(Value::Date(day))).rows(inner, filter, belong);
            return days.into_iter().flat_map(on).collect();
        }
        let listed = self.list(&binder.list);
        let mut rows = Vec::new();
        for (row, belongs) in listed.rows {
            let scope = self.with(&binder.name.text, Datum::Known(Value::Place(row)));
            rows.extend(scope.rows(inner, filter, &belong.clone().and(belongs)));
        }
        for gap in listed.gaps {
            let Some((span, filter)) = listed.span.as_ref().zip(filter) else {
                rows.push(Err(gap));
                continue;
            };
            // What is missing is left out where it is not chosen, whatever it may be.
            let mut scope = binders.iter().fold(self.clone(), |scope, binder| scope.with(&binder.name.text, forget(gap.clone())));
            scope.absent = Some(Absent::new(&binder.name.text, span.clone()));
            match (scope.truth("where of what is missing", filter), forget(gap.clone())) {
                (Truth::False, _) => {}
                (Truth::Unknown(chosen), Datum::Unknown { mut causes, .. }) => {
                    // Where the filter asks for a key, its links may tell that a return must be there.
                    causes.extend(chosen.into_iter().filter(|cause| *cause == "not-loaded"));
                    causes.insert("open-collection");
                    rows.push(Err(Datum::Unknown { causes, blank: None }));
                }
                (_, gap) => rows.push(Err(gap)),
            }
        }
        rows
    }

    /// Whether one of two sides is a row that may be missing, and has the key of the other.
    fn of_missing(&self, left: (&Expr, &Datum<'a>), right: (&Expr, &Datum<'a>)) -> Option<Truth> {
        let absent = self.absent.as_ref()?;
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if *name == absent.name);
        match (left, right) {
            ((asked, Datum::Unknown { .. }), (_, Datum::Known(Value::Place(other)))) if is_it(asked) => {
                Some(absent.has_key_of(self.world, other))
            }
            ((_, Datum::Known(Value::Place(other))), (asked, Datum::Unknown { .. })) if is_it(asked) => {
                Some(absent.has_key_of(self.world, other))
            }
            _ => None,
        }
    }

    fn aggregate(&self, kind: AggregateKind, binders: &[Binder], filter: Option<&Expr>, body: Option<&Expr>) -> Datum<'a> {
        let name = match kind {
            AggregateKind::Total => "total of",
            AggregateKind::Count => "count of",
            AggregateKind::Distinct => "count of distinct",
            AggregateKind::Largest => "largest of",
            AggregateKind::Smallest => "smallest of",
            AggregateKind::Every => "every",
            AggregateKind::Some => "some",
        };
        let filtered = format!("{name} … where");
        let chosen = |scope: &Scope<'a, 'w>| filter.map_or(Truth::True, |filter| scope.truth(&filtered, filter));
        let rows = self.rows(binders, filter, &Truth::True);
        match (kind, body) {
            (AggregateKind::Every, Some(body)) => {
                let holds = |row: Row<'a, 'w>| match row {
                    Ok((scope, belong)) => chosen(&scope).and(belong).not().or(scope.truth(name, body)),
                    Err(gap) => Truth::of(&gap),
                };
                rows.into_iter().map(holds).fold(Truth::True, Truth::and).datum()
            }
            (AggregateKind::Some, Some(body)) => {
                let holds = |row: Row<'a, 'w>| match row {
                    Ok((scope, belong)) => chosen(&scope).and(belong).and(scope.truth(name, body)),
                    Err(gap) => Truth::of(&gap),
                };
                rows.into_iter().map(holds).fold(Truth::False, Truth::or).datum()
            }
            (AggregateKind::Every | AggregateKind::Some, None) => panic!("{name} asks for a condition"),
            (_, body) => {
                let term = |row: Row<'a, 'w>| match row {
                    Err(gap) => Some(gap),
                    Ok((scope, belong)) => match chosen(&scope).and(belong) {
                        Truth::True => Some(body.map_or(whole(1), |body| scope.operand(name, body))),
                        Truth::False => None,
                        doubt => Some(doubt.datum()),
                    },
                };
                let terms: Vec<Datum> = rows.into_iter().filter_map(term).collect();
                match kind {
                    AggregateKind::Total | AggregateKind::Count => settle(terms, |terms| {
                        let zero = reckoned(Zero::zero(), None, 0);
                        terms.iter().try_fold(zero, |sum, term| arithmetic(ArithmeticOp::Add, &sum, term))
                    }),
                    AggregateKind::Distinct => settle(terms, different),
                    _ => extreme(kind == AggregateKind::Largest, terms),
                }
            }
        }
    }
}

fn settle<'a>(data: Vec<Datum<'a>>, reckon: impl FnOnce(&[Value<'a>]) -> Result<Value<'a>, &'static str>) -> Datum<'a> {
    if let Some(lacking) = lacking(&data) {
        return lacking;
    }
    let values: Vec<Value> =
        data.into_iter().filter_map(|datum| if let Datum::Known(value) = datum { Some(value) } else { None }).collect();
    reckon(&values).map_or_else(unknown, Datum::Known)
}

/// What is reckoned from a cell is no longer that cell.
pub fn forget<'a>(datum: Datum<'a>) -> Datum<'a> {
    match datum {
        Datum::Unknown { causes, .. } => Datum::Unknown { causes, blank: None },
        Datum::NotApplicable { .. } => not_applicable(),
        known => known,
    }
}

fn found_datum<'a>(found: Found<'a>) -> Datum<'a> {
    match found {
        Found::Field(datum, _) => datum,
        Found::Record(place) => Datum::Known(Value::Place(place)),
        Found::List(..) => panic!("a list is no value"),
    }
}

/// An exact amount; what counts no money has no currency.
fn reckoned<'a>(value: BigRational, currency: Option<String>, money: i32) -> Value<'a> {
    Value::Amount(Amount { value, currency: currency.filter(|_| money != 0), places: 0, digits: Digits::Exact, money })
}

fn written<'a>(literal: &Literal) -> Value<'a> {
    match literal {
        Literal::Number(n) | Literal::Percent(n) | Literal::Shares(n) | Literal::Days(n) => reckoned(n.to_rational(), None, 0),
        Literal::Money(code, n) => reckoned(n.to_rational(), Some(code.clone()), 1),
        Literal::Date(date) => Value::Date(*date),
        Literal::Month(year, month) => Value::Month(*year, *month),
        Literal::Time(hour, minute) => Value::Time(*hour, *minute),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Bool(truth) => Value::Truth(*truth),
        Literal::Months(_) => panic!("months alone are no value"),
    }
}

fn day_of(value: &Value) -> NaiveDate {
    match value {
        Value::Date(day) | Value::Moment(day, _) => *day,
        other => panic!("{other:?} is no day"),
    }
}

fn arithmetic<'a>(op: ArithmeticOp, left: &Value<'a>, right: &Value<'a>) -> Result<Value<'a>, &'static str> {
    let sign = |days: &Amount| if op == ArithmeticOp::Subtract { -days.value.clone() } else { days.value.clone() };
    Ok(match (left, right) {
        (Value::Amount(a), Value::Amount(b)) => {
            let currency = currency(a, b)?;
            // A zero that fits each unit takes that of the other side.
            let either = if a.money == 0 { b.money } else { a.money };
            match op {
                ArithmeticOp::Add => reckoned(&a.value + &b.value, currency, either),
                ArithmeticOp::Subtract => reckoned(&a.value - &b.value, currency, either),
                ArithmeticOp::Multiply => reckoned(&a.value * &b.value, currency, a.money + b.money),
                ArithmeticOp::Divide if b.value.is_zero() => return Err("division-by-zero"),
                ArithmeticOp::Divide => reckoned(&a.value / &b.value, currency, a.money - b.money),
            }
        }
        (Value::Date(day), Value::Amount(days)) => Value::Date(shifted(*day, &sign(days))?),
        (Value::Moment(day, hour), Value::Amount(days)) => Value::Moment(shifted(*day, &sign(days))?, *hour),
        (Value::Date(a), Value::Date(b)) => match whole(a.signed_duration_since(*b).num_days()) {
            Datum::Known(days) => days,
            other => panic!("{other:?}"),
        },
        other => panic!("{op:?} of {other:?}"),
    })
}

/// Whether a datum is a text, or the place of one.
fn stands_for_text(datum: &Datum) -> bool {
    match datum {
        Datum::Known(value) => matches!(value, Value::Text(_)),
        Datum::NotApplicable { stated: of } | Datum::Unknown { blank: of, .. } => *of == Some(true),
    }
}

fn compare_name(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::Unequal => "<>",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
        CompareOp::AtLeast => "is at least",
        CompareOp::AtMost => "is at most",
    }
}

fn compare<'a>(op: CompareOp, left: &Datum<'a>, right: &Datum<'a>) -> Truth {
    if stands_for_text(left) || stands_for_text(right) {
        // Of texts, a cell that is stated as not applicable is a mark like any other.
        return match (left, right) {
            (Datum::NotApplicable { stated: None }, _) | (_, Datum::NotApplicable { stated: None }) => Truth::NotApplicable,
            (Datum::Unknown { causes: a, .. }, Datum::Unknown { causes: b, .. }) => Truth::Unknown(a.union(b).copied().collect()),
            (Datum::Unknown { causes, .. }, _) | (_, Datum::Unknown { causes, .. }) => Truth::Unknown(causes.clone()),
            (Datum::Known(a), Datum::Known(b)) => Truth::from(same(a, b) == Ok(op == CompareOp::Equal)),
            (a, b) => {
                let both = matches!((a, b), (Datum::NotApplicable { .. }, Datum::NotApplicable { .. }));
                Truth::from(both == (op == CompareOp::Equal))
            }
        };
    }
    if let (Datum::Known(Value::Place(a)), Datum::Known(Value::Place(b))) = (left, right) {
        let same = same_key(a, b);
        return if op == CompareOp::Equal { same } else { same.not() };
    }
    Truth::of(&settle(vec![left.clone(), right.clone()], |values| {
        let (left, right) = (&values[0], &values[1]);
        let ordering = |is: fn(Ordering) -> bool| order(left, right).map(is);
        Ok(Value::Truth(match (op, left, right) {
            (CompareOp::Equal, ..) => same(left, right)?,
            (CompareOp::Unequal, ..) => !same(left, right)?,
            (CompareOp::Less, ..) => ordering(Ordering::is_lt)?,
            (CompareOp::LessOrEqual, ..) => ordering(Ordering::is_le)?,
            (CompareOp::Greater, ..) => ordering(Ordering::is_gt)?,
            (CompareOp::GreaterOrEqual, ..) => ordering(Ordering::is_ge)?,
            (CompareOp::AtLeast, Value::Amount(left), Value::Amount(right)) => at_least(left, right)?,
            (CompareOp::AtMost, Value::Amount(left), Value::Amount(right)) => at_least(right, left)?,
            (CompareOp::AtLeast, ..) => ordering(Ordering::is_ge)?,
            (CompareOp::AtMost, ..) => ordering(Ordering::is_le)?,
        }))
    }))
}

/// How many different values there are.
fn different<'a>(values: &[Value<'a>]) -> Result<Value<'a>, &'static str> {
    let mut firsts: Vec<&Value> = Vec::new();
    for value in values {
        let met: Result<Vec<bool>, _> = firsts.iter().map(|first| same(first, value)).collect();
        if !met?.contains(&true) {
            firsts.push(value);
        }
    }
    Ok(reckoned(BigRational::from(BigInt::from(firsts.len())), None, 0))
}

/// A number to so many places.
fn rounded(value: &BigRational, places: u32, rounding: Rounding) -> BigRational {
    let scale = BigRational::from(BigInt::from(10).pow(places));
    let scaled = value * &scale;
    let (cut, rest) = (scaled.trunc(), scaled.fract().abs());
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let is_odd = (cut.to_integer() % BigInt::from(2)) != BigInt::from(0);
    let is_further = match rounding {
        Rounding::HalfUp => rest >= half,
        Rounding::HalfDown => rest > half,
        Rounding::HalfEven => rest > half || (rest == half && is_odd),
        Rounding::Truncate => false,
        Rounding::Away => !rest.is_zero(),
        Rounding::Floor => scaled.is_negative() && !rest.is_zero(),
        Rounding::Ceiling => scaled.is_positive() && !rest.is_zero(),
    };
    (if is_further { cut + scaled.signum() } else { cut }) / scale
}

/// The same day of another month, or what stands for it where that month is too short.
fn months_from<'a>(from: &Value<'a>, months: i64, short: Option<ShortMonth>) -> Result<Value<'a>, &'static str> {
    let (year, month) = match from {
        Value::Month(year, month) => (*year, *month),
        day => (day_of(day).year(), day_of(day).month()),
    };
    let count = i64::from(year) * 12 + i64::from(month) - 1 + months;
    let year = i32::try_from(count.div_euclid(12)).map_err(|_| "too-large")?;
    let month = u32::try_from(count.rem_euclid(12)).map_err(|_| "too-large")? + 1;
    if let Value::Month(..) = from {
        return Ok(Value::Month(year, month));
    }
    let last = last_day(year, month).ok_or("too-large")?;
    Ok(Value::Date(match last.with_day(day_of(from).day()) {
        Some(day) => day,
        None if short == Some(ShortMonth::FirstOfNext) => last.succ_opt().ok_or("too-large")?,
        None => last,
    }))
}

/// The largest or smallest; of none there is no match.
fn extreme<'a>(largest: bool, data: Vec<Datum<'a>>) -> Datum<'a> {
    settle(data, |values| {
        let amounts = || values.iter().filter_map(|value| if let Value::Amount(amount) = value { Some(amount) } else { None });
        for a in amounts() {
            for b in amounts() {
                currency(a, b)?;
            }
        }
        let wanted = if largest { Ordering::Less } else { Ordering::Greater };
        let best = values.iter().find(|one| values.iter().all(|other| order(one, other) != Ok(wanted)));
        best.cloned().ok_or("no-match")
    })
}

/// Whether two rows have one key, member by member.
pub fn same_key(left: &Place, right: &Place) -> Truth {
    same_members(left, right)
}

/// Whether a row agrees with another in each member of its own key.
fn same_members(row: &Place, other: &Place) -> Truth {
    let mine = row.key.iter().map(|name| row.find(&name.text).map(found_datum).expect("a key is of fields"));
    mine.zip(key_parts(other, row.key)).map(|(mine, theirs)| same_mark(&mine, &theirs)).fold(Truth::True, Truth::and)
}

/// What a row has at the members of a key.
fn key_parts<'a>(row: &Place<'a>, key: &[Name]) -> Vec<Datum<'a>> {
    key.iter().map(|name| row.find(&name.text).map(found_datum).expect("the members of the key")).collect()
}

/// Whether two members of keys are the same; one that is blank or not applicable agrees with another such.
fn same_mark(left: &Datum, right: &Datum) -> Truth {
    let is_none = |datum: &Datum| matches!(datum, Datum::NotApplicable { .. } | Datum::Unknown { blank: Some(_), .. });
    match (left, right) {
        (Datum::Unknown { causes, blank: None }, _) | (_, Datum::Unknown { causes, blank: None }) => Truth::Unknown(causes.clone()),
        (Datum::Known(a), Datum::Known(b)) => match std::mem::discriminant(a) == std::mem::discriminant(b) {
            true => same(a, b).map_or_else(|cause| Truth::Unknown(Causes::from([cause])), Truth::from),
            false => Truth::False,
        },
        (a, b) => Truth::from(is_none(a) == is_none(b)),
    }
}
