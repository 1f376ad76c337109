//! Well-typed programs made up by chance: what is wanted is a type, and what is made has it.

use super::choices::Choices;
use super::forms::{self, CODES, Field, Form, Kind, Member, Type};

/// What a quantity counts: powers of shares, money and days.
pub type Unit = (i32, i32, i32);

pub const NUMBER: Unit = (0, 0, 0);
pub const SHARES: Unit = (1, 0, 0);
pub const MONEY: Unit = (0, 1, 0);
pub const PRICE: Unit = (-1, 1, 0);
pub const DAYS: Unit = (0, 0, 1);

pub fn unit(ty: Type) -> Option<Unit> {
    match ty {
        Type::Shares => Some(SHARES),
        Type::Money => Some(MONEY),
        Type::Price => Some(PRICE),
        Type::Ratio | Type::Percent | Type::Number => Some(NUMBER),
        Type::Days => Some(DAYS),
        _ => None,
    }
}

/// The members that a return, a group or a row has, by the path that a definition names it by.
#[derive(Clone, Debug)]
pub struct Shape<'f> {
    pub path: String,
    pub form: usize,
    pub members: &'f [Member],
    pub key: usize,
}

/// A named value: a parameter, a `given`, or what a definition takes.
#[derive(Clone, Debug)]
pub struct Named {
    pub name: String,
    pub ty: Type,
}

#[derive(Clone, Debug)]
pub struct Define<'f> {
    pub name: String,
    pub ty: Type,
    pub takes: Vec<Taken<'f>>,
}

#[derive(Clone, Debug)]
pub enum Taken<'f> {
    Value(Type),
    Row(Shape<'f>),
}

