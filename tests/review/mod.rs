//! Reviews: what changed is gone through key by key, taken or left by commands, and no file is ever half written.

mod terminal;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::corpus::{read, snapshot};
use crate::screens::folder;
use terminal::Terminal;

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
";

const SOUND: &str = "form: statement\nopening: 10\nchange: 5\nclosing: 15\n";

const SLIP: &str = "form: statement\nopening: 10\nchange: 5\nclosing: 16\n";

const FAILS: &str =
    "fail  roll-forward  s.yaml  10 +5 is not 16.\n  s.yaml:2:10  opening  10\n  s.yaml:3:9  change  5\n  s.yaml:4:10  closing  16\n";

const PASSES: &str = "pass  roll-forward  s.yaml\n";

/// A file of cases with what is expected of each.
fn cases(of: &[(&str, &str, &str)]) -> String {
    let case =
        |(title, slip, expected): &(&str, &str, &str)| format!("## {title}\n\n```yaml s.yaml\n{slip}```\n\n```report\n{expected}```\n\n");
    of.iter().map(case).collect()
}

/// Three cases that do not come out as expected, and one that does.
fn wrong() -> String {
    cases(&[
        ("was sound", SLIP, PASSES),
        ("is as expected", SOUND, PASSES),
        ("was a slip", SOUND, FAILS),
        ("was other figures", SLIP, &FAILS.replace("16\n", "17\n")),
    ])
}

fn right() -> String {
    cases(&[
        ("was sound", SLIP, FAILS),
        ("is as expected", SOUND, PASSES),
        ("was a slip", SOUND, PASSES),
        ("was other figures", SLIP, FAILS),
    ])
}

fn house() -> tempfile::TempDir {
    folder(&[("our.rules", RULES.as_bytes()), ("cases.md", wrong().as_bytes())])
}

/// What the program says in a folder where nobody says CI.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).env_remove("CI").output().expect("the program can be started")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulecheck"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env_remove("RULECHECK_CONFIG");
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn is_there(folder: &Path, name: &str) -> bool {
    folder.join(name).exists()
}

#[test]
fn a_reviewer_accepts_one_change_rejects_one_and_skips_one() {
    let house = house();
    let place = house.path();
    assert_eq!(code(&run(place, &["test"])), 1);
    assert_eq!(text(place, "cases.pending.md"), right());
    assert_eq!(text(place, "cases.md"), wrong());
    let mut terminal = Terminal::start(place, &["review"]);
    for (words, key) in [("1 of 3: was sound", "a"), ("2 of 3: was a slip", "xr"), ("3 of 3: was other figures", "s")] {
        terminal.wait_for(words);
        terminal.wait_for("q quit ");
        terminal.press(key);
    }
    let (shown, status) = terminal.end();
    assert_eq!(status.code(), Some(1));
    snapshot("review", &shown);
    let other_figures = FAILS.replace("16\n", "17\n");
    let accepted = cases(&[
        ("was sound", SLIP, FAILS),
        ("is as expected", SOUND, PASSES),
        ("was a slip", SOUND, FAILS),
        ("was other figures", SLIP, &other_figures),
    ]);
    assert_eq!(text(place, "cases.md"), accepted);
    let skipped = cases(&[
        ("was sound", SLIP, FAILS),
        ("is as expected", SOUND, PASSES),
        ("was a slip", SOUND, FAILS),
        ("was other figures", SLIP, FAILS),
    ]);
    assert_eq!(text(place, "cases.pending.md"), skipped);
    let pending = run(place, &["pending"]);
    assert_eq!((code(&pending), String::from_utf8_lossy(&pending.stdout).lines().count()), (1, 3), "{pending:?}");
}

#[test]
fn a_review_ends_where_it_is_told_to() {
    let house = house();
    let place = house.path();
    run(place, &["test"]);
    for quit in ["q", "\u{3}", "\u{4}"] {
        let mut terminal = Terminal::start(place, &["review"]);
        terminal.wait_for("q quit ");
        terminal.press(quit);
        let (shown, status) = terminal.end();
        assert_eq!(status.code(), Some(1), "{shown}");
        assert!(shown.ends_with("0 accepted, 0 rejected, 3 left\n"), "{shown}");
    }
    assert_eq!((text(place, "cases.md"), text(place, "cases.pending.md")), (wrong(), right()));
    let mut terminal = Terminal::start(place, &["review"]);
    terminal.wait_for("q quit ");
    terminal.press("s");
    terminal.wait_for("q quit ");
    terminal.press("A");
    let (shown, status) = terminal.end();
    assert_eq!(status.code(), Some(1), "{shown}");
    assert!(shown.ends_with("2 accepted, 0 rejected, 1 left\n"), "{shown}");
    let piped = run(place, &["review"]);
    assert_eq!(code(&piped), 2);
    assert!(String::from_utf8_lossy(&piped.stderr).contains("terminal"), "{piped:?}");
}

