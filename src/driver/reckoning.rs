//! The values that a rule comes to on returns, each with the words that give it; for editors, which show them beside the words.

use super::fault::Fault;
use super::{Host, Options, check};
use crate::eval;
use crate::report::Report;
use crate::source::Span;
use crate::verdict::{Outcome, Verdict};

/// A rule's run on returns.
pub struct Reckoned {
    pub report: Report,
    /// The values of one instance, the first that fails or else the first: the words that give each, and the value as messages show it.
    pub values: Vec<(String, String)>,
}

/// Runs one rule on the returns of `options`.
pub fn reckon(host: &dyn Host, options: &Options, rule: &str) -> Result<Reckoned, Fault> {
    let options = Options { select: vec![rule.to_owned()], ..options.clone() };
    let checked = check(host, &options)?;
    let is_fail = |verdict: &&Verdict| verdict.outcome == Outcome::Fail;
    let verdict = checked.verdicts.iter().find(is_fail).or(checked.verdicts.first());
    let mut values = Vec::new();
    if let Some(verdict) = verdict {
        let of_rule = checked.program.rule(verdict.rule).span;
        let is_written = |span: Span| span.source == of_rule.source && of_rule.start <= span.start && span.end <= of_rule.end;
        for step in eval::derive(&checked.program, &checked.returns, verdict).steps {
            let expr = checked.program.expr(step.expr);
            if is_written(expr.span) {
                let shown = eval::shown(&checked.program, &checked.returns, expr.ty, &step.datum);
                values.push((checked.sources.text(expr.span).to_owned(), shown));
            }
        }
    }
    Ok(Reckoned { report: checked.report, values })
}
