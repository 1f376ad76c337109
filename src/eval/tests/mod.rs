//! Small programs and returns, built by hand, for the tests of the evaluator.

mod editions;
mod evidence;
mod figures;
mod history;
mod lists;
mod logic;
mod lookups;
mod monotony;

use chrono::NaiveDate;

use super::evaluate;
use crate::data::{Cell, CellState, Issuer, Record, Return, Returns, Slot};
use crate::form::{BlankMeans, CodeList, CodeName, Field, Form, FormKind, Member, MemberKind, Previous, Shape, Trust};
use crate::ir::{Binder, CompareOp, Expr, ExprId, ExprKind, LocalId, Program, Rule, RuleId, Severity, Window};
use crate::source::{SourceId, Span};
use crate::ty::{CodeListId, FormId, Precision, ShapeId, Ty, Unit};
use crate::value::date::Moment;
use crate::value::number::Number;
use crate::value::{Cause, CellId, Currency, Quantity, RecordId, ReturnId, Value};
use crate::verdict::Outcome;

pub const REPORT: FormId = FormId(0);
pub const NOTICE: FormId = FormId(1);
pub const PROFILE: FormId = FormId(2);

pub const NUMBER: Ty = Ty::exact(Unit::NUMBER);
pub const MONEY: Ty = Ty::exact(Unit::MONEY);
pub const PERCENT: Ty = Ty::Quantity { unit: Unit::NUMBER, precision: Precision::RoundedOrTruncated, percent: true };
pub const EXACT_PERCENT: Ty = Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Exact, percent: true };
const ROUNDED: Ty = Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Rounded, percent: false };
const CUT: Ty = Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Truncated, percent: false };

/// The members of the report, by name and type; `rows` is its list.
const REPORT_FIELDS: [(&str, Ty); 14] = [
    ("day", Ty::Date),
    ("a", NUMBER),
    ("b", NUMBER),
    ("c", NUMBER),
    ("cost", MONEY),
    ("worth", MONEY),
    ("filed", Ty::Moment),
    ("name", Ty::Text),
    ("kind", Ty::Code(CodeListId(0))),
    ("flag", Ty::Bool),
    ("part", PERCENT),
    ("rounded", ROUNDED),
    ("cut", CUT),
    ("moved", NUMBER),
];
const ROW_FIELDS: [(&str, Ty); 5] = [("group", Ty::Text), ("name", Ty::Text), ("value", NUMBER), ("opens", Ty::Date), ("closes", Ty::Date)];

pub const HERE: Span = Span { source: SourceId(0), start: 0, end: 0 };

/// A program and its returns.
pub struct World {
    pub program: Program,
    pub returns: Returns,
}

impl World {
    pub fn new() -> World {
        let mut program = Program::default();
        let field = |&(name, ty): &(&str, Ty)| {
            let moved = name == "moved";
            let blank = if moved { BlankMeans::Zero } else { BlankMeans::Unknown };
            member(name, MemberKind::Field(Field { ty, blank, not_applicable_is_zero: moved, part_of: None, trust: Trust::Plain }))
        };
        let rows = |shape| member("rows", MemberKind::List { rows: ShapeId(shape), blank_is_empty: false });
        let shape = |form, members, key: &[u16]| Shape { name: String::new(), form, members, key: key.to_vec() };
        let mut report: Vec<Member> = REPORT_FIELDS.iter().map(field).collect();
        report.push(rows(1));
        let mut notice: Vec<Member> = REPORT_FIELDS.iter().take(2).map(field).collect();
        notice.push(rows(3));
        program.forms.shapes = vec![
            shape(REPORT, report, &[]),
            shape(REPORT, ROW_FIELDS.iter().map(field).collect(), &[0, 1]),
            shape(NOTICE, notice, &[]),
            shape(NOTICE, ROW_FIELDS.iter().map(field).collect(), &[0, 1]),
            shape(PROFILE, REPORT_FIELDS.iter().take(2).map(field).collect(), &[]),
        ];
        let closes = Previous::Closes { closing: vec![2, 4], opening: vec![2, 3] };
        program.forms.forms = vec![
            form("report", 0, Some(vec![0]), Some(Previous::MonthBefore)),
            form("notice", 2, Some(vec![0]), Some(closes)),
            form("profile", 4, None, None),
        ];
        let option = |name: &str, label: &str| CodeName { name: name.to_owned(), labels: vec![label.to_owned()] };
        program.forms.codes = vec![CodeList { options: vec![option("new", "New one"), option("old", "Old one")] }];
        let returns = Returns { issuers: vec![Issuer::default()], ..Returns::default() };
        World { program, returns }
    }

