//! What `explain` shows: a code, a rule, or how a rule came to its verdicts on returns.

use super::fault::Fault;
use super::{Book, Checked, Host, Options, book, check, check_and};
use crate::diag::{Code, Diagnostic, codes, suggest};
use crate::eval;
use crate::ir::RuleId;
use crate::report::Problem;
use crate::report::exit::Exit;
use crate::report::rule_page::RulePage;
use crate::report::terminal::{self, Style};
use crate::report::tree::{self, Derived};
use crate::report::why::Why;
use crate::source::SourceMap;
use crate::value::same_text;
use crate::verdict::{Derivation, Verdict};

/// What there is to say of a name.
pub enum Explained {
    Code(&'static Code),
    Rule(RulePage),
}

/// The code or the rule of this name.
pub fn explain(host: &dyn Host, options: &Options, name: &str) -> Result<Explained, Fault> {
    if let Some(code) = code(name) {
        return Ok(Explained::Code(code));
    }
    let book = book(host, options)?;
    let page = RulePage::new(&book.program, &book.sources, &editions(&book, name)?);
    page.map(Explained::Rule).ok_or_else(|| Fault::UnknownSubject { name: name.to_owned(), advice: None })
}

/// How a rule came to its verdicts on some returns.
pub struct Derivations {
    /// Problems in the files; with an error among them the run is incomplete.
    pub problems: Vec<Problem>,
    pub derived: Vec<Derived>,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
}

/// How a rule came to its verdicts on the returns of `options`, for the instances that are called `instance`, or for all.
pub fn derive(host: &dyn Host, options: &Options, name: &str, instance: Option<&str>) -> Result<Derivations, Fault> {
    let rules_alone = Options { inputs: Vec::new(), ..options.clone() };
    let book = book(host, &rules_alone)?;
    let pack = editions(&book, name)?.first().map(|&id| book.program.rule(id).pack.clone()).unwrap_or_default();
    let mut options = Options { select: vec![name.to_owned()], ..options.clone() };
    if options.packs.is_empty() && crate::pack::is_embedded(&pack) {
        options.packs.push(pack);
    }
    let checked = check(host, &options)?;
    let problems = checked.report.problems.clone();
    let exit = if checked.report.is_incomplete() { Exit::Incomplete } else { Exit::Clean };
    let verdicts = match named(&checked, name, instance) {
        Err(_) if !problems.is_empty() => {
            return Ok(Derivations { problems, derived: Vec::new(), exit: Exit::Incomplete, sources: checked.sources });
        }
        verdicts => verdicts?,
    };
    let derived = checked.derived(&verdicts);
    Ok(Derivations { problems, derived, exit, sources: checked.sources })
}

impl Checked {
    /// How each of these verdicts came about.
    pub fn derived(&self, verdicts: &[&Verdict]) -> Vec<Derived> {
        let verdicts: Vec<(&Verdict, Derivation)> =
            verdicts.iter().map(|verdict| (*verdict, eval::derive(&self.program, &self.returns, verdict))).collect();
        let ground = tree::Ground {
            sources: &self.sources,
            program: &self.program,
            returns: &self.returns,
            shown: &|ty, datum| eval::shown(&self.program, &self.returns, ty, datum),
            row_name: &|row| eval::row_name(&self.program, &self.returns, row),
        };
        tree::derived(&ground, &verdicts)
    }
}

/// The figures that may be behind the fails of a rule.
pub struct Suspicions {
    /// Problems in the files; with an error among them the run is incomplete.
    pub problems: Vec<Problem>,
    pub whys: Vec<Why>,
    pub exit: Exit,
    /// The texts, for excerpts.
    pub sources: SourceMap,
}

/// Why figures are suspected that are behind the fails of a rule on the returns of `options`, for the instances that are called `instance`,
/// or for all. All rules are judged, for what passes speaks too.
pub fn why(host: &dyn Host, options: &Options, name: &str, instance: Option<&str>) -> Result<Suspicions, Fault> {
    editions(&book(host, &Options { inputs: Vec::new(), ..options.clone() })?, name)?;
    let (checked, whys) = check_and(host, options, |material| Why::of(material, name, instance))?;
    if checked.report.problems.is_empty() {
        named(&checked, name, instance)?;
    }
    let exit = if checked.report.is_incomplete() { Exit::Incomplete } else { Exit::Clean };
    Ok(Suspicions { problems: checked.report.problems, whys, exit, sources: checked.sources })
}

/// The smallest corrections of the returns of `options`, with the figures to look up first. It ends as the check of them does.
pub fn suggest(host: &dyn Host, options: &Options, style: Style) -> Result<(String, Exit), Fault> {
    let checked = check(host, options)?;
    let problems = terminal::render_problems(&checked.report.problems, &checked.sources, style);
    Ok((problems + &terminal::render_corrections(&checked.report, &checked.sources, style), checked.exit))
}

/// The code of this id.
pub fn code(id: &str) -> Option<&'static Code> {
    codes::ALL.iter().copied().find(|code| code.id == id)
}

/// The editions of a rule; a name that means nothing is a fault with the nearest code or rule.
fn editions(book: &Book, name: &str) -> Result<Vec<RuleId>, Fault> {
    let rules = &book.program.rules;
    let editions: Vec<RuleId> = (0..rules.len()).filter(|&at| rules[at].name == name).map(|at| RuleId(at as u32)).collect();
    if !editions.is_empty() {
        return Ok(editions);
    }
    if book.left_out.iter().any(|left| left == name) {
        let problem = book.diagnostics.iter().find(|diagnostic| Diagnostic::is_error(diagnostic));
        return Err(Fault::LeftOut { name: name.to_owned(), problem: problem.map(|diagnostic| diagnostic.message.clone()) });
    }
    let known = codes::ALL.iter().map(|code| code.id).chain(rules.iter().map(|rule| rule.name.as_str()));
    let advice = suggest::nearest(name, known).map(|near| format!("did you mean `{near}`?"));
    Err(Fault::UnknownSubject { name: name.to_owned(), advice })
}

/// The verdicts of a rule whose rows are called so: all names joined by commas, or one of them.
fn named<'a>(checked: &'a Checked, name: &str, instance: Option<&str>) -> Result<Vec<&'a Verdict>, Fault> {
    let key = |verdict: &Verdict| -> Vec<String> {
        verdict.rows.iter().map(|row| eval::row_name(&checked.program, &checked.returns, *row)).collect()
    };
    let of_rule = || checked.verdicts.iter().filter(|verdict| checked.program.rule(verdict.rule).name == name);
    let is_wanted = |verdict: &&Verdict| {
        instance.is_none_or(|wanted| {
            let key = key(verdict);
            same_text(&key.join(", "), wanted) || key.iter().any(|part| same_text(part, wanted))
        })
    };
    let verdicts: Vec<&Verdict> = of_rule().filter(is_wanted).collect();
    if verdicts.is_empty() {
        let mut known: Vec<String> = of_rule().map(|verdict| key(verdict).join(", ")).filter(|key| !key.is_empty()).collect();
        known.sort();
        known.dedup();
        let advice = instance.and_then(|wanted| suggest::advice(wanted, known.iter().map(String::as_str)));
        return Err(Fault::NoInstance { rule: name.to_owned(), instance: instance.map(str::to_owned), advice });
    }
    Ok(verdicts)
}
