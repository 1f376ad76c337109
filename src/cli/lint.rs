//! `rulecheck lint`: look for rules that are hardly what was meant, and with `--fix` put right what is certain.

use super::args::{Format, LintArgs};
use super::settings::Settings;
use super::{output, replace};
use crate::driver::{self, DiskHost, Options};
use crate::report::exit::Exit;
use crate::report::{json, lint};

/// The most times that fixes are made and the files looked at again: a fix may lay bare the next.
const MOST_ROUNDS: usize = 100;

pub(super) fn run(args: LintArgs) -> Result<Exit, String> {
    let style = output::style(args.output.color, false);
    let settings = Settings::of(args.from, args.paths, args.pack)?;
    let options = Options { rules: settings.rules(), packs: settings.packs(), ..Options::default() };
    let lint = || driver::lint(&DiskHost, &options).map_err(|fault| fault.to_string());
    let mut linted = lint()?;
    let mut fixed = Vec::new();
    for _ in 0..MOST_ROUNDS {
        if !args.fix || linted.edits.is_empty() {
            break;
        }
        for edit in linted.edits {
            replace::replace(&edit.path, &edit.text).map_err(|error| format!("`{}` cannot be written: {error}", edit.path.display()))?;
            fixed.extend(edit.fixed);
        }
        linted = lint()?;
    }
    linted.report.fixed = fixed;
    let text = match args.output.format {
        Format::Human => lint::render(&linted.report, &linted.sources, style),
        Format::Json => json::render(&linted.report),
    };
    output::write(&text)?;
    Ok(linted.exit)
}
