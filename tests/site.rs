//! The pages of a pack: every rule has one, every link leads somewhere, what they say is what runs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use rulecheck::driver::{DiskHost, MemoryHost};
use rulecheck::site::{Page, Refusal, site};

use crate::corpus::{none_of, root, snapshot};

const RULES: &str = r#"-- Balances of the statement.

pack house "House rules"

form statement "Statement of <shares>"
  field opening "Balance at the start" shares
  field change "Increase / decrease (-)" shares blank is 0
  field closing "Balance at the end" shares
end

rule roll-forward
  "Closing balance is the opening balance plus the change"
  because "A register that does not add up is no register."
  applies to statement
  cites "House rule 1"
  must opening + change = closing
    else "{opening} & {change:signed} do not give {closing}."
end
"#;

const CASES: &str = "\
# Balances

## A share is missing

```yaml statement.yaml
form: statement
opening: 1,000
change: -50
closing: 949
```

```report roll-forward
```

## The balance adds up

```yaml statement.yaml
form: statement
opening: 1,000
change:
closing: 1,000
```

```report roll-forward
```
";

fn pages_of(host: &MemoryHost) -> Vec<Page> {
    match site(host, Path::new("house")) {
        Ok(site) => site.pages,
        Err(_) => panic!("the pack has no pages"),
    }
}

#[test]
fn a_rule_is_shown_with_examples_that_were_run() {
    let host = MemoryHost::default().with("house/balances.rules", RULES).with("house/cases.md", CASES);
    let pages = pages_of(&host);
    let page = pages.iter().find(|page| page.path == "rules/roll-forward.html").expect("the page of the rule");
    snapshot("page_of_a_rule", &page.text);
}

#[test]
fn a_pack_with_errors_has_no_pages() {
    let host = MemoryHost::default().with("house/balances.rules", RULES.replace("= closing", "= closng"));
    assert!(matches!(site(&host, Path::new("house")), Err(Refusal::Problems { .. })));
}

/// The links of a page that stay within the site, as paths from its root.
fn links(page: &Page) -> BTreeSet<String> {
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let quoted = ["href=\"", "src=\""].into_iter().flat_map(|word| page.text.split(word).skip(1));
    let targets = quoted.filter_map(|rest| rest.split('"').next()).filter(|target| !target.starts_with("http"));
    targets
        .map(|target| match target.strip_prefix("../") {
            Some(above) => above.to_owned(),
            None if folder.is_empty() => target.to_owned(),
            None => format!("{folder}/{target}"),
        })
        .collect()
}

#[test]
fn every_rule_of_the_standard_pack_has_its_page_and_every_link_leads_somewhere() {
    let pack = root().join("rules/hkex");
    let Ok(site) = site(&DiskHost, &pack) else { panic!("the standard pack has no pages") };
    let paths: BTreeSet<&str> = site.pages.iter().map(|page| page.path.as_str()).collect();
    let broken = site.pages.iter().flat_map(|page| {
        let (paths, pages) = (&paths, &site.pages);
        links(page).into_iter().filter_map(move |link| {
            let (path, fragment) = link.split_once('#').map_or((link.as_str(), None), |(path, id)| (path, Some(id)));
            let is_there = paths.contains(path)
                && fragment.is_none_or(|id| pages.iter().any(|page| page.path == path && page.text.contains(&format!("id=\"{id}\""))));
            (!is_there).then(|| format!("{}: {link} leads nowhere", page.path))
        })
    });
    none_of(broken.collect());
    assert_eq!(site.pages.iter().filter(|page| page.path.starts_with("rules/")).count(), site.rules);
    // `surfaces::coverage` sees to it besides that each rule is undetermined or does not apply somewhere.
    assert_eq!(site.shown, site.rules, "each rule has an example that passes and one that fails");
}

fn doc(pack: &Path, folder: &Path) -> Output {
    let command = Command::new(env!("CARGO_BIN_EXE_rulecheck")).arg("doc").arg(pack).arg("-o").arg(folder).output();
    command.expect("the program runs")
}

#[test]
fn pages_take_the_place_of_earlier_pages_and_of_nothing_else() {
    let work = tempfile::tempdir().expect("a folder");
    let pack = tempfile::tempdir().expect("a folder");
    std::fs::write(pack.path().join("house.rules"), RULES).expect("a file");
    let pages = work.path().join("pages");
    assert!(doc(pack.path(), &pages).status.success());
    std::fs::write(pages.join("rules/old.html"), "a page of a rule that is gone").expect("a file");
    assert!(doc(pack.path(), &pages).status.success());
    assert!(!pages.join("rules/old.html").exists());

    let letters = work.path().join("letters");
    std::fs::create_dir(&letters).and_then(|()| std::fs::write(letters.join("letter.txt"), "Dear Sirs")).expect("a folder");
    let refused = doc(pack.path(), &letters);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("holds other files"));
    assert!(letters.join("letter.txt").exists());
    assert_eq!(std::fs::read_dir(work.path()).expect("the folder").count(), 2, "nothing is left beside the pages");
}
