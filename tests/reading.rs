//! Returns read from the texts of published forms: the same findings as from their transcription.

use std::path::{Path, PathBuf};

use rulecheck::driver::{self, Checked, DiskHost, Done, Fault, MemoryHost, Options, Readings};
use rulecheck::read::canonical;

use crate::corpus::{none_of, root, snapshot};

fn check(inputs: &[&str]) -> Checked {
    let inputs = inputs.iter().map(|input| root().join(input)).collect::<Vec<PathBuf>>();
    driver::check(&DiskHost, &Options { inputs, ..Options::default() }).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What the findings say, without the places, which are those of other files.
fn fails(checked: &Checked) -> Vec<(String, String)> {
    checked.report.findings.iter().map(|finding| (finding.instance.rule.clone(), finding.message.clone())).collect()
}

const PROFILE: &str = "examples/sensetime-2022-09/issuer.yaml";

#[test]
fn the_texts_of_two_filings_give_the_findings_of_their_transcription() {
    let transcribed = check(&["examples/sensetime-2022-09"]);
    let read = check(&["examples/as-published", PROFILE]);
    assert!(!fails(&transcribed).is_empty());
    assert_eq!(fails(&read), fails(&transcribed));
}

#[test]
fn a_finding_points_into_the_published_text() {
    let read = check(&["examples/as-published", PROFILE]);
    let name = |path: &str| Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    for figure in read.report.findings.iter().flat_map(|finding| &finding.figures) {
        let place = &figure.place;
        let in_text = name(&place.path).is_some_and(|name| name.ends_with(".txt"));
        assert!(in_text, "{} of {} stands in {}", figure.label, figure.printed, place.path);
    }
}

/// What is read of a text in `tests/forms`, with the place of each figure.
fn read(name: &str) -> String {
    let options = Options { inputs: vec![root().join("tests/forms").join(name)], ..Options::default() };
    let readings = driver::read(&DiskHost, &options).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(readings.unreadable(), Vec::<String>::new());
    canonical::yaml(&readings.sources, &readings.documents[0]).expect("the text is that of a form")
}

#[test]
fn the_monthly_return_of_2026_is_read_with_treasury_shares_and_public_float() {
    snapshot("monthly_return_of_2026", &read("monthly-return-2026.txt"));
}

#[test]
fn the_next_day_return_of_2025_is_read_in_all_its_sections() {
    snapshot("next_day_return_of_2025", &read("next-day-return-2025.txt"));
}

#[test]
fn many_files_are_read_some_at_a_time_as_they_are_together() {
    let text = std::fs::read_to_string(root().join("tests/forms/next-day-return-2025.txt")).expect("the text of a form");
    let host = (0..70).fold(MemoryHost::default().with("filed/house.rules", "rule broken applies to nothing must yes"), |host, number| {
        host.with(format!("filed/{number:02}.txt"), text.as_str())
    });
    let inputs = vec![PathBuf::from("filed/03.txt"), PathBuf::from("filed"), PathBuf::from("filed/05.txt")];
    let options = Options { inputs, ..Options::default() };
    let yaml = |readings: &Readings| {
        let written = |document| canonical::yaml(&readings.sources, document).expect("a form");
        readings
            .documents
            .iter()
            .map(|document| (readings.sources.get(document.source).name.clone(), written(document)))
            .collect::<Vec<_>>()
    };
    let together = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
    let (mut parts, mut steps, mut problems) = (Vec::new(), Vec::new(), 0);
    let mut take = |readings: Readings, done: Done| -> Result<(), Fault> {
        assert!(readings.documents.len() <= 32, "{} at a time", readings.documents.len());
        parts.extend(yaml(&readings));
        steps.push(done);
        problems += readings.problems.len();
        Ok(())
    };
    driver::read_in_parts(&host, &options, &mut take).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(steps.last(), Some(&Done { files: 70, all: 70 }));
    assert_eq!((problems, together.problems.len()), (1, 1));
    assert_eq!(parts.iter().map(|(name, _)| name).collect::<Vec<_>>(), yaml(&together).iter().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(parts, yaml(&together));
}

/// What is read of a text.
fn read_text(text: String) -> Readings {
    let host = MemoryHost::default().with("forms.txt", text);
    driver::read(&host, &Options { inputs: vec!["forms.txt".into()], ..Options::default() }).unwrap_or_else(|fault| panic!("{fault}"))
}

/// The returns as data, without the places of their figures.
fn as_data(readings: &Readings) -> Vec<String> {
    let values = |text: String| -> String {
        text.lines().map(|line| line.rsplit_once("  # ").map_or(line, |(value, _)| value).trim_end().to_owned() + "\n").collect()
    };
    let all = readings.documents.iter();
    all.map(|document| values(canonical::yaml(&readings.sources, document).expect("the text is that of a form"))).collect()
}

#[test]
fn forms_that_follow_each_other_in_one_file_are_each_read() {
    let form = |name: &str| std::fs::read_to_string(root().join("tests/forms").join(name)).expect("a form");
    let (monthly, next_day) = (form("monthly-return-2026.txt"), form("next-day-return-2025.txt"));
    let alone = |text: &str| as_data(&read_text(text.to_owned()));
    let both: Vec<String> = alone(&monthly).into_iter().chain(alone(&next_day)).collect();
    assert_eq!(both.len(), 2);
    for feed in ["\n", "\n\u{c}"] {
        assert_eq!(as_data(&read_text(format!("{monthly}{feed}{next_day}"))), both);
        let twice = format!("{monthly}{feed}{}", monthly.replace("2026", "2027"));
        assert_eq!(as_data(&read_text(twice)).len(), 2);
    }
    // A title that a page repeats, or a sentence names, begins no form.
    let title = "Monthly Return for Equity Issuer and Hong Kong Depositary Receipts";
    assert_eq!(alone(&format!("{monthly}\n\u{c}\n{title}\n")).len(), 1);
}

#[test]
fn who_has_submitted_a_return_is_read_behind_a_confirmation_that_names_notes() {
    let form = std::fs::read_to_string(root().join("tests/forms/monthly-return-2026.txt")).expect("a form");
    let end = "V. Confirmations\n(viii) the trust deed/deed poll relating to the debenture, loan stock, notes or bonds has been completed\n\
        Submitted by: A Secretary\nTitle: Director\nNotes\n1. The Exchange refers to The Stock Exchange of Hong Kong Limited.\n";
    let head = form.split("V. Confirmations").next().unwrap_or_default();
    let read = as_data(&read_text(format!("{head}{end}")));
    assert!(read[0].contains("submitted_by: A Secretary\ntitle: Director\n"), "{}", read[0]);
}

#[test]
fn texts_that_slid_below_their_labels_are_unreadable_and_not_blank() {
    let form = std::fs::read_to_string(root().join("tests/forms/monthly-return-2026.txt")).expect("a form");
    let head = form.split("Submitted by").next().unwrap_or_default();
    let unreadable = |end: &str| read_text(format!("{head}{end}")).unreadable().len();
    assert_eq!(unreadable("Submitted by: A Secretary\nTitle: Director\n"), 0);
    assert_eq!(unreadable("Submitted by:\n\nTitle:\n\nA Secretary\n\nDirector\n"), 2);
    assert_eq!(unreadable("Submitted by:\nA Secretary\nTitle:\nDirector\n"), 1);
}

#[test]
fn a_version_that_the_pack_does_not_know_is_told_and_those_that_it_knows_are_not() {
    let form = std::fs::read_to_string(root().join("tests/forms/monthly-return-2026.txt")).expect("a form");
    let told = |foot: &str| {
        let readings = read_text(format!("{form}\nFF301\n{foot}\n"));
        readings.problems.iter().map(|problem| format!("{} {}", problem.code, problem.message)).collect::<Vec<_>>()
    };
    for version in ["v 1.0.0", "v 1.0.1", "v 1.0.2", "v 1.1.0", "v 1.1.1", "v 1.2.0"] {
        assert_eq!(told(&format!("Page 9 of 9 {version}")), Vec::<String>::new());
    }
    let message = "unknown-version the form is printed in version `1.9.0`, which is not known here";
    assert_eq!(told("Page 9 of 9 v 1.9.0"), [message]);
    // The number of pages may be glued to the version.
    assert_eq!(told("Page 9 of 9 v 91.2.0"), Vec::<String>::new());
}

#[test]
fn a_currency_before_what_is_no_figure_is_unreadable_and_not_blank() {
    let rules = "form slip \"Slip of shares\"\n  field price \"Price\" price\n  field shares \"Shares\" shares\nend\n\n\
        printed slip\n  known by \"Slip of shares\"\n  line \"Price per share {price}\"\n  line \"Number of shares {shares}\"\nend\n";
    let read = |line: &str| {
        let text = format!("Slip of shares\nPrice per share {line}\nNumber of shares 1,000\n");
        let host = MemoryHost::default().with("slip.rules", rules).with("slip.txt", text);
        let inputs = vec!["slip.txt".into()];
        let options = Options { inputs, rules: vec!["slip.rules".into()], ..Options::default() };
        driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}")).unreadable()
    };
    assert_eq!(read("HKD 5"), Vec::<String>::new());
    assert_eq!(read("HKD"), Vec::<String>::new());
    assert_eq!(read("HKD (Note 1)"), Vec::<String>::new());
    assert_eq!(read("HKD xq ~"), ["slip.txt:2:17: slip.price cannot be read: `HKD xq`"]);
}

/// What is read of the row of a table: its shares, its percentage, the price and what was paid.
fn row_of_table(row: &str) -> Vec<String> {
    let rules = "form slip \"Slip of shares\"\n  list rows \"Rows\"\n    field shares \"Shares\" shares\n    field percent \"Part\" percent\n    \
        field price \"Price\" price\n    field paid \"Paid\" money\n  end\nend\n\n\
        printed slip\n  known by \"Slip of shares\"\n  each rows numbered\n    line \"{shares} {percent} {price} {paid}\"\n  end\nend\n";
    let text = format!("Slip of shares\n1). {row}\n2). 7 1 % HKD 4 HKD 28\n");
    let host = MemoryHost::default().with("slip.rules", rules).with("slip.txt", text);
    let options = Options { inputs: vec!["slip.txt".into()], rules: vec!["slip.rules".into()], ..Options::default() };
    let readings = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
    let data = as_data(&readings).remove(0);
    let row = data.lines().skip_while(|line| !line.contains("- shares")).take(4);
    row.map(|line| line.split_once(':').map_or("", |(_, value)| value).trim().to_owned()).collect()
}

#[test]
fn a_figure_that_recognition_tore_is_unreadable_and_neither_blank_nor_a_part_of_it() {
    let whole = ["3,640", "0.07 %", "HKD 1.05", "HKD 3,822"];
    assert_eq!(row_of_table("3,640 0.07 % HKD 1.05 HKD 3,822"), whole);
    // What is no digit is no part of a figure: the rest of a ruling, a word that is glued to it.
    assert_eq!(row_of_table("0l 0.07% HKD 1.05HKD 3,822On")[0], "0");
    assert_eq!(row_of_table("3,640On 0.07% HKD 1.05HKD 3,822On"), whole);
    // Blanks at the end stay so, with the number of a note behind them too.
    for row in ["3,640 0.07 %", "3,640 0.07 % (Note 2)", "3,640 0.07 % as before"] {
        assert_eq!(row_of_table(row), ["3,640", "0.07 %", "", ""], "{row}");
    }
    let is_kept = |read: &str, whole: &str| read == whole || read.starts_with("{unreadable");
    let mut faults = Vec::new();
    let mut in_place = |at: usize, torn: &str| {
        let mut row = whole;
        row[at] = torn;
        let read = row_of_table(&row.join(" "));
        if !read[at].starts_with("{unreadable") || !read.iter().zip(whole).all(|(read, whole)| is_kept(read, whole)) {
            faults.push(format!("{torn}: {read:?}"));
        }
    };
    for price in [
        "HKD 1.O5",
        "HKD l.05",
        "HKDl.05",
        "HKD1.0l",
        "HKD 1.0I",
        "HKD I.05",
        "HKD 1 .05",
        "HKD 1. 05",
        "HKD 1.提取",
        "HKD 1,0O0",
        "HKD 1,05",
        "HKD O.42",
        "HKD xq",
        "HKD 10S.2",
        "HKD 105.Ol",
    ] {
        in_place(2, price);
    }
    for shares in ["3,64O", "3,OOO", "l,234", "l,OOO", "1OO", "3,640 ,000", "0364"] {
        in_place(0, shares);
    }
    for percent in ["0.O7 %", "O.O7%", "0 .07 %"] {
        in_place(1, percent);
    }
    for last in ["1.提取", "1 xq", "xq 1", "HKD l.xq", "I.xq 5"] {
        let read = row_of_table(&format!("3,640 0.07 % {last}"));
        if !read[2].starts_with("{unreadable") {
            faults.push(format!("{last}: {read:?}"));
        }
    }
    none_of(faults);
}

#[test]
fn an_event_that_recognition_put_behind_the_label_of_its_date_is_read() {
    let form = std::fs::read_to_string(root().join("tests/forms/next-day-return-2025.txt")).expect("a form");
    let events = |text: &str| {
        let data = as_data(&read_text(text.to_owned())).remove(0);
        data.lines().filter(|line| line.contains("event:")).map(str::to_owned).collect::<Vec<_>>()
    };
    let event = "Shares repurchased for cancellation but not yet cancelled";
    let moved = form.replace(&format!("{event} Date of changes"), &format!("Date of changes {event}"));
    assert!(moved != form);
    assert_eq!(events(&moved), events(&form));
}

#[test]
fn a_note_behind_the_name_of_the_issuer_is_no_part_of_it() {
    let rules = "form slip \"Slip of shares\"\n  field issuer_name \"Name of Issuer\" text\n  field remarks \"Remarks\" text\nend\n\n\
        printed slip\n  known by \"Slip of shares\"\n  line \"Name of Issuer: {issuer_name}\"\n  line \"Remarks: {remarks...}\"\nend\n";
    let read = |name: &str| {
        let text = format!("Slip of shares\nName of Issuer: {name}\nRemarks: as before (Note 1)\n");
        let host = MemoryHost::default().with("slip.rules", rules).with("slip.txt", text);
        let options = Options { inputs: vec!["slip.txt".into()], rules: vec!["slip.rules".into()], ..Options::default() };
        let readings = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
        as_data(&readings).remove(0)
    };
    let lines = |name: &str| format!("form: slip\nissuer_name:{name}\nremarks: as before (Note 1)\n");
    for note in ["", " (Note 1)", "(Note)", " (Notes 1 and 2)", " (Notes 1, 2)", " (註1)", "（附註 1及2）"] {
        assert_eq!(read(&format!("Example Inc.{note}")), lines(" Example Inc."), "{note}");
    }
    // Brackets are a part of many a name.
    for name in
        ["Example (China) Limited", "Example Holdings (2)", "Example Notes Limited (Note House)", "Example Inc. (a company of notes)"]
    {
        assert_eq!(read(name), lines(&format!(" {name}")));
    }
    assert_eq!(read("(Note 1)"), lines(""));
}

/// A monthly return in Chinese whose part V has these lines, and what is read of its confirmations and of who submitted it.
fn chinese_confirmations(lines: &str) -> Vec<String> {
    let text = format!(
        "股份發行人及根據《上市規則》第十九B章上市的香港預託證券發行人的證券變動月報表\n截至月份: 2024年3月31日\t狀態: 新提交\n\
         公司名稱: 示例控股有限公司\n呈交日期: 2024年4月5日\nV. 確認\n{lines}"
    );
    let data = as_data(&read_text(text)).remove(0);
    let from = data.lines().skip_while(|line| !line.starts_with("submitted:")).skip(1);
    from.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn confirmations_in_chinese_are_read_where_their_words_are_known_and_never_blank() {
    let signed = "呈交者: 陳大文\n職銜: 公司秘書\n";
    let named = ["submitted_by: 陳大文", "title: 公司秘書"];
    let read = |lines: &str| chinese_confirmations(&format!("{lines}{signed}"));
    assert_eq!(read("不適用\n"), [&["confirmations: Not applicable"][..], &named].concat());
    let items = "我們在此確認，據我們所知所信: (註5)\n(i) 上市發行人已收取其在是次股份發行應得的全部款項;\n(ii) 已履行《上市規則》「上市資格」項下所規定的先決條件;\n\
                 (iv) 每類證券在各方面均屬相同 (註6);\n";
    assert_eq!(read(items), [&["confirmations:", "- {}", "- {}", "- {}"][..], &named].concat());
    // Other words are absent: nothing says that nothing was confirmed.
    assert_eq!(read("我們在此確認，據我們所知所信: (註5)\n(i) 一切均已妥為辦理;\n"), named);
    // What slid below its label is no blank.
    let slid = chinese_confirmations("不適用\n呈交者:\n陳大文\n職銜:\n公司秘書\n");
    assert!(slid.iter().all(|line| !matches!(line.as_str(), "submitted_by:" | "title:")), "{slid:?}");
}
