//! Makes a [`Report`] of what a run found: ids become words, spans become places, and everything is put in order.

use std::collections::{BTreeMap, BTreeSet};

use super::baseline::{Baseline, BaselineUse};
use super::citations::{citations, settings};
use super::fingerprint::Fingerprints;
use super::reasons::{self, Facts};
use super::roots;
use super::{
    Comparison, Counts, Figure, Finding, Grade, Input, InputKind, Instance, Place, Problem, ProblemFix, Related, Report, RuleCounts,
    SeverityChange, Summary, Undetermined, VERSION, Waived, WaiverStatus, WaiverUse, Waivings,
};
use crate::data::{CellState, Return, Returns, Slot};
use crate::diag::{Diagnostic, Level};
use crate::form::{Form, FormKind, Member};
use crate::ir::{ExprId, Program, Rule, RuleId, Severity, Untranslated};
use crate::locate::Group;
use crate::source::{Position, SourceId, SourceMap, Span};
use crate::value::date::{MONTH_NAMES, ShownDate};
use crate::value::number::Number;
use crate::value::{About, CellId, RecordId, Unknown, Value};
use crate::verdict::{self, Closed, Derivation, Ground, Outcome, Verdict};

/// Everything that a run brought together.
pub struct Material<'a> {
    pub sources: &'a SourceMap,
    pub program: &'a Program,
    pub returns: &'a Returns,
    /// The files that were read, in any order.
    pub files: Vec<ReadFile>,
    pub diagnostics: Vec<Diagnostic>,
    /// Names of rules that errors keep out.
    pub left_out: Vec<String>,
    /// The rules that take part, by name and edition.
    pub rules: Vec<RuleId>,
    pub verdicts: &'a [Verdict],
    pub waivings: Waivings,
    /// The severities that the run was asked to change.
    pub severities: Vec<SeverityChange>,
    /// The findings that are known already.
    pub baseline: Option<&'a Baseline>,
    pub packs: Vec<String>,
    /// What the reader's language lacks, where it is not English.
    pub untranslated: Option<Untranslated>,
    pub as_of: Option<chrono::NaiveDate>,
    /// Why a verdict is what it is.
    pub derive: &'a dyn Fn(&Verdict) -> Derivation,
    /// What a row is called.
    pub row_name: &'a dyn Fn(RecordId) -> String,
    /// The groups of failing verdicts with what would put them right.
    pub groups: Vec<Group>,
    /// How a number reads in the place of a cell.
    pub figure_of: &'a dyn Fn(CellId, &Number) -> String,
}

