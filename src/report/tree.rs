//! How a verdict came about, as a tree: every expression of the rule with its value, every figure with its place.

use schemars::JsonSchema;
use serde::Serialize;

use super::Place;
use super::build::{comparison, dated_title, place};
use super::reasons::{self, Facts};
use super::sheet::Sheet;
use super::terminal::Style;
use super::text::cut;
use crate::data::{CellState, Returns};
use crate::ir::{ExprId, ExprKind, Program, Rule, Step};
use crate::source::SourceMap;
use crate::ty::Ty;
use crate::value::{CellId, Datum, RecordId, Value, normal_text};
use crate::verdict::{Derivation, DerivationStep, Outcome, Verdict};

/// What the words of a tree are taken from.
pub struct Ground<'a> {
    pub sources: &'a SourceMap,
    pub program: &'a Program,
    pub returns: &'a Returns,
    /// A value of a type in words.
    pub shown: &'a dyn Fn(Ty, &Datum) -> String,
    /// What a row is called.
    pub row_name: &'a dyn Fn(RecordId) -> String,
}

/// The most terms of one list that are shown.
const MOST_TERMS: usize = 60;

/// The columns of an expression's text beside its value.
const LONGEST_TEXT: usize = 70;

/// How one verdict came about.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Derived {
    pub rule: String,
    pub title: String,
    /// `pass`, `fail`, `not applicable` or `undetermined`.
    pub outcome: String,
    /// The form's title and date.
    #[serde(rename = "return")]
    pub of: String,
    /// The path of the return.
    pub path: String,
    /// The name of each row that `for each` bound.
    pub key: Vec<String>,
    /// Conditions, names and the assertion, in their order.
    pub steps: Vec<Reckoned>,
    /// The comparison in a sentence, the reason or the message.
    pub conclusion: Vec<String>,
}

/// An expression with its value, and what it was reckoned from.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Reckoned {
    /// `when`, `where`, `must`, or `given NAME =`; empty for a part of an expression.
    pub clause: String,
    pub text: String,
    pub value: String,
    /// Where the value was read, for a figure of a return.
    pub figure: Option<ReadFigure>,
    pub parts: Vec<Reckoned>,
    /// How many more parts there are.
    pub more: usize,
}

/// A figure as it stands in a return.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadFigure {
    pub label: String,
    pub printed: String,
    /// `figure`, `blank`, `not applicable`, `unreadable` or `absent`.
    pub state: String,
    pub place: Place,
}

/// The derivation of each verdict.
pub fn derived(ground: &Ground<'_>, verdicts: &[(&Verdict, Derivation)]) -> Vec<Derived> {
    verdicts.iter().map(|(verdict, derivation)| ground.verdict(verdict, derivation)).collect()
}

/// The derivations for people, one after the other.
pub fn render(derived: &[Derived], style: Style) -> String {
    let mut sheet = Sheet::new(style);
    for one in derived {
        sheet.gap();
        sheet.heading(&format!("{}[{}] {}", one.outcome, one.rule, one.title));
        sheet.item(2, &format!("{} ({})", one.of, one.path));
        if !one.key.is_empty() {
            sheet.item(2, &one.key.join(", "));
        }
        sheet.gap();
        one.steps.iter().for_each(|step| draw(&mut sheet, step, 2));
        if !one.conclusion.is_empty() {
            sheet.gap();
        }
        one.conclusion.iter().for_each(|line| sheet.item(2, line));
    }
    sheet.finish()
}

/// What a value was reckoned from, or where it was read, for people.
pub fn render_parts(reckoned: &Reckoned, style: Style) -> String {
    let mut sheet = Sheet::new(style);
    if let Some(figure) = &reckoned.figure {
        sheet.item(2, shown_figure(figure, &reckoned.value).trim_start());
    }
    reckoned.parts.iter().for_each(|part| draw(&mut sheet, part, 2));
    if reckoned.more > 0 {
        sheet.item(2, &format!("and {} more", reckoned.more));
    }
    sheet.finish()
}

