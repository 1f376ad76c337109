//! Tables whose columns are the rows of a list: each line has one value for each of them.

use std::ops::Range;

use super::fill::Filler;
use super::sheet::{Cell, Group, Reading, Record, Slot};
use super::tokens::is_cut;
use super::values::{Atom, atoms, fits, ways};
use super::wordings::{Hole, Match, has_words};
use crate::form::{Printed, WordingPiece};
use crate::ty::{ShapeId, Ty};

/// More ways than this to give the values of a table to its columns are as good as none.
const MOST_WAYS: usize = 256;

/// A line of the table: its field, and where its words stand.
struct Line {
    hole: Hole,
    found: Match,
}

/// The values behind the words of some lines that stand together, of one as a rule.
struct LineValues<'l> {
    lines: Vec<&'l Line>,
    values: Vec<Atom>,
    tail: Range<usize>,
}

impl<'a> Filler<'a> {
    /// One row for each column that is not stated as a whole not to apply. The columns have the words that `names` says, in `member`; where the
    /// text does not tell which columns have the values, the names stay open.
    pub(super) fn column_rows(
        &mut self,
        shape: ShapeId,
        (member, names): (u16, &[String]),
        parts: &'a [Printed],
        range: &Range<usize>,
    ) -> Vec<Record> {
        let lines = self.lines_across(shape, parts, range);
        let place = self.bytes(range);
        let mut found: Vec<LineValues<'_>> = Vec::new();
        let mut waiting: Vec<&Line> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let until = lines.get(at + 1).map_or(range.end, |next| next.found.tokens.start);
            waiting.push(line);
            let wanted: Vec<Hole> = names.iter().map(|_| line.hole.clone()).collect();
            let tail = self.tail(line.found.tokens.end, until, &wanted);
            let values = atoms(self.tokens, &tail, &self.currencies);
            // Where the words of several lines stand together, the values below them are those of all.
            if !values.is_empty() || at + 1 == lines.len() {
                found.push(LineValues { lines: std::mem::take(&mut waiting), values, tail });
            }
        }
        let columns = self.columns_in_use(&found, names.len());
        let mut rows: Vec<Record> = (0..columns).map(|_| Record { place: place.clone(), ..Record::default() }).collect();
        for LineValues { lines, values, tail } in &found {
            self.give_across(lines, values, tail, &mut rows);
            self.use_up(tail.clone());
        }
        let heads = lines.first().map_or(0..0, |first| self.bytes(&(range.start..first.found.tokens.end)));
        let others = names.len() - columns;
        let mut named = Vec::new();
        for (at, mut row) in rows.into_iter().enumerate() {
            if others == 0 && self.applies_nowhere(&row) {
                continue;
            }
            let cell = match others {
                0 => self.cells.plain(name_of(&names[at], place.start..place.start)),
                // The columns keep their order, so that each row can have as many names as there are columns without values, and one more.
                _ => self.open_name(&names[at..=at + others], &heads),
            };
            row.put(&[member], cell);
            for part in parts {
                if let Printed::Line { wordings, or_blank: true, within: None } = part {
                    self.left_out(shape, wordings, range.start, &mut row);
                }
            }
            named.push(row);
        }
        named
    }

    /// A name that can be any of several; what stands there is the head of the table.
    fn open_name(&mut self, names: &[String], heads: &Range<usize>) -> usize {
        self.cells.groups.push(Group { open: (0..names.len()).collect(), place: heads.clone(), grounds: Vec::new() });
        let group = Some(self.cells.groups.len() - 1);
        let readings = names.iter().map(|name| name_of(name, heads.clone())).collect();
        self.cells.add(Cell { readings, group, unreadable: None })
    }

    /// How many columns of a table hold its values: all, unless each line has as many values as the others, fewer than there are columns, and
    /// nothing is left out among them. Then a value belongs to the same column as those that stand at its place in the other lines, whichever
    /// column that is.
    fn columns_in_use(&self, found: &[LineValues<'_>], all: usize) -> usize {
        let Some(first) = found.first().filter(|first| !first.values.is_empty() && first.values.len() < all) else { return all };
        let is_alike = |line: &LineValues<'_>| {
            let [Line { hole: Hole { ty: Some(ty), .. }, .. }] = line.lines[..] else { return false };
            let is_value = |value: &Atom| fits(value.what, *ty) && !value.maybe_ruling;
            let mut pairs = line.values.iter().zip(&first.values);
            line.values.len() == first.values.len()
                && line.values.iter().all(is_value)
                && !line.tail.clone().any(|at| is_cut(self.tokens, at))
                && pairs.all(|(value, above)| self.stand_in_a_column(value, above))
        };
        if found.len() > 1 && found.iter().all(is_alike) { first.values.len() } else { all }
    }

    /// Whether two values can stand below each other: in the same cell or over each other where the lines are laid out in columns, anywhere
    /// where neither is.
    fn stand_in_a_column(&self, a: &Atom, b: &Atom) -> bool {
        match (self.laid_out(a), self.laid_out(b)) {
            (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
            (None, None) => true,
            _ => false,
        }
    }

    /// The cell or the columns of characters in which a value stands, where there is room before it on its line.
    fn laid_out(&self, value: &Atom) -> Option<Range<usize>> {
        let (first, before) = (self.tokens.get(value.tokens.start)?, self.tokens.get(value.tokens.start.checked_sub(1)?)?);
        let gap = self.text.get(before.range.end..first.range.start).filter(|_| before.line == first.line)?;
        if gap.contains('\t') {
            return Some(first.cells.0 as usize..first.cells.0 as usize + 1);
        }
        let line = self.text[..first.range.start].rfind('\n').map_or(0, |end| end + 1);
        let place = self.bytes(&value.tokens);
        gap.contains("  ").then(|| place.start - line..place.end - line)
    }

    fn lines_across(&self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>) -> Vec<Line> {
        let mut from = range.start;
        let mut lines = Vec::new();
        for part in parts {
            let Printed::Line { wordings, within: None, or_blank: false } = part else { continue };
            let rest = from..range.end;
            let found = self.anchor(shape, part, &rest, false).or_else(|| self.anchor(shape, part, &rest, true));
            let path =
                wordings.iter().filter(|wording| has_words(wording)).flat_map(|wording| &wording.pieces).find_map(|piece| match piece {
                    WordingPiece::Hole { path, .. } => Some(path.clone()),
                    _ => None,
                });
            if let (Some(found), Some(path)) = (found, path) {
                from = found.tokens.end;
                let ty = self.ty(shape, &path);
                lines.push(Line { hole: Hole { path: Some(path), ty, runs_on: false }, found });
            }
        }
        lines
    }

    /// Gives values to the fields of some lines, column by column or line by line; what stays open stays open.
    fn give_across(&mut self, lines: &[&Line], values: &[Atom], tail: &Range<usize>, rows: &mut [Record]) {
        let columns = rows.len();
        let of_lines: Vec<Ty> = lines.iter().filter_map(|line| line.hole.ty).flat_map(|ty| std::iter::repeat_n(ty, columns)).collect();
        let mut possible = ways(values, &of_lines, MOST_WAYS);
        if lines.len() > 1 {
            let of_columns: Vec<Ty> = (0..columns).flat_map(|_| lines.iter().filter_map(|line| line.hole.ty)).collect();
            let turned = ways(values, &of_columns, MOST_WAYS);
            let in_lines = |way: Vec<Option<usize>>| -> Vec<Option<usize>> {
                let cell = |at: usize| way.get((at % columns) * lines.len() + at / columns).copied().flatten();
                (0..way.len()).map(cell).collect()
            };
            possible.extend(turned.into_iter().map(in_lines));
            possible.sort();
            possible.dedup();
        }
        let place = self.bytes(tail);
        let is_lost = possible.is_empty() || possible.len() > 2 * MOST_WAYS || of_lines.len() != lines.len() * columns;
        let group = (!is_lost && possible.len() > 1).then(|| {
            self.cells.groups.push(Group { open: (0..possible.len()).collect(), place: place.clone(), grounds: Vec::new() });
            self.cells.groups.len() - 1
        });
        for (number, line) in lines.iter().enumerate() {
            for (column, row) in rows.iter_mut().enumerate() {
                let at = number * columns + column;
                let value = |way: &Vec<Option<usize>>| way.get(at).copied().flatten().and_then(|atom| values.get(atom));
                let readings = possible.iter().map(|way| match value(way) {
                    Some(atom) => Reading { words: Some(atom.text.clone()), place: self.bytes(&atom.tokens), notes: atom.notes.clone() },
                    None => Reading { words: None, place: place.start..place.start, notes: Vec::new() },
                });
                let readings: Vec<Reading> = readings.collect();
                let unreadable = match &possible[..] {
                    _ if is_lost => Some(place.clone()),
                    [way] => value(way).and_then(|atom| self.malformed(atom)),
                    _ => None,
                };
                self.put(row, &line.hole, Cell { readings: if is_lost { Vec::new() } else { readings }, group, unreadable });
            }
        }
    }

    /// Whether nothing of a column is anything but blank or stated not to apply.
    fn applies_nowhere(&self, row: &Record) -> bool {
        row.slots.values().all(|slot| match slot {
            Slot::Cell(cell) => {
                let stored = &self.cells.cells[*cell];
                let is_nothing = |reading: &Reading| reading.words.as_deref().is_none_or(|words| words == "N/A");
                stored.unreadable.is_none() && stored.readings.iter().all(is_nothing)
            }
            _ => true,
        })
    }
}

/// The name of a column as that of a row.
fn name_of(name: &str, place: Range<usize>) -> Reading {
    Reading { words: Some(name.to_owned()), place, notes: vec!["named by its column".to_owned()] }
}
