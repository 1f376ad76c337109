//! Rules after checking: names are ids and slots, every expression has a type, and nothing is looked up by text any more.

mod calendars;
mod declare;
mod define;
mod editions;
mod history;
mod infer;
mod languages;
mod lower;
mod operators;
mod packs;
mod phrases;
mod pieces;
mod printed;
mod rules;
mod scope;
mod settings;
mod tables;
mod trials;
mod verify;
mod waivers;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::form::{CellChange, Forms};
use crate::manifest::Manifest;
use crate::source::Span;
use crate::ty::{FormId, Ty};
use crate::value::calendar::Calendar;
use crate::value::date::ShortMonth;
use crate::value::number::Rounding;
use crate::value::{Cause, Value};

pub use crate::syntax::ast::{AggregateKind, ArithmeticOp, CompareOp};
pub use declare::basic_type;
pub use infer::describe;
pub use languages::{Untranslated, Why};
pub use lower::{Lowered, lower, lower_again};
pub use pieces::{PieceId, Pieces};
pub use verify::verify;

/// Everything that a run needs to know of its rule files. Packs and forms come first, so that they can be decoded alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Program {
    pub packs: Vec<Pack>,
    pub forms: Forms,
    pub calendars: Vec<Calendar>,
    pub parameters: Vec<Parameter>,
    pub definitions: Vec<Definition>,
    pub rules: Vec<Rule>,
    pub waivers: Vec<Waiver>,
    pub exprs: Vec<Expr>,
}

impl Program {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.0 as usize]
    }
}

/// A set of rule files under one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    pub name: String,
    pub title: String,
    /// What it says of itself, where it has a manifest.
    pub manifest: Option<Manifest>,
}

/// A named calculation. Its calls are worked into the rules that make them; what is kept is where it stands, for rule files still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    pub name: String,
    /// From `define` to the end of its body.
    pub span: Span,
}

/// A value that law or a company sets, with its editions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    /// The pack that declares it; empty for a file of no pack.
    pub pack: String,
    pub title: String,
    pub ty: Ty,
    pub editions: Vec<ParameterEdition>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParameterEdition {
    pub window: Window,
    pub value: Value,
    pub cites: Vec<String>,
    pub span: Span,
    /// Whether it is a company's own, in place of what the pack says.
    pub is_set: bool,
}

/// The days on which an edition is in force, ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Window {
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    pub fn overlaps(&self, other: &Window) -> bool {
        let starts_before_end = |a: &Window, b: &Window| match (a.from, b.until) {
            (Some(from), Some(until)) => from <= until,
            _ => true,
        };
        starts_before_end(self, other) && starts_before_end(other, self)
    }

    /// The days of this window that are not in the other.
    pub fn without(&self, other: &Window) -> Vec<Window> {
        if !self.overlaps(other) {
            return vec![*self];
        }
        let before = other.from.and_then(|from| from.pred_opt()).map(|until| Window { from: self.from, until: Some(until) });
        let after = other.until.and_then(|until| until.succ_opt()).map(|from| Window { from: Some(from), until: self.until });
        let is_some_day = |window: &Window| window.from.zip(window.until).is_none_or(|(from, until)| from <= until);
        before.into_iter().chain(after).filter(is_some_day).collect()
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);)*
    };
}

ids! {
    /// Names an expression of a program.
    ExprId
    /// Names a rule (one edition of it) of a program.
    RuleId
    /// Names a parameter of a program.
    ParameterId
    /// Names a value that `given`, `for each` or a definition's parameter holds while one instance is judged.
    LocalId
}

/// How grave a failure is: `must`, `should`, `note`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// One edition of a rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// `issued.roll-forward`
    pub name: String,
    pub title: String,
    /// The title in other languages.
    pub titles: Vec<(String, String)>,
    /// The pack that declares it; empty for a file of no pack.
    pub pack: String,
    pub form: FormId,
    pub cites: Vec<String>,
    pub window: Window,
    /// The date or moment that chooses the edition; without one, the form's own date.
    pub by: Option<ExprId>,
    pub binders: Vec<Binder>,
    pub filter: Option<ExprId>,
    pub steps: Vec<Step>,
    pub severity: Severity,
    pub assertion: ExprId,
    pub message: Option<Template>,
    /// The message in other languages.
    pub messages: Vec<(String, Template)>,
    /// Cells to suspect first, the most doubtful first.
    pub doubt: Vec<ExprId>,
    /// How many locals one instance holds.
    pub locals: u32,
    /// From `rule` to `end`.
    pub span: Span,
    /// From the verb to the end of the condition.
    pub assertion_span: Span,
}

/// A fail that a company lets stand: why, on whose authority, and how long.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// The rule, with all its editions.
    pub rule: String,
    /// Whether it is about a return.
    pub condition: ExprId,
    /// How many locals the condition holds.
    pub locals: u32,
    /// The names of the rows of each instance that it is about, outermost first; empty for every instance.
    pub only: Vec<Vec<String>>,
    pub reason: String,
    pub approver: String,
    /// The last day on which it holds.
    pub until: Option<NaiveDate>,
    /// The name of the rule, where the waiver states it.
    pub span: Span,
}

/// A test of one rule. Tests are no part of a program: only `lower` gives them.
#[derive(Clone, Debug)]
pub struct Test {
    pub title: String,
    pub rule: String,
    pub form: FormId,
    /// The files of returns, relative to the rule file, each with its place in the test.
    pub files: Vec<(String, Span)>,
    pub changes: Vec<TestChange>,
    pub expectations: Vec<Expectation>,
    /// The title, where it is written.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct TestChange {
    pub change: CellChange,
    /// The place among the test's files; without one, the first file that holds the form.
    pub file: Option<usize>,
}

