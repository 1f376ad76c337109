//! The forms of the report: each is what its own schema says, tells every finding at its place, and changes nothing of how a run ends.

use std::path::Path;
use std::process::Command;

use quick_xml::events::Event;
use rulecheck::case::Case;
use rulecheck::driver::{self, Checked, MemoryHost};
use rulecheck::report::terminal::Style;
use rulecheck::report::{Format, json};
use serde_json::Value;

use crate::corpus::{case_files, none_of, read, root, snapshot};
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

const STYLE: Style = Style { colour: false, width: 100, quiet: false, all: false };

/// A run of every case that gives a report.
fn every_run(mut visit: impl FnMut(&str, &Case, &Checked)) {
    for file in case_files() {
        for case in file.cases.iter().filter(|case| !case.options().inputs.is_empty()) {
            let host = case.files().into_iter().fold(MemoryHost::default(), |host, (path, text)| host.with(path, text));
            if let Ok(checked) = driver::check(&host, &case.options()) {
                visit(&format!("{}:{}", file.name, case.line), case, &checked);
            }
        }
    }
}

fn written(format: Format, checked: &Checked) -> String {
    let mut bytes = Vec::new();
    format.write(&checked.report, &checked.sources, STYLE, &mut bytes).expect("memory can be written to");
    String::from_utf8(bytes).expect("every form is UTF-8")
}

#[test]
fn what_programs_read_is_as_its_schema_says() {
    let validator = |schema: &str| jsonschema::validator_for(&serde_json::from_str(schema).expect("JSON")).expect("a schema");
    let whole = validator(&json::schema());
    let line = validator(&json::line_schema());
    // The schema has a bracket that closes nothing, in the pattern of a property that is not written; strict readers refuse it.
    let sarif = validator(&read("tests/schemas/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$"));
    let mut faults = Vec::new();
    let mut runs = 0;
    every_run(|name, _, checked| {
        runs += 1;
        let mut hold = |schema: &jsonschema::Validator, form: Format, text: &str| match serde_json::from_str::<Value>(text) {
            Ok(value) => faults
                .extend(schema.iter_errors(&value).map(|error| format!("{name}: {}: {error} at {}", form.name(), error.instance_path()))),
            Err(error) => faults.push(format!("{name}: {}: {error}", form.name())),
        };
        hold(&whole, Format::Json, &written(Format::Json, checked));
        hold(&sarif, Format::Sarif, &written(Format::Sarif, checked));
        let lines = written(Format::JsonLines, checked);
        lines.lines().for_each(|one| hold(&line, Format::JsonLines, one));
        let last = lines.lines().last().unwrap_or_default();
        if !last.starts_with("{\"kind\":\"summary\"") || !lines.ends_with('\n') {
            faults.push(format!("{name}: the last line is no summary: {last}"));
        }
    });
    assert!(runs > 100, "{runs} runs");
    none_of(faults);
}

/// The part of a text that a region of SARIF covers, in UTF-16 units.
fn covered(text: &str, region: &Value) -> String {
    let number = |name: &str| usize::try_from(region[name].as_u64().expect("a number")).expect("small");
    let lines: Vec<Vec<u16>> = text.split('\n').map(|line| line.encode_utf16().collect()).collect();
    let (first, last) = (number("startLine") - 1, number("endLine") - 1);
    let mut units = Vec::new();
    for (at, line) in lines.iter().enumerate().take(last + 1).skip(first) {
        let from = if at == first { number("startColumn") - 1 } else { 0 };
        let to = if at == last { number("endColumn") - 1 } else { line.len() };
        units.extend(line[from..to].iter().copied().chain((at != last).then_some(u16::from(b'\n'))));
    }
    String::from_utf16(&units).expect("no character is cut")
}

#[test]
fn sarif_points_at_the_very_words() {
    let mut faults = Vec::new();
    let mut places = 0;
    every_run(|name, _, checked| {
        let sarif: Value = serde_json::from_str(&written(Format::Sarif, checked)).expect("JSON");
        let run = &sarif["runs"][0];
        let results = run["results"].as_array().expect("a list");
        assert_eq!(results.len(), checked.report.findings.len() + checked.report.undetermined.len(), "{name}");
        let mut hashes = std::collections::BTreeSet::new();
        for (finding, result) in checked.report.findings.iter().zip(results) {
            let (Some(figure), region) = (finding.first_figure(), &result["locations"][0]["physicalLocation"]["region"]) else { continue };
            if region.is_null() {
                assert!(figure.place.page.is_some(), "{name}: no region");
                continue;
            }
            places += 1;
            let text = &checked.sources.get(figure.place.source).text;
            let (got, wanted) = (covered(text, region), &text[figure.place.start as usize..figure.place.end as usize]);
            if got != wanted {
                faults.push(format!("{name}: `{got}` instead of `{wanted}`"));
            }
        }
        for result in results {
            let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().expect("a rule")).expect("small")];
            assert_eq!(rule["id"], result["ruleId"], "{name}");
            assert!(hashes.insert(result["partialFingerprints"].to_string()), "{name}: two results share a fingerprint");
        }
    });
    assert!(places > 100, "{places} places");
    none_of(faults);
}

