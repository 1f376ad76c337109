//! The language server: what `rulecheck` knows of rule files, for editors.
//!
//! [`Server`] is the whole of it but for the wires: it takes messages and gives messages, so that a test can be its client.
//! [`serve`] connects it to standard input and output. Everything that is said of rules comes from the stages below; here it is only found
//! again by the place in the text, and put into the protocol's words.

mod actions;
mod analysis;
mod client;
mod completion;
mod diagnostics;
mod documents;
mod edits;
mod formatting;
mod hover;
mod inlay;
pub mod keywords;
mod lenses;
mod loose;
pub mod names;
mod outline;
mod position;
mod references;
mod rename;
mod requests;
mod server;
mod shelf;
mod signature;
mod tokens;
mod view;
mod workspace;

use std::io;
use std::sync::Arc;

use lsp_server::Connection;

pub use server::Server;
pub use shelf::{DiskShelf, Shelf};

use crate::driver::DiskHost;

/// Serves an editor over standard input and output until it says goodbye.
pub fn serve() -> io::Result<()> {
    let (connection, threads) = Connection::stdio();
    let mut server = Server::new(Arc::new(DiskHost), Box::new(DiskShelf::default()));
    while !server.is_done() {
        let Ok(first) = connection.receiver.recv() else { break };
        let batch = std::iter::once(first).chain(connection.receiver.try_iter());
        for message in server.handle(batch) {
            if connection.sender.send(message).is_err() {
                break;
            }
        }
    }
    drop(connection);
    threads.join()
}
