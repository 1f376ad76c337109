//! Mutants: rules with one small change each, to see whether the tests of the rules notice.
//!
//! A change is made to the program, where it takes no parsing; what is written in the rule file instead is kept beside it.

mod clauses;
mod exprs;
mod literals;
mod same;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::form::{Field, MemberKind};
use crate::ir::{Expr, ExprId, ExprKind, ParameterEdition, Program, RuleId, Step, TemplatePart, Window};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::ast::File;
use crate::ty::{ShapeId, Ty};

pub use same::Sameness;

/// What a mutant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Agreement,
    Arithmetic,
    Blank,
    Choice,
    Code,
    Comparison,
    Condition,
    Edition,
    Field,
    Literal,
    Logic,
    Parameter,
    Phrase,
    Presence,
    Quantifier,
}

impl Kind {
    pub const ALL: [Kind; 15] = [
        Kind::Agreement,
        Kind::Arithmetic,
        Kind::Blank,
        Kind::Choice,
        Kind::Code,
        Kind::Comparison,
        Kind::Condition,
        Kind::Edition,
        Kind::Field,
        Kind::Literal,
        Kind::Logic,
        Kind::Parameter,
        Kind::Phrase,
        Kind::Presence,
        Kind::Quantifier,
    ];

    /// The word for it, in reports.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Agreement => "agreement",
            Kind::Arithmetic => "arithmetic",
            Kind::Blank => "blank",
            Kind::Choice => "choice",
            Kind::Code => "code",
            Kind::Comparison => "comparison",
            Kind::Condition => "condition",
            Kind::Edition => "edition",
            Kind::Field => "field",
            Kind::Literal => "literal",
            Kind::Logic => "logic",
            Kind::Parameter => "parameter",
            Kind::Phrase => "phrase",
            Kind::Presence => "presence",
            Kind::Quantifier => "quantifier",
        }
    }

    /// What is done, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Agreement => "drops what a figure may agree with",
            Kind::Arithmetic => "turns `+` and `-`, drops a factor or a sign",
            Kind::Blank => "drops what a blank or “not applicable” stands for",
            Kind::Choice => "takes one side of `if`",
            Kind::Code => "takes another code, or one of several less",
            Kind::Comparison => "turns `=`, takes or leaves the bound itself",
            Kind::Condition => "drops `when` or `where`",
            Kind::Edition => "moves the first or last day of an edition, drops `by`",
            Kind::Field => "takes another field of the same type",
            Kind::Literal => "shifts a value that is written out",
            Kind::Logic => "drops one side of `and` or `or`, or a `not`",
            Kind::Parameter => "shifts the value of a parameter",
            Kind::Phrase => "shifts business days, months, hours and places, turns their direction",
            Kind::Presence => "turns `is present` and `is missing`",
            Kind::Quantifier => "turns `every` and `some`, `largest` and `smallest`, `floor` and `ceiling`",
        }
    }
}

/// A program with one change.
#[derive(Clone, Debug)]
pub struct Mutant {
    pub kind: Kind,
    /// What is replaced in the rule file.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
    /// The rules that the change reaches, by name; none where no rule asks for what is changed.
    pub rules: BTreeSet<String>,
    edits: Vec<Edit>,
    /// Whether it changes more than what a message shows.
    decides: bool,
}

impl Mutant {
    /// The edits that make the mutant out of the program; made once more, they undo it.
    pub fn edits(&self) -> Vec<Edit> {
        self.edits.clone()
    }
}

/// One change of a program: the place, and what is put there.
#[derive(Clone, Debug)]
pub enum Edit {
    Expr(ExprId, Box<Expr>),
    Steps(RuleId, Vec<Step>),
    Filter(RuleId, Option<ExprId>),
    By(RuleId, Option<ExprId>),
    Window(RuleId, Window),
    Parameter(usize, usize, Box<ParameterEdition>),
    Field(ShapeId, u16, Box<Field>),
}

impl Edit {
    /// Exchanges what it holds and what stands in the program.
    pub fn exchange(&mut self, program: &mut Program) {
        let rule = |program: &mut Program, id: &RuleId| id.0 as usize..program.rules.len().min(id.0 as usize + 1);
        match self {
            Edit::Expr(id, expr) => program.exprs.iter_mut().skip(id.0 as usize).take(1).for_each(|there| std::mem::swap(there, expr)),
            Edit::Steps(id, steps) => {
                let at = rule(program, id);
                program.rules[at].iter_mut().for_each(|there| std::mem::swap(&mut there.steps, steps));
            }
            Edit::Filter(id, filter) => {
                let at = rule(program, id);
                program.rules[at].iter_mut().for_each(|there| std::mem::swap(&mut there.filter, filter));
            }
            Edit::By(id, by) => {
                let at = rule(program, id);
                program.rules[at].iter_mut().for_each(|there| std::mem::swap(&mut there.by, by));
            }
            Edit::Window(id, window) => {
                let at = rule(program, id);
                program.rules[at].iter_mut().for_each(|there| std::mem::swap(&mut there.window, window));
            }
            Edit::Parameter(parameter, edition, changed) => {
                let editions = program.parameters.get_mut(*parameter).map(|parameter| &mut parameter.editions);
                if let Some(there) = editions.and_then(|editions| editions.get_mut(*edition)) {
                    std::mem::swap(there, changed);
                }
            }
            Edit::Field(shape, slot, changed) => {
                let members = program.forms.shapes.get_mut(usize::from(shape.0)).map(|shape| &mut shape.members);
                let member = members.and_then(|members| members.get_mut(usize::from(*slot)));
                if let Some(MemberKind::Field(there)) = member.map(|member| &mut member.kind) {
                    std::mem::swap(there, changed);
                }
            }
        }
    }
}

