//! Two evaluators say the same: the real one, and a naive one written from the manual, on programs and returns made up by chance.
//!
//! `RULECHECK_CASES` is how many (program, returns) pairs are compared; from [`LONG`] on, the counts are printed and each operator must
//! have met each state of an operand. Each value on the way must be of the type that its expression was given. `RULECHECK_SEED` is the first seed, so that one case can be repeated alone.

mod choices;
mod filing;
mod forms;
mod generate;
mod naive;
mod places;
mod programs;
mod reckon;
mod tally;
mod values;
mod windows;

pub use choices::Choices;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rulecheck::diag::{Diagnostic, codes};
use rulecheck::source::SourceMap;
use rulecheck::ty::Ty;
use rulecheck::value::{Datum, Value};
use rulecheck::verdict::Outcome;
use rulecheck::{data, eval, ir, syntax};

use crate::corpus::none_of;
use choices::smallest;
use filing::Document;
use naive::{RowName, World};
use tally::Tally;

/// From so many cases on the test is a long one.
const LONG: u64 = 20_000;

/// So many sets of returns are judged by each program.
const SETS: usize = 4;

/// A program with some sets of returns.
struct Case {
    rules: String,
    sets: Vec<Vec<Document>>,
}

impl Case {
    fn from(choices: &mut Choices) -> Case {
        let (forms, rules) = programs::forms_and_program(choices);
        let sets = (0..SETS).map(|_| forms::documents(choices, &forms)).collect();
        Case { rules, sets }
    }

    /// What is wrong: a program that is refused, returns that are read otherwise, or a disagreement.
    fn fault(&self, tally: &mut Tally) -> Option<String> {
        let mut sources = SourceMap::default();
        let rules = sources.add("case.rules", self.rules.as_str());
        let closures = sources.add("closures.csv", "date,kind,name\n2022-09-12,closed,a\n2022-10-04,closed,b\n2022-12-27,closed,c\n");
        let parsed = syntax::parse(rules, &self.rules);
        let files = [parsed.file];
        let lowered = ir::lower(ir::Program::default(), &files, &|_, _| Some(closures), &sources);
        let faults = parsed.diagnostics.iter().chain(&lowered.diagnostics).filter(|diagnostic| diagnostic.is_error());
        let faults: Vec<String> =
            faults.map(|fault| format!("{} {}\n", fault.message, sources.get(rules).text[fault.primary.span.range()].trim())).collect();
        if !faults.is_empty() {
            return Some(format!("the program is refused: {}", faults.concat()));
        }
        tally.programs += 1;
        self.sets.iter().find_map(|documents| {
            tally.pairs += 1;
            compare(&files[0], &lowered.program, sources.clone(), documents, tally)
        })
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, month, day).expect("the day exists")
}

/// The verdicts of one rule on one return by both evaluators: rows, outcome.
type Said = BTreeMap<(String, String), Vec<(Vec<RowName>, naive::Outcome)>>;

