//! Whatever order a tool puts the cells of a table in, no figure goes to a field that is not its own.

use proptest::prelude::*;
use rulecheck::data::{CellState, Slot};
use rulecheck::driver::{self, MemoryHost, Options};

use super::for_one_in;
use crate::seeded::dossier::printed;

const RULES: &str = r#"
form ledger "Ledger"
  field day "As at" date
  list classes "Movements"
    key class
    field class "Class" text
    field opening "Issued at the start" shares
    field opening_kept "Kept at the start" shares
    field opening_total "Total at the start" shares
    field change "Change" shares blank is 0
    field change_kept "Change of those kept" shares blank is 0
    field closing "Issued at the end" shares
    field closing_kept "Kept at the end" shares
    field closing_total "Total at the end" shares
  end
end

printed ledger
  known by "Ledger of shares"
  line "As at {day}"
  part "Movements" holds classes
    each classes from "Class of shares {class}"
      line "Number issued Number kept Total number"
      line "Balance at the start {opening} {opening_kept} {opening_total}"
      line "Increase or decrease {change} {change_kept}"
      line "Balance at the end {closing} {closing_kept} {closing_total}"
      adds up opening, change to closing
      adds up opening_kept, change_kept to closing_kept
      adds up opening, opening_kept to opening_total
      adds up closing, closing_kept to closing_total
    end
  end
end
"#;

const FIELDS: [&str; 8] = ["opening", "opening_kept", "opening_total", "change", "change_kept", "closing", "closing_kept", "closing_total"];
const HEADS: [&str; 3] = ["Number issued", "Number kept", "Total number"];
const LINES: [&str; 3] = ["Balance at the start", "Increase or decrease", "Balance at the end"];

/// A table, and how a tool puts it out.
#[derive(Clone, Debug)]
struct Torn {
    start: (u32, u32),
    change: (i32, i32),
    /// The order of the columns, heads and figures alike.
    columns: [usize; 3],
    by_columns: bool,
    /// How the heads, the words of the lines and the figures follow each other.
    blocks: [usize; 3],
    /// Where heads and words of lines are mixed: whether a head comes next.
    words: Option<Vec<bool>>,
    /// The figure that is lost, of eight or of none.
    lost: usize,
    /// Whether the first column stands before all others, which follow line by line.
    is_mixed: bool,
}

impl Torn {
    /// The figures of the fields, `None` for one that is blank.
    fn figures(&self) -> [Option<i64>; 8] {
        let (issued, kept) = (i64::from(self.start.0), i64::from(self.start.1));
        let (more, more_kept) = (i64::from(self.change.0), i64::from(self.change.1));
        let change = |change: i64| (change != 0).then_some(change);
        let (end, end_kept) = (issued + more, kept + more_kept);
        [Some(issued), Some(kept), Some(issued + kept), change(more), change(more_kept), Some(end), Some(end_kept), Some(end + end_kept)]
    }

    fn text(&self) -> String {
        let figures = self.figures();
        let shown = |field: usize| match figures[field] {
            Some(figure) if field != self.lost => format!("{}\n", printed(figure)),
            _ => String::new(),
        };
        // A cell by its line and its column; the middle line has no total.
        let cell = |line: usize, column: usize| match (line, column) {
            (1, 2) => String::new(),
            (line, column) => shown([0, 3, 5][line] + column),
        };
        let cells = |columns: &[usize], by_columns: bool| -> String {
            let lines = || (0..3).flat_map(|line| columns.iter().map(move |&column| (line, column)));
            let across = || columns.iter().flat_map(|&column| (0..3).map(move |line| (line, column)));
            let places: Vec<(usize, usize)> = if by_columns { across().collect() } else { lines().collect() };
            places.into_iter().map(|(line, column)| cell(line, column)).collect()
        };
        let of_figures = match self.is_mixed {
            true => cells(&self.columns[..1], true) + &cells(&self.columns[1..], false),
            false => cells(&self.columns, self.by_columns),
        };
        let mut heads: Vec<String> = self.columns.iter().map(|&column| format!("{}\n", HEADS[column])).collect();
        let mut lines: Vec<String> = LINES.iter().map(|line| format!("{line}\n")).collect();
        let mut words = String::new();
        for is_head in self.words.iter().flatten() {
            let from = if *is_head { &mut heads } else { &mut lines };
            words.extend((!from.is_empty()).then(|| from.remove(0)));
        }
        let blocks = [words + &heads.concat(), lines.concat(), of_figures];
        let blocks: String = self.blocks.iter().map(|&block| blocks[block].as_str()).collect();
        format!("Ledger of shares\nAs at\n30 September 2022\nMovements\nClass of shares\nClass A\n{blocks}")
    }

