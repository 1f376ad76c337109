//! The report as JSON, and the schema of that JSON.

use serde::Serialize;

use super::Report;
use super::compared::ComparisonReport;
use super::covered::CoverageReport;
use super::json_lines::Line;
use super::mutated::MutationReport;
use super::pending::PendingReport;
use super::tested::TestReport;

/// A report or list as JSON, for people to read too; the same report gives the same bytes.
pub fn render(report: &impl Serialize) -> String {
    // Reports hold only strings, numbers and lists, which always have a JSON form.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of [`Report`], as `docs/report.schema.json` holds it.
pub fn schema() -> String {
    render(&schemars::schema_for!(Report))
}

/// The JSON Schema of each line of the form `json-lines`, as `docs/json-lines.schema.json` holds it.
pub fn line_schema() -> String {
    render(&schemars::schema_for!(Line<'_>))
}

/// The JSON Schemas of everything that is written as JSON, each with the file of `docs/` that holds it.
pub fn schemas() -> [(&'static str, String); 7] {
    [
        ("report.schema.json", schema()),
        ("json-lines.schema.json", line_schema()),
        ("test.schema.json", render(&schemars::schema_for!(TestReport))),
        ("mutation.schema.json", render(&schemars::schema_for!(MutationReport))),
        ("coverage.schema.json", render(&schemars::schema_for!(CoverageReport))),
        ("pending.schema.json", render(&schemars::schema_for!(PendingReport))),
        ("diff.schema.json", render(&schemars::schema_for!(ComparisonReport))),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the schemas are files of the project")]
    fn the_schemas_in_the_documentation_are_those_of_the_output() {
        for (name, schema) in super::schemas() {
            let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &schema).expect("the schema can be written");
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == schema, "docs/{name} is behind; run the test with UPDATE=1");
        }
    }
}
