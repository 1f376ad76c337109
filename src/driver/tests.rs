//! Which files a run reads, and how it refuses the others.

use std::path::PathBuf;

use super::{Fault, MemoryHost, Options, check};
use crate::report::InputKind;
use crate::report::exit::Exit;

fn options(inputs: &[&str]) -> Options {
    Options { inputs: inputs.iter().map(PathBuf::from).collect(), ..Options::default() }
}

/// The codes and places of the problems, and the exit.
fn problems(host: &MemoryHost, inputs: &[&str]) -> (Vec<String>, Exit) {
    let checked = check(host, &options(inputs)).expect("the run happens");
    let told = |problem: &crate::report::Problem| {
        format!("{} {}:{}:{}", problem.code, problem.place.path, problem.place.line, problem.place.column)
    };
    (checked.report.problems.iter().map(told).collect(), checked.exit)
}

#[test]
fn files_that_hold_no_text_are_told_apart() {
    let host = MemoryHost::default()
        .with("in/big5.yaml", b"form: a\nclass: \xa4\xa4".to_vec())
        .with("in/blank.json", "\u{feff} \n")
        .with("in/notes.docx", "passed over in a folder");
    let (problems, exit) = problems(&host, &["in"]);
    assert_eq!(problems, ["encoding in/big5.yaml:2:8", "empty-file in/blank.json:1:1"]);
    assert_eq!(exit, Exit::Incomplete);
}

#[test]
fn a_file_of_another_kind_is_refused_where_it_is_named() {
    let host = MemoryHost::default().with("notes.docx", "PK");
    assert_eq!(problems(&host, &["notes.docx"]), (vec!["wrong-kind notes.docx:1:1".to_owned()], Exit::Incomplete));
}

#[test]
fn a_text_in_a_folder_that_is_no_known_form_is_told() {
    let rules = "form statement\n field closing shares\nend\nprinted statement\n known by \"Statement of shares\"\n \
        line \"Balance {closing}\"\nend\nrule positive\n applies to statement\n must closing > 0\nend\n";
    let host = MemoryHost::default()
        .with("in/case.rules", rules)
        .with("in/big5.txt", b"\xa4\xa4".to_vec())
        .with("in/letter.txt", "Dear Sirs")
        .with("in/statement.txt", "Statement of shares\nBalance 905\n");
    let (problems, exit) = problems(&host, &["in"]);
    assert_eq!(problems, ["text-passed-over in/big5.txt:1:1", "text-passed-over in/letter.txt:1:1"]);
    assert_eq!(exit, Exit::Clean);
}

#[test]
fn a_file_is_read_once() {
    let host = MemoryHost::default().with("in/a.yaml", "form: nothing");
    let (problems, _) = problems(&host, &["in/a.yaml", "in", "in/a.yaml"]);
    assert_eq!(problems, ["unknown-form in/a.yaml:1:7"]);
}

#[test]
fn a_run_that_cannot_happen_says_why() {
    let host = MemoryHost::default().with("in/readme.docx", "");
    let fault = |inputs: &[&str], change: fn(&mut Options)| {
        let mut options = options(inputs);
        change(&mut options);
        check(&host, &options).err()
    };
    assert_eq!(fault(&[], |_| ()), Some(Fault::NoInputs));
    assert_eq!(fault(&["out"], |_| ()), Some(Fault::Missing("out".into())));
    assert_eq!(fault(&["in"], |_| ()), Some(Fault::NoReturns(vec!["in".into()])));
    assert_eq!(fault(&["in"], |options| options.rules.push("in".into())), Some(Fault::NoRules("in".into())));
    let unknown = fault(&["in"], |options| options.packs.push("nowhere".into()));
    assert!(matches!(unknown, Some(Fault::UnknownPack { name, .. }) if name == "nowhere"));
}

/// A rule file whose table `prices` is used by the rule `used` alone.
const TABLE: &str = "form report\n field code text\nend\ntable prices\n key code\n field code text\n field close price\nend\n\
    rule used\n applies to report\n must prices[code].close > 0\nend\nrule other\n applies to report\n must code is present\nend\n";

#[test]
fn a_folder_gives_the_tables_that_are_declared() {
    let host = MemoryHost::default()
        .with("in/case.rules", TABLE)
        .with("in/report.yaml", "form: report\ncode: a\n")
        .with("in/Prices.CSV", "code,close\na,HKD 2.00\n")
        .with("in/closures.csv", "passed,over\n\"");
    let options = Options { packs: vec!["in/case.rules".to_owned()], ..options(&["in"]) };
    let checked = check(&host, &options).expect("the run happens");
    assert_eq!(checked.report.problems, []);
    assert_eq!(checked.report.summary.counts.passed, 2);
    assert_eq!(checked.report.summary.returns, 1);
    let inputs: Vec<_> = checked.report.inputs.iter().map(|input| (input.path.as_str(), input.kind, input.form.as_deref())).collect();
    let rules = ("in/case.rules", InputKind::Rules, None);
    assert_eq!(inputs, [("in/Prices.CSV", InputKind::Table, Some("prices")), rules, ("in/report.yaml", InputKind::Return, Some("report"))]);
}

