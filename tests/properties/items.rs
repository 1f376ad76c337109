//! Items of every kind, made up by chance: what the formatter has to lay out besides rules.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A form of an item's text; `#` is an expression in brackets, `@` a member of a form, `%` a clause of a test, `&` one of a waiver.
const ITEMS: &[&str] = &[
    "pack house \"House rules\"",
    "pack house",
    "use hkex",
    "parameter p \"Most\" = 10% effective from 2009-01-01 until 2021-12-31 by submitted cites \"A\" and \"B\"",
    "parameter p = HKD 1.99 cites \"A\" effective until 2021-12-31",
    "parameter p = -5",
    "parameter   p=January 2026",
    "define d() = #",
    "define d(x : money, r : statement.rows) = # + #",
    "calendar town closed days in \"closed.csv\" covers 2022-01-01 to 2022-12-31 end",
    "calendar town \"Business days\" closed   days in \"closed.csv\" covers 2022-01-01\nto 2022-12-31 end",
    "table prices end",
    "table prices \"Closing prices\" key code, day field code text field day date rows in \"prices.csv\" field close \"Price\" price end",
    "profile issuer @ @ end",
    "form f @ end",
    "form f \"Form\" title zh-Hant \"表\" plural fs dated month_end previous is the month before @ @ @ end",
    "form f amended when status is again issuer known by code, rows.code @ previous closes at rows.day where this opens at rows.from end",
    "rule r \"Title\" title zh-Hant \"題\" because \"It is so.\" because zh-Hant \"如此\" applies to f cites \"A\", \"B\" should # else \"{a:signed} {{x}}\" else zh-Hant \"{a}\" end",
    "rule r applies to f effective from 2020-01-01 by day for each x in a.b when # given y = # when # note # doubt a, x.y end",
    "test \"a title\" of r.a-1 % end",
    "test \"a title\" of r % % % end",
    "waive r.a-1 & & & end",
    "waive r & & & & & end",
];

const MEMBERS: &[&str] = &[
    "field a shares",
    "field a \"Label\" percent rounded or truncated blank is 0",
    "field a price blank is not applicable not applicable is 0 part of total.closing",
    "field a money truncated",
    "field kind \"Kind\" code of placing \"Placing\", conversion \"Conversion\" or \"Converted\", other",
    "field day moment",
    "record box end",
    "record box \"Box\" field a text field b yes_no end",
    "list rows end",
    "list rows \"Rows\" blank is empty key a, b field a text\n\n\nfield b days list inner key c field c month end end",
];

const TEST_CLAUSES: &[&str] = &[
    "with \"a.yaml\"",
    "with \"a.yaml\", \"b.yaml\" and \"c.yaml\"",
    "changing rows[\"Class B\"].closing to 96",
    "changing rows[2, \"x\"].closing in \"b.yaml\" to -1,000 shares",
    "changing a to HKD 1.99",
    "changing (previous) to 5",
    "changing (previous)\nin \"b.yaml\" to 5",
    "changing a to blank",
    "changing a to not   applicable",
    "changing issuer.listed to unreadable",
    "changing a to absent",
    "changing status to amendment",
    "changing day to 08:30 on 2022-09-30",
    "changing day to “30 September 2022”",
    "expect pass",
    "expect fail for \"Class B\"",
    "expect not applicable for \"A\", \"row 2\" and \"B\"",
    "expect undetermined",
    "expect undetermined not-loaded for \"A\" in \"b.yaml\"",
    "expect undetermined blank in \"b.yaml\"",
];

const WAIVER_CLAUSES: &[&str] = &[
    "for #",
    "only \"Class B\"",
    "only \"A\", \"row 2\" and \"B\"",
    "because \"letter of 12 October 2022\"",
    "approved by \"Company Secretary\"",
    "until 2023-09-30",
];

/// What may stand between two items.
const BETWEEN: &[&str] = &[
    "\n",
    "\n\n\n\n",
    "\n\n-- allow missing-citation: house rule, agreed on 3 May 2024\n",
    "\n-- allow missing-title\n-- a comment\n\n",
    " -- at the end of the line\n",
    " ",
];

/// The text of a file with several items.
pub fn items(expression: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = String> {
    let parts = (vec(select(MEMBERS), 3), vec(select(TEST_CLAUSES), 3), vec(select(WAIVER_CLAUSES), 5), vec(expression, 4));
    let item = (select(ITEMS), parts, select(BETWEEN)).prop_map(|(form, (members, tests, waivers, expressions), between)| {
        let mut expressions = expressions.iter().cycle();
        let (mut members, mut tests, mut waivers) = (members.into_iter().cycle(), tests.into_iter().cycle(), waivers.into_iter().cycle());
        let mut text = String::new();
        let mut put = |text: &mut String, sign: char| match sign {
            '@' => text.push_str(members.next().unwrap_or_default()),
            '%' => text.push_str(tests.next().unwrap_or_default()),
            '#' => text.push_str(&format!("({})", expressions.next().map_or("", String::as_str))),
            other => text.push(other),
        };
        let waived: String =
            form.chars().map(|c| if c == '&' { waivers.next().unwrap_or_default().to_owned() } else { c.to_string() }).collect();
        let is_value = form.starts_with("parameter");
        for sign in waived.chars() {
            if is_value { text.push(sign) } else { put(&mut text, sign) }
        }
        text + between
    });
    vec(item, 1..5).prop_map(|items| items.concat())
}
