//! An editor without a screen: it keeps files in memory, sends what an editor sends, and keeps what the server says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lsp_server::{Message, Notification, Request, RequestId, Response};
use rulecheck::driver::{Fault, Host, Listing, MemoryHost};
use rulecheck::lsp::{Server, Shelf};
use serde_json::{Value, json};

/// The folder that the editor has opened.
pub const FOLDER: &str = "/desk";

/// A disk that tests write to while the server reads it.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<MemoryHost>>);

impl Disk {
    pub fn write(&self, path: &str, text: &str) {
        let mut host = self.0.lock().unwrap();
        *host = std::mem::take(&mut *host).with(path, text);
    }
}

impl Host for Disk {
    fn list(&self, path: &Path) -> Result<Listing, Fault> {
        self.0.lock().unwrap().list(path)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Fault> {
        self.0.lock().unwrap().read(path)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.0.lock().unwrap().identity(path)
    }
}

/// A shelf that only says where a text would be.
struct NoShelf;

impl Shelf for NoShelf {
    fn put(&self, name: &str, _: &str) -> Option<PathBuf> {
        Some(Path::new("/program").join(name))
    }
}

/// How the client counts columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    Utf8,
    Utf16,
}

pub struct Editor {
    server: Server,
    pub disk: Disk,
    units: Units,
    next: i32,
    texts: BTreeMap<String, (i32, String)>,
    /// What was last said of each file.
    pub diagnostics: BTreeMap<String, Vec<Value>>,
    /// All else that the server has sent by itself.
    pub told: Vec<Value>,
}

impl Editor {
    /// An editor that has opened a folder with these files, and said so to the server.
    pub fn new(units: Units, files: &[(&str, &str)]) -> Editor {
        let disk = Disk::default();
        for (path, text) in files {
            disk.write(&format!("{FOLDER}/{path}"), text);
        }
        let server = Server::new(Arc::new(disk.clone()), Box::new(NoShelf));
        let mut editor = Editor { server, disk, units, next: 0, texts: BTreeMap::new(), diagnostics: BTreeMap::new(), told: Vec::new() };
        let encodings = if units == Units::Utf8 { json!(["utf-8", "utf-16"]) } else { json!(["utf-16"]) };
        let params = json!({
            "processId": null,
            "rootUri": uri(""),
            "workspaceFolders": [{"uri": format!("file://{FOLDER}"), "name": "work"}],
            "capabilities": {
                "general": {"positionEncodings": encodings},
                "textDocument": {
                    "hover": {"contentFormat": ["markdown", "plaintext"]},
                    "publishDiagnostics": {"relatedInformation": true},
                    "completion": {"completionItem": {"snippetSupport": true}},
                },
                "workspace": {"workspaceEdit": {"documentChanges": true}, "didChangeWatchedFiles": {"dynamicRegistration": true}},
            },
        });
        let result = editor.request("initialize", params);
        let counted = if units == Units::Utf8 { "utf-8" } else { "utf-16" };
        assert_eq!(result["capabilities"]["positionEncoding"], counted);
        editor.notify("initialized", json!({}));
        editor
    }

