//! The tree of a rule file, as written: names are not resolved and nothing has a type yet.
//!
//! Every node has the span of the text it was read from.

use crate::source::{SourceId, Span};
use crate::value::date::ShortMonth;
use crate::value::number::{Number, Rounding};

/// One rule file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub source: SourceId,
    pub items: Vec<Item>,
    /// The names of items that could not be read, so that what refers to them is not taken for a mistake of its own.
    pub broken: Vec<String>,
    /// `-- …` comments in the order of the text; the span runs from the dashes to the end of the line.
    pub comments: Vec<Span>,
}

/// A word that names something: `issued`, `issued.roll-forward`, `hkex`.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// The content of a quoted string; the span includes the quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `pack hkex "Hong Kong share-capital returns"`
    Pack(PackDecl),
    /// `use hkex`
    Use(UseDecl),
    Form(FormDecl),
    Table(TableDecl),
    Printed(PrintedDecl),
    Calendar(CalendarDecl),
    Parameter(ParameterDecl),
    /// `set hkex.repurchase_limit = 5% effective from 2024-01-01 cites "Board resolution of 15 December 2023"`
    Set(SetDecl),
    Define(DefineDecl),
    Rule(RuleDecl),
    Test(TestDecl),
    Waive(WaiveDecl),
}