/// What a test expects of some instances of its rule.
#[derive(Clone, Debug)]
pub struct Expectation {
    pub outcome: ExpectedOutcome,
    /// The names of the rows of each instance, outermost first; empty for every instance.
    pub rows: Vec<Vec<String>>,
    /// The place among the test's files; without one, the first file that holds the rule's form.
    pub file: Option<usize>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedOutcome {
    Pass,
    Fail,
    NotApplicable,
    /// For any cause, or for this one.
    Undetermined(Option<Cause>),
}

/// `c in issued`: the local takes each record of the list or of the other returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binder {
    pub name: String,
    pub local: LocalId,
    pub list: ExprId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    When(ExprId),
    Given { name: String, local: LocalId, value: ExprId },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub parts: Vec<TemplatePart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TemplatePart {
    Text(String),
    Hole {
        value: ExprId,
        signed: bool,
    },
    /// `{difference}`: the left side of the asserted comparison less the right one.
    Difference {
        signed: bool,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Ty,
    pub span: Span,
    /// Whether it is a cell itself, also by a name, and nothing reckoned: only then is a blank in it a mark that is left out.
    pub is_figure: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExprKind {
    Constant(Value),
    Parameter(ParameterId),
    Local(LocalId),
    /// The return under judgement.
    Subject,
    /// A field, group or list of a record.
    Member {
        of: ExprId,
        slot: u16,
    },
    /// The row of a list that agrees with each key: member of the key, and the value it must have.
    Lookup {
        list: ExprId,
        keys: LookupKeys,
    },
    /// The return before the one under judgement.
    Previous(FormId),
    /// The other returns of a form for the same issuer.
    Returns(FormId),
    /// The rows of a list of all these returns, by the place of the list in the form's shape.
    RowsOfReturns {
        form: FormId,
        list: u16,
    },
    /// Those of all returns of a form for the same issuer, or of their rows, that lie in a window.
    Within {
        of: ExprId,
        window: Bounds,
    },
    /// The issuer's profile.
    Profile(FormId),
    /// The record whose one list holds the rows of a table.
    Table(FormId),
    /// `.return`: the whole return that a record belongs to.
    ReturnOf(ExprId),
    Negate(ExprId),
    Not(ExprId),
    Arithmetic(ArithmeticOp, ExprId, ExprId),
    And(ExprId, ExprId),
    Or(ExprId, ExprId),
    Compare {
        first: ExprId,
        rest: Vec<(CompareOp, ExprId)>,
    },
    /// `q = c` of two rows: whether they agree in their key, member by member.
    SameRow {
        left: ExprId,
        right: ExprId,
        keys: Vec<(u16, u16)>,
    },
    Agrees {
        stated: ExprId,
        bases: Vec<ExprId>,
    },
    /// `is present` and, negated, `is missing`, of a cell.
    Presence {
        cell: ExprId,
        missing: bool,
    },
    IsCode {
        value: ExprId,
        options: Vec<u16>,
    },
    If {
        condition: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    Aggregate {
        kind: AggregateKind,
        binders: Vec<Binder>,
        filter: Option<ExprId>,
        body: Option<ExprId>,
    },
    /// Holds a value while the body is reckoned; from calls of definitions.
    Let {
        local: LocalId,
        value: ExprId,
        body: ExprId,
    },
    /// `largest of (a, b)` and `smallest of (a, b)`.
    Extreme {
        largest: bool,
        of: Vec<ExprId>,
    },
    /// `whichever of (a, b) is loaded`: what they say that are read from returns that are loaded.
    Whichever(Vec<ExprId>),
    Round {
        value: ExprId,
        places: u32,
        rounding: Rounding,
    },
    Absolute(ExprId),
    /// `month of D`
    MonthOf(ExprId),
    /// `date of M`, from a moment
    DateOf(ExprId),
    /// `first day of M` and `last day of M`
    DayOfMonth {
        month: ExprId,
        last: bool,
    },
    /// A date, or a month, so many months from another; only a date has a day that a short month may lack.
    MonthsFrom {
        months: Count,
        before: bool,
        from: ExprId,
        short: Option<ShortMonth>,
    },
    BusinessDaysBetween {
        after: ExprId,
        until: ExprId,
        calendar: u16,
    },
    BusinessDay {
        count: Count,
        before: bool,
        from: ExprId,
        calendar: u16,
    },
    /// Each of so many business days, the nearest first.
    BusinessDays {
        count: Count,
        before: bool,
        from: ExprId,
        calendar: u16,
    },
    TimeOn {
        time: ExprId,
        date: ExprId,
    },
}

/// How many of something a phrase counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    Written(u32),
    /// What this expression comes to, if that is whole and no more than could be written.
    Reckoned(ExprId),
}

impl Count {
    /// The largest number that a phrase counts: far more months or business days than any provision does.
    pub const MOST: u32 = 9999;

    /// The expression that says how many.
    pub fn expr(self) -> Option<ExprId> {
        match self {
            Count::Written(_) => None,
            Count::Reckoned(expr) => Some(expr),
        }
    }
}

/// What bounds a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bounds {
    Between(ExprId, ExprId),
    Month(ExprId),
    /// From a day up to the return under judgement.
    Since(ExprId),
}

impl Bounds {
    /// The expressions of which it is made.
    pub fn exprs(self) -> Vec<ExprId> {
        match self {
            Bounds::Between(from, until) => vec![from, until],
            Bounds::Month(only) | Bounds::Since(only) => vec![only],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookupKeys {
    /// One value for each member of the key, in its order.
    Each(Vec<ExprId>),
    /// One value that any member of the key (of its type) may have, if just one row has it.
    Any(ExprId, Vec<u16>),
    /// A row of another list: the key's members are compared with the row's members at these slots.
    SameAs(ExprId, Vec<u16>),
}
