//! Whoever fills in a form that is drawn: figures by chance, and beside each the field that must be read so.

use super::draw::{Length, WIDTH};
use super::filings::Fields;
use super::forms::{Artist, MARGIN};

pub struct Teller<'a, W: 'static> {
    pub artist: &'a mut Artist,
    /// The words of the form in the language of this one.
    pub words: &'static W,
    pub is_chinese: bool,
    /// The digits that fit into a cell.
    pub most_digits: usize,
    pub fields: Fields,
}

/// The widths of columns in twentieths of a page.
pub const fn columns<const COUNT: usize>(parts: [Length; COUNT]) -> [Length; COUNT] {
    let mut widths = parts;
    let mut at = 0;
    while at < COUNT {
        widths[at] = parts[at] * ((WIDTH - 2 * MARGIN) / 20);
        at += 1;
    }
    widths
}

impl<'a, W> Teller<'a, W> {
    /// Fills in a form in one of two languages.
    pub fn new(artist: &'a mut Artist, english: &'static W, chinese: &'static W) -> Teller<'a, W> {
        let is_chinese = artist.dice.one_in(2);
        let words = if is_chinese { chinese } else { english };
        Teller { artist, words, is_chinese, most_digits: 8, fields: Fields::new() }
    }

    /// Notes what a field must be read as: nothing printed is a blank.
    pub fn note(&mut self, path: &str, printed: &str) {
        self.fields.push((path.to_owned(), (!printed.is_empty()).then(|| printed.to_owned())));
    }

    /// Notes fields of one row.
    pub fn notes(&mut self, row: &str, fields: &[(&str, &str)]) {
        fields.iter().for_each(|(field, printed)| self.note(&format!("{row}.{field}"), printed));
    }

    pub fn shares(&mut self) -> String {
        let digits = 1 + self.artist.dice.below(self.most_digits);
        self.artist.dice.grouped(digits)
    }

    /// A change: blank, an increase or a decrease.
    pub fn change(&mut self) -> String {
        let shares = self.shares();
        match self.artist.dice.below(3) {
            0 => String::new(),
            1 => format!("-{shares}"),
            _ => shares,
        }
    }

    /// An amount with its currency.
    pub fn price(&mut self) -> String {
        let currency = self.artist.dice.pick(&["HKD", "USD", "RMB"]);
        format!("{currency} {}", self.artist.dice.decimal(6))
    }

    /// An amount with its currency, or one time in three none.
    pub fn price_or_none(&mut self) -> String {
        if self.artist.dice.one_in(3) { String::new() } else { self.price() }
    }

    /// A percentage, or the sign that the form prints where there is none.
    pub fn percent(&mut self) -> String {
        match self.artist.dice.below(3) {
            0 => "%".to_owned(),
            _ => format!("{} %", self.artist.dice.decimal(4)),
        }
    }

    pub fn date(&mut self) -> String {
        self.artist.dice.date(self.is_chinese)
    }

    /// Words of several lines.
    pub fn paragraph(&mut self, words: &str) {
        let mut line = String::new();
        for word in words.split_inclusive(' ') {
            if line.chars().count() + word.chars().count() > 80 {
                self.artist.line(&[line.trim_end()]);
                line.clear();
            }
            line.push_str(word);
        }
        self.artist.line(&[&line]);
    }
}