/// The mutants of what these files say, in the order of their places. What only a message shows is left as it is.
pub fn mutants(program: &Program, sources: &SourceMap, files: &[Arc<File>]) -> Vec<Mutant> {
    let wanted = files.iter().map(|file| file.source).collect();
    let mut sower = Sower { program, sources, wanted, reach: Reach::of(program), found: BTreeMap::new() };
    for place in 0..program.exprs.len() as u32 {
        sower.expr(ExprId(place));
    }
    for file in files {
        sower.clauses(file);
    }
    sower.found.into_values().filter(|mutant| mutant.decides).collect()
}

/// The mutants found so far, and what they are found in.
struct Sower<'a> {
    program: &'a Program,
    sources: &'a SourceMap,
    wanted: BTreeSet<SourceId>,
    reach: Reach,
    /// By place, kind and text: what is written once is worked into each rule that calls it, and is changed there together.
    found: BTreeMap<(Span, Kind, String), Mutant>,
}

impl Sower<'_> {
    fn add(&mut self, kind: Kind, span: Span, text: String, edit: Edit, rules: impl IntoIterator<Item = RuleId>) {
        let names: Vec<String> = rules.into_iter().map(|id| self.program.rule(id).name.clone()).collect();
        let new = || Mutant { kind, span, text: text.clone(), rules: BTreeSet::new(), edits: Vec::new(), decides: false };
        let mutant = self.found.entry((span, kind, text.clone())).or_insert_with(new);
        mutant.decides |= !matches!(&edit, Edit::Expr(id, _) if self.reach.shown.contains(id));
        mutant.rules.extend(names);
        mutant.edits.push(edit);
    }

    fn text(&self, span: Span) -> &str {
        self.sources.text(span)
    }
}

/// Which rule each expression belongs to, and which rules ask for a field or a parameter.
struct Reach {
    owner: Vec<Option<RuleId>>,
    /// The expressions that stand in messages alone.
    shown: BTreeSet<ExprId>,
    fields: BTreeMap<(ShapeId, u16), BTreeSet<RuleId>>,
    parameters: BTreeMap<usize, BTreeSet<RuleId>>,
}

impl Reach {
    fn of(program: &Program) -> Reach {
        let owner = vec![None; program.exprs.len()];
        let mut reach = Reach { owner, shown: BTreeSet::new(), fields: BTreeMap::new(), parameters: BTreeMap::new() };
        for (place, rule) in (0u32..).zip(&program.rules) {
            let messages = rule.message.iter().chain(rule.messages.iter().map(|(_, message)| message));
            let holes = messages.flat_map(|message| &message.parts).filter_map(|part| match part {
                TemplatePart::Hole { value, .. } => Some(*value),
                TemplatePart::Text(_) | TemplatePart::Difference { .. } => None,
            });
            let holes: BTreeSet<ExprId> = holes.collect();
            let (shown, decide): (Vec<ExprId>, Vec<ExprId>) = rule.roots().into_iter().partition(|root| holes.contains(root));
            reach.walk(program, RuleId(place), decide, true);
            reach.walk(program, RuleId(place), shown, false);
        }
        reach
    }

    fn walk(&mut self, program: &Program, rule: RuleId, mut waiting: Vec<ExprId>, decides: bool) {
        while let Some(id) = waiting.pop() {
            let Some(owner) = self.owner.get_mut(id.0 as usize).filter(|owner| owner.is_none()) else { continue };
            *owner = Some(rule);
            if decides {
                self.note(program, id, rule);
            } else {
                self.shown.insert(id);
            }
            waiting.extend(program.expr(id).kind.children());
        }
    }

    fn note(&mut self, program: &Program, id: ExprId, rule: RuleId) {
        match &program.expr(id).kind {
            ExprKind::Member { of, slot } => {
                if let Ty::Record(shape) = program.expr(*of).ty {
                    self.fields.entry((shape, *slot)).or_default().insert(rule);
                }
            }
            ExprKind::Parameter(parameter) => drop(self.parameters.entry(parameter.0 as usize).or_default().insert(rule)),
            _ => {}
        }
    }

    fn owner(&self, id: ExprId) -> Option<RuleId> {
        self.owner.get(id.0 as usize).copied().flatten()
    }
}
