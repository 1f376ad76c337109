//! Documents that are bound to two hand-made forms and a profile.

use proptest::prelude::*;

use super::{Cell, CellState, Loaded, Slot, load};
use crate::diag::Diagnostic;
use crate::form::{BlankMeans, CodeList, CodeName, Field, Form, FormKind, Forms, Member, MemberKind, Previous, Shape, Trust};
use crate::source::{SourceId, SourceMap, Span};
use crate::ty::{CodeListId, FormId, Precision, ShapeId, Ty, Unit};
use crate::value::{RecordId, Value};

const NOWHERE: Span = Span { source: SourceId(0), start: 0, end: 0 };
const PERCENT: Ty = Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Rounded, percent: true };

fn field(name: &str, ty: Ty) -> Member {
    let field = Field { ty, blank: BlankMeans::Unknown, not_applicable_is_zero: false, part_of: None, trust: Trust::Plain };
    member(name, MemberKind::Field(field))
}

fn member(name: &str, kind: MemberKind) -> Member {
    Member { name: name.to_owned(), label: name.to_owned(), labels: Vec::new(), kind, span: NOWHERE }
}

fn form(name: &str, shape: u16, dated: u16, previous: Option<Previous>, known_by: Vec<Vec<u16>>) -> Form {
    Form {
        name: name.to_owned(),
        title: name.to_owned(),
        titles: Vec::new(),
        pack: "p".to_owned(),
        kind: if previous.is_none() { FormKind::Profile } else { FormKind::Return },
        plural: None,
        shape: ShapeId(shape),
        dated: Some(vec![dated]),
        amended: previous.as_ref().map(|_| (vec![1], 1)),
        previous,
        follows: Vec::new(),
        chain: None,
        issuer_known_by: known_by,
        counts: None,
        rows_in: None,
        span: NOWHERE,
    }
}

fn forms() -> Forms {
    let status = || field("status", Ty::Code(CodeListId(0)));
    let list = |name: &str, rows: u16, blank_is_empty| member(name, MemberKind::List { rows: ShapeId(rows), blank_is_empty });
    let monthly = vec![
        field("period", Ty::Date),
        status(),
        field("submitted", Ty::Moment),
        field("month", Ty::Month),
        field("wvr", Ty::Bool),
        field("remark", Ty::Text),
        field("par", Ty::exact(Unit::PRICE)),
        field("capital", Ty::exact(Unit::MONEY)),
        field("share", PERCENT),
        field("rate", Ty::exact(Unit::NUMBER)),
        field("shares", Ty::exact(Unit::SHARES)),
        field("days", Ty::exact(Unit::DAYS)),
        list("issued", 1, false),
        list("options", 1, true),
        member("mandate", MemberKind::Record(ShapeId(2))),
    ];
    let row = vec![field("kind", Ty::Text), field("class", Ty::Text), field("code", Ty::Text), field("opening", Ty::exact(Unit::SHARES))];
    let mandate = vec![field("used", PERCENT), list("uses", 1, false)];
    let shapes: [(u16, Vec<Member>, Vec<u16>); 5] = [
        (0, monthly, vec![]),
        (0, row, vec![0, 1]),
        (0, mandate, vec![]),
        (1, vec![field("day", Ty::Date), status(), field("code", Ty::Text)], vec![]),
        (2, vec![field("since", Ty::Date), field("code", Ty::Text)], vec![]),
    ];
    let code = |name: &str, labels: &[&str]| CodeName { name: name.to_owned(), labels: labels.iter().map(|&l| l.to_owned()).collect() };
    Forms {
        forms: vec![
            form("monthly", 0, 0, Some(Previous::MonthBefore), vec![vec![12, 2]]),
            form("next_day", 3, 0, Some(Previous::Closes { closing: vec![0], opening: vec![0] }), vec![vec![2]]),
            form("issuer", 4, 0, None, vec![vec![1]]),
        ],
        shapes: shapes.into_iter().map(|(form, members, key)| Shape { name: form.to_string(), form: FormId(form), members, key }).collect(),
        codes: vec![CodeList { options: vec![code("new", &["New Submission", "New"]), code("amendment", &["Amendment"])] }],
        prints: Vec::new(),
    }
}

