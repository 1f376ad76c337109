//! Forms and parameters: from declarations to resolved shapes, fields and editions.

use super::lower::Lowering;
use super::{Parameter, ParameterEdition, Window};
use crate::diag::suggest::advice;
use crate::diag::{Diagnostic, codes};
use crate::form::{BlankMeans, CodeList, CodeName, Field, Form, FormKind, Forms, Member, MemberKind, MemberPath, Previous, Shape, Trust};
use crate::syntax::ast::{
    self, Effective, FieldAttribute, FieldDecl, FormClause, FormDecl, MemberDecl, Name, ParameterDecl, Path, Quoted, TypeExpr,
};
use crate::ty::{CodeListId, FormId, Precision, ShapeId, Ty, Unit};

/// The type names that a field may have.
pub(super) const BASIC_TYPES: [&str; 11] =
    ["shares", "money", "price", "ratio", "percent", "number", "date", "month", "moment", "text", "yes_no"];

/// The type that a basic name stands for.
pub fn basic_type(name: &str) -> Option<Ty> {
    Some(match name {
        "shares" => Ty::exact(Unit::SHARES),
        "money" => Ty::exact(Unit::MONEY),
        "price" => Ty::exact(Unit::PRICE),
        "ratio" | "number" => Ty::exact(Unit::NUMBER),
        "percent" => Ty::Quantity { unit: Unit::NUMBER, precision: Precision::Exact, percent: true },
        "days" => Ty::exact(Unit::DAYS),
        "date" => Ty::Date,
        "month" => Ty::Month,
        "moment" => Ty::Moment,
        "text" => Ty::Text,
        "yes_no" => Ty::Bool,
        _ => return None,
    })
}

/// A shape, and the path from the form to it.
pub(super) type Around = (ShapeId, MemberPath);

/// A figure that is declared a part of a total, which is looked for once all members are known.
struct Total<'d> {
    shape: ShapeId,
    slot: u16,
    path: &'d Path,
    around: Vec<Around>,
}

/// The shapes around the members of a new shape: itself, at the next place of the one around it, then all those further out.
fn inside(shape: ShapeId, path: &MemberPath, forms: &Forms, around: &[Around]) -> Vec<Around> {
    let next = around.first().map_or(0, |(outer, _)| forms.shape(*outer).members.len() as u16);
    let own = path.iter().copied().chain([next]).collect();
    std::iter::once((shape, own)).chain(around.iter().cloned()).collect()
}

fn words(quoted: Option<&Quoted>) -> Option<String> {
    quoted.map(|quoted| quoted.text.clone())
}

