//! Case files: Markdown in which each heading is a case, with rules and returns, and what must come of them.
//!
//! Prose says what a case is about; fenced blocks hold it. A block's first word is its kind:
//!
//! * `rules [NAME]`, `yaml NAME`, `json NAME`, `csv NAME`, `toml NAME`, `text NAME` and `pdf NAME` are files of the run. A block of data
//!   without a name is prose.
//!   A `csv` that is a template is a return. Where a table is declared, by the case or by a pack that it has alone, one that no rule file
//!   names is given with the returns; any other stands beside the rule files.
//! * `diagnostics` and `report [RULE …]` state what the run must say, `tests` what the tests in its rule files must,
//!   `lint` what the lints find in its rule files, `corrections` the smallest changes that would put its findings right.
//!   `UPDATE=1 cargo test` rewrites them in place.
//!
//! Files that stand before the first `##` belong to every case. Without a `diagnostics` block a case must be free of errors.

pub mod meaning;

use std::fmt::Write as _;
use std::ops::Range;

/// One Markdown file with its cases.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The path under which it is shown.
    pub name: String,
    pub text: String,
    pub cases: Vec<Case>,
}

/// One heading with the blocks under it.
#[derive(Clone, Debug)]
pub struct Case {
    pub title: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// Those of the file's head come first.
    pub inputs: Vec<InputFile>,
    pub expectations: Vec<Expectation>,
}

/// A file of the run, written out in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    pub name: String,
    pub text: String,
}

impl InputFile {
    /// Whether it holds rules rather than a return or a table.
    pub fn is_rules(&self) -> bool {
        self.name.ends_with(".rules")
    }
}

/// A block that states what must come of the run.
#[derive(Clone, Debug)]
pub struct Expectation {
    pub kind: ExpectationKind,
    pub text: String,
    /// The bytes of `text` in the file.
    pub range: Range<usize>,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectationKind {
    /// Every problem in the texts.
    Diagnostics,
    /// The verdicts of the rules whose names match one of the patterns; without patterns, of all.
    Report(Vec<String>),
    /// The tests in the rule files.
    Tests,
    /// What the lints find in the rule files.
    Lint,
    /// The smallest changes that would put the findings right.
    Corrections,
}

/// What a run had to say, in the words of result blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub diagnostics: String,
    /// Whether a problem is an error.
    pub has_errors: bool,
    /// The verdicts, each with its rule's name.
    pub verdicts: Vec<(String, String)>,
    /// The tests, where the case asks for them.
    pub tests: String,
    /// What the lints find, for a case that asks for it.
    pub lint: String,
    /// The smallest changes that would put the findings right.
    pub corrections: String,
}

impl Answer {
    /// The text that a result block of this kind must have.
    pub fn block(&self, kind: &ExpectationKind) -> String {
        match kind {
            ExpectationKind::Diagnostics => self.diagnostics.clone(),
            ExpectationKind::Tests => self.tests.clone(),
            ExpectationKind::Lint => self.lint.clone(),
            ExpectationKind::Corrections => self.corrections.clone(),
            ExpectationKind::Report(patterns) => self
                .verdicts
                .iter()
                .filter(|(rule, _)| patterns.is_empty() || patterns.iter().any(|pattern| name_matches(pattern, rule)))
                .map(|(_, text)| text.as_str())
                .collect(),
        }
    }

    /// The rules of which the case says what comes.
    pub fn rules(&self, case: &Case) -> impl Iterator<Item = &str> {
        let is_shown = |rule: &str| {
            case.expectations.iter().any(|expected| match &expected.kind {
                ExpectationKind::Report(patterns) => patterns.is_empty() || patterns.iter().any(|pattern| name_matches(pattern, rule)),
                _ => false,
            })
        };
        self.verdicts.iter().map(|(rule, _)| rule.as_str()).filter(move |rule| is_shown(rule))
    }

    /// Where the case expects something else: a readable account for each place.
    pub fn mismatches(&self, file: &CaseFile, case: &Case) -> Vec<String> {
        let mut accounts: Vec<String> = case
            .expectations
            .iter()
            .filter_map(|expected| {
                let got = self.block(&expected.kind);
                (got != expected.text)
                    .then(|| format!("{}:{}: {}\n{}", file.name, expected.line, case.title, difference(&expected.text, &got)))
            })
            .collect();
        if self.has_errors && !case.expectations.iter().any(|expected| expected.kind == ExpectationKind::Diagnostics) {
            accounts.push(format!(
                "{}:{}: {}\nthe case has errors, and no `diagnostics` block that expects them:\n{}",
                file.name, case.line, case.title, self.diagnostics
            ));
        }
        accounts
    }
}

impl ExpectationKind {
    /// The word after the fence.
    pub fn word(&self) -> &'static str {
        match self {
            ExpectationKind::Diagnostics => "diagnostics",
            ExpectationKind::Report(_) => "report",
            ExpectationKind::Tests => "tests",
            ExpectationKind::Lint => "lint",
            ExpectationKind::Corrections => "corrections",
        }
    }
}

