//! The specification and its cases: each statement is shown by a case, each case says what it shows, each production is the grammar's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rulecheck::case::CaseFile;

use crate::corpus::{REWRITING, case_files, none_of, read, root};

const SPECIFICATION: &str = "docs/specification.md";
const GRAMMAR: &str = "grammar/rulecheck.pest";
const CASES: &str = "tests/cases/";
const BEGIN: &str = "<!-- the index begins; UPDATE=1 rewrites it -->\n";
const END: &str = "<!-- the index ends -->\n";

/// Sections that state nothing: the words of the grammar, and the index.
const WITHOUT_STATEMENTS: [&str; 2] = ["words", "index"];

/// The sections of the specification with the names of their statements, in order.
fn sections(text: &str) -> Vec<(String, Vec<String>)> {
    let mut sections: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            sections.push((title.to_owned(), Vec::new()));
        } else if let Some((name, _)) = line.strip_prefix("**§").and_then(|rest| rest.split_once("**"))
            && let Some((_, statements)) = sections.last_mut()
        {
            statements.push(name.to_owned());
        }
    }
    sections.retain(|(title, _)| !WITHOUT_STATEMENTS.contains(&title.as_str()));
    sections
}

/// A case, and the statements that it says it shows.
#[derive(Clone, Debug)]
struct Shown {
    file: String,
    line: usize,
    title: String,
    statements: BTreeSet<String>,
}

/// The cases of a file. What its head shows, each of its cases shows.
fn shown(file: &CaseFile) -> Vec<Shown> {
    let mut by_heading: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let (mut heading, mut fence) = (0, None);
    for (number, line) in file.text.lines().enumerate() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(opening) if ticks >= opening && line.len() == ticks => fence = None,
            Some(_) => {}
            None if ticks >= 3 => fence = Some(ticks),
            None if line.starts_with("##") => heading = number + 1,
            None if line.starts_with("Shows §") => by_heading.entry(heading).or_default().extend(names(line)),
            None => {}
        }
    }
    let head = by_heading.remove(&0).unwrap_or_default();
    let cases = file.cases.iter().map(|case| {
        let own = by_heading.remove(&case.line).unwrap_or_default();
        Shown { file: file.name.clone(), line: case.line, title: case.title.clone(), statements: own.union(&head).cloned().collect() }
    });
    cases.collect()
}

/// The statements that a line names.
fn names(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('§').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
        rest[..end].trim_end_matches('.').to_owned()
    })
}

/// Where the statements and the cases do not fit together.
fn faults(specification: &str, cases: &[Shown]) -> Vec<String> {
    let mut faults = Vec::new();
    let sections = sections(specification);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (section, statements) in &sections {
        let number = |name: &str| name.strip_prefix(section.as_str())?.strip_prefix('.')?.parse::<u32>().ok();
        for name in statements {
            if number(name).is_none() || !known.insert(name) {
                faults.push(format!("`§{name}` is not a name of its own in the section `{section}`"));
            }
        }
        if !statements.is_sorted_by_key(|name| number(name)) {
            faults.push(format!("the statements of the section `{section}` do not stand in the order of their numbers"));
        }
        if statements.is_empty() {
            faults.push(format!("the section `{section}` states nothing"));
        }
        if !cases.iter().any(|case| folder(case) == Some(section)) {
            faults.push(format!("the section `{section}` has no case in {CASES}{section}/"));
        }
    }
    for case in cases {
        let place = format!("{}:{}: `{}`", case.file, case.line, case.title);
        let strangers = case.statements.iter().filter(|name| !known.contains(name.as_str()));
        faults.extend(strangers.map(|name| format!("{place} shows `§{name}`, which the specification does not state")));
        let Some(folder) = folder(case) else { continue };
        match sections.iter().find(|(section, _)| section == folder) {
            None => faults.push(format!("{place} stands in no section of the specification; move it to the folder of one")),
            Some((_, statements)) if statements.iter().all(|name| !case.statements.contains(name)) => {
                faults.push(format!("{place} names no statement of the section `{folder}` in a line `Shows §{folder}.1.`"));
            }
            Some(_) => {}
        }
    }
    let all: BTreeSet<&str> = cases.iter().flat_map(|case| case.statements.iter().map(String::as_str)).collect();
    faults.extend(known.iter().filter(|name| !all.contains(*name)).map(|name| format!("no case shows `§{name}`")));
    faults
}

/// The folder of `tests/cases` in which a case stands.
fn folder(case: &Shown) -> Option<&str> {
    case.file.strip_prefix(CASES)?.split('/').next()
}

fn all_shown() -> Vec<Shown> {
    case_files().iter().flat_map(shown).collect()
}

#[test]
fn statements_and_cases_belong_together() {
    none_of(faults(&read(SPECIFICATION), &all_shown()));
}

