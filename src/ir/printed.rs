//! Printed forms: from their words to wordings whose holes are resolved.

use super::lower::Lowering;
use crate::diag::{Diagnostic, codes};
use crate::form::{Identity, MemberKind, Print, Printed, RowStart, Wording, WordingPiece};
use crate::syntax::ast::{self, LinesSource, Name, Path, PrintedDecl, PrintedMember, Quoted};
use crate::ty::{ShapeId, Ty};

impl Lowering<'_> {
    pub fn declare_print(&mut self, declared: &PrintedDecl) {
        let Some(form) = self.program.forms.find(&declared.form.text) else {
            self.unknown_form(&declared.form);
            return;
        };
        let shape = self.program.forms.form(form).shape;
        let title = declared.title.as_ref().map_or_else(|| self.program.forms.form(form).title.clone(), |title| title.text.clone());
        let (mut known_by, mut skips) = (Vec::new(), Vec::new());
        for member in &declared.members {
            match member {
                PrintedMember::KnownBy(words) => known_by.extend(self.wordings(shape, words)),
                PrintedMember::Skip(words) => skips.extend(self.wordings(shape, words)),
                _ => {}
            }
        }
        let parts = self.printed_members(shape, &declared.members);
        self.program.forms.prints.push(Print { form, title, known_by, skips, parts, span: declared.form.span });
    }

    fn printed_members(&mut self, shape: ShapeId, members: &[PrintedMember]) -> Vec<Printed> {
        members.iter().filter_map(|member| self.printed_member(shape, member)).collect()
    }

    fn printed_member(&mut self, shape: ShapeId, member: &PrintedMember) -> Option<Printed> {
        Some(match member {
            PrintedMember::KnownBy(_) | PrintedMember::Skip(_) => return None,
            PrintedMember::AddsUp { terms, total, .. } => Printed::AddsUp(self.identity(shape, terms, total)?),
            PrintedMember::Multiplies { terms, total, .. } => Printed::Multiplies(self.identity(shape, terms, total)?),
            PrintedMember::Line { wordings, or_blank, within, .. } => {
                let within = within.as_ref().and_then(|field| self.text_member(shape, field));
                let wordings = if within.is_some() { self.sentences(shape, wordings) } else { self.wordings(shape, wordings) };
                Printed::Line { wordings, or_blank: *or_blank, within }
            }
            PrintedMember::Lines { list, source, wordings, .. } => match source {
                LinesSource::AsIn(other) => {
                    let (list, rows) = self.list_member(shape, list.names.first()?)?;
                    Printed::LinesAsIn { list, other: self.list_member(shape, other)?.0, wordings: self.wordings(rows, wordings) }
                }
                LinesSource::Words(field) => {
                    let (path, rows) = self.list_path(shape, list)?;
                    Printed::LinesInWords { list: path, field: self.text_member(shape, field)?, wordings: self.sentences(rows, wordings) }
                }
            },
            PrintedMember::Part { headings, holds, members, .. } => {
                let or_blank = holds.as_ref().is_some_and(|held| held.or_blank);
                let holds = holds.as_ref().and_then(|held| self.list_member(shape, &held.list)).map(|(list, _)| list);
                Printed::Part { headings: self.wordings(shape, headings), holds, or_blank, parts: self.printed_members(shape, members) }
            }
            PrintedMember::Each { list, start, members, .. } => {
                let (list, rows) = self.list_member(shape, list)?;
                let start = match start {
                    ast::RowStart::From(wordings) => RowStart::From(self.wordings(rows, wordings)),
                    ast::RowStart::Until(wordings) => RowStart::Until(self.wordings(rows, wordings)),
                    ast::RowStart::Numbered(_) => RowStart::Numbered,
                    ast::RowStart::Headed(_) => RowStart::Headed,
                    ast::RowStart::Columns { field, names } => RowStart::Columns {
                        member: self.text_member(rows, field)?,
                        names: names.iter().map(|name| name.text.clone()).collect(),
                    },
                    ast::RowStart::LedBy(field) => RowStart::LedBy(self.leading_member(rows, field)?),
                };
                Printed::Each { list, start, parts: self.printed_members(rows, members) }
            }
        })
    }

    fn identity(&mut self, shape: ShapeId, terms: &[Path], total: &Path) -> Option<Identity> {
        let terms = terms.iter().filter_map(|path| self.member_path(shape, path)).map(|(path, _)| path).collect();
        Some(Identity { terms, total: self.member_path(shape, total)?.0 })
    }

    fn list_member(&mut self, shape: ShapeId, name: &Name) -> Option<(u16, ShapeId)> {
        let (path, _) = self.member_path(shape, &path_of(name))?;
        let member = *path.first()?;
        match self.program.forms.shape(shape).members.get(member as usize)?.kind {
            MemberKind::List { rows, .. } => Some((member, rows)),
            _ => self.not_fitting(name, "a list is expected here", "not a list"),
        }
    }

    /// The path to a list, which may stand in rows of others, and the shape of its rows.
    fn list_path(&mut self, shape: ShapeId, path: &Path) -> Option<(Vec<u16>, ShapeId)> {
        let (slots, _) = self.member_path(shape, path)?;
        let mut at = shape;
        for &slot in &slots {
            at = match self.program.forms.shape(at).members.get(slot as usize)?.kind {
                MemberKind::List { rows, .. } => rows,
                _ => return path.names.last().and_then(|name| self.not_fitting(name, "a list is expected here", "not a list")),
            };
        }
        Some((slots, at))
    }

    fn text_member(&mut self, shape: ShapeId, name: &Name) -> Option<u16> {
        match self.member_path(shape, &path_of(name))? {
            (path, Some(Ty::Text)) => path.first().copied(),
            _ => self.not_fitting(name, "a field of text is expected here", "not text"),
        }
    }

    fn leading_member(&mut self, shape: ShapeId, name: &Name) -> Option<u16> {
        match self.member_path(shape, &path_of(name))? {
            (path, Some(Ty::Code(_) | Ty::Date | Ty::Text)) => path.first().copied(),
            _ => self.not_fitting(name, "a field that holds a code, a date or text is expected here", "neither"),
        }
    }

    fn not_fitting<T>(&mut self, name: &Name, message: &str, label: &str) -> Option<T> {
        self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, name.span, label));
        None
    }

    /// Wordings of which the choices between words are made: one for each.
    fn wordings(&mut self, shape: ShapeId, quoted: &[Quoted]) -> Vec<Wording> {
        let mut all = Vec::new();
        for words in quoted {
            let ways = chosen(self.wording(shape, words));
            if ways.len() > MOST_WAYS {
                let many = Diagnostic::new(&codes::TEMPLATE, "these words leave too many choices", words.span, "in these words");
                self.report(many.help(format!("At most {MOST_WAYS} ways to read them are tried. Give the others a wording of their own.")));
            }
            all.extend(ways.into_iter().take(MOST_WAYS));
        }
        all
    }

    /// Wordings of sentences, which keep their choices.
    fn sentences(&mut self, shape: ShapeId, quoted: &[Quoted]) -> Vec<Wording> {
        quoted.iter().map(|words| self.wording(shape, words)).collect()
    }

    /// The pieces of one wording; a hole that leads to no field is reported and stands for anything.
    fn wording(&mut self, shape: ShapeId, quoted: &Quoted) -> Wording {
        let mut pieces = Vec::new();
        let mut rest = quoted.text.as_str();
        while let Some(open) = rest.find('{') {
            self.words(&mut pieces, quoted, &rest[..open]);
            let Some(close) = rest[open..].find('}') else {
                let open = Diagnostic::new(&codes::TEMPLATE, "a hole is not closed", quoted.span, "in these words");
                self.report(open.help("A hole is the name of a field between braces: `{closing}`."));
                return Wording { pieces };
            };
            pieces.push(self.printed_hole(shape, quoted, rest[open + 1..open + close].trim()));
            rest = &rest[open + close + 1..];
        }
        self.words(&mut pieces, quoted, rest);
        Wording { pieces }
    }

    /// Words as they stand, `[a|b]` for one of these or none, and `<a|b>` for one of them.
    fn words(&mut self, pieces: &mut Vec<WordingPiece>, quoted: &Quoted, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find(['[', '<']) {
            words(pieces, &rest[..open]);
            let (close, or_none) = if rest[open..].starts_with('[') { (']', true) } else { ('>', false) };
            let Some(end) = rest[open..].find(close) else {
                let open = Diagnostic::new(&codes::TEMPLATE, "a choice of words is not closed", quoted.span, "in these words");
                self.report(open.help("`[a|b]` stands for one of these words or none, `<a|b>` for one of them."));
                return;
            };
            let mut ways: Vec<String> = rest[open + 1..open + end].split('|').map(|way| way.trim().to_owned()).collect();
            ways.extend(or_none.then(String::new));
            pieces.push(WordingPiece::OneOf(ways));
            rest = &rest[open + end + 1..];
        }
        words(pieces, rest);
    }

    fn printed_hole(&mut self, shape: ShapeId, quoted: &Quoted, hole: &str) -> WordingPiece {
        let (name, runs_on) = hole.strip_suffix("...").map_or((hole, false), |name| (name.trim_end(), true));
        if name == "_" {
            return WordingPiece::Anything { runs_on };
        }
        let names = name.split('.').map(|part| Name { text: part.trim().to_owned(), span: quoted.span }).collect();
        match self.member_path(shape, &Path { names, span: quoted.span }) {
            Some((path, Some(_))) => WordingPiece::Hole { path, runs_on },
            Some((_, None)) => {
                let message = format!("the hole `{{{hole}}}` holds no single value");
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, quoted.span, "in these words").help("Name a field."));
                WordingPiece::Anything { runs_on: false }
            }
            None => WordingPiece::Anything { runs_on: false },
        }
    }
}

/// The most wordings that the choices in one leave.
const MOST_WAYS: usize = 64;

/// The wordings that the choices in one leave, one more than are allowed at most.
fn chosen(wording: Wording) -> Vec<Wording> {
    let mut all = vec![Wording::default()];
    for piece in wording.pieces {
        let ways = match &piece {
            WordingPiece::OneOf(ways) => ways.iter().map(|way| (!way.is_empty()).then(|| WordingPiece::Words(way.clone()))).collect(),
            piece => vec![Some(piece.clone())],
        };
        let with =
            |so_far: &Wording, way: &Option<WordingPiece>| Wording { pieces: so_far.pieces.iter().cloned().chain(way.clone()).collect() };
        all = all.iter().flat_map(|so_far| ways.iter().map(move |way| with(so_far, way))).take(MOST_WAYS + 1).collect();
    }
    all
}

fn words(pieces: &mut Vec<WordingPiece>, text: &str) {
    if !text.trim().is_empty() {
        pieces.push(WordingPiece::Words(text.trim().to_owned()));
    }
}

fn path_of(name: &Name) -> Path {
    Path { names: vec![name.clone()], span: name.span }
}
