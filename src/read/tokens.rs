//! The words, figures and signs of a form's text, with what tearing a page into cells did to them put right.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits with their commas, point and sign, or a date in digits.
    Figure,
    Mark,
}

/// One word, figure or sign.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Where it stands; what was joined covers all its pieces.
    pub range: Range<usize>,
    /// What it says, joined where it was torn.
    pub text: String,
    pub line: u32,
    /// The column of its cell, and of the last one where it was joined from several.
    pub cells: (u32, u32),
    /// Whether it stands in brackets among words, as a reference to a note does, or numbers a row: its digits are no figure.
    pub aside: bool,
    /// Whether it stands alone in its cell and could be what is left of a ruling.
    pub maybe_ruling: bool,
    /// Whether its cell is one that the file draws, so that what stands in another is no part of it.
    pub is_ruled: bool,
    /// What had to be done to read it.
    pub note: Option<&'static str>,
}

pub(super) const JOINED: &str = "joined from two cells";

/// All tokens of a text, in order. In a torn text, which a tool made of a page without knowing its cells, what the tearing did is put right.
pub(super) fn tokens(text: &str, is_torn: bool) -> Vec<Token> {
    let mut all = Vec::new();
    let mut start = 0;
    for (number, line) in text.split_inclusive(['\n', '\u{c}']).enumerate() {
        let mut of_line = line_tokens(line, start, number as u32);
        super::lookalikes::join(&mut of_line, line, start);
        drop_glosses(&mut of_line);
        if line.contains('\t') {
            match is_torn {
                true => mend(&mut of_line),
                false => of_line.iter_mut().for_each(|token| token.is_ruled = true),
            }
        }
        set_asides(&mut of_line);
        all.append(&mut of_line);
        start += line.len();
    }
    if is_torn { without_copies(all) } else { all }
}

/// The tokens of words that a rule file states.
pub(super) fn stated(words: &str) -> Vec<Token> {
    line_tokens(words, 0, 0)
}

fn line_tokens(line: &str, base: usize, number: u32) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let is_tabbed = line.contains('\t');
    let (mut at, mut cell) = (0, 0);
    while let Some(&(from, first)) = chars.get(at) {
        if first == '\t' || (is_tabbed && first == '|') {
            cell += 1;
            at += 1;
            continue;
        }
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).map(|&(_, c)| c);
        let (kind, length) = run(&chars[at..], before);
        let end = chars.get(at + length).map_or(line.len(), |&(end, _)| end);
        let column = if is_tabbed { cell } else { at as u32 };
        tokens.push(Token {
            kind,
            range: base + from..base + end,
            text: line[from..end].to_owned(),
            line: number,
            cells: (column, column),
            aside: false,
            maybe_ruling: false,
            is_ruled: false,
            note: None,
        });
        at += length;
    }
    tokens
}

/// The kind of token that begins here, and how many characters it has.
fn run(chars: &[(usize, char)], before: Option<char>) -> (Kind, usize) {
    let char_at = |at: usize| chars.get(at).map(|&(_, c)| c);
    let is_digit = |at: usize| char_at(at).is_some_and(is_digit_like);
    let Some(first) = char_at(0) else { return (Kind::Mark, 1) };
    let apart = before.is_none_or(|c| !c.is_alphanumeric());
    let signed = matches!(first, '-' | '\u{2212}') && (is_digit(1) || (char_at(1) == Some(',') && is_digit(2)));
    let torn = matches!(first, ',' | '.') && is_digit(1);
    // A character that is not known may be a digit, so that it stays with the digits beside it and the figure cannot be read.
    let lone_mark = first == '?' && apart && char_at(1).is_none_or(char::is_whitespace);
    if lone_mark {
        return (Kind::Figure, 1);
    }
    if is_digit_like(first) || (apart && (signed || torn)) {
        return (Kind::Figure, figure_length(chars));
    }
    if first == '(' && is_digit(1) {
        let inner = figure_length(chars.get(1..).unwrap_or_default());
        let has_comma = (1..=inner).any(|at| char_at(at) == Some(','));
        if has_comma && char_at(inner + 1) == Some(')') {
            return (Kind::Figure, inner + 2);
        }
    }
    if !first.is_alphabetic() {
        return (Kind::Mark, 1);
    }
    // The parts of a date are words of their own, whatever sentence goes on behind them.
    if matches!(first, '年' | '月' | '日') && before.is_some_and(|c| c.is_ascii_digit()) {
        return (Kind::Word, 1);
    }
    let mut length = 1;
    while let Some(next) = char_at(length) {
        let last = char_at(length - 1).unwrap_or(first);
        let parts = !next.is_alphabetic() || is_ideograph(last) != is_ideograph(next) || (last.is_lowercase() && next.is_uppercase());
        if parts {
            break;
        }
        length += 1;
    }
    (Kind::Word, length)
}

