//! Whole screens of the program as snapshots: help, a real run, and inputs that are wrong in every way.

use std::fmt::Write as _;
use std::path::Path;

use crate::corpus::{root, snapshot};
use crate::surfaces::cli::program;

/// What a command prints, and how it exits.
pub fn screen(folder: &Path, arguments: &[&str]) -> String {
    let output = program(folder, arguments);
    let mut text = format!("$ rulecheck {}\n", arguments.join(" "));
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    let errors = String::from_utf8_lossy(&output.stderr);
    if !errors.is_empty() {
        let _ = write!(text, "--- on standard error ---\n{errors}");
    }
    let _ = writeln!(text, "--- exit {} ---", output.status.code().map_or("by a signal".to_owned(), |code| code.to_string()));
    text
}

/// A folder with these files.
pub fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, bytes) in files {
        let place = folder.path().join(name);
        std::fs::create_dir_all(place.parent().expect("below the folder")).expect("a folder can be made");
        std::fs::write(place, bytes).expect("a file can be written");
    }
    folder
}

/// A form with one rule, which keeps the screens about mistakes short.
const SLIP: &str = "form slip \"Slip\"
  dated day
  field day \"Day\" date
  field by \"Counted by\" text
  list rows \"Rows\"
    key class
    field class \"Class\" text
    field shares \"Shares\" shares
  end
end
rule slip.day \"The slip has a day\" applies to slip cites \"Manual 1\" must day is present end
";

/// The screens of `check` with the rule above, for each file by itself.
fn each(files: &[(&str, &[u8])]) -> String {
    let folder = folder(files);
    std::fs::create_dir(folder.path().join("rules")).expect("a folder can be made");
    std::fs::write(folder.path().join("rules/slip.rules"), SLIP).expect("a file can be written");
    files.iter().map(|(name, _)| screen(folder.path(), &["check", "--pack", "rules", name])).collect::<Vec<_>>().join("\n")
}

#[test]
fn help() {
    let commands = ["--help", "check --help", "list --help", "explain --help", "test --help", "fmt --help", "check", "chekc"]
        .map(|words| words.split(' '));
    let commands = commands.map(|words| words.collect::<Vec<&str>>());
    snapshot("help", &commands.each_ref().map(|arguments| screen(root(), arguments)).join("\n"));
}

#[test]
fn the_example() {
    snapshot("the_example", &screen(root(), &["check", "examples/sensetime-2022-09"]));
    snapshot("suggestions", &screen(root(), &["suggest", "examples/sensetime-2022-09"]));
    snapshot("the_example_quiet", &screen(root(), &["check", "--quiet", "examples/sensetime-2022-09"]));
    snapshot("the_example_json", &screen(root(), &["check", "--format", "json", "examples/sensetime-2022-09"]));
}

#[test]
fn explanations() {
    let example = "examples/sensetime-2022-09";
    let commands: [&[&str]; 14] = [
        &["explain", "rounded-figure"],
        &["explain", "--all"],
        &["explain", "buy-backs.price-band"],
        &["explain", "buy-backs.mandate-limit"],
        &["explain", "authorised.capital", "--on", example, "--for", "class b"],
        &["explain", "percentages.row", "--on", example],
        &["explain", "continuity.issued", "--on", example, "--for", "Class A"],
        &["explain", "rounded-figur"],
        &["explain", "authorised.capitol"],
        &["explain", "authorised.capital", "--on", example, "--for", "Class C"],
        &["explain", "empty-file", "--format", "json"],
        &["explain", "buy-backs.mandate-limit", "--format", "json"],
        &["explain", "authorised.capital", "--on", example, "--for", "class b", "--format", "json"],
        &["explain"],
    ];
    snapshot("explanations", &commands.map(|arguments| screen(root(), arguments)).join("\n"));
}

