//! Rules about shares alone do not know how many shares there are: multiplying all of them changes no outcome.

use std::collections::{BTreeMap, BTreeSet};

use rulecheck::ir::{ExprId, ExprKind, Program, Rule};
use rulecheck::ty::{Ty, Unit};
use rulecheck::value::Value;
use rulecheck::verdict::Outcome;

use crate::returns::{Key, Rules, Texts};

/// The ids of expressions that stand in a debug text, which has all of them.
fn ids(debug: &str) -> impl Iterator<Item = ExprId> + '_ {
    debug.split("ExprId(").skip(1).filter_map(|rest| rest.split(')').next()?.parse().ok()).map(ExprId)
}

/// Every expression of a rule.
fn reachable(program: &Program, rule: &Rule) -> BTreeSet<ExprId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<ExprId> = ids(&format!("{rule:?}")).collect();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(ids(&format!("{:?}", program.expr(id).kind)));
        }
    }
    found
}

/// Whether every quantity of the rule counts shares, and none is a constant other than 0.
fn is_of_shares_alone(program: &Program, rule: &Rule) -> bool {
    reachable(program, rule).into_iter().all(|id| {
        let expr = program.expr(id);
        let is_constant = match &expr.kind {
            ExprKind::Constant(Value::Quantity(quantity)) => !quantity.number.is_zero(),
            ExprKind::Parameter(_) => true,
            _ => false,
        };
        !is_constant && !matches!(expr.ty, Ty::Quantity { unit, .. } if unit != Unit::SHARES)
    })
}

#[test]
fn multiplying_all_shares_changes_no_outcome() {
    let rules = Rules::embedded();
    let texts = Texts::two_months();
    let figures = rules.figures(&texts);
    let of_shares: BTreeSet<&str> =
        rules.program.rules.iter().filter(|rule| is_of_shares_alone(&rules.program, rule)).map(|rule| rule.name.as_str()).collect();
    assert!(of_shares.len() >= 10, "the pack has rules about shares alone: {of_shares:?}");
    let outcomes = |texts: &Texts| -> BTreeMap<Key, String> {
        let judged = rules.judge(texts);
        let outcomes = judged.outcomes(&rules.program);
        let name = |outcome: &Outcome| match outcome {
            Outcome::Undetermined(unknown) => format!("{:?}", unknown.cause),
            decided => format!("{decided:?}"),
        };
        outcomes.into_iter().filter(|(key, _)| of_shares.contains(key.0.as_str())).map(|(key, outcome)| (key, name(outcome))).collect()
    };
    // The first return as filed, and with one figure wrong, so that passes and fails are among the outcomes.
    let wrong = texts.with(
        figures.iter().filter(|figure| figure.shape == "monthly_return.issued" && figure.field == "opening").map(|f| (f, "7".to_owned())),
    );
    for texts in [texts, wrong] {
        let figures = rules.figures(&texts);
        let expected = outcomes(&texts);
        for factor in [2i128, 3, 7, 1000] {
            let scaled =
                figures.iter().filter(|figure| matches!(figure.ty, Ty::Quantity { unit: Unit::SHARES, .. })).filter_map(|figure| {
                    let shares: i128 = figure.printed.replace(',', "").parse().ok()?;
                    Some((figure, (shares * factor).to_string()))
                });
            assert_eq!(outcomes(&texts.with(scaled)), expected, "times {factor}");
        }
    }
}
