//! The report as Markdown, to be pasted into a mail or a pull request.

use std::fmt::Write as _;

use super::text::{counted, grouped, listed, visible};
use super::{Figure, Finding, InputKind, Problem, Report, Undetermined, reasons, terminal};
use crate::diag::Level;
use crate::source::SourceMap;

/// The verdict and the counts first; then fails with their figures, what could not be judged and why, problems in the files, and what was
/// checked with what.
pub fn render(report: &Report, sources: &SourceMap) -> String {
    let mut out = String::from("# Check of returns\n\n");
    let _ = writeln!(out, "**{}**\n", plain(&terminal::verdict(report, sources)));
    counts(&mut out, report);
    let take = |wanted: fn(&&Finding) -> bool| report.findings.iter().filter(wanted).collect::<Vec<_>>();
    findings(&mut out, report, "Fails", &take(|finding| finding.is_new()));
    known(&mut out, &take(|finding| finding.known));
    findings(&mut out, report, "Waived", &take(|finding| finding.waived.is_some()));
    undetermined(&mut out, &report.undetermined);
    problems(&mut out, &report.problems);
    if !report.left_out.is_empty() {
        let _ = writeln!(out, "## Rules left out because of errors\n\n{}\n", codes(&report.left_out));
    }
    changes(&mut out, report);
    inputs(&mut out, report);
    out
}

fn counts(out: &mut String, report: &Report) {
    let counts = &report.summary.counts;
    let mut rows = vec![("Passed", counts.passed), ("Failed", counts.failed)];
    if counts.known > 0 {
        rows.push(("Known by the baseline", counts.known));
    }
    if counts.waived > 0 {
        rows.push(("Waived", counts.waived));
    }
    rows.extend([("Not applicable", counts.not_applicable), ("Undetermined", counts.undetermined)]);
    out.push_str("| Outcome | Count |\n|---|---:|\n");
    for (name, count) in rows {
        let _ = writeln!(out, "| {name} | {} |", grouped(count));
    }
    out.push('\n');
}

fn findings(out: &mut String, report: &Report, title: &str, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {title}\n");
    for (at, finding) in findings.iter().enumerate() {
        let instance = &finding.instance;
        let _ = writeln!(out, "### {}. {} ({})\n", at + 1, plain(&instance.title), instance.grade.word());
        let rows = if instance.key.is_empty() { String::new() } else { format!(": **{}**", plain(&instance.rows())) };
        let _ = writeln!(out, "{}{rows}\n\n{}\n", plain(&instance.of), plain(&finding.message));
        figures(out, &finding.figures);
        if let Some(follows) = report.follows(finding) {
            let _ = writeln!(out, "{}.\n", plain(&capitalised(&follows)));
        }
        if let Some(waived) = &finding.waived {
            let _ = writeln!(out, "Waived: {}\n", plain(&waived.sentence()));
        }
        let cites = if instance.cites.is_empty() { String::new() } else { format!("; {}", plain(&listed(&instance.cites))) };
        let _ = writeln!(out, "Rule {}{cites}\n", code(&instance.rule));
    }
}

/// What the baseline knows was looked at before, so that a line is enough.
fn known(out: &mut String, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    out.push_str("## Known by the baseline\n\n");
    for finding in findings {
        let instance = &finding.instance;
        let rows = if instance.key.is_empty() { String::new() } else { format!(", {}", plain(&instance.rows())) };
        let _ = writeln!(out, "- {}{rows}: {} ({})", plain(&instance.of), plain(&finding.message), code(&instance.rule));
    }
    out.push('\n');
}

fn figures(out: &mut String, figures: &[Figure]) {
    if figures.is_empty() {
        return;
    }
    out.push_str("| Figure | Printed | Place |\n|---|---:|---|\n");
    for figure in figures {
        let printed = if figure.printed.is_empty() { format!("({})", figure.state) } else { figure.printed.clone() };
        let label = if figure.label.is_empty() { &figure.field } else { &figure.label };
        let _ = writeln!(out, "| {} | {} | {} |", plain(label), plain(&printed), code(&figure.place.brief()));
    }
    out.push('\n');
}

