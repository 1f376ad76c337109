//! What the drawing of a report owes its reader, on reports made by hand.

use super::terminal::{Style, render};
use super::{Comparison, Counts, Figure, Finding, Grade, Instance, Place, Report, Summary, VERSION};
use crate::source::{SourceId, SourceMap};

const PLAIN: Style = Style { colour: false, width: 80, quiet: false, all: false };

fn place(sources: &SourceMap, source: u32, words: &str) -> Place {
    let text = sources.get(SourceId(source));
    let start = text.text.find(words).expect("the words stand in the text") as u32;
    let position = text.position(start);
    let end = start + words.len() as u32;
    Place {
        path: text.name.clone(),
        line: position.line,
        column: position.column,
        start,
        end,
        page: None,
        area: None,
        cell: None,
        source: SourceId(source),
    }
}

fn figure(sources: &SourceMap, source: u32, label: &str, words: &str) -> Figure {
    let place = place(sources, source, words);
    Figure { field: "f".into(), label: label.into(), printed: words.into(), state: "figure".into(), doubtful: false, place }
}

fn report(sources: &SourceMap, figures: Vec<Figure>, rule: &str) -> Report {
    let instance = Instance {
        rule: "authorised.capital".into(),
        title: "Authorised capital is the number of shares times the par value".into(),
        edition: None,
        grade: Grade::Error,
        cites: vec!["MB 13.25B".into(), "FF301 Part I".into()],
        of: "Return, 30 September 2022".into(),
        path: "now.yaml".into(),
        key: vec!["Class B".into()],
    };
    let comparison = Comparison {
        left: "2 × 3".into(),
        left_value: "6".into(),
        operator: "=".into(),
        right: "7".into(),
        right_value: "7".into(),
        difference: Some("-1".into()),
        fitted: None,
        sentence: "2 × 3 = 6, but the return states 7; difference 1".into(),
    };
    let finding = Finding {
        instance,
        message: "Class B states 7.".into(),
        comparison: Some(comparison),
        figures,
        grounds: Vec::new(),
        follows: None,
        rule_place: place(sources, sources.len() as u32 - 1, rule),
        rule_text: rule.into(),
        known: false,
        waived: None,
    };
    let counts = Counts { failed: 1, ..Counts::default() };
    Report {
        version: VERSION,
        tool: "rulecheck".into(),
        untranslated: None,
        as_of: None,
        packs: Vec::new(),
        inputs: Vec::new(),
        summary: Summary { counts, errors: 1, returns: 1, rules: 1, ..Summary::default() },
        problems: Vec::new(),
        left_out: Vec::new(),
        corrections: Vec::new(),
        findings: vec![finding],
        severities: Vec::new(),
        baseline: None,
        waivers: Vec::new(),
        settings: Vec::new(),
        undetermined: Vec::new(),
        rules: Vec::new(),
        citations: Vec::new(),
    }
}

#[test]
fn both_returns_come_before_the_rule() {
    let mut sources = SourceMap::default();
    sources.add("now.yaml", "form: a\n- class: Class B\n  opening: 25,978\n  change: 5\n");
    sources.add("before.yaml", "form: a\nclosing: 25,979\n");
    sources.add("x.rules", "rule r\n  must c.opening\n    = p.closing\nend\n");
    let figures = vec![figure(&sources, 1, "Balance at close", "25,979"), figure(&sources, 0, "Balance at open", "25,978")];
    let drawn = render(&report(&sources, figures, "must c.opening\n    = p.closing"), &sources, PLAIN);
    insta::assert_snapshot!(drawn, @r"
    error[authorised.capital] Authorised capital is the number of shares times the
      par value
      Return, 30 September 2022

      Class B
       ╭─[now.yaml:3:12]
     2 │ - class: Class B
     3 │   opening: 25,978
       ·            ───┬──
       ·               ╰── Balance at open
     4 │   change: 5
       ╰────
       ╭─[before.yaml:2:10]
     1 │ form: a
     2 │ closing: 25,979
       ·          ───┬──
       ·             ╰── Balance at close
       ╰────
      2 × 3 = 6, but the return states 7; difference 1
      Class B states 7.
       ╭─[x.rules:2:3]
     2 │ ╭─▶   must c.opening
     3 │ ╰─▶     = p.closing
       ╰────
      cites: MB 13.25B and FF301 Part I

    1 error, 0 warnings: 0 passed, 1 failed, 0 not applicable, 0 undetermined in 1 return
    ");
}

#[test]
fn nothing_from_a_file_reaches_the_terminal_as_a_command() {
    let mut sources = SourceMap::default();
    let filler = "股份 ".repeat(300);
    sources.add("now.yaml", format!("note: \u{1b}[2J{filler}\u{202e}evil\u{7}{filler}\n"));
    sources.add("x.rules", "must x");
    let drawn = render(&report(&sources, vec![figure(&sources, 0, "La\u{1b}bel", "evil")], "must x"), &sources, PLAIN);
    assert!(!drawn.chars().any(|c| c.is_control() && c != '\n'), "{drawn}");
    assert!(drawn.lines().rev().skip(1).all(|line| super::text::width(line) <= 80), "{drawn}");
    insta::assert_snapshot!(drawn, @r"
    error[authorised.capital] Authorised capital is the number of shares times the
      par value
      Return, 30 September 2022

      Class B
       ╭─[now.yaml:1:912]
     1 │ …股份 股份 股份 股份 股份 \u{202e}evil\u{7}股份 股份 股份 股份 股份 …
       ·                                   ──┬─
       ·                                     ╰── La\u{1b}bel
       ╰────
      2 × 3 = 6, but the return states 7; difference 1
      Class B states 7.
       ╭─[x.rules:1:1]
     1 │ must x
       · ──────
       ╰────
      cites: MB 13.25B and FF301 Part I

    1 error, 0 warnings: 0 passed, 1 failed, 0 not applicable, 0 undetermined in 1 return
    ");
}
