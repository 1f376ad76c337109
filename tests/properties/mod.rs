//! What must hold for any input: properties with generated texts and returns. `PROPTEST_CASES=10000` tries each with so many inputs.

mod damaged;
mod detached;
mod format;
mod information;
mod items;
mod nesting;
mod order;
mod relint;
mod scale;
mod tables;
mod texts;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};

/// Tries a property on many inputs, and shows the smallest that it finds against it.
fn for_any<S: Strategy<Value: Debug>>(inputs: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    for_one_in(1, inputs, property);
}

/// The same with only a part of the usual number of inputs, where each of them takes long. A number that is asked for is the number tried.
fn for_one_in<S: Strategy<Value: Debug>>(part: u32, inputs: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config::default();
    let is_asked_for = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if is_asked_for { config.cases } else { config.cases.div_ceil(part) };
    let mut runner = TestRunner::new(Config { failure_persistence: None, max_shrink_iters: 4096, cases, ..config });
    runner.run(inputs, property).unwrap_or_else(|error| panic!("{error}"));
}
