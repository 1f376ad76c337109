//! What the two sides of a connection can do: what the client says of itself, and what it is told of the server.

use ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    ExecuteCommandOptions, FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams, MarkupKind, OneOf, RenameOptions,
    SemanticTokensFullOptions, SemanticTokensOptions, SemanticTokensServerCapabilities, ServerCapabilities, SignatureHelpOptions,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
};

use super::position::Encoding;
use super::{lenses, tokens};

/// What the client can do, as far as answers depend on it.
#[derive(Clone, Debug)]
pub struct Client {
    pub encoding: Encoding,
    /// Hovers and documentation in Markdown rather than plain text.
    pub markdown: bool,
    /// Other places beside a diagnostic.
    pub related: bool,
    /// Edits of several files in an order, with the versions that they are made for.
    pub document_changes: bool,
    /// Completions with places to fill in.
    pub snippets: bool,
    /// Hints asked for anew when the server says so.
    pub refreshes_hints: bool,
    /// Watching files for the server.
    pub watches: bool,
}

impl Client {
    pub fn new(params: &InitializeParams) -> Client {
        let able = &params.capabilities;
        let general = able.general.as_ref();
        let document = able.text_document.as_ref();
        let workspace = able.workspace.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
        let hover = document.and_then(|document| document.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let completion = document.and_then(|document| document.completion.as_ref()).and_then(|of| of.completion_item.as_ref());
        let hints = workspace.and_then(|workspace| workspace.inlay_hint.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        Client {
            encoding: Encoding::negotiated(offered),
            markdown: hover.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            related: is_related(able),
            document_changes: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            snippets: completion.and_then(|completion| completion.snippet_support).unwrap_or_default(),
            refreshes_hints: hints.and_then(|hints| hints.refresh_support).unwrap_or_default(),
            watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default(),
        }
    }
}

impl Default for Client {
    fn default() -> Client {
        Client::new(&InitializeParams::default())
    }
}

fn is_related(able: &ClientCapabilities) -> bool {
    let document = able.text_document.as_ref();
    let published = document.and_then(|document| document.publish_diagnostics.as_ref());
    published.and_then(|published| published.related_information).unwrap_or_default()
}

/// What the server can do.
pub fn capabilities(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([".", "\"", "{"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(["(", ",", " "].map(str::to_owned).to_vec()),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(SemanticTokensOptions {
            legend: tokens::legend(),
            full: Some(SemanticTokensFullOptions::Bool(true)),
            ..SemanticTokensOptions::default()
        })),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![lenses::RUN_TEST.to_owned(), lenses::CHECK_AGAINST.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}
