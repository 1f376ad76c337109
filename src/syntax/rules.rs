//! Rules: their clauses, which may come in any order but each once.

use rulecheck_grammar::Rule;
use rulecheck_grammar::pest::iterators::Pair;

use super::ast::{Assertion, Effective, Expr, ForEach, Name, Quoted, RuleDecl, Step, Template, Verb};
use super::exprs::start_to;
use super::items::Builder;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// The clauses read so far, each with the place of its keyword.
#[derive(Default)]
struct Clauses {
    name: Option<Name>,
    title: Option<Quoted>,
    titles: Vec<(Name, Quoted)>,
    why: Option<(Quoted, Span)>,
    whys: Vec<(Name, Quoted)>,
    applies_to: Option<(Name, Span)>,
    cites: Option<(Vec<Quoted>, Span)>,
    effective: Option<(Effective, Span)>,
    for_each: Option<(ForEach, Span)>,
    steps: Vec<Step>,
    verb: Option<(Verb, Expr, Span)>,
    /// Whether there is an assertion, be it one that could not be read.
    asserts: bool,
    message: Option<(Template, Span)>,
    messages: Vec<(Name, Template)>,
    doubt: Option<(Vec<Expr>, Span)>,
}

impl Builder<'_> {
    pub(super) fn rule(&mut self, pair: Pair<'_, Rule>) -> Option<RuleDecl> {
        let mut clauses = Clauses::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::rule_name => clauses.name = Some(self.name(&part)),
                Rule::string => clauses.title = Some(self.quoted(&part)),
                Rule::kw_rule | Rule::kw_end | Rule::EOI => {}
                // The other clauses are read on, so that all mistakes are told at once; the item is left out for this one.
                _ => _ = self.clause(&mut clauses, part),
            }
        }
        let name = clauses.name?;
        if clauses.applies_to.is_none() {
            let missing = Diagnostic::new(
                &codes::CLAUSE,
                format!("rule `{}` does not say what it applies to", name.text),
                name.span,
                "no `applies to`",
            );
            self.report(missing.help("Add `applies to` and the name of the form whose returns the rule checks."));
        }
        let Some((verb, condition, start)) = clauses.verb else {
            if clauses.asserts {
                return None;
            }
            let missing = Diagnostic::new(
                &codes::CLAUSE,
                format!("rule `{}` asserts nothing", name.text),
                name.span,
                "no `must`, `should` or `note`",
            );
            self.report(missing.help("Add `must` and what has to hold; `should` makes a failure a warning, `note` an information."));
            return None;
        };
        let span = start_to(start, condition.span);
        self.english_first("title", clauses.title.is_some(), &clauses.titles);
        self.english_first("because", clauses.why.is_some(), &clauses.whys);
        self.english_first("else", clauses.message.is_some(), &clauses.messages);
        let message = clauses.message.map(|(template, _)| template);
        let doubt = clauses.doubt.map_or_else(Vec::new, |(doubt, _)| doubt);
        Some(RuleDecl {
            name,
            title: clauses.title,
            titles: clauses.titles,
            why: clauses.why.map(|(why, _)| why),
            whys: clauses.whys,
            applies_to: clauses.applies_to.map(|(name, _)| name),
            cites: clauses.cites.map_or_else(Vec::new, |(cites, _)| cites),
            effective: clauses.effective.map(|(effective, _)| effective),
            for_each: clauses.for_each.map(|(for_each, _)| for_each),
            steps: clauses.steps,
            assertion: Some(Assertion { verb, condition, message, messages: clauses.messages, doubt, span }),
            span: self.whole,
        })
    }

    fn clause(&mut self, clauses: &mut Clauses, pair: Pair<'_, Rule>) -> Option<()> {
        let place = self.keyword_span(&pair);
        let asserted = clauses.asserts;
        match pair.as_rule() {
            Rule::title_clause => {
                let (language, title) = self.translated_title(pair)?;
                self.once_each("title", &mut clauses.titles, language, title);
            }
            Rule::why_clause => {
                let (mut language, mut why) = (None, None);
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::language => language = Some(self.name(&part)),
                        Rule::string => why = Some(self.quoted(&part)),
                        _ => {}
                    }
                }
                match language {
                    Some(language) => self.once_each("because", &mut clauses.whys, language, why?),
                    None => self.once("because", &mut clauses.why, why?, place),
                }
            }
            Rule::applies_clause => {
                let name = pair.into_inner().find(|part| part.as_rule() == Rule::name).map(|part| self.name(&part))?;
                self.once("applies to", &mut clauses.applies_to, name, place);
            }
            Rule::cites_clause => {
                let cites = self.cites(pair);
                self.once("cites", &mut clauses.cites, cites, place);
            }
            Rule::effective_clause => {
                let effective = self.effective(pair)?;
                self.once("effective from", &mut clauses.effective, effective, place);
            }
            Rule::for_each_clause => {
                let start = self.span(&pair);
                let over = pair.into_inner().next()?;
                let place = self.keyword_span(&over);
                let (binders, filter, end) = self.over(over)?;
                self.once("for each", &mut clauses.for_each, ForEach { binders, filter, span: start_to(start, end) }, place);
            }
            Rule::when_clause => {
                let condition = self.expr(pair.into_inner().nth(1)?)?;
                let span = start_to(place, condition.span);
                clauses.steps.push(Step::When { condition, span });
            }
            Rule::given_clause => {
                let mut parts = pair.into_inner().filter(|part| !matches!(part.as_rule(), Rule::kw_given | Rule::equals));
                let name = self.name(&parts.next()?);
                let value = self.expr(parts.next()?)?;
                let span = start_to(place, value.span);
                clauses.steps.push(Step::Given { name, value, span });
            }
            Rule::assertion_clause => self.assertion(clauses, pair, place)?,
            Rule::else_clause => {
                self.follows("else", asserted, place);
                let (mut language, mut template) = (None, None);
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::language => language = Some(self.name(&part)),
                        Rule::string => template = Some(self.template(&part)),
                        _ => {}
                    }
                }
                match language {
                    Some(language) => self.once_each("else", &mut clauses.messages, language, template?),
                    None => self.once("else", &mut clauses.message, template?, place),
                }
            }
            _ => {
                self.follows("doubt", asserted, place);
                let paths = pair.into_inner().skip(1).map(|part| self.expr(part)).collect::<Option<Vec<Expr>>>()?;
                self.once("doubt", &mut clauses.doubt, paths, place);
            }
        }
        Some(())
    }

    fn assertion(&mut self, clauses: &mut Clauses, pair: Pair<'_, Rule>, place: Span) -> Option<()> {
        clauses.asserts = true;
        let mut parts = pair.into_inner();
        let verb = match parts.next()?.as_str() {
            "must" => Verb::Must,
            "should" => Verb::Should,
            _ => Verb::Note,
        };
        if let Some((.., earlier)) = clauses.verb {
            let several =
                Diagnostic::new(&codes::CLAUSE, "a rule asserts one thing only", place, "a second assertion").also(earlier, "the first");
            self.report(several.help("Join the two with `and`, or write a rule for each, so that each can be cited and waived alone."));
        }
        let condition = self.expr(parts.next()?)?;
        clauses.verb.get_or_insert((verb, condition, place));
        Some(())
    }

    /// Keeps a clause, or reports that it stands twice.
    pub(super) fn once<T>(&mut self, word: &str, kept: &mut Option<(T, Span)>, clause: T, place: Span) {
        match kept {
            Some((_, earlier)) => self.twice(word, *earlier, place),
            None => *kept = Some((clause, place)),
        }
    }

    /// Keeps a text in another language, or reports that it stands twice.
    pub(super) fn once_each<T>(&mut self, word: &str, kept: &mut Vec<(Name, T)>, language: Name, text: T) {
        match kept.iter().find(|(other, _)| other.text.eq_ignore_ascii_case(&language.text)) {
            Some((earlier, _)) => self.twice(&format!("{word} {}", language.text), earlier.span, language.span),
            None => kept.push((language, text)),
        }
    }

    /// The language and the words of `title zh-Hant "…"`.
    pub(super) fn translated_title(&mut self, pair: Pair<'_, Rule>) -> Option<(Name, Quoted)> {
        let (mut language, mut title) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::language => language = Some(self.name(&part)),
                Rule::string => title = Some(self.quoted(&part)),
                _ => {}
            }
        }
        Some((language?, title?))
    }

    /// Reports texts in other languages where there is none in English, and English that is called another language.
    fn english_first<T>(&mut self, word: &str, has_english: bool, others: &[(Name, T)]) {
        for (language, _) in others {
            let is_english = language.text.split('-').next() == Some("en");
            if has_english && !is_english {
                continue;
            }
            let plain = match word {
                "title" => "the text after the rule's name",
                "else" => "`else \"…\"`",
                "because" => "`because \"…\"`",
                _ => "the text after the name",
            };
            let (message, label) = match is_english {
                true => (format!("English is {plain} and is not named"), "not another language"),
                false => (format!("there is a text in `{}` and none in English", language.text), "a translation of nothing"),
            };
            let problem = Diagnostic::new(&codes::CLAUSE, message, language.span, label);
            self.report(problem.help(format!("English is {plain}; it is what is shown where a translation is missing.")));
        }
    }

    /// Reports what is wrong with the labels of a member, or the titles of a table, in other languages.
    pub(super) fn languages(&mut self, word: &str, has_english: bool, others: &[(Name, Quoted)]) {
        self.english_first(word, has_english, others);
        for (at, (language, _)) in others.iter().enumerate() {
            let earlier = others.iter().take(at).find(|(other, _)| other.text.eq_ignore_ascii_case(&language.text));
            if let Some((earlier, _)) = earlier {
                self.twice(&format!("{word} {}", language.text), earlier.span, language.span);
            }
        }
    }

    /// Reports a clause that stands twice.
    pub(super) fn twice(&mut self, word: &str, earlier: Span, place: Span) {
        let twice =
            Diagnostic::new(&codes::CLAUSE, format!("`{word}` stands twice"), place, "the second time").also(earlier, "the first time");
        self.report(twice.help("Keep one of the two; several parts of one clause are joined by commas or `and`."));
    }

    fn follows(&mut self, word: &str, asserted: bool, place: Span) {
        if !asserted {
            let early = Diagnostic::new(&codes::CLAUSE, format!("`{word}` comes before what it belongs to"), place, "out of place");
            self.report(early.help(format!("Move `{word}` behind the `must`, `should` or `note` of the rule.")));
        }
    }
}
