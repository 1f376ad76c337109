//! Changed rules: what is shown of a change is what was tried, each kind is made, and what the tests notice is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rulecheck::ir::{self, Program};
use rulecheck::mutate::{Kind, Mutant, Sameness, mutants};
use rulecheck::source::{SourceId, SourceMap};
use rulecheck::syntax::{self, ast::File};

use crate::corpus::{files, none_of, read, root, snapshot};
use crate::screens::{folder, screen};
use crate::surfaces::cli::program;

/// Rules in which each kind of change can be made, with brackets and comments where they could be in the way.
const RULES: &str = "form slip \"Slip\"
  dated day
  field day \"Day\" date
  field sent \"Sent\" moment
  field kind \"Kind\" code of paid \"Paid\", owed \"Owed\", lent \"Lent\"
  field a \"A\" shares blank is 0 not applicable is 0
  field b \"B\" shares blank is not applicable
  field part \"Part\" percent rounded or truncated
  field remark \"Remark\" text
  list rows \"Rows\"
    key name
    field name \"Name\" text
    field count \"Count\" shares
    field other \"Other\" shares
  end
end

calendar town closed days in \"closed.csv\" covers 2020-01-01 to 2026-12-31 end

parameter most = 10% effective from 2009-01-01 until 2021-12-31
parameter most = 20% effective from 2022-01-01
parameter hour = 08:30
parameter allowed = 5

define sum(x : slip.rows) = x.count + x.other -- called twice

rule slip.sum applies to slip effective from 2010-01-01 until 2030-12-31 by sent
  for each r in rows where (r.count > 0 shares or r.other is present)
  when kind is not lent
  when not (a = 0 and b = 0)
  given half = (if a > b then a - b else b - a) / 2
  must sum(r) <= half + 1,000 shares * most and -r.count <= 0
    else \"{sum(r)} and {half}.\"
end

rule slip.share applies to slip
  must part agrees with any of a / b, b / a, (a + b) / a
end

rule slip.rows applies to slip
  when kind is one of paid, owed, lent
  must every r in rows where r.count <> r.other satisfies r.count < a and (some q in rows where q.name = \"B\" satisfies q.other -- of all
    >= r.other)
end

rule slip.days applies to slip
  given due = 08:30 on (5th business day after day in town)
  given before = previous business day before day in town
  given later = 3 months after day, or the last day of the month
  given first = first day of month of day
  must sent <= due and before < later and first <= day and day - before <= 30 days and month of day = September 2022 and day >= 2022-09-01
end

rule slip.counted applies to slip
  given due = hour on allowed business days after day in town
  given other = if a > b then 09:00 else hour
  given last = 2 business days before day in town
  must sent <= due and sent <= other on last and day <= allowed months after day, or the last day of the month
    and (count of d in the 3 business days before day in town where d > last) = 1
    and every d in the allowed business days after day in town satisfies d > day
end

rule slip.round applies to slip
  given ratio = a / b
  must round ratio to 2 places half up < 1.5 and round ratio up to 1 places > floor of ratio and largest of (a, b) > smallest of (a, b)
end

rule slip.extremes applies to slip
  must (smallest of r.count for each r in rows where r.other > 0 shares) < (largest of r.count for each r in rows)
end
";

/// A pack with its trees.
struct Pack {
    sources: SourceMap,
    files: Vec<Arc<File>>,
    tables: BTreeMap<String, SourceId>,
    /// What cannot be read.
    errors: Vec<String>,
}

impl Pack {
    fn new(texts: &[(String, String)], tables: &[(String, String)]) -> Pack {
        let mut sources = SourceMap::default();
        let ids: Vec<SourceId> = texts.iter().map(|(name, text)| sources.add(name.clone(), text.as_str())).collect();
        let parses: Vec<syntax::Parse> = ids.iter().map(|id| syntax::parse(*id, &sources.get(*id).text)).collect();
        let errors = parses.iter().flat_map(|parse| &parse.diagnostics).map(|of| of.message.clone()).collect();
        let files = parses.into_iter().map(|parse| Arc::new(parse.file)).collect();
        let tables = tables.iter().map(|(name, text)| (name.clone(), sources.add(name.clone(), text.as_str()))).collect();
        Pack { sources, files, tables, errors }
    }

    /// The program, which must have no errors.
    fn lower(&self) -> Result<Program, String> {
        let lowered = ir::lower(Program::default(), &self.files, &|_, name| self.tables.get(name).copied(), &self.sources);
        let mut errors = self.errors.clone();
        errors.extend(lowered.diagnostics.iter().filter(|of| of.is_error()).map(|of| of.message.clone()));
        if errors.is_empty() { Ok(lowered.program) } else { Err(errors.join("; ")) }
    }

    /// The pack with the text of a mutant in the place of what it replaces.
    fn with(&self, mutant: &Mutant, texts: &[(String, String)], tables: &[(String, String)]) -> Pack {
        let mut texts = texts.to_vec();
        texts[mutant.span.source.0 as usize].1.replace_range(mutant.span.range(), &mutant.text);
        Pack::new(&texts, tables)
    }
}

