//! Rows that refer to others: a line for each row of a list, and the names of rows that are damaged in one place and whole in others.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fill::Filler;
use super::labels::folded;
use super::sheet::{Cell, Cells, Group, Reading, Record, Slot};
use super::values::{Atom, What, atoms, fits};
use super::wordings::{Match, Piece, find, pieces};
use crate::form::{Forms, MemberKind, Printed, RowStart, Wording, WordingPiece};
use crate::ty::{ShapeId, Ty};

impl Filler<'_> {
    /// One line for each row of another list, or of the list itself, whose words the line repeats. Where the lines stand together and their
    /// figures below them, each may be any line's, until the form's arithmetic tells.
    pub(super) fn as_in(&mut self, shape: ShapeId, list: u16, other: u16, wordings: &[Wording], range: &Range<usize>, record: &mut Record) {
        let Some(rows) = self.rows_shape(shape, list) else { return };
        let Some(others) = self.rows_shape(shape, other) else { return };
        mend_names(self.forms, shape, record, &mut self.cells);
        let sources: Vec<Record> = record.rows(other).to_vec();
        let names_rows = |wording: &&Wording| {
            let holes = wording.pieces.iter().filter_map(|piece| match piece {
                WordingPiece::Hole { path, .. } => path.first(),
                _ => None,
            });
            sources.len() == 1 || holes.into_iter().any(|member| self.forms.shape(rows).key.contains(member))
        };
        let wordings: Vec<&Wording> = wordings.iter().filter(names_rows).collect();
        let mut found: Vec<(usize, Match)> = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let known = |path: &[u16]| self.known_words(rows, others, path, source);
            let matches = wordings.iter().filter_map(|wording| {
                let pieces: Vec<Piece> = pieces(wording, |path| self.ty(rows, path), known);
                find(self.letters, &pieces, range, false).or_else(|| find(self.letters, &pieces, range, true))
            });
            let best = matches.min_by_key(|place| place.edits);
            let is_free = |place: &Match| found.iter().all(|(_, other)| other.tokens.start != place.tokens.start);
            found.extend(best.filter(is_free).map(|place| (at, place)));
        }
        found.sort_by_key(|(_, place)| place.tokens.start);
        let mut filled: BTreeMap<usize, Record> = BTreeMap::new();
        let mut waiting: Vec<(usize, Match)> = Vec::new();
        for (at, (source, place)) in found.iter().enumerate() {
            let until = found.get(at + 1).map_or(range.end, |(_, next)| next.tokens.start);
            waiting.push((*source, place.clone()));
            let values = atoms(self.tokens, &(place.tokens.end..until), &self.currencies);
            let is_apart = until > place.tokens.end
                && self.tokens[place.tokens.end..until].iter().any(|token| token.line != self.tokens[place.tokens.end - 1].line);
            if waiting.len() > 1 && values.len() == waiting.len() && is_apart {
                self.share(rows, &std::mem::take(&mut waiting), &values, &mut filled);
            } else if !values.is_empty() || at + 1 == found.len() {
                for (source, place) in std::mem::take(&mut waiting) {
                    let row = filled.entry(source).or_default();
                    let end = if place.tokens == found[at].1.tokens { until } else { place.tokens.end };
                    self.fill(rows, &place, end, row);
                }
            }
        }
        if list == other {
            if let Some(Slot::Rows(known)) = record.slots.get_mut(&list) {
                for (at, row) in filled {
                    if let Some(known) = known.get_mut(at) {
                        known.slots.extend(row.slots);
                    }
                }
            }
            return;
        }
        let mut made = Vec::new();
        for (at, (source, place)) in found.iter().enumerate() {
            let mut row = filled.remove(source).unwrap_or_default();
            row.place = self.bytes(&found[at].1.tokens);
            let _ = place;
            for (member, cell) in self.shared_cells(rows, others, &sources[*source]) {
                row.slots.entry(member).or_insert(Slot::Cell(cell));
            }
            made.push(row);
        }
        match record.slots.get_mut(&list) {
            // The same rows have further lines elsewhere.
            Some(Slot::Rows(known)) if known.len() == made.len() => {
                for (known, mut row) in known.iter_mut().zip(made) {
                    row.slots.append(&mut known.slots);
                    known.slots = row.slots;
                }
            }
            _ if made.is_empty() => {}
            _ => drop(record.slots.insert(list, Slot::Rows(made))),
        }
    }

    fn rows_shape(&self, shape: ShapeId, list: u16) -> Option<ShapeId> {
        match self.forms.shape(shape).members.get(list as usize)?.kind {
            MemberKind::List { rows, .. } => Some(rows),
            _ => None,
        }
    }

    /// The words that a row has in the field of the same name; nothing for one that it states not to apply.
    fn known_words(&self, rows: ShapeId, others: ShapeId, path: &[u16], source: &Record) -> Option<String> {
        let member = self.forms.shape(rows).members.get(*path.first()? as usize)?;
        let slot = self.forms.shape(others).find(&member.name)?;
        let is_key = self.forms.shape(others).key.contains(&slot);
        let words = self.cells.words(source.cell(slot)?)?.to_owned();
        let applies = !matches!(words.to_lowercase().as_str(), "not applicable" | "n/a" | "不適用");
        is_key.then(|| if applies { words } else { String::new() })
    }

    /// The cells of a row's key in another list, by the places that they have in this one.
    fn shared_cells(&self, rows: ShapeId, others: ShapeId, source: &Record) -> Vec<(u16, usize)> {
        let members = &self.forms.shape(rows).members;
        let of = |name: &str| self.forms.shape(others).find(name).and_then(|slot| source.cell(slot));
        let key = self.forms.shape(rows).key.iter();
        key.filter_map(|&member| Some((member, of(&members.get(member as usize)?.name)?))).collect()
    }

    /// Gives as many values as there are lines to those lines, in any order that the arithmetic may choose.
    fn share(&mut self, rows: ShapeId, lines: &[(usize, Match)], values: &[Atom], filled: &mut BTreeMap<usize, Record>) {
        let orders = orders(lines.len());
        let place = self.bytes(&(values[0].tokens.start..values[values.len() - 1].tokens.end));
        self.cells.groups.push(Group { open: (0..orders.len()).collect(), place, grounds: Vec::new() });
        let group = self.cells.groups.len() - 1;
        for (line, (source, found)) in lines.iter().enumerate() {
            let Some(hole) = found.stretches.last().and_then(|(_, holes)| holes.first()) else { continue };
            let fit = |atom: &Atom| hole.ty.is_some_and(|ty: Ty| fits(atom.what, ty)) || atom.what == What::Nothing;
            let readings = orders.iter().map(|order| {
                let atom = &values[order[line]];
                let words = fit(atom).then(|| atom.text.clone());
                Reading { words, place: self.bytes(&atom.tokens), notes: atom.notes.clone() }
            });
            let readings = readings.collect();
            let cell = self.cells.add(Cell { readings, group: Some(group), unreadable: None });
            if let Some(path) = &hole.path {
                filled.entry(*source).or_default().put(path, cell);
            }
        }
        let _ = rows;
    }
}

