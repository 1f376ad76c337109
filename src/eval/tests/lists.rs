//! Totals, counts, extremes, `every` and `some` over rows, and lists of which nothing is known.

use super::Said::{Fail, NotApplicable, Pass, Undetermined};
use super::*;
use crate::ir::AggregateKind::{self, Count, Every, Largest, Smallest, Some as Any, Total};

/// An aggregate over the rows, whose values and filters (the row's name is `in`, `out`, unreadable, not applicable) are given.
fn over(kind: AggregateKind, rows: &[(CellState, CellState)], limit: &str) -> Said {
    let mut world = World::new();
    let id = world.report(&[]);
    for (name, value) in rows {
        world.row(id, &[("name", name.clone()), ("value", value.clone())]);
    }
    let condition = aggregate(&mut world, kind, limit);
    world.says(condition)
}

/// `KIND of r.value for each r in rows where r.name = "in"`, compared with the limit.
fn aggregate(world: &mut World, kind: AggregateKind, limit: &str) -> ExprId {
    let list = world.field("rows");
    let binders = vec![world.binder(1, list)];
    let (name, value) = (world.row_field(1, "name"), world.row_field(1, "value"));
    let (chosen, limit) = (world.constant(Value::Text("in".into()), Ty::Text), world.number(limit));
    let filter = Some(world.compare(name, CompareOp::Equal, chosen));
    match kind {
        Every | Any => {
            let body = Some(world.compare(value, CompareOp::Equal, limit));
            world.expr(ExprKind::Aggregate { kind, binders, filter, body }, Ty::Bool)
        }
        _ => {
            let body = (kind != Count).then_some(value);
            let number = world.expr(ExprKind::Aggregate { kind, binders, filter, body }, NUMBER);
            world.compare(number, CompareOp::Equal, limit)
        }
    }
}

#[test]
fn empty_lists() {
    assert_eq!(over(Total, &[], "0"), Pass);
    assert_eq!(over(Count, &[], "0"), Pass);
    assert_eq!(over(Largest, &[], "0"), Undetermined(Cause::NoMatch));
    assert_eq!(over(Smallest, &[], "0"), Undetermined(Cause::NoMatch));
    assert_eq!(over(Every, &[], "0"), Pass);
    assert_eq!(over(Any, &[], "0"), Fail);
}

#[test]
fn rows_that_are_chosen_count() {
    let rows = [(text("in"), figure("1")), (text("out"), unreadable()), (text("in"), figure("2"))];
    assert_eq!(over(Total, &rows, "3"), Pass);
    assert_eq!(over(Count, &rows, "2"), Pass);
    assert_eq!(over(Largest, &rows, "2"), Pass);
    assert_eq!(over(Smallest, &rows, "1"), Pass);
    assert_eq!(over(Every, &rows, "1"), Fail);
    assert_eq!(over(Any, &rows, "1"), Pass);
}

#[test]
fn what_is_not_known_of_a_row_is_not_known_of_the_whole() {
    let open = Undetermined(Cause::Unreadable);
    let term = [(text("in"), figure("1")), (text("in"), unreadable())];
    let choice = [(text("in"), figure("1")), (unreadable(), figure("1"))];
    for kind in [Total, Largest, Smallest, Every] {
        assert_eq!(over(kind, &term, "1"), open, "{kind:?}");
    }
    for kind in [Total, Count, Largest] {
        assert_eq!(over(kind, &choice, "1"), open, "{kind:?}");
    }
    assert_eq!(over(Count, &term, "2"), Pass);
    assert_eq!(over(Every, &choice, "1"), Pass);
    assert_eq!(over(Every, &choice, "2"), Fail);
    assert_eq!(over(Any, &term, "1"), Pass);
    assert_eq!(over(Any, &choice, "2"), Fail);
    assert_eq!(over(Any, &term, "2"), open);
}

