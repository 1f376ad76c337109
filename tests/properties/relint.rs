//! Linting again after edits says what linting afresh says.

use std::path::PathBuf;

use proptest::prelude::{Strategy, any, prop_assert_eq};
use rulecheck::diag::Diagnostic;
use rulecheck::driver::{MemoryHost, Options, Session};
use rulecheck::ir::verify;

use super::for_one_in;

const FORM: &str = "form slip \"Slip\"\n  dated day\n  field day \"Day\" date\n  field a \"A\" shares\n  field b \"B\" shares\nend\n";

/// One of the texts that a file may come to have; some are broken, and some disturb their neighbours.
fn text(file: usize, kind: u8) -> String {
    let rule = |name: &str, condition: &str| {
        format!(
            "rule {name} \"A title\"\n  applies to slip\n  cites \"Manual\"\n  when a > 0\n  given sum = a + b\n  must {condition}\nend\n"
        )
    };
    match kind % 12 {
        0 => rule(&format!("own-{file}"), "sum > b"),
        1 => rule(&format!("own-{file}"), "a < b"),
        2 => rule("same-name", "a >= b"),
        3 => format!("{}\n-- allow unused-given: kept\n{}", rule("first", "a <= b - 1 shares"), rule(&format!("second-{file}"), "a > b")),
        4 => format!("parameter most_{file} \"Most\" = 10 shares\n{}", rule(&format!("own-{file}"), "a <= most_1")),
        5 => format!("define twice_{file}(x : shares) = x * 2\n{}", rule(&format!("own-{file}"), "twice_2(a) > 0")),
        10 => format!("define twice_{file}(x : shares) = x * 3 -- more\n{}", rule(&format!("own-{file}"), "twice_1(a) > 0 and a < most_1")),
        11 => format!("{}\n-- a line more\n{}", rule(&format!("second-{file}"), "b > 0"), rule(&format!("own-{file}"), "a < b")),
        6 => "rule broken must end\n".to_owned(),
        7 => rule(&format!("own-{file}"), "a > \"text\""),
        8 => format!("form other_{file}\n  field c shares\nend\n"),
        _ => "-- nothing\n".to_owned(),
    }
}

fn path(file: usize) -> PathBuf {
    PathBuf::from(format!("r/part-{file}.rules"))
}

fn form() -> MemoryHost {
    MemoryHost::default().with("r/form.rules", FORM)
}

/// The files as they stand after each edit: a file more, a file less, or another text.
fn history() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let edits = proptest::collection::vec((0..6usize, any::<u8>()), 1..8);
    (proptest::collection::vec(any::<u8>(), 1..5), edits).prop_map(|(first, edits)| {
        let mut states = vec![first];
        for (place, kind) in edits {
            let mut next = states[states.len() - 1].clone();
            match place < next.len() {
                true if kind < 240 => next[place] = kind,
                true if next.len() > 1 => drop(next.remove(place)),
                _ => next.push(kind),
            }
            states.push(next);
        }
        states
    })
}

/// What a session says of the rule files: the diagnostics, and the program as far as it was made of them.
fn said(session: &mut Session) -> (Vec<Diagnostic>, String) {
    let looked = session.look().unwrap();
    verify(&looked.program).unwrap();
    let is_own = |source| looked.sources.get(source).name.starts_with("r/");
    let rules: Vec<_> = looked.program.rules.iter().filter(|rule| is_own(rule.span.source)).collect();
    let exprs: Vec<_> = looked.program.exprs.iter().filter(|expr| is_own(expr.span.source)).collect();
    (looked.diagnostics.clone(), format!("{rules:?} {exprs:?}"))
}

/// What a session without a memory says.
fn afresh(kinds: &[u8]) -> (Vec<Diagnostic>, String) {
    let host = kinds.iter().enumerate().fold(form(), |host, (file, kind)| host.with(path(file), text(file, *kind)));
    said(&mut Session::new(Box::new(host), options()))
}

fn options() -> Options {
    Options { rules: vec!["r".into()], ..Options::default() }
}

#[test]
fn looking_again_says_what_looking_afresh_says() {
    for_one_in(8, &history(), |states| {
        let mut session = Session::new(Box::new(form()), options());
        let mut files = 0;
        for kinds in states {
            (kinds.len()..files).for_each(|file| session.remove(&path(file)));
            kinds.iter().enumerate().for_each(|(file, kind)| session.write(&path(file), text(file, *kind)));
            files = kinds.len();
            prop_assert_eq!(said(&mut session), afresh(&kinds), "{:?}", kinds);
        }
        Ok(())
    });
}

#[test]
fn a_text_stands_in_place_of_its_file_until_it_is_discarded() {
    let host = form().with(path(0), text(0, 0));
    let mut session = Session::new(Box::new(host), options());
    let names = |session: &mut Session| -> Vec<String> {
        let rules = &session.look().unwrap().program.rules;
        rules.iter().filter(|rule| rule.pack.is_empty()).map(|rule| rule.name.clone()).collect()
    };
    assert_eq!(names(&mut session), ["own-0"]);
    session.write(&path(0), text(0, 2));
    session.write(&path(1), text(1, 1));
    assert!(session.looked().is_none());
    assert_eq!(names(&mut session), ["same-name", "own-1"]);
    session.remove(&path(1));
    session.discard(&path(0));
    assert_eq!(names(&mut session), ["own-0"]);
    session.discard(&path(1));
    session.reload();
    assert_eq!(names(&mut session), ["own-0"]);
    let looked = session.looked().unwrap();
    let source = looked.source(&path(0)).unwrap();
    assert_eq!((looked.path(source), looked.tree(source).unwrap().items.len()), (Some(path(0).as_path()), 1));
    assert_eq!(looked.diagnostics_in(source).count(), 0);
}
