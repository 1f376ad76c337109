//! From a name to its meaning and its uses, and what hangs on them: rename, outline, folding, tokens, hints, signatures.

use serde_json::{Value, json};

use super::editor::{Editor, Units, uri};

const BOTH: [Units; 2] = [Units::Utf8, Units::Utf16];

const FORM: &str = r#"-- 股份結存核對 𠮷
form statement "Statement of shares"
  field day "As at" date
  dated day
  list classes "Movements" key class
    field class "Class" text
    field opening "上月底結存" shares part of closing
    field closing "Balance at the end" shares
  end
end

printed statement
  known by "結存"
  each classes from "Class {class}"
    line "上月底結存 {opening}"
  end
end
"#;

const RULES: &str = r#"-- 核對
define moved(c : statement.classes, most : shares) = smallest of (c.closing - c.opening, most)

parameter limit "上限" = 1,000 shares
  cites "House rule 2"

rule roll-forward
  "結存"
  applies to statement
  cites "House rule 1"
  for each c in classes
  given change = moved(c, limit)
  must "甲" = "甲" and c.opening + change = c.closing
    else "結存 {c.opening} 不符 {change}."
end

test "結存" of roll-forward
  with "september.yaml"
  changing classes["甲"].opening to 5
  expect fail
end
"#;

fn editor(units: Units) -> Editor {
    let mut editor = Editor::new(units, &[("form.rules", FORM)]);
    editor.open("form.rules", FORM);
    editor.open("house.rules", RULES);
    assert_eq!(editor.problems("house.rules"), Vec::<String>::new());
    editor
}

/// The words at each place, with the file.
fn places(editor: &Editor, answer: &Value) -> Vec<String> {
    let shown = |place: &Value| {
        let path = place["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let line = place["range"]["start"]["line"].as_u64().unwrap() + 1;
        format!("{path}:{line} {}", editor.words(&path, &place["range"]))
    };
    answer.as_array().expect("a list").iter().map(shown).collect()
}

#[test]
fn definitions_across_files_and_into_forms() {
    for units in BOTH {
        let mut editor = editor(units);
        for (words, wanted) in [
            ("\"甲\" and c.open|ing", "form.rules:7 opening"),
            ("結存 {c.opening} 不符 {chan|ge}", "house.rules:12 change"),
            ("applies to sta|tement", "form.rules:2 statement"),
            ("given change = mov|ed", "house.rules:2 moved"),
            ("moved(c, lim|it)", "house.rules:4 limit"),
            ("test \"結存\" of roll-for|ward", "house.rules:7 roll-forward"),
            ("changing classes[\"甲\"].open|ing", "form.rules:7 opening"),
        ] {
            let answer = editor.request("textDocument/definition", editor.at("house.rules", words));
            assert_eq!(places(&editor, &answer), [wanted], "{words}");
        }
    }
}

#[test]
fn definitions_lead_into_the_packs_of_the_program() {
    let mut editor = Editor::new(Units::Utf16, &[]);
    editor.open(
        "own.rules",
        "use hkex\n\nrule own\n  \"核對\"\n  applies to monthly_return\n  must \"甲\" = \"甲\" and period_end > 2020-01-01\nend\n",
    );
    for (words, file) in [("\"甲\" and period|_end", "monthly-return.rules"), ("applies to month|ly_return", "monthly-return.rules")] {
        let answer = editor.request("textDocument/definition", editor.at("own.rules", words));
        assert_eq!(answer[0]["uri"], format!("file:///program/rules/hkex/{file}"), "{answer}");
    }
}

#[test]
fn references_in_every_file() {
    let mut editor = editor(Units::Utf16);
    let mut place = editor.at("house.rules", "\"甲\" and c.open|ing");
    place["context"] = json!({"includeDeclaration": true});
    let answer = editor.request("textDocument/references", place);
    let wanted = [
        "form.rules:7 opening",
        "form.rules:15 opening",
        "house.rules:2 opening",
        "house.rules:13 opening",
        "house.rules:14 opening",
        "house.rules:19 opening",
    ];
    assert_eq!(places(&editor, &answer), wanted);
    let answer = editor.request("textDocument/documentHighlight", editor.at("house.rules", "given chan|ge"));
    assert_eq!(answer.as_array().map(Vec::len), Some(3));
}

#[test]
fn rename_everywhere_and_nowhere_where_the_name_is_taken() {
    for units in BOTH {
        let mut editor = editor(units);
        let mut rename = |words: &str, new: &str| {
            let mut place = editor.at("house.rules", words);
            editor.request("textDocument/prepareRename", place.clone());
            place["newName"] = json!(new);
            let edit = editor.ask("textDocument/rename", place)?;
            editor.apply_all(&edit);
            assert_eq!(editor.problems("house.rules"), Vec::<String>::new());
            Ok::<(String, String), String>((editor.text("form.rules").to_owned(), editor.text("house.rules").to_owned()))
        };
        let (form, rules) = rename("\"甲\" and c.open|ing", "start").unwrap();
        assert_eq!(form, FORM.replace("field opening", "field start").replace("{opening}", "{start}"));
        assert_eq!(rules, RULES.replace(".opening", ".start"));
        let (_, rules) = rename("given cha|nge", "movement").unwrap();
        assert_eq!(rules.matches("movement").count(), 3);
        let (_, rules) = rename("rule roll-|forward", "balance.carries-on").unwrap();
        assert_eq!(rules.matches("balance.carries-on").count(), 2);
        rename("moved(c, lim|it)", "most_shares").unwrap();
        rename("define mov|ed", "gone").unwrap();
        assert_eq!(rename("given move|ment", "day"), Err("`day` is already a field of the form".to_owned()));
        assert_eq!(rename("given move|ment", "most_shares"), Err("`most_shares` is already a parameter".to_owned()));
        assert_eq!(rename("\"甲\" and c.sta|rt", "closing"), Err("`closing` is already a field of the form".to_owned()));
        assert!(rename("given move|ment", "must").is_err_and(|refusal| refusal.starts_with("`must` is not a name")));
    }
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let mut editor = editor(Units::Utf16);
    let refusal = editor.ask("textDocument/prepareRename", editor.at("house.rules", "applies to sta|tement"));
    assert_eq!(refusal, Err("`statement` is a form, which returns name too, and cannot be renamed here".to_owned()));
    editor.type_after("form.rules", "-- 股份結存核對 𠮷\n", "rule half \"核對\"\n");
    let refusal = editor.ask("textDocument/prepareRename", editor.at("house.rules", "moved(c, lim|it)"));
    assert_eq!(refusal, Err("`/desk/form.rules` has items that cannot be read, and a name in them would be missed".to_owned()));
    editor.open("own.rules", "use hkex\n\nrule own\n  \"核對\"\n  applies to monthly_return\n  must period_end > 2020-01-01\nend\n");
    let refusal = editor.ask("textDocument/prepareRename", editor.at("own.rules", "must period|_end"));
    assert!(refusal.is_err_and(|refusal| refusal.starts_with("`period_end` belongs to a pack of the program")));
}

#[test]
fn the_outline_has_every_item() {
    let mut editor = editor(Units::Utf16);
    editor.type_after("form.rules", "  end\nend\n", "\nrule half.done \"未完\"\n  applies to\n");
    let answer = editor.request("textDocument/documentSymbol", json!({"textDocument": {"uri": uri("form.rules")}}));
    let names = |of: &Value| of.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(&answer), ["statement", "half.done", "statement"]);
    assert_eq!(names(&answer[0]["children"]), ["day", "classes"]);
    assert_eq!(names(&answer[0]["children"][1]["children"]), ["class", "opening", "closing"]);
    assert_eq!(answer[0]["children"][1]["children"][1]["detail"], "上月底結存");
    let answer = editor.request("textDocument/foldingRange", json!({"textDocument": {"uri": uri("house.rules")}}));
    let lines: Vec<(u64, u64)> =
        answer.as_array().unwrap().iter().map(|fold| (fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap())).collect();
    assert_eq!(lines, [(3, 4), (6, 14), (16, 20)]);
}