#[test]
fn a_chosen_term_that_does_not_apply_absorbs() {
    let term = [(text("in"), unreadable()), (text("in"), CellState::NotApplicable)];
    assert_eq!(over(Total, &term, "1"), NotApplicable);
    assert_eq!(over(Largest, &term, "1"), NotApplicable);
    let unmarked = [(text("in"), figure("1")), (CellState::NotApplicable, figure("2"))];
    assert_eq!(over(Total, &unmarked, "1"), Pass);
    let left_out = [(text("in"), figure("1")), (text("out"), CellState::NotApplicable)];
    assert_eq!(over(Total, &left_out, "1"), Pass);
    let open = [(unreadable(), CellState::NotApplicable)];
    assert_eq!(over(Total, &open, "0"), Undetermined(Cause::Unreadable));
    assert_eq!(over(Every, &term, "1"), Undetermined(Cause::Unreadable));
}

#[test]
fn lists_of_which_nothing_is_known() {
    for (state, cause) in [(CellState::Blank, Cause::Blank), (unreadable(), Cause::Unreadable), (CellState::Absent, Cause::Absent)] {
        for kind in [Total, Count, Largest, Smallest, Every, Any] {
            let mut world = World::of(&[("rows", state.clone())]);
            let condition = aggregate(&mut world, kind, "0");
            assert_eq!(world.says(condition), Undetermined(cause));
        }
    }
}

#[test]
fn totals_of_mixed_currencies_are_refused() {
    let rows = [(text("in"), figure("USD 1")), (text("in"), figure("HKD 1"))];
    for kind in [Total, Largest] {
        assert_eq!(over(kind, &rows, "2"), Undetermined(Cause::CurrenciesDiffer));
    }
}

/// A rule for each row, that asserts that the value is 1.
fn for_each(world: &mut World) -> &mut Rule {
    let list = world.field("rows");
    let (value, one) = (world.row_field(0, "value"), world.number("1"));
    let binder = world.binder(0, list);
    let assertion = world.compare(value, CompareOp::Equal, one);
    let rule = world.rule(assertion);
    rule.binders = vec![binder];
    rule
}

#[test]
fn a_rule_has_an_instance_for_each_row() {
    let mut world = World::new();
    let id = world.report(&[]);
    for_each(&mut world);
    assert!(world.outcomes().is_empty());
    let rows: Vec<RecordId> = ["1", "2"].iter().map(|value| world.row(id, &[("value", figure(value))])).collect();
    let verdicts = evaluate(&world.program, &world.returns);
    assert_eq!(verdicts.iter().map(|verdict| verdict.rows.clone()).collect::<Vec<_>>(), [[rows[0]], [rows[1]]]);
    assert_eq!(world.outcomes(), [Outcome::Pass, Outcome::Fail]);
}

#[test]
fn a_list_that_cannot_be_read_is_one_undetermined_instance() {
    let mut world = World::of(&[("rows", unreadable())]);
    for_each(&mut world);
    let verdicts = evaluate(&world.program, &world.returns);
    assert_eq!(verdicts.len(), 1);
    assert!(verdicts[0].rows.is_empty());
    assert_eq!(said(&verdicts[0].outcome), Undetermined(Cause::Unreadable));
}

#[test]
fn a_rule_leaves_out_rows_but_never_those_that_it_cannot_judge() {
    let mut world = World::new();
    let id = world.report(&[]);
    for name in [text("in"), text("out"), CellState::NotApplicable, unreadable()] {
        world.row(id, &[("name", name), ("value", figure("1"))]);
    }
    let (name, chosen) = (world.row_field(0, "name"), world.constant(Value::Text("in".into()), Ty::Text));
    let filter = world.compare(name, CompareOp::Equal, chosen);
    for_each(&mut world).filter = Some(filter);
    let said: Vec<Said> = world.outcomes().iter().map(said).collect();
    assert_eq!(said, [Pass, Undetermined(Cause::Unreadable)]);
}
