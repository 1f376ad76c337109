//! What the stages of a run cost: `cargo bench`.

mod many;

use std::path::PathBuf;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use rulecheck::source::SourceMap;
use rulecheck::{data, driver, eval, pack, syntax};

const RULES: &[&str] = &[
    include_str!("../rules/hkex/monthly-return.rules"),
    include_str!("../rules/hkex/issued-shares.rules"),
    include_str!("../rules/hkex/buy-backs.rules"),
    include_str!("../rules/hkex/continuity.rules"),
];

const RETURNS: &[&str] = &[
    include_str!("../examples/sensetime-2022-09/issuer.yaml"),
    include_str!("../examples/sensetime-2022-09/monthly-return-2022-09.yaml"),
    include_str!("../examples/sensetime-2022-09/next-day-return-2022-09-23.yaml"),
];

fn standard(sources: &mut SourceMap) -> rulecheck::ir::Program {
    pack::standard(sources).unwrap_or_else(|_| std::process::abort())
}

fn main() {
    divan::main();
}

/// Rule text to tree, in bytes.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let text = RULES.concat();
    let source = SourceMap::default().add("all.rules", text.as_str());
    bencher.counter(BytesCount::of_str(&text)).bench(|| syntax::parse(source, black_box(&text)));
}

/// The embedded pack, ready to judge.
#[divan::bench]
fn start() -> rulecheck::ir::Program {
    standard(&mut SourceMap::default())
}

/// Returns from text to cells, in bytes.
#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    let mut sources = SourceMap::default();
    let program = standard(&mut sources);
    let ids: Vec<_> = RETURNS.iter().enumerate().map(|(at, text)| sources.add(format!("{at}.yaml"), *text)).collect();
    let bytes: usize = RETURNS.iter().map(|text| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| data::load(&program.forms, black_box(&sources), &ids));
}

/// Loaded returns judged by the embedded pack, in instances of rules.
#[divan::bench]
fn evaluate(bencher: Bencher<'_, '_>) {
    let mut sources = SourceMap::default();
    let program = standard(&mut sources);
    let ids: Vec<_> = RETURNS.iter().enumerate().map(|(at, text)| sources.add(format!("{at}.yaml"), *text)).collect();
    let returns = data::load(&program.forms, &sources, &ids).returns;
    let instances = eval::evaluate(&program, &returns).len();
    bencher.counter(ItemsCount::new(instances)).bench(|| eval::evaluate(black_box(&program), black_box(&returns)));
}

