//! `rulecheck new`: write the beginning of a pack, a rule, a form, a return or a waiver.

use std::path::{Path, PathBuf};

use super::args::{DraftArgs, NewCommand, ReturnFormat};
use super::settings::Settings;
use super::{output, replace};
use crate::diag::suggest;
use crate::driver::{self, DiskHost, Host};
use crate::form::FormKind;
use crate::report::exit::Exit;
use crate::report::terminal;
use crate::scaffold::{self, Draft};
use crate::template;
use crate::ty::FormId;

pub(super) fn run(command: NewCommand) -> Result<Exit, String> {
    match command {
        NewCommand::Pack(args) => {
            let drafts = scaffold::pack(&args.name);
            let next = format!("rulecheck test --pack {}", args.draft.output.as_deref().unwrap_or(Path::new(&args.name)).display());
            write(drafts, &args.draft, &next)
        }
        NewCommand::Form(args) => {
            let draft = Draft { path: format!("{}.rules", args.name).into(), text: scaffold::form(&args.name) };
            write(vec![draft], &args.draft, &format!("rulecheck new rule {}.RULE --form {} --rules .", args.name, args.name))
        }
        NewCommand::Rule(args) => {
            let book = book(Settings::load(args.source)?)?;
            let form = form(&book, &args.form)?;
            let drafts = scaffold::rule(&args.name, &book.program.forms, form);
            // Named, for a rulecheck.toml may name other rules alone.
            let path = drafts.first().map_or(Path::new("."), |rules| rules.path.as_path());
            let next = format!("rulecheck test {}", args.draft.output.as_deref().unwrap_or(path).display());
            write(drafts, &args.draft, &next)
        }
        NewCommand::Return(args) => {
            let settings = Settings::load(args.source)?;
            let language = settings.language(args.lang.as_ref());
            let book = book(settings)?;
            let form = form(&book, &args.form)?;
            let forms = &book.program.forms;
            let sheets = || template::sheets(forms, form, None, language.as_deref());
            let (end, bytes) = match args.format {
                ReturnFormat::Yaml => ("yaml", scaffold::yaml(forms, form).into_bytes()),
                ReturnFormat::Csv => ("csv", template::csv(&sheets()).into_bytes()),
                ReturnFormat::Xlsx if args.draft.output.as_deref() == Some(Path::new("-")) => {
                    return Err("a spreadsheet is no text; name a file with --output".to_owned());
                }
                ReturnFormat::Xlsx => ("xlsx", xlsx(&sheets())?),
            };
            let path = PathBuf::from(format!("{}.{end}", args.form));
            let next = format!("rulecheck check {}", args.draft.output.as_deref().unwrap_or(&path).display());
            save(vec![(path, bytes)], &args.draft, &next)
        }
        NewCommand::Waiver(args) => {
            let book = book(Settings::load(args.source)?)?;
            let names = || book.program.rules.iter().map(|rule| rule.name.as_str());
            let rule = book.program.rules.iter().find(|rule| rule.name == args.rule).ok_or_else(|| {
                let advice = suggest::nearest(&args.rule, names()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                format!("there is no rule `{}`{advice}", args.rule)
            })?;
            let path = format!("{}-waiver.rules", args.rule.replace('.', "-")).into();
            let text = scaffold::waiver(&rule.name, &rule.pack);
            write(vec![Draft { path, text }], &args.draft, "rulecheck check RETURNS --rules with this file beside the others")
        }
    }
}

/// The bytes of a spreadsheet.
#[cfg(feature = "spreadsheets")]
pub(super) fn xlsx(sheets: &[template::Sheet]) -> Result<Vec<u8>, String> {
    template::workbook::xlsx(sheets).map_err(|error| format!("the spreadsheet cannot be written: {error}"))
}

#[cfg(not(feature = "spreadsheets"))]
pub(super) fn xlsx(_: &[template::Sheet]) -> Result<Vec<u8>, String> {
    Err("this copy of the program is built without spreadsheets".to_owned())
}

fn book(settings: Settings) -> Result<driver::Book, String> {
    driver::book(&DiskHost, &settings.options()).map_err(|fault| fault.to_string())
}

fn form(book: &driver::Book, name: &str) -> Result<FormId, String> {
    let forms = &book.program.forms;
    let known = forms.find(name).filter(|&id| forms.form(id).kind != FormKind::Table);
    known.ok_or_else(|| {
        let names = forms.forms.iter().filter(|form| form.kind != FormKind::Table).map(|form| form.name.as_str());
        let advice = suggest::advice(name, names).map_or_else(String::new, |advice| format!("; {advice}"));
        format!("there is no form `{name}`{advice}")
    })
}

/// Writes the files, all of them or, where one is there already, none. Rule files get their one layout, by which wrong names are found too.
fn write(drafts: Vec<Draft>, args: &DraftArgs, next: &str) -> Result<Exit, String> {
    let drafts = drafts.into_iter().map(laid_out).collect::<Result<Vec<Draft>, String>>()?;
    save(drafts.into_iter().map(|draft| (draft.path, draft.text.into_bytes())).collect(), args, next)
}

/// Writes files, all of them or, where one is there already, none.
fn save(files: Vec<(PathBuf, Vec<u8>)>, args: &DraftArgs, next: &str) -> Result<Exit, String> {
    if args.output.as_deref() == Some(Path::new("-")) {
        let texts: Vec<_> = files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
        output::write(&texts.join("\n"))?;
        return Ok(Exit::Clean);
    }
    let first = files.first().map(|(path, _)| path.clone()).unwrap_or_default();
    let placed: Vec<(PathBuf, &[u8])> = files.iter().map(|(path, bytes)| (place(path, &first, args), bytes.as_slice())).collect();
    if let Some((path, _)) = placed.iter().find(|(path, _)| !args.force && DiskHost.list(path).is_ok()) {
        return Err(format!("`{}` is there already; nothing is written. --force writes it anew", path.display()));
    }
    let mut said = String::new();
    for (path, bytes) in placed {
        replace::create(&path, bytes).map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
        said.push_str(&format!("wrote {}\n", terminal::harmless(&path.to_string_lossy())));
    }
    output::write(&format!("{said}next: {}\n", terminal::harmless(next)))?;
    Ok(Exit::Clean)
}

/// The first of the files has the path that is asked for, the others stand beside it; of a pack, all stand in the folder that is asked for.
fn place(path: &Path, first: &Path, args: &DraftArgs) -> PathBuf {
    let Some(asked) = &args.output else { return path.to_owned() };
    match (first.components().count(), path == first) {
        (2.., _) => asked.join(path.iter().skip(1).collect::<PathBuf>()),
        (_, true) => asked.clone(),
        (_, false) => asked.with_file_name(path),
    }
}

fn laid_out(draft: Draft) -> Result<Draft, String> {
    if draft.path.extension().is_none_or(|end| end != "rules") {
        return Ok(draft);
    }
    let formatted = driver::format_bytes("the new file", draft.text.clone().into_bytes());
    if let Some(problem) = formatted.problems.first() {
        return Err(format!("{}; choose another name", problem.message));
    }
    let text = formatted.files.into_iter().find_map(|file| match file.outcome {
        driver::Outcome::Changed(text) => Some(text),
        _ => None,
    });
    Ok(Draft { text: text.unwrap_or(draft.text), ..draft })
}