/// What can be named at one place, and the decisions.
pub struct Writer<'f, 'c> {
    pub c: &'c mut Choices,
    pub forms: &'f [Form],
    /// The form whose returns are judged; a definition has none.
    pub subject: Option<usize>,
    pub rows: Vec<(String, Shape<'f>)>,
    pub values: Vec<Named>,
    pub defines: Vec<Define<'f>>,
    pub names: usize,
}

impl<'f> Writer<'f, '_> {
    pub fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    pub fn root(&self, form: usize) -> Shape<'f> {
        Shape { path: self.forms[form].name.to_owned(), form, members: &self.forms[form].members, key: 0 }
    }

    /// Everything that has fields without being looked for: the return itself (by no name) and the rows that are bound.
    fn near(&self) -> Vec<(String, Shape<'f>)> {
        let own = self.subject.map(|form| (String::new(), self.root(form)));
        own.into_iter().chain(self.rows.iter().cloned()).collect()
    }

    /// A row that is found in some way.
    pub fn far(&mut self, depth: usize) -> Option<(String, Shape<'f>)> {
        match self.c.pick(4) {
            0 => {
                let keyed: Vec<_> = self.lists(false).into_iter().filter(|(_, shape)| shape.key > 0).collect();
                self.lookup(keyed, depth)
            }
            1 => match self.subject {
                Some(1) if self.c.chance(60) => Some(("(previous slip)".to_owned(), self.root(1))),
                Some(_) => Some(("(previous main)".to_owned(), self.root(0))),
                None => None,
            },
            2 => self.subject.map(|_| ("issuer".to_owned(), self.root(2))),
            _ if self.rows.is_empty() => None,
            _ => {
                let (row, shape) = self.c.one_of(&self.rows).clone();
                Some((format!("{row}.return"), self.root(shape.form)))
            }
        }
    }

    fn lookup(&mut self, keyed: Vec<(String, Shape<'f>)>, depth: usize) -> Option<(String, Shape<'f>)> {
        if keyed.is_empty() {
            return None;
        }
        let (list, shape) = self.c.one_of(&keyed).clone();
        let has_marks = |(_, row): &&(String, Shape)| ["kind", "class"].iter().all(|name| row.members.iter().any(|m| m.name == *name));
        let rows: Vec<String> = self.rows.iter().filter(has_marks).map(|(name, _)| name.clone()).collect();
        let less = depth.saturating_sub(1);
        let key = match self.c.pick(4) {
            0 if !rows.is_empty() => self.c.one_of(&rows).clone(),
            1 => self.code(0, less).unwrap_or_else(|| "\"A\"".to_owned()),
            2 => match self.code(0, less) {
                Some(code) => format!("{code}, {}", self.text(less)),
                None => self.text(less),
            },
            _ => self.text(less),
        };
        Some((format!("{list}[{key}]"), shape))
    }

    /// The lists that can be gone through; with the collections of returns where that is wanted.
    pub fn lists(&mut self, collections: bool) -> Vec<(String, Shape<'f>)> {
        let mut lists = Vec::new();
        for (row, shape) in self.near() {
            lists_of(&row, &shape, &mut lists);
        }
        if collections && self.subject.is_some() {
            lists.push(("mains".to_owned(), self.root(0)));
            lists.push(("slips".to_owned(), self.root(1)));
            for form in [0, 1] {
                let lines = self.forms[form].members.iter().find_map(|member| match &member.kind {
                    Kind::List { key, members, .. } if member.name == "lines" => Some((members, *key)),
                    _ => None,
                });
                if let Some((members, key)) = lines {
                    let name = self.forms[form].name;
                    let shape = Shape { path: format!("{name}.lines"), form, members, key };
                    lists.push((format!("{name}s.lines"), shape.clone()));
                    lists.push((format!("{name}s.lines"), shape));
                }
            }
        }
        lists
    }

    /// The fields that are at hand; sometimes those of a row that is found.
    pub fn fields(&mut self, depth: usize, wanted: impl Fn(&Field) -> bool) -> Vec<(String, &'f Field)> {
        let mut fields = Vec::new();
        if depth > 0
            && self.c.chance(25)
            && let Some((row, shape)) = self.far(depth - 1)
        {
            fields_of(&row, &shape, &mut fields);
            fields.retain(|(_, field)| wanted(field));
        }
        if fields.is_empty() {
            for (row, shape) in self.near() {
                fields_of(&row, &shape, &mut fields);
            }
            fields.retain(|(_, field)| wanted(field));
        }
        fields
    }

    pub fn leaf(&mut self, depth: usize, wanted: impl Fn(Type) -> bool) -> Option<String> {
        let fields = self.fields(depth, |field| wanted(field.ty) && !field.is_rounded());
        let named = self.values.iter().filter(|named| wanted(named.ty)).map(|named| named.name.clone());
        let leaves: Vec<String> = fields.into_iter().map(|(path, _)| path).chain(named).collect();
        if leaves.is_empty() { None } else { Some(self.c.one_of(&leaves).clone()) }
    }

    /// A value of a type, as something that any operator may stand beside.
    pub fn value(&mut self, ty: Type, depth: usize) -> Option<String> {
        Some(match ty {
            Type::Date => self.date(depth),
            Type::Month => self.month(depth),
            Type::Moment => self.moment(depth),
            Type::Time => self.time(),
            Type::Text => self.text(depth),
            Type::Truth => self.truth(depth),
            Type::Code(list) => self.code(list, depth)?,
            number => self.quantity(unit(number)?, depth),
        })
    }

    pub fn literal(&mut self, ty: Type) -> String {
        let from: &[&str] = match ty {
            Type::Shares => &["1 shares", "5 shares", "10 shares", "1,000 shares"],
            Type::Money => &["HKD 1", "HKD 10", "USD 2.50"],
            Type::Price => &["(HKD 1 / 2 shares)", "(USD 0.5 / 1 shares)"],
            Type::Percent => &["10%", "0.5%", "150%"],
            Type::Ratio | Type::Number => &["1", "2", "0.5", "0.01", "3"],
            Type::Days => &["1 days", "30 days"],
            Type::Date => &["2022-09-30", "2022-09-01", "2022-12-31"],
            Type::Month => &["September 2022", "December 2021"],
            Type::Moment => &["(08:30 on 2022-09-30)"],
            Type::Time => &["08:30", "08:31", "17:00"],
            Type::Text => &["\"A\"", "\"class B\"", "\"x y\""],
            Type::Truth | Type::Code(_) => &["yes", "no"],
        };
        (*self.c.one_of(from)).to_owned()
    }

    pub fn quantity(&mut self, unit: Unit, depth: usize) -> String {
        let at_hand = self.leaf(depth, |ty| self::unit(ty) == Some(unit));
        let simple = match at_hand {
            Some(leaf) if !self.c.chance(25) => leaf,
            _ => {
                let types = match unit {
                    SHARES => Type::Shares,
                    MONEY => Type::Money,
                    PRICE => Type::Price,
                    DAYS => Type::Days,
                    _ if self.c.chance(30) => Type::Percent,
                    _ => Type::Number,
                };
                self.literal(types)
            }
        };
        if depth == 0 {
            return simple;
        }
        let less = depth - 1;
        match self.c.pick(16) {
            0..=2 => simple,
            3 | 4 => {
                let sign = *self.c.one_of(&["+", "-"]);
                let right = if self.c.chance(15) { "0".to_owned() } else { self.quantity(unit, less) };
                format!("({simple} {sign} {right})")
            }
            5 => format!("(-{simple})"),
            6 => {
                let (one, other) = if unit == MONEY && self.c.chance(60) { (PRICE, SHARES) } else { (NUMBER, unit) };
                format!("({} * {})", self.quantity(one, less), self.quantity(other, less))
            }
            7 => {
                let (over, under) = match unit {
                    NUMBER => {
                        let same = *self.c.one_of(&[SHARES, MONEY, PRICE, DAYS, NUMBER]);
                        (same, same)
                    }
                    PRICE if self.c.chance(60) => (MONEY, SHARES),
                    SHARES if self.c.chance(40) => (MONEY, PRICE),
                    other => (other, NUMBER),
                };
                format!("({} / {})", self.quantity(over, less), self.quantity(under, less))
            }
            8 if unit != NUMBER && self.c.chance(50) => {
                let way = *self.c.one_of(&["half up", "half down", "half even"]);
                let (directed, way) = match self.c.pick(5) {
                    3 => (" up", ""),
                    4 => (" down", ""),
                    _ => ("", way),
                };
                format!("(round {}{directed} to {} places {way})", self.quantity(unit, less), self.c.pick(3))
            }
            8 => {
                let function = *self.c.one_of(&["floor", "ceiling", "absolute"]);
                format!("({function} of ({}))", self.quantity(unit, less))
            }
            9 => format!("(if {} then {} else {})", self.truth(less), simple, self.quantity(unit, less)),
            10 if self.c.chance(40) => self.whichever(unit, depth).unwrap_or(simple),
            10 => {
                let which = *self.c.one_of(&["largest", "smallest"]);
                format!("({which} of ({simple}, {}))", self.quantity(unit, less))
            }
            11 | 14 | 15 if unit == NUMBER && self.c.chance(60) => self.count(less),
            11 | 12 => {
                let which = *self.c.one_of(&["total", "total", "largest", "smallest"]);
                self.over(less, |writer| writer.quantity(unit, less.min(1)))
                    .map_or(simple, |(body, over)| format!("({which} of {body} {over})"))
            }
            _ if unit == DAYS && self.c.chance(50) => format!("({} - {})", self.date(less), self.date(less)),
            _ => self.call(less, |ty| self::unit(ty) == Some(unit)).unwrap_or(simple),
        }
    }

    /// A figure of whichever of two returns is loaded.
    fn whichever(&mut self, unit: Unit, depth: usize) -> Option<String> {
        let mut figure = || {
            let figures = self.fields(depth, |field| self::unit(field.ty) == Some(unit) && !field.is_rounded());
            if figures.is_empty() { None } else { Some(self.c.one_of(&figures).0.clone()) }
        };
        Some(format!("(whichever of ({}, {}) is loaded)", figure()?, figure()?))
    }

    fn count(&mut self, depth: usize) -> String {
        match self.c.pick(9) {
            4 | 6 => return format!("(business days between {} and {} in hkex)", self.date(depth), self.date(depth)),
            5 | 7 | 8 => {
                let ty = *self.c.one_of(&[Type::Text, Type::Shares, Type::Money, Type::Date, Type::Code(0), Type::Moment]);
                let over = self.over(depth, |writer| writer.value(ty, depth.min(1)).unwrap_or_else(|| "\"A\"".to_owned()));
                return over.map_or("2".to_owned(), |(body, over)| format!("(count of distinct {body} {over})"));
            }
            _ => {}
        }
        let lists = self.lists(true);
        if lists.is_empty() {
            return "1".to_owned();
        }
        let (list, shape) = self.c.one_of(&lists).clone();
        let name = self.fresh("q");
        let window = self.window(&list);
        self.rows.push((name.clone(), shape));
        let filter = self.filter(depth);
        self.rows.pop();
        format!("(count of {name} in {list}{window}{filter})")
    }

    /// The window of a collection, mostly.
    fn window(&mut self, list: &str) -> String {
        if !(list.starts_with("mains") || list.starts_with("slips")) || self.c.chance(20) {
            return String::new();
        }
        match self.c.pick(8) {
            0 | 1 => " from 2022-09-01 to 2022-09-02".to_owned(),
            2 => " in September 2022".to_owned(),
            3 | 4 => " since 2022-09-01".to_owned(),
            5 => format!(" since {}", self.date(0)),
            6 => format!(" in {}", self.month(1)),
            _ => format!(" from {} to {}", self.date(0), self.date(1)),
        }
    }

    fn filter(&mut self, depth: usize) -> String {
        // The rows of one key, as chains have them.
        if let Some((last, shape)) = self.rows.last().cloned().filter(|(_, shape)| shape.key > 0)
            && self.c.chance(35)
        {
            let others: Vec<String> =
                self.rows.iter().filter(|(name, row)| row.key == shape.key && *name != last).map(|(name, _)| name.clone()).collect();
            if !others.is_empty() {
                return format!(" where {last} = {}", self.c.one_of(&others));
            }
        }
        if self.c.chance(45) { format!(" where {}", self.truth(depth.min(1))) } else { String::new() }
    }

    /// One or two names for rows, which stay bound until the caller lets them go.
    pub fn binders(&mut self, most: usize, days: bool) -> Option<Vec<String>> {
        let mut binders = Vec::new();
        for _ in 0..1 + self.c.pick(most) {
            if days && self.c.chance(8) {
                let name = self.fresh("d");
                let (count, side) = (self.how_many(), *self.c.one_of(&["after", "before"]));
                binders.push(format!("{name} in the {count} business days {side} {} in hkex", self.date(1)));
                self.values.push(Named { name, ty: Type::Date });
                continue;
            }
            let mut lists = self.lists(true);
            // Rather the rows inside the rows that were just bound.
            if let Some((row, shape)) = self.rows.last().filter(|_| !binders.is_empty()) {
                let mut inner = Vec::new();
                lists_of(row, shape, &mut inner);
                if !inner.is_empty() {
                    lists = inner;
                }
            } else if self.c.chance(15)
                && let Some((row, shape)) = self.far(1)
            {
                lists_of(&row, &shape, &mut lists);
            }
            if lists.is_empty() {
                return None;
            }
            let (list, shape) = self.c.one_of(&lists).clone();
            let name = self.fresh("q");
            let window = self.window(&list);
            binders.push(format!("{name} in {list}{window}"));
            self.rows.push((name, shape));
        }
        Some(binders)
    }

    /// A body over rows, and the rows.
    fn over(&mut self, depth: usize, body: impl FnOnce(&mut Self) -> String) -> Option<(String, String)> {
        let mark = (self.rows.len(), self.values.len());
        let binders = self.binders(2, true);
        let written = binders.map(|binders| {
            let filter = self.filter(depth);
            (body(self), format!("for each {}{filter}", binders.join(", ")))
        });
        self.forget(mark);
        written
    }

    /// Takes back the rows and values that were named since.
    pub fn forget(&mut self, (rows, values): (usize, usize)) {
        self.rows.truncate(rows);
        self.values.truncate(values);
    }

    fn call(&mut self, depth: usize, wanted: impl Fn(Type) -> bool) -> Option<String> {
        let fitting: Vec<Define> = self.defines.iter().filter(|define| wanted(define.ty)).cloned().collect();
        if fitting.is_empty() {
            return None;
        }
        let define = self.c.one_of(&fitting).clone();
        let arguments: Option<Vec<String>> = define
            .takes
            .iter()
            .map(|taken| match taken {
                Taken::Value(ty) => self.value(*ty, depth.min(1)),
                Taken::Row(shape) => {
                    let rows: Vec<String> =
                        self.rows.iter().filter(|(_, row)| row.path == shape.path).map(|(name, _)| name.clone()).collect();
                    if rows.is_empty() { None } else { Some(self.c.one_of(&rows).clone()) }
                }
            })
            .collect();
        Some(format!("{}({})", define.name, arguments?.join(", ")))
    }

    pub fn date(&mut self, depth: usize) -> String {
        let simple = self.leaf(depth, |ty| ty == Type::Date);
        let simple = simple.unwrap_or_else(|| self.literal(Type::Date));
        if depth == 0 {
            return simple;
        }
        let less = depth - 1;
        match self.c.pick(10) {
            9 => {
                let side = *self.c.one_of(&["after", "before"]);
                let short = *self.c.one_of(&["last day of the month", "first day of the next month"]);
                format!("({} months {side} {simple}, or the {short})", self.how_many())
            }
            0..=2 => simple,
            3 => format!("({simple} {} {})", self.c.one_of(&["+", "-"]), self.quantity(DAYS, less)),
            4 => {
                let from = if self.c.chance(30) { self.moment(less) } else { simple };
                let side = *self.c.one_of(&["after", "before"]);
                if self.c.chance(40) {
                    return format!("({} business days {side} {from} in hkex)", self.how_many());
                }
                let ordinal = *self.c.one_of(&["1st", "2nd", "5th", "11th"]);
                format!("({ordinal} business day {side} {from} in hkex)")
            }
            5 => format!("({} day of ({}))", self.c.one_of(&["first", "last"]), self.month(less)),
            6 => format!("(date of ({}))", self.moment(less)),
            7 => format!("({} of ({simple}, {}))", self.c.one_of(&["largest", "smallest"]), self.date(less)),
            _ if self.c.chance(50) => {
                let which = *self.c.one_of(&["largest", "smallest"]);
                let over = self.over(less, |writer| writer.date(0));
                over.map_or(simple, |(body, over)| format!("({which} of {body} {over})"))
            }
            _ => format!("(if {} then {simple} else {})", self.truth(less), self.date(less)),
        }
    }

    pub fn month(&mut self, depth: usize) -> String {
        let simple = self.leaf(depth, |ty| ty == Type::Month);
        let simple = simple.unwrap_or_else(|| self.literal(Type::Month));
        if depth == 0 {
            return simple;
        }
        match self.c.pick(6) {
            5 => format!("({} months {} {simple})", self.how_many(), self.c.one_of(&["after", "before"])),
            0 | 1 => simple,
            2 => format!("(month of ({}))", self.date(depth - 1)),
            3 => format!("(month of ({}))", self.moment(depth - 1)),
            _ => format!("(largest of ({simple}, {}))", self.month(depth - 1)),
        }
    }

    pub fn moment(&mut self, depth: usize) -> String {
        let simple = self.leaf(depth, |ty| ty == Type::Moment);
        let simple = simple.unwrap_or_else(|| self.literal(Type::Moment));
        if depth == 0 {
            return simple;
        }
        match self.c.pick(4) {
            0 | 1 => simple,
            2 => format!("({} on {})", self.time(), self.date(depth - 1)),
            _ => format!("({simple} {} {})", self.c.one_of(&["+", "-"]), self.quantity(DAYS, depth - 1)),
        }
    }

    pub fn time(&mut self) -> String {
        let named: Vec<String> = self.values.iter().filter(|named| named.ty == Type::Time).map(|named| named.name.clone()).collect();
        if named.is_empty() || self.c.chance(40) { self.literal(Type::Time) } else { self.c.one_of(&named).clone() }
    }

    /// A number that a phrase counts: written out, or a name with its fields.
    fn how_many(&mut self) -> String {
        let written = (*self.c.one_of(&["1", "2", "3", "5", "12"])).to_owned();
        let named = self.leaf(0, |ty| ty == Type::Number);
        named.filter(|_| self.c.chance(60)).unwrap_or(written)
    }

    pub fn text(&mut self, depth: usize) -> String {
        let leaf = self.leaf(depth, |ty| ty == Type::Text);
        let simple = match leaf {
            Some(leaf) if !self.c.chance(20) => leaf,
            _ => self.literal(Type::Text),
        };
        if depth > 0 && self.c.chance(12) {
            return format!("(if {} then {simple} else {})", self.truth(depth - 1), self.text(depth - 1));
        }
        simple
    }

    pub fn code(&mut self, list: usize, depth: usize) -> Option<String> {
        let simple = self.leaf(depth, |ty| ty == Type::Code(list))?;
        if depth > 0 && self.c.chance(12) {
            let other = self.code(list, depth - 1)?;
            return Some(format!("(if {} then {simple} else {other})", self.truth(depth - 1)));
        }
        Some(simple)
    }
}