fn undetermined(out: &mut String, undetermined: &[Undetermined]) {
    if undetermined.is_empty() {
        return;
    }
    out.push_str("## Not judged\n\n");
    for cause in undetermined.chunk_by(|a, b| a.cause == b.cause) {
        let Some(first) = cause.first() else { continue };
        let _ = writeln!(out, "### {}\n", plain(&capitalised(reasons::words(&first.cause))));
        for reason in cause.chunk_by(|a, b| a.reason == b.reason) {
            let mut rules: Vec<&str> = reason.iter().map(|one| one.instance.rule.as_str()).collect();
            rules.sort_unstable();
            rules.dedup();
            let words = reason.first().map_or("", |one| &one.reason);
            let _ = writeln!(out, "- {} ({}: {})", plain(&capitalised(words)), counted(rules.len(), "rule", "rules"), codes(&rules));
        }
        out.push('\n');
    }
}

fn problems(out: &mut String, problems: &[Problem]) {
    if problems.is_empty() {
        return;
    }
    out.push_str("## Problems in the files\n\n");
    for problem in problems {
        let level = match problem.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let help = problem.help.as_ref().map_or(String::new(), |help| format!(" {}", plain(help)));
        let _ = writeln!(out, "- {} {level} at {}: {}.{help}", code(&problem.code), code(&problem.place.brief()), plain(&problem.message));
    }
    out.push('\n');
}

/// What is not as its pack has it.
fn changes(out: &mut String, report: &Report) {
    if report.settings.is_empty() && report.severities.is_empty() {
        return;
    }
    out.push_str("## Not as the packs have it\n\n");
    for set in &report.settings {
        let cites = plain(&listed(&set.cites));
        let _ = writeln!(out, "- {} is {} ({cites})", code(&format!("{}.{}", set.pack, set.parameter)), plain(&set.sentence()));
    }
    for change in &report.severities {
        let _ = writeln!(out, "- {} {}: {}", code(&change.rule), plain(&change.sentence()), plain(&change.because));
    }
    out.push('\n');
}

/// What was checked, so that the report can be repeated and compared.
fn inputs(out: &mut String, report: &Report) {
    out.push_str("## What was checked\n\n| File | Form | Issuer | Date | SHA-256 |\n|---|---|---|---|---|\n");
    for input in &report.inputs {
        let kind = match input.kind {
            InputKind::Return | InputKind::Profile => input.form.as_deref().unwrap_or("not read"),
            InputKind::Rules => "rules",
            InputKind::Table => "table",
        };
        let (issuer, date) = (input.issuer.as_deref().unwrap_or_default(), input.date.as_deref().unwrap_or_default());
        let head = input.sha256.get(..12).unwrap_or(&input.sha256);
        let _ = writeln!(out, "| {} | {} | {} | {date} | `{head}…` |", code(&input.path), code(kind), plain(issuer));
    }
    let packs = if report.packs.is_empty() { String::new() } else { format!("; packs {}", codes(&report.packs)) };
    let as_of = report.as_of.as_ref().map_or(String::new(), |day| format!("; as of {day}"));
    let rules = counted(report.summary.rules, "rule", "rules");
    let _ = writeln!(out, "\nChecked with {rules} by {}{packs}{as_of}.", plain(&report.tool));
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn codes<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| code(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Words in backquotes; a bar would part the cells of a table even there.
fn code(text: &str) -> String {
    format!("`{}`", visible(text).replace('`', "'").replace('|', "\\|"))
}

/// Words in which nothing is taken for Markdown or HTML.
fn plain(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let leads_a_block = at == 0 && matches!(c, '#' | '+' | '-' | '=') || is_list_number(&text, at);
        if leads_a_block || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether the character at this place is the mark after a number at the head of a text: `1.` or `1)`.
fn is_list_number(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let is_mark = text.get(at..).is_some_and(|rest| rest.starts_with(['.', ')']) && rest.get(1..2).is_none_or(|next| next == " "));
    !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()) && is_mark
}

#[cfg(test)]
mod tests {
    use super::{code, plain};

    #[test]
    fn words_of_returns_are_no_markup() {
        assert_eq!(plain("a_b *c* <img src=x> [x](y) | d"), "a\\_b \\*c\\* \\<img src=x\\> \\[x\\](y) \\| d");
        assert_eq!(plain("-5 shares, -6"), "\\-5 shares, -6");
        assert_eq!(plain("1. Class"), "1\\. Class");
        assert_eq!(plain("1.5 shares"), "1.5 shares");
        assert_eq!(code("a`b|c"), "`a'b\\|c`");
    }
}
