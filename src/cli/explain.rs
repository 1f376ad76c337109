//! `rulecheck explain`: the page of a code or of a rule, or the derivation of a rule's verdicts.

use serde::Serialize;

use super::args::{ExplainArgs, Format};
use super::output;
use super::settings::Settings;
use crate::diag::codes;
use crate::driver::{self, Derivations, DiskHost, Explained, Options, Suspicions};
use crate::report::code_page::CodePage;
use crate::report::exit::Exit;
use crate::report::terminal::Style;
use crate::report::tree::Derived;
use crate::report::why::Why;
use crate::report::{Problem, VERSION, code_page, json, rule_page, terminal, tree, why};

/// The derivations of a rule's verdicts as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    version: u32,
    problems: &'a [Problem],
    derived: &'a [Derived],
}

/// The figures behind the fails of a rule as JSON.
#[derive(Serialize)]
struct Suspected<'a> {
    version: u32,
    problems: &'a [Problem],
    why: &'a [Why],
}

pub(super) fn run(args: ExplainArgs) -> Result<Exit, String> {
    let style = output::style(args.color, false);
    let settings = Settings::load(args.source)?;
    let options = Options { inputs: args.on, reader: settings.reader(&args.reading)?, ..settings.options() };
    let (text, exit) = match args.name {
        None => (all(args.format, style), Exit::Clean),
        Some(name) if options.inputs.is_empty() => {
            let explained = driver::explain(&DiskHost, &options, &name).map_err(|fault| fault.to_string())?;
            (page(&explained, args.format, style), Exit::Clean)
        }
        Some(name) if args.why_this_figure => {
            let of = driver::why(&DiskHost, &options, &name, args.instance.as_deref()).map_err(|fault| fault.to_string())?;
            (suspicions(&of, args.format, style), of.exit)
        }
        Some(name) => {
            let of = driver::derive(&DiskHost, &options, &name, args.instance.as_deref()).map_err(|fault| fault.to_string())?;
            (derivations(&of, args.format, style), of.exit)
        }
    };
    output::write(&text)?;
    Ok(exit)
}

fn all(format: Format, style: Style) -> String {
    match format {
        Format::Human => code_page::render_all(style),
        Format::Json => json::render(&codes::ALL.iter().map(|code| CodePage::new(code)).collect::<Vec<_>>()),
    }
}

fn page(explained: &Explained, format: Format, style: Style) -> String {
    match (explained, format) {
        (Explained::Code(code), Format::Human) => code_page::render(code, style),
        (Explained::Code(code), Format::Json) => json::render(&CodePage::new(code)),
        (Explained::Rule(page), Format::Human) => rule_page::render(page, style),
        (Explained::Rule(page), Format::Json) => json::render(page),
    }
}

fn suspicions(of: &Suspicions, format: Format, style: Style) -> String {
    match format {
        Format::Human => terminal::render_problems(&of.problems, &of.sources, style) + &why::render(&of.whys, style),
        Format::Json => json::render(&Suspected { version: VERSION, problems: &of.problems, why: &of.whys }),
    }
}

fn derivations(of: &Derivations, format: Format, style: Style) -> String {
    match format {
        Format::Human => terminal::render_problems(&of.problems, &of.sources, style) + &tree::render(&of.derived, style),
        Format::Json => json::render(&Shown { version: VERSION, problems: &of.problems, derived: &of.derived }),
    }
}