#[test]
fn tokens_tell_what_each_word_is() {
    for units in BOTH {
        let mut editor = editor(units);
        let answer = editor.request("textDocument/semanticTokens/full", json!({"textDocument": {"uri": uri("house.rules")}}));
        let kinds =
            ["keyword", "string", "number", "comment", "class", "property", "enumMember", "variable", "parameter", "function", "namespace"];
        let data: Vec<u64> = answer["data"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
        let (mut line, mut character) = (0, 0);
        let mut found = Vec::new();
        for token in data.chunks(5) {
            character = if token[0] == 0 { character + token[1] } else { token[1] };
            line += token[0];
            let range = json!({
                "start": {"line": line, "character": character}, "end": {"line": line, "character": character + token[2]},
            });
            found.push(format!("{} {}", kinds[token[3] as usize], editor.words("house.rules", &range)));
        }
        for wanted in [
            "comment -- 核對",
            "function roll-forward",
            "class statement",
            "property opening",
            "variable change",
            "parameter limit",
            "keyword must",
            "number 1,000",
            "string \"上限\"",
            "string } 不符 {",
            "variable change",
        ] {
            assert!(found.iter().any(|token| token == wanted), "{wanted}: {found:?}");
        }
    }
}

#[test]
fn hints_tell_the_types_of_givens() {
    let mut editor = editor(Units::Utf16);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let params = json!({"textDocument": {"uri": uri("house.rules")}, "range": whole});
    let answer = editor.request("textDocument/inlayHint", params);
    assert_eq!(answer[0]["label"], ": shares");
    assert_eq!(answer[0]["position"], editor.at("house.rules", "given change| =")["position"]);
    assert_eq!(answer.as_array().map(Vec::len), Some(1));
}

#[test]
fn signatures_follow_the_values() {
    for units in BOTH {
        let mut editor = editor(units);
        let answer = editor.request("textDocument/signatureHelp", editor.at("house.rules", "given change = moved(c, lim|it)"));
        assert_eq!(answer["signatures"][0]["label"], "moved(c : one record of `statement.classes`, most : shares)");
        assert_eq!(answer["activeParameter"], 1);
        editor.type_after("house.rules", "must \"甲\" = \"甲\" and ", "round ");
        let answer = editor.request("textDocument/signatureHelp", editor.at("house.rules", "and round |"));
        assert_eq!(answer["signatures"][0]["label"], "round X to N places half up: the same unit");
    }
}

#[test]
fn names_are_known_in_a_rule_with_a_mistake() {
    let mut editor = editor(Units::Utf16);
    editor.type_after("house.rules", "given change = moved(c, limit)", "\n  given 甲 = ) nonsense (".replace("甲", "broken").as_str());
    assert!(!editor.problems("house.rules").is_empty());
    let answer = editor.request("textDocument/hover", editor.at("house.rules", "\"甲\" and c.open|ing"));
    assert!(answer["contents"]["value"].as_str().unwrap().contains("上月底結存"), "{answer}");
    let answer = editor.request("textDocument/definition", editor.at("house.rules", "不符 {chan|ge}"));
    assert_eq!(places(&editor, &answer), ["house.rules:12 change"]);
}
