//! A program on a terminal that the test plays: what it shows is read, and keys are pressed.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

/// How long the program may take for anything; far longer than it does.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    keys: File,
    shown: Receiver<Vec<u8>>,
    pub child: Child,
    /// Everything that was shown so far.
    pub text: String,
    /// How much of it was waited for.
    seen: usize,
}

impl Terminal {
    /// Starts the program in a folder, on a terminal that shows no colours, and that hands on every key as it is: a test may press one before
    /// the program has asked the terminal to.
    pub fn start(folder: &Path, arguments: &[&str]) -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal can be opened");
        grantpt(&ours).expect("the other end is ours");
        unlockpt(&ours).expect("the other end is open");
        let name = ptsname(&ours, Vec::new()).expect("the other end has a name");
        let theirs = rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("the other end can be opened");
        let mut modes = tcgetattr(&theirs).expect("a terminal has modes");
        modes.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(&theirs, OptionalActions::Now, &modes).expect("modes can be set");
        let end = || theirs.try_clone().expect("an end can be shared");
        let child = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
            .args(arguments)
            .current_dir(folder)
            .env_remove("CI")
            .env("TERM", "dumb")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .expect("the program can be started");
        drop(theirs);
        let keys = File::from(ours);
        let mut screen = keys.try_clone().expect("an end can be shared");
        let (sender, shown) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // When the program has ended, reading is an error on some systems and the end on others.
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal { keys, shown, child, text: String::new(), seen: 0 }
    }

    /// Waits until this is shown, after what was waited for before.
    pub fn wait_for(&mut self, words: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.text[self.seen..].find(words) {
                self.seen += at + words.len();
                return;
            }
            match self.shown.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.text.push_str(&String::from_utf8_lossy(&bytes).replace('\r', "")),
                Err(_) => panic!("`{words}` is not shown; shown is\n{}", self.text),
            }
        }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys can be pressed");
    }

    /// Waits for the end of the program, and gives all that it showed.
    pub fn end(mut self) -> (String, ExitStatus) {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().expect("the program is ours") {
                Some(status) => break status,
                None if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
                None => {
                    self.child.kill().expect("a program can be killed");
                    panic!("the program does not end; shown is\n{}", self.text);
                }
            }
        };
        loop {
            match self.shown.recv_timeout(PATIENCE) {
                Ok(bytes) => self.text.push_str(&String::from_utf8_lossy(&bytes).replace('\r', "")),
                Err(RecvTimeoutError::Disconnected) => return (self.text, status),
                Err(RecvTimeoutError::Timeout) => panic!("the terminal stays open"),
            }
        }
    }
}
