//! Tests of reading rule files.

use super::ast::*;
use super::*;
use crate::value::number::Number;

/// Every construct of the language.
const SAMPLE: &str = include_str!("sample.rules");

fn read(text: &str) -> Parse {
    parse(SourceId(0), text)
}

/// The diagnostics of a text, one a line: code, message, the underlined text, and help where there is any.
fn shown(text: &str) -> String {
    let mut lines = String::new();
    for diagnostic in read(text).diagnostics {
        let under = &text[diagnostic.primary.span.range()];
        lines += &format!("{}: {} [{under}]", diagnostic.code.id, diagnostic.message);
        lines += &diagnostic.help.map_or(String::new(), |help| format!(" {help}"));
        lines += &diagnostic.fix.map_or(String::new(), |fix| format!(" ({} for {:?})", fix.replacement.trim(), &text[fix.span.range()]));
        lines += "\n";
    }
    lines
}

fn rule_with(clauses: &str) -> String {
    format!("rule a.b\n  applies to f\n  {clauses}\nend\n")
}

/// The condition of a rule, which must be right.
fn condition(text: &str) -> Expr {
    let text = rule_with(&format!("must {text}"));
    let read = read(&text);
    assert_eq!(shown(&text), "", "{text}");
    match read.file.items.into_iter().next() {
        Some(Item::Rule(RuleDecl { assertion: Some(assertion), .. })) => assertion.condition,
        other => panic!("{other:?}"),
    }
}

/// An expression with all its brackets.
fn bracketed(expr: &Expr) -> String {
    let all = |exprs: &[Expr]| exprs.iter().map(bracketed).collect::<Vec<_>>().join(", ");
    let rows = |binders: &[Binder], filter: &Option<Box<Expr>>| {
        let binders = binders.iter().map(|b| format!("{} in {}", b.name.text, bracketed(&b.list))).collect::<Vec<_>>().join(", ");
        binders + &filter.as_ref().map_or(String::new(), |filter| format!(" where {}", bracketed(filter)))
    };
    match &expr.kind {
        ExprKind::Literal(Literal::Number(n)) => n.to_string(),
        ExprKind::Literal(Literal::Time(hour, minute)) => format!("{hour}:{minute}"),
        ExprKind::Literal(literal) => format!("{literal:?}"),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Member(of, name) => format!("{}.{}", bracketed(of), name.text),
        ExprKind::Lookup(of, keys) => format!("{}[{}]", bracketed(of), all(keys)),
        ExprKind::Call(name, arguments) => format!("{}({})", name.text, all(arguments)),
        ExprKind::Of(name, of) => format!("({} of {})", name.text, bracketed(of)),
        ExprKind::Extreme(kind, values) => format!("{kind:?}({})", all(values)),
        ExprKind::Within(of, window) => {
            let word = match window {
                Window::Between(..) => "between",
                Window::Month(_) => "of month",
                Window::Since(_) => "since",
            };
            let bounds: Vec<String> = window.bounds().into_iter().map(bracketed).collect();
            format!("({} {word} {})", bracketed(of), bounds.join(", "))
        }
        ExprKind::Whichever(values) => format!("Whichever({})", all(values)),
        ExprKind::Previous(name) => format!("(previous {})", name.text),
        ExprKind::Negate(of) => format!("(- {})", bracketed(of)),
        ExprKind::Not(of) => format!("(not {})", bracketed(of)),
        ExprKind::Arithmetic(op, a, b) => format!("({} {op:?} {})", bracketed(a), bracketed(b)),
        ExprKind::And(a, b) => format!("({} and {})", bracketed(a), bracketed(b)),
        ExprKind::Or(a, b) => format!("({} or {})", bracketed(a), bracketed(b)),
        ExprKind::Compare(a, chain) => {
            chain.iter().fold(format!("({}", bracketed(a)), |text, (op, e)| format!("{text} {op:?} {}", bracketed(e))) + ")"
        }
        ExprKind::Agrees { stated, bases } => format!("({} agrees {})", bracketed(stated), all(bases)),
        ExprKind::IsPresent(of) => format!("({} present)", bracketed(of)),
        ExprKind::IsMissing(of) => format!("({} missing)", bracketed(of)),
        ExprKind::IsCode(of, names) => {
            format!("({} is {})", bracketed(of), names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("|"))
        }
        ExprKind::If { condition, then, otherwise } => {
            format!("(if {} then {} else {})", bracketed(condition), bracketed(then), bracketed(otherwise))
        }
        ExprKind::Aggregate { kind, binders, filter, body } => {
            let body = body.as_ref().map_or(String::new(), |body| bracketed(body) + " ");
            format!("({kind:?} {body}for {})", rows(binders, filter))
        }
        ExprKind::BusinessDay { count, before, from, calendar } => {
            format!("({} {} {} in {})", counted(count), if *before { "before" } else { "after" }, bracketed(from), calendar.text)
        }
        ExprKind::BusinessDays { count, before, from, calendar } => {
            format!("(the {} {} {} in {})", counted(count), if *before { "before" } else { "after" }, bracketed(from), calendar.text)
        }
        ExprKind::BusinessDaysBetween { after, until, calendar } => {
            format!("({} to {} in {})", bracketed(after), bracketed(until), calendar.text)
        }
        ExprKind::Months { months, before, from, short } => {
            format!("({} {} {} {short:?})", counted(months).replace(" days", ""), if *before { "before" } else { "after" }, bracketed(from))
        }
        ExprKind::Round { value, places, rounding } => format!("({rounding:?} {places} {})", bracketed(value)),
        ExprKind::TimeOn { time, date } => format!("({} on {})", bracketed(time), bracketed(date)),
    }
}

