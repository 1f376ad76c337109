//! Running the grammar, and saying in plain words what it expected.

use rulecheck_grammar::pest::Parser;
use rulecheck_grammar::pest::error::{ErrorVariant, InputLocation};
use rulecheck_grammar::pest::iterators::Pair;
use rulecheck_grammar::{Rule, RuleParser};

use super::scan::{self, Kind};
use crate::diag::{Code, Diagnostic, suggest};
use crate::source::{SourceId, Span};
use crate::value::date::MONTH_NAMES;

/// Where the grammar could not go on, and what it would have read there.
pub(super) struct Failure {
    pub at: usize,
    pub expected: Vec<Rule>,
}

/// Reads a text by one rule of the grammar.
pub(super) fn read(rule: Rule, text: &str) -> Result<Pair<'_, Rule>, Failure> {
    match RuleParser::parse(rule, text) {
        Ok(mut pairs) => pairs.next().ok_or(Failure { at: 0, expected: Vec::new() }),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            Err(Failure { at, expected })
        }
    }
}

/// What may stand somewhere.
enum Expected {
    /// Of no help to a reader.
    Nothing,
    /// Any sign or word that carries an expression on.
    Operator,
    /// Something described.
    Thing(&'static str),
    /// Words that stand as they are.
    Word(&'static str),
    /// The first words of a clause, of which there are many.
    Clause(&'static str),
}

/// Signs that people write for others, longest first.
const OTHER_SIGNS: [(&str, &str); 17] = [
    ("==", "="),
    ("!=", "<>"),
    ("=>", ">="),
    ("=<", "<="),
    ("&&", "and"),
    ("||", "or"),
    ("≠", "<>"),
    ("≤", "<="),
    ("≥", ">="),
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("–", "-"),
    ("—", "--"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not "),
];

const TYPES: [&str; 12] = ["shares", "money", "price", "ratio", "percent", "number", "date", "month", "moment", "text", "yes_no", "days"];

impl Failure {
    /// The diagnostic; `text` is what was read, which begins at `base` in its file, and `end` what its end is called.
    pub(super) fn explain(&self, source: SourceId, base: usize, text: &str, code: &'static Code, end: &str) -> Diagnostic {
        let place = |start: usize, end: usize| Span::new(source, base + start, base + end);
        let expected: Vec<Expected> = self.expected.iter().map(|&rule| expectation(rule)).collect();
        if let Some((start, wrong, right)) = other_sign(text, self.at) {
            let span = place(start, start + wrong.len());
            let help = format!("Write `{}`.", right.trim_end());
            let sign = Diagnostic::new(code, format!("`{wrong}` is not a sign of this language"), span, "not known");
            return sign.help(help).fix(format!("write `{}`", right.trim_end()), span, right);
        }
        let list = sentence(&expected, end);
        let Some(token) = scan::token_at(text, self.at) else {
            let at = text.trim_end().len();
            return Diagnostic::new(code, format!("expected {list}, but the text ends"), place(at, at), "something is missing here");
        };
        let (start, stop) = (token.range.start, token.range.end);
        let found = &text[token.range.clone()];
        let span = place(start, stop);
        let shown = match token.kind {
            Kind::Text | Kind::OpenText => "a text in quotes".to_owned(),
            _ => format!("`{found}`"),
        };
        let problem = Diagnostic::new(code, format!("expected {list}, found {shown}"), span, "not expected here");
        advise(problem, token.kind, found, span, &self.expected, &expected)
    }
}

/// Adds what is likely to be meant.
fn advise(problem: Diagnostic, kind: Kind, found: &str, span: Span, rules: &[Rule], expected: &[Expected]) -> Diagnostic {
    if kind == Kind::Text && rules.contains(&Rule::rounded) {
        return problem.help("The label of a field stands before its type: `field opening \"Balance\" shares`.");
    }
    if kind == Kind::Sign && matches!(found, "'" | "‘" | "’" | "”" | "„" | "«") {
        return problem.help("Texts stand between double quotes.");
    }
    if kind == Kind::Sign && found == "." && rules.iter().any(|rule| matches!(expectation(*rule), Expected::Thing("an expression"))) {
        return problem.help("A number begins with a digit: `0.5`.");
    }
    if kind != Kind::Word {
        return problem;
    }
    let phrases = expected.iter().filter_map(|expected| match expected {
        Expected::Word(phrase) | Expected::Clause(phrase) => Some(*phrase),
        _ => None,
    });
    if let Some(phrase) = phrases.clone().find(|phrase| phrase.split(' ').next() == Some(found)) {
        return problem.help(format!("Here the words are `{phrase}`."));
    }
    let mut words: Vec<&str> = Vec::new();
    for (rule, expected) in rules.iter().zip(expected) {
        match (rule, expected) {
            (Rule::verb | Rule::assertion_clause, _) => words.extend(["must", "should", "note"]),
            (Rule::basic_type, _) => words.extend(TYPES),
            (Rule::condition | Rule::sum | Rule::operand | Rule::if_expr, _) => words.extend(MONTH_NAMES),
            _ => {}
        }
    }
    words.extend(phrases.filter_map(|phrase| phrase.split(' ').next()));
    let is_known = RuleParser::parse(Rule::reserved, found).is_ok();
    if let Some(near) = suggest::nearest(found, words).filter(|_| !is_known) {
        return problem.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near);
    }
    let names_expected = rules.iter().any(|rule| matches!(rule, Rule::name | Rule::member_name | Rule::rule_name | Rule::path));
    let lower = found.to_lowercase();
    if lower != found && read_name(&lower) && (names_expected || expected.iter().any(|e| matches!(e, Expected::Thing("an expression")))) {
        return problem.help("Names are written in small letters.").fix(format!("write `{lower}`"), span, lower);
    }
    if names_expected && !read_name(found) {
        return problem.help(format!("`{found}` cannot be a name: names are small letters, digits and `_`, and no word of the language."));
    }
    problem
}

/// Whether a word can be a name.
fn read_name(word: &str) -> bool {
    RuleParser::parse(Rule::name, word).is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == word))
}

/// A sign at or just before a place that is written otherwise here.
fn other_sign(text: &str, at: usize) -> Option<(usize, &'static str, &'static str)> {
    let at = scan::token_at(text, at).map_or(at, |token| token.range.start);
    let before = text[..at].char_indices().next_back().map(|(start, _)| start);
    let pairs =
        before.into_iter().flat_map(|start| OTHER_SIGNS.iter().filter(|(wrong, _)| wrong.len() == 2).map(move |sign| (start, sign)));
    let singles = OTHER_SIGNS.iter().map(|sign| (at, sign));
    pairs.chain(singles).find(|(start, (wrong, _))| text[*start..].starts_with(wrong)).map(|(start, &(wrong, right))| (start, wrong, right))
}

/// The expectations in one phrase: things, then words, then clauses; operators only where there is nothing else.
fn sentence(expected: &[Expected], end: &str) -> String {
    let mut things: Vec<String> = Vec::new();
    let mut clauses: Vec<&str> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut operator = false;
    for item in expected {
        match item {
            Expected::Nothing => {}
            Expected::Operator => operator = true,
            Expected::Thing("") => words.push(end.to_owned()),
            Expected::Thing(thing) => things.push((*thing).to_owned()),
            Expected::Word(word) => words.push(format!("`{word}`")),
            Expected::Clause(word) => clauses.push(word),
        }
    }
    if clauses.len() > 3 {
        things.push("a clause".to_owned());
    } else {
        things.extend(clauses.iter().map(|word| format!("`{word}`")));
    }
    things.extend(words);
    let mut list: Vec<String> = Vec::new();
    for thing in things {
        if !list.contains(&thing) {
            list.push(thing);
        }
    }
    match list.pop() {
        None if operator => "an operator".to_owned(),
        None => "something else".to_owned(),
        Some(last) if list.is_empty() => last,
        Some(last) => format!("{} or {last}", list.join(", ")),
    }
}

/// What each rule of the grammar is called.
fn expectation(rule: Rule) -> Expected {
    use Expected::{Clause, Nothing, Operator, Thing, Word};
    match rule {
        Rule::EOI => Thing(""),
        Rule::condition | Rule::if_expr | Rule::comparison | Rule::sum | Rule::operand | Rule::postfix_expr | Rule::kw_if => {
            Thing("an expression")
        }
        Rule::compare_relation | Rule::compare_op | Rule::agrees_relation | Rule::is_relation | Rule::arithmetic_op => Operator,
        Rule::member_access | Rule::lookup | Rule::kw_and | Rule::kw_or | Rule::agrees_with | Rule::kw_is => Operator,
        Rule::percent_sign | Rule::shares_unit | Rule::days_unit | Rule::months_unit | Rule::kw_half | Rule::minus | Rule::is_at => {
            Operator
        }
        Rule::name => Thing("a name"),
        Rule::member_name | Rule::path => Thing("the name of a field"),
        Rule::rule_name => Thing("the name of a rule"),
        Rule::string => Thing("a text in quotes"),
        Rule::date => Thing("a date such as `2022-09-30`"),
        Rule::number => Thing("a number"),
        Rule::year => Thing("a year"),
        Rule::basic_type => Thing("a type"),
        Rule::code_type | Rule::code_of => Word("code of"),
        Rule::binder => Thing("a name for each row"),
        Rule::code_option => Thing("the name of a code"),
        Rule::parameter => Thing("a parameter"),
        Rule::business_day_words => Word("business day"),
        Rule::business_days_words => Word("business days"),
        Rule::applies_clause | Rule::applies_to => Clause("applies to"),
        Rule::cites_clause | Rule::kw_cites => Clause("cites"),
        Rule::effective_clause | Rule::effective_from | Rule::effective_until => Clause("effective from"),
        Rule::for_each_clause | Rule::over | Rule::for_each => Clause("for each"),
        Rule::with_clause | Rule::kw_with => Clause("with"),
        Rule::changing_clause | Rule::kw_changing => Clause("changing"),
        Rule::expect_clause | Rule::kw_expect => Clause("expect"),
        Rule::cell_state | Rule::figure | Rule::time_on => Thing("a value, `blank`, `not applicable`, `unreadable` or `absent`"),
        Rule::outcome => Thing("`pass`, `fail`, `not applicable` or `undetermined`"),
        Rule::rows | Rule::row => Thing("the name of a row in quotes"),
        Rule::waived_for_clause | Rule::kw_for => Clause("for"),
        Rule::only_clause | Rule::kw_only => Clause("only"),
        Rule::because_clause | Rule::why_clause | Rule::kw_because => Clause("because"),
        Rule::approved_clause | Rule::approved_by => Clause("approved by"),
        Rule::until_clause => Clause("until"),
        Rule::when_clause | Rule::kw_when => Clause("when"),
        Rule::given_clause | Rule::kw_given => Clause("given"),
        Rule::assertion_clause | Rule::verb => Clause("must"),
        Rule::else_clause | Rule::kw_else => Clause("else"),
        Rule::doubt_clause | Rule::kw_doubt => Clause("doubt"),
        Rule::title_clause | Rule::kw_title => Clause("title"),
        Rule::language => Thing("a language such as `zh-Hant`"),
        Rule::rows_in_clause | Rule::rows_in => Clause("rows in"),
        Rule::plural_clause | Rule::kw_plural => Clause("plural"),
        Rule::dated_clause | Rule::kw_dated => Clause("dated"),
        Rule::previous_month | Rule::previous_closes_clause | Rule::previous_closes_at => Clause("previous"),
        Rule::counts_clause | Rule::kw_counts => Clause("counts"),
        Rule::amended_clause | Rule::amended_when => Clause("amended when"),
        Rule::known_by_clause | Rule::issuer_known_by => Clause("issuer known by"),
        Rule::known_words_clause | Rule::known_by => Clause("known by"),
        Rule::skip_clause | Rule::kw_skip => Clause("skip"),
        Rule::adds_up_clause | Rule::adds_up => Clause("adds up"),
        Rule::multiplies_clause | Rule::kw_multiplies => Clause("multiplies"),
        Rule::line_member | Rule::kw_line => Clause("line"),
        Rule::part_member | Rule::kw_part => Clause("part"),
        Rule::each_member | Rule::kw_each => Clause("each"),
        Rule::lines_member | Rule::kw_lines => Clause("lines"),
        Rule::else_blank => Clause("else blank"),
        Rule::in_words => Clause("in"),
        Rule::holds_list | Rule::kw_holds => Clause("holds"),
        Rule::row_from | Rule::kw_from => Clause("from"),
        Rule::row_led | Rule::led_by => Clause("led by"),
        Rule::row_ended => Clause("until"),
        Rule::row_numbered => Clause("numbered"),
        Rule::row_headed => Clause("under heads"),
        Rule::row_columns | Rule::in_columns => Clause("in columns"),
        Rule::row_as_in | Rule::as_in => Clause("as in"),
        Rule::row_found => Clause("in"),
        Rule::field_member | Rule::kw_field => Clause("field"),
        Rule::record_member | Rule::kw_record => Clause("record"),
        Rule::list_member | Rule::kw_list => Clause("list"),
        Rule::label_clause | Rule::kw_label => Clause("label"),
        Rule::key_clause | Rule::kw_key => Clause("key"),
        Rule::blank_is_zero | Rule::blank_is_not_applicable | Rule::blank_is_empty => Clause("blank is"),
        Rule::not_applicable_is_zero => Clause("not applicable is 0"),
        Rule::rounded | Rule::rounded_or_truncated => Clause("rounded"),
        Rule::truncated => Clause("truncated"),
        Rule::often_wrong => Clause("often wrong"),
        Rule::seldom_wrong => Clause("seldom wrong"),
        Rule::part_of_clause | Rule::part_of => Clause("part of"),
        _ => keyword(rule).map_or(Nothing, Word),
    }
}

/// The words of a rule that is a keyword or a phrase.
fn keyword(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_end => "end",
        Rule::of_word => "of",
        Rule::kw_until => "until",
        Rule::kw_by => "by",
        Rule::kw_as => "as",
        Rule::kw_from => "from",
        Rule::kw_since => "since",
        Rule::closes_at => "closes at",
        Rule::is_loaded => "is loaded",
        Rule::kw_covers => "covers",
        Rule::kw_to => "to",
        Rule::kw_then => "then",
        Rule::kw_in => "in",
        Rule::kw_on => "on",
        Rule::kw_where => "where",
        Rule::kw_after => "after",
        Rule::kw_before => "before",
        Rule::kw_present => "present",
        Rule::kw_missing => "missing",
        Rule::kw_satisfies => "satisfies",
        Rule::kw_places => "places",
        Rule::last_day_of_month => "last day of the month",
        Rule::first_day_of_next_month => "first day of the next month",
        Rule::close_paren => ")",
        Rule::close_bracket => "]",
        Rule::open_paren => "(",
        Rule::colon => ":",
        Rule::equals => "=",
        Rule::closed_days_in => "closed days in",
        Rule::where_this_opens_at => "where this opens at",
        _ => return None,
    })
}