#[test]
fn the_tables_that_the_rules_of_a_run_ask_for_are_known() {
    let host = MemoryHost::default().with("in/case.rules", TABLE).with("in/report.yaml", "form: report\ncode: a\n");
    let used = |select: &[&str]| {
        let select = select.iter().map(|name| (*name).to_owned()).collect();
        let options = Options { packs: vec!["in/case.rules".to_owned()], select, ..options(&["in"]) };
        check(&host, &options).expect("the run happens").program.tables_used().len()
    };
    assert_eq!((used(&[]), used(&["used"]), used(&["other"])), (1, 1, 0));
}

#[test]
fn a_table_is_read_once_wherever_it_is_named() {
    let host = MemoryHost::default()
        .with("in/case.rules", TABLE.replace(" key code", " key code\n rows in \"prices.csv\""))
        .with("in/report.yaml", "form: report\ncode: a\n")
        .with("in/prices.csv", "code,close\na,HKD 2.00\n");
    let options = Options { packs: vec!["in/case.rules".to_owned()], ..options(&["in", "in/prices.csv"]) };
    let checked = check(&host, &options).expect("the run happens");
    assert_eq!((checked.report.problems.len(), checked.report.inputs.len()), (0, 3));
}

const FORMS: &str = "pack forms\nform report\n field code text\nend\nrule forms.present\n applies to report\n must code is present\nend\n";

const HOUSE: &str = "pack house\nuse forms\nrule house.code\n applies to report\n must code = \"a\"\nend\n";

fn manifest(name: &str, more: &str) -> String {
    format!("name = \"{name}\"\ntitle = \"{name}\"\nversion = \"1.2.0\"\n{more}")
}

#[test]
fn a_pack_that_is_needed_is_found_beside_the_one_that_needs_it() {
    let needs = manifest("house", "[dependencies]\nforms = \">=1\"\n");
    let host = MemoryHost::default()
        .with("in/report.yaml", "form: report\ncode: a\n")
        .with("packs/house/pack.toml", needs.clone())
        .with("packs/house/house.rules", HOUSE)
        .with("packs/forms/pack.toml", manifest("forms", ""))
        .with("packs/forms/forms.rules", FORMS)
        .with("packs/other/other.rules", "rule broken end\n");
    let options = Options { packs: vec!["packs/house".to_owned()], ..options(&["in"]) };
    let checked = check(&host, &options).expect("the run happens");
    assert_eq!(checked.report.problems, []);
    assert_eq!(checked.report.packs, ["forms", "house"]);
    assert_eq!(checked.report.summary.counts.passed, 2);
    let alone = MemoryHost::default()
        .with("in/report.yaml", "form: report\ncode: a\n")
        .with("packs/house/pack.toml", needs)
        .with("packs/house/house.rules", HOUSE);
    let checked = check(&alone, &options).expect("the run happens");
    let codes: Vec<&str> = checked.report.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["unknown-form", "unknown-pack", "unknown-form", "missing-dependency"]);
}

#[test]
fn returns_are_read_by_the_forms_alone_and_rule_files_by_all_that_the_packs_have() {
    let (alone, whole) = (crate::pack::forms().expect("the packs are whole"), crate::pack::program().expect("the packs are whole"));
    let forms = |program: &crate::ir::Program| postcard::to_stdvec(&(&program.packs, &program.forms)).expect("they can be written");
    assert!(alone.rules.is_empty() && !whole.rules.is_empty());
    assert_eq!(forms(&alone), forms(&whole));
    let form = whole.forms.forms.iter().find(|form| form.plural.is_some()).expect("there is a form");
    let parameter = whole.parameters.iter().find(|parameter| parameter.pack == form.pack).expect("there is a parameter");
    let (pack, form, parameter) = (&form.pack, &form.name, &parameter.name);
    let rule = format!("pack house\nuse {pack}\nrule house.any\n applies to {form}\n must {parameter} = {parameter}\nend\n");
    let host = MemoryHost::default().with("in/return.yaml", format!("form: {form}\n")).with("house.rules", rule);
    let read = super::read(&host, &Options { rules: vec!["house.rules".into()], ..options(&["in"]) }).expect("the run happens");
    assert_eq!(read.problems, []);
    assert_eq!(read.returns.returns.len(), 1);
}

#[test]
fn a_folder_that_needs_an_embedded_pack_keeps_it_in_the_run() {
    let embedded = crate::pack::standard(&mut crate::source::SourceMap::default()).expect("the packs are whole");
    let pack = embedded.packs.first().expect("there is a pack").name.clone();
    let form = embedded.forms.forms.iter().find(|form| form.plural.is_some()).expect("there is a form").name.clone();
    let rule = format!("pack house\nuse {pack}\nrule house.any\n applies to {form}\n must submitted is present\nend\n");
    let host = MemoryHost::default()
        .with("in/return.yaml", format!("form: {form}\n"))
        .with("house/pack.toml", manifest("house", &format!("[dependencies]\n{pack} = \"*\"\n")))
        .with("house/house.rules", rule);
    let options = Options { packs: vec!["house".to_owned()], ..options(&["in"]) };
    let checked = check(&host, &options).expect("the run happens");
    assert_eq!(checked.report.problems, []);
    assert_eq!(checked.report.packs, [pack, "house".to_owned()]);
    assert!(checked.report.rules.len() > 1);
}
