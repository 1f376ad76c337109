//! Conditions, rules, parameters and definitions made up by chance.

use super::choices::Choices;
use super::forms::{Form, Type, type_name};
use super::generate::{DAYS, Define, MONEY, NUMBER, Named, PRICE, SHARES, Shape, Taken, Writer, declarations, option, unit};

const CALENDAR: &str = "calendar hkex closed days in \"closures.csv\" covers 2022-01-01 to 2022-12-31 end\n\n";

/// Kinds of values that names stand for.
const VALUES: [Type; 9] =
    [Type::Shares, Type::Money, Type::Price, Type::Number, Type::Days, Type::Date, Type::Moment, Type::Text, Type::Truth];

/// The text of a whole program over these forms.
pub fn program(c: &mut Choices, forms: &[Form]) -> String {
    let mut text = declarations(forms) + CALENDAR;
    let mut writer = Writer { c, forms, subject: None, rows: Vec::new(), values: Vec::new(), defines: Vec::new(), names: 0 };
    let parameters = writer.parameters(&mut text);
    writer.values = parameters.clone();
    for _ in 0..writer.c.pick(3) {
        writer.define(&mut text);
        writer.values.clone_from(&parameters);
    }
    for _ in 0..1 + writer.c.pick(3) {
        let name = writer.fresh("rule");
        let form = *writer.c.one_of(&[0, 0, 0, 1, 2]);
        let editions = if writer.c.chance(15) { 2 } else { 1 };
        for edition in 0..editions {
            writer.rule(&name, form, (editions, edition), &mut text);
            writer.values.clone_from(&parameters);
        }
    }
    text
}

