//! What an editor waits for: `cargo bench --bench editor`.
//!
//! The program is started as an editor starts it, with a folder of a thousand rules, and is spoken to over its standard input and output.
//! A time reaches from the message that is sent to the one that answers it. The time under which 95 of 100 lie is what a person notices.
#![allow(clippy::print_stdout, reason = "a bench says what it measured")]
#![allow(clippy::disallowed_methods, reason = "a bench writes the folder that the editor opens")]
#![allow(clippy::expect_used, clippy::panic, reason = "a bench that cannot go on has failed")]

mod many;

use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

/// How the rules of the folder are parted into files.
const FILES: [usize; 2] = [25, 1];

/// What is typed into a rule, letter by letter, and taken out again: most of the time it makes no sense.
const TYPED: &str = " and count of x in rows where x.f1 > 0 shares = 0";

fn main() {
    for files in FILES {
        let folder = tempfile::tempdir().expect("a folder for the rules");
        write_rules(folder.path(), files);
        let path = folder.path().join(format!("part-{:02}.rules", files / 2));
        let mut editor = Editor::start(folder.path());
        editor.open(&path);
        report(&format!("1,000 rules, {files:2} files: diagnostics after a keystroke"), editor.keystrokes(4));
        report(&format!("1,000 rules, {files:2} files: hover"), editor.hovers(400));
        report(&format!("1,000 rules, {files:2} files: completion after a keystroke"), editor.completions(60));
        editor.stop();
    }
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1)).copied().unwrap_or_default();
    println!("{what:60} {:4} times  p50 {:>9.2?}  p95 {:>9.2?}  longest {:>9.2?}", times.len(), at(50), at(95), at(100));
}

/// A form and a thousand rules about it, in so many files.
fn write_rules(folder: &Path, files: usize) {
    std::fs::write(folder.join("form.rules"), many::form()).expect("the form is written");
    for file in 0..files {
        let rules = many::rules(file * 1_000 / files..(file + 1) * 1_000 / files);
        std::fs::write(folder.join(format!("part-{file:02}.rules")), rules).expect("the rules are written");
    }
}

/// An editor with one file open.
struct Editor {
    server: Child,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    next: i32,
    path: PathBuf,
    text: String,
    version: i64,
}

impl Editor {
    fn start(folder: &Path) -> Editor {
        let mut server = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let to = BufWriter::new(server.stdin.take().expect("its input"));
        let from = BufReader::new(server.stdout.take().expect("its output"));
        let mut editor = Editor { server, to, from, next: 0, path: PathBuf::new(), text: String::new(), version: 1 };
        let folders = json!([{"uri": uri(folder), "name": "rules"}]);
        editor.request("initialize", json!({"processId": null, "workspaceFolders": folders, "capabilities": {}}));
        editor.notify("initialized", json!({}));
        editor
    }

    fn open(&mut self, path: &Path) {
        self.path = path.to_owned();
        self.text = std::fs::read_to_string(path).expect("the rules are read");
        let document = json!({"uri": uri(path), "languageId": "rulecheck", "version": 1, "text": self.text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
        self.diagnosed();
    }

    /// Types into a rule in the middle of the file and takes out again what was typed, so many times; how long each letter took.
    fn keystrokes(&mut self, rounds: usize) -> Vec<Duration> {
        let mut times = Vec::new();
        for _ in 0..rounds {
            let start = self.end_of_condition();
            let mut at = start;
            for letter in TYPED.chars() {
                times.push(self.type_and_wait(at..at, letter.encode_utf8(&mut [0; 4])));
                at += letter.len_utf8();
            }
            while at > start {
                times.push(self.type_and_wait(at - 1..at, ""));
                at -= 1;
            }
        }
        times
    }

    /// Asks about places all over the file; how long each answer took.
    fn hovers(&mut self, count: usize) -> Vec<Duration> {
        let names: Vec<usize> = self.text.match_indices("r.f").map(|(at, _)| at + 2).collect();
        let asked = (0..count).map(|turn| names[turn * 7 % names.len()]);
        let mut times = Vec::new();
        for at in asked {
            let params = json!({"textDocument": {"uri": uri(&self.path)}, "position": self.position(at)});
            let start = Instant::now();
            let answer = self.request("textDocument/hover", params);
            times.push(start.elapsed());
            assert!(answer.to_string().contains("Column"), "a hover tells the label: {answer}");
        }
        times
    }

    /// Types a dot after the name of a row and asks at once what may follow.
    fn completions(&mut self, count: usize) -> Vec<Duration> {
        let mut times = Vec::new();
        for _ in 0..count {
            let at = self.end_of_condition();
            self.type_and_wait(at..at, " and r");
            let after = at + " and r".len();
            let start = Instant::now();
            self.change(after..after, ".");
            let params = json!({"textDocument": {"uri": uri(&self.path)}, "position": self.position(after + 1)});
            let answer = self.request("textDocument/completion", params);
            times.push(start.elapsed());
            assert!(answer.to_string().contains("\"f1\""), "the columns are offered");
            self.type_and_wait(at..after + 1, "");
        }
        times
    }

    /// Behind the condition of a rule in the middle of the file.
    fn end_of_condition(&self) -> usize {
        let half = self.text.len() / 2;
        let middle = half + (0..).find(|&at| self.text.is_char_boundary(half + at)).unwrap_or_default();
        middle + self.text[middle..].find(" * 2\n").expect("a rule stands there") + " * 2".len()
    }

    fn type_and_wait(&mut self, bytes: std::ops::Range<usize>, new: &str) -> Duration {
        let start = Instant::now();
        self.change(bytes, new);
        self.diagnosed();
        start.elapsed()
    }

    fn change(&mut self, bytes: std::ops::Range<usize>, new: &str) {
        let range = json!({"start": self.position(bytes.start), "end": self.position(bytes.end)});
        self.text.replace_range(bytes, new);
        self.version += 1;
        let document = json!({"uri": uri(&self.path), "version": self.version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [{"range": range, "text": new}]}));
    }

    /// Waits for what is wrong in the text as it is now.
    fn diagnosed(&mut self) {
        loop {
            if let Message::Notification(Notification { method, params }) = self.receive()
                && method == "textDocument/publishDiagnostics"
                && params["version"] == self.version
            {
                return;
            }
        }
    }

    fn position(&self, at: usize) -> Value {
        let before = &self.text[..at];
        let line = before.rsplit('\n').next().unwrap_or_default();
        json!({"line": before.matches('\n').count(), "character": line.encode_utf16().count()})
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Request { id: id.clone(), method: method.to_owned(), params }.into());
        loop {
            if let Message::Response(response) = self.receive()
                && response.id == id
            {
                return response.response_result.unwrap_or_else(|error| panic!("{method}: {}", error.message));
            }
        }
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    fn send(&mut self, message: Message) {
        message.write(&mut self.to).expect("the server reads");
    }

    fn receive(&mut self) -> Message {
        Message::read(&mut self.from).expect("the server writes").expect("the server goes on")
    }

    fn stop(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.wait().expect("the server ends");
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
