//! The report as JSON, and the schema of that JSON.

use serde::Serialize;

use super::Report;
use super::json_lines::Line;
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

/// The JSON Schema of [`TestReport`], as `docs/test.schema.json` holds it.
pub fn test_schema() -> String {
    render(&schemars::schema_for!(TestReport))
}

/// The JSON Schema of each line of the form `json-lines`, as `docs/json-lines.schema.json` holds it.
pub fn line_schema() -> String {
    render(&schemars::schema_for!(Line<'_>))
}

#[cfg(test)]
mod tests {
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the schemas are files of the project")]
    fn the_schemas_in_the_documentation_are_those_of_the_output() {
        let kept = [
            ("report.schema.json", super::schema()),
            ("json-lines.schema.json", super::line_schema()),
            ("test.schema.json", super::test_schema()),
        ];
        for (name, schema) in kept {
            let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &schema).expect("the schema can be written");
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == schema, "docs/{name} is behind; run the test with UPDATE=1");
        }
    }
}