fn counted(count: &Count) -> String {
    match count {
        Count::Ordinal(place) => place.to_string(),
        Count::Number(number) => format!("{number} days"),
        Count::Named(name) => format!("{} days", bracketed(name)),
    }
}

/// The expressions directly below one, and the spans of its names.
fn below(expr: &Expr) -> (Vec<&Expr>, Vec<Span>) {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Name(_) => (vec![], vec![]),
        ExprKind::Previous(name) => (vec![], vec![name.span]),
        ExprKind::Member(of, name) | ExprKind::Of(name, of) => (vec![of], vec![name.span]),
        ExprKind::Lookup(of, keys) => (std::iter::once(&**of).chain(keys).collect(), vec![]),
        ExprKind::Call(name, arguments) => (arguments.iter().collect(), vec![name.span]),
        ExprKind::Extreme(_, values) | ExprKind::Whichever(values) => (values.iter().collect(), vec![]),
        ExprKind::Within(of, window) => (std::iter::once(&**of).chain(window.bounds()).collect(), vec![]),
        ExprKind::Negate(of) | ExprKind::Not(of) | ExprKind::IsPresent(of) | ExprKind::IsMissing(of) => (vec![of], vec![]),
        ExprKind::Arithmetic(_, a, b) | ExprKind::And(a, b) | ExprKind::Or(a, b) => (vec![a, b], vec![]),
        ExprKind::Compare(a, chain) => (std::iter::once(&**a).chain(chain.iter().map(|(_, e)| e)).collect(), vec![]),
        ExprKind::Agrees { stated, bases } => (std::iter::once(&**stated).chain(bases).collect(), vec![]),
        ExprKind::IsCode(of, names) => (vec![of], names.iter().map(|name| name.span).collect()),
        ExprKind::If { condition, then, otherwise } => (vec![condition, then, otherwise], vec![]),
        ExprKind::Aggregate { binders, filter, body, .. } => (
            binders.iter().map(|b| &b.list).chain(filter.as_deref()).chain(body.as_deref()).collect(),
            binders.iter().map(|b| b.name.span).collect(),
        ),
        ExprKind::BusinessDay { count, from, calendar, .. } | ExprKind::BusinessDays { count, from, calendar, .. } => {
            (count.named().into_iter().chain([&**from]).collect(), vec![calendar.span])
        }
        ExprKind::BusinessDaysBetween { after, until, calendar } => (vec![after, until], vec![calendar.span]),
        ExprKind::Months { months, from, .. } => (months.named().into_iter().chain([&**from]).collect(), vec![]),
        ExprKind::Round { value, .. } => (vec![value], vec![]),
        ExprKind::TimeOn { time, date } => (vec![time, date], vec![]),
    }
}

fn check_spans(text: &str, expr: &Expr, parent: Span) {
    let inside = |span: Span| {
        assert!(parent.start <= span.start && span.end <= parent.end, "{:?} in {:?}", &text[span.range()], &text[parent.range()]);
        let words = &text[span.range()];
        assert_eq!(words.trim(), words);
        assert!(!words.is_empty());
    };
    inside(expr.span);
    if let ExprKind::Name(name) = &expr.kind
        && !text[expr.span.range()].starts_with('(')
    {
        assert_eq!(&text[expr.span.range()], name);
    }
    let (exprs, names) = below(expr);
    names.into_iter().for_each(inside);
    exprs.into_iter().for_each(|inner| check_spans(text, inner, expr.span));
}

