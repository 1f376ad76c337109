//! The one test binary: the corpus on every surface, the shape of the project, and what must hold for any input.
#![allow(clippy::disallowed_methods, reason = "tests read the corpus and run the program")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a test says what it rewrote")]

mod backtest;
mod baseline;
mod builtins;
mod causes;
mod configuration;
mod console;
mod corpus;
mod digits;
mod editors;
#[cfg(all(feature = "pdf", feature = "spreadsheets"))]
mod fuzzing;
mod languages;
mod lint;
mod locate;
mod lsp;
mod mutation;
mod numbers_of_law;
mod oracle;
mod outputs;
#[cfg(feature = "pdf")]
mod pdf;
mod properties;
mod published_rows;
mod reading;
mod reading_corpus;
mod reading_excerpts;
mod reading_sentences;
mod repl;
mod returns;
#[cfg(unix)]
mod review;
mod scaffold;
mod screens;
mod seeded;
#[cfg(feature = "spreadsheets")]
mod sheets;
mod site;
mod snapshot_cases;
mod specification;
mod surfaces;
#[cfg(feature = "spreadsheets")]
mod templates;
mod tidy;
mod watch;
