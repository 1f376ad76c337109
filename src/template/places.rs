//! The lines and columns of a template: which there are for a form, what they are called, and what is expected in them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::form::{Forms, Member, MemberKind};
use crate::scaffold::{self, Content};
use crate::ty::ShapeId;

/// A field or a list that is reached from a form or a row through groups of fields alone.
pub(super) struct Place<'f> {
    /// The names that lead to it.
    pub path: Vec<&'f str>,
    /// The groups that lead to it, and the member itself.
    pub members: Vec<&'f Member>,
    pub member: &'f Member,
}

impl<'f> Place<'f> {
    /// The names parted by points: `mandate.shares`.
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    /// The words that are printed for it, those of its groups before them.
    pub fn label(&self, language: Option<&str>) -> String {
        self.members.iter().map(|member| label(member, language)).collect::<Vec<_>>().join(": ")
    }

    /// The shape of its rows, for a list.
    pub fn rows(&self) -> Option<ShapeId> {
        match self.member.kind {
            MemberKind::List { rows, .. } => Some(rows),
            _ => None,
        }
    }

    /// What is expected in its cell.
    pub fn expected(&self, forms: &'f Forms) -> String {
        let MemberKind::Field(field) = &self.member.kind else { return super::OF_A_LIST.to_owned() };
        let Content::Field { kind, options, blank } = scaffold::field(forms, field) else { return String::new() };
        let options = if options.is_empty() { String::new() } else { format!(": {}", options.join(" | ")) };
        format!("{kind}{options}{}", blank.map(|blank| format!("; {blank}")).unwrap_or_default())
    }

    /// The words of which one is expected.
    pub fn options(&self, forms: &'f Forms) -> Vec<&'f str> {
        let MemberKind::Field(field) = &self.member.kind else { return Vec::new() };
        match scaffold::field(forms, field) {
            Content::Field { kind: "Yes or No", .. } => vec!["Yes", "No"],
            Content::Field { options, .. } => options,
            Content::Group | Content::Rows => Vec::new(),
        }
    }
}

fn label<'f>(member: &'f Member, language: Option<&str>) -> &'f str {
    let translated = member.labels.iter().find(|(tag, _)| Some(tag.as_str()) == language);
    translated.map_or(&member.label, |(_, label)| label)
}

/// The places of a form or of a row, in the order of the form.
pub(super) fn places(forms: &Forms, shape: ShapeId) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    add(forms, shape, &mut Vec::new(), &mut places);
    places
}

fn add<'f>(forms: &'f Forms, shape: ShapeId, above: &mut Vec<&'f Member>, places: &mut Vec<Place<'f>>) {
    for member in &forms.shape(shape).members {
        above.push(member);
        match member.kind {
            MemberKind::Record(inner) => add(forms, inner, above, places),
            _ => {
                let path = above.iter().map(|member| member.name.as_str()).collect();
                places.push(Place { path, members: above.clone(), member });
            }
        }
        above.pop();
    }
}

/// A list of a form, wherever it stands.
pub(super) struct List<'f> {
    /// The list whose rows have it.
    pub parent: Option<String>,
    /// In how many lists its rows stand, itself counted.
    pub depth: usize,
    pub columns: Vec<Place<'f>>,
}

/// The lists of a form by their full names: `options`, `options.schemes`.
pub(super) fn lists(forms: &Forms, shape: ShapeId) -> BTreeMap<String, List<'_>> {
    let mut lists = BTreeMap::new();
    add_lists(forms, &places(forms, shape), None, 1, &mut lists);
    lists
}

fn add_lists<'f>(forms: &'f Forms, of: &[Place<'f>], parent: Option<&str>, depth: usize, lists: &mut BTreeMap<String, List<'f>>) {
    for (place, rows) in of.iter().filter_map(|place| Some((place, place.rows()?))) {
        let name = full_name(parent, place);
        let columns = places(forms, rows);
        add_lists(forms, &columns, Some(&name), depth + 1, lists);
        lists.insert(name, List { parent: parent.map(str::to_owned), depth, columns });
    }
}

/// The name of a place below a list.
pub(super) fn full_name(parent: Option<&str>, place: &Place<'_>) -> String {
    parent.map_or_else(|| place.name(), |parent| format!("{parent}.{}", place.name()))
}

/// What a form is, in a few letters: other fields, or others of kind, give another stamp.
pub(super) fn stamp(forms: &Forms, shape: ShapeId) -> String {
    let mut all = String::new();
    for place in places(forms, shape) {
        all.push_str(&format!("{} {}\n", place.name(), place.expected(forms)));
    }
    for (name, list) in lists(forms, shape) {
        for place in list.columns {
            all.push_str(&format!("{name} {} {}\n", place.name(), place.expected(forms)));
        }
    }
    Sha256::digest(all.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