fn load_all(documents: &[(&str, &str)]) -> (SourceMap, Loaded) {
    let mut sources = SourceMap::default();
    let ids: Vec<SourceId> = documents.iter().map(|(name, text)| sources.add(*name, *text)).collect();
    let loaded = load(&forms(), &sources, &ids);
    (sources, loaded)
}

fn load_one(text: &str) -> (SourceMap, Loaded) {
    load_all(&[("a.yaml", text)])
}

/// `id: message @ the words at its place`.
fn shown(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    format!("{}: {} @ {}", diagnostic.code.id, diagnostic.message, sources.text(diagnostic.primary.span))
}

fn problems(text: &str) -> Vec<String> {
    let (sources, loaded) = load_one(text);
    loaded.diagnostics.iter().map(|d| shown(&sources, d)).collect()
}

fn state(cell: &Cell) -> String {
    match &cell.state {
        CellState::Figure(Value::Quantity(quantity)) => format!("{} /{}", Value::Quantity(quantity.clone()), quantity.places),
        CellState::Figure(value) => value.to_string(),
        CellState::Blank => "blank".to_owned(),
        CellState::NotApplicable => "not applicable".to_owned(),
        CellState::Unreadable(readings) => format!("unreadable {}", readings.join("|")).trim_end().to_owned(),
        CellState::Absent => "absent".to_owned(),
    }
}

fn slot<'l>(loaded: &'l Loaded, record: RecordId, name: &str) -> &'l Slot {
    let record = loaded.returns.record(record);
    let at = forms().shape(record.shape).find(name).expect("a member of the test's form");
    &record.slots[at as usize]
}

/// A list as `rows 2`, a cell as its state, a group as the states of its members.
fn member_state(loaded: &Loaded, record: RecordId, name: &str) -> String {
    match slot(loaded, record, name) {
        Slot::Cell(cell) => state(loaded.returns.cell(*cell)),
        Slot::Rows(rows) => format!("rows {}", rows.len()),
        Slot::NoRows(cell) => format!("no rows, {}", state(loaded.returns.cell(*cell))),
        Slot::Record(inner) => {
            let names: Vec<String> =
                forms().shape(loaded.returns.record(*inner).shape).members.iter().map(|member| member.name.clone()).collect();
            names.iter().map(|name| member_state(loaded, *inner, name)).collect::<Vec<_>>().join("; ")
        }
    }
}

/// What one member says, and the ids of the diagnostics.
fn reading(member: &str, value: &str) -> String {
    let (_, loaded) = load_one(&format!("form: monthly\n{member}: {value}\n"));
    let ids: Vec<&str> = loaded.diagnostics.iter().map(|d| d.code.id).collect();
    let read = loaded.returns.returns.first().map_or("left out".to_owned(), |first| member_state(&loaded, first.root, member));
    if ids.is_empty() { read } else { format!("{read} [{}]", ids.join(" ")) }
}

fn check(table: &[(&str, &str, &str)]) {
    for (member, value, expected) in table {
        assert_eq!(reading(member, value), *expected, "{member}: {value}");
    }
}

