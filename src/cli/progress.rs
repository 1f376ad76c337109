//! How far a long run has come, in one line of the terminal that is drawn over.

use std::io::{self, IsTerminal};

use super::output;

/// Draws on the error stream, if that is a terminal.
pub(super) struct Progress {
    words: &'static str,
    is_shown: bool,
}

impl Progress {
    pub fn new(words: &'static str, is_quiet: bool) -> Progress {
        Progress { words, is_shown: !is_quiet && io::stderr().is_terminal() }
    }

    /// Shows that so many of so many are done, in steps that an eye can follow.
    pub fn step(&self, done: usize, all: usize) {
        if self.is_shown && (done.is_multiple_of((all / 100).max(1)) || done == all) {
            output::write_aside(&format!("\r\u{1b}[K{} {done} of {all}", self.words));
        }
    }
}

impl Progress {
    /// Takes the line away, before something else is written or at the end.
    pub fn hide(&self) {
        if self.is_shown {
            output::write_aside("\r\u{1b}[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.hide();
    }
}
