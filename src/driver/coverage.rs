//! What the tests and cases of rules exercise: outcomes, editions, conditions, fields.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::host::Host;
use super::suite::{Claim, Suite};
use super::trials::TestOptions;
use crate::eval::{self, Observed, Seen};
use crate::form::{Form, FormKind, Forms, MemberKind};
use crate::ir::{ExprId, ExprKind, Program, Rule, RuleId};
use crate::report::covered::{CoverageReport, CoveredEdition, CoveredRule, Lack, OneWay, Outcomes, UntouchedFields};
use crate::report::exit::Exit;
use crate::report::place;
use crate::source::{SourceId, SourceMap, Span};
use crate::ty::{FormId, ShapeId, Ty};
use crate::verdict::{Outcome, Verdict};

/// What was exercised.
pub struct CoverageRun {
    pub report: CoverageReport,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
}

/// Judges every test and case, and says what of the rules of the given files they exercise.
pub fn cover(host: &dyn Host, options: &TestOptions) -> Result<CoverageRun, Fault> {
    let suite = match Suite::load(host, options)? {
        Ok(suite) => suite,
        Err(broken) => {
            let report = CoverageReport::not_run(&broken.sources, &broken.diagnostics, &broken.left_out);
            return Ok(CoverageRun { report, exit: Exit::Incomplete, sources: broken.sources });
        }
    };
    let (program, sources) = (&suite.program, &suite.sources);
    let wanted: BTreeSet<SourceId> = suite.files.iter().map(|file| file.source).collect();
    let mut names: BTreeMap<&str, Vec<RuleId>> = BTreeMap::new();
    for (place, rule) in (0u32..).zip(&program.rules).filter(|(_, rule)| wanted.contains(&rule.span.source)) {
        names.entry(&rule.name).or_default().push(RuleId(place));
    }
    let mut all = 0;
    let mut rules = Vec::new();
    for (name, editions) in
        names.into_iter().filter(|(name, _)| options.filter.as_ref().is_none_or(|words| name.contains(&words.to_lowercase())))
    {
        let Exercised { verdicts, observed, tests, cases } = exercised(&suite, name);
        let conditions: Vec<(Span, Seen)> = editions.iter().flat_map(|id| conditions(program, &observed, program.rule(*id))).collect();
        all += conditions.len();
        let lacking = conditions.into_iter().filter_map(|(span, seen)| {
            let lacks = match seen {
                Seen { held: true, did_not_hold: true, .. } => return None,
                Seen { held: false, did_not_hold: false, unknown: false } => Lack::NeverReckoned,
                Seen { held: false, .. } => Lack::NeverTrue,
                Seen { .. } => Lack::NeverFalse,
            };
            Some(OneWay { place: place(sources, span), text: sources.text(span).to_owned(), lacks })
        });
        let editions = editions.into_iter().map(|id| edition(sources, program.rule(id), verdicts.get(&id).copied().unwrap_or_default()));
        let editions: Vec<CoveredEdition> = editions.collect();
        let mut outcomes = Outcomes::default();
        editions.iter().for_each(|edition| outcomes.add(edition.outcomes));
        rules.push(CoveredRule { name: name.to_owned(), tests, cases, outcomes, editions, conditions: lacking.collect() });
    }
    let (untouched, fields) = untouched(program, &wanted);
    let mut report = CoverageReport::new(rules, untouched, all, fields);
    report.summary.tests = suite.tests.len();
    report.summary.cases = suite.trials.len() - suite.tests.len();
    report.summary.cases_not_used = suite.cases_not_used;
    let exit = if report.never_ran.is_empty() { Exit::Clean } else { Exit::Failed };
    Ok(CoverageRun { report, exit, sources: suite.sources })
}

/// What the trials of one rule came to.
struct Exercised {
    verdicts: BTreeMap<RuleId, Outcomes>,
    observed: Observed,
    tests: usize,
    cases: usize,
}

fn exercised(suite: &Suite, name: &str) -> Exercised {
    let mut exercised = Exercised { verdicts: BTreeMap::new(), observed: Observed::default(), tests: 0, cases: 0 };
    for trial in suite.trials_of(name) {
        match trial.claim {
            Claim::Test(..) => exercised.tests += 1,
            Claim::Case(_) => exercised.cases += 1,
        }
        eval::observe(&suite.program, &trial.returns, name, &mut exercised.observed);
        for verdict in suite.concerned(trial, name) {
            exercised.verdicts.entry(verdict.rule).or_default().add(outcome(&verdict));
        }
    }
    exercised
}

