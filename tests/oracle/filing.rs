//! Returns as the generator made them up: what each cell says, beside the words that are written for it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use num_rational::BigRational;

/// One return: its file, its form, what it says, and the YAML that says so.
#[derive(Clone, Debug)]
pub struct Document {
    pub name: String,
    pub form: String,
    pub fields: Group,
    pub text: String,
}

/// What is given for each member; a member that is left out is absent.
pub type Group = BTreeMap<String, Given>;

/// What stands in the place of a field, a group of fields, a list or a row.
#[derive(Clone, Debug)]
pub enum Given {
    Figure(Figure),
    Group(Group),
    Rows(Vec<Given>),
    Blank,
    NotApplicable,
    Unreadable,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A number with the places that are printed, in its own terms, and the currency before it.
    Number {
        value: BigRational,
        places: u32,
        currency: Option<String>,
    },
    Truth(bool),
    Date(NaiveDate),
    Month(i32, u32),
    Moment(NaiveDate, Option<(u32, u32)>),
    Text(String),
    Code(String),
}