/// The first disagreement of the two evaluators.
fn compare(
    file: &syntax::ast::File,
    program: &ir::Program,
    mut sources: SourceMap,
    documents: &[Document],
    tally: &mut Tally,
) -> Option<String> {
    let ids: Vec<_> = documents.iter().map(|document| sources.add(&document.name, document.text.as_str())).collect();
    let loaded = data::load(&program.forms, &sources, &ids);
    // Rows of one key are made on purpose: what looks them up finds no single answer.
    let is_fault = |diagnostic: &&Diagnostic| diagnostic.is_error() && diagnostic.code.id != codes::DUPLICATE_ROW.id;
    if let Some(refused) = loaded.diagnostics.iter().find(is_fault) {
        return Some(format!("the returns are not read: {}\n{}", refused.message, texts(documents)));
    }
    let mut said = Said::new();
    for verdict in eval::evaluate(program, &loaded.returns) {
        for step in eval::derive(program, &loaded.returns, &verdict).steps {
            let ty = program.expr(step.expr).ty;
            if !is_of_type(&step.datum, ty) {
                return Some(format!("{:?} is no value of the type {ty:?}\n{}", step.datum, texts(documents)));
            }
            tally.values += u64::from(matches!(step.datum, Datum::Known(_)));
        }
        let name = |id| {
            let record = loaded.returns.record(id);
            let source = loaded.returns.get(record.owner).source;
            (sources.get(source).name.clone(), program.forms.shape(record.shape).name.clone(), record.row as usize)
        };
        let subject = sources.get(loaded.returns.get(verdict.subject).source).name.clone();
        let (class, outcome) = match &verdict.outcome {
            Outcome::Pass => ("pass", naive::Outcome::Pass),
            Outcome::Fail => ("fail", naive::Outcome::Fail),
            Outcome::NotApplicable => ("not applicable", naive::Outcome::NotApplicable),
            Outcome::Undetermined(unknown) => (cause(unknown.cause), naive::Outcome::Undetermined(BTreeSet::from([cause(unknown.cause)]))),
        };
        *tally.verdicts.entry(class).or_insert(0) += 1;
        let key = (program.rule(verdict.rule).name.clone(), subject);
        said.entry(key).or_default().push((verdict.rows.iter().map(|&row| name(row)).collect(), outcome));
    }
    let world = world(file, documents);
    let mut expected = world.judge();
    expected.retain(|_, verdicts| !verdicts.is_empty());
    for (met, count) in world.met.borrow().iter() {
        *tally.met.entry(met.clone()).or_insert(0) += count;
    }
    let keys: BTreeSet<_> = said.keys().chain(expected.keys()).cloned().collect();
    keys.iter().find_map(|key| {
        let (mut real, mut naive) = (said.get(key).cloned().unwrap_or_default(), expected.get(key).cloned().unwrap_or_default());
        real.sort_by(|a, b| a.0.cmp(&b.0));
        naive.sort_by(|a, b| a.0.cmp(&b.0));
        // Where only the causes differ from one edition to the other, one verdict may say so for all rows.
        let by_edition =
            |outcome: &naive::Outcome| matches!(outcome, naive::Outcome::Undetermined(causes) if causes.contains("edition-unknown"));
        let for_all = matches!(&real[..], [(rows, outcome)] if rows.is_empty() && by_edition(outcome));
        let agree = for_all && naive.iter().any(|(_, outcome)| by_edition(outcome))
            || real.len() == naive.len() && real.iter().zip(&naive).all(|(real, naive)| real.0 == naive.0 && accords(&real.1, &naive.1));
        if agree { None } else { Some(format!("{key:?}\n  evaluated: {real:?}\n  by the manual: {naive:?}\n{}", texts(documents))) }
    })
}

/// What the naive evaluator knows of some documents, with the generator's calendar.
fn world<'a>(file: &'a syntax::ast::File, documents: &'a [Document]) -> World<'a> {
    World::new(file, documents, (day(1, 1), day(12, 31)), &[day(9, 12), day(10, 4), day(12, 27)])
}

/// Whether a value is one of a type. Currencies are known only now; units and the rest were checked before.
fn is_of_type(datum: &Datum, ty: Ty) -> bool {
    match (datum, ty) {
        (Datum::Known(value), ty) => matches!(
            (value, ty),
            (Value::Bool(_), Ty::Bool)
                | (Value::Quantity(_), Ty::Quantity { .. } | Ty::Zero)
                | (Value::Date(_), Ty::Date)
                | (Value::Month(_), Ty::Month)
                | (Value::Moment(_), Ty::Moment)
                | (Value::Time(_), Ty::Time)
                | (Value::Code(_), Ty::Code(_))
                // A list has no value; what a window holds, and which days are counted, is told in words.
                | (Value::Text(_), Ty::Text | Ty::List(_) | Ty::Returns(_) | Ty::BusinessDays)
                | (Value::Record(_), Ty::Record(_))
        ),
        (Datum::NotApplicable(_) | Datum::Unknown(_), _) => true,
    }
}

/// What the real evaluator says of each instance.
fn judged(program: &ir::Program, mut sources: SourceMap, documents: &[&Document]) -> BTreeMap<(String, String, Vec<RowName>), Outcome> {
    let ids: Vec<_> = documents.iter().map(|document| sources.add(&document.name, document.text.as_str())).collect();
    let returns = data::load(&program.forms, &sources, &ids).returns;
    let name = |id| {
        let record = returns.record(id);
        let source = returns.get(record.owner).source;
        (sources.get(source).name.clone(), program.forms.shape(record.shape).name.clone(), record.row as usize)
    };
    let verdicts = eval::evaluate(program, &returns).into_iter().map(|verdict| {
        let subject = sources.get(returns.get(verdict.subject).source).name.clone();
        let rows = verdict.rows.iter().map(|&row| name(row)).collect();
        ((program.rule(verdict.rule).name.clone(), subject, rows), verdict.outcome)
    });
    verdicts.collect()
}

