//! The result blocks of every case are what the library says. `UPDATE=1` rewrites them.

use rulecheck::case::Answer;

use crate::corpus::{REWRITING, case_files, none_of, root};

#[test]
fn results_are_as_the_cases_have_them() {
    let is_update = std::env::var_os("UPDATE").is_some();
    assert!(!is_update || std::env::var_os("CI").is_none(), "UPDATE rewrites what is expected, which a check of a change must not do");
    let _alone = REWRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut faults = Vec::new();
    for file in case_files() {
        let answers: Vec<Answer> = file.cases.iter().map(|case| case.run()).collect();
        if is_update {
            let rewritten = file.rewritten(&answers);
            if rewritten != file.text {
                std::fs::write(root().join(&file.name), rewritten).expect("a case file can be written");
                eprintln!("rewrote {}", file.name);
            }
        } else {
            faults.extend(file.cases.iter().zip(&answers).flat_map(|(case, answer)| answer.mismatches(&file, case)));
        }
    }
    none_of(faults);
}
