//! Edits of several files, as the client takes them.

use std::collections::BTreeMap;

use ls_types::{DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit};

use super::analysis::Place;
use super::documents::Documents;
use super::shelf::Shelf;
use super::view::View;
use crate::source::SourceId;

/// What edits depend on beside the rules.
pub struct Edits<'a> {
    pub documents: &'a Documents,
    pub shelf: &'a dyn Shelf,
}

/// The edits of one file, and the version that they are made for.
type OfFile = (Uri, Option<i32>, Vec<TextEdit>);

/// Edits by their texts; none where one of the texts is part of the program, which nobody can edit.
pub fn workspace_edit(view: &View<'_>, edits: &Edits<'_>, of: Vec<(SourceId, TextEdit)>) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<SourceId, Vec<TextEdit>> = BTreeMap::new();
    for (source, edit) in of {
        by_file.entry(source).or_default().push(edit);
    }
    let files: Option<Vec<OfFile>> = by_file
        .into_iter()
        .map(|(source, edits_of_file)| {
            let Place::File(path) = view.analysis.place(source) else { return None };
            let open = edits.documents.get(&path);
            let uri = open.map(|document| document.uri.clone()).or_else(|| Uri::from_file_path(&path))?;
            Some((uri, open.map(|document| document.version), edits_of_file))
        })
        .collect();
    let files = files?;
    if !view.client.document_changes {
        let changes = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let changes = files.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(changes.collect())), ..WorkspaceEdit::default() })
}
