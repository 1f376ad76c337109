//! Kleene logic, `if`, `when`, presence, and every state of a cell beside every kind of operator.

use super::Said::{Fail, NotApplicable, Pass, Undetermined};
use super::*;
use crate::ir::{ArithmeticOp, Step};
use crate::value::number::Rounding;

/// A world whose flag is true, false, not applicable or unknown, by the letter.
fn flag(letter: char) -> CellState {
    match letter {
        't' => truth(true),
        'f' => truth(false),
        'n' => CellState::NotApplicable,
        _ => unreadable(),
    }
}

fn letter(said: Said) -> char {
    match said {
        Pass => 't',
        Fail => 'f',
        NotApplicable => 'n',
        Undetermined(_) => 'u',
    }
}

/// Two conditions of which each may be anything: the flag of the report, and that of the profile in its first field.
fn table(build: fn(&mut World, ExprId, ExprId) -> ExprId) -> String {
    let mut results = String::new();
    for left in "tfnu".chars() {
        for right in "tfnu".chars() {
            let mut world = World::of(&[("flag", flag(left)), ("filed", flag(right))]);
            let (left, right) = (world.field("flag"), world.field("filed"));
            let both = build(&mut world, left, right);
            results.push(letter(world.says(both)));
        }
        results.push(' ');
    }
    results
}

#[test]
fn and_is_decided_by_false_or_by_true_then_unknown_then_not_applicable() {
    assert_eq!(table(|world, left, right| world.expr(ExprKind::And(left, right), Ty::Bool)), "tfnu ffff nfnu ufuu ");
    assert_eq!(table(|world, left, right| world.expr(ExprKind::Or(left, right), Ty::Bool)), "tttt tfnu tnnu tuuu ");
}

#[test]
fn strict_operators_let_not_applicable_absorb() {
    assert_eq!(table(|world, left, right| world.compare(left, CompareOp::Equal, right)), "tfnu ftnu nnnn uunu ");
    assert_eq!(table(|world, left, _| world.expr(ExprKind::Not(left), Ty::Bool)), "ffff tttt nnnn uuuu ");
}

#[test]
fn an_unknown_condition_leaves_both_branches_open() {
    let choose = |world: &mut World, condition, then| {
        let otherwise = world.constant(Value::Bool(false), Ty::Bool);
        world.expr(ExprKind::If { condition, then, otherwise }, Ty::Bool)
    };
    assert_eq!(table(choose), "tfnu ffff nnnn uuuu ");
    let both = |world: &mut World, condition, then| world.expr(ExprKind::If { condition, then, otherwise: then }, Ty::Bool);
    assert_eq!(table(both), "tfnu tfnu nnnn uunu ");
}

#[test]
fn conditions_of_a_rule_are_joined_and_then_the_assertion_speaks() {
    let judged = |first: char, second: char, asserted: bool| {
        let mut world = World::of(&[("flag", flag(first)), ("filed", flag(second))]);
        let (first, second) = (world.field("flag"), world.field("filed"));
        let asserted = world.constant(Value::Bool(asserted), Ty::Bool);
        world.rule(asserted).steps = vec![Step::When(first), Step::When(second)];
        letter(said(&world.outcomes()[0]))
    };
    let all: String = "tfnu".chars().flat_map(|first| "tfnu".chars().map(move |second| judged(first, second, true))).collect();
    assert_eq!(all, "tnnunnnnnnnuunuu");
    assert_eq!(judged('t', 't', false), 'f');
    assert_eq!(judged('u', 'f', false), 'n');
}

#[test]
fn a_given_holds_what_it_was_given() {
    let mut world = World::of(&[("a", figure("3")), ("b", CellState::NotApplicable)]);
    let (a, b) = (world.field("a"), world.field("b"));
    let local = world.expr(ExprKind::Local(LocalId(0)), NUMBER);
    let three = world.number("3");
    let assertion = world.compare(local, CompareOp::Equal, three);
    world.rule(assertion).steps = vec![Step::Given { name: "x".to_owned(), local: LocalId(0), value: a }];
    world.rule(assertion).name = "other".to_owned();
    world.program.rules[1].steps = vec![Step::Given { name: "x".to_owned(), local: LocalId(0), value: b }];
    assert_eq!(world.outcomes(), [Outcome::Pass, Outcome::NotApplicable]);
}

#[test]
fn presence_is_of_what_is_printed() {
    let answer = |state: CellState| {
        let mut world = World::of(&[("a", state)]);
        let cell = world.field("a");
        let present = world.expr(ExprKind::Presence { cell, missing: false }, Ty::Bool);
        let missing = world.expr(ExprKind::Presence { cell, missing: true }, Ty::Bool);
        (world.says(present), world.says(missing))
    };
    assert_eq!(answer(figure("0")), (Pass, Fail));
    assert_eq!(answer(CellState::Blank), (Fail, Pass));
    assert_eq!(answer(CellState::NotApplicable), (Fail, Pass));
    assert_eq!(answer(unreadable()), (Undetermined(Cause::Unreadable), Undetermined(Cause::Unreadable)));
    assert_eq!(answer(CellState::Absent), (Undetermined(Cause::Absent), Undetermined(Cause::Absent)));
}

