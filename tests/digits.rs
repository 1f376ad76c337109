//! Which slips of the pen the embedded rules notice: each digit of each figure of a real return becomes each other digit.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rulecheck::eval;
use rulecheck::ty::Ty;
use rulecheck::verdict::Outcome;

use crate::returns::{Figure, Judged, Key, Rules, Texts};

/// Parts II and III of the monthly return, and the purchases that its remarks name.
const PARTS: &[&str] = &[
    "monthly_return.issued",
    "monthly_return.options",
    "monthly_return.warrants",
    "monthly_return.convertibles",
    "monthly_return.agreements",
    "monthly_return.other_movements",
    "monthly_return.movement_totals",
    "monthly_return.repurchases_in_remarks",
];

fn is_in_parts(figure: &Figure) -> bool {
    let is_part = |part: &str| figure.shape == part || figure.shape.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'));
    PARTS.iter().any(|part| is_part(part)) && matches!(figure.ty, Ty::Quantity { .. })
}

/// The instances that fail, and of the new ones only those whose evidence names the figure.
fn fails(rules: &Rules, judged: &Judged, but: &BTreeSet<Key>, figure: Option<&Figure>) -> BTreeSet<Key> {
    let failed = judged.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Fail);
    let keyed = failed.map(|verdict| (judged.key(&rules.program, verdict), verdict)).filter(|(key, _)| !but.contains(key));
    let named = keyed.filter(|(_, verdict)| {
        figure.is_none_or(|figure| eval::derive(&rules.program, &judged.returns, verdict).cells.contains(&figure.cell))
    });
    named.map(|(key, _)| key).collect()
}

/// Every way in which one digit can be wrong.
fn slips(figure: &Figure, text: &str) -> Vec<String> {
    let words = &text[figure.range.clone()];
    let digits = words.char_indices().filter(|(_, c)| c.is_ascii_digit());
    digits
        .flat_map(|(at, right)| {
            ('0'..='9').filter(move |wrong| *wrong != right).map(move |wrong| format!("{}{wrong}{}", &words[..at], &words[at + 1..]))
        })
        .collect()
}

/// What the rules make of a figure as it stands, for a reader who asks why a slip in it goes unnoticed.
fn standing(rules: &Rules, judged: &Judged, figure: &Figure) -> String {
    let reading =
        judged.verdicts.iter().filter(|verdict| eval::derive(&rules.program, &judged.returns, verdict).cells.contains(&figure.cell));
    let standing: BTreeSet<String> = reading
        .map(|verdict| {
            let outcome = match &verdict.outcome {
                Outcome::Pass => "passes".to_owned(),
                Outcome::Fail => "fails".to_owned(),
                Outcome::NotApplicable => "does not apply".to_owned(),
                Outcome::Undetermined(unknown) => format!("is undetermined, {}", rulecheck::report::reasons::id(unknown.cause)),
            };
            format!("{} {outcome}", rules.program.rule(verdict.rule).name)
        })
        .collect();
    if standing.is_empty() { "no rule reads it".to_owned() } else { standing.into_iter().collect::<Vec<_>>().join("; ") }
}

#[test]
fn slips_of_a_digit_are_noticed() {
    let rules = Rules::embedded();
    let texts = Texts::example("sensetime-2022-09");
    let right = rules.judge(&texts);
    let known = fails(&rules, &right, &BTreeSet::new(), None);
    let (mut noticed, mut all, mut gaps) = (0, 0, String::new());
    for figure in rules.figures(&texts).iter().filter(|figure| is_in_parts(figure)) {
        let slips = slips(figure, &texts.0[figure.file].1);
        let seen = slips.iter().filter(|slip| {
            let wrong = rules.judge(&texts.with([(figure, (*slip).clone())]));
            !fails(&rules, &wrong, &known, Some(figure)).is_empty()
        });
        let seen = seen.count();
        (noticed, all) = (noticed + seen, all + slips.len());
        if seen < slips.len() {
            let place = format!("{}, row {}, {}", figure.shape, figure.row, figure.field);
            let _ =
                writeln!(gaps, "{place}: {}\n  {seen} of {} noticed; {}", figure.printed, slips.len(), standing(&rules, &right, figure));
        }
    }
    let account = format!("{noticed} of {all} slips noticed, {} in a thousand\n\n{gaps}", noticed * 1000 / all);
    eprintln!("{account}");
    crate::corpus::snapshot("slips_of_a_digit", &account);
    assert!(noticed * 100 >= all * 95, "{account}");
}