#[test]
fn the_law_of_a_day() {
    let rules = "form slip \"Slip\" dated day field day \"Day\" date field share \"Share\" percent end
parameter most \"Most that is allowed\" = 10% effective from 2009-01-01 until 2021-12-31 cites \"House rule 2\"
parameter most = 20% effective from 2022-02-01 cites \"House rule 2, amended\"
rule slip.limit \"The share stays within the limit\" applies to slip cites \"House rule 2\" must share <= most end
rule slip.dated \"The slip is dated\" applies to slip cites \"House rule 1\" effective from 2020-01-01 until 2021-12-31 must day is present end
";
    let folder = folder(&[("rules/slip.rules", rules.as_bytes())]);
    let list = |arguments: &[&str]| screen(folder.path(), &[&["list", "--pack", "rules"], arguments].concat());
    let days = ["2008-12-31", "2021-12-31", "2022-01-15", "2022-02-01"];
    let screens: Vec<String> = days.iter().map(|day| list(&["--as-of", day])).chain([list(&[])]).collect();
    snapshot("the_law_of_a_day", &screens.join("\n"));
}

#[test]
fn languages() {
    let rules = "form slip \"Slip\" title zh-Hant \"便條\" dated day field day \"Day\" date field count \"Count\" number end
rule slip.count \"The slip counts\" title zh-Hant \"便條計數\" applies to slip must count > 2
  else \"{count} is too few.\" else zh-Hant \"{count} 太少。\" end
rule slip.day \"The slip is of September\" applies to slip must month of day = September 2022 else \"It is of {month of day}.\" end
";
    let folder = folder(&[("rules/slip.rules", rules.as_bytes()), ("a.yaml", b"form: slip\nday: 2022-10-31\ncount: 1\n")]);
    let check = |arguments: &[&str]| screen(folder.path(), &[&["check", "--pack", "rules", "a.yaml"], arguments].concat());
    let languages = ["zh-Hant", "ZH-HANT", "fr", "en", "Chinese"];
    let screens = languages.map(|tag| check(&["--lang", tag])).join("\n");
    let list = screen(folder.path(), &["list", "--pack", "rules", "--lang", "zh-Hant"]);
    snapshot("languages", &format!("{screens}\n{list}"));
    assert_eq!(
        program(folder.path(), &["check", "--pack", "rules", "a.yaml", "--format", "json", "--lang", "zh-Hant"]).stdout,
        program(folder.path(), &["check", "--pack", "rules", "a.yaml", "--format", "json"]).stdout,
        "JSON is English"
    );
}

#[test]
fn colours_are_drawn_only_when_asked() {
    let plain = program(root(), &["check", "examples/sensetime-2022-09"]).stdout;
    let drawn = program(root(), &["check", "--color", "always", "examples/sensetime-2022-09"]).stdout;
    assert!(!plain.contains(&0x1b) && drawn.contains(&0x1b));
}

#[test]
fn files_that_are_no_text() {
    snapshot(
        "files_that_are_no_text",
        &each(&[
            ("big5.yaml", b"form: slip\nby: \xb0\xd3\xb6\xe9\n"),
            ("utf16.yaml", b"\xff\xfef\0o\0r\0m\0"),
            ("empty.yaml", b""),
            ("blank.yaml", b"  \n# nothing\n"),
            ("return.pdf", b"%PDF-1.7"),
            ("pdf.yaml", b"%PDF-1.7\n"),
            ("rules.yaml", b"rule a.b \"title\"\n  applies to slip\nend\n"),
        ]),
    );
}

