//! Expressions: their words in order, brackets where the grammar needs them, and the places where a long one is broken.

use super::brackets::{Level, Next, begins_with_values, level, would_swallow};
use super::clause::Clause;
use super::layout::Piece;
use crate::syntax::ast::{AggregateKind, ArithmeticOp, Binder, CompareOp, Count, Expr, ExprKind, Extreme, Literal, Name, Window};
use crate::value::date::ShortMonth;
use crate::value::number::Rounding;

impl Clause<'_> {
    /// A whole expression, behind which nothing stands that could belong to it.
    pub(super) fn whole(&mut self, expr: &Expr) {
        self.expr(expr, Level::Choice, Next::End);
    }

    /// An expression that must hold together as tightly as `least`, in brackets where it does not.
    pub(super) fn expr(&mut self, expr: &Expr, least: Level, next: Next) {
        if level(expr) < least || would_swallow(expr, next) {
            self.words("(");
            self.bare(expr, Next::End);
            self.words(")");
        } else {
            self.bare(expr, next);
        }
    }

    fn bare(&mut self, expr: &Expr, next: Next) {
        match &expr.kind {
            ExprKind::Literal(_) => self.literal(expr),
            ExprKind::Name(name) => self.leaf(name.as_str(), expr.span),
            ExprKind::Member(of, name) => {
                self.expr(of, Level::Primary, Next::End);
                self.leaf(format!(".{}", name.text), name.span);
            }
            ExprKind::Lookup(of, keys) => {
                self.expr(of, Level::Primary, Next::End);
                self.enclosed("[", keys, "]");
            }
            ExprKind::Call(name, arguments) => {
                self.name(name);
                self.enclosed("(", arguments, ")");
            }
            ExprKind::Of(name, of) => {
                self.leaf(format!("{} of ", name.text), name.span);
                self.expr(of, Level::Postfix, next);
            }
            ExprKind::Extreme(kind, values) => {
                let word = match kind {
                    Extreme::Largest => "largest of ",
                    Extreme::Smallest => "smallest of ",
                };
                self.leaf(word, expr.span);
                self.enclosed("(", values, ")");
            }
            ExprKind::Within(of, window) => self.window(of, window, next),
            ExprKind::Whichever(values) => {
                self.leaf("whichever of ", expr.span);
                self.enclosed("(", values, ")");
                self.words(" is loaded");
            }
            ExprKind::Previous(name) => {
                self.leaf("previous ", expr.span);
                self.name(name);
            }
            ExprKind::Negate(of) => {
                let doubled = matches!(of.kind, ExprKind::Negate(_));
                self.leaf(if doubled { "- " } else { "-" }, expr.span);
                self.expr(of, Level::Signed, next);
            }
            ExprKind::Not(of) => match &of.kind {
                ExprKind::IsCode(value, codes) => self.is_code(value, "is not", codes),
                _ => {
                    self.leaf("not ", expr.span);
                    self.expr(of, Level::Not, next);
                }
            },
            ExprKind::Arithmetic(..) => self.arithmetic(expr, next),
            ExprKind::And(..) | ExprKind::Or(..) => self.joined_conditions(expr, next),
            ExprKind::Compare(first, chain) => self.comparison(first, chain, next),
            ExprKind::Agrees { stated, bases } => self.agreement(stated, bases, next),
            ExprKind::IsPresent(of) => self.state(of, " is present"),
            ExprKind::IsMissing(of) => self.state(of, " is missing"),
            ExprKind::IsCode(value, codes) => self.is_code(value, "is", codes),
            ExprKind::If { .. } => self.choice(expr, next),
            ExprKind::Aggregate { kind, binders, filter, body } => {
                self.aggregate(expr, *kind, binders, filter.as_deref(), body.as_deref());
            }
            ExprKind::BusinessDay { count, before, from, calendar } => {
                match count {
                    Count::Ordinal(_) => self.leaf(format!("{} business day", self.first_word(expr)), expr.span),
                    Count::Number(_) | Count::Named(_) => self.counted(expr, count, "business day"),
                }
                self.days_from(*before, from, calendar);
            }
            ExprKind::BusinessDays { count, before, from, calendar } => {
                self.leaf("the ", expr.span);
                self.counted(expr, count, "business day");
                self.days_from(*before, from, calendar);
            }
            ExprKind::BusinessDaysBetween { after, until, calendar } => {
                self.leaf("business days between ", expr.span);
                self.expr(after, Level::Sum, Next::Word);
                self.words(" and ");
                self.expr(until, Level::Sum, Next::Word);
                self.words(" in ");
                self.name(calendar);
            }
            ExprKind::Months { months, before, from, short } => {
                self.counted(expr, months, "month");
                self.words(if *before { " before " } else { " after " });
                self.expr(from, Level::Sum, if short.is_some() { Next::ShortMonth } else { next });
                match short {
                    None => {}
                    Some(ShortMonth::LastDay) => self.words(", or the last day of the month"),
                    Some(ShortMonth::FirstOfNext) => self.words(", or the first day of the next month"),
                }
            }
            ExprKind::Round { value, places, rounding } => self.rounding(expr, value, *places, *rounding),
            ExprKind::TimeOn { time, date } => {
                self.expr(time, Level::Postfix, Next::Word);
                self.words(" on ");
                self.expr(date, Level::Sum, next);
            }
        }
    }

    /// How many, and of what: `5 business days`, `1 month`, `return_days business days`.
    fn counted(&mut self, expr: &Expr, count: &Count, unit: &str) {
        match count {
            Count::Ordinal(1) | Count::Number(1) => self.leaf(format!("1 {unit}"), expr.span),
            Count::Ordinal(count) | Count::Number(count) => self.leaf(format!("{count} {unit}s"), expr.span),
            Count::Named(name) => {
                self.expr(name, Level::Primary, Next::Word);
                self.words(&format!(" {unit}s"));
            }
        }
    }

    /// `after D in CALENDAR`.
    fn days_from(&mut self, before: bool, from: &Expr, calendar: &Name) {
        self.words(if before { " before " } else { " after " });
        self.expr(from, Level::Sum, Next::Word);
        self.words(" in ");
        self.name(calendar);
    }

    /// A value written out, in the words in which it was written.
    pub(super) fn literal(&mut self, expr: &Expr) {
        let written = self.original.words(expr.span);
        let written = written.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '\u{feff}'));
        let parted = |at: usize| {
            let (head, tail) = written.split_at_checked(at).unwrap_or((written, ""));
            (head.trim_end().to_owned(), tail.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned())
        };
        let unit = || parted(written.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(written.len()));
        let text = match &expr.kind {
            ExprKind::Literal(Literal::Percent(_)) => format!("{}%", unit().0),
            ExprKind::Literal(Literal::Shares(_) | Literal::Days(_) | Literal::Months(_)) => {
                let (number, unit) = unit();
                format!("{number} {unit}")
            }
            ExprKind::Literal(Literal::Money(currency, _)) => {
                let (currency, amount) = parted(currency.len());
                format!("{currency} {amount}")
            }
            ExprKind::Literal(Literal::Month(..)) => {
                let (month, year) = parted(written.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(written.len()));
                format!("{month} {year}")
            }
            _ => written.to_owned(),
        };
        self.leaf(text, expr.span);
    }

    /// The word with which an expression begins, brackets aside.
    fn first_word(&self, expr: &Expr) -> String {
        let written = self.original.words(expr.span);
        written.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().take_while(|c| c.is_alphanumeric()).collect()
    }

    /// Values between brackets.
    fn enclosed(&mut self, open: &str, values: &[Expr], close: &str) {
        self.words(open);
        if let Some((last, others)) = values.split_last() {
            self.pieces.push(Piece::Open);
            self.hanging(2, |clause| {
                clause.may_end("");
                clause.group_in(0, |clause| {
                    for value in others {
                        clause.expr(value, Level::Choice, Next::Comma);
                        clause.words(",");
                        clause.may_end(" ");
                    }
                    clause.expr(last, Level::Choice, Next::End);
                });
            });
            self.may_end("");
            self.pieces.push(Piece::Close);
        }
        self.words(close);
    }

    /// `a + b - c` and `a * b / c`, each from left to right.
    fn arithmetic(&mut self, expr: &Expr, next: Next) {
        let sums = level(expr) == Level::Sum;
        let (of_left, of_right) = if sums { (Level::Sum, Level::Product) } else { (Level::Product, Level::Signed) };
        let mut first = expr;
        let mut operations = Vec::new();
        while let ExprKind::Arithmetic(op, left, right) = &first.kind {
            if level(first) != level(expr) {
                break;
            }
            operations.push((*op, &**right));
            first = left;
        }
        operations.reverse();
        self.group(|clause| {
            clause.expr(first, of_left, Next::Sign);
            let last = operations.len() - 1;
            for (place, (op, right)) in operations.into_iter().enumerate() {
                clause.may_end(" ");
                clause.words(match op {
                    ArithmeticOp::Add => "+ ",
                    ArithmeticOp::Subtract => "- ",
                    ArithmeticOp::Multiply => "* ",
                    ArithmeticOp::Divide => "/ ",
                });
                clause.expr(right, of_right, if place == last { next } else { Next::Sign });
            }
        });
    }

    /// `a and b and c`, or the same with `or`.
    fn joined_conditions(&mut self, expr: &Expr, next: Next) {
        let is_or = matches!(expr.kind, ExprKind::Or(..));
        let (word, of_left, of_right) = if is_or { ("or ", Level::Or, Level::And) } else { ("and ", Level::And, Level::Not) };
        let mut first = expr;
        let mut others = Vec::new();
        loop {
            match &first.kind {
                ExprKind::Or(left, right) if is_or => {
                    others.push(&**right);
                    first = left;
                }
                ExprKind::And(left, right) if !is_or => {
                    others.push(&**right);
                    first = left;
                }
                _ => break,
            }
        }
        others.reverse();
        self.group(|clause| {
            clause.expr(first, of_left, Next::Word);
            let last = others.len() - 1;
            for (place, other) in others.into_iter().enumerate() {
                clause.may_end(" ");
                clause.words(word);
                clause.expr(other, of_right, if place == last { next } else { Next::Word });
            }
        });
    }

    /// `a <= b < c`. What goes through rows is broken inside, and stays behind its sign.
    fn comparison(&mut self, first: &Expr, chain: &[(CompareOp, Expr)], next: Next) {
        let goes_through_rows = |expr: &Expr| matches!(expr.kind, ExprKind::Aggregate { .. });
        let write = |clause: &mut Self| {
            clause.expr(first, Level::Sum, Next::Word);
            for (place, (op, right)) in chain.iter().enumerate() {
                if goes_through_rows(right) {
                    clause.words(" ")
                } else {
                    clause.may_end(" ")
                }
                clause.words(match op {
                    CompareOp::Equal => "= ",
                    CompareOp::Unequal => "<> ",
                    CompareOp::Less => "< ",
                    CompareOp::LessOrEqual => "<= ",
                    CompareOp::Greater => "> ",
                    CompareOp::GreaterOrEqual => ">= ",
                    CompareOp::AtLeast => "is at least ",
                    CompareOp::AtMost => "is at most ",
                });
                clause.expr(right, Level::Sum, if place + 1 == chain.len() { next } else { Next::Word });
            }
        };
        if chain.iter().all(|(_, right)| goes_through_rows(right)) { write(self) } else { self.group(write) }
    }

    /// `x agrees with e`, `x agrees with any of e, f`.
    fn agreement(&mut self, stated: &Expr, bases: &[Expr], next: Next) {
        self.before_word(stated);
        match bases {
            [base] => {
                self.words(" agrees with ");
                self.expr(base, Level::Sum, next);
            }
            bases => {
                self.words(" agrees with any of");
                self.group(|clause| {
                    clause.may_end(" ");
                    let last = bases.len().saturating_sub(1);
                    for (place, base) in bases.iter().enumerate() {
                        clause.expr(base, Level::Sum, if place == last { next } else { Next::Comma });
                        if place < last {
                            clause.words(",");
                            clause.may_end(" ");
                        }
                    }
                });
            }
        }
    }

    /// `round x to 2 places half up`, `round x down to 2 places`.
    fn rounding(&mut self, expr: &Expr, value: &Expr, places: u32, rounding: Rounding) {
        let (way, half) = match rounding {
            // The language has these two by other names only: a value read from a text never has them.
            Rounding::Floor | Rounding::Truncate => (" down", ""),
            Rounding::Ceiling | Rounding::Away => (" up", ""),
            Rounding::HalfUp => ("", " half up"),
            Rounding::HalfDown => ("", " half down"),
            Rounding::HalfEven => ("", " half even"),
        };
        let unit = if places == 1 { "place" } else { "places" };
        self.leaf("round ", expr.span);
        let start = self.pieces.len();
        self.before_word(value);
        // A name `round` would take the way and the places for those of a rounding of its own.
        if self.pieces.iter().skip(start).filter_map(words_of).any(|words| words == "round") {
            self.enclose_from(start);
        }
        self.words(&format!("{way} to {places} {unit}{half}"));
    }

    /// A sum before a word that could be a name.
    fn before_word(&mut self, expr: &Expr) {
        self.kept_from_name(|clause| clause.expr(expr, Level::Sum, Next::Word));
    }

    /// What stands before a word that could be a name. Behind a name `previous`, it would be taken for that of a form.
    pub fn kept_from_name(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.pieces.len();
        write(self);
        if self.pieces.iter().rev().find_map(words_of) == Some("previous") {
            self.enclose_from(start);
        }
    }

    /// Puts brackets around what was written from a place on.
    fn enclose_from(&mut self, start: usize) {
        self.pieces.insert(start, Piece::Words { text: "(".to_owned(), at: None });
        self.words(")");
    }

    fn state(&mut self, of: &Expr, words: &str) {
        self.expr(of, Level::Sum, Next::Word);
        self.words(words);
    }

    /// `x is a`, `x is not one of a, b`.
    fn is_code(&mut self, value: &Expr, is: &str, codes: &[Name]) {
        self.expr(value, Level::Sum, Next::Word);
        self.words(&format!(" {is} "));
        if codes.len() == 1 {
            codes.iter().for_each(|code| self.name(code));
        } else {
            self.words("one of");
            self.group(|clause| {
                clause.may_end(" ");
                clause.listed(codes, |clause, code| clause.name(code));
            });
        }
    }

    /// `if a then b else if c then d else e`.
    fn choice(&mut self, expr: &Expr, next: Next) {
        self.group(|clause| {
            let mut rest = expr;
            while let ExprKind::If { condition, then, otherwise } = &rest.kind {
                clause.leaf("if ", rest.span);
                clause.expr(condition, Level::Or, Next::Word);
                clause.words(" then ");
                clause.expr(then, Level::Or, Next::Word);
                clause.may_end(" ");
                clause.words("else ");
                rest = otherwise;
            }
            clause.expr(rest, Level::Choice, next);
        });
    }

    /// `total of BODY for each x in xs where C`, `every x in xs where C satisfies D`.
    fn aggregate(&mut self, expr: &Expr, kind: AggregateKind, binders: &[Binder], filter: Option<&Expr>, body: Option<&Expr>) {
        let word = match kind {
            AggregateKind::Total => "total of ",
            AggregateKind::Count => "count of ",
            AggregateKind::Distinct => "count of distinct ",
            AggregateKind::Largest => "largest of ",
            AggregateKind::Smallest => "smallest of ",
            AggregateKind::Every => "every ",
            AggregateKind::Some => "some ",
        };
        self.group(|clause| {
            clause.leaf(word, expr.span);
            match (kind, body) {
                (AggregateKind::Every | AggregateKind::Some, Some(body)) => {
                    clause.rows(binders, filter, Next::Word);
                    clause.may_end(" ");
                    clause.words("satisfies ");
                    clause.expr(body, Level::Or, Next::End);
                }
                (_, Some(body)) => {
                    clause.reckoned(body, matches!(kind, AggregateKind::Largest | AggregateKind::Smallest));
                    clause.may_end(" ");
                    clause.words("for each ");
                    clause.rows(binders, filter, Next::End);
                }
                (_, None) => clause.rows(binders, filter, Next::End),
            }
        });
    }

    /// What is reckoned for each row. A bracket with a comma behind `largest of` would be read as values written out.
    fn reckoned(&mut self, body: &Expr, of_extreme: bool) {
        let start = self.pieces.len();
        self.expr(body, Level::Sum, Next::Word);
        let written = self.pieces.get(start..).unwrap_or(&[]);
        if of_extreme && begins_with_values(written.iter().filter_map(words_of)) {
            self.enclose_from(start);
        }
    }

    /// `xs from D to E`, `xs in M`, `xs since D`.
    fn window(&mut self, of: &Expr, window: &Window, next: Next) {
        self.expr(of, Level::Postfix, Next::Word);
        match window {
            Window::Between(from, until) => {
                self.words(" from ");
                self.expr(from, Level::Sum, Next::Word);
                self.words(" to ");
                self.expr(until, Level::Sum, next);
            }
            Window::Month(month) => {
                self.words(" in ");
                self.expr(month, Level::Sum, next);
            }
            Window::Since(day) => {
                self.words(" since ");
                self.expr(day, Level::Sum, next);
            }
        }
    }

    /// `x in xs, y in x.ys where C`.
    pub(super) fn rows(&mut self, binders: &[Binder], filter: Option<&Expr>, next: Next) {
        self.group(|clause| {
            clause.listed(binders, |clause, binder| {
                clause.name(&binder.name);
                clause.words(" in ");
                match &binder.list.kind {
                    ExprKind::Within(of, window) => clause.window(of, window, Next::Word),
                    _ => clause.expr(&binder.list, Level::Postfix, Next::Word),
                }
            });
        });
        if let Some(filter) = filter {
            self.may_end(" ");
            self.words("where ");
            self.expr(filter, Level::Or, next);
        }
    }
}

fn words_of(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Words { text, .. } => Some(text),
        _ => None,
    }
}
