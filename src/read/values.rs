//! What the tokens of a place say: dates, amounts, percentages and numbers, and which fields they can belong to.

use std::ops::Range;

use super::labels::folded;
use super::tokens::{Kind, Token};
use crate::ty::{Ty, Unit};
use crate::value::Currency;
use crate::value::date::MONTH_NAMES;

/// One value as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    pub what: What,
    /// As it is given to the return.
    pub text: String,
    pub tokens: Range<usize>,
    /// What had to be done to read it.
    pub notes: Vec<String>,
    /// It may be what is left of a ruling rather than a figure.
    pub maybe_ruling: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Number,
    /// An amount with its currency.
    Amount,
    /// A currency without an amount.
    Currency,
    Percent,
    /// A percent sign without a number.
    PercentSign,
    Date,
    /// "Nil", or a dash.
    Nothing,
    /// "See Remark (1)": what stands there stands elsewhere.
    Elsewhere,
    NotApplicable,
}

/// The values that some tokens hold, in order. Words between them are left over.
pub(super) fn atoms(tokens: &[Token], range: &Range<usize>, known: &[String]) -> Vec<Atom> {
    let places: Vec<usize> = range.clone().filter(|&at| !tokens[at].aside).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < places.len() {
        let (atom, taken) = atom(tokens, &places[at..], known);
        found.extend(atom);
        at += taken.max(1);
    }
    found
}

/// Whether a word says of the figure behind it that it is not exact.
pub(super) fn is_approximate(token: &Token) -> bool {
    matches!(token.text.to_lowercase().as_str(), "approximately" | "about" | "around" | "roughly" | "約" | "约")
}

/// Whether a word says that the figure before it counts thousands or more.
pub(super) fn is_scale(token: &Token) -> bool {
    let word = token.text.to_lowercase();
    let is_short = matches!(word.as_str(), "k" | "m" | "mn" | "mln" | "bn" | "tn" | "thousand" | "million" | "billion" | "trillion");
    is_short || word.starts_with(['千', '萬', '万', '億', '亿', '百'])
}

/// The value with which some tokens begin, and how many of them it takes.
fn atom(tokens: &[Token], places: &[usize], known: &[String]) -> (Option<Atom>, usize) {
    let token = |at: usize| places.get(at).map(|&place| &tokens[place]);
    let make = |what: What, text: String, count: usize| {
        let of = places.get(..count).unwrap_or(places);
        let (first, last) = (of.first().copied().unwrap_or(0), of.last().copied().unwrap_or(0));
        let mut notes: Vec<String> = of.iter().filter_map(|&place| tokens[place].note).map(str::to_owned).collect();
        notes.dedup();
        (Some(Atom { what, text, tokens: first..last + 1, notes, maybe_ruling: false }), count)
    };
    let Some(head) = token(0) else { return (None, 1) };
    if let Some((text, count)) = elsewhere(&token) {
        return make(What::Elsewhere, text, count);
    }
    if let Some((text, count)) = date(&token) {
        return make(What::Date, text, count);
    }
    if let Some(count) = not_applicable(&token) {
        return make(What::NotApplicable, "N/A".to_owned(), count);
    }
    match head.kind {
        // A figure in groups of three is no percentage: the sign behind it stands alone in a field of its own.
        Kind::Figure if percent(&token, 0).is_some() && places.len() > 1 => {
            let digits = &head.text;
            match sign_beside(tokens, places[0], places[1]) {
                Ok(None) => make(What::Percent, format!("{digits} %"), 2),
                Ok(Some(sign)) => said(make(What::Percent, format!("{sign}{digits} %"), 2)),
                Err(()) => make(What::Elsewhere, format!("{digits} %"), 2),
            }
        }
        Kind::Figure if !head.text.contains(',') && token(1).is_some_and(|next| next.text == "%" && is_beside(head, next)) => {
            make(What::Percent, format!("{} %", head.text), 2)
        }
        Kind::Figure => {
            let (atom, count) = make(What::Number, head.text.clone(), 1);
            (atom.map(|atom| Atom { maybe_ruling: head.maybe_ruling, ..atom }), count)
        }
        Kind::Mark if head.text == "%" => make(What::PercentSign, "%".to_owned(), 1),
        Kind::Mark if matches!(head.text.as_str(), "\u{2014}" | "\u{2013}") => make(What::Nothing, "-".to_owned(), 1),
        // A dash in brackets belongs to the words before it: `Increase / decrease (-)`.
        Kind::Mark if head.text == "-" && token(1).is_none_or(|next| next.text != ")") => {
            let count = if token(1).is_some_and(|next| next.text == "-" && next.range.start == head.range.end) { 2 } else { 1 };
            let alone = head.cells.0 != token(count).map_or(u32::MAX, |next| next.cells.0) || token(count).is_none();
            if alone { make(What::Nothing, "-".to_owned(), count) } else { (None, count) }
        }
        Kind::Mark => (None, 1),
        Kind::Word if head.text.eq_ignore_ascii_case("nil") => make(What::Nothing, "Nil".to_owned(), 1),
        Kind::Word => {
            let Some((code, words, torn)) = currency(&token, known) else { return (None, 1) };
            // A border of cells may stand between a currency and its amount.
            let sign = usize::from(token(words).is_some_and(|next| matches!(next.text.as_str(), "$" | "|")));
            let (mut atom, count) = match token(words + sign).filter(|next| next.kind == Kind::Figure) {
                Some(figure) => make(What::Amount, format!("{code} {}", figure.text), words + sign + 1),
                None => make(What::Currency, code, words + sign),
            };
            if let (Some(atom), true) = (&mut atom, torn) {
                atom.notes.push("the currency read in spite of wrong letters".to_owned());
            }
            (atom, count)
        }
    }
}

