//! Texts in other languages: the program shows the labels of a pack in the language that it is asked for.

use rulecheck::source::SourceMap;

#[test]
fn labels_and_titles_are_put_in_the_place_of_the_english_ones() {
    let mut program = rulecheck::pack::standard(&mut SourceMap::default()).expect("the packs are whole");
    let said = program.speak("zh-hant");
    assert_eq!(said.missing, 0, "the packs are translated");
    let labels = program.forms.shapes.iter().flat_map(|shape| &shape.members).map(|member| member.label.as_str());
    let titles = program.forms.forms.iter().map(|form| form.title.as_str());
    let english: Vec<&str> = labels.chain(titles).filter(|text| text.is_ascii()).collect();
    assert_eq!(english, Vec::<&str>::new());
}

#[test]
fn every_rule_says_why_in_each_language_of_its_pack() {
    let mut sources = SourceMap::default();
    let program = rulecheck::pack::standard(&mut sources).expect("the packs are whole");
    let mut silent = Vec::new();
    for rule in &program.rules {
        let manifest = program.manifest(&rule.pack).expect("each pack has its pack.toml");
        let why = rule.why(&sources);
        let says = |language: &String| if language == "en" { why.english.is_some() } else { why.others.contains_key(language) };
        let lacking = manifest.languages.iter().filter(|language| !says(language));
        silent.extend(lacking.map(|language| format!("{} in {language}", rule.name)));
    }
    assert_eq!(silent, Vec::<String>::new(), "rules without `because`");
}
