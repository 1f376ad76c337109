//! Baselines: what is known is shown and does not fail a run, whatever moves in the return; what is gone is said.

use std::path::Path;

use crate::corpus::{root, snapshot};
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

const RULES: &str = "form slip \"Slip\"
  dated day
  issuer known by shop
  field day \"Day\" date
  field shop \"Shop\" text
  list rows \"Rows\"
    key class
    field class \"Class\" text
    field opening \"Balance at the start\" shares
    field closing \"Balance at the end\" shares
  end
end

rule rows.same
  \"A balance stays\"
  applies to slip
  cites \"Manual 1\"
  for each r in rows
  must r.opening = r.closing
    else \"{r.opening} became {r.closing}.\"
end

rule rows.some
  \"There are shares\"
  applies to slip
  cites \"Manual 2\"
  for each r in rows
  should r.closing > 0
end
";

const SLIP: &str = "form: slip
day: 2022-09-30
shop: \"00020\"
rows:
  - {class: 甲, opening: 5, closing: 6}
  - {class: 乙, opening: 7, closing: 8}
  - {class: 丙, opening: 0, closing: 0}
";

fn check(folder: &Path, more: &[&str]) -> (String, Option<i32>) {
    let output = program(folder, &[&["check", "--pack", "rules", "slip.yaml"], more].concat());
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[test]
fn a_baseline_from_its_first_day_to_its_last() {
    let folder = folder(&[("rules/slip.rules", RULES.as_bytes()), ("slip.yaml", SLIP.as_bytes())]);
    let at = folder.path();
    let write = |text: &str| std::fs::write(at.join("slip.yaml"), text).expect("a file can be written");
    let mut screens = vec![
        screen(at, &["baseline", "--pack", "rules", "slip.yaml", "-o", "known.jsonl"]),
        std::fs::read_to_string(at.join("known.jsonl")).expect("it was written"),
        screen(at, &["check", "--pack", "rules", "slip.yaml", "--baseline", "known.jsonl", "--fail-on", "warning"]),
    ];
    // Lines move and the order of rows changes: what is known stays known. One finding is gone, one is new.
    write(
        "# edited\nform: slip\nshop: \"00020\"\nday: 30 September 2022\nrows:\n  - {class: 丁, opening: 1, closing: 2}\n  - {class: 丙, opening: 0, closing: 0}\n  - {class: 甲, opening: 5, closing: 6}\n  - {class: 乙, opening: 7, closing: 7}\n",
    );
    screens.push(screen(at, &["check", "--pack", "rules", "slip.yaml", "--baseline", "known.jsonl", "--fail-on", "warning"]));
    screens.push(screen(at, &["check", "--pack", "rules", "slip.yaml", "--baseline", "known.jsonl", "--format", "concise"]));
    screens.push(screen(at, &["baseline", "--pack", "rules", "slip.yaml", "-o", "known.jsonl"]));
    screens.push(screen(at, &["check", "--pack", "rules", "slip.yaml", "--baseline", "known.jsonl", "--quiet"]));
    snapshot("baseline", &screens.join("\n"));
}

#[test]
fn nothing_is_stale_of_which_nothing_is_said() {
    let folder = folder(&[("rules/slip.rules", RULES.as_bytes()), ("slip.yaml", SLIP.as_bytes())]);
    let at = folder.path();
    program(at, &["baseline", "--pack", "rules", "slip.yaml", "-o", "known.jsonl"]);
    let stale = |more: &[&str]| {
        let (text, code) = check(at, &[&["--baseline", "known.jsonl", "--format", "json"], more].concat());
        let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let of = &report["baseline"];
        (of["known"].clone(), of["stale"].as_array().expect("a list").len(), of["not_judged"].clone(), code)
    };
    assert_eq!(stale(&[]), (3.into(), 0, 0.into(), Some(0)));
    assert_eq!(stale(&["--select", "rows.some"]), (1.into(), 0, 2.into(), Some(0)));
    // A figure that is left blank leaves the rule open, and the finding neither known nor gone.
    std::fs::write(at.join("slip.yaml"), SLIP.replace("closing: 6", "closing: ")).expect("a file can be written");
    assert_eq!(stale(&[]), (2.into(), 0, 1.into(), Some(3)));
    // Another month is another return.
    std::fs::write(at.join("slip.yaml"), SLIP.replace("09-30", "10-31")).expect("a file can be written");
    assert_eq!(stale(&[]), (0.into(), 0, 3.into(), Some(1)));
}

#[test]
fn what_fails_twice_is_known_twice_and_no_more() {
    let rules = RULES.replace("    key class\n", "");
    let slip = "form: slip\nday: 2022-09-30\nshop: \"00020\"\nrows:\n  - {class: A, opening: 1, closing: 2}\n";
    let folder = folder(&[("rules/slip.rules", rules.as_bytes()), ("slip.yaml", slip.as_bytes()), ("copy.yaml", slip.as_bytes())]);
    let at = folder.path();
    program(at, &["baseline", "--pack", "rules", "slip.yaml", "-o", "known.jsonl"]);
    let both = program(at, &["check", "--pack", "rules", "slip.yaml", "copy.yaml", "--baseline", "known.jsonl", "--format", "concise"]);
    let text = String::from_utf8_lossy(&both.stdout).into_owned();
    assert_eq!((text.matches(": known[rows.same]").count(), text.matches(": error[rows.same]").count()), (1, 1), "{text}");
}

#[test]
fn a_baseline_that_cannot_be_read_ends_the_run() {
    let folder = folder(&[("rules/slip.rules", RULES.as_bytes()), ("slip.yaml", SLIP.as_bytes())]);
    let at = folder.path();
    for (text, line) in [
        ("", 1),
        ("{\"baseline\":2}\n", 1),
        ("[]\n", 1),
        ("{\"baseline\":1}\n\n{\"rule\":\"rows.same\"}\n", 3),
        ("{\"baseline\":1}\n{\"return\":\"slip\",\"rule\":\"rows.same\",\"message\":\"x\",\"line\":4}\n", 2),
    ] {
        std::fs::write(at.join("known.jsonl"), text).expect("a file can be written");
        let output = program(at, &["check", "--pack", "rules", "slip.yaml", "--baseline", "known.jsonl"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
        assert!(said.contains(&format!("`known.jsonl` is no baseline that can be read, at line {line}: ")), "{text}: {said}");
        // Nor is it written over.
        assert_eq!(program(at, &["baseline", "--pack", "rules", "slip.yaml", "-o", "known.jsonl"]).status.code(), Some(2));
        assert_eq!(std::fs::read_to_string(at.join("known.jsonl")).expect("text"), text);
    }
    assert_eq!(program(at, &["check", "--pack", "rules", "slip.yaml", "--baseline", "nowhere"]).status.code(), Some(2));
}

#[test]
fn a_run_with_errors_makes_no_baseline() {
    let broken = format!("{RULES}\nrule broken \"x\" applies to slip cites \"Manual 3\" must nothing = 1 end\n");
    let folder = folder(&[("rules/slip.rules", broken.as_bytes()), ("slip.yaml", SLIP.as_bytes())]);
    let output = program(folder.path(), &["baseline", "--pack", "rules", "slip.yaml", "-o", "known.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("known.jsonl").exists());
}

#[test]
fn the_example_is_adopted() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let known = folder.path().join("known.jsonl").display().to_string();
    let example = "examples/sensetime-2022-09";
    assert_eq!(program(root(), &["baseline", example, "-o", &known]).status.code(), Some(0));
    // What is undetermined is not known.
    assert_eq!(program(root(), &["check", example, "--baseline", &known]).status.code(), Some(3));
    assert_eq!(program(root(), &["check", example, "--baseline", &known, "--allow-undetermined"]).status.code(), Some(0));
}
