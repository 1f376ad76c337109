//! How a verdict came about, as a tree: every expression of the rule with its value, every figure with its place.

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

/// The derivation of each verdict, one after the other.
pub fn render(ground: &Ground<'_>, verdicts: &[(&Verdict, Derivation)], style: Style) -> String {
    let mut drawing = Drawing { ground, sheet: Sheet::new(style) };
    for (verdict, derivation) in verdicts {
        drawing.verdict(verdict, derivation);
    }
    drawing.sheet.finish()
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

struct Drawing<'a> {
    ground: &'a Ground<'a>,
    sheet: Sheet,
}

impl Drawing<'_> {
    fn verdict(&mut self, verdict: &Verdict, derivation: &Derivation) {
        let rule = self.ground.program.rule(verdict.rule);
        self.sheet.gap();
        let outcome = match &verdict.outcome {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotApplicable => "not applicable",
            Outcome::Undetermined(_) => "undetermined",
        };
        self.sheet.heading(&format!("{outcome}[{}] {}", rule.name, rule.title));
        let subject = self.ground.returns.get(verdict.subject);
        let form = self.ground.program.forms.form(subject.form);
        self.sheet.item(2, &format!("{} ({})", dated_title(form, subject), self.ground.sources.get(subject.source).name));
        let key: Vec<String> = verdict.rows.iter().map(|row| (self.ground.row_name)(*row)).collect();
        if !key.is_empty() {
            self.sheet.item(2, &key.join(", "));
        }
        self.sheet.gap();
        for tree in trees(self.ground.program, &derivation.steps) {
            let heading = self.heading(rule, tree.step.expr);
            self.node(&tree, 2, &heading);
        }
        self.conclusion(verdict, derivation);
    }

    /// The word that leads a clause of the rule, or that names what a value is given to.
    fn heading(&self, rule: &Rule, root: ExprId) -> String {
        if root == rule.assertion {
            let text = self.ground.sources.text(rule.assertion_span);
            return format!("{} ", text.split_whitespace().next().unwrap_or("must"));
        }
        let given = rule.steps.iter().find_map(|step| match step {
            Step::Given { name, value, .. } if *value == root => Some(format!("given {name} = ")),
            Step::When(condition) if *condition == root => Some("when ".to_owned()),
            Step::Given { .. } | Step::When(_) => None,
        });
        given.unwrap_or_else(|| if rule.filter == Some(root) { "where ".to_owned() } else { String::new() })
    }

    fn node(&mut self, node: &Node<'_>, indent: usize, heading: &str) {
        let expr = self.ground.program.expr(node.step.expr);
        let text = normal_text(self.ground.sources.text(expr.span));
        let value = self.value(expr.ty, node.step);
        let mut line = format!("{heading}{}: {value}", cut(&text, LONGEST_TEXT));
        if let Some(cell) = node.step.cell {
            line.push_str(&self.figure(cell, &value));
        }
        self.sheet.item(indent, &line);
        let shown: Vec<&Node<'_>> = self.worth_showing(node);
        for part in shown.iter().take(MOST_TERMS) {
            let is_filter = matches!(&expr.kind, ExprKind::Aggregate { filter: Some(filter), .. } if *filter == part.step.expr);
            if is_filter && matches!(part.step.datum, Datum::Known(_)) {
                self.node(&Node { step: part.step, parts: Vec::new() }, indent + 2, "where ");
            } else {
                self.node(part, indent + 2, if is_filter { "where " } else { "" });
            }
        }
        if shown.len() > MOST_TERMS {
            self.sheet.item(indent + 2, &format!("and {} more", shown.len() - MOST_TERMS));
        }
    }

    /// The parts with a value of their own; in place of a record or a call, those below it.
    fn worth_showing<'n>(&self, node: &'n Node<'n>) -> Vec<&'n Node<'n>> {
        let mut shown = Vec::new();
        for part in &node.parts {
            let expr = self.ground.program.expr(part.step.expr);
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
            known @ Datum::Known(_) => (self.ground.shown)(ty, known),
        }
    }

    /// Where a figure stands, under which words, and as it is printed where that differs from its value.
    fn figure(&self, id: CellId, value: &str) -> String {
        let cell = self.ground.returns.cell(id);
        let shape = self.ground.program.forms.shape(self.ground.returns.record(cell.record).shape);
        let label = shape.members.get(usize::from(cell.member)).map_or("", |member| member.label.as_str());
        let at = place(self.ground.sources, cell.span);
        let state = match cell.state {
            CellState::Figure(_) if *cell.printed == *value => String::new(),
            CellState::Figure(_) => format!(", printed “{}”", cell.printed),
            CellState::Blank => ", blank".to_owned(),
            CellState::NotApplicable => ", stated as not applicable".to_owned(),
            CellState::Unreadable(_) => format!(", printed “{}”", cell.printed),
            CellState::Absent => return String::new(),
        };
        match at.page {
            Some(page) => format!("  ({}, page {page} “{label}”{state})", at.path),
            None => format!("  ({}:{} “{label}”{state})", at.path, at.line),
        }
    }

    /// The comparison in a sentence, the reason or the message.
    fn conclusion(&mut self, verdict: &Verdict, derivation: &Derivation) {
        let compared = derivation.comparison.as_ref().map(comparison);
        let mut lines = Vec::new();
        match &verdict.outcome {
            Outcome::Fail => {
                lines.extend(compared.as_ref().map(|compared| compared.sentence.clone()));
                lines.extend(derivation.message.clone());
                lines.dedup();
            }
            Outcome::Undetermined(unknown) => {
                let facts = Facts { sources: self.ground.sources, program: self.ground.program, returns: self.ground.returns };
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
        if !lines.is_empty() {
            self.sheet.gap();
        }
        for line in lines {
            self.sheet.item(2, &line);
        }
    }
}
