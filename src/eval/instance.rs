//! One edition of a rule for one return: its instances, one for each row of each `for each`, and the outcome of each.

use chrono::NaiveDate;

use super::expr::Evaluator;
use super::lists::Listed;
use super::operators::Junction;
use super::recorder::{Part, Recorder, Silent};
use crate::data::Returns;
use crate::ir::{Program, Rule, RuleId, Step};
use crate::value::{About, Cause, Datum, RecordId, ReturnId, Value};
use crate::verdict::{Outcome, Verdict};

/// The verdicts of one edition for one return, and whether its date mattered.
pub fn judge(program: &Program, returns: &Returns, id: RuleId, subject: ReturnId, date: Option<NaiveDate>) -> (Vec<Verdict>, bool) {
    let rule = program.rule(id);
    let mut evaluator = Evaluator::new(program, returns, subject, rule.locals, Silent);
    evaluator.date = date;
    let mut found = Instances { id, rule, rows: Vec::new(), verdicts: Vec::new() };
    evaluator.instances(&mut found);
    (found.verdicts, evaluator.date_mattered)
}

/// The instances found so far, and the rows bound for the next.
struct Instances<'a> {
    id: RuleId,
    rule: &'a Rule,
    rows: Vec<RecordId>,
    verdicts: Vec<Verdict>,
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
            if let Some(outcome) = self.instance(rule) {
                found.add(self.subject, outcome);
            }
            return;
        };
        let rows = match self.list(binder.list) {
            Listed::Rows(rows) => rows,
            Listed::Open(rows, form) if rows.is_empty() => {
                let about = About::Others(self.subject, form.0);
                return self.no_rows(found, &Datum::unknown(Cause::NotLoaded, about));
            }
            Listed::Open(rows, _) => rows.into(),
            Listed::Nothing(datum) => return self.no_rows(found, &datum),
        };
        for &row in rows.iter() {
            self.bind(binder.local, Datum::Known(Value::Record(row)));
            found.rows.push(row);
            self.instances(found);
            found.rows.pop();
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
