//! From the words of a form to its records: headings, lines and rows find their places, and their holes are filled.

use std::ops::Range;
use std::rc::Rc;

use super::fill::{Filler, is_value};
use super::sheet::{Reading, Record, Slot};
use super::tokens::Kind;
use super::values::atoms;
use super::wordings::{Match, Piece, find, has_words, pieces};
use crate::form::{MemberKind, Printed, RowStart, Wording};
use crate::ty::{ShapeId, Ty};

/// The rows of a table, each with its last words where it has such, and the head above them.
pub(super) type TableRows = (Vec<(Range<usize>, Option<Match>)>, Range<usize>);

/// A member of a print in the place where it was found.
struct Anchor<'p> {
    part: &'p Printed,
    place: Option<Match>,
}

impl Anchor<'_> {
    fn is_structure(&self) -> bool {
        matches!(self.part, Printed::Part { .. } | Printed::Each { .. } | Printed::LinesAsIn { .. })
    }
}

impl<'a> Filler<'a> {
    /// Reads the members of a print in a stretch of the text into a record.
    pub(super) fn block(&mut self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>, record: &mut Record) {
        let mut anchors: Vec<Anchor<'a>> = parts.iter().map(|part| Anchor { part, place: None }).collect();
        for (is_structure, near) in [(true, false), (true, true), (false, false), (false, true)] {
            for at in 0..anchors.len() {
                if anchors[at].place.is_none() && anchors[at].is_structure() == is_structure {
                    let gap = gap(&anchors, at, range);
                    anchors[at].place = self.anchor(shape, anchors[at].part, &gap, near);
                }
            }
        }
        for at in 0..anchors.len() {
            let can_be_lost = matches!(anchors[at].part, Printed::Part { .. } | Printed::Each { .. });
            if can_be_lost && anchors[at].place.is_none() {
                let is_first = anchors[..at].iter().all(|before| !before.is_structure() || before.place.is_none());
                let gap = gap(&anchors, at, range);
                let found = anchors.iter().filter(|anchor| anchor.place.is_some()).map(|anchor| anchor.part);
                let has_total = found.into_iter().any(|part| self.is_of_figures(shape, part));
                anchors[at].place = self.lost_start(shape, anchors[at].part, (is_first, has_total), &gap);
            }
        }
        let is_disordered = anchors.iter().any(|anchor| anchor.place.is_none() && self.is_out_of_order(shape, anchor.part, range));
        let was_disordered = std::mem::replace(&mut self.below.is_disordered, is_disordered);
        let mut consumed = range.start;
        let mut ahead: Vec<(&'a Printed, Match, usize)> = Vec::new();
        for at in 0..anchors.len() {
            let until = anchors[at + 1..].iter().find_map(|next| next.place.as_ref()).map_or(range.end, |next| next.tokens.start);
            match (&anchors[at].place, anchors[at].part) {
                // What is printed of a list's rows ahead of them waits for them.
                (Some(place), part @ Printed::LinesAsIn { list, other, .. }) if list == other && record.rows(*list).is_empty() => {
                    ahead.push((part, place.clone(), until));
                }
                (Some(place), part) => {
                    let place = place.clone();
                    let until = self.before_rows(&anchors[at + 1..], &(place.tokens.end..until));
                    consumed = self.found(shape, part, &place, until, record).max(consumed);
                }
                (
                    None,
                    Printed::Each {
                        list,
                        start:
                            start @ (RowStart::LedBy(_) | RowStart::Until(_) | RowStart::Numbered | RowStart::Headed | RowStart::Columns { .. }),
                        parts,
                    },
                ) => {
                    self.table(shape, *list, start, parts, &(consumed..until), record);
                    consumed = until;
                }
                (None, Printed::Part { holds: Some(list), or_blank: true, .. }) => {
                    let place = self.bytes(&(consumed..consumed));
                    let note = "the text does not have this part of the form".to_owned();
                    let cell = self.cells.plain(Reading { words: None, place, notes: vec![note] });
                    record.slots.entry(*list).or_insert(Slot::Cell(cell));
                }
                (None, Printed::Line { wordings, or_blank: true, .. }) => self.left_out(shape, wordings, consumed, record),
                (None, Printed::Line { wordings, within: None, .. }) if wordings.first().is_some_and(|words| !has_words(words)) => {
                    if let Some(wording) = wordings.first() {
                        self.row(shape, wording, &(consumed..until), None, record);
                    }
                    consumed = until;
                }
                _ => {}
            }
        }
        for (part, place, until) in ahead {
            self.found(shape, part, &place, until, record);
        }
        self.below.is_disordered = was_disordered;
        for part in parts {
            match part {
                Printed::LinesInWords { list, field, wordings } => self.prose_rows(shape, list, *field, wordings, record),
                Printed::Line { wordings, within: Some(field), .. } => self.prose_fields(shape, *field, wordings, record),
                _ => {}
            }
        }
    }

    /// Where a member's own part of a stretch ends: before the first number of a table that follows it, which may stand on the same line.
    fn before_rows(&self, following: &[Anchor<'_>], stretch: &Range<usize>) -> usize {
        let next = following.first().map(|anchor| (anchor.part, &anchor.place));
        match next {
            Some((Printed::Each { start: RowStart::Numbered | RowStart::Until(_), .. }, None)) => {
                self.row_numbers(stretch).first().copied().unwrap_or(stretch.end)
            }
            _ => stretch.end,
        }
    }

    /// Where a member stands, if it has words of its own.
    pub(super) fn anchor(&self, shape: ShapeId, part: &'a Printed, range: &Range<usize>, near: bool) -> Option<Match> {
        match part {
            Printed::Line { within: Some(_), .. } | Printed::LinesInWords { .. } | Printed::AddsUp(_) | Printed::Multiplies(_) => None,
            Printed::Line { wordings, or_blank, .. } => {
                let found = self.best(shape, wordings, range, near)?;
                (!or_blank || self.is_followed_by_figure(&found)).then_some(found)
            }
            Printed::Part { headings, .. } => self.best(shape, headings, range, near),
            Printed::Each { list, start: RowStart::From(wordings), .. } => self.best(self.rows_of(shape, *list)?, wordings, range, near),
            Printed::LinesAsIn { wordings, .. } => {
                let heads = wordings.iter().filter_map(|wording| {
                    let head = pieces(wording, |_| None, |_| None).into_iter().find(|piece| matches!(piece, Piece::Letters(..)))?;
                    let head = [head];
                    // The first of several lines may be the damaged one.
                    let exact = find(self.letters, &head, range, false);
                    let end = exact.as_ref().map_or(range.end, |exact| exact.tokens.start);
                    find(self.letters, &head, &(range.start..end), true).or(exact)
                });
                heads.min_by_key(|found| (found.edits, found.tokens.start))
            }
            Printed::Each { .. } => None,
        }
    }

    /// The wording that is found with the fewest wrong letters, the first of those; of several with the same letters the one between whose
    /// words its values stand. Where none stands whole, the last line of one may.
    fn best(&self, shape: ShapeId, wordings: &'a [Wording], range: &Range<usize>, near: bool) -> Option<Match> {
        let found = wordings.iter().filter(|wording| has_words(wording)).filter_map(|wording| {
            let found = find(self.letters, &self.pieces(shape, wording), range, near)?;
            (!self.pieces.is_last_line(wording, wordings)).then_some(found)
        });
        let whole = found.min_by_key(|found| (found.edits, found.tokens.start, self.encloses_values(found)));
        // Where a file draws its cells, their words are whole.
        whole.or_else(|| if near && !self.is_ruled { self.last_line(shape, wordings, range) } else { None })
    }

    /// Where the last line of a label stands whose first lines are lost: at the head of a line, letter by letter.
    fn last_line(&self, shape: ShapeId, wordings: &'a [Wording], range: &Range<usize>) -> Option<Match> {
        let leads = |at: usize| at == 0 || self.tokens[at - 1].line != self.tokens[at].line;
        wordings.iter().filter(|wording| self.pieces.is_last_line(wording, wordings)).find_map(|wording| {
            let pieces = self.pieces(shape, wording);
            let mut rest = range.clone();
            while let Some(found) = find(self.letters, &pieces, &rest, false) {
                if leads(found.tokens.start) {
                    return Some(found);
                }
                rest.start = found.tokens.start + 1;
            }
            None
        })
    }

    /// How well the stretches between the words fit the values that belong there: best where each has a figure, worst where one has none.
    fn encloses_values(&self, found: &Match) -> std::cmp::Ordering {
        let bounded = found.stretches.iter().filter(|(stretch, _)| stretch.start >= found.tokens.start && stretch.end < found.tokens.end);
        let of_values = bounded.filter(|(_, holes)| holes.iter().any(|hole| hole.ty.is_some_and(|ty| is_value(&ty))));
        let has_figure = |stretch: &Range<usize>| self.tokens[stretch.clone()].iter().any(|token| token.kind == Kind::Figure);
        let figures: Vec<bool> = of_values.map(|(stretch, _)| has_figure(stretch)).collect();
        match figures[..] {
            [] => std::cmp::Ordering::Equal,
            _ if figures.iter().all(|has| *has) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        }
    }

    pub(super) fn pieces(&self, shape: ShapeId, wording: &'a Wording) -> Rc<[Piece]> {
        self.pieces.of(shape, wording, |path| self.ty(shape, path))
    }

    pub(super) fn rows_of(&self, shape: ShapeId, list: u16) -> Option<ShapeId> {
        match self.forms.shape(shape).members.get(list as usize)?.kind {
            MemberKind::List { rows, .. } => Some(rows),
            _ => None,
        }
    }

    /// Whether a figure follows the words directly, or after what names it.
    fn is_followed_by_figure(&self, found: &Match) -> bool {
        let Some((stretch, holes)) = found.stretches.last() else { return false };
        let has_name = holes.iter().any(|hole| hole.ty == Some(Ty::Text));
        let mut words = 0;
        for token in self.tokens[stretch.start..].iter().filter(|token| !token.aside) {
            match token.kind {
                Kind::Figure => return true,
                Kind::Word if !has_name || words >= 8 => return false,
                Kind::Word => words += 1,
                Kind::Mark => {}
            }
        }
        false
    }

    /// Reads a member that was found, and says where what it took ends.
    fn found(&mut self, shape: ShapeId, part: &'a Printed, place: &Match, until: usize, record: &mut Record) -> usize {
        match part {
            Printed::Line { .. } => self.fill(shape, place, until, record),
            Printed::Part { holds, parts, .. } => {
                let inside = place.tokens.end..until;
                self.sections.push(self.bytes(&place.tokens).start);
                if let Some(list) = holds {
                    record.stretches.insert(*list, inside.clone());
                }
                self.block(shape, parts, &inside, record);
                if let Some(list) = holds
                    && !record.slots.contains_key(list)
                    && let Some(words) = self.not_applicable(&inside)
                {
                    record.slots.insert(*list, Slot::NotApplicable(words));
                }
                until
            }
            Printed::Each { list, start: RowStart::From(wordings), parts } => {
                if let Some(rows) = self.rows_of(shape, *list) {
                    self.blocks(rows, *list, wordings, parts, &(place.tokens.start..until), record);
                }
                until
            }
            Printed::LinesAsIn { list, other, wordings } => {
                self.as_in(shape, *list, *other, wordings, &(place.tokens.start..until), record);
                until
            }
            Printed::Each { .. } | Printed::LinesInWords { .. } | Printed::AddsUp(_) | Printed::Multiplies(_) => until,
        }
    }

    /// Rows that each begin with certain words.
    fn blocks(
        &mut self,
        shape: ShapeId,
        list: u16,
        wordings: &'a [Wording],
        parts: &'a [Printed],
        range: &Range<usize>,
        record: &mut Record,
    ) {
        let mut starts: Vec<Match> = Vec::new();
        let mut from = range.start;
        while let Some(next) = self.next_start(shape, wordings, &(from..range.end)) {
            from = next.tokens.end;
            starts.push(next);
        }
        let mut rows = Vec::new();
        if starts.is_empty() {
            let lost = self.lost_rows(shape, parts, range);
            let end = lost.first().map_or(range.end, |row| row.words.start);
            let mut row = Record { place: self.bytes(&(range.start..range.start)), ..Record::default() };
            self.block(shape, parts, &(range.start..end), &mut row);
            rows.push(row);
            rows.extend(lost.into_iter().map(|row| self.lost_row(shape, (wordings, parts), &row)));
        }
        let ends: Vec<usize> = starts.iter().skip(1).map(|next| next.tokens.start).chain([range.end]).collect();
        for (start, end) in starts.into_iter().zip(ends) {
            let lost = self.lost_rows(shape, parts, &(start.tokens.end..end));
            let end = lost.first().map_or(end, |row| row.words.start);
            let (start, displaced) = self.without_displaced(shape, parts, start);
            let start = &start;
            let mut row = Record { place: self.bytes(&start.tokens), ..Record::default() };
            // The first words' own holes end where the first member of the row begins.
            let inner = start.tokens.end..end;
            let first =
                parts.iter().filter_map(|part| self.anchor(shape, part, &inner, false).or_else(|| self.anchor(shape, part, &inner, true)));
            let first = first.map(|place| place.tokens.start).min().unwrap_or(end);
            let consumed = self.fill(shape, start, first, &mut row);
            displaced.iter().for_each(|(hole, words)| self.displaced(hole, words, &(consumed..end), &mut row));
            self.block(shape, parts, &(consumed..end), &mut row);
            rows.push(row);
            rows.extend(lost.into_iter().map(|row| self.lost_row(shape, (wordings, parts), &row)));
        }
        record.slots.insert(list, Slot::Rows(rows));
    }

    /// The next row's first words: letter by letter, or with letters wrong where they stand before the first of those.
    fn next_start(&self, shape: ShapeId, wordings: &'a [Wording], range: &Range<usize>) -> Option<Match> {
        let first = |range: &Range<usize>, near: bool| {
            let all = wordings.iter().filter_map(|wording| find(self.letters, &self.pieces(shape, wording), range, near));
            all.min_by_key(|found| (found.tokens.start, found.edits))
        };
        let exact = first(range, false);
        let before = range.start..exact.as_ref().map_or(range.end, |exact| exact.tokens.start);
        first(&before, true).or(exact)
    }

    /// Rows of a table, told apart by what leads them, a number or their last words.
    fn table(&mut self, outer: ShapeId, list: u16, start: &'a RowStart, parts: &'a [Printed], range: &Range<usize>, record: &mut Record) {
        let Some(shape) = self.rows_of(outer, list) else { return };
        let whole = match start {
            RowStart::Headed => Some(self.headed_rows(shape, parts, range)),
            RowStart::Columns { member, names } => Some(self.column_rows(shape, (*member, names), parts, range)),
            _ => None,
        };
        if let Some(rows) = whole {
            if !rows.is_empty() {
                record.slots.insert(list, Slot::Rows(rows));
            }
            return;
        }
        let (ranges, header) = match start {
            RowStart::LedBy(member) => self.led_rows(shape, *member, range),
            RowStart::Until(wordings) => self.ended_rows(shape, wordings, range),
            _ => self.numbered_rows(shape, parts, range),
        };
        let mut rows = Vec::new();
        for (place, end) in ranges {
            let mut row = Record { place: self.bytes(&place), ..Record::default() };
            let mut inner = place.clone();
            if let Some(last) = &end {
                let own = self.value_end(last, place.end);
                self.fill(shape, last, own, &mut row);
                match own < place.end {
                    true => self.use_up(last.tokens.clone()),
                    false => inner.end = last.tokens.start,
                }
            }
            self.row_block(shape, parts, &inner, &header, &mut row);
            rows.push(row);
        }
        if !rows.is_empty() {
            record.slots.insert(list, Slot::Rows(rows));
        }
    }

    /// The members of one row of a table: lines with words of their own first, then the columns from what they leave.
    fn row_block(&mut self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>, header: &Range<usize>, row: &mut Record) {
        let mut end = range.end;
        let mut columns = Wording::default();
        for part in parts {
            let Printed::Line { wordings, or_blank, within: None } = part else { continue };
            let Some(first) = wordings.first() else { continue };
            if !has_words(first) {
                columns.pieces.extend(first.pieces.iter().cloned());
                continue;
            }
            let exact = self.anchor(shape, part, range, false);
            match exact.or_else(|| self.anchor(shape, part, range, true)) {
                Some(place) => {
                    let next = self.next_anchor(shape, parts, &(place.tokens.end..range.end));
                    if !or_blank {
                        end = end.min(place.tokens.start);
                    }
                    let next = if *or_blank { self.value_end(&place, next) } else { next };
                    let consumed = self.fill(shape, &place, next, row);
                    self.use_up(place.tokens.start..consumed);
                }
                None if let Some(bare) = wordings.iter().find(|wording| !has_words(wording)) => {
                    columns.pieces.extend(bare.pieces.iter().cloned());
                }
                None if *or_blank => self.left_out(shape, wordings, range.start, row),
                None => {}
            }
        }
        if !columns.pieces.is_empty() {
            self.row(shape, &columns, &(range.start..end), Some(header), row);
            self.behind_label(shape, &columns, &(end..range.end), row);
        }
    }

    /// Where the next member with words begins.
    fn next_anchor(&self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>) -> usize {
        let starts = parts.iter().filter_map(|part| self.anchor(shape, part, range, false));
        starts.map(|place| place.tokens.start).min().unwrap_or(range.end)
    }

    fn ended_rows(&self, shape: ShapeId, wordings: &'a [Wording], range: &Range<usize>) -> TableRows {
        let mut rows = Vec::new();
        let mut from = range.start;
        while let Some(found) = self.next_start(shape, wordings, &(from..range.end)) {
            let end = self.values_behind(self.value_end(&found, range.end), range.end);
            rows.push((from..end, Some(found)));
            from = end;
        }
        (rows, range.start..range.start)
    }

    /// Where the values end that follow those of a row's last words on their line, with nothing between them: a text may have all the
    /// values of a row behind its words.
    fn values_behind(&self, from: usize, until: usize) -> usize {
        let Some(last) = from.checked_sub(1).and_then(|last| self.tokens.get(last)) else { return from };
        let line = (from..until).find(|&at| self.tokens[at].line != last.line).unwrap_or(until);
        let values = atoms(self.tokens, &(from..line), &self.currencies);
        values.iter().fold(from, |end, value| if value.tokens.start == end { value.tokens.end } else { end })
    }

    fn numbered_rows(&self, shape: ShapeId, parts: &'a [Printed], range: &Range<usize>) -> TableRows {
        let starts = self.row_numbers(range);
        if starts.is_empty() {
            let header = self.header_end(shape, parts, range);
            return if header > range.start && header < range.end {
                (vec![(header..range.end, None)], range.start..header)
            } else {
                (Vec::new(), range.start..range.start)
            };
        }
        let ends = starts.iter().skip(1).copied().chain([range.end]);
        let header = range.start..starts[0];
        let rows = starts.iter().zip(ends).map(|(&start, end)| start..end).filter(|row| !self.is_cut_off(row));
        (rows.map(|row| (row, None)).collect(), header)
    }

    /// Whether all that follows the number of a row are the dots that stand for what was left out.
    fn is_cut_off(&self, row: &Range<usize>) -> bool {
        let rest = self.tokens.get(row.start + 1..row.end).unwrap_or_default();
        rest.iter().all(|token| token.kind == Kind::Mark)
            && rest.iter().filter(|token| matches!(token.text.as_str(), "." | "…")).count() > 2
    }

    /// The numbers of rows: those at the heads of lines, or where these do not count from one, those that count up wherever they stand.
    pub(super) fn row_numbers(&self, range: &Range<usize>) -> Vec<usize> {
        let leading: Vec<usize> = (range.start..range.end.saturating_sub(1)).filter(|&at| self.is_row_number(at)).collect();
        if leading.first().is_some_and(|&first| self.tokens[first].text == "1") {
            return leading;
        }
        let mut counted = Vec::new();
        for at in range.start..range.end.saturating_sub(2) {
            let is_next = self.tokens[at].aside && self.tokens[at].text == (counted.len() + 1).to_string();
            if is_next && self.tokens[at + 1].text == ")" && self.tokens[at + 2].text == "." {
                counted.push(at);
            }
        }
        if counted.is_empty() { leading } else { counted }
    }

    /// `1).` or `1.` at the head of a line or a cell.
    pub(super) fn is_row_number(&self, at: usize) -> bool {
        let (figure, next) = (&self.tokens[at], &self.tokens[at + 1]);
        let leads = at == 0 || self.tokens[at - 1].line != figure.line;
        leads && figure.kind == Kind::Figure && figure.text.len() <= 2 && figure.aside && matches!(next.text.as_str(), ")" | ".")
    }
}

/// The stretch in which a member can stand: after the last one before it that was found, and before the first one behind it.
fn gap(anchors: &[Anchor<'_>], at: usize, range: &Range<usize>) -> Range<usize> {
    let before = anchors[..at].iter().filter_map(|anchor| anchor.place.as_ref()).map(|place| place.tokens.end).max();
    let after = anchors[at + 1..].iter().filter_map(|anchor| anchor.place.as_ref()).map(|place| place.tokens.start).min();
    let start = before.unwrap_or(range.start);
    start..after.unwrap_or(range.end).max(start)
}
