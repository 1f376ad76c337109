//! A lookup in a table, which goes by an index, says what a lookup in a list of the same rows says, which goes through all of them.

use proptest::prelude::*;
use rulecheck::driver::{self, MemoryHost, Options};
use rulecheck::value::Cause;
use rulecheck::verdict::Outcome;

use super::for_any;

/// The kinds of a key's members, each with words that it may hold: the same in several ways, others, and some that hold nothing.
const KINDS: [(&str, &[&str]); 7] = [
    ("text", &["B", "Class B", "b", "C", "", "N/A"]),
    ("date", &["2022-09-01", "1 September 2022", "2022-09-02", "31 February 2022", "-"]),
    ("shares", &["1,000", "1000", "01000", "7", "1,00", "N/A"]),
    ("money", &["HKD 1.50", "1.5", "USD 1.50", "HKD 2", "HKD"]),
    ("moment", &["2022-09-01", "2022-09-01 08:30", "2022-09-02", "x"]),
    ("yes_no", &["yes", "no", "perhaps", ""]),
    ("code of a \"Placing\", b \"Other\"", &["a", "placing", "Other", "c", "-"]),
];

/// One row: which words its two marks have, and its figure.
type Row = (usize, usize, u8);

/// A form that has the rows in a list too, and a rule for each way of looking them up.
fn rules(first: &str, second: &str) -> String {
    let fields = format!("field a {first}\n field b {second}\n field n number\n");
    let mut text = format!(
        "form sheet\n record wanted\n {fields} end\n list kept key a, b\n {fields} end\nend\ntable stored\n key a, b\n {fields}end\n"
    );
    let ways = [("both", "[wanted.a, wanted.b]"), ("row", "[wanted]"), ("one", "[wanted.a]"), ("other", "[wanted.b]")];
    for (name, key) in ways {
        for list in ["kept", "stored"] {
            text += &format!("rule {name}.{list}\n applies to sheet\n must {list}{key}.n = 1\nend\n");
        }
    }
    text
}

fn words(kind: usize, word: usize) -> &'static str {
    let words = KINDS[kind].1;
    words[word % words.len()]
}

/// The outcome of each rule, with its cause where there is one.
fn outcomes(kinds: (usize, usize), wanted: (usize, usize), rows: &[Row]) -> Vec<(String, Result<String, Cause>)> {
    let cell = |(a, b, n): &Row| (words(kinds.0, *a), words(kinds.1, *b), n % 3);
    let listed = rows.iter().map(cell).map(|(a, b, n)| format!("  - {{a: \"{a}\", b: \"{b}\", n: {n}}}\n"));
    let kept = if rows.is_empty() { "kept: []\n".to_owned() } else { format!("kept:\n{}", listed.collect::<String>()) };
    let (a, b) = (words(kinds.0, wanted.0), words(kinds.1, wanted.1));
    let sheet = format!("form: sheet\nwanted: {{a: \"{a}\", b: \"{b}\"}}\n{kept}");
    let stored: String = rows.iter().map(cell).map(|(a, b, n)| format!("\"{a}\",\"{b}\",{n}\n")).collect();
    let host = MemoryHost::default()
        .with("rules/case.rules", rules(KINDS[kinds.0].0, KINDS[kinds.1].0))
        .with("sheet.yaml", sheet)
        .with("stored.csv", format!("a,b,n\n{stored}"));
    let inputs = vec!["sheet.yaml".into(), "stored.csv".into()];
    let options = Options { inputs, packs: vec!["rules".to_owned()], ..Options::default() };
    let checked = driver::check(&host, &options).expect("the run happens");
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Undetermined(unknown) => Err(unknown.cause),
        decided => Ok(format!("{decided:?}")),
    };
    let name = |rule| checked.program.rule(rule).name.clone();
    checked.verdicts.iter().map(|verdict| (name(verdict.rule), outcome(&verdict.outcome))).collect()
}

#[test]
fn a_table_finds_what_a_list_finds() {
    let kinds = (0..KINDS.len(), 0..KINDS.len());
    let rows = proptest::collection::vec((0..6usize, 0..6usize, 0..6u8), 0..7);
    for_any(&(kinds, (0..6usize, 0..6usize), rows), |(kinds, wanted, rows)| {
        let outcomes = outcomes(kinds, wanted, &rows);
        prop_assert_eq!(outcomes.len(), 8, "each rule is lowered and judged once");
        for (name, outcome) in outcomes.iter().filter(|(name, _)| name.ends_with(".kept")) {
            let other = name.replace(".kept", ".stored");
            let stored = outcomes.iter().find(|(name, _)| *name == other).map(|(_, outcome)| outcome);
            prop_assert_eq!(stored, Some(outcome), "{} {:?} {:?} {:?}", name, kinds, wanted, rows);
        }
        Ok(())
    });
}