    /// What is read as figures, by field.
    fn read(&self) -> Vec<Option<String>> {
        let host = MemoryHost::default().with("rules/ledger.rules", RULES).with("ledger.txt", self.text());
        let options = Options { inputs: vec!["ledger.txt".into()], packs: vec!["rules".to_owned()], ..Options::default() };
        let readings = driver::read(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
        let root = readings.returns.record(readings.returns.returns[0].root);
        let classes = readings.forms.shape(root.shape).find("classes").expect("the list");
        let Some(Slot::Rows(rows)) = root.slots.get(classes as usize) else { return vec![None; FIELDS.len()] };
        let row = readings.returns.record(rows[0]);
        let figure = |field: &&str| {
            let member = readings.forms.shape(row.shape).find(field).expect("a field");
            match row.slots.get(member as usize) {
                Some(Slot::Cell(cell)) => match &readings.returns.cell(*cell).state {
                    CellState::Figure(value) => Some(value.to_string()),
                    CellState::Blank => Some("blank".to_owned()),
                    _ => None,
                },
                _ => None,
            }
        };
        FIELDS.iter().map(figure).collect()
    }
}

fn plain(words: &str) -> String {
    words.replace(',', "").split_whitespace().next().unwrap_or_default().to_owned()
}

fn torn() -> impl Strategy<Value = Torn> {
    let start = (prop_oneof![0..1_000u32, 1_000_000..2_000_000_000u32], prop_oneof![Just(0u32), 0..100u32, 1_000..2_000_000u32]);
    let change = (prop_oneof![Just(0i32), -900..900i32, 1_000..2_000_000], prop_oneof![Just(0i32), 0..900i32]);
    let order = || Just([0usize, 1, 2]).prop_shuffle();
    let lost = prop_oneof![2 => Just(FIELDS.len()), 1 => 0..FIELDS.len()];
    let words = proptest::option::of(proptest::collection::vec(any::<bool>(), 6));
    (start, change, order(), any::<bool>(), order(), words, lost, proptest::bool::weighted(0.2)).prop_map(
        |(start, change, columns, by_columns, blocks, words, lost, is_mixed)| Torn {
            start,
            change,
            columns,
            by_columns,
            blocks,
            words,
            lost,
            is_mixed,
        },
    )
}

#[test]
fn no_figure_of_a_torn_table_goes_to_another_field() {
    for_one_in(2, &torn(), |torn| {
        let printed = torn.figures();
        for (field, (read, printed)) in FIELDS.iter().zip(torn.read().into_iter().zip(printed)) {
            let Some(read) = read else { continue };
            let printed = printed.map_or_else(|| "blank".to_owned(), |figure| figure.to_string());
            prop_assert_eq!(plain(&read), printed, "{} of\n{}", field, torn.text());
        }
        Ok(())
    });
}

#[test]
fn a_table_that_keeps_its_columns_is_read_whole() {
    let whole =
        torn().prop_map(|torn| Torn { columns: [0, 1, 2], blocks: [0, 1, 2], words: None, lost: FIELDS.len(), is_mixed: false, ..torn });
    for_one_in(8, &whole, |torn| {
        // Where no shares are issued, or none are left, the form's arithmetic holds for their columns either way round.
        if torn.figures()[0] == Some(0) || torn.figures()[5] == Some(0) {
            return Ok(());
        }
        let read: Vec<Option<String>> = torn.read().iter().map(|read| read.as_deref().map(plain)).collect();
        let printed: Vec<Option<String>> =
            torn.figures().iter().map(|figure| Some(figure.map_or_else(|| "blank".to_owned(), |figure| figure.to_string()))).collect();
        prop_assert_eq!(read, printed, "{}", torn.text());
        Ok(())
    });
}
