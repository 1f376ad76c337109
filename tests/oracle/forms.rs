//! Forms and returns made up by chance: every type and attribute of a field, every state of a cell.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;

use super::choices::Choices;
use super::filing::{Document, Figure, Given, Group};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Shares,
    Money,
    Price,
    Ratio,
    Percent,
    Number,
    Days,
    Date,
    Month,
    Moment,
    /// Of a parameter; no field is one.
    Time,
    Text,
    Truth,
    /// One of [`CODES`].
    Code(usize),
}

/// The lists of codes: names, and the words printed for each.
pub const CODES: [&[(&str, &str)]; 2] = [
    &[("placing", "Placing"), ("conversion", "Conversion of shares"), ("other", "Other")],
    &[("new_submission", "New Submission"), ("amendment", "Amendment")],
];

const TYPES: [Type; 14] = [
    Type::Shares,
    Type::Shares,
    Type::Money,
    Type::Price,
    Type::Ratio,
    Type::Percent,
    Type::Number,
    Type::Days,
    Type::Date,
    Type::Month,
    Type::Moment,
    Type::Text,
    Type::Truth,
    Type::Code(0),
];

#[derive(Clone, Debug)]
pub struct Field {
    pub ty: Type,
    pub attributes: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Field(Field),
    Record(Vec<Member>),
    /// The first so many members are the key.
    List {
        key: usize,
        blank_is_empty: bool,
        members: Vec<Member>,
    },
}

#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub struct Form {
    pub name: &'static str,
    pub clauses: &'static str,
    pub members: Vec<Member>,
}

impl Field {
    pub fn is_number(&self) -> bool {
        matches!(self.ty, Type::Shares | Type::Money | Type::Price | Type::Ratio | Type::Percent | Type::Number | Type::Days)
    }

    pub fn is_rounded(&self) -> bool {
        self.attributes.iter().any(|attribute| attribute.starts_with("rounded") || attribute.starts_with("truncated"))
    }
}

