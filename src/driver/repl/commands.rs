//! The commands of a conversation: which return, which row, and what there is.

use super::{Repl, Reply, Row};
use crate::builtin;
use crate::data::Slot;
use crate::diag::suggest;
use crate::driver::explain;
use crate::eval;
use crate::form::MemberKind;
use crate::ir::RuleId;
use crate::report::code_page;
use crate::report::rule_page::{self, RulePage};
use crate::report::terminal::harmless;
use crate::report::tree::{self, Ground};
use crate::value::{RecordId, ReturnId, normal_text, same_text};
use crate::verdict::{Derivation, Verdict};

/// A command: how it is written, and what it does.
pub(super) const COMMANDS: [(&str, &str, &str); 8] = [
    ("on", ":on FILE", "be about this return; without FILE, show the returns"),
    ("for", ":for NAME", "let `row` be the row of this name; `:for LIST NAME` where several lists have one, `:for` for none"),
    ("type", ":type EXPRESSION", "show the kind of value, without reckoning it"),
    ("rules", ":rules [WORD]", "show the rules for this form, or those with this word"),
    ("explain", ":explain NAME", "show how a rule came to its verdicts here, or the page of a code"),
    ("help", ":help [BUILT-IN]", "show this, or what a built-in does"),
    ("returns", ":returns", "show the returns"),
    ("quit", ":quit", "end"),
];

const INTRODUCTION: &str = "\
An expression shows its value, and the figures that it was reckoned from: `total of r.shares for each r in rows`.
A rule is judged at once and kept, as are `parameter` and `define`; one of the same name takes its place.
What is not complete goes on in the next line; an empty line ends it.
";

