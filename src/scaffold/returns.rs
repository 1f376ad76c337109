//! Returns to fill in.

use super::{Cell, Content, Subject, cells};
use crate::form::{Forms, MemberKind};
use crate::ty::FormId;

/// A return as YAML with every field of the form, blank; the words that are printed on the form stand over each as a comment.
pub fn yaml(forms: &Forms, form: FormId) -> String {
    let of = forms.form(form);
    let mut out = format!(
        "# {}\n# Fill in what is printed, as it is printed. Nothing after a name is a blank; a line that is left out is not in the return.\n\
         # A list has a row for each `-`; `Not applicable` after its name says that it has none.\nform: {}\n",
        one_line(&of.title),
        of.name
    );
    for cell in cells(forms, form) {
        line(&mut out, &cell);
    }
    out
}

fn line(out: &mut String, cell: &Cell<'_>) {
    let indent = "    ".repeat(cell.depth);
    let said = match &cell.content {
        Content::Field { kind, options, blank } => {
            let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(" | ")) };
            let blank = blank.map_or(String::new(), |blank| format!("; {blank}"));
            format!(": {kind}{options}{blank}")
        }
        Content::Group | Content::Rows => String::new(),
    };
    out.push_str(&format!("\n{indent}# {}{}\n", one_line(cell.label), one_line(&said)));
    // The dash of a row stands in the last two columns of the indent.
    let lead = if cell.begins_row { format!("{}- ", indent.get(2..).unwrap_or_default()) } else { indent };
    out.push_str(&format!("{lead}{}:\n", cell.name));
}

fn one_line(text: &str) -> String {
    crate::value::normal_text(text)
}

/// A small return on which a rule about its figure passes: the date, the figure, and the key of its row.
pub(super) fn example(forms: &Forms, form: FormId, subject: &Subject) -> String {
    let of = forms.form(form);
    let root = forms.shape(of.shape);
    let mut out = format!("form: {}\n", of.name);
    let dated = of.dated.as_ref().and_then(|path| root.members.get(usize::from(*path.first()?)));
    let wanted = |name: &str| subject.list.is_none() && name == subject.field;
    for member in &root.members {
        if dated.is_some_and(|dated| dated.name == member.name) || wanted(&member.name) {
            out.push_str(&format!("{}: {}\n", member.name, sample(forms, &member.kind)));
        }
    }
    let list = root.members.iter().find(|member| subject.list.as_ref() == Some(&member.name));
    if let Some((name, MemberKind::List { rows, .. })) = list.map(|list| (&list.name, &list.kind)) {
        out.push_str(&format!("{name}:\n"));
        let shape = forms.shape(*rows);
        let fields = shape.members.iter().enumerate();
        let taken = fields.filter(|(at, member)| shape.key.contains(&(*at as u16)) || member.name == subject.field);
        for (at, (_, member)) in taken.enumerate() {
            let lead = if at == 0 { "  - " } else { "    " };
            out.push_str(&format!("{lead}{}: {}\n", member.name, sample(forms, &member.kind)));
        }
    }
    out
}

/// What might be printed in a cell.
fn sample(forms: &Forms, kind: &MemberKind) -> String {
    use crate::ty::{Ty, Unit};
    let MemberKind::Field(field) = kind else { return String::new() };
    let words = match field.ty {
        Ty::Quantity { unit: Unit::MONEY, .. } => "HKD 1,000.00",
        Ty::Quantity { unit: Unit::PRICE, .. } => "HKD 1.00",
        Ty::Quantity { unit: Unit::SHARES, .. } => "1,000",
        Ty::Quantity { .. } | Ty::Zero => "1",
        Ty::Date | Ty::Moment => "31 January 2024",
        Ty::Month => "January 2024",
        Ty::Bool => "Yes",
        Ty::Code(list) => {
            let option = forms.code_list(list).options.first();
            return option.map_or_else(String::new, |option| format!("\"{}\"", option.labels.first().unwrap_or(&option.name)));
        }
        Ty::Text | Ty::Time | Ty::Record(_) | Ty::List(_) | Ty::Returns(_) | Ty::BusinessDays => "A",
    };
    words.to_owned()
}
