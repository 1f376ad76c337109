//! The report for people at a terminal.

use std::collections::BTreeMap;

use super::drawing::drawn;
use super::excerpt::{Context, Excerpt, Mark};
use super::list::RuleList;
use super::text::{counted, cut, grouped, listed, visible, width, wrapped};
use super::{Figure, Finding, Grade, Instance, Place, Problem, Report, RuleCounts, Undetermined, reasons};
use crate::diag::Level;
use crate::ir::Untranslated;
use crate::source::SourceMap;

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub colour: bool,
    /// The columns of the terminal.
    pub width: usize,
    /// Only the line of the verdict.
    pub quiet: bool,
    /// Findings that follow from others are shown in full, too.
    pub all: bool,
}

/// The most figures of one finding that are pointed at.
const MOST_FIGURES: usize = 8;

/// The columns of a row's name beside the rules that wait for it.
const LONGEST_KEY: usize = 40;

/// The most rules that are named, where nothing calls for them, without being asked for.
const MOST_IDLE: usize = 20;

/// The most instances of one rule that are named for one reason.
const MOST_INSTANCES: usize = 20;

/// The whole report, ending with the line of the verdict.
pub fn render(report: &Report, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    if !style.quiet {
        screen.findings(report);
        screen.known(&report.findings);
        screen.corrections(report);
        screen.baseline(report.baseline.as_ref());
        screen.waivers(&report.waivers);
        screen.settings(&report.settings);
        screen.severities(&report.severities);
        screen.problems(&report.problems);
        screen.left_out(&report.left_out);
        screen.undetermined(&report.undetermined);
        screen.not_exercised(&report.rules);
        screen.untranslated(report.untranslated.as_ref());
    }
    screen.verdict(report);
    screen.out
}

/// The line of the verdict in plain words.
pub(super) fn verdict(report: &Report, sources: &SourceMap) -> String {
    let mut screen = Screen::new(sources, Style { colour: false, width: 0, quiet: true, all: false });
    screen.verdict(report);
    screen.out.trim_end().to_owned()
}

/// The rules of a run, each with its grade, title and citations.
pub fn render_list(list: &RuleList, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    screen.problems(&list.problems);
    screen.left_out(&list.left_out);
    screen.rules(list);
    screen.untranslated(list.untranslated.as_ref());
    screen.out
}

/// What would put the findings right, also of those for which nothing could be said.
pub fn render_corrections(report: &Report, sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen::new(sources, style);
    screen.corrections(report);
    screen.not_analysed(report);
    if screen.out.is_empty() {
        screen.line("no rule fails, so there is no figure to suspect");
    }
    screen.out
}

/// Problems in the files, each with its place.
pub fn render_problems(problems: &[Problem], sources: &SourceMap, style: Style) -> String {
    let mut screen = Screen { out: String::new(), sources, style };
    screen.problems(problems);
    screen.out
}

/// A few words in red, for what goes to the error stream.
pub fn error_head(colour: bool) -> &'static str {
    if colour { "\u{1b}[1;31merror:\u{1b}[0m" } else { "error:" }
}

/// Text of files or paths as it may be shown on a terminal.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    visible(text)
}

#[derive(Clone, Copy)]
pub(super) enum Paint {
    Red,
    Yellow,
    Blue,
    Green,
    Bold,
    Dim,
}

/// What is drawn so far, and how to go on.
pub(super) struct Screen<'a> {
    pub out: String,
    sources: &'a SourceMap,
    style: Style,
}

