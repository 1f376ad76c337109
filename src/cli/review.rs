//! `rulecheck review`, `accept`, `reject` and `pending`: what becomes of cases that did not come out as expected.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use console::{Key, Term};

use super::args::{DecideArgs, Format, PendingArgs, PendingSource, ReviewArgs};
use super::output;
use super::replace::{create, remove, replace};
use crate::driver::{self, DiskHost, Pending, PendingCase};
use crate::report::exit::Exit;
use crate::report::pending::{self, PendingChanges, PendingFile, PendingReport};
use crate::report::{json, terminal};

/// What a reviewer says of one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    AcceptAll,
    RejectAll,
    Quit,
}

/// Walks the cases one by one.
pub(super) fn review(args: &ReviewArgs) -> Result<Exit, String> {
    may_write("review")?;
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err("review asks on a terminal, and this is none; `accept` and `reject` ask nothing".to_owned());
    }
    let style = output::style(args.of.color, false);
    let mut tally = Tally::default();
    let files = waiting(&args.of)?;
    tally.tell_out_of_date(&files)?;
    let all: Vec<(&Pending, PendingCase)> =
        files.iter().flat_map(|file| asked(file, &args.of).into_iter().map(move |case| (file, case))).collect();
    let mut for_all: Option<Answer> = None;
    for (number, (file, case)) in all.iter().enumerate() {
        let answer = match for_all {
            Some(answer) => answer,
            None => {
                output::write(&pending::render_case(&file.name(), &described(case), (number + 1, all.len()), style))?;
                ask()?
            }
        };
        match answer {
            Answer::Accept | Answer::AcceptAll => tally.settle_again(file, case, true)?,
            Answer::Reject | Answer::RejectAll => tally.settle_again(file, case, false)?,
            Answer::Skip => {}
            Answer::Quit => break,
        }
        if matches!(answer, Answer::AcceptAll | Answer::RejectAll) {
            for_all = Some(answer);
        }
    }
    tally.end(all.len())
}

/// Takes every case that waits for what is expected from now on, or none of them.
pub(super) fn decide(args: &DecideArgs, accepts: bool) -> Result<Exit, String> {
    may_write(if accepts { "accept" } else { "reject" })?;
    let mut tally = Tally::default();
    let files = waiting(&args.of)?;
    tally.tell_out_of_date(&files)?;
    let mut all = 0;
    for file in &files {
        let cases = asked(file, &args.of);
        all += cases.len();
        if file.is_out_of_date() && !accepts && args.of.filter.is_none() {
            remove(&file.pending).map_err(|error| cannot(&file.pending, &error))?;
            tally.out_of_date -= 1;
        } else {
            tally.settle(file, &cases, accepts)?;
        }
    }
    tally.end(all)
}

/// Names what waits.
pub(super) fn list(args: &PendingArgs) -> Result<Exit, String> {
    let of = |file: &Pending| PendingFile {
        path: file.name(),
        pending: shown(&file.pending),
        out_of_date: file.is_out_of_date(),
        cases: asked(file, &args.of).iter().map(described).collect(),
    };
    let files = waiting(&args.of)?.iter().map(of).filter(|file| file.out_of_date || !file.cases.is_empty()).collect();
    let report = PendingReport::new(files);
    let text = match args.format {
        Format::Human => pending::render(&report, output::style(args.of.color, false)),
        Format::Json => json::render(&report),
    };
    output::write(&text)?;
    Ok(if report.files.is_empty() { Exit::Clean } else { Exit::Failed })
}

fn waiting(of: &PendingSource) -> Result<Vec<Pending>, String> {
    let paths = if of.paths.is_empty() { vec![PathBuf::from(".")] } else { of.paths.clone() };
    // Of a file of cases that is named, what waits stands beside it.
    let beside = |path: PathBuf| driver::pending_beside(&DiskHost, &path).unwrap_or(path);
    driver::pending(&DiskHost, &paths.into_iter().map(beside).collect::<Vec<_>>()).map_err(|fault| fault.to_string())
}

/// The cases of a file that the filter leaves.
fn asked(file: &Pending, of: &PendingSource) -> Vec<PendingCase> {
    let words = of.filter.as_ref().map(|filter| filter.to_lowercase());
    let holds = |text: &str| words.as_ref().is_none_or(|words| text.to_lowercase().contains(words));
    file.cases().into_iter().filter(|case| holds(&case.title) || holds(&file.name())).collect()
}

fn described(case: &PendingCase) -> PendingChanges {
    PendingChanges { title: case.title.clone(), line: case.line, changes: case.changes.iter().map(Into::into).collect() }
}

