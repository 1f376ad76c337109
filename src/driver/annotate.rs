//! Copies of published files with the findings of a run marked on their pages.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::apart::{self, Reader};
use super::{Fault, Host, published};
use crate::read::document::Mark;
use crate::report::Report;

/// A copy of a file with marks.
pub struct Annotated {
    /// The file of which it is a copy.
    pub path: PathBuf,
    pub marks: usize,
    /// The copy, or why there is none.
    pub copy: Result<Vec<u8>, String>,
}

/// Marks every figure of a finding that has a place on a page, in a copy of its file; waived findings are left out.
pub fn annotate(host: &dyn Host, reader: &Reader, report: &Report) -> Result<Vec<Annotated>, Fault> {
    let mut files: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.waived.is_none()) {
        for figure in &finding.figures {
            let (Some(page), Some(area)) = (figure.place.page, figure.place.area) else { continue };
            let words = format!("{}: {}", finding.instance.title, finding.message);
            let marks = files.entry(&figure.place.path).or_default();
            // One frame for each figure, however many rules it fails.
            match marks.iter_mut().find(|mark| mark.page == page && mark.area == area) {
                Some(mark) if mark.words.contains(&words) => {}
                Some(mark) => mark.words = format!("{}\n{words}", mark.words),
                None => marks.push(Mark { page, area, words }),
            }
        }
    }
    let annotated = files.into_iter().map(|(name, marks)| {
        let path = PathBuf::from(name);
        let count = marks.len();
        let copy = apart::mark(reader, host.read(&path)?, marks).map_err(|refusal| published::sentence(name, &refusal));
        Ok(Annotated { path, marks: count, copy })
    });
    annotated.collect()
}
