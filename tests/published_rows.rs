//! The standard pack over years of published rows, where a corpus of them is present: each finding is one that `docs/backtest.md` judges.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use rulecheck::driver::{self, DiskHost, Fault, Host, Listing, MemoryHost, Options, Reader};
use rulecheck::read::document::Limits;
use rulecheck::report::{Finding, Grade, Instance, Report};
use serde_json::{Value, json};

use crate::corpus::{corpus, none_of, read};

/// A finding: where the rows are from, which return it is about, and the rule.
type Found = (String, String, String);

/// Documents of a source by their names.
type Documents = Vec<(String, Value)>;

fn parsed(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a value is printed as; a row that lacks it leaves the cell out.
fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Without the cells that a row lacks, which are then absent and not blank.
fn without_nulls(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(|value| *value = without_nulls(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| *value = without_nulls(value.take())),
        _ => {}
    }
    value
}

/// A next-day return that holds one row of the daily report of share repurchases.
fn purchase(code: &str, date: &str, row: Value, total: (Value, Value)) -> Value {
    without_nulls(json!({
        "form": "next_day_return",
        "submitted": date,
        "purchase_reports": [{
            "kind": "Ordinary shares",
            "class": "Not applicable",
            "stock_code": format!("{code:0>5}"),
            "purchases": [row],
            "total_shares": total.0,
            "total_paid": total.1,
        }],
    }))
}

/// The rows of buy-backs that a site has collected from the daily reports.
fn buy_backs(folder: &Path) -> Documents {
    let all = parsed(&folder.join("hk-buybacks-json/hk-buybacks.json"));
    let rows = all["buybacks"].as_array().cloned().unwrap_or_default();
    let document = |row: Value| {
        let currency = printed(&row["currency"]).unwrap_or_else(|| "HKD".to_owned());
        let money = |value: &Value| printed(value).map(|amount| format!("{currency} {amount}"));
        let (code, date) = (printed(&row["stockCode"]).unwrap_or_default(), printed(&row["tradingDate"]).unwrap_or_default());
        let is_here = printed(&row["method"]).is_none_or(|method| method == "Exchange" || method == "On the Exchange");
        let (shares, paid) = (json!(printed(&row["shares"])), json!(money(&row["aggregateHKD"])));
        let bought = json!({
            "date": date,
            "shares": shares,
            "method": if is_here { "On the Exchange" } else { "On another stock exchange" },
            "highest_price": money(&row["priceHigh"]),
            "lowest_price": money(&row["priceLow"]),
            "paid": paid,
        });
        let venue = if is_here { "" } else { "-abroad" };
        (format!("{date}-{code:0>5}{venue}"), purchase(&code, &date, bought, (shares.clone(), paid.clone())))
    };
    rows.into_iter().map(document).collect()
}

/// The rows of five daily reports of 2017.
fn daily_reports(folder: &Path) -> Documents {
    let path = folder.join("srrpt-2017/rows.psv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document = |line: &str| {
        let cells: Vec<Option<&str>> = line.split('|').map(|cell| (cell != "-").then_some(cell)).collect();
        let cell = |at: usize| cells.get(at).copied().flatten();
        let date = cell(4).unwrap_or_default().replace('/', "-");
        let code = cell(2).unwrap_or_default();
        let method = if cell(9) == Some("Exchange") { "On the Exchange" } else { "On another stock exchange" };
        let row = json!({
            "date": date, "shares": cell(5), "method": method, "highest_price": cell(6), "lowest_price": cell(7), "paid": cell(8),
        });
        let mut document = purchase(code, &date, row, (json!(cell(5)), json!(cell(8))));
        document["purchase_reports"][0]["bought_to_date"] = json!(cell(10));
        document["purchase_reports"][0]["bought_percent"] = json!(cell(11));
        (format!("{date}-{code:0>5}"), without_nulls(document))
    };
    text.lines().skip(1).map(document).collect()
}

/// The closing balances of monthly returns that a site has taken out of them, with the days on which they were filed.
fn closings(folder: &Path) -> Documents {
    let folder = folder.join("circular-ca-json/docs/data/ca");
    let listing = DiskHost.list(&folder);
    let Ok(Listing::Folder(files)) = listing else { panic!("{} is no folder", folder.display()) };
    let mut documents = Vec::new();
    for file in files {
        let all = parsed(&file);
        let code = printed(&all["code"]).unwrap_or_default();
        for row in all["monthly"].as_array().into_iter().flatten() {
            let period = printed(&row["period"]).unwrap_or_default();
            let first = NaiveDate::parse_from_str(&format!("{period}-01"), "%Y-%m-%d").expect("a month");
            let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).expect("a day");
            let document = json!({
                "form": "monthly_return",
                "period_end": last.to_string(),
                "status": "New Submission",
                "submitted": row["filing_date"],
                "issued": [{
                    "kind": "Ordinary shares",
                    "class": "Not applicable",
                    "listed": "Yes",
                    "stock_code": code,
                    "closing": printed(&row["issued_shares"]),
                }],
            });
            documents.push((format!("{period}-{code}"), without_nulls(document)));
        }
    }
    documents
}

