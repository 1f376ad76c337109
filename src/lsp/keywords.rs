//! The words of the language that lead something, where each may stand, and what it means.

use crate::builtin;

/// Where a word may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Between items.
    File,
    Rule,
    Form,
    Table,
    /// Behind the name and type of a field.
    Field,
    Printed,
    Test,
    Waiver,
    Calendar,
    /// Behind the value of a parameter or a setting.
    Value,
    Expression,
    /// Behind a sum: what is said of it.
    Relation,
}

/// A word or phrase.
#[derive(Clone, Copy, Debug)]
pub struct Keyword {
    pub words: &'static str,
    pub spot: Spot,
    /// What it means, in a few words.
    pub about: &'static str,
    /// What is written for it with places to fill in, where that is more than the words.
    pub snippet: Option<&'static str>,
}

const fn word(spot: Spot, words: &'static str, about: &'static str) -> Keyword {
    Keyword { words, spot, about, snippet: None }
}

const fn filled(spot: Spot, words: &'static str, about: &'static str, snippet: &'static str) -> Keyword {
    Keyword { words, spot, about, snippet: Some(snippet) }
}

/// Every keyword, spot by spot.
pub const ALL: &[Keyword] = &[
    filled(
        Spot::File,
        "rule",
        "states what must hold",
        "rule ${1:name}\n  \"${2:What must hold}\"\n  applies to ${3:form}\n  cites \"${4:source}\"\n  must ${0}\nend",
    ),
    filled(Spot::File, "form", "declares the fields of a kind of return", "form ${1:name} \"${2:Title}\"\n  field ${0}\nend"),
    filled(Spot::File, "profile", "declares what is known of the issuer", "profile ${1:issuer} \"${2:Title}\"\n  field ${0}\nend"),
    filled(
        Spot::File,
        "table",
        "declares reference data by its columns",
        "table ${1:name} \"${2:Title}\" key ${3:column}\n  field ${0}\nend",
    ),
    filled(Spot::File, "printed", "says how a form is printed", "printed ${1:form}\n  known by \"${0}\"\nend"),
    filled(
        Spot::File,
        "calendar",
        "names the days on which nothing is open",
        "calendar ${1:name}\n  closed days in \"${2:closures.csv}\"\n  covers ${3:2026-01-01} to ${4:2026-12-31}\nend",
    ),
    filled(Spot::File, "parameter", "a value that law or a company sets", "parameter ${1:name} \"${2:What it is}\" = ${0}"),
    filled(Spot::File, "set", "a company's own value for a parameter of a pack", "set ${1:pack}.${2:parameter} = ${0}"),
    filled(Spot::File, "define", "a named calculation", "define ${1:name}(${2:row} : ${3:form.list}) = ${0}"),
    filled(
        Spot::File,
        "test",
        "tries a rule on a return",
        "test \"${1:title}\" of ${2:rule}\n  with \"${3:return.yaml}\"\n  expect ${0:pass}\nend",
    ),
    filled(
        Spot::File,
        "waive",
        "lets an explained fail stand",
        "waive ${1:rule}\n  for ${2:condition}\n  because \"${3:reason}\"\n  approved by \"${4:name}\"\n  until ${5:2026-12-31}\nend",
    ),
    word(Spot::File, "pack", "the pack that the items below belong to"),
    word(Spot::File, "use", "another pack whose forms are spoken of here"),
    word(Spot::Rule, "applies to", "the returns that are judged"),
    word(Spot::Rule, "because", "why the check is made, in plain words"),
    word(Spot::Rule, "cites", "where the rule comes from"),
    word(Spot::Rule, "effective from", "the first day on which this edition is in force"),
    word(Spot::Rule, "effective until", "the last day of an edition without a beginning"),
    word(Spot::Rule, "until", "the last day on which it is in force"),
    word(Spot::Rule, "by", "the date that decides which edition judges"),
    word(Spot::Rule, "for each", "one instance for each row"),
    word(Spot::Rule, "where", "which rows"),
    word(Spot::Rule, "when", "where it is false, the rule does not apply"),
    word(Spot::Rule, "given", "names a value or a row"),
    word(Spot::Rule, "must", "what holds; a failure is an error"),
    word(Spot::Rule, "should", "what holds; a failure is a warning"),
    word(Spot::Rule, "note", "what holds; a failure is a note"),
    word(Spot::Rule, "else", "what to tell the filer, with values in braces"),
    word(Spot::Rule, "doubt", "the figures to suspect first"),
    word(Spot::Rule, "title", "the title in another language"),
    word(Spot::Rule, "end", "closes the rule"),
    word(Spot::Form, "field", "one figure, date, code or text"),
    filled(Spot::Form, "record", "fields that stand together", "record ${1:name} \"${2:Label}\"\n  field ${0}\nend"),
    filled(Spot::Form, "list", "fields that repeat, row by row", "list ${1:name} \"${2:Label}\" key ${3:field}\n  field ${0}\nend"),
    word(Spot::Form, "key", "the fields that tell one row from another"),
    word(Spot::Form, "blank is empty", "a blank in the place of the list means that it has no rows"),
    word(Spot::Form, "title", "the form's title in another language"),
    word(Spot::Form, "label", "the words printed on the form in another language"),
    word(Spot::Form, "plural", "what the other returns of this form are called"),
    word(Spot::Form, "dated", "the field whose date orders the returns"),
    word(Spot::Form, "previous is the month before", "`previous` is the return of the month before"),
    word(Spot::Form, "previous closes at", "`previous` is the return that closes where this one opens"),
    word(Spot::Form, "closes at", "the date on which a return of another form closes"),
    word(Spot::Form, "where this opens at", "the date on which this return opens"),
    word(Spot::Form, "with", "the balance that links the returns besides"),
    word(Spot::Form, "amended when", "the field and the value that mark an amendment"),
    word(Spot::Form, "issuer known by", "the fields that hold the issuer's stock codes"),
    word(Spot::Form, "counts", "the fields that say how many returns there are"),
    word(Spot::Form, "from", "the first day of what is counted"),
    word(Spot::Form, "until", "the last day of what is counted"),
    word(Spot::Form, "as", "how many there are"),
    word(Spot::Form, "end", "closes the form, the record or the list"),
    word(Spot::Table, "field", "one column"),
    word(Spot::Table, "key", "the columns that tell one row from another"),
    word(Spot::Table, "rows in", "the file beside this one that holds the rows"),
    word(Spot::Table, "title", "the title in another language"),
    word(Spot::Table, "end", "closes the table"),
    word(Spot::Field, "blank is 0", "a blank stands for zero"),
    word(Spot::Field, "blank is not applicable", "a blank says that nothing is due here"),
    word(Spot::Field, "not applicable is 0", "“Not applicable” stands for zero"),
    word(Spot::Field, "rounded", "the figure is rounded at the places shown"),
    word(Spot::Field, "truncated", "the figure is cut at the places shown"),
    word(Spot::Field, "rounded or truncated", "one or the other, as the filer chose"),
    word(Spot::Field, "often wrong", "what is filed here is often wrong, so its corrections come first"),
    word(Spot::Field, "seldom wrong", "what is filed here is seldom wrong, so its corrections come last"),
    word(Spot::Field, "part of", "the total that the figure is a term of"),
    word(Spot::Field, "label", "the words printed on the form in another language"),
    word(Spot::Printed, "known by", "the words of the title by which a text is known"),
    word(Spot::Printed, "skip", "words on every page that belong to nothing"),
    word(Spot::Printed, "line", "a line of the form"),
    filled(Spot::Printed, "part", "what stands under a heading", "part \"${1:heading}\"\n  ${0}\nend"),
    word(Spot::Printed, "holds", "the list that the part holds"),
    filled(Spot::Printed, "each", "the rows of a list, one after another", "each ${1:list} from \"${2:words}\"\n  ${0}\nend"),
    word(Spot::Printed, "from", "each row begins with these words"),
    word(Spot::Printed, "until", "each row ends with these words"),
    word(Spot::Printed, "led by", "each row begins with a value of this field"),
    word(Spot::Printed, "numbered", "each row begins with its number"),
    word(Spot::Printed, "in columns", "each row is a column, with these words in a field"),
    word(Spot::Printed, "under heads", "the words of its members are the heads of the columns"),
    word(Spot::Printed, "lines", "rows that each are one line"),
    word(Spot::Printed, "as in", "one line for each row of another list"),
    word(Spot::Printed, "in", "the field whose words are searched"),
    word(Spot::Printed, "adds up", "which figures make up another"),
    word(Spot::Printed, "multiplies", "which figures, multiplied, make up another"),
    word(Spot::Printed, "to", "the figure that the others make up"),
    word(Spot::Printed, "or", "the same words in another version of the form"),
    word(Spot::Printed, "else blank", "blank where the words are left out"),
    word(Spot::Printed, "end", "closes the part, the rows or the print"),
    word(Spot::Test, "of", "the rule that is tried"),
    word(Spot::Test, "with", "the files of returns"),
    word(Spot::Test, "changing", "one cell, and what is printed there for the test"),
    word(Spot::Test, "to", "what is printed there"),
    word(Spot::Test, "blank", "nothing is printed there"),
    word(Spot::Test, "unreadable", "what is printed there cannot be read"),
    word(Spot::Test, "absent", "the place itself is missing"),
    word(Spot::Test, "in", "the file of which that is said"),
    word(Spot::Test, "expect pass", "what the rule must give"),
    word(Spot::Test, "expect fail", "what the rule must give"),
    word(Spot::Test, "expect not applicable", "what the rule must give"),
    word(Spot::Test, "expect undetermined", "what the rule must give"),
    word(Spot::Test, "for", "the rows of which that is said"),
    word(Spot::Test, "end", "closes the test"),
    word(Spot::Waiver, "for", "which returns it is about"),
    word(Spot::Waiver, "only", "which rows it is about"),
    word(Spot::Waiver, "because", "why"),
    word(Spot::Waiver, "approved by", "on whose authority"),
    word(Spot::Waiver, "until", "the last day on which it holds"),
    word(Spot::Waiver, "end", "closes the waiver"),
    word(Spot::Calendar, "closed days in", "the file beside this one with the days"),
    word(Spot::Calendar, "covers", "the first and the last day that are known"),
    word(Spot::Calendar, "to", "the last day"),
    word(Spot::Calendar, "end", "closes the calendar"),
    word(Spot::Value, "effective from", "the first day on which the value holds"),
    word(Spot::Value, "effective until", "the last day of a value without a beginning"),
    word(Spot::Value, "until", "the last day on which it holds"),
    word(Spot::Value, "cites", "where the value comes from"),
    word(Spot::Expression, "if", "a choice: if … then … else …"),
    word(Spot::Expression, "not", "does not hold"),
    word(Spot::Expression, "every", "holds of every row"),
    word(Spot::Expression, "some", "holds of one row"),
    word(Spot::Expression, "previous", "the issuer's return before this one"),
    word(Spot::Expression, "smallest of", "the smallest of several values, or over rows"),
    word(Spot::Expression, "whichever of", "what those say that are read from returns that are loaded"),
    word(Spot::Expression, "yes", "the truth"),
    word(Spot::Expression, "no", "its opposite"),
    word(Spot::Relation, "and", "both hold"),
    word(Spot::Relation, "or", "one of them holds"),
    word(Spot::Relation, "then", "the value where the condition holds"),
    word(Spot::Relation, "else", "the other value"),
    word(Spot::Relation, "is", "asks which code a field holds"),
    word(Spot::Relation, "is not", "asks whether a field holds another code"),
    word(Spot::Relation, "is one of", "asks for any of several codes"),
    word(Spot::Relation, "is present", "the cell holds a figure"),
    word(Spot::Relation, "is missing", "the cell holds no figure"),
    word(Spot::Relation, "is at least", "as >=, of the whole interval of a rounded figure"),
    word(Spot::Relation, "is at most", "as <=, of the whole interval of a rounded figure"),
    word(Spot::Relation, "is loaded", "ends `whichever of (A, B)`"),
    word(Spot::Relation, "agrees with", "a rounded figure fits a value"),
    word(Spot::Relation, "agrees with any of", "a rounded figure fits one of several values"),
    word(Spot::Relation, "for each", "the rows that are gone through"),
    word(Spot::Relation, "in", "the list, the month or the calendar"),
    word(Spot::Relation, "in the", "each of so many business days"),
    word(Spot::Relation, "where", "which rows"),
    word(Spot::Relation, "satisfies", "what holds of the rows"),
    word(Spot::Relation, "from", "the first day of a window"),
    word(Spot::Relation, "to", "the last day of a window, or the places of `round`"),
    word(Spot::Relation, "since", "a window up to the return under judgement"),
    word(Spot::Relation, "on", "the day of an hour"),
    word(Spot::Relation, "after", "counted from a day on"),
    word(Spot::Relation, "before", "counted back from a day"),
    word(Spot::Relation, "up", "away from zero"),
    word(Spot::Relation, "down", "towards zero"),
    word(Spot::Relation, "places", "behind the point"),
    word(Spot::Relation, "half up", "a half goes away from zero"),
    word(Spot::Relation, "half down", "a half goes towards zero"),
    word(Spot::Relation, "half even", "a half goes to the even digit"),
    word(Spot::Relation, "or the last day of the month", "what becomes of the 31st"),
    word(Spot::Relation, "or the first day of the next month", "what becomes of the 31st"),
];

/// The types that a field may have.
pub const TYPES: &[(&str, &str)] = &[
    ("shares", "a whole number of shares"),
    ("money", "an amount, in its currency"),
    ("price", "money per share"),
    ("ratio", "a number that compares two others"),
    ("percent", "a percentage"),
    ("number", "a number of nothing in particular"),
    ("days", "a number of days"),
    ("date", "a day"),
    ("month", "a month of a year"),
    ("moment", "a day, with its hour where known"),
    ("text", "words"),
    ("yes_no", "yes or no"),
    ("code of", "a closed list of values with the words printed for each"),
];

/// The keywords of a spot.
pub fn of(spot: Spot) -> impl Iterator<Item = &'static Keyword> {
    ALL.iter().filter(move |keyword| keyword.spot == spot)
}

/// Whether a word is one that the language knows, in some place.
pub fn is_known(word: &str) -> bool {
    let has = |words: &str| words.split(|c: char| !c.is_alphanumeric() && c != '_').any(|known| known == word);
    ALL.iter().any(|keyword| has(keyword.words)) || TYPES.iter().any(|(words, _)| has(words)) || builtin::ALL.iter().any(|of| has(of.name))
}
