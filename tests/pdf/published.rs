//! A return as it was published, where a folder of such is at hand: its cells are those that another tool finds.

use std::path::PathBuf;

use rulecheck::read::document::Limits;
use rulecheck::read::pdf;

/// The folder of published returns, which is no part of the project.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("RULECHECK_CORPUS").map_or_else(|| crate::corpus::root().join("../shared/corpus"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
fn cells_of_a_published_return_are_those_that_another_tool_finds() {
    let Some(folder) = folder() else {
        eprintln!("SKIPPED: no published returns are at hand; RULECHECK_CORPUS names their folder");
        return;
    };
    let folder = folder.join("moon-inc-1723-ff301");
    let bytes = std::fs::read(folder.join("original.pdf")).expect("the return");
    let read = pdf::read(bytes, &Limits::default(), 2).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert!(read.doubts.is_empty(), "{:?}", read.doubts);
    let tables = std::fs::read_to_string(folder.join("tables.pdfplumber.json")).expect("its tables");
    let tables: Vec<Vec<Vec<Vec<Option<String>>>>> = serde_json::from_str(&tables).expect("tables by page");
    let mut rows = 0;
    for (page, tables) in read.layout.pages.iter().zip(tables) {
        let lines: Vec<&str> = read.layout.text[page.range.clone()].lines().map(|line| line.trim_end_matches('\t')).collect();
        for row in tables.into_iter().flatten() {
            // A merged cell is `None` but for its first column.
            let cells: Vec<String> = row.into_iter().flatten().map(|cell| cell.replace('\n', " ")).collect();
            if cells.len() > 1 {
                let row = cells.join("\t");
                assert!(lines.contains(&row.trim_end_matches('\t')), "page {} has no row\n{row}\nbut\n{}", page.number, lines.join("\n"));
                rows += 1;
            }
        }
    }
    assert!(rows > 0, "no table was compared");
    eprintln!("{rows} rows of {} pages are as the other tool has them", read.layout.pages.len());
}