#[test]
fn junit_counts_what_it_tells() {
    every_run(|name, _, checked| {
        let text = written(Format::Junit, checked);
        let mut reader = quick_xml::Reader::from_str(&text);
        let (mut failures, mut errors, mut told) = (0, 0, 0);
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}\n{text}")) {
                Event::Start(tag) if tag.name().as_ref() == "failure" => failures += 1,
                Event::Start(tag) if tag.name().as_ref() == "error" => errors += 1,
                Event::Start(tag) if tag.name().as_ref() == "testsuites" => {
                    let value = tag.try_get_attribute("failures").expect("XML").expect("the count").value;
                    told = value.parse().expect("a number");
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!((failures, told), (checked.report.summary.counts.failed, failures), "{name}");
        assert_eq!(
            errors > 0,
            checked.report.is_incomplete() && !(checked.report.problems.is_empty() && checked.report.left_out.is_empty())
        );
    });
}

#[test]
fn junit_is_as_its_schema_says() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut files = Vec::new();
    every_run(|_, _, checked| {
        let path = folder.path().join(format!("{}.xml", files.len()));
        std::fs::write(&path, written(Format::Junit, checked)).expect("a file can be written");
        files.push(path);
    });
    let schema = root().join("tests/schemas/junit-10.xsd");
    let Ok(output) = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema).args(&files).output() else {
        eprintln!("SKIPPED: xmllint is not installed, so JUnit XML is not held against its schema (Debian: libxml2-utils)");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}", said.lines().filter(|line| !line.ends_with(" validates")).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_row_of_csv_has_every_column() {
    every_run(|name, _, checked| {
        let text = written(Format::Csv, checked);
        let (mut reader, mut rest) = (csv_core::Reader::new(), text.strip_prefix('\u{feff}').expect("the mark of UTF-8").as_bytes());
        let (mut fields, mut ends, mut rows) = (vec![0; text.len() + 1], [0; 64], 0);
        loop {
            let (result, read, _, count) = reader.read_record(rest, &mut fields, &mut ends);
            rest = &rest[read..];
            match result {
                csv_core::ReadRecordResult::Record => assert_eq!(count, 16, "{name}: row {rows}"),
                csv_core::ReadRecordResult::End => break,
                csv_core::ReadRecordResult::InputEmpty => continue,
                other => panic!("{name}: {other:?}"),
            }
            rows += 1;
        }
        let report = &checked.report;
        assert_eq!(rows, 1 + report.findings.len() + report.undetermined.len() + report.problems.len(), "{name}");
    });
}

#[test]
fn each_annotation_is_one_line() {
    every_run(|name, _, checked| {
        let text = written(Format::Github, checked);
        let lines: Vec<&str> = text.lines().collect();
        let (last, commands) = lines.split_last().expect("the counts");
        assert!(last.contains(" passed, "), "{name}: {last}");
        let known = ["::error file=", "::warning file=", "::notice file="];
        assert!(commands.iter().all(|line| known.iter().any(|known| line.starts_with(known))), "{name}: {text}");
        assert!(commands.len() >= checked.report.findings.len() + checked.report.problems.len(), "{name}");
    });
}

/// A slip in which a rule fails, one is waived, one waits for a figure, and a text holds what each form would act upon.
const RULES: &str = "form slip \"Slip, 100 % | counted\"
  dated day
  issuer known by shop
  field day \"Day\" date
  field shop \"Shop\" text
  list rows \"Rows\"
    key class
    field class \"Class\" text
    field opening \"Balance at the start\" shares
    field change \"Increase / decrease (-)\" shares blank is 0
    field closing \"Balance at the end\" shares
  end
end

