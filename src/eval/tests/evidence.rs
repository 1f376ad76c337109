//! What is written down behind a verdict, and in which words.

use super::*;
use crate::eval::{derive, row_name};
use crate::ir::{AggregateKind, ArithmeticOp, Step, Template, TemplatePart};
use crate::verdict::{Comparison, Derivation};

/// The evidence of the first verdict.
fn evidence(world: &World) -> Derivation {
    let verdicts = evaluate(&world.program, &world.returns);
    derive(&world.program, &world.returns, &verdicts[0])
}

fn comparison(world: &mut World, assertion: ExprId) -> Comparison {
    world.program.rules.clear();
    world.rule(assertion);
    evidence(world).comparison.expect("a comparison")
}

fn sides(comparison: &Comparison) -> [&str; 4] {
    [&comparison.left.reckoning, &comparison.left.value, comparison.operator, &comparison.right.reckoning]
}

#[test]
fn a_reckoning_shows_its_values() {
    let mut world = World::of(&[("a", figure("1992000000000")), ("cost", figure("USD 0.00000025")), ("worth", figure("USD 49800"))]);
    let (a, cost, worth) = (world.field("a"), world.field("cost"), world.field("worth"));
    let product = world.expr(ExprKind::Arithmetic(ArithmeticOp::Multiply, a, cost), MONEY);
    let assertion = world.compare(product, CompareOp::Equal, worth);
    let comparison = comparison(&mut world, assertion);
    assert_eq!(sides(&comparison), ["1,992,000,000,000 × USD 0.00000025", "USD 498,000", "=", "USD 49,800"]);
    assert!(!comparison.left.stated && comparison.right.stated);
    assert_eq!(comparison.difference.as_deref(), Some("USD 448,200"));
    let root = world.returns.get(ReturnId(0)).root;
    assert_eq!(evidence(&world).cells, [1, 4, 5].map(|slot| world.cell_of(root, slot)));
    assert_eq!(evidence(&world).steps.len(), 8);
}

#[test]
fn parentheses_stand_where_they_are_needed() {
    let mut world = World::of(&[("a", figure("10")), ("b", figure("-3")), ("c", figure("2"))]);
    let (a, b, c) = (world.field("a"), world.field("b"), world.field("c"));
    let of = |world: &mut World, op, left, right| world.expr(ExprKind::Arithmetic(op, left, right), NUMBER);
    use ArithmeticOp::{Add, Divide, Multiply, Subtract};
    let sum = of(&mut world, Add, a, b);
    let difference = of(&mut world, Subtract, c, sum);
    let product = of(&mut world, Multiply, sum, c);
    let quotient = of(&mut world, Divide, a, product);
    for (expr, text) in
        [(sum, "10 + (-3)"), (difference, "2 − (10 + (-3))"), (product, "(10 + (-3)) × 2"), (quotient, "10 ÷ ((10 + (-3)) × 2)")]
    {
        let assertion = world.compare(expr, CompareOp::Equal, a);
        assert_eq!(&*comparison(&mut world, assertion).left.reckoning, text);
    }
}

/// The total of the rows' values beside the field `a`.
fn total_of(values: &[&str]) -> Comparison {
    let mut world = World::new();
    let id = world.report(&[("a", figure("0"))]);
    for value in values {
        world.row(id, &[("value", figure(value))]);
    }
    let (list, value, a) = (world.field("rows"), world.row_field(0, "value"), world.field("a"));
    let binders = vec![world.binder(0, list)];
    let kind = ExprKind::Aggregate { kind: AggregateKind::Total, binders, filter: None, body: Some(value) };
    let total = world.expr(kind, NUMBER);
    let assertion = world.compare(total, CompareOp::Equal, a);
    comparison(&mut world, assertion)
}

#[test]
fn totals_show_their_terms_while_they_are_few() {
    assert_eq!(&*total_of(&["1", "-2", "3"]).left.reckoning, "1 + (-2) + 3");
    assert_eq!(&*total_of(&[]).left.reckoning, "0");
    assert_eq!(&*total_of(&["1"; 13]).left.reckoning, "total of 13 figures (=13)");
}

#[test]
fn a_named_value_shows_how_it_is_reckoned_and_its_cells_decide() {
    let mut world = World::of(&[("a", figure("1")), ("b", figure("2")), ("c", figure("4")), ("flag", truth(true))]);
    let (a, b, c, flag) = (world.field("a"), world.field("b"), world.field("c"), world.field("flag"));
    let sum = world.expr(ExprKind::Arithmetic(ArithmeticOp::Add, a, b), NUMBER);
    let local = world.expr(ExprKind::Local(LocalId(0)), NUMBER);
    let assertion = world.compare(local, CompareOp::Equal, c);
    world.rule(assertion).steps = vec![Step::When(flag), Step::Given { name: "sum".to_owned(), local: LocalId(0), value: sum }];
    let derivation = evidence(&world);
    assert_eq!(&*derivation.comparison.expect("a comparison").left.reckoning, "1 + 2");
    let root = world.returns.get(ReturnId(0)).root;
    assert_eq!(derivation.cells, [1, 2, 3].map(|slot| world.cell_of(root, slot)));
}