#[test]
fn the_sample_is_read_whole() {
    assert_eq!(shown(SAMPLE), "");
    let file = read(SAMPLE).file;
    assert_eq!(file.items.len(), 15);
    assert_eq!(file.comments.len(), 4);
    for comment in &file.comments {
        assert!(SAMPLE[comment.range()].starts_with("--"));
    }
    assert_eq!(&SAMPLE[file.comments[0].range()], "-- The sample of all constructs. “Quoted” in a comment — 股份.");
}

#[test]
fn line_ends_of_windows_change_nothing_but_places() {
    let windows = SAMPLE.replace('\n', "\r\n");
    assert_eq!(shown(&windows), "");
    let parse = read(&windows);
    assert_eq!(parse.file.items.len(), 15);
    assert!(parse.file.comments.iter().all(|comment| !windows[comment.range()].ends_with('\r')));
    assert_eq!(shown("rule a\r\n  applies to f\r\n  must x = 1,00\r\nend\r\n").split(" [").nth(1).unwrap().split(']').next(), Some("1,00"));
}

#[test]
fn spans_lie_within_each_other_and_on_their_words() {
    for item in &read(SAMPLE).file.items {
        let Item::Rule(rule) = item else { continue };
        assert!(SAMPLE[rule.span.range()].starts_with("rule ") && SAMPLE[rule.span.range()].ends_with("\nend"));
        for binder in rule.for_each.iter().flat_map(|f| &f.binders) {
            check_spans(SAMPLE, &binder.list, rule.for_each.as_ref().unwrap().span);
        }
        for step in &rule.steps {
            match step {
                Step::When { condition, span } => check_spans(SAMPLE, condition, *span),
                Step::Given { value, span, .. } => check_spans(SAMPLE, value, *span),
            }
        }
        let assertion = rule.assertion.as_ref().unwrap();
        check_spans(SAMPLE, &assertion.condition, assertion.span);
        for part in assertion.message.iter().flat_map(|message| &message.parts) {
            if let TemplatePart::Hole { value, span, .. } = part {
                assert!(SAMPLE[span.range()].starts_with('{') && SAMPLE[span.range()].ends_with('}'));
                check_spans(SAMPLE, value, *span);
            }
        }
    }
}

#[test]
fn a_message_keeps_its_text_and_holes() {
    let parse = read(SAMPLE);
    let rule = parse.file.items.iter().find_map(|item| match item {
        Item::Rule(rule) if rule.name.text == "issued.roll-forward" => Some(rule),
        _ => None,
    });
    let message = rule.unwrap().assertion.as_ref().unwrap().message.as_ref().unwrap();
    let parts: Vec<String> = message
        .parts
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Hole { value, format, .. } => {
                format!("<{}{}>", bracketed(value), format.as_ref().map_or(String::new(), |f| format!(":{}", f.text)))
            }
        })
        .collect();
    assert_eq!(
        parts.concat(),
        "Class <c.class>: <c.opening> <c.change:signed> does not give <c.closing>; {the} \"difference\" is <difference>. \
         <issued[Text(\"Class B\")].closing>"
    );
}

#[test]
fn a_form_is_read_with_labels_before_types() {
    let parse = read(SAMPLE);
    let form = parse.file.items.iter().find_map(|item| if let Item::Form(form) = item { Some(form) } else { None }).unwrap();
    assert_eq!(form.clauses.len(), 5);
    let MemberDecl::Field(status) = &form.members[1] else { panic!() };
    assert_eq!(status.label.as_ref().unwrap().text, "Status");
    let TypeExpr::Code { options, .. } = &status.ty else { panic!() };
    assert_eq!(options[0].labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["New Submission", "New"]);
    assert_eq!((options[1].name.text.as_str(), options[1].labels[0].text.as_str()), ("amendment", "Amendment"));
    let MemberDecl::List { blank_is_empty: true, key, members, .. } = &form.members[3] else { panic!() };
    assert_eq!(key.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["kind", "class"]);
    let MemberDecl::Field(change) = &members[3] else { panic!() };
    assert!(matches!(
        change.attributes.as_slice(),
        [FieldAttribute::BlankIsZero(_), FieldAttribute::NotApplicableIsZero(_), FieldAttribute::PartOf(_)]
    ));
    assert!(SAMPLE[change.span.range()].ends_with("part of closing"));
}

