//! Returns beside the one that is judged: how a form says that they follow each other, and the expressions that find them.

use super::infer::Typed;
use super::lower::Lowering;
use super::scope::Scope;
use super::{Bounds, ExprKind};
use crate::diag::{Diagnostic, codes};
use crate::form::{Chain, Counts, FormKind, MemberKind, MemberPath, Previous};
use crate::source::Span;
use crate::syntax::ast::{self, FormClause, FormDecl, Name, Path};
use crate::ty::{FormId, Precision, ShapeId, Ty, Unit};

impl Lowering<'_> {
    /// How returns of other forms are found that come before one of this form.
    pub fn declare_followed(&mut self, declared: &FormDecl) {
        let Some(id) = self.program.forms.find(&declared.name.text) else { return };
        let root = self.program.forms.form(id).shape;
        for clause in &declared.clauses {
            let FormClause::PreviousCloses { form: Some(name), closing, opening, .. } = clause else { continue };
            let Some(other) = self.program.forms.find(&name.text) else {
                self.unknown_form(name);
                continue;
            };
            if other == id {
                let message = "a form's own return before is found without naming the form";
                self.report(Diagnostic::new(&codes::CLAUSE, message, name.span, "the form itself").help("Write `previous closes at …`."));
                continue;
            }
            if let Some(balance) = closing.balance.as_ref().or(opening.balance.as_ref()) {
                self.report(
                    Diagnostic::new(&codes::CLAUSE, "balances link the returns of one form only", balance.span, "links two forms")
                        .help("A return of another form says nothing of the returns of this form between the two. Remove `with …`."),
                );
                continue;
            }
            let from = self.program.forms.form(other).shape;
            if let (Some(closing), Some(opening)) = (self.date_path(from, &closing.date), self.date_path(root, &opening.date)) {
                let follows = &mut self.program.forms.forms[id.0 as usize].follows;
                follows.retain(|(known, _)| *known != other);
                follows.push((other, Previous::Closes { closing, opening }));
            }
        }
    }

    /// The chain that dates and balances of the rows of one list make.
    pub fn chain(&mut self, root: ShapeId, dates: (&MemberPath, &MemberPath), balances: (&Path, &Path), span: Span) -> Option<Chain> {
        let (closes_with, opens_with) = (self.balance_path(root, balances.0)?, self.balance_path(root, balances.1)?);
        let rows_of = |list: u16| match self.program.forms.shape(root).members.get(usize::from(list))?.kind {
            MemberKind::List { rows, .. } => Some(rows),
            MemberKind::Field(_) | MemberKind::Record(_) => None,
        };
        let chain = match (&dates.0[..], &dates.1[..], &closes_with[..], &opens_with[..]) {
            (&[list, closes_on], &[a, opens_on], &[b, closes_with], &[c, opens_with]) if [a, b, c] == [list; 3] => {
                rows_of(list).map(|rows| Chain { list, rows, opens_on, opens_with, closes_on, closes_with })
            }
            _ => None,
        };
        if chain.is_none() {
            self.report(
                Diagnostic::new(&codes::TYPE_MISMATCH, "balances link the rows of one list", span, "not all of one list of the form")
                    .help("The dates and balances of a chain are fields of the rows of one list, whose key tells one chain from another."),
            );
        }
        chain
    }

    /// Where a profile says how many returns there are.
    pub fn counts(&mut self, id: FormId, paths: [&Path; 4], span: Span) -> Option<Counts> {
        let declared = self.program.forms.form(id);
        let root = declared.shape;
        if declared.kind != FormKind::Profile {
            self.report(
                Diagnostic::new(&codes::CLAUSE, "only a profile counts the returns that there are", span, "not in a profile")
                    .help("A return says nothing of the other returns of its issuer. Move the clause and its list to the `profile`."),
            );
            return None;
        }
        let mut places = Vec::new();
        for (place, path) in paths.into_iter().enumerate() {
            let (slots, ty) = self.member_path(root, path)?;
            let (what, wanted) = match place {
                0 => ("a text that names a form", Ty::Text),
                3 => ("an exact number", Ty::exact(Unit::NUMBER)),
                _ => ("a date", Ty::Date),
            };
            if ty != Some(wanted) {
                let message = format!("{what} is expected here");
                self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, path.span, "of another kind"));
                return None;
            }
            places.push(slots);
        }
        match places.iter().map(Vec::as_slice).collect::<Vec<_>>()[..] {
            [&[list, form], &[a, from], &[b, until], &[c, count]] if [a, b, c] == [list; 3] => {
                Some(Counts { list, form, from, until, count })
            }
            _ => {
                let message = "the fields by which returns are counted are those of one list";
                self.report(
                    Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "not all of one list of the profile")
                        .help("Each row of the list names a form, the first and the last day, and how many of its returns lie there."),
                );
                None
            }
        }
    }

    fn balance_path(&mut self, root: ShapeId, path: &Path) -> Option<MemberPath> {
        let (slots, ty) = self.member_path(root, path)?;
        if !matches!(ty, Some(Ty::Quantity { precision: Precision::Exact, .. })) {
            let message = "a balance is an exact number";
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, path.span, "not an exact number"));
            return None;
        }
        Some(slots)
    }

    /// `previous FORM`.
    pub fn previous(&mut self, scope: &mut Scope, form: &Name, span: Span) -> Option<Typed> {
        let Some(id) = self.program.forms.find(&form.text) else {
            self.unknown_form(form);
            return None;
        };
        let declared = self.program.forms.form(id);
        let shape = declared.shape;
        let follows = |form| self.program.forms.form(form).follows.iter().any(|(other, _)| *other == id);
        if scope.form.is_some_and(follows) {
            return self.push(scope, ExprKind::Previous(id), Ty::Record(shape), span);
        }
        if declared.previous.is_none() || scope.form.is_none() {
            let message = format!("there is no return before this one to find for `{}`", form.text);
            let help = match scope.form {
                None => "A definition does not know which return is judged. Use `previous` in the rule and hand over what it finds.",
                Some(_) => {
                    "Say in the form how its returns follow each other: `previous is the month before` or `previous closes at … where this opens at …`."
                }
            };
            self.report(Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "cannot be found").help(help));
            return None;
        }
        if matches!(declared.previous, Some(Previous::Closes { .. })) && scope.form != Some(id) {
            let message = format!("only a `{0}` has a `{0}` before it", form.text);
            self.report(
                Diagnostic::new(&codes::TYPE_MISMATCH, message, span, "asked for from another form")
                    .help(format!("It is found by the dates on which the two close and open. Say in the form of the rule how: `previous {} closes at … where this opens at …`; or go through the form's returns by their plural name.", form.text)),
            );
            return None;
        }
        self.push(scope, ExprKind::Previous(id), Ty::Record(shape), span)
    }

    /// `xs from D to E`, `xs in M`, `xs since D`.
    pub fn within(&mut self, scope: &mut Scope, of: &ast::Expr, window: &ast::Window, span: Span) -> Option<Typed> {
        let of = self.expr(scope, of)?;
        if !matches!(self.program.expr(of.id).kind, ExprKind::Returns(_) | ExprKind::RowsOfReturns { .. }) {
            let label = format!("this is {}", self.describe(of.ty));
            self.report(
                Diagnostic::new(
                    &codes::TYPE_MISMATCH,
                    "only returns, or the rows of a list of theirs, lie in a window of days",
                    of.span,
                    label,
                )
                .help("Choose the rows of one return by their own dates, with `where`."),
            );
            return None;
        }
        let window = match window {
            ast::Window::Between(from, until) => {
                let (from, until) = (self.expr(scope, from)?, self.expr(scope, until)?);
                self.expect(from, |ty| ty == Ty::Date, "a date")?;
                self.expect(until, |ty| ty == Ty::Date, "a date")?;
                Bounds::Between(from.id, until.id)
            }
            ast::Window::Month(month) => {
                let month = self.expr(scope, month)?;
                self.expect(month, |ty| ty == Ty::Month, "a month")?;
                Bounds::Month(month.id)
            }
            ast::Window::Since(day) => {
                let day = self.expr(scope, day)?;
                self.expect(day, |ty| ty == Ty::Date, "a date")?;
                Bounds::Since(day.id)
            }
        };
        self.push(scope, ExprKind::Within { of: of.id, window }, of.ty, span)
    }

    /// `whichever of (a, b) is loaded`.
    pub fn whichever(&mut self, scope: &mut Scope, of: &[ast::Expr], span: Span) -> Option<Typed> {
        let of: Vec<Option<Typed>> = of.iter().map(|value| self.expr(scope, value)).collect();
        let of = of.into_iter().collect::<Option<Vec<Typed>>>()?;
        let first = *of.first()?;
        let mut ty = first.ty;
        for next in &of {
            if !next.is_figure {
                let label = format!("this is {}", self.describe(next.ty));
                self.report(
                    Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        "`whichever of … is loaded` stands for one figure of several returns",
                        next.span,
                        label,
                    )
                    .help("Name a figure of each return, such as `previous FORM.FIELD`; what is reckoned from them comes after."),
                );
                return None;
            }
            ty = match (ty, next.ty) {
                (Ty::Quantity { .. } | Ty::Zero, Ty::Quantity { .. } | Ty::Zero) => {
                    self.not_rounded(*next, "telling whether several say the same")?;
                    self.common(Typed { ty, ..first }, *next, |left, right| format!("{left} and {right} cannot be the same"))?
                }
                (a, b) if a == b => a,
                (a, b) => {
                    let message = "`whichever of … is loaded` stands for one figure, and these are of different kinds";
                    let diagnostic = Diagnostic::new(&codes::TYPE_MISMATCH, message, first.span, format!("this is {}", self.describe(a)))
                        .also(next.span, format!("this is {}", self.describe(b)))
                        .help("Name the same figure of each return.");
                    self.report(diagnostic);
                    return None;
                }
            };
        }
        let ids = of.iter().map(|value| value.id).collect();
        self.push(scope, ExprKind::Whichever(ids), ty, span)
    }
}
