//! What a change of rules does to filings: the same returns, judged by the old rules and by the new.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::host::Host;
use super::{Checked, Options, check};
use crate::eval;
use crate::report::compared::{ChangeKind, Compared, ComparedRule, ComparisonReport, Said, SideOfRules};
use crate::report::exit::Exit;
use crate::report::reasons;
use crate::verdict::Outcome;

/// Two runs that were compared.
pub struct ComparisonRun {
    pub report: ComparisonReport,
    pub exit: Exit,
}

/// One side of a comparison: its rules, and where their files come from.
pub struct Side<'a> {
    pub host: &'a dyn Host,
    /// The name under which it is shown.
    pub name: String,
    pub options: Options,
}

/// Judges the returns by both sides, and says what comes out otherwise.
pub fn compare(old: &Side<'_>, new: &Side<'_>) -> Result<ComparisonRun, Fault> {
    let (before, after) = (check(old.host, &old.options)?, check(new.host, &new.options)?);
    let (was, is) = (said(&before), said(&after));
    let mut by_rule: BTreeMap<&str, Vec<Compared>> = BTreeMap::new();
    let instances: BTreeSet<&Instance> = was.keys().chain(is.keys()).collect();
    for instance in instances {
        let (old, new) = (was.get(instance), is.get(instance));
        let Some(kind) = kind(old, new) else { continue };
        let (rule, path, key) = instance;
        by_rule.entry(rule).or_default().push(Compared { kind, path: path.clone(), key: key.clone(), was: old.cloned(), is: new.cloned() });
    }
    let names = |of: &Checked| of.program.rules.iter().map(|rule| rule.name.clone()).collect::<BTreeSet<String>>();
    let (old_names, new_names) = (names(&before), names(&after));
    let rules =
        by_rule.into_iter().map(|(rule, changes)| ComparedRule::new(rule, old_names.contains(rule), new_names.contains(rule), changes));
    let report = ComparisonReport::new(side(&old.name, &before), side(&new.name, &after), rules.collect(), was.len().max(is.len()));
    let exit = match () {
        () if before.report.is_incomplete() || after.report.is_incomplete() => Exit::Incomplete,
        () if report.rules.is_empty() => Exit::Clean,
        () => Exit::Failed,
    };
    Ok(ComparisonRun { report, exit })
}

/// A rule, a return by its path, and the names of its rows.
type Instance = (String, String, Vec<String>);

/// What a run says of each instance.
fn said(checked: &Checked) -> BTreeMap<Instance, Said> {
    let Checked { report, sources, program, returns, verdicts, .. } = checked;
    let mut messages: BTreeMap<Instance, String> = BTreeMap::new();
    for finding in &report.findings {
        let instance = (finding.instance.rule.clone(), finding.instance.path.clone(), finding.instance.key.clone());
        messages.insert(instance, finding.message.clone());
    }
    for open in &report.undetermined {
        let instance = (open.instance.rule.clone(), open.instance.path.clone(), open.instance.key.clone());
        messages.insert(instance, open.reason.clone());
    }
    let mut said = BTreeMap::new();
    for verdict in verdicts {
        let path = sources.get(returns.get(verdict.subject).source).name.clone();
        let key: Vec<String> = verdict.rows.iter().map(|row| eval::row_name(program, returns, *row)).collect();
        let instance = (program.rule(verdict.rule).name.clone(), path, key);
        let outcome = match &verdict.outcome {
            Outcome::Pass => "pass".to_owned(),
            Outcome::Fail => "fail".to_owned(),
            Outcome::NotApplicable => "not applicable".to_owned(),
            Outcome::Undetermined(unknown) => format!("undetermined ({})", reasons::id(unknown.cause)),
        };
        let message = messages.get(&instance).cloned();
        said.insert(instance, Said { outcome, message });
    }
    said
}

/// How what is said of an instance differs; `None` where it does not.
fn kind(was: Option<&Said>, is: Option<&Said>) -> Option<ChangeKind> {
    let fails = |said: Option<&Said>| said.is_some_and(|said| said.outcome == "fail");
    match (fails(was), fails(is)) {
        (false, true) => Some(ChangeKind::Appeared),
        (true, false) => Some(ChangeKind::Vanished),
        (true, true) if was != is => Some(ChangeKind::Reworded),
        (false, false) if was.map(|said| &said.outcome) != is.map(|said| &said.outcome) => Some(ChangeKind::Outcome),
        _ => None,
    }
}

fn side(name: &str, checked: &Checked) -> SideOfRules {
    let counts = &checked.report.summary.counts;
    SideOfRules {
        name: name.to_owned(),
        rules: checked.program.rules.iter().map(|rule| rule.name.as_str()).collect::<BTreeSet<_>>().len(),
        passed: counts.passed,
        failed: counts.failed + counts.waived,
        undetermined: counts.undetermined,
        not_applicable: counts.not_applicable,
        left_out: checked.report.left_out.clone(),
        problems: checked.report.problems.clone(),
    }
}
