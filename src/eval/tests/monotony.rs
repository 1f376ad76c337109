//! Learning what could not be read never turns one outcome into another.

use super::*;
use crate::ir::{AggregateKind, ArithmeticOp, LookupKeys, Step};

const STATES: [fn() -> CellState; 6] =
    [|| figure("0"), || figure("1"), || figure("2"), || CellState::Blank, || CellState::NotApplicable, unreadable];

const UNREADABLE: usize = 5;

/// Conditions over `a`, `b`, `c` and two rows with the values of `a` and `b`, through every kind of operator.
fn conditions(world: &mut World) -> Vec<ExprId> {
    let (a, b, c) = (world.field("a"), world.field("b"), world.field("c"));
    let one = world.number("1");
    let mut simple = vec![
        world.compare(a, CompareOp::Equal, b),
        world.compare(b, CompareOp::Less, c),
        world.compare(c, CompareOp::AtLeast, one),
        world.expr(ExprKind::Presence { cell: a, missing: false }, Ty::Bool),
        world.expr(ExprKind::Presence { cell: b, missing: true }, Ty::Bool),
        world.expr(ExprKind::Agrees { stated: a, bases: vec![b, c] }, Ty::Bool),
        world.expr(ExprKind::Compare { first: a, rest: vec![(CompareOp::LessOrEqual, b), (CompareOp::Unequal, c)] }, Ty::Bool),
    ];
    for op in [ArithmeticOp::Add, ArithmeticOp::Subtract, ArithmeticOp::Multiply, ArithmeticOp::Divide] {
        let number = world.expr(ExprKind::Arithmetic(op, a, b), NUMBER);
        simple.push(world.compare(number, CompareOp::Equal, c));
    }
    let largest = world.expr(ExprKind::Extreme { largest: true, of: vec![a, b, one] }, NUMBER);
    simple.push(world.compare(largest, CompareOp::Equal, c));
    simple.extend(over_rows(world));
    let mut all = simple.clone();
    for (place, &left) in simple.iter().enumerate() {
        let right = simple[(place * 5 + 3) % simple.len()];
        let condition = simple[(place * 7 + 1) % simple.len()];
        all.push(world.expr(ExprKind::And(left, right), Ty::Bool));
        all.push(world.expr(ExprKind::Or(left, right), Ty::Bool));
        all.push(world.expr(ExprKind::Not(left), Ty::Bool));
        all.push(world.expr(ExprKind::If { condition, then: left, otherwise: right }, Ty::Bool));
    }
    all
}

/// Aggregates with a filter, and a lookup by a key that may be unreadable.
fn over_rows(world: &mut World) -> Vec<ExprId> {
    let list = world.field("rows");
    let (value, name) = (world.row_field(7, "value"), world.row_field(7, "name"));
    let (one, c) = (world.number("1"), world.field("c"));
    let filter = Some(world.compare(name, CompareOp::GreaterOrEqual, one));
    let is_one = world.compare(value, CompareOp::Equal, one);
    let mut conditions = Vec::new();
    use AggregateKind::{Count, Every, Largest, Smallest, Some as Any, Total};
    for kind in [Total, Count, Largest, Smallest, Every, Any] {
        let binders = vec![world.binder(7, list)];
        let quantified = matches!(kind, Every | Any);
        let body = Some(if quantified { is_one } else { value });
        let whole = world.expr(ExprKind::Aggregate { kind, binders, filter, body }, if quantified { Ty::Bool } else { NUMBER });
        conditions.push(if quantified { whole } else { world.compare(whole, CompareOp::Equal, one) });
    }
    let row = world.expr(ExprKind::Lookup { list, keys: LookupKeys::Any(c, vec![1]) }, Ty::Record(ShapeId(1)));
    let found = world.member(row, 1, "value");
    conditions.push(world.compare(found, CompareOp::Equal, one));
    conditions
}

fn world_of(states: [usize; 3]) -> World {
    let [a, b, c] = states.map(|state| STATES[state]());
    let mut world = World::new();
    let id = world.report(&[("a", a.clone()), ("b", b.clone()), ("c", c.clone())]);
    world.row(id, &[("name", b.clone()), ("value", a)]);
    world.row(id, &[("name", c), ("value", b)]);
    world
}

/// The outcome of each condition, first as what is asserted, then as what makes the rule apply.
fn outcomes(states: [usize; 3]) -> Vec<Outcome> {
    let mut world = world_of(states);
    let conditions = conditions(&mut world);
    for (place, &condition) in conditions.iter().enumerate() {
        world.rule(condition).name = format!("asserted-{place}");
        let asserted = conditions[(place + 2) % conditions.len()];
        let rule = world.rule(asserted);
        rule.name = format!("when-{place}");
        rule.steps = vec![Step::When(condition)];
    }
    world.outcomes()
}

#[test]
fn what_is_learned_never_turns_one_outcome_into_another() {
    let all: Vec<Vec<Outcome>> = (0..216).map(|i| outcomes([i % 6, i / 6 % 6, i / 36])).collect();
    let mut settled = 0;
    for (place, before) in all.iter().enumerate() {
        for step in [1, 6, 36].into_iter().filter(|step| place / step % 6 == UNREADABLE) {
            for learned in 0..UNREADABLE {
                let after = &all[place - (UNREADABLE - learned) * step];
                for (rule, (before, after)) in before.iter().zip(after).enumerate() {
                    if !matches!(before, Outcome::Undetermined(_)) {
                        assert_eq!(before, after, "rule {rule}, states {place}, learned {learned} at {step}");
                        settled += 1;
                    }
                }
            }
        }
    }
    assert!(settled > 1000);
}
