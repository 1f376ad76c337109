//! Why a run could not happen at all; each says what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// A run that could not happen. Problems inside files that could be read are diagnostics, not faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No path was given.
    NoInputs,
    /// A path at which nothing stands.
    Missing(PathBuf),
    /// A file or folder that the system does not let us read, with the system's reason.
    Unreadable(PathBuf, String),
    /// A link that leads back to a folder above it.
    Loop { link: PathBuf, above: PathBuf },
    /// A file that is larger than is read.
    TooLarge(PathBuf, u64),
    /// The paths hold no return.
    NoReturns(Vec<PathBuf>),
    /// A folder of rules without a rule file.
    NoRules(PathBuf),
    /// A name or pattern of `--select` or `--ignore` that matches no rule.
    UnknownRule { option: &'static str, name: String, advice: Option<String> },
    /// A filter of tests that leaves none.
    NoTests(String),
    /// Tests that fail before anything is changed.
    TestsFail(Vec<String>),
    /// A pattern that cannot be read.
    BadPattern { option: &'static str, pattern: String, reason: String },
    /// A pack that is neither embedded nor a folder.
    UnknownPack { name: String, advice: Option<String> },
    /// A line of a baseline that cannot be understood.
    Baseline { path: PathBuf, line: usize, reason: String },
    /// The packs inside the program cannot be read.
    Damaged,
    /// Neither a code nor a rule.
    UnknownSubject { name: String, advice: Option<String> },
    /// A rule that errors keep out, with the first of them.
    LeftOut { name: String, problem: Option<String> },
    /// A rule without a verdict on the returns that were given, or without the instance that was asked for.
    NoInstance { rule: String, instance: Option<String>, advice: Option<String> },
}

/// The most bytes of one file that are read.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoInputs => f.write_str("no returns are given; name files or folders to check"),
            Fault::Missing(path) => write!(f, "nothing is found at `{}`; check the spelling of the path", shown(path)),
            Fault::Unreadable(path, reason) => write!(f, "`{}` cannot be read: {reason}", shown(path)),
            Fault::Loop { link, above } => {
                write!(f, "`{}` is a link back to `{}`, so the folder has no end; remove the link or name files", shown(link), shown(above))
            }
            Fault::TooLarge(path, bytes) => {
                let most = MOST_BYTES / (1024 * 1024);
                write!(f, "`{}` has {bytes} bytes, and at most {most} MiB are read; a return is far smaller", shown(path))
            }
            Fault::NoReturns(paths) => {
                let paths: Vec<String> = paths.iter().map(|path| format!("`{}`", shown(path))).collect();
                write!(
                    f,
                    "no returns are found in {}; returns are PDF files and spreadsheets, and files that end in .yaml, .yml, .json or .txt",
                    paths.join(", ")
                )
            }
            Fault::NoRules(path) => write!(f, "no rules are found in `{}`; rule files end in .rules", shown(path)),
            Fault::UnknownRule { option, name, advice } => {
                write!(f, "{option}: no rule is called `{name}`; ")?;
                write!(f, "{}", advice.as_deref().unwrap_or("`rulecheck list` shows the names"))
            }
            Fault::NoTests(filter) => {
                write!(f, "--filter: no test and no case has `{filter}` in its title, in the name of its rule or in that of its file")
            }
            Fault::TestsFail(titles) => {
                let others = match titles.len() {
                    0 | 1 => String::new(),
                    count => format!(" and {} more", count - 1),
                };
                let first = titles.first().map_or("", String::as_str);
                write!(f, "--mutate: the test “{first}”{others} does not pass; changes are held against tests that pass, so mend it first")
            }
            Fault::BadPattern { option, pattern, reason } => write!(f, "{option}: the pattern `{pattern}` cannot be read: {reason}"),
            Fault::UnknownPack { name, advice } => {
                write!(f, "--pack: `{name}` is neither an embedded pack nor a folder")?;
                advice.as_ref().map_or(Ok(()), |advice| write!(f, "; {advice}"))
            }
            Fault::Baseline { path, line, reason } => {
                write!(f, "`{}` is no baseline that can be read, at line {line}: {reason}", shown(path))
            }
            Fault::Damaged => f.write_str("the rules inside this copy of rulecheck are damaged; install it again"),
            Fault::UnknownSubject { name, advice } => {
                write!(f, "`{name}` is neither a code nor a rule; ")?;
                f.write_str(advice.as_deref().unwrap_or("`rulecheck explain --all` shows the codes, `rulecheck list` the rules"))
            }
            Fault::LeftOut { name, problem } => {
                write!(f, "the rule `{name}` is left out because of errors")?;
                problem.as_ref().map_or(Ok(()), |problem| write!(f, ": {problem}"))
            }
            Fault::NoInstance { rule, instance: None, .. } => {
                write!(f, "none of the returns calls for `{rule}`; `rulecheck explain {rule}` shows which form it applies to")
            }
            Fault::NoInstance { rule, instance: Some(instance), advice } => {
                write!(f, "`{rule}` has no instance that is called `{instance}`")?;
                advice.as_ref().map_or(Ok(()), |advice| write!(f, "; {advice}"))
            }
        }
    }
}

impl std::error::Error for Fault {}

/// A path as it was given, with forward slashes.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text.into_owned() }
}
