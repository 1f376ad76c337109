//! The files of the project that tests read: the corpus of cases, and the sources for the tests of its shape.

use std::path::{Path, PathBuf};

use rulecheck::case::CaseFile;

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files under a folder of the package whose names end so, in order; paths relative to the package, with forward slashes.
pub fn files(folder: &str, suffix: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.map(|entry| entry.expect("a folder can be listed").path()) {
            if entry.is_dir() { walk(&entry, found) } else { found.push(entry) }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let mut names: Vec<String> = found
        .iter()
        .map(|path| path.strip_prefix(root()).expect("under the package").to_string_lossy().replace('\\', "/"))
        .filter(|name| name.ends_with(suffix))
        .collect();
    names.sort();
    names
}

/// The text of a file of the package.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every case file: `tests/cases`, the cases of each pack, and the documents whose examples are cases too.
pub fn case_files() -> Vec<CaseFile> {
    let packs = files("rules", ".md").into_iter().filter(|name| name.contains("/cases/"));
    let documents = files("docs", ".md").into_iter().filter(|name| !name.starts_with("docs/decisions/"));
    let readme = root().join("README.md").exists().then(|| "README.md".to_owned());
    files("tests/cases", ".md")
        .into_iter()
        .chain(packs)
        .chain(documents)
        .chain(readme)
        .map(|name| CaseFile::parse(&name, read(&name)).unwrap_or_else(|fault| panic!("{fault}")))
        .collect()
}

/// Where published filings stand, which are no part of the project: the environment names the folder.
pub fn corpus() -> Option<PathBuf> {
    std::env::var_os("RULECHECK_CORPUS").map(PathBuf::from).filter(|folder| folder.is_dir())
}

/// Compares a screen with its snapshot, `tests/snapshots/NAME.snap`.
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Held by a test that rewrites what others may rewrite too.
pub static REWRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Ends a test with everything that it found wrong, at once.
pub fn none_of(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} found:\n\n{}\n", faults.len(), faults.join("\n"));
}