#[test]
fn planted_faults_are_found() {
    const TEXT: &str = "## a\n\n**§a.1** One.\n\n**§a.2** Two.\n\n## b\n\n**§b.1** Three.\n";
    let file = |name: &str, text: &str| CaseFile::parse(name, text).expect("a case file");
    let case = |name: &str, shows: &str| shown(&file(name, &format!("# X\n## One\nShows {shows}.\n```rules\n```\n")));
    let with =
        |more: Vec<Shown>| faults(TEXT, &[case("tests/cases/a/x.md", "§a.1, §a.2"), case("tests/cases/b/y.md", "§b.1"), more].concat());
    assert_eq!(with(Vec::new()), Vec::<String>::new());
    assert_eq!(with(case("docs/codes/z.md", "§a.7")), ["docs/codes/z.md:2: `One` shows `§a.7`, which the specification does not state"]);
    assert_eq!(with(case("tests/cases/a/z.md", "§b.1")).len(), 1, "a case of another section");
    assert_eq!(with(case("tests/cases/c/z.md", "§b.1")).len(), 1, "a folder that is no section");
    assert_eq!(with(shown(&file("tests/cases/a/z.md", "## One\n```rules\nShows §a.1\n```\n"))).len(), 1, "a case that shows nothing");
    let only = [case("tests/cases/a/x.md", "§a.1")].concat();
    assert_eq!(faults(TEXT, &only), ["the section `b` has no case in tests/cases/b/", "no case shows `§a.2`", "no case shows `§b.1`"]);
    let head = shown(&file("tests/cases/a/x.md", "Shows §a.1.\n## One\nShows §a.2.\n```rules\n```\n"));
    assert_eq!(head[0].statements.len(), 2, "what the head of a file shows, its cases show");
    assert_eq!(faults("## a\n\n**§a.1** One.\n\n**§a.1** Two.\n", &only), ["`§a.1` is not a name of its own in the section `a`"]);
}

/// The index as the specification prints it: each statement with its cases.
fn index(specification: &str, cases: &[Shown]) -> String {
    let mut text = String::new();
    for name in sections(specification).into_iter().flat_map(|(_, statements)| statements) {
        let _ = writeln!(text, "* §{name}");
        for case in cases.iter().filter(|case| case.statements.contains(&name)) {
            let _ = writeln!(text, "  * [{}](../{})", case.title, case.file);
        }
    }
    text
}

/// The productions of the grammar by name, in its order, each with its text and whether it stands among the words.
fn productions(grammar: &str) -> Vec<(String, String, bool)> {
    let mut found: Vec<(String, String, bool)> = Vec::new();
    let (mut is_open, mut is_word) = (false, false);
    for line in grammar.lines() {
        is_word |= line.starts_with("// ---- Keywords and phrases");
        let name = line.split_once(" = ").map_or("", |(name, _)| name);
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            found.push((name.to_owned(), format!("{line}\n"), is_word));
            is_open = true;
        } else if line.is_empty() || line.starts_with("//") {
            is_open = false;
        } else if let Some((_, text, _)) = found.last_mut().filter(|_| is_open) {
            let _ = writeln!(text, "{line}");
        }
    }
    found
}

/// The specification with the productions that its `pest` blocks name as the grammar has them; the names that it has not; all names quoted.
fn quoted(specification: &str, grammar: &[(String, String, bool)]) -> (String, Vec<String>, BTreeSet<String>) {
    let (mut text, mut strangers, mut names) = (String::new(), Vec::new(), BTreeSet::new());
    let mut parts = specification.split_inclusive('\n');
    while let Some(line) = parts.next() {
        text.push_str(line);
        let is_words = line.trim_end() == "```pest words";
        if line.trim_end() != "```pest" && !is_words {
            continue;
        }
        let block: Vec<&str> = parts.by_ref().take_while(|line| line.trim_end() != "```").collect();
        let heads = block.iter().filter_map(|line| line.split_once(" =").map(|(name, _)| name.to_owned()));
        let heads = heads.filter(|name| !name.is_empty() && !name.contains([' ', '"']));
        let words = grammar.iter().filter(|(_, _, is_word)| *is_word).map(|(name, ..)| name.clone());
        let wanted: Vec<String> = if is_words { words.collect() } else { heads.collect() };
        for name in wanted {
            match grammar.iter().find(|(known, ..)| *known == name) {
                Some((_, production, _)) => text.push_str(production),
                None => strangers.push(format!("`{name}` is quoted and is no production of {GRAMMAR}")),
            }
            names.insert(name);
        }
        text.push_str("```\n");
    }
    (text, strangers, names)
}

#[test]
fn what_is_quoted_is_the_grammar_and_the_index_is_true() {
    let _alone = REWRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let text = read(SPECIFICATION);
    let grammar = productions(&read(GRAMMAR));
    let (wanted, mut faults, names) = quoted(&text, &grammar);
    let unquoted = grammar.iter().filter(|(name, ..)| !names.contains(name));
    faults.extend(unquoted.map(|(name, ..)| format!("`{name}` of {GRAMMAR} is quoted nowhere: write `{name} =` in a `pest` block")));
    let (head, rest) = wanted.split_once(BEGIN).expect("the index begins");
    let (_, tail) = rest.split_once(END).expect("the index ends");
    let wanted = format!("{head}{BEGIN}{}{END}{tail}", index(&text, &all_shown()));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(SPECIFICATION), &wanted).expect("the specification can be written");
    } else if wanted != text {
        let difference = rulecheck::case::difference(&text, &wanted);
        faults.push(format!("{SPECIFICATION} is behind; `UPDATE=1 cargo test --test all specification` rewrites it:\n{difference}"));
    }
    none_of(faults);
}

#[test]
fn productions_are_read_whole() {
    let grammar =
        productions("/// A.\na = { b }\n/// B.\nb = _{\n    \"x\"\n  | \"y\" }\n\n// ---- Keywords and phrases ---\nkw_c = @{ \"c\" }\n");
    let words: Vec<_> = grammar.iter().map(|(name, _, is_word)| (name.as_str(), *is_word)).collect();
    assert_eq!(words, [("a", false), ("b", false), ("kw_c", true)]);
    assert_eq!(grammar[1].1, "b = _{\n    \"x\"\n  | \"y\" }\n");
    let (text, strangers, names) = quoted("```pest\na =\nz =\n```\n```pest words\n```\n", &grammar);
    assert_eq!(text, "```pest\na = { b }\n```\n```pest words\nkw_c = @{ \"c\" }\n```\n");
    assert_eq!((strangers.len(), names.len()), (1, 3));
}
