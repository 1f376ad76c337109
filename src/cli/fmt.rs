//! `rulecheck fmt`: rule files in their one layout, rewritten, named or shown as a difference.

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use similar::TextDiff;

use super::args::FmtArgs;
use super::settings::Settings;
use super::{output, replace};
use crate::diag::Level;
use crate::driver::{self, DiskHost, Formatted, FormattedFile, Outcome};
use crate::report::exit::Exit;
use crate::report::terminal;

/// The name that stands for standard input.
const STANDARD_INPUT: &str = "-";

pub(super) fn run(args: FmtArgs) -> Result<Exit, String> {
    if args.paths.iter().any(|path| path.as_os_str() == STANDARD_INPUT) {
        if args.paths.len() > 1 {
            return Err("`-` stands for standard input and is given alone; name the files in another run".to_owned());
        }
        return standard_input(&args);
    }
    let mut paths = Settings::of(args.from.clone(), args.paths.clone(), Vec::new())?.rules();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let formatted = driver::format(&DiskHost, &paths).map_err(|fault| fault.to_string())?;
    tell_problems(&formatted, &args);
    let mut lines = String::new();
    let mut failed = 0;
    for (file, text) in changed(&formatted) {
        let name = &formatted.sources.get(file.source).name;
        if args.diff {
            output::write(&difference(&formatted, file, text))?;
        } else if args.check {
            lines.push_str(&format!("would format {}\n", terminal::harmless(name)));
        } else if let Err(error) = replace::replace(&file.path, text) {
            output::tell(&format!("`{name}` cannot be written: {error}"));
            failed += 1;
        } else {
            lines.push_str(&format!("formatted {}\n", terminal::harmless(name)));
        }
    }
    if !formatted.files.is_empty() {
        lines.push_str(&summary(&formatted, failed, args.check || args.diff));
    }
    if args.diff {
        output::write_aside(&lines)
    } else {
        output::write(&lines)?
    }
    Ok(if failed > 0 { Exit::Incomplete } else { exit(&formatted, &args) })
}

/// Formats standard input to standard output. Text with errors gives no output, so that nothing is replaced by it.
fn standard_input(args: &FmtArgs) -> Result<Exit, String> {
    let mut bytes = Vec::new();
    let most = driver::MOST_BYTES;
    let read =
        io::stdin().lock().take(most + 1).read_to_end(&mut bytes).map_err(|error| format!("standard input cannot be read: {error}"))?;
    if read as u64 > most {
        return Err("standard input is larger than any rule file".to_owned());
    }
    let formatted = driver::format_bytes("standard input", bytes);
    tell_problems(&formatted, args);
    for file in &formatted.files {
        let text = match &file.outcome {
            Outcome::Changed(text) if args.diff => &difference(&formatted, file, text),
            Outcome::Changed(_) if args.check => "would format standard input\n",
            Outcome::Changed(text) => text,
            Outcome::Kept if !args.check && !args.diff => &*formatted.sources.get(file.source).text,
            Outcome::Kept | Outcome::Errors | Outcome::Altered => "",
        };
        output::write(text)?;
    }
    Ok(exit(&formatted, args))
}

/// What is wrong goes to the error stream: the output may be a patch or a rule file.
fn tell_problems(formatted: &Formatted, args: &FmtArgs) {
    let style = output::error_style(args.color);
    output::write_aside(&terminal::render_problems(&formatted.problems, &formatted.sources, style));
    for file in formatted.files.iter().filter(|file| file.outcome == Outcome::Altered) {
        let name = &formatted.sources.get(file.source).name;
        output::tell(&format!(
            "`{name}` is left as it is: in its new layout it would not be read as the same rules. Give inner parts a name with `given` or `define`"
        ));
    }
}

fn changed(formatted: &Formatted) -> impl Iterator<Item = (&FormattedFile, &str)> {
    formatted.files.iter().filter_map(|file| match &file.outcome {
        Outcome::Changed(text) => Some((file, text.as_str())),
        Outcome::Kept | Outcome::Errors | Outcome::Altered => None,
    })
}

fn exit(formatted: &Formatted, args: &FmtArgs) -> Exit {
    let has_errors = formatted.problems.iter().any(|problem| problem.level == Level::Error);
    if has_errors || formatted.files.iter().any(|file| matches!(file.outcome, Outcome::Errors | Outcome::Altered)) {
        Exit::Incomplete
    } else if (args.check || args.diff) && changed(formatted).next().is_some() {
        Exit::Failed
    } else {
        Exit::Clean
    }
}

/// `2 files formatted, 9 as they should be, 1 left because of errors`; `failed` are those that could not be written.
fn summary(formatted: &Formatted, failed: usize, only_asked: bool) -> String {
    let changed = changed(formatted).count() - failed;
    let kept = formatted.files.iter().filter(|file| file.outcome == Outcome::Kept).count();
    let left = formatted.files.len() - changed - kept;
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let done = if only_asked { " would be formatted" } else { " formatted" };
    let mut line = format!("{}{done}, {kept} as it should be", files(changed));
    if kept != 1 {
        line = line.replace("as it should be", "as they should be");
    }
    if left > 0 {
        line.push_str(&format!(", {left} left because of errors"));
    }
    line + "\n"
}

/// A patch. On a terminal, characters that it would act upon are shown by their numbers.
fn difference(formatted: &Formatted, file: &FormattedFile, text: &str) -> String {
    let source = formatted.sources.get(file.source);
    let patch = TextDiff::from_lines(&*source.text, text).unified_diff().context_radius(3).header(&source.name, &source.name).to_string();
    if !io::stdout().is_terminal() {
        return patch;
    }
    patch.lines().map(|line| terminal::harmless(line).into_owned() + "\n").collect()
}
