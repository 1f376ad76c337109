//! Expressions without their names and places, so that two that say the same are the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ir::{ArithmeticOp, CompareOp, ExprId, ExprKind, LocalId, Program, Rule, Step};

/// An expression without its names and places.
pub type Node = u32;

/// The expressions that were met, each with its number.
#[derive(Default)]
pub struct Nodes {
    known: BTreeMap<(Head, Vec<Node>), Node>,
}

impl Nodes {
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

/// Gives equal numbers to expressions that say the same, in all rules that it is asked about. Which number that is turns on what was asked
/// before, so nothing but equality may be made of it.
pub struct Canon<'p> {
    program: &'p Program,
    nodes: &'p mut Nodes,
    /// What the locals of the rule under way stand for.
    locals: BTreeMap<LocalId, Node>,
    /// How many rows are bound around the place under way.
    depth: u32,
}

/// What an expression is, without what it is made of: a word, and a number where it has one.
type Head = (Cow<'static, str>, u32);

/// A rule without its names and places.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The lists of `for each`, outermost first.
    pub binders: Vec<Node>,
    pub filter: Option<Node>,
    /// The conditions of `when`, in order.
    pub whens: Vec<Node>,
    pub assertion: Node,
}

impl<'p> Canon<'p> {
    pub fn new(program: &'p Program, nodes: &'p mut Nodes) -> Canon<'p> {
        Canon { program, nodes, locals: BTreeMap::new(), depth: 0 }
    }

    /// Enters a rule: from here on its locals are known.
    pub fn rule(&mut self, rule: &Rule) -> Form {
        self.locals.clear();
        self.depth = 0;
        let mut binders = Vec::new();
        for binder in &rule.binders {
            binders.push(self.of(binder.list));
            self.bind_row(binder.local);
        }
        let filter = rule.filter.map(|filter| self.of(filter));
        let mut whens = Vec::new();
        for step in &rule.steps {
            match step {
                Step::When(condition) => whens.push(self.of(*condition)),
                Step::Given { local, value, .. } => {
                    let node = self.of(*value);
                    self.locals.insert(*local, node);
                }
            }
        }
        whens.sort_unstable();
        Form { binders, filter, whens, assertion: self.of(rule.assertion) }
    }

    /// The node of an expression of the rule that was entered last.
    pub fn of(&mut self, id: ExprId) -> Node {
        let kind = &self.program.expr(id).kind;
        match kind {
            ExprKind::Local(local) => match self.locals.get(local) {
                Some(node) => *node,
                None => self.node(("local".into(), local.0), Vec::new()),
            },
            ExprKind::Let { local, value, body } => {
                self.bind(*local, *value);
                self.of(*body)
            }
            ExprKind::Aggregate { kind, binders, filter, body } => {
                let depth = self.depth;
                let mut parts = Vec::new();
                for binder in binders {
                    parts.push(self.of(binder.list));
                    self.bind_row(binder.local);
                }
                let head = format!("{kind:?} {} {} {}", binders.len(), filter.is_some(), body.is_some());
                parts.extend(filter.iter().chain(body.iter()).map(|part| self.of(*part)).collect::<Vec<_>>());
                self.depth = depth;
                self.node((head.into(), 0), parts)
            }
            _ => {
                let mut parts: Vec<Node> = kind.children().into_iter().map(|child| self.of(child)).collect();
                if is_commutative(kind) {
                    parts.sort_unstable();
                }
                self.node(head(kind), parts)
            }
        }
    }

    fn bind_row(&mut self, local: LocalId) {
        let row = self.node(("row".into(), self.depth), Vec::new());
        self.depth += 1;
        self.locals.insert(local, row);
    }

    /// Lets a local of the rule that was entered last stand for an expression.
    pub fn bind(&mut self, local: LocalId, value: ExprId) {
        let node = self.of(value);
        self.locals.insert(local, node);
    }

    /// The node of something that is no expression, by its name.
    pub fn named(&mut self, name: &str) -> Node {
        self.node((name.to_owned().into(), 0), Vec::new())
    }

    fn node(&mut self, head: Head, parts: Vec<Node>) -> Node {
        let next = self.nodes.len() as Node;
        *self.nodes.known.entry((head, parts)).or_insert(next)
    }
}

/// Whether the order of the operands says nothing.
fn is_commutative(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Multiply, ..) => true,
        ExprKind::Compare { rest, .. } => matches!(rest.as_slice(), [(CompareOp::Equal | CompareOp::Unequal, _)]),
        _ => false,
    }
}

/// The head of an expression. Those that are met most often have a short one; all others are told apart by all their words.
fn head(kind: &ExprKind) -> Head {
    let operator = |op: CompareOp| op as u32;
    match kind {
        ExprKind::Subject => ("subject".into(), 0),
        ExprKind::Member { slot, .. } => ("member".into(), u32::from(*slot)),
        ExprKind::Arithmetic(op, ..) => ("arithmetic".into(), *op as u32),
        ExprKind::And(..) => ("and".into(), 0),
        ExprKind::Or(..) => ("or".into(), 0),
        ExprKind::Not(_) => ("not".into(), 0),
        ExprKind::Compare { rest, .. } if rest.len() == 1 => ("compare".into(), rest.first().map_or(0, |(op, _)| operator(*op))),
        _ => (without_ids(&format!("{kind:?}")).into(), 0),
    }
}

/// The words of an expression without the numbers of those it is made of.
fn without_ids(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find("ExprId(") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find(')').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    out
}
