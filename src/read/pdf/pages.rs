//! What the pages of a document draw, several of them drawn at a time.

use std::io::Read as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::object::{Array, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{Filter, Pdf};

use super::glyphs::{Drawer, Drawn};
use super::ticks;
use crate::read::document::{Limits, Refusal};

/// As the first thread of a process has it, so that a page is drawn alike by all.
const STACK: usize = 8 * 1024 * 1024;

/// What each page draws, in their order, within the limits of all together. At most so many threads share the pages out among them; each
/// loads the fonts that it meets for itself.
pub(super) fn drawn<'a>(pdf: &'a Pdf, pages: &[Page<'a>], limits: &Limits, threads: usize) -> Result<Vec<Drawn>, Refusal> {
    let all = Shared {
        pdf,
        pages,
        limits,
        next: AtomicUsize::new(0),
        left: AtomicUsize::new(limits.glyphs as usize),
        lacks_a_font: AtomicBool::new(false),
    };
    let mut of_pages = thread::scope(|scope| {
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || all.draw()).ok();
        // Where the system gives no more threads, those that run draw the pages.
        let others: Vec<_> = (1..threads.min(pages.len())).map_while(start).collect();
        let mut of_pages = all.draw();
        for other in others {
            of_pages.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        of_pages
    });
    of_pages.sort_unstable_by_key(|(at, _)| *at);
    let mut drawn = Vec::with_capacity(of_pages.len());
    let mut is_cut = false;
    for (at, of_page) in of_pages {
        match of_page {
            OfPage::Damaged => return Err(Refusal::DamagedPage { page: at as u32 + 1 }),
            OfPage::Cut => is_cut = true,
            OfPage::Drawn(page) => drawn.push(page),
        }
    }
    match is_cut {
        true => Err(Refusal::TooManyGlyphs { most: limits.glyphs }),
        false if all.lacks_a_font.into_inner() => Err(Refusal::NoFont),
        false => Ok(drawn),
    }
}

/// What comes of one page. Which one is cut, where all draw too much, depends on which is drawn first; that one is does not.
enum OfPage {
    Drawn(Drawn),
    Damaged,
    Cut,
}

/// What the threads share.
struct Shared<'p, 'a> {
    pdf: &'a Pdf,
    pages: &'p [Page<'a>],
    limits: &'p Limits,
    /// The next page to draw.
    next: AtomicUsize,
    /// How many glyphs and lines may still be drawn.
    left: AtomicUsize,
    /// Whether a font could not be loaded, so that what is written with it is not among the glyphs.
    lacks_a_font: AtomicBool,
}

impl<'a> Shared<'_, 'a> {
    /// Draws pages until there are no more.
    fn draw(&self) -> Vec<(usize, OfPage)> {
        let mut drawer = Drawer::new(self.pdf);
        let next = || {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            Some((at, self.pages.get(at)?))
        };
        let of_pages = std::iter::from_fn(next).map(|(at, page)| (at, self.of_page(&mut drawer, page))).collect();
        self.lacks_a_font.fetch_or(drawer.lacks_a_font(), Ordering::Relaxed);
        of_pages
    }

    fn of_page(&self, drawer: &mut Drawer<'a>, page: &Page<'a>) -> OfPage {
        if !is_whole(page, self.limits) {
            return OfPage::Damaged;
        }
        let mut drawn = drawer.draw(page, self.left.load(Ordering::Relaxed));
        let take = |left: usize| left.checked_sub(drawn.count()).filter(|_| !drawn.is_cut);
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take) {
            Ok(_) => {
                ticks::take_up(&mut drawn);
                OfPage::Drawn(drawn)
            }
            Err(_) => {
                self.left.store(0, Ordering::Relaxed);
                OfPage::Cut
            }
        }
    }
}

/// Whether all that the page draws can be unpacked. The interpreter would go on with the part that can.
fn is_whole(page: &Page<'_>, limits: &Limits) -> bool {
    if !page.raw().contains_key("Contents") {
        return true;
    }
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => unpacks(&stream, limits),
        Some(Object::Array(parts)) => all_unpack(&parts, limits),
        Some(Object::Null(_)) => true,
        _ => false,
    }
}

fn all_unpack(parts: &Array<'_>, limits: &Limits) -> bool {
    let count = parts.raw_iter().count();
    let streams = parts.iter::<Object<'_>>().filter(|part| matches!(part, Object::Stream(stream) if unpacks(stream, limits)));
    streams.count() == count
}

/// Whether a stream can be unpacked to its end, within the limits.
fn unpacks(stream: &Stream<'_>, limits: &Limits) -> bool {
    let packed = stream.raw_data();
    match stream.filters()[..] {
        [Filter::FlateDecode] => {
            let mut rest = ZlibDecoder::new(&*packed).take(limits.unpacked + 1);
            std::io::copy(&mut rest, &mut std::io::sink()).is_ok_and(|count| count <= limits.unpacked)
        }
        _ => stream.decoded_data().is_ok(),
    }
}
