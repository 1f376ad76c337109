//! `rulecheck.toml`: what a folder of returns or rules is checked with, so that nobody has to say it each time.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::diag::suggest;
use crate::report::{Format, Grade, SeverityChange};

/// The name by which the file is found, in the working folder or in one above it.
pub const FILE_NAME: &str = "rulecheck.toml";

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Config {
    /// The path under which it is named.
    pub path: String,
    /// The folder that the paths in it are relative to.
    pub folder: PathBuf,
    pub settings: Settings,
    text: String,
}

/// The configuration of rulecheck. Paths are relative to the folder of the file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Rule files and folders of them, as --rules takes them.
    #[schemars(with = "Vec<String>")]
    pub rules: Option<Spanned<Vec<String>>>,
    /// Packs by name or folder, as --pack takes them.
    #[schemars(with = "Vec<String>")]
    pub packs: Option<Spanned<Vec<String>>>,
    /// The language of titles and messages, for example zh-Hant.
    #[schemars(with = "String")]
    pub lang: Option<Spanned<String>>,
    /// The form of the report of `check` on standard output.
    #[schemars(with = "Format")]
    pub format: Option<Spanned<Format>>,
    /// Files that `check` writes besides, each as FORMAT=PATH.
    #[schemars(with = "Vec<String>")]
    pub output: Option<Spanned<Vec<String>>>,
    /// The file of findings that are known already.
    #[schemars(with = "String")]
    pub baseline: Option<Spanned<String>>,
    /// The least grave kind of failure that makes the exit code 1.
    #[schemars(with = "Grade")]
    pub fail_on: Option<Spanned<Grade>>,
    /// Causes that may leave something undetermined; an empty list stands for all of them.
    #[schemars(with = "Vec<String>")]
    pub allow_undetermined: Option<Spanned<Vec<String>>>,
    /// Limits of reading PDF files, by name.
    #[schemars(with = "BTreeMap<String, u64>")]
    pub read_limit: BTreeMap<String, Spanned<u64>>,
    /// Rules, by name or pattern, whose fails are graver or less grave here than their pack has them.
    #[schemars(with = "BTreeMap<String, Severity>")]
    pub severity: BTreeMap<String, Spanned<Severity>>,
    /// Values for the parameters of packs, by PACK.PARAMETER.
    #[schemars(with = "BTreeMap<String, Parameter>")]
    pub parameter: BTreeMap<String, Spanned<Parameter>>,
}

/// How grave a fail of a rule is here, and why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    pub is: Grade,
    /// Why; every report says it.
    pub because: String,
}

/// The value of a parameter here, and on whose authority.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// As a rule file writes it: `5%`, `HKD 1.99`, `30 days`.
    pub value: String,
    pub cites: Vec<String>,
    /// The first day on which it holds, `2024-01-01`, and the last.
    pub from: Option<String>,
    pub until: Option<String>,
}

impl Config {
    /// Reads the text of the file; what is wrong with it is said with its place.
    pub fn parse(path: &Path, shown: String, text: String) -> Result<Config, String> {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        match toml::from_str::<Settings>(&text) {
            Ok(settings) => Ok(Config { path: shown, folder, settings, text }),
            Err(error) => {
                let at = error.span().unwrap_or_default().start;
                let (line, column) = position(&text, at);
                Err(format!("`{shown}:{line}:{column}`: {}", explained(error.message())))
            }
        }
    }

    /// Where something stands: `rulecheck.toml:3`.
    pub fn place(&self, span: Range<usize>) -> String {
        format!("{}:{}", self.path, position(&self.text, span.start).0)
    }

