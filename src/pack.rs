//! The packs that are part of the program: their texts, and the program that the build made of them.

use crate::ir::Program;
use crate::source::SourceMap;

include!(concat!(env!("OUT_DIR"), "/standard_sources.rs"));

/// The embedded program is not what this build wrote: the file of the program itself is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// The program of the embedded packs. Their texts become the first of `sources`, which must be empty, so that spans lead to them.
pub fn standard(sources: &mut SourceMap) -> Result<Program, Damaged> {
    debug_assert!(sources.is_empty());
    for (name, text) in STANDARD_SOURCES {
        sources.add(*name, *text);
    }
    postcard::from_bytes(STANDARD_PROGRAM).map_err(|_| Damaged)
}

/// Whether a pack of this name is part of the program.
pub fn is_embedded(name: &str) -> bool {
    let folder = format!("rules/{name}/");
    STANDARD_SOURCES.iter().any(|(source, _)| source.starts_with(&folder))
}