#[test]
fn presence_of_lists_and_records() {
    let mut world = World::new();
    let id = world.report(&[]);
    let list = world.field("rows");
    let present = world.expr(ExprKind::Presence { cell: list, missing: false }, Ty::Bool);
    assert_eq!(world.says(present), Fail);
    world.row(id, &[]);
    assert_eq!(world.says(present), Pass);
    let profile = world.expr(ExprKind::Profile(PROFILE), Ty::Record(ShapeId(4)));
    let loaded = world.expr(ExprKind::Presence { cell: profile, missing: false }, Ty::Bool);
    assert_eq!(world.says(loaded), Undetermined(Cause::NotLoaded));
    world.file(PROFILE, &[]);
    assert_eq!(world.says(loaded), Pass);
    for (state, expected) in [(CellState::Blank, Fail), (unreadable(), Undetermined(Cause::Unreadable))] {
        let mut world = World::of(&[("rows", state)]);
        let list = world.field("rows");
        let present = world.expr(ExprKind::Presence { cell: list, missing: false }, Ty::Bool);
        assert_eq!(world.says(present), expected);
    }
}

/// Each kind of strict operator over the field `a`, as a condition.
fn operators_over_a(world: &mut World) -> Vec<ExprId> {
    let (a, one) = (world.field("a"), world.number("1"));
    let numbers = [
        world.expr(ExprKind::Negate(a), NUMBER),
        world.expr(ExprKind::Absolute(a), NUMBER),
        world.expr(ExprKind::Arithmetic(ArithmeticOp::Add, one, a), NUMBER),
        world.expr(ExprKind::Arithmetic(ArithmeticOp::Subtract, a, one), NUMBER),
        world.expr(ExprKind::Arithmetic(ArithmeticOp::Multiply, one, a), NUMBER),
        world.expr(ExprKind::Arithmetic(ArithmeticOp::Divide, a, one), NUMBER),
        world.expr(ExprKind::Extreme { largest: true, of: vec![one, a] }, NUMBER),
        world.expr(ExprKind::Round { value: a, places: 0, rounding: Rounding::Floor }, NUMBER),
        world.expr(ExprKind::Let { local: LocalId(1), value: one, body: a }, NUMBER),
    ];
    let mut conditions: Vec<ExprId> = numbers.map(|number| world.compare(one, CompareOp::LessOrEqual, number)).to_vec();
    conditions.push(world.expr(ExprKind::Agrees { stated: a, bases: vec![one] }, Ty::Bool));
    conditions.push(world.expr(ExprKind::Agrees { stated: one, bases: vec![a] }, Ty::Bool));
    conditions.push(world.compare(a, CompareOp::AtLeast, one));
    conditions.push(world.compare(one, CompareOp::Unequal, a));
    conditions.push(world.expr(ExprKind::IsCode { value: a, options: vec![0] }, Ty::Bool));
    conditions
}

#[test]
fn every_cause_passes_through_every_operator() {
    let states = [
        (CellState::Blank, Undetermined(Cause::Blank)),
        (unreadable(), Undetermined(Cause::Unreadable)),
        (CellState::Absent, Undetermined(Cause::Absent)),
        (CellState::NotApplicable, NotApplicable),
    ];
    for (state, expected) in states {
        let mut world = World::of(&[("a", state)]);
        for condition in operators_over_a(&mut world) {
            assert_eq!(world.says(condition), expected, "{:?}", world.program.expr(condition).kind);
        }
    }
}

#[test]
fn the_form_says_what_a_blank_means() {
    for state in [CellState::Blank, CellState::NotApplicable, figure("0")] {
        let mut world = World::of(&[("moved", state)]);
        let (moved, zero) = (world.field("moved"), world.number("0"));
        let condition = world.compare(moved, CompareOp::Equal, zero);
        assert_eq!(world.says(condition), Pass);
    }
}

#[test]
fn the_deepest_nesting_is_judged() {
    let mut world = World::of(&[("a", figure("1")), ("flag", truth(true))]);
    let (mut sum, one, mut flag) = (world.field("a"), world.number("1"), world.field("flag"));
    for _ in 0..256 {
        sum = world.expr(ExprKind::Arithmetic(ArithmeticOp::Add, one, sum), NUMBER);
        flag = world.expr(ExprKind::Not(flag), Ty::Bool);
    }
    let expected = world.number("257");
    let same = world.compare(sum, CompareOp::Equal, expected);
    let both = world.expr(ExprKind::And(flag, same), Ty::Bool);
    assert_eq!(world.says(both), Pass);
    let verdicts = evaluate(&world.program, &world.returns);
    assert!(crate::eval::derive(&world.program, &world.returns, &verdicts[0]).steps.len() > 512);
}
