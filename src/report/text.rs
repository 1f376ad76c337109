//! Text for a terminal: made harmless, measured and wrapped. Everything that comes from a file passes through [`visible`].

use std::borrow::Cow;

use crate::value::Currency;
use crate::value::date::MONTH_NAMES;

/// The text with everything that a terminal would act upon shown as `\u{1b}`: control characters, escape sequences and
/// characters that turn the direction of writing or have no width. Tabs and line ends become spaces.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| shown(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match shown(c) {
            Some(replacement) => out.push_str(&replacement),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// What stands for a character that is not printed as it is.
pub fn shown(c: char) -> Option<Cow<'static, str>> {
    match c {
        '\t' | '\n' => Some(Cow::Borrowed(" ")),
        c if c.is_control() || is_deceptive(c) => Some(Cow::Owned(format!("\\u{{{:x}}}", c as u32))),
        _ => None,
    }
}

/// Marks of direction, line and paragraph separators, and characters without width that make two texts look alike.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// The text cut to at most `most` columns, with `…` where something is missing.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if width(text) <= most {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut taken = 1;
    for c in text.chars() {
        let mut buffer = [0; 4];
        taken += width(c.encode_utf8(&mut buffer));
        if taken > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    Cow::Owned(out)
}

/// The text in lines of at most `columns`, the first led by `first` and the others by `rest`; ends with a line end.
/// An amount, a percentage or a date stays on one line, as do words joined by no-break spaces.
pub fn wrapped(text: &str, columns: usize, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let mut out = textwrap::fill(&amounts_joined(text), options).replace('\u{a0}', " ");
    out.push('\n');
    out
}

/// The text with a no-break space where a line must not end: inside an amount, a percentage and a date.
fn amounts_joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = "";
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(if belong(before, word) { '\u{a0}' } else { ' ' });
        }
        out.push_str(word);
        before = word;
    }
    out
}

fn belong(before: &str, word: &str) -> bool {
    let (led_by_digit, ends_in_digit) = (word.starts_with(|c: char| c.is_ascii_digit()), before.ends_with(|c: char| c.is_ascii_digit()));
    let currency = before.get(before.len().saturating_sub(3)..).is_some_and(|end| Currency::parse(end).is_some());
    let is_month = |word: &str| MONTH_NAMES.contains(&word);
    (currency && led_by_digit) || (ends_in_digit && (word.starts_with('%') || is_month(word))) || (is_month(before) && led_by_digit)
}

/// `1 return`, `2 returns`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A count with its digits in groups of three.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Words in a row: `a`, `a and b`, `a, b and c`.
pub fn listed<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [init @ .., last] => {
            let init: Vec<&str> = init.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", init.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_remains() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\u{9b}\r"), "a\\u{1b}[31mb\\u{202e}c\\u{9b}\\u{d}");
        assert_eq!(visible("第 1\u{a0}股\tx"), "第 1\u{a0}股 x");
    }

    #[test]
    fn long_text_is_cut_and_wrapped_by_columns() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("股份股份", 5), "股份…");
        assert_eq!(wrapped("one two three", 9, "> ", "  "), "> one two\n  three\n");
        assert_eq!(wrapped("it is USD 12 here", 10, "", ""), "it is\nUSD 12\nhere\n");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
