//! The shape of the project: what may use what, and what stands nowhere. ARCHITECTURE.md says why.

use crate::corpus::{files, none_of, read};

/// Every module of the crate with those that it may use. Each line names only lines above it, so nothing goes round.
const LAYERS: &[(&str, &str)] = &[
    ("layout", ""),
    ("source", "layout"),
    ("case", ""),
    ("builtin", ""),
    ("csv", "source"),
    ("ty", ""),
    ("value", "ty"),
    ("form", "source ty value"),
    ("diag", "source"),
    ("manifest", "source diag"),
    ("syntax", "source diag value"),
    ("fmt", "source diag value syntax"),
    ("data", "source csv diag ty value form"),
    ("scaffold", "ty value form"),
    ("template", "source csv diag ty value form data scaffold"),
    ("read", "layout source diag ty value form data template"),
    ("ir", "source csv builtin diag ty value form manifest syntax"),
    ("lint", "source diag ty value form manifest syntax ir"),
    ("mutate", "source ty value form syntax ir lint"),
    ("verdict", "ty value ir"),
    ("eval", "source ty value form data ir verdict"),
    ("locate", "ty value form data ir verdict eval"),
    ("pack", "source csv diag value form manifest syntax ir"),
    ("report", "layout source case csv diag ty value form data ir mutate verdict locate"),
    (
        "driver",
        "layout source case builtin diag ty value form manifest syntax fmt data template read ir lint mutate verdict eval locate pack report",
    ),
    ("config", "diag report"),
    ("lsp", "source builtin diag ty form manifest syntax fmt ir lint report pack driver"),
    ("site", "source case diag ty form manifest syntax ir verdict report driver"),
    ("cli", "source case scaffold template config diag ty form data read pack report driver site lsp"),
    (
        "lib",
        "layout source case csv builtin diag ty value form manifest syntax fmt data read ir lint mutate verdict eval locate pack report scaffold template driver config site lsp cli",
    ),
    ("main", "cli"),
];

/// Names of libraries and where alone they may stand.
const HOMES: &[(&str, &str)] = &[
    ("pest", "src/syntax/"),
    ("rulecheck_grammar", "src/syntax/"),
    ("minijinja", "src/site/render.rs"),
    ("miette", "src/report/drawing.rs"),
    ("clap", "src/cli/"),
    ("console", "src/cli/review.rs"),
    ("csv_core", "src/csv.rs"),
    ("toml", "src/manifest.rs src/config.rs"),
    ("semver", "src/manifest.rs"),
    ("rustyline", "src/cli/repl.rs"),
    ("lsp_server", "src/lsp/"),
    ("ls_types", "src/lsp/"),
    ("granit_parser", "src/data/"),
    ("jsonc_parser", "src/data/"),
    ("hayro_interpret", "src/read/pdf/"),
    ("flate2", "src/read/pdf/"),
    ("calamine", "src/read/workbook/"),
    ("cfb", "src/read/workbook/compound.rs"),
    ("memchr", "src/read/labels.rs"),
    ("rust_xlsxwriter", "src/template/workbook.rs"),
    ("notify", "src/cli/watch.rs"),
    ("quick_xml", "src/report/junit.rs src/read/workbook/parts.rs"),
    ("zip", "src/read/workbook/parts.rs"),
];

/// The one file with binary fractions: it takes places on a page from the library that interprets PDF, and gives whole numbers.
const COORDINATES: &str = "src/read/pdf/glyphs.rs";

/// What `src/` must not say in code: the rules, forms and words of one regulation belong to its pack.
const REGULATION: &[&str] = &["hkex", "HKEX", "FF30", "monthly", "next_day", "Next Day", "weighted_voting"];

const BANNED_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc", "manager", "processor", "shared"];

/// Marks of unfinished work, in pieces so that this file has none.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("#[ig", "nore")];

fn code_files() -> Vec<String> {
    ["src", "tests", "benches", "examples", "grammar"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}

/// The files of `src/` without those that hold only tests.
fn source_files() -> Vec<String> {
    files("src", ".rs").into_iter().filter(|name| !name.ends_with("/tests.rs") && !name.contains("/tests/")).collect()
}

/// The module of the crate that a file of `src/` belongs to.
fn module_of(name: &str) -> &str {
    let rest = name.trim_start_matches("src/");
    rest.split(['/', '.']).next().unwrap_or(rest)
}

/// The text without comments and without the tests at the end of the file; words in strings stay.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap_or(line) }).fold(
        String::new(),
        |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        },
    )
}

/// Where `word` stands in `text` by itself, not inside a longer name.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word)
        .filter(move |(at, _)| !is_name(text[..*at].chars().next_back()) && !is_name(text[at + word.len()..].chars().next()))
        .map(|(at, _)| at)
}

fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The modules of the crate that a file uses, with their lines.
fn used_modules(code: &str) -> Vec<(usize, String)> {
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with('$'))
        .map(|(at, found)| {
            let rest = &code[at + found.len()..];
            let length =
                if rest.starts_with('{') { 1 } else { rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()) };
            (line_at(code, at), rest[..length].to_owned())
        })
        .collect()
}

fn layer_faults(name: &str, text: &str) -> Vec<String> {
    let module = module_of(name);
    let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == module) else {
        return vec![format!("{name}: the module `{module}` has no line in the table of layers, tests/tidy.rs")];
    };
    let code = code_of(text);
    let mut faults: Vec<String> = used_modules(&code)
        .into_iter()
        .filter(|(_, used)| used != module && !allowed.split(' ').any(|layer| layer == used))
        .map(|(line, used)| match used.as_str() {
            "{" => format!("{name}:{line}: name one module per `use` line"),
            _ => format!("{name}:{line}: `{module}` may not use `{used}`"),
        })
        .collect();
    faults.extend(code.match_indices("super::super").map(|(at, _)| format!("{name}:{}: write `crate::`", line_at(&code, at))));
    faults
}

