//! `rulecheck watch` runs anew when a file is saved, in whichever way an editor saves, and not because of what a run writes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::screens::folder;
use crate::surfaces::cli::program;

const RULES: &str = "form slip \"Slip\"\n  field opening \"At the start\" shares\n  field closing \"At the end\" shares\nend\n\n\
rule slip.same\n  \"A balance stays\"\n  applies to slip\n  cites \"Manual 1\"\n  must opening = closing\nend\n";

/// A command that is run again and again, and how each run ended.
struct Watching {
    process: Child,
    ends: mpsc::Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, command: &[&str]) -> Watching {
        // So many runs are far more than any of these tests causes; a watch that causes its own runs ends with them.
        let mut process = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
            .args(["watch", "--rounds", "200"])
            .args(command)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let errors = process.stderr.take().expect("its errors");
        let (sender, ends) = mpsc::channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(errors).lines().map_while(Result::ok);
            lines.filter_map(|line| line.strip_suffix("; waiting for a change").map(str::to_owned)).try_for_each(|end| sender.send(end))
        });
        Watching { process, ends }
    }

    /// Waits until a run ends so; an editor's steps may cause more than one run.
    fn ends_with(&self, wanted: &str) {
        let mut met = Vec::new();
        while met.last().is_none_or(|end| end != wanted) {
            match self.ends.recv_timeout(Duration::from_secs(60)) {
                Ok(end) => met.push(end),
                Err(error) => panic!("no run ended with {wanted}, only {met:?}: {error}"),
            }
        }
    }

    /// How many runs end in some time.
    fn runs_within(&self, time: Duration) -> usize {
        std::thread::sleep(time);
        self.ends.try_iter().count()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_saved_file_is_checked_anew() {
    let desk = folder(&[("rules/slip.rules", RULES.as_bytes()), ("slip.yaml", b"form: slip\nopening: 1\nclosing: 1\n")]);
    let at = desk.path();
    let write = |name: &str, text: &str| std::fs::write(at.join(name), text).expect("a file can be written");
    let watching = Watching::start(at, &["check", "--pack", "rules", "slip.yaml", "--output", "json=rules/report.json"]);
    watching.ends_with("exit 0");
    // A return is written over.
    write("slip.yaml", "form: slip\nopening: 1\nclosing: 2\n");
    watching.ends_with("exit 1");
    // A rule file is replaced, as most editors save.
    write("new", &RULES.replace("opening = closing", "closing >= opening"));
    std::fs::rename(at.join("new"), at.join("rules/slip.rules")).expect("a file can be moved");
    watching.ends_with("exit 0");
    // What a run writes, and what is hidden, causes none.
    watching.runs_within(Duration::from_secs(1));
    write("rules/.slip.rules.swp", "x");
    assert_eq!(watching.runs_within(Duration::from_secs(2)), 0);
}

#[test]
fn only_what_can_be_run_again_is_watched() {
    let desk = folder(&[]);
    for command in [["watch", "fmt"].as_slice(), &["watch", "check"], &["watch"], &["watch", "check", ".", "--nonsense"]] {
        assert_eq!(program(desk.path(), command).status.code(), Some(2), "{command:?}");
    }
}