impl Item {
    /// From its first word to its last.
    pub fn span(&self) -> Span {
        match self {
            Item::Pack(of) => of.span,
            Item::Use(of) => of.span,
            Item::Form(of) => of.span,
            Item::Table(of) => of.span,
            Item::Printed(of) => of.span,
            Item::Calendar(of) => of.span,
            Item::Parameter(of) => of.span,
            Item::Set(of) => of.span,
            Item::Define(of) => of.span,
            Item::Rule(of) => of.span,
            Item::Test(of) => of.span,
            Item::Waive(of) => of.span,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct PackDecl {
    pub name: Name,
    pub title: Option<Quoted>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct UseDecl {
    pub name: Name,
    pub span: Span,
}

/// `form NAME "title" … end` or, for the issuer's profile, `profile issuer "title" … end`.
#[derive(Clone, Debug, PartialEq)]
pub struct FormDecl {
    pub is_profile: bool,
    pub name: Name,
    pub title: Option<Quoted>,
    pub clauses: Vec<FormClause>,
    pub members: Vec<MemberDecl>,
    pub span: Span,
}

/// `printed monthly_return "FF301" … end`: how a form is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedDecl {
    pub form: Name,
    pub title: Option<Quoted>,
    pub members: Vec<PrintedMember>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PrintedMember {
    /// `known by "Monthly Return"`
    KnownBy(Vec<Quoted>),
    /// `skip "Page {_} of {_}"`
    Skip(Vec<Quoted>),
    /// `adds up opening, change to closing`
    AddsUp { terms: Vec<Path>, total: Path, span: Span },
    /// `multiplies shares, price to capital`
    Multiplies { terms: Vec<Path>, total: Path, span: Span },
    /// `line "Date Submitted: {submitted}" or "…" else blank in remarks`
    Line { wordings: Vec<Quoted>, or_blank: bool, within: Option<Name>, span: Span },
    /// `part "II. Movements" or "…" holds issued … end`
    Part { headings: Vec<Quoted>, holds: Option<HeldList>, members: Vec<PrintedMember>, span: Span },
    /// `each issued from "Type of shares {kind}" … end`
    Each { list: Name, start: RowStart, members: Vec<PrintedMember>, span: Span },
    /// `lines repurchases in remarks "repurchase of {shares} shares"`
    Lines { list: Path, source: LinesSource, wordings: Vec<Quoted>, span: Span },
}

/// `holds issued else blank`: the list of a part, and whether it is blank where the part is not printed.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldList {
    pub list: Name,
    pub or_blank: bool,
}

/// What there is one line for each of.
#[derive(Clone, Debug, PartialEq)]
pub enum LinesSource {
    /// `as in issued`: the rows of another list, whose names the line repeats.
    AsIn(Name),
    /// `in remarks`: the places in the words of a field.
    Words(Name),
}

/// How the rows of a printed list are told apart.
#[derive(Clone, Debug, PartialEq)]
pub enum RowStart {
    /// `from "…" or "…"`: each begins with these words.
    From(Vec<Quoted>),
    /// `led by event`: each begins with a value of this field.
    LedBy(Name),
    /// `until "…" or "…"`: each ends with these words.
    Until(Vec<Quoted>),
    /// `numbered`: each begins with its number.
    Numbered(Span),
    /// `under heads`: each is a line, and the words of its members are the heads of their columns.
    Headed(Span),
    /// `in columns kind "Ordinary shares", "Preference shares"`: each is a column, with these words in a field.
    Columns { field: Name, names: Vec<Quoted> },
}

/// `table prices "Closing prices" key stock_code, day rows in "prices.csv" … end`
#[derive(Clone, Debug, PartialEq)]
pub struct TableDecl {
    pub name: Name,
    pub title: Option<Quoted>,
    /// `title zh-Hant "…"`: the title in other languages.
    pub titles: Vec<(Name, Quoted)>,
    pub key: Vec<Name>,
    /// The CSV beside the rule file that holds the rows where the run brings none of its own.
    pub rows_in: Option<Quoted>,
    /// Fields only; the grammar reads nothing else in a table.
    pub members: Vec<MemberDecl>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FormClause {
    /// `title zh-Hant "…"`: the title in another language.
    Title { language: Name, title: Quoted },
    /// `plural monthly_returns`: the name of the collection of these returns.
    Plural(Name),
    /// `dated period_end`: the field whose date orders the returns of an issuer and chooses editions.
    Dated(Path),
    /// `previous is the month before`: one return per month, by the month of the `dated` field.
    PreviousMonth(Span),
    /// `previous closes at classes.closing_date with classes.closing where this opens at classes.opening_date with classes.opening`;
    /// before `closes`, the other form whose return is looked for.
    PreviousCloses { form: Option<Name>, closing: End, opening: End, span: Span },
    /// `amended when status is amendment`: the field and the code that mark an amendment.
    Amended { field: Path, code: Name },
    /// `issuer known by issued.stock_code, authorised.stock_code`
    IssuerKnownBy(Vec<Path>),
    /// `counts complete.form from complete.first until complete.last as complete.returns`: how many returns of a form there are.
    Counts { form: Path, from: Path, until: Path, count: Path, span: Span },
}

/// Where a return begins or ends: the date, and the balance on that date.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    pub date: Path,
    pub balance: Option<Path>,
}

/// Names joined by dots, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub names: Vec<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum MemberDecl {
    Field(FieldDecl),
    /// `record mandate "label" … end`
    Record {
        name: Name,
        label: Option<Quoted>,
        /// `label zh-Hant "…"`: the label in other languages.
        labels: Vec<(Name, Quoted)>,
        members: Vec<MemberDecl>,
        span: Span,
    },
    /// `list issued "label" blank is empty key kind, class … end`
    List {
        name: Name,
        label: Option<Quoted>,
        labels: Vec<(Name, Quoted)>,
        blank_is_empty: bool,
        key: Vec<Name>,
        members: Vec<MemberDecl>,
        span: Span,
    },
}

/// `field opening shares "Balance at close of preceding month" blank is 0 part of closing`
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDecl {
    pub name: Name,
    pub ty: TypeExpr,
    pub label: Option<Quoted>,
    /// `label zh-Hant "…"`: the label in other languages.
    pub labels: Vec<(Name, Quoted)>,
    pub attributes: Vec<FieldAttribute>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeExpr {
    /// One of the built-in names: `shares money price ratio percent number date month moment text yes_no days`.
    Basic(Name),
    /// `code of placing "Placing", repurchase "Repurchase of shares"`
    Code { options: Vec<CodeOption>, span: Span },
    /// A row or record of a form, for the parameters of `define`: `next_day_return.classes`.
    Of(Path),
}

/// One value of a code: its name in rules, and the words printed for it (several where forms differ).
#[derive(Clone, Debug, PartialEq)]
pub struct CodeOption {
    pub name: Name,
    /// `"Placing" or "Placing of shares"`; may be empty.
    pub labels: Vec<Quoted>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FieldAttribute {
    /// `blank is 0`
    BlankIsZero(Span),
    /// `blank is not applicable`
    BlankIsNotApplicable(Span),
    /// `not applicable is 0`
    NotApplicableIsZero(Span),
    /// `rounded`
    Rounded(Span),
    /// `truncated`
    Truncated(Span),
    /// `rounded or truncated`
    RoundedOrTruncated(Span),
    /// `often wrong`
    OftenWrong(Span),
    /// `seldom wrong`
    SeldomWrong(Span),
    /// `part of PATH`: the total that this figure is a term of, in the nearest place outwards that has it.
    PartOf(Path),
}

/// `calendar hkex "title" closed days in "closures.csv" covers 2009-01-01 to 2027-12-31 end`
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarDecl {
    pub name: Name,
    pub title: Option<Quoted>,
    /// The CSV beside the rule file: columns `date`, `kind` (`closed` or anything else, which is open), `name`.
    pub file: Quoted,
    pub first: Expr,
    pub last: Expr,
    pub span: Span,
}

/// `effective from 2009-01-01 until 2024-06-10 by submitted`; either end may be open, and `by` left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    pub from: Option<Expr>,
    pub until: Option<Expr>,
    pub by: Option<Path>,
    pub span: Span,
}

/// `parameter repurchase_limit "title" = 10% effective from 2009-01-01 cites "MB 10.06(1)(c)"`
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterDecl {
    pub name: Name,
    pub title: Option<Quoted>,
    pub value: Expr,
    pub effective: Option<Effective>,
    pub cites: Vec<Quoted>,
    pub span: Span,
}

/// `set hkex.repurchase_limit = 5% effective from 2024-01-01 cites "Board resolution of 15 December 2023"`
#[derive(Clone, Debug, PartialEq)]
pub struct SetDecl {
    /// The pack, and its parameter.
    pub parameter: Path,
    pub value: Expr,
    pub effective: Option<Effective>,
    pub cites: Vec<Quoted>,
    pub span: Span,
}

/// `define uncancelled(c : next_day_return.classes) = total of …`
#[derive(Clone, Debug, PartialEq)]
pub struct DefineDecl {
    pub name: Name,
    pub parameters: Vec<(Name, TypeExpr)>,
    pub body: Expr,
    pub span: Span,
}

/// `rule NAME "title" clauses end`
#[derive(Clone, Debug, PartialEq)]
pub struct RuleDecl {
    pub name: Name,
    pub title: Option<Quoted>,
    /// `title zh-Hant "…"`: the title in other languages.
    pub titles: Vec<(Name, Quoted)>,
    /// `because "…"`: why the check is made.
    pub why: Option<Quoted>,
    /// `because zh-Hant "…"`: the same in other languages.
    pub whys: Vec<(Name, Quoted)>,
    pub applies_to: Option<Name>,
    pub cites: Vec<Quoted>,
    pub effective: Option<Effective>,
    pub for_each: Option<ForEach>,
    /// `when` and `given` clauses in the order of the text.
    pub steps: Vec<Step>,
    pub assertion: Option<Assertion>,
    /// From `rule` to `end`.
    pub span: Span,
}

/// `test "title" of RULE with "file" changing PATH to VALUE expect fail for "Class B" end`
#[derive(Clone, Debug, PartialEq)]
pub struct TestDecl {
    pub title: Quoted,
    pub rule: Name,
    /// The returns, by files beside the rule file.
    pub files: Vec<Quoted>,
    pub changes: Vec<Change>,
    pub expectations: Vec<Expectation>,
    /// From `test` to `end`.
    pub span: Span,
}

/// `changing issued["Class B"].closing in "september.yaml" to 25,973,445,421`
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub path: Expr,
    pub file: Option<Quoted>,
    pub content: Content,
    pub span: Span,
}

/// What a test prints in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Blank(Span),
    Unreadable(Span),
    Absent(Span),
    NotApplicable(Span),
    /// The name of a code.
    Code(Name),
    /// A value written out: a literal, a negated literal, or an hour on a date.
    Value(Expr),
}

/// `expect undetermined blank for "Class B" and "Class A" in "september.yaml"`
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    pub outcome: ExpectedOutcome,
    /// The names of the rows of each instance, outermost first; empty for every instance.
    pub rows: Vec<Vec<Quoted>>,
    pub file: Option<Quoted>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedOutcome {
    Pass,
    Fail,
    NotApplicable,
    /// For any cause, or for the one named.
    Undetermined(Option<Name>),
}

/// `waive RULE for CONDITION only "Class B" because "…" approved by "…" until 2023-09-30 end`
#[derive(Clone, Debug, PartialEq)]
pub struct WaiveDecl {
    pub rule: Name,
    pub condition: Expr,
    /// The names of the rows of each instance, outermost first; empty for every instance.
    pub only: Vec<Vec<Quoted>>,
    pub reason: Quoted,
    pub approver: Quoted,
    pub until: Option<Expr>,
    /// From `waive` to `end`.
    pub span: Span,
}

/// `for each c in issued, r in c.rows where r.shares > 0`
#[derive(Clone, Debug, PartialEq)]
pub struct ForEach {
    pub binders: Vec<Binder>,
    pub filter: Option<Expr>,
    pub span: Span,
}

/// Which days a window covers.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// `from D to E`
    Between(Box<Expr>, Box<Expr>),
    /// `in M`, a month
    Month(Box<Expr>),
    /// `since D`, up to the return under judgement
    Since(Box<Expr>),
}