/// The digits of a percentage that stands so many tokens on.
fn percent<'t>(token: &impl Fn(usize) -> Option<&'t Token>, at: usize) -> Option<&'t str> {
    let (figure, sign) = (token(at)?, token(at + 1)?);
    let is_plain = figure.kind == Kind::Figure && figure.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_plain && sign.text == "%" && is_beside(figure, sign)).then_some(figure.text.as_str())
}

/// The sign that a word beside a percentage gives it, in brackets or without: `26.47 % discount`, `(discount) 26.47 %`. Two words that
/// disagree are an error.
fn sign_beside(tokens: &[Token], first: usize, last: usize) -> Result<Option<&'static str>, ()> {
    let line = tokens[first].line;
    let word =
        |at: Option<usize>| at.and_then(|at| tokens.get(at)).filter(|token| token.line == line).map(|token| token.text.to_lowercase());
    let skips = |at: usize, marks: &[&str]| word(Some(at)).is_some_and(|text| marks.contains(&text.as_str()));
    let behind = if skips(last + 1, &["(", "（"]) { last + 2 } else { last + 1 };
    let before = first.checked_sub(1).map(|at| if skips(at, &[")", "）", "of"]) { at.checked_sub(1) } else { Some(at) });
    let sign = |word: Option<String>| match word.as_deref() {
        Some("discount" | "折讓" | "折让") => Some("-"),
        Some("premium" | "溢價" | "溢价") => Some(""),
        _ => None,
    };
    match (sign(word(before.flatten())), sign(word(Some(behind)))) {
        (Some(before), Some(behind)) if before != behind => Err(()),
        (before, behind) => Ok(behind.or(before)),
    }
}

/// Notes that the sign of a value is said in words.
fn said((atom, count): (Option<Atom>, usize)) -> (Option<Atom>, usize) {
    let note = |mut atom: Atom| {
        atom.notes.push("its sign is said in words".to_owned());
        atom
    };
    (atom.map(note), count)
}

/// Whether a sign belongs to the figure before it: it follows with a space at most, or a few cells or columns on; in a cell that the file
/// draws it does not belong to the figure of another.
fn is_beside(figure: &Token, sign: &Token) -> bool {
    if sign.is_ruled && sign.cells.0 != figure.cells.1 {
        return false;
    }
    sign.range.start <= figure.range.end + 1 || sign.cells.0.abs_diff(figure.cells.1) <= 8
}

/// The currency with which some words begin, how many words it takes, and whether its letters are damaged. `known` are those that the text
/// prints whole.
fn currency<'t>(token: &impl Fn(usize) -> Option<&'t Token>, known: &[String]) -> Option<(String, usize, bool)> {
    let head = token(0)?;
    if matches!(head.text.as_str(), "HK" | "US") && token(1).is_some_and(|next| next.text == "$") {
        return Some((format!("{}D", head.text), 1, false));
    }
    if Currency::printed(&head.text).is_some() {
        return Some((head.text.clone(), 1, false));
    }
    if let Some((code, rest)) = chinese_name(&head.text).filter(|(_, rest)| rest.chars().count() <= 2) {
        return Some((code.to_owned(), 1, !rest.is_empty()));
    }
    if !head.text.is_ascii() {
        let plain: String = folded(&head.text).collect::<String>().to_uppercase();
        if plain.len() == 3 && Currency::printed(&plain).is_some() {
            return Some((plain, 1, true));
        }
    }
    // Letters of a torn currency, just before its figure.
    let second = token(1).filter(|next| next.kind == Kind::Word)?;
    token(2).filter(|figure| figure.kind == Kind::Figure)?;
    let torn: String = folded(&head.text).chain(folded(&second.text)).collect::<String>().to_uppercase();
    let near: Vec<&String> = known.iter().filter(|code| strsim::levenshtein(code, &torn) <= 1).collect();
    match near[..] {
        [code] if torn.chars().count() <= 4 => Some((code.clone(), 2, true)),
        _ => None,
    }
}

/// The currency whose Chinese name a word begins with, and what follows the name.
fn chinese_name(word: &str) -> Option<(&'static str, &str)> {
    const NAMES: [(&str, &str); 7] =
        [("港元", "HKD"), ("港幣", "HKD"), ("港币", "HKD"), ("美元", "USD"), ("人民幣", "RMB"), ("人民币", "RMB"), ("歐元", "EUR")];
    NAMES.iter().find_map(|(name, code)| Some((*code, word.strip_prefix(name)?)))
}

