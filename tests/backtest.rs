//! What tests exercise, and what a change of rules does to returns, by the program.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::screens::folder;
use crate::surfaces::cli::program;

const RULES: &str = "form slip \"Slip\" dated day field day \"Day\" date field a \"A\" shares field b \"B\" shares field c \"C\" shares end

rule slip.limit
  \"A stays within B\"
  applies to slip
  when b > 0
  must a <= b
    else \"{a} is above {b}.\"
end

rule slip.idle
  \"A is there\"
  applies to slip
  must a is present
end

test \"a stays within b\" of slip.limit
  with \"slip.yaml\"
  expect pass
end
";

const SLIP: &str = "form: slip\nday: 2022-09-30\na: 5\nb: 10\nc: 1\n";

fn report(folder: &Path, arguments: &[&str], code: i32) -> Value {
    let output = program(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}{}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

#[test]
fn coverage_names_what_never_ran() {
    let folder = folder(&[("ours/slip.rules", RULES.as_bytes()), ("ours/slip.yaml", SLIP.as_bytes())]);
    let report = report(folder.path(), &["test", "--coverage", "--format", "json", "ours"], 1);
    assert_eq!(report["never_ran"], serde_json::json!(["slip.idle"]));
    assert_eq!(report["untouched"], serde_json::json!([{"form": "slip", "fields": ["c"]}]));
    let limit = report["rules"].as_array().and_then(|rules| rules.iter().find(|rule| rule["name"] == "slip.limit")).expect("it is there");
    assert_eq!((&limit["tests"], &limit["outcomes"]["pass"], &limit["outcomes"]["fail"]), (&1.into(), &1.into(), &0.into()));
    let lacks: Vec<(&str, &str)> = limit["conditions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["text"].as_str().unwrap_or_default(), one["lacks"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(lacks, [("b > 0", "never-false"), ("a <= b", "never-false")]);
    let screen = String::from_utf8(program(folder.path(), &["test", "--coverage", "ours"]).stdout).expect("text");
    assert!(screen.contains("never ran: slip.idle") && screen.contains("never false  a <= b"), "{screen}");
}

#[test]
fn a_stricter_rule_lets_findings_appear() {
    let stricter = RULES.replace("a <= b", "a < c").replace("is above {b}", "is not below {c}");
    let files: [(&str, &[u8]); 4] = [
        ("old/slip.rules", RULES.as_bytes()),
        ("new/slip.rules", stricter.as_bytes()),
        ("returns/one.yaml", SLIP.as_bytes()),
        ("returns/two.yaml", b"form: slip\nday: 2022-10-31\na: 20\nb: 10\nc: 30\n"),
    ];
    let folder = folder(&files);
    let same = report(folder.path(), &["diff", "--rules", "old", "--rules", "old", "returns", "--format", "json"], 0);
    assert_eq!(same["rules"], serde_json::json!([]));
    let report = report(folder.path(), &["diff", "--rules", "old", "--rules", "new", "returns", "--format", "json"], 1);
    assert_eq!((&report["summary"]["appeared"], &report["summary"]["vanished"]), (&1.into(), &1.into()));
    let changes = &report["rules"][0]["changes"];
    assert_eq!((&changes[0]["kind"], &changes[0]["path"]), (&"appeared".into(), &"returns/one.yaml".into()));
    assert_eq!(changes[0]["is"]["message"], "5 is not below 1.");
    assert_eq!((&changes[1]["kind"], &changes[1]["path"]), (&"vanished".into(), &"returns/two.yaml".into()));
    let screen = String::from_utf8(program(folder.path(), &["diff", "--rules", "old", "--rules", "new", "returns"]).stdout).expect("text");
    assert!(screen.contains("1 appeared") && screen.contains("is:  fail: 5 is not below 1."), "{screen}");
    let one = program(folder.path(), &["diff", "--rules", "old", "returns"]);
    assert_eq!(one.status.code(), Some(2), "a comparison has two sides");
}

#[test]
fn rules_are_taken_out_of_a_revision() {
    let folder = folder(&[("ours/slip.rules", RULES.as_bytes()), ("returns/one.yaml", SLIP.as_bytes())]);
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        Command::new("git").args(name).args(arguments).current_dir(folder.path()).output().is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "--quiet", "."]) {
        eprintln!("git is not there, so no revision is read");
        return;
    }
    assert!(git(&["add", "ours"]) && git(&["commit", "--quiet", "-m", "Begin"]), "a commit can be made");
    std::fs::write(folder.path().join("ours/slip.rules"), RULES.replace("a <= b", "a > b")).expect("a file can be written");
    for old in ["git:HEAD:ours", "git:HEAD:ours/slip.rules", "git:HEAD:ours/"] {
        let report = report(folder.path(), &["diff", "--rules", old, "--rules", "ours", "returns", "--format", "json"], 1);
        assert_eq!((&report["old"]["failed"], &report["new"]["failed"]), (&0.into(), &1.into()), "{old}");
    }
    for wrong in ["git:HEAD:theirs", "git:nowhere:ours", "git:HEAD"] {
        assert_eq!(program(folder.path(), &["diff", "--rules", wrong, "--rules", "ours", "returns"]).status.code(), Some(2), "{wrong}");
    }
}