#[test]
fn returns_with_mistakes_in_them() {
    snapshot("returns_with_mistakes_in_them", &each(&[
            ("no-form.yaml", b"day: 30 September 2022\n"),
            ("unknown-form.yaml", b"form: silp\n"),
            ("unknown-field.yaml", b"form: slip\nday: 30 September 2022\nrosw: []\n"),
            ("twice.yaml", b"form: slip\nday: 30 September 2022\nday: 31 October 2022\n"),
            (
                "rows.yaml",
                b"form: slip\nday: 30 September 2022\nrows:\n  - {class: Class B, shares: 1}\n  - {class: b, shares: 1}\n",
            ),
            ("day.yaml", b"form: slip\nday: 31 September 2022\n"),
            (
                "numbers.yaml",
                b"form: slip\nday: 30 September 2022\nrows:\n  - {class: A, shares: \"25,97,345\"}\n  - {class: B, shares: 1e6}\n  - {class: C, shares: 12345678901234567890123456789}\n",
            ),
        ])
    );
}

#[test]
fn yaml_that_hides_or_multiplies() {
    snapshot(
        "yaml_that_hides_or_multiplies",
        &each(&[
            ("anchor.yaml", b"form: slip\nby: &name A\nby: *name\n"),
            ("tag.yaml", b"form: !!str slip\n"),
            ("documents.yaml", b"form: slip\n---\nform: slip\n"),
            ("merge.yaml", b"form: slip\n<<: {by: Chan}\n"),
            ("tab.yaml", b"form: slip\n\tday: 30 September 2022\n"),
            ("open.json", b"{\"form\": \"slip\", \"rows\": ["),
        ]),
    );
}

#[test]
fn nesting_without_end() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let yaml = format!("form: monthly_return\nissued: {}\n", deep("[", "]"));
    let json = format!("{{\"form\": \"monthly_return\", \"issued\": {}}}", deep("[", "]"));
    let block: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let expression = format!("use hkex\nrule deep \"t\" applies to monthly_return cites \"M\" must {} end\n", deep("(", ")"));
    let files: [(&str, &[u8]); 4] = [
        ("flow.yaml", yaml.as_bytes()),
        ("deep.json", json.as_bytes()),
        ("block.yaml", block.as_bytes()),
        ("deep.rules", expression.as_bytes()),
    ];
    let folder = folder(&files);
    for (name, _) in files {
        let output = program(folder.path(), &["check", name]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(text.contains("deep"), "{name}: {text}");
    }
}

#[test]
fn paths_that_lead_nowhere() {
    let folder = folder(&[("returns/notes.txt", b"none"), ("empty/.hidden.yaml", b"form: monthly_return\n")]);
    let at = folder.path();
    let mut text = [&["check", "missing.yaml"][..], &["check", "returns"], &["check", "empty"], &["check", "--rules", "returns", "empty"]]
        .map(|arguments| screen(at, arguments))
        .join("\n");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", at.join("returns/loop")).expect("a link can be made");
        let _ = write!(text, "\n{}", screen(at, &["check", "returns"]));
    }
    snapshot("paths_that_lead_nowhere", &text);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("secret.yaml", b"form: monthly_return\n")]);
    let path = folder.path().join("secret.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("the owner may do so");
    if std::fs::read(&path).is_ok() {
        return; // The superuser may read everything.
    }
    let output = program(folder.path(), &["check", "secret.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`secret.yaml` cannot be read"));
}