/// So many next-day returns of one issuer, each carrying on from the one before.
fn chained(count: i64) -> Vec<String> {
    let day = |at: i64| chrono::NaiveDate::default() + chrono::TimeDelta::days(15_000 + at);
    let text = |at: i64| {
        let (opens, closes) = (day(at), day(at + 1));
        format!(
            "form: next_day_return
submitted: {closes} 18:00
classes:
  - {{kind: Ordinary shares, class: Class B, stock_code: \"00020\", opening_date: {opens}, opening: 1000, rows: [], closing_date: {closes}, closing: 1000}}
purchase_reports:
  - kind: Ordinary shares
    class: Class B
    stock_code: \"00020\"
    purchases: [{{date: {closes}, shares: 10, method: On the Exchange}}]
    bought_to_date: {}
    explanatory_statement_date: {}
",
            10 * (at + 1),
            day(1)
        )
    };
    (0..count).map(text).collect()
}

/// A running total over the returns of one issuer that are linked, in returns.
#[divan::bench(args = [250, 1000])]
fn running_totals(bencher: Bencher<'_, '_>, count: i64) {
    let mut sources = SourceMap::default();
    let program = standard(&mut sources);
    let ids: Vec<_> = chained(count).iter().enumerate().map(|(at, text)| sources.add(format!("{at:04}.yaml"), text.as_str())).collect();
    let judge = || {
        let returns = data::load(&program.forms, &sources, &ids).returns;
        eval::evaluate_rule(&program, &returns, "buy-backs.to-date-is-the-sum").len()
    };
    bencher.counter(ItemsCount::new(ids.len())).bench(judge);
}

/// The same returns only read, to tell what judging them costs.
#[divan::bench(args = [250, 1000])]
fn read_chained(bencher: Bencher<'_, '_>, count: i64) {
    let mut sources = SourceMap::default();
    let program = standard(&mut sources);
    let ids: Vec<_> = chained(count).iter().enumerate().map(|(at, text)| sources.add(format!("{at:04}.yaml"), text.as_str())).collect();
    bencher.counter(ItemsCount::new(ids.len())).bench(|| data::load(&program.forms, &sources, &ids));
}

fn lint_options() -> driver::Options {
    driver::Options { rules: vec!["many".into()], ..driver::Options::default() }
}

/// How many rules were linted; they must be clean.
fn linted(linted: Result<driver::Linted, driver::Fault>) -> usize {
    let report = linted.map(|linted| linted.report).unwrap_or_else(|_| std::process::abort());
    assert_eq!(report.problems, []);
    report.rules
}

/// A thousand rules from text to what the lints say of them, in rules.
#[divan::bench]
fn lint(bencher: Bencher<'_, '_>) {
    let rules = 1_000;
    let host = driver::MemoryHost::default().with("many/all.rules", many::form() + &many::rules(0..rules));
    bencher.counter(ItemsCount::new(rules)).bench(|| linted(driver::lint(&host, black_box(&lint_options()))));
}

/// A session over a thousand rules in so many files, and a file of it before and after an edit of one rule.
fn session_of_many(files: usize) -> (driver::Session, PathBuf, [String; 2]) {
    let of_file = |file: usize| file * 1_000 / files..(file + 1) * 1_000 / files;
    let path = |file: usize| PathBuf::from(format!("many/part-{file:02}.rules"));
    let mut host = driver::MemoryHost::default().with("many/form.rules", many::form());
    for file in 0..files {
        host = host.with(path(file), many::rules(of_file(file)));
    }
    let part = many::rules(of_file(files / 2));
    let edited = [part.replacen("shares <= all", "shares < all", 1), part];
    let mut session = driver::Session::new(Box::new(host), lint_options());
    let clean = session.look().is_ok_and(|looked| looked.diagnostics.is_empty() && looked.rules == 1_000);
    assert!(clean);
    (session, path(files / 2), edited)
}

/// A thousand rules in so many files that were linted before, and again after one edit of one of them, in rules.
#[divan::bench(args = [5, 25])]
fn lint_again(bencher: Bencher<'_, '_>, files: usize) {
    let (mut session, path, edited) = session_of_many(files);
    let mut turn = 0;
    bencher.counter(ItemsCount::new(1_000_usize)).bench_local(|| {
        turn += 1;
        session.update(&path, edited[turn % 2].as_str()).is_ok_and(|looked| looked.diagnostics.is_empty())
    });
}

/// The same while a rule is being written: the edit leaves it broken, and the next one mends it.
#[divan::bench(args = [5, 25])]
fn lint_while_writing(bencher: Bencher<'_, '_>, files: usize) {
    let (mut session, path, [edited, part]) = session_of_many(files);
    let broken = part.replacen("shares <= all", "shares <= ", 1);
    let texts = [broken, edited];
    let mut turn = 0;
    bencher.counter(ItemsCount::new(1_000_usize)).bench_local(|| {
        turn += 1;
        session.update(&path, texts[turn % 2].as_str()).is_ok_and(|looked| looked.diagnostics.is_empty())
    });
}

/// A return whose 1,000 rows are looked up in a table of 100,000, from the texts to the report, in rows of the table.
#[divan::bench]
fn table(bencher: Bencher<'_, '_>) {
    let rules = "table prices \"Prices\"
  key code, day
  field code \"Stock code\" text
  field day \"Day\" date
  field close \"Closing price\" price
end

form trades \"Trades\"
  list rows \"Rows\" key name
    field name \"Name\" text
    field code \"Stock code\" text
    field day \"Day\" date
    field paid \"Price paid\" price
  end
end

rule fair
  \"The price paid is the closing price\"
  applies to trades
  for each r in rows
  must r.paid = prices[r.code, r.day].close
end
";
    let (codes, days) = (4_000, 25);
    let price = |code: usize, day: usize| format!("HKD {}.{:02}", code % 97 + 1, day);
    let mut csv = String::from("code,day,close\n");
    for (code, day) in (0..codes).flat_map(|code| (1..=days).map(move |day| (code, day))) {
        csv.push_str(&format!("{code:05},2022-09-{day:02},{}\n", price(code, day)));
    }
    let mut trades = String::from("form: trades\nrows:\n");
    for row in 0..1_000 {
        let (code, day) = (row * 3 % codes, row % days + 1);
        trades.push_str(&format!("  - {{name: \"{row}\", code: \"{code:05}\", day: 2022-09-{day:02}, paid: {}}}\n", price(code, day)));
    }
    let host = driver::MemoryHost::default().with("p/fair.rules", rules).with("p/prices.csv", csv).with("p/trades.yaml", trades);
    let options = driver::Options {
        inputs: vec!["p/trades.yaml".into(), "p/prices.csv".into()],
        packs: vec!["p/fair.rules".into()],
        ..driver::Options::default()
    };
    bencher.counter(ItemsCount::new(codes * days)).bench(|| {
        let checked = driver::check(&host, black_box(&options)).unwrap_or_else(|_| std::process::abort());
        assert_eq!(checked.report.summary.counts.passed, 1_000);
    });
}
