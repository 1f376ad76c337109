//! Arithmetic, comparisons, currencies, digits shown, days and moments.

use super::Said::{Fail, Pass, Undetermined};
use super::*;
use crate::ir::{ArithmeticOp, Count};
use crate::value::calendar::Calendar;

fn money(op: ArithmeticOp, cost: &str, worth: &str, ty: Ty, expected: &str) -> Said {
    let mut world = World::of(&[("cost", figure(cost)), ("worth", figure(worth))]);
    let (cost, worth) = (world.field("cost"), world.field("worth"));
    let result = world.expr(ExprKind::Arithmetic(op, cost, worth), ty);
    let expected = world.constant(quantity(expected), ty);
    let same = world.compare(result, CompareOp::Equal, expected);
    world.says(same)
}

#[test]
fn currencies_travel_and_never_mix() {
    use ArithmeticOp::{Add, Divide, Multiply, Subtract};
    assert_eq!(money(Add, "USD 1", "USD 2", MONEY, "USD 3"), Pass);
    assert_eq!(money(Add, "USD 1", "2", MONEY, "USD 3"), Pass);
    assert_eq!(money(Add, "0", "HKD 2", MONEY, "USD 2"), Undetermined(Cause::CurrenciesDiffer));
    assert_eq!(money(Subtract, "USD 1", "HKD 2", MONEY, "0"), Undetermined(Cause::CurrenciesDiffer));
    assert_eq!(money(Multiply, "USD 3", "2", MONEY, "USD 6"), Pass);
    assert_eq!(money(Divide, "USD 3", "USD 2", NUMBER, "1.5"), Pass);
    assert_eq!(money(Divide, "USD 3", "2", MONEY, "HKD 1.5"), Undetermined(Cause::CurrenciesDiffer));
    assert_eq!(money(Divide, "USD 3", "0", NUMBER, "1"), Undetermined(Cause::DivisionByZero));
    // A zero with a currency is still of that currency.
    assert_eq!(money(Subtract, "USD 1", "USD 1", MONEY, "HKD 0"), Undetermined(Cause::CurrenciesDiffer));
}

#[test]
fn quotients_are_exact_and_what_is_too_large_is_said() {
    let mut world = World::of(&[("a", figure("1"))]);
    let (a, three) = (world.field("a"), world.number("3"));
    let third = world.expr(ExprKind::Arithmetic(ArithmeticOp::Divide, a, three), NUMBER);
    let whole = world.expr(ExprKind::Arithmetic(ArithmeticOp::Multiply, third, three), NUMBER);
    let same = world.compare(whole, CompareOp::Equal, a);
    assert_eq!(world.says(same), Pass);
    let mut large = world.number("9999999999999999999999999999");
    for _ in 0..8 {
        large = world.expr(ExprKind::Arithmetic(ArithmeticOp::Multiply, large, large), NUMBER);
    }
    let compared = world.compare(large, CompareOp::Greater, a);
    assert_eq!(world.says(compared), Undetermined(Cause::TooLarge));
}

#[test]
fn chains_compare_neighbours() {
    let chain = |a: CellState, b: CellState, c: CellState| {
        let mut world = World::of(&[("a", a), ("b", b), ("c", c)]);
        let (first, b, c) = (world.field("a"), world.field("b"), world.field("c"));
        let rest = vec![(CompareOp::Less, b), (CompareOp::LessOrEqual, c)];
        let condition = world.expr(ExprKind::Compare { first, rest }, Ty::Bool);
        world.says(condition)
    };
    assert_eq!(chain(figure("1"), figure("2"), figure("2")), Pass);
    assert_eq!(chain(figure("2"), figure("2"), figure("3")), Fail);
    assert_eq!(chain(unreadable(), figure("3"), figure("2")), Fail);
    assert_eq!(chain(unreadable(), figure("2"), figure("2")), Undetermined(Cause::Unreadable));
    assert_eq!(chain(figure("1"), unreadable(), figure("2")), Undetermined(Cause::Unreadable));
}

fn agrees(field: &str, stated: &str, bases: &[&str]) -> Said {
    let mut world = World::of(&[(field, figure(stated))]);
    let stated = world.field(field);
    let bases = bases.iter().map(|base| world.number(base)).collect();
    let condition = world.expr(ExprKind::Agrees { stated, bases }, Ty::Bool);
    world.says(condition)
}

