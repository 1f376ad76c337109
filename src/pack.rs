//! The packs that are part of the program: their texts, and the program that the build made of them.

use crate::ir::Program;
use crate::source::SourceMap;

include!(concat!(env!("OUT_DIR"), "/standard_sources.rs"));

/// The embedded program is not what this build wrote: the file of the program itself is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// The program of the embedded packs. Their texts become the first of `sources`, which must be empty, so that spans lead to them.
pub fn standard(sources: &mut SourceMap) -> Result<Program, Damaged> {
    add_texts(sources);
    program()
}

/// Makes the texts of the embedded packs the first of `sources`, which must be empty.
pub fn add_texts(sources: &mut SourceMap) {
    debug_assert!(sources.is_empty());
    for (name, text) in STANDARD_SOURCES {
        sources.add_embedded(name, text);
    }
}

/// The program of the embedded packs, whose spans lead to the texts that [`add_texts`] adds.
pub fn program() -> Result<Program, Damaged> {
    postcard::from_bytes(STANDARD_PROGRAM).map_err(|_| Damaged)
}

/// The packs and forms of the program alone, which stand at its head: all that is needed to read returns without judging them.
pub fn forms() -> Result<Program, Damaged> {
    let ((packs, forms), _) = postcard::take_from_bytes(STANDARD_PROGRAM).map_err(|_| Damaged)?;
    Ok(Program { packs, forms, ..Program::default() })
}

/// Whether a pack of this name is part of the program.
pub fn is_embedded(name: &str) -> bool {
    let folder = format!("rules/{name}/");
    STANDARD_SOURCES.iter().any(|(source, _)| source.starts_with(&folder))
}

/// The rule files with the tests of an embedded pack, by name. They are no part of its program.
pub fn tests(pack: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folder = format!("rules/{pack}/tests/");
    STANDARD_TESTS.iter().copied().filter(move |(name, _)| name.starts_with(&folder) && name.ends_with(".rules"))
}

/// The text of a return that the tests of an embedded pack read, by its name.
pub fn fixture(name: &str) -> Option<&'static str> {
    STANDARD_TESTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Whether a text of this name is one of those that the program holds.
pub fn is_part(name: &str) -> bool {
    STANDARD_SOURCES.iter().any(|(source, _)| *source == name)
}
