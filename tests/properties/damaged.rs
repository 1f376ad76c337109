//! Whatever happens to the words of a form, no figure of it is lost without a word: it has its field, makes one unreadable, or is told.

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;
use rulecheck::data::{Cell, CellState};
use rulecheck::driver::{self, MemoryHost, Options, Readings};
use rulecheck::value::RecordId;

use super::for_one_in;
use crate::seeded::dossier::printed;

const RULES: &str = r#"
form ledger "Ledger"
  field day "As at" date
  field authorised "Authorised" shares
  list classes "Movements"
    key class
    field class "Class" text
    field opening "At the start" shares
    field change "Change" shares blank is 0
    field closing "At the end" shares
  end
end

printed ledger
  known by "Ledger of shares"
  line "As at {day}"
  line "Shares authorised in all {authorised}"
  part "Movements" holds classes
    each classes from "Class of shares {class}"
      line "Balance at the start {opening}"
      line "Increase or decrease {change}"
      line "Balance at the end {closing}"
    end
  end
end
"#;

/// The lines of a row, with their fields.
const LINES: [(&str, &str); 3] =
    [("Balance at the start", "opening"), ("Increase or decrease", "change"), ("Balance at the end", "closing")];

/// A letter of some words is replaced, or they are lost from there on.
#[derive(Clone, Debug)]
enum Damage {
    Replaced(prop::sample::Index, char),
    Cut(prop::sample::Index),
}

impl Damage {
    fn of(&self, words: &str) -> String {
        match self {
            Damage::Replaced(at, by) => {
                words.chars().enumerate().map(|(here, c)| if here == at.index(words.len()) { *by } else { c }).collect()
            }
            Damage::Cut(from) => words[from.index(words.len())..].to_owned(),
        }
    }
}

fn damaged(words: &str, damages: &[Damage]) -> String {
    damages.iter().fold(words.to_owned(), |words, damage| if words.is_empty() { words } else { damage.of(&words) })
}

/// A figure as it is printed, the byte where it begins, and whose it is: none but those of rows have a row.
struct Figure {
    words: String,
    start: usize,
    row: Option<usize>,
    field: &'static str,
}

/// A figure, and what happened to the words before it.
type Line = (i64, Vec<Damage>);

#[derive(Clone, Debug)]
struct Ledger {
    authorised: Line,
    /// What happened to the heading, and to the first words of each row.
    heading: Vec<Damage>,
    rows: Vec<(Vec<Damage>, [Line; 3])>,
}

impl Ledger {
    fn text(&self) -> (String, Vec<Figure>) {
        let mut text = "Ledger of shares\nAs at 30 September 2022\n".to_owned();
        let mut figures = Vec::new();
        let mut line = |text: &mut String, words: &str, (figure, damages): &Line, row, field| {
            text.push_str(&damaged(words, damages));
            text.push(' ');
            figures.push(Figure { words: printed(*figure), start: text.len(), row, field });
            text.push_str(&printed(*figure));
            text.push('\n');
        };
        line(&mut text, "Shares authorised in all", &self.authorised, None, "authorised");
        text.push_str(&format!("{}\n", damaged("Movements", &self.heading)));
        for (at, (damages, of_row)) in self.rows.iter().enumerate() {
            text.push_str(&format!("{} Class {}\n", damaged("Class of shares", damages), ["A", "B"][at]));
            for ((words, field), figure) in LINES.iter().zip(of_row) {
                line(&mut text, words, figure, Some(at), field);
            }
        }
        (text, figures)
    }
}

fn read(text: &str) -> Readings {
    let host = MemoryHost::default().with("rules/ledger.rules", RULES).with("ledger.txt", text);
    let options = Options { inputs: vec!["ledger.txt".into()], packs: vec!["rules".to_owned()], ..Options::default() };
    driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What became of a figure: the field that has it, or that a field is unreadable because of it, or a warning.
fn fate(readings: &Readings, figure: &Figure) -> Option<String> {
    let returns = &readings.returns;
    let holds = |range: Range<usize>| range.contains(&figure.start);
    let cell = returns.cells.iter().find(|cell| !matches!(cell.state, CellState::Absent) && holds(cell.span.range()));
    let name = |cell: &Cell| readings.forms.shape(returns.record(cell.record).shape).members[cell.member as usize].name.clone();
    let of_cell = cell.map(|cell| match cell.state {
        CellState::Unreadable(_) => "unreadable".to_owned(),
        _ => name(cell),
    });
    let told = || {
        let places = readings
            .problems
            .iter()
            .flat_map(|problem| std::iter::once(&problem.place).chain(problem.related.iter().map(|other| &other.place)));
        places.into_iter().any(|place| holds(place.start as usize..place.end as usize)).then(|| "told".to_owned())
    };
    of_cell.or_else(told)
}

fn ledger() -> impl Strategy<Value = Ledger> {
    let letter = prop_oneof![Just('#'), Just('0'), Just('x'), Just(' '), Just('.')];
    let damage = prop_oneof![
        3 => (any::<prop::sample::Index>(), letter).prop_map(|(at, by)| Damage::Replaced(at, by)),
        1 => any::<prop::sample::Index>().prop_map(Damage::Cut),
    ];
    let damages = || prop::collection::vec(damage.clone(), 0..5);
    let figure = || (1_000i64..2_000_000_000, damages());
    let row = (damages(), [figure(), figure(), figure()]);
    (figure(), damages(), prop::collection::vec(row, 1..=2)).prop_map(|(authorised, heading, rows)| Ledger { authorised, heading, rows })
}

#[test]
fn no_figure_is_lost_with_the_words_beside_it() {
    for_one_in(1, &ledger(), |ledger| {
        let (text, figures) = ledger.text();
        let readings = read(&text);
        for figure in &figures {
            let fate = fate(&readings, figure);
            let is_known = fate.as_deref().is_some_and(|fate| ["told", "unreadable", figure.field].contains(&fate));
            prop_assert!(is_known, "{} of {} became {:?} in\n{}", figure.words, figure.field, fate, text);
        }
        let of_rows = readings.returns.cells.iter().filter(|cell| matches!(cell.state, CellState::Figure(_))).filter_map(|cell| {
            let figure = figures.iter().find(|figure| cell.span.range().contains(&figure.start))?;
            Some((cell.record, figure.row))
        });
        let mut rows: BTreeMap<RecordId, Option<usize>> = BTreeMap::new();
        for (record, row) in of_rows {
            let is_one = *rows.entry(record).or_insert(row) == row;
            prop_assert!(is_one || !readings.problems.is_empty(), "figures of two rows are taken together without a word in\n{}", text);
        }
        Ok(())
    });
}