impl Window {
    /// The values that bound it.
    pub fn bounds(&self) -> Vec<&Expr> {
        match self {
            Window::Between(from, until) => vec![from, until],
            Window::Month(only) | Window::Since(only) => vec![only],
        }
    }
}

/// `c in issued`
#[derive(Clone, Debug, PartialEq)]
pub struct Binder {
    pub name: Name,
    pub list: Expr,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    When { condition: Expr, span: Span },
    Given { name: Name, value: Expr, span: Span },
}

/// The verb that says how grave a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Must,
    Should,
    Note,
}

/// `must CONDITION else "message" doubt PATH, PATH`
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    pub verb: Verb,
    pub condition: Expr,
    pub message: Option<Template>,
    /// `else zh-Hant "…"`: the message in other languages.
    pub messages: Vec<(Name, Template)>,
    /// Field paths, the most doubtful first.
    pub doubt: Vec<Expr>,
    /// From the verb to the end of the condition.
    pub span: Span,
}

/// A message with holes: `"Class {c.class}: {difference}"`; `{{` and `}}` stand for braces.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub parts: Vec<TemplatePart>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    Text(String),
    /// `{expr}` or `{expr:signed}`
    Hole {
        value: Expr,
        format: Option<Name>,
        span: Span,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Literal(Literal),
    /// A bare name: a local, a field of the return, a parameter, a collection, `issuer`, a code in its place.
    Name(String),
    /// `c.closing`
    Member(Box<Expr>, Name),
    /// `issued["Class B"]`, `issued[c]`, `purchases[r.date, c.class]`
    Lookup(Box<Expr>, Vec<Expr>),
    /// `uncancelled(c)`
    Call(Name, Vec<Expr>),
    /// `floor of x`, `month of d`, `first day of m`: the words before `of`, joined by one space.
    Of(Name, Box<Expr>),
    /// `largest of (a, b)` and `smallest of (a, b)` over two or more values written out.
    Extreme(Extreme, Vec<Expr>),
    /// `next_day_returns since D`: those of other returns, or of their rows, that lie in a window; stands only behind `in`.
    Within(Box<Expr>, Window),
    /// `whichever of (a, b) is loaded`
    Whichever(Vec<Expr>),
    /// `previous monthly_return`
    Previous(Name),
    Negate(Box<Expr>),
    Not(Box<Expr>),
    Arithmetic(ArithmeticOp, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// `a <= b < c`: each neighbouring pair holds.
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    /// `x agrees with e` (one base) and `x agrees with any of e1, e2` (several).
    Agrees {
        stated: Box<Expr>,
        bases: Vec<Expr>,
    },
    /// `x is present`
    IsPresent(Box<Expr>),
    /// `x is missing`
    IsMissing(Box<Expr>),
    /// `x is placing`, `x is one of placing, rights_issue`; `x is not placing` is `Not` around it.
    IsCode(Box<Expr>, Vec<Name>),
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `total of BODY for each x in xs where F`, `count of x in xs where F`, `every x in xs where F satisfies B`, …
    Aggregate {
        kind: AggregateKind,
        binders: Vec<Binder>,
        filter: Option<Box<Expr>>,
        body: Option<Box<Expr>>,
    },
    /// `round X to 2 places half up`
    Round {
        value: Box<Expr>,
        places: u32,
        rounding: Rounding,
    },
    /// `3 months after D, or the last day of the month`
    Months {
        months: Count,
        before: bool,
        from: Box<Expr>,
        short: Option<ShortMonth>,
    },
    /// `business days between D and E in hkex`
    BusinessDaysBetween {
        after: Box<Expr>,
        until: Box<Expr>,
        calendar: Name,
    },
    /// `5th business day after D in hkex`, `5 business days after D in hkex`; `next business day after D` is the first.
    BusinessDay {
        count: Count,
        before: bool,
        from: Box<Expr>,
        calendar: Name,
    },
    /// `the 5 business days before D in hkex`: each of them, the nearest first; stands only behind `in`.
    BusinessDays {
        count: Count,
        before: bool,
        from: Box<Expr>,
        calendar: Name,
    },
    /// `08:30 on D`, `filing_hour on D`
    TimeOn {
        time: Box<Expr>,
        date: Box<Expr>,
    },
}

/// How many, in a phrase that counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Count {
    /// `5th`; `next` and `previous` are the first.
    Ordinal(u32),
    /// `5`
    Number(u32),
    /// `return_days`, `issuer.days`
    Named(Box<Expr>),
}

