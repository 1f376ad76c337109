//! Conversations with the program through standard input.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::corpus::{root, snapshot};
use crate::screens::folder;

/// What the program says to this input, and how it ends.
fn conversation(at: &Path, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
        .arg("repl")
        .args(arguments)
        .current_dir(at)
        .env("HOME", at)
        .env_remove("XDG_STATE_HOME")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it has an input").write_all(input.as_bytes()).expect("it reads its input");
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it writes UTF-8");
    let code = output.status.code().unwrap_or(-1);
    format!("{}{}--- exit {code} ---\n", text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_conversation_over_the_example() {
    let input = "\
period_end
:for Class B
row.closing - row.opening
:type row.closing
total of c.closing
  for each c in issued
:for issued Class B
row.opening + row.change = row.closing
rule house.small \"A class has fewer than a thousand shares\"
  applies to monthly_return
  for each c in issued
  must c.closing < 1,000 shares
    else \"Class {c.class} has {c.closing}.\"
end
define twice(x : shares) = x * 2
twice(row.closing)
row.clozing
1 +

:on next-day
:rules opening
:explain issued.roll-forwrd
:help floor
:frobnicate
:quit
never read
";
    snapshot("repl", &conversation(root(), &["examples/sensetime-2022-09", "--color", "never"], input));
}

#[test]
fn nothing_is_written_where_there_is_no_terminal() {
    let files: &[(&str, &[u8])] = &[("slip.rules", b"form slip\n  field a shares\nend\n"), ("slip.yaml", b"form: slip\na: 5\n")];
    let folder = folder(files);
    let said = conversation(folder.path(), &["slip.yaml", "--rules", "slip.rules"], "a * 2\n");
    assert_eq!(said, "on slip.yaml (slip)\n10 shares\n  a: 5  (slip.yaml:2 “a”)\n--- exit 0 ---\n");
    assert!(conversation(folder.path(), &["slip.rules"], "").contains("no returns are found"));
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder is there").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names.len(), files.len(), "no history is kept");
}
