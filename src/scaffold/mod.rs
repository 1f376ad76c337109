//! The beginnings of files that people go on to write: packs, rules, forms, returns and waivers.

mod cells;
mod returns;

use std::path::PathBuf;

use crate::form::{Form, Forms, Member, MemberKind};
use crate::ty::{FormId, ShapeId, Ty, Unit};

pub use cells::{Cell, Content, cells, field};
pub use returns::yaml;

/// A file to write, and the path that it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub path: PathBuf,
    pub text: String,
}

/// A pack: what it says of itself, a form with a rule, and tests of the rule with a return.
pub fn pack(name: &str) -> Vec<Draft> {
    let manifest = format!(
        "name = \"{name}\"\ntitle = \"Say what the pack is about\"\nversion = \"0.1.0\"\ndescription = \"Say whom it is for.\"\n\n\
         # What its rules cite: each source with its title, and its provisions if only those may be cited.\n\
         [sources.Manual]\ntitle = \"The manual\"\nissuer = \"Who has issued it\"\n"
    );
    let rules = format!(
        "pack {name} \"Say what the pack is about\"\n\n{}\n\
         rule statement.roll-forward\n  \"Closing balance is the opening balance plus the change\"\n  applies to statement\n  cites \"Manual 1\"\n\
         for each row in rows\n  must row.opening + row.change = row.closing\n    \
         else \"{{row.opening}} {{row.change:signed}} does not give {{row.closing}}; the difference is {{difference}}.\"\nend\n",
        form("statement")
    );
    let tests = format!(
        "use {name}\n\n\
         test \"a statement that adds up passes\" of statement.roll-forward\n  with \"statement.yaml\"\n  expect pass\nend\n\n\
         test \"a slipped digit is caught\" of statement.roll-forward\n  with \"statement.yaml\"\n  \
         changing rows[\"Class A\"].closing to 905\n  expect fail for \"Class A\"\nend\n\n\
         test \"a balance that is left blank is not taken for zero\" of statement.roll-forward\n  with \"statement.yaml\"\n  \
         changing rows[\"Class A\"].opening to blank\n  expect undetermined blank for \"Class A\"\nend\n"
    );
    let statement =
        "form: statement\nday: 31 January 2024\nrows:\n  - name: Class A\n    opening: 1,000\n    change: -50\n    closing: 950\n";
    let folder = PathBuf::from(name);
    vec![
        Draft { path: folder.join("pack.toml"), text: manifest },
        Draft { path: folder.join(format!("{name}.rules")), text: rules },
        Draft { path: folder.join("tests").join(format!("{name}.rules")), text: tests },
        Draft { path: folder.join("tests/statement.yaml"), text: statement.to_owned() },
    ]
}

/// A form with a date, and a list of rows with balances.
pub fn form(name: &str) -> String {
    format!(
        "-- What is printed on the form, in its own words; docs/language.md has every kind of field.\n\
         form {name} \"The title that is printed on it\"\n  dated day\n\n  field day \"Date\" date\n\n  list rows \"Balances\"\n    key name\n\n    \
         field name \"Class of shares\" text\n    field opening \"Balance at the start\" shares\n    \
         field change \"Increase / decrease (-)\" shares blank is 0 part of closing\n    field closing \"Balance at the end\" shares\n  end\nend\n"
    )
}

/// A rule over a form with two tests, and the return that they are tried on.
pub fn rule(name: &str, forms: &Forms, form: FormId) -> Vec<Draft> {
    let stem = name.replace('.', "-");
    let of = forms.form(form);
    let subject = Subject::of(forms, form);
    let used = if of.pack.is_empty() { String::new() } else { format!("use {}\n\n", of.pack) };
    let (each, figure, path) = match &subject.list {
        Some(list) => (format!("  for each row in {list}\n"), format!("row.{}", subject.field), format!("{list}[1].{}", subject.field)),
        None => (String::new(), subject.field.clone(), subject.field.clone()),
    };
    let (must, wrong) = match &subject.below_zero {
        Some(wrong) => (format!("  must {figure} >= 0\n    else \"{{{figure}}} is less than zero.\"\n"), wrong.clone()),
        None => (format!("  must {figure} is present\n    else \"Nothing is stated.\"\n"), "blank".to_owned()),
    };
    let rules = format!(
        "{used}-- Say what must hold; `rulecheck explain {name}` shows how it reads, docs/language.md what can be said.\n\
         rule {name}\n  \"Say in one sentence what must hold\"\n  applies to {}\n  cites \"Say where it is written\"\n{each}{must}end\n\n\
         test \"a return that is right passes\" of {name}\n  with \"{stem}.yaml\"\n  expect pass\nend\n\n\
         test \"a figure that is wrong is caught\" of {name}\n  with \"{stem}.yaml\"\n  changing {path} to {wrong}\n  expect fail\nend\n",
        of.name
    );
    let example = returns::example(forms, form, &subject);
    vec![
        Draft { path: PathBuf::from(format!("{stem}.rules")), text: rules },
        Draft { path: PathBuf::from(format!("{stem}.yaml")), text: example },
    ]
}

/// A waiver of a rule.
pub fn waiver(rule: &str, pack: &str) -> String {
    let used = if pack.is_empty() { String::new() } else { format!("use {pack}\n\n") };
    format!(
        "{used}-- Narrow it with `for CONDITION`, with `only \"Class B\"` to rows, and with `until 2027-12-31` to days.\n\
         waive {rule}\n  for yes\n  because \"Say why the fail may stand\"\n  approved by \"Say who decided\"\nend\n"
    )
}

/// The figure that a first rule is about: one of the form itself or of its first list with a figure, else the first field.
struct Subject {
    list: Option<String>,
    field: String,
    /// A figure below zero as a test writes it; none for a field that is no figure.
    below_zero: Option<String>,
}

impl Subject {
    fn of(forms: &Forms, form: FormId) -> Subject {
        let Form { shape, .. } = forms.form(form);
        let figure = |shape: ShapeId| forms.shape(shape).members.iter().find_map(|member| Some((member.name.clone(), below_zero(member)?)));
        if let Some((field, wrong)) = figure(*shape) {
            return Subject { list: None, field, below_zero: Some(wrong) };
        }
        for member in &forms.shape(*shape).members {
            if let MemberKind::List { rows, .. } = member.kind
                && let Some((field, wrong)) = figure(rows)
            {
                return Subject { list: Some(member.name.clone()), field, below_zero: Some(wrong) };
            }
        }
        let first = forms.shape(*shape).members.iter().find(|member| matches!(member.kind, MemberKind::Field(_)));
        Subject { list: None, field: first.map_or_else(String::new, |member| member.name.clone()), below_zero: None }
    }
}

fn below_zero(member: &Member) -> Option<String> {
    let MemberKind::Field(field) = &member.kind else { return None };
    let Ty::Quantity { unit, percent, .. } = field.ty else { return None };
    let words = match unit {
        Unit::MONEY | Unit::PRICE => "-HKD 1",
        _ if percent => "-1%",
        _ => "-1",
    };
    Some(words.to_owned())
}
