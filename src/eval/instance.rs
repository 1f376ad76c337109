//! One edition of a rule for one return: its instances, one for each row of each `for each`, and the outcome of each.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::expr::Evaluator;
use super::lists::Listed;
use super::operators::Junction;
use super::recorder::{Part, Recorder, Silent};
use super::sums::Sums;
use crate::data::Returns;
use crate::ir::{Program, Rule, RuleId, Step};
use crate::value::{Datum, RecordId, ReturnId, Unknown, Value};
use crate::verdict::{Outcome, Verdict};

/// The verdicts of one edition for one return, and whether its date mattered.
pub fn judge(
    program: &Program,
    returns: &Returns,
    id: RuleId,
    subject: ReturnId,
    date: Option<NaiveDate>,
    sums: Option<&Sums>,
) -> (Vec<Verdict>, bool) {
    let mut evaluator = Evaluator::new(program, returns, subject, program.rule(id).locals, Silent);
    (evaluator.date, evaluator.sums) = (date, sums);
    judge_by(evaluator, id)
}

/// The same, while somebody hears what the evaluator does: each member of each sum is gone through.
pub fn judge_heard<R: Recorder>(
    program: &Program,
    returns: &Returns,
    id: RuleId,
    subject: ReturnId,
    date: Option<NaiveDate>,
    recorder: R,
) -> (Vec<Verdict>, bool) {
    let mut evaluator = Evaluator::new(program, returns, subject, program.rule(id).locals, recorder);
    evaluator.date = date;
    judge_by(evaluator, id)
}

fn judge_by<R: Recorder>(mut evaluator: Evaluator<'_, R>, id: RuleId) -> (Vec<Verdict>, bool) {
    let rule = evaluator.program.rule(id);
    let mut found = Instances { id, rule, rows: Vec::new(), verdicts: Vec::new(), doubt: None };
    evaluator.instances(&mut found);
    (found.verdicts, evaluator.date_mattered)
}

/// The instances found so far, and the rows bound for the next.
struct Instances<'a> {
    id: RuleId,
    rule: &'a Rule,
    rows: Vec<RecordId>,
    verdicts: Vec<Verdict>,
    /// Why a row that is bound perhaps does not belong there.
    doubt: Option<Unknown>,
}

impl Instances<'_> {
    fn add(&mut self, subject: ReturnId, outcome: Outcome) {
        self.verdicts.push(Verdict { rule: self.id, subject, rows: self.rows.clone(), outcome });
    }
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    fn instances(&mut self, found: &mut Instances<'a>) {
        let rule: &'a Rule = found.rule;
        let Some(binder) = rule.binders.get(found.rows.len()) else {
            let outcome = match found.doubt {
                None => self.instance(rule),
                Some(doubt) => self.in_doubt(rule, doubt),
            };
            if let Some(outcome) = outcome {
                found.add(self.subject, outcome);
            }
            return;
        };
        let (rows, doubts) = match self.list(binder.list) {
            Listed::Rows(rows) => (rows, BTreeMap::new()),
            Listed::Open(listing) if listing.rows.is_empty() && !listing.gaps.is_empty() => {
                return self.no_rows(found, &Datum::Unknown(listing.none));
            }
            Listed::Open(listing) => (listing.rows.into(), listing.doubts),
            // A rule goes through rows alone; lowering lets no days through.
            Listed::Days(_) => return,
            Listed::Nothing(datum) => return self.no_rows(found, &datum),
        };
        for &row in rows.iter() {
            self.bind(binder.local, Datum::Known(Value::Record(row)));
            let outer = found.doubt;
            found.doubt = outer.or(doubts.get(&row).copied());
            found.rows.push(row);
            self.instances(found);
            found.rows.pop();
            found.doubt = outer;
        }
    }

    /// One outcome for rows of which nothing is known, unless the rule's `where` leaves them all out, whatever they may be.
    fn no_rows(&mut self, found: &mut Instances<'a>, why: &Datum) {
        let rule: &'a Rule = found.rule;
        for binder in rule.binders.iter().skip(found.rows.len()) {
            self.bind(binder.local, why.clone());
        }
        let chosen = rule.filter.map_or(Datum::truth(true), |filter| self.expr(filter));
        if !matches!(chosen, Datum::Known(Value::Bool(false)) | Datum::NotApplicable(_)) {
            found.add(self.subject, outcome_of(why));
        }
    }

    /// The outcome of an instance of which a row perhaps does not belong to the rule's rows.
    fn in_doubt(&mut self, rule: &Rule, doubt: Unknown) -> Option<Outcome> {
        match rule.filter.map_or(Datum::truth(true), |filter| self.expr(filter)) {
            Datum::Known(Value::Bool(false)) | Datum::NotApplicable(_) => None,
            _ => Some(Outcome::Undetermined(doubt)),
        }
    }

    /// The outcome of the instance whose rows are bound; `None` where the rule's `where` leaves it out.
    pub fn instance(&mut self, rule: &Rule) -> Option<Outcome> {
        if let Some(filter) = rule.filter {
            self.recorder.part(Part::Selection);
            match self.expr(filter) {
                Datum::Known(Value::Bool(true)) => {}
                Datum::Unknown(unknown) => return Some(Outcome::Undetermined(unknown)),
                Datum::Known(_) | Datum::NotApplicable(_) => return None,
            }
        }
        Some(self.outcome(rule))
    }

    fn outcome(&mut self, rule: &Rule) -> Outcome {
        let mut applies = Junction::all();
        for step in &rule.steps {
            match step {
                Step::When(condition) => {
                    self.recorder.part(Part::When);
                    let condition = self.expr(*condition);
                    if applies.add(&condition) {
                        return Outcome::NotApplicable;
                    }
                }
                Step::Given { local, value, .. } => {
                    self.recorder.part(Part::Given(*local));
                    let datum = self.expr(*value);
                    self.bind(*local, datum);
                }
            }
        }
        match applies.result() {
            Datum::Known(_) => {
                self.recorder.part(Part::Assertion);
                outcome_of(&self.expr(rule.assertion))
            }
            Datum::NotApplicable(_) => Outcome::NotApplicable,
            Datum::Unknown(unknown) => Outcome::Undetermined(unknown),
        }
    }
}

/// What an asserted condition says of the rule.
fn outcome_of(condition: &Datum) -> Outcome {
    match condition {
        Datum::Known(Value::Bool(true)) => Outcome::Pass,
        Datum::Known(_) => Outcome::Fail,
        Datum::NotApplicable(_) => Outcome::NotApplicable,
        Datum::Unknown(unknown) => Outcome::Undetermined(*unknown),
    }
}