    /// A world with one report, whose fields are as given.
    pub fn of(fields: &[(&str, CellState)]) -> World {
        let mut world = World::new();
        world.report(fields);
        world
    }

    pub fn report(&mut self, fields: &[(&str, CellState)]) -> ReturnId {
        self.file(REPORT, fields)
    }

    /// Files a return; the fields that are not given are absent, and the list has no rows.
    pub fn file(&mut self, form: FormId, fields: &[(&str, CellState)]) -> ReturnId {
        let id = ReturnId(self.returns.returns.len() as u32);
        let shape = self.program.forms.form(form).shape;
        let root = self.record(shape, id, 0, fields);
        let date = fields.iter().find_map(|(name, state)| match state {
            CellState::Figure(Value::Date(date)) if *name == "day" => Some(*date),
            _ => None,
        });
        self.returns.returns.push(Return { form, source: SourceId(0), root, issuer: Some(0), date, superseded_by: None });
        if form == PROFILE {
            self.returns.issuers[0].profile = Some(id);
        } else {
            self.returns.issuers[0].returns.push(id);
        }
        id
    }

    fn record(&mut self, shape: ShapeId, owner: ReturnId, row: u32, fields: &[(&str, CellState)]) -> RecordId {
        let record = RecordId(self.returns.records.len() as u32);
        self.returns.records.push(Record { shape, owner, slots: Vec::new(), row, span: HERE });
        let members = self.program.forms.shape(shape).members.clone();
        for (place, member) in members.iter().enumerate() {
            let given = fields.iter().find(|(name, _)| *name == member.name).map(|(_, state)| state.clone());
            let slot = match (&member.kind, given) {
                (MemberKind::List { .. }, None) => Slot::Rows(Vec::new()),
                (kind, state) => {
                    let cell = CellId(self.returns.cells.len() as u32);
                    let state = state.unwrap_or(CellState::Absent);
                    self.returns.cells.push(Cell { record, member: place as u16, state, printed: "".into(), span: HERE });
                    if matches!(kind, MemberKind::List { .. }) { Slot::NoRows(cell) } else { Slot::Cell(cell) }
                }
            };
            self.returns.records[record.0 as usize].slots.push(slot);
        }
        record
    }

    /// Adds a row to a return's list.
    pub fn row(&mut self, id: ReturnId, fields: &[(&str, CellState)]) -> RecordId {
        let root = self.returns.get(id).root;
        let shape = if self.returns.get(id).form == NOTICE { ShapeId(3) } else { ShapeId(1) };
        let list = self.list_slot(root);
        let number = match &self.returns.record(root).slots[list] {
            Slot::Rows(rows) => rows.len() as u32 + 1,
            _ => 1,
        };
        let row = self.record(shape, id, number, fields);
        if let Slot::Rows(rows) = &mut self.returns.records[root.0 as usize].slots[list] {
            rows.push(row);
        }
        row
    }

    fn list_slot(&self, root: RecordId) -> usize {
        self.returns.record(root).slots.len() - 1
    }

    pub fn cell_of(&self, record: RecordId, slot: usize) -> CellId {
        match self.returns.record(record).slots[slot] {
            Slot::Cell(cell) | Slot::NoRows(cell) => cell,
            _ => panic!("no cell"),
        }
    }

    pub fn expr(&mut self, kind: ExprKind, ty: Ty) -> ExprId {
        let is_figure = matches!(kind, ExprKind::Member { .. });
        self.program.exprs.push(Expr { kind, ty, span: HERE, is_figure });
        ExprId(self.program.exprs.len() as u32 - 1)
    }

    pub fn constant(&mut self, value: Value, ty: Ty) -> ExprId {
        self.expr(ExprKind::Constant(value), ty)
    }

    pub fn number(&mut self, text: &str) -> ExprId {
        self.constant(quantity(text), NUMBER)
    }

    /// A field of the report under judgement.
    pub fn field(&mut self, name: &str) -> ExprId {
        let of = self.expr(ExprKind::Subject, Ty::Record(ShapeId(0)));
        self.member(of, 0, name)
    }

    /// A field of the row that a local holds.
    pub fn row_field(&mut self, local: u32, name: &str) -> ExprId {
        let of = self.expr(ExprKind::Local(LocalId(local)), Ty::Record(ShapeId(1)));
        self.member(of, 1, name)
    }

    pub fn member(&mut self, of: ExprId, shape: u16, name: &str) -> ExprId {
        let shape = self.program.forms.shape(ShapeId(shape));
        let slot = shape.find(name).expect("a member");
        let ty = match &shape.members[usize::from(slot)].kind {
            MemberKind::Field(field) => field.ty,
            MemberKind::Record(shape) | MemberKind::List { rows: shape, .. } => Ty::List(*shape),
        };
        self.expr(ExprKind::Member { of, slot }, ty)
    }