/// What does not hold of a mutant: that its text is read as the program that was tried.
fn fault(pack: &Pack, before: &Program, mutant: &Mutant, texts: &[(String, String)], tables: &[(String, String)]) -> Option<String> {
    let mut tried = before.clone();
    mutant.edits().iter_mut().for_each(|edit| edit.exchange(&mut tried));
    let about = |what: &str| {
        let (old, line) = (pack.sources.text(mutant.span), pack.sources.get(mutant.span.source).position(mutant.span.start).line);
        Some(format!("{:?} at line {line}: `{old}` by `{}`: {what}", mutant.kind, mutant.text))
    };
    if let Err(broken) = ir::verify(&tried) {
        return about(&broken);
    }
    match pack.with(mutant, texts, tables).lower() {
        Err(errors) => about(&errors),
        Ok(read) if !mutant.rules.iter().all(|rule| Sameness::new(&tried).of_rule(&read, rule)) => about("is read as something else"),
        Ok(_) => {
            // Made once more, the edits undo themselves.
            let mut edits = mutant.edits();
            let mut again = before.clone();
            edits.iter_mut().for_each(|edit| edit.exchange(&mut again));
            edits.iter_mut().rev().for_each(|edit| edit.exchange(&mut again));
            let is_undone = mutant.rules.iter().all(|rule| Sameness::new(before).of_rule(&again, rule));
            if is_undone { None } else { about("is not undone") }
        }
    }
}

#[test]
fn what_is_shown_of_a_change_is_what_was_tried() {
    let texts = [("slip.rules".to_owned(), RULES.to_owned())];
    let tables = [("closed.csv".to_owned(), "date,kind,name\n2022-01-01,closed,New Year\n".to_owned())];
    let pack = Pack::new(&texts, &tables);
    let before = pack.lower().expect("the rules have no errors");
    let all = mutants(&before, &pack.sources, &pack.files);
    none_of(all.iter().filter_map(|mutant| fault(&pack, &before, mutant, &texts, &tables)).collect());
    let made: BTreeSet<Kind> = all.iter().map(|mutant| mutant.kind).collect();
    none_of(Kind::ALL.into_iter().filter(|kind| !made.contains(kind)).map(|kind| format!("no change of the kind {kind:?}")).collect());
}

#[test]
fn changes_of_the_pack_are_read_as_they_are_shown() {
    let texts: Vec<(String, String)> = files("rules/hkex", ".rules")
        .into_iter()
        .filter(|name| !name.contains("/tests/"))
        .map(|name| (name.clone(), read(&name)))
        .collect();
    let tables: Vec<(String, String)> =
        files("rules/hkex", ".csv").into_iter().map(|name| (name.rsplit('/').next().unwrap_or_default().to_owned(), read(&name))).collect();
    let pack = Pack::new(&texts, &tables);
    let before = pack.lower().expect("the rules have no errors");
    let all = mutants(&before, &pack.sources, &pack.files);
    // Each reads the whole pack again, so a few of them stand for all.
    let step = (all.len() / 12).max(1);
    none_of(all.iter().step_by(step).filter_map(|mutant| fault(&pack, &before, mutant, &texts, &tables)).collect());
}

/// A rule whose tests leave something open: the bound itself, and a clause that nothing turns on.
const LIMIT: &str = "form slip \"Slip\" field a \"A\" shares blank is 0 field b \"B\" shares field c \"C\" shares blank is 0 end

rule slip.limit
  \"A stays within B\"
  applies to slip
  cites \"House rule 1\"
  when b > 0
  must a <= b
    else \"{a} is above {b}.\"
end

test \"a stays within b\" of slip.limit
  with \"slip.yaml\"
  expect pass
end

test \"a goes beyond b\" of slip.limit
  with \"slip.yaml\"
  changing a to 100
  expect fail
end
";

const CASE: &str = "# Cases

## Nothing is nought

```yaml slip.yaml
form: slip
a:
b: 10
```
```report slip.limit
pass  slip.limit  slip.yaml
```
";

#[test]
fn screens_of_changed_rules() {
    let slip: &[u8] = b"form: slip\na: 5\nb: 10\n";
    let files: [(&str, &[u8]); 3] =
        [("ours/slip.rules", LIMIT.as_bytes()), ("ours/slip.yaml", slip), ("ours/cases/slip.md", CASE.as_bytes())];
    let folder = folder(&files);
    let broken = LIMIT.replace("expect fail", "expect pass");
    for (name, text) in
        [("failing/slip.rules", broken.as_str()), ("wrong/slip.rules", "rule x must end\n"), ("none/slip.rules", "form slip end\n")]
    {
        std::fs::create_dir_all(folder.path().join(name).parent().expect("below the folder")).expect("a folder can be made");
        std::fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    std::fs::write(folder.path().join("failing/slip.yaml"), slip).expect("a file can be written");
    let commands: [&[&str]; 7] = [
        &["test", "--mutate", "ours"],
        &["test", "--mutate", "ours", "--threshold", "50", "--quiet"],
        &["test", "--mutate", "ours", "--format", "json"],
        &["test", "--mutate", "failing"],
        &["test", "--mutate", "wrong", "--quiet"],
        &["test", "--mutate", "none"],
        &["test", "ours", "--threshold", "50"],
    ];
    snapshot("changed_rules", &commands.map(|arguments| screen(folder.path(), arguments)).join("\n"));
    let one = program(folder.path(), &["test", "--mutate", "ours", "--format", "json", "--jobs", "1"]);
    let many = program(folder.path(), &["test", "--mutate", "ours", "--format", "json", "--jobs", "7"]);
    assert_eq!(String::from_utf8_lossy(&one.stdout), String::from_utf8_lossy(&many.stdout), "the number of jobs changes nothing");
}

#[test]
fn the_pack_can_be_changed_where_it_stands() {
    let output = program(root(), &["test", "--mutate", "rules/hkex", "--filter", "issued.", "--threshold", "0", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(0), "{report:#}");
    assert!(report["summary"]["mutants"].as_u64().is_some_and(|count| count > 20), "{}", report["summary"]);
}
