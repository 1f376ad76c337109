//! The `rulecheck` program.

use std::process::ExitCode;

#[expect(clippy::disallowed_methods, reason = "the program passes its command line to the library once, here")]
fn main() -> ExitCode {
    rulecheck::cli::run(std::env::args_os())
}
