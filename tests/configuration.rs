//! `rulecheck.toml`: found upward, below the environment and the command line, shown with the places of its values, and told in reports.

use std::path::Path;
use std::process::{Command, Output};

use rulecheck::config;

use crate::corpus::{read, snapshot};
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

const RULES: &str = "pack house \"House rules\"

form slip \"Slip\"
  dated day
  field day \"Day\" date
  field opening \"Balance at the start\" shares
  field closing \"Balance at the end\" shares
end

parameter most \"Most that a balance may change by\" = 10 shares effective from 2020-01-01 cites \"Manual 2\"

rule slip.same
  \"A balance stays\"
  applies to slip
  cites \"Manual 1\"
  must opening = closing
    else \"{opening} became {closing}.\"
end

rule slip.change
  \"A balance changes by little\"
  applies to slip
  cites \"Manual 2\"
  must closing - opening <= most
end
";

const CONFIG: &str = "# What this folder is checked with.
packs = [\"house\"]
lang = \"zh-Hant\"
format = \"concise\"
output = [\"json=out/report.json\"]
fail-on = \"warning\"

[read-limit]
pages = 20

[severity.\"slip.same\"]
is = \"note\"
because = \"agreed on 3 May 2024\"

[severity.\"nothing.*\"]
is = \"warning\"
because = \"for another folder\"

[parameter.\"house.most\"]
value = \"100 shares\"
cites = [\"Board resolution of 3 May 2024\"]
from = \"2021-01-01\"
";

const SLIP: &str = "form: slip\nday: 2022-09-30\nopening: 5\nclosing: 50\n";

/// A folder with a configuration at its head and a slip two folders below.
fn desk() -> tempfile::TempDir {
    folder(&[("house/house.rules", RULES.as_bytes()), ("rulecheck.toml", CONFIG.as_bytes()), ("returns/2022/slip.yaml", SLIP.as_bytes())])
}

/// Runs the program with a variable of the environment.
fn with(folder: &Path, variable: (&str, &str), arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulecheck"));
    command.args(arguments).current_dir(folder).env_remove("RULECHECK_LANG").env(variable.0, variable.1);
    command.output().expect("the program can be started")
}

#[test]
fn a_folder_is_checked_as_its_configuration_says() {
    let desk = desk();
    let below = desk.path().join("returns/2022");
    let screens = [
        screen(&below, &["config"]),
        screen(&below, &["check", "slip.yaml"]),
        screen(&below, &["check", "slip.yaml", "--format", "full"]),
        screen(&below, &["config", "--no-config", "--fail-on", "note"]),
        screen(&below, &["list"]),
    ];
    snapshot("configuration", &screens.join("\n"));
    let report = std::fs::read_to_string(desk.path().join("out/report.json")).expect("it is written beside the configuration");
    assert!(report.contains("\"because\": \"agreed on 3 May 2024\""), "{report}");
}

#[test]
fn the_command_line_goes_before_the_environment_and_that_before_the_file() {
    let desk = desk();
    let lines = |output: Output| String::from_utf8(output.stdout).expect("text").lines().count();
    let file = lines(program(desk.path(), &["check", "returns"]));
    let variable = lines(with(desk.path(), ("RULECHECK_FORMAT", "json-lines"), &["check", "returns"]));
    let argument = lines(with(desk.path(), ("RULECHECK_FORMAT", "json-lines"), &["check", "returns", "--format", "csv"]));
    assert_eq!((file, variable, argument), (2, 3, 2));
    let begins = |output: Output| String::from_utf8(output.stdout).expect("text").chars().next();
    assert_eq!(begins(program(desk.path(), &["check", "returns"])), Some('r'));
    assert_eq!(begins(with(desk.path(), ("RULECHECK_FORMAT", "json-lines"), &["check", "returns"])), Some('{'));
    assert_eq!(begins(with(desk.path(), ("RULECHECK_FORMAT", "json-lines"), &["check", "returns", "--format", "csv"])), Some('\u{feff}'));
    let shown = with(desk.path(), ("RULECHECK_FAIL_ON", "note"), &["config"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("RULECHECK_FAIL_ON"), "{shown:?}");
    // A note fails the run only where it is asked to.
    assert_eq!(program(desk.path(), &["check", "returns"]).status.code(), Some(0));
    assert_eq!(with(desk.path(), ("RULECHECK_FAIL_ON", "note"), &["check", "returns"]).status.code(), Some(1));
    assert_eq!(with(desk.path(), ("RULECHECK_FAIL_ON", "note"), &["check", "returns", "--fail-on", "error"]).status.code(), Some(0));
}

#[test]
fn a_file_is_named_or_left_out() {
    let desk = desk();
    let other = desk.path().join("other.toml");
    std::fs::write(&other, "packs = [\"house\"]\nformat = \"junit\"\n").expect("a file can be written");
    let output = program(desk.path(), &["check", "returns", "--config", "other.toml"]);
    assert!(output.stdout.starts_with(b"<?xml"));
    assert_eq!(output.status.code(), Some(1));
    let named = with(desk.path(), ("RULECHECK_CONFIG", "other.toml"), &["check", "returns"]);
    assert_eq!(named.stdout, output.stdout);
    // Without the configuration nobody knows the form.
    assert_eq!(program(desk.path(), &["check", "returns", "--no-config"]).status.code(), Some(2));
    assert_eq!(with(desk.path(), ("RULECHECK_CONFIG", "other.toml"), &["check", "returns", "--no-config"]).status.code(), Some(2));
    assert_eq!(program(desk.path(), &["check", "returns", "--config", "nowhere.toml"]).status.code(), Some(2));
}

#[test]
fn what_is_wrong_ends_the_run_with_its_place() {
    let desk = desk();
    for (text, wanted) in [
        ("packs = [\"house\"]\nbaselin = \"a\"\n", "`rulecheck.toml:2:1`: there is no key `baselin`; did you mean `baseline`?"),
        ("packs = [\"house\"]\noutput = [\"sarf=a\"]\n", "`rulecheck.toml:2`: `sarf` is no form of the report; did you mean `sarif`?"),
        ("allow-undetermined = [\"blnk\"]\n", "`rulecheck.toml:1`: there is no cause `blnk`; did you mean `blank`?"),
        ("[read-limit]\npage = 1\n", "`rulecheck.toml:2`: there is no limit `page`"),
        ("packs = [\"nowhere\"]\n", "`nowhere` is neither an embedded pack nor a folder"),
    ] {
        std::fs::write(desk.path().join("rulecheck.toml"), text).expect("a file can be written");
        let output = program(desk.path(), &["check", "returns"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}: {said}");
        assert!(said.contains(wanted), "{text}: {said}");
    }
}

#[test]
fn the_schema_knows_what_the_program_takes() {
    let schema = serde_json::from_str(&config::schema()).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let value = |text: &str| toml::from_str::<serde_json::Value>(text).expect("TOML");
    let errors: Vec<String> = schema.iter_errors(&value(CONFIG)).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    for wrong in ["rulse = []", "fail-on = \"fatal\"", "[severity.x]\nis = \"note\"", "[parameter.x]\nvalue = 5\ncites = []"] {
        assert!(!schema.is_valid(&value(wrong)), "{wrong}");
    }
    for block in read("docs/configuration.md").split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap_or_default();
        let errors: Vec<String> = schema.iter_errors(&value(text)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text}\n{errors:?}");
    }
}

/// A folder whose configuration names its rules, with a case beside them, and rules that nobody uses any more.
fn house() -> tempfile::TempDir {
    let test = "test \"a balance stays\" of slip.same\n  with \"slip.yaml\"\n  expect pass\nend\n";
    let slip = b"form: slip\nday: 2022-09-30\nopening: 5\nclosing: 5\n";
    folder(&[
        ("rulecheck.toml", b"rules = [\"house\"]\npacks = [\"hkex\"]\n"),
        ("house/house.rules", format!("{RULES}\n{test}").as_bytes()),
        ("house/slip.yaml", slip),
        ("cases/july/slip.yaml", slip),
        ("cases/july/expected.report", b"pass  slip.change  slip.yaml\npass  slip.same  slip.yaml\n"),
        ("old/old.rules", b"rule broken applies to nothing\n"),
    ])
}

#[test]
fn rules_are_tested_linted_and_laid_out_where_the_file_names_them() {
    let house = house();
    let place = house.path();
    let ran = |folder: &str, arguments: &[&str]| {
        let output = program(&place.join(folder), arguments);
        (output.status.code().expect("the program ends by itself"), String::from_utf8(output.stdout).expect("text"))
    };
    for (folder, arguments) in
        [("", vec!["test", "--quiet"]), ("cases", vec!["test", "--quiet"]), ("cases", vec!["test", "july", "--quiet"])]
    {
        let (code, said) = ran(folder, &arguments);
        assert_eq!((code, said.as_str()), (0, "1 passed, 0 failed; 1 case: 1 ok\n"), "{folder} {arguments:?}");
    }
    let (code, said) = ran("cases", &["fmt", "--check"]);
    assert_eq!((code, said.lines().next()), (1, Some("would format ../house/house.rules")));
    let (code, said) = ran("cases", &["lint"]);
    assert!(said.ends_with("2 rules in 1 file\n") && code <= 1, "{said}");
    for command in ["test", "fmt"] {
        assert_eq!(ran("", &[command, "--no-config"]).0, 2, "{command}");
    }
    // Rules that are named are not mixed with those of the file.
    assert_eq!(ran("", &["test", "old"]).0, 2);
    assert_eq!(ran("", &["test", "house", "--quiet"]).1, "1 passed, 0 failed\n");
}