#[test]
fn the_pair_that_failed_is_shown() {
    let mut world = World::of(&[("a", figure("1")), ("b", figure("2")), ("c", figure("1"))]);
    let (first, b, c) = (world.field("a"), world.field("b"), world.field("c"));
    let chain = world.expr(ExprKind::Compare { first, rest: vec![(CompareOp::Less, b), (CompareOp::LessOrEqual, c)] }, Ty::Bool);
    let holds = world.compare(first, CompareOp::Equal, c);
    let both = world.expr(ExprKind::And(holds, chain), Ty::Bool);
    let comparison = comparison(&mut world, both);
    assert_eq!(sides(&comparison), ["2", "2", "≤", "1"]);
}

#[test]
fn agreement_names_the_base_and_the_reading() {
    let fitted = |stated: &str, bases: [&str; 2]| {
        let mut world = World::of(&[("part", figure(stated))]);
        let stated = world.field("part");
        let bases = bases.map(|base| world.constant(quantity(base), EXACT_PERCENT)).to_vec();
        let assertion = world.expr(ExprKind::Agrees { stated, bases }, Ty::Bool);
        let comparison = comparison(&mut world, assertion);
        (comparison.fitted.clone(), comparison.difference)
    };
    assert_eq!(fitted("0.01%", ["7%", "0.0109%"]).0.as_deref(), Some("base 2: 0.0109 %, rounded"));
    assert_eq!(fitted("0.01%", ["0.0199%", "7%"]).0.as_deref(), Some("base 1: 0.0199 %, cut"));
    assert_eq!(fitted("0.03%", ["0.01%", "0.02%"]), (None, Some("0.02 %".to_owned())));
}

#[test]
fn agreement_with_rounded_figures_is_within_their_rounding() {
    let fitted = |stated: &str| {
        let mut world = World::of(&[("part", figure(stated)), ("rounded", figure("0.3"))]);
        let (stated, term) = (world.field("part"), world.field("rounded"));
        let ty = world.program.expr(term).ty;
        let base = world.expr(ExprKind::Arithmetic(ArithmeticOp::Add, term, term), ty);
        let assertion = world.expr(ExprKind::Agrees { stated, bases: vec![base] }, Ty::Bool);
        comparison(&mut world, assertion).fitted.clone()
    };
    assert_eq!(fitted("0.6").as_deref(), Some("base 1: 0.3 + 0.3, within the rounding of its figures"));
    assert_eq!(fitted("0.7").as_deref(), Some("base 1: 0.3 + 0.3, within the rounding of its figures"));
    assert_eq!(fitted("0.9"), None);
}

#[test]
fn messages_have_their_holes_filled() {
    let mut world = World::of(&[("a", figure("1")), ("b", figure("1200.50")), ("kind", CellState::Figure(Value::Code(1)))]);
    let (a, b, c, kind) = (world.field("a"), world.field("b"), world.field("c"), world.field("kind"));
    let assertion = world.compare(b, CompareOp::Equal, a);
    let words = |text: &str| TemplatePart::Text(text.to_owned());
    let parts = vec![
        words("From "),
        TemplatePart::Hole { value: b, signed: true },
        words(" "),
        TemplatePart::Hole { value: c, signed: false },
        words(" "),
        TemplatePart::Hole { value: kind, signed: false },
        words(": "),
        TemplatePart::Difference { signed: true },
    ];
    world.rule(assertion).message = Some(Template { parts });
    assert_eq!(evidence(&world).message.as_deref(), Some("From +1,200.5 (not known) Old one: +1,199.5"));
}

#[test]
fn an_unknown_outcome_points_to_the_cell() {
    let mut world = World::of(&[("rows", unreadable())]);
    let list = world.field("rows");
    let binder = world.binder(0, list);
    let assertion = world.constant(Value::Bool(true), Ty::Bool);
    world.rule(assertion).binders = vec![binder];
    let root = world.returns.get(ReturnId(0)).root;
    assert_eq!(evidence(&world).cells, [world.cell_of(root, 14)]);
}

#[test]
fn rows_are_called_by_their_most_particular_mark() {
    let mut world = World::new();
    let id = world.report(&[("day", date("2022-09-30"))]);
    let both = world.row(id, &[("group", text("Ordinary")), ("name", text("Class B"))]);
    let group = world.row(id, &[("group", text("Ordinary")), ("name", CellState::Blank)]);
    let none = world.row(id, &[]);
    let root = world.returns.get(id).root;
    let names = [both, group, none, root].map(|record| row_name(&world.program, &world.returns, record));
    assert_eq!(names, ["Class B", "Ordinary", "row 3", "The report, 30 September 2022"]);
}
