//! The table of all diagnostics: id, level, title, explanation. An id is never reused.

use super::{Code, Level};

macro_rules! codes {
    ($($name:ident $level:ident $id:literal $title:literal $explanation:literal)*) => {
        $(
            #[doc = $title]
            pub static $name: Code = Code { id: $id, level: Level::$level, title: $title, explanation: $explanation };
        )*
        /// Every code, in the order of this table.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // Texts
    ENCODING Error "encoding" "the file is not UTF-8 text"
        "Rule files and returns are read as UTF-8. Save the file as UTF-8; nothing of it was read."
    EMPTY_FILE Error "empty-file" "the file is empty"
        "An empty file checks nothing and says nothing of an issuer. Remove it from the run, or fill it."
    WRONG_KIND Error "wrong-kind" "the file is of a kind that is not read here"
        "Returns are PDF, YAML or JSON files, rules are `.rules` files, and tables are CSV files. Give each where it belongs."

    // Published files
    PDF_ENCRYPTED Error "pdf-encrypted" "the PDF file is encrypted"
        "Nothing of it was read. Save a copy that opens without a password."
    PDF_TRUNCATED Error "pdf-truncated" "the PDF file is cut off"
        "Its end is missing, and with it perhaps pages. Nothing of it was read. Get the file again."
    PDF_DAMAGED Error "pdf-damaged" "the PDF file is damaged"
        "A part of it cannot be found or unpacked, and could hold figures. Nothing of it was read. Get the file again."
    PDF_NO_TEXT Error "pdf-no-text" "the PDF file has no text"
        "A scan holds pictures of figures and no figures. Get the return as it was filed, or give it as YAML."
    PDF_FONT Error "pdf-font" "the PDF file does not tell its characters"
        "Its fonts have no table of characters or cannot be loaded. Shapes are not guessed; nothing of it was read."
    PDF_LIMIT Error "pdf-limit" "the PDF file goes beyond a limit of reading"
        "A file of unknown origin must not take the run down. `--read-limit` raises the limits for files that are known and trusted."
    PDF_READER Error "pdf-reader" "PDF files cannot be read by this run"
        "The reader is not part of this copy of the program, or its process cannot be started."
    PDF_DOUBT Warning "pdf-doubt" "a part of the PDF file may be read otherwise than people see it"
        "Compare the figures of the page with the file. What cannot be told is unreadable, never guessed."

    SPREADSHEET Error "spreadsheet" "the spreadsheet cannot be read"
        "It is damaged, locked, empty, too large, or no spreadsheet at all. Nothing of it was read."

    // Rule files
    SYNTAX Error "syntax" "the text is not written as the language has it"
        "The rule or declaration is left out of the run; its neighbours work on."
    NESTING Error "nesting" "expressions or documents are nested too deep"
        "Nesting is at most 256 deep. Give inner parts a name with `given` or `define`."
    LITERAL_NUMBER Error "literal-number" "a number is written in a way that could be misread"
        "Digits stand alone or in groups of three parted by commas, with at most 28 of them: `25,973,445,421`, `0.00000025`."
    LITERAL_DATE Error "literal-date" "a date or a time that does not exist"
        "Dates are written year-month-day, for example `2022-09-30`, and must be in the calendar."
    TEMPLATE Error "template" "a message has a hole that is not closed or not an expression"
        "A hole is `{expression}` or `{expression:signed}`; a brace itself is written twice."
    CLAUSE Error "clause" "a clause is missing, stands twice or is out of place"
        "A rule has `applies to` and exactly one of `must`, `should` and `note`."

    // Names
    UNKNOWN_NAME Error "unknown-name" "nothing has this name here"
        "Names are those of the form's fields, of `given` and `for each`, of parameters, definitions and collections of returns."
    UNKNOWN_FIELD Error "unknown-field" "the form or row has no field of this name"
        "Fields are declared with the form; the message lists the nearest."
    UNKNOWN_FORM Error "unknown-form" "no loaded pack declares this form"
        "Declare the form, or name its pack with `use`."
    UNKNOWN_CODE Error "unknown-code" "the value is not one that the field declares"
        "A code has a closed list of values, declared with the form. A value outside it is treated as unreadable."
    UNKNOWN_CALENDAR Error "unknown-calendar" "no loaded pack declares this calendar"
        "Declare the calendar with `calendar`, or name its pack with `use`."
    UNKNOWN_PACK Error "unknown-pack" "no pack of this name is embedded or given"
        "Embedded packs are always at hand; others are given with `--pack`."
    UNKNOWN_CITATION Error "unknown-citation" "a rule cites what its pack does not name"
        "A pack names the sources that its rules cite, with their provisions; a citation that leads to none of them sends people astray."
    UNKNOWN_FUNCTION Error "unknown-function" "no built-in function or definition has this name"
        "Built-in functions are written `name of value`; definitions are called with parentheses."
    UNKNOWN_CURRENCY Error "unknown-currency" "no currency has this code"
        "Amounts are written with the three letters of ISO 4217 in front: `HKD 1.99`."
    UNKNOWN_RULE Error "unknown-rule" "no rule has this name"
        "A test or a waiver names a rule of the run, in full; `rulecheck list` shows the names."
    DUPLICATE_NAME Error "duplicate-name" "two things have one name"
        "A name means one thing in a run. Rename one of them; two editions of a rule need dates that do not overlap."
    SELF_REFERENCE Error "self-reference" "something is explained by itself"
        "Rules and definitions cannot refer to themselves, directly or through others; so every rule comes to an end."

    // Types
    TYPE_MISMATCH Error "type-mismatch" "the kind of value does not fit here"
        "Each operator takes certain kinds of value; nothing is converted silently."
    UNIT_MISMATCH Error "unit-mismatch" "the units do not fit together"
        "Shares, money and dates are not added to or compared with each other. Units multiply and divide: shares times price is money."
    ROUNDED_FIGURE Error "rounded-figure" "a rounded figure is compared as if it were exact"
        "A printed percentage stands for an interval. Write `agrees with`, `is at least` or `is at most`."
    EDITION_OVERLAP Error "edition-overlap" "two editions of one name are in force on the same day"
        "On each day at most one edition is in force. End the earlier with `until`."
    EDITION_GAP Warning "edition-gap" "no edition of a name is in force between two of its editions"
        "On the days between, a rule does not apply and a parameter has no value. Let the later edition begin on the day after the earlier one ends."
    CALENDAR_DATA Error "calendar-data" "the calendar's table cannot be used"
        "A calendar is a CSV file with the columns `date`, `kind` and `name`, beside the rule file."

    // Packs
    PACK_MANIFEST Error "pack-manifest" "what a pack says of itself cannot be read as it stands"
        "`pack.toml` states the name, title and version of a pack, the packs that it needs, its languages, and the sources that its rules cite."
    MISSING_DEPENDENCY Error "missing-dependency" "a pack needs another that is not named or not here"
        "A pack names in its `pack.toml` every pack that its files use; each is embedded, stands in a folder beside it, or is given with `--pack`."
    DEPENDENCY_VERSION Error "dependency-version" "a pack is not here in a version that another one needs"
        "Rules may have changed their meaning between versions. Bring a version that is meant, or widen the requirement."
    DEPENDENCY_CYCLE Error "dependency-cycle" "packs need each other in a circle"
        "None of them can be read before the others. Put what they share into a pack of its own."

    // Tables
    TABLE_DATA Error "table-data" "the rows of a table cannot be read as they stand"
        "The rows of a table are a CSV file whose first line names the fields; each other line has as many fields as the first."

    // Tests
    MISSING_FILE Error "missing-file" "a file that a test names is not there"
        "The returns of a test are files beside its rule file, named by their path from there. The test was not run."
    MISSING_ROW Error "missing-row" "what a test changes is not in its returns"
        "A test changes one cell of a return that it names; the row is found by its key or its number. The test was not run."

    // Returns
    DATA_SYNTAX Error "data-syntax" "the document is not well-formed"
        "The return was not read; the other returns are checked all the same."
    DATA_FEATURE Error "data-feature" "the document uses something that a return never needs"
        "YAML anchors, aliases, tags and several documents in one file are refused: they can hide or multiply content."
    UNKNOWN_PRINT Error "unknown-print" "the text is not one of a form that is known here"
        "What is printed on a form is declared with it. Take the pack that declares this form, or declare its words with `printed`."
    TEXT_PASSED_OVER Warning "text-passed-over" "a text in a folder is not read"
        "No form that is known here is printed in it. If it is a return, nothing of it is checked; name the file alone to see what is missing."
    UNKNOWN_VERSION Warning "unknown-version" "the form is printed in a version that is not known here"
        "It was read by the words of the versions that are known. Look the figures over before you rely on them."
    FIGURES_LEFT_OVER Warning "figures-left-over" "figures of a text belong to no field"
        "A line or a row of the form may not have been recognised. Compare what was read with the form."
    TEMPLATE_CELL Error "template-cell" "something in a template stands where it cannot be read"
        "It was not read. Each line of a template says in its first cell which field it is of, and each column of a list has its name."
    TEMPLATE_CHANGED Warning "template-changed" "the template is not as it was written"
        "Fields for which it has no line or column are absent from the return, and sheets that it does not know are not read."
    MISSING_FORM Error "missing-form" "the document does not say which form it is"
        "Add `form: …` as the first line."
    UNKNOWN_KEY Error "unknown-key" "the form has no such field"
        "A misspelt field would otherwise be taken as absent."
    DUPLICATE_KEY Error "duplicate-key" "one field is given twice"
        "Only one of the two can be what was filed. Remove the other."
    DUPLICATE_ROW Error "duplicate-row" "two rows have one key"
        "Rows are told apart by their key. One of the two is a copy or misread; rules that look the row up find no single answer."
    BAD_SHAPE Error "bad-shape" "a list, a group of fields or a single value was expected"
        "The form declares which fields stand together and which repeat."
    BAD_NUMBER Error "bad-number" "the figure cannot be read as one number"
        "Figures are digits, alone or in groups of three parted by commas, with at most 28 of them. The figure counts as unreadable."
    BAD_DATE Error "bad-date" "the date does not exist or cannot be read"
        "Dates are written `2022-09-30` or `30 September 2022`. The date counts as unreadable."
    BAD_VALUE Error "bad-value" "the value cannot be read as the field's kind"
        "The value counts as unreadable."
    TWO_RETURNS Warning "two-returns" "two returns of one form and period are loaded and neither amends the other"
        "What looks up that period finds no single answer. Mark the later one as an amendment, or leave one out."

    // Rules that are well-formed and still hardly what was meant: `rulecheck lint`
    UNUSED_GIVEN Warning "unused-given" "a `given` that nothing uses"
        "A reader looks for what it is for. Remove the clause, or use it in the condition or the message."
    UNUSED_PARAMETER Warning "unused-parameter" "a parameter that no rule uses"
        "Either it is kept up to date for nothing, or a rule that should heed it does not."
    UNUSED_DEFINITION Warning "unused-definition" "a definition that no rule uses"
        "Either it can go, or a rule that should call it repeats it."
    MISSING_CITATION Warning "missing-citation" "a rule or parameter cites no authority"
        "Whoever must answer a finding looks up where it comes from. Add `cites`."
    MISSING_TITLE Warning "missing-title" "a rule has no title"
        "The title is what people read first in a finding. Say in plain words what must hold."
    MESSAGE_WITHOUT_FIGURE Warning "message-without-figure" "a message names no figure"
        "A filer must see the figures that disagree. Put them in holes: `{closing}`, `{difference}`."
    NEVER_APPLIES Warning "never-applies" "a rule that applies to nothing"
        "Its conditions cannot hold together, so it checks nothing and looks as if it did."
    NEVER_FAILS Warning "never-fails" "a rule that no return can fail"
        "Its condition holds whatever the figures are, so it checks nothing and looks as if it did."
    DUPLICATE_RULE Warning "duplicate-rule" "two rules that say the same"
        "Each slip is found twice, and when the law changes one of the two is forgotten. Remove one."
    CONTRADICTORY_RULES Warning "contradictory-rules" "rules that no figures satisfy together"
        "Every return to which they all apply fails one of them. Correct the one that is wrong, or part them with `when`."
    SUBSUMED_RULE Warning "subsumed-rule" "a rule that follows from others"
        "Wherever the others pass it passes too, so it finds nothing by itself. Remove it, or assert what was meant."
    SIBLING_COVERAGE Warning "sibling-coverage" "a sum leaves out a part that the form declares"
        "A return that uses the column left out fails although it is right, or passes although it is wrong. Add the column."
    MISSING_TRANSLATION Warning "missing-translation" "a text lacks a language of its pack, or says other figures in it"
        "A pack that declares a language promises every title, message and label in it, and each message with the figures of the English one."
    BARE_ALLOW Warning "bare-allow" "an `allow` without its reason"
        "Whoever reads it later cannot tell whether the reason still holds. Write it after a colon."
    UNUSED_ALLOW Warning "unused-allow" "an `allow` that nothing needs"
        "It would hide the next mistake of its kind. Remove the comment."
}
