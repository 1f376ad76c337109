//! Any text as a return in YAML or JSON, and as the rows of each table: loaded and judged, or what is wrong.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use rulecheck::data;
use rulecheck::eval;
use rulecheck::form::FormKind;
use rulecheck::source::SourceMap;
use rulecheck::ty::FormId;

fuzz_target!(|text: &str| {
    let program = reading::program();
    let mut sources = SourceMap::default();
    let id = sources.add("fuzz.yaml", text);
    let mut loaded = data::load(&program.forms, &sources, &[id]);
    let tables = program.forms.forms.iter().zip(0..).filter(|(form, _)| form.kind == FormKind::Table);
    let tables: Vec<_> = tables.map(|(_, at)| (FormId(at), id)).collect();
    data::load_tables(&program.forms, &sources, &tables, &mut loaded);
    drop(eval::evaluate(program, &loaded.returns));
});