/// What refers to another place of the form, and how many tokens it takes.
fn elsewhere<'t>(token: &impl Fn(usize) -> Option<&'t Token>) -> Option<(String, usize)> {
    let text = |at: usize| token(at).map_or("", |token| token.text.as_str());
    let is = |at: usize, words: &[&str]| words.iter().any(|word| text(at).eq_ignore_ascii_case(word));
    if !is(0, &["see"]) || !is(1, &["remark", "remarks", "note", "notes"]) {
        return None;
    }
    let is_number = |at: usize| token(at).is_some_and(|token| token.kind == Kind::Figure && token.text.len() <= 2);
    let words = format!("{} {}", text(0), text(1));
    match (text(2), text(4)) {
        ("(", ")") if is_number(3) => Some((format!("{words} ({})", text(3)), 5)),
        _ if is_number(2) => Some((format!("{words} {}", text(2)), 3)),
        _ => Some((words, 2)),
    }
}

fn not_applicable<'t>(token: &impl Fn(usize) -> Option<&'t Token>) -> Option<usize> {
    let is = |at: usize, word: &str| token(at).is_some_and(|token| token.text.eq_ignore_ascii_case(word));
    if is(0, "n") && is(1, "/") && is(2, "a") {
        Some(3)
    } else if is(0, "not") && is(1, "applicable") {
        Some(2)
    } else {
        (is(0, "不適用") || is(0, "不适用")).then_some(1)
    }
}

/// The date with which some tokens begin, and how many it takes.
fn date<'t>(token: &impl Fn(usize) -> Option<&'t Token>) -> Option<(String, usize)> {
    let text = |at: usize| token(at).map_or("", |token| token.text.as_str());
    if is_day(text(0)) && is_month(text(1)) && is_year(text(2)) {
        return Some((format!("{} {} {}", text(0), text(1), text(2)), 3));
    }
    if is_month(text(0)) && is_day(text(1)) {
        let comma = usize::from(text(2) == ",");
        if is_year(text(2 + comma)) {
            return Some((format!("{} {} {}", text(1), text(0), text(2 + comma)), 3 + comma));
        }
    }
    if is_year(text(0)) && text(1) == "年" && is_day(text(2)) && text(3) == "月" && is_day(text(4)) && text(5) == "日" {
        return Some((format!("{}年{}月{}日", text(0), text(2), text(4)), 6));
    }
    let day_and = |rest: &str| rest.split_once('/').is_some_and(|(month, year)| is_day(month) && is_year(year));
    if is_day(text(0)) && text(1) == "/" && day_and(text(2)) {
        return Some((format!("{}/{}", text(0), text(2)), 3));
    }
    let numeric = text(0);
    let is_slashed = numeric.matches('/').count() == 2;
    let is_dashed = numeric.matches('-').count() == 2 && numeric.len() == 10 && is_year(numeric.get(..4).unwrap_or(""));
    (is_slashed || is_dashed).then(|| (numeric.to_owned(), 1))
}

pub(super) fn is_day(text: &str) -> bool {
    matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_month(word: &str) -> bool {
    MONTH_NAMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Whether a value can stand in a field of a type.
pub(super) fn fits(what: What, ty: Ty) -> bool {
    match ty {
        Ty::Quantity { percent: true, .. } => matches!(what, What::Percent | What::PercentSign | What::NotApplicable | What::Nothing),
        Ty::Quantity { unit, .. } if unit.money != 0 => {
            matches!(what, What::Amount | What::Currency | What::Number | What::NotApplicable | What::Nothing | What::Elsewhere)
        }
        Ty::Quantity { unit, .. } if unit == Unit::NUMBER => !matches!(what, What::Amount | What::Currency | What::Date | What::Elsewhere),
        Ty::Quantity { .. } => matches!(what, What::Number | What::NotApplicable | What::Nothing | What::Elsewhere),
        Ty::Date | Ty::Month | Ty::Moment => matches!(what, What::Date | What::NotApplicable),
        _ => false,
    }
}

/// Every way to give the values to the fields in their order: for each field, the place of its value. All values are given, but for those
/// that may be no figures. More ways than `most` are as good as none.
pub(super) fn ways(atoms: &[Atom], fields: &[Ty], most: usize) -> Vec<Vec<Option<usize>>> {
    let mut ways = Vec::new();
    let mut way = vec![None; fields.len()];
    give(atoms, fields, (0, 0), &mut way, &mut ways, most);
    ways
}

fn give(
    atoms: &[Atom],
    fields: &[Ty],
    (atom, field): (usize, usize),
    way: &mut Vec<Option<usize>>,
    ways: &mut Vec<Vec<Option<usize>>>,
    most: usize,
) {
    if ways.len() > most {
        return;
    }
    let Some(next) = atoms.get(atom) else {
        ways.push(way.clone());
        return;
    };
    for place in field..fields.len() {
        if fits(next.what, fields[place]) {
            way[place] = Some(atom);
            give(atoms, fields, (atom + 1, place + 1), way, ways, most);
            way[place] = None;
        }
    }
    if next.maybe_ruling {
        give(atoms, fields, (atom + 1, field), way, ways, most);
    }
}
