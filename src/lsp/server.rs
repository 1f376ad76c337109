//! The server without its wires: messages in, messages out. What comes next depends on nothing but the messages and the files.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ls_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Notification as _, PublishDiagnostics, ShowMessage,
};
use ls_types::request::{Initialize, RegisterCapability, Request as _, Shutdown};
use ls_types::{
    Diagnostic, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeParams, InitializeResult, MessageType,
    PublishDiagnosticsParams, Registration, RegistrationParams, ServerInfo, ShowMessageParams, Uri,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;

use super::client::{self, Client};
use super::diagnostics;
use super::documents::{Document, Documents};
use super::edits::Edits;
use super::inlay::LastRun;
use super::shelf::Shelf;
use super::view::View;
use super::workspace::{Shared, Workspace};
use crate::driver::Host;

/// What the server knows between two messages.
pub struct Server {
    pub(super) shelf: Box<dyn Shelf>,
    pub(super) client: Client,
    stage: Stage,
    pub(super) documents: Documents,
    pub(super) workspace: Workspace,
    /// What a rule came to when it was last checked against a return.
    pub(super) last_run: Option<LastRun>,
    /// What was last said of each file, and of which version of it.
    published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
    out: Vec<Message>,
    next_request: i32,
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Unknown,
    Working,
    /// The client has said that no more requests come.
    Closing,
    Done,
}

impl Server {
    pub fn new(host: Arc<dyn Host + Send + Sync>, shelf: Box<dyn Shelf>) -> Server {
        Server {
            shelf,
            client: Client::default(),
            stage: Stage::Unknown,
            documents: Documents::default(),
            workspace: Workspace::new(Shared(host)),
            last_run: None,
            published: BTreeMap::new(),
            out: Vec::new(),
            next_request: 0,
        }
    }

    /// Whether the client has said goodbye.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Takes the messages that have come in, and gives those that go out. Requests that are taken back among them are not worked on, and
    /// diagnostics are found once, after all edits.
    pub fn handle(&mut self, messages: impl IntoIterator<Item = Message>) -> Vec<Message> {
        let messages: Vec<Message> = messages.into_iter().collect();
        let cancelled: BTreeSet<RequestId> = messages.iter().filter_map(cancelled).collect();
        for message in messages {
            match message {
                Message::Request(request) if cancelled.contains(&request.id) => {
                    self.refuse(request.id, ErrorCode::RequestCanceled, "taken back by the client");
                }
                Message::Request(request) => self.request(request),
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
        }
        self.publish();
        std::mem::take(&mut self.out)
    }

    pub(super) fn refuse(&mut self, id: RequestId, code: ErrorCode, message: &str) {
        self.out.push(Response::new_err(id, code as i32, message.to_owned()).into());
    }

    fn request(&mut self, request: Request) {
        match (self.stage, request.method.as_str()) {
            (Stage::Unknown, Initialize::METHOD) => self.answer::<Initialize>(request, |server, params| Ok(server.initialize(&params))),
            (Stage::Unknown, _) => self.refuse(request.id, ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (Stage::Working, Shutdown::METHOD) => {
                self.stage = Stage::Closing;
                self.out.push(Response::new_ok(request.id, ()).into());
            }
            (Stage::Working, _) => self.working(request),
            (Stage::Closing | Stage::Done, _) => self.refuse(request.id, ErrorCode::InvalidRequest, "nothing comes after `shutdown`"),
        }
    }

    /// Answers a request. One whose work panics fails alone.
    pub(super) fn answer<R: ls_types::request::Request>(
        &mut self,
        request: Request,
        work: fn(&mut Server, R::Params) -> Result<R::Result, String>,
    ) {
        let id = request.id;
        let params: R::Params = match serde_json::from_value(request.params) {
            Ok(params) => params,
            Err(error) => return self.refuse(id, ErrorCode::InvalidParams, &error.to_string()),
        };
        self.refresh();
        match catch_unwind(AssertUnwindSafe(|| work(self, params))) {
            Ok(Ok(result)) => self.out.push(Response::new_ok(id, result).into()),
            Ok(Err(refusal)) => self.refuse(id, ErrorCode::RequestFailed, &refusal),
            Err(_) => self.refuse(id, ErrorCode::InternalError, "the server met a fault of its own; please report it"),
        }
    }

    fn initialize(&mut self, params: &InitializeParams) -> InitializeResult {
        self.client = Client::new(params);
        self.workspace.folders = folders(params);
        self.stage = Stage::Working;
        InitializeResult {
            capabilities: client::capabilities(&self.client),
            server_info: Some(ServerInfo { name: env!("CARGO_PKG_NAME").to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
            ..InitializeResult::default()
        }
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "exit" => self.stage = Stage::Done,
            "initialized" => self.watch(),
            DidOpenTextDocument::METHOD => told::<DidOpenTextDocument>(params, |params| {
                let document = params.text_document;
                let Some(path) = path_of(&document.uri) else { return };
                self.documents.open(path.clone(), Document { uri: document.uri, version: document.version, text: document.text.clone() });
                self.workspace.arrange(&self.documents);
                self.workspace.write(&path, &document.text);
            }),
            DidChangeTextDocument::METHOD => told::<DidChangeTextDocument>(params, |params| {
                let Some(path) = path_of(&params.text_document.uri) else { return };
                self.documents.change(&path, params.text_document.version, params.content_changes, self.client.encoding);
                if let Some(document) = self.documents.get(&path) {
                    self.workspace.write(&path, &document.text);
                }
            }),
            DidCloseTextDocument::METHOD => told::<DidCloseTextDocument>(params, |params| {
                let Some(path) = path_of(&params.text_document.uri) else { return };
                self.documents.close(&path);
                self.workspace.discard(&path);
                self.workspace.arrange(&self.documents);
            }),
            DidChangeWatchedFiles::METHOD => self.workspace.reload(&self.documents),
            // A client that watches no files may have changed others too.
            DidSaveTextDocument::METHOD if !self.client.watches => self.workspace.reload(&self.documents),
            DidChangeWorkspaceFolders::METHOD => told::<DidChangeWorkspaceFolders>(params, |params| {
                let removed: Vec<PathBuf> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
                self.workspace.folders.retain(|folder| !removed.contains(folder));
                self.workspace.folders.extend(params.event.added.iter().filter_map(|folder| path_of(&folder.uri)));
                self.workspace.arrange(&self.documents);
            }),
            _ => {}
        }
    }

    /// Asks the client to tell of changes to files that are not open.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let patterns = ["**/*.rules", "**/pack.toml", "**/*.csv", "**/*.yaml", "**/*.yml", "**/*.json"];
        let watchers = patterns.map(|pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.to_owned()), kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.to_vec() };
        let registration = Registration {
            id: "files".to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        self.ask::<RegisterCapability>(RegistrationParams { registrations: vec![registration] });
    }

    /// Asks the client something; nothing here hangs on its answers.
    pub(super) fn ask<R: ls_types::request::Request>(&mut self, params: R::Params) {
        self.next_request += 1;
        self.out.push(Request::new(RequestId::from(self.next_request), R::METHOD.to_owned(), params).into());
    }

    pub(super) fn tell<N: ls_types::notification::Notification>(&mut self, params: N::Params) {
        self.out.push(Notification::new(N::METHOD.to_owned(), params).into());
    }

    /// Studies the rule files that have changed.
    fn refresh(&mut self) {
        for fault in self.workspace.refresh() {
            self.tell::<ShowMessage>(ShowMessageParams { typ: MessageType::ERROR, message: fault.to_string() });
        }
    }

    /// Says what is wrong, of each file of which that has changed.
    fn publish(&mut self) {
        if self.stage != Stage::Working {
            return;
        }
        self.refresh();
        let found = self.found();
        let silent = self.published.keys().filter(|path| !found.contains_key(*path)).cloned().collect::<Vec<_>>();
        let news = found.into_iter().chain(silent.into_iter().map(|path| (path, (None, Vec::new())))).collect::<Vec<_>>();
        for (path, news) in news {
            if self.published.get(&path).map_or(news.1.is_empty() && news.0.is_none(), |old| *old == news) {
                continue;
            }
            let uri = self.documents.get(&path).map(|document| document.uri.clone()).or_else(|| Uri::from_file_path(&path));
            let (version, diagnostics) = news.clone();
            let Some(uri) = uri else { continue };
            if news.0.is_none() && news.1.is_empty() {
                self.published.remove(&path);
            } else {
                self.published.insert(path, news);
            }
            self.tell::<PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
        }
    }

    /// What is wrong in each file, with the version of those that are open.
    fn found(&self) -> BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)> {
        let mut found = BTreeMap::new();
        for (root, analysis) in self.workspace.analyses() {
            for (path, diagnostics) in diagnostics::by_file(analysis, &self.client, &*self.shelf) {
                // A pack that is open itself speaks for its own files.
                if self.workspace.project_of(&self.documents, &path).is_none_or(|own| own == root) {
                    found.insert(path, (None, diagnostics));
                }
            }
        }
        for path in self.documents.paths() {
            let version = self.documents.get(path).map(|document| document.version);
            found.entry(path.to_owned()).or_default().0 = version;
        }
        found
    }

    pub(super) fn edits(&self) -> Edits<'_> {
        Edits { documents: &self.documents, shelf: &*self.shelf }
    }

    pub(super) fn view(&self, uri: &Uri) -> Option<View<'_>> {
        let path = path_of(uri)?;
        let analysis = self.workspace.analysis_of(&path)?;
        Some(View::new(analysis, &self.client, analysis.source(&path)?))
    }
}

/// The request that a notification takes back.
fn cancelled(message: &Message) -> Option<RequestId> {
    match message {
        Message::Notification(notification) if notification.method == "$/cancelRequest" => {
            serde_json::from_value(notification.params.get("id")?.clone()).ok()
        }
        _ => None,
    }
}

/// Takes a notification up; one that cannot be read is nobody's.
fn told<N: ls_types::notification::Notification>(params: serde_json::Value, take: impl FnOnce(N::Params))
where
    N::Params: DeserializeOwned,
{
    if let Ok(params) = serde_json::from_value(params) {
        take(params);
    }
}

/// The folders that the client has opened.
#[allow(deprecated, reason = "clients that know no workspace folders still send the one root")]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().filter_map(|folder| path_of(&folder.uri)).collect(),
        None => params.root_uri.iter().filter_map(path_of).collect(),
    }
}

/// The path of a file; none for what is no file.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme().as_str() != "file" {
        return None;
    }
    uri.to_file_path().map(|path| Path::new(&*path).to_owned())
}