impl Lowering<'_> {
    pub fn declare_form(&mut self, declared: &FormDecl, pack: &str) {
        let kind = if declared.is_profile { FormKind::Profile } else { FormKind::Return };
        let Some((id, shape)) = self.new_form(kind, &declared.name, declared.title.as_ref(), pack) else { return };
        self.declare_fields(&declared.members, &[(shape, Vec::new())], id);
        for clause in &declared.clauses {
            self.declare_form_clause(id, clause);
        }
    }

    /// A form without members, and its shape; `None` where its name is taken.
    pub(super) fn new_form(&mut self, kind: FormKind, name: &Name, title: Option<&Quoted>, pack: &str) -> Option<(FormId, ShapeId)> {
        if let Some(earlier) = self.program.forms.find(&name.text) {
            let earlier = self.program.forms.form(earlier);
            let (message, help) = match (earlier.kind, kind) {
                (FormKind::Table, FormKind::Table) => (
                    format!("there are two tables named `{}`", name.text),
                    "A file of rows is known by its table's name, so each name can stand for one table only. Rename one of them.",
                ),
                (FormKind::Table, _) | (_, FormKind::Table) => {
                    (format!("a form and a table are both named `{}`", name.text), "A name means one thing in a run. Rename one of them.")
                }
                _ => (
                    format!("there are two forms named `{}`", name.text),
                    "A return names its form, so each name can stand for one form only. Rename one of them.",
                ),
            };
            let earlier = earlier.span;
            self.report(
                Diagnostic::new(&codes::DUPLICATE_NAME, message, name.span, "declared again here")
                    .also(earlier, "declared first here")
                    .help(help),
            );
            return None;
        }
        let id = FormId(self.program.forms.forms.len() as u16);
        let shape = self.new_shape(name.text.clone(), id);
        self.program.forms.forms.push(Form {
            name: name.text.clone(),
            title: words(title).unwrap_or_else(|| name.text.clone()),
            titles: Vec::new(),
            pack: pack.to_owned(),
            kind,
            plural: None,
            shape,
            dated: None,
            previous: None,
            amended: None,
            follows: Vec::new(),
            chain: None,
            issuer_known_by: Vec::new(),
            counts: None,
            rows_in: None,
            span: name.span,
        });
        Some((id, shape))
    }

    /// Declares the members of the innermost of `around`, and then finds the totals that they are parts of.
    pub(super) fn declare_fields(&mut self, members: &[MemberDecl], around: &[Around], form: FormId) {
        let mut totals = Vec::new();
        self.declare_members(members, around, form, &mut totals);
        for total in totals {
            self.declare_total(total);
        }
    }

    pub(super) fn new_shape(&mut self, name: String, form: FormId) -> ShapeId {
        self.program.forms.shapes.push(Shape { name, form, members: Vec::new(), key: Vec::new() });
        ShapeId(self.program.forms.shapes.len() as u16 - 1)
    }

    /// Declares the members of the innermost of `around`, which lists the shapes from there out to the form with their paths.
    fn declare_members<'d>(&mut self, members: &'d [MemberDecl], around: &[Around], form: FormId, totals: &mut Vec<Total<'d>>) {
        let Some((shape, path)) = around.first().cloned() else { return };
        for member in members {
            let (name, label, labels) = match member {
                MemberDecl::Field(field) => (&field.name, &field.label, &field.labels),
                MemberDecl::Record { name, label, labels, .. } | MemberDecl::List { name, label, labels, .. } => (name, label, labels),
            };
            if let Some(earlier) = self.program.forms.shape(shape).find(&name.text) {
                let earlier = self.program.forms.shape(shape).members[earlier as usize].span;
                let message = format!("`{}` is declared twice in one place", name.text);
                self.report(
                    Diagnostic::new(&codes::DUPLICATE_NAME, message, name.span, "again here")
                        .also(earlier, "first here")
                        .help("A path must lead to one field. Rename or remove one of them."),
                );
                continue;
            }
            let kind = match member {
                MemberDecl::Field(field) => {
                    let slot = self.program.forms.shape(shape).members.len() as u16;
                    if let Some(FieldAttribute::PartOf(path)) = field.attributes.iter().find(|a| matches!(a, FieldAttribute::PartOf(_))) {
                        totals.push(Total { shape, slot, path, around: around.to_vec() });
                    }
                    self.field(field).map(MemberKind::Field)
                }
                MemberDecl::Record { members, .. } => {
                    let inner = self.inner_shape(shape, form, name);
                    self.declare_members(members, &inside(inner, &path, &self.program.forms, around), form, totals);
                    Some(MemberKind::Record(inner))
                }
                MemberDecl::List { members, key, blank_is_empty, .. } => {
                    let rows = self.inner_shape(shape, form, name);
                    self.declare_members(members, &inside(rows, &path, &self.program.forms, around), form, totals);
                    self.declare_key(rows, key);
                    Some(MemberKind::List { rows, blank_is_empty: *blank_is_empty })
                }
            };
            let Some(kind) = kind else { continue };
            let label = words(label.as_ref()).unwrap_or_else(|| name.text.replace('_', " "));
            let labels = labels.iter().map(|(language, label)| (language.text.clone(), label.text.clone())).collect();
            let member = Member { name: name.text.clone(), label, labels, kind, span: name.span };
            self.program.forms.shapes[shape.0 as usize].members.push(member);
        }
    }

    fn inner_shape(&mut self, outer: ShapeId, form: FormId, name: &Name) -> ShapeId {
        let path = format!("{}.{}", self.program.forms.shape(outer).name, name.text);
        self.new_shape(path, form)
    }

    pub(super) fn declare_key(&mut self, rows: ShapeId, key: &[Name]) {
        for name in key {
            let shape = self.program.forms.shape(rows);
            match shape.find(&name.text) {
                Some(slot) if matches!(shape.members[slot as usize].kind, MemberKind::Field(_)) => {
                    self.program.forms.shapes[rows.0 as usize].key.push(slot);
                }
                _ => self.report(unknown_member(shape, name)),
            }
        }
    }

    fn field(&mut self, declared: &FieldDecl) -> Option<Field> {
        let ty = match &declared.ty {
            TypeExpr::Basic(name) => match basic_type(&name.text) {
                Some(ty) => ty,
                None => {
                    let mut diagnostic =
                        Diagnostic::new(&codes::UNKNOWN_NAME, format!("there is no type `{}`", name.text), name.span, "not a type");
                    diagnostic.help = advice(&name.text, BASIC_TYPES.into_iter().chain(["code", "days"]));
                    self.report(diagnostic);
                    return None;
                }
            },
            TypeExpr::Code { options, .. } => Ty::Code(self.code_list(options)),
            TypeExpr::Of(path) => {
                self.report(
                    Diagnostic::new(&codes::TYPE_MISMATCH, "a field holds one value", path.span, "rows of a form are not a value")
                        .help("Declare a `record` or a `list` with its own fields instead."),
                );
                return None;
            }
        };
        let mut field = Field { ty, blank: BlankMeans::Unknown, not_applicable_is_zero: false, part_of: None, trust: Trust::Plain };
        for attribute in &declared.attributes {
            match attribute {
                FieldAttribute::BlankIsZero(span) => {
                    field.blank = BlankMeans::Zero;
                    self.needs_quantity(&field, *span, "`blank is 0`");
                }
                FieldAttribute::BlankIsNotApplicable(_) => field.blank = BlankMeans::NotApplicable,
                FieldAttribute::NotApplicableIsZero(span) => {
                    field.not_applicable_is_zero = true;
                    self.needs_quantity(&field, *span, "`not applicable is 0`");
                }
                FieldAttribute::Rounded(span) => self.set_precision(&mut field, Precision::Rounded, *span),
                FieldAttribute::Truncated(span) => self.set_precision(&mut field, Precision::Truncated, *span),
                FieldAttribute::RoundedOrTruncated(span) => self.set_precision(&mut field, Precision::RoundedOrTruncated, *span),
                FieldAttribute::OftenWrong(span) => self.set_trust(&mut field, Trust::OftenWrong, *span),
                FieldAttribute::SeldomWrong(span) => self.set_trust(&mut field, Trust::SeldomWrong, *span),
                FieldAttribute::PartOf(_) => {}
            }
        }
        Some(field)
    }

    fn needs_quantity(&mut self, field: &Field, span: crate::source::Span, what: &str) {
        if !matches!(field.ty, Ty::Quantity { .. }) {
            let message = format!("{what} fits only a field that holds a number");
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "the field holds no number"));
        }
    }

    fn set_trust(&mut self, field: &mut Field, trust: Trust, span: crate::source::Span) {
        self.needs_quantity(field, span, "how often a figure is wrong");
        field.trust = trust;
    }

    fn set_precision(&mut self, field: &mut Field, precision: Precision, span: crate::source::Span) {
        self.needs_quantity(field, span, "a precision");
        if let Ty::Quantity { precision: slot, .. } = &mut field.ty {
            *slot = precision;
        }
    }

    fn code_list(&mut self, options: &[ast::CodeOption]) -> CodeListId {
        let mut list = CodeList { options: Vec::new() };
        for option in options {
            if list.options.iter().any(|known| known.name == option.name.text) {
                let message = format!("`{}` stands twice in one list of codes", option.name.text);
                self.report(Diagnostic::new(&codes::DUPLICATE_NAME, message, option.name.span, "again here"));
                continue;
            }
            list.options.push(CodeName { name: option.name.text.clone(), labels: option.labels.iter().map(|l| l.text.clone()).collect() });
        }
        let codes = &mut self.program.forms.codes;
        let place = codes.iter().position(|known| *known == list).unwrap_or_else(|| {
            codes.push(list);
            codes.len() - 1
        });
        CodeListId(place as u16)
    }

    /// Finds the total in the place that is nearest: beside the figure, else beside the list that holds it, and so on outwards.
    fn declare_total(&mut self, total: Total) {
        let Some(first) = total.path.names.first() else { return };
        let near = total.around.iter().find(|(shape, _)| self.program.forms.shape(*shape).find(&first.text).is_some());
        let Some((from, before)) = near.or(total.around.first()) else { return };
        if let Some((slots, _)) = self.member_path(*from, total.path)
            && let Some(owner) = self.program.forms.shapes[total.shape.0 as usize].members.get_mut(total.slot as usize)
            && let MemberKind::Field(field) = &mut owner.kind
        {
            field.part_of = Some(before.iter().copied().chain(slots).collect());
        }
    }

    fn declare_form_clause(&mut self, id: FormId, clause: &FormClause) {
        let root = self.program.forms.form(id).shape;
        match clause {
            FormClause::Title { language, title } => {
                let titles = &mut self.program.forms.forms[id.0 as usize].titles;
                titles.push((language.text.clone(), title.text.clone()));
            }
            FormClause::Plural(name) => self.program.forms.forms[id.0 as usize].plural = Some(name.text.clone()),
            FormClause::Dated(path) => {
                let Some((slots, ty)) = self.member_path(root, path) else { return };
                if slots.len() > 1 || !matches!(ty, Some(Ty::Date | Ty::Month | Ty::Moment)) {
                    let message = "the date of a form is one field of the form itself, a date, month or moment";
                    self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, path.span, "not such a field"));
                    return;
                }
                self.program.forms.forms[id.0 as usize].dated = Some(slots);
            }
            FormClause::PreviousMonth(_) => {
                let form = &mut self.program.forms.forms[id.0 as usize];
                (form.previous, form.chain) = (Some(Previous::MonthBefore), None);
            }
            // Another form may be declared further on; what it closes at is looked for once all are.
            FormClause::PreviousCloses { form: Some(_), .. } => {}
            FormClause::PreviousCloses { form: None, closing, opening, span } => {
                let (Some(closes), Some(opens)) = (self.date_path(root, &closing.date), self.date_path(root, &opening.date)) else {
                    return;
                };
                self.program.forms.forms[id.0 as usize].previous =
                    Some(Previous::Closes { closing: closes.clone(), opening: opens.clone() });
                match (&closing.balance, &opening.balance) {
                    (Some(closing), Some(opening)) => {
                        let chain = self.chain(root, (&closes, &opens), (closing, opening), *span);
                        self.program.forms.forms[id.0 as usize].chain = chain;
                    }
                    (None, None) => {}
                    (Some(only), None) | (None, Some(only)) => self.report(
                        Diagnostic::new(
                            &codes::CLAUSE,
                            "a balance links two returns, and only one of them is given",
                            only.span,
                            "with which other?",
                        )
                        .help("Give both: `previous closes at … with … where this opens at … with …`."),
                    ),
                }
            }
            FormClause::Counts { form, from, until, count, span } => {
                let counts = self.counts(id, [form, from, until, count], *span);
                self.program.forms.forms[id.0 as usize].counts = counts;
            }
            FormClause::Amended { field, code } => {
                let Some((slots, ty)) = self.member_path(root, field) else { return };
                let Some(Ty::Code(list)) = ty else {
                    let message = "the field that marks an amendment holds a code";
                    self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, field.span, "holds no code"));
                    return;
                };
                if let Some(option) = self.code_option(list, code) {
                    self.program.forms.forms[id.0 as usize].amended = Some((slots, option));
                }
            }
            FormClause::IssuerKnownBy(paths) => {
                for path in paths {
                    if let Some((slots, _)) = self.member_path(root, path) {
                        self.program.forms.forms[id.0 as usize].issuer_known_by.push(slots);
                    }
                }
            }
        }
    }

    pub fn date_path(&mut self, root: ShapeId, path: &Path) -> Option<MemberPath> {
        let (slots, ty) = self.member_path(root, path)?;
        if ty != Some(Ty::Date) {
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, "a date is expected here", path.span, "not a date"));
            return None;
        }
        Some(slots)
    }

    /// The members that a path leads through, lists included, and the type of the field at its end.
    pub fn member_path(&mut self, from: ShapeId, path: &Path) -> Option<(MemberPath, Option<Ty>)> {
        let mut at = Some(from);
        let mut slots = Vec::new();
        let mut ty = None;
        for name in &path.names {
            let Some(shape) = at.map(|id| self.program.forms.shape(id)) else {
                let message = format!("`{}` has no parts", path.names[slots.len() - 1].text);
                self.report(Diagnostic::new(&codes::UNKNOWN_FIELD, message, name.span, "no such part"));
                return None;
            };
            let Some(slot) = shape.find(&name.text) else {
                let diagnostic = unknown_member(shape, name);
                self.report(diagnostic);
                return None;
            };
            slots.push(slot);
            (at, ty) = match &shape.members[slot as usize].kind {
                MemberKind::Field(field) => (None, Some(field.ty)),
                MemberKind::Record(inner) | MemberKind::List { rows: inner, .. } => (Some(*inner), None),
            };
        }
        Some((slots, ty))
    }

    /// The shape of the record or rows that a path of a form names: `next_day_return.classes`.
    pub fn shape_of_path(&mut self, path: &Path) -> Option<ShapeId> {
        let (form, rest) = (&path.names[0], &path.names[1..]);
        let Some(id) = self.program.forms.find(&form.text) else {
            self.unknown_form(form);
            return None;
        };
        let root = self.program.forms.rows_of(id).unwrap_or(self.program.forms.form(id).shape);
        if rest.is_empty() {
            return Some(root);
        }
        let rest = Path { names: rest.to_vec(), span: path.span };
        let (slots, _) = self.member_path(root, &rest)?;
        let mut at = root;
        for slot in slots {
            match &self.program.forms.shape(at).members[slot as usize].kind {
                MemberKind::Record(inner) | MemberKind::List { rows: inner, .. } => at = *inner,
                MemberKind::Field(_) => {
                    let message = "a definition takes a record, a row or a plain value";
                    self.report(
                        Diagnostic::new(&codes::TYPE_MISMATCH, message, path.span, "this is a field")
                            .help("Write the field's type, for example `shares`, or the path of its row."),
                    );
                    return None;
                }
            }
        }
        Some(at)
    }

    /// Reports a form that is not declared, unless its declaration could not be read.
    pub fn unknown_form(&mut self, name: &Name) {
        if self.broken.contains(&name.text) {
            return;
        }
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_FORM, format!("there is no form `{}`", name.text), name.span, "not a form");
        let forms = self.program.forms.forms.iter().filter(|form| form.kind != FormKind::Table);
        diagnostic.help = advice(&name.text, forms.map(|form| form.name.as_str()))
            .map(|advice| format!("A rule must know the fields it speaks of: {advice}"))
            .or_else(|| Some("Declare it with `form`, or name its pack with `use`.".to_owned()));
        self.report(diagnostic);
    }

    /// The place of a code in its list; an unknown one is reported.
    pub fn code_option(&mut self, list: CodeListId, name: &Name) -> Option<u16> {
        let options = &self.program.forms.code_list(list).options;
        if let Some(place) = options.iter().position(|option| option.name == name.text) {
            return Some(place as u16);
        }
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_CODE, format!("the field never holds `{}`", name.text), name.span, "not one of its values");
        diagnostic.help = Some(match crate::diag::suggest::nearest(&name.text, options.iter().map(|o| o.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("It holds one of {}.", options.iter().map(|o| format!("`{}`", o.name)).collect::<Vec<_>>().join(", ")),
        });
        self.report(diagnostic);
        None
    }

    pub fn declare_parameter(&mut self, declared: &ParameterDecl, pack: &str) {
        let Some((value, ty)) = self.parameter_value(&declared.value) else { return };
        let window = self.window(declared.effective.as_ref());
        if let Some(Effective { by: Some(by), .. }) = &declared.effective {
            self.report(
                Diagnostic::new(&codes::CLAUSE, "a parameter has no field to go `by`", by.span, "not used here")
                    .help("The rule that uses the parameter chooses the date. Remove `by …`."),
            );
        }
        let edition = ParameterEdition {
            window,
            value,
            cites: declared.cites.iter().map(|c| c.text.clone()).collect(),
            span: declared.span,
            is_set: false,
        };
        let name = &declared.name.text;
        let title = words(declared.title.as_ref());
        let Some(known) = self.program.parameters.iter_mut().find(|parameter| parameter.name == *name) else {
            let title = title.unwrap_or_else(|| name.replace('_', " "));
            self.program.parameters.push(Parameter { name: name.clone(), pack: pack.to_owned(), title, ty, editions: vec![edition] });
            return;
        };
        let clash = known.editions.iter().find(|other| other.window.overlaps(&window)).map(|other| other.span);
        let same_type = known.ty == ty;
        if let (None, true) = (clash, same_type) {
            known.editions.push(edition);
            known.editions.sort_by_key(|edition| edition.window.from);
            return;
        }
        match clash {
            Some(other) => self.report(
                Diagnostic::new(
                    &codes::EDITION_OVERLAP,
                    format!("two values of `{name}` are in force on the same day"),
                    declared.name.span,
                    "overlaps",
                )
                .also(other, "with this one")
                .help("A rule must find one value for its date. End the earlier one with `until`."),
            ),
            None => self.report(Diagnostic::new(
                &codes::TYPE_MISMATCH,
                format!("the editions of `{name}` are of different kinds"),
                declared.value.span,
                "of another kind than the earlier edition",
            )),
        }
    }

    pub fn window(&mut self, effective: Option<&Effective>) -> Window {
        let Some(effective) = effective else { return Window::default() };
        let from = effective.from.as_ref().and_then(|from| self.date_literal(from));
        let until = effective.until.as_ref().and_then(|until| self.date_literal(until));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            let message = "the edition ends before it begins";
            self.report(Diagnostic::new(&codes::EDITION_OVERLAP, message, effective.span, "in force on no day"));
        }
        Window { from, until }
    }
}

/// The diagnostic for a name that a shape does not have.
pub(super) fn unknown_member(shape: &Shape, name: &Name) -> Diagnostic {
    let message = format!("`{}` has no field `{}`", shape.name, name.text);
    let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_FIELD, message, name.span, "no such field");
    let names = || shape.members.iter().map(|member| member.name.as_str());
    if let Some(near) = crate::diag::suggest::nearest(&name.text, names()) {
        diagnostic = diagnostic.fix(format!("write `{near}`"), name.span, near);
    }
    diagnostic.help = advice(&name.text, names());
    diagnostic
}