#[test]
fn rules_that_clash() {
    let form = "form slip \"Slip\"\n  dated day\n  field day \"Day\" date\n  field a \"A\" shares\nend\n";
    let rule = "rule same \"One name\" applies to slip cites \"M\" must a > 0 end\n";
    let one = format!("pack one \"One\"\n{form}{rule}");
    let two = "pack two \"Two\"\nuse one\nrule same \"One name\" applies to slip cites \"M\" must a < 9 shares end\n";
    let itself = "use one\ndefine twice(n : slip) = twice(n) + twice(n)\nrule itself \"Refers to itself\" applies to slip cites \"M\" must itself = 0 end\n";
    let files: [(&str, &[u8]); 4] = [
        ("slip.yaml", b"form: slip\nday: 2022-09-30\na: 1\n"),
        ("one/a.rules", one.as_bytes()),
        ("two/b.rules", two.as_bytes()),
        ("itself.rules", itself.as_bytes()),
    ];
    let folder = folder(&files);
    let runs: [&[&str]; 5] = [
        &["check", "--pack", "one", "--pack", "two", "slip.yaml"],
        &["check", "--pack", "one", "--rules", "itself.rules", "slip.yaml"],
        &["check", "--pack", "hkeks", "slip.yaml"],
        &["check", "--pack", "one", "--select", "smae", "slip.yaml"],
        &["check", "--pack", "one", "--select", "[", "slip.yaml"],
    ];
    snapshot("rules_that_clash", &runs.map(|arguments| screen(folder.path(), arguments)).join("\n"));
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let text = "form: monthly_return\nperiod_end: \"\\e[31m30 \\u202E September\"\nstatus: \"\\a\\x9b2J\"\nissued:\n  - {kind: \"\\e]0;title\\a\", class: B, opening: 1, change: 1, closing: 7}\n";
    let rules = "use hkex\nrule a \"\u{1b}[2J\" applies to monthly_return cites \"\u{202e}M\" for each c in issued must c.opening = 0 else \"{c.kind} \u{1b}[31m\" end\n";
    let folder = folder(&[("escape.yaml", text.as_bytes()), ("escape.rules", rules.as_bytes()), ("\u{1b}[31mred.yaml", b"form: x\n")]);
    for arguments in
        [&["check", "escape.yaml"][..], &["check", "."], &["check", "--format", "json", "."], &["list", "--rules", "escape.rules"]]
    {
        let output = program(folder.path(), arguments);
        let all: String = [output.stdout, output.stderr].iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        // JSON is for programs: it escapes what JSON asks it to escape, and keeps the rest as the return has it.
        let is_json = arguments.contains(&"json");
        let is_harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let found = all.chars().find(|&c| c != '\n' && if is_json { c.is_ascii_control() && c != '\x7f' } else { is_harmful(c) });
        assert_eq!(found, None, "{arguments:?}: {all:?}");
    }
}