#[test]
fn figures() {
    check(&[
        ("shares", "25,973,445,420", "25,973,445,420 /0"),
        ("shares", "\"007\"", "7 /0"),
        ("shares", "-5,194,580", "-5,194,580 /0"),
        ("shares", "\u{2212}5", "-5 /0"),
        ("shares", "(123)", "-123 /0"),
        ("shares", "1,000\u{a0}shares", "1,000 /0"),
        ("shares", "Nil", "0 /0"),
        ("shares", "5.00", "5 /2"),
        ("shares", "5.5", "unreadable [bad-number]"),
        ("days", "30", "30 /0"),
        ("days", "0.5", "unreadable [bad-number]"),
        ("par", "USD 0.00000025", "USD 0.00000025 /8"),
        ("par", "HKD1.99", "HKD 1.99 /2"),
        ("par", "1.99", "1.99 /2"),
        ("capital", "-HKD 5", "HKD -5 /0"),
        ("capital", "HKD (5)", "HKD -5 /0"),
        ("capital", "(HKD 5.0)", "HKD -5 /1"),
        ("capital", "hkd 5", "unreadable [bad-number]"),
        ("shares", "HKD 5", "unreadable [bad-number]"),
        ("share", "0.01 %", "0.0001 /4"),
        ("share", "0.01", "0.0001 /4"),
        ("share", "-10%", "-0.1 /2"),
        ("share", "0.1234567890123456789012345678", "unreadable [bad-number]"),
        ("share", "0.123456789012345678901234567", "0.00123456789012… /29"),
        ("rate", "0.0100", "0.01 /4"),
        ("rate", "10%", "0.1 /2"),
        ("rate", "1234567890123456789012345678", "1,234,567,890,123,456,789,012,345,678 /0"),
        ("rate", "12345678901234567890123456789", "unreadable [bad-number]"),
        ("rate", "1e5", "unreadable [bad-number]"),
        ("rate", "1,23", "unreadable [bad-number]"),
        ("rate", "1234,567", "unreadable [bad-number]"),
        ("rate", "1,234,", "unreadable [bad-number]"),
        ("rate", "0.123,456", "unreadable [bad-number]"),
        ("rate", "1 000", "unreadable [bad-number]"),
        ("rate", ".5", "unreadable [bad-number]"),
        ("rate", "5.", "unreadable [bad-number]"),
        ("rate", "--5", "unreadable [bad-number]"),
        ("rate", "0x1F", "unreadable [bad-number]"),
        ("rate", "１２", "unreadable [bad-number]"),
        ("rate", "1.2.3", "unreadable [bad-number]"),
    ]);
}

#[test]
fn the_message_says_what_is_wrong_with_a_figure() {
    for (value, message) in [
        ("1,23", "the commas in `1,23` do not part groups of three digits"),
        ("1e5", "`1e5` is written with an exponent"),
        ("12345678901234567890123456789", "the figure has 29 digits, more than the 28 that are kept"),
        ("25 USD 49", "`25 USD 49` cannot be read as one figure"),
    ] {
        assert_eq!(problems(&format!("form: monthly\nrate: {value}\n")), [format!("bad-number: {message} @ {value}")]);
    }
}

#[test]
fn states() {
    check(&[
        ("shares", "", "blank"),
        ("shares", "~", "blank"),
        ("shares", "null", "blank"),
        ("shares", "\"\"", "blank"),
        ("shares", "\"-\"", "blank"),
        ("shares", "\u{2013}", "blank"),
        ("shares", "shares", "blank"),
        ("capital", "HKD", "blank"),
        ("share", "\"%\"", "blank"),
        ("shares", "N/A", "not applicable"),
        ("remark", "not  Applicable", "not applicable"),
        ("status", "n/a", "not applicable"),
        ("shares", "{unreadable: \"4?7\", could_be: [\"457\", 467]}", "unreadable 457|467"),
        ("shares", "{unreadable: }", "unreadable"),
        ("shares", "{unreadable: x, maybe: 3}", "unreadable [unknown-key]"),
        ("shares", "{unreadable: [x]}", "unreadable [bad-shape]"),
        ("shares", "{value: 3}", "unreadable [bad-shape]"),
        ("shares", "[3]", "unreadable [bad-shape]"),
        ("shares", "3\nshares: 4", "unreadable 3|4 [duplicate-key]"),
    ]);
    let (_, loaded) = load_one("form: monthly\n");
    assert_eq!(member_state(&loaded, RecordId(0), "shares"), "absent");
}

