//! Compiles the packs under `rules/` into the program that is embedded, so that a run need not parse them.
#![allow(dead_code, unused_imports, reason = "the modules of the language serve the library; the build needs a part of them")]
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build that cannot go on stops and says why"
)]

#[path = "src/builtin/mod.rs"]
mod builtin;
#[path = "src/csv.rs"]
mod csv;
#[path = "src/diag/mod.rs"]
mod diag;
#[path = "src/form.rs"]
mod form;
#[path = "src/ir/mod.rs"]
mod ir;
#[path = "src/layout.rs"]
mod layout;
#[path = "src/manifest.rs"]
mod manifest;
#[path = "src/source.rs"]
mod source;
#[path = "src/syntax/mod.rs"]
mod syntax;
#[path = "src/ty.rs"]
mod ty;
#[path = "src/value/mod.rs"]
mod value;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use source::{SourceId, SourceMap};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the package's folder"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names the folder for what is built"));
    for watched in [
        "rules",
        "src/builtin",
        "src/syntax",
        "src/ir",
        "src/form.rs",
        "src/manifest.rs",
        "src/ty.rs",
        "src/value",
        "src/diag",
        "src/layout.rs",
        "src/source.rs",
        "src/csv.rs",
        "grammar",
        "docs/codes",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    std::fs::write(out.join("code_pages.rs"), pages(&root.join("docs/codes"))).expect("the build folder can be written");
    let files = texts(&root.join("rules"));
    let mut sources = SourceMap::default();
    let mut embedded = String::from("static STANDARD_SOURCES: &[(&str, &str)] = &[\n");
    for (name, path) in &files {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        sources.add(name.clone(), text);
        writeln!(embedded, "    ({name:?}, include_str!({path:?})),").expect("a string takes what is written");
    }
    embedded.push_str("];\nstatic STANDARD_TESTS: &[(&str, &str)] = &[\n");
    for (name, path) in &tests(&root.join("rules")) {
        writeln!(embedded, "    ({name:?}, include_str!({path:?})),").expect("a string takes what is written");
    }
    embedded.push_str("];\nstatic STANDARD_PROGRAM: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/standard.program\"));\n");
    std::fs::write(out.join("standard_sources.rs"), embedded).expect("the build folder can be written");
    std::fs::write(out.join("standard.program"), program(&sources)).expect("the build folder can be written");
    #[cfg(feature = "pdf")]
    std::fs::write(out.join("collections.rs"), collections::table(&out)).expect("the build folder can be written");
}

/// The characters of Adobe's collections of glyphs, laid out so that one is found without unpacking and reading the maps of all.
#[cfg(feature = "pdf")]
mod collections {
    use std::fmt::Write as _;
    use std::path::Path;

    use hayro_cmap::{BfString, CMap, CMapName, load_embedded};

    const NAMES: [&str; 4] = ["Adobe-GB1-UCS2", "Adobe-CNS1-UCS2", "Adobe-Japan1-UCS2", "Adobe-Korea1-UCS2"];

    /// A table of the collections by name: of each glyph three bytes, its character with the lowest byte first, or zeros.
    pub fn table(out: &Path) -> String {
        let mut table = String::from("static COLLECTIONS: &[(&str, &[u8])] = &[\n");
        for name in NAMES {
            let map = load_embedded(CMapName::from_bytes(name.as_bytes())).and_then(|map| CMap::parse(map, load_embedded));
            let map = map.unwrap_or_else(|| panic!("the map {name} cannot be read"));
            let character = |number| match map.lookup_bf_string(number) {
                Some(BfString::Char(character)) if !character.is_control() => u32::from(character),
                _ => 0,
            };
            let mut bytes: Vec<u8> =
                (0..=u32::from(u16::MAX)).flat_map(|number| character(number).to_le_bytes().into_iter().take(3)).collect();
            let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1).next_multiple_of(3);
            bytes.truncate(used);
            std::fs::write(out.join(name), bytes).expect("the build folder can be written");
            writeln!(table, "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))),")
                .expect("a string takes what is written");
        }
        table.push_str("];\n");
        table
    }
}

/// A table of the pages of diagnostic codes, by code.
fn pages(folder: &Path) -> String {
    let read = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = read.map(|entry| entry.expect("a folder's entry can be read").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    paths.sort();
    let mut table = String::from("static PAGES: &[(&str, &str)] = &[\n");
    for path in paths {
        let code = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        writeln!(table, "    ({code:?}, include_str!({path:?})),").expect("a string takes what is written");
    }
    table.push_str("];\n");
    table
}

/// The rule files, tables and manifests of every pack, by name.
fn texts(rules: &Path) -> Vec<(String, PathBuf)> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let read = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        read.map(|entry| entry.expect("a folder's entry can be read").path()).collect()
    };
    let mut texts = Vec::new();
    for pack in entries(rules).into_iter().filter(|path| path.is_dir()) {
        for path in entries(&pack) {
            if matches!(path.extension().and_then(|e| e.to_str()), Some("rules" | "csv" | "toml")) {
                let part = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                texts.push((format!("rules/{}/{}", part(&pack), part(&path)), path));
            }
        }
    }
    texts.sort();
    texts
}

/// The tests of each pack and the returns that they read, in its folder `tests`, by name.
fn tests(rules: &Path) -> Vec<(String, PathBuf)> {
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let files = entries(rules).flat_map(|pack| entries(&pack.join("tests")).collect::<Vec<_>>());
    let name = |path: &Path| path.strip_prefix(rules).map(|path| format!("rules/{}", path.to_string_lossy().replace('\\', "/")));
    let mut found: Vec<_> = files.filter_map(|path| Some((name(&path).ok()?, path))).collect();
    found.sort();
    found
}

/// The lowered program of all packs; an error in one of them stops the build with its place.
fn program(sources: &SourceMap) -> Vec<u8> {
    let mut diagnostics = Vec::new();
    let mut files = Vec::new();
    for (id, source) in sources.iter().filter(|(_, source)| source.name.ends_with(".rules")) {
        let parse = syntax::parse(id, &source.text);
        diagnostics.extend(parse.diagnostics);
        files.push(parse.file);
    }
    let beside = |from: SourceId, name: &str| {
        let folder = sources.get(from).name.rsplit_once('/').map_or("", |(folder, _)| folder);
        sources.iter().find(|(_, source)| source.name == format!("{folder}/{name}")).map(|(id, _)| id)
    };
    let mut base = ir::Program::default();
    for (id, source) in sources.iter().filter(|(_, source)| source.name.ends_with(manifest::FILE_NAME)) {
        let (manifest, problems) = manifest::read(id, &source.text);
        diagnostics.extend(problems);
        manifest.into_iter().for_each(|manifest| base.describe(manifest));
    }
    let lowered = ir::lower(base, &files, &beside, sources);
    diagnostics.extend(lowered.diagnostics);
    if diagnostics.iter().any(diag::Diagnostic::is_error) {
        let mut message = String::from("the embedded packs have errors:\n");
        for diagnostic in diagnostics {
            let source = sources.get(diagnostic.primary.span.source);
            let place = source.position(diagnostic.primary.span.start);
            let help = diagnostic.help.unwrap_or_default();
            let _ = writeln!(
                message,
                "{}:{}:{}: {} ({}) {help}",
                source.name, place.line, place.column, diagnostic.message, diagnostic.primary.message
            );
        }
        panic!("{message}");
    }
    ir::verify(&lowered.program).unwrap_or_else(|fault| panic!("{fault}"));
    postcard::to_allocvec(&lowered.program).expect("a program can be written down")
}
