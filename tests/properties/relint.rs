//! Linting again after edits says what linting afresh says.

use proptest::prelude::{Strategy, any, prop_assert_eq};
use rulecheck::driver::{self, MemoryHost, Options, Session};
use rulecheck::report::json;

use super::for_one_in;

const FORM: &str = "form slip \"Slip\"\n  dated day\n  field day \"Day\" date\n  field a \"A\" shares\n  field b \"B\" shares\nend\n";

/// One of the texts that a file may come to have; some are broken, and some disturb their neighbours.
fn text(file: usize, kind: u8) -> String {
    let rule = |name: &str, condition: &str| {
        format!(
            "rule {name} \"A title\"\n  applies to slip\n  cites \"Manual\"\n  when a > 0\n  given sum = a + b\n  must {condition}\nend\n"
        )
    };
    match kind % 10 {
        0 => rule(&format!("own-{file}"), "sum > b"),
        1 => rule(&format!("own-{file}"), "a < b"),
        2 => rule("same-name", "a >= b"),
        3 => format!("{}\n-- allow unused-given: kept\n{}", rule("first", "a <= b - 1 shares"), rule(&format!("second-{file}"), "a > b")),
        4 => format!("parameter most_{file} \"Most\" = 10 shares\n{}", rule(&format!("own-{file}"), "a <= most_1")),
        5 => format!("define twice_{file}(x : shares) = x * 2\n{}", rule(&format!("own-{file}"), "twice_2(a) > 0")),
        6 => "rule broken must end\n".to_owned(),
        7 => rule(&format!("own-{file}"), "a > \"text\""),
        8 => format!("form other_{file}\n  field c shares\nend\n"),
        _ => "-- nothing\n".to_owned(),
    }
}

fn host(kinds: &[u8]) -> MemoryHost {
    kinds.iter().enumerate().fold(MemoryHost::default().with("r/form.rules", FORM), |host, (file, kind)| {
        host.with(format!("r/part-{file}.rules"), text(file, *kind))
    })
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

#[test]
fn linting_again_says_what_linting_afresh_says() {
    let options = Options { rules: vec!["r".into()], ..Options::default() };
    for_one_in(8, &history(), |states| {
        let mut session = Session::default();
        for kinds in states {
            let host = host(&kinds);
            let told = |linted: Result<driver::Linted, driver::Fault>| {
                linted.map(|linted| (json::render(&linted.report), linted.edits.into_iter().map(|edit| edit.text).collect::<Vec<_>>()))
            };
            prop_assert_eq!(told(session.lint(&host, &options)), told(driver::lint(&host, &options)), "{:?}", kinds);
        }
        Ok(())
    });
}