/// Where the rule files of a case stand, so that they can be given as a pack that replaces the embedded ones.
pub const FOLDER: &str = "rules";

/// Whether a CSV text begins as a return to fill in does.
fn is_template(text: &str) -> bool {
    text.starts_with("form,")
}

impl Case {
    /// Whether the case runs with the embedded packs: it uses one, or it has no rules of its own.
    pub fn is_with_embedded(&self) -> bool {
        let rules: Vec<&InputFile> = self.inputs.iter().filter(|input| input.is_rules()).collect();
        let uses = |input: &&InputFile| input.text.lines().any(|line| line.trim_start().starts_with("use "));
        rules.is_empty() || rules.iter().any(uses)
    }

    /// Whether a file is given with the returns: a return, or the rows of a table that no rule file names.
    pub fn is_given(&self, input: &InputFile) -> bool {
        let in_rules = |holds: &dyn Fn(&str) -> bool| self.inputs.iter().any(|other| other.is_rules() && holds(&other.text));
        let named = format!("\"{}\"", input.name);
        let is_of_table = || {
            let is_declared = !in_rules(&|_| true) || in_rules(&|text| text.lines().any(|line| line.starts_with("table ")));
            is_declared && !in_rules(&|text| text.contains(&named))
        };
        match input.name.rsplit_once('.') {
            Some((_, "rules" | "toml")) => false,
            Some((_, "csv")) => is_template(&input.text) || is_of_table(),
            _ => true,
        }
    }

    /// The files of the run with their paths; rule files and the tables that they name stand in a folder of their own.
    pub fn files(&self) -> Vec<(String, &str)> {
        let path = |input: &InputFile| if self.is_given(input) { input.name.clone() } else { format!("{FOLDER}/{}", input.name) };
        self.inputs.iter().map(|input| (path(input), input.text.as_str())).collect()
    }

    /// Whether the case states what its tests say.
    pub fn has_tests(&self) -> bool {
        self.expectations.iter().any(|expected| expected.kind == ExpectationKind::Tests)
    }

    /// The files of the run of its tests: those of the case, all in one folder, for a test names returns beside its rule file.
    pub fn test_files(&self) -> Vec<(String, &str)> {
        self.inputs.iter().map(|input| (format!("{FOLDER}/{}", input.name), input.text.as_str())).collect()
    }

    /// Whether a `report` block names the rule.
    pub fn is_about(&self, rule: &str) -> bool {
        let named = |expected: &Expectation| match &expected.kind {
            ExpectationKind::Report(patterns) => patterns.iter().any(|pattern| name_matches(pattern, rule)),
            _ => false,
        };
        self.expectations.iter().any(named)
    }
}

impl CaseFile {
    /// Reads a case file; `Err` says which line is not as a case file has it.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<CaseFile, String> {
        let (name, text) = (name.into(), text.into());
        let mut shared: Vec<InputFile> = Vec::new();
        let mut cases: Vec<Case> = Vec::new();
        let fault = |line: usize, what: String| Err(format!("{name}:{line}: {what}"));
        for piece in pieces(&text) {
            match piece {
                Piece::Heading { title, line } => cases.push(Case { title, line, inputs: shared.clone(), expectations: Vec::new() }),
                Piece::Unclosed { line } => return fault(line, "the block that begins here is not closed".to_owned()),
                Piece::Block { info, line, range } => {
                    let mut words = info.split_whitespace();
                    let (kind, rest) = (words.next().unwrap_or(""), words.map(str::to_owned).collect::<Vec<_>>());
                    let text = text[range.clone()].to_owned();
                    let inputs = cases.last_mut().map_or(&mut shared, |case| &mut case.inputs);
                    let input = match (kind, rest.as_slice()) {
                        ("rules", []) => Some(unnamed_rules(inputs)),
                        ("rules", [name]) if !name.ends_with(".rules") => Some(format!("{name}.rules")),
                        ("rules" | "yaml" | "json" | "csv" | "pdf" | "toml" | "text", [name]) => Some(name.clone()),
                        ("rules" | "yaml" | "json" | "csv" | "pdf" | "toml" | "text", [_, _, ..]) => {
                            return fault(line, "a block has one name".to_owned());
                        }
                        _ => None,
                    };
                    if let Some(name) = input {
                        if inputs.iter().any(|other| other.name == name) {
                            return fault(line, format!("the case has two files named `{name}`"));
                        }
                        inputs.push(InputFile { name, text });
                        continue;
                    }
                    let kind = match kind {
                        "diagnostics" => ExpectationKind::Diagnostics,
                        "tests" => ExpectationKind::Tests,
                        "report" => ExpectationKind::Report(rest),
                        "lint" => ExpectationKind::Lint,
                        "corrections" => ExpectationKind::Corrections,
                        _ => continue,
                    };
                    match cases.last_mut() {
                        Some(case) => case.expectations.push(Expectation { kind, text, range, line }),
                        None => return fault(line, "a result block stands before the first case".to_owned()),
                    }
                }
            }
        }
        cases.retain(|case| case.inputs.len() > shared.len() || !case.expectations.is_empty());
        Ok(CaseFile { name, text, cases })
    }

    /// The file's text with its result blocks as the runs gave them; one answer for each case.
    pub fn rewritten(&self, answers: &[Answer]) -> String {
        let blocks =
            |(case, answer): (&Case, &Answer)| Some(case.expectations.iter().map(|expected| answer.block(&expected.kind)).collect());
        self.with_blocks(&self.cases.iter().zip(answers).map(blocks).collect::<Vec<_>>())
    }

    /// The file's text with other texts in its result blocks: those of each case in their order; a case without any stays as it is.
    pub fn with_blocks(&self, blocks: &[Option<Vec<String>>]) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut copied = 0;
        let given = self.cases.iter().zip(blocks).filter_map(|(case, blocks)| Some((case, blocks.as_ref()?)));
        for (expected, block) in given.flat_map(|(case, blocks)| case.expectations.iter().zip(blocks)) {
            text.push_str(&self.text[copied..expected.range.start]);
            text.push_str(block);
            copied = expected.range.end;
        }
        text.push_str(&self.text[copied..]);
        text
    }
}