pub fn fields_of<'f>(row: &str, shape: &Shape<'f>, found: &mut Vec<(String, &'f Field)>) {
    for member in shape.members {
        let path = if row.is_empty() { member.name.clone() } else { format!("{row}.{}", member.name) };
        match &member.kind {
            Kind::Field(field) => found.push((path, field)),
            Kind::Record(members) => {
                let inner = Shape { path: format!("{}.{}", shape.path, member.name), form: shape.form, members, key: 0 };
                fields_of(&path, &inner, found);
            }
            Kind::List { .. } => {}
        }
    }
}

pub fn lists_of<'f>(row: &str, shape: &Shape<'f>, found: &mut Vec<(String, Shape<'f>)>) {
    for member in shape.members {
        let path = if row.is_empty() { member.name.clone() } else { format!("{row}.{}", member.name) };
        let inner = |members: &'f [Member], key| Shape { path: format!("{}.{}", shape.path, member.name), form: shape.form, members, key };
        match &member.kind {
            Kind::Field(_) => {}
            Kind::Record(members) => lists_of(&path, &inner(members, 0), found),
            Kind::List { members, key, .. } => found.push((path, inner(members, *key))),
        }
    }
}

/// The name of a code of a list.
pub fn option(c: &mut Choices, list: usize) -> &'static str {
    c.one_of(CODES[list]).0
}

/// The text of the forms.
pub fn declarations(forms: &[Form]) -> String {
    forms.iter().map(forms::declaration).collect()
}
