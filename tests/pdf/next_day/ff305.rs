//! The Next Day Disclosure Return since there are treasury shares: what it alone prints.

use super::{PURCHASES, Words};
use crate::pdf::draw::Length;
use crate::pdf::filings::{Fields, Kind, are_read_as_printed};
use crate::pdf::forms::Artist;
use crate::pdf::teller::{Teller, columns};

/// The words of this form alone, in one language.
struct Own {
    title: &'static str,
    /// When Section I is filled in, and when Section III is as well.
    needed: [&'static str; 2],
    class: [&'static str; 3],
    changes: &'static str,
    columns: [&'static str; 6],
    opening: &'static str,
    closing: &'static str,
    uncancelled: &'static str,
    events: &'static [&'static str],
    pending: &'static str,
    confirmed: &'static str,
    report: [&'static str; 2],
    purchases: [&'static str; 6],
    totals: [&'static str; 2],
    /// What becomes of the shares bought.
    disposed: [&'static str; 2],
    mandate: [&'static str; 5],
    notes: &'static str,
    sale_report: &'static str,
    sales: [&'static str; 5],
    sold: [&'static str; 2],
}

const ENGLISH: Own = Own {
    title: "(Equity issuer - changes in issued shares or treasury shares, share buybacks and/or on-market sales of treasury shares)",
    needed: [
        "Section I must be completed by a listed issuer where its shares have changed.",
        "Section III must also be completed by a listed issuer that sold treasury shares.",
    ],
    class: ["Class of shares", "Type of shares", "Listed on the Exchange"],
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
    pending: "Shares repurchased for cancellation but not yet cancelled",
    confirmed: "We hereby confirm to the best knowledge, information and belief that (Note 7)",
    report: ["Repurchase report", "A. Repurchase report"],
    purchases: [
        "Trading date",
        "Number of shares repurchased",
        "Method of repurchase (Note 1)",
        "Repurchase price per share or highest repurchase price per share $",
        "Lowest repurchase price per share $",
        "Aggregate price paid $",
    ],
    totals: ["Total number of shares repurchased", "Aggregate price paid $"],
    disposed: ["Number of shares repurchased for cancellation", "Number of shares repurchased for holding as treasury shares"],
    mandate: [
        "1). Date of the resolution granting the repurchase mandate",
        "2). Total number of shares which the issuer is authorised to repurchase under the repurchase mandate",
        "3). Number of shares repurchased on the Exchange or another stock exchange under the repurchase mandate (a)",
        "4). As a % of number of issued shares (excluding treasury shares) as at the date of the resolution granting the repurchase mandate",
        "5). Moratorium period for any issue of new shares, or sale or transfer of treasury shares after the share repurchase(s) set out in Part A (Note 2) Up to",
    ],
    notes: "Notes to Section II:",
    sale_report: "Report of on-market sale of treasury shares",
    sales: [
        "Trading date",
        "Number of treasury shares sold",
        "Selling price per share or highest selling price per share $",
        "Lowest selling price per share $",
        "Aggregate price received $",
    ],
    sold: ["Total number of treasury shares sold", "Aggregate price received $"],
};

const CHINESE: Own = Own {
    title: "(股份發行人──已發行股份或庫存股份變動、股份購回及/或在場內出售庫存股份)",
    needed: ["如上市發行人的已發行股份或庫存股份出現變動，必須填妥第一章節。", "如上市發行人在場內出售庫存股份，必須填妥第三章節。"],
    class: ["股份分類", "股份類別", "於香港聯交所上市"],
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
    closing: "於下列日期結束時的結存 (註5及6)",
    uncancelled: "B. 贖回/購回股份(擬註銷但截至期終結存日期尚未註銷) (註5及6)",
    events: &["購回股份(股份購回並註銷)", "購回股份(股份持作庫存股份)", "在場內出售庫存股份", "轉讓庫存股份", "註銷庫存股份", "配售"],
    pending: "購回股份以作註銷但尚未註銷",
    confirmed: "我們在此確認，據我們所知所信，已獲正式授權",
    report: ["購回報告", "A. 購回報告"],
    purchases: ["交易日", "購回股份數目", "購回方式 (註1)", "每股購回價或每股最高購回價 $", "每股最低購回價 $", "付出的價格總額 $"],
    totals: ["合共購回股份數目", "合共付出的價格總額 $"],
    disposed: ["(擬註銷)購回股份數目", "(擬持作庫存股份)購回股份數目"],
    mandate: [
        "1). 購回授權的決議獲通過的日期",
        "2). 根據購回授權發行人可購回股份的總數",
        "3). 根據購回授權在交易所或另一證券交易所購回股份的數目 (a)",
        "4). 佔購回授權的決議獲通過當日的已發行股份(不包括庫存股份)數目百分比",
        "5). 在A部所載的股份購回後，任何新股發行、或庫存股份的出售或轉讓的暫停期截至 (註2)",
    ],
    notes: "第二章節註釋:",
    sale_report: "在場內出售庫存股份報告",
    sales: ["交易日", "出售庫存股份數目", "每股售價或最高售價 $", "每股最低售價 $", "收取的價格總額 $"],
    sold: ["合共出售庫存股份數目", "合共收取的價格總額 $"],
};

const CHANGES: [Length; 7] = columns([4, 3, 3, 2, 3, 3, 2]);
const SALES: [Length; 5] = columns([4, 4, 4, 4, 4]);

pub const FF305: Kind = Kind { head: "FF305", version: "1.3.0", draw };

fn draw(artist: &mut Artist) -> Fields {
    let english = &Words { shared: &super::ENGLISH, own: ENGLISH };
    let chinese = &Words { shared: &super::CHINESE, own: CHINESE };
    let mut teller = Teller::new(artist, english, chinese);
    let Words { shared, own } = teller.words;
    let [needed, needed_for_sales] = own.needed;
    teller.heads(own.title, needed);
    let classes = 1 + teller.artist.dice.below(2);
    (0..classes).for_each(|at| teller.changes(at));
    teller.artist.line(&[own.confirmed]);
    teller.artist.line(&[shared.notes]);
    teller.paragraph(shared.needed);
    teller.report();
    teller.artist.line(&[own.notes]);
    teller.paragraph(needed_for_sales);
    teller.sales();
    teller.signed();
    teller.fields
}

impl Teller<'_, Words<Own>> {
    /// Section I of a class.
    fn changes(&mut self, at: usize) {
        let Words { shared, own } = self.words;
        self.class(("classes", at), own.class);
        self.note(&format!("classes.{at}.description"), "");
        self.artist.line(&[own.changes]);
        let [event, rest @ ..] = own.columns;
        self.artist.cells(&CHANGES, &[&[(event, 2)][..], &rest.map(|head| (head, 1))].concat());
        self.balance(at, "opening", own.opening);
        for row in 0..self.artist.dice.below(5) {
            let (event, specified) = self.event(own.events);
            let (date, shares, percent) = (self.date(), self.change(), self.percent());
            let (treasury, price) = (self.change(), self.price_or_none());
            let (label, changed) = (format!("{}). {event} {specified}", row + 1), format!("{} {date}", shared.date));
            let values = [&shares, &percent, &treasury, &price, ""].map(|value| (value, 1));
            self.artist.cells(&CHANGES, &[&[(label.trim_end(), 1), (changed.as_str(), 1)][..], &values].concat());
            let fields = [
                ("event", event),
                ("specified", specified),
                ("date", &date),
                ("shares", &shares),
                ("percent", &percent),
                ("treasury_shares", &treasury),
                ("price", &price),
            ];
            self.notes(&format!("classes.{at}.rows.{row}"), &fields);
        }
        self.balance(at, "closing", own.closing);
        self.paragraph(own.uncancelled);
        for row in 0..self.artist.dice.below(4) {
            let (date, shares, percent, price) = (self.date(), self.shares(), self.percent(), self.price());
            let (label, changed) = (format!("{}). {}", row + 1, own.pending), format!("{} {date}", shared.date));
            self.artist.cells(&CHANGES, &[(&label, 1), (&changed, 1), (&shares, 1), (&percent, 2), (&price, 2)]);
            let fields = [("event", own.pending), ("date", &date), ("shares", &shares), ("percent", &percent), ("price", &price)];
            self.notes(&format!("classes.{at}.uncancelled.{row}"), &fields);
        }
    }

    fn balance(&mut self, at: usize, name: &str, label: &str) {
        let (date, shares, treasury, total) = (self.date(), self.shares(), self.shares(), self.shares());
        let label = format!("{label} {date}");
        self.artist.cells(&CHANGES, &[(&label, 2), (&shares, 2), (&treasury, 1), ("", 1), (&total, 1)]);
        for (field, printed) in [("_date", &date), ("", &shares), ("_treasury", &treasury), ("_total", &total)] {
            self.note(&format!("classes.{at}.{name}{field}"), printed);
        }
    }

    /// Section II, or that it does not apply: purchases, what becomes of them, and the mandate.
    fn report(&mut self) {
        let own = &self.words.own;
        let [title, table] = own.report;
        if !self.applies("purchase_reports", title) {
            return;
        }
        self.class(("purchase_reports", 0), own.class);
        self.note("purchase_reports.0.description", "");
        self.artist.line(&[table]);
        self.purchases(own.purchases, own.totals);
        for (field, label) in ["for_cancellation", "for_treasury"].into_iter().zip(own.disposed) {
            let shares = self.shares();
            self.artist.cells(&PURCHASES, &[(label, 1), (&shares, 5)]);
            self.note(&format!("purchase_reports.0.{field}"), &shares);
        }
        let percent = format!("{} %", self.artist.dice.decimal(4));
        let mandate = [self.date(), self.shares(), self.shares(), percent, self.date()];
        let fields = ["resolution_date", "mandate_shares", "bought_to_date", "bought_percent", "pause_ends"];
        for ((label, printed), field) in own.mandate.into_iter().zip(&mandate).zip(fields) {
            self.artist.cells(&PURCHASES, &[(label, 4), (printed.as_str(), 2)]);
            self.note(&format!("purchase_reports.0.{field}"), printed);
        }
        self.explained();
    }

    /// Section III, or that it does not apply: sales of treasury shares.
    fn sales(&mut self) {
        let own = &self.words.own;
        if !self.applies("treasury_sales", own.sale_report) {
            return;
        }
        self.class(("treasury_sales", 0), own.class);
        self.artist.cells(&SALES, &own.sales.map(|head| (head, 1)));
        for row in 0..1 + self.artist.dice.below(3) {
            let (date, shares) = (self.date(), self.shares());
            let (highest, lowest, received) = (self.price(), self.price_or_none(), self.price());
            let led = format!("{}). {date}", row + 1);
            self.artist.cells(&SALES, &[(&led, 1), (&shares, 1), (&highest, 1), (&lowest, 1), (&received, 1)]);
            let fields = [
                ("date", date.as_str()),
                ("shares", &shares),
                ("highest_price", &highest),
                ("lowest_price", &lowest),
                ("received", &received),
            ];
            self.notes(&format!("treasury_sales.0.sales.{row}"), &fields);
        }
        let (shares, received) = (self.shares(), self.price());
        self.artist.cells(&SALES, &[(own.sold[0], 1), (&shares, 1), (own.sold[1], 2), (&received, 1)]);
        self.notes("treasury_sales.0", &[("total_shares", &shares), ("total_received", &received)]);
    }
}

#[test]
fn each_figure_of_a_drawn_next_day_return_is_read_as_it_is_printed() {
    are_read_as_printed("next-day returns (FF305)", 2, &[FF305]);
}