/// An instance that is decided by some of the returns, and decided otherwise or gone with all of them.
fn reversal(program: &ir::Program, sources: &SourceMap, documents: &[Document], kept: &[&Document]) -> Option<String> {
    let more = judged(program, sources.clone(), &documents.iter().collect::<Vec<_>>());
    judged(program, sources.clone(), kept).into_iter().find_map(|(key, outcome)| {
        let stays = |now: &Outcome| *now == outcome || matches!(now, Outcome::Undetermined(_));
        let keeps = match more.get(&key) {
            Some(now) => stays(now),
            // While the edition or what the rows are drawn from is not known, one verdict stands for all rows.
            None if key.2.is_empty() => more.iter().filter(|(other, _)| other.0 == key.0 && other.1 == key.1).all(|(_, now)| stays(now)),
            None => more.get(&(key.0.clone(), key.1.clone(), Vec::new())).is_some_and(|now| matches!(now, Outcome::Undetermined(_))),
        };
        let is_reversed = !matches!(outcome, Outcome::Undetermined(_)) && !keeps;
        is_reversed.then(|| {
            let names: Vec<&str> = kept.iter().map(|document| document.name.as_str()).collect();
            format!("{key:?} was {outcome:?} with {names:?} and is {:?}\n{}", more.get(&key), texts(documents))
        })
    })
}

/// Whether an outcome is the naive one; a cause is one of those that had a part.
fn accords(real: &naive::Outcome, naive: &naive::Outcome) -> bool {
    match (real, naive) {
        (naive::Outcome::Undetermined(real), naive::Outcome::Undetermined(naive)) => real.is_subset(naive),
        (real, naive) => real == naive,
    }
}

fn cause(cause: rulecheck::value::Cause) -> &'static str {
    const CAUSES: [&str; 14] = [
        "not-loaded",
        "unreadable",
        "blank",
        "absent",
        "no-match",
        "division-by-zero",
        "beyond-calendar",
        "currencies-differ",
        "too-large",
        "hour-unknown",
        "open-collection",
        "precision",
        "no-edition",
        "edition-unknown",
    ];
    let name = serde_json::to_value(cause).expect("a cause has a name");
    CAUSES.into_iter().find(|known| name == **known).expect("the manual lists the cause")
}

fn texts(documents: &[Document]) -> String {
    documents.iter().map(|document| format!("--- {}\n{}", document.name, document.text)).collect()
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
fn a_return_more_reverses_nothing() {
    let (cases, first) = (setting("RULECHECK_CASES", 400), setting("RULECHECK_SEED", 1));
    for seed in first..first + cases.div_ceil(SETS as u64) {
        let mut choices = Choices::seeded(seed);
        let case = Case::from(&mut choices);
        let mut sources = SourceMap::default();
        let rules = sources.add("case.rules", case.rules.as_str());
        let closures = sources.add("closures.csv", "date,kind,name\n2022-09-12,closed,a\n");
        let file = syntax::parse(rules, &case.rules).file;
        let lowered = ir::lower(ir::Program::default(), std::slice::from_ref(&file), &|_, _| Some(closures), &sources);
        for set in &case.sets {
            // An amendment takes the place of what it amends, which is a change of what was filed.
            let set: Vec<Document> = set.iter().filter(|document| !document.text.to_lowercase().contains("amendment")).cloned().collect();
            // Where the profile counts fewer than there are, what was decided on its word was decided on an untruth.
            if world(&file, &set).counts_at_odds() {
                continue;
            }
            let kept: Vec<&Document> = set.iter().filter(|_| !choices.chance(30)).collect();
            if let Some(reversal) = reversal(&lowered.program, &sources, &set, &kept) {
                panic!("RULECHECK_SEED={seed} RULECHECK_CASES=1\n{}\n{reversal}", case.rules);
            }
        }
    }
}

#[test]
fn the_two_evaluators_agree() {
    let (cases, first) = (setting("RULECHECK_CASES", 400), setting("RULECHECK_SEED", 1));
    let mut tally = Tally::default();
    for seed in first..first + cases.div_ceil(SETS as u64) {
        let mut choices = Choices::seeded(seed);
        if Case::from(&mut choices).fault(&mut tally).is_some() {
            let fails = |decisions: &[u64]| Case::from(&mut Choices::replayed(decisions.to_vec())).fault(&mut Tally::default()).is_some();
            let case = Case::from(&mut Choices::replayed(smallest(choices.taken(), fails)));
            let fault = case.fault(&mut Tally::default()).unwrap_or_default();
            panic!("RULECHECK_SEED={seed} RULECHECK_CASES=1\n{}\n{fault}", case.rules);
        }
    }
    if cases >= LONG {
        tally.print();
        none_of(tally.gaps());
    }
}
