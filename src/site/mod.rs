//! A pack as pages: each rule with its text, its law, its editions, what it reads, and examples that are run while the pages are made.
//!
//! The pages are plain files that a browser opens from a folder; they load nothing from elsewhere.

mod examples;
mod facts;
mod render;

use std::path::Path;

use crate::diag::Level;
use crate::driver::{self, Fault, Host, Options};
use crate::report::{self, Problem};
use crate::source::SourceMap;

use facts::Facts;

/// The pages of a pack.
pub struct Site {
    pub pages: Vec<Page>,
    pub rules: usize,
    /// How many of the rules have an example that passes and one that fails.
    pub shown: usize,
}

/// A file of the site.
pub struct Page {
    /// Relative to the site's folder, with forward slashes.
    pub path: String,
    pub text: String,
}

/// Why there are no pages.
pub enum Refusal {
    Fault(Fault),
    /// The pack has errors, so that its pages would say what does not run.
    Problems {
        problems: Vec<Problem>,
        sources: Box<SourceMap>,
    },
    /// A case of the pack, or a page, is not as it should be.
    Broken(String),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Fault(fault)
    }
}

/// The pages of the pack that a folder holds. Examples are the pack's own cases: the Markdown files below the folder.
pub fn site(host: &dyn Host, pack: &Path) -> Result<Site, Refusal> {
    let options = Options { packs: vec![pack.to_string_lossy().into_owned()], ..Options::default() };
    let book = driver::book(host, &options)?;
    let problems = report::problems(&book.sources, &book.diagnostics);
    if problems.iter().any(|problem| problem.level == Level::Error) {
        return Err(Refusal::Problems { problems, sources: Box::new(book.sources) });
    }
    if book.program.rules.is_empty() {
        return Err(Refusal::Broken(format!("{} holds no rules, so there is nothing to describe", pack.display())));
    }
    let examples = examples::examples(host, pack, &options)?;
    let facts = Facts::new(&book, examples);
    let shown = facts.rules.iter().filter(|rule| rule.has_both_examples()).count();
    let pages = render::pages(&facts).map_err(Refusal::Broken)?;
    Ok(Site { pages, rules: facts.rules.len(), shown })
}