    pub fn binder(&mut self, local: u32, list: ExprId) -> Binder {
        Binder { name: format!("r{local}"), local: LocalId(local), list }
    }

    pub fn compare(&mut self, first: ExprId, op: CompareOp, second: ExprId) -> ExprId {
        self.expr(ExprKind::Compare { first, rest: vec![(op, second)] }, Ty::Bool)
    }

    pub fn rule(&mut self, assertion: ExprId) -> &mut Rule {
        self.program.rules.push(Rule {
            name: "rule".to_owned(),
            title: String::new(),
            titles: Vec::new(),
            pack: String::new(),
            form: REPORT,
            cites: Vec::new(),
            window: Window::default(),
            by: None,
            binders: Vec::new(),
            filter: None,
            steps: Vec::new(),
            severity: Severity::Error,
            assertion,
            messages: Vec::new(),
            message: None,
            doubt: Vec::new(),
            locals: 8,
            span: HERE,
            assertion_span: HERE,
        });
        self.program.rules.last_mut().expect("a rule")
    }

    /// The outcome of one condition as the only rule, for the first return.
    pub fn outcome(&mut self, assertion: ExprId) -> Outcome {
        self.program.rules.clear();
        self.rule(assertion);
        self.outcomes().remove(0)
    }

    /// What an outcome comes to, in a word.
    pub fn says(&mut self, assertion: ExprId) -> Said {
        said(&self.outcome(assertion))
    }

    pub fn outcomes(&self) -> Vec<Outcome> {
        evaluate(&self.program, &self.returns).into_iter().map(|verdict| verdict.outcome).collect()
    }
}

/// An outcome without the place to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Pass,
    Fail,
    NotApplicable,
    Undetermined(Cause),
}

pub fn said(outcome: &Outcome) -> Said {
    match outcome {
        Outcome::Pass => Said::Pass,
        Outcome::Fail => Said::Fail,
        Outcome::NotApplicable => Said::NotApplicable,
        Outcome::Undetermined(unknown) => Said::Undetermined(unknown.cause),
    }
}

fn member(name: &str, kind: MemberKind) -> Member {
    Member { name: name.to_owned(), label: name.to_owned(), labels: Vec::new(), kind, span: HERE }
}

fn form(name: &str, shape: u16, dated: Option<Vec<u16>>, previous: Option<Previous>) -> Form {
    Form {
        name: name.to_owned(),
        title: format!("The {name}"),
        titles: Vec::new(),
        pack: String::new(),
        kind: if name == "profile" { FormKind::Profile } else { FormKind::Return },
        plural: None,
        shape: ShapeId(shape),
        dated,
        previous,
        amended: None,
        follows: Vec::new(),
        chain: None,
        issuer_known_by: Vec::new(),
        counts: None,
        rows_in: None,
        span: HERE,
    }
}

/// A figure as printed, with its currency in front: `USD 1.50`; a percent sign divides by a hundred.
pub fn quantity(text: &str) -> Value {
    let (currency, digits) = text.split_once(' ').map_or((None, text), |(currency, digits)| (Currency::parse(currency), digits));
    let (digits, percent) = digits.strip_suffix('%').map_or((digits, false), |digits| (digits, true));
    let printed = Number::parse(digits).expect("digits");
    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
    let hundred = Number::from(100);
    let number = if percent { printed.divide(&hundred).expect("a percentage") } else { printed };
    Value::Quantity(Quantity { number, currency, places: if percent { places + 2 } else { places } })
}

pub fn figure(text: &str) -> CellState {
    CellState::Figure(quantity(text))
}

pub fn text(text: &str) -> CellState {
    CellState::Figure(Value::Text(text.into()))
}

pub fn truth(value: bool) -> CellState {
    CellState::Figure(Value::Bool(value))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn date(text: &str) -> CellState {
    CellState::Figure(Value::Date(day(text)))
}

/// `2022-10-07 08:30` or without the hour.
pub fn moment(text: &str) -> Value {
    let (date, time) = text.split_once(' ').map_or((text, None), |(date, time)| (date, Some(time)));
    Value::Moment(Moment { date: day(date), time: time.map(|time| format!("{time}:00").parse().expect("a time")) })
}

pub fn unreadable() -> CellState {
    CellState::Unreadable(Vec::new())
}

/// The first rule of a world.
pub const FIRST: RuleId = RuleId(0);
