//! Outcomes depend neither on the order of the files, nor of the rules, nor of the rows in a list.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rulecheck::eval;

use super::for_any;
use crate::returns::{Judged, Rules, Texts, lists};

/// Every verdict with its rows by name, in order of the words.
fn named(rules: &Rules, judged: &Judged) -> BTreeMap<String, usize> {
    let mut named = BTreeMap::new();
    for verdict in &judged.verdicts {
        let rows: Vec<String> = verdict.rows.iter().map(|&row| eval::row_name(&rules.program, &judged.returns, row)).collect();
        let (rule, path, _) = judged.key(&rules.program, verdict);
        let outcome = format!("{:?}", verdict.outcome);
        // The id of the cell that a cause points at changes with the order; the cause does not.
        let outcome = outcome.split("CellId").next().unwrap_or_default().split("ReturnId").next().unwrap_or_default().to_owned();
        *named.entry(format!("{rule} {path} {rows:?} {outcome}")).or_insert(0) += 1;
    }
    named
}

#[test]
fn the_order_of_files_and_rules_changes_nothing() {
    let rules = Rules::embedded();
    let texts = Texts::two_months();
    let expected = named(&rules, &rules.judge(&texts));
    let orders = (Just(texts.0.clone()).prop_shuffle(), Just(rules.program.rules.clone()).prop_shuffle());
    for_any(&orders, |(texts, order)| {
        let mut turned = Rules::embedded();
        turned.program.rules = order;
        prop_assert_eq!(&named(&turned, &turned.judge(&Texts(texts))), &expected);
        Ok(())
    });
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let rules = Rules::embedded();
    let texts = Texts::two_months();
    // Rows without a key are named by their number, which does change.
    let by_key = |judged: &Judged| -> BTreeMap<String, usize> {
        named(&rules, judged).into_iter().filter(|(line, _)| !line.contains("\"row ")).collect()
    };
    let expected = by_key(&rules.judge(&texts));
    let mut tried = 0;
    for (file, (_, text)) in texts.0.iter().enumerate() {
        for items in lists(text).into_iter().filter(|items| items.len() > 1) {
            let mut turned = texts.clone();
            let range = items[0].start..items[items.len() - 1].end;
            let words: String = items.iter().rev().map(|item| &text[item.clone()]).collect();
            turned.0[file].1.replace_range(range, &words);
            assert_eq!(by_key(&rules.judge(&turned)), expected, "the list at byte {} of {}", items[0].start, texts.0[file].0);
            tried += 1;
        }
    }
    assert!(tried > 10, "the example has lists");
}
