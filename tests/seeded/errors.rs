//! The errors of people who fill in forms, put into the figures and dates of a dossier.

use serde_json::Value;

use super::dossier::Dossier;
use crate::oracle::Choices;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Error {
    Digit,
    Transposition,
    LostGroup,
    Sign,
    SwappedClasses,
    StaleCopy,
    WrongDate,
}

pub const KINDS: [Error; 7] =
    [Error::Digit, Error::Transposition, Error::LostGroup, Error::Sign, Error::SwappedClasses, Error::StaleCopy, Error::WrongDate];

/// Figures that no identity of the form covers: prices, and what other documents decide.
const UNCOVERED: &[&str] = &["price", "stock_code", "approval_date", "conversion_price"];

/// Where a cell stands in its document.
type Path = String;

/// The dossier with one error of this kind, and the name of the field; `None` where it has no place for one.
pub fn put(choices: &mut Choices, dossier: &Dossier, kind: Error) -> Option<(Dossier, String)> {
    let month = choices.pick(dossier.returns.len());
    let document = &dossier.returns[month];
    let cells = cells(document, kind == Error::WrongDate);
    let changes: Vec<(Path, String)> = cells
        .iter()
        .flat_map(|(path, text)| {
            let wrong = match kind {
                Error::Digit => digits(text),
                Error::Transposition => transpositions(text),
                Error::LostGroup => lost_groups(text),
                Error::Sign => sign(text),
                Error::SwappedClasses => Vec::new(),
                Error::StaleCopy => month.checked_sub(1).and_then(|at| cell(&dossier.returns[at], path)).into_iter().collect(),
                Error::WrongDate => dates(text),
            };
            wrong.into_iter().filter(move |wrong| wrong != text).map(move |wrong| (path.clone(), wrong))
        })
        .collect();
    let mut changed = dossier.clone();
    if kind == Error::SwappedClasses {
        let swaps: Vec<(Path, Path)> = cells
            .iter()
            .filter_map(|(path, text)| {
                let other = twin(path)?;
                (cell(document, &other)? != *text).then(|| (path.clone(), other))
            })
            .collect();
        let (one, other) = swaps.get(choices.pick(swaps.len()))?;
        let (a, b) = (cell(document, one)?, cell(document, other)?);
        set(&mut changed.returns[month], one, &b);
        set(&mut changed.returns[month], other, &a);
        return Some((changed, field(one)));
    }
    // One figure first, and then one of its errors, so that long figures do not count for more.
    let mut paths: Vec<&Path> = changes.iter().map(|(path, _)| path).collect();
    paths.dedup();
    let path = *paths.get(choices.pick(paths.len()))?;
    let was = cell(document, path).unwrap_or_default();
    let of_path: Vec<&String> = changes.iter().filter(|(other, _)| other == path).map(|(_, wrong)| wrong).collect();
    let wrong = of_path[choices.pick(of_path.len())];
    set(&mut changed.returns[month], path, wrong);
    Some((changed, format!("{} {was} → {wrong}", field(path))))
}

/// The field, with the part of the form: `issued.closing`.
fn field(path: &str) -> String {
    path.split('/').filter(|step| !step.is_empty() && step.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}

/// The cell of the same field of the other class.
fn twin(path: &str) -> Option<Path> {
    let mut steps: Vec<&str> = path.split('/').collect();
    let is_row_of_classes = steps.len() == 4 && matches!(steps[1], "authorised" | "issued" | "movement_totals" | "other_movements");
    if !is_row_of_classes {
        return None;
    }
    steps[2] = if steps[2] == "0" { "1" } else { "0" };
    Some(steps.join("/"))
}

/// The cells of a return with figures, or with dates.
fn cells(document: &Value, dates: bool) -> Vec<(Path, String)> {
    let mut found = Vec::new();
    walk(document, String::new(), &mut |path, text| {
        let name = path.rsplit('/').next().unwrap_or("");
        let is_date = text.split(' ').count() == 3 && text.ends_with(|c: char| c.is_ascii_digit());
        let is_figure = !is_date
            && text.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == ' ' || c == '-').starts_with(|c: char| c.is_ascii_digit());
        if !UNCOVERED.contains(&name) && if dates { is_date } else { is_figure } {
            found.push((path.to_owned(), text.to_owned()));
        }
    });
    found
}

fn walk(value: &Value, path: Path, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| walk(value, format!("{path}/{name}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| walk(value, format!("{path}/{at}"), found)),
        Value::String(text) => found(&path, text),
        _ => {}
    }
}

fn cell(document: &Value, path: &str) -> Option<String> {
    document.pointer(path)?.as_str().map(str::to_owned)
}

fn set(document: &mut Value, path: &str, text: &str) {
    if let Some(cell) = document.pointer_mut(path) {
        *cell = Value::String(text.to_owned());
    }
}

/// Each digit wrong in each way; the first digit of a number does not become 0.
fn digits(text: &str) -> Vec<String> {
    let places = text.char_indices().filter(|(_, c)| c.is_ascii_digit());
    places
        .flat_map(|(at, right)| {
            ('0'..='9').filter(move |wrong| *wrong != right).map(move |wrong| format!("{}{wrong}{}", &text[..at], &text[at + 1..]))
        })
        .collect()
}

/// Two neighbouring digits in each other's place.
fn transpositions(text: &str) -> Vec<String> {
    let places: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let swap = |one: usize, other: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.swap(one, other);
        String::from_utf8(bytes).ok()
    };
    places.windows(2).filter_map(|pair| swap(pair[0], pair[1])).collect()
}

/// A number without one of its groups of three digits.
fn lost_groups(text: &str) -> Vec<String> {
    let commas = text.match_indices(',');
    commas.map(|(at, _)| format!("{}{}", &text[..at], &text[at + 4..])).collect()
}

/// The other sign.
fn sign(text: &str) -> Vec<String> {
    if text.chars().all(|c| !('1'..='9').contains(&c)) {
        return Vec::new();
    }
    let (currency, number) = text.split_at(text.find(|c: char| c == '-' || c.is_ascii_digit()).unwrap_or(0));
    let turned = number.strip_prefix('-').map_or_else(|| format!("-{number}"), str::to_owned);
    vec![format!("{currency}{turned}")]
}

/// The month or the year before and after, and day and month in each other's place.
fn dates(text: &str) -> Vec<String> {
    let Ok(date) = chrono::NaiveDate::parse_from_str(text, "%d %B %Y") else { return Vec::new() };
    let months = [1, 12].into_iter().flat_map(|months| {
        let months = chrono::Months::new(months);
        [date.checked_sub_months(months), date.checked_add_months(months)]
    });
    let turned =
        chrono::NaiveDate::from_ymd_opt(chrono::Datelike::year(&date), chrono::Datelike::day(&date), chrono::Datelike::month(&date));
    months.chain([turned]).flatten().map(super::dossier::printed_date).collect()
}
