//! What the server answers, request by request, in both ways of counting columns.

use serde_json::json;

use super::editor::{Editor, Units, uri};

const BOTH: [Units; 2] = [Units::Utf8, Units::Utf16];

/// A form, and a rule whose message names its figures after Chinese words on the same line.
const RULES: &str = r#"-- 股份結存核對：本月底結存等於上月底結存加本月增減 𠮷
form statement "Statement of shares"
  title zh-Hant "股份結存表"
  field day "As at" date
  dated day
  list classes "Movements" key class
    field class "Class" text
    field opening "Balance at the start" shares label zh-Hant "上月底結存"
    field change "Increase / decrease (-)" shares blank is 0
    field closing "Balance at the end" shares
  end
end

rule roll-forward
  "結存 closing balance is the opening balance plus the change"
  title zh-Hant "本月底結存等於上月底結存加本月增減"
  applies to statement
  cites "House rule 1"
  for each c in classes
  given moved = c.closing - c.opening
  must c.change = moved
    else "結存 {c.closing} 不符：{c.change:signed} is not {moved}."
end
"#;

#[test]
fn diagnostics_have_code_page_label_and_related_places() {
    for units in BOTH {
        let mut editor = Editor::new(units, &[]);
        editor.open("house.rules", &RULES.replace("\"結存 {c.closing}", "\"結存 {c.closed}"));
        assert_eq!(editor.problems("house.rules"), ["unknown-field `closed` `statement.classes` has no field `closed`: no such field"]);
        let diagnostic = &editor.diagnostics[&uri("house.rules")][0];
        assert_eq!(diagnostic["severity"], 1);
        assert_eq!(diagnostic["source"], "rulecheck");
        assert_eq!(diagnostic["codeDescription"]["href"], "file:///program/docs/codes/unknown-field.md");
        editor.replace("house.rules", 0..editor.text("house.rules").len(), RULES);
        assert_eq!(editor.problems("house.rules"), Vec::<String>::new());
        editor.open("second.rules", "-- 第二份\nrule roll-forward \"核對\" applies to statement must day = day end\n");
        let diagnostic = &editor.diagnostics[&uri("second.rules")][0];
        assert_eq!(diagnostic["code"], "duplicate-name");
        assert_eq!(diagnostic["relatedInformation"][0]["location"]["uri"], uri("house.rules"));
    }
}

#[test]
fn what_has_no_use_is_tagged() {
    let mut editor = Editor::new(Units::Utf16, &[]);
    editor.open("house.rules", &RULES.replace("must c.change = moved", "must c.change = 0").replace(" is not {moved}", ""));
    let found = &editor.diagnostics[&uri("house.rules")];
    let unused = found.iter().find(|of| of["code"] == "unused-given").expect("the given is not used");
    assert_eq!(unused["tags"], json!([1]));
    assert_eq!(editor.words("house.rules", &unused["range"]), "moved");
}

#[test]
fn open_files_win_over_the_disk_and_closed_ones_give_way_to_it() {
    let mut editor = Editor::new(Units::Utf16, &[("house.rules", RULES), ("more.rules", "-- 空\nuse nothing_like_it\n")]);
    editor.open("house.rules", RULES);
    assert_eq!(editor.problems("house.rules"), Vec::<String>::new());
    assert_eq!(editor.diagnostics[&uri("more.rules")].len(), 1, "files beside the open one are looked at too");
    editor.open("more.rules", "-- 核對\n");
    assert_eq!(editor.diagnostics[&uri("more.rules")].len(), 0);
    editor.disk.write("/desk/more.rules", "-- 核對\nrule broken\n");
    editor.notify("textDocument/didClose", json!({"textDocument": {"uri": uri("more.rules")}}));
    assert_eq!(editor.diagnostics[&uri("more.rules")][0]["code"], "syntax");
    editor.disk.write("/desk/more.rules", "-- 核對\n");
    editor.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri("more.rules"), "type": 2}]}));
    assert_eq!(editor.diagnostics[&uri("more.rules")].len(), 0);
}

