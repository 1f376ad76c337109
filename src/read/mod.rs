//! Returns as they are published: from the text of a form, page by page, to what a return in YAML would have said.

pub mod document;
#[cfg(feature = "pdf")]
pub mod pdf;
