//! Which edition of a rule judges a return. Where the date is not known, every edition is tried.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::expr::{Evaluator, day_of};
use super::instance;
use super::recorder::Silent;
use super::sums::Sums;
use crate::data::Returns;
use crate::ir::{Program, Rule, RuleId, Window};
use crate::ty::FormId;
use crate::value::{About, Cause, Datum, ReturnId, Unknown};
use crate::verdict::{Outcome, Verdict};

/// The editions of one rule, in the order of the program.
#[derive(Debug)]
pub struct Family {
    pub form: FormId,
    pub editions: Vec<RuleId>,
}

/// The rules of a program, each with all its editions, by the place of the first edition.
pub fn families(program: &Program) -> Vec<Family> {
    let mut places: BTreeMap<(&str, &str, FormId), usize> = BTreeMap::new();
    let mut families: Vec<Family> = Vec::new();
    for (place, rule) in program.rules.iter().enumerate() {
        let id = RuleId(place as u32);
        let family = *places.entry((&rule.pack, &rule.name, rule.form)).or_insert(families.len());
        match families.get_mut(family) {
            Some(family) => family.editions.push(id),
            None => families.push(Family { form: rule.form, editions: vec![id] }),
        }
    }
    families
}

/// The rule of which this is an edition.
pub fn family_of(program: &Program, edition: RuleId) -> Family {
    let rule = program.rule(edition);
    let ids = (0..program.rules.len() as u32).map(RuleId);
    let is_same = |id: &RuleId| {
        let other = program.rule(*id);
        other.form == rule.form && other.name == rule.name && other.pack == rule.pack
    };
    Family { form: rule.form, editions: ids.filter(is_same).collect() }
}

/// An edition that may judge a return, and the date for its parameters; without one, no edition is in force.
pub type Candidate = Option<(RuleId, Option<NaiveDate>)>;

/// Adds the verdicts of one rule for one return.
pub fn judge(program: &Program, returns: &Returns, family: &Family, subject: ReturnId, sums: Option<&Sums>, verdicts: &mut Vec<Verdict>) {
    let Some(&first) = family.editions.first() else { return };
    let alone = |outcome| Verdict { rule: first, subject, rows: Vec::new(), outcome };
    let mut results: Vec<Vec<Verdict>> = Vec::new();
    for candidate in candidates(program, returns, family, subject) {
        let result = match candidate {
            Some((id, date)) => {
                let (result, date_mattered) = instance::judge(program, returns, id, subject, date, sums);
                if date.is_none() && !date_mattered {
                    return verdicts.extend(result);
                }
                if date.is_none() {
                    continue;
                }
                result
            }
            None => vec![alone(Outcome::NotApplicable)],
        };
        results.push(result);
    }
    let Some((one, rest)) = results.split_first() else { return };
    let inapplicable = |result: &Vec<Verdict>| !result.is_empty() && result.iter().all(|verdict| verdict.outcome == Outcome::NotApplicable);
    if rest.iter().all(|other| same_outcomes(one, other)) {
        verdicts.extend(results.swap_remove(0));
    } else if results.iter().all(inapplicable) {
        verdicts.push(alone(Outcome::NotApplicable));
    } else {
        let about = by_cell(program, returns, first, subject);
        verdicts.push(alone(Outcome::Undetermined(Unknown { cause: Cause::EditionUnknown, about })));
    }
}

/// The editions to try: one where the date is known. Where it is not, first the sole edition without any date (`None`), if it has no
/// window; then what would judge on each stretch of days on which nothing changes.
pub fn candidates(program: &Program, returns: &Returns, family: &Family, subject: ReturnId) -> Vec<Candidate> {
    let dates: Vec<Option<NaiveDate>> = family.editions.iter().map(|&id| date_of(program, returns, id, subject)).collect();
    let on = |assumed: Option<NaiveDate>| -> Candidate {
        let mut dated = family.editions.iter().zip(&dates).map(|(&id, date)| (id, date.or(assumed)));
        dated.find(|(id, date)| date.is_some_and(|date| program.rule(*id).window.contains(date)))
    };
    if dates.iter().all(Option::is_some) {
        return vec![on(None)];
    }
    let mut tried = Vec::new();
    if let [sole] = family.editions[..]
        && program.rule(sole).window == Window::default()
    {
        tried.push(Some((sole, None)));
    }
    tried.extend(stretches(program, family).into_iter().map(|day| on(Some(day))));
    tried
}

/// The rule's date for a return: what `by` names, else the return's own.
pub fn date_of(program: &Program, returns: &Returns, id: RuleId, subject: ReturnId) -> Option<NaiveDate> {
    let rule = program.rule(id);
    match named_date(program, returns, rule, subject) {
        Some(Datum::Known(value)) => day_of(&value).ok(),
        Some(_) => None,
        None => returns.get(subject).date,
    }
}

fn named_date(program: &Program, returns: &Returns, rule: &Rule, subject: ReturnId) -> Option<Datum> {
    let by = rule.by?;
    Some(Evaluator::new(program, returns, subject, rule.locals, Silent).expr(by))
}

/// The place to look for the date that would choose the edition.
fn by_cell(program: &Program, returns: &Returns, id: RuleId, subject: ReturnId) -> About {
    let rule = program.rule(id);
    match (named_date(program, returns, rule, subject), rule.by) {
        (Some(Datum::Unknown(unknown)), _) => unknown.about,
        (Some(Datum::NotApplicable(cell)), _) => About::Cell(cell),
        (_, Some(by)) => About::Expression(by.0),
        (_, None) => {
            let evaluator = Evaluator::new(program, returns, subject, rule.locals, Silent);
            let cell = evaluator.date_cell(subject);
            cell.map_or(About::Expression(rule.assertion.0), About::Cell)
        }
    }
}

/// A day of each stretch between the days on which an edition of the rule or of a parameter begins or ends.
fn stretches(program: &Program, family: &Family) -> Vec<NaiveDate> {
    let rules = family.editions.iter().map(|&id| program.rule(id).window);
    let parameters = program.parameters.iter().flat_map(|parameter| parameter.editions.iter().map(|edition| edition.window));
    let mut starts = BTreeSet::new();
    for window in rules.chain(parameters) {
        starts.extend(window.from);
        starts.extend(window.until.and_then(|until| until.succ_opt()));
    }
    let before = starts.first().map_or(Some(NaiveDate::default()), |first| first.pred_opt());
    before.into_iter().chain(starts.iter().copied()).collect()
}

fn same_outcomes(left: &[Verdict], right: &[Verdict]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.rows == right.rows && left.outcome == right.outcome)
}
