//! Where an expression needs brackets: how tightly it holds together, and what it would take for its own without them.

use crate::syntax::ast::{ArithmeticOp, Expr, ExprKind};

/// How tightly an expression holds together, from loose to tight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Choice,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Signed,
    /// What a function may be applied to.
    Postfix,
    /// What fields and rows may be taken of.
    Primary,
}

/// What stands behind an expression, which an open-ended one would take for its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The end of the clause, or a bracket.
    End,
    /// A word, or a sign of comparison.
    Word,
    Comma,
    /// What is said of months that are too short.
    ShortMonth,
    /// A sign of arithmetic.
    Sign,
}

/// How tightly an expression holds together.
pub(super) fn level(expr: &Expr) -> Level {
    match &expr.kind {
        ExprKind::If { .. } | ExprKind::Within(..) => Level::Choice,
        ExprKind::Or(..) => Level::Or,
        ExprKind::And(..) => Level::And,
        ExprKind::Not(of) if !matches!(of.kind, ExprKind::IsCode(..)) => Level::Not,
        ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::Agrees { .. }
        | ExprKind::IsPresent(_)
        | ExprKind::IsMissing(_)
        | ExprKind::IsCode(..) => Level::Comparison,
        // In arithmetic, what goes through rows is easier to read in brackets, whether or not it needs them.
        ExprKind::Aggregate { .. } | ExprKind::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Subtract, ..) => Level::Sum,
        ExprKind::Arithmetic(ArithmeticOp::Multiply | ArithmeticOp::Divide, ..) => Level::Product,
        ExprKind::Negate(_) => Level::Signed,
        ExprKind::Literal(_)
        | ExprKind::Of(..)
        | ExprKind::Extreme(..)
        | ExprKind::Whichever(_)
        | ExprKind::Round { .. }
        | ExprKind::Months { .. }
        | ExprKind::BusinessDay { .. }
        | ExprKind::BusinessDays { .. }
        | ExprKind::BusinessDaysBetween { .. }
        | ExprKind::TimeOn { .. } => Level::Postfix,
        ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Lookup(..) | ExprKind::Call(..) | ExprKind::Previous(_) => Level::Primary,
    }
}

/// Whether an expression without brackets would take what stands behind it for its own.
pub(super) fn would_swallow(expr: &Expr, next: Next) -> bool {
    match &expr.kind {
        ExprKind::If { .. } | ExprKind::Aggregate { .. } => next != Next::End,
        ExprKind::TimeOn { .. } => next == Next::Sign,
        ExprKind::Months { short, .. } => next == Next::Sign || (next == Next::ShortMonth && short.is_none()),
        ExprKind::Agrees { bases, .. } => bases.len() > 1 && next == Next::Comma,
        ExprKind::IsCode(_, codes) => codes.len() > 1 && next == Next::Comma,
        ExprKind::Not(of) => matches!(of.kind, ExprKind::IsCode(..)) && would_swallow(of, next),
        // `agrees with any of e` is more than agreement with a function `any`.
        ExprKind::Of(name, _) => name.text == "any",
        _ => false,
    }
}

/// Whether words begin with a bracket that has a comma of its own.
pub(super) fn begins_with_values<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let mut depth = 0usize;
    for words in words {
        if words == "," && depth == 1 {
            return true;
        }
        let is_text = words.starts_with(['"', '“']);
        for sign in words.chars().filter(|_| !is_text) {
            match sign {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 {
            return false;
        }
    }
    false
}