    /// The answer to a request.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The answer to a request, or the sentence by which it is refused.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.next += 1;
        let id = RequestId::from(self.next);
        let answers = self.send(vec![Request { id: id.clone(), method: method.to_owned(), params }.into()]);
        let answer = answers.into_iter().find(|answer| answer.id == id).expect("each request is answered");
        answer.response_result.map_err(|error| error.message)
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        let answers = self.send(vec![Notification { method: method.to_owned(), params }.into()]);
        assert!(answers.is_empty(), "a notification has no answer");
    }

    /// Sends messages that arrive together, and keeps what comes back; the answers.
    pub fn send(&mut self, messages: Vec<Message>) -> Vec<Response> {
        let mut answers = Vec::new();
        for message in self.server.handle(messages) {
            match message {
                Message::Response(response) => answers.push(response),
                Message::Notification(Notification { method, params }) if method == "textDocument/publishDiagnostics" => {
                    let file = params["uri"].as_str().unwrap().to_owned();
                    if let (Some(version), Some((open, _))) = (params["version"].as_i64(), self.texts.get(&file)) {
                        assert_eq!(version, i64::from(*open), "diagnostics are of the version that is open");
                    }
                    self.diagnostics.insert(file, params["diagnostics"].as_array().unwrap().clone());
                }
                Message::Notification(Notification { method, params }) | Message::Request(Request { method, params, .. }) => {
                    self.told.push(json!({"method": method, "params": params}));
                }
            }
        }
        answers
    }

    /// Opens a file of the disk, or a new one.
    pub fn open(&mut self, path: &str, text: &str) {
        self.texts.insert(uri(path), (1, text.to_owned()));
        let document = json!({"uri": uri(path), "languageId": "rulecheck", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Opens several files at once.
    pub fn open_all(&mut self, files: &[(&str, &str)]) {
        let mut messages = Vec::new();
        for (path, text) in files {
            self.texts.insert(uri(path), (1, (*text).to_owned()));
            let document = json!({"uri": uri(path), "languageId": "rulecheck", "version": 1, "text": text});
            let params = json!({"textDocument": document});
            messages.push(Notification { method: "textDocument/didOpen".to_owned(), params }.into());
        }
        self.send(messages);
    }

    pub fn text(&self, path: &str) -> &str {
        &self.texts[&uri(path)].1
    }

    /// Puts a text in the place of some bytes, as typing does.
    pub fn replace(&mut self, path: &str, bytes: std::ops::Range<usize>, new: &str) {
        let range = json!({"start": self.position(path, bytes.start), "end": self.position(path, bytes.end)});
        let (version, text) = self.texts.get_mut(&uri(path)).expect("the file is open");
        text.replace_range(bytes, new);
        *version += 1;
        let document = json!({"uri": uri(path), "version": *version});
        let params = json!({"textDocument": document, "contentChanges": [{"range": range, "text": new}]});
        self.notify("textDocument/didChange", params);
    }

    /// Types at the end of the first place where some words stand.
    pub fn type_after(&mut self, path: &str, words: &str, new: &str) {
        let at = self.text(path).find(words).unwrap_or_else(|| panic!("`{words}` is not in {path}")) + words.len();
        self.replace(path, at..at, new);
    }

    /// Makes the edits of a list, which are all of the text as it is.
    pub fn apply(&mut self, path: &str, edits: &Value) {
        let new = self.edited(path, edits);
        self.replace(path, 0..self.text(path).len(), &new);
    }

    /// A file as it would be after the edits of a list.
    pub fn edited(&self, path: &str, edits: &Value) -> String {
        let mut edits: Vec<(std::ops::Range<usize>, &str)> = edits
            .as_array()
            .expect("a list of edits")
            .iter()
            .map(|edit| (self.bytes(path, &edit["range"]), edit["newText"].as_str().unwrap()))
            .collect();
        edits.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        for pair in edits.windows(2) {
            assert!(pair[0].0.end <= pair[1].0.start, "edits overlap");
        }
        let mut text = self.text(path).to_owned();
        for (bytes, new) in edits.into_iter().rev() {
            text.replace_range(bytes, new);
        }
        text
    }

    /// Makes the edit of an action or a rename.
    pub fn apply_all(&mut self, edit: &Value) {
        for change in edit["documentChanges"].as_array().expect("changes of documents") {
            let file = change["textDocument"]["uri"].as_str().unwrap().to_owned();
            let path = file.strip_prefix(&uri("")).expect("below the folder").to_owned();
            if !self.texts.contains_key(&file) {
                let text = String::from_utf8(self.disk.read(Path::new(&format!("{FOLDER}/{path}"))).unwrap()).unwrap();
                self.open(&path, &text);
            }
            self.apply(&path, &change["edits"]);
        }
    }

    /// Where a byte stands, as the client counts.
    pub fn position(&self, path: &str, at: usize) -> Value {
        position(self.text(path), at, self.units)
    }

    fn bytes(&self, path: &str, range: &Value) -> std::ops::Range<usize> {
        let text = self.text(path);
        offset(text, &range["start"], self.units)..offset(text, &range["end"], self.units)
    }

    /// The words of a range.
    pub fn words(&self, path: &str, range: &Value) -> &str {
        &self.text(path)[self.bytes(path, range)]
    }

    /// The parameters of a request about the place where `|` stands in words of the file.
    pub fn at(&self, path: &str, words: &str) -> Value {
        let (before, after) = words.split_once('|').expect("a mark");
        let start = self.text(path).find(&format!("{before}{after}")).unwrap_or_else(|| panic!("`{words}` is not in {path}"));
        json!({"textDocument": {"uri": uri(path)}, "position": self.position(path, start + before.len())})
    }

    /// The codes and first lines of what is wrong in a file.
    pub fn problems(&self, path: &str) -> Vec<String> {
        let of = |diagnostic: &Value| {
            let message = diagnostic["message"].as_str().unwrap().lines().next().unwrap_or("").to_owned();
            format!("{} `{}` {message}", diagnostic["code"].as_str().unwrap(), self.words(path, &diagnostic["range"]))
        };
        self.diagnostics.get(&uri(path)).map(|found| found.iter().map(of).collect()).unwrap_or_default()
    }
}

/// The name of a file of the folder.
pub fn uri(path: &str) -> String {
    format!("file://{FOLDER}/{path}")
}

/// Where a byte stands, counted anew and not by the server's own means.
pub fn position(text: &str, at: usize, units: Units) -> Value {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or("");
    let character = if units == Units::Utf8 { line.len() } else { line.encode_utf16().count() };
    json!({"line": before.matches('\n').count(), "character": character})
}

fn offset(text: &str, position: &Value, units: Units) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let character = position["character"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text[start..].split('\n').next().unwrap_or("");
    let mut counted = 0;
    for (at, c) in rest.char_indices() {
        if counted >= character {
            return start + at;
        }
        counted += if units == Units::Utf8 { c.len_utf8() } else { c.len_utf16() };
    }
    start + rest.len()
}