/// One file that was read.
pub struct ReadFile {
    pub source: SourceId,
    /// What it was read as; of a return the form is looked up.
    pub kind: InputKind,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Report {
    /// The report of a run; a function of what it is given, in one order only.
    pub fn new(material: Material<'_>) -> Report {
        let builder = Builder::new(&material);
        let mut findings = Vec::new();
        let mut undetermined = Vec::new();
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for (at, verdict) in material.verdicts.iter().enumerate() {
            let rule = material.program.rule(verdict.rule);
            let count = counts.entry(&rule.name).or_default();
            match &verdict.outcome {
                Outcome::Pass => count.passed += 1,
                Outcome::NotApplicable => count.not_applicable += 1,
                Outcome::Fail => {
                    let waived = material.waivings.waived.get(&at).and_then(|by| builder.waived(*by.first()?));
                    if waived.is_some() {
                        count.waived += 1
                    } else {
                        count.failed += 1
                    }
                    findings.push((at, Finding { waived, ..builder.finding(verdict) }));
                }
                Outcome::Undetermined(unknown) => {
                    count.undetermined += 1;
                    let (reason, span) = builder.reason(verdict, *unknown);
                    let place = span.map(|span| place(material.sources, span));
                    undetermined.push(Undetermined {
                        instance: builder.instance(verdict),
                        cause: reasons::id(unknown.cause).to_owned(),
                        reason,
                        place,
                    });
                }
            }
        }
        // The sorts are stable: rows keep the order of the return.
        findings.sort_by(|(_, a), (_, b)| order(&a.instance).cmp(&order(&b.instance)));
        let inputs = builder.inputs();
        let baseline =
            material.baseline.map(|baseline| mark_known(&material, baseline, &inputs, &mut findings, &undetermined, &mut counts));
        findings.sort_by_key(|(_, finding)| (finding.waived.is_some(), finding.known));
        let (places, mut findings): (Vec<usize>, Vec<Finding>) = findings.into_iter().unzip();
        let corrections = builder.corrections(&material.groups, &places);
        roots::follow(&mut findings, &corrections);
        undetermined.sort_by(|a, b| {
            (reasons::rank(&a.cause), &a.reason, order(&a.instance)).cmp(&(reasons::rank(&b.cause), &b.reason, order(&b.instance)))
        });
        let rules = builder.rule_counts(&counts);
        let summary = summary(&rules, &findings, judged(material.program, material.returns));
        Report {
            version: VERSION,
            tool: super::tool(),
            as_of: material.as_of.map(|day| day.to_string()),
            packs: material.packs.clone(),
            inputs,
            summary,
            problems: problems(material.sources, &material.diagnostics),
            left_out: material.left_out.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
            corrections,
            findings,
            baseline,
            waivers: builder.waivers(),
            severities: material.severities.clone(),
            settings: settings(material.program, material.sources),
            undetermined,
            rules,
            citations: citations(material.program, &material.rules),
            untranslated: material.untranslated.clone(),
        }
    }
}

/// Marks the findings that the baseline knows, and counts them apart.
fn mark_known(
    material: &Material<'_>,
    baseline: &Baseline,
    inputs: &[Input],
    findings: &mut [(usize, Finding)],
    undetermined: &[Undetermined],
    counts: &mut BTreeMap<&str, Counts>,
) -> BaselineUse {
    let fingerprints = Fingerprints::new(inputs);
    let mut search = baseline.search();
    for (_, finding) in findings.iter_mut().filter(|(_, finding)| finding.waived.is_none()) {
        finding.known = search.finds(&fingerprints.of(&finding.instance));
        if let Some(count) = counts.get_mut(finding.instance.rule.as_str()).filter(|_| finding.known) {
            count.failed -= 1;
            count.known += 1;
        }
    }
    let open = undetermined.iter().map(|one| &one.instance);
    let waived = findings.iter().filter(|(_, finding)| finding.waived.is_some()).map(|(_, finding)| &finding.instance);
    let unsaid = open.chain(waived).map(|instance| fingerprints.of(instance)).collect();
    let rules = material.rules.iter().map(|&id| material.program.rule(id).name.as_str()).collect();
    search.finish(&fingerprints, &rules, &unsaid)
}

/// The gravest first, then by return, rule and edition.
fn order(instance: &Instance) -> (Grade, &str, &str, &Option<String>) {
    (instance.grade, &instance.path, &instance.rule, &instance.edition)
}

/// Returns that were judged: profiles and superseded returns are not.
fn judged(program: &Program, returns: &Returns) -> usize {
    returns.returns.iter().filter(|of| of.superseded_by.is_none() && program.forms.form(of.form).kind == FormKind::Return).count()
}

fn summary(rules: &[RuleCounts], findings: &[Finding], returns: usize) -> Summary {
    let mut summary = Summary { returns, rules: rules.len(), ..Summary::default() };
    for rule in rules {
        summary.counts.passed += rule.counts.passed;
        summary.counts.failed += rule.counts.failed;
        summary.counts.known += rule.counts.known;
        summary.counts.waived += rule.counts.waived;
        summary.counts.not_applicable += rule.counts.not_applicable;
        summary.counts.undetermined += rule.counts.undetermined;
        if rule.counts.passed + rule.counts.failed + rule.counts.known + rule.counts.waived == 0 {
            summary.not_exercised.push(rule.name.clone());
        }
    }
    for finding in findings.iter().filter(|finding| finding.is_new()) {
        match finding.instance.grade {
            Grade::Error => summary.errors += 1,
            Grade::Warning => summary.warnings += 1,
            Grade::Note => summary.notes += 1,
        }
    }
    summary
}

/// Problems as they are shown, errors first, then by text and place.
pub fn problems(sources: &SourceMap, diagnostics: &[Diagnostic]) -> Vec<Problem> {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    let key = |d: &Diagnostic| (d.code.level, sources.get(d.primary.span.source).name.clone(), d.primary.span, d.code.id);
    sorted.sort_by_cached_key(|d| key(d));
    sorted.dedup();
    sorted.into_iter().map(|diagnostic| problem(sources, diagnostic)).collect()
}

fn problem(sources: &SourceMap, diagnostic: &Diagnostic) -> Problem {
    Problem {
        code: diagnostic.code.id.to_owned(),
        level: diagnostic.code.level,
        message: diagnostic.message.clone(),
        label: diagnostic.primary.message.clone(),
        place: place(sources, diagnostic.primary.span),
        related: diagnostic
            .secondary
            .iter()
            .map(|label| Related { message: label.message.clone(), place: place(sources, label.span) })
            .collect(),
        help: diagnostic.help.clone(),
        fix: diagnostic.fix.as_ref().map(|fix| ProblemFix {
            message: fix.message.clone(),
            place: place(sources, fix.span),
            replacement: fix.replacement.clone(),
        }),
    }
}

impl Report {
    /// Whether the run could not be done as asked: errors in the files, rules left out, or nothing to judge.
    pub fn is_incomplete(&self) -> bool {
        let has_error = self.problems.iter().any(|problem| problem.level == Level::Error);
        has_error || !self.left_out.is_empty() || self.summary.returns == 0 || self.summary.rules == 0
    }
}

/// A span as people count.
pub fn place(sources: &SourceMap, span: Span) -> Place {
    let source = sources.get(span.source);
    let position = source.position(span.start);
    let (page, area) = match source.area_of(&span.range()) {
        Some((page, area)) => (Some(page), Some(area)),
        None if span.start == span.end => match source.label_of_blank(span.start) {
            Some((page, area)) => (Some(page), Some(area)),
            None => (source.page_at(span.start), None),
        },
        None => (source.page_at(span.start), None),
    };
    let Position { line, column } = position;
    let cell = source.cell_at(span.start);
    Place { path: source.name.clone(), line, column, start: span.start, end: span.end, page, area, cell, source: span.source }
}

pub(super) fn grade(severity: Severity) -> Grade {
    match severity {
        Severity::Error => Grade::Error,
        Severity::Warning => Grade::Warning,
        Severity::Note => Grade::Note,
    }
}

/// For each record the record that holds it and the member's place; `None` for the root of a return.
fn parents(returns: &Returns) -> Vec<Option<(RecordId, u16)>> {
    let mut parents = vec![None; returns.records.len()];
    for (holder, record) in returns.records.iter().enumerate() {
        for (slot, content) in record.slots.iter().enumerate() {
            let held: &[RecordId] = match content {
                Slot::Record(id) => std::slice::from_ref(id),
                Slot::Rows(ids) => ids,
                Slot::Cell(_) | Slot::NoRows(_) => &[],
            };
            for id in held {
                parents[id.0 as usize] = Some((RecordId(holder as u32), slot as u16));
            }
        }
    }
    parents
}

pub(super) struct Builder<'a> {
    pub(super) of: &'a Material<'a>,
    parents: Vec<Option<(RecordId, u16)>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(material: &'a Material<'a>) -> Builder<'a> {
        let some_fail = material.verdicts.iter().any(|verdict| verdict.outcome == Outcome::Fail);
        Builder { of: material, parents: if some_fail { parents(material.returns) } else { Vec::new() } }
    }
}

