//! A conversation over loaded returns: expressions are reckoned, rules are judged, and commands say what there is.

mod commands;
mod complete;
mod line;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::memory::Memory;
use super::reported::{Aside, Reported};
use super::{Fault, Host, Options, Rules};
use crate::data::{self, Returns};
use crate::diag::Diagnostic;
use crate::eval;
use crate::form::FormKind;
use crate::ir::{self, Lowered, Program, RuleId};
use crate::lint;
use crate::pack;
use crate::read;
use crate::report::problems;
use crate::report::terminal::{self, Style};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::{self, ast};
use crate::ty::FormId;
use crate::value::{RecordId, ReturnId};

pub use complete::Candidate;

/// The state of a conversation.
pub struct Repl {
    sources: SourceMap,
    /// The embedded packs where they take part, before the rule files that were given.
    base: Program,
    given: Vec<Arc<ast::File>>,
    /// The tables that stand beside rule files, by rule file and name.
    beside: Vec<((SourceId, String), SourceId)>,
    /// All of that with what was entered.
    program: Program,
    returns: Returns,
    entered: Vec<Entered>,
    /// The return that expressions are about.
    on: ReturnId,
    row: Option<Row>,
    /// How many inputs there were.
    count: usize,
    style: Style,
}

/// A rule, parameter or definition that was typed in.
struct Entered {
    name: Option<String>,
    file: Arc<ast::File>,
}

/// The row that `row` stands for.
struct Row {
    record: RecordId,
    /// The lists that lead to it, outermost first, each by its path from the row around it.
    lists: Vec<Vec<String>>,
    /// `classes[Class B].rows[row 2]`
    path: String,
}

/// What came of one input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    /// Whether it could not be understood or done.
    pub is_error: bool,
    /// Whether the conversation is over.
    pub is_end: bool,
}

impl Reply {
    fn told(text: impl Into<String>) -> Reply {
        Reply { text: text.into(), is_error: false, is_end: false }
    }

    fn refused(text: impl Into<String>) -> Reply {
        Reply { is_error: true, ..Reply::told(text) }
    }
}

impl Repl {
    /// Loads the returns and the rules, and says what is wrong with them and where the conversation begins.
    pub fn open(host: &dyn Host, options: &Options, style: Style) -> Result<(Repl, Reply), Fault> {
        if options.inputs.is_empty() {
            return Err(Fault::NoInputs);
        }
        let rules = Rules::load(host, options, &mut Memory::default())?;
        let embedded = pack::standard(&mut SourceMap::default()).map_err(|_| Fault::Damaged)?;
        let stays_out = rules.embedded.is_empty() || rules.gives_way(&embedded, &rules.files);
        let mut base = if stays_out { Program::default() } else { embedded };
        rules.brought.describe(&mut base);
        let documents = read::documents(&rules.program.forms, &rules.gathered.sources, &rules.gathered.returns);
        let mut loaded = data::load_documents(&rules.program.forms, &rules.gathered.sources, documents, &[]);
        let forms = (0u16..).map(FormId).zip(&rules.program.forms.forms);
        let tables: Vec<_> = forms.filter_map(|(id, form)| Some((id, rules.own_tables.get(&id).copied().or(form.rows_in)?))).collect();
        data::load_tables(&rules.program.forms, &rules.gathered.sources, &tables, &mut loaded);
        let Rules { gathered, program, diagnostics, files, .. } = rules;
        let mut diagnostics = lint::without_allowed(&gathered.sources, &files, diagnostics);
        diagnostics.extend(gathered.diagnostics);
        diagnostics.extend(loaded.diagnostics);
        let returns = loaded.returns;
        let is_subject = |id: &ReturnId| {
            let filed = returns.get(*id);
            program.forms.form(filed.form).kind == FormKind::Return && filed.superseded_by.is_none()
        };
        let Some(on) = (0..returns.returns.len() as u32).map(ReturnId).find(is_subject) else {
            return Err(Fault::NoReturns(options.inputs.clone()));
        };
        let beside = gathered.tables.into_iter().collect();
        let repl = Repl {
            sources: gathered.sources,
            base,
            given: files,
            beside,
            program,
            returns,
            entered: Vec::new(),
            on,
            row: None,
            count: 0,
            style,
        };
        let mut reply = repl.problems(&diagnostics);
        reply.text.push_str(&repl.where_it_stands());
        Ok((repl, reply))
    }

    /// Whether more must be typed before the text can be taken up. An empty line ends it all the same.
    pub fn is_open(text: &str) -> bool {
        let is_ended = text.ends_with("\n\n") || text.trim_start().starts_with(':');
        !is_ended && syntax::is_open(text)
    }

