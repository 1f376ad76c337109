//! Returns read from the texts of published forms: the same findings as from their transcription.

use std::path::{Path, PathBuf};

use rulecheck::driver::{self, Checked, DiskHost, Done, Fault, MemoryHost, Options, Readings};
use rulecheck::read::canonical;

use crate::corpus::{root, snapshot};

fn check(inputs: &[&str]) -> Checked {
    let inputs = inputs.iter().map(|input| root().join(input)).collect::<Vec<PathBuf>>();
    driver::check(&DiskHost, &Options { inputs, ..Options::default() }).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What the findings say, without the places, which are those of other files.
fn fails(checked: &Checked) -> Vec<(String, String)> {
    checked.report.findings.iter().map(|finding| (finding.instance.rule.clone(), finding.message.clone())).collect()
}

const PROFILE: &str = "examples/sensetime-2022-09/issuer.yaml";

#[test]
fn the_texts_of_two_filings_give_the_findings_of_their_transcription() {
    let transcribed = check(&["examples/sensetime-2022-09"]);
    let read = check(&["examples/as-published", PROFILE]);
    assert!(!fails(&transcribed).is_empty());
    assert_eq!(fails(&read), fails(&transcribed));
}

#[test]
fn a_finding_points_into_the_published_text() {
    let read = check(&["examples/as-published", PROFILE]);
    let name = |path: &str| Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    for figure in read.report.findings.iter().flat_map(|finding| &finding.figures) {
        let place = &figure.place;
        let in_text = name(&place.path).is_some_and(|name| name.ends_with(".txt"));
        assert!(in_text, "{} of {} stands in {}", figure.label, figure.printed, place.path);
    }
}

/// What is read of a text in `tests/forms`, with the place of each figure.
fn read(name: &str) -> String {
    let options = Options { inputs: vec![root().join("tests/forms").join(name)], ..Options::default() };
    let readings = driver::read(&DiskHost, &options).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(readings.unreadable(), Vec::<String>::new());
    canonical::yaml(&readings.sources, &readings.documents[0]).expect("the text is that of a form")
}

#[test]
fn the_monthly_return_of_2026_is_read_with_treasury_shares_and_public_float() {
    snapshot("monthly_return_of_2026", &read("monthly-return-2026.txt"));
}

#[test]
fn the_next_day_return_of_2025_is_read_in_all_its_sections() {
    snapshot("next_day_return_of_2025", &read("next-day-return-2025.txt"));
}

#[test]
fn many_files_are_read_some_at_a_time_as_they_are_together() {
    let text = std::fs::read_to_string(root().join("tests/forms/next-day-return-2025.txt")).expect("the text of a form");
    let host = (0..70).fold(MemoryHost::default().with("filed/house.rules", "rule broken applies to nothing must yes"), |host, number| {
        host.with(format!("filed/{number:02}.txt"), text.as_str())
    });
    let inputs = vec![PathBuf::from("filed/03.txt"), PathBuf::from("filed"), PathBuf::from("filed/05.txt")];
    let options = Options { inputs, ..Options::default() };
    let yaml = |readings: &Readings| {
        let written = |document| canonical::yaml(&readings.sources, document).expect("a form");
        readings
            .documents
            .iter()
            .map(|document| (readings.sources.get(document.source).name.clone(), written(document)))
            .collect::<Vec<_>>()
    };
    let together = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
    let (mut parts, mut steps, mut problems) = (Vec::new(), Vec::new(), 0);
    let mut take = |readings: Readings, done: Done| -> Result<(), Fault> {
        assert!(readings.documents.len() <= 32, "{} at a time", readings.documents.len());
        parts.extend(yaml(&readings));
        steps.push(done);
        problems += readings.problems.len();
        Ok(())
    };
    driver::read_in_parts(&host, &options, &mut take).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(steps.last(), Some(&Done { files: 70, all: 70 }));
    assert_eq!((problems, together.problems.len()), (1, 1));
    assert_eq!(parts.iter().map(|(name, _)| name).collect::<Vec<_>>(), yaml(&together).iter().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(parts, yaml(&together));
}
