//! Where the naive evaluator finds what a return says: a return, a group of fields or a row, beside its declaration.

use rulecheck::syntax::ast::{FieldAttribute, FieldDecl, FormDecl, MemberDecl, Name, TypeExpr};

use super::filing::{Given, Group};
use super::values::{Amount, Causes, Datum, Digits, Value, figure, unknown};

/// A return, a group of fields or a row of one document.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The document, by its number.
    pub document: usize,
    /// The path as rules write it from the form on, and the number of the row.
    pub path: String,
    pub row: usize,
    members: &'a [MemberDecl],
    pub key: &'a [Name],
    says: Says<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Says<'a> {
    Each(&'a Group),
    /// One state for all members.
    All(&'a Given),
    Nothing,
}

/// What a place has under a name.
pub enum Found<'a> {
    Field(Datum<'a>, Presence),
    Record(Place<'a>),
    List(Result<Vec<Place<'a>>, Datum<'a>>, Presence),
}

/// Whether something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Present,
    Missing,
    Unknown(&'static str),
}

impl<'a> Place<'a> {
    pub fn of_return(document: usize, form: &'a FormDecl, group: &'a Group) -> Place<'a> {
        Place { document, path: form.name.text.clone(), row: 0, members: &form.members, key: &[], says: Says::Each(group) }
    }

    fn given(&self, name: &str) -> Option<&'a Given> {
        match self.says {
            Says::Each(group) => group.get(name),
            Says::All(given) => Some(given),
            Says::Nothing => None,
        }
    }

    pub fn find(&self, name: &str) -> Option<Found<'a>> {
        let given = self.given(name);
        let presence = match given {
            Some(Given::Figure(_) | Given::Group(_)) => Presence::Present,
            Some(Given::Rows(rows)) if !rows.is_empty() => Presence::Present,
            Some(Given::Rows(_) | Given::Blank | Given::NotApplicable) => Presence::Missing,
            Some(Given::Unreadable) => Presence::Unknown("unreadable"),
            None => Presence::Unknown("absent"),
        };
        self.members.iter().find_map(|member| match member {
            MemberDecl::Field(field) if field.name.text == name => Some(Found::Field(read(field, given), presence)),
            MemberDecl::Record { name: found, members, .. } if found.text == name => {
                Some(Found::Record(self.inner(name, 0, members, &[], given)))
            }
            MemberDecl::List { name: found, members, key, blank_is_empty, .. } if found.text == name => {
                let rows = match given {
                    Some(Given::Rows(rows)) => Ok(rows.as_slice()),
                    Some(Given::NotApplicable) => Ok(&[][..]),
                    Some(Given::Blank) if *blank_is_empty => Ok(&[][..]),
                    Some(Given::Blank) => Err(unknown("blank")),
                    Some(Given::Unreadable) => Err(unknown("unreadable")),
                    None => Err(unknown("absent")),
                    Some(other) => panic!("{other:?} in the place of the list {name}"),
                };
                let places = |rows: &'a [Given]| {
                    rows.iter().enumerate().map(|(at, row)| self.inner(name, at + 1, members, key, Some(row))).collect()
                };
                Some(Found::List(rows.map(places), presence))
            }
            _ => None,
        })
    }

    fn inner(&self, name: &str, row: usize, members: &'a [MemberDecl], key: &'a [Name], given: Option<&'a Given>) -> Place<'a> {
        let says = match given {
            Some(Given::Group(group)) => Says::Each(group),
            Some(whole) => Says::All(whole),
            None => Says::Nothing,
        };
        Place { document: self.document, path: format!("{}.{name}", self.path), row, members, key, says }
    }

    /// The data at the end of a path, through groups and rows, with the places in which they stand.
    pub fn ends(&self, path: &[Name]) -> Vec<(Place<'a>, Datum<'a>)> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        match self.find(&first.text) {
            Some(Found::Field(datum, _)) => vec![(self.clone(), datum)],
            Some(Found::Record(inner)) => inner.ends(rest),
            Some(Found::List(Ok(rows), _)) => rows.iter().flat_map(|row| row.ends(rest)).collect(),
            Some(Found::List(Err(_), _)) | None => Vec::new(),
        }
    }

    /// The key of a list.
    pub fn key_of(&self, list: &str) -> &'a [Name] {
        let key = self.members.iter().find_map(|member| match member {
            MemberDecl::List { name, key, .. } if name.text == list => Some(key.as_slice()),
            _ => None,
        });
        key.unwrap_or_default()
    }

    /// The declared type of a field.
    pub fn type_of(&self, name: &str) -> Option<&'a TypeExpr> {
        self.members.iter().find_map(|member| match member {
            MemberDecl::Field(field) if field.name.text == name => Some(&field.ty),
            _ => None,
        })
    }
}

/// What a cell says, by the meaning that its form gives to a blank and to "not applicable".
fn read<'a>(field: &FieldDecl, given: Option<&Given>) -> Datum<'a> {
    let has = |wanted: fn(&FieldAttribute) -> bool| field.attributes.iter().any(wanted);
    let digits = match () {
        () if has(|a| matches!(a, FieldAttribute::RoundedOrTruncated(_))) => Digits::Either,
        () if has(|a| matches!(a, FieldAttribute::Rounded(_))) => Digits::Rounded,
        () if has(|a| matches!(a, FieldAttribute::Truncated(_))) => Digits::Cut,
        () => Digits::Exact,
    };
    let is = |wanted: &str| matches!(&field.ty, TypeExpr::Basic(name) if name.text == wanted);
    let (text, money) = (is("text"), i32::from(is("money") || is("price")));
    let zero = || {
        let value = num_traits::Zero::zero();
        Datum::Known(Value::Amount(Amount { value, currency: None, places: 0, digits: Digits::Exact, money }))
    };
    match given {
        Some(Given::Figure(shown)) => Datum::Known(figure(shown, digits, money)),
        Some(Given::NotApplicable) if has(|a| matches!(a, FieldAttribute::NotApplicableIsZero(_))) => zero(),
        Some(Given::NotApplicable) => Datum::NotApplicable { stated: Some(text) },
        Some(Given::Blank) if has(|a| matches!(a, FieldAttribute::BlankIsZero(_))) => zero(),
        Some(Given::Blank) if has(|a| matches!(a, FieldAttribute::BlankIsNotApplicable(_))) => Datum::NotApplicable { stated: Some(text) },
        Some(Given::Blank) => Datum::Unknown { causes: Causes::from(["blank"]), blank: Some(text) },
        Some(Given::Unreadable) => unknown("unreadable"),
        Some(Given::Group(_) | Given::Rows(_)) => panic!("several values for the field {}", field.name.text),
        None => unknown("absent"),
    }
}

/// The place that a datum names.
pub fn place<'a>(datum: Datum<'a>) -> Result<Place<'a>, Datum<'a>> {
    match datum {
        Datum::Known(Value::Place(place)) => Ok(place),
        Datum::Known(other) => panic!("{other:?} is no row"),
        lacking => Err(lacking),
    }
}