/// `case.rules`, or where the case has that already `case-2.rules` and so on.
fn unnamed_rules(inputs: &[InputFile]) -> String {
    let taken = |name: &str| inputs.iter().any(|input| input.name == name);
    let numbered = (2..).map(|number| format!("case-{number}.rules"));
    std::iter::once("case.rules".to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// Whether a rule's name is the pattern, in which `*` stands for any run of characters.
pub fn name_matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => name
            .strip_prefix(head)
            .is_some_and(|tail| tail.char_indices().map(|(at, _)| &tail[at..]).chain([""]).any(|tail| name_matches(rest, tail))),
    }
}

enum Piece {
    Heading { title: String, line: usize },
    Block { info: String, line: usize, range: Range<usize> },
    Unclosed { line: usize },
}

/// Headings from the second level on, and fenced blocks, in the order of the text.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Option<(&str, String, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let words = line.trim_end();
        let fence = &words[..words.len() - words.trim_start_matches('`').len()];
        match &open {
            Some((opening, info, opened, from)) => {
                if words == fence && fence.len() >= opening.len() {
                    pieces.push(Piece::Block { info: info.clone(), line: *opened, range: *from..start });
                    open = None;
                }
            }
            None if fence.len() >= 3 => open = Some((fence, words[fence.len()..].trim().to_owned(), number + 1, at)),
            None => {
                let title = words.trim_start_matches('#');
                if (2..=6).contains(&(words.len() - title.len())) && title.starts_with(' ') {
                    pieces.push(Piece::Heading { title: title.trim().to_owned(), line: number + 1 });
                }
            }
        }
    }
    if let Some((_, _, line, _)) = open {
        pieces.push(Piece::Unclosed { line });
    }
    pieces
}

/// What is expected (`-`) and what came (`+`), without the lines in which head and tail agree.
pub fn difference(expected: &str, got: &str) -> String {
    let (expected, got): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), got.lines().collect());
    let head = expected.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let tail = expected[head..].iter().rev().zip(got[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    for line in &expected[head..expected.len() - tail] {
        let _ = writeln!(text, "- {line}");
    }
    for line in &got[head..got.len() - tail] {
        let _ = writeln!(text, "+ {line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Head\n```rules\na\n```\n## One\nprose\n````yaml r.yaml\n```\n````\n```report a.* b\nold\n```\n### Two\n```text\n## no\n```\n## Three\n```rules x\nb\n```\n```diagnostics\n```\n";

    #[test]
    fn blocks_belong_to_their_heading() {
        let file = CaseFile::parse("f.md", FILE).unwrap();
        let names: Vec<_> =
            file.cases.iter().map(|c| (c.title.as_str(), c.line, c.inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>())).collect();
        assert_eq!(names, [("One", 5, vec!["case.rules", "r.yaml"]), ("Three", 17, vec!["case.rules", "x.rules"])]);
        assert_eq!(file.cases[0].inputs[1].text, "```\n");
        assert_eq!(file.cases[0].expectations[0].kind, ExpectationKind::Report(vec!["a.*".into(), "b".into()]));
    }

    #[test]
    fn only_result_blocks_are_rewritten() {
        let file = CaseFile::parse("f.md", FILE).unwrap();
        let answer = |words: &str| Answer {
            diagnostics: words.into(),
            has_errors: false,
            verdicts: vec![("a.x".into(), words.into()), ("c".into(), "no\n".into())],
            tests: String::new(),
            lint: String::new(),
            corrections: String::new(),
        };
        let text = file.rewritten(&[answer("new\n"), answer("d\n")]);
        assert_eq!(text, FILE.replace("old\n", "new\n").replace("```diagnostics\n", "```diagnostics\nd\n"));
        assert_eq!(answer("new\n").mismatches(&file, &file.cases[0]), ["f.md:10: One\n- old\n+ new\n"]);
        assert!(CaseFile::parse("f.md", "## A\n```rules\n").is_err());
        assert!(name_matches("a.*-b", "a.x-b") && name_matches("*", "") && !name_matches("a.*", "b.x"));
    }
}
