//! The program says what the library says, byte for byte, and exits as the report has it.

use std::path::Path;
use std::process::{Command, Output};

use rulecheck::case::Case;
use rulecheck::driver::{self, MemoryHost};
use rulecheck::report::json;

use crate::corpus::{case_files, none_of};

/// Runs the program in a folder.
pub fn program(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rulecheck"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("RUST_BACKTRACE")
        .env_remove("RULECHECK_LANG")
        .output()
        .expect("the program can be started")
}

/// The command that runs a case in a folder which holds its files.
fn arguments(case: &Case) -> Vec<String> {
    let options = case.options();
    let mut arguments: Vec<String> = vec!["check".into(), "--format".into(), "json".into()];
    for rules in &options.rules {
        arguments.extend(["--rules".into(), rules.display().to_string()]);
    }
    for pack in &options.packs {
        arguments.extend(["--pack".into(), pack.clone()]);
    }
    arguments.extend(options.inputs.iter().map(|path| path.display().to_string()));
    arguments
}

#[test]
fn the_program_says_what_the_library_says() {
    let mut faults = Vec::new();
    for file in case_files() {
        for case in file.cases.iter().filter(|case| !case.options().inputs.is_empty()) {
            let folder = tempfile::tempdir().expect("a folder can be made");
            let mut host = MemoryHost::default();
            for (path, text) in case.files() {
                let place = folder.path().join(&path);
                std::fs::create_dir_all(place.parent().expect("below the folder")).expect("a folder can be made");
                std::fs::write(place, text).expect("a file can be written");
                host = host.with(path, text);
            }
            let arguments = arguments(case);
            let output = program(folder.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
            let (expected, code) = match driver::check(&host, &case.options()) {
                Ok(checked) => (json::render(&checked.report), i32::from(checked.exit.code())),
                Err(_) => (String::new(), 2),
            };
            if output.stdout != expected.as_bytes() || output.status.code() != Some(code) {
                let got = String::from_utf8_lossy(&output.stdout);
                let difference = rulecheck::case::difference(&expected, &got);
                let errors = String::from_utf8_lossy(&output.stderr);
                faults.push(format!("{}:{}: exit {:?}, expected {code}\n{difference}{errors}", file.name, case.line, output.status.code()));
            }
        }
    }
    none_of(faults);
}

#[test]
fn the_program_runs_the_tests_of_rule_files_as_the_library_does() {
    let mut faults = Vec::new();
    for file in case_files() {
        for case in file.cases.iter().filter(|case| case.has_tests()) {
            let folder = tempfile::tempdir().expect("a folder can be made");
            let mut host = MemoryHost::default();
            for (path, text) in case.test_files() {
                let place = folder.path().join(&path);
                std::fs::create_dir_all(place.parent().expect("below the folder")).expect("a folder can be made");
                std::fs::write(place, text).expect("a file can be written");
                host = host.with(path, text);
            }
            let options = case.test_options();
            let mut arguments: Vec<String> = vec!["test".into(), "--format".into(), "json".into()];
            arguments.extend(options.packs.iter().flat_map(|pack| ["--pack".to_owned(), pack.clone()]));
            arguments.extend(options.paths.iter().map(|path| path.display().to_string()));
            let output = program(folder.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
            let (expected, code) = match driver::test(&host, &options) {
                Ok(run) => (json::render(&run.report), i32::from(run.exit.code())),
                Err(_) => (String::new(), 2),
            };
            if output.stdout != expected.as_bytes() || output.status.code() != Some(code) {
                let difference = rulecheck::case::difference(&expected, &String::from_utf8_lossy(&output.stdout));
                faults.push(format!("{}:{}: exit {:?}, expected {code}\n{difference}", file.name, case.line, output.status.code()));
            }
        }
    }
    none_of(faults);
}