/// Every order of so many things, the one in which they stand first; more than four have too many.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count > 4 {
        return vec![(0..count).collect()];
    }
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..count).filter(|at| !order.contains(at)).map(|at| order.iter().copied().chain([at]).collect()).collect::<Vec<_>>()
            })
            .collect();
    }
    all
}

/// Reads names of rows that lost or gained a letter as those that are printed whole elsewhere.
pub(super) fn mend_names(forms: &Forms, shape: ShapeId, record: &Record, cells: &mut Cells) {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    collect_names(forms, shape, record, &mut names);
    for of_name in names.values() {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for &cell in of_name {
            if let Some(words) = cells.words(cell) {
                *counts.entry(words.to_owned()).or_default() += 1;
            }
        }
        for &cell in of_name {
            let Some(words) = cells.words(cell).map(str::to_owned) else { continue };
            let whole: Vec<&String> = counts
                .iter()
                .filter(|(other, count)| **count > counts[&words] && is_damaged(&words, other))
                .map(|(other, _)| other)
                .collect();
            if let [whole] = whole[..] {
                let note = format!("read as the `{whole}` that is printed elsewhere");
                for reading in &mut cells.cells[cell].readings {
                    reading.words = Some(whole.clone());
                    reading.notes.push(note.clone());
                }
            }
        }
    }
}

/// Whether a name is another with a letter lost or too many, or with stray signs.
fn is_damaged(name: &str, whole: &str) -> bool {
    let letters = |text: &str| folded(text).collect::<Vec<char>>();
    let (a, b) = (letters(name), letters(whole));
    let same_end = a.last() == b.last();
    name != whole && b.len() >= 5 && (a == b || (same_end && a.len().abs_diff(b.len()) == 1 && strsim::generic_levenshtein(&a, &b) == 1))
}

