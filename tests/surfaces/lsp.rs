//! The language server says of every case what the command line says, lays it out alike, and its fixes end what they are for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rulecheck::case::Case;
use rulecheck::driver::{self, MemoryHost, Options};
use rulecheck::report::Problem;
use rulecheck::source::SourceId;
use serde_json::{Value, json};

use crate::corpus::{case_files, none_of};
use crate::lsp::editor::{Editor, FOLDER, Units, position, uri};

/// A line before all else, so that no offset is a column by chance.
const CHINESE: &str = "-- 每月報表：𠮷\n";

/// The files of a case below the editor's folder.
fn files(case: &Case) -> Vec<(String, String)> {
    let text = |path: &str, text: &str| {
        let is_blank = text.trim().is_empty();
        if path.ends_with(".rules") && !is_blank { format!("{CHINESE}{text}") } else { text.to_owned() }
    };
    case.files().into_iter().map(|(path, content)| (path.clone(), text(&path, content))).collect()
}

/// What `rulecheck lint` says of each pack, and of the files of each folder without one.
fn linted(files: &[(String, String)]) -> Option<Vec<Problem>> {
    let path = |name: &str| PathBuf::from(format!("{FOLDER}/{name}"));
    let host = files.iter().fold(MemoryHost::default(), |host, (name, text)| host.with(path(name), text.as_bytes()));
    let packs: BTreeSet<PathBuf> =
        files.iter().filter_map(|(name, _)| Some(path(name).parent()?.to_owned()).filter(|_| name.ends_with("pack.toml"))).collect();
    let mut runs: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for (name, _) in files.iter().filter(|(name, _)| name.ends_with(".rules")) {
        let folder = path(name).parent().map(Path::to_owned)?;
        match folder.ancestors().find(|folder| packs.contains(*folder)) {
            Some(pack) => runs.insert(pack.to_owned(), vec![pack.to_owned()]).map_or((), drop),
            None => runs.entry(folder).or_default().push(path(name)),
        }
    }
    let mut problems = Vec::new();
    for mut rules in runs.into_values() {
        rules.sort();
        problems.extend(driver::lint(&host, &Options { rules, ..Options::default() }).ok()?.report.problems);
    }
    Some(problems)
}

/// A problem as the editor should show it.
fn expected(problem: &Problem, text: &str) -> (String, String, String) {
    let range = json!({
        "start": position(text, problem.place.start as usize, Units::Utf16), "end": position(text, problem.place.end as usize, Units::Utf16),
    });
    let label = if problem.label.is_empty() { String::new() } else { format!(": {}", problem.label) };
    let help = problem.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
    (range.to_string(), problem.code.clone(), format!("{}{label}{help}", problem.message))
}

fn said(diagnostic: &Value) -> (String, String, String) {
    let word = |name: &str| diagnostic[name].as_str().unwrap_or("").to_owned();
    (diagnostic["range"].to_string(), word("code"), word("message"))
}

#[test]
fn the_server_says_what_the_command_line_says() {
    let mut faults = Vec::new();
    let mut fixed = 0;
    for file in case_files() {
        for case in file.cases.iter().filter(|case| case.inputs.iter().any(|input| input.is_rules())) {
            let files = files(case);
            let Some(problems) = linted(&files) else { continue };
            let all: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            let mut editor = Editor::new(Units::Utf16, &all);
            let rules: Vec<(&str, &str)> = all.into_iter().filter(|(path, _)| path.ends_with(".rules")).collect();
            editor.open_all(&rules);
            let place = format!("{}:{}", file.name, case.line);
            let mut wanted: BTreeMap<String, Vec<(String, String, String)>> = BTreeMap::new();
            for problem in &problems {
                let name = problem.place.path.strip_prefix(&format!("{FOLDER}/")).unwrap_or(&problem.place.path);
                let text = files.iter().find(|(path, _)| path == name).map_or("", |(_, text)| text);
                wanted.entry(uri(name)).or_default().push(expected(problem, text));
            }
            let mut got: BTreeMap<String, Vec<(String, String, String)>> = BTreeMap::new();
            for (file, diagnostics) in editor.diagnostics.iter().filter(|(_, diagnostics)| !diagnostics.is_empty()) {
                got.insert(file.clone(), diagnostics.iter().map(said).collect());
            }
            // Two packs may both say what is wrong with a third.
            for of in wanted.values_mut() {
                of.sort();
                of.dedup();
            }
            got.values_mut().for_each(|of| of.sort());
            if wanted != got {
                faults.push(format!("{place}: the command line says\n{wanted:#?}\nand the server\n{got:#?}"));
                continue;
            }
            for (path, text) in rules {
                faults.extend(layout_fault(&mut editor, path, text).map(|fault| format!("{place}: {fault}")));
                for fault in fix_faults(&mut editor, path, &mut fixed) {
                    faults.push(format!("{place}: {fault}"));
                }
            }
        }
    }
    none_of(faults);
    assert!(fixed > 40, "only {fixed} fixes were tried");
}

/// Whether the edits of formatting give what `rulecheck fmt` gives.
fn layout_fault(editor: &mut Editor, path: &str, text: &str) -> Option<String> {
    let options = json!({"textDocument": {"uri": uri(path)}, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = editor.request("textDocument/formatting", options);
    let expected = rulecheck::fmt::format(SourceId(0), text).ok();
    if edits.is_null() {
        return expected.map(|_| format!("{path} is not laid out"));
    }
    let got = editor.edited(path, &edits);
    (Some(&got) != expected.as_ref()).then(|| format!("{path} is laid out as\n{got}"))
}

/// Makes the fix of each diagnostic of a file by itself, and says which of them do not end it.
fn fix_faults(editor: &mut Editor, path: &str, fixed: &mut usize) -> Vec<String> {
    let before = editor.text(path).to_owned();
    let diagnostics = editor.diagnostics.get(&uri(path)).cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for diagnostic in &diagnostics {
        let params = json!({
            "textDocument": {"uri": uri(path)}, "range": diagnostic["range"], "context": {"diagnostics": [diagnostic]},
        });
        let actions = editor.request("textDocument/codeAction", params);
        let is_its_own = |action: &&Value| action["diagnostics"][0] == *diagnostic;
        let Some(edit) = actions.as_array().and_then(|all| all.iter().find(is_its_own)).map(|action| action["edit"].clone()) else {
            continue;
        };
        editor.apply_all(&edit);
        *fixed += 1;
        let is_left = editor.diagnostics.get(&uri(path)).is_some_and(|left| left.contains(diagnostic));
        if is_left {
            faults.push(format!("the fix of `{}` leaves it", diagnostic["message"].as_str().unwrap_or("")));
        }
        let length = editor.text(path).len();
        editor.replace(path, 0..length, &before);
    }
    faults
}
