//! An expression as a reckoning, with the values put in for its leaves: `1,992,000,000,000 × USD 0.00000025`.

use std::collections::BTreeMap;

use super::expr::Evaluator;
use super::lists::Stop;
use super::recorder::Silent;
use super::words;
use crate::ir::{AggregateKind, ArithmeticOp, Binder, ExprId, ExprKind, LocalId, Rule, Step};
use crate::value::number::Rounding;
use crate::value::{Datum, Value};
use crate::verdict::Side;

/// More terms than these are only counted.
const MOST_TERMS: usize = 12;

/// A named value that takes more operators in a row than these shows its value alone.
const DEEPEST_NAMED: u32 = 3;

/// How tightly the parts of a printed reckoning hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Sum,
    Product,
    Whole,
}

struct Printed {
    text: String,
    bond: Bond,
}

impl Printed {
    fn whole(text: String) -> Printed {
        Printed { text, bond: Bond::Whole }
    }

    /// The text inside something that holds at least so tightly; `first` where nothing stands before it.
    fn within(self, bond: Bond, first: bool) -> String {
        let bare = self.bond >= bond && (first || !self.text.starts_with('-'));
        if bare { self.text } else { format!("({})", self.text) }
    }
}

/// Prints the expressions of one instance, whose locals are bound.
pub struct Reckoner<'a> {
    pub evaluator: Evaluator<'a, Silent>,
    named: BTreeMap<LocalId, ExprId>,
}

