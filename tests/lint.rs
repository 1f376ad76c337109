//! Linting by the program: the rules of the project are clean, and `--fix` writes what it says.

use crate::corpus::{files, none_of, read, root, snapshot};
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

#[test]
fn the_rules_of_the_project_are_clean() {
    let mut faults = Vec::new();
    let packs = ["lint", "--color", "never"];
    let mut runs: Vec<Vec<&str>> = vec![packs.to_vec(), [&packs[..], &["rules/hkex"]].concat()];
    let examples: Vec<String> = files("examples", ".rules");
    runs.extend(examples.iter().map(|path| [&packs[..], &[path.as_str()]].concat()));
    for arguments in runs {
        let output = program(root(), &arguments);
        if output.status.code() != Some(0) {
            faults.push(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stdout)));
        }
    }
    none_of(faults);
}

const RULES: &str = "form slip \"Slip\"
  field a \"A\" shares
  field b \"B\" shares part of a
  field c \"C\" shares part of a
end

-- allow missing-title: none is missing
rule slip.sum
  \"The sum\"
  applies to slip
  cites \"Manual 1\"
  given first = b
  given second = first + c -- the sum of both
  must b = a
end
";

#[test]
fn screens_of_lint() {
    let folder = folder(&[("slip.rules", RULES.as_bytes()), ("broken.rules", b"rule x must end\n"), ("other/note.txt", b"")]);
    let commands: [&[&str]; 7] = [
        &["lint", "slip.rules"],
        &["lint", "--format", "json", "slip.rules"],
        &["lint", "--fix", "slip.rules"],
        &["lint", "broken.rules"],
        &["lint", "nowhere.rules"],
        &["lint", "other"],
        &["lint", "--pack", "nowhere"],
    ];
    snapshot("lint", &commands.map(|arguments| screen(folder.path(), arguments)).join("\n"));
}

#[test]
fn fixes_are_written_and_nothing_else() {
    let folder = folder(&[("slip.rules", RULES.as_bytes())]);
    let before = read_at(folder.path());
    assert_eq!(program(folder.path(), &["lint", "slip.rules"]).status.code(), Some(1));
    assert_eq!(read_at(folder.path()), before, "without --fix nothing is written");
    program(folder.path(), &["lint", "--fix", "slip.rules"]);
    let wanted = before
        .replace("-- allow missing-title: none is missing\n", "")
        .replace("  given first = b\n", "")
        .replace("  given second = first + c -- the sum of both\n", "  -- the sum of both\n");
    assert_eq!(read_at(folder.path()), wanted);
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("the folder can be read").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["slip.rules"], "nothing is left beside the file");
    let again = program(folder.path(), &["lint", "--fix", "--format", "json", "slip.rules"]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("\"fixed\": []"), "a second run has nothing left to do");
}

fn read_at(folder: &std::path::Path) -> String {
    std::fs::read_to_string(folder.join("slip.rules")).expect("the file can be read")
}

#[test]
fn the_manual_names_every_lint() {
    let manual = read("docs/language.md");
    let missing = rulecheck::lint::CODES.iter().filter(|code| !manual.contains(&format!("`{}`", code.id)));
    none_of(missing.map(|code| format!("docs/language.md does not name `{}`", code.id)).collect());
}
