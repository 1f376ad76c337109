//! Forms after their names are resolved: which fields a return has, of which type, and what a blank means.

use serde::{Deserialize, Serialize};

use crate::source::{SourceId, Span};
use crate::ty::{CodeListId, FormId, ShapeId, Ty};
use crate::value::Value;

/// All declared forms with their shapes and codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forms {
    pub forms: Vec<Form>,
    pub shapes: Vec<Shape>,
    pub codes: Vec<CodeList>,
    /// How forms are printed.
    pub prints: Vec<Print>,
}

impl Forms {
    pub fn form(&self, id: FormId) -> &Form {
        &self.forms[id.0 as usize]
    }

    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0 as usize]
    }

    pub fn code_list(&self, id: CodeListId) -> &CodeList {
        &self.codes[id.0 as usize]
    }

    pub fn find(&self, name: &str) -> Option<FormId> {
        self.forms.iter().position(|form| form.name == name).map(|i| FormId(i as u16))
    }

    /// The shape of the rows of a table; `None` for any other form.
    pub fn rows_of(&self, table: FormId) -> Option<ShapeId> {
        let form = self.form(table);
        match self.shape(form.shape).members.first()?.kind {
            MemberKind::List { rows, .. } if form.kind == FormKind::Table => Some(rows),
            _ => None,
        }
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<FormId> {
        self.find(name).filter(|&id| self.form(id).kind == FormKind::Table)
    }

    /// The names of all tables.
    pub fn table_names(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().filter(|form| form.kind == FormKind::Table).map(|form| form.name.as_str())
    }

    /// The form that describes the issuer itself, if one is declared.
    pub fn profile(&self) -> Option<FormId> {
        self.forms.iter().position(|form| form.kind == FormKind::Profile).map(|i| FormId(i as u16))
    }
}

/// What a form declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FormKind {
    /// A kind of return, which rules judge.
    Return,
    /// What is known of the issuer itself.
    Profile,
    /// Reference data: its root has one list, whose rows are those of a CSV file.
    Table,
}

/// A kind of return, the issuer's profile, or a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub name: String,
    pub title: String,
    /// The title in other languages.
    pub titles: Vec<(String, String)>,
    /// The pack that declares it.
    pub pack: String,
    pub kind: FormKind,
    /// What the other returns of this form are called in rules, `next_day_returns`.
    pub plural: Option<String>,
    pub shape: ShapeId,
    /// The field whose date orders the returns of an issuer and chooses editions.
    pub dated: Option<MemberPath>,
    pub previous: Option<Previous>,
    /// How the returns of other forms are found that come before one of this form.
    pub follows: Vec<(FormId, Previous)>,
    /// How the rows of its returns follow each other without a gap.
    pub chain: Option<Chain>,
    /// The field and the code that mark an amendment.
    pub amended: Option<(MemberPath, u16)>,
    /// The fields whose stock codes name the issuer.
    pub issuer_known_by: Vec<MemberPath>,
    /// For a profile, where it says how many returns there are.
    pub counts: Option<Counts>,
    /// For a table, the text of its rows where the rule file names one.
    pub rows_in: Option<SourceId>,
    pub span: Span,
}

/// Which return `previous` finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Previous {
    /// The one of the month before, by the month of the form's date.
    MonthBefore,
    /// The one in which a row of the same key closes on the date on which a row of this one opens.
    Closes { closing: MemberPath, opening: MemberPath },
}

/// Where a profile says how many returns of a form there are from one day to another: the places of these fields in the rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The place of the list in the profile's shape.
    pub list: u16,
    pub form: u16,
    pub from: u16,
    pub until: u16,
    pub count: u16,
}

/// How the rows of a list follow each other from return to return: the next of a key opens on the day and with the balance with which the
/// one before closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The place of the list in the form's shape, and the shape of its rows.
    pub list: u16,
    pub rows: ShapeId,
    /// The places of the dates and balances in a row.
    pub opens_on: u16,
    pub opens_with: u16,
    pub closes_on: u16,
    pub closes_with: u16,
}

/// A path from the form's root: the place of each member in its shape.
pub type MemberPath = Vec<u16>;

/// The members of a form, of a group of fields, or of the rows of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// The path as rules write it from the form on: `monthly_return.issued`.
    pub name: String,
    pub form: FormId,
    pub members: Vec<Member>,
    /// Members that together tell one row from another, from the general to the particular; empty for rows told by their number.
    pub key: Vec<u16>,
}