impl<'a> Reckoner<'a> {
    pub fn new(evaluator: Evaluator<'a, Silent>, rule: &Rule) -> Reckoner<'a> {
        let given = |step: &Step| match step {
            Step::Given { local, value, .. } => Some((*local, *value)),
            Step::When(_) => None,
        };
        Reckoner { evaluator, named: rule.steps.iter().filter_map(given).collect() }
    }

    /// One side of a comparison.
    pub fn side(&mut self, id: ExprId) -> Side {
        let stated = matches!(self.evaluator.program.expr(self.origin(id)).kind, ExprKind::Member { .. });
        Side { reckoning: self.print(id).text.into(), value: self.value(id).into(), stated }
    }

    /// The value of an expression in words.
    pub fn value(&mut self, id: ExprId) -> String {
        let datum = self.evaluator.expr(id);
        words::datum(self.evaluator.program, self.evaluator.returns, self.evaluator.program.expr(id).ty, &datum)
    }

    /// The expression that a name stands for; others stand for themselves.
    pub fn origin(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Local(local) = &self.evaluator.program.expr(id).kind
            && let Some(&value) = self.named.get(local)
        {
            id = value;
        }
        id
    }

    /// Binds the value of a definition's parameter, and remembers how it is reckoned.
    pub fn bind(&mut self, local: LocalId, value: ExprId) {
        let datum = self.evaluator.expr(value);
        self.evaluator.bind(local, datum);
        if !matches!(self.evaluator.program.expr(value).kind, ExprKind::Local(same) if same == local) {
            self.named.insert(local, value);
        }
    }

    /// The branch that a condition chooses.
    pub fn branch(&mut self, condition: ExprId, then: ExprId, otherwise: ExprId) -> Option<ExprId> {
        match self.evaluator.expr(condition) {
            Datum::Known(Value::Bool(true)) => Some(then),
            Datum::Known(_) => Some(otherwise),
            Datum::NotApplicable(_) | Datum::Unknown(_) => None,
        }
    }

    fn print(&mut self, id: ExprId) -> Printed {
        let program = self.evaluator.program;
        match &program.expr(id).kind {
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(*op, *left, *right),
            ExprKind::Negate(of) => {
                let of = self.print(*of).within(Bond::Whole, false);
                Printed { text: format!("-{of}"), bond: Bond::Product }
            }
            ExprKind::Absolute(of) => Printed::whole(format!("|{}|", self.print(*of).text)),
            ExprKind::Round { value, rounding, .. } => {
                let word = match rounding {
                    Rounding::Floor => "floor of",
                    Rounding::Ceiling => "ceiling of",
                    Rounding::Truncate => "rounding down of",
                    Rounding::Away => "rounding up of",
                    Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven => "rounding of",
                };
                Printed::whole(format!("{word} ({})", self.print(*value).text))
            }
            ExprKind::Extreme { largest, of } => {
                let of = of.iter().map(|&of| self.print(of)).collect();
                self.chosen_of(*largest, of)
            }
            ExprKind::Whichever(of) => match of.iter().find(|&&of| !matches!(self.evaluator.expr(of), Datum::Unknown(_))) {
                Some(&loaded) => self.print(loaded),
                None => Printed::whole(self.value(id)),
            },
            ExprKind::If { condition, then, otherwise } => match self.branch(*condition, *then, *otherwise) {
                Some(branch) => self.print(branch),
                None => Printed::whole(self.value(id)),
            },
            ExprKind::Let { local, value, body } => {
                self.bind(*local, *value);
                self.print(*body)
            }
            ExprKind::Aggregate { kind, binders, filter, body: Some(body) } => self.aggregate(id, *kind, binders, *filter, *body),
            ExprKind::Local(local) => match self.named.get(local) {
                Some(&value) if self.is_shallow(value, DEEPEST_NAMED) => self.print(value),
                _ => Printed::whole(self.value(id)),
            },
            _ => Printed::whole(self.value(id)),
        }
    }

    fn arithmetic(&mut self, op: ArithmeticOp, left: ExprId, right: ExprId) -> Printed {
        let (sign, bond, bond_of_right) = match op {
            ArithmeticOp::Add => ("+", Bond::Sum, Bond::Sum),
            ArithmeticOp::Subtract => ("−", Bond::Sum, Bond::Product),
            ArithmeticOp::Multiply => ("×", Bond::Product, Bond::Product),
            ArithmeticOp::Divide => ("÷", Bond::Product, Bond::Whole),
        };
        let left = self.print(left).within(bond, true);
        let right = self.print(right).within(bond_of_right, false);
        Printed { text: format!("{left} {sign} {right}"), bond }
    }

    fn aggregate(&mut self, id: ExprId, kind: AggregateKind, binders: &'a [Binder], filter: Option<ExprId>, body: ExprId) -> Printed {
        let Some(chosen) = self.rows_chosen(binders, filter) else { return Printed::whole(self.value(id)) };
        let locals = self.evaluator.locals.clone();
        let count = chosen.len();
        if count > MOST_TERMS && kind == AggregateKind::Total {
            return Printed::whole(format!("total of {count} figures (={})", self.value(id)));
        }
        let shown = matches!(kind, AggregateKind::Total | AggregateKind::Largest | AggregateKind::Smallest);
        if count == 0 || count > MOST_TERMS || !shown {
            return Printed::whole(self.value(id));
        }
        let mut terms = Vec::with_capacity(count);
        for row in chosen {
            self.evaluator.locals = row;
            terms.push(self.print(body));
        }
        self.evaluator.locals = locals;
        match kind {
            AggregateKind::Total => joined(terms),
            _ => self.chosen_of(kind == AggregateKind::Largest, terms),
        }
    }

    /// The locals as they stand for each row that the filter chooses; `None` where that is not known.
    pub fn rows_chosen(&mut self, binders: &'a [Binder], filter: Option<ExprId>) -> Option<Vec<Vec<Datum>>> {
        let mut chosen = Some(Vec::new());
        self.evaluator.walk(binders, filter, None, &mut |evaluator, stop| {
            let choice = match stop {
                Stop::Row(doubt) => evaluator.chooses(filter, doubt),
                Stop::Gap(gap) => gap,
            };
            match choice {
                Datum::Known(Value::Bool(true)) => chosen.as_mut().into_iter().for_each(|rows| rows.push(evaluator.locals.clone())),
                Datum::Known(_) => {}
                Datum::NotApplicable(_) | Datum::Unknown(_) => chosen = None,
            }
            chosen.is_some()
        });
        chosen
    }

    fn chosen_of(&self, largest: bool, of: Vec<Printed>) -> Printed {
        let word = if largest { "largest" } else { "smallest" };
        let of: Vec<String> = of.into_iter().map(|printed| printed.text).collect();
        Printed::whole(format!("{word} of ({})", of.join(", ")))
    }

    /// Whether a reckoning nests its operators so few deep that it can be read in the place of a name.
    fn is_shallow(&self, id: ExprId, left: u32) -> bool {
        let Some(less) = left.checked_sub(1) else { return false };
        match &self.evaluator.program.expr(id).kind {
            ExprKind::Arithmetic(_, first, second) => self.is_shallow(*first, less) && self.is_shallow(*second, less),
            ExprKind::Negate(of) | ExprKind::Absolute(of) | ExprKind::Round { value: of, .. } => self.is_shallow(*of, less),
            ExprKind::Let { body, .. } => self.is_shallow(*body, less),
            ExprKind::If { then, otherwise, .. } => self.is_shallow(*then, less) && self.is_shallow(*otherwise, less),
            ExprKind::Extreme { of, .. } | ExprKind::Whichever(of) => of.iter().all(|&of| self.is_shallow(of, less)),
            ExprKind::Aggregate { body: Some(body), .. } => self.is_shallow(*body, less),
            ExprKind::Local(local) => self.named.get(local).is_none_or(|&value| self.is_shallow(value, less)),
            _ => true,
        }
    }
}

fn joined(terms: Vec<Printed>) -> Printed {
    let bond = if terms.len() == 1 { terms[0].bond } else { Bond::Sum };
    let terms: Vec<String> = terms.into_iter().enumerate().map(|(i, term)| term.within(Bond::Sum, i == 0)).collect();
    Printed { text: terms.join(" + "), bond }
}