#[test]
fn words_codes_and_days() {
    check(&[
        ("remark", "\"Holders\u{2019}  shares\"", "Holders' shares"),
        ("remark", "|\n  two\n  lines\n", "two lines"),
        ("remark", "\"null\"", "null"),
        ("remark", "2022-09-30", "2022-09-30"),
        ("wvr", "YES", "yes"),
        ("wvr", "false", "no"),
        ("wvr", "maybe", "unreadable [bad-value]"),
        ("status", "amendment", "#1"),
        ("status", "new  submission", "#0"),
        ("status", "Amendmnt", "unreadable [unknown-code]"),
        ("period", "2022-09-30", "30 September 2022"),
        ("period", "30 september 2022", "30 September 2022"),
        ("period", "30/09/2022", "30 September 2022"),
        ("period", "2022/09/30", "30 September 2022"),
        ("period", "June 2, 2022", "2 June 2022"),
        ("period", "2022年9月30日", "30 September 2022"),
        ("period", "2022-02-30", "unreadable [bad-date]"),
        ("period", "09/30/2022", "unreadable [bad-date]"),
        ("period", "2022-9-30", "unreadable [bad-date]"),
        ("period", "soon", "unreadable [bad-date]"),
        ("month", "2022-09", "September 2022"),
        ("month", "September 2022", "September 2022"),
        ("month", "2022-13", "unreadable [bad-date]"),
        ("month", "2022-09-30", "unreadable [bad-date]"),
        ("submitted", "7 October 2022", "7 October 2022"),
        ("submitted", "2022-10-07 08:15", "7 October 2022 08:15"),
        ("submitted", "2022-10-07T08:15", "7 October 2022 08:15"),
        ("submitted", "7 October 2022 08:15", "7 October 2022 08:15"),
        ("submitted", "2022-10-07 25:00", "unreadable [bad-date]"),
        ("submitted", "2022-10-07 8", "unreadable [bad-date]"),
    ]);
    assert_eq!(problems("form: monthly\nperiod: 30 February 2022\n"), ["bad-date: `30 February 2022` does not exist @ 30 February 2022"]);
    let (_, loaded) = load_one("form: monthly\nstatus: Amendmnt\n");
    assert_eq!(loaded.diagnostics[0].help.as_deref(), Some("did you mean `Amendment`?"));
}

#[test]
fn lists_and_groups() {
    check(&[
        ("issued", "[]", "rows 0"),
        ("issued", "Not applicable", "rows 0"),
        ("issued", "None", "rows 0"),
        ("issued", "nil", "rows 0"),
        ("issued", "", "no rows, blank"),
        ("options", "", "rows 0"),
        ("options", "\"-\"", "rows 0"),
        ("issued", "{unreadable: torn, could_be: x}", "no rows, unreadable x"),
        ("issued", "{kind: x}", "no rows, unreadable [bad-shape]"),
        ("issued", "3", "no rows, unreadable [bad-shape]"),
        ("issued", "[{kind: a}, {kind: b}]", "rows 2"),
        ("issued", "[3, {kind: b}]", "rows 2 [bad-shape]"),
        ("issued", "[[]]", "rows 1 [bad-shape]"),
        ("mandate", "{used: 1%, uses: []}", "0.01 /2; rows 0"),
        ("mandate", "{uses: []}", "absent; rows 0"),
        ("mandate", "N/A", "not applicable; rows 0"),
        ("mandate", "", "blank; no rows, blank"),
        ("mandate", "{unreadable: torn}", "unreadable; no rows, unreadable"),
        ("mandate", "3", "unreadable; no rows, unreadable [bad-shape]"),
        ("mandate", "[{used: 1%}]", "unreadable; no rows, unreadable [bad-shape]"),
        ("mandate", "{used: [1]}", "unreadable; no rows, absent [bad-shape]"),
    ]);
    let (_, loaded) = load_one("form: monthly\n");
    assert_eq!(member_state(&loaded, RecordId(0), "issued"), "no rows, absent");
    assert_eq!(member_state(&loaded, RecordId(0), "options"), "no rows, absent");
    assert_eq!(member_state(&loaded, RecordId(0), "mandate"), "absent; no rows, absent");
}