impl Shape {
    pub fn find(&self, name: &str) -> Option<u16> {
        self.members.iter().position(|member| member.name == name).map(|i| i as u16)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    /// The words printed on the form; the name where none is declared.
    pub label: String,
    /// The words in other languages.
    pub labels: Vec<(String, String)>,
    pub kind: MemberKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberKind {
    Field(Field),
    Record(ShapeId),
    List {
        rows: ShapeId,
        /// A blank in the place of the list means that it has no rows.
        blank_is_empty: bool,
    },
}

/// One figure, date, code or text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub ty: Ty,
    pub blank: BlankMeans,
    /// "Not applicable" printed in this cell stands for 0.
    pub not_applicable_is_zero: bool,
    /// The total that this figure is a term of, as a path from the form's root.
    pub part_of: Option<MemberPath>,
    pub trust: Trust,
}

/// How far a form trusts a figure. It orders the corrections of findings and changes no outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Trust {
    OftenWrong,
    #[default]
    Plain,
    SeldomWrong,
}

/// What a blank cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlankMeans {
    Unknown,
    Zero,
    NotApplicable,
}

/// The closed list of values of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    pub options: Vec<CodeName>,
}

/// One value of a code: its name in rules and the words printed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeName {
    pub name: String,
    pub labels: Vec<String>,
}

/// The way to one cell of a return, and what a test prints there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    pub form: FormId,
    pub steps: Vec<CellStep>,
    pub content: CellContent,
    /// Where the test states the content.
    pub span: Span,
    /// Where the test names the cell.
    pub path: Span,
}

/// One step from the form to a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellStep {
    Member(u16),
    /// The row of a number, from 1.
    Row(u32),
    /// The row that has these values: one for each member of its key, or one that any of them has.
    Key(Vec<Value>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellContent {
    Printed(String),
    Blank,
    NotApplicable,
    Unreadable,
    Absent,
}

/// How a form is printed: its words in their order, with holes where its figures stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    pub form: FormId,
    pub title: String,
    /// Words by any of which a text is known to be this form.
    pub known_by: Vec<Wording>,
    /// Words of every page that belong to no field.
    pub skips: Vec<Wording>,
    pub parts: Vec<Printed>,
    pub span: Span,
}

/// One member of a print. Its holes are paths from the shape that it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Printed {
    /// Words with holes, in as many versions as the form has.
    Line {
        wordings: Vec<Wording>,
        /// The fields of its holes are blank where the words are left out.
        or_blank: bool,
        /// The field whose words it is looked for in.
        within: Option<u16>,
    },
    /// What stands under a heading.
    Part {
        headings: Vec<Wording>,
        /// The list that is empty where the heading is followed by "not applicable".
        holds: Option<u16>,
        /// That list is blank where the heading is not printed.
        or_blank: bool,
        parts: Vec<Printed>,
    },
    /// The rows of a list.
    Each { list: u16, start: RowStart, parts: Vec<Printed> },
    /// Rows that each are one line: for each row of another list, whose values its words repeat.
    LinesAsIn { list: u16, other: u16, wordings: Vec<Wording> },
    /// Rows that each are one place in the words of a field; the path may lead through lists that have one row.
    LinesInWords { list: MemberPath, field: u16, wordings: Vec<Wording> },
    /// The terms, of which a list's are taken over all its rows, add up to the total.
    AddsUp(Identity),
    /// The terms multiply to the total.
    Multiplies(Identity),
}

/// Figures that make up another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub terms: Vec<MemberPath>,
    pub total: MemberPath,
}

/// How the rows of a printed list are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowStart {
    /// Each begins with these words.
    From(Vec<Wording>),
    /// Each begins with a value of this field: of its code, a date, or words on a line that holds values.
    LedBy(u16),
    /// Each ends with these words.
    Until(Vec<Wording>),
    /// Each begins with its number.
    Numbered,
    /// Each is a line of cells; the words of the lines of its print are the heads of their columns.
    Headed,
    /// Each is a column of a table, which has these words in a field of text.
    Columns { member: u16, names: Vec<String> },
}

/// Words of a form with holes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub pieces: Vec<WordingPiece>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WordingPiece {
    Words(String),
    /// One of these words in a sentence; empty words for none.
    OneOf(Vec<String>),
    Hole {
        path: MemberPath,
        /// The value may have several lines.
        runs_on: bool,
    },
    /// Words that say nothing of a field: a few, or many.
    Anything {
        runs_on: bool,
    },
}
