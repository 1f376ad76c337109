//! `rulecheck doc`: a pack as pages for a browser.

use std::io;
use std::path::Path;

use super::args::DocArgs;
use super::output;
use crate::driver::DiskHost;
use crate::report::exit::Exit;
use crate::report::terminal;
use crate::site::{self, Refusal, Site};

/// The words by which a page says what wrote it, so that a folder of such pages may be replaced.
const MARK: &str = "<meta name=\"generator\" content=\"rulecheck\">";

pub(super) fn run(args: DocArgs) -> Result<Exit, String> {
    let style = output::error_style(args.color);
    let site = match site::site(&DiskHost, &args.pack) {
        Ok(site) => site,
        Err(Refusal::Fault(fault)) => return Err(fault.to_string()),
        Err(Refusal::Broken(message)) => return Err(message),
        Err(Refusal::Problems { problems, sources }) => {
            output::write_aside(&terminal::render_problems(&problems, &sources, style));
            return Err(format!("{} has errors; pages are made of packs that run", args.pack.display()));
        }
    };
    put(&site, &args.output)?;
    output::write(&said(&site, &args.output))?;
    Ok(Exit::Clean)
}

fn said(site: &Site, folder: &Path) -> String {
    let rules = site.rules;
    let mut text = format!("{} pages written to {}: {rules} rules", site.pages.len(), folder.display());
    text += &match rules - site.shown {
        0 => ", each with an example that passes and one that fails\n".to_owned(),
        without => format!(", of which {without} lack an example that passes or one that fails\n"),
    };
    text
}

/// Writes the pages into a new folder beside the one that is asked for, which then takes its place, so that no half of a site is seen.
/// A folder that holds anything but a site is left alone.
#[expect(clippy::disallowed_methods, reason = "a command that writes a folder of pages has to look at what stands there")]
fn put(site: &Site, folder: &Path) -> Result<(), String> {
    let refused = |error: io::Error| format!("the pages cannot be written to {}: {error}", folder.display());
    let is_there = match std::fs::read_dir(folder) {
        Ok(mut entries) => {
            let is_site = std::fs::read_to_string(folder.join("index.html")).is_ok_and(|text| text.contains(MARK));
            if entries.next().is_some() && !is_site {
                let what = "holds other files, which would be lost; name a new folder, or one that holds the pages of an earlier run";
                return Err(format!("{} {what}", folder.display()));
            }
            true
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(refused(error)),
    };
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(refused)?;
    let work = tempfile::Builder::new().prefix(".rulecheck-").tempdir_in(parent).map_err(refused)?;
    let new = work.path().join("new");
    for page in &site.pages {
        let path = new.join(&page.path);
        std::fs::create_dir_all(path.parent().unwrap_or(&new)).and_then(|()| std::fs::write(&path, &page.text)).map_err(refused)?;
    }
    if is_there {
        std::fs::rename(folder, work.path().join("old")).map_err(refused)?;
    }
    std::fs::rename(&new, folder).map_err(refused)
}