    /// Takes up what was typed.
    pub fn enter(&mut self, text: &str) -> Reply {
        let text = text.trim();
        if text.is_empty() || text.starts_with("--") && !text.contains('\n') {
            return Reply::default();
        }
        if let Some(command) = text.strip_prefix(':') {
            return self.command(command);
        }
        if syntax::begins_item(text) { self.item(text) } else { self.expression(text) }
    }

    /// Adds a text under the number of the input.
    fn add_source(&mut self, text: &str) -> SourceId {
        self.count += 1;
        self.sources.add(format!("input {}", self.count), text)
    }

    /// Diagnostics as all commands show them.
    fn problems(&self, diagnostics: &[Diagnostic]) -> Reply {
        let is_error = diagnostics.iter().any(Diagnostic::is_error);
        let text = terminal::render_problems(&problems(&self.sources, diagnostics), &self.sources, self.style);
        Reply { text, is_error, is_end: false }
    }

    /// Lowers everything that was given and entered, and one more file.
    fn lower(&self, sources: &SourceMap, more: Arc<ast::File>) -> Lowered {
        let kept = self.entered.iter().map(|entered| &entered.file);
        let files: Vec<Arc<ast::File>> = self.given.iter().chain(kept).cloned().chain([more]).collect();
        let beside = |rules: SourceId, name: &str| {
            let found = self.beside.iter().find(|((of, known), _)| *of == rules && known == name);
            found.map(|(_, table)| *table)
        };
        ir::lower(self.base.clone(), &files, &beside, sources)
    }

    /// The head of a file that may speak of every pack.
    fn uses(&self, source: SourceId) -> Vec<ast::Item> {
        let span = Span::new(source, 0, 0);
        let packs = self.program.packs.iter().map(|pack| ast::Name { text: pack.name.clone(), span });
        packs.map(|name| ast::Item::Use(ast::UseDecl { name, span })).collect()
    }

    /// Takes up rules, parameters or definitions, and judges the rules at once.
    fn item(&mut self, text: &str) -> Reply {
        let source = self.add_source(text);
        let syntax::Parse { mut file, diagnostics, .. } = syntax::parse(source, text);
        if diagnostics.iter().any(Diagnostic::is_error) {
            return self.problems(&diagnostics);
        }
        if let Some(ast::Item::Test(_) | ast::Item::Waive(_)) = file.items.first() {
            return Reply::refused(
                "tests and waivers stand in rule files: `rulecheck test` runs the first, `rulecheck check` heeds the others\n",
            );
        }
        let rules = file.items.iter().filter_map(|item| match item {
            ast::Item::Rule(rule) => Some(rule.name.text.clone()),
            _ => None,
        });
        let rules: Vec<String> = rules.collect();
        let name = file.items.first().and_then(name_of);
        file.items.splice(0..0, self.uses(source));
        let earlier = self.entered.iter().position(|entered| entered.name.is_some() && entered.name == name);
        let earlier = earlier.map(|place| (place, self.entered.remove(place)));
        let file = Arc::new(file);
        let lowered = self.lower(&self.sources, file.clone());
        let own: Vec<Diagnostic> = lowered.diagnostics.into_iter().filter(|of| of.primary.span.source == source).collect();
        if own.iter().any(Diagnostic::is_error) {
            if let Some((place, entered)) = earlier {
                self.entered.insert(place, entered);
            }
            return self.problems(&own);
        }
        self.entered.push(Entered { name, file });
        self.program = lowered.program;
        let mut reply = self.problems(&own);
        if rules.is_empty() {
            reply.text.push_str(if earlier.is_some() { "taken up in place of the earlier one\n" } else { "taken up\n" });
        }
        rules.iter().for_each(|rule| reply.text.push_str(&self.judged(rule)));
        reply
    }

    /// What a rule says of the loaded returns.
    fn judged(&self, rule: &str) -> String {
        let verdicts = eval::evaluate_rule(&self.program, &self.returns, rule);
        let of_rule = |id: &RuleId| self.program.rule(*id).name == rule;
        let report = Reported {
            sources: &self.sources,
            program: &self.program,
            returns: &self.returns,
            rules: (0..self.program.rules.len() as u32).map(RuleId).filter(of_rule).collect(),
            verdicts: &verdicts,
            aside: Aside::default(),
        }
        .report();
        terminal::render(&report, &self.sources, self.style)
    }
}

/// The name of an item that another one of its name replaces.
fn name_of(item: &ast::Item) -> Option<String> {
    match item {
        ast::Item::Rule(rule) => Some(format!("rule {}", rule.name.text)),
        ast::Item::Parameter(parameter) => Some(format!("parameter {}", parameter.name.text)),
        ast::Item::Define(define) => Some(format!("define {}", define.name.text)),
        _ => None,
    }
}
