//! The same session in Neovim, without a screen. Where it is not installed, the test says so and passes.

use std::process::Command;

/// What is done in the editor: a script of its own language, which writes what it saw to a file.
const SCRIPT: &str = include_str!("neovim.lua");

const FORM: &str = "-- 股份結存 𠮷\nform statement \"Statement of shares\"\n  field opening \"上月底結存\" shares\n  field closing \"Balance at the end\" shares\nend\n";

const RULES: &str = "-- 本公司的規則\nrule roll-forward\n  \"結存\"\n  applies to statement\n  cites \"House rule 1\"\n  given   moved = closing - openng\n  must moved >= 0\n    else \"結存 {closing} 不符：{moved}.\"\nend\n\ntest \"結存\" of roll-forward\n  with \"september.yaml\"\n  expect pass\nend\n";

#[test]
fn a_session_in_neovim() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("\nNOT RUN: the session in Neovim, for there is no `nvim` on the path; `apt-get install neovim` brings it\n");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file can be written");
    write("form.rules", FORM);
    write("house.rules", RULES);
    write("september.yaml", "form: statement\nopening: 900\nclosing: 905\n");
    write("session.lua", SCRIPT);
    let mut nvim = Command::new("nvim");
    nvim.args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile session.lua", "-c", "qall!"]);
    nvim.env("RULECHECK", env!("CARGO_BIN_EXE_rulecheck")).env("HOME", folder.path()).env("XDG_STATE_HOME", folder.path());
    let output = nvim.current_dir(folder.path()).output().expect("Neovim can be started");
    let seen = std::fs::read_to_string(folder.path().join("seen.txt")).unwrap_or_default();
    let errors = String::from_utf8_lossy(&output.stderr);
    let wanted = [
        "diagnostics: unknown-name at 6:29",
        "completion: opening",
        "fix: Write `opening`",
        "diagnostics after the fix: 0",
        "hover: moved : shares",
        "definition: form.rules:3",
        "rename: 3",
        "layout:   given difference_found = closing - opening",
        "lens: Check against september.yaml, Run test",
        "test: ok: 結存 (roll-forward)",
    ];
    assert_eq!(seen.lines().collect::<Vec<_>>(), wanted, "{errors}");
}
