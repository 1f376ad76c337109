//! What the stages of a run cost: `cargo bench`.

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

/// A file of many rules, each with something else in it.
fn many_rules(count: usize) -> String {
    let mut text = String::from("form table \"Table\"\n  list rows \"Rows\" key name\n    field name \"Name\" text\n");
    (0..40).for_each(|field| text.push_str(&format!("    field f{field} \"Column {field}\" shares blank is 0 part of total\n")));
    text.push_str("    field total \"Total\" shares\n  end\nend\n");
    for rule in 0..count {
        let (a, b, c) = (rule % 40, (rule / 40 + 1) % 40, (rule / 7) % 40);
        text.push_str(&format!(
            "
rule group-{}.rule-{rule}
  \"Column {a} goes with column {b}\"
  applies to table
  cites \"House rule {rule}\"
  effective from 2009-01-01
  for each r in rows where r.f{c} > {rule} shares
  given moved = r.f{a} + r.f{b}
  given all = total of x.f{a} - x.f{c} for each x in rows where x.f{b} >= {rule} shares
  when r.total > 0
  must moved + {rule} shares <= all * 2
    else \"{{r.f{a}}} and {{r.f{b}}} make {{moved}}, not {{all}}; the difference is {{difference}}.\"
    doubt r.f{a}, r.f{b}
end
",
            rule % 50
        ));
    }
    text
}

/// A thousand rules from text to what the lints say of them, in rules.
#[divan::bench]
fn lint(bencher: Bencher<'_, '_>) {
    let rules = 1_000;
    let host = driver::MemoryHost::default().with("many.rules", many_rules(rules));
    let options = driver::Options { rules: vec!["many.rules".into()], ..driver::Options::default() };
    bencher.counter(ItemsCount::new(rules)).bench(|| match driver::lint(&host, black_box(&options)) {
        Ok(linted) => {
            assert_eq!(linted.report.problems, []);
            linted.report.rules
        }
        Err(_) => 0,
    });
}