#[test]
fn all_is_accepted_or_rejected_at_once() {
    let house = house();
    let place = house.path();
    run(place, &["test"]);
    assert_eq!(code(&run(place, &["reject", "--filter", "slip"])), 0);
    assert_eq!(code(&run(place, &["reject"])), 0);
    assert!(!is_there(place, "cases.pending.md"));
    assert_eq!(text(place, "cases.md"), wrong());
    assert_eq!(code(&run(place, &["pending"])), 0);
    assert_eq!(code(&run(place, &["test"])), 1);
    assert_eq!(code(&run(place, &["accept", "cases.md"])), 0);
    assert!(!is_there(place, "cases.pending.md"));
    assert_eq!(text(place, "cases.md"), right());
    assert_eq!(code(&run(place, &["test"])), 0);
}

#[test]
fn a_folder_begins_with_an_empty_file() {
    let house = folder(&[("our.rules", RULES.as_bytes()), ("july/s.yaml", SLIP.as_bytes()), ("july/expected.report", b"")]);
    let place = house.path();
    assert_eq!(code(&run(place, &["test"])), 1);
    assert_eq!(text(place, "july/expected.pending.report"), FAILS);
    assert_eq!(code(&run(place, &["accept", "july"])), 0);
    assert_eq!(text(place, "july/expected.report"), FAILS);
    assert_eq!(code(&run(place, &["test"])), 0);
}

