//! Which rules take part: the packs of the run, `--select` and `--ignore`.

use super::fault::Fault;
use crate::diag::suggest;

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