impl Count {
    /// The value that says how many, where that is not written out.
    pub fn named(&self) -> Option<&Expr> {
        match self {
            Count::Ordinal(_) | Count::Number(_) => None,
            Count::Named(name) => Some(name),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `25,973,445,421`, `0.5`
    Number(Number),
    /// `10%`, already divided by 100
    Percent(Number),
    /// `1,000 shares`
    Shares(Number),
    /// `30 days`
    Days(Number),
    /// `3 months`, which has no meaning but before `after` and `before`.
    Months(Number),
    /// `HKD 1.99`: the ISO 4217 code and the amount
    Money(String, Number),
    /// `2009-01-01`
    Date(chrono::NaiveDate),
    /// `January 2026`: year and month 1 to 12
    Month(i32, u32),
    /// `08:30`: hour and minute
    Time(u32, u32),
    Text(String),
    /// `yes` and `no`
    Bool(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extreme {
    Largest,
    Smallest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum CompareOp {
    Equal,
    /// `<>`
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `is at least`: on a rounded figure, of the whole interval that the printed digits stand for.
    AtLeast,
    /// `is at most`
    AtMost,
}

impl CompareOp {
    /// The operator with its sides exchanged.
    pub fn turned(self) -> CompareOp {
        match self {
            CompareOp::Less => CompareOp::Greater,
            CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
            CompareOp::Greater => CompareOp::Less,
            CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
            CompareOp::AtLeast => CompareOp::AtMost,
            CompareOp::AtMost => CompareOp::AtLeast,
            same @ (CompareOp::Equal | CompareOp::Unequal) => same,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum AggregateKind {
    /// `total of E for each …`
    Total,
    /// `count of x in …`
    Count,
    /// `count of distinct E for each …`
    Distinct,
    /// `largest of E for each …`
    Largest,
    /// `smallest of E for each …`
    Smallest,
    /// `every x in … satisfies C`
    Every,
    /// `some x in … satisfies C`
    Some,
}