#[test]
fn hover_tells_type_label_and_law() {
    for units in BOTH {
        let mut editor = Editor::new(units, &[]);
        editor.open("house.rules", RULES);
        let mut hover = |words: &str| {
            let answer = editor.request("textDocument/hover", editor.at("house.rules", words));
            let range = answer["range"].clone();
            (answer["contents"]["value"].as_str().unwrap_or("").to_owned(), editor.words("house.rules", &range).to_owned())
        };
        let (text, words) = hover("不符：{c.cha|nge");
        assert_eq!(words, "change");
        assert_eq!(text, "```rules\nchange : shares\n```\n\n“Increase / decrease (-)”, of `statement.classes`\n\nA blank stands for 0.");
        let (text, words) = hover("結存 {c.closing} 不符：{c.change:signed} is not {mo|ved}");
        assert_eq!((text.as_str(), words.as_str()), ("```rules\nmoved : shares\n```", "moved"));
        let (text, _) = hover("given moved = c.closing - c.ope|ning");
        assert!(text.contains("zh-Hant: “上月底結存”"), "{text}");
        let (text, _) = hover("applies to state|ment");
        assert_eq!(text, "```rules\nform statement\n```\n\nStatement of shares\n\nzh-Hant: 股份結存表");
        let (text, _) = hover("rule roll|-forward");
        assert!(text.contains("cites House rule 1") && text.contains("Statement of shares, in force on every day"), "{text}");
    }
}

#[test]
fn hover_over_a_pack_of_the_program_tells_its_law() {
    let mut editor = Editor::new(Units::Utf16, &[]);
    let rules = "use hkex\n\nrule 甲\n".replace("甲", "own.limit")
        + "  \"購回上限\"\n  applies to monthly_return\n  must \"購回\" = \"購回\" and repurchase_limit <= 10%\nend\n";
    editor.open("house.rules", &rules);
    let answer = editor.request("textDocument/hover", editor.at("house.rules", "\"購回\" and repurchase|_limit"));
    let text = answer["contents"]["value"].as_str().unwrap();
    assert!(text.contains("parameter repurchase_limit : a percentage") && text.contains("10 % from 2009-01-01"), "{text}");
    assert!(text.contains("cites MB 10.06(1)(c)(i): "), "{text}");
}

#[test]
fn formatting_gives_the_one_layout() {
    for units in BOTH {
        let mut editor = Editor::new(units, &[]);
        let loose = RULES.replace("  must c.change", "must   c.change").replace("given moved = ", "given moved =");
        editor.open("house.rules", &loose);
        let options = json!({"textDocument": {"uri": uri("house.rules")}, "options": {"tabSize": 2, "insertSpaces": true}});
        let edits = editor.request("textDocument/formatting", options.clone());
        editor.apply("house.rules", &edits);
        let formatted = editor.text("house.rules").to_owned();
        assert_eq!(rulecheck::fmt::format(rulecheck::source::SourceId(0), &loose), Ok(formatted));
        assert_eq!(editor.request("textDocument/formatting", options.clone()), json!([]));
        editor.type_after("house.rules", "must ", "must ");
        assert_eq!(editor.request("textDocument/formatting", options), json!(null), "a file with errors is left as it is");
    }
}

#[test]
fn a_fix_is_an_action_that_ends_its_diagnostic() {
    for units in BOTH {
        let mut editor = Editor::new(units, &[]);
        editor.open("house.rules", &RULES.replace("\"結存 {c.closing}", "\"結存 {c.closng}"));
        let diagnostic = editor.diagnostics[&uri("house.rules")][0].clone();
        let params = json!({
            "textDocument": {"uri": uri("house.rules")}, "range": diagnostic["range"], "context": {"diagnostics": [diagnostic]},
        });
        let actions = editor.request("textDocument/codeAction", params);
        assert_eq!(actions[0]["title"], "Write `closing`");
        assert_eq!(actions[0]["diagnostics"], json!([diagnostic]));
        editor.apply_all(&actions[0]["edit"]);
        assert_eq!(editor.text("house.rules"), RULES);
        assert_eq!(editor.problems("house.rules"), Vec::<String>::new());
    }
}

#[test]
fn messages_out_of_turn_are_refused_in_words() {
    use lsp_server::{Message, Notification, Request, RequestId};
    let mut editor = Editor::new(Units::Utf16, &[]);
    assert_eq!(editor.ask("initialize", json!({"capabilities": {}})), Err("`initialize` is not known here".to_owned()));
    assert!(editor.ask("textDocument/hover", json!({"no": "place"})).is_err());
    editor.open("house.rules", RULES);
    let params = editor.at("house.rules", "rule roll|-forward");
    let asked: Message = Request { id: RequestId::from(90), method: "textDocument/hover".to_owned(), params }.into();
    let back: Message = Notification { method: "$/cancelRequest".to_owned(), params: json!({"id": 90}) }.into();
    let answers = editor.send(vec![asked, back]);
    assert_eq!(answers[0].response_result.as_ref().map_err(|error| error.code), Err(-32800));
    assert_eq!(editor.request("shutdown", json!(null)), json!(null));
    assert!(editor.ask("shutdown", json!(null)).is_err());
}