pub fn type_name(ty: Type) -> String {
    match ty {
        Type::Truth => "yes_no".to_owned(),
        Type::Code(list) => {
            let options = CODES[list].iter().map(|(name, words)| format!("{name} \"{words}\""));
            format!("code of {}", options.collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}").to_lowercase(),
    }
}

fn member(name: &str, ty: Type) -> Member {
    Member { name: name.to_owned(), kind: Kind::Field(Field { ty, attributes: Vec::new() }) }
}

/// A form that is filed monthly, one that follows its own dates, and the issuer's profile.
pub fn forms(c: &mut Choices) -> Vec<Form> {
    let mut names = 0;
    let day = *c.one_of(&[Type::Date, Type::Date, Type::Moment, Type::Month]);
    let mut main = vec![member("code", Type::Text), member("day", day), member("status", Type::Code(1)), member("submitted", Type::Moment)];
    main.extend(fields(c, 4, 5, &mut names));
    main.push(lines(c, &mut names));
    let mut moves = vec![member("kind", Type::Code(0)), member("class", Type::Text)];
    moves.extend(fields(c, 2, 3, &mut names));
    main.push(Member { name: "moves".to_owned(), kind: Kind::List { key: 0, blank_is_empty: c.chance(50), members: moves } });
    let mut extra = fields(c, 1, 3, &mut names);
    let inside = fields(c, 1, 2, &mut names);
    extra.push(Member { name: "options".to_owned(), kind: Kind::List { key: 0, blank_is_empty: c.chance(30), members: inside } });
    main.push(Member { name: "extra".to_owned(), kind: Kind::Record(extra) });
    let mut slip = vec![member("code", Type::Text), member("day", Type::Date)];
    slip.extend(fields(c, 1, 3, &mut names));
    slip.push(lines(c, &mut names));
    let mut issuer = vec![member("code", Type::Text)];
    issuer.extend(fields(c, 2, 3, &mut names));
    let counted =
        vec![member("name", Type::Text), member("first", Type::Date), member("last", Type::Date), member("returns", Type::Number)];
    issuer.push(Member { name: "counted".to_owned(), kind: Kind::List { key: 0, blank_is_empty: false, members: counted } });
    let known = "issuer known by code\n  counts counted.name from counted.first until counted.last as counted.returns";
    let main_clauses =
        "plural mains\n  dated day\n  previous is the month before\n  amended when status is amendment\n  issuer known by code";
    let slip_clauses = "plural slips\n  dated day\n  previous closes at lines.closes with lines.closing where this opens at lines.opens with lines.opening\n  previous main closes at lines.closes where this opens at lines.opens\n  issuer known by code";
    vec![
        Form { name: "main", clauses: main_clauses, members: main },
        Form { name: "slip", clauses: slip_clauses, members: slip },
        Form { name: "issuer", clauses: known, members: issuer },
    ]
}

/// The list that both forms have, with one key.
fn lines(c: &mut Choices, names: &mut usize) -> Member {
    let mut members = vec![member("kind", Type::Code(0)), member("class", Type::Text)];
    members.extend([member("opens", Type::Date), member("opening", Type::Shares)]);
    members.extend([member("closes", Type::Date), member("closing", Type::Shares)]);
    members.extend(fields(c, 2, 3, names));
    let parts = fields(c, 1, 2, names);
    members.push(Member { name: "parts".to_owned(), kind: Kind::List { key: 0, blank_is_empty: c.chance(30), members: parts } });
    Member { name: "lines".to_owned(), kind: Kind::List { key: 2, blank_is_empty: c.chance(50), members } }
}

fn fields(c: &mut Choices, least: usize, more: usize, names: &mut usize) -> Vec<Member> {
    (0..least + c.pick(more + 1))
        .map(|_| {
            *names += 1;
            let mut field = Field { ty: *c.one_of(&TYPES), attributes: Vec::new() };
            let blank: &[&str] = if field.is_number() {
                &["", "", "blank is 0", "blank is not applicable"]
            } else {
                &["", "", "", "blank is not applicable"]
            };
            let mut attributes = vec![*c.one_of(blank)];
            if field.is_number() {
                attributes.push(*c.one_of(&["", "", "", "not applicable is 0"]));
                attributes.push(*c.one_of(&["", "", "", "", "rounded", "truncated", "rounded or truncated"]));
            }
            field.attributes = attributes.into_iter().filter(|attribute| !attribute.is_empty()).collect();
            Member { name: format!("f{names}"), kind: Kind::Field(field) }
        })
        .collect()
}

pub fn declaration(form: &Form) -> String {
    let word = if form.name == "issuer" { "profile" } else { "form" };
    format!("{word} {}\n  {}\n{}end\n\n", form.name, form.clauses, declared(&form.members, 1))
}

fn declared(members: &[Member], depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let line = |member: &Member| match &member.kind {
        Kind::Field(field) => {
            let attributes: String = field.attributes.iter().map(|attribute| format!(" {attribute}")).collect();
            format!("{indent}field {} {}{attributes}\n", member.name, type_name(field.ty))
        }
        Kind::Record(inner) => format!("{indent}record {}\n{}{indent}end\n", member.name, declared(inner, depth + 1)),
        Kind::List { key, blank_is_empty, members } => {
            let names: Vec<&str> = members[..*key].iter().map(|member| member.name.as_str()).collect();
            let key = if names.is_empty() { String::new() } else { format!(" key {}", names.join(", ")) };
            let blank = if *blank_is_empty { " blank is empty" } else { "" };
            format!("{indent}list {}{blank}{key}\n{}{indent}end\n", member.name, declared(members, depth + 1))
        }
    };
    members.iter().map(line).collect()
}

/// Some returns, in the order of their names.
pub fn documents(c: &mut Choices, forms: &[Form]) -> Vec<Document> {
    let count = 1 + c.pick(5);
    let document = |at: usize| {
        let form = &forms[*c.one_of(&[0, 0, 1, 1, 1, 2])];
        let mut text = format!("form: {}\n", form.name);
        let fields = group(c, &form.members, 0, &mut text);
        Document { name: format!("d{at}.yaml"), form: form.name.to_owned(), fields, text }
    };
    (0..count).map(document).collect()
}

fn group(c: &mut Choices, members: &[Member], depth: usize, text: &mut String) -> Group {
    let mut group = Group::new();
    for member in members {
        let mut words = String::new();
        if let Some(given) = given(c, member, depth, &mut words) {
            text.push_str(&format!("{}{}:{words}\n", "  ".repeat(depth), member.name));
            group.insert(member.name.clone(), given);
        }
    }
    group
}

/// What stands for a member, with its words; nothing where it is left out.
fn given(c: &mut Choices, member: &Member, depth: usize, words: &mut String) -> Option<Given> {
    // The fields by which returns find each other are mostly there.
    let steady =
        matches!(member.name.as_str(), "code" | "day" | "lines" | "moves" | "kind" | "class") || LINKS.contains(&member.name.as_str());
    let odds = if steady { 8 } else { 30 };
    if c.chance(odds) {
        return match c.pick(4) {
            0 => None,
            1 => {
                words.push_str(["", " \"-\"", " null"][c.pick(3)]);
                Some(Given::Blank)
            }
            2 => {
                words.push_str([" N/A", " Not applicable"][c.pick(2)]);
                Some(Given::NotApplicable)
            }
            _ => {
                words.push_str(" {unreadable: \"1?\"}");
                Some(Given::Unreadable)
            }
        };
    }
    match &member.kind {
        Kind::Field(field) => {
            let (figure, printed) = figure(c, &member.name, field);
            words.push_str(&format!(" \"{printed}\""));
            Some(Given::Figure(figure))
        }
        Kind::Record(members) => {
            let mut inner = String::new();
            let group = group(c, members, depth + 1, &mut inner);
            words.push_str(&if group.is_empty() { " {}".to_owned() } else { format!("\n{}", inner.trim_end()) });
            Some(Given::Group(group))
        }
        Kind::List { members, .. } => {
            let rows: Vec<Given> = (0..c.pick(4)).map(|_| row(c, members, depth, words)).collect();
            if rows.is_empty() {
                words.push_str(" []");
            }
            Some(Given::Rows(rows))
        }
    }
}

fn row(c: &mut Choices, members: &[Member], depth: usize, words: &mut String) -> Given {
    let indent = "  ".repeat(depth + 1);
    if c.chance(3) {
        words.push_str(&format!("\n{indent}- {{unreadable: \"?\"}}"));
        return Given::Unreadable;
    }
    let mut inner = String::new();
    let group = group(c, members, depth + 2, &mut inner);
    words.push_str(&if group.is_empty() { format!("\n{indent}- {{}}") } else { format!("\n{indent}-\n{}", inner.trim_end()) });
    Given::Group(group)
}

pub const DAYS: [(i32, u32, u32); 8] =
    [(2022, 9, 30), (2022, 8, 31), (2022, 10, 31), (2022, 9, 1), (2022, 9, 2), (2022, 12, 31), (2021, 12, 30), (2024, 2, 29)];

pub fn day(c: &mut Choices) -> NaiveDate {
    let &(year, month, day) = c.one_of(&DAYS);
    NaiveDate::from_ymd_opt(year, month, day).expect("the day exists")
}

/// The fields by which returns link and are counted.
const LINKS: [&str; 9] = ["opens", "opening", "closes", "closing", "counted", "name", "first", "last", "returns"];

/// What such a field holds, so that what links and counts often fits.
fn link(c: &mut Choices, name: &str) -> (Figure, String) {
    let day = |text: &str| (Figure::Date(text.parse().expect("a date")), text.to_owned());
    let number = |digits: i64| {
        let value = BigRational::from(BigInt::from(digits));
        (Figure::Number { value, places: 0, currency: None }, digits.to_string())
    };
    match name {
        "opens" | "closes" => {
            let from = if name == "opens" { 0 } else { 1 };
            day(["2022-08-31", "2022-09-01", "2022-09-02", "2022-09-30", "2022-12-31"][from + c.pick(4)])
        }
        "opening" | "closing" => number([5, 10][c.pick(2)]),
        "first" => day(["2022-09-01", "2022-08-31", "2021-12-30"][c.pick(3)]),
        "last" => day(["2022-09-30", "2022-12-31", "2022-09-02"][c.pick(3)]),
        "returns" => number([1, 2, 0, 3][c.pick(4)]),
        _ => {
            let name = ["slip", "slips", "main", "Mains", "other"][c.pick(5)].to_owned();
            (Figure::Text(name.clone()), name)
        }
    }
}

fn figure(c: &mut Choices, name: &str, field: &Field) -> (Figure, String) {
    if LINKS.contains(&name) {
        return link(c, name);
    }
    match field.ty {
        Type::Text if name == "code" => {
            let code = (*c.one_of(&["1", "00001", "1", "2"])).to_owned();
            (Figure::Text(code.clone()), code)
        }
        Type::Text => {
            let text = (*c.one_of(&["A", "Class A", "B", "class b", "Ordinary", "x  y", "X y"])).to_owned();
            (Figure::Text(text.clone()), text)
        }
        Type::Truth => {
            let truth = c.pick(2) == 0;
            (Figure::Truth(truth), if truth { "yes" } else { "No" }.to_owned())
        }
        Type::Code(list) => {
            let (code, words) = *c.one_of(CODES[list]);
            (Figure::Code(code.to_owned()), if c.chance(50) { words.to_uppercase() } else { code.to_owned() })
        }
        Type::Date => {
            let day = day(c);
            (Figure::Date(day), day.to_string())
        }
        Type::Month => {
            let day = day(c);
            let (year, month) = (chrono::Datelike::year(&day), chrono::Datelike::month(&day));
            (Figure::Month(year, month), format!("{year}-{month:02}"))
        }
        Type::Moment => {
            let day = day(c);
            let hour = *c.one_of(&[None, Some((8, 30)), Some((8, 31)), Some((17, 0))]);
            (Figure::Moment(day, hour), hour.map_or(day.to_string(), |(hour, minute)| format!("{day} {hour:02}:{minute:02}")))
        }
        _ => number(c, field.ty),
    }
}

/// A number as it might be printed.
fn number(c: &mut Choices, ty: Type) -> (Figure, String) {
    let is_whole = matches!(ty, Type::Shares | Type::Days);
    let is_money = matches!(ty, Type::Money | Type::Price);
    if c.chance(4) {
        let places = if ty == Type::Percent { 2 } else { 0 };
        return (Figure::Number { value: BigRational::from(BigInt::from(0)), places, currency: None }, "Nil".to_owned());
    }
    let digits = if ty == Type::Days {
        *c.one_of(&[0u64, 1, 2, 30])
    } else {
        match c.pick(8) {
            7 => 25_973_445_421,
            6 => c.pick(100_000) as u64,
            small => [0u64, 1, 2, 5, 10, 15][small],
        }
    };
    let mut places = if is_whole { 0 } else { *c.one_of(&[0u32, 1, 2, 4]) };
    let negative = c.chance(15);
    let mut value = BigRational::new(BigInt::from(digits), BigInt::from(10).pow(places));
    let mut printed = grouped(digits, places, c.chance(40));
    if negative {
        value = -value;
        printed = [format!("-{printed}"), format!("\u{2212}{printed}"), format!("({printed})")][c.pick(3)].clone();
    }
    let mut currency = None;
    if is_money && c.chance(60) {
        let code = *c.one_of(&["HKD", "HKD", "USD"]);
        currency = Some(code.to_owned());
        printed = format!("{code}{}{printed}", if c.chance(50) { " " } else { "" });
    }
    let signed = matches!(ty, Type::Percent | Type::Ratio | Type::Number) && c.chance(if ty == Type::Percent { 60 } else { 15 });
    if signed && !printed.starts_with('(') {
        printed.push_str(" %");
    }
    if ty == Type::Percent || (signed && printed.ends_with('%')) {
        value /= BigInt::from(100);
        places += 2;
    }
    (Figure::Number { value, places, currency }, printed)
}

fn grouped(digits: u64, places: u32, commas: bool) -> String {
    let padded = format!("{digits:0>width$}", width = places as usize + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places as usize);
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if commas && at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") }
}
