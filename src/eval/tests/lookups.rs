//! Rows found by a key, and the doubts that an unknown key leaves.

use super::Said::{Fail, Pass, Undetermined};
use super::*;
use crate::ir::LookupKeys;

/// Rows of group and name, and the number of each as its value.
fn world_of(rows: &[(CellState, CellState)]) -> World {
    let mut world = World::new();
    let id = world.report(&[("name", text("b"))]);
    for (place, (group, name)) in rows.iter().enumerate() {
        let value = figure(&(place + 1).to_string());
        world.row(id, &[("group", group.clone()), ("name", name.clone()), ("value", value)]);
    }
    world
}

/// Whether the row that is found is the one of this number.
fn finds(world: &mut World, keys: LookupKeys, number: &str) -> Said {
    let list = world.field("rows");
    let row = world.expr(ExprKind::Lookup { list, keys }, Ty::Record(ShapeId(1)));
    let (value, number) = (world.member(row, 1, "value"), world.number(number));
    let condition = world.compare(value, CompareOp::Equal, number);
    world.says(condition)
}

fn by_key(rows: &[(CellState, CellState)], key: [&str; 2], number: &str) -> Said {
    let mut world = world_of(rows);
    let parts = key.map(|part| world.constant(Value::Text(part.into()), Ty::Text)).to_vec();
    finds(&mut world, LookupKeys::Each(parts), number)
}

#[test]
fn exactly_one_row_is_found() {
    let rows = [(text("ordinary"), text("Class A")), (text("ordinary"), text("Class B")), (text("other"), text("Class B"))];
    assert_eq!(by_key(&rows, ["Ordinary", "B"], "2"), Pass);
    assert_eq!(by_key(&rows, ["other", "b"], "2"), Fail);
    assert_eq!(by_key(&rows, ["other", "a"], "1"), Undetermined(Cause::NoMatch));
    let twice = [rows[0].clone(), rows[0].clone()];
    assert_eq!(by_key(&twice, ["ordinary", "A"], "1"), Undetermined(Cause::NoMatch));
}

#[test]
fn a_row_that_may_agree_leaves_a_doubt() {
    let open = Undetermined(Cause::Unreadable);
    let sure = (text("ordinary"), text("A"));
    assert_eq!(by_key(&[(text("ordinary"), unreadable())], ["ordinary", "A"], "1"), open);
    assert_eq!(by_key(&[sure.clone(), (text("ordinary"), unreadable())], ["ordinary", "A"], "1"), open);
    assert_eq!(by_key(&[sure, (text("other"), unreadable())], ["ordinary", "A"], "1"), Pass);
}

#[test]
fn a_blank_in_a_key_is_a_mark_of_its_own() {
    let rows = [(text("ordinary"), CellState::Blank), (text("ordinary"), text("A"))];
    let mut world = world_of(&rows);
    let row = world.returns.records.iter().position(|record| record.row == 1).expect("a row");
    let of = world.constant(Value::Record(RecordId(row as u32)), Ty::Record(ShapeId(1)));
    assert_eq!(finds(&mut world, LookupKeys::SameAs(of, vec![0, 1]), "1"), Pass);
    assert_eq!(by_key(&rows, ["ordinary", "A"], "2"), Pass);
    assert_eq!(by_key(&[(text("ordinary"), CellState::NotApplicable)], ["ordinary", "A"], "1"), Undetermined(Cause::NoMatch));
}

#[test]
fn any_member_of_the_key_may_agree() {
    let rows = [(text("a"), text("x")), (text("y"), text("B"))];
    let mut world = world_of(&rows);
    let name = world.field("name");
    assert_eq!(finds(&mut world, LookupKeys::Any(name, vec![0, 1]), "2"), Pass);
    let mut world = world_of(&[(text("b"), text("x")), (text("y"), text("b"))]);
    let name = world.field("name");
    assert_eq!(finds(&mut world, LookupKeys::Any(name, vec![0, 1]), "1"), Undetermined(Cause::NoMatch));
}

#[test]
fn an_unknown_key_finds_nothing() {
    let mut world = world_of(&[(text("a"), text("b"))]);
    let filed = world.field("filed");
    assert_eq!(finds(&mut world, LookupKeys::Any(filed, vec![0, 1]), "1"), Undetermined(Cause::Absent));
}
