//! Whether a mutant is the rule that it was made of: two programs in which a rule says the same.

use crate::form::MemberKind;
use crate::ir::{Program, Rule, TemplatePart, Window};
use crate::lint::{Canon, Nodes};
use crate::value::Value;

/// Tells changes that change nothing from others.
pub struct Sameness<'p> {
    before: &'p Program,
}

impl<'p> Sameness<'p> {
    pub fn new(before: &'p Program) -> Sameness<'p> {
        Sameness { before }
    }

    /// Whether the editions of a rule say the same in both programs: their days, their conditions, and the values of their messages.
    pub fn of_rule(&self, after: &Program, name: &str) -> bool {
        let pairs = self.before.rules.iter().zip(&after.rules).filter(|(rule, _)| rule.name == name);
        let mut nodes = Nodes::default();
        let mut canon = Canon::new(self.before, &mut nodes);
        let before: Vec<Says> = pairs.clone().map(|(rule, _)| says(&mut canon, rule)).collect();
        let mut canon = Canon::new(after, &mut nodes);
        let is_same = pairs.zip(before).all(|((_, rule), said)| says(&mut canon, rule) == said);
        is_same && fields(self.before) == fields(after) && editions(self.before) == editions(after)
    }
}

/// A rule without names and places: its window, and the nodes of its parts.
type Says = (Window, Vec<Vec<u32>>);

fn says(canon: &mut Canon<'_>, rule: &Rule) -> Says {
    let form = canon.rule(rule);
    let by = rule.by.map(|by| canon.of(by));
    let holes = rule.message.iter().flat_map(|message| &message.parts).filter_map(|part| match part {
        TemplatePart::Hole { value, .. } => Some(*value),
        TemplatePart::Text(_) | TemplatePart::Difference { .. } => None,
    });
    let holes: Vec<u32> = holes.collect::<Vec<_>>().into_iter().map(|hole| canon.of(hole)).collect();
    let optional = |part: Option<u32>| part.into_iter().collect::<Vec<u32>>();
    (rule.window, vec![form.binders, optional(form.filter), form.whens, vec![form.assertion], optional(by), holes])
}

/// What the members of all forms are.
fn fields(program: &Program) -> Vec<&MemberKind> {
    program.forms.shapes.iter().flat_map(|shape| &shape.members).map(|member| &member.kind).collect()
}

/// The values of all parameters, and when they hold.
fn editions(program: &Program) -> Vec<(Window, &Value)> {
    let all = program.parameters.iter().flat_map(|parameter| &parameter.editions);
    all.map(|edition| (edition.window, &edition.value)).collect()
}
