//! What the documents show of the program's output is what it prints: `…` alone on a line stands for lines left out.

use std::path::Path;
use std::process::Command;

const DOCUMENTS: [&str; 6] = [
    "README.md",
    "docs/reading.md",
    "docs/testing.md",
    "examples/first-rule/README.md",
    "examples/sensetime-2022-09/README.md",
    "examples/snapshots/README.md",
];

#[test]
fn documents_show_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shown = 0;
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        for block in text.split("```console\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let (command, expected) = block.split_once('\n').unwrap();
            let words = command.strip_prefix("$ rulecheck ").unwrap_or_else(|| panic!("{document}: `{command}` is no call of rulecheck"));
            let output = Command::new(env!("CARGO_BIN_EXE_rulecheck")).args(words.split(' ')).current_dir(root).output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            if let Err(line) = matches(&printed, expected) {
                panic!("{document}: `{command}` does not print, after what stands before it:\n{line}\nIt prints:\n{printed}");
            }
            shown += 1;
        }
    }
    assert!(shown > 0, "no document shows any output");
}

/// Whether the expected lines stand in the output in their order, with gaps only at `…`; else the first that does not.
fn matches<'e>(printed: &str, expected: &'e str) -> Result<(), &'e str> {
    let mut printed = printed.lines().map(str::trim_end);
    let mut gap = false;
    for line in expected.lines() {
        if line == "…" {
            gap = true;
            continue;
        }
        let found = if gap { printed.any(|got| got == line.trim_end()) } else { printed.next() == Some(line.trim_end()) };
        if !found {
            return Err(line);
        }
        gap = false;
    }
    if gap || printed.next().is_none() { Ok(()) } else { Err("(the end)") }
}

#[test]
fn a_line_that_is_not_printed_is_found() {
    assert_eq!(matches("a\nb\nc\n", "a\n…\nc\n"), Ok(()));
    assert_eq!(matches("a\nb\nc\n", "…\nb\n…\n"), Ok(()));
    assert_eq!(matches("a\nb\nc\n", "a\nc\n"), Err("c"));
    assert_eq!(matches("a\nb\n", "a\n"), Err("(the end)"));
}