fn outcome(verdict: &Verdict) -> Outcomes {
    let none = Outcomes::default();
    match verdict.outcome {
        Outcome::Pass => Outcomes { pass: 1, ..none },
        Outcome::Fail => Outcomes { fail: 1, ..none },
        Outcome::NotApplicable => Outcomes { not_applicable: 1, ..none },
        Outcome::Undetermined(_) => Outcomes { undetermined: 1, ..none },
    }
}

fn edition(sources: &SourceMap, rule: &Rule, outcomes: Outcomes) -> CoveredEdition {
    CoveredEdition {
        from: rule.window.from.map(|day| day.to_string()),
        until: rule.window.until.map(|day| day.to_string()),
        place: place(sources, rule.assertion_span),
        outcomes,
    }
}

/// The conditions of a rule that are not made of others, by place, with what they came to. What a definition says in several places of
/// one rule is one condition.
fn conditions(program: &Program, observed: &Observed, rule: &Rule) -> Vec<(Span, Seen)> {
    let mut found: BTreeMap<Span, Seen> = BTreeMap::new();
    let mut waiting: Vec<ExprId> = rule.roots();
    let mut met: BTreeSet<ExprId> = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !met.insert(id) {
            continue;
        }
        let expr = program.expr(id);
        let is_made_of_others = matches!(
            expr.kind,
            ExprKind::And(..)
                | ExprKind::Or(..)
                | ExprKind::Not(_)
                | ExprKind::If { .. }
                | ExprKind::Let { .. }
                | ExprKind::Local(_)
                | ExprKind::Constant(_)
        );
        if expr.ty == Ty::Bool && !is_made_of_others {
            let seen = observed.conditions.get(&id).copied().unwrap_or_default();
            let known = found.entry(expr.span).or_default();
            known.held |= seen.held;
            known.did_not_hold |= seen.did_not_hold;
            known.unknown |= seen.unknown;
        }
        waiting.extend(expr.kind.children());
    }
    found.into_iter().collect()
}

/// The fields of the forms of these files that neither a rule nor the form itself asks for, and how many fields there are.
fn untouched(program: &Program, wanted: &BTreeSet<SourceId>) -> (Vec<UntouchedFields>, usize) {
    let mut touched: BTreeSet<(ShapeId, u16)> = BTreeSet::new();
    for expr in &program.exprs {
        if let ExprKind::Member { of, slot } = expr.kind
            && let Ty::Record(shape) = program.expr(of).ty
        {
            touched.insert((shape, slot));
        }
    }
    let forms = &program.forms;
    let mut count = 0;
    let mut found: Vec<UntouchedFields> = Vec::new();
    for (id, form) in (0u16..).map(FormId).zip(&forms.forms).filter(|(_, form)| wanted.contains(&form.span.source)) {
        let own = own_fields(forms, form);
        let mut fields = Vec::new();
        let shapes = (0u16..).map(ShapeId).zip(&forms.shapes).filter(|(_, shape)| shape.form == id);
        for (shape, of) in shapes {
            let path = of.name.strip_prefix(&form.name).unwrap_or(&of.name).trim_start_matches('.');
            for (slot, member) in (0u16..).zip(&of.members).filter(|(_, member)| matches!(member.kind, MemberKind::Field(_))) {
                count += 1;
                if !touched.contains(&(shape, slot)) && !own.contains(&(shape, slot)) && !of.key.contains(&slot) {
                    fields.push(if path.is_empty() { member.name.clone() } else { format!("{path}.{}", member.name) });
                }
            }
        }
        if !fields.is_empty() && form.kind != FormKind::Table {
            found.push(UntouchedFields { form: form.name.clone(), fields });
        }
    }
    (found, count)
}

/// The fields by which a form dates, amends and links its returns, and knows their issuer.
fn own_fields(forms: &Forms, form: &Form) -> BTreeSet<(ShapeId, u16)> {
    let mut own = BTreeSet::new();
    let paths = form.dated.iter().chain(form.amended.iter().map(|(path, _)| path)).chain(&form.issuer_known_by);
    for path in paths {
        let mut shape = form.shape;
        for &slot in path {
            own.insert((shape, slot));
            match forms.shape(shape).members.get(usize::from(slot)).map(|member| &member.kind) {
                Some(MemberKind::Record(inner) | MemberKind::List { rows: inner, .. }) => shape = *inner,
                _ => break,
            }
        }
    }
    if let Some(chain) = form.chain {
        own.extend([chain.opens_on, chain.opens_with, chain.closes_on, chain.closes_with].map(|slot| (chain.rows, slot)));
    }
    if let Some(counts) = form.counts
        && let Some(MemberKind::List { rows, .. }) =
            forms.shape(form.shape).members.get(usize::from(counts.list)).map(|member| &member.kind)
    {
        own.extend([counts.form, counts.from, counts.until, counts.count].map(|slot| (*rows, slot)));
    }
    own
}
