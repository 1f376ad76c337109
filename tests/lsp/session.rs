//! A whole session of editing, from opening a folder to saying goodbye.

use serde_json::json;

use super::editor::{Editor, Units, uri};

const FORM: &str = r#"-- 股份結存核對：本月底結存等於上月底結存加本月增減 𠮷
form statement "Statement of shares"
  field day "As at" date
  dated day
  list classes "Movements" key class
    field class "Class" text
    field opening "上月底結存" shares
    field change "Increase / decrease (-)" shares blank is 0
    field closing "Balance at the end" shares
  end
end
"#;

const RETURN: &str = "form: statement\nday: 2022-09-30\nclasses:\n  - {class: 甲, opening: \"1,000\", change: \"-50\", closing: \"905\"}\n";

/// What is typed, with two slips in it.
const TYPED: &str = r#"
rule roll-forward
  "結存 closing balance is the opening balance plus the change"
  applies to statement
  cites "House rule 1"
  for each c in classes
  given   moved = c.closing - c.openng
  must c.change = moved
    else "結存 {c.closing} 不符：{c.change:signed} is not {moved}."
end

test "結存相差" of roll-forward
  with "september.yaml"
  expect fail
end
"#;

#[test]
fn a_rule_is_typed_mended_renamed_laid_out_and_tried() {
    for units in [Units::Utf8, Units::Utf16] {
        let mut editor = Editor::new(units, &[("form.rules", FORM), ("september.yaml", RETURN)]);
        editor.open("house.rules", "-- 本公司的規則\n");

        // Letter by letter: the server has something to say of every half of a rule, and never falls over.
        let mut said = 0;
        for c in TYPED.chars() {
            let end = editor.text("house.rules").len();
            editor.replace("house.rules", end..end, c.encode_utf8(&mut [0; 4]));
            said += usize::from(!editor.problems("house.rules").is_empty());
        }
        assert!(said > TYPED.chars().count() / 2, "half a rule is an error");
        assert_eq!(editor.problems("house.rules"), ["unknown-field `openng` `statement.classes` has no field `openng`: no such field"]);

        // Completion, in the place of the slip and without its letters.
        let at = editor.text("house.rules").find("openng").unwrap();
        editor.replace("house.rules", at..at + "openng".len(), "");
        let offered = editor.request("textDocument/completion", editor.at("house.rules", "c.closing - c.|"));
        assert!(offered.as_array().unwrap().iter().any(|item| item["label"] == "opening"), "{offered}");
        editor.replace("house.rules", at..at, "openng");

        // The fix.
        let diagnostic = editor.diagnostics[&uri("house.rules")][0].clone();
        let params = json!({
            "textDocument": {"uri": uri("house.rules")}, "range": diagnostic["range"], "context": {"diagnostics": [diagnostic]},
        });
        let actions = editor.request("textDocument/codeAction", params);
        editor.apply_all(&actions[0]["edit"]);
        assert_eq!(editor.problems("house.rules"), Vec::<String>::new());

        // Another name.
        let mut place = editor.at("house.rules", "不符：{c.change:signed} is not {mo|ved}");
        place["newName"] = json!("difference_found");
        let edit = editor.request("textDocument/rename", place);
        editor.apply_all(&edit);
        assert_eq!(editor.text("house.rules").matches("difference_found").count(), 3);

        // The layout.
        let options = json!({"textDocument": {"uri": uri("house.rules")}, "options": {"tabSize": 2, "insertSpaces": true}});
        let edits = editor.request("textDocument/formatting", options);
        editor.apply("house.rules", &edits);
        let wanted = format!(
            "-- 本公司的規則\n{}",
            TYPED.replace("given   ", "given ").replace("openng", "opening").replace("moved", "difference_found")
        );
        assert_eq!(editor.text("house.rules"), wanted);

        // The lenses, and what they run.
        let lenses = editor.request("textDocument/codeLens", json!({"textDocument": {"uri": uri("house.rules")}}));
        let titles: Vec<&str> = lenses.as_array().unwrap().iter().map(|lens| lens["command"]["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["Check against september.yaml", "Run test"]);
        let ran = editor.request("workspace/executeCommand", lenses[1]["command"].clone());
        assert_eq!(ran, json!({"good": true, "message": "ok: 結存相差 (roll-forward)"}));
        assert_eq!(editor.told.last().unwrap()["method"], "window/showMessage");
        let ran = editor.request("workspace/executeCommand", lenses[0]["command"].clone());
        assert_eq!(
            ran["message"],
            "roll-forward on september.yaml: 0 passed, 1 failed, 0 not applicable, 0 undetermined\n結存 905 不符：-50 is not -95."
        );
        let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        let hints = editor.request("textDocument/inlayHint", json!({"textDocument": {"uri": uri("house.rules")}, "range": whole}));
        let labels: Vec<&str> = hints.as_array().unwrap().iter().map(|hint| hint["label"].as_str().unwrap()).collect();
        assert_eq!(labels, [": shares", "= -95", "(-50)", "(-95)"]);

        assert_eq!(editor.request("shutdown", json!(null)), json!(null));
        editor.notify("exit", json!(null));
    }
}
