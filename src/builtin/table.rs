//! The table of built-ins, in the order of the manual.
//!
//! The examples may use the calendar `hk`, whose closed days are 1 and 4 October 2022 and which covers that year, and the list `rows` of
//! three rows: `A` with 10 shares, `B` with 20, and again `A` with 30; the field `r.holder` holds the letter, `r.shares` the number.

use super::{Builtin, Example, Function, Kind};

const fn example(written: &'static str, shown: &'static str) -> Example {
    Example { written, shown }
}

/// Every built-in.
pub static ALL: &[Builtin] = &[
    Builtin {
        name: "floor",
        kind: Kind::Function(Function::Floor),
        form: "floor of X",
        takes: "an exact number",
        gives: "a whole number of the same unit",
        meaning: "The largest whole number that is not above X.",
        examples: &[example("floor of 2.7", "2"), example("floor of (-2.1)", "-3")],
    },
    Builtin {
        name: "ceiling",
        kind: Kind::Function(Function::Ceiling),
        form: "ceiling of X",
        takes: "an exact number",
        gives: "a whole number of the same unit",
        meaning: "The smallest whole number that is not below X.",
        examples: &[example("ceiling of (7 / 3)", "3"), example("ceiling of 4", "4")],
    },
    Builtin {
        name: "round",
        kind: Kind::Phrase,
        form: "round X to N places half up",
        takes: "an exact number",
        gives: "the same unit",
        meaning: "X to the nearest with N places behind the point; a half goes away from zero with `half up`, towards zero with `half down`, \
                  to the even digit with `half even`. `round X up to N places` goes away from zero, `round X down to N places` towards \
                  it. The places of a percentage are those of its figure before `%`.",
        examples: &[
            example("round 2.345 to 2 places half up", "2.35"),
            example("round 2.345 to 2 places half down", "2.34"),
            example("round 2.5 to 0 places half even", "2"),
            example("round 10 / 3 down to 1 place", "3.3"),
            example("round HKD 10 / 3 up to 2 places", "HKD 3.34"),
            example("round 12.25% to 1 place half up", "12.3 %"),
        ],
    },
    Builtin {
        name: "absolute",
        kind: Kind::Function(Function::Absolute),
        form: "absolute of X",
        takes: "an exact number",
        gives: "the same unit",
        meaning: "X without its sign.",
        examples: &[example("absolute of (3 - 5)", "2")],
    },
    Builtin {
        name: "largest",
        kind: Kind::Phrase,
        form: "largest of (X, Y)",
        takes: "two or more exact numbers of one unit, dates or months",
        gives: "the same unit",
        meaning: "The largest of them; `smallest of (X, Y)` likewise.",
        examples: &[example("largest of (1, 3, 2)", "3"), example("smallest of (2022-09-30, 2022-10-01)", "30 September 2022")],
    },
    Builtin {
        name: "total",
        kind: Kind::Phrase,
        form: "total of X for each r in LIST where C",
        takes: "an exact number of each row",
        gives: "the same unit",
        meaning: "The sum over the rows of which C holds; of none, zero.",
        examples: &[
            example("total of r.shares for each r in rows", "60"),
            example("total of r.shares for each r in rows where r.holder = \"C\"", "0"),
        ],
    },
    Builtin {
        name: "largest for each",
        kind: Kind::Phrase,
        form: "largest of X for each r in LIST where C",
        takes: "an exact number, a date or a month of each row",
        gives: "the same unit",
        meaning: "The largest over the rows of which C holds, of none `no-match`; `smallest of X for each …` likewise.",
        examples: &[
            example("largest of r.shares for each r in rows where r.holder = \"A\"", "30"),
            example("smallest of r.shares for each r in rows where r.holder = \"C\"", "(not known)"),
        ],
    },
    Builtin {
        name: "count",
        kind: Kind::Phrase,
        form: "count of r in LIST where C",
        takes: "a list",
        gives: "a whole number",
        meaning: "How many rows there are of which C holds.",
        examples: &[example("count of r in rows", "3"), example("count of r in rows where r.shares > 15 shares", "2")],
    },
    Builtin {
        name: "count of distinct",
        kind: Kind::Phrase,
        form: "count of distinct X for each r in LIST where C",
        takes: "a plain value of each row: a text, a code, a date, an exact number",
        gives: "a whole number",
        meaning: "How many different values X has over the rows of which C holds; texts are compared as `=` does.",
        examples: &[
            example("count of distinct r.holder for each r in rows", "2"),
            example("count of distinct r.shares for each r in rows where r.holder = \"A\"", "2"),
        ],
    },
    Builtin {
        name: "every",
        kind: Kind::Phrase,
        form: "every r in LIST where C satisfies D",
        takes: "a condition of each row",
        gives: "yes or no",
        meaning: "Whether D holds of all rows of which C holds; of none, yes.",
        examples: &[example("every r in rows satisfies r.shares > 15 shares", "no")],
    },
    Builtin {
        name: "some",
        kind: Kind::Phrase,
        form: "some r in LIST where C satisfies D",
        takes: "a condition of each row",
        gives: "yes or no",
        meaning: "Whether D holds of at least one row of which C holds; of none, no.",
        examples: &[example("some r in rows satisfies r.shares > 15 shares", "yes")],
    },
    Builtin {
        name: "month",
        kind: Kind::Function(Function::Month),
        form: "month of D",
        takes: "a date or a moment",
        gives: "a month",
        meaning: "The month in which D lies.",
        examples: &[example("month of 2022-09-30", "September 2022")],
    },
    Builtin {
        name: "date",
        kind: Kind::Function(Function::Date),
        form: "date of M",
        takes: "a moment",
        gives: "a date",
        meaning: "The day of M.",
        examples: &[example("date of (08:30 on 2022-10-10)", "10 October 2022")],
    },
    Builtin {
        name: "first day",
        kind: Kind::Function(Function::FirstDay),
        form: "first day of M",
        takes: "a month",
        gives: "a date",
        meaning: "The first day of M.",
        examples: &[example("first day of February 2024", "1 February 2024")],
    },
    Builtin {
        name: "last day",
        kind: Kind::Function(Function::LastDay),
        form: "last day of M",
        takes: "a month",
        gives: "a date",
        meaning: "The last day of M.",
        examples: &[example("last day of February 2024", "29 February 2024")],
    },
    Builtin {
        name: "on",
        kind: Kind::Phrase,
        form: "08:30 on D",
        takes: "a date",
        gives: "a moment",
        meaning: "That time of the day D. The name of a time, such as that of a parameter, stands in its place: `filing_hour on D`.",
        examples: &[example("08:30 on 2022-10-10", "10 October 2022 08:30"), example("opening on 2022-10-10", "10 October 2022 09:30")],
    },
    Builtin {
        name: "months",
        kind: Kind::Phrase,
        form: "N months after D, or the last day of the month",
        takes: "a date or a moment",
        gives: "a date",
        meaning: "The day of the same number N months later, or `before` D that much earlier. Where that month is too short, the words \
                  after the comma say which day it is: `or the last day of the month`, or `or the first day of the next month`. \
                  Of a month, `N months after M` is a month, and nothing is said of short ones. N is a whole number, or the name of one.",
        examples: &[
            example("3 months after 2022-09-15, or the last day of the month", "15 December 2022"),
            example("1 month after 2023-01-31, or the last day of the month", "28 February 2023"),
            example("1 month after 2023-01-31, or the first day of the next month", "1 March 2023"),
            example("12 months before 2024-02-29, or the last day of the month", "28 February 2023"),
            example("5 months before February 2022", "September 2021"),
            example("five months before February 2022", "September 2021"),
        ],
    },
    Builtin {
        name: "business day",
        kind: Kind::Phrase,
        form: "5th business day after D in CALENDAR",
        takes: "a date or a moment",
        gives: "a date",
        meaning: "The fifth business day after D, which itself never counts, or `before` it. `next business day after D` and `previous \
                  business day before D` are the first. Beyond the days that the calendar covers it is `beyond-calendar`. \
                  `N business days after D` is the same, where N is a whole number or the name of one. `the N business days after D` are \
                  all of them, to go through behind `in`.",
        examples: &[
            example("5th business day after 2022-09-30 in hk", "10 October 2022"),
            example("5 business days after 2022-09-30 in hk", "10 October 2022"),
            example("five business days after 2022-09-30 in hk", "10 October 2022"),
            example("smallest of d for each d in the 3 business days before 2022-10-06 in hk", "30 September 2022"),
            example("next business day after 2022-10-03 in hk", "5 October 2022"),
            example("previous business day before 2022-10-03 in hk", "30 September 2022"),
            example("next business day after 2022-12-30 in hk", "(not known)"),
        ],
    },
    Builtin {
        name: "business days between",
        kind: Kind::Phrase,
        form: "business days between D and E in CALENDAR",
        takes: "two dates or moments",
        gives: "a whole number",
        meaning: "How many business days come after D up to and with E, D itself left out; where E is not after D, none. Where one of \
                  these days lies beyond those that the calendar covers it is `beyond-calendar`.",
        examples: &[
            example("business days between 2022-09-30 and 2022-10-10 in hk", "5"),
            example("business days between 2022-09-29 and 2022-09-30 in hk", "1"),
            example("business days between 2022-10-10 and 2022-09-30 in hk", "0"),
            example("business days between 2022-12-30 and 2023-01-03 in hk", "(not known)"),
        ],
    },
];
