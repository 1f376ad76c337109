//! Which rules take part: the packs of the run, `--select` and `--ignore`.

use super::fault::Fault;
use crate::diag::suggest;
use crate::ir::{Program, Severity};
use crate::report::{Grade, SeverityChange};

/// Names and patterns of one option.
struct Patterns {
    names: Vec<String>,
    globs: Vec<globset::GlobMatcher>,
}

impl Patterns {
    /// Reads the names and patterns; each must match one of the rules.
    fn new(option: &'static str, texts: &[String], rules: &[&str]) -> Result<Patterns, Fault> {
        let mut patterns = Patterns { names: Vec::new(), globs: Vec::new() };
        for text in texts {
            let unknown = |advice| Fault::UnknownRule { option, name: text.clone(), advice };
            if !text.contains(['*', '?', '[', '{']) {
                if !rules.contains(&text.as_str()) {
                    return Err(unknown(suggest::nearest(text, rules.iter().copied()).map(|name| format!("did you mean `{name}`?"))));
                }
                patterns.names.push(text.clone());
                continue;
            }
            let bad = |error: globset::Error| Fault::BadPattern { option, pattern: text.clone(), reason: error.kind().to_string() };
            let glob = globset::Glob::new(text).map_err(bad)?.compile_matcher();
            if !rules.iter().any(|name| glob.is_match(name)) {
                return Err(unknown(None));
            }
            patterns.globs.push(glob);
        }
        Ok(patterns)
    }

    fn matches(&self, rule: &str) -> bool {
        self.names.iter().any(|name| name == rule) || self.globs.iter().any(|glob| glob.is_match(rule))
    }
}

/// What `--select` and `--ignore` leave of the rules.
pub(super) struct Selection {
    select: Option<Patterns>,
    ignore: Patterns,
}

impl Selection {
    /// Reads both options against the names of all rules, those that errors keep out included.
    pub fn new(select: &[String], ignore: &[String], rules: &[&str]) -> Result<Selection, Fault> {
        let select = if select.is_empty() { None } else { Some(Patterns::new("--select", select, rules)?) };
        Ok(Selection { select, ignore: Patterns::new("--ignore", ignore, rules)? })
    }

    pub fn takes(&self, rule: &str) -> bool {
        self.select.as_ref().is_none_or(|select| select.matches(rule)) && !self.ignore.matches(rule)
    }
}

/// Changes the severities of rules, and says of which. Of several changes that are about a rule, one that names it goes before patterns,
/// and a later pattern before an earlier one.
pub(super) fn change_severities(changes: &[SeverityChange], program: &mut Program) -> Result<Vec<SeverityChange>, Fault> {
    let mut done: Vec<SeverityChange> = changes.to_vec();
    let mut globs = Vec::new();
    for change in changes {
        let bad = |error: globset::Error| Fault::BadPattern {
            option: "severity",
            pattern: change.rule.clone(),
            reason: error.kind().to_string(),
        };
        globs.push(globset::Glob::new(&change.rule).map_err(bad)?.compile_matcher());
    }
    for rule in &mut program.rules {
        let named = changes.iter().position(|change| change.rule == rule.name);
        let Some(at) = named.or_else(|| globs.iter().rposition(|glob| glob.is_match(&rule.name))) else { continue };
        let Some(change) = done.get_mut(at) else { continue };
        let severity = match change.is {
            Grade::Error => Severity::Error,
            Grade::Warning => Severity::Warning,
            Grade::Note => Severity::Note,
        };
        if rule.severity != severity {
            rule.severity = severity;
            change.changed.push(rule.name.clone());
        }
    }
    for change in &mut done {
        change.changed.sort();
        change.changed.dedup();
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: [&str; 3] = ["issued.roll-forward", "issued.continuity", "options.change"];

    fn taken(select: &[&str], ignore: &[&str]) -> Result<Vec<&'static str>, String> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(&owned(select), &owned(ignore), &RULES).map_err(|fault| fault.to_string())?;
        Ok(RULES.into_iter().filter(|rule| selection.takes(rule)).collect())
    }

    #[test]
    fn names_and_patterns_choose_rules() {
        assert_eq!(taken(&[], &[]), Ok(RULES.to_vec()));
        assert_eq!(taken(&["issued.*"], &["issued.continuity"]), Ok(vec!["issued.roll-forward"]));
    }

    #[test]
    fn a_name_that_matches_nothing_is_a_fault() {
        let message = "--select: no rule is called `issued.continuty`; did you mean `issued.continuity`?";
        assert_eq!(taken(&["issued.continuty"], &[]), Err(message.to_owned()));
        let message = "--ignore: no rule is called `mandate.*`; `rulecheck list` shows the names";
        assert_eq!(taken(&[], &["mandate.*"]), Err(message.to_owned()));
    }
}
