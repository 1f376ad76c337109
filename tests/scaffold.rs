//! What `rulecheck new` writes is whole: it parses, lints clean, and its tests pass; and no file of anybody is lost.

use std::path::Path;

use crate::corpus::snapshot;
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

/// The forms of the embedded pack.
const FORMS: [&str; 3] = ["monthly_return", "next_day_return", "issuer"];

fn runs(folder: &Path, arguments: &[&str]) {
    let output = program(folder, arguments);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
}

#[test]
fn a_new_pack_is_whole() {
    let desk = folder(&[]);
    let at = desk.path();
    let text = screen(at, &["new", "pack", "house"]);
    snapshot("new_pack", &format!("{text}\n{}", std::fs::read_to_string(at.join("house/house.rules")).expect("it is written")));
    runs(at, &["fmt", "--check", "house"]);
    runs(at, &["lint", "house"]);
    runs(at, &["test", "house"]);
    runs(at, &["test", "--pack", "house"]);
    runs(at, &["check", "--pack", "house", "house/tests/statement.yaml"]);
}

#[test]
fn a_new_rule_is_whole_for_every_form() {
    for form in FORMS {
        let desk = folder(&[]);
        let at = desk.path();
        runs(at, &["new", "rule", "ours.first", "--form", form]);
        runs(at, &["fmt", "--check", "."]);
        runs(at, &["lint", "."]);
        runs(at, &["test", "."]);
    }
    // Of a form of one's own, without a pack.
    let desk = folder(&[]);
    let at = desk.path();
    runs(at, &["new", "form", "slip"]);
    runs(at, &["new", "rule", "slip.first", "--form", "slip", "--rules", "slip.rules"]);
    runs(at, &["fmt", "--check", "."]);
    runs(at, &["lint", "."]);
    runs(at, &["test", "."]);
}

#[test]
fn a_new_return_has_every_field_and_is_read_without_a_complaint() {
    for form in FORMS {
        let desk = folder(&[]);
        let at = desk.path();
        runs(at, &["new", "return", form, "-o", "deep/new.yaml"]);
        let output = program(at, &["check", "--pack", "hkex", "deep/new.yaml", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let problems = report["problems"].as_array().expect("a list");
        assert!(problems.iter().all(|problem| problem["level"] != "error"), "{form}: {problems:?}");
        let text = std::fs::read_to_string(at.join("deep/new.yaml")).expect("it is written");
        let forms = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(match form {
            "monthly_return" => "rules/hkex/monthly-return.rules",
            "next_day_return" => "rules/hkex/next-day-return.rules",
            _ => "rules/hkex/issuer.rules",
        }));
        let declared = forms.expect("the form").lines().filter(|line| line.trim_start().starts_with("field ")).count();
        let fields = text.lines().filter(|line| !line.trim_start().starts_with('#') && line.contains(':')).count();
        assert!(fields > declared, "{form}: {declared} fields are declared, {fields} lines are written");
    }
}

#[cfg(feature = "spreadsheets")]
#[test]
fn a_new_return_as_a_table_is_read_without_a_complaint_and_written_again_as_it_was() {
    for form in FORMS {
        for format in ["xlsx", "csv"] {
            let desk = folder(&[]);
            let at = desk.path();
            let name = format!("{form}.{format}");
            runs(at, &["new", "return", form, "--format", format]);
            runs(at, &["read", &name]);
            runs(at, &["read", &name, "--format", "csv", "-o", "again.csv"]);
            runs(at, &["read", "again.csv", "--format", "xlsx", "-o", "again.xlsx"]);
            let cells = |name: &str| String::from_utf8(program(at, &["read", name, "--format", "json"]).stdout).expect("text");
            assert_eq!(cells(&name), cells("again.xlsx"), "{name}");
        }
    }
    let desk = folder(&[]);
    let at = desk.path();
    let screens = [
        screen(at, &["new", "return", "monthly_return", "--format", "xlsx", "-o", "-"]),
        screen(at, &["new", "return", "next_day_return", "--format", "csv", "--lang", "zh-Hant", "-o", "a.csv"]),
        screen(at, &["new", "return", "issuer", "--format", "csv", "-o", "b.csv"]),
        screen(at, &["read", "a.csv", "--format", "xlsx"]),
        screen(at, &["read", "a.csv", "b.csv", "--format", "csv"]),
    ];
    snapshot("new_table", &screens.join("\n"));
    assert!(std::fs::read_to_string(at.join("a.csv")).expect("text").contains("next_day_return"));
}

#[test]
fn a_new_waiver_is_whole() {
    let desk = folder(&[]);
    let at = desk.path();
    runs(at, &["new", "waiver", "issued.roll-forward"]);
    runs(at, &["fmt", "--check", "issued-roll-forward-waiver.rules"]);
    runs(at, &["lint", "issued-roll-forward-waiver.rules"]);
}

#[test]
fn nothing_is_overwritten_and_wrong_names_write_nothing() {
    let desk = folder(&[("slip.rules", b"-- mine\n"), ("house/pack.toml", b"mine")]);
    let at = desk.path();
    let screens = [
        screen(at, &["new", "form", "slip"]),
        screen(at, &["new", "pack", "house"]),
        screen(at, &["new", "form", "Total"]),
        screen(at, &["new", "rule", "a b", "--form", "monthly_return"]),
        screen(at, &["new", "rule", "ours.first", "--form", "monthly_retrun"]),
        screen(at, &["new", "waiver", "issued.rol-forward"]),
        screen(at, &["new", "form", "slip", "-o", "-"]),
    ];
    snapshot("new_refused", &screens.join("\n"));
    assert_eq!(std::fs::read_to_string(at.join("slip.rules")).expect("text"), "-- mine\n");
    assert_eq!(std::fs::read_dir(at.join("house")).expect("a folder").count(), 1);
    runs(at, &["new", "form", "slip", "--force"]);
    assert!(std::fs::read_to_string(at.join("slip.rules")).expect("text").contains("form slip"));
}

#[test]
fn completions_and_the_manual_page_know_every_command() {
    let desk = folder(&[]);
    let help = String::from_utf8(program(desk.path(), &["--help"]).stdout).expect("text");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<String> = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned)).collect();
    assert!(commands.iter().any(|command| command == "check") && commands.len() > 10, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = String::from_utf8(program(desk.path(), &["completions", shell]).stdout).expect("text");
        for command in commands.iter().filter(|command| !command.is_empty()) {
            assert!(script.contains(command.as_str()), "{shell}: {command}");
        }
    }
    let page = String::from_utf8(program(desk.path(), &["man"]).stdout).expect("text");
    assert!(page.contains(".TH"), "{page}");
    for command in commands.iter().filter(|command| !command.is_empty()) {
        assert!(page.replace("\\-", "-").contains(command.as_str()), "{command}");
    }
}