fn draw(sheet: &mut Sheet, step: &Reckoned, indent: usize) {
    let clause = if step.clause.is_empty() { String::new() } else { format!("{} ", step.clause) };
    let figure = step.figure.as_ref().map(|figure| shown_figure(figure, &step.value)).unwrap_or_default();
    sheet.item(indent, &format!("{clause}{}: {}{figure}", cut(&step.text, LONGEST_TEXT), step.value));
    step.parts.iter().for_each(|part| draw(sheet, part, indent + 2));
    if step.more > 0 {
        sheet.item(indent + 2, &format!("and {} more", step.more));
    }
}

/// Where a figure stands, under which words, and as it is printed where that differs from its value.
fn shown_figure(figure: &ReadFigure, value: &str) -> String {
    let state = match figure.state.as_str() {
        "figure" if figure.printed == *value => String::new(),
        "blank" => ", blank".to_owned(),
        "not applicable" => ", stated as not applicable".to_owned(),
        "absent" => return String::new(),
        _ => format!(", printed “{}”", figure.printed),
    };
    format!("  ({} “{}”{state})", figure.place.brief(), figure.label)
}

/// One expression with its value, and those that it was reckoned from.
struct Node<'a> {
    step: &'a DerivationStep,
    parts: Vec<Node<'a>>,
}

/// The trees of a derivation, in the order in which they were finished: filter, conditions, givens, assertion.
fn trees<'a>(program: &Program, steps: &'a [DerivationStep]) -> Vec<Node<'a>> {
    let mut rest = steps;
    let mut trees = Vec::new();
    while let Some(tree) = last_tree(program, &mut rest) {
        trees.push(tree);
    }
    trees.reverse();
    trees
}

/// Takes the tree that the last of the steps is the root of: what it was reckoned from stands right before it.
fn last_tree<'a>(program: &Program, steps: &mut &'a [DerivationStep]) -> Option<Node<'a>> {
    let (step, before) = steps.split_last()?;
    *steps = before;
    let children = reckoned_from(program, step.expr);
    let mut parts = Vec::new();
    while steps.last().is_some_and(|part| children.contains(&part.expr)) {
        parts.extend(last_tree(program, steps));
    }
    parts.reverse();
    Some(Node { step, parts })
}

/// The expressions whose values an expression is reckoned from; a list has rows and no value, so what it is read from stands for it.
fn reckoned_from(program: &Program, id: ExprId) -> Vec<ExprId> {
    let mut found = Vec::new();
    for child in program.expr(id).kind.children() {
        found.push(child);
        if matches!(program.expr(child).ty, Ty::List(_) | Ty::Returns(_)) {
            found.extend(reckoned_from(program, child));
        }
    }
    found
}