#[test]
fn the_tests_of_the_examples_and_of_the_packs_pass() {
    let runs: [&[&str]; 3] = [&["test", "examples"], &["test", "--pack", "hkex"], &["test", "--pack", "rules/hkex"]];
    for arguments in runs {
        let output = program(root(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn tests_of_rules() {
    let rules = format!(
        "{SLIP}\ntest \"a day\" of slip.day with \"slip.yaml\" expect pass end
test \"no day\" of slip.day with \"slip.yaml\" changing day to blank expect pass end
test \"no rows\" of slip.day with \"slip.yaml\" expect fail for \"B\" end
test \"a file that is not there\" of slip.day with \"slips.yaml\" expect pass end
"
    );
    let files: [(&str, &[u8]); 3] = [
        ("rules/slip.rules", rules.as_bytes()),
        ("rules/slip.yaml", b"form: slip\nday: 2022-09-30\nrows: []\n"),
        ("none/slip.rules", SLIP.as_bytes()),
    ];
    let folder = folder(&files);
    let runs: [&[&str]; 5] = [
        &["test", "rules"],
        &["test", "rules", "--filter", "a day"],
        &["test", "rules", "--filter", "night"],
        &["test", "none"],
        &["test", "rules", "--quiet"],
    ];
    snapshot("tests_of_rules", &runs.map(|arguments| screen(folder.path(), arguments)).join("\n"));
}

#[test]
fn formatting() {
    let loose = SLIP.replace("\n  ", "\n");
    let folder =
        folder(&[("loose.rules", loose.as_bytes()), ("broken.rules", b"rule x"), ("notes.txt", b"no rules"), ("none/a.yaml", b"a: 1")]);
    let commands: [&[&str]; 9] = [
        &["fmt", "loose.rules", "--check"],
        &["fmt", "loose.rules", "--diff"],
        &["fmt", "."],
        &["fmt", "loose.rules", "--check"],
        &["fmt", "-", "loose.rules"],
        &["fmt", "notes.txt"],
        &["fmt", "none"],
        &["fmt", "nowhere.rules"],
        &["fmt", "--chek"],
    ];
    snapshot("formatting", &commands.map(|arguments| screen(folder.path(), arguments)).join("\n"));
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("the folder is there").map(|entry| entry.expect("it can be read").file_name()).collect();
    assert_eq!(names.len(), 4, "nothing is left beside the files: {names:?}");
    assert_eq!(std::fs::read(folder.path().join("broken.rules")).expect("it is there"), b"rule x");
}

#[test]
fn fails_that_are_waived() {
    let rules = format!(
        "{SLIP}\nwaive slip.day for by = \"Chan\" because \"the day is on the cover\" approved by \"Company Secretary\" until 2023-09-30 end
waive slip.day for by = \"Lee\" because \"another clerk\" approved by \"Company Secretary\" end
"
    );
    let files: [(&str, &[u8]); 2] = [("rules/slip.rules", rules.as_bytes()), ("slip.yaml", b"form: slip\nday:\nby: Chan\nrows: []\n")];
    let folder = folder(&files);
    let runs: [&[&str]; 2] = [
        &["check", "--pack", "rules", "slip.yaml", "--as-of", "2022-10-01"],
        &["check", "--pack", "rules", "slip.yaml", "--as-of", "2024-10-01"],
    ];
    snapshot("fails_that_are_waived", &runs.map(|arguments| screen(folder.path(), arguments)).join("\n"));
}

#[test]
fn a_file_of_a_company() {
    let manifest = "name = \"house\"\ntitle = \"House rules\"\nversion = \"1.0.0\"\nlanguages = [\"en\", \"zh-Hant\"]\n
[sources.HR]\ntitle = \"House rules on slips\"\nissuer = \"The company secretary\"\nlink = \"https://house.example/rules\"\n
[sources.HR.provisions]\n\"1\" = { title = \"Counts\", link = \"https://house.example/rules/1\" }\n\"2\" = \"Days\"\n";
    let house = "pack house\nform slip \"Slip\" title zh-Hant \"便條\" dated day field day \"Day\" date label zh-Hant \"日期\"
  field count \"Count\" number label zh-Hant \"數目\" end
parameter least \"Least count\" = 2 effective from 2020-01-01 cites \"HR 1\"
rule slip.count \"The slip counts\" title zh-Hant \"便條計數\" applies to slip cites \"HR 1(a)\" and \"HR 2\" must count >= least
  else \"{count} is below {least}.\" else zh-Hant \"{count} 低於 {least}。\" end
";
    let ours = "use house\nset house.least = 5 effective from 2022-01-01 cites \"Board resolution of 1 December 2021\"
rule ours.even \"The count is even\" applies to slip cites \"HR 2\" and \"Manual 7\" must count / 2 = floor of (count / 2) end
";
    let files: [(&str, &[u8]); 4] = [
        ("house/pack.toml", manifest.as_bytes()),
        ("house/slip.rules", house.as_bytes()),
        ("ours.rules", ours.as_bytes()),
        ("slip.yaml", b"form: slip\nday: 2022-09-30\ncount: 3\n"),
    ];
    let folder = folder(&files);
    let runs: [&[&str]; 6] = [
        &["check", "slip.yaml", "--rules", "ours.rules"],
        &["check", "slip.yaml", "--rules", "ours.rules", "--lang", "zh-Hant"],
        &["list", "--rules", "ours.rules", "--pack", "house"],
        &["explain", "slip.count", "--rules", "ours.rules", "--pack", "house"],
        &["explain", "ours.even", "--rules", "ours.rules", "--pack", "house"],
        &["lint", "ours.rules"],
    ];
    snapshot("a_file_of_a_company", &runs.map(|arguments| screen(folder.path(), arguments)).join("\n"));
}
