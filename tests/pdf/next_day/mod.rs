//! Next Day Disclosure Returns with figures by chance, in English and Chinese, drawn as they are filed: what both of their forms print.

mod ff304;
mod ff305;

use super::draw::Length;
use super::teller::{Teller, columns};

pub use ff304::FF304;
pub use ff305::FF305;

/// The words of a form in one language: those that the other form prints as well, and its own.
struct Words<Own: 'static> {
    shared: &'static Shared,
    own: Own,
}

struct Shared {
    title: &'static str,
    heads: [&'static str; 4],
    instrument: &'static str,
    status: &'static str,
    section: &'static str,
    /// When Section II is filled in as well.
    needed: &'static str,
    code: [&'static str; 2],
    date: &'static str,
    other: &'static str,
    specified: &'static [&'static str],
    notes: &'static str,
    methods: &'static [&'static str],
    explained: [&'static str; 2],
    remarks: &'static str,
    signed: [&'static str; 2],
    kinds: &'static [&'static str],
    classes: &'static [&'static str],
    answers: [&'static str; 2],
    names: &'static [&'static str],
    not_applicable: &'static str,
}

const ENGLISH: Shared = Shared {
    title: "Next Day Disclosure Return",
    heads: ["Instrument:", "Status:", "Name of Issuer:", "Date Submitted:"],
    instrument: "Equity issuer",
    status: "New Submission",
    section: "Section I",
    needed: "Section II must also be completed by a listed issuer that repurchased shares.",
    code: ["Stock code (if listed)", "Description"],
    date: "Date of changes",
    other: "Other (Please specify)",
    specified: &["Shares vested under the plan of the group", "Correction of a number", "See Part B"],
    notes: "Notes to Section I:",
    methods: &["On the Exchange", "On another stock exchange", "By private arrangement", "By general offer"],
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

const CHINESE: Shared = Shared {
    title: "翌日披露報表",
    heads: ["表格類別:", "狀態:", "公司名稱:", "呈交日期:"],
    instrument: "股票",
    status: "新提交",
    section: "第一章節",
    needed: "如上市發行人購回股份，必須填妥第二章節。",
    code: ["證券代號 (如上市)", "說明"],
    date: "變動日期",
    other: "其他(請註明)",
    specified: &["根據集團計劃歸屬的股份", "更正數目", "詳見下一部"],
    notes: "第一章節註釋:",
    methods: &["於本交易所進行", "於另一證券交易所進行", "私人安排", "全面要約"],
    explained: ["我們確認，日期為", "的說明函件所載資料並無重大變動。"],
    remarks: "備註:",
    signed: ["呈交者:", "職銜:"],
    kinds: &["普通股", "優先股", "不同投票權普通股"],
    classes: &["不適用", "A", "B", "H"],
    answers: ["是", "否"],
    names: &["示例控股有限公司", "七海貿易股份有限公司"],
    not_applicable: "不適用",
};

/// The columns of the tables.
const HEAD: [Length; 6] = columns([4, 5, 3, 3, 3, 2]);
const PURCHASES: [Length; 6] = columns([4, 3, 4, 3, 3, 3]);

impl<Own> Teller<'_, Words<Own>> {
    /// What stands before Section I: the rest of the title, and when that section is needed, are in the words of the form.
    fn heads(&mut self, title: &str, needed: &str) {
        let shared = self.words.shared;
        let (submitted, name) = (self.date(), self.artist.dice.pick(shared.names));
        self.paragraph(shared.title);
        self.paragraph(title);
        let [instrument, status, issuer, date] = shared.heads;
        self.artist.line(&[&format!("{instrument} {}", shared.instrument), &format!("{status} {}", shared.status)]);
        self.artist.line(&[&format!("{issuer} {name}")]);
        self.artist.line(&[&format!("{date} {submitted}")]);
        self.paragraph(needed);
        self.artist.line(&[shared.section]);
        for (path, printed) in
            [("instrument", shared.instrument), ("status", shared.status), ("issuer_name", name), ("submitted", &submitted)]
        {
            self.note(path, printed);
        }
    }

    /// Begins a section: whether it is filled in. That it does not apply stands beside its title or below it.
    fn applies(&mut self, list: &str, title: &str) -> bool {
        let not_applicable = self.words.shared.not_applicable;
        match self.artist.dice.below(6) {
            0 => self.artist.line(&[title, not_applicable]),
            1 => [title, not_applicable].iter().for_each(|line| self.artist.line(&[line])),
            _ => {
                self.artist.line(&[title]);
                return true;
            }
        }
        self.note(list, "Not applicable");
        false
    }

    /// The rows that name a class, some with the code of another counter.
    fn class(&mut self, (list, at): (&str, usize), labels: [&str; 3]) {
        let shared = self.words.shared;
        let (kind, class) = (self.artist.dice.pick(shared.kinds), self.artist.dice.pick(shared.classes));
        let answer = self.artist.dice.pick(&shared.answers);
        let code = format!("0{}", 1_000 + self.artist.dice.below(9_000));
        let [kind_label, class_label, listed_label] = labels;
        let number = format!("{}. {kind_label}", at + 1);
        self.artist.gap();
        self.artist.cells(&HEAD, &[(&number, 1), (kind, 1), (class_label, 1), (class, 1), (listed_label, 1), (answer, 1)]);
        self.artist.cells(&HEAD, &[(shared.code[0], 1), (&code, 1), (shared.code[1], 1), ("", 3)]);
        if !self.is_chinese && self.artist.dice.one_in(3) {
            self.artist.cells(&HEAD, &[("Multi-counter stock code", 1), ("81234", 1), ("RMB", 1), ("Description", 1), ("", 2)]);
        }
        let listed = if answer == shared.answers[0] { "Yes" } else { "No" };
        self.notes(&format!("{list}.{at}"), &[("kind", kind), ("class", class), ("listed", listed), ("stock_code", &code)]);
    }

    /// An event, and what is specified of one that is not among these.
    fn event(&mut self, events: &[&'static str]) -> (&'static str, &'static str) {
        let shared = self.words.shared;
        if self.artist.dice.one_in(4) {
            return (shared.other, self.artist.dice.pick(shared.specified));
        }
        (self.artist.dice.pick(events), "")
    }

    /// The purchases of a report under the heads of their columns, and their totals.
    fn purchases(&mut self, heads: [&str; 6], totals: [&str; 2]) {
        self.artist.cells(&PURCHASES, &heads.map(|head| (head, 1)));
        for row in 0..1 + self.artist.dice.below(4) {
            let (date, shares, method) = (self.date(), self.shares(), self.artist.dice.pick(self.words.shared.methods));
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
        let (shares, paid) = (self.shares(), self.price());
        self.artist.cells(&PURCHASES, &[(totals[0], 1), (&shares, 1), (totals[1], 3), (&paid, 1)]);
        self.notes("purchase_reports.0", &[("total_shares", &shares), ("total_paid", &paid)]);
    }

    /// What ends the report of purchases: the Explanatory Statement, and remarks or none.
    fn explained(&mut self) {
        let shared = self.words.shared;
        let dated = self.date();
        self.paragraph(&format!("{} {dated} {}", shared.explained[0], shared.explained[1]));
        let remarks = if self.artist.dice.one_in(2) { shared.specified[0] } else { "" };
        self.artist.line(&[format!("{} {remarks}", shared.remarks).trim_end()]);
        self.note("purchase_reports.0.explanatory_statement_date", &dated);
        self.note("remarks", remarks);
    }

    fn signed(&mut self) {
        let [by, title] = self.words.shared.signed;
        let name = self.artist.dice.pick(&["Chan Tai Man", "Lau Suk Yi"]);
        self.artist.line(&[&format!("{by} {name}")]);
        self.artist.line(&[&format!("{title} Company Secretary")]);
        self.note("submitted_by", name);
        self.note("title", "Company Secretary");
    }
}
