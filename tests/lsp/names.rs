//! The types that the server finds in trees are those that lowering gives.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rulecheck::driver::{MemoryHost, Options, Session};
use rulecheck::lsp::names::Ground;
use rulecheck::source::Span;
use rulecheck::syntax::ast::Item;
use rulecheck::ty::Ty;

use crate::corpus::{case_files, none_of};

#[test]
fn types_are_those_of_lowering() {
    let mut faults = Vec::new();
    let mut compared = 0;
    for file in case_files() {
        for case in file.cases.iter().filter(|case| case.inputs.iter().any(|input| input.is_rules())) {
            let host = case.files().into_iter().fold(MemoryHost::default(), |host, (path, text)| host.with(path, text));
            let options = Options { rules: vec![PathBuf::from("rules")], ..Options::default() };
            let mut session = Session::new(Box::new(host), options);
            let Ok(looked) = session.look() else { continue };
            let mut lowered: BTreeMap<Span, Vec<Ty>> = BTreeMap::new();
            for expr in &looked.program.exprs {
                lowered.entry(expr.span).or_default().push(expr.ty);
            }
            let items = || looked.files.iter().flat_map(|file| &file.items);
            let definitions = items().filter_map(|item| match item {
                Item::Define(define) => Some((define.name.text.clone(), Arc::new(define.clone()))),
                _ => None,
            });
            let definitions: BTreeMap<_, _> = definitions.collect();
            let ground = Ground::new(&looked.program, &definitions);
            for (span, ty) in items().flat_map(|item| ground.types(item)) {
                let Some(known) = lowered.get(&span) else { continue };
                compared += 1;
                if !known.contains(&ty) {
                    let words = looked.sources.text(span);
                    faults.push(format!("{}:{}: `{words}` is {known:?}, and not {ty:?}", file.name, case.line));
                }
            }
        }
    }
    none_of(faults);
    assert!(compared > 5_000, "only {compared} expressions were compared");
}