#[test]
fn what_waits_is_what_the_last_runs_gave() {
    let house = house();
    let place = house.path();
    assert_eq!(code(&run(place, &["test", "--check"])), 1);
    assert!(!is_there(place, "cases.pending.md"));
    assert_eq!(code(&run(place, &["test", "--fail-fast"])), 1);
    assert_eq!(
        text(place, "cases.pending.md"),
        cases(&[("was sound", SLIP, FAILS)]) + &wrong()[cases(&[("was sound", SLIP, PASSES)]).len()..]
    );
    // A run of one case leaves those that wait already.
    assert_eq!(code(&run(place, &["test", "--filter", "other figures"])), 1);
    let pending = run(place, &["pending", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&pending.stdout).expect("JSON");
    let titles: Vec<&str> =
        report["files"][0]["cases"].as_array().expect("cases").iter().filter_map(|case| case["title"].as_str()).collect();
    assert_eq!(titles, ["was sound", "was other figures"]);
    let schema: serde_json::Value = serde_json::from_str(&read("docs/pending.schema.json")).expect("JSON");
    assert!(jsonschema::validator_for(&schema).expect("a schema").is_valid(&report), "{report}");
    // Once everything is as expected, nothing waits.
    std::fs::write(place.join("cases.md"), right()).expect("a file can be written");
    assert_eq!(code(&run(place, &["test"])), 0);
    assert!(!is_there(place, "cases.pending.md"));
}

#[test]
fn nothing_is_written_where_the_environment_says_ci() {
    let house = house();
    let place = house.path();
    let ci = |arguments: &[&str]| code(&command(place, arguments).env("CI", "true").output().expect("the program can be started"));
    assert_eq!(ci(&["test"]), 1);
    assert!(!is_there(place, "cases.pending.md"));
    run(place, &["test"]);
    for command in ["accept", "reject", "review"] {
        assert_eq!(ci(&[command]), 2);
        assert_eq!((text(place, "cases.md"), text(place, "cases.pending.md")), (wrong(), right()));
    }
    assert_eq!(ci(&["pending"]), 1);
}

#[test]
fn nothing_is_written_by_a_run_that_could_not_be_done() {
    let house = house();
    let place = house.path();
    std::fs::write(place.join("more.rules"), "rule broken applies to statement must nothing = 1 end\n").expect("a file can be written");
    assert_eq!(code(&run(place, &["test"])), 2);
    assert!(!is_there(place, "cases.pending.md"));
    std::fs::remove_file(place.join("more.rules")).expect("a file can be removed");
    run(place, &["test"]);
    std::fs::write(place.join("broken.md"), cases(&[("errors", "form: nothing\n", PASSES)])).expect("a file can be written");
    std::fs::write(place.join("cases.md"), right()).expect("a file can be written");
    assert_eq!(code(&run(place, &["test"])), 2);
    assert_eq!(text(place, "cases.pending.md"), right());
    assert!(!is_there(place, "broken.pending.md"));
}

#[test]
fn what_is_out_of_date_is_not_accepted() {
    let house = house();
    let place = house.path();
    run(place, &["test"]);
    let edited = wrong().replace("closing: 16", "closing: 18");
    std::fs::write(place.join("cases.md"), &edited).expect("a file can be written");
    let accepted = run(place, &["accept"]);
    assert_eq!(code(&accepted), 1);
    assert!(String::from_utf8_lossy(&accepted.stdout).contains("out of date: ./cases.pending.md"), "{accepted:?}");
    assert_eq!(text(place, "cases.md"), edited);
    assert_eq!(code(&run(place, &["pending"])), 1);
    assert_eq!(code(&run(place, &["reject"])), 0);
    assert!(!is_there(place, "cases.pending.md"));
    run(place, &["test"]);
    std::fs::remove_file(place.join("cases.md")).expect("a file can be removed");
    let tested = run(place, &["test"]);
    assert!(String::from_utf8_lossy(&tested.stdout).contains("unreferenced: ./cases.pending.md: "), "{tested:?}");
}

/// How many files of cases there are to kill a run among.
const FILES: usize = 20;

/// Files of cases beside which others wait; returns what each holds before and after.
struct Kills {
    folder: tempfile::TempDir,
    files: Vec<(String, String)>,
}

impl Kills {
    fn new() -> Kills {
        let files = (0..FILES).map(|number| {
            let lines: String = (0..200).map(|line| format!("pass  roll-forward  s-{number}-{line}.yaml\n")).collect();
            let of = |expected: &str| cases(&[("one", SLIP, expected)]);
            (of(&lines), of(&lines.replace("pass", "fail")))
        });
        let kills = Kills { folder: tempfile::tempdir().expect("a folder can be made"), files: files.collect() };
        kills.begin();
        kills
    }

    fn begin(&self) {
        for (number, (old, new)) in self.files.iter().enumerate() {
            std::fs::write(self.folder.path().join(format!("{number}.md")), old).expect("a file can be written");
            std::fs::write(self.folder.path().join(format!("{number}.pending.md")), new).expect("a file can be written");
        }
    }

    fn begin_if_done(&self) {
        if self.accepted() == FILES {
            self.begin();
        }
    }

    /// Whether every file is whole, and nothing that waits is lost; how many of them are accepted.
    fn accepted(&self) -> usize {
        let mut accepted = 0;
        for (number, (old, new)) in self.files.iter().enumerate() {
            let file = text(self.folder.path(), &format!("{number}.md"));
            let is_accepted = file == *new;
            assert!(is_accepted || file == *old, "{number}.md is neither what it was nor what it should become:\n{file}");
            let pending = format!("{number}.pending.md");
            if is_there(self.folder.path(), &pending) {
                assert_eq!(text(self.folder.path(), &pending), *new);
            } else {
                assert!(is_accepted, "{pending} is lost");
            }
            accepted += usize::from(is_accepted);
        }
        accepted
    }
}

/// Moments that differ from one to the next, spread over a time.
fn moments(within: Duration) -> impl Iterator<Item = Duration> {
    (0u32..).map(move |number| within * (number * 61 % 97) / 97)
}

#[test]
fn a_kill_at_any_moment_leaves_every_file_whole() {
    let kills = Kills::new();
    let place = kills.folder.path();
    let before = Instant::now();
    assert_eq!(code(&run(place, &["accept"])), 0);
    let whole = before.elapsed();
    let (mut tried, mut between) = (0, 0);
    for (number, moment) in moments(whole).take(80).enumerate() {
        kills.begin_if_done();
        let mut command = command(place, &["accept", "--filter", "one"]);
        let mut child = command.env_remove("CI").stdout(Stdio::piped()).spawn().expect("the program can be started");
        let mut told = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        // Every other kill comes after some files are accepted, however fast the machine is.
        if number % 2 == 0 {
            std::thread::sleep(moment);
        } else {
            told.by_ref().take(number % 5).for_each(drop);
        }
        child.kill().expect("a program can be killed");
        child.wait().expect("the program ends");
        between += usize::from((1..FILES).contains(&kills.accepted()));
        tried += 1;
    }
    for (number, moment) in moments(whole).take(20).enumerate() {
        kills.begin_if_done();
        let mut terminal = Terminal::start(place, &["review"]);
        terminal.wait_for("q quit ");
        terminal.press("A");
        if number % 2 == 0 {
            std::thread::sleep(moment);
        } else {
            terminal.wait_for("accepted  one");
        }
        terminal.child.kill().expect("a program can be killed");
        terminal.end();
        between += usize::from((1..FILES).contains(&kills.accepted()));
        tried += 1;
    }
    assert!(tried == 100 && between > 5, "{tried} kills, {between} of them in the middle");
    assert_eq!(code(&run(place, &["accept"])), 0);
    assert_eq!(kills.accepted(), FILES);
    assert_eq!(code(&run(place, &["pending"])), 0);
}
