//! The pages of diagnostic codes: `docs/codes/<code>.md`, laid out for a terminal.

use schemars::JsonSchema;
use serde::Serialize;

use super::VERSION;
use super::sheet::Sheet;
use super::terminal::Style;
use super::text::width;
use crate::diag::{Code, Level, codes};

include!(concat!(env!("OUT_DIR"), "/code_pages.rs"));

/// The Markdown of a code's page; every code of the table has one.
pub fn page(id: &str) -> Option<&'static str> {
    PAGES.iter().find(|(code, _)| *code == id).map(|(_, text)| *text)
}

/// All that is to be said of one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodePage {
    /// The version of this layout.
    pub version: u32,
    pub code: String,
    pub level: Level,
    pub title: String,
    pub explanation: String,
    /// The page as Markdown.
    pub page: String,
}

impl CodePage {
    pub fn new(code: &Code) -> CodePage {
        CodePage {
            version: VERSION,
            code: code.id.to_owned(),
            level: code.level,
            title: code.title.to_owned(),
            explanation: code.explanation.to_owned(),
            page: page(code.id).unwrap_or_default().to_owned(),
        }
    }
}

/// The page of a code for people: its title, why it matters, what to do, a bad and a good example.
pub fn render(code: &Code, style: Style) -> String {
    let mut sheet = Sheet::new(style);
    let level = match code.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    sheet.heading(&format!("{level}[{}] {}", code.id, code.title));
    sheet.gap();
    match page(code.id) {
        Some(text) => lay_out(&mut sheet, text),
        None => sheet.paragraph(0, code.explanation),
    }
    sheet.finish()
}

/// Every code with its title.
pub fn render_all(style: Style) -> String {
    let mut sheet = Sheet::new(style);
    let column = codes::ALL.iter().map(|code| width(code.id)).max().unwrap_or(0);
    for (level, words) in [(Level::Error, "Errors"), (Level::Warning, "Warnings")] {
        sheet.gap();
        sheet.heading(words);
        for code in codes::ALL.iter().filter(|code| code.level == level) {
            sheet.verbatim(2, &format!("{:column$}  {}", code.id, code.title));
        }
    }
    sheet.finish()
}

/// Markdown as plain text: headings without their marks, sentences joined into paragraphs, blocks indented.
fn lay_out(sheet: &mut Sheet, text: &str) {
    // What stands before the first part is the code and its title, which were shown already.
    let text = text.find("\n## ").map_or(text, |at| &text[at..]);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut block: Option<Vec<&str>> = None;
    for line in text.lines().chain([""]) {
        if let Some(lines) = &mut block {
            if !line.starts_with("```") {
                lines.push(line);
                continue;
            }
            sheet.verbatim(4, &if lines.is_empty() { "(nothing)".to_owned() } else { lines.join("\n") });
            sheet.gap();
            block = None;
            continue;
        }
        if !paragraph.is_empty() && (line.is_empty() || line.starts_with("```")) {
            sheet.paragraph(2, &paragraph.join(" "));
            sheet.gap();
            paragraph.clear();
        }
        if let Some(info) = line.strip_prefix("```") {
            let caption = match info.split_once(' ') {
                Some((_, name)) => name,
                None if info == "diagnostics" || info == "lint" => "what is said:",
                None => "",
            };
            if !caption.is_empty() {
                sheet.verbatim(2, caption);
            }
            block = Some(Vec::new());
        } else if line.starts_with('#') {
            sheet.gap();
            sheet.heading(line.trim_start_matches('#').trim_start());
        } else if !line.is_empty() {
            paragraph.push(line);
        }
    }
}
