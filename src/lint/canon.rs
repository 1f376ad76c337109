//! Expressions without their names and places, so that two that say the same are the same.

use std::collections::BTreeMap;

use crate::ir::{ArithmeticOp, CompareOp, ExprId, ExprKind, LocalId, Program, Rule, Step};

/// An expression without its names and places.
pub(super) type Node = u32;

/// Gives equal numbers to expressions that say the same, in all rules that it is asked about.
pub(super) struct Canon<'p> {
    program: &'p Program,
    nodes: BTreeMap<(String, Vec<Node>), Node>,
    /// What the locals of the rule under way stand for.
    locals: BTreeMap<LocalId, Node>,
    /// How many rows are bound around the place under way.
    depth: u32,
}

/// A rule without its names and places.
pub(super) struct Form {
    /// The lists of `for each`, outermost first.
    pub binders: Vec<Node>,
    pub filter: Option<Node>,
    /// The conditions of `when`, in order.
    pub whens: Vec<Node>,
    pub assertion: Node,
}

impl<'p> Canon<'p> {
    pub fn new(program: &'p Program) -> Canon<'p> {
        Canon { program, nodes: BTreeMap::new(), locals: BTreeMap::new(), depth: 0 }
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
                None => self.node(format!("local {}", local.0), Vec::new()),
            },
            ExprKind::Let { local, value, body } => {
                let value = self.of(*value);
                self.locals.insert(*local, value);
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
                self.node(head, parts)
            }
            _ => {
                let mut parts: Vec<Node> = kind.children().into_iter().map(|child| self.of(child)).collect();
                if is_commutative(kind) {
                    parts.sort_unstable();
                }
                self.node(without_ids(&format!("{kind:?}")), parts)
            }
        }
    }

    fn bind_row(&mut self, local: LocalId) {
        let row = self.node(format!("row {}", self.depth), Vec::new());
        self.depth += 1;
        self.locals.insert(local, row);
    }

    fn node(&mut self, head: String, parts: Vec<Node>) -> Node {
        let next = self.nodes.len() as Node;
        *self.nodes.entry((head, parts)).or_insert(next)
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