/// How far digits go on, with separators that stand between digits.
fn figure_length(chars: &[(usize, char)]) -> usize {
    let char_at = |at: usize| chars.get(at).map(|&(_, c)| c);
    let mut length = usize::from(char_at(0).is_some_and(|c| !is_digit_like(c)));
    let mut slashes = 0;
    while let Some(next) = char_at(length) {
        let before = length.checked_sub(1).and_then(char_at).is_none_or(|c| is_digit_like(c) || c == '-' || c == '\u{2212}');
        let after = char_at(length + 1).is_some_and(is_digit_like);
        match next {
            c if is_digit_like(c) => {}
            ',' | '.' if before && after => {}
            '/' | '-' if before && after && slashes < 2 && length > 0 => slashes += 1,
            _ => break,
        }
        length += 1;
    }
    length.max(1)
}

/// A digit, or a character of which nothing is known.
fn is_digit_like(c: char) -> bool {
    c.is_ascii_digit() || c == '\u{fffd}'
}

pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether digits are grouped as figures are.
pub(super) fn is_well_formed(figure: &str) -> bool {
    let figure = figure.strip_prefix(['-', '\u{2212}']).unwrap_or(figure);
    let figure = figure.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(figure);
    let (whole, fraction) = figure.split_once('.').map_or((figure, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || first.len() <= 3;
    digits(first) && grouped && rest.iter().all(|group| group.len() == 3 && digits(group)) && fraction.is_none_or(digits)
}

/// Whether the sign that something was left out stands at a place: `[...]`, or apart from what is before it `...` or `…`, but no row of dots
/// that leads from words to a figure. What stands behind it belongs to no words before it.
pub(super) fn is_cut(tokens: &[Token], at: usize) -> bool {
    let Some(first) = tokens.get(at) else { return false };
    let is_apart = at == 0 || tokens[at - 1].range.end < first.range.start;
    let rest = &tokens[at + usize::from(first.text == "[")..];
    let dots = rest.iter().take_while(|token| token.text == ".").count();
    is_apart && (dots == 3 || rest.first().is_some_and(|sign| sign.text == "…"))
}

/// Leaves out how ideographs are spoken, where that stands in brackets just behind them: `結(jié)存`.
fn drop_glosses(tokens: &mut Vec<Token>) {
    let is_gloss = |at: usize| {
        let Some([base, open, spoken, close]) = tokens.get(at..at + 4) else { return false };
        let is_spoken = spoken.text.chars().count() <= LONGEST_SYLLABLE && spoken.text.chars().all(char::is_lowercase);
        let touch = [base, open, spoken, close].windows(2).all(|pair| pair[0].range.end == pair[1].range.start);
        let in_brackets = open.text == "(" && close.text == ")" && base.text.ends_with(is_ideograph);
        in_brackets && touch && is_spoken && !spoken.text.is_ascii() && !spoken.text.contains(is_ideograph)
    };
    let glosses: Vec<usize> = (0..tokens.len()).filter(|&at| is_gloss(at)).collect();
    for at in glosses.into_iter().rev() {
        tokens.drain(at + 1..at + 4);
    }
}

/// The most letters with which an ideograph is spoken.
const LONGEST_SYLLABLE: usize = 6;

/// Puts the cells of a torn line right: what stands in two of them is taken once, and what was cut in two is joined.
fn mend(tokens: &mut Vec<Token>) {
    for (from, to) in cells(tokens) {
        let lone = to - from == 1;
        let token = &mut tokens[from];
        token.maybe_ruling = lone && matches!(token.text.as_str(), "1" | "I" | "l" | "i" | "ı" | "|" | "•" | "·");
    }
    let mut dropped = vec![false; tokens.len()];
    let runs = cells(tokens);
    for pair in runs.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        drop_overlap(tokens, a, b, &mut dropped);
    }
    let mut at = 0;
    tokens.retain(|_| {
        at += 1;
        !dropped[at - 1]
    });
    let mut at = 0;
    while at + 1 < tokens.len() {
        let joined = if tokens[at].cells.1 == tokens[at + 1].cells.0 { None } else { join(tokens, at) };
        match joined {
            Some(text) => {
                let next = tokens.remove(at + 1);
                let token = &mut tokens[at];
                token.text = text;
                token.range.end = next.range.end;
                token.cells.1 = next.cells.1;
                token.note = Some(JOINED);
                token.maybe_ruling = false;
            }
            None => at += 1,
        }
    }
    tokens.retain(|token| !(token.maybe_ruling && token.kind != Kind::Figure));
}

/// The runs of tokens that stand in one cell each.
fn cells(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match runs.last_mut() {
            Some((from, to)) if tokens[*from].cells == token.cells => *to = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// Marks the tokens at the border of two cells that stand in both.
fn drop_overlap(tokens: &[Token], a: (usize, usize), b: (usize, usize), dropped: &mut [bool]) {
    let letters = |token: &Token| token.text.to_lowercase();
    // A whole run of words at the end of one cell and at the start of the next.
    for length in (1..=(b.1 - b.0).min(a.1 - a.0)).rev() {
        let (end, start) = (&tokens[a.1 - length..a.1], &tokens[b.0..b.0 + length]);
        let long: usize = start.iter().map(|token| token.text.chars().count()).sum();
        // The first word of the next cell may itself be cut off at its front.
        let same = end
            .iter()
            .zip(start)
            .enumerate()
            .all(|(place, (x, y))| letters(x) == letters(y) || (place == 0 && length > 1 && letters(x).ends_with(&letters(y))));
        if same && long >= 5 && end.iter().any(|token| token.kind == Kind::Word) {
            let whole = length == a.1 - a.0 && letters(&end[0]) == letters(&start[0]);
            let range = if whole { a.0..a.1 } else { b.0..b.0 + length };
            dropped[range].fill(true);
            return;
        }
    }
    let (last, first) = (&tokens[a.1 - 1], &tokens[b.0]);
    let (long, short) = (last.text.chars().count(), first.text.chars().count());
    let (last_text, first_text) = (letters(last), letters(first));
    if last.kind != first.kind || last_text == first_text {
        return;
    }
    let proper = |many: usize, few: usize| few <= 3 && few < many;
    if proper(long, short) && last_text.ends_with(&first_text) && (first.kind == Kind::Word || b.1 - b.0 > 1) {
        dropped[b.0] = true;
    } else if proper(short, long) && long <= 2 && a.1 - a.0 > 1 && first_text.starts_with(&last_text) {
        dropped[a.1 - 1] = true;
    }
}

/// The token that two on both sides of a border make together, where neither of them can stand alone.
fn join(tokens: &[Token], at: usize) -> Option<String> {
    let (a, b) = (&tokens[at], &tokens[at + 1]);
    if a.kind == Kind::Word && b.kind == Kind::Word {
        let both = format!("{}{}", a.text, b.text);
        let is_code = both.len() == 3 && both.bytes().all(|byte| byte.is_ascii_uppercase());
        let before_figure = tokens.get(at + 2).is_some_and(|next| next.kind == Kind::Figure && next.cells.0 == b.cells.1);
        return (is_code && before_figure).then_some(both);
    }
    if a.kind != Kind::Figure || b.kind != Kind::Figure {
        return None;
    }
    let alone_in_cell = at.checked_sub(1).is_none_or(|before| tokens[before].cells.1 != a.cells.0);
    let before_month = tokens.get(at + 2).is_some_and(|next| next.kind == Kind::Word && super::values::is_month(&next.text));
    if before_month && alone_in_cell && matches!(a.text.as_str(), "0" | "1" | "2" | "3") && b.text.len() == 1 {
        return Some(format!("{}{}", a.text, b.text));
    }
    if is_well_formed(&a.text) && is_well_formed(&b.text) {
        return None;
    }
    let mut found: Option<String> = None;
    for shared in 0..=2 {
        let (Some(head), Some(tail)) = (a.text.get(..), b.text.get(shared..)) else { continue };
        let is_shared = b.text.get(..shared).is_some_and(|start| head.ends_with(start) || start == ".");
        let whole = format!("{head}{tail}");
        if is_shared && is_well_formed(&whole) {
            if found.is_some() {
                return None;
            }
            found = Some(whole);
        }
    }
    found
}

/// Marks what stands in brackets among words, and the numbers of rows.
fn set_asides(tokens: &mut [Token]) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        match tokens[at].text.as_str() {
            "(" | "（" => open.push(at),
            ")" | "）" => {
                let start = open.pop();
                let has_words = start.is_some_and(|start| tokens[start..at].iter().any(|token| token.kind == Kind::Word));
                if let Some(start) = start.filter(|&start| has_words || numbers_words(tokens, start, at)) {
                    tokens[start..=at].iter_mut().for_each(|token| token.aside = true);
                } else if start.is_none() && at > 0 && tokens[at - 1].kind == Kind::Figure && tokens[at - 1].text.len() <= 3 {
                    tokens[at - 1].aside = true;
                }
            }
            _ => {}
        }
    }
    let dots: Vec<usize> = (0..tokens.len().saturating_sub(1)).filter(|&at| is_item_number(tokens, at)).collect();
    for at in dots {
        tokens[at].aside = true;
    }
}

/// Whether brackets hold the number of the words that follow: `(2) Stock code`.
fn numbers_words(tokens: &[Token], open: usize, close: usize) -> bool {
    let is_number = matches!(&tokens[open + 1..close], [only] if only.kind == Kind::Figure && only.text.len() <= 2);
    is_number && tokens.get(close + 1).is_some_and(|next| next.kind == Kind::Word)
}

/// Whether a figure numbers what follows: `2.` at the head of words.
fn is_item_number(tokens: &[Token], at: usize) -> bool {
    let (figure, dot) = (&tokens[at], &tokens[at + 1]);
    let word_follows = tokens.get(at + 2).is_some_and(|next| next.kind == Kind::Word);
    figure.kind == Kind::Figure && figure.text.len() <= 2 && dot.text == "." && dot.range.start == figure.range.end && word_follows
}

/// Leaves out lines that are one table printed into each of several cells, its words interleaved, where each of their figures stands
/// elsewhere too.
fn without_copies(tokens: Vec<Token>) -> Vec<Token> {
    let mut copies = Vec::new();
    for line in tokens.chunk_by(|a, b| a.line == b.line) {
        let runs = cells(line);
        let head = |run: &(usize, usize)| line[run.0..run.1].iter().take(4).map(|token| token.text.to_lowercase()).collect::<Vec<_>>();
        let heads: Vec<Vec<String>> = runs.iter().filter(|run| run.1 - run.0 > 12).map(head).collect();
        if heads.len() < 3 || heads.iter().any(|other| *other != heads[0]) {
            continue;
        }
        let number = line[0].line;
        let is_elsewhere = |figure: &Token| tokens.iter().any(|token| token.line != number && token.text == figure.text);
        if line.iter().filter(|token| token.kind == Kind::Figure && token.text.contains(',')).all(is_elsewhere) {
            copies.push(number);
        }
    }
    tokens.into_iter().filter(|token| !copies.contains(&token.line)).collect()
}
