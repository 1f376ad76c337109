//! Next Day Disclosure Returns with figures by chance, in English and Chinese, drawn as they are filed, and read as they are printed.

use super::draw::Length;
use super::filings::{Fields, Kind, are_read_as_printed};
use super::forms::Artist;
use super::teller::{Teller, columns};

/// The words of a form in one language.
struct Words {
    title: [&'static str; 2],
    heads: [&'static str; 4],
    instrument: &'static str,
    status: &'static str,
    needed: [&'static str; 3],
    section: &'static str,
    class: [&'static str; 3],
    code: [&'static str; 2],
    changes: &'static str,
    columns: [&'static str; 6],
    opening: &'static str,
    date: &'static str,
    closing: &'static str,
    uncancelled: &'static str,
    events: &'static [&'static str],
    other: &'static str,
    specified: &'static [&'static str],
    pending: &'static str,
    confirmed: &'static str,
    notes: [&'static str; 2],
    report: [&'static str; 2],
    purchases: [&'static str; 6],
    methods: &'static [&'static str],
    totals: [&'static str; 4],
    mandate: [&'static str; 5],
    explained: [&'static str; 2],
    remarks: &'static str,
    sales: [&'static str; 5],
    sold: [&'static str; 2],
    sale_report: &'static str,
    signed: [&'static str; 2],
    kinds: &'static [&'static str],
    classes: &'static [&'static str],
    answers: [&'static str; 2],
    names: &'static [&'static str],
    not_applicable: &'static str,
}

const ENGLISH: Words = Words {
    title: [
        "Next Day Disclosure Return",
        "(Equity issuer - changes in issued shares or treasury shares, share buybacks and/or on-market sales of treasury shares)",
    ],
    heads: ["Instrument:", "Status:", "Name of Issuer:", "Date Submitted:"],
    instrument: "Equity issuer",
    status: "New Submission",
    needed: [
        "Section I must be completed by a listed issuer where its shares have changed.",
        "Section II must also be completed by a listed issuer that repurchased shares.",
        "Section III must also be completed by a listed issuer that sold treasury shares.",
    ],
    section: "Section I",
    class: ["Class of shares", "Type of shares", "Listed on the Exchange"],
    code: ["Stock code (if listed)", "Description"],
    changes: "A. Changes in issued shares or treasury shares",
    columns: [
        "Events",
        "Number of issued shares (excluding treasury shares)",
        "As a % of existing number of issued shares (excluding treasury shares) before the relevant event (Note 3)",
        "Number of treasury shares",
        "Issue/ selling price per share (Note 4)",
        "Total number of issued shares",
    ],
    opening: "Opening balance as at (Note 1)",
    date: "Date of changes",
    closing: "Closing balance as at (Notes 5 and 6)",
    uncancelled: "B. Shares redeemed or repurchased for cancellation but not yet cancelled as at the closing balance date (Notes 5 and 6)",
    events: &[
        "Repurchase of shares (shares repurchased and cancelled)",
        "Repurchase of shares (shares held as treasury shares)",
        "On-market sale of treasury shares",
        "Transfer of treasury shares",
        "Cancellation of treasury shares",
        "Placing",
    ],
    other: "Other (Please specify)",
    specified: &["See Part B", "Shares vested under the plan of the group"],
    pending: "Shares repurchased for cancellation but not yet cancelled",
    confirmed: "We hereby confirm to the best knowledge, information and belief that (Note 7)",
    notes: ["Notes to Section I:", "Notes to Section II:"],
    report: ["Repurchase report", "A. Repurchase report"],
    purchases: [
        "Trading date",
        "Number of shares repurchased",
        "Method of repurchase (Note 1)",
        "Repurchase price per share or highest repurchase price per share $",
        "Lowest repurchase price per share $",
        "Aggregate price paid $",
    ],
    methods: &["On the Exchange", "On another stock exchange", "By private arrangement"],
    totals: [
        "Total number of shares repurchased",
        "Aggregate price paid $",
        "Number of shares repurchased for cancellation",
        "Number of shares repurchased for holding as treasury shares",
    ],
    mandate: [
        "1). Date of the resolution granting the repurchase mandate",
        "2). Total number of shares which the issuer is authorised to repurchase under the repurchase mandate",
        "3). Number of shares repurchased on the Exchange or another stock exchange under the repurchase mandate (a)",
        "4). As a % of number of issued shares (excluding treasury shares) as at the date of the resolution granting the repurchase mandate",
        "5). Moratorium period for any issue of new shares, or sale or transfer of treasury shares after the share repurchase(s) set out in Part A (Note 2) Up to",
    ],
    explained: ["as contained in the Explanatory Statement dated", "which has been filed with the Exchange."],
    remarks: "Remarks:",
    sales: [
        "Trading date",
        "Number of treasury shares sold",
        "Selling price per share or highest selling price per share $",
        "Lowest selling price per share $",
        "Aggregate price received $",
    ],
    sold: ["Total number of treasury shares sold", "Aggregate price received $"],
    sale_report: "Report of on-market sale of treasury shares",
    signed: ["Submitted by:", "Title:"],
    kinds: &["Ordinary shares", "WVR ordinary shares", "Preference shares"],
    classes: &["Not applicable", "Class A", "Class B", "H"],
    answers: ["Yes", "No"],
    names: &["Example Holdings Limited", "North Star Inc. - W"],
    not_applicable: "Not applicable",
};

const CHINESE: Words = Words {
    title: ["翌日披露報表", "(股份發行人──已發行股份或庫存股份變動、股份購回及/或在場內出售庫存股份)"],
    heads: ["表格類別:", "狀態:", "公司名稱:", "呈交日期:"],
    instrument: "股票",
    status: "新提交",
    needed: [
        "如上市發行人的已發行股份或庫存股份出現變動，必須填妥第一章節。",
        "如上市發行人購回股份，必須填妥第二章節。",
        "如上市發行人在場內出售庫存股份，必須填妥第三章節。",
    ],
    section: "第一章節",
    class: ["股份分類", "股份類別", "於香港聯交所上市"],
    code: ["證券代號 (如上市)", "說明"],
    changes: "A. 已發行股份或庫存股份變動",
    columns: [
        "事件",
        "已發行股份(不包括庫存股份)數目",
        "佔有關事件前的現有已發行股份(不包括庫存股份)數目百分比 (註3)",
        "庫存股份數目",
        "每股發行/出售價 (註4)",
        "已發行股份總數",
    ],
    opening: "於下列日期開始時的結存 (註1)",
    date: "變動日期",
    closing: "於下列日期結束時的結存 (註5及6)",
    uncancelled: "B. 贖回/購回股份(擬註銷但截至期終結存日期尚未註銷) (註5及6)",
    events: &["購回股份(股份購回並註銷)", "購回股份(股份持作庫存股份)", "在場內出售庫存股份", "轉讓庫存股份", "註銷庫存股份", "配售"],
    other: "其他(請註明)",
    specified: &["詳見下一部", "根據集團計劃歸屬的股份"],
    pending: "購回股份以作註銷但尚未註銷",
    confirmed: "我們在此確認，據我們所知所信，已獲正式授權",
    notes: ["第一章節註釋:", "第二章節註釋:"],
    report: ["購回報告", "A. 購回報告"],
    purchases: ["交易日", "購回股份數目", "購回方式 (註1)", "每股購回價或每股最高購回價 $", "每股最低購回價 $", "付出的價格總額 $"],
    methods: &["於本交易所進行", "於另一證券交易所進行", "私人安排"],
    totals: ["合共購回股份數目", "合共付出的價格總額 $", "(擬註銷)購回股份數目", "(擬持作庫存股份)購回股份數目"],
    mandate: [
        "1). 購回授權的決議獲通過的日期",
        "2). 根據購回授權發行人可購回股份的總數",
        "3). 根據購回授權在交易所或另一證券交易所購回股份的數目 (a)",
        "4). 佔購回授權的決議獲通過當日的已發行股份(不包括庫存股份)數目百分比",
        "5). 在A部所載的股份購回後，任何新股發行、或庫存股份的出售或轉讓的暫停期截至 (註2)",
    ],
    explained: ["我們確認，日期為", "的說明函件所載資料並無重大變動。"],
    remarks: "備註:",
    sales: ["交易日", "出售庫存股份數目", "每股售價或最高售價 $", "每股最低售價 $", "收取的價格總額 $"],
    sold: ["合共出售庫存股份數目", "合共收取的價格總額 $"],
    sale_report: "在場內出售庫存股份報告",
    signed: ["呈交者:", "職銜:"],
    kinds: &["普通股", "優先股", "不同投票權普通股"],
    classes: &["不適用", "A", "B", "H"],
    answers: ["是", "否"],
    names: &["示例控股有限公司", "七海貿易股份有限公司"],
    not_applicable: "不適用",
};

/// The columns of the tables, in twentieths of a page.
const HEAD: [Length; 6] = columns([4, 5, 3, 3, 3, 2]);
const CHANGES: [Length; 7] = columns([4, 3, 3, 2, 3, 3, 2]);
const PURCHASES: [Length; 6] = columns([4, 3, 4, 3, 3, 3]);
const SALES: [Length; 5] = columns([4, 4, 4, 4, 4]);

pub const FF305: Kind = Kind { head: "FF305", version: "1.3.0", draw };

fn draw(artist: &mut Artist) -> Fields {
    let mut teller = Teller::new(artist, &ENGLISH, &CHINESE);
    teller.heads();
    let classes = 1 + teller.artist.dice.below(2);
    (0..classes).for_each(|at| teller.changes(at));
    teller.artist.line(&[teller.words.confirmed]);
    teller.artist.line(&[teller.words.notes[0]]);
    teller.artist.line(&[teller.words.needed[1]]);
    teller.report();
    teller.sales();
    teller.signed();
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
        self.artist.line(&[words.needed[0]]);
        self.artist.line(&[words.section]);
        for (path, printed) in
            [("instrument", words.instrument), ("status", words.status), ("issuer_name", name), ("submitted", &submitted)]
        {
            self.note(path, printed);
        }
    }

    /// The two rows that name a class.
    fn class(&mut self, at: usize, list: &str) {
        let words = self.words;
        let (kind, class) = (self.artist.dice.pick(words.kinds), self.artist.dice.pick(words.classes));
        let answer = self.artist.dice.pick(&words.answers);
        let code = format!("0{}", 1_000 + self.artist.dice.below(9_000));
        let [kind_label, class_label, listed_label] = words.class;
        let number = format!("{}. {kind_label}", at + 1);
        self.artist.gap();
        self.artist.cells(&HEAD, &[(&number, 1), (kind, 1), (class_label, 1), (class, 1), (listed_label, 1), (answer, 1)]);
        self.artist.cells(&HEAD, &[(words.code[0], 1), (&code, 1), (words.code[1], 1), ("", 3)]);
        let listed = if answer == words.answers[0] { "Yes" } else { "No" };
        for (field, printed) in [("kind", kind), ("class", class), ("listed", listed), ("stock_code", &code)] {
            self.note(&format!("{list}.{at}.{field}"), printed);
        }
    }

    /// Section I of a class.
    fn changes(&mut self, at: usize) {
        let words = self.words;
        self.class(at, "classes");
        self.artist.line(&[words.changes]);
        let [event, rest @ ..] = words.columns;
        self.artist.cells(&CHANGES, &[&[(event, 2)][..], &rest.map(|head| (head, 1))].concat());
        self.balance(at, "opening", words.opening);
        for row in 0..self.artist.dice.below(5) {
            let is_other = self.artist.dice.one_in(4);
            let event = if is_other { words.other } else { self.artist.dice.pick(words.events) };
            let specified = if is_other { self.artist.dice.pick(words.specified) } else { "" };
            let (date, shares, percent, treasury) = (self.date(), self.change(), self.percent(), self.change());
            let price = if self.artist.dice.one_in(3) { String::new() } else { self.price() };
            let (label, changed) = (format!("{}). {event} {specified}", row + 1), format!("{} {date}", words.date));
            let values = [&shares, &percent, &treasury, &price, ""].map(|value| (value, 1));
            self.artist.cells(&CHANGES, &[&[(label.trim_end(), 1), (changed.as_str(), 1)][..], &values].concat());
            let cells = [
                ("event", event),
                ("specified", specified),
                ("date", &date),
                ("shares", &shares),
                ("percent", &percent),
                ("treasury_shares", &treasury),
                ("price", &price),
            ];
            cells.into_iter().for_each(|(field, printed)| self.note(&format!("classes.{at}.rows.{row}.{field}"), printed));
        }
        self.balance(at, "closing", words.closing);
        self.paragraph(words.uncancelled);
        for row in 0..self.artist.dice.below(4) {
            let (date, shares, percent, price) = (self.date(), self.shares(), self.percent(), self.price());
            let (label, changed) = (format!("{}). {}", row + 1, words.pending), format!("{} {date}", words.date));
            self.artist.cells(&CHANGES, &[(&label, 1), (&changed, 1), (&shares, 1), (&percent, 2), (&price, 2)]);
            let cells = [("event", words.pending), ("date", &date), ("shares", &shares), ("percent", &percent), ("price", &price)];
            cells.into_iter().for_each(|(field, printed)| self.note(&format!("classes.{at}.uncancelled.{row}.{field}"), printed));
        }
    }

    fn balance(&mut self, at: usize, name: &str, label: &str) {
        let (date, shares, treasury, total) = (self.date(), self.shares(), self.shares(), self.shares());
        let label = format!("{label} {date}");
        self.artist.cells(&CHANGES, &[(&label, 2), (&shares, 2), (&treasury, 1), ("", 1), (&total, 1)]);
        let cells = [("_date", &date), ("", &shares), ("_treasury", &treasury), ("_total", &total)];
        cells.into_iter().for_each(|(field, printed)| self.note(&format!("classes.{at}.{name}{field}"), printed));
    }

    /// Section II: purchases, their totals, and the mandate.
    fn report(&mut self) {
        let words = self.words;
        self.artist.line(&[words.report[0]]);
        self.class(0, "purchase_reports");
        self.artist.line(&[words.report[1]]);
        self.artist.cells(&PURCHASES, &words.purchases.map(|head| (head, 1)));
        for row in 0..1 + self.artist.dice.below(4) {
            let (date, shares, method) = (self.date(), self.shares(), self.artist.dice.pick(words.methods));
            let (highest, lowest, paid) = (self.price(), self.price(), self.price());
            let lowest = if self.artist.dice.one_in(3) { String::new() } else { lowest };
            let led = format!("{}). {date}", row + 1);
            self.artist.cells(&PURCHASES, &[(&led, 1), (&shares, 1), (method, 1), (&highest, 1), (&lowest, 1), (&paid, 1)]);
            let cells = [
                ("date", date.as_str()),
                ("shares", &shares),
                ("method", method),
                ("highest_price", &highest),
                ("lowest_price", &lowest),
                ("paid", &paid),
            ];
            cells.into_iter().for_each(|(field, printed)| self.note(&format!("purchase_reports.0.purchases.{row}.{field}"), printed));
        }
        let (total, paid, cancelled, held) = (self.shares(), self.price(), self.shares(), self.shares());
        self.artist.cells(&PURCHASES, &[(words.totals[0], 1), (&total, 1), (words.totals[1], 3), (&paid, 1)]);
        self.artist.cells(&PURCHASES, &[(words.totals[2], 1), (&cancelled, 5)]);
        self.artist.cells(&PURCHASES, &[(words.totals[3], 1), (&held, 5)]);
        let percent = format!("{} %", self.artist.dice.decimal(4));
        let mandate = [self.date(), self.shares(), self.shares(), percent, self.date()];
        for (label, printed) in words.mandate.iter().zip(&mandate) {
            self.artist.cells(&PURCHASES, &[(label, 4), (printed.as_str(), 2)]);
        }
        let dated = self.date();
        self.paragraph(&format!("{} {dated} {}", words.explained[0], words.explained[1]));
        self.artist.line(&[&format!("{} {}", words.remarks, words.specified[1])]);
        self.artist.line(&[words.notes[1]]);
        let [resolved, authorised, bought, percent, paused] = &mandate;
        let fields = [
            ("total_shares", &total),
            ("total_paid", &paid),
            ("for_cancellation", &cancelled),
            ("for_treasury", &held),
            ("resolution_date", resolved),
            ("mandate_shares", authorised),
            ("bought_to_date", bought),
            ("bought_percent", percent),
            ("pause_ends", paused),
            ("explanatory_statement_date", &dated),
        ];
        fields.into_iter().for_each(|(field, printed)| self.note(&format!("purchase_reports.0.{field}"), printed));
        self.note("remarks", words.specified[1]);
    }

    /// Section III, or that it does not apply.
    fn sales(&mut self) {
        let words = self.words;
        self.artist.line(&[words.needed[2]]);
        if self.artist.dice.one_in(3) {
            self.artist.line(&[words.sale_report, words.not_applicable]);
            self.note("treasury_sales", "Not applicable");
            return;
        }
        self.artist.line(&[words.sale_report]);
        self.class(0, "treasury_sales");
        self.artist.cells(&SALES, &words.sales.map(|head| (head, 1)));
        for row in 0..1 + self.artist.dice.below(3) {
            let (date, shares, highest, paid) = (self.date(), self.shares(), self.price(), self.price());
            let lowest = if self.artist.dice.one_in(3) { String::new() } else { self.price() };
            let led = format!("{}). {date}", row + 1);
            self.artist.cells(&SALES, &[(&led, 1), (&shares, 1), (&highest, 1), (&lowest, 1), (&paid, 1)]);
            let cells = [("date", &date), ("shares", &shares), ("highest_price", &highest), ("lowest_price", &lowest), ("received", &paid)];
            cells.into_iter().for_each(|(field, printed)| self.note(&format!("treasury_sales.0.sales.{row}.{field}"), printed));
        }
        let (total, paid) = (self.shares(), self.price());
        self.artist.cells(&SALES, &[(words.sold[0], 1), (&total, 1), (words.sold[1], 2), (&paid, 1)]);
        self.note("treasury_sales.0.total_shares", &total);
        self.note("treasury_sales.0.total_received", &paid);
    }

    fn signed(&mut self) {
        let words = self.words;
        let name = self.artist.dice.pick(&["Chan Tai Man", "Lau Suk Yi"]);
        self.artist.line(&[&format!("{} {name}", words.signed[0])]);
        self.artist.line(&[&format!("{} Company Secretary", words.signed[1])]);
        self.note("submitted_by", name);
        self.note("title", "Company Secretary");
    }
}

#[test]
fn each_figure_of_a_drawn_next_day_return_is_read_as_it_is_printed() {
    are_read_as_printed("next-day returns (FF305)", 2, &[FF305]);
}