/// Each with a name of its own: a second row of one issuer and day is numbered.
fn named(mut documents: Documents) -> Documents {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in &mut documents {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name.push_str(&format!("-no-{count}"));
        }
    }
    documents
}

fn judged(documents: &Documents) -> Result<Report, Fault> {
    let file = |name: &str| format!("{name}.json");
    let inputs = documents.iter().map(|(name, _)| file(name).into()).collect();
    let host = documents.iter().fold(MemoryHost::default(), |host, (name, document)| host.with(file(name), document.to_string()));
    let reader = Reader::Here { limits: Limits::default() };
    Ok(driver::check(&host, &Options { inputs, reader, ..Options::default() })?.report)
}

/// The published forms of the corpus, each alone, for they are excerpts of different years.
fn filings(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(Listing::Folder(files)) = DiskHost.list(folder) else { panic!("{} is no folder", folder.display()) };
    let texts = files.into_iter().filter(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("text") && name.ends_with(".txt")
    });
    let named = texts.map(|path| (path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/"), path));
    named.collect()
}

/// Whether a finding says that something is wrong; a note tells what is unusual and lawful.
fn is_grave(finding: &Finding) -> bool {
    finding.instance.grade != Grade::Note
}

/// The findings that the page judges: the rows of its table, by source, return and rule.
fn judgements() -> BTreeSet<Found> {
    let page = read("docs/backtest.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")).map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    let findings = rows.filter(|cells| cells.len() >= 4 && cells.get(2).is_some_and(|rule| rule.starts_with('`')));
    findings.map(|cells| (cells[0].to_owned(), cells[1].to_owned(), cells[2].trim_matches('`').to_owned())).collect()
}

#[test]
fn every_finding_on_published_rows_is_judged() {
    let Some(folder) = corpus() else {
        eprintln!("NOT MEASURED: RULECHECK_CORPUS names no folder of published filings");
        return;
    };
    let mut found: BTreeSet<Found> = BTreeSet::new();
    let sources: [(&str, Documents); 3] =
        [("buy-backs", buy_backs(&folder)), ("daily reports", daily_reports(&folder)), ("closings", closings(&folder))];
    for (source, documents) in sources.map(|(source, documents)| (source, named(documents))) {
        let report = judged(&documents).unwrap_or_else(|fault| panic!("{source}: {fault}"));
        let counts = &report.summary.counts;
        let read = report.inputs.iter().filter(|input| input.form.is_some()).count();
        assert_eq!(read, documents.len(), "{source}: a row was not read as a return");
        println!(
            "{source}: {} rows; {} pass, {} fail, {} not applicable, {} undetermined",
            documents.len(),
            counts.passed,
            counts.failed,
            counts.not_applicable,
            counts.undetermined
        );
        found.extend(report.findings.into_iter().filter(is_grave).map(|finding| {
            let Instance { path, rule, .. } = finding.instance;
            (source.to_owned(), path.trim_end_matches(".json").to_owned(), rule)
        }));
    }
    let filings = filings(&folder);
    println!("filings: {} texts", filings.len());
    for (name, path) in filings {
        let options = Options { inputs: vec![path], reader: Reader::Here { limits: Limits::default() }, ..Options::default() };
        let Ok(checked) = driver::check(&DiskHost, &options) else { continue };
        found.extend(
            checked.report.findings.into_iter().filter(is_grave).map(|finding| ("filings".to_owned(), name.clone(), finding.instance.rule)),
        );
    }
    let judged = judgements();
    let wrong = found.difference(&judged).map(|found| format!("not judged in docs/backtest.md: {found:?}"));
    none_of(wrong.chain(judged.difference(&found).map(|gone| format!("judged, but no longer found: {gone:?}"))).collect());
}
