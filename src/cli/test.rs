//! `rulecheck test`: run the tests of rule files, and test the tests.

use super::args::{Format, TestArgs};
use super::output;
use super::progress::Progress;
use crate::driver::{self, DiskHost, MutateOptions, TestOptions};
use crate::report::exit::Exit;
use crate::report::{covered_screen, json, mutated_screen, tested_screen};

pub(super) fn run(args: TestArgs) -> Result<Exit, String> {
    let style = output::style(args.output.color, args.quiet);
    let paths = if args.paths.is_empty() && args.pack.is_empty() { vec![".".into()] } else { args.paths.clone() };
    let options = TestOptions { paths, packs: args.pack.clone(), filter: args.filter.clone() };
    if args.mutate {
        return mutate(&args, &options);
    }
    if args.coverage {
        return cover(&args, &options);
    }
    let run = driver::test(&DiskHost, &options).map_err(|fault| fault.to_string())?;
    let text = match args.output.format {
        Format::Human => tested_screen::render(&run.report, &run.sources, style),
        Format::Json => json::render(&run.report),
    };
    output::write(&text)?;
    Ok(run.exit)
}

fn mutate(args: &TestArgs, options: &TestOptions) -> Result<Exit, String> {
    let progress = Progress::new("trying changes:", args.quiet);
    let how = MutateOptions { jobs: args.jobs, progress: &|done, all| progress.step(done, all) };
    let run = driver::mutate(&DiskHost, options, &how).map_err(|fault| fault.to_string())?;
    drop(progress);
    let text = match args.output.format {
        Format::Human => mutated_screen::render(&run.report, &run.sources, output::style(args.output.color, args.quiet)),
        Format::Json => json::render(&run.report),
    };
    output::write(&text)?;
    let is_enough = run.report.summary.killed_of_1000.is_none_or(|share| share >= usize::from(args.threshold) * 10);
    Ok(if run.exit == Exit::Failed && is_enough { Exit::Clean } else { run.exit })
}

fn cover(args: &TestArgs, options: &TestOptions) -> Result<Exit, String> {
    let run = driver::cover(&DiskHost, options).map_err(|fault| fault.to_string())?;
    let text = match args.output.format {
        Format::Human => covered_screen::render(&run.report, &run.sources, output::style(args.output.color, args.quiet)),
        Format::Json => json::render(&run.report),
    };
    output::write(&text)?;
    Ok(run.exit)
}