impl Builder<'_> {
    fn facts(&self) -> Facts<'_> {
        Facts { sources: self.of.sources, program: self.of.program, returns: self.of.returns }
    }

    pub(super) fn instance(&self, verdict: &Verdict) -> Instance {
        let rule = self.of.program.rule(verdict.rule);
        let subject = self.of.returns.get(verdict.subject);
        let form = self.of.program.forms.form(subject.form);
        Instance {
            rule: rule.name.clone(),
            title: rule.title.clone(),
            edition: rule.window.from.map(|day| day.to_string()),
            grade: grade(rule.severity),
            cites: rule.cites.clone(),
            of: dated_title(form, subject),
            path: self.of.sources.get(subject.source).name.clone(),
            key: verdict.rows.iter().map(|row| (self.of.row_name)(*row)).collect(),
        }
    }

    /// Why something could not be judged, and the place. Of a table that has no row, the key that was looked for is found by judging again.
    fn reason(&self, verdict: &Verdict, unknown: Unknown) -> (String, Option<Span>) {
        match unknown.about {
            About::NoRow(lookup) => self.facts().of_lookup(ExprId(lookup), (self.of.derive)(verdict).looked_for.as_deref()),
            _ => self.facts().reason(unknown),
        }
    }

    fn finding(&self, verdict: &Verdict) -> Finding {
        let rule = self.of.program.rule(verdict.rule);
        let derivation = (self.of.derive)(verdict);
        let comparison = derivation.comparison.as_ref().map(comparison);
        let rule_text = self.of.sources.text(rule.assertion_span).to_owned();
        let message = match (&derivation.message, &comparison) {
            (Some(message), _) => message.clone(),
            (None, Some(comparison)) => comparison.sentence.clone(),
            (None, None) => format!("`{}` is not so", crate::value::normal_text(&rule_text)),
        };
        Finding {
            instance: self.instance(verdict),
            message,
            comparison,
            figures: self.figures(verdict, rule, &derivation),
            grounds: derivation.closed.iter().filter_map(|closed| self.ground(closed)).collect(),
            rule_place: place(self.of.sources, rule.assertion_span),
            rule_text,
            follows: None,
            known: false,
            waived: None,
        }
    }

    /// Why no return is missing on some days.
    fn ground(&self, closed: &Closed) -> Option<String> {
        let why = match closed.ground {
            Ground::NoDays => return None,
            Ground::Counted => "the profile counts as many as are loaded",
            Ground::EveryMonth => "each month has its return",
            Ground::Linked => "each that is chosen carries on from the one before",
        };
        let title = &self.of.program.forms.form(closed.form).title;
        Some(format!("no {title} from {} to {} is missing: {why}", ShownDate(closed.from), ShownDate(closed.until)))
    }

    fn waived(&self, number: usize) -> Option<Waived> {
        let waiver = self.of.program.waivers.get(number)?;
        Some(Waived {
            reason: waiver.reason.clone(),
            approver: waiver.approver.clone(),
            until: waiver.until.map(|day| day.to_string()),
            place: place(self.of.sources, waiver.span),
        })
    }

    /// The waivers by file and place.
    fn waivers(&self) -> Vec<WaiverUse> {
        let waivings = &self.of.waivings;
        let of = |&(number, has_expired): &(usize, bool)| {
            let fails = waivings.waived.values().filter(|by| by.contains(&number)).count();
            let open = waivings.unknown.iter().filter(|(by, ..)| *by == number);
            let mut unknown: Vec<String> = open.map(|(_, _, cause)| self.facts().reason(*cause).0).collect();
            unknown.dedup();
            let status = match (fails, unknown.is_empty()) {
                _ if has_expired => WaiverStatus::Expired,
                (1.., _) => WaiverStatus::Applied,
                (0, true) => WaiverStatus::Unused,
                (0, false) => WaiverStatus::Unknown,
            };
            let rule = self.of.program.waivers.get(number)?.rule.clone();
            Some(WaiverUse { rule, waiver: self.waived(number)?, status, fails, unknown })
        };
        let mut waivers: Vec<WaiverUse> = waivings.taken.iter().filter_map(of).collect();
        waivers.sort_by(|a, b| (&a.waiver.place.path, a.waiver.place.start).cmp(&(&b.waiver.place.path, b.waiver.place.start)));
        waivers
    }

    /// The doubtful figures first, then those of the instance itself, then others, then words.
    fn figures(&self, verdict: &Verdict, rule: &Rule, derivation: &Derivation) -> Vec<Figure> {
        // A doubtful figure is written in `doubt` as it is written in the condition.
        let words = |expr: ExprId| self.of.sources.text(self.of.program.expr(expr).span);
        let doubt = |cell: CellId| {
            let read_as = |expr: &ExprId| derivation.steps.iter().any(|step| step.cell == Some(cell) && words(step.expr) == words(*expr));
            rule.doubt.iter().position(read_as)
        };
        let mut cells: Vec<(usize, bool, bool, CellId)> = derivation
            .cells
            .iter()
            .map(|&cell| {
                let record = self.of.returns.cell(cell).record;
                let is_own = verdict.rows.contains(&record) || self.of.returns.get(verdict.subject).root == record;
                (doubt(cell).unwrap_or(usize::MAX), self.is_word(cell), !is_own, cell)
            })
            .collect();
        cells.sort_by_key(|&(rank, is_word, is_other, _)| (rank, is_word, is_other));
        cells.into_iter().map(|(rank, .., cell)| self.figure(cell, rank != usize::MAX)).collect()
    }

    /// Whether a cell holds a code or a text, which chooses among figures more often than it is one.
    fn is_word(&self, id: CellId) -> bool {
        matches!(self.of.returns.cell(id).state, CellState::Figure(Value::Code(_) | Value::Text(_)))
    }

    pub(super) fn figure(&self, id: CellId, doubtful: bool) -> Figure {
        let cell = self.of.returns.cell(id);
        let state = match cell.state {
            CellState::Figure(_) => "figure",
            CellState::Blank => "blank",
            CellState::NotApplicable => "not applicable",
            CellState::Unreadable(_) => "unreadable",
            CellState::Absent => "absent",
        };
        Figure {
            field: self.field(cell.record, cell.member),
            label: self.member(cell.record, cell.member).map_or(String::new(), |member| member.label.clone()),
            printed: cell.printed.to_string(),
            state: state.to_owned(),
            doubtful,
            place: place(self.of.sources, cell.span),
        }
    }

    fn member(&self, record: RecordId, slot: u16) -> Option<&Member> {
        let shape = self.of.program.forms.shape(self.of.returns.record(record).shape);
        shape.members.get(usize::from(slot))
    }

    /// The path in the return: `authorised[Class B].par_value`.
    fn field(&self, record: RecordId, slot: u16) -> String {
        let mut parts = vec![self.member(record, slot).map_or("?", |member| &member.name).to_owned()];
        let mut at = record;
        while let Some((holder, slot)) = self.parents.get(at.0 as usize).copied().flatten() {
            let name = self.member(holder, slot).map_or("?", |member| &member.name);
            let is_row = self.of.returns.record(at).row > 0;
            parts.push(if is_row { format!("{name}[{}]", (self.of.row_name)(at)) } else { name.to_owned() });
            at = holder;
        }
        parts.reverse();
        parts.join(".")
    }

    fn inputs(&self) -> Vec<Input> {
        let returns = self.of.returns.returns.iter().enumerate();
        let by_source: BTreeMap<SourceId, usize> = returns.map(|(at, of)| (of.source, at)).collect();
        let mut inputs: Vec<Input> = self.of.files.iter().map(|file| self.input(file, by_source.get(&file.source).copied())).collect();
        inputs.sort_by(|a, b| a.path.cmp(&b.path));
        inputs
    }

    /// A file, and the place in the table of returns of the one that it holds.
    fn input(&self, file: &ReadFile, at: Option<usize>) -> Input {
        let path = self.of.sources.get(file.source).name.clone();
        let sha256 = file.sha256.clone();
        let Some((at, of)) = at.map(|at| (at, &self.of.returns.returns[at])) else {
            return Input { path, kind: file.kind, sha256, form: None, issuer: None, date: None, superseded_by: None };
        };
        let form = self.of.program.forms.form(of.form);
        Input {
            path,
            kind: match form.kind {
                FormKind::Return => InputKind::Return,
                FormKind::Profile => InputKind::Profile,
                FormKind::Table => InputKind::Table,
            },
            sha256,
            form: Some(form.name.clone()),
            issuer: of.issuer.map(|_| self.of.returns.issuer(crate::value::ReturnId(at as u32)).name.clone()),
            date: of.date.map(|day| day.to_string()),
            superseded_by: of.superseded_by.map(|id| self.of.sources.get(self.of.returns.get(id).source).name.clone()),
        }
    }

    /// The rules by name; the editions of one rule stand together.
    fn rule_counts(&self, counts: &BTreeMap<&str, Counts>) -> Vec<RuleCounts> {
        let mut rules: BTreeMap<&str, RuleCounts> = BTreeMap::new();
        for &id in &self.of.rules {
            let rule = self.of.program.rule(id);
            rules.entry(&rule.name).or_insert_with(|| RuleCounts {
                name: rule.name.clone(),
                title: rule.title.clone(),
                grade: grade(rule.severity),
                cites: rule.cites.clone(),
                counts: counts.get(rule.name.as_str()).copied().unwrap_or_default(),
            });
        }
        rules.into_values().collect()
    }
}

