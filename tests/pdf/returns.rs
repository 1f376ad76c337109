//! Monthly Returns with figures by chance, drawn as they are filed: each of their cells is read as it is printed.

use super::draw::{Length, WIDTH};
use super::filings::{Fields, Kind, are_read_as_printed};
use super::forms::{Artist, MARGIN};
use super::teller::Teller;

/// The words of a form in one language.
struct Words {
    title: &'static str,
    month: &'static str,
    status: (&'static str, &'static str),
    addressee: &'static str,
    issuer: &'static str,
    submitted: &'static str,
    authorised: &'static str,
    issued: &'static str,
    class: [&'static str; 3],
    code: [&'static str; 2],
    issued_code: &'static str,
    capital: [&'static str; 3],
    balances: [&'static str; 3],
    rows: [&'static str; 3],
    total: &'static str,
    kinds: &'static [&'static str],
    classes: &'static [&'static str],
    answers: [&'static str; 2],
    names: &'static [&'static str],
    descriptions: &'static [&'static str],
}

const ENGLISH: Words = Words {
    title: "Monthly Return for Equity Issuer and Hong Kong Depositary Receipts listed under Chapter 19B of the Exchange Listing Rules",
    month: "For the month ended:",
    status: ("Status:", "New Submission"),
    addressee: "To : Hong Kong Exchanges and Clearing Limited",
    issuer: "Name of Issuer:",
    submitted: "Date Submitted:",
    authorised: "I. Movements in Authorised / Registered Share Capital",
    issued: "II. Movements in Issued Shares and/or Treasury Shares and Public Float Sufficiency Confirmation",
    class: ["Class of shares", "Type of shares", "Listed on the Exchange (Note 1)"],
    code: ["Stock code (if listed)", "Description"],
    issued_code: "Stock code (if listed)",
    capital: ["Number of authorised/registered shares", "Par value", "Authorised/registered share capital"],
    balances: ["Number of issued shares (excluding treasury shares)", "Number of treasury shares", "Total number of issued shares"],
    rows: ["Balance at close of preceding month", "Increase / decrease (-)", "Balance at close of the month"],
    total: "Total authorised/registered share capital at the end of the month:",
    kinds: &["Ordinary shares", "WVR ordinary shares", "Preference shares"],
    classes: &["Not applicable", "Class A", "Class B", "H", "Other type (specify in description)"],
    answers: ["Yes", "No"],
    names: &["Example Holdings Limited", "Seven Seas Trading Company, Limited", "North Star Inc. - W"],
    descriptions: &[
        "",
        "Ordinary Shares",
        "Class B Ordinary Shares listed on the Main Board since 2019",
        "Shares of the first series (No. 12)",
    ],
};

const CHINESE: Words = Words {
    title: "股份發行人及根據《上市規則》第十九B章上市的香港預託證券發行人的證券變動月報表",
    month: "截至月份:",
    status: ("狀態:", "新提交"),
    addressee: "致: 香港交易及結算所有限公司",
    issuer: "公司名稱:",
    submitted: "呈交日期:",
    authorised: "I. 法定/註冊股本變動",
    issued: "II. 已發行股份及/或庫存股份變動",
    class: ["股份分類", "股份類別", "於香港聯交所上市 (註1)"],
    code: ["證券代號", "說明"],
    issued_code: "證券代號 (如上市)",
    capital: ["法定/註冊股份數目", "面值", "法定/註冊股本"],
    balances: ["已發行股份(不包括庫存股份)數目", "庫存股份數目", "已發行股份總數"],
    rows: ["上月底結存", "增加 / 減少 (-)", "本月底結存"],
    total: "本月底法定/註冊股本總額:",
    kinds: &["普通股", "優先股", "不同投票權普通股"],
    classes: &["不適用", "A", "B", "H"],
    answers: ["是", "否"],
    names: &["示例控股有限公司", "七海貿易股份有限公司"],
    descriptions: &["", "普通股", "於上海證券交易所上市", "第二系列優先股"],
};

/// The most digits that fit into a cell of parts I and II, and of part III.
const MOST_DIGITS: usize = 14;
const MOST_DIGITS_IN_MOVEMENTS: usize = 9;

/// The columns of the six that a page has.
const COLUMNS: [Length; 6] = columns();

const fn columns() -> [Length; 6] {
    let part = (WIDTH - 2 * MARGIN) / 20;
    [5 * part, 4 * part, 2 * part, 3 * part, 2 * part, 4 * part]
}

pub const FF301: Kind = Kind { head: "FF301", version: "1.2.0", draw };

fn draw(artist: &mut Artist) -> Fields {
    let mut teller = Teller::new(artist, &ENGLISH, &CHINESE);
    teller.most_digits = MOST_DIGITS;
    teller.heads();
    let classes = 1 + teller.artist.dice.below(3);
    teller.authorised(classes);
    teller.issued(classes);
    if !teller.is_chinese {
        teller.movements();
    }
    teller.fields
}

impl Teller<'_, Words> {
    /// An amount without its currency.
    fn amount(&mut self) -> String {
        if self.artist.dice.one_in(4) { self.shares() } else { self.artist.dice.decimal(9) }
    }

    fn heads(&mut self) {
        let words = self.words;
        let (title, chinese) = (words.title, self.is_chinese);
        let (month, submitted, name) = (self.date(), self.date(), self.artist.dice.pick(words.names));
        // The title is longer than a line.
        let pieces = if chinese { vec![title] } else { title.split_inclusive("under ").collect() };
        pieces.iter().for_each(|piece| self.artist.line(&[piece.trim()]));
        self.artist.line(&[&format!("{} {month}", words.month), &format!("{} {}", words.status.0, words.status.1)]);
        self.artist.line(&[words.addressee]);
        self.artist.line(&[&format!("{} {name}", words.issuer)]);
        self.artist.line(&[&format!("{} {submitted}", words.submitted)]);
        for (path, printed) in
            [("period_end", month.as_str()), ("status", words.status.1), ("issuer_name", name), ("submitted", &submitted)]
        {
            self.note(path, printed);
        }
    }

    /// The two rows that name a class.
    fn class(&mut self, at: usize, list: &str, code_label: &str) {
        let words = self.words;
        let (kind, class) = (self.artist.dice.pick(words.kinds), self.artist.dice.pick(words.classes));
        let (answer, description) = (self.artist.dice.pick(&words.answers), self.artist.dice.pick(words.descriptions));
        let code = if self.artist.dice.one_in(4) { String::new() } else { format!("0{}", 1_000 + self.artist.dice.below(9_000)) };
        let [kind_label, class_label, listed_label] = words.class;
        let number = format!("{}. {kind_label}", at + 1);
        self.artist.gap();
        self.artist.cells(&COLUMNS, &[(&number, 1), (kind, 1), (class_label, 1), (class, 1), (listed_label, 1), (answer, 1)]);
        self.artist.cells(&COLUMNS, &[(code_label, 1), (&code, 1), (words.code[1], 1), (description, 3)]);
        let listed = if answer == words.answers[0] { "Yes" } else { "No" };
        for (field, printed) in [("kind", kind), ("class", class), ("listed", listed), ("stock_code", &code), ("description", description)]
        {
            self.note(&format!("{list}.{at}.{field}"), printed);
        }
    }

    fn authorised(&mut self, classes: usize) {
        let words = self.words;
        self.artist.gap();
        self.artist.line(&[words.authorised]);
        let currency = self.artist.dice.pick(&["HKD", "USD", "RMB"]);
        for at in 0..classes {
            self.class(at, "authorised", words.code[0]);
            let [number, par, capital] = words.capital;
            self.artist.cells(&COLUMNS, &[("", 1), (number, 1), (par, 2), (capital, 2)]);
            for (row, label) in ["opening", "change", "closing"].into_iter().zip(words.rows) {
                let field = |name: &str| format!("authorised.{at}.{row}{name}");
                let is_change = row == "change";
                let shares = if is_change { self.change() } else { self.shares() };
                let capital = if is_change { self.change() } else { self.amount() };
                let par = if is_change { String::new() } else { self.amount() };
                let par_currency = if is_change { "" } else { currency };
                self.artist.cells(&COLUMNS, &[(label, 1), (&shares, 1), (par_currency, 1), (&par, 1), (currency, 1), (&capital, 1)]);
                self.note(&field(""), &shares);
                if !is_change {
                    self.note(&field("_par_value"), &format!("{currency} {par}"));
                }
                self.note(&field("_capital"), format!("{currency} {capital}").trim_end());
            }
        }
        let total = self.shares();
        self.artist.line(&[&format!("{} {currency} {total}", words.total)]);
        self.note("authorised_total", &format!("{currency} {total}"));
    }

    fn issued(&mut self, classes: usize) {
        let words = self.words;
        self.artist.gap();
        self.artist.line(&[words.issued]);
        for at in 0..classes {
            self.class(at, "issued", words.issued_code);
            let [shares, treasury, total] = words.balances;
            self.artist.cells(&COLUMNS, &[("", 1), (shares, 1), (treasury, 2), (total, 2)]);
            for (row, label) in ["opening", "change", "closing"].into_iter().zip(words.rows) {
                let is_change = row == "change";
                let (shares, treasury) = if is_change { (self.change(), self.change()) } else { (self.shares(), self.shares()) };
                let total = if is_change { String::new() } else { self.shares() };
                self.artist.cells(&COLUMNS, &[(label, 1), (&shares, 1), (&treasury, 2), (&total, 2)]);
                self.note(&format!("issued.{at}.{row}"), &shares);
                self.note(&format!("issued.{at}.{row}_treasury"), &treasury);
                if !is_change {
                    self.note(&format!("issued.{at}.{row}_total"), &total);
                }
            }
            if !self.is_chinese && self.artist.dice.one_in(2) {
                self.public_float(at);
            }
        }
    }

    /// The threshold of a class's public float, of which no words in Chinese are known.
    fn public_float(&mut self, at: usize) {
        let basis = self.artist.dice.pick(&["Initial Prescribed Threshold", "Alternative Threshold"]);
        let (percent, more) = (self.artist.dice.decimal(3), self.artist.dice.pick(&["", "A waiver was granted", "See the annual report"]));
        let shares = "of the total number of issued shares in the class to which the listed shares belong";
        self.artist.cells(&COLUMNS, &[("Applicable public float threshold", 1), (&format!("{basis} - {percent}% {shares}"), 5)]);
        self.artist.cells(&COLUMNS, &[("Additional information", 1), (more, 5)]);
        let fields = [("float_basis", basis), ("float_threshold", &format!("{percent} %")), ("float_information", more)];
        fields.into_iter().for_each(|(field, printed)| self.note(&format!("issued.{at}.{field}"), printed));
    }

    /// Other movements, of one class.
    fn movements(&mut self) {
        let part = (WIDTH - 2 * MARGIN) / 16;
        self.most_digits = MOST_DIGITS_IN_MOVEMENTS;
        let columns = [part / 2, 4 * part - part / 2, 2 * part, 2 * part, 2 * part, 2 * part, 2 * part, 2 * part];
        // The number of a row stands in a cell of its own, or before its words.
        let numbers_apart = self.artist.dice.one_in(2);
        let events = [
            "Repurchase of shares (shares held as treasury shares)",
            "Repurchase of shares (shares repurchased and cancelled)",
            "Placing",
            "Scrip dividend",
        ];
        self.artist.gap();
        self.artist.line(&["III. Details of Movements in Issued Shares and/or Treasury Shares"]);
        self.artist.line(&["(E). Other Movements in Issued Shares and/or Treasury Shares"]);
        let cells = [("1. Class of shares", 2), ("Ordinary shares", 1), ("Type of shares", 1), ("Not applicable", 1)];
        self.artist.cells(&columns, &[&cells[..], &[("Listed on the Exchange (Note 1)", 1), ("Yes", 2)]].concat());
        self.artist.cells(&columns, &[("Stock code (if listed)", 2), ("09999", 1), ("Description", 1), ("", 4)]);
        let heads = [
            "Type of events",
            "At price (if applicable)",
            "Date of event (Note 2)",
            "General Meeting approval date (if applicable)",
            "Increase/ decrease (-) in issued shares (excluding treasury shares) during the month pursuant thereto (E1)",
            "Increase/ decrease (-) in treasury shares during the month pursuant thereto (E2)",
            "Number of shares repurchased/ redeemed for cancellation but not yet cancelled (Note 3)",
        ];
        let heads: Vec<(&str, usize)> = heads.iter().enumerate().map(|(at, head)| (*head, if at == 0 { 2 } else { 1 })).collect();
        self.artist.cells(&columns, &heads);
        for at in 0..self.artist.dice.below(5) {
            let event = self.artist.dice.pick(&events);
            let price = format!("HKD {}", self.amount());
            let (date, approved) = (self.date(), self.date());
            let (issued, treasury, pending) = (self.shares(), self.change(), self.change());
            let number = format!("{}).", at + 1);
            let led = format!("{number} {event}");
            let lead = if numbers_apart { vec![(number.as_str(), 1), (event, 1)] } else { vec![(led.as_str(), 2)] };
            let rest = [(price.as_str(), 1), (&date, 1), (&approved, 1), (&issued, 1), (&treasury, 1), (&pending, 1)];
            self.artist.cells(&columns, &[&lead[..], &rest[..]].concat());
            let fields = [
                ("event", event),
                ("price", &price),
                ("date", &date),
                ("approval_date", &approved),
                ("issued", &issued),
                ("treasury", &treasury),
                ("issuable", &pending),
            ];
            fields.into_iter().for_each(|(field, printed)| self.note(&format!("other_movements.0.rows.{at}.{field}"), printed));
        }
        let totals = [self.shares(), self.shares()];
        for (what, total) in ["issued shares (excluding treasury shares)", "treasury shares"].into_iter().zip(&totals) {
            self.artist.line(&[&format!("Increase/ decrease (-) in {what}: {total} Ordinary shares (EE1)")]);
        }
        self.note("other_movements.0.total", &totals[0]);
        self.note("other_movements.0.total_treasury", &totals[1]);
    }
}

#[test]
fn each_figure_of_a_drawn_return_is_read_as_it_is_printed() {
    are_read_as_printed("monthly returns (FF301)", 6, &[FF301]);
}