    /// A path of the file, as seen from the working folder.
    pub fn resolve(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The severities that it changes, with the places where it says so.
    pub fn severities(&self) -> Vec<SeverityChange> {
        let change = |(rule, severity): (&String, &Spanned<Severity>)| SeverityChange {
            rule: rule.clone(),
            is: severity.get_ref().is,
            because: severity.get_ref().because.clone(),
            at: self.place(severity.span()),
            changed: Vec::new(),
        };
        self.settings.severity.iter().map(change).collect()
    }

    /// The parameters as a rule file would set them; nothing where there are none.
    pub fn parameters_as_rules(&self) -> Option<String> {
        let mut text = String::new();
        for (name, parameter) in &self.settings.parameter {
            let Parameter { value, cites, from, until } = parameter.get_ref();
            let pack = name.split('.').next().unwrap_or(name);
            let quoted = cites.iter().map(|cites| format!("\"{}\"", cites.replace(['"', '\n'], "'"))).collect::<Vec<_>>();
            let from = from.as_ref().map_or(String::new(), |from| format!(" effective from {from}"));
            let until = until.as_ref().map_or(String::new(), |until| format!(" until {until}"));
            let window = if from.is_empty() && !until.is_empty() { format!(" effective{until}") } else { format!("{from}{until}") };
            let cites = if quoted.is_empty() { String::new() } else { format!(" cites {}", quoted.join(" and ")) };
            let used = format!("use {pack}\n");
            if !text.contains(&used) {
                text.insert_str(0, &used);
            }
            text.push_str(&format!("set {name} = {value}{window}{cites}\n"));
        }
        (!text.is_empty()).then_some(text)
    }
}

/// The JSON Schema of the file, as `docs/config.schema.json` holds it, for editors.
pub fn schema() -> String {
    // A schema holds only strings, numbers and lists, which always have a JSON form.
    serde_json::to_string_pretty(&schemars::schema_for!(Settings)).unwrap_or_default() + "\n"
}

/// A line and a column, both from 1, in characters.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

/// The reader's words for what is wrong, with a name that is near to one that is not known.
fn explained(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (kind, Some(name)) = (message.split('`').next().unwrap_or_default(), quoted.next()) else { return message.to_owned() };
    let what = match kind.trim() {
        "unknown field" => "there is no key",
        "unknown variant" => "nothing here is called",
        _ => return message.to_owned(),
    };
    let known: Vec<&str> = quoted.collect();
    let advice = match suggest::nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    format!("{what} `{name}`; {advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(Path::new("up/rulecheck.toml"), "up/rulecheck.toml".to_owned(), text.to_owned())
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |text: &str| parse(text).map(|_| ()).unwrap_err();
        assert_eq!(said("rules = []\nrulse = []\n"), "`up/rulecheck.toml:2:1`: there is no key `rulse`; did you mean `rules`?");
        assert_eq!(said("format = \"sarf\"\n"), "`up/rulecheck.toml:1:10`: nothing here is called `sarf`; did you mean `sarif`?");
        assert_eq!(
            said("[severity.x]\nis = \"note\"\nbecuase = \"\"\n"),
            "`up/rulecheck.toml:3:1`: there is no key `becuase`; did you mean `because`?"
        );
        assert!(said("rules = [\n").starts_with("`up/rulecheck.toml:"));
        assert!(said("lang = 3\n").starts_with("`up/rulecheck.toml:1:8`: invalid type"), "{}", said("lang = 3\n"));
    }

    #[test]
    fn paths_are_those_of_its_folder_and_parameters_become_rules() {
        let text = "rules = [\"house\"]\n[parameter.\"p.limit\"]\nvalue = \"5%\"\ncites = [\"Board \\\"x\\\"\"]\nfrom = \"2024-01-01\"\n";
        let config = parse(text).expect("it is well formed");
        assert_eq!(config.resolve("house"), PathBuf::from("up/house"));
        assert_eq!(
            config.parameters_as_rules().as_deref(),
            Some("use p\nset p.limit = 5% effective from 2024-01-01 cites \"Board 'x'\"\n")
        );
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the schema is a file of the project")]
    fn the_schema_in_the_documentation_is_that_of_the_file() {
        let path = format!("{}/docs/config.schema.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, schema()).expect("the schema can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == schema(), "docs/config.schema.json is behind; run the test with UPDATE=1");
    }
}
