//! `rulecheck repl`: a conversation over returns, from a terminal with its line editor, or from standard input as it comes.

use std::cell::RefCell;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::args::ReplArgs;
use super::output;
use super::settings::Settings;
use crate::driver::repl::Repl;
use crate::driver::{DiskHost, Options};
use crate::report::exit::Exit;
use crate::report::terminal;

/// The columns of the words about a candidate.
const LONGEST_ABOUT: usize = 60;

pub(super) fn run(args: ReplArgs) -> Result<Exit, String> {
    let style = output::style(args.color, false);
    let settings = Settings::load(args.source)?;
    let options = Options { inputs: args.paths, reader: settings.reader(&args.reading)?, ..settings.options() };
    let (repl, greeting) = Repl::open(&DiskHost, &options, style).map_err(|fault| fault.to_string())?;
    output::write(&greeting.text)?;
    if io::stdin().is_terminal() { on_terminal(repl) } else { from_input(repl, greeting.is_error) }
}

/// Reads to the end, without a prompt.
fn from_input(mut repl: Repl, mut failed: bool) -> Result<Exit, String> {
    let mut text = String::new();
    for line in io::stdin().lock().lines() {
        text.push_str(&line.map_err(|error| format!("standard input cannot be read: {error}"))?);
        text.push('\n');
        if Repl::is_open(&text) {
            continue;
        }
        let reply = repl.enter(&std::mem::take(&mut text));
        output::write(&reply.text)?;
        failed |= reply.is_error;
        if reply.is_end {
            break;
        }
    }
    let reply = repl.enter(&text);
    output::write(&reply.text)?;
    Ok(if failed || reply.is_error { Exit::Incomplete } else { Exit::Clean })
}

fn on_terminal(repl: Repl) -> Result<Exit, String> {
    let unusable = |error: ReadlineError| format!("the terminal cannot be used: {error}");
    let config = Config::builder().completion_type(CompletionType::List).auto_add_history(true).build();
    let repl = Rc::new(RefCell::new(repl));
    let kept = FileHistory::with_config(&config);
    let mut editor: Editor<Assistant, FileHistory> = Editor::with_history(config, kept).map_err(unusable)?;
    editor.set_helper(Some(Assistant { repl: Rc::clone(&repl) }));
    let history = history_file();
    if let Some(file) = &history {
        // Without a history that can be read, one begins.
        let _ = editor.load_history(file);
    }
    loop {
        let prompt = format!("{}> ", repl.borrow().place());
        match editor.readline(&prompt) {
            Ok(text) => {
                let reply = repl.borrow_mut().enter(&text);
                output::write(&reply.text)?;
                if reply.is_end {
                    break;
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(unusable(error)),
        }
    }
    if let Some(file) = &history {
        keep(&mut editor, file);
    }
    Ok(Exit::Clean)
}

/// Writes the history; that it cannot be kept is told and spoils nothing.
fn keep(editor: &mut Editor<Assistant, FileHistory>, file: &std::path::Path) {
    let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    let kept = folder.map_err(ReadlineError::from).and_then(|()| editor.save_history(file));
    if let Err(error) = kept {
        output::tell(&format!("`{}` cannot be written, so what was typed is not kept: {error}", file.display()));
    }
}

/// Where the history is kept: in the user's folder for states.
#[expect(clippy::disallowed_methods, reason = "the place of the history is the environment's to say, and no result depends on it")]
fn history_file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let states = folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state"))).or_else(|| folder("LOCALAPPDATA"));
    Some(states?.join("rulecheck").join("history"))
}

/// What the editor asks while a line is typed.
struct Assistant {
    repl: Rc<RefCell<Repl>>,
}

impl Helper for Assistant {}

impl Highlighter for Assistant {}

impl Hinter for Assistant {
    type Hint = String;
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let is_open = Repl::is_open(&format!("{}\n", context.input()));
        Ok(if is_open { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Ok(repl) = self.repl.try_borrow() else { return Ok((at, Vec::new())) };
        let (start, found) = repl.complete(line, at);
        let pair = |candidate: crate::driver::repl::Candidate| {
            let about: String = terminal::harmless(&candidate.about).chars().take(LONGEST_ABOUT).collect();
            Pair { display: format!("{}  {about}", candidate.text), replacement: candidate.text }
        };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}