#[test]
fn operators_bind_as_the_language_says() {
    let cases = [
        ("a or b and not c = d + e * - f.g[h, i]", "(a or (b and (not (c Equal (d Add (e Multiply (- f.g[h, i])))))))"),
        ("a - b - c / d / e", "((a Subtract b) Subtract ((c Divide d) Divide e))"),
        ("a * b + c * d - e", "(((a Multiply b) Add (c Multiply d)) Subtract e)"),
        ("a <= b < c", "(a LessOrEqual b Less c)"),
        ("a is at least 5 and b is at  most 6", "((a AtLeast 5) and (b AtMost 6))"),
        ("a is not present or b is not missing", "((a missing) or (b present))"),
        ("a is not one of b, c", "(not (a is b|c))"),
        ("a agrees with any of b, c + d", "(a agrees b, (c Add d))"),
        ("if a then b else if c then d else e", "(if a then b else (if c then d else e))"),
        ("(a + b) * c = d", "(((a Add b) Multiply c) Equal d)"),
        (
            "total of a.b * 2 for each a in c, d in a.e where d.f = 0 = 5",
            "(Total (a.b Multiply 2) for a in c, d in a.e where (d.f Equal 0 Equal 5))",
        ),
        ("(total of a for each a in c) = 5", "((Total a for a in c) Equal 5)"),
        ("count of x in y = 0", "((Count for x in y) Equal 0)"),
        ("every x in y where x.a satisfies x.b and x.c", "(Every (x.b and x.c) for x in y where x.a)"),
        (
            "largest of (a, b) + 1 > smallest of (a) * 2 for each a in b",
            "((Largest(a, b) Add 1) Greater (Smallest (a Multiply 2) for a in b))",
        ),
        ("floor of (a / b) = absolute of a.b - 1", "((floor of (a Divide b)) Equal ((absolute of a.b) Subtract 1))"),
        ("last  day of m = month of r.date", "((last day of m) Equal (month of r.date))"),
        ("previous f.g[h].i = previous", "((previous f).g[h].i Equal previous)"),
        ("a <= 08:30 on 5th business day after b + 1 in c", "(a LessOrEqual (8:30 on (5 after (b Add 1) in c)))"),
        ("a <= hour on n.days business days after b + 1 in c", "(a LessOrEqual (hour on (n.days days after (b Add 1) in c)))"),
        ("on on on = 1 business day after the in c", "((on on on) Equal (1 days after the in c))"),
        ("business = previous business days before next in c", "(business Equal (previous days before next in c))"),
        ("m months before n = months", "((m before n None) Equal months)"),
        ("if a then 09:00 else 08:30 = b", "(if a then 9:0 else (8:30 Equal b))"),
        (
            "count of d in the n business days before a + 1 in c where d = b > 2",
            "(Count for d in (the n days before (a Add 1) in c) where (d Equal b Greater 2))",
        ),
        ("every d in the satisfies d.the = 1", "(Every (d.the Equal 1) for d in the)"),
        ("a = previous business day before b in c", "(a Equal (1 before b in c))"),
        ("next = next business day after previous business[a] in c", "(next Equal (1 after (previous business)[a] in c))"),
        ("business days between a + 1 and b in c < 3", "(((a Add 1) to b in c) Less 3)"),
        ("a < 3 months after b, or the last day of the month - c", "(a Less ((3 after b Some(LastDay)) Subtract c))"),
        (
            "largest of (1 month before b,  or the first day of the next month, c) = 4 months after m",
            "(Largest((1 before b Some(FirstOfNext)), c) Equal (4 after m None))",
        ),
        ("round a / b to 2 places half even + 1 = round", "(((HalfEven 2 (a Divide b)) Add 1) Equal round)"),
        ("round (a) up to 1 place = round round b down to 3 places to 0 places half up", "((Away 1 a) Equal (HalfUp 0 (Truncate 3 b)))"),
        (
            "count of distinct in b = count of distinct a.b + 1 for each a in b",
            "((Count for distinct in b) Equal (Distinct (a.b Add 1) for a in b))",
        ),
        ("total = count and some or largest", "(((total Equal count) and some) or largest)"),
        ("a.note = b.end.rule", "(a.note Equal b.end.rule)"),
        ("f() = g(a, b = c)", "(f() Equal g(a, (b Equal c)))"),
        ("largest of (a[b, c], f(d, e)) = 1", "(Largest(a[b, c], f(d, e)) Equal 1)"),
    ];
    for (text, expected) in cases {
        assert_eq!(bracketed(&condition(text)), expected, "{text}");
    }
}

