//! Boxes for ticks as characters: empty, ticked or crossed out.

use super::glyphs::{Drawn, Glyph};
use crate::layout::Area;

const EMPTY: &str = "\u{2610}";
const TICKED: &str = "\u{2611}";
const CROSSED: &str = "\u{2612}";

/// Puts a character in the place of each box for a tick, and of the mark within it. A box with other words in it is none.
pub(super) fn take_up(drawn: &mut Drawn) {
    for area in std::mem::take(&mut drawn.boxes) {
        let within: Vec<usize> = (0..drawn.glyphs.len()).filter(|&at| holds(&area, &drawn.glyphs[at])).collect();
        let words: String = within.iter().filter_map(|&at| text(drawn, &drawn.glyphs[at])).collect();
        let state = match words.trim() {
            "" if drawn.slants.iter().filter(|slant| crosses(&area, slant)).count() >= 2 => CROSSED,
            "" => EMPTY,
            "\u{2713}" | "\u{2714}" | "\u{221a}" => TICKED,
            "x" | "X" | "\u{d7}" | "\u{2715}" | "\u{2716}" | "\u{2717}" | "\u{2718}" => CROSSED,
            _ => continue,
        };
        for at in within.into_iter().rev() {
            drawn.glyphs.remove(at);
        }
        let start = drawn.text.len() as u32;
        drawn.text.push_str(state);
        let height = area.bottom - area.top;
        let glyph = Glyph {
            text: (start, drawn.text.len() as u32),
            left: area.left,
            right: area.right,
            baseline: level_with(drawn, &area).unwrap_or(area.bottom - height / 5),
            size: height,
        };
        drawn.glyphs.push(glyph);
    }
}

fn text<'d>(drawn: &'d Drawn, glyph: &Glyph) -> Option<&'d str> {
    drawn.text.get(glyph.text.0 as usize..glyph.text.1 as usize)
}

fn holds(area: &Area, glyph: &Glyph) -> bool {
    let (x, y) = (glyph.left.midpoint(glyph.right), glyph.baseline - glyph.size * 3 / 10);
    area.left <= x && x <= area.right && area.top <= y && y <= area.bottom
}

fn crosses(area: &Area, slant: &Area) -> bool {
    let (x, y) = (slant.left.midpoint(slant.right), slant.top.midpoint(slant.bottom));
    area.left <= x && x <= area.right && area.top <= y && y <= area.bottom && (slant.right - slant.left) * 2 >= area.right - area.left
}

/// The baseline of the words beside a box.
fn level_with(drawn: &Drawn, area: &Area) -> Option<i32> {
    let height = area.bottom - area.top;
    let is_beside = |glyph: &&Glyph| {
        let middle = glyph.baseline - glyph.size * 3 / 10;
        area.top <= middle && middle <= area.bottom && (glyph.left - area.right).abs() <= 4 * height
    };
    let beside = drawn.glyphs.iter().filter(is_beside);
    beside.min_by_key(|glyph| (glyph.left - area.right).abs()).map(|glyph| glyph.baseline)
}
