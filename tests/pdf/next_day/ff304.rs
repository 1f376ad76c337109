//! The Next Day Disclosure Return before treasury shares: what it alone prints.

use super::{PURCHASES, Words};
use crate::pdf::draw::Length;
use crate::pdf::filings::{Fields, Kind, are_read_as_printed};
use crate::pdf::forms::Artist;
use crate::pdf::teller::{Teller, columns};

/// The words of this form alone, in one language.
struct Own {
    title: &'static str,
    needed: &'static str,
    /// What names a class, in the order of some versions, and in that of others.
    class: [[&'static str; 2]; 2],
    /// Where a class is listed, in Section I and in Section II.
    listed: [&'static str; 2],
    columns: [&'static str; 6],
    opening: &'static str,
    closing: &'static str,
    events: &'static [&'static str],
    confirmed: [&'static str; 2],
    section: &'static str,
    report: &'static str,
    purchases: [&'static str; 6],
    totals: [&'static str; 2],
    additional: [&'static str; 3],
    note: &'static str,
}

const ENGLISH: Own = Own {
    title: "(Equity issuer - changes in issued share capital and/or share buybacks)",
    needed: "Section I must be completed by a listed issuer where its issued share capital has changed.",
    class: [["Type of shares", "Class of shares"], ["Class of shares", "Type of shares"]],
    listed: ["Listed on SEHK (Note 11)", "Listed on SEHK (Note)"],
    columns: [
        "Issues of shares (Notes 6 and 7)",
        "No. of shares",
        "Issued shares as a % of existing number of issued shares before relevant share issue (Notes 4, 6 and 7)",
        "Issue price per share (Notes 1 and 7)",
        "Closing market price per share of the immediately preceding business day (Note 5)",
        "% discount(-)/ premium of issue price to market price (Note 7)",
    ],
    opening: "Opening balance as at (Note 2)",
    closing: "Closing balance as at (Note 8)",
    events: &[
        "Repurchase of shares (or other securities) but not cancelled",
        "Repurchase of shares (or other securities) and cancelled",
        "Cancellation of repurchased shares",
        "Placing",
        "Exercise of an option under a share option scheme by a director",
        "Conversion of convertible securities",
    ],
    confirmed: [
        "We hereby confirm to the best knowledge, information and belief that, in relation to each issue (Note 9)",
        "(i) all the securities of each class are in all respects identical (Note 10).",
    ],
    section: "Section II",
    report: "A. Purchase report",
    purchases: [
        "Trading date",
        "Number of securities purchased",
        "Method of purchase (Note)",
        "Price per share or highest price paid $",
        "Lowest price paid $",
        "Total paid $",
    ],
    totals: ["Total number of securities purchased", "Total paid $"],
    additional: [
        "B. Additional information for issuer whose primary listing is on the Exchange",
        "1). Number of such securities purchased on the Exchange in the year to date (since ordinary resolution) (a)",
        "2). % of number of shares in issue at time ordinary resolution passed acquired on the Exchange since date of resolution ( (a) x 100 )/ Number of shares in issue",
    ],
    note: "Note to Section II: Please state whether on the Exchange or elsewhere.",
};

const CHINESE: Own = Own {
    title: "(股份發行人──已發行股本變動及/或股份購回)",
    needed: "如上市發行人的已發行股本出現變動，必須填妥第一章節。",
    class: [["股份類別", "股份分類"], ["股份分類", "股份類別"]],
    listed: ["於香港聯交所上市 (註11)", "於香港聯交所上市 (註)"],
    columns: [
        "發行股份 (註6及7)",
        "股份數目",
        "已發行股份佔有關股份發行前的現有已發行股份數目百分比 (註4、6及7)",
        "每股發行價 (註1及7)",
        "上一個營業日的每股收市價 (註5)",
        "發行價較市價的折讓 (-)/溢價幅度 (註7)",
    ],
    opening: "於下列日期開始時的結存 (註2)",
    closing: "於下列日期結束時的結存 (註8)",
    events: &["購回股份(或其他證券)但沒有註銷", "購回股份(或其他證券)並註銷", "註銷購回股份", "配售", "轉換可換股證券"],
    confirmed: ["我們在此確認，據我們所知所信，已獲正式授權 (註9)", "(i) 每一類證券在各方面均屬相同 (註10)。"],
    section: "第二章節",
    report: "A. 購回報告",
    purchases: ["交易日", "購回證券數目", "購回方式 (註)", "每股價格或付出的最高價 $", "付出的最低價 $", "付出總額 $"],
    totals: ["合共購回證券數目", "合共付出總額 $"],
    additional: [
        "B. 於本交易所作主要上市的發行人適用的其他資料",
        "1). 本年內至今為止(自普通決議案通過以來)在交易所購回該等證券的數目 (a)",
        "2). 自決議案通過日期以來在交易所購回的證券佔於普通決議案通過時已發行股份數目百分比 ( (a) x 100 )/ 已發行股份數目",
    ],
    note: "第二章節註釋: 請註明於本交易所或其他地方。",
};

/// The columns of Section I, which begin with the numbers of its rows.
const CHANGES: [Length; 7] = columns([1, 5, 3, 2, 3, 3, 3]);

pub const FF304: Kind = Kind { head: "FF304", version: "1.2.5", draw };

fn draw(artist: &mut Artist) -> Fields {
    let english = &Words { shared: &super::ENGLISH, own: ENGLISH };
    let chinese = &Words { shared: &super::CHINESE, own: CHINESE };
    let mut teller = Teller::new(artist, english, chinese);
    let Words { shared, own } = teller.words;
    teller.heads(own.title, own.needed);
    // Versions of the form print what names a class in one order or the other.
    let [kind, class] = own.class[teller.artist.dice.below(2)];
    let classes = 1 + teller.artist.dice.below(2);
    (0..classes).for_each(|at| teller.changes(at, [kind, class, own.listed[0]]));
    own.confirmed.iter().for_each(|line| teller.paragraph(line));
    teller.artist.line(&[shared.notes]);
    teller.paragraph(shared.needed);
    teller.report([kind, class, own.listed[1]]);
    teller.paragraph(own.note);
    teller.signed();
    teller.fields
}

impl Teller<'_, Words<Own>> {
    /// Section I of a class.
    fn changes(&mut self, at: usize, labels: [&str; 3]) {
        let Words { shared, own } = self.words;
        self.class(("classes", at), labels);
        self.note(&format!("classes.{at}.description"), "");
        let [event, rest @ ..] = own.columns;
        self.artist.cells(&CHANGES, &[&[(event, 2)][..], &rest.map(|head| (head, 1))].concat());
        self.balance(at, "opening", own.opening);
        for row in 0..self.artist.dice.below(6) {
            let (event, specified) = self.event(own.events);
            let (date, shares, percent, discount) = (self.date(), self.change(), self.percent(), self.percent());
            let (price, market_price) = (self.price_or_none(), self.price_or_none());
            let (number, label) = (format!("{}).", row + 1), format!("{event} {specified}"));
            let values = [&shares, &percent, &price, &market_price, &discount].map(|value| (value.as_str(), 1));
            self.artist.cells(&CHANGES, &[&[(number.as_str(), 1), (label.trim_end(), 1)][..], &values].concat());
            self.artist.cells(&CHANGES, &[("", 1), (&format!("{} {date}", shared.date), 6)]);
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
        self.balance(at, "closing", own.closing);
    }

    fn balance(&mut self, at: usize, name: &str, label: &str) {
        let (date, shares) = (self.date(), self.shares());
        self.artist.cells(&CHANGES, &[(&format!("{label} {date}"), 2), (&shares, 1), ("", 4)]);
        self.note(&format!("classes.{at}.{name}_date"), &date);
        self.note(&format!("classes.{at}.{name}"), &shares);
    }

    /// Section II: purchases and what was bought in the year, or that it does not apply.
    fn report(&mut self, labels: [&str; 3]) {
        let own = &self.words.own;
        if !self.applies("purchase_reports", own.section) {
            return;
        }
        self.class(("purchase_reports", 0), labels);
        self.note("purchase_reports.0.description", "");
        self.artist.line(&[own.report]);
        self.purchases(own.purchases, own.totals);
        let [title, bought_label, percent_label] = own.additional;
        self.paragraph(title);
        let (bought, percent) = (self.shares(), self.percent());
        self.artist.cells(&PURCHASES, &[(bought_label, 4), (&bought, 2)]);
        self.artist.cells(&PURCHASES, &[(percent_label, 4), (&percent, 2)]);
        self.notes("purchase_reports.0", &[("bought_to_date", &bought), ("bought_percent", &percent)]);
        self.explained();
    }
}

#[test]
fn each_figure_of_a_drawn_return_before_treasury_shares_is_read_as_it_is_printed() {
    are_read_as_printed("next-day returns (FF304)", 2, &[FF304]);
}
