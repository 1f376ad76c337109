//! What a page draws: its glyphs, ruling lines and small boxes, each with its place in whole hundredths of a point.
//!
//! This is the one file in which fractions are binary: the library that interprets pages gives coordinates so. They are places on paper and
//! never figures, and leave this file as whole numbers.
#![allow(clippy::disallowed_types, clippy::float_arithmetic, reason = "coordinates of the interpreter become whole numbers here")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::font::{Glyph as Drawing, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings,
    InterpreterWarning, SoftMask, interpret_page,
};

use super::fonts::Collections;
use crate::layout::Area;

/// A character, or a few that are drawn as one, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// Its characters in [`Drawn::text`].
    pub text: (u32, u32),
    pub left: i32,
    pub right: i32,
    pub baseline: i32,
    /// The height of the letters' square.
    pub size: i32,
}

/// A straight line along a side of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stroke {
    pub is_level: bool,
    /// Its distance from the top of the page if it is level, else from the left.
    pub at: i32,
    pub from: i32,
    pub to: i32,
}

/// What one page draws.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The characters of all glyphs, one after the other.
    pub text: String,
    pub glyphs: Vec<Glyph>,
    pub strokes: Vec<Stroke>,
    /// Frames as small as a letter: boxes for ticks.
    pub boxes: Vec<Area>,
    /// Slanting lines, which may cross a box out: where each begins and ends.
    pub slants: Vec<Area>,
    /// Glyphs whose character is not known; each stands as U+FFFD.
    pub unknown: u32,
    /// Glyphs that are in the file but are not painted; they are taken only where nothing is painted.
    pub hidden: Vec<Glyph>,
    /// Glyphs of lines that are not upright.
    pub turned: u32,
    pub has_pictures: bool,
    pub is_cut: bool,
}

impl Drawn {
    /// How many glyphs and lines were drawn.
    pub fn count(&self) -> usize {
        self.glyphs.len() + self.hidden.len() + self.strokes.len() + self.slants.len() + self.boxes.len()
    }
}

/// Interprets the pages of a document, one at a time.
pub(super) struct Drawer<'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
    collections: Collections,
    lacks_a_font: Arc<AtomicBool>,
}

impl<'a> Drawer<'a> {
    pub fn new(pdf: &'a Pdf) -> Drawer<'a> {
        let lacks_a_font = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&lacks_a_font);
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |warning| {
                if matches!(warning, InterpreterWarning::UnsupportedFont) {
                    seen.store(true, Ordering::Relaxed);
                }
            }),
            ..InterpreterSettings::default()
        };
        Drawer { pdf, cache: InterpreterCache::new(), settings, collections: Collections::default(), lacks_a_font }
    }

    /// Whether a font could not be loaded so far, so that what is written with it is not among the glyphs.
    pub fn lacks_a_font(&self) -> bool {
        self.lacks_a_font.load(Ordering::Relaxed)
    }

    /// What a page draws, at most so many glyphs and lines.
    pub fn draw(&mut self, page: &Page<'a>, most: usize) -> Drawn {
        let transform = page.initial_transform(true);
        let (width, height) = page.render_dimensions();
        let seen = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = Affine::new(transform.as_coeffs());
        let mut context = Context::new(transform, seen, &self.cache, self.pdf.xref(), self.settings.clone());
        let edges = Area { left: 0, top: 0, right: whole(seen.x1), bottom: whole(seen.y1) };
        let mut pen = Pen { drawn: Drawn::default(), edges, most, pdf: self.pdf, collections: &mut self.collections };
        interpret_page(page, &mut context, &mut pen);
        pen.drawn
    }
}

/// An area of a page as the file itself counts: from the lower left corner upwards, before the page is turned. Its `top` is the lower side.
pub(super) fn in_page_space(page: &Page<'_>, area: Area) -> Area {
    let back = Affine::new(page.initial_transform(true).as_coeffs()).inverse();
    let corner = |x: i32, y: i32| back * Point::new(f64::from(x) / 100.0, f64::from(y) / 100.0);
    let (a, b) = (corner(area.left, area.top), corner(area.right, area.bottom));
    let (left, right) = (whole(a.x.min(b.x)), whole(a.x.max(b.x)));
    Area { left, top: whole(a.y.min(b.y)), right, bottom: whole(a.y.max(b.y)) }
}

