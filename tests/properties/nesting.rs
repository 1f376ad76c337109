//! However deep a text nests, it is read, and past the limit it is refused in words.

use std::time::{Duration, Instant};

use rulecheck::source::SourceMap;
use rulecheck::{data, syntax};

use crate::returns::Rules;

/// What opens and what closes one level of each form of expression, around `a`.
const EXPRESSIONS: &[(&str, &str)] = &[
    ("(", ")"),
    ("not ", ""),
    ("-", ""),
    ("f(", ")"),
    ("a[", "]"),
    ("if ", " then a else a"),
    ("if a then a else ", ""),
    ("floor of ", ""),
    ("largest of (a, ", ")"),
    ("total of ", " for each x in a"),
    ("every x in a satisfies ", ""),
    ("1st business day after ", " in c"),
    ("08:30 on ", ""),
    ("n business days after ", " in c"),
    ("n months before ", ""),
    ("count of d in the 2 business days before ", " in c"),
    ("a.b + (", ")"),
];

/// The same for documents, around `1`.
const DOCUMENTS: &[(&str, &str)] = &[("[", "]"), ("{a: ", "}"), ("{\"a\": ", "}"), ("- ", ""), ("? ", "")];

const DEPTHS: &[usize] = &[10, 255, 257, 1_000, 100_000];

/// Long enough for a slow machine, far too short for anything that grows faster than the text.
const PATIENCE: Duration = Duration::from_secs(20);

fn nested((open, close): &(&str, &str), inner: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn expressions_of_any_depth_are_parsed() {
    for form in EXPRESSIONS {
        for &depth in DEPTHS {
            let text = format!(
                "rule deep applies to form cites \"M\" must {} end\nrule next applies to form must a end\n",
                nested(form, "a", depth)
            );
            let source = SourceMap::default().add("deep.rules", text.as_str());
            let started = now();
            let parse = syntax::parse(source, &text);
            assert!(started.elapsed() < PATIENCE, "`{}` nested {depth} deep takes {:?}", form.0, started.elapsed());
            assert!(depth < 1_000 || !parse.diagnostics.is_empty(), "`{}` nested {depth} deep is let through", form.0);
        }
    }
}

#[test]
fn documents_of_any_depth_are_read() {
    let forms = Rules::embedded().program.forms;
    for form in DOCUMENTS {
        for &depth in DEPTHS {
            let text = format!("form: monthly_return\nissued:\n  {}\n", nested(form, "1", depth));
            let json = format!("{{\"form\": \"monthly_return\", \"issued\": {}}}", nested(form, "1", depth));
            for text in [text, json] {
                let mut sources = SourceMap::default();
                let id = sources.add("deep.yaml", text);
                let started = now();
                let loaded = data::load(&forms, &sources, &[id]);
                assert!(started.elapsed() < PATIENCE, "`{}` nested {depth} deep takes {:?}", form.0, started.elapsed());
                assert!(depth < 1_000 || !loaded.diagnostics.is_empty(), "`{}` nested {depth} deep is let through", form.0);
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test measures how long something takes")]
fn now() -> Instant {
    Instant::now()
}
