//! Next Day Disclosure Returns before treasury shares, in English and Chinese, drawn as they were filed, and read as they are printed.

use super::draw::Length;
use super::filings::{Fields, Kind, are_read_as_printed};
use super::forms::Artist;
use super::teller::{Teller, columns};

/// The words of the form in one language.
struct Words {
    title: [&'static str; 2],
    heads: [&'static str; 4],
    instrument: &'static str,
    status: &'static str,
    needed: [&'static str; 2],
    sections: [&'static str; 2],
    /// What names a class, in the order of some versions, and in that of others.
    class: [[&'static str; 2]; 2],
    listed: [&'static str; 2],
    code: [&'static str; 2],
    columns: [&'static str; 6],
    opening: &'static str,
    date: &'static str,
    closing: &'static str,
    events: &'static [&'static str],
    other: &'static str,
    specified: &'static [&'static str],
    confirmed: [&'static str; 2],
    notes: [&'static str; 2],
    purchases: [&'static str; 7],
    methods: &'static [&'static str],
    totals: [&'static str; 2],
    additional: [&'static str; 3],
    explained: [&'static str; 2],
    remarks: &'static str,
    signed: [&'static str; 2],
    kinds: &'static [&'static str],
    classes: &'static [&'static str],
    answers: [&'static str; 2],
    names: &'static [&'static str],
    not_applicable: &'static str,
}

const ENGLISH: Words = Words {
    title: ["Next Day Disclosure Return", "(Equity issuer - changes in issued share capital and/or share buybacks)"],
    heads: ["Instrument:", "Status:", "Name of Issuer:", "Date Submitted:"],
    instrument: "Equity issuer",
    status: "New Submission",
    needed: [
        "Section I must be completed by a listed issuer where its issued share capital has changed.",
        "Section II must also be completed by a listed issuer that repurchased shares.",
    ],
    sections: ["Section I", "Section II"],
    class: [["Type of shares", "Class of shares"], ["Class of shares", "Type of shares"]],
    listed: ["Listed on SEHK (Note 11)", "Listed on SEHK (Note)"],
    code: ["Stock code (if listed)", "Description"],
    columns: [
        "Issues of shares (Notes 6 and 7)",
        "No. of shares",
        "Issued shares as a % of existing number of issued shares before relevant share issue (Notes 4, 6 and 7)",
        "Issue price per share (Notes 1 and 7)",
        "Closing market price per share of the immediately preceding business day (Note 5)",
        "% discount(-)/ premium of issue price to market price (Note 7)",
    ],
    opening: "Opening balance as at (Note 2)",
    date: "Date of changes",
    closing: "Closing balance as at (Note 8)",
    events: &[
        "Repurchase of shares (or other securities) but not cancelled",
        "Repurchase of shares (or other securities) and cancelled",
        "Cancellation of repurchased shares",
        "Placing",
        "Exercise of an option under a share option scheme by a director",
        "Conversion of convertible securities",
    ],
    other: "Other (Please specify)",
    specified: &["Shares vested under the plan of the group", "Correction of a number"],
    confirmed: [
        "We hereby confirm to the best knowledge, information and belief that, in relation to each issue (Note 9)",
        "(i) all the securities of each class are in all respects identical (Note 10).",
    ],
    notes: ["Notes to Section I:", "Note to Section II: Please state whether on the Exchange or elsewhere."],
    purchases: [
        "A. Purchase report",
        "Trading date",
        "Number of securities purchased",
        "Method of purchase (Note)",
        "Price per share or highest price paid $",
        "Lowest price paid $",
        "Total paid $",
    ],
    methods: &["On the Exchange", "By private arrangement", "By general offer"],
    totals: ["Total number of securities purchased", "Total paid $"],
    additional: [
        "B. Additional information for issuer whose primary listing is on the Exchange",
        "1). Number of such securities purchased on the Exchange in the year to date (since ordinary resolution) (a)",
        "2). % of number of shares in issue at time ordinary resolution passed acquired on the Exchange since date of resolution ( (a) x 100 )/ Number of shares in issue",
    ],
    explained: [
        "We hereby confirm that there have been no material changes to the particulars contained in the Explanatory Statement dated",
        "which has been filed with the Exchange.",
    ],
    remarks: "Remarks:",
    signed: ["Submitted by:", "Title:"],
    kinds: &["Ordinary shares", "WVR ordinary shares", "Preference shares"],
    classes: &["Not applicable", "Class A", "Class B", "H"],
    answers: ["Yes", "No"],
    names: &["Example Holdings Limited", "North Star Inc. - W"],
    not_applicable: "Not applicable",
};

const CHINESE: Words = Words {
    title: ["翌日披露報表", "(股份發行人──已發行股本變動及/或股份購回)"],
    heads: ["表格類別:", "狀態:", "公司名稱:", "呈交日期:"],
    instrument: "股票",
    status: "新提交",
    needed: ["如上市發行人的已發行股本出現變動，必須填妥第一章節。", "如上市發行人購回股份，必須填妥第二章節。"],
    sections: ["第一章節", "第二章節"],
    class: [["股份類別", "股份分類"], ["股份分類", "股份類別"]],
    listed: ["於香港聯交所上市 (註11)", "於香港聯交所上市 (註)"],
    code: ["證券代號 (如上市)", "說明"],
    columns: [
        "發行股份 (註6及7)",
        "股份數目",
        "已發行股份佔有關股份發行前的現有已發行股份數目百分比 (註4、6及7)",
        "每股發行價 (註1及7)",
        "上一個營業日的每股收市價 (註5)",
        "發行價較市價的折讓 (-)/溢價幅度 (註7)",
    ],
    opening: "於下列日期開始時的結存 (註2)",
    date: "變動日期",
    closing: "於下列日期結束時的結存 (註8)",
    events: &["購回股份(或其他證券)但沒有註銷", "購回股份(或其他證券)並註銷", "註銷購回股份", "配售", "轉換可換股證券"],
    other: "其他(請註明)",
    specified: &["根據集團計劃歸屬的股份", "更正數目"],
    confirmed: ["我們在此確認，據我們所知所信，已獲正式授權 (註9)", "(i) 每一類證券在各方面均屬相同 (註10)。"],
    notes: ["第一章節註釋:", "第二章節註釋: 請註明於本交易所或其他地方。"],
    purchases: ["A. 購回報告", "交易日", "購回證券數目", "購回方式 (註)", "每股價格或付出的最高價 $", "付出的最低價 $", "付出總額 $"],
    methods: &["於本交易所進行", "於另一證券交易所進行", "私人安排", "全面要約"],
    totals: ["合共購回證券數目", "合共付出總額 $"],
    additional: [
        "B. 於本交易所作主要上市的發行人適用的其他資料",
        "1). 本年內至今為止(自普通決議案通過以來)在交易所購回該等證券的數目 (a)",
        "2). 自決議案通過日期以來在交易所購回的證券佔於普通決議案通過時已發行股份數目百分比 ( (a) x 100 )/ 已發行股份數目",
    ],
    explained: ["我們確認，日期為", "的說明函件所載資料並無重大變動。"],
    remarks: "備註:",
    signed: ["呈交者:", "職銜:"],
    kinds: &["普通股", "優先股", "不同投票權普通股"],
    classes: &["不適用", "A", "B", "H"],
    answers: ["是", "否"],
    names: &["示例控股有限公司", "七海貿易股份有限公司"],
    not_applicable: "不適用",
};

/// The columns of the tables; those of Section I begin with the numbers of its rows.
const HEAD: [Length; 6] = columns([4, 5, 3, 3, 3, 2]);
const CHANGES: [Length; 7] = columns([1, 5, 3, 2, 3, 3, 3]);
const PURCHASES: [Length; 6] = columns([4, 3, 4, 3, 3, 3]);

pub const FF304: Kind = Kind { head: "FF304", version: "1.2.5", draw };

fn draw(artist: &mut Artist) -> Fields {
    let mut teller = Teller::new(artist, &ENGLISH, &CHINESE);
    teller.heads();
    // Versions of the form print what names a class in one order or the other, and some the code of another counter.
    let order = teller.artist.dice.below(2);
    let classes = 1 + teller.artist.dice.below(2);
    (0..classes).for_each(|at| teller.changes(order, at));
    let words = teller.words;
    words.confirmed.iter().for_each(|line| teller.paragraph(line));
    teller.artist.line(&[words.notes[0]]);
    teller.paragraph(words.needed[1]);
    teller.purchases(order);
    teller.paragraph(words.notes[1]);
    let name = teller.artist.dice.pick(&["Chan Tai Man", "Lau Suk Yi"]);
    teller.artist.line(&[&format!("{} {name}", words.signed[0])]);
    teller.artist.line(&[&format!("{} Company Secretary", words.signed[1])]);
    teller.note("submitted_by", name);
    teller.note("title", "Company Secretary");
    teller.fields
}

impl Teller<'_, Words> {
    fn heads(&mut self) {
        let words = self.words;
        let (submitted, name) = (self.date(), self.artist.dice.pick(words.names));
        words.title.iter().for_each(|title| self.paragraph(title));
        let [instrument, status, issuer, date] = words.heads;
        self.artist.line(&[&format!("{instrument} {}", words.instrument), &format!("{status} {}", words.status)]);
        self.artist.line(&[&format!("{issuer} {name}")]);
        self.artist.line(&[&format!("{date} {submitted}")]);
        self.paragraph(words.needed[0]);
        self.artist.line(&[words.sections[0]]);
        for (path, printed) in
            [("instrument", words.instrument), ("status", words.status), ("issuer_name", name), ("submitted", &submitted)]
        {
            self.note(path, printed);
        }
    }

    /// The rows that name a class.
    fn class(&mut self, order: usize, (at, list): (usize, &str), section: usize) {
        let words = self.words;
        let (kind, class) = (self.artist.dice.pick(words.kinds), self.artist.dice.pick(words.classes));
        let answer = self.artist.dice.pick(&words.answers);
        let code = format!("0{}", 1_000 + self.artist.dice.below(9_000));
        let number = format!("{}. {}", at + 1, words.class[order][0]);
        self.artist.gap();
        let listed = words.listed[section];
        self.artist.cells(&HEAD, &[(&number, 1), (kind, 1), (words.class[order][1], 1), (class, 1), (listed, 1), (answer, 1)]);
        self.artist.cells(&HEAD, &[(words.code[0], 1), (&code, 1), (words.code[1], 1), ("", 3)]);
        if !self.is_chinese && self.artist.dice.one_in(3) {
            self.artist.cells(&HEAD, &[("Multi-counter stock code", 1), ("81234", 1), ("RMB", 1), ("Description", 1), ("", 2)]);
        }
        let listed = if answer == words.answers[0] { "Yes" } else { "No" };
        self.notes(
            &format!("{list}.{at}"),
            &[("kind", kind), ("class", class), ("listed", listed), ("stock_code", &code), ("description", "")],
        );
    }

    /// Section I of a class.
    fn changes(&mut self, order: usize, at: usize) {
        let words = self.words;
        self.class(order, (at, "classes"), 0);
        let [event, rest @ ..] = words.columns;
        self.artist.cells(&CHANGES, &[&[(event, 2)][..], &rest.map(|head| (head, 1))].concat());
        self.balance(at, "opening", words.opening);
        for row in 0..self.artist.dice.below(6) {
            let is_other = self.artist.dice.one_in(4);
            let event = if is_other { words.other } else { self.artist.dice.pick(words.events) };
            let specified = if is_other { self.artist.dice.pick(words.specified) } else { "" };
            let (date, shares, percent, discount) = (self.date(), self.change(), self.percent(), self.percent());
            let (price, market_price) = (self.price_or_none(), self.price_or_none());
            let (number, label) = (format!("{}).", row + 1), format!("{event} {specified}"));
            let values = [&shares, &percent, &price, &market_price, &discount].map(|value| (value.as_str(), 1));
            self.artist.cells(&CHANGES, &[&[(number.as_str(), 1), (label.trim_end(), 1)][..], &values].concat());
            self.artist.cells(&CHANGES, &[("", 1), (&format!("{} {date}", words.date), 6)]);
            let fields = [
                ("event", event),
                ("specified", specified),
                ("date", &date),
                ("shares", &shares),
                ("percent", &percent),
                ("price", &price),
                ("market_price", &market_price),
                ("discount", &discount),
            ];
            self.notes(&format!("classes.{at}.rows.{row}"), &fields);
        }
        self.balance(at, "closing", words.closing);
    }

    fn balance(&mut self, at: usize, name: &str, label: &str) {
        let (date, shares) = (self.date(), self.shares());
        self.artist.cells(&CHANGES, &[(&format!("{label} {date}"), 2), (&shares, 1), ("", 4)]);
        self.note(&format!("classes.{at}.{name}_date"), &date);
        self.note(&format!("classes.{at}.{name}"), &shares);
    }

    /// Section II: purchases and what was bought in the year, or that it does not apply.
    fn purchases(&mut self, order: usize) {
        let words = self.words;
        self.artist.line(&[words.sections[1]]);
        if self.artist.dice.one_in(4) {
            self.artist.line(&[words.not_applicable]);
            self.note("purchase_reports", "Not applicable");
            return;
        }
        self.class(order, (0, "purchase_reports"), 1);
        let [title, heads @ ..] = words.purchases;
        self.artist.line(&[title]);
        self.artist.cells(&PURCHASES, &heads.map(|head| (head, 1)));
        for row in 0..1 + self.artist.dice.below(4) {
            let (date, shares, method) = (self.date(), self.shares(), self.artist.dice.pick(words.methods));
            let (highest, lowest, paid) = (self.price(), self.price_or_none(), self.price());
            let led = format!("{}). {date}", row + 1);
            self.artist.cells(&PURCHASES, &[(&led, 1), (&shares, 1), (method, 1), (&highest, 1), (&lowest, 1), (&paid, 1)]);
            let fields = [
                ("date", date.as_str()),
                ("shares", &shares),
                ("method", method),
                ("highest_price", &highest),
                ("lowest_price", &lowest),
                ("paid", &paid),
            ];
            self.notes(&format!("purchase_reports.0.purchases.{row}"), &fields);
        }
        let (total, paid) = (self.shares(), self.price());
        self.artist.cells(&PURCHASES, &[(words.totals[0], 1), (&total, 1), (words.totals[1], 3), (&paid, 1)]);
        let [title, bought_label, percent_label] = words.additional;
        self.paragraph(title);
        let (bought, percent) = (self.shares(), self.percent());
        self.artist.cells(&PURCHASES, &[(bought_label, 4), (&bought, 2)]);
        self.artist.cells(&PURCHASES, &[(percent_label, 4), (&percent, 2)]);
        let dated = self.date();
        self.paragraph(&format!("{} {dated} {}", words.explained[0], words.explained[1]));
        let remarks = if self.artist.dice.one_in(2) { words.specified[0] } else { "" };
        self.artist.line(&[format!("{} {remarks}", words.remarks).trim_end()]);
        let fields = [
            ("total_shares", total.as_str()),
            ("total_paid", &paid),
            ("bought_to_date", &bought),
            ("bought_percent", &percent),
            ("explanatory_statement_date", &dated),
        ];
        self.notes("purchase_reports.0", &fields);
        self.note("remarks", remarks);
    }
}

#[test]
fn each_figure_of_a_drawn_return_before_treasury_shares_is_read_as_it_is_printed() {
    are_read_as_printed("next-day returns (FF304)", 2, &[FF304]);
}