/// The form's title and date: `Monthly Return (FF301), 30 September 2022`.
pub(super) fn dated_title(form: &Form, of: &Return) -> String {
    match of.date {
        Some(date) => format!("{}, {}", form.title, ShownDate(date)),
        None => form.title.clone(),
    }
}

pub(super) fn comparison(of: &verdict::Comparison) -> Comparison {
    let sentence = sentence(of);
    Comparison {
        left: of.left.reckoning.to_string(),
        left_value: of.left.value.to_string(),
        operator: of.operator.to_owned(),
        right: of.right.reckoning.to_string(),
        right_value: of.right.value.to_string(),
        difference: of.difference.clone(),
        fitted: of.fitted.clone(),
        sentence,
    }
}

/// `1,992,000,000,000 × USD 0.00000025 = USD 498,000, but the return states USD 49,800; difference USD 448,200`
fn sentence(of: &verdict::Comparison) -> String {
    let plain = |side: &verdict::Side| side.reckoning == side.value;
    let side = |side: &verdict::Side| if plain(side) { side.value.to_string() } else { format!("{} = {}", side.reckoning, side.value) };
    let (left, right) = (&of.left, &of.right);
    let is_time = |side: &verdict::Side| side.value.len() == 5 && side.value.find(':') == Some(2);
    let is_day = |side: &verdict::Side| MONTH_NAMES.iter().any(|month| side.value.contains(month));
    let days = is_day(left) && is_day(right) || is_time(left) && is_time(right);
    let relation = match of.operator {
        "=" if right.stated && !plain(left) => {
            return with_difference(format!("{}, but the return states {}", side(left), right.value), of);
        }
        "=" if left.stated && !plain(right) => {
            return with_difference(format!("{}, but the return states {}", side(right), left.value), of);
        }
        "=" if !plain(left) && !plain(right) => return with_difference(format!("{}, but {}", side(left), side(right)), of),
        "≠" => return format!("both are {}", left.value),
        "≤" if days => "is after",
        "≥" if days => "is before",
        "≤" => "is more than",
        "≥" => "is less than",
        "<" if days => "is not before",
        ">" if days => "is not after",
        "<" => "is not less than",
        ">" => "is not more than",
        "agrees with" => "does not agree with",
        _ => "is not",
    };
    with_difference(format!("{} {relation} {}", side(left), side(right)), of)
}

fn with_difference(mut text: String, of: &verdict::Comparison) -> String {
    if let Some(difference) = &of.difference {
        text.push_str("; difference ");
        text.push_str(&difference.replacen('-', "", 1));
    }
    text
}
