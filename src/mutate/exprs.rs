//! Mutants of expressions: an operator turned, an operand dropped, a field or a code exchanged.

use super::literals::shifted;
use super::{Edit, Kind, Sower};
use crate::form::MemberKind;
use crate::ir::{AggregateKind, ArithmeticOp, CompareOp, Count, Expr, ExprId, ExprKind};
use crate::source::Span;
use crate::ty::{Ty, Unit};
use crate::value::number::Rounding;

impl Sower<'_> {
    /// The mutants of one expression, if a rule asks for it and a file of the mutants holds it.
    pub(super) fn expr(&mut self, id: ExprId) {
        let expr = self.program.expr(id).clone();
        if self.reach.owner(id).is_none() || !self.wanted.contains(&expr.span.source) {
            return;
        }
        match &expr.kind {
            ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                self.child(Kind::Logic, id, *left);
                self.child(Kind::Logic, id, *right);
            }
            ExprKind::Not(of) => self.not(id, *of),
            ExprKind::Compare { first, rest } => self.compare(id, *first, rest),
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(id, *op, *left, *right),
            ExprKind::Negate(of) | ExprKind::Absolute(of) => self.child(Kind::Arithmetic, id, *of),
            ExprKind::Presence { cell, missing } => {
                let kind = ExprKind::Presence { cell: *cell, missing: !missing };
                let state = if *missing { "present" } else { "missing" };
                self.whole(Kind::Presence, id, format!("{} is {state}", self.text_of(*cell)), kind);
            }
            ExprKind::IsCode { value, options } => self.code(id, *value, options),
            ExprKind::If { then, otherwise, .. } => {
                self.child(Kind::Choice, id, *then);
                self.child(Kind::Choice, id, *otherwise);
            }
            ExprKind::Agrees { stated, bases } if bases.len() > 1 => self.bases(id, *stated, bases),
            ExprKind::Aggregate { .. } => self.aggregate(id),
            ExprKind::Extreme { largest, of } => {
                let (old, new) = if *largest { ("largest", "smallest") } else { ("smallest", "largest") };
                self.word(Kind::Quantifier, id, expr.span, old, new, ExprKind::Extreme { largest: !largest, of: of.clone() });
            }
            ExprKind::Constant(value) => {
                if let Some((value, text)) = shifted(value, self.text(expr.span)) {
                    self.put(Kind::Literal, id, expr.span, text, ExprKind::Constant(value));
                }
            }
            ExprKind::Member { of, slot } => self.member(id, *of, *slot),
            _ => self.phrase(id),
        }
    }

    /// Phrases with numbers and directions in them.
    fn phrase(&mut self, id: ExprId) {
        let Expr { kind, span, .. } = self.program.expr(id).clone();
        match kind {
            ExprKind::BusinessDay { count, before, from, calendar } => {
                self.days(id, (count, from), before, |count, before| ExprKind::BusinessDay { count, before, from, calendar });
            }
            ExprKind::BusinessDays { count, before, from, calendar } => {
                self.days(id, (count, from), before, |count, before| ExprKind::BusinessDays { count, before, from, calendar });
            }
            ExprKind::MonthsFrom { months: Count::Written(months), before, from, short } => {
                let Some(word) = self.find(span, "month") else { return };
                let head = Span { end: word.start, ..span };
                let kind = ExprKind::MonthsFrom { months: Count::Written(months + 1), before, from, short };
                self.put(Kind::Phrase, id, head, format!("{}{} ", self.brackets(head), months + 1), kind);
            }
            ExprKind::Round { value, places, rounding } => self.round(id, value, places, rounding),
            ExprKind::DayOfMonth { month, last } => {
                let (old, new) = if last { ("last", "first") } else { ("first", "last") };
                self.word(Kind::Phrase, id, span, old, new, ExprKind::DayOfMonth { month, last: !last });
            }
            _ => {}
        }
    }

    /// A business day, or several: one further, and on the other side.
    fn days(&mut self, id: ExprId, (count, from): (Count, ExprId), before: bool, turned: impl Fn(Count, bool) -> ExprKind) {
        let span = self.program.expr(id).span;
        let Some(words) = self.find(span, "business") else { return };
        let head = Span { end: words.start, ..span };
        let is_place = self.find(Span { start: words.end, ..span }, "days").is_none_or(|days| days.start > words.end + 1);
        if let Count::Written(count) = count {
            let the = if self.find(head, "the").is_some() { "the " } else { "" };
            let further = if is_place { ordinal_words(count + 1) } else { format!("{the}{}", count + 1) };
            self.put(Kind::Phrase, id, head, format!("{}{further} ", self.brackets(head)), turned(Count::Written(count + 1), before));
        }
        let (old, new) = if before { ("before", "after") } else { ("after", "before") };
        let direction = Span { start: words.start, end: self.program.expr(from).span.start, ..span };
        let Some(direction) = self.find(direction, old) else { return };
        match (count, self.text(head).trim().trim_start_matches('(')) {
            // `next` lies after a day and `previous` before it.
            (Count::Written(count), "next" | "previous") => {
                let place = Span { end: direction.end, ..span };
                let text = format!("{}{} business day {new}", self.brackets(head), ordinal_words(count));
                self.put(Kind::Phrase, id, place, text, turned(Count::Written(count), !before));
            }
            _ => self.put(Kind::Phrase, id, direction, new.to_owned(), turned(count, !before)),
        }
    }

    fn round(&mut self, id: ExprId, value: ExprId, places: u32, rounding: Rounding) {
        let span = self.program.expr(id).span;
        let turned = |rounding| ExprKind::Round { value, places, rounding };
        let after = Span { start: self.program.expr(value).span.end, ..span };
        match rounding {
            Rounding::Floor => return self.word(Kind::Quantifier, id, span, "floor", "ceiling", turned(Rounding::Ceiling)),
            Rounding::Ceiling => return self.word(Kind::Quantifier, id, span, "ceiling", "floor", turned(Rounding::Floor)),
            Rounding::HalfUp => self.word(Kind::Phrase, id, after, "up", "down", turned(Rounding::HalfDown)),
            Rounding::HalfDown => self.word(Kind::Phrase, id, after, "down", "up", turned(Rounding::HalfUp)),
            Rounding::HalfEven => self.word(Kind::Phrase, id, after, "even", "up", turned(Rounding::HalfUp)),
            Rounding::Truncate => self.word(Kind::Phrase, id, after, "down", "up", turned(Rounding::Away)),
            Rounding::Away => self.word(Kind::Phrase, id, after, "up", "down", turned(Rounding::Truncate)),
        }
        let Some((to, word)) = self.find(after, "to").zip(self.find(after, "places")) else { return };
        let number = Span { start: to.end, end: word.start, ..span };
        let Ok(written) = self.text(number).trim().parse::<u32>() else { return };
        self.put(Kind::Phrase, id, number, format!(" {} ", written + 1), ExprKind::Round { value, places: places + 1, rounding });
    }

    /// `not C`, and `x is not code`, whose parts have one place.
    fn not(&mut self, id: ExprId, of: ExprId) {
        let (whole, inner) = (self.program.expr(id).span, self.program.expr(of).span);
        if whole != inner {
            return self.child(Kind::Logic, id, of);
        }
        let Some(value) = self.program.expr(of).kind.children().first().copied() else { return };
        let after = Span { start: self.program.expr(value).span.end, ..whole };
        let Some(not) = self.find(after, "not") else { return };
        let space = Span { end: not.end + 1, ..not };
        self.replace(Kind::Logic, id, space, String::new(), self.program.expr(of).clone());
    }

    fn compare(&mut self, id: ExprId, first: ExprId, rest: &[(CompareOp, ExprId)]) {
        let mut left = first;
        for (at, (op, right)) in rest.iter().enumerate() {
            let (turned, word) = match op {
                CompareOp::Equal => (CompareOp::Unequal, "<>"),
                CompareOp::Unequal => (CompareOp::Equal, "="),
                CompareOp::Less => (CompareOp::LessOrEqual, "<="),
                CompareOp::LessOrEqual => (CompareOp::Less, "<"),
                CompareOp::Greater => (CompareOp::GreaterOrEqual, ">="),
                CompareOp::GreaterOrEqual => (CompareOp::Greater, ">"),
                CompareOp::AtLeast => (CompareOp::AtMost, "is at most"),
                CompareOp::AtMost => (CompareOp::AtLeast, "is at least"),
            };
            if let Some(place) = self.between(left, *right) {
                let mut rest = rest.to_vec();
                rest[at].0 = turned;
                self.put(Kind::Comparison, id, place, word.to_owned(), ExprKind::Compare { first, rest });
            }
            left = *right;
        }
    }

    fn arithmetic(&mut self, id: ExprId, op: ArithmeticOp, left: ExprId, right: ExprId) {
        let ty = |id: ExprId| self.program.expr(id).ty;
        let is_plain = |id: ExprId| matches!(ty(id), Ty::Quantity { unit: Unit::NUMBER, .. });
        let is_day = |id: ExprId| matches!(ty(id), Ty::Date | Ty::Moment | Ty::Month);
        let is_kept = |id: ExprId, of: ExprId| matches!((ty(id), ty(of)), (Ty::Quantity { unit, .. }, Ty::Quantity { unit: same, .. }) if unit == same);
        match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => {
                let turned = if op == ArithmeticOp::Add { ArithmeticOp::Subtract } else { ArithmeticOp::Add };
                let word = if op == ArithmeticOp::Add { "-" } else { "+" };
                if let (Some(place), false) = (self.between(left, right), is_day(right)) {
                    self.put(Kind::Arithmetic, id, place, word.to_owned(), ExprKind::Arithmetic(turned, left, right));
                }
            }
            ArithmeticOp::Multiply if is_plain(right) && is_kept(id, left) => self.child(Kind::Arithmetic, id, left),
            ArithmeticOp::Multiply if is_plain(left) && is_kept(id, right) => self.child(Kind::Arithmetic, id, right),
            ArithmeticOp::Divide if is_plain(right) && is_kept(id, left) => self.child(Kind::Arithmetic, id, left),
            ArithmeticOp::Multiply | ArithmeticOp::Divide => {}
        }
    }

    fn code(&mut self, id: ExprId, value: ExprId, options: &[u16]) {
        let Ty::Code(list) = self.program.expr(value).ty else { return };
        let names: Vec<&str> = self.program.forms.code_list(list).options.iter().map(|option| option.name.as_str()).collect();
        let span = self.program.expr(id).span;
        let after = Span { start: self.program.expr(value).span.end, ..span };
        let not = if self.find(after, "not").is_some() { "not " } else { "" };
        let others: Vec<Vec<u16>> = match options {
            [only] => (0..names.len() as u16)
                .find(|other| other == &((only + 1) % names.len() as u16) && other != only)
                .map(|other| vec![other])
                .into_iter()
                .collect(),
            several => (0..several.len())
                .map(|without| several.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, option)| *option).collect())
                .collect(),
        };
        for options in others {
            let words: Vec<&str> = options.iter().filter_map(|option| names.get(usize::from(*option)).copied()).collect();
            let one_of = if words.len() > 1 { "one of " } else { "" };
            let text = format!("{} is {not}{one_of}{}", self.text_of(value), words.join(", "));
            self.whole(Kind::Code, id, text, ExprKind::IsCode { value, options });
        }
    }

    fn bases(&mut self, id: ExprId, stated: ExprId, bases: &[ExprId]) {
        for without in bases {
            let left: Vec<ExprId> = bases.iter().filter(|base| *base != without).copied().collect();
            let words: Vec<&str> = left.iter().map(|base| self.text_of(*base)).collect();
            let any = if left.len() > 1 { "any of " } else { "" };
            let text = format!("{} agrees with {any}{}", self.text_of(stated), words.join(", "));
            self.whole(Kind::Agreement, id, text, ExprKind::Agrees { stated, bases: left });
        }
    }

    fn aggregate(&mut self, id: ExprId) {
        let expr = self.program.expr(id).clone();
        let ExprKind::Aggregate { kind, binders, filter, body } = expr.kind else { return };
        let turned = match kind {
            AggregateKind::Every => Some(("every", "some", AggregateKind::Some)),
            AggregateKind::Some => Some(("some", "every", AggregateKind::Every)),
            AggregateKind::Largest => Some(("largest", "smallest", AggregateKind::Smallest)),
            AggregateKind::Smallest => Some(("smallest", "largest", AggregateKind::Largest)),
            AggregateKind::Total | AggregateKind::Count | AggregateKind::Distinct => None,
        };
        if let Some((old, new, kind)) = turned {
            let turned = ExprKind::Aggregate { kind, binders: binders.clone(), filter, body };
            self.word(Kind::Quantifier, id, expr.span, old, new, turned);
        }
        if let (Some(condition), Some(last)) = (filter, binders.last()) {
            let span = Span { start: self.program.expr(last.list).span.end, ..self.program.expr(condition).span };
            self.put(Kind::Condition, id, span, String::new(), ExprKind::Aggregate { kind, binders, filter: None, body });
        }
    }

    /// The next field of the record that has the same type.
    fn member(&mut self, id: ExprId, of: ExprId, slot: u16) {
        let Ty::Record(shape) = self.program.expr(of).ty else { return };
        let members = &self.program.forms.shape(shape).members;
        let field = |slot: u16| match members.get(usize::from(slot)).map(|member| &member.kind) {
            Some(MemberKind::Field(field)) => Some(field.ty),
            _ => None,
        };
        let Some(ty) = field(slot) else { return };
        let count = members.len() as u16;
        let Some(other) = (1..count).map(|step| (slot + step) % count).find(|other| field(*other) == Some(ty)) else { return };
        let span = self.program.expr(id).span;
        let (old, new) = (&members[usize::from(slot)].name, &members[usize::from(other)].name);
        let Some(at) = self.text(span).rfind(old.as_str()) else { return };
        let start = span.start + at as u32;
        let place = Span { start, end: start + old.len() as u32, ..span };
        self.put(Kind::Field, id, place, new.clone(), ExprKind::Member { of, slot: other });
    }

    /// An operand takes the place of the whole.
    fn child(&mut self, kind: Kind, id: ExprId, child: ExprId) {
        let (expr, span) = (self.program.expr(child).clone(), self.program.expr(id).span);
        let text = self.within(span, self.text(expr.span));
        self.replace(kind, id, span, text, expr);
    }

    /// Another expression in the place of the whole, written anew.
    fn whole(&mut self, kind: Kind, id: ExprId, text: String, new: ExprKind) {
        let span = self.program.expr(id).span;
        let text = self.within(span, &text);
        self.put(kind, id, span, text, new);
    }

    /// A word of an expression exchanged.
    fn word(&mut self, kind: Kind, id: ExprId, within: Span, old: &str, new: &str, turned: ExprKind) {
        if let Some(place) = self.find(within, old) {
            self.put(kind, id, place, new.to_owned(), turned);
        }
    }

    fn put(&mut self, kind: Kind, id: ExprId, span: Span, text: String, new: ExprKind) {
        let expr = Expr { kind: new, ..self.program.expr(id).clone() };
        self.replace(kind, id, span, text, expr);
    }

    fn replace(&mut self, kind: Kind, id: ExprId, span: Span, text: String, expr: Expr) {
        let owner = self.reach.owner(id);
        self.add(kind, span, text, Edit::Expr(id, Box::new(expr)), owner);
    }

    fn text_of(&self, id: ExprId) -> &str {
        self.text(self.program.expr(id).span)
    }

    /// What takes the place of an expression stands in brackets where that did.
    fn within(&self, span: Span, text: &str) -> String {
        let is_in_brackets = self.text(span).starts_with('(') && !text.starts_with('(');
        if is_in_brackets { format!("({text})") } else { text.to_owned() }
    }

    /// The brackets with which a text begins.
    fn brackets(&self, span: Span) -> String {
        self.text(span).chars().take_while(|c| *c == '(').collect()
    }

    /// The operator between two operands.
    fn between(&self, left: ExprId, right: ExprId) -> Option<Span> {
        let (left, right) = (self.program.expr(left).span, self.program.expr(right).span);
        if left.source != right.source || left.end > right.start {
            return None;
        }
        let gap = Span { start: left.end, end: right.start, ..left };
        let places: Vec<(u32, u32)> = self.words(gap).collect();
        Some(Span { start: places.first()?.0, end: places.last()?.1, ..gap })
    }

    /// Where a word first stands in a part of a file.
    fn find(&self, span: Span, word: &str) -> Option<Span> {
        let range = span.range();
        let text = self.sources.get(span.source).text.get(range.clone())?;
        let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let is_apart = |at: usize| !is_name(text[..at].chars().next_back()) || !word.starts_with(char::is_alphanumeric);
        let at = text.match_indices(word).map(|(at, _)| at).find(|at| is_apart(*at))?;
        Some(Span::new(span.source, range.start + at, range.start + at + word.len()))
    }

    /// The places of the words between two operands, without comments.
    fn words(&self, span: Span) -> impl Iterator<Item = (u32, u32)> {
        let mut at = span.start;
        let mut found = Vec::new();
        for line in self.text(span).split_inclusive('\n') {
            let code = line.split("--").next().unwrap_or(line);
            let lead = code.len() - code.trim_start().len();
            if !code.trim().is_empty() {
                found.push((at + lead as u32, at + code.trim_end().len() as u32));
            }
            at += line.len() as u32;
        }
        found.into_iter()
    }
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th`
fn ordinal_words(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}
