//! `rulecheck test`: run the tests of rule files and the cases beside them, and test the tests.

use std::path::{Path, PathBuf};

use super::args::{TestArgs, TestFormat};
use super::progress::Progress;
use super::settings::Settings;
use super::{output, replace};
use crate::driver::{self, DiskHost, Host, MutateOptions, Reader, TestOptions, Waiting};
use crate::read::document::Limits;
use crate::report::exit::Exit;
use crate::report::{covered_screen, json, mutated_screen, tested_junit, tested_screen};

pub(super) fn run(args: TestArgs) -> Result<Exit, String> {
    let (rules, packs) = under_test(&args)?;
    let paths = if args.paths.is_empty() && args.pack.is_empty() { vec![".".into()] } else { args.paths.clone() };
    let options = TestOptions {
        paths,
        rules,
        packs,
        filter: args.filter.clone(),
        fail_fast: args.fail_fast,
        jobs: args.jobs,
        reader: output::program().map_or(Reader::Refused, |program| Reader::Apart { program, limits: Limits::default() }),
    };
    if args.mutate {
        return mutate(&args, &options);
    }
    if args.coverage {
        return cover(&args, &options);
    }
    let progress = Progress::new("judging cases:", args.quiet);
    let run = driver::test_with(&DiskHost, &options, &|done, all| progress.step(done, all)).map_err(|fault| fault.to_string())?;
    drop(progress);
    let text = match args.format {
        TestFormat::Human => tested_screen::render(&run.report, &run.sources, output::style(args.color, args.quiet)),
        TestFormat::Json => json::render(&run.report),
        TestFormat::Junit => tested_junit::render(&run.report),
    };
    output::write(&text)?;
    if !args.check && !output::is_ci() {
        keep(&run.waiting)?;
    }
    Ok(run.exit)
}

/// The rules of the configuration, where the arguments name none, and the packs. Of the packs of the configuration only folders are tested;
/// the others are part of the program.
fn under_test(args: &TestArgs) -> Result<(Option<Vec<PathBuf>>, Vec<String>), String> {
    if !args.pack.is_empty() || driver::holds_rules(&DiskHost, &args.paths) {
        return Ok((None, args.pack.clone()));
    }
    let settings = Settings::of(args.from.clone(), Vec::new(), Vec::new())?;
    let is_folder = |pack: &String| DiskHost.list(Path::new(pack)).is_ok();
    let (rules, packs) = (settings.rules(), settings.packs().into_iter().filter(is_folder).collect::<Vec<_>>());
    Ok(if rules.is_empty() && packs.is_empty() { (None, packs) } else { (Some(rules), packs) })
}

/// Keeps what came of cases beside them for a review, and removes what waits no longer.
fn keep(waiting: &[Waiting]) -> Result<(), String> {
    for Waiting { path, text } in waiting {
        let done = match text {
            Some(text) => replace::create(path, text.as_bytes()),
            None => replace::remove(path),
        };
        done.map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
    }
    if waiting.iter().any(|waiting| waiting.text.is_some()) {
        output::write_aside("`rulecheck review` goes through what changed\n");
    }
    Ok(())
}

fn mutate(args: &TestArgs, options: &TestOptions) -> Result<Exit, String> {
    if args.format == TestFormat::Junit {
        return Err("--format junit tells of tests and cases; --mutate has `full` and `json`".to_owned());
    }
    let progress = Progress::new("trying changes:", args.quiet);
    let how = MutateOptions { jobs: args.jobs, progress: &|done, all| progress.step(done, all) };
    let run = driver::mutate(&DiskHost, options, &how).map_err(|fault| fault.to_string())?;
    drop(progress);
    let text = match args.format {
        TestFormat::Json => json::render(&run.report),
        TestFormat::Human | TestFormat::Junit => mutated_screen::render(&run.report, &run.sources, output::style(args.color, args.quiet)),
    };
    output::write(&text)?;
    let is_enough = run.report.summary.killed_of_1000.is_none_or(|share| share >= usize::from(args.threshold) * 10);
    Ok(if run.exit == Exit::Failed && is_enough { Exit::Clean } else { run.exit })
}

fn cover(args: &TestArgs, options: &TestOptions) -> Result<Exit, String> {
    if args.format == TestFormat::Junit {
        return Err("--format junit tells of tests and cases; --coverage has `full` and `json`".to_owned());
    }
    let run = driver::cover(&DiskHost, options).map_err(|fault| fault.to_string())?;
    let text = match args.format {
        TestFormat::Json => json::render(&run.report),
        TestFormat::Human | TestFormat::Junit => covered_screen::render(&run.report, &run.sources, output::style(args.color, args.quiet)),
    };
    output::write(&text)?;
    Ok(run.exit)
}
