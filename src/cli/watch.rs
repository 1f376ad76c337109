//! `rulecheck watch`: check or test anew whenever a file is saved. Only this file names the library that watches.

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use clap::Parser;
use notify::{Event, RecursiveMode, Watcher};

use super::args::{Cli, Command, WatchArgs};
use super::output;
use super::settings::Settings;
use crate::driver::{DiskHost, Host, Listing};
use crate::report::exit::Exit;

/// How long files must be at rest before they are read: an editor saves in several steps.
const REST: Duration = Duration::from_millis(100);

/// The ends of the names of files that a run may read.
const READ: [&str; 10] = ["rules", "yaml", "yml", "json", "txt", "csv", "pdf", "toml", "md", "report"];

pub(super) fn run(args: WatchArgs) -> Result<Exit, String> {
    let program = output::program().ok_or("this program cannot be found, to be started anew")?;
    let watched = Watched::of(&args)?;
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).map_err(|error| format!("files cannot be watched: {error}"))?;
    for (folder, mode) in watched.folders() {
        watcher.watch(folder, mode).map_err(|error| format!("`{}` cannot be watched: {error}", folder.display()))?;
    }
    for round in 1.. {
        anew(&program, &args)?;
        if args.rounds.is_some_and(|most| round >= most) {
            break;
        }
        // What comes while the command runs waits here, so that no change is lost.
        watched.wait(&changes)?;
    }
    Ok(Exit::Clean)
}

/// Runs the command, and says on the error stream how it ended.
fn anew(program: &Path, args: &WatchArgs) -> Result<(), String> {
    if args.clear {
        output::write("\u{1b}[2J\u{1b}[H")?;
    }
    let status = Process::new(program).args(&args.command).status();
    let status = status.map_err(|error| format!("`{}` cannot be started: {error}", program.display()))?;
    let code = status.code().map_or("by a signal".to_owned(), |code| code.to_string());
    output::write_aside(&format!("exit {code}; waiting for a change\n"));
    Ok(())
}

/// The files and folders at which a change makes the command run anew, by the names that tell files apart.
#[derive(Default)]
struct Watched {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    /// What the command writes itself.
    written: Vec<PathBuf>,
}

impl Watched {
    /// What the arguments of the command name and what its configuration adds; the working folder where that is nothing.
    fn of(args: &WatchArgs) -> Result<Watched, String> {
        let words = std::iter::once("rulecheck").chain(args.command.iter().map(String::as_str));
        let command =
            Cli::try_parse_from(words).map_err(|error| error.render().to_string().trim_start_matches("error: ").to_owned())?.command;
        let mut watched = Watched::default();
        let settings = match command {
            Command::Check(check) => {
                let settings = Settings::load(check.source)?;
                watched.written.extend(settings.outputs(&check.output)?.iter().map(|(_, path)| place_of(path)));
                settings
            }
            Command::Suggest(suggest) => Settings::load(suggest.source)?,
            Command::Test(test) => Settings::of(test.from, test.paths, test.pack)?,
            Command::Lint(lint) => Settings::of(lint.from, lint.paths, lint.pack)?,
            _ => return Err("watch runs check, suggest, test or lint again and again, and no other command".to_owned()),
        };
        let named = args.command.iter().skip(1).map(|word| PathBuf::from(word.rsplit('=').next().unwrap_or(word)));
        let configured = settings.config.iter().map(|config| PathBuf::from(&config.path));
        let packs = settings.packs().into_iter().map(PathBuf::from);
        for path in named.chain(configured).chain(settings.rules()).chain(packs).chain(args.also.iter().cloned()) {
            match DiskHost.list(&path) {
                Ok(Listing::File) => watched.files.push(DiskHost.identity(&path)),
                Ok(Listing::Folder(_)) => watched.folders.push(DiskHost.identity(&path)),
                Err(_) => {}
            }
        }
        if watched.files.is_empty() && watched.folders.is_empty() {
            watched.folders.push(DiskHost.identity(Path::new(".")));
        }
        Ok(watched)
    }

    /// The folders to watch. Of a file it is the one that it stands in, for an editor puts a new file in the place of the old.
    fn folders(&self) -> impl Iterator<Item = (&Path, RecursiveMode)> {
        let parents = self.files.iter().filter_map(|file| Some((file.parent()?, RecursiveMode::NonRecursive)));
        parents.chain(self.folders.iter().map(|folder| (folder.as_path(), RecursiveMode::Recursive)))
    }

    /// Waits for a change, and until nothing has changed for a while.
    fn wait(&self, changes: &mpsc::Receiver<notify::Result<Event>>) -> Result<(), String> {
        let mut is_changed = false;
        loop {
            let next = if is_changed { changes.recv_timeout(REST) } else { changes.recv().map_err(RecvTimeoutError::from) };
            match next {
                // That a file was opened or read changes nothing: the run itself does it.
                Ok(Ok(event)) => is_changed |= !event.kind.is_access() && event.paths.iter().any(|path| self.concerns(path)),
                Ok(Err(error)) => output::write_aside(&format!("watching: {error}\n")),
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => return Err("nothing is watched any longer".to_owned()),
            }
        }
    }

    /// Whether a run may read the file that was changed. What is hidden, as the files that editors write beside, it does not.
    fn concerns(&self, path: &Path) -> bool {
        // What waits for a review is written by the run itself.
        let waits = path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with(".pending"));
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let is_read = path.extension().is_some_and(|end| READ.iter().any(|known| end.eq_ignore_ascii_case(known)));
        let is_within = self.files.iter().any(|file| file == path) || self.folders.iter().any(|folder| path.starts_with(folder));
        is_within && is_read && !is_hidden && !waits && !self.written.iter().any(|written| written == path)
    }
}

/// The name that tells a file apart, also of one that is not there yet.
fn place_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match path.file_name() {
        Some(name) if DiskHost.list(path).is_err() => DiskHost.identity(folder).join(name),
        _ => DiskHost.identity(path),
    }
}
