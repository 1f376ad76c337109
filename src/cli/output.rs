//! Standard output and the error stream: what they can show, and writers that a closed pipe does not upset.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;

use clap::ColorChoice;

use crate::report::terminal::{self, Style};

/// The columns where the output is not a terminal.
pub(super) const PLAIN_WIDTH: usize = 100;

/// How to draw on this standard output.
pub(super) fn style(color: ColorChoice, quiet: bool) -> Style {
    style_on(io::stdout().is_terminal(), color, quiet)
}

/// How to draw on the error stream.
pub(super) fn error_style(color: ColorChoice) -> Style {
    style_on(io::stderr().is_terminal(), color, false)
}

fn style_on(is_terminal: bool, color: ColorChoice, quiet: bool) -> Style {
    let colour = match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && may_colour(),
    };
    let width = match terminal_size::terminal_size() {
        Some((width, _)) if is_terminal => usize::from(width.0).clamp(80, 120),
        _ => PLAIN_WIDTH,
    };
    Style { colour, width, quiet, all: false }
}

/// Whether the environment leaves colours to us: `NO_COLOR` is empty or unset, and the terminal is not a dumb one.
#[expect(clippy::disallowed_methods, reason = "the terminal tells what it can show by the environment, and no result depends on it")]
pub(super) fn may_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether the environment says that nobody looks: `CI` is set, and neither empty nor `false` nor `0`.
#[expect(clippy::disallowed_methods, reason = "what is written for a review depends on whether somebody reviews, and no result does")]
pub(super) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Where this program stands, to start it anew.
pub(super) fn program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

/// Writes to standard output. A reader that closes the pipe early has seen enough; any other failure is told.
pub(super) fn write(text: &str) -> Result<(), String> {
    stream(|out| out.write_all(text.as_bytes()))
}

/// Writes to standard output piece by piece, as [`write`] does.
pub(super) fn stream(pieces: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match pieces(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("the output cannot be written: {error}")),
        _ => Ok(()),
    }
}

/// Writes to the error stream, beside the output; nobody is left to be told that it cannot be written.
pub(super) fn write_aside(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Tells on the error stream why something could not be done.
pub(super) fn tell(message: &str) {
    let head = terminal::error_head(may_colour() && io::stderr().is_terminal());
    write_aside(&format!("{head} {}\n", terminal::harmless(message)));
}