#[test]
fn figures_agree_to_the_digits_shown() {
    assert_eq!(agrees("rounded", "0.13", &["0.125"]), Pass);
    assert_eq!(agrees("rounded", "0.13", &["0.135"]), Pass);
    assert_eq!(agrees("rounded", "0.13", &["0.1350001"]), Fail);
    assert_eq!(agrees("rounded", "0.13", &["0.1249999"]), Fail);
    assert_eq!(agrees("rounded", "-0.13", &["-0.135"]), Pass);
    assert_eq!(agrees("cut", "0.13", &["0.139999"]), Pass);
    assert_eq!(agrees("cut", "0.13", &["0.14"]), Fail);
    assert_eq!(agrees("cut", "0.13", &["0.129"]), Fail);
    assert_eq!(agrees("cut", "-0.13", &["-0.139"]), Pass);
    assert_eq!(agrees("cut", "0.00", &["-0.009"]), Pass);
    assert_eq!(agrees("part", "0.01%", &["0.000199"]), Pass);
    assert_eq!(agrees("part", "0.02%", &["0.000199"]), Pass);
    assert_eq!(agrees("part", "0.03%", &["0.000199"]), Fail);
    assert_eq!(agrees("a", "0.13", &["0.1301"]), Fail);
    assert_eq!(agrees("rounded", "0.13", &["7", "0.131"]), Pass);
}

#[test]
fn a_base_that_is_not_known_leaves_the_question_open_unless_another_fits() {
    let judged = |bases: &[(&str, CellState)]| {
        let mut fields = vec![("rounded", figure("1.0"))];
        fields.extend(bases.iter().cloned());
        let mut world = World::of(&fields);
        let stated = world.field("rounded");
        let bases = bases.iter().map(|(name, _)| world.field(name)).collect();
        let condition = world.expr(ExprKind::Agrees { stated, bases }, Ty::Bool);
        world.says(condition)
    };
    let (fits, misses) = (figure("1.04"), figure("2"));
    assert_eq!(judged(&[("a", unreadable()), ("b", fits.clone())]), Pass);
    assert_eq!(judged(&[("a", unreadable()), ("b", misses.clone())]), Undetermined(Cause::Unreadable));
    assert_eq!(judged(&[("a", CellState::NotApplicable), ("b", fits)]), Pass);
    assert_eq!(judged(&[("a", CellState::NotApplicable), ("b", misses)]), Fail);
    assert_eq!(judged(&[("a", CellState::NotApplicable), ("b", CellState::NotApplicable)]), Said::NotApplicable);
}

#[test]
fn at_least_and_at_most_ask_the_whole_interval() {
    let judged = |field: &str, stated: &str, op: CompareOp, limit: &str| {
        let mut world = World::of(&[(field, figure(stated))]);
        let (stated, limit) = (world.field(field), world.number(limit));
        let condition = world.compare(stated, op, limit);
        world.says(condition)
    };
    use CompareOp::{AtLeast, AtMost};
    let open = Undetermined(Cause::Precision);
    assert_eq!(judged("rounded", "0.13", AtLeast, "0.125"), Pass);
    assert_eq!(judged("rounded", "0.13", AtLeast, "0.126"), open);
    assert_eq!(judged("rounded", "0.13", AtLeast, "0.135"), open);
    assert_eq!(judged("rounded", "0.13", AtLeast, "0.1351"), Fail);
    assert_eq!(judged("rounded", "0.13", AtMost, "0.135"), Pass);
    assert_eq!(judged("rounded", "0.13", AtMost, "0.13"), open);
    assert_eq!(judged("cut", "0.13", AtLeast, "0.13"), Pass);
    assert_eq!(judged("cut", "0.13", AtLeast, "0.14"), Fail);
    assert_eq!(judged("cut", "0.13", AtMost, "0.14"), Pass);
    assert_eq!(judged("cut", "0.13", AtMost, "0.139"), open);
    assert_eq!(judged("cut", "-0.13", AtLeast, "-0.14"), Pass);
    assert_eq!(judged("cut", "0.00", AtLeast, "-0.01"), Pass);
    assert_eq!(judged("cut", "0.00", AtLeast, "0"), open);
    assert_eq!(judged("part", "10.00%", AtMost, "0.1"), open);
    assert_eq!(judged("part", "9.99%", AtMost, "0.1"), Pass);
    assert_eq!(judged("a", "0.13", AtLeast, "0.13"), Pass);
    assert_eq!(judged("a", "0.13", AtMost, "0.129"), Fail);
}

fn compared(left: Value, op: CompareOp, right: Value) -> Said {
    let mut world = World::of(&[]);
    let (left, right) = (world.constant(left, Ty::Moment), world.constant(right, Ty::Moment));
    let condition = world.compare(left, op, right);
    world.says(condition)
}

