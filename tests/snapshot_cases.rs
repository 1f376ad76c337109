//! Cases beside rules: what is found, how each comes out, and what is told of it in every form.

use std::process::Command;

use rulecheck::driver::{self, Fault, MemoryHost, TestOptions, TestRun};
use rulecheck::report::exit::Exit;
use rulecheck::report::tested_junit;
use serde_json::Value;

use crate::corpus::{read, root, snapshot};
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

const RULES: &str = "form statement \"Statement\"
  field opening \"Opening\" shares
  field change \"Change\" shares blank is 0
  field closing \"Closing\" shares
end

rule roll-forward
  applies to statement
  must opening + change = closing
    else \"{opening} {change:signed} is not {closing}.\"
end

rule positive
  applies to statement
  must closing > 0
end

rule idle
  applies to statement
  must opening >= 0
end
";

const SOUND: &str = "form: statement\nopening: 10\nchange: 5\nclosing: 15\n";

const SLIP: &str = "form: statement\nopening: 10\nchange: 5\nclosing: 16\n";

const FAILS: &str =
    "fail  roll-forward  s.yaml  10 +5 is not 16.\n  s.yaml:2:10  opening  10\n  s.yaml:3:9  change  5\n  s.yaml:4:10  closing  16\n";

/// A Markdown file with a case for each return and what is expected of it by `roll-forward`.
fn cases(of: &[(&str, &str, &str)]) -> String {
    let case = |(title, slip, expected): &(&str, &str, &str)| {
        format!("## {title}\n\n```yaml s.yaml\n{slip}```\n\n```report roll-forward\n{expected}```\n\n")
    };
    of.iter().map(case).collect()
}

/// One case for each way in which a case can come out.
fn every_status() -> String {
    let elsewhere = FAILS.replace("4:10", "5:10");
    let other_figure = FAILS.replace("closing  16", "closing  17");
    let other_words = FAILS.replace("10 +5 is not 16", "wrong");
    let passes = "pass  roll-forward  s.yaml\n";
    cases(&[
        ("as expected", SLIP, FAILS),
        ("not said yet", SLIP, ""),
        ("fires where it should not", SLIP, passes),
        ("does not fire where it should", SOUND, FAILS),
        ("another outcome", SOUND, "undetermined  roll-forward  s.yaml  blank\n"),
        ("other figures", SLIP, &other_figure),
        ("other words", SLIP, &other_words),
        ("elsewhere", SLIP, &elsewhere),
        ("errors", "form: nothing\n", passes),
    ])
}

/// Rules with cases in every form, beside things that no case asks for.
fn house(place: &str) -> MemoryHost {
    MemoryHost::default()
        .with(format!("{place}/our.rules"), RULES)
        .with(format!("{place}/statuses.md"), every_status())
        .with(format!("{place}/notes.md"), "## Notes\n\nA page without a case.\n")
        .with(format!("{place}/july/slip.yaml"), SLIP)
        .with(format!("{place}/july/notes.txt"), "no return")
        .with(format!("{place}/july/expected.report"), format!("pass  positive  slip.yaml\n{}", FAILS.replace("s.yaml", "slip.yaml")))
        .with(format!("{place}/july/late/slip.yaml"), SOUND)
        .with(format!("{place}/july/late/expected.report"), "")
        .with(format!("{place}/gone/expected.report"), FAILS)
        .with(format!("{place}/broken.md"), "## A\n\n```report\n")
        .with(format!("{place}/nobody.md"), "## Of no rule\n\n```yaml s.yaml\nform: statement\n```\n\n```report nobody.*\n```\n")
}

fn run(host: &MemoryHost, options: TestOptions) -> TestRun {
    driver::test(host, &options).expect("the run happens")
}

fn of(path: &str) -> TestOptions {
    TestOptions { paths: vec![path.into()], ..TestOptions::default() }
}