/// How many cases came to what.
#[derive(Default)]
struct Tally {
    accepted: usize,
    rejected: usize,
    out_of_date: usize,
}

impl Tally {
    /// Names the files that wait for cases which are no longer there.
    fn tell_out_of_date(&mut self, files: &[Pending]) -> Result<(), String> {
        for file in files.iter().filter(|file| file.is_out_of_date()) {
            self.out_of_date += 1;
            let name = shown(&file.pending);
            output::write(&format!("out of date: {name}; run the tests again, or `rulecheck reject` removes it\n"))?;
        }
        Ok(())
    }

    /// Settles a case as it is now; one that is no longer what was shown is left.
    fn settle_again(&mut self, file: &Pending, case: &PendingCase, accepts: bool) -> Result<(), String> {
        let now = if file.pending.exists() {
            driver::pending(&DiskHost, std::slice::from_ref(&file.pending)).map_err(|fault| fault.to_string())?
        } else {
            Vec::new()
        };
        let same = |now: &PendingCase| (now.place, &now.title, &now.changes) == (case.place, &case.title, &case.changes);
        match now.first().and_then(|now| Some((now, now.cases().into_iter().find(same)?))) {
            Some((now, case)) => self.settle(now, &[case], accepts),
            None => output::write("It is no longer what was shown, and is left.\n"),
        }
    }

    /// Writes the file of cases with these accepted, or what waits without those that are rejected; where nothing waits any more, that file
    /// goes. Each is written whole or not at all, in an order in which nothing is lost wherever it ends.
    fn settle(&mut self, file: &Pending, cases: &[PendingCase], accepts: bool) -> Result<(), String> {
        let places: Vec<usize> = cases.iter().map(|case| case.place).collect();
        let is_done = file.cases().iter().all(|case| places.contains(&case.place)) && !file.is_out_of_date();
        if accepts && !places.is_empty() {
            let text = file.accepted(&places).unwrap_or_default();
            replace(&file.path, &text).map_err(|error| cannot(&file.path, &error))?;
        }
        if is_done {
            remove(&file.pending).map_err(|error| cannot(&file.pending, &error))?;
        } else if !accepts && !places.is_empty() {
            let text = file.rejected(&places).unwrap_or_default();
            create(&file.pending, text.as_bytes()).map_err(|error| cannot(&file.pending, &error))?;
        }
        let (word, count) = if accepts { ("accepted", &mut self.accepted) } else { ("rejected", &mut self.rejected) };
        *count += cases.len();
        for case in cases {
            output::write(&format!("{word}  {}  ({}:{})\n", terminal::harmless(&case.title), shown(&file.path), case.line))?;
        }
        Ok(())
    }

    /// The last line, and the exit: something is left, or nothing is.
    fn end(&self, all: usize) -> Result<Exit, String> {
        let left = all.saturating_sub(self.accepted + self.rejected);
        let out_of_date = if self.out_of_date > 0 { format!(", {} out of date", self.out_of_date) } else { String::new() };
        output::write(&format!("{} accepted, {} rejected, {left} left{out_of_date}\n", self.accepted, self.rejected))?;
        Ok(if left + self.out_of_date == 0 { Exit::Clean } else { Exit::Failed })
    }
}

fn shown(path: &Path) -> String {
    terminal::harmless(&path.to_string_lossy()).into_owned()
}

fn cannot(path: &Path, error: &io::Error) -> String {
    format!("`{}` cannot be written: {error}", path.display())
}

/// Nothing is accepted where nobody looks.
fn may_write(command: &str) -> Result<(), String> {
    if output::is_ci() {
        Err(format!("{command} writes nothing where the environment says CI; review the changes on a machine of your own"))
    } else {
        Ok(())
    }
}

/// Asks for one key until it is one that means something.
fn ask() -> Result<Answer, String> {
    output::write("  a accept   r reject   s skip   A accept all   R reject all   q quit ")?;
    loop {
        let answer = match key().map_err(|error| format!("no key can be read: {error}"))? {
            Some('a') => Answer::Accept,
            Some('r') => Answer::Reject,
            Some('s') => Answer::Skip,
            Some('A') => Answer::AcceptAll,
            Some('R') => Answer::RejectAll,
            Some('q') | None => Answer::Quit,
            Some(_) => continue,
        };
        output::write("\n")?;
        return Ok(answer);
    }
}

/// One key of the terminal; `None` for those by which people leave, and a blank for those that are no letter.
fn key() -> io::Result<Option<char>> {
    Ok(match Term::stdout().read_key_raw()? {
        Key::Char('\u{4}') | Key::Escape | Key::CtrlC | Key::Unknown => None,
        Key::Char(key) => Some(key),
        _ => Some(' '),
    })
}