#[test]
fn literals_are_read_exactly() {
    let literal = |text: &str| match condition(&format!("x = {text}")).kind {
        ExprKind::Compare(_, chain) => match chain.into_iter().next().unwrap().1.kind {
            ExprKind::Literal(literal) => literal,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let number = |text: &str| Number::parse(text).unwrap();
    assert_eq!(literal("25,973,445,421"), Literal::Number(number("25973445421")));
    assert_eq!(literal("0.00000025"), Literal::Number(number("0.00000025")));
    assert_eq!(literal("10%"), Literal::Percent(number("0.1")));
    assert_eq!(literal("1,000 shares"), Literal::Shares(number("1000")));
    assert_eq!(literal("30 days"), Literal::Days(number("30")));
    assert_eq!(literal("HKD 1.99"), Literal::Money("HKD".to_owned(), number("1.99")));
    assert_eq!(literal("2022-09-30"), Literal::Date(chrono::NaiveDate::from_ymd_opt(2022, 9, 30).unwrap()));
    assert_eq!(literal("January 2026"), Literal::Month(2026, 1));
    assert_eq!(literal("08:30"), Literal::Time(8, 30));
    assert_eq!(literal("\"say \"\"B\"\"\""), Literal::Text("say \"B\"".to_owned()));
    assert_eq!(literal("“Class \"B\"”"), Literal::Text("Class \"B\"".to_owned()));
    assert_eq!((literal("yes"), literal("no")), (Literal::Bool(true), Literal::Bool(false)));
}

#[test]
fn a_broken_rule_leaves_its_neighbours() {
    let text = "rule a\n applies to f\n must x = 1\nend\nrule b\n applies to f\n mst x = 1\nend\nrule c\n applies to f\n must x == 2022-02-30\nend\n\
                rule d\n applies to f\n must x = 1\nrule e\n applies to f\n must x = 1\nend\n";
    let parse = read(text);
    let names: Vec<&str> =
        parse.file.items.iter().filter_map(|item| if let Item::Rule(r) = item { Some(r.name.text.as_str()) } else { None }).collect();
    assert_eq!(names, ["a", "e"]);
    assert_eq!(parse.left_out, ["b", "c", "d"]);
    assert_eq!(
        shown(text),
        "syntax: expected a clause or `end`, found `mst` [mst] did you mean `must`? (must for \"mst\")\n\
         syntax: `==` is not a sign of this language [==] Write `=`. (= for \"==\")\n\
         syntax: rule `d` has no `end` [rule] (end for \"\")\n"
    );
    assert_eq!(&text[parse.diagnostics[2].secondary[0].span.range()], "rule");
}

#[test]
fn a_lost_quote_spoils_one_rule_only() {
    let text = "rule a\n \"Title\n applies to f\n cites \"MB\"\n must x = 1\nend\nrule b\n \"Title\"\n applies to f\n must x = 1\nend\n";
    assert_eq!(
        shown(text),
        "syntax: a text in quotes is not closed [\"Title] Close it with a quote; a quote inside a text is written twice.\n"
    );
    assert_eq!(read(text).left_out, ["a"]);
    assert_eq!(read(text).file.items.len(), 1);
}

#[test]
fn every_prefix_is_read() {
    let sample = SAMPLE.replace('\n', "\r\n");
    for (end, _) in sample.char_indices().step_by(11) {
        let parse = read(&sample[..end]);
        for diagnostic in &parse.diagnostics {
            assert!(sample[..end].get(diagnostic.primary.span.range()).is_some());
        }
    }
}

#[test]
fn depth_is_refused_in_words() {
    let many = 100_000;
    // Chains pass the count before the grammar and are refused by the depth of their tree; fewer links keep the test quick.
    let links = 4_000;
    let deep = [
        format!("must {}a{}", "(".repeat(many), ")".repeat(many)),
        format!("must {}a", "(".repeat(many)),
        format!("must {}a", "not ".repeat(links)),
        format!("must {}a", "- ".repeat(links)),
        format!("must {}a", "if ".repeat(many)),
        format!("must {}d", "if a then b else ".repeat(many)),
        format!("must {}a", "total of ".repeat(many)),
        format!("must {}a", "every x in xs satisfies ".repeat(many)),
        format!("must a{}", " + a".repeat(links)),
        format!("must a{}", " * a".repeat(links)),
        format!("must a{}", " and a".repeat(links)),
        format!("must a{}", " or a".repeat(links)),
        format!("must a{}", ".b".repeat(links)),
        format!("must a{}", "[b]".repeat(links)),
        format!("must {}", "a[".repeat(many)),
        format!("must {}", "f(".repeat(many)),
        format!("must {}a", "floor of ".repeat(many)),
        format!("must {}a", "largest of (".repeat(many)),
        format!("must {}a", "08:30 on ".repeat(many)),
        format!("must {}a", "1st business day after ".repeat(many)),
        format!("must a else \"{{{}a}}\"", "(".repeat(many)),
    ];
    for clause in deep {
        let start: String = clause.chars().take(40).collect();
        let diagnostics = read(&rule_with(&clause)).diagnostics;
        assert_eq!(diagnostics.first().map(|d| d.code.id), Some("nesting"), "{start}");
    }
    let diagnostics = read(&format!("form f {}", "list a ".repeat(many))).diagnostics;
    assert!(diagnostics.iter().any(|d| d.code.id == "nesting"));
}

#[test]
fn depth_up_to_the_limit_is_read_in_little_time() {
    let within = [
        format!("must {}a{}", "(".repeat(250), ")".repeat(250)),
        format!("must {}a{}", "largest of (".repeat(120), ") for each x in y".repeat(120)),
        format!("must {}a{} = 1", "largest of (".repeat(120), ", b)".repeat(120)),
        format!("must {}d", "if a then b else ".repeat(250)),
        format!("must {}a", "every x in xs satisfies ".repeat(250)),
        format!("must a{}", " + a".repeat(250)),
        format!("must {}a", "- ".repeat(250)),
        format!("must {}a{}", "f(".repeat(250), ")".repeat(250)),
    ];
    for clause in within {
        assert_eq!(shown(&rule_with(&clause)), "");
    }
    // Broken at the bottom: nothing is read twice on the way back either.
    for clause in [
        "(",
        "largest of (",
        "f(",
        "a[",
        "total of (",
        "every x in xs satisfies (",
        "if (",
        "count of x in a[",
        "08:30 on a + (",
        "every x in xs satisfies a = (",
        "f(a agrees with any of b, f(",
        "a agrees with any of (",
        "floor of a[",
        "total of a for each x in xs where b + (",
        "if a then b else c + (",
    ] {
        let clause = format!("must {}!", clause.repeat(100));
        assert_eq!(read(&rule_with(&clause)).diagnostics.len(), 1, "{clause}");
    }
}

#[test]
fn each_mistake_has_a_sentence_and_a_place() {
    let cases = [
        ("must a b", "syntax: expected a clause or `end`, found `b` [b]\n"),
        ("must (a + b", "syntax: expected `)`, found `end` [end]\n"),
        ("must a != b", "syntax: `!=` is not a sign of this language [!=] Write `<>`. (<> for \"!=\")\n"),
        ("must a ≤ b", "syntax: `≤` is not a sign of this language [≤] Write `<=`. (<= for \"≤\")\n"),
        ("must a && b", "syntax: `&&` is not a sign of this language [&&] Write `and`. (and for \"&&\")\n"),
        ("must a = 'x'", "syntax: expected an expression, found `'` ['] Texts stand between double quotes.\n"),
        ("must a = 2022-02-30", "literal-date: there is no day `2022-02-30` [2022-02-30] The last day of February 2022 is `2022-02-28`.\n"),
        ("must a <= 25:00 on b", "literal-date: there is no time `25:00` [25:00] Times run from `00:00` to `23:59`.\n"),
        (
            "must a <= 5st business day after b in c",
            "literal-number: `5st` has the wrong ending [5st] Did you mean `5th`? (5th for \"5st\")\n",
        ),
        ("must a else \"{b\"", "template: a hole is not closed [{] Close the hole with `}`; a brace itself is written twice, `{{`.\n"),
        ("must a else \"é {b b}\"", "template: expected the end of the hole, found `b` [b]\n"),
    ];
    for (clause, expected) in cases {
        assert_eq!(shown(&rule_with(clause)), expected, "{clause}");
    }
}
