//! `rulecheck watch` runs anew when a file is saved, in whichever way an editor saves, and not because of what a run writes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::screens::folder;
use crate::surfaces::cli::program;

const RULES: &str = "form slip \"Slip\"\n  field opening \"At the start\" shares\n  field closing \"At the end\" shares\nend\n\n\
rule slip.same\n  \"A balance stays\"\n  applies to slip\n  cites \"Manual 1\"\n  must opening = closing\nend\n";

/// Starts to watch, and does something after each run; what each run ended with.
fn watch(folder: &Path, command: &[&str], after: &[&dyn Fn()]) -> Vec<String> {
    let rounds = (after.len() + 1).to_string();
    let mut watching = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
        .args(["watch", "--rounds", &rounds])
        .args(command)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let errors = watching.stderr.take().expect("its errors");
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || BufReader::new(errors).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let mut ends = Vec::new();
    let ended = |ends: &mut Vec<String>| loop {
        match lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) if line.ends_with("; waiting for a change") => {
                return ends.push(line.split(';').next().unwrap_or_default().to_owned());
            }
            Ok(_) => {}
            Err(error) => panic!("nothing was run anew after {ends:?}: {error}"),
        }
    };
    ended(&mut ends);
    for change in after {
        change();
        ended(&mut ends);
    }
    assert!(watching.wait().expect("it ends").success());
    ends
}

#[test]
fn a_saved_file_is_checked_anew() {
    let desk = folder(&[("rules/slip.rules", RULES.as_bytes()), ("slip.yaml", b"form: slip\nopening: 1\nclosing: 1\n")]);
    let at = desk.path();
    let write = |name: &str, text: &str| std::fs::write(at.join(name), text).expect("a file can be written");
    let ends = watch(
        at,
        &["check", "--pack", "rules", "slip.yaml", "--output", "json=rules/report.json"],
        &[
            // A return is written over.
            &|| write("slip.yaml", "form: slip\nopening: 1\nclosing: 2\n"),
            // A rule file is replaced, as most editors save; what is beside it and hidden is none of a run's.
            &|| {
                write("rules/.slip.rules.swp", "x");
                write("new", &RULES.replace("opening = closing", "closing >= opening"));
                std::fs::rename(at.join("new"), at.join("rules/slip.rules")).expect("a file can be moved");
            },
        ],
    );
    assert_eq!(ends, ["exit 0", "exit 1", "exit 0"]);
}

#[test]
fn only_what_can_be_run_again_is_watched() {
    let desk = folder(&[]);
    for command in [["watch", "fmt"].as_slice(), &["watch", "check"], &["watch"], &["watch", "check", ".", "--nonsense"]] {
        assert_eq!(program(desk.path(), command).status.code(), Some(2), "{command:?}");
    }
}