impl<'a> Screen<'a> {
    pub fn new(sources: &'a SourceMap, style: Style) -> Screen<'a> {
        Screen { out: String::new(), sources, style }
    }

    pub fn paint(&self, paint: Paint, text: &str) -> String {
        if !self.style.colour {
            return text.to_owned();
        }
        let code = match paint {
            Paint::Red => "1;31",
            Paint::Yellow => "1;33",
            Paint::Blue => "1;34",
            Paint::Green => "1;32",
            Paint::Bold => "1",
            Paint::Dim => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    pub fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// Text of files or rules, made harmless and wrapped under a heading such as `cites: `.
    pub fn noted(&mut self, heading: &str, text: &str) {
        let first = format!("  {heading}");
        let rest = " ".repeat(width(&first));
        let text = wrapped(&visible(text), self.style.width, &first, &rest);
        let text = if heading.is_empty() { text } else { text.replacen(heading, &self.paint(Paint::Dim, heading), 1) };
        self.out.push_str(&text);
    }

    /// `error[authorised.capital] Authorised capital is …`
    pub fn head(&mut self, word: &str, paint: Paint, name: &str, title: &str) {
        let lead = format!("{word}[{}]", visible(name));
        let text = wrapped(&visible(title), self.style.width, &format!("{lead} "), "  ");
        let text = text.replacen(&lead, &self.paint(paint, &lead), 1);
        self.out.push_str(&text);
    }

    /// Every finding; those that follow from another are named under it, unless all are to be shown.
    fn findings(&mut self, report: &Report) {
        let is_shown = |finding: &Finding| !finding.known && (self.style.all || finding.follows.is_none());
        let findings: Vec<(usize, &Finding)> = report.findings.iter().enumerate().filter(|(_, finding)| is_shown(finding)).collect();
        let have_one_head = |a: &Finding, b: &Finding| same_head(&a.instance, &b.instance) && a.waived.is_some() == b.waived.is_some();
        for group in findings.chunk_by(|(_, a), (_, b)| have_one_head(a, b)) {
            let Some((_, first)) = group.first() else { continue };
            let (word, paint) = if first.waived.is_some() { ("waived", Paint::Blue) } else { grade_words(first.instance.grade) };
            self.head(word, paint, &first.instance.rule, &first.instance.title);
            self.noted("", &first.instance.of);
            for (at, finding) in group {
                self.finding(finding);
                if let Some(follows) = report.follows(finding) {
                    self.noted("", &follows);
                }
                self.followers(report, *at);
            }
            let place = Mark { place: first.rule_place.clone(), words: String::new(), first_line_only: false };
            self.excerpt(vec![place], Context::None);
            if !first.instance.cites.is_empty() {
                self.noted("cites: ", &listed(&first.instance.cites));
            }
            self.line("");
        }
    }

    /// The findings that are not shown because they follow from one that is.
    fn followers(&mut self, report: &Report, root: usize) {
        let Some((count, names)) = report.followers(root).filter(|_| !self.style.all) else { return };
        let follow = match count {
            1 => "1 further finding follows from the same figure".to_owned(),
            _ => format!("{} further findings follow from the same figure", grouped(count)),
        };
        self.noted("", &format!("{follow}, in full with --show all: {names}"));
    }

    /// The return's figures, the arithmetic and the rule's message.
    fn finding(&mut self, finding: &Finding) {
        self.line("");
        let key = finding.instance.key.join(", ");
        if !key.is_empty() {
            let key = self.paint(Paint::Bold, &visible(&key));
            self.line(&format!("  {key}"));
        }
        let more = finding.figures.len().saturating_sub(MOST_FIGURES);
        let mut figures: Vec<&Figure> = finding.figures.iter().take(MOST_FIGURES).collect();
        // The judged return comes first, the returns that it is compared with after it.
        figures.sort_by_key(|figure| figure.place.path != finding.instance.path);
        self.excerpt(figures.into_iter().map(figure_mark).collect(), Context::OneLine);
        if more > 0 {
            self.noted("", &format!("and {} (all are in --format json)", counted(more, "more figure", "more figures")));
        }
        // Two bare figures are in the excerpt already, and the rule's own message says more of them.
        let reckoned = finding.comparison.as_ref().filter(|of| of.left != of.left_value || of.right != of.right_value);
        if let Some(comparison) = reckoned.filter(|of| of.sentence != finding.message) {
            self.noted("", &comparison.sentence);
        }
        self.noted("", &finding.message);
        finding.grounds.iter().for_each(|ground| self.noted("", ground));
        if let Some(waived) = &finding.waived {
            self.noted("waived: ", &waived.sentence());
        }
    }

    pub fn problems(&mut self, problems: &[Problem]) {
        for problem in problems {
            let (word, paint) = match problem.level {
                Level::Error => ("error", Paint::Red),
                Level::Warning => ("warning", Paint::Yellow),
            };
            self.head(word, paint, &problem.code, &problem.message);
            let mut marks = vec![mark(&problem.place, &problem.label)];
            marks.extend(problem.related.iter().map(|related| mark(&related.place, &related.message)));
            self.excerpt(marks, Context::OneLine);
            if let Some(help) = &problem.help {
                self.noted("help: ", help);
            }
            if let Some(fix) = &problem.fix {
                self.noted("fix: ", &fix.message);
            }
            self.line("");
        }
    }

    pub fn left_out(&mut self, names: &[String]) {
        if !names.is_empty() {
            self.noted("left out because of errors: ", &names.join(", "));
            self.line("");
        }
    }

    /// Says once how many texts are in English for want of another.
    fn untranslated(&mut self, said: Option<&Untranslated>) {
        let Some(Untranslated { language, missing, texts }) = said else { return };
        if *missing == 0 {
            return;
        }
        let said = if missing == texts {
            format!("none of the {texts} titles and messages is translated into {language}; they are shown in English")
        } else {
            format!("{missing} of {texts} titles and messages are shown in English, for want of a translation into {language}")
        };
        self.noted("", &said);
        self.line("");
    }

    fn undetermined(&mut self, undetermined: &[Undetermined]) {
        for cause in undetermined.chunk_by(|a, b| a.cause == b.cause) {
            let Some(first) = cause.first() else { continue };
            self.head("undetermined", Paint::Blue, &first.cause, reasons::words(&first.cause));
            for reason in cause.chunk_by(|a, b| a.reason == b.reason) {
                self.reason(reason);
            }
            self.line("");
        }
    }

    /// One reason and the rules that wait for it: `continuity.issued, continuity.par-value (Class A; Class B)`.
    fn reason(&mut self, group: &[Undetermined]) {
        let Some(first) = group.first() else { return };
        self.out.push_str(&wrapped(&visible(&first.reason), self.style.width, "  - ", "    "));
        let mut keys: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for one in group {
            let key: Vec<_> = one.instance.key.iter().map(|part| cut(part, LONGEST_KEY)).collect();
            keys.entry((&one.instance.path, &one.instance.rule)).or_default().push(key.join(", "));
        }
        let mut rules: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
        for ((path, rule), keys) in keys {
            let shown: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !key.is_empty()).take(MOST_INSTANCES).collect();
            let more = if keys.len() > MOST_INSTANCES { format!("; and {} more", keys.len() - MOST_INSTANCES) } else { String::new() };
            rules.entry((path, format!("{}{more}", shown.join("; ").replace(' ', "\u{a0}")))).or_default().push(rule);
        }
        let several = group.iter().any(|one| one.instance.path != first.instance.path);
        for ((path, keys), names) in rules {
            let place = if several { format!("{path}: ") } else { String::new() };
            let keys = if keys.is_empty() { keys } else { format!(" ({})", keys.replace(";\u{a0}", "; ")) };
            let text = format!("{place}{}{keys}", names.join(", "));
            self.out.push_str(&wrapped(&visible(&text), self.style.width, "      ", "        "));
        }
    }

    /// The rules that nothing in the returns calls for; those that wait for something are told already.
    fn not_exercised(&mut self, rules: &[RuleCounts]) {
        let is_idle = |rule: &&RuleCounts| {
            rule.counts.passed + rule.counts.failed + rule.counts.known + rule.counts.waived + rule.counts.undetermined == 0
        };
        let names: Vec<&str> = rules.iter().filter(is_idle).map(|rule| rule.name.as_str()).collect();
        if !names.is_empty() {
            let why = "not exercised, for nothing in these returns calls for them";
            let text = match names.len() {
                many if many > MOST_IDLE && !self.style.all => {
                    format!("{why}: {} of {}, named with --show all", counted(many, "rule", "rules"), grouped(rules.len()))
                }
                _ => format!("{why}: {}", names.join(", ")),
            };
            self.out.push_str(&wrapped(&visible(&text), self.style.width, "", "  "));
            self.line("");
        }
    }

    /// The line with the counts.
    pub fn verdict(&mut self, report: &Report) {
        let summary = &report.summary;
        let problems =
            (!report.problems.is_empty()).then(|| format!("{} in the files", counted(report.problems.len(), "problem", "problems")));
        let left_out = (!report.left_out.is_empty()).then(|| format!("{} left out", counted(report.left_out.len(), "rule", "rules")));
        let asides = problems.into_iter().chain(left_out).collect::<Vec<_>>().join(", ");
        if report.is_incomplete() {
            let why = match asides.as_str() {
                "" if summary.returns == 0 => "no return could be judged",
                "" => "no rule takes part",
                asides => asides,
            };
            let lead = self.paint(Paint::Red, "incomplete");
            self.out.push_str(&format!("{lead}, {why}; "));
        }
        let paint = match (summary.errors, summary.warnings) {
            (0, 0) if summary.counts.undetermined > 0 || summary.counts.passed == 0 => Paint::Blue,
            (0, 0) => Paint::Green,
            (0, _) => Paint::Yellow,
            _ => Paint::Red,
        };
        let mut grades = format!("{}, {}", counted(summary.errors, "error", "errors"), counted(summary.warnings, "warning", "warnings"));
        if summary.notes > 0 {
            grades.push_str(&format!(", {}", counted(summary.notes, "note", "notes")));
        }
        let counts = &summary.counts;
        let known = if counts.known > 0 { format!(", {} known", grouped(counts.known)) } else { String::new() };
        let waived = if counts.waived > 0 { format!(", {} waived", grouped(counts.waived)) } else { String::new() };
        let mut rest = format!(
            ": {} passed, {} failed{known}{waived}, {} not applicable, {} undetermined in {}",
            grouped(counts.passed),
            grouped(counts.failed),
            grouped(counts.not_applicable),
            grouped(counts.undetermined),
            counted(summary.returns, "return", "returns"),
        );
        if !report.is_incomplete() && !asides.is_empty() {
            rest.push_str("; ");
            rest.push_str(&asides);
        }
        let grades = self.paint(paint, &grades);
        self.line(&format!("{grades}{rest}"));
    }

    fn rules(&mut self, list: &RuleList) {
        for rule in &list.rules {
            let (word, paint) = grade_words(rule.grade);
            let word = self.paint(paint, word);
            let window = window(rule.from.as_deref(), rule.until.as_deref());
            let name = self.paint(Paint::Bold, &visible(&rule.name));
            self.line(&format!("{name}  {word}{window}"));
            self.noted("", &rule.title);
            let cites = if rule.cites.is_empty() { String::new() } else { format!("; {}", listed(&rule.cites)) };
            self.noted("", &format!("{}{cites}", rule.form));
        }
        for parameter in &list.parameters {
            let name = self.paint(Paint::Bold, &visible(&parameter.name));
            let window = window(parameter.from.as_deref(), parameter.until.as_deref());
            self.line(&format!("{name}  = {}{window}", visible(&parameter.value)));
            self.noted("", &parameter.title);
            if !parameter.cites.is_empty() {
                self.noted("", &listed(&parameter.cites));
            }
            if let Some(place) = &parameter.set_at {
                self.noted("set at ", &format!("{}:{}", place.path, place.line));
            }
        }
        if !(list.rules.is_empty() && list.parameters.is_empty()) {
            self.line("");
        }
        let mut text = counted(list.rules.len(), "rule", "rules");
        if !list.parameters.is_empty() {
            text = format!("{text}, {}", counted(list.parameters.len(), "parameter", "parameters"));
        }
        self.line(&text);
    }

    /// The excerpts of one or several files with their labels.
    pub fn excerpt(&mut self, marks: Vec<Mark>, context: Context) {
        // What remains beside the line number and the frame.
        let columns = self.style.width.saturating_sub(12);
        let marks = marks.into_iter().filter(|mark| !self.sources.get(mark.place.source).text.trim().is_empty()).collect();
        let excerpt = Excerpt::new(self.sources, marks, context, columns);
        if excerpt.labels.is_empty() {
            return;
        }
        for line in drawn(excerpt, self.style.width, self.style.colour).lines() {
            self.line(line);
        }
    }
}

/// The days of an edition behind its name.
fn window(from: Option<&str>, until: Option<&str>) -> String {
    match (from, until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" (from {from})"),
        (None, Some(until)) => format!(" (until {until})"),
        (Some(from), Some(until)) => format!(" (from {from} until {until})"),
    }
}

fn same_head(a: &Instance, b: &Instance) -> bool {
    a.rule == b.rule && a.path == b.path && a.edition == b.edition
}

pub(super) fn grade_words(grade: Grade) -> (&'static str, Paint) {
    let paint = match grade {
        Grade::Error => Paint::Red,
        Grade::Warning => Paint::Yellow,
        Grade::Note => Paint::Blue,
    };
    (grade.word(), paint)
}

fn mark(place: &Place, words: &str) -> Mark {
    Mark { place: place.clone(), words: words.to_owned(), first_line_only: false }
}

fn figure_mark(figure: &Figure) -> Mark {
    let words = if figure.state == "figure" { figure.label.clone() } else { format!("{}: {}", figure.label, figure.state) };
    Mark { place: figure.place.clone(), words, first_line_only: true }
}
