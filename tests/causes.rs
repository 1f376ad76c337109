//! Every operator beside every cause: what is not known stays so for the cause that it has, through whatever is reckoned from it.

use std::fmt::Write as _;

use rulecheck::driver::{self, MemoryHost, Options};
use rulecheck::value::Cause;

use crate::corpus::none_of;

/// What an operand can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shares,
    Date,
    Month,
    Moment,
    Text,
    Code,
    Truth,
}

use Kind::{Code, Date, Moment, Month, Shares, Text, Truth};

/// Each operator in a condition that its operand `#` decides.
const OPERATORS: &[(Kind, &str)] = &[
    (Shares, "# + one = one"),
    (Shares, "one - # = one"),
    (Shares, "# * 2 = one"),
    (Shares, "# / one = 1"),
    (Shares, "one / # = 1"),
    (Shares, "-# = one"),
    (Shares, "# = one"),
    (Shares, "# <> one"),
    (Shares, "# < one"),
    (Shares, "one <= #"),
    (Shares, "# > one"),
    (Shares, "one >= #"),
    (Shares, "# is at least one"),
    (Shares, "# is at most one"),
    (Shares, "0 <= # <= one"),
    (Shares, "about agrees with #"),
    (Shares, "about agrees with any of 7 shares, #"),
    (Shares, "about agrees with total of # for each r in rows"),
    (Shares, "about is at least #"),
    (Shares, "floor of # = one"),
    (Shares, "ceiling of # = one"),
    (Shares, "absolute of # = one"),
    (Shares, "round # to 2 places half up = one"),
    (Shares, "largest of (one, #) = one"),
    (Shares, "smallest of (one, #) = one"),
    (Shares, "(if yes then # else one) = one"),
    (Shares, "(total of # for each r in rows) = one"),
    (Shares, "(total of r.number for each r in rows where # = one) = one"),
    (Shares, "(largest of # for each r in rows) = one"),
    (Shares, "(smallest of # for each r in rows) = one"),
    (Shares, "(count of r in rows where # = one) = 1"),
    (Shares, "(count of distinct # for each r in rows) = 1"),
    (Shares, "twice(#) = one"),
    (Date, "# + 1 days = day"),
    (Date, "# - day = 1 days"),
    (Date, "# <= day"),
    (Date, "month of # = September 2022"),
    (Date, "1 month after #, or the last day of the month = day"),
    (Date, "(next business day after # in hk) = day"),
    (Date, "business days between # and day in hk = 1"),
    (Date, "business days between day and # in hk = 1"),
    (Date, "moment <= 08:30 on #"),
    (Date, "largest of (#, day) = day"),
    (Month, "# = September 2022"),
    (Month, "first day of # = day"),
    (Month, "last day of # = day"),
    (Month, "1 month before # = September 2022"),
    (Moment, "# < moment"),
    (Moment, "date of # = day"),
    (Text, "# = \"A\""),
    (Text, "# <> \"A\""),
    (Text, "rows[#].number = one"),
    (Code, "# is placing"),
    (Code, "# is one of placing, other"),
    (Code, "# = kind"),
    (Truth, "#"),
    (Truth, "not #"),
    (Truth, "# and yes"),
    (Truth, "no or #"),
    (Truth, "# = yes"),
    (Truth, "if # then yes else no"),
    (Truth, "every r in rows satisfies #"),
    (Truth, "some r in rows satisfies #"),
    (Truth, "every r in rows where # satisfies no"),
    (Truth, "some r in rows where # satisfies yes"),
];

/// Clauses of a rule that ask for a condition.
const CLAUSES: &[&str] = &["when # must yes", "given g = # must g", "for each r in rows where # must yes", "must #", "should #", "note #"];

/// A condition that is not known, for each cause but the one that is the rule's and not an expression's.
fn condition(cause: Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::NotLoaded => "issuer.listed",
        Cause::Unreadable => "unreadable",
        Cause::Blank => "blank",
        Cause::Absent => "absent",
        Cause::NoMatch => "rows[\"nowhere\"].flag",
        Cause::DivisionByZero => "one / nought = 1",
        Cause::BeyondCalendar => "(next business day after 2099-01-01 in hk) = day",
        Cause::CurrenciesDiffer => "paid = USD 1",
        Cause::TooLarge => "power(large) = 1",
        Cause::HourUnknown => "moment <= 08:30 on 2022-09-30",
        Cause::OpenCollection => "(some s in statements satisfies s.one = 7 shares)",
        Cause::Precision => "about is at least 50 shares",
        Cause::NoEdition => "lapsed = 1",
        Cause::EditionUnknown => return None,
    })
}