#[test]
fn broken_documents_are_left_out() {
    for (text, expected) in [
        ("", "empty-file: the file holds no return @ "),
        (" \n# nothing\n", "empty-file: the file holds no return @ #"),
        ("---\n", "empty-file: the file holds no return @ ---"),
        ("%PDF-1.7\n…", "wrong-kind: this is a PDF file, not a return in YAML or JSON @ %PDF-1.7"),
        ("PK\u{3}\u{4}x", "wrong-kind: this is a zip archive or a spreadsheet, not a return in YAML or JSON @ PK\u{3}\u{4}x"),
        ("<?xml version=\"1.0\"?>", "wrong-kind: this is XML or HTML, not a return in YAML or JSON @ <?xml"),
        ("-- rules\n\npack hkex \"x\"\n", "wrong-kind: this is a rule file, not a return in YAML or JSON @ --"),
        ("rule a.b \"B: c\"\n", "wrong-kind: this is a rule file, not a return in YAML or JSON @ rule"),
        ("- form: monthly\n", "bad-shape: the document is not a group of fields @ "),
        ("[]", "bad-shape: the document is not a group of fields @ []"),
        ("just words", "bad-shape: the document is not a group of fields @ just words"),
        ("shares: 3\n", "missing-form: the document does not say which form it is @ shares"),
        ("form: montly\n", "unknown-form: no form is named `montly` @ montly"),
        ("form:\n", "unknown-form: the form is not named @ form"),
        ("form: monthly\nform: monthly\n", "duplicate-key: `form` is given twice @ form"),
        ("form: monthly\nshares: &a 3\n", "data-feature: an anchor is not read in a return @ &a"),
        ("form: monthly\nshares: *a\n", "data-feature: an alias is not read in a return @ *a"),
        ("form: monthly\nshares: !!str 3\n", "data-feature: a tag is not read in a return @ !!str"),
        ("form: monthly\nmandate: !x {}\n", "data-feature: a tag is not read in a return @ !x"),
        ("form: monthly\n<<: {}\n", "data-feature: a merge key is not read in a return @ <<"),
        ("form: monthly\n? [a]\n: 3\n", "data-feature: a list or a group as a key is not read in a return @ ["),
        ("form: monthly\n---\nform: monthly\n", "data-feature: a second document is not read in a return @ ---"),
        ("%YAML 1.2\n---\nform: monthly\n", "data-feature: a directive is not read in a return @ %"),
        ("form: monthly\nremark: a: b\n", "data-syntax: the document is not well-formed YAML @ :"),
        ("{\"form\": \"monthly\",}", "data-syntax: the document is not well-formed JSON @ }"),
        ("{\"form\": \"monthly\"\n", "data-syntax: the document is not well-formed JSON @ "),
        ("{\"form\": \"monthly\", \"rate\": .5}", "data-syntax: the document is not well-formed JSON @ ."),
        ("{\"form\": \"monthly\", \"remark\": \"\\ud800\"}", "data-syntax: the document is not well-formed JSON @ "),
        ("{\"form\": \"monthly\"} {}", "data-syntax: the document is not well-formed JSON @ {"),
    ] {
        let (sources, loaded) = load_one(text);
        assert_eq!(loaded.returns.returns.len(), 0, "{text}");
        assert_eq!(loaded.diagnostics.len(), 1, "{text}");
        let shown = shown(&sources, &loaded.diagnostics[0]);
        assert!(shown == expected || (expected.ends_with("@ ") && shown.starts_with(expected)), "{text}\n{shown}\n{expected}");
        assert!(loaded.diagnostics[0].help.is_some(), "{text}");
    }
}

