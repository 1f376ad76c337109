//! `rulecheck diff`: what a change of rules does to filings.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::args::{DiffArgs, Format};
use super::output;
use super::settings::Settings;
use crate::driver::{self, DiskHost, Fault, Host, Listing, MemoryHost, Options, Side};
use crate::pack;
use crate::report::exit::Exit;
use crate::report::{compared_screen, json};

pub(super) fn run(args: &DiffArgs) -> Result<Exit, String> {
    let [old, new] = args.rules.as_slice() else {
        return Err(format!("--rules: a comparison has an old and a new side, and {} are given", args.rules.len()));
    };
    let (old_host, new_host) = (Revision::of(old)?, Revision::of(new)?);
    // Both sides are what the arguments say, whatever a configuration says besides.
    let reader = Settings::default().reader(&args.reading)?;
    let options = |name: &str| {
        let is_pack = pack::is_embedded(name);
        let rules = if is_pack { Vec::new() } else { vec![place(name)] };
        let packs = if is_pack { vec![name.to_owned()] } else { Vec::new() };
        Options { inputs: args.paths.clone(), rules, packs, reader: reader.clone(), ..Options::default() }
    };
    let old = Side { host: &old_host, name: old.clone(), options: options(old) };
    let new = Side { host: &new_host, name: new.clone(), options: options(new) };
    let run = driver::compare(&old, &new).map_err(|fault| fault.to_string())?;
    let text = match args.output.format {
        Format::Human => compared_screen::render(&run.report, output::style(args.output.color, args.quiet)),
        Format::Json => json::render(&run.report),
    };
    output::write(&text)?;
    Ok(run.exit)
}

/// The files of the machine, and those of one revision of a repository, whose paths begin with `git:REVISION:`.
struct Revision {
    kept: MemoryHost,
}

const GIT: &str = "git:";

/// The path of rules by their name. That of a revision has a folder, so that what stands beside a rule file is of the revision too.
fn place(name: &str) -> PathBuf {
    match parts(name) {
        Some((revision, path)) => PathBuf::from(format!("{GIT}{revision}:./{path}")),
        _ => PathBuf::from(name.trim_end_matches('/')),
    }
}

/// The revision and the path of `git:REVISION:PATH`.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(GIT)?.split_once(':').map(|(revision, path)| (revision, path.trim_end_matches('/')))
}

impl Revision {
    /// The host for rules of this name; the program `git` gives the files of a revision.
    fn of(name: &str) -> Result<Revision, String> {
        let mut kept = MemoryHost::default();
        if !name.starts_with(GIT) {
            return Ok(Revision { kept });
        }
        let Some((revision, path)) = parts(name).filter(|(revision, path)| !revision.is_empty() && !path.is_empty()) else {
            return Err("--rules: write git:REVISION:PATH, for example git:v1.2:rules/ours".to_owned());
        };
        let listed = git(name, &["ls-tree", "-r", "-z", "--name-only", revision, "--", path])?;
        let mut files: Vec<String> = names(&listed);
        if files.is_empty() {
            return Err(format!("--rules: the revision `{revision}` has no `{path}`"));
        }
        if files.iter().any(|file| file == path) {
            let folder = path.rsplit_once('/').map_or("./".to_owned(), |(folder, _)| format!("{folder}/"));
            files = names(&git(name, &["ls-tree", "-z", "--name-only", revision, "--", &folder])?);
        }
        for file in files {
            // What is a folder in a listing has no content, and is not what stands beside the rules.
            let Ok(content) = git(name, &["cat-file", "blob", &format!("{revision}:./{file}")]) else { continue };
            kept = kept.with(format!("{GIT}{revision}:./{file}"), content);
        }
        Ok(Revision { kept })
    }
}

fn names(listed: &[u8]) -> Vec<String> {
    listed
        .split(|byte| *byte == 0)
        .filter_map(|file| std::str::from_utf8(file).ok())
        .filter(|file| !file.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What git prints for these arguments.
fn git(name: &str, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .args(arguments)
        .output()
        .map_err(|error| format!("--rules: `{name}` needs git, which cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let reason = told.lines().next().unwrap_or("it says nothing").trim_start_matches("fatal: ").to_owned();
    Err(format!("--rules: git cannot give `{name}`: {reason}"))
}

impl Host for Revision {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        let is_kept = path.to_string_lossy().starts_with(GIT);
        if is_kept { self.kept.list(path) } else { DiskHost.list(path) }
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        let is_kept = path.to_string_lossy().starts_with(GIT);
        if is_kept { self.kept.read(path) } else { DiskHost.read(path) }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        DiskHost.identity(path)
    }
}
