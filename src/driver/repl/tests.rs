//! Conversations over a return, and what may follow at a place of the input.

use super::Repl;
use crate::driver::{MemoryHost, Options};
use crate::report::terminal::Style;

const RULES: &str = "form statement \"Statement of shares\"
  dated day
  field day \"As at\" date
  field opening \"Opening\" shares
  field price \"Price\" price
  list classes \"Classes\" key class
    field class \"Class\" text
    field closing \"Closing\" shares
    list moves \"Moves\"
      field number \"Number\" shares
    end
  end
end
define twice(x : shares) = x * 2
rule positive \"There are shares\"
  applies to statement
  must opening > 0
end
";

const STATEMENT: &str = "form: statement
day: 2022-09-30
opening: 1,000
price: HKD 2.50
classes:
  - {class: Class A, closing: 10, moves: [{number: 4}, {number: 6}]}
  - {class: Class B, closing: , moves: []}
";

fn repl() -> Repl {
    let host = MemoryHost::default().with("house.rules", RULES).with("september.yaml", STATEMENT);
    let options = Options { inputs: vec!["september.yaml".into()], rules: vec!["house.rules".into()], ..Options::default() };
    let (repl, reply) =
        Repl::open(&host, &options, Style { colour: false, width: 100, quiet: false, all: false }).expect("the returns are there");
    assert_eq!(reply.text, "on september.yaml (Statement of shares, 30 September 2022)\n");
    repl
}

fn said(repl: &mut Repl, text: &str) -> String {
    repl.enter(text).text
}

#[test]
fn values_come_with_their_unit_and_places() {
    let mut repl = repl();
    assert_eq!(said(&mut repl, "opening"), "1,000 shares\n  (september.yaml:3 “Opening”)\n");
    assert_eq!(said(&mut repl, "1 + 1"), "2\n");
    assert_eq!(said(&mut repl, "price"), "HKD 2.5 per share\n  (september.yaml:4 “Price”, printed “HKD 2.50”)\n");
    assert!(said(&mut repl, "twice(opening)").starts_with("2,000 shares\n"));
    assert!(said(&mut repl, "classes[\"Class B\"].closing").starts_with("not known ("));
    assert_eq!(said(&mut repl, ":type opening * price"), "money\n");
    assert!(said(&mut repl, "opening + price").starts_with("error[unit-mismatch]"));
    assert!(said(&mut repl, "openin").contains("did you mean `opening`?"));
}

#[test]
fn a_row_is_chosen_by_its_name() {
    let mut repl = repl();
    assert_eq!(said(&mut repl, ":for \"Class A\""), "on september.yaml (Statement of shares, 30 September 2022), row = classes[Class A]\n");
    assert_eq!(said(&mut repl, "row.closing"), "10 shares\n  (september.yaml:6 “Closing”)\n");
    said(&mut repl, ":for row 2");
    assert!(said(&mut repl, "outer.closing - row.number").starts_with("4 shares\n"));
    assert!(repl.enter(":for Class C").is_error);
    said(&mut repl, ":for");
    assert!(repl.enter("row.closing").is_error);
}

#[test]
fn rules_are_judged_and_kept() {
    let mut repl = repl();
    let fail = said(&mut repl, "rule most\n applies to statement\n must opening < 10 shares\nend");
    assert!(fail.contains("error[most]") && fail.contains("september.yaml:3"), "{fail}");
    let pass = said(&mut repl, "rule most\n applies to statement\n must opening < 10,000 shares\nend");
    assert!(pass.contains("1 passed, 0 failed"), "{pass}");
    assert_eq!(said(&mut repl, "parameter limit \"Limit\" = 5 shares"), "taken up\n");
    assert_eq!(said(&mut repl, "limit * 2"), "10 shares\n  limit: 5\n");
    assert!(said(&mut repl, ":explain most").starts_with("pass[most]"));
    assert_eq!(said(&mut repl, ":rules"), "most  most\npositive  There are shares\n");
}

#[test]
fn what_is_not_complete_goes_on() {
    for open in ["rule a", "total of r.x for each", "total of r.x", "(1 + 2", "1 +", "classes[\"Class"] {
        assert!(Repl::is_open(open), "{open}");
        assert!(!Repl::is_open(&format!("{open}\n\n")), "{open}");
    }
    for whole in ["rule a applies to b must c end", "1 + 1", ":on x (", "parameter a = 1", "test = 1"] {
        assert!(!Repl::is_open(whole), "{whole}");
    }
}

#[test]
fn what_may_follow_is_offered() {
    let repl = repl();
    let offered = |text: &str| {
        let (start, found) = repl.complete(text, text.len());
        (start, found.into_iter().map(|candidate| candidate.text).collect::<Vec<_>>())
    };
    assert_eq!(offered("ope"), (0, vec!["opening".to_owned()]));
    assert_eq!(offered("1 + classes[\"Class B\"].cl"), (23, vec!["class".to_owned(), "closing".to_owned()]));
    assert_eq!(offered(":ex"), (1, vec!["explain".to_owned()]));
    assert_eq!(offered(":explain po"), (9, vec!["positive".to_owned()]));
    assert_eq!(offered(":type twi"), (6, vec!["twice".to_owned()]));
    assert!(offered("fl").1.contains(&"floor".to_owned()));
}