#[test]
fn deep_documents_are_refused() {
    let deep = |open: &str, close: &str, count: usize| format!("{}{}", open.repeat(count), close.repeat(count));
    let id = |text: &str| load_one(text).1.diagnostics[0].code.id;
    assert_eq!(id(&deep("[", "]", 256)), "bad-shape");
    for count in [257, 100_000] {
        assert_eq!(id(&deep("[", "]", count)), "nesting");
        assert_eq!(id(&deep("{\"a\":", "}", count)), "nesting");
        assert_eq!(id(&format!("form: {}", deep("[", "]", count))), "nesting");
        assert_eq!(id(&format!("form: {}", deep("{a: ", "}", count))), "nesting");
        assert_eq!(id(&format!("{}x", "- ".repeat(count))), "nesting");
    }
    let indented: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(id(&indented), "nesting");
}

#[test]
fn keys() {
    assert_eq!(problems("form: monthly\nshare_s: 3\n"), ["unknown-key: the form has no field `share_s` here @ share_s"]);
    let (_, loaded) = load_one("form: monthly\nmandate: {usd: 3}\n");
    assert_eq!(loaded.diagnostics[0].help.as_deref(), Some("did you mean `used`?"));
    assert_eq!(loaded.diagnostics[0].fix.as_ref().map(|fix| fix.replacement.as_str()), Some("used"));
    let (sources, loaded) = load_one("{\"form\": \"monthly\", \"rate\": 1, \"rate\": 2}");
    let [problem] = &loaded.diagnostics[..] else { panic!("one problem") };
    assert_eq!((sources.text(problem.primary.span), problem.primary.span.start), ("rate", 32));
    assert_eq!(problem.secondary[0].span.start, 21);
}

#[test]
fn rows_of_one_key() {
    let rows = |rows: &str| problems(&format!("form: monthly\nissued: [{rows}]\n"));
    assert_eq!(
        rows("{kind: WVR, class: Class B}, {kind: wvr, class: B}"),
        ["duplicate-row: two rows have the key `wvr`, `B` @ wvr"],
        "letters and the word before them do not matter"
    );
    assert!(rows("{kind: WVR, class: A}, {kind: WVR, class: B}").is_empty());
    assert!(rows("{opening: 3}, {opening: 3}").is_empty(), "rows without a key are not compared");
    assert!(rows("{kind: x, class: {unreadable: y}}, {kind: x, class: {unreadable: y}}").is_empty());
    assert_eq!(rows("{kind: x}, {kind: x, class: }").len(), 1);
}

