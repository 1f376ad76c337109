//! What is offered while a rule is written, in a text that cannot be read yet.

use serde_json::Value;

use super::editor::{Editor, Units};

const FORM: &str = r#"-- 股份結存核對 𠮷
form statement "Statement of shares"
  plural statements
  field day "As at" date
  field status "狀況" code of new "New", amended "Amended"
  dated day
  previous is the month before
  list classes "Movements" key class
    field class "Class" text
    field opening "Balance at the start" shares
    field closing "Balance at the end" shares
  end
end

parameter limit "上限" = 10% effective from 2009-01-01 cites "MB 10"

define moved(c : statement.classes) = c.closing - c.opening

"#;

/// What is offered where `|` stands at the end of a text, with its detail.
fn offered(text: &str) -> Vec<(String, String)> {
    let mut both = Vec::new();
    for units in [Units::Utf8, Units::Utf16] {
        let mut editor = Editor::new(units, &[]);
        let (before, after) = text.split_once('|').expect("a mark");
        editor.open("house.rules", &format!("{FORM}{before}{after}"));
        let mut place = editor.at("house.rules", "form state|ment");
        place["position"] = editor.position("house.rules", FORM.len() + before.len());
        let answer = editor.request("textDocument/completion", place);
        let word = |item: &Value, name: &str| item[name].as_str().unwrap_or("").to_owned();
        both.push(answer.as_array().expect("a list").iter().map(|item| (word(item, "label"), word(item, "detail"))).collect::<Vec<_>>());
    }
    assert_eq!(both[0], both[1], "both ways of counting lead to the same place");
    both.remove(0)
}

fn labels(text: &str) -> Vec<String> {
    offered(text).into_iter().map(|(label, _)| label).collect()
}

fn has(text: &str, wanted: &[&str]) {
    let labels = labels(text);
    for wanted in wanted {
        assert!(labels.iter().any(|label| label == wanted), "`{wanted}` is not offered in `{text}`: {labels:?}");
    }
}

#[test]
fn items_between_items_and_clauses_in_a_rule() {
    assert_eq!(labels("-- 規則\nru|"), ["rule"]);
    has("rule 甲 \"核對\"\n  ap|".replace("甲", "a").as_str(), &["applies to"]);
    has("rule a \"核對\"\n  applies to statement\n  |", &["must", "for each", "given", "cites"]);
}

#[test]
fn forms_where_a_form_is_named() {
    let forms = offered("rule a \"核對\"\n  applies to |");
    assert!(forms.contains(&("statement".to_owned(), "Statement of shares".to_owned())), "{forms:?}");
    assert_eq!(labels("rule a \"核對\"\n  applies to statement\n  given p = previous sta|"), ["statement"]);
}

#[test]
fn fields_after_a_dot_by_what_stands_before_it() {
    let fields = ["class", "closing", "opening", "return"];
    assert_eq!(labels("rule a \"核對\"\n  applies to statement\n  for each c in classes\n  must \"結存\" = \"結存\" and c.|"), fields);
    assert_eq!(labels("rule a \"核對\"\n  applies to statement\n  must 0 = total of \"甲\" r.| for each r in classes\nend\n"), fields);
    assert_eq!(labels("rule a \"核對\"\n  applies to statement\n  given p = previous statement\n  must p.classes[\"甲\"].o|"), ["opening"]);
    assert_eq!(labels("rule a \"核對\"\n  applies to statement\n  must previous statement.classes[\"甲\"].cl|"), ["class", "closing"]);
    assert_eq!(labels("rule a \"核對\"\n  applies to statement\n  must every r in statements.| satisfies yes"), ["classes"]);
    let text = "rule a \"核對\"\n  applies to statement\n  for each c in classes\n  must c.opening >= 0\n    else \"結存 {c.op|\"\nend\n";
    assert_eq!(offered(text), [("opening".to_owned(), "shares".to_owned())]);
}

#[test]
fn values_with_their_types() {
    let text = "rule a \"核對\"\n  applies to statement\n  for each c in classes\n  given 甲 = c.opening\n  given kept = c.closing - c.opening\n  must |";
    let offered = offered(&text.replace("甲", "start"));
    for (label, detail) in [
        ("start", "shares"),
        ("kept", "shares"),
        ("c", "one record of `statement.classes`"),
        ("day", "a date"),
        ("limit", "a percentage: 上限"),
        ("moved", "a definition"),
        ("statements", "Statement of shares"),
        ("floor", "floor of X: a whole number of the same unit"),
    ] {
        assert!(offered.contains(&(label.to_owned(), detail.to_owned())), "{label}: {offered:?}");
    }
    assert!(!offered.iter().any(|(label, _)| label == "opening"), "a field of a row has no name by itself");
}

#[test]
fn codes_calendars_and_types_in_their_places() {
    has("rule a \"核對\"\n  applies to statement\n  when \"甲\" = \"甲\" and status is |", &["new", "amended", "present", "one of"]);
    has("rule a \"核對\"\n  applies to statement\n  when status is one of new, am|", &["amended"]);
    let calendar = "calendar hk \"日曆\" closed days in \"closures.csv\" covers 2022-01-01 to 2022-12-31 end\n";
    has(
        &format!("use hkex\n{calendar}rule a\n  applies to statement\n  must \"甲\" = \"甲\" and day < 5th business day after day in |"),
        &["hkex"],
    );
    has("form slip \"單\"\n  field total \"合計\" sh|", &["shares"]);
    has("form slip \"單\"\n  field total \"合計\" shares bl|", &["blank is 0"]);
    assert_eq!(labels("-- 用\nuse hk|"), ["hkex"]);
    has("-- 核對\nwaive |", &["buy-backs.price-order"]);
}

#[test]
fn nothing_in_comments_and_plain_texts() {
    assert_eq!(labels("-- 核對 ru|"), Vec::<String>::new());
    assert_eq!(labels("rule a \"核對 ru|\""), Vec::<String>::new());
}

#[test]
fn citations_of_the_pack() {
    let manifest = "name = \"house\"\ntitle = \"本公司\"\nversion = \"1.0.0\"\ndescription = \"x\"\nlanguages = [\"en\"]\n\n[sources.HB]\ntitle = \"Handbook\"\nissuer = \"The house\"\n\n[sources.HB.provisions]\n\"3.1\" = \"Balances\"\n";
    let mut editor = Editor::new(Units::Utf16, &[("house/pack.toml", manifest)]);
    editor.open("house/a.rules", &format!("pack house \"本公司\"\n\n{FORM}rule a \"核對\"\n  applies to statement\n  cites \"\"\n"));
    let place = editor.at("house/a.rules", "\"核對\"\n  applies to statement\n  cites \"|\"");
    let answer = editor.request("textDocument/completion", place);
    assert_eq!(answer[0]["label"], "HB 3.1", "{answer} {:?}", editor.diagnostics);
    assert_eq!(answer[0]["detail"], "Balances; Handbook");
}