/// Hundredths of a point; what is no number is 0, and what is too large the largest.
fn whole(points: f64) -> i32 {
    const FAR: f64 = 10_000_000.0;
    (points * 100.0).round().clamp(-FAR, FAR) as i32
}

/// Takes down what the interpreter draws.
struct Pen<'p, 'a> {
    drawn: Drawn,
    /// The page's own edges; what lies beyond them is not seen.
    edges: Area,
    most: usize,
    pdf: &'a Pdf,
    collections: &'p mut Collections,
}

/// A frame is a box for a tick if its sides are so long, in hundredths of a point, and nearly equal.
const BOX_SIDES: std::ops::RangeInclusive<i32> = 400..=1_800;
const BOX_LEAN: i32 = 250;

/// A filled rectangle is a line if it is no thicker.
const THICK: i32 = 250;

/// A line along a side of the page does not lean by more.
const LEVEL: i32 = 60;

impl<'a> Pen<'_, 'a> {
    fn is_full(&mut self) -> bool {
        self.drawn.is_cut |= self.drawn.count() >= self.most;
        self.drawn.is_cut
    }

    fn glyph(&mut self, drawing: &Drawing<'a>, transform: Affine, is_hidden: bool, said: &mut BTreeMap<u32, Option<BfString>>) {
        let [a, b, c, d, x, y] = transform.as_coeffs();
        let width = match drawing {
            Drawing::Outline(glyph) => glyph.advance_width(),
            Drawing::Type3(glyph) => glyph.advance_width(),
        };
        let width = f64::from(width.unwrap_or(0.0)).clamp(0.0, 10_000.0);
        let size = whole(c.hypot(d) * 1000.0);
        let (left, right, baseline) = (whole(x), whole(x + a.hypot(b) * width), whole(y));
        let is_upright = a > 0.0 && d < 0.0 && b.abs() < a * 0.02;
        let middle = left.midpoint(right);
        let is_seen = (self.edges.left..=self.edges.right).contains(&middle) && (self.edges.top..=self.edges.bottom).contains(&baseline);
        if !is_seen || size < 50 {
            return;
        }
        if !is_upright {
            self.drawn.turned += 1;
            return;
        }
        let start = self.drawn.text.len() as u32;
        match said.entry(drawing.char_code()).or_insert_with(|| self.said(drawing)) {
            Some(BfString::Char(character)) => self.drawn.text.push(*character),
            Some(BfString::String(characters)) => self.drawn.text.push_str(characters),
            None => {
                self.drawn.text.push(char::REPLACEMENT_CHARACTER);
                self.drawn.unknown += u32::from(!is_hidden);
            }
        }
        let glyph = Glyph { text: (start, self.drawn.text.len() as u32), left, right: right.max(left), baseline, size };
        if is_hidden { self.drawn.hidden.push(glyph) } else { self.drawn.glyphs.push(glyph) }
    }

    /// The characters that a glyph stands for, by its font's own tables, or by the collection that its numbers belong to.
    fn said(&mut self, drawing: &Drawing<'a>) -> Option<BfString> {
        drawing.as_unicode().filter(is_said).or_else(|| self.told_by_collection(drawing).map(BfString::Char))
    }

    /// The character by the collection that the font's numbers belong to.
    fn told_by_collection(&mut self, drawing: &Drawing<'a>) -> Option<char> {
        let Drawing::Outline(glyph) = drawing else { return None };
        let name = glyph.font_data()?.postscript_name?;
        self.collections.character(self.pdf, &name, glyph.char_code())
    }

    fn stroke(&mut self, from: (i32, i32), to: (i32, i32)) {
        if self.is_full() {
            return;
        }
        let ((x0, y0), (x1, y1)) = (from, to);
        let (wide, high) = ((x1 - x0).abs(), (y1 - y0).abs());
        let area = Area { left: x0.min(x1), top: y0.min(y1), right: x0.max(x1), bottom: y0.max(y1) };
        if high <= LEVEL && wide > high {
            let at = y0.midpoint(y1);
            self.drawn.strokes.push(Stroke { is_level: true, at, from: area.left, to: area.right });
        } else if wide <= LEVEL && high > wide {
            let at = x0.midpoint(x1);
            self.drawn.strokes.push(Stroke { is_level: false, at, from: area.top, to: area.bottom });
        } else if wide > 0 && high > 0 {
            self.drawn.slants.push(area);
        }
    }

    /// A frame that stands by itself: a box for a tick, or four lines.
    fn frame(&mut self, area: Area) {
        let (wide, high) = (area.right - area.left, area.bottom - area.top);
        if BOX_SIDES.contains(&wide) && BOX_SIDES.contains(&high) && (wide - high).abs() <= BOX_LEAN {
            if !self.is_full() {
                self.drawn.boxes.push(area);
            }
            return;
        }
        let Area { left, top, right, bottom } = area;
        self.stroke((left, top), (right, top));
        self.stroke((left, bottom), (right, bottom));
        self.stroke((left, top), (left, bottom));
        self.stroke((right, top), (right, bottom));
    }

    /// A filled area counts only if it is so thin that it is a line.
    fn filled(&mut self, area: Area) {
        let (wide, high) = (area.right - area.left, area.bottom - area.top);
        if high <= THICK && wide > 2 * high {
            let at = area.top.midpoint(area.bottom);
            self.stroke((area.left, at), (area.right, at));
        } else if wide <= THICK && high > 2 * wide {
            let at = area.left.midpoint(area.right);
            self.stroke((at, area.top), (at, area.bottom));
        }
    }

    fn sketch(&mut self, path: &BezPath, transform: Affine, is_filled: bool) {
        let mut points: Vec<(i32, i32)> = Vec::new();
        let place = |point: Point| {
            let point = transform * point;
            (whole(point.x), whole(point.y))
        };
        let mut is_bent = false;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => {
                    self.figure(&points, is_bent, is_filled);
                    points.clear();
                    is_bent = false;
                    points.push(place(to));
                }
                PathEl::LineTo(to) => points.push(place(to)),
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                    is_bent = true;
                    points.push(place(to));
                }
                PathEl::ClosePath => points.extend(points.first().copied()),
            }
            if points.len() > 10_000 {
                break;
            }
        }
        self.figure(&points, is_bent, is_filled);
    }

    /// One figure of a path, given by its corners.
    fn figure(&mut self, points: &[(i32, i32)], is_bent: bool, is_filled: bool) {
        let (Some(&(x, y)), false) = (points.first(), is_bent) else { return };
        let area = points
            .iter()
            .fold(Area { left: x, top: y, right: x, bottom: y }, |area, &(x, y)| area.to(Area { left: x, top: y, right: x, bottom: y }));
        let is_frame = points.len() == 5 && points.first() == points.last() && points.windows(2).all(|side| is_along(side[0], side[1]));
        match (is_filled, is_frame) {
            (true, true) => self.filled(area),
            (true, false) if points.len() <= 5 => self.filled(area),
            (true, false) => {}
            (false, true) => self.frame(area),
            (false, false) => points.windows(2).for_each(|side| self.stroke(side[0], side[1])),
        }
    }
}

