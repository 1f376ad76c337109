//! What the stages of a run cost: `cargo bench`.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use rulecheck::source::SourceMap;
use rulecheck::{data, eval, pack, syntax};

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
