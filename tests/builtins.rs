//! The table of built-ins: every example gives what it says, and the manual prints the table.

use std::path::PathBuf;

use rulecheck::builtin::{ALL, Builtin};
use rulecheck::driver::{self, MemoryHost, Options};

use crate::corpus::{REWRITING, none_of, read, root};

const MANUAL: &str = "docs/language.md";
const BEGIN: &str = "<!-- the table of built-ins begins; UPDATE=1 rewrites it -->\n";
const END: &str = "<!-- the table of built-ins ends -->\n";

/// What the examples may use.
const WORLD: &str = "
form statement
  dated day
  field day date
  list rows
    field holder text
    field shares shares
  end
end
calendar hk closed days in \"closed.csv\" covers 2022-01-01 to 2022-12-31 end
parameter opening = 09:30
parameter five = 5
";
const CLOSED: &str = "date,kind,name\n2022-10-01,closed,National Day\n2022-10-04,closed,Chung Yeung Festival\n";
const RETURN: &str =
    "form: statement\nday: 2022-09-30\nrows:\n  - {holder: A, shares: 10}\n  - {holder: B, shares: 20}\n  - {holder: A, shares: 30}\n";

/// What the examples give, each shown by the message of a rule that fails.
fn shown() -> Vec<String> {
    let examples = ALL.iter().flat_map(|builtin| builtin.examples);
    let rules: String = examples
        .enumerate()
        .map(|(at, example)| {
            let hole = example.written.replace('"', "\"\"");
            format!("rule example-e{at:03} applies to statement must no else \"{{{hole}}}\" end\n")
        })
        .collect();
    let host = MemoryHost::default().with("a.rules", WORLD.to_owned() + &rules).with("closed.csv", CLOSED).with("a.yaml", RETURN);
    let options = Options { inputs: vec!["a.yaml".into()], rules: vec![PathBuf::from("a.rules")], ..Options::default() };
    let report = driver::check(&host, &options).expect("the run happens").report;
    none_of(report.problems.iter().map(|problem| format!("{}:{}: {}", problem.place.path, problem.place.line, problem.message)).collect());
    let mut findings = report.findings;
    findings.sort_by(|a, b| a.instance.rule.cmp(&b.instance.rule));
    findings.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn every_example_gives_what_it_says() {
    let examples: Vec<_> = ALL.iter().flat_map(|builtin| builtin.examples).collect();
    let shown = shown();
    assert_eq!(shown.len(), examples.len());
    let wrong = examples.iter().zip(&shown).filter(|(example, shown)| example.shown != shown.as_str());
    none_of(wrong.map(|(example, shown)| format!("`{}` is {shown}, not {}", example.written, example.shown)).collect());
}

#[test]
fn every_built_in_has_an_example() {
    none_of(ALL.iter().filter(|builtin| builtin.examples.is_empty()).map(|builtin| format!("`{}` has none", builtin.form)).collect());
}

/// The table as the manual prints it.
fn table() -> String {
    let row = |builtin: &Builtin| {
        let examples: Vec<String> = builtin.examples.iter().map(|example| format!("`{}` is {}", example.written, example.shown)).collect();
        format!("| `{}` | {} | {} | {} | {} |\n", builtin.form, builtin.takes, builtin.gives, builtin.meaning, examples.join("; "))
    };
    let head = "| written | takes | gives | meaning | for example |\n|---|---|---|---|---|\n";
    head.to_owned() + &ALL.iter().map(row).collect::<String>()
}

#[test]
fn the_manual_prints_the_table() {
    let _alone = REWRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let text = read(MANUAL);
    let (head, rest) = text.split_once(BEGIN).expect("the table begins");
    let (printed, tail) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(MANUAL), format!("{head}{BEGIN}{}{END}{tail}", table())).expect("the manual can be written");
    } else {
        assert_eq!(printed, table(), "the table in {MANUAL} is not that of src/builtin; `UPDATE=1 cargo test` rewrites it");
    }
}
