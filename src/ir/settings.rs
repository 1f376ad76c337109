//! `set`: a company's own values for the parameters of a pack, which stand in place of the pack's on the days that they are for.

use std::collections::BTreeMap;

use super::lower::{Lowering, PackedFile};
use super::{ParameterEdition, Window};
use crate::diag::suggest::nearest;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Item, Name, SetDecl};
use crate::ty::Ty;
use crate::value::{Currency, Value};

impl Lowering<'_> {
    /// Puts the settings of these files in place of the values that packs give.
    pub fn settings(&mut self, files: &[PackedFile]) {
        let mut of: BTreeMap<usize, Vec<ParameterEdition>> = BTreeMap::new();
        for file in files {
            for item in &file.file.items {
                let Item::Set(set) = item else { continue };
                if let Some((parameter, edition)) = self.setting(set, file) {
                    of.entry(parameter).or_default().push(edition);
                }
            }
        }
        for (parameter, settings) in of {
            let settings = self.apart(parameter, settings);
            let Some(parameter) = self.program.parameters.get_mut(parameter) else { continue };
            for setting in settings {
                let others = std::mem::take(&mut parameter.editions);
                let left = |edition: &ParameterEdition| {
                    let windows = if edition.is_set { vec![edition.window] } else { edition.window.without(&setting.window) };
                    windows.into_iter().map(|window| ParameterEdition { window, ..edition.clone() }).collect::<Vec<_>>()
                };
                parameter.editions = others.iter().flat_map(left).collect();
                parameter.editions.push(setting);
            }
            parameter.editions.sort_by_key(|edition| edition.window.from);
        }
    }

    /// The parameter that is set, by its place, and the value that it has then.
    fn setting(&mut self, set: &SetDecl, file: &PackedFile) -> Option<(usize, ParameterEdition)> {
        let [pack, name] = set.parameter.names.as_slice() else {
            let message = "a setting names a pack and one of its parameters";
            self.report(
                Diagnostic::new(&codes::CLAUSE, message, set.parameter.span, "not such a name")
                    .help("Write the two with a dot between them: `set house.limit = 5%`."),
            );
            return None;
        };
        if set.cites.is_empty() {
            let message = format!("the setting of `{}` does not say on whose authority", name.text);
            self.report(
                Diagnostic::new(&codes::CLAUSE, message, set.parameter.span, "no `cites`")
                    .help("It changes what a pack's rules find. Add `cites` with the resolution or the decision behind it."),
            );
            return None;
        }
        self.used_pack(pack, file)?;
        let parameter = self.set_parameter(pack, name)?;
        let window = self.window(set.effective.as_ref());
        if let Some(by) = set.effective.as_ref().and_then(|effective| effective.by.as_ref()) {
            self.report(
                Diagnostic::new(&codes::CLAUSE, "a parameter has no field to go `by`", by.span, "not used here")
                    .help("The rule that uses the parameter chooses the date. Remove `by …`."),
            );
        }
        let (value, ty) = self.parameter_value(&set.value)?;
        let known = &self.program.parameters[parameter];
        if let (Some(here), Some(there)) = (currency(&value), known.editions.first().and_then(|edition| currency(&edition.value)))
            && here != there
        {
            let message = format!("`{}` is in {there}, and the setting in {here}", name.text);
            self.report(
                Diagnostic::new(&codes::UNIT_MISMATCH, message, set.value.span, "another currency")
                    .help("Different currencies are never added or compared. Give the amount in the currency of the pack."),
            );
            return None;
        }
        if !fits(ty, known.ty) {
            let declared = known.editions.first().map(|edition| edition.span);
            let (code, message) = match (kind(ty), kind(known.ty)) {
                (Some(here), Some(there)) if here != there => {
                    (&codes::UNIT_MISMATCH, format!("`{}` is {there}, and the setting gives {here}", name.text))
                }
                _ => (&codes::TYPE_MISMATCH, format!("the setting of `{}` is of another kind than the pack's value", name.text)),
            };
            let mut diagnostic = Diagnostic::new(code, message, set.value.span, "another kind of value");
            if let Some(declared) = declared {
                diagnostic = diagnostic.also(declared, "declared here");
            }
            self.report(diagnostic.help("The pack's rules reckon with the kind of value that the pack declares. Give one of that kind."));
            return None;
        }
        let cites = set.cites.iter().map(|cites| cites.text.clone()).collect();
        Some((parameter, ParameterEdition { window, value, cites, span: set.span, is_set: true }))
    }

    /// Reports a pack that the file does not use.
    fn used_pack(&mut self, pack: &Name, file: &PackedFile) -> Option<()> {
        if pack.text == file.pack {
            let message = format!("`{}` sets a parameter of its own", pack.text);
            self.report(
                Diagnostic::new(&codes::CLAUSE, message, pack.span, "the pack of this file")
                    .help("A pack gives its parameters their values where it declares them. Add an edition there."),
            );
            return None;
        }
        if file.sees.contains(&pack.text) {
            return Some(());
        }
        let used = file.sees.iter().map(String::as_str).filter(|name| !name.is_empty() && *name != file.pack);
        let help = match nearest(&pack.text, used) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("A setting is of a pack that the file names. Write `use {}` at its head.", pack.text),
        };
        let message = format!("this file does not use a pack `{}`", pack.text);
        self.report(Diagnostic::new(&codes::UNKNOWN_PACK, message, pack.span, "not used here").help(help));
        None
    }

    fn set_parameter(&mut self, pack: &Name, name: &Name) -> Option<usize> {
        let place = self.program.parameters.iter().position(|known| known.pack == pack.text && known.name == name.text);
        if place.is_some() || !self.program.packs.iter().any(|known| known.name == pack.text) || self.broken.contains(&name.text) {
            return place;
        }
        let names: Vec<&str> =
            self.program.parameters.iter().filter(|known| known.pack == pack.text).map(|known| known.name.as_str()).collect();
        let near = nearest(&name.text, names.iter().copied()).map(str::to_owned);
        let message = format!("the pack `{}` has no parameter `{}`", pack.text, name.text);
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_NAME, message, name.span, "not a parameter");
        diagnostic.help = crate::diag::suggest::advice(&name.text, names);
        if let Some(near) = near {
            diagnostic = diagnostic.fix(format!("write `{near}`"), name.span, near);
        }
        self.report(diagnostic);
        None
    }

    /// The settings of one parameter without those that overlap an earlier one; days between two of them are reported.
    fn apart(&mut self, parameter: usize, mut settings: Vec<ParameterEdition>) -> Vec<ParameterEdition> {
        settings.sort_by_key(|setting| (setting.window.from, setting.span));
        let name = self.program.parameters.get(parameter).map_or_else(String::new, |known| known.name.clone());
        let mut kept: Vec<ParameterEdition> = Vec::new();
        for setting in settings {
            if let Some(other) = kept.iter().find(|other| other.window.overlaps(&setting.window)) {
                let message = format!("`{name}` is set twice for the same day");
                let diagnostic = Diagnostic::new(&codes::EDITION_OVERLAP, message, head(setting.span), "set again")
                    .also(head(other.span), "set here")
                    .help("A rule must find one value for its date. End the earlier setting with `until`, or remove one of them.");
                self.report(diagnostic);
                continue;
            }
            if let Some(last) = kept.last() {
                self.gap_between(&name, last.window, last.span, &setting);
            }
            kept.push(setting);
        }
        kept
    }

    fn gap_between(&mut self, name: &str, earlier: Window, span: Span, later: &ParameterEdition) {
        let (Some(until), Some(from)) = (earlier.until, later.window.from) else { return };
        if from.signed_duration_since(until).num_days() < 2 {
            return;
        }
        let message = format!("`{name}` is set until {until} and again from {from}, but not between");
        self.report(
            Diagnostic::new(&codes::EDITION_GAP, message, head(later.span), "begins later").also(head(span), "ends before").help(
                "On the days between, the pack's own value is in force. Begin the later setting on the day after the earlier one ends.",
            ),
        );
    }
}

/// The word `set`, for the place of a setting.
fn head(span: Span) -> Span {
    Span { end: span.end.min(span.start + "set".len() as u32), ..span }
}

fn currency(value: &Value) -> Option<Currency> {
    match value {
        Value::Quantity(quantity) => quantity.currency,
        _ => None,
    }
}

/// What a quantity counts, in words.
fn kind(ty: Ty) -> Option<String> {
    match ty {
        Ty::Quantity { unit, .. } => Some(unit.to_string()),
        _ => None,
    }
}

/// Whether a value may stand in place of another: of the same unit, be it written as a number or as a percentage, or of the same kind.
fn fits(ty: Ty, declared: Ty) -> bool {
    match (ty, declared) {
        (Ty::Zero, Ty::Quantity { .. }) => true,
        (Ty::Quantity { unit: here, .. }, Ty::Quantity { unit: there, .. }) => here == there,
        (here, there) => here == there,
    }
}