impl<'f> Writer<'f, '_> {
    fn parameters(&mut self, text: &mut String) -> Vec<Named> {
        let mut parameters = Vec::new();
        for _ in 0..self.c.pick(3) {
            let ty =
                *self.c.one_of(&[Type::Number, Type::Percent, Type::Shares, Type::Money, Type::Days, Type::Date, Type::Text, Type::Time]);
            let name = self.fresh("limit");
            let windows: &[&str] = match self.c.pick(4) {
                0 => &[""],
                1 => &[" effective from 2022-01-01"],
                2 => &[" effective from 2000-01-01 until 2022-08-31", " effective from 2022-09-01"],
                _ => &[" effective from 2022-09-01 until 2022-09-30", " effective from 2022-10-01"],
            };
            for window in windows {
                text.push_str(&format!("parameter {name} = {}{window}\n", self.literal(ty)));
            }
            parameters.push(Named { name, ty });
        }
        parameters
    }

    fn define(&mut self, text: &mut String) {
        self.subject = None;
        self.rows.clear();
        let (mut takes, mut heads) = (Vec::new(), Vec::new());
        for _ in 0..1 + self.c.pick(2) {
            let name = self.fresh("x");
            if self.c.chance(40) {
                let form = self.c.pick(2);
                let mut lists = vec![("".to_owned(), self.root(form))];
                super::generate::lists_of("", &self.root(form), &mut lists);
                let shape: Shape<'f> = self.c.one_of(&lists).1.clone();
                heads.push(format!("{name} : {}", shape.path));
                self.rows.push((name, shape.clone()));
                takes.push(Taken::Row(shape));
            } else {
                let ty = *self.c.one_of(&VALUES);
                heads.push(format!("{name} : {}", type_name(ty)));
                self.values.push(Named { name, ty });
                takes.push(Taken::Value(ty));
            }
        }
        let ty = *self.c.one_of(&[Type::Shares, Type::Number, Type::Truth, Type::Money]);
        let Some(body) = self.value(ty, 2) else { return };
        let name = self.fresh("calc");
        text.push_str(&format!("define {name}({}) = {body}\n", heads.join(", ")));
        self.rows.clear();
        self.defines.push(Define { name, ty, takes });
    }

    fn rule(&mut self, name: &str, form: usize, (editions, edition): (usize, usize), text: &mut String) {
        self.subject = Some(form);
        self.rows.clear();
        text.push_str(&format!("\nrule {name} applies to {}\n", self.forms[form].name));
        let by = match self.c.pick(4) {
            3 => {
                let dates = self.root(form).members.iter().filter_map(|member| match &member.kind {
                    super::forms::Kind::Field(field) if matches!(field.ty, Type::Date | Type::Moment) => Some(member.name.clone()),
                    _ => None,
                });
                let dates: Vec<String> = dates.collect();
                if dates.is_empty() { String::new() } else { format!(" by {}", self.c.one_of(&dates)) }
            }
            _ => String::new(),
        };
        match (editions, edition) {
            (2, 0) => text.push_str(&format!("  effective from 2000-01-01 until 2022-08-31{by}\n")),
            (2, _) => text.push_str(&format!("  effective from 2022-09-01{by}\n")),
            _ if self.c.chance(20) => {
                let until = if self.c.chance(50) { " until 2022-09-30" } else { "" };
                text.push_str(&format!("  effective from 2022-01-01{until}{by}\n"));
            }
            _ => {}
        }
        if self.c.chance(45)
            && let Some(binders) = self.binders(2, false)
        {
            let filter = if self.c.chance(40) { format!(" where {}", self.truth(1)) } else { String::new() };
            text.push_str(&format!("  for each {}{filter}\n", binders.join(", ")));
        }
        for _ in 0..self.c.pick(3) {
            self.step(text);
        }
        let verb = *self.c.one_of(&["must", "must", "should", "note"]);
        text.push_str(&format!("  {verb} {}\n", self.truth(3)));
        if self.c.chance(15) {
            let fields = self.fields(0, |_| true);
            let path = self.c.one_of(&fields).0.clone();
            text.push_str(&format!("    else \"Here is {{{path}}}.\"\n    doubt {path}\n"));
        }
        text.push_str("end\n");
        self.rows.clear();
    }

    fn step(&mut self, text: &mut String) {
        match self.c.pick(3) {
            0 => text.push_str(&format!("  when {}\n", self.truth(2))),
            1 => {
                let ty = *self.c.one_of(&VALUES);
                if let Some(value) = self.value(ty, 2) {
                    let name = self.fresh("g");
                    text.push_str(&format!("  given {name} = {value}\n"));
                    // A value without a unit may be a percentage, by which nothing can be counted.
                    let ty = if ty == Type::Number { Type::Ratio } else { ty };
                    self.values.push(Named { name, ty });
                }
            }
            _ => {
                if let Some((row, shape)) = self.far(2) {
                    let name = self.fresh("g");
                    text.push_str(&format!("  given {name} = {row}\n"));
                    self.rows.push((name, shape));
                }
            }
        }
    }

    /// A condition.
    pub fn truth(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.c.pick(3) {
                0 => self.leaf(0, |ty| ty == Type::Truth).unwrap_or_else(|| self.compared(0)),
                1 => self.compared(0),
                _ => self.present(0),
            };
        }
        let less = depth - 1;
        match self.c.pick(16) {
            0..=2 => self.compared(less),
            3 => self.leaf(depth, |ty| ty == Type::Truth).unwrap_or_else(|| self.compared(less)),
            4 => format!("({} and {})", self.truth(less), self.truth(less)),
            5 => format!("({} or {})", self.truth(less), self.truth(less)),
            6 => format!("(not {})", self.truth(less)),
            7 => self.ordered(less),
            8 => format!("({} {} {})", self.text(less), self.c.one_of(&["=", "<>"]), self.text(less)),
            9 => self.coded(less),
            10 => self.present(less),
            11 => self.agreeing(less).unwrap_or_else(|| self.compared(less)),
            12 => self.quantified(less).unwrap_or_else(|| self.compared(less)),
            13 => format!("(if {} then {} else {})", self.truth(less), self.truth(less), self.truth(less)),
            14 => self.same_rows().unwrap_or_else(|| format!("({} = {})", self.truth(less), self.truth(less))),
            _ => match self.c.pick(2) {
                0 => (*self.c.one_of(&["yes", "no"])).to_owned(),
                _ => self.agreeing(less).unwrap_or_else(|| self.ordered(less)),
            },
        }
    }

    /// Two or three quantities of one unit.
    fn compared(&mut self, depth: usize) -> String {
        let unit = *self.c.one_of(&[NUMBER, SHARES, SHARES, MONEY, PRICE, DAYS]);
        let mut text = self.quantity(unit, depth);
        for _ in 0..if self.c.chance(15) { 2 } else { 1 } {
            let op = *self.c.one_of(&["=", "=", "<>", "<", "<=", ">", ">=", "is at least", "is at most"]);
            let right = if self.c.chance(15) { "0".to_owned() } else { self.quantity(unit, depth) };
            text.push_str(&format!(" {op} {right}"));
        }
        format!("({text})")
    }

    /// Dates, moments or months in their order.
    fn ordered(&mut self, depth: usize) -> String {
        let op = *self.c.one_of(&["<=", "=", "<>", "<", ">", ">=", "is at least", "is at most"]);
        let side = |writer: &mut Self| if writer.c.chance(50) { writer.date(depth) } else { writer.moment(depth) };
        if self.c.chance(6) {
            return format!("({} {op} {})", self.time(), self.time());
        }
        if self.c.chance(25) {
            return format!("({} {op} {})", self.month(depth), self.month(depth));
        }
        format!("({} {op} {})", side(self), side(self))
    }

    fn coded(&mut self, depth: usize) -> String {
        let list = usize::from(self.c.chance(15));
        let Some(code) = self.code(list, depth) else { return self.compared(depth) };
        let not = *self.c.one_of(&["", "not "]);
        match self.c.pick(3) {
            0 => format!("({code} is {not}{})", option(self.c, list)),
            1 => format!("({code} is {not}one of {}, {})", option(self.c, list), option(self.c, list)),
            _ => match self.code(list, depth) {
                Some(other) => format!("({code} = {other})"),
                None => format!("({code} is {not}{})", option(self.c, list)),
            },
        }
    }

    fn present(&mut self, depth: usize) -> String {
        let is = *self.c.one_of(&["is present", "is missing", "is not present"]);
        match self.c.pick(5) {
            4 => match self.far(depth) {
                Some((row, _)) if !row.ends_with(".return") => format!("({row} {is})"),
                _ => self.compared(depth),
            },
            3 => {
                let lists = self.lists(false);
                if lists.is_empty() { self.compared(depth) } else { format!("({} {is})", self.c.one_of(&lists).0) }
            }
            _ => {
                let fields = self.fields(depth, |_| true);
                if fields.is_empty() { self.compared(depth) } else { format!("({} {is})", self.c.one_of(&fields).0) }
            }
        }
    }

    /// A rounded figure, and what it is drawn from or measured by.
    fn agreeing(&mut self, depth: usize) -> Option<String> {
        let rounded = self.fields(depth, |field| field.is_rounded());
        if rounded.is_empty() {
            return None;
        }
        let (path, field) = self.c.one_of(&rounded).clone();
        let unit = unit(field.ty)?;
        let base = self.quantity(unit, depth);
        Some(match self.c.pick(5) {
            0 | 1 => format!("({path} agrees with {base})"),
            2 => format!("({path} agrees with any of {base}, {})", self.quantity(unit, depth)),
            3 => format!("({path} is at {} {base})", self.c.one_of(&["least", "most"])),
            _ => format!("({base} is at {} {path})", self.c.one_of(&["least", "most"])),
        })
    }

    fn quantified(&mut self, depth: usize) -> Option<String> {
        let mark = (self.rows.len(), self.values.len());
        let which = *self.c.one_of(&["every", "some"]);
        let binders = self.binders(2, true);
        let text = binders.map(|binders| {
            let filter = if self.c.chance(40) { format!(" where {}", self.truth(depth.min(1))) } else { String::new() };
            format!("({which} {}{filter} satisfies {})", binders.join(", "), self.truth(depth.min(1)))
        });
        self.forget(mark);
        text
    }

    /// Two rows of keyed lists.
    fn same_rows(&mut self) -> Option<String> {
        let keyed: Vec<String> = self.rows.iter().filter(|(_, shape)| shape.key > 0).map(|(name, _)| name.clone()).collect();
        if keyed.is_empty() {
            return None;
        }
        let (left, right) = (self.c.one_of(&keyed).clone(), self.c.one_of(&keyed).clone());
        Some(format!("({left} {} {right})", self.c.one_of(&["=", "<>"])))
    }
}

/// A seed's forms and program.
pub fn forms_and_program(c: &mut Choices) -> (Vec<Form>, String) {
    let forms = super::forms::forms(c);
    let program = program(c, &forms);
    (forms, program)
}