/// A value of a kind that is not known for the cause of a condition.
fn operand(kind: Kind, condition: &str) -> String {
    let either = match kind {
        Shares => "one else 2 shares",
        Date => "day else 2022-10-01",
        Month => "September 2022 else October 2022",
        Moment => "moment else 08:30 on 2022-10-01",
        Text => "\"A\" else \"B\"",
        Code => "kind else other_kind",
        Truth => return format!("({condition})"),
    };
    format!("(if {condition} then {either})")
}

const WORLD: &str = "
form statement
  plural statements
  dated day
  issuer known by code
  field code text
  field day date
  field moment moment
  field one shares
  field nought shares
  field paid money
  field large number
  field about shares rounded
  field unreadable yes_no
  field blank yes_no
  field absent yes_no
  field kind code of placing, other
  field other_kind code of placing, other
  list rows key name
    field name text
    field number shares
    field flag yes_no
  end
end
profile issuer
  issuer known by code
  field code text
  field listed yes_no
end
calendar hk closed days in \"closed.csv\" covers 2022-01-01 to 2022-12-31 end
parameter lapsed = 1 effective until 2020-12-31
define twice(x : shares) = x + x
define square(x : number) = x * x
define fourth(x : number) = square(square(x))
define power(x : number) = fourth(fourth(fourth(x)))
";

/// A form without a date, so that the edition is not known.
const UNDATED: &str = "
form undated
  dated day
  field day date
  field one number
end
parameter changing = 1 effective from 2020-01-01 until 2021-12-31
parameter changing = 2 effective from 2022-01-01
";

/// Operators beside a parameter of which the edition is not known.
const BESIDE_EDITIONS: &[&str] =
    &["must one = changing", "must one + changing = 2", "when one < changing must yes", "given g = changing must floor of g = 1"];

const RETURN: &str = "form: statement
code: \"1\"
day: 2022-09-30
moment: 2022-09-30
one: 1
nought: 0
paid: HKD 1
large: 9,999,999,999,999,999,999,999,999,999
about: 50
unreadable: {unreadable: \"?\"}
blank:
kind: placing
other_kind: other
rows: [{name: A, number: 1, flag: yes}]
";

#[test]
fn every_cause_goes_through_every_operator() {
    let causes: Vec<(Cause, &str)> = Cause::ALL.into_iter().filter_map(|cause| Some((cause, condition(cause)?))).collect();
    let mut rules = WORLD.to_owned();
    let mut wanted: Vec<(String, String)> = Vec::new();
    let mut add = |clauses: String, shown: String| {
        let _ = writeln!(rules, "rule case-{:05} applies to statement {clauses} end", wanted.len());
        wanted.push(("undetermined ".to_owned() + &shown, clauses));
    };
    for (cause, condition) in &causes {
        for (kind, form) in OPERATORS {
            add(format!("must {}", form.replace('#', &operand(*kind, condition))), cause.id().to_owned());
        }
        for form in CLAUSES {
            add(form.replace('#', &format!("({condition})")), cause.id().to_owned());
        }
    }
    rules.push_str(UNDATED);
    for clauses in BESIDE_EDITIONS {
        let _ = writeln!(rules, "rule case-{:05} applies to undated {clauses} end", wanted.len());
        wanted.push(("undetermined edition-unknown".to_owned(), (*clauses).to_owned()));
    }
    let host = MemoryHost::default().with("a.rules", rules).with("closed.csv", "date,kind,name\n").with("a.yaml", RETURN);
    let host = host.with("undated.yaml", "form: undated\nday:\none: 1\n");
    let options = Options { inputs: vec!["a.yaml".into(), "undated.yaml".into()], rules: vec!["a.rules".into()], ..Options::default() };
    let report = driver::check(&host, &options).expect("the run happens").report;
    none_of(report.problems.iter().map(|problem| format!("{}:{}: {}", problem.place.path, problem.place.line, problem.message)).collect());
    let mut faults = Vec::new();
    for (number, (expected, clauses)) in wanted.iter().enumerate() {
        let name = format!("case-{number:05}");
        let came = report.undetermined.iter().find(|open| open.instance.rule == name).map(|open| format!("undetermined {}", open.cause));
        if came.as_ref() != Some(expected) {
            faults.push(format!("`{clauses}` is {}, not {expected}", came.as_deref().unwrap_or("decided")));
        }
    }
    eprintln!("{} operators and clauses, {} causes, {} cases", OPERATORS.len() + CLAUSES.len(), causes.len() + 1, wanted.len());
    none_of(faults);
}
