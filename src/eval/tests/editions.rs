//! Editions of rules and of parameters, with known and unknown dates.

use super::Said::{Fail, NotApplicable, Pass, Undetermined};
use super::*;
use crate::ir::{Parameter, ParameterEdition, ParameterId};

fn window(from: &str, until: &str) -> Window {
    let bound = |text: &str| (!text.is_empty()).then(|| day(text));
    Window { from: bound(from), until: bound(until) }
}

/// Two editions: the field `a` is 1 until 2019, and 2 from 2021 on.
fn two_editions(world: &mut World) {
    let (a, one, two) = (world.field("a"), world.number("1"), world.number("2"));
    let (before, after) = (world.compare(a, CompareOp::Equal, one), world.compare(a, CompareOp::Equal, two));
    world.rule(before).window = window("", "2019-12-31");
    world.rule(after).window = window("2021-01-01", "");
}

#[test]
fn the_date_chooses_the_edition() {
    for (day, expected) in [("2019-12-31", Pass), ("2020-06-01", NotApplicable), ("2021-01-01", Fail)] {
        let mut world = World::of(&[("day", date(day)), ("a", figure("1"))]);
        two_editions(&mut world);
        let verdicts = evaluate(&world.program, &world.returns);
        assert_eq!(verdicts.len(), 1);
        assert_eq!(said(&verdicts[0].outcome), expected);
        assert_eq!(verdicts[0].rule, if expected == Fail { RuleId(1) } else { FIRST });
    }
}

#[test]
fn an_unknown_date_is_undetermined_unless_the_editions_agree() {
    let judged = |a: CellState| {
        let mut world = World::of(&[("day", unreadable()), ("a", a)]);
        two_editions(&mut world);
        let outcomes = world.outcomes();
        assert_eq!(outcomes.len(), 1);
        said(&outcomes[0])
    };
    assert_eq!(judged(figure("1")), Undetermined(Cause::EditionUnknown));
    assert_eq!(judged(figure("3")), Undetermined(Cause::EditionUnknown));
    assert_eq!(judged(CellState::NotApplicable), NotApplicable);
}

#[test]
fn by_names_the_date_and_a_moment_has_one() {
    for (filed, expected) in [("2019-12-31 09:00", Pass), ("2021-01-01", Fail)] {
        let mut world = World::of(&[("filed", CellState::Figure(moment(filed))), ("a", figure("1"))]);
        two_editions(&mut world);
        let by = world.field("filed");
        world.program.rules.iter_mut().for_each(|rule| rule.by = Some(by));
        assert_eq!(said(&world.outcomes()[0]), expected);
    }
}

/// A rule that the field `a` is at most the limit, which is 1 from 2010 to 2019 and 2 from 2020.
fn limited(world: &mut World) {
    let edition = |from: &str, until: &str, value: &str| ParameterEdition {
        window: window(from, until),
        value: quantity(value),
        cites: Vec::new(),
        span: HERE,
        is_set: false,
    };
    let editions = vec![edition("2010-01-01", "2019-12-31", "1"), edition("2020-01-01", "", "2")];
    world.program.parameters =
        vec![Parameter { name: "limit".to_owned(), title: String::new(), ty: NUMBER, pack: String::new(), editions }];
    let (a, limit) = (world.field("a"), world.expr(ExprKind::Parameter(ParameterId(0)), NUMBER));
    let assertion = world.compare(a, CompareOp::LessOrEqual, limit);
    world.rule(assertion);
}

#[test]
fn parameters_take_the_date_of_the_rule() {
    for (day, expected) in [("2009-12-31", Undetermined(Cause::NoEdition)), ("2019-12-31", Fail), ("2020-01-01", Pass)] {
        let mut world = World::of(&[("day", date(day)), ("a", figure("1.5"))]);
        limited(&mut world);
        assert_eq!(said(&world.outcomes()[0]), expected);
    }
    let mut world = World::of(&[("day", unreadable()), ("a", figure("1.5"))]);
    limited(&mut world);
    assert_eq!(said(&world.outcomes()[0]), Undetermined(Cause::EditionUnknown));
    world.program.rules[0].window = window("2020-01-01", "");
    assert_eq!(said(&world.outcomes()[0]), Undetermined(Cause::EditionUnknown));
}

#[test]
fn with_the_same_answer_on_every_day_no_date_is_needed() {
    let mut world = World::of(&[("day", unreadable()), ("a", figure("1.5"))]);
    limited(&mut world);
    world.program.parameters[0].editions[0].window.from = None;
    world.program.parameters[0].editions[0].value = quantity("7");
    assert_eq!(said(&world.outcomes()[0]), Pass);
}

#[test]
fn a_rule_without_dates_needs_none() {
    let mut world = World::of(&[("day", CellState::Blank), ("a", figure("1"))]);
    let (a, one) = (world.field("a"), world.number("1"));
    let assertion = world.compare(a, CompareOp::Equal, one);
    assert_eq!(world.says(assertion), Pass);
}