/// Whether a side of a figure lies along a side of the page.
fn is_along(from: (i32, i32), to: (i32, i32)) -> bool {
    (from.0 - to.0).abs() <= LEVEL || (from.1 - to.1).abs() <= LEVEL
}

/// Whether a font's own table says a character that can be written.
fn is_said(said: &BfString) -> bool {
    let is_good = |c: char| !c.is_control() && !matches!(c, char::REPLACEMENT_CHARACTER | '\u{feff}' | '\u{e000}'..='\u{f8ff}');
    match said {
        BfString::Char(character) => is_good(*character),
        BfString::String(characters) => !characters.is_empty() && characters.chars().all(is_good),
    }
}

impl<'a> Device<'a> for Pen<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Fill(_) => self.sketch(path, props.transform, true),
            DrawMode::Stroke(_) | DrawMode::FillAndStroke(..) => self.sketch(path, props.transform, false),
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let is_hidden = matches!(mode, DrawMode::Invisible);
        // The glyphs of a run are of one font, whose tables are asked once for each of its codes.
        let mut said = BTreeMap::new();
        for glyph in run.glyphs() {
            if self.is_full() {
                return;
            }
            self.glyph(glyph, props.transform * glyph.transform(), is_hidden, &mut said);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.drawn.has_pictures = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