/// Leaves out the rows of a list that say nothing: blocks of a form that are printed for shares that an issuer does not have.
pub(super) fn leave_out_idle_rows(parts: &[Printed], record: &mut Record, cells: &Cells) {
    for part in parts {
        match part {
            Printed::Part { parts, .. } => leave_out_idle_rows(parts, record, cells),
            Printed::Each { list, start: start @ (RowStart::From(_) | RowStart::Columns { .. }), .. } => {
                let name = if let RowStart::Columns { member, .. } = start { Some(*member) } else { None };
                if let Some(Slot::Rows(rows)) = record.slots.get_mut(list)
                    && rows.len() > 1
                {
                    rows.retain(|row| !is_idle(row, name, cells));
                }
            }
            _ => {}
        }
    }
}

/// Whether all cells of a row are blank or stated not to apply, but for the one that a column is named by. Where a column does not apply,
/// a change of nothing in it says no more.
fn is_idle(row: &Record, name: Option<u16>, cells: &Cells) -> bool {
    let says_nothing = |words: Option<&str>| words.is_none_or(|words| words == "N/A" || (name.is_some() && matches!(words, "0" | "Nil")));
    let is_nothing = |cell: usize| {
        cells.cells[cell].unreadable.is_none() && cells.readings(cell).iter().all(|reading| says_nothing(reading.words.as_deref()))
    };
    let mut of_row = row.slots.iter().filter(|(member, _)| Some(**member) != name);
    let applies_not = |slot: &Slot| matches!(slot, Slot::Cell(cell) if cells.words(*cell) == Some("N/A"));
    !row.slots.is_empty()
        && (name.is_none() || of_row.clone().any(|(_, slot)| applies_not(slot)))
        && of_row.all(|(_, slot)| matches!(slot, Slot::Cell(cell) if is_nothing(*cell)))
}

/// Gives amounts without a currency the one that all amounts beside them have.
pub(super) fn mend_currencies(forms: &Forms, shape: ShapeId, record: &Record, cells: &mut Cells) {
    let mut amounts = Vec::new();
    for (member, slot) in &record.slots {
        let Some(declared) = forms.shape(shape).members.get(*member as usize) else { continue };
        match (slot, &declared.kind) {
            (Slot::Cell(cell), MemberKind::Field(field)) if matches!(field.ty, Ty::Quantity { unit, .. } if unit.money != 0) => {
                amounts.push(*cell);
            }
            (Slot::Record(inner), MemberKind::Record(shape)) => mend_currencies(forms, *shape, inner, cells),
            (Slot::Rows(rows), MemberKind::List { rows: shape, .. }) => {
                rows.iter().for_each(|row| mend_currencies(forms, *shape, row, cells));
            }
            _ => {}
        }
    }
    let code = |words: &str| words.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase())).map(str::to_owned);
    let mut codes: Vec<String> = amounts.iter().filter_map(|&cell| cells.words(cell).and_then(code)).collect();
    codes.sort();
    codes.dedup();
    let [only] = &codes[..] else { return };
    for cell in amounts {
        for reading in &mut cells.cells[cell].readings {
            let bare = reading.words.as_ref().is_some_and(|words| words.starts_with(|c: char| c.is_ascii_digit()));
            if let (true, Some(words)) = (bare, &mut reading.words) {
                *words = format!("{only} {words}");
                reading.notes.push("the currency is that of the amounts beside it".to_owned());
            }
        }
    }
}

fn collect_names(forms: &Forms, shape: ShapeId, record: &Record, names: &mut BTreeMap<String, Vec<usize>>) {
    for (member, slot) in &record.slots {
        let Some(declared) = forms.shape(shape).members.get(*member as usize) else { continue };
        match (slot, &declared.kind) {
            (Slot::Cell(cell), MemberKind::Field(field)) if field.ty == Ty::Text && forms.shape(shape).key.contains(member) => {
                names.entry(declared.name.clone()).or_default().push(*cell);
            }
            (Slot::Record(inner), MemberKind::Record(shape)) => collect_names(forms, *shape, inner, names),
            (Slot::Rows(rows), MemberKind::List { rows: shape, .. }) => {
                rows.iter().for_each(|row| collect_names(forms, *shape, row, names));
            }
            _ => {}
        }
    }
}