#[test]
fn modules_use_only_what_lies_below_them() {
    for (place, (module, allowed)) in LAYERS.iter().enumerate() {
        for used in allowed.split_whitespace() {
            assert!(LAYERS[..place].iter().any(|(above, _)| *above == used), "`{module}` names `{used}`, which has no line above it");
        }
    }
    none_of(source_files().iter().flat_map(|name| layer_faults(name, &read(name))).collect());
}

#[test]
fn a_planted_use_is_found() {
    assert_eq!(layer_faults("src/eval/ops.rs", "//! x\nuse crate::syntax::ast;\n"), ["src/eval/ops.rs:2: `eval` may not use `syntax`"]);
    assert_eq!(layer_faults("src/diag/mod.rs", "fn f() -> crate::ir::RuleId {}"), ["src/diag/mod.rs:1: `diag` may not use `ir`"]);
    assert_eq!(layer_faults("src/ir/mod.rs", "use crate::{ty, cli};"), ["src/ir/mod.rs:1: name one module per `use` line"]);
    assert_eq!(layer_faults("src/eval/mod.rs", "#[cfg(test)]\nmod tests;\nuse crate::cli;").len(), 1);
    assert!(layer_faults("src/ir/mod.rs", "// use crate::cli;\nuse crate::ty;\n").is_empty());
}

#[test]
fn libraries_stay_at_home() {
    let mut faults = Vec::new();
    for name in source_files() {
        let code = code_of(&read(&name));
        for (library, home) in HOMES.iter().filter(|(_, homes)| !homes.split(' ').any(|home| name.starts_with(home))) {
            let named = words(&code, library).filter(|at| code[at + library.len()..].starts_with("::"));
            faults.extend(named.map(|at| format!("{name}:{}: `{library}` belongs to {home}", line_at(&code, at))));
        }
    }
    none_of(faults);
}

#[test]
fn the_tool_names_no_regulation() {
    let mut faults = Vec::new();
    for name in source_files().into_iter().filter(|name| module_of(name) != "pack") {
        let code = code_of(&read(&name));
        for word in REGULATION {
            faults.extend(code.match_indices(word).map(|(at, _)| format!("{name}:{}: `{word}` belongs to a pack", line_at(&code, at))));
        }
    }
    none_of(faults);
}

#[test]
fn there_are_no_floats() {
    let mut faults = Vec::new();
    for name in source_files().into_iter().filter(|name| name != COORDINATES) {
        let code = code_of(&read(&name));
        for float in ["f32", "f64", "as_f64", "to_f64", "from_f64"] {
            faults.extend(words(&code, float).map(|at| format!("{name}:{}: no floats; use `Number`", line_at(&code, at))));
        }
    }
    none_of(faults);
}

#[test]
fn files_say_first_what_they_are_for() {
    none_of(
        code_files()
            .into_iter()
            .filter(|name| {
                let text = read(name);
                let first = text.lines().next().unwrap_or("");
                !first.starts_with("//! ") || !first.ends_with(['.', ':'])
            })
            .map(|name| format!("{name}: the first line is a sentence after `//! `"))
            .collect(),
    );
}

#[test]
fn no_work_is_left_behind() {
    let texts = code_files().into_iter().chain(
        [".pest", ".rules", ".md"]
            .iter()
            .flat_map(|suffix| ["grammar", "rules", "tests", "docs", "examples"].iter().flat_map(move |folder| files(folder, suffix))),
    );
    let mut faults = Vec::new();
    for name in texts {
        let text = read(&name);
        for mark in MARKS {
            faults.extend(
                words(&text, mark).map(|at| format!("{name}:{}: `{mark}`; finish it, or write a decision record", line_at(&text, at))),
            );
        }
    }
    none_of(faults);
}

#[test]
fn modules_are_named_for_what_they_hold() {
    none_of(
        code_files()
            .into_iter()
            .filter(|name| name.split(['/', '.']).any(|part| BANNED_NAMES.contains(&part)))
            .map(|name| format!("{name}: a name that says nothing; name what it holds"))
            .collect(),
    );
}

#[test]
fn the_map_is_the_territory() {
    let map = read("ARCHITECTURE.md");
    let mut faults: Vec<String> = LAYERS
        .iter()
        .filter(|(module, _)| files("src", ".rs").iter().any(|name| module_of(name) == *module))
        .filter(|(module, _)| ![format!("`src/{module}`"), format!("`src/{module}.rs`")].iter().any(|path| map.contains(path.as_str())))
        .map(|(module, _)| format!("ARCHITECTURE.md does not name `src/{module}`"))
        .collect();
    let quoted = map.split('`').skip(1).step_by(2);
    faults.extend(
        quoted
            .filter(|words| ["src/", "tests/", "docs/", "rules/", "grammar/", "examples/"].iter().any(|root| words.starts_with(root)))
            .filter(|path| !path.contains(['*', '<', ' ']) && !crate::corpus::root().join(path).exists())
            .map(|path| format!("ARCHITECTURE.md names `{path}`, which is not there")),
    );
    none_of(faults);
}

#[test]
fn every_snapshot_belongs_to_a_test() {
    let tests: String = files("tests", ".rs").iter().map(|name| read(name)).collect();
    let stem = |name: &str| name.trim_start_matches("tests/snapshots/").trim_end_matches(".snap").to_owned();
    let orphans = files("tests/snapshots", ".snap").into_iter().filter(|name| !tests.contains(&format!("\"{}\"", stem(name))));
    none_of(orphans.map(|name| format!("{name}: no test names it")).collect());
}
