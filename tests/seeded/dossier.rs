//! Generated dossiers: twelve monthly returns of an issuer that hang together, as documents whose figures can be changed one by one.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use crate::oracle::Choices;

/// What an issuer has, beside shares that go from one month to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Issuer {
    SingleClass,
    WeightedVoting,
    HShares,
    TreasuryShares,
    Options,
    Convertibles,
}

pub const ISSUERS: [Issuer; 6] =
    [Issuer::SingleClass, Issuer::WeightedVoting, Issuer::HShares, Issuer::TreasuryShares, Issuer::Options, Issuer::Convertibles];

/// The documents of an issuer: its profile, and a return for each month.
#[derive(Clone)]
pub struct Dossier {
    pub profile: Value,
    pub returns: Vec<Value>,
}

/// A class of shares, and how many of it there are.
#[derive(Clone)]
struct Class {
    kind: &'static str,
    name: &'static str,
    is_listed: bool,
    authorised: i64,
    issued: i64,
    treasury: i64,
    /// The par value in hundred-millionths of the currency, which must divide what the capital comes to.
    par: i64,
}

const CODE: &str = "09999";

impl Dossier {
    pub fn generate(choices: &mut Choices, issuer: Issuer) -> Dossier {
        let mut books = Books::open(choices, issuer);
        let year = if issuer == Issuer::TreasuryShares { 2025 } else { 2023 };
        let returns = (1..=12).map(|month| books.close_month(choices, year, month)).collect();
        let is_weighted = issuer == Issuer::WeightedVoting;
        let mut profile = json!({
            "form": "issuer",
            "name": "Generated Limited",
            "stock_code": CODE,
            "board": "Main Board",
            "primary_listing": "Yes",
            "listing_date": "2015-06-01",
            "has_weighted_voting": if is_weighted { "Yes" } else { "No" },
        });
        if is_weighted {
            profile["weighted_class"] = json!("Class A");
            profile["votes_per_weighted_share"] = json!("10");
        }
        Dossier { profile, returns }
    }

    /// The documents as files.
    pub fn files(&self) -> Vec<(String, String)> {
        let named = self.returns.iter().enumerate().map(|(at, document)| (format!("month-{:02}.json", at + 1), document.to_string()));
        std::iter::once(("profile.json".to_owned(), self.profile.to_string())).chain(named).collect()
    }
}

/// The state of an issuer's register between two months.
struct Books {
    issuer: Issuer,
    classes: Vec<Class>,
    options: i64,
    /// How many more options the scheme may grant.
    room: i64,
    /// Of the convertible bonds, in Hong Kong dollars.
    outstanding: i64,
    conversion_price: i64,
}

/// What a month does to one class.
#[derive(Default)]
struct Movements {
    /// Rows of Part III (E): the event with its date, the shares issued, and the treasury shares added.
    others: Vec<Value>,
    by_others: i64,
    treasury: i64,
    by_options: i64,
    by_convertibles: i64,
}

impl Movements {
    fn shares(&self) -> i64 {
        self.by_others + self.by_options + self.by_convertibles
    }

    fn add(&mut self, event: &str, date: NaiveDate, shares: i64, treasury: Option<i64>) {
        let mut row = json!({ "event": event, "date": printed_date(date), "issued": printed(shares), "approval_date": "24 June 2022" });
        if event.starts_with("Other") {
            row["specified"] = json!("Conversion of Class A Shares to Class B Shares");
        }
        if event == "Placing" {
            row["price"] = json!("HKD 4.18");
        }
        if let Some(treasury) = treasury {
            row["treasury"] = json!(printed(treasury));
        }
        self.others.push(row);
        self.by_others += shares;
        self.treasury += treasury.unwrap_or(0);
    }
}

impl Books {
    fn open(choices: &mut Choices, issuer: Issuer) -> Books {
        let mut some = |least: i64, most: i64| least + choices.pick((most - least) as usize) as i64;
        let class = |kind, name, is_listed, authorised, issued, par| Class { kind, name, is_listed, authorised, issued, treasury: 0, par };
        let classes = match issuer {
            Issuer::WeightedVoting => {
                let (a, b) = (100 * some(5_000_000, 80_000_000), 100 * some(100_000_000, 260_000_000));
                vec![
                    class("WVR ordinary shares", "Class B", true, 1_992_000_000_000, b, 250),
                    class("WVR ordinary shares", "Class A", false, 8_000_000_000, a, 250),
                ]
            }
            Issuer::HShares => {
                let (h, domestic) = (some(200_000_000, 4_000_000_000), some(500_000_000, 9_000_000_000));
                vec![
                    class("Ordinary shares", "H", true, h, h, 100_000_000),
                    class("Ordinary shares", "Domestic shares", false, domestic, domestic, 100_000_000),
                ]
            }
            _ => vec![class("Ordinary shares", "Not applicable", true, 20_000_000_000, some(300_000_000, 9_000_000_000), 1_000_000)],
        };
        let conversion_price = some(2, 30);
        let outstanding = conversion_price * 1_000 * some(50_000, 400_000);
        Books { issuer, classes, options: some(5_000_000, 90_000_000), room: 100_000_000, outstanding, conversion_price }
    }