rule rows.roll-forward
  \"The rows carry on\"
  applies to slip
  cites \"Manual 1\"
  for each r in rows
  must r.opening + r.change = r.closing
    else \"=HYPERLINK({r.class}); the difference is {difference}.\"
end

rule rows.not-zero
  \"No row is empty\"
  applies to slip
  cites \"Manual 2\"
  for each r in rows
  should r.closing > 0
end

waive rows.not-zero
  for yes
  only \"乙\"
  because \"being wound up\"
  approved by \"Company Secretary\"
  until 2027-12-31
end
";

const SLIP: &str = "form: slip
day: 2022-09-30
shop: \"00020\"
rows:
  - {class: 甲 😀 <b>|*x*, opening: \"1,000\", change: -50, closing: 905}
  - {class: 乙, opening: 0, change: , closing: 0}
  - {class: 丙, opening: 5, change: 1, closing: }
nonsense: 1
";

fn slip() -> tempfile::TempDir {
    folder(&[("rules/slip.rules", RULES.as_bytes()), ("slip.yaml", SLIP.as_bytes())])
}

#[test]
fn the_forms() {
    let folder = slip();
    let forms = Format::ALL.into_iter().filter(|format| *format != Format::Json);
    let screens = forms.map(|format| screen(folder.path(), &["check", "--pack", "rules", "slip.yaml", "--format", format.name()]));
    snapshot("outputs", &screens.collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_form_changes_how_a_run_ends() {
    let example = "examples/sensetime-2022-09";
    for format in Format::ALL {
        for (arguments, code) in [(vec![], 1), (vec!["--select", "continuity.issued"], 3), (vec!["--select", "confirmations.*"], 0)] {
            let all = [vec!["check", example, "--format", format.name()], arguments].concat();
            assert_eq!(program(root(), &all).status.code(), Some(code), "{all:?}");
        }
    }
}

#[test]
fn several_forms_are_written_at_once() {
    let folder = slip();
    let check = |more: &[&str]| program(folder.path(), &[&["check", "--pack", "rules", "slip.yaml"], more].concat());
    let output = check(&["--output", "sarif=out/deep/a.sarif", "--output", "json=a.json", "--output", "concise=-"]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout, check(&["--format", "concise"]).stdout);
    for (file, format) in [("out/deep/a.sarif", "sarif"), ("a.json", "json")] {
        assert_eq!(std::fs::read(folder.path().join(file)).expect("the file is there"), check(&["--format", format]).stdout);
    }
    for wrong in [
        ["--output", "json=-", "--output", "csv=-"].as_slice(),
        &["--output", "json=-", "--format", "csv"],
        &["--output", "json=a", "--output", "csv=a"],
        &["--output", "jsn=a"],
        &["--output", "json="],
        &["--output", "json=slip.yaml/a"],
    ] {
        let output = check(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(!output.stderr.is_empty(), "{wrong:?}");
    }
    let said = String::from_utf8(check(&["--output", "jsn=a"]).stderr).expect("text");
    assert!(said.contains("did you mean `json`?"), "{said}");
}

#[test]
fn people_read_their_language_and_programs_english() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("a.json");
    let output = format!("json={}", file.display());
    let example = "examples/sensetime-2022-09";
    let both = program(root(), &["check", example, "--lang", "zh-Hant", "--output", &output]);
    assert_eq!(both.stdout, program(root(), &["check", example, "--lang", "zh-Hant"]).stdout);
    assert_eq!(std::fs::read(&file).expect("the file is there"), program(root(), &["check", example, "--format", "json"]).stdout);
}

#[cfg(unix)]
#[test]
fn only_plain_files_are_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = slip();
    let check = |output: &str| program(folder.path(), &["check", "--pack", "rules", "slip.yaml", "--quiet", "--output", output]);
    check("json=/dev/null");
    assert!(std::fs::metadata("/dev/null").expect("it is there").file_type().is_char_device());
    std::fs::write(folder.path().join("real.json"), "old").expect("a file can be written");
    std::os::unix::fs::symlink("real.json", folder.path().join("link.json")).expect("a link can be made");
    check("json=link.json");
    assert!(std::fs::symlink_metadata(folder.path().join("link.json")).expect("it is there").is_symlink());
    assert!(std::fs::read_to_string(folder.path().join("real.json")).expect("text").starts_with('{'));
    let left = |name: &Path| name.to_string_lossy().contains(".rulecheck-");
    assert!(!std::fs::read_dir(folder.path()).expect("a folder").any(|entry| left(&entry.expect("a file").path())));
}