impl Repl {
    pub(super) fn command(&mut self, text: &str) -> Reply {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "on" if !rest.is_empty() => self.choose_return(rest),
            "on" | "returns" => Reply::told(self.returns_shown()),
            "for" => self.choose_row(rest),
            "type" if !rest.is_empty() => self.type_of(rest),
            "rules" => Reply::told(self.rules_shown(rest)),
            "explain" if !rest.is_empty() => self.explained(rest),
            "help" | "h" | "?" => self.help(rest),
            "quit" | "q" | "exit" => Reply { is_end: true, ..Reply::default() },
            _ => match COMMANDS.iter().find(|(name, ..)| *name == word) {
                Some((_, written, meaning)) => Reply::refused(format!("`{written}`: {meaning}\n")),
                None => {
                    let near = suggest::nearest(word, COMMANDS.iter().map(|(name, ..)| *name));
                    let advice = near.map_or("`:help` shows the commands".to_owned(), |near| format!("did you mean `:{near}`?"));
                    Reply::refused(format!("there is no command `:{}`; {advice}\n", harmless(word)))
                }
            },
        }
    }

    /// `statement.yaml, row = classes[Class B]`
    pub(super) fn where_it_stands(&self) -> String {
        let row = self.row.as_ref().map(|row| format!(", row = {}", row.path)).unwrap_or_default();
        let text = format!("{}{row}", self.return_shown(self.on));
        format!("on {}\n", harmless(&text))
    }

    /// A short name of the return, for the prompt.
    pub fn place(&self) -> String {
        let name = &self.sources.get(self.returns.get(self.on).source).name;
        let name = name.rsplit('/').next().unwrap_or(name);
        let row =
            self.row.as_ref().map(|row| format!(" [{}]", eval::row_name(&self.program, &self.returns, row.record))).unwrap_or_default();
        harmless(&format!("{name}{row}")).into_owned()
    }

    fn return_shown(&self, id: ReturnId) -> String {
        let filed = self.returns.get(id);
        let name = eval::row_name(&self.program, &self.returns, filed.root);
        format!("{} ({name})", self.sources.get(filed.source).name)
    }

    /// The returns, without the tables.
    pub(super) fn subjects(&self) -> impl Iterator<Item = ReturnId> + '_ {
        let all = (0..self.returns.returns.len() as u32).map(ReturnId);
        all.filter(|id| !self.returns.tables.values().any(|table| table.held_by == *id))
    }

    fn returns_shown(&self) -> String {
        let line = |id: ReturnId| {
            let mark = if id == self.on { "*" } else { " " };
            let amended = self.returns.get(id).superseded_by.map(|by| format!(", amended by {}", self.source_name(by))).unwrap_or_default();
            format!("{mark} {}\n", harmless(&format!("{}{amended}", self.return_shown(id))))
        };
        self.subjects().map(line).collect()
    }

    pub(super) fn source_name(&self, id: ReturnId) -> &str {
        &self.sources.get(self.returns.get(id).source).name
    }

    fn choose_return(&mut self, wanted: &str) -> Reply {
        let wanted = wanted.trim_matches('"');
        let names: Vec<(ReturnId, String)> = self.subjects().map(|id| (id, self.source_name(id).to_owned())).collect();
        let exact = names.iter().filter(|(_, name)| name == wanted || name.rsplit('/').next() == Some(wanted)).collect::<Vec<_>>();
        let found = if exact.is_empty() { names.iter().filter(|(_, name)| name.contains(wanted)).collect() } else { exact };
        match found.as_slice() {
            [(id, _)] => {
                (self.on, self.row) = (*id, None);
                Reply::told(self.where_it_stands())
            }
            [] => {
                let advice = suggest::advice(wanted, names.iter().map(|(_, name)| name.as_str()));
                Reply::refused(format!(
                    "no return is called `{}`; {}\n",
                    harmless(wanted),
                    advice.unwrap_or_else(|| "`:returns` shows them".to_owned())
                ))
            }
            several => {
                let several: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                Reply::refused(format!("several are called so: {}\n", harmless(&several.join(", "))))
            }
        }
    }

    /// Every row of the return with the lists that lead to it.
    pub(super) fn rows(&self) -> Vec<(RecordId, Vec<Vec<String>>, String)> {
        let mut found = Vec::new();
        self.rows_below(self.returns.get(self.on).root, &[], &[], "", &mut found);
        found
    }

    fn rows_below(
        &self,
        record: RecordId,
        lists: &[Vec<String>],
        groups: &[String],
        path: &str,
        found: &mut Vec<(RecordId, Vec<Vec<String>>, String)>,
    ) {
        let of = self.returns.record(record);
        for (slot, member) in of.slots.iter().zip(&self.program.forms.shape(of.shape).members) {
            let names: Vec<String> = groups.iter().cloned().chain([member.name.clone()]).collect();
            let dot = if path.is_empty() { "" } else { "." };
            let at = format!("{path}{dot}{}", member.name);
            match (slot, &member.kind) {
                (Slot::Record(inner), MemberKind::Record(_)) => self.rows_below(*inner, lists, &names, &at, found),
                (Slot::Rows(rows), _) => {
                    let lists: Vec<Vec<String>> = lists.iter().cloned().chain([names]).collect();
                    for &row in rows {
                        let at = format!("{at}[{}]", eval::row_name(&self.program, &self.returns, row));
                        found.push((row, lists.clone(), at.clone()));
                        self.rows_below(row, &lists, &[], &at, found);
                    }
                }
                _ => {}
            }
        }
    }

    fn choose_row(&mut self, wanted: &str) -> Reply {
        if wanted.is_empty() {
            self.row = None;
            return Reply::told(self.where_it_stands());
        }
        let plain = |text: &str| normal_text(text.trim().trim_matches('"'));
        let is_called = |record: RecordId, name: &str| same_text(&eval::row_name(&self.program, &self.returns, record), &plain(name));
        let in_list = wanted.split_once(char::is_whitespace);
        let rows = self.rows();
        let found: Vec<_> = rows
            .iter()
            .filter(|(record, lists, _)| {
                let list = lists.last().map(|list| list.join(".")).unwrap_or_default();
                is_called(*record, wanted) || in_list.is_some_and(|(of, name)| of == list && is_called(*record, name))
            })
            .collect();
        match found.as_slice() {
            [(record, lists, path)] => {
                self.row = Some(Row { record: *record, lists: lists.clone(), path: path.clone() });
                Reply::told(self.where_it_stands())
            }
            [] => {
                let names: Vec<String> = rows.iter().map(|(record, ..)| eval::row_name(&self.program, &self.returns, *record)).collect();
                let advice = suggest::advice(&plain(wanted), names.iter().map(String::as_str));
                let advice = advice.unwrap_or_else(|| "its names are those that findings show".to_owned());
                Reply::refused(harmless(&format!("no row is called `{}`; {advice}", plain(wanted))).into_owned() + "\n")
            }
            several => {
                let several: Vec<&str> = several.iter().map(|(.., path)| path.as_str()).collect();
                let text = format!("several rows are called so: {}; name the list first: `:for LIST NAME`", several.join(", "));
                Reply::refused(harmless(&text).into_owned() + "\n")
            }
        }
    }

    fn rules_shown(&self, word: &str) -> String {
        let form = self.returns.get(self.on).form;
        let is_asked = |name: &str, title: &str| name.contains(word) || title.to_lowercase().contains(&word.to_lowercase());
        let rules = self.program.rules.iter().filter(|rule| rule.form == form && is_asked(&rule.name, &rule.title));
        let mut lines: Vec<String> = rules.map(|rule| format!("{}  {}\n", rule.name, harmless(&rule.title))).collect();
        lines.sort();
        lines.dedup();
        if lines.is_empty() { "no rule\n".to_owned() } else { lines.concat() }
    }

    fn explained(&self, name: &str) -> Reply {
        if let Some(code) = explain::code(name) {
            return Reply::told(code_page::render(code, self.style));
        }
        let ids = (0..self.program.rules.len() as u32).map(RuleId);
        let editions: Vec<RuleId> = ids.filter(|id| self.program.rule(*id).name == name).collect();
        let Some(page) = RulePage::new(&self.program, &self.sources, &editions) else {
            let near = suggest::nearest(name, self.program.rules.iter().map(|rule| rule.name.as_str()));
            let advice = near.map_or("`:rules` shows the rules".to_owned(), |near| format!("did you mean `{near}`?"));
            return Reply::refused(format!("`{}` is neither a rule nor a code; {advice}\n", harmless(name)));
        };
        let verdicts = eval::evaluate_rule(&self.program, &self.returns, name);
        let is_here = |verdict: &&Verdict| {
            let row = self.row.as_ref().map(|row| row.record);
            verdict.subject == self.on && row.is_none_or(|row| verdict.rows.is_empty() || verdict.rows.contains(&row))
        };
        let derived: Vec<(&Verdict, Derivation)> =
            verdicts.iter().filter(is_here).map(|verdict| (verdict, eval::derive(&self.program, &self.returns, verdict))).collect();
        if derived.is_empty() {
            return Reply::told(rule_page::render(&page, self.style));
        }
        let ground = Ground {
            sources: &self.sources,
            program: &self.program,
            returns: &self.returns,
            shown: &|ty, datum| eval::shown(&self.program, &self.returns, ty, datum),
            row_name: &|row| eval::row_name(&self.program, &self.returns, row),
        };
        Reply::told(tree::render(&tree::derived(&ground, &derived), self.style))
    }

    fn help(&self, word: &str) -> Reply {
        if word.is_empty() {
            let width = COMMANDS.iter().map(|(_, written, _)| written.len()).max().unwrap_or(0);
            let commands = COMMANDS.iter().map(|(_, written, meaning)| format!("  {written:width$}  {meaning}\n"));
            return Reply::told(format!("{INTRODUCTION}\n{}", commands.collect::<String>()));
        }
        if let Some((_, written, meaning)) = COMMANDS.iter().find(|(name, ..)| *name == word.trim_start_matches(':')) {
            return Reply::told(format!("{written}\n  {meaning}\n"));
        }
        let found: Vec<&builtin::Builtin> = builtin::ALL.iter().filter(|of| of.name == word || of.form.contains(word)).collect();
        if found.is_empty() {
            let near = suggest::nearest(word, builtin::ALL.iter().map(|of| of.name));
            let advice = near.map_or("the manual lists the built-ins".to_owned(), |near| format!("did you mean `{near}`?"));
            return Reply::refused(format!("there is no built-in `{}`; {advice}\n", harmless(word)));
        }
        let mut text = String::new();
        for of in found {
            text.push_str(&format!("{}\n  takes {}, gives {}\n  {}\n", of.form, of.takes, of.gives, of.meaning));
            of.examples.iter().for_each(|example| text.push_str(&format!("  `{}` is {}\n", example.written, example.shown)));
        }
        Reply::told(text)
    }
}