impl Ground<'_> {
    fn verdict(&self, verdict: &Verdict, derivation: &Derivation) -> Derived {
        let rule = self.program.rule(verdict.rule);
        let outcome = match &verdict.outcome {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotApplicable => "not applicable",
            Outcome::Undetermined(_) => "undetermined",
        };
        let subject = self.returns.get(verdict.subject);
        let trees = trees(self.program, &derivation.steps);
        Derived {
            rule: rule.name.clone(),
            title: rule.title.clone(),
            outcome: outcome.to_owned(),
            of: dated_title(self.program.forms.form(subject.form), subject),
            path: self.sources.get(subject.source).name.clone(),
            key: verdict.rows.iter().map(|row| (self.row_name)(*row)).collect(),
            steps: trees.iter().map(|tree| self.node(tree, &self.clause(rule, tree.step.expr))).collect(),
            conclusion: self.conclusion(verdict, derivation),
        }
    }

    /// How one of the values that a rule gives a name to was reckoned.
    pub fn reckoned(&self, steps: &[DerivationStep], root: ExprId) -> Option<Reckoned> {
        trees(self.program, steps).iter().find(|tree| tree.step.expr == root).map(|tree| self.node(tree, ""))
    }

    /// The word that leads a clause of the rule, or that names what a value is given to.
    fn clause(&self, rule: &Rule, root: ExprId) -> String {
        if root == rule.assertion {
            let text = self.sources.text(rule.assertion_span);
            return text.split_whitespace().next().unwrap_or("must").to_owned();
        }
        let given = rule.steps.iter().find_map(|step| match step {
            Step::Given { name, value, .. } if *value == root => Some(format!("given {name} =")),
            Step::When(condition) if *condition == root => Some("when".to_owned()),
            Step::Given { .. } | Step::When(_) => None,
        });
        given.unwrap_or_else(|| if rule.filter == Some(root) { "where".to_owned() } else { String::new() })
    }

    fn node(&self, node: &Node<'_>, clause: &str) -> Reckoned {
        let expr = self.program.expr(node.step.expr);
        let shown: Vec<&Node<'_>> = self.worth_showing(node);
        let part = |part: &&Node<'_>| {
            let is_filter = matches!(&expr.kind, ExprKind::Aggregate { filter: Some(filter), .. } if *filter == part.step.expr);
            if is_filter && matches!(part.step.datum, Datum::Known(_)) {
                self.node(&Node { step: part.step, parts: Vec::new() }, "where")
            } else {
                self.node(part, if is_filter { "where" } else { "" })
            }
        };
        Reckoned {
            clause: clause.to_owned(),
            text: normal_text(self.sources.text(expr.span)).to_string(),
            value: self.value(expr.ty, node.step),
            figure: node.step.cell.map(|cell| self.figure(cell)),
            parts: shown.iter().take(MOST_TERMS).map(part).collect(),
            more: shown.len().saturating_sub(MOST_TERMS),
        }
    }

    /// The parts with a value of their own; in place of a record or a call, those below it.
    fn worth_showing<'n>(&self, node: &'n Node<'n>) -> Vec<&'n Node<'n>> {
        let mut shown = Vec::new();
        for part in &node.parts {
            let expr = self.program.expr(part.step.expr);
            let is_known = matches!(part.step.datum, Datum::Known(_));
            match (&expr.kind, expr.ty) {
                (ExprKind::Constant(_) | ExprKind::Subject, _) => {}
                (ExprKind::Local(_), Ty::Record(_)) if is_known => {}
                (_, Ty::Record(_)) if is_known && !matches!(expr.kind, ExprKind::Lookup { .. } | ExprKind::Previous(_)) => {
                    shown.extend(self.worth_showing(part));
                }
                _ => shown.push(part),
            }
        }
        shown
    }

    fn value(&self, ty: Ty, step: &DerivationStep) -> String {
        match &step.datum {
            Datum::Known(Value::Bool(true)) => "yes".to_owned(),
            Datum::Known(Value::Bool(false)) => "no".to_owned(),
            Datum::Unknown(unknown) => format!("not known ({})", reasons::words(reasons::id(unknown.cause))),
            Datum::NotApplicable(_) => "not applicable".to_owned(),
            known @ Datum::Known(_) => (self.shown)(ty, known),
        }
    }

    fn figure(&self, id: CellId) -> ReadFigure {
        let cell = self.returns.cell(id);
        let shape = self.program.forms.shape(self.returns.record(cell.record).shape);
        let state = match cell.state {
            CellState::Figure(_) => "figure",
            CellState::Blank => "blank",
            CellState::NotApplicable => "not applicable",
            CellState::Unreadable(_) => "unreadable",
            CellState::Absent => "absent",
        };
        ReadFigure {
            label: shape.members.get(usize::from(cell.member)).map_or_else(String::new, |member| member.label.clone()),
            printed: cell.printed.to_string(),
            state: state.to_owned(),
            place: place(self.sources, cell.span),
        }
    }

    /// The comparison in a sentence, the reason or the message.
    fn conclusion(&self, verdict: &Verdict, derivation: &Derivation) -> Vec<String> {
        let compared = derivation.comparison.as_ref().map(comparison);
        let mut lines = Vec::new();
        match &verdict.outcome {
            Outcome::Fail => {
                lines.extend(compared.as_ref().map(|compared| compared.sentence.clone()));
                lines.extend(derivation.message.clone());
                lines.dedup();
            }
            Outcome::Undetermined(unknown) => {
                let facts = Facts { sources: self.sources, program: self.program, returns: self.returns };
                lines.push(facts.reason(*unknown).0);
            }
            Outcome::Pass => {
                if let Some(compared) = &compared {
                    let right = compared.fitted.as_ref().unwrap_or(&compared.right);
                    lines.push(format!("{} {} {right}", compared.left, compared.operator));
                }
            }
            Outcome::NotApplicable => {}
        }
        lines
    }
}
