//! Which request is answered by what.

use std::path::PathBuf;

use ls_types::notification::ShowMessage;
use ls_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentHighlightRequest, DocumentSymbolRequest, ExecuteCommand, FoldingRangeRequest,
    Formatting, GotoDefinition, HoverRequest, InlayHintRefreshRequest, InlayHintRequest, PrepareRenameRequest, References, Rename,
    Request as _, SemanticTokensFullRequest, SignatureHelpRequest,
};
use ls_types::{
    CompletionResponse, DocumentHighlight, DocumentSymbolResponse, ExecuteCommandParams, GotoDefinitionResponse, MessageType,
    SemanticTokensResult, ShowMessageParams, TextDocumentPositionParams, Uri,
};
use lsp_server::{ErrorCode, Request};
use serde_json::{Value, json};

use super::inlay::LastRun;
use super::server::{Server, path_of};
use super::view::View;
use super::{actions, completion, formatting, hover, inlay, lenses, outline, references, rename, signature, tokens};
use crate::driver::{Fault, Host};

impl Server {
    /// Answers a request of a connection that is under way.
    pub(super) fn working(&mut self, request: Request) {
        match request.method.as_str() {
            HoverRequest::METHOD => self.answer::<HoverRequest>(request, |server, params| {
                Ok(server.at(&params.text_document_position_params, hover::hover).flatten())
            }),
            Completion::METHOD => self.answer::<Completion>(request, |server, params| {
                Ok(server.at(&params.text_document_position, completion::completion).map(CompletionResponse::Array))
            }),
            SignatureHelpRequest::METHOD => self.answer::<SignatureHelpRequest>(request, |server, params| {
                Ok(server.at(&params.text_document_position_params, signature::signature).flatten())
            }),
            GotoDefinition::METHOD => self.answer::<GotoDefinition>(request, |server, params| {
                let places =
                    server.at(&params.text_document_position_params, |view, offset| references::definition(view, offset, &*server.shelf));
                Ok(places.map(GotoDefinitionResponse::Array))
            }),
            References::METHOD => self.answer::<References>(request, |server, params| {
                let with_declaration = params.context.include_declaration;
                Ok(server.at(&params.text_document_position, |view, offset| {
                    references::references(view, offset, with_declaration, &*server.shelf)
                }))
            }),
            DocumentHighlightRequest::METHOD => self.answer::<DocumentHighlightRequest>(request, |server, params| {
                Ok(server.at(&params.text_document_position_params, |view, offset| {
                    let places = references::here(view, offset).into_iter();
                    places.map(|range| DocumentHighlight { range, kind: None }).collect()
                }))
            }),
            PrepareRenameRequest::METHOD => {
                self.answer::<PrepareRenameRequest>(request, |server, params| server.at(&params, rename::prepare).transpose());
            }
            Rename::METHOD => self.answer::<Rename>(request, |server, params| {
                let renamed = server
                    .at(&params.text_document_position, |view, offset| rename::rename(view, offset, &params.new_name, &server.edits()));
                renamed.transpose()
            }),
            _ => self.of_file(request),
        }
    }

    /// Answers a request about a whole file.
    fn of_file(&mut self, request: Request) {
        match request.method.as_str() {
            DocumentSymbolRequest::METHOD => self.answer::<DocumentSymbolRequest>(request, |server, params| {
                Ok(server.view(&params.text_document.uri).map(|view| DocumentSymbolResponse::Nested(outline::symbols(&view))))
            }),
            FoldingRangeRequest::METHOD => self.answer::<FoldingRangeRequest>(request, |server, params| {
                Ok(server.view(&params.text_document.uri).map(|view| outline::folding(&view)))
            }),
            SemanticTokensFullRequest::METHOD => self.answer::<SemanticTokensFullRequest>(request, |server, params| {
                Ok(server.view(&params.text_document.uri).map(|view| SemanticTokensResult::Tokens(tokens::tokens(&view))))
            }),
            InlayHintRequest::METHOD => self.answer::<InlayHintRequest>(request, |server, params| {
                let last = server.last_run.as_ref();
                Ok(server.view(&params.text_document.uri).map(|view| inlay::hints(&view, params.range, last)))
            }),
            CodeLensRequest::METHOD => self.answer::<CodeLensRequest>(request, |server, params| {
                let uri = &params.text_document.uri;
                let host = server.workspace.layered(&server.documents);
                let Some((view, path)) = server.view(uri).zip(path_of(uri)) else { return Ok(None) };
                Ok(Some(lenses::lenses(&view, &host, &path, uri)))
            }),
            ExecuteCommand::METHOD => self.answer::<ExecuteCommand>(request, Server::execute),
            Formatting::METHOD => self.answer::<Formatting>(request, |server, params| {
                Ok(server.view(&params.text_document.uri).and_then(|view| formatting::formatting(&view)))
            }),
            CodeActionRequest::METHOD => self.answer::<CodeActionRequest>(request, |server, params| {
                let Some(view) = server.view(&params.text_document.uri) else { return Ok(None) };
                Ok(Some(actions::actions(&view, params.range, &server.edits())))
            }),
            method => {
                let message = format!("`{method}` is not known here");
                self.refuse(request.id, ErrorCode::MethodNotFound, &message);
            }
        }
    }

    /// What there is at a place of a file.
    fn at<T>(&self, place: &TextDocumentPositionParams, find: impl FnOnce(&View<'_>, usize) -> T) -> Option<T> {
        let view = self.view(&place.text_document.uri)?;
        let offset = view.lines.offset(place.position);
        Some(find(&view, offset))
    }

    /// Runs a command of a lens, tells what came of it, and gives the same as the answer.
    fn execute(&mut self, params: ExecuteCommandParams) -> Result<Option<Value>, String> {
        let words: Vec<&str> = params.arguments.iter().filter_map(Value::as_str).collect();
        let told = |fault: Fault| fault.to_string();
        let (ran, last_run) = match (params.command.as_str(), &words[..]) {
            (lenses::RUN_TEST, [uri, title]) => {
                let rules = self.rules_of(uri)?;
                (lenses::run_test(&self.workspace.layered(&self.documents), &rules, title).map_err(told)?, None)
            }
            (lenses::CHECK_AGAINST, [uri, rule, filing]) => {
                let rules = self.rules_of(uri)?;
                let filing = PathBuf::from(filing);
                let host = self.workspace.layered(&self.documents);
                let (ran, reckoned) = lenses::check_against(&host as &dyn Host, &rules, rule, &filing).map_err(told)?;
                let filing = filing.file_name().unwrap_or_default().to_string_lossy().into_owned();
                (ran, Some(LastRun { filing, rule: (*rule).to_owned(), values: reckoned.values.into_iter().collect() }))
            }
            (command, _) => return Err(format!("`{command}` with these arguments is not known here")),
        };
        if last_run.is_some() {
            self.last_run = last_run;
            if self.client.refreshes_hints {
                self.ask::<InlayHintRefreshRequest>(());
            }
        }
        let typ = if ran.is_good { MessageType::INFO } else { MessageType::WARNING };
        self.tell::<ShowMessage>(ShowMessageParams { typ, message: ran.message.clone() });
        Ok(Some(json!({"good": ran.is_good, "message": ran.message})))
    }

    /// The rule files that the file of a command belongs to.
    fn rules_of(&self, uri: &str) -> Result<Vec<PathBuf>, String> {
        let path = uri.parse::<Uri>().ok().as_ref().and_then(path_of).ok_or("the command names no file")?;
        Ok(self.workspace.rules_of(&path).to_vec())
    }
}