/// The titles and statuses of the cases of a run, with the kinds of what changed.
fn statuses(run: &TestRun) -> Vec<String> {
    let told = |case: &rulecheck::report::tested_cases::TestedCase| {
        let kinds: Vec<&str> = case.changes.iter().map(|change| change.kind.as_str()).collect();
        format!("{}: {} {}", case.title, case.status.word(), kinds.join(" ")).trim_end().to_owned()
    };
    run.report.cases.iter().map(told).collect()
}

#[test]
fn each_case_comes_out_by_what_changed_in_meaning() {
    let host = house("house");
    let run = run(&host, of("house"));
    let expected = [
        "house/broken.md: errors",
        "july: changed outcome",
        "late: new outcome outcome outcome",
        "Of no rule: ok",
        "as expected: ok",
        "not said yet: new appeared",
        "fires where it should not: noisy appeared",
        "does not fire where it should: missing vanished",
        "another outcome: changed outcome",
        "other figures: changed figures",
        "other words: changed reworded",
        "elsewhere: changed moved",
        "errors: errors",
    ];
    assert_eq!(statuses(&run), expected);
    assert_eq!(run.exit, Exit::Incomplete);
    assert_eq!(run.report.never_ran, Vec::<String>::new());
    let unreferenced: Vec<String> = run.report.unreferenced.iter().map(|of| format!("{}: {}", of.path, of.reason)).collect();
    assert_eq!(
        unreferenced,
        ["house/gone/expected.report: no return stands in its folder", "house/nobody.md: no rule is called `nobody.*`"]
    );
    let without = MemoryHost::default().with("house/our.rules", RULES).with("house/statuses.md", every_status());
    assert_eq!(driver::test(&without, &of("house")).expect("the run happens").report.never_ran, ["idle", "positive"]);
}

#[test]
fn what_comes_of_a_case_does_not_turn_on_where_it_stands() {
    let (here, there) = (run(&house("house"), of("house")), run(&house("a/far/away"), of("a/far")));
    let changes = |run: &TestRun| run.report.cases.iter().map(|case| case.changes.clone()).collect::<Vec<_>>();
    assert_eq!(changes(&here), changes(&there));
    assert!(changes(&here).iter().flatten().flat_map(|change| &change.is).all(|line| !line.contains('/')));
}

#[test]
fn cases_are_judged_alike_however_many_at_a_time() {
    let judged = |jobs: usize| run(&house("house"), TestOptions { jobs: std::num::NonZero::new(jobs), ..of("house") }).report;
    assert_eq!(judged(1), judged(7));
}

#[test]
fn a_run_stops_where_it_is_told_to() {
    let stopped = run(&house("house"), TestOptions { fail_fast: true, ..of("house") });
    assert_eq!(statuses(&stopped)[..4], ["house/broken.md: errors", "july: changed outcome", "late: not run", "Of no rule: not run"]);
    let tests = "test \"is wrong\" of roll-forward\n  with \"s.yaml\"\n  expect fail\nend\n\
                 test \"is left\" of roll-forward\n  with \"s.yaml\"\n  expect pass\nend\n";
    let host = house("house").with("house/s.yaml", SOUND).with("house/a.rules", tests);
    let stopped = run(&host, TestOptions { fail_fast: true, ..of("house") });
    assert_eq!((stopped.report.summary.failed, stopped.report.summary.left), (1, 1));
    assert!(statuses(&stopped)[1..].iter().all(|case| case.ends_with(": not run")), "{:?}", statuses(&stopped));
}

#[test]
fn a_filter_takes_cases_by_title_rule_and_file() {
    let filtered = |words: &str| driver::test(&house("house"), &TestOptions { filter: Some(words.to_owned()), ..of("house") });
    assert_eq!(filtered("nobody").map(|run| statuses(&run)).unwrap_or_default(), ["house/broken.md: errors", "Of no rule: ok"]);
    assert_eq!(filtered("LATE").map(|run| statuses(&run).len()).unwrap_or_default(), 2);
    assert_eq!(filtered("roll-forward").map(|run| statuses(&run).len()).unwrap_or_default(), 10);
    assert!(matches!(filtered("nowhere"), Err(Fault::NoTests(_))));
}