#[test]
fn json_keeps_the_digits_and_resolves_escapes() {
    let text =
        r#"{"form": "monthly", "rate": 0.10, "shares": 25973445420, "par": null, "wvr": true, "remark": "a\u00e9\n\"b\"", "month": ""}"#;
    let (sources, loaded) = load_one(text);
    assert!(loaded.diagnostics.is_empty());
    for (name, state, printed, place) in [
        ("rate", "0.1 /2", "0.10", "0.10"),
        ("shares", "25,973,445,420 /0", "25973445420", "25973445420"),
        ("par", "blank", "", "null"),
        ("wvr", "yes", "true", "true"),
        ("remark", "aé \"b\"", "aé\n\"b\"", r#"a\u00e9\n\"b\""#),
        ("month", "blank", "", ""),
    ] {
        assert_eq!(member_state(&loaded, RecordId(0), name), state);
        let Slot::Cell(cell) = slot(&loaded, RecordId(0), name) else { panic!("a cell") };
        let cell = loaded.returns.cell(*cell);
        assert_eq!((&*cell.printed, sources.text(cell.span)), (printed, place));
    }
    let (_, exponent) = load_one("{\"form\": \"monthly\", \"rate\": 1e-7}");
    assert_eq!(exponent.diagnostics[0].code.id, "bad-number");
}

#[test]
fn places_count_bytes() {
    let text = "\u{feff}# 股份\r\nform: monthly\r\nremark: \"股 本\"\r\nissued:\r\n  - kind: 普通股\r\n    class: 'B'\r\n    opening: 1,000\r\nmandate:\r\n  used:\r\n";
    let (sources, loaded) = load_one(text);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let place = |record: RecordId, name: &str| match slot(&loaded, record, name) {
        Slot::Cell(cell) | Slot::NoRows(cell) => sources.text(loaded.returns.cell(*cell).span),
        Slot::Record(record) => sources.text(loaded.returns.record(*record).span),
        Slot::Rows(_) => "",
    };
    let Slot::Rows(rows) = slot(&loaded, RecordId(0), "issued") else { panic!("rows") };
    let Slot::Record(mandate) = slot(&loaded, RecordId(0), "mandate") else { panic!("a group") };
    let row = rows[0];
    assert_eq!(loaded.returns.record(row).row, 1);
    assert_eq!(sources.text(loaded.returns.record(row).span), "kind");
    for (record, name, words) in [
        (RecordId(0), "remark", "股 本"),
        (RecordId(0), "mandate", "used"),
        (RecordId(0), "shares", "monthly"),
        (row, "kind", "普通股"),
        (row, "class", "B"),
        (row, "opening", "1,000"),
        (row, "code", "kind"),
        (*mandate, "used", "used"),
        (*mandate, "uses", "used"),
    ] {
        assert_eq!(place(record, name), words, "{name}");
    }
}

fn monthly(period: &str, more: &str, code: &str) -> String {
    format!("form: monthly\nperiod: {period}\n{more}issued: [{{kind: x, code: \"{code}\"}}, {{kind: y, code: N/A}}]\n")
}

/// Each issuer as `name: file file …`, its profile in brackets.
fn issuers(documents: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let (sources, loaded) = load_all(documents);
    let name = |id: &crate::value::ReturnId| sources.get(loaded.returns.get(*id).source).name.clone();
    let issuers = loaded.returns.issuers.iter().map(|issuer| {
        let returns: Vec<String> = issuer.returns.iter().map(name).collect();
        let profile = issuer.profile.as_ref().map_or(String::new(), |id| format!(" [{}]", name(id)));
        format!("{}: {}{profile}", issuer.name, returns.join(" "))
    });
    let superseded =
        loaded.returns.returns.iter().filter_map(|one| Some(format!("{} < {}", sources.get(one.source).name, name(&one.superseded_by?))));
    let all = issuers.chain(superseded).collect();
    for (at, one) in loaded.returns.returns.iter().enumerate() {
        assert_eq!(loaded.returns.record(one.root).owner.0 as usize, at);
    }
    (all, loaded.diagnostics.iter().map(|d| format!("{} +{}", d.code.id, d.secondary.len())).collect())
}

#[test]
fn returns_that_share_a_stock_code_have_one_issuer() {
    let (a, b, c) = (monthly("2022-09-30", "", "00020"), monthly("2022-08-31", "", "20"), monthly("soon", "", "0700"));
    let documents = [
        ("c.yaml", c.as_str()),
        ("a.yaml", &a),
        ("b.yaml", &b),
        ("n.yaml", "form: next_day\nday: 2022-08-31\ncode: 020\n"),
        ("m.yaml", "form: next_day\ncode: 20\n"),
        ("p.yaml", "form: issuer\ncode: 20\n"),
        ("u.yaml", "form: next_day\n"),
        ("v.yaml", "form: next_day\n"),
    ];
    let expected = ["00020: b.yaml n.yaml a.yaml m.yaml [p.yaml]", "00700: c.yaml", "u.yaml: u.yaml", "v.yaml: v.yaml"];
    assert_eq!(issuers(&documents).0, expected);
    let mut backwards = documents;
    backwards.reverse();
    assert_eq!(issuers(&backwards), issuers(&documents));
    let bridge = monthly("2022-07-31", "", "20").replace("N/A", "\"700\"");
    assert_eq!(issuers(&[("a", &a), ("b", &bridge), ("c", &monthly("2022-06-30", "", "700"))]).0, ["00020: c b a"]);
}

#[test]
fn amendments_supersede() {
    let new = monthly("2022-09-30", "status: New\n", "20");
    let amended = |at: &str| monthly("2022-09-30", &format!("status: Amendment\nsubmitted: {at}\n"), "20");
    let (first, second) = (amended("2022-10-08 09:00"), amended("2022-10-08 10:00"));
    assert_eq!(issuers(&[("a", &new), ("b", &first)]), (vec!["00020: b".to_owned(), "a < b".to_owned()], vec![]));
    let expected = ["00020: c", "a < c", "b < c"].map(str::to_owned).to_vec();
    assert_eq!(issuers(&[("a", &new), ("b", &first), ("c", &second)]), (expected, vec![]));
    let unclear = amended("2022-10-08");
    let expected = ["00020: b c", "a < b"].map(str::to_owned).to_vec();
    assert_eq!(issuers(&[("a", &new), ("b", &first), ("c", &unclear)]), (expected, vec!["two-returns +1".to_owned()]));
    assert_eq!(issuers(&[("a", &new), ("b", &new)]).1, ["two-returns +1"], "two returns of one month");
    let day = "form: next_day\nday: 2022-08-31\ncode: 20\n";
    assert_eq!(issuers(&[("a", day), ("b", day)]), (vec!["00020: a b".to_owned()], vec![]), "two returns of one day are normal");
    let day_amended = format!("{day}status: amendment\n");
    assert_eq!(issuers(&[("a", day), ("b", day), ("c", &day_amended)]).1, ["two-returns +1"]);
    let profile = "form: issuer\ncode: 20\n";
    assert_eq!(issuers(&[("a", profile), ("b", profile)]), (vec!["00020: ".to_owned()], vec!["two-returns +1".to_owned()]));
}

const SEEDS: [&str; 3] = [
    "form: monthly\nperiod: 30 September 2022\nstatus: Amendment\nissued:\n  - kind: x\n    class: 'B'\n    code: \"00020\"\n    opening: -5,194,580\nmandate: {used: {unreadable: \"股\", could_be: [1]}}\noptions: N/A\n",
    r#"{"form": "monthly", "rate": 0.10, "issued": [{"kind": "a\u00e9", "code": "20"}], "mandate": null, "par": "USD 0.5"}"#,
    "form: next_day\r\nday: 2022年9月30日\r\nremark: |\r\n  a\r\n  b\r\ncode: (5%)\r\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn no_text_makes_loading_panic(text in any::<String>(), bits in "[\\[\\]{}:,\"'&*!|> \\n\\-#a0%?~\\\\]{0,60}") {
        load_one(&text);
        load_one(&bits);
        load_one(&format!("{{{bits}"));
        load_one(&format!("form: monthly\nshares: {text}"));
        for member in ["shares", "capital", "share", "period", "month", "submitted", "status", "issued"] {
            load_one(&format!("form: monthly\n{member}: {bits}"));
        }
    }

    #[test]
    fn no_mutation_makes_loading_panic(seed in 0usize..3, edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[\\[\\]{}:,\"'&*\\n\\- 9%年]{0,2}"), 1..6)) {
        let mut chars: Vec<char> = SEEDS[seed].chars().collect();
        for (start, length, insert) in edits {
            let start = start.index(chars.len() + 1);
            let end = start + length.index((chars.len() - start).min(4) + 1);
            chars.splice(start..end, insert.chars());
        }
        let text: String = chars.into_iter().collect();
        let (sources, loaded) = load_one(&text);
        for diagnostic in &loaded.diagnostics {
            let range = diagnostic.primary.span.range();
            prop_assert!(sources.get(SourceId(0)).text.get(range).is_some());
        }
    }
}
