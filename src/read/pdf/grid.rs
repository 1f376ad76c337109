//! Ruling lines as tables: which rectangles they close, and which of these belong together.

use std::collections::BTreeMap;

use super::glyphs::Stroke;
use crate::layout::Area;

/// Cells that touch each other, in rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub area: Area,
    /// By top, then left.
    pub cells: Vec<Area>,
}

/// Lines that are no further apart are one.
const SNAP: i32 = 200;
/// A line may end so far from the line that it meets.
const REACH: i32 = 300;
/// The most lines of one direction, and the most steps of the search, on one page.
const MOST_LINES: usize = 400;
const MOST_STEPS: usize = 4_000_000;

/// The tables that the lines of a page rule; `None` where there are more lines than are looked through.
pub(super) fn tables(strokes: &[Stroke]) -> Option<Vec<Table>> {
    let level = Lines::of(strokes, true);
    let upright = Lines::of(strokes, false);
    if level.at.len() > MOST_LINES || upright.at.len() > MOST_LINES {
        return None;
    }
    let cells = cells(&level, &upright)?;
    let mut groups: BTreeMap<usize, Vec<Area>> = BTreeMap::new();
    for (cell, group) in cells.iter().zip(together(&cells)) {
        let area =
            Area { left: upright.at[cell.left], top: level.at[cell.top], right: upright.at[cell.right], bottom: level.at[cell.bottom] };
        groups.entry(group).or_default().push(area);
    }
    let table = |mut cells: Vec<Area>| {
        cells.sort_by_key(|cell| (cell.top, cell.left));
        let area = cells.iter().copied().reduce(Area::to)?;
        Some(Table { area, cells })
    };
    let mut tables: Vec<Table> = groups.into_values().filter_map(table).collect();
    tables.sort_by_key(|table| (table.area.top, table.area.left));
    Some(tables)
}

/// The lines of one direction: where they lie, and the stretches that each covers.
struct Lines {
    at: Vec<i32>,
    stretches: Vec<Vec<(i32, i32)>>,
}

impl Lines {
    fn of(strokes: &[Stroke], is_level: bool) -> Lines {
        let mut strokes: Vec<Stroke> = strokes.iter().copied().filter(|stroke| stroke.is_level == is_level).collect();
        strokes.sort();
        let mut lines = Lines { at: Vec::new(), stretches: Vec::new() };
        for bundle in strokes.chunk_by(|a, b| b.at - a.at <= SNAP / 2) {
            let (Some(first), Some(last)) = (bundle.first(), bundle.last()) else { continue };
            let mut parts: Vec<(i32, i32)> = bundle.iter().map(|stroke| (stroke.from, stroke.to)).collect();
            parts.sort_unstable();
            let mut stretches: Vec<(i32, i32)> = Vec::new();
            for (from, to) in parts {
                match stretches.last_mut() {
                    Some(last) if from <= last.1 + REACH => last.1 = last.1.max(to),
                    _ => stretches.push((from, to)),
                }
            }
            lines.at.push(first.at.midpoint(last.at));
            lines.stretches.push(stretches);
        }
        lines
    }

    /// For each crossing with the other lines, how far along these a line runs on from there without a gap.
    fn runs(&self, across: &Lines) -> Vec<Vec<usize>> {
        let run = |stretches: &Vec<(i32, i32)>, from: usize| {
            let at = across.at[from];
            let end = stretches.iter().find(|(start, end)| start - REACH <= at && at <= end + REACH).map(|stretch| stretch.1);
            end.map_or(from, |end| across.at.partition_point(|&at| at <= end + REACH).saturating_sub(1).max(from))
        };
        self.stretches.iter().map(|stretches| (0..across.at.len()).map(|from| run(stretches, from)).collect()).collect()
    }
}

/// A closed rectangle, by the numbers of its lines.
#[derive(Clone, Copy, Debug)]
struct Cell {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

/// The smallest rectangle below and right of each crossing.
fn cells(level: &Lines, upright: &Lines) -> Option<Vec<Cell>> {
    let rightward = level.runs(upright);
    let downward = upright.runs(level);
    let mut cells = Vec::new();
    let mut steps = 0;
    for top in 0..level.at.len() {
        for left in 0..upright.at.len() {
            for bottom in top + 1..=downward[left][top] {
                let reach = rightward[top][left].min(rightward[bottom][left]);
                let is_side = |right: &usize| downward[*right][top] >= bottom;
                let side = (left + 1..=reach).find(is_side);
                steps += side.unwrap_or(reach) - left;
                if steps > MOST_STEPS {
                    return None;
                }
                if let Some(right) = side {
                    cells.push(Cell { left, top, right, bottom });
                    break;
                }
            }
        }
    }
    Some(cells)
}

/// For each cell the number of its group: cells that share a part of an edge are in one.
fn together(cells: &[Cell]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..cells.len()).collect();
    let mut edges: BTreeMap<(bool, usize, usize), usize> = BTreeMap::new();
    for (number, cell) in cells.iter().enumerate() {
        let level = (cell.left..cell.right).flat_map(|at| [(true, cell.top, at), (true, cell.bottom, at)]);
        let upright = (cell.top..cell.bottom).flat_map(|at| [(false, cell.left, at), (false, cell.right, at)]);
        for edge in level.chain(upright) {
            let other = *edges.entry(edge).or_insert(number);
            let (mine, theirs) = (root(&mut group, number), root(&mut group, other));
            group[mine.max(theirs)] = mine.min(theirs);
        }
    }
    (0..cells.len()).map(|cell| root(&mut group, cell)).collect()
}

fn root(group: &mut [usize], mut cell: usize) -> usize {
    while group[cell] != cell {
        group[cell] = group[group[cell]];
        cell = group[cell];
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(area: Area) -> Vec<Stroke> {
        let level = |at| Stroke { is_level: true, at, from: area.left, to: area.right };
        let upright = |at| Stroke { is_level: false, at, from: area.top, to: area.bottom };
        vec![level(area.top), level(area.bottom), upright(area.left), upright(area.right)]
    }

    fn area(left: i32, top: i32, right: i32, bottom: i32) -> Area {
        Area { left, top, right, bottom }
    }

    #[test]
    fn merged_cells_are_one() {
        let mut strokes = frame(area(0, 0, 10_000, 2_000));
        strokes.push(Stroke { is_level: true, at: 1_000, from: 50, to: 9_950 });
        strokes.push(Stroke { is_level: false, at: 5_000, from: 1_000, to: 2_000 });
        let tables = tables(&strokes).unwrap();
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].cells, [area(0, 0, 10_000, 1_000), area(0, 1_000, 5_000, 2_000), area(5_000, 1_000, 10_000, 2_000)]);
    }

    #[test]
    fn a_box_within_a_box_is_a_table_of_its_own() {
        let strokes: Vec<Stroke> = [area(0, 0, 10_000, 9_000), area(2_000, 2_000, 6_000, 4_000)].into_iter().flat_map(frame).collect();
        assert_eq!(tables(&strokes).unwrap().len(), 2);
    }

    #[test]
    fn underlines_close_nothing() {
        assert!(tables(&[Stroke { is_level: true, at: 0, from: 0, to: 9_000 }]).unwrap().is_empty());
    }
}