#[test]
fn tests_of_rule_files_say_whether_a_rule_is_noisy_or_missing() {
    let test =
        |title: &str, file: &str, outcome: &str| format!("test \"{title}\" of roll-forward\n  with \"{file}\"\n  expect {outcome}\nend\n");
    let tests = [("noisy", "slip.yaml", "pass"), ("missing", "s.yaml", "fail"), ("failed", "s.yaml", "not applicable")];
    let tests: String = tests.iter().map(|(title, file, outcome)| test(title, file, outcome)).collect();
    let host = MemoryHost::default().with("our.rules", format!("{RULES}{tests}")).with("s.yaml", SOUND).with("slip.yaml", SLIP);
    let run = run(&host, of("our.rules"));
    assert_eq!(run.report.tests.len(), 3);
    assert!(run.report.tests.iter().all(|test| test.title == test.status.word()), "{:?}", run.report.tests);
    assert_eq!(run.exit, Exit::Failed);
}

#[test]
fn a_published_file_is_judged_as_data_is() {
    let form = "examples/as-published/monthly-return-2022-09.txt";
    let host = MemoryHost::default().with("filed/return.txt", read(form)).with("filed/expected.report", "");
    let run = run(&host, of("filed"));
    assert_eq!(run.report.cases.len(), 1);
    let fails = |change: &&rulecheck::report::tested_cases::ChangeOfCase| change.kind == "appeared";
    assert!(run.report.cases[0].changes.iter().filter(fails).count() > 0, "{:?}", run.report.cases[0].status);
}

#[test]
fn what_programs_read_of_tests_is_as_its_schema_says() {
    let place = folder(&[("our.rules", RULES.as_bytes()), ("statuses.md", every_status().as_bytes())]);
    let example = "examples/first-rule";
    let runs: [(&str, &std::path::Path, &[&str]); 5] = [
        ("test", place.path(), &["test", "--format", "json"]),
        ("test", root(), &["test", example, "--format", "json"]),
        ("mutation", root(), &["test", "--mutate", example, "--format", "json"]),
        ("coverage", root(), &["test", "--coverage", example, "--format", "json"]),
        ("diff", root(), &["diff", "--rules", example, "--rules", example, &format!("{example}/monday.yaml"), "--format", "json"]),
    ];
    for (schema, place, arguments) in runs {
        let schema: Value = serde_json::from_str(&read(&format!("docs/{schema}.schema.json"))).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let output: Value = serde_json::from_slice(&program(place, arguments).stdout).expect("JSON");
        let faults: Vec<String> = validator.iter_errors(&output).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new(), "{arguments:?}");
    }
}

#[test]
fn junit_of_tests_is_as_its_schema_says() {
    let run =
        run(&house("house").with("house/a.rules", "test \"is wrong\" of idle\n  with \"none.yaml\"\n  expect fail\nend\n"), of("house"));
    let text = tested_junit::render(&run.report);
    snapshot("junit_of_tests", &text);
    let place = folder(&[("tests.xml", text.as_bytes())]);
    let schema = root().join("tests/schemas/junit-10.xsd");
    let file = place.path().join("tests.xml");
    let Ok(output) = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema).arg(file).output() else {
        eprintln!("SKIPPED: xmllint is not installed, so JUnit XML of tests is not held against its schema (Debian: libxml2-utils)");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_screen_of_a_run_with_cases() {
    let statuses = every_status();
    let files = [("house/our.rules", RULES), ("house/statuses.md", &statuses), ("house/gone/expected.report", FAILS)];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let place = folder(&files);
    let screens = [vec!["test", "house"], vec!["test", "house", "--fail-fast", "--quiet"], vec!["test", "house", "--filter", "nowhere"]];
    snapshot("tested_cases", &screens.map(|arguments| screen(place.path(), &arguments)).join("\n"));
}