#[test]
fn days_and_moments_compare_as_far_as_the_hour_is_known() {
    use CompareOp::{Equal, Greater, LessOrEqual};
    let limit = || moment("2022-10-07 08:30");
    let on = |text| Value::Date(day(text));
    assert_eq!(compared(moment("2022-10-07 08:30"), LessOrEqual, limit()), Pass);
    assert_eq!(compared(moment("2022-10-07 08:31"), LessOrEqual, limit()), Fail);
    assert_eq!(compared(moment("2022-10-07"), LessOrEqual, limit()), Undetermined(Cause::HourUnknown));
    assert_eq!(compared(moment("2022-10-06"), LessOrEqual, limit()), Pass);
    assert_eq!(compared(on("2022-10-07"), LessOrEqual, limit()), Undetermined(Cause::HourUnknown));
    assert_eq!(compared(limit(), Greater, on("2022-10-06")), Pass);
    assert_eq!(compared(on("2022-10-07"), Equal, on("2022-10-07")), Pass);
    assert_eq!(compared(moment("2022-10-07"), Equal, moment("2022-10-07")), Undetermined(Cause::HourUnknown));
}

#[test]
fn days_are_counted_and_dates_end() {
    let mut world = World::of(&[("day", date("2022-09-30"))]);
    let (opened, thirty) = (world.field("day"), world.number("30"));
    let later = world.expr(ExprKind::Arithmetic(ArithmeticOp::Add, opened, thirty), Ty::Date);
    let between = world.expr(ExprKind::Arithmetic(ArithmeticOp::Subtract, later, opened), Ty::exact(Unit::DAYS));
    let same = world.compare(between, CompareOp::Equal, thirty);
    assert_eq!(world.says(same), Pass);
    let many = world.number("999999999999");
    let beyond = world.expr(ExprKind::Arithmetic(ArithmeticOp::Add, opened, many), Ty::Date);
    let after = world.compare(beyond, CompareOp::Greater, opened);
    assert_eq!(world.says(after), Undetermined(Cause::TooLarge));
}

#[test]
fn business_days_end_with_the_calendar() {
    let mut world = World::of(&[("day", date("2022-09-30"))]);
    let closed = vec![day("2022-10-04")];
    world.program.calendars = vec![Calendar { name: "exchange".to_owned(), first: day("2022-01-01"), last: day("2022-10-10"), closed }];
    let from = world.field("day");
    let fourth = |world: &mut World, ordinal| {
        let day = world.expr(ExprKind::BusinessDay { count: Count::Written(ordinal), before: false, from, calendar: 0 }, Ty::Date);
        let time = world.constant(Value::Time(chrono::NaiveTime::from_hms_opt(8, 30, 0).expect("a time")), Ty::Time);
        world.expr(ExprKind::TimeOn { time, date: day }, Ty::Moment)
    };
    let deadline = fourth(&mut world, 4);
    let expected = world.constant(moment("2022-10-07 08:30"), Ty::Moment);
    let same = world.compare(deadline, CompareOp::Equal, expected);
    assert_eq!(world.says(same), Pass);
    let beyond = fourth(&mut world, 6);
    let same = world.compare(beyond, CompareOp::Equal, expected);
    assert_eq!(world.says(same), Undetermined(Cause::BeyondCalendar));
}

#[test]
fn a_mark_that_does_not_apply_is_the_same_as_another() {
    let says = |name: CellState, group: CellState, op| {
        let mut world = World::of(&[("name", name)]);
        let list = world.field("rows");
        let binder = world.binder(0, list);
        let (name, other) = (world.field("name"), world.row_field(0, "group"));
        let same = world.compare(name, op, other);
        world.rule(same).binders = vec![binder];
        world.row(ReturnId(0), &[("group", group)]);
        said(&world.outcomes()[0])
    };
    let none = || CellState::NotApplicable;
    assert_eq!(says(none(), none(), CompareOp::Equal), Pass);
    assert_eq!(says(none(), none(), CompareOp::Unequal), Fail);
    assert_eq!(says(none(), text("b"), CompareOp::Equal), Fail);
    assert_eq!(says(text("b"), none(), CompareOp::Unequal), Pass);
    assert_eq!(says(none(), unreadable(), CompareOp::Equal), Undetermined(Cause::Unreadable));
    assert_eq!(says(CellState::Blank, none(), CompareOp::Equal), Undetermined(Cause::Blank));
}

#[test]
fn texts_are_the_same_without_regard_to_case() {
    let mut world = World::of(&[("name", text("Class B"))]);
    let (name, b) = (world.field("name"), world.constant(Value::Text("b".into()), Ty::Text));
    let same = world.compare(name, CompareOp::Equal, b);
    assert_eq!(world.says(same), Pass);
}
