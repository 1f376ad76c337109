//! Expressions: from what the grammar matched to the tree, with its depth counted.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{AggregateKind, ArithmeticOp, Binder, CompareOp, Expr, ExprKind, Extreme, Literal, Name, Window};
use super::items::Builder;
use super::literals::{month_number, unquoted};
use super::nesting::{self, MOST_NESTING};
use crate::source::Span;
use crate::value::number::Number;

/// An expression and how deep it is; the depth is kept so that no tree is built that is too deep to walk.
pub(super) struct Tree {
    pub expr: Expr,
    pub depth: u32,
}

/// Binders, filter and depth of `for each … where …`.
struct Rows {
    binders: Vec<Binder>,
    filter: Option<Expr>,
    end: Span,
    depth: u32,
}

impl Builder<'_> {
    /// Any expression: `expr` of the grammar, or anything tighter.
    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        self.tree(pair).map(|tree| tree.expr)
    }

    pub(super) fn node(&mut self, kind: ExprKind, span: Span, below: u32) -> Option<Tree> {
        let depth = below + 1;
        if depth > MOST_NESTING {
            self.report(nesting::diagnostic(span));
            return None;
        }
        Some(Tree { expr: Expr { kind, span }, depth })
    }

    pub(super) fn tree(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        match pair.as_rule() {
            Rule::condition => self.condition(pair),
            Rule::comparison => self.comparison(pair),
            Rule::sum => self.sum(pair),
            Rule::operand => self.operand(pair),
            Rule::postfix_expr => self.postfix(pair),
            Rule::paren => {
                let span = self.span(&pair);
                let inner = self.tree(pair.into_inner().next()?)?;
                Some(Tree { expr: Expr { span, ..inner.expr }, ..inner })
            }
            Rule::if_expr => self.choice(pair),
            Rule::total | Rule::extreme => self.aggregate(pair),
            Rule::count => self.count(pair),
            Rule::count_of_values => self.count_of_values(pair),
            Rule::quantified => self.quantified(pair),
            Rule::time_on => self.time_on(pair),
            Rule::business_day => self.business_day(pair),
            Rule::business_days => self.business_days(pair),
            Rule::business_days_between => self.business_days_between(pair),
            Rule::months_from => self.months_from(pair),
            Rule::rounding => self.rounding(pair),
            Rule::previous => {
                let start = self.span(&pair);
                let name = self.name(&pair.into_inner().find(|part| part.as_rule() == Rule::name)?);
                let span = start_to(start, name.span);
                self.node(ExprKind::Previous(name), span, 0)
            }
            Rule::whichever => {
                let start = self.span(&pair);
                let mut parts = pair.into_inner().skip(1);
                let (values, depth) = self.trees(parts.next()?.into_inner())?;
                let end = self.span(&parts.next()?);
                self.node(ExprKind::Whichever(values), start_to(start, end), depth)
            }
            Rule::function_of => self.function(pair),
            Rule::call => self.call(pair),
            Rule::name => {
                let span = self.span(&pair);
                self.node(ExprKind::Name(pair.as_str().to_owned()), span, 0)
            }
            _ => self.literal(pair),
        }
    }

    /// `if c then a else b`.
    fn choice(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner().filter(|part| matches!(part.as_rule(), Rule::condition | Rule::if_expr));
        let condition = self.tree(parts.next()?)?;
        let then = self.tree(parts.next()?)?;
        let otherwise = self.tree(parts.next()?)?;
        let span = start_to(start, otherwise.expr.span);
        let depth = condition.depth.max(then.depth).max(otherwise.depth);
        let [condition, then, otherwise] = [condition, then, otherwise].map(|tree| Box::new(tree.expr));
        self.node(ExprKind::If { condition, then, otherwise }, span, depth)
    }

    /// `not a and b or c`: `and` binds more tightly than `or`.
    fn condition(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let mut either: Option<Tree> = None;
        let mut both: Option<Tree> = None;
        let mut negations = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_not => negations.push(self.span(&part)),
                Rule::kw_or => either = self.joined(ExprKind::Or, either, both.take())?,
                Rule::comparison => {
                    let mut tree = self.tree(part)?;
                    for start in negations.drain(..).rev() {
                        let span = start_to(start, tree.expr.span);
                        tree = self.node(ExprKind::Not(Box::new(tree.expr)), span, tree.depth)?;
                    }
                    both = self.joined(ExprKind::And, both, Some(tree))?;
                }
                _ => {}
            }
        }
        self.joined(ExprKind::Or, either, both)?
    }

    /// Two conditions joined, or the one that there is. The outer `None` says that the depth was exceeded.
    fn joined(&mut self, join: fn(Box<Expr>, Box<Expr>) -> ExprKind, left: Option<Tree>, right: Option<Tree>) -> Option<Option<Tree>> {
        match (left, right) {
            (Some(left), Some(right)) => {
                let span = left.expr.span.to(right.expr.span);
                let depth = left.depth.max(right.depth);
                self.node(join(Box::new(left.expr), Box::new(right.expr)), span, depth).map(Some)
            }
            (left, right) => Some(left.or(right)),
        }
    }

    /// A sum and what is said of it.
    fn comparison(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let mut parts = pair.into_inner();
        let first = self.tree(parts.next()?)?;
        let mut chain = Vec::new();
        let (mut span, mut depth) = (first.expr.span, first.depth);
        for part in parts {
            match part.as_rule() {
                Rule::compare_relation => {
                    let mut inner = part.into_inner();
                    let op = compare_op(inner.next()?.as_str());
                    let right = self.tree(inner.next()?)?;
                    span = span.to(right.expr.span);
                    depth = depth.max(right.depth);
                    chain.push((op, right.expr));
                }
                Rule::agrees_relation => return self.agreement(first, part),
                Rule::is_relation => return self.state(first, part),
                _ => {}
            }
        }
        if chain.is_empty() { Some(first) } else { self.node(ExprKind::Compare(Box::new(first.expr), chain), span, depth) }
    }

    /// `x agrees with e`, `x agrees with any of e1, e2`.
    fn agreement(&mut self, stated: Tree, relation: Pair<'_, Rule>) -> Option<Tree> {
        let (mut span, mut depth) = (stated.expr.span, stated.depth);
        let mut bases = Vec::new();
        for part in relation.into_inner().filter(|part| part.as_rule() == Rule::sum) {
            let base = self.tree(part)?;
            span = span.to(base.expr.span);
            depth = depth.max(base.depth);
            bases.push(base.expr);
        }
        self.node(ExprKind::Agrees { stated: Box::new(stated.expr), bases }, span, depth)
    }

    /// `x is present`, `x is not one of a, b`.
    fn state(&mut self, of: Tree, relation: Pair<'_, Rule>) -> Option<Tree> {
        let mut span = of.expr.span;
        let mut negated = false;
        let mut presence = None;
        let mut codes = Vec::new();
        for part in relation.into_inner() {
            span = span.to(self.span(&part));
            match part.as_rule() {
                Rule::kw_not => negated = true,
                Rule::kw_present => presence = Some(true),
                Rule::kw_missing => presence = Some(false),
                Rule::name => codes.push(self.name(&part)),
                _ => {}
            }
        }
        let value = Box::new(of.expr);
        match presence {
            Some(present) if present != negated => self.node(ExprKind::IsPresent(value), span, of.depth),
            Some(_) => self.node(ExprKind::IsMissing(value), span, of.depth),
            None => {
                let tree = self.node(ExprKind::IsCode(value, codes), span, of.depth)?;
                if negated { self.node(ExprKind::Not(Box::new(tree.expr)), span, tree.depth) } else { Some(tree) }
            }
        }
    }

    /// `a + b * c - d`, each from left to right.
    fn sum(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let mut parts = pair.into_inner();
        let mut terms: Option<(Tree, ArithmeticOp)> = None;
        let mut product = self.tree(parts.next()?)?;
        while let (Some(sign), Some(operand)) = (parts.next(), parts.next()) {
            let right = self.tree(operand)?;
            match arithmetic_op(sign.as_str()) {
                op @ (ArithmeticOp::Multiply | ArithmeticOp::Divide) => product = self.reckoned(Some((product, op)), right)?,
                op => {
                    terms = Some((self.reckoned(terms, product)?, op));
                    product = right;
                }
            }
        }
        self.reckoned(terms, product)
    }

    fn reckoned(&mut self, left: Option<(Tree, ArithmeticOp)>, right: Tree) -> Option<Tree> {
        let Some((left, op)) = left else { return Some(right) };
        let span = left.expr.span.to(right.expr.span);
        let depth = left.depth.max(right.depth);
        self.node(ExprKind::Arithmetic(op, Box::new(left.expr), Box::new(right.expr)), span, depth)
    }

    /// `- - a.b`.
    fn operand(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let mut signs = Vec::new();
        let mut value = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::minus => signs.push(self.span(&part)),
                _ => value = Some(self.tree(part)?),
            }
        }
        let mut tree = value?;
        for start in signs.into_iter().rev() {
            let span = start_to(start, tree.expr.span);
            tree = self.node(ExprKind::Negate(Box::new(tree.expr)), span, tree.depth)?;
        }
        Some(tree)
    }

    /// `a.b[k].c`. The span of a bracketed value that a field is taken of begins with its bracket.
    fn postfix(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner();
        let mut tree = self.tree(parts.next()?)?;
        for part in parts {
            let whole = self.span(&part);
            if part.as_rule() == Rule::member_access {
                let name = self.name(&part.into_inner().next()?);
                let span = start_to(start, name.span);
                tree = self.node(ExprKind::Member(Box::new(tree.expr), name), span, tree.depth)?;
            } else {
                let span = start_to(start, whole);
                let (keys, depth) = self.trees(part.into_inner())?;
                tree = self.node(ExprKind::Lookup(Box::new(tree.expr), keys), span, tree.depth.max(depth))?;
            }
        }
        Some(tree)
    }

    fn trees<'p>(&mut self, pairs: impl Iterator<Item = Pair<'p, Rule>>) -> Option<(Vec<Expr>, u32)> {
        let mut exprs = Vec::new();
        let mut depth = 0;
        for pair in pairs.filter(|pair| !matches!(pair.as_rule(), Rule::close_paren | Rule::close_bracket)) {
            let tree = self.tree(pair)?;
            depth = depth.max(tree.depth);
            exprs.push(tree.expr);
        }
        Some((exprs, depth))
    }

    /// `floor of x`, `first day of m`.
    fn function(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let mut parts = pair.into_inner();
        let words = parts.next()?;
        let whole = self.span(&words);
        let text = words.as_str();
        let text = text.strip_suffix("of").unwrap_or(text);
        let named = super::scan::tokens(text).into_iter().filter(|token| token.kind == super::scan::Kind::Word);
        let ranges: Vec<_> = named.map(|token| token.range).collect();
        let joined = ranges.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>().join(" ");
        let end = ranges.last().map_or(0, |range| range.end);
        let name = Name { text: joined, span: Span { end: whole.start + end as u32, ..whole } };
        let value = self.tree(parts.next()?)?;
        let span = start_to(whole, value.expr.span);
        self.node(ExprKind::Of(name, Box::new(value.expr)), span, value.depth)
    }

    /// `uncancelled(c)`.
    fn call(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let name = self.name(&parts.next()?);
        let (arguments, depth) = self.trees(parts)?;
        self.node(ExprKind::Call(name, arguments), span, depth)
    }

    /// `total of BODY for each …`, `largest of BODY for each …`, `largest of (a, b)`.
    fn aggregate(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner();
        let word = parts.next()?.as_rule();
        let next = parts.next()?;
        if next.as_rule() == Rule::values {
            let span = start_to(start, self.span(&next));
            let (values, depth) = self.trees(next.into_inner())?;
            let extreme = if word == Rule::largest_of { Extreme::Largest } else { Extreme::Smallest };
            return self.node(ExprKind::Extreme(extreme, values), span, depth);
        }
        let kind = match word {
            Rule::largest_of => AggregateKind::Largest,
            Rule::smallest_of => AggregateKind::Smallest,
            _ => AggregateKind::Total,
        };
        let body = self.tree(next)?;
        let rows = self.rows(parts.next()?.into_inner())?;
        let span = start_to(start, rows.end);
        let depth = body.depth.max(rows.depth);
        let (filter, body) = (rows.filter.map(Box::new), Some(Box::new(body.expr)));
        self.node(ExprKind::Aggregate { kind, binders: rows.binders, filter, body }, span, depth)
    }

    /// `count of x in xs where …`.
    fn count(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let rows = self.rows(pair.into_inner())?;
        let span = start_to(start, rows.end);
        let filter = rows.filter.map(Box::new);
        self.node(ExprKind::Aggregate { kind: AggregateKind::Count, binders: rows.binders, filter, body: None }, span, rows.depth)
    }

    /// `count of distinct V for each …`.
    fn count_of_values(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts = pair.into_inner().skip(1);
        let body = self.tree(parts.next()?)?;
        let rows = self.rows(parts.next()?.into_inner())?;
        let span = start_to(start, rows.end);
        let depth = body.depth.max(rows.depth);
        let (filter, body) = (rows.filter.map(Box::new), Some(Box::new(body.expr)));
        self.node(ExprKind::Aggregate { kind: AggregateKind::Distinct, binders: rows.binders, filter, body }, span, depth)
    }

    /// `every x in xs where … satisfies …`.
    fn quantified(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let start = self.span(&pair);
        let mut parts: Vec<Pair<'_, Rule>> = pair.into_inner().collect();
        let body = self.tree(parts.pop()?)?;
        let kind = if parts.first()?.as_rule() == Rule::kw_every { AggregateKind::Every } else { AggregateKind::Some };
        let rows = self.rows(parts.into_iter())?;
        let span = start_to(start, body.expr.span);
        let depth = body.depth.max(rows.depth);
        let (filter, body) = (rows.filter.map(Box::new), Some(Box::new(body.expr)));
        self.node(ExprKind::Aggregate { kind, binders: rows.binders, filter, body }, span, depth)
    }

    fn rows<'p>(&mut self, pairs: impl Iterator<Item = Pair<'p, Rule>>) -> Option<Rows> {
        let mut binders = Vec::new();
        let mut filter = None;
        let mut end = None;
        let mut depth = 0;
        for part in pairs {
            match part.as_rule() {
                Rule::binder => {
                    let mut inner = part.into_inner().filter(|part| part.as_rule() != Rule::kw_in);
                    let name = self.name(&inner.next()?);
                    let mut list = self.tree(inner.next()?)?;
                    if let Some(window) = inner.next() {
                        list = self.window(list, window)?;
                    }
                    (end, depth) = (Some(list.expr.span), depth.max(list.depth));
                    binders.push(Binder { name, list: list.expr });
                }
                Rule::condition => {
                    let condition = self.tree(part)?;
                    (end, depth) = (Some(condition.expr.span), depth.max(condition.depth));
                    filter = Some(condition.expr);
                }
                _ => {}
            }
        }
        Some(Rows { binders, filter, end: end?, depth })
    }

    /// The returns of a window.
    fn window(&mut self, of: Tree, window: Pair<'_, Rule>) -> Option<Tree> {
        let rule = window.as_rule();
        let is_bound = |part: &Pair<'_, Rule>| part.as_rule() == Rule::sum;
        let (mut bounds, depth) = self.trees(window.into_inner().filter(is_bound))?;
        let last = bounds.pop()?;
        let span = of.expr.span.to(last.span);
        let window = match (rule, bounds.pop()) {
            (Rule::in_month, _) => Window::Month(Box::new(last)),
            (_, Some(from)) => Window::Between(Box::new(from), Box::new(last)),
            (_, None) => Window::Since(Box::new(last)),
        };
        self.node(ExprKind::Within(Box::new(of.expr), window), span, depth.max(of.depth))
    }

    /// The rows of a `for each` clause: its binders, its filter, and where it ends.
    pub(super) fn over(&mut self, pair: Pair<'_, Rule>) -> Option<(Vec<Binder>, Option<Expr>, Span)> {
        let rows = self.rows(pair.into_inner())?;
        Some((rows.binders, rows.filter, rows.end))
    }

    /// A value written out.
    pub(super) fn literal(&mut self, pair: Pair<'_, Rule>) -> Option<Tree> {
        let whole = self.span(&pair);
        let text = pair.as_str();
        let (literal, span) = match pair.as_rule() {
            Rule::date => (Literal::Date(self.date(text, whole)), whole),
            Rule::time => {
                let (hour, minute) = self.time(text, whole);
                (Literal::Time(hour, minute), whole)
            }
            Rule::yes => (Literal::Bool(true), whole),
            Rule::no => (Literal::Bool(false), whole),
            Rule::string => (Literal::Text(unquoted(text)), whole),
            Rule::month => {
                let mut parts = pair.into_inner();
                let month = month_number(parts.next()?.as_str());
                let year = parts.next()?;
                (Literal::Month(year.as_str().parse().ok()?, month), start_to(whole, self.span(&year)))
            }
            Rule::money => {
                let mut parts = pair.into_inner();
                let currency = parts.next()?.as_str().to_owned();
                let amount = parts.next()?;
                let span = self.span(&amount);
                (Literal::Money(currency, self.number(amount.as_str(), span)), start_to(whole, span))
            }
            Rule::quantity => {
                let mut parts = pair.into_inner();
                let digits = parts.next()?;
                let span = self.span(&digits);
                let number = self.number(digits.as_str(), span);
                match parts.next() {
                    None => (Literal::Number(number), span),
                    Some(unit) => {
                        let span = span.to(self.span(&unit));
                        match unit.as_rule() {
                            Rule::shares_unit => (Literal::Shares(number), span),
                            Rule::days_unit => (Literal::Days(number), span),
                            Rule::months_unit => (Literal::Months(number), span),
                            _ => (Literal::Percent(number.divide(&Number::from(100)).unwrap_or_else(Number::zero)), span),
                        }
                    }
                }
            }
            _ => return None,
        };
        self.node(ExprKind::Literal(literal), span, 0)
    }
}

/// From where one span begins to where another ends.
pub(super) fn start_to(start: Span, end: Span) -> Span {
    Span { end: end.end, ..start }
}

/// The grammar admits no other operators.
fn arithmetic_op(text: &str) -> ArithmeticOp {
    match text {
        "+" => ArithmeticOp::Add,
        "-" => ArithmeticOp::Subtract,
        "*" => ArithmeticOp::Multiply,
        _ => ArithmeticOp::Divide,
    }
}

/// The grammar admits no other operators; `is at …` may be written over several lines.
fn compare_op(text: &str) -> CompareOp {
    match text {
        "=" => CompareOp::Equal,
        "<>" => CompareOp::Unequal,
        "<" => CompareOp::Less,
        "<=" => CompareOp::LessOrEqual,
        ">" => CompareOp::Greater,
        ">=" => CompareOp::GreaterOrEqual,
        words if words.ends_with("least") => CompareOp::AtLeast,
        _ => CompareOp::AtMost,
    }
}