    fn close_month(&mut self, choices: &mut Choices, year: i32, month: u32) -> Value {
        let first = NaiveDate::from_ymd_opt(year, month, 1).expect("a month");
        let last = first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt()).expect("a month");
        let before = self.classes.clone();
        let mut moved: Vec<Movements> = self.classes.iter().map(|_| Movements::default()).collect();
        let mut document = json!({
            "form": "monthly_return",
            "period_end": printed_date(last),
            "status": "New Submission",
            "issuer_name": "Generated Limited",
            "submitted": printed_date(last + Days::new(4)),
            "warrants": "Not applicable",
            "agreements": "Not applicable",
            "depositary_receipts": "Not applicable",
        });
        document["options"] = self.options(choices, &mut moved[0]);
        document["convertibles"] = self.convertibles(choices, &mut moved[0]);
        let day = |choices: &mut Choices| first.with_day(1 + choices.pick(28) as u32).expect("a day");
        match self.issuer {
            Issuer::TreasuryShares => {
                if choices.chance(60) {
                    let bought = 1_000 * (1 + choices.pick(4_000) as i64);
                    moved[0].add("Repurchase of shares (shares held as treasury shares)", day(choices), -bought, Some(bought));
                }
                let held = self.classes[0].treasury;
                if held > 0 && choices.chance(30) {
                    let sold = (held / 2000) * 1000;
                    if sold > 0 {
                        moved[0].add("Sale of treasury shares", day(choices), sold, Some(-sold));
                    }
                }
            }
            Issuer::WeightedVoting => {
                if choices.chance(60) {
                    let (b, a) = (self.classes[0].issued, self.classes[1].issued);
                    let cancelled = 1_000 * (1 + choices.pick(9_000) as i64);
                    let converted = (cancelled * a + a + b - 1) / (a + b) + 1;
                    let date = day(choices);
                    moved[0].add("Repurchase of shares", date, -cancelled, None);
                    moved[0].add("Other (Please specify)", date, converted, None);
                    moved[1].add("Other (Please specify)", date, -converted, None);
                }
            }
            Issuer::HShares => {}
            _ => {
                if choices.chance(45) {
                    moved[0].add("Repurchase of shares", day(choices), -500 * (1 + choices.pick(9_000) as i64), None);
                }
            }
        }
        if choices.chance(20) {
            moved[0].add("Placing", day(choices), 1_000 * (1 + choices.pick(90_000) as i64), None);
        }
        for (class, moved) in self.classes.iter_mut().zip(&moved) {
            class.issued += moved.shares();
            class.treasury += moved.treasury;
            if self.issuer == Issuer::HShares {
                class.authorised = class.issued;
            }
        }
        self.print_shares(&mut document, &before, &moved);
        let items = ["(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)", "(vii)", "(viii)"];
        document["confirmations"] = match moved.iter().any(|moved| moved.shares() != 0) {
            true => Value::Array(items.iter().map(|item| json!({ "item": item })).collect()),
            false => json!("Not applicable"),
        };
        document["submitted_by"] = json!("Chan Tai Man");
        document["title"] = json!("Company Secretary");
        document
    }

    fn head(class: &Class) -> BTreeMap<&'static str, Value> {
        BTreeMap::from([
            ("kind", json!(class.kind)),
            ("class", json!(class.name)),
            ("listed", json!(if class.is_listed { "Yes" } else { "No" })),
            ("stock_code", json!(if class.is_listed { CODE } else { "N/A" })),
        ])
    }

    /// Parts I and II, and the movements E with the totals.
    fn print_shares(&self, document: &mut Value, before: &[Class], moved: &[Movements]) {
        let with = |class: &Class, fields: Value| {
            let mut record = serde_json::Map::from_iter(Books::head(class).into_iter().map(|(name, value)| (name.to_owned(), value)));
            record.extend(fields.as_object().cloned().unwrap_or_default());
            Value::Object(record)
        };
        let currency = if self.issuer == Issuer::HShares { "RMB" } else { "HKD" };
        let money = |amount: i64| format!("{currency} {}", decimal(amount));
        let (mut authorised, mut issued, mut others, mut totals) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut capital = 0;
        for ((old, new), moved) in before.iter().zip(&self.classes).zip(moved) {
            let change = new.authorised - old.authorised;
            capital += new.authorised * new.par;
            authorised.push(with(
                new,
                json!({
                    "opening": printed(old.authorised),
                    "opening_par_value": money(old.par),
                    "opening_capital": money(old.authorised * old.par),
                    "change": if change == 0 { Value::Null } else { json!(printed(change)) },
                    "change_capital": if change == 0 { Value::Null } else { json!(money(change * new.par)) },
                    "closing": printed(new.authorised),
                    "closing_par_value": money(new.par),
                    "closing_capital": money(new.authorised * new.par),
                }),
            ));
            let change = new.issued - old.issued;
            let mut part = json!({
                "opening": printed(old.issued),
                "change": if change == 0 { Value::Null } else { json!(printed(change)) },
                "closing": printed(new.issued),
            });
            if self.issuer == Issuer::TreasuryShares {
                let change = new.treasury - old.treasury;
                part["opening_treasury"] = json!(printed(old.treasury));
                part["change_treasury"] = if change == 0 { Value::Null } else { json!(printed(change)) };
                part["closing_treasury"] = json!(printed(new.treasury));
                part["opening_total"] = json!(printed(old.issued + old.treasury));
                part["closing_total"] = json!(printed(new.issued + new.treasury));
            }
            issued.push(with(new, part));
            if !moved.others.is_empty() {
                let mut part = json!({ "rows": moved.others, "total": printed(moved.by_others) });
                if self.issuer == Issuer::TreasuryShares {
                    part["total_treasury"] = json!(printed(moved.treasury));
                }
                others.push(with(new, part));
            }
            if change != 0 || moved.treasury != 0 {
                let mut total = json!({ "kind": new.kind, "class": new.name, "shares": printed(change) });
                if self.issuer == Issuer::TreasuryShares {
                    total["treasury_shares"] = json!(printed(moved.treasury));
                }
                totals.push(total);
            }
        }
        document["authorised"] = json!(authorised);
        document["authorised_total"] = json!(money(capital));
        document["issued"] = json!(issued);
        document["other_movements"] = if others.is_empty() { json!("Not applicable") } else { json!(others) };
        document["movement_totals"] = json!(totals);
    }

    fn options(&mut self, choices: &mut Choices, moved: &mut Movements) -> Value {
        if self.issuer != Issuer::Options {
            return json!("Not applicable");
        }
        let granted = if choices.chance(20) { 1_000 * (1 + choices.pick(4_000) as i64) } else { 0 };
        let exercised = if choices.chance(60) { 500 * (1 + choices.pick(900) as i64) } else { 0 };
        let lapsed = if choices.chance(30) { 100 * (1 + choices.pick(900) as i64) } else { 0 };
        let opening = self.options;
        self.options = opening + granted - exercised - lapsed;
        self.room -= granted;
        moved.by_options += exercised;
        let blank = |number: i64| if number == 0 { Value::Null } else { json!(printed(number)) };
        let mut part = json!({
            "schemes": [{
                "scheme": "Share Option Scheme adopted on 18 June 2019",
                "opening": printed(opening),
                "granted": blank(granted),
                "exercised": blank(-exercised),
                "cancelled": null,
                "lapsed": blank(-lapsed),
                "others": null,
                "closing": printed(self.options),
                "issued": printed(exercised),
                "issuable": printed(self.options),
                "grantable": printed(self.room),
                "approval_date": "18 June 2019",
            }],
            "total": printed(exercised),
        });
        let head = Books::head(&self.classes[0]).into_iter().map(|(name, value)| (name.to_owned(), value));
        if let Some(record) = part.as_object_mut() {
            record.extend(head);
        }
        json!([part])
    }

    fn convertibles(&mut self, choices: &mut Choices, moved: &mut Movements) -> Value {
        if self.issuer != Issuer::Convertibles {
            return json!("Not applicable");
        }
        let shares = if choices.chance(50) { 1_000 * (1 + choices.pick(900) as i64) } else { 0 };
        let (opening, converted) = (self.outstanding, shares * self.conversion_price);
        self.outstanding -= converted;
        moved.by_convertibles += shares;
        let money = |amount: i64| format!("HKD {}", printed(amount));
        let mut part = json!({
            "instruments": [{
                "description": "Convertible bonds due 2028",
                "nature": "Bond/Notes",
                "conversion_price": money(self.conversion_price),
                "opening": money(opening),
                "newly_issued": null,
                "converted": if converted == 0 { Value::Null } else { json!(format!("HKD {}", printed(-converted))) },
                "redeemed": null,
                "closing": money(self.outstanding),
                "issued": printed(shares),
                "issuable": printed(self.outstanding / self.conversion_price),
                "approval_date": "24 June 2022",
            }],
            "total": printed(shares),
        });
        let head = Books::head(&self.classes[0]).into_iter().map(|(name, value)| (name.to_owned(), value));
        if let Some(record) = part.as_object_mut() {
            record.extend(head);
        }
        json!([part])
    }
}

/// A number in groups of three.
pub fn printed(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0 { format!("-{grouped}") } else { grouped }
}

/// An amount in hundred-millionths, without zeros at its end.
fn decimal(amount: i64) -> String {
    let (whole, part) = (amount / 100_000_000, amount % 100_000_000);
    let part = format!("{:08}", part.abs());
    match part.trim_end_matches('0') {
        "" => printed(whole),
        part => format!("{}.{part}", printed(whole)),
    }
}

pub fn printed_date(date: NaiveDate) -> String {
    format!("{} {}", date.day(), date.format("%B %Y"))
}
