//! Texts in other languages: in the packs they say what the English ones say, and the program shows them where it is asked to.

use std::collections::BTreeSet;

use rulecheck::ir::{Program, Template, TemplatePart};
use rulecheck::source::SourceMap;

use crate::corpus::none_of;

/// The holes of a message, each as it is written and how it is shown.
fn holes(program: &Program, sources: &SourceMap, template: &Template) -> BTreeSet<String> {
    let hole = |part: &TemplatePart| match part {
        TemplatePart::Text(_) => None,
        TemplatePart::Hole { value, signed } => Some(format!("{}, signed: {signed}", sources.text(program.expr(*value).span))),
        TemplatePart::Difference { signed } => Some(format!("difference, signed: {signed}")),
    };
    template.parts.iter().filter_map(hole).collect()
}

#[test]
fn a_translation_shows_the_figures_of_the_english_message() {
    let mut sources = SourceMap::default();
    let program = rulecheck::pack::standard(&mut sources).expect("the packs are whole");
    let mut count = 0;
    let mut faults = Vec::new();
    for rule in &program.rules {
        let english = rule.message.as_ref().map(|message| holes(&program, &sources, message)).unwrap_or_default();
        for (language, message) in &rule.messages {
            count += 1;
            if holes(&program, &sources, message) != english {
                faults.push(format!("`{}`: the message in {language} shows other figures than the English one", rule.name));
            }
        }
    }
    none_of(faults);
    assert!(count > 0, "some message is translated");
}

#[test]
fn every_rule_of_a_pack_is_translated_whole() {
    let program = rulecheck::pack::standard(&mut SourceMap::default()).expect("the packs are whole");
    let has = |tags: Vec<&String>| tags.iter().any(|tag| *tag == "zh-Hant");
    let halves = program.rules.iter().filter(|rule| {
        let (titles, messages) = (rule.titles.iter().map(|(tag, _)| tag).collect(), rule.messages.iter().map(|(tag, _)| tag).collect());
        !has(titles) || rule.message.is_some() && !has(messages)
    });
    none_of(halves.map(|rule| format!("`{}` lacks its title or its message in Traditional Chinese", rule.name)).collect());
}
