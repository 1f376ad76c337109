//! The return before, the other returns of a form, and the profile.

use super::Said::{Fail, Pass, Undetermined};
use super::*;
use crate::ir::AggregateKind;
use crate::value::About;

/// Whether the field `a` of the previous report is 1, for the last report that was filed.
fn previous_is_one(world: &mut World) -> Said {
    let previous = world.expr(ExprKind::Previous(REPORT), Ty::Record(ShapeId(0)));
    let (a, one) = (world.member(previous, 0, "a"), world.number("1"));
    let condition = world.compare(a, CompareOp::Equal, one);
    world.program.rules.clear();
    world.rule(condition);
    said(world.outcomes().last().expect("a verdict"))
}

#[test]
fn previous_is_the_month_before_and_never_the_nearest() {
    let mut world = World::new();
    let first = world.report(&[("day", date("2022-07-31")), ("a", figure("1"))]);
    world.report(&[("day", date("2022-09-30"))]);
    assert_eq!(previous_is_one(&mut world), Undetermined(Cause::NotLoaded));
    let unknown = &evaluate(&world.program, &world.returns)[1].outcome;
    assert!(matches!(unknown, Outcome::Undetermined(unknown) if unknown.about == About::PreviousOf(ReturnId(1), REPORT.0)));
    world.returns.returns[first.0 as usize].date = Some(day("2022-08-31"));
    assert_eq!(previous_is_one(&mut world), Pass);
    let again = world.report(&[("day", date("2022-08-30")), ("a", figure("1"))]);
    world.report(&[("day", date("2022-09-29"))]);
    assert_eq!(previous_is_one(&mut world), Undetermined(Cause::NoMatch));
    world.returns.returns[again.0 as usize].superseded_by = Some(first);
    assert_eq!(previous_is_one(&mut world), Pass);
}

#[test]
fn a_date_that_cannot_be_read_leaves_a_doubt_which_is_the_month_before() {
    let mut world = World::new();
    world.report(&[("day", unreadable()), ("a", figure("1"))]);
    world.report(&[("day", date("2022-09-30"))]);
    assert_eq!(previous_is_one(&mut world), Undetermined(Cause::Unreadable));
}

#[test]
fn previous_closes_where_this_one_opens() {
    let mut world = World::new();
    let filed = |world: &mut World, name: &str, opens: &str, closes: &str| {
        let id = world.file(NOTICE, &[("a", figure("1"))]);
        world.row(id, &[("group", text("g")), ("name", text(name)), ("opens", date(opens)), ("closes", date(closes))]);
        id
    };
    filed(&mut world, "B", "2022-09-01", "2022-09-05");
    filed(&mut world, "A", "2022-09-01", "2022-09-06");
    filed(&mut world, "Class B", "2022-09-05", "2022-09-06");
    let previous = world.expr(ExprKind::Previous(NOTICE), Ty::Record(ShapeId(2)));
    let expected = world.constant(Value::Record(world.returns.get(ReturnId(0)).root), Ty::Record(ShapeId(2)));
    let condition = world.compare(previous, CompareOp::Equal, expected);
    world.rule(condition).form = NOTICE;
    let all: Vec<Said> = world.outcomes().iter().map(said).collect();
    assert_eq!(all, [Undetermined(Cause::NotLoaded), Undetermined(Cause::NotLoaded), Pass]);
    filed(&mut world, "B", "2022-09-02", "2022-09-05");
    assert_eq!(said(&world.outcomes()[2]), Undetermined(Cause::NoMatch));
}

/// An aggregate over the other notices: whether their field `a` is 1, or their total or count is.
fn others(kind: AggregateKind, filed: &[&str]) -> Said {
    let mut world = World::of(&[]);
    for a in filed {
        world.file(NOTICE, &[("a", figure(a))]);
    }
    let list = world.expr(ExprKind::Returns(NOTICE), Ty::Returns(NOTICE));
    let binders = vec![world.binder(0, list)];
    let local = world.expr(ExprKind::Local(LocalId(0)), Ty::Record(ShapeId(2)));
    let (a, one) = (world.member(local, 2, "a"), world.number("1"));
    let is_one = world.compare(a, CompareOp::Equal, one);
    let quantified = matches!(kind, AggregateKind::Every | AggregateKind::Some);
    let body = Some(if quantified { is_one } else { a });
    let whole = world.expr(ExprKind::Aggregate { kind, binders, filter: None, body }, if quantified { Ty::Bool } else { NUMBER });
    let condition = if quantified { whole } else { world.compare(whole, CompareOp::Equal, one) };
    world.says(condition)
}

#[test]
fn collections_of_returns_are_open() {
    use AggregateKind::{Count, Every, Largest, Smallest, Some, Total};
    let open = Undetermined(Cause::OpenCollection);
    for kind in [Count, Largest, Smallest, Total] {
        assert_eq!(others(kind, &["1"]), open);
        assert_eq!(others(kind, &[]), open);
    }
    assert_eq!(others(Every, &[]), open);
    assert_eq!(others(Every, &["1"]), open);
    assert_eq!(others(Every, &["1", "2"]), Fail);
    assert_eq!(others(Some, &[]), open);
    assert_eq!(others(Some, &["2"]), open);
    assert_eq!(others(Some, &["2", "1"]), Pass);
}

#[test]
fn for_each_over_returns_is_never_silent() {
    let mut world = World::of(&[]);
    let list = world.expr(ExprKind::Returns(NOTICE), Ty::Returns(NOTICE));
    let outer = world.binder(0, list);
    let local = world.expr(ExprKind::Local(LocalId(0)), Ty::Record(ShapeId(2)));
    let rows = world.member(local, 2, "rows");
    let inner = world.binder(1, rows);
    let (value, one) = (world.row_field(1, "value"), world.number("1"));
    let assertion = world.compare(value, CompareOp::Equal, one);
    world.rule(assertion).binders = vec![outer, inner];
    let verdicts = evaluate(&world.program, &world.returns);
    assert_eq!(verdicts.len(), 1);
    assert!(verdicts[0].rows.is_empty());
    let Outcome::Undetermined(unknown) = verdicts[0].outcome else { panic!("undetermined") };
    assert_eq!((unknown.cause, unknown.about), (Cause::NotLoaded, About::Others(ReturnId(0), NOTICE.0)));
    let id = world.file(NOTICE, &[]);
    world.row(id, &[("value", figure("1"))]);
    world.row(id, &[("value", figure("2"))]);
    assert_eq!(world.outcomes(), [Outcome::Pass, Outcome::Fail]);
}

#[test]
fn the_profile_is_loaded_or_named_as_missing() {
    let mut world = World::of(&[]);
    let profile = world.expr(ExprKind::Profile(PROFILE), Ty::Record(ShapeId(4)));
    let (a, one) = (world.member(profile, 4, "a"), world.number("1"));
    let condition = world.compare(a, CompareOp::Equal, one);
    assert_eq!(world.says(condition), Undetermined(Cause::NotLoaded));
    world.file(PROFILE, &[("a", figure("1"))]);
    assert_eq!(world.says(condition), Pass);
}

#[test]
fn superseded_returns_are_not_judged() {
    let mut world = World::of(&[]);
    let amendment = world.report(&[]);
    world.returns.returns[0].superseded_by = Some(amendment);
    let assertion = world.constant(Value::Bool(true), Ty::Bool);
    world.rule(assertion);
    let verdicts = evaluate(&world.program, &world.returns);
    assert_eq!(verdicts.iter().map(|verdict| verdict.subject).collect::<Vec<_>>(), [amendment]);
}
