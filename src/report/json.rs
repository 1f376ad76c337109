//! The report as JSON, and the schema of that JSON.

use serde::Serialize;

use super::Report;

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

#[cfg(test)]
mod tests {
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the schema is a file of the project")]
    fn the_schema_in_the_documentation_is_the_schema_of_the_report() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, super::schema()).expect("the schema can be written");
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == super::schema(), "docs/report.schema.json is behind; run the test with UPDATE=1");
    }
}
