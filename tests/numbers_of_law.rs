//! No rule of the standard pack mentions a number that is law: such a number is a parameter, which is cited and has its days.
//!
//! Every number, date and time that a rule, its message or a definition writes out is looked at, and how many months, business days and
//! places its phrases count. What is left is in a list, with the reason why no change of the law could change it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rulecheck::driver::{self, DiskHost, Host, MemoryHost, Options};
use rulecheck::ir::{Count, ExprId, ExprKind, Program, Rule};
use rulecheck::source::{SourceMap, Span};
use rulecheck::value::Value;
use rulecheck::value::number::Rounding;

use crate::corpus::{none_of, root};

/// What any rule may write, and why it is no law.
const ANYWHERE: [(&str, &str); 5] = [
    ("0", "nothing, and the border between more and less"),
    ("0 shares", "nothing, of shares"),
    ("1", "the whole of which a percentage is a part, and a single row"),
    ("next", "the business day on which the Exchange opens again"),
    ("previous", "the business day that came before"),
];

/// What one rule may write, and why it is no law.
const BY_RULE: [(&str, &[&str], &str); 6] = [
    ("continuity.no-month-missing", &["1 month"], "the return before a monthly return is that of the month before, as its form says"),
    ("convertibles.converted", &["1 shares"], FRACTION),
    ("subdivisions.issued", &["1 shares"], FRACTION),
    ("subdivisions.options", &["1 shares"], FRACTION),
    ("warrants.exercised", &["1 shares"], FRACTION),
    (
        "plausibility.average-price",
        &["to 2 places", "to 3 places", "to 4 places", "to 5 places", "to 6 places"],
        "how finely an average is printed is the filer's choice, and all of these are seen",
    ),
];

const FRACTION: &str = "of a fraction either neighbouring number of shares may be issued, for fractions are rounded or paid out";

/// What the rules of some files write out, each with the name of its rule.
fn written(host: &dyn Host, pack: &str) -> BTreeSet<(String, String)> {
    let book = driver::book(host, &Options { packs: vec![pack.to_owned()], ..Options::default() }).expect("the pack can be read");
    assert!(!book.program.rules.is_empty());
    let of_rule = |rule: &Rule| -> Vec<(String, String)> {
        of_rule(&book.program, &book.sources, rule).into_iter().map(|words| (rule.name.clone(), words)).collect()
    };
    book.program.rules.iter().flat_map(of_rule).collect()
}

fn of_rule(program: &Program, sources: &SourceMap, rule: &Rule) -> Vec<String> {
    let mut open: Vec<ExprId> = rule.roots().into_iter().chain(rule.doubt.iter().copied()).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let expr = program.expr(id);
        let before = |word: &str| {
            let words = words_at(sources, expr.span);
            words.split(word).next().unwrap_or_default().trim().to_owned()
        };
        match &expr.kind {
            ExprKind::Constant(Value::Quantity(_) | Value::Date(_) | Value::Month(_) | Value::Time(_)) => {
                found.push(words_at(sources, expr.span));
            }
            ExprKind::BusinessDay { count: Count::Written(_), .. } | ExprKind::BusinessDays { count: Count::Written(_), .. } => {
                found.push(before("business"));
            }
            ExprKind::MonthsFrom { months: Count::Written(_), .. } => found.push(format!("{} month", before("month"))),
            ExprKind::Round { rounding: Rounding::Floor | Rounding::Ceiling, .. } => {}
            ExprKind::Round { places, .. } => found.push(format!("to {places} places")),
            _ => {}
        }
        open.extend(expr.kind.children());
    }
    found
}

/// The words of an expression without the brackets around it.
fn words_at(sources: &SourceMap, span: Span) -> String {
    sources.text(span).trim_matches(|c: char| c == '(' || c == ')' || c.is_whitespace()).to_owned()
}

#[test]
fn every_number_that_is_law_is_a_parameter() {
    let written = written(&DiskHost, &root().join("rules/hkex").to_string_lossy());
    let anywhere = |words: &str| ANYWHERE.iter().any(|(allowed, _)| *allowed == words);
    let of_rule = |rule: &str, words: &str| BY_RULE.iter().any(|(name, allowed, _)| *name == rule && allowed.contains(&words));
    let law = written.iter().filter(|(rule, words)| !anywhere(words) && !of_rule(rule, words));
    let law = law.map(|(rule, words)| format!("`{rule}` writes `{words}`: make it a parameter, or say in BY_RULE why it is no law"));
    let is_written = |rule: Option<&str>, words: &str| written.iter().any(|(of, said)| rule.is_none_or(|rule| rule == of) && said == words);
    let idle = ANYWHERE.iter().filter(|(words, _)| !is_written(None, words)).map(|(words, _)| format!("no rule writes `{words}`"));
    let by_rule = BY_RULE.iter().flat_map(|(rule, all, _)| all.iter().map(move |words| (*rule, *words)));
    let idle_of_rule =
        by_rule.filter(|(rule, words)| !is_written(Some(rule), words)).map(|(rule, words)| format!("`{rule}` writes no `{words}`"));
    none_of(law.chain(idle).chain(idle_of_rule).collect());
}

/// Rules that write numbers in every place where one can stand.
const PLANTED: &str = "pack p
form statement
  dated day
  field day date
  field sent moment
  field part ratio
  list rows key day
    field day date
    field count shares
  end
end
calendar town closed days in \"closed.csv\" covers 2022-01-01 to 2022-12-31 end
parameter most = 10%
define lately(d : date) = d >= 2022-06-30
rule a applies to statement must part < 25% and part < most end
rule b applies to statement given due = 08:30 on 5th business day after day in town must sent <= due end
rule c applies to statement must lately(day) else \"{day + 30 days}\" end
rule d applies to statement for each r in rows where r.count > 7 shares must r.count > 0 end
rule e applies to statement must every d in the 3 business days before day in town satisfies d > 6 months before day, or the last day of the month end
rule f applies to statement when month of day > March 2022 must round part to 2 places half up = part and floor of part = 0 end
";

#[test]
fn a_number_is_found_wherever_it_stands() {
    let host = MemoryHost::default()
        .with("p/pack.toml", "name = \"p\"\ntitle = \"p\"\nversion = \"1.0.0\"\n")
        .with("p/a.rules", PLANTED)
        .with("p/closed.csv", "date,kind,name\n");
    let found: Vec<String> =
        written(&host, &PathBuf::from("p").to_string_lossy()).into_iter().map(|(rule, words)| format!("{rule} {words}")).collect();
    let expected = [
        "a 25%",
        "b 08:30",
        "b 5th",
        "c 2022-06-30",
        "c 30 days",
        "d 0",
        "d 7 shares",
        "e 6 month",
        "e the 3",
        "f 0",
        "f March 2022",
        "f to 2 places",
    ];
    assert_eq!(found, expected);
}
