//! A page of text for people: headings, wrapped paragraphs, and lines that stay as they are.

use super::terminal::Style;
use super::text::{visible, wrapped};

/// Text that grows line by line; everything that is added is made harmless for a terminal.
pub(super) struct Sheet {
    out: String,
    style: Style,
}

impl Sheet {
    pub fn new(style: Style) -> Sheet {
        Sheet { out: String::new(), style }
    }

    /// A line in bold.
    pub fn heading(&mut self, text: &str) {
        let text = visible(text);
        let line = if self.style.colour { format!("\u{1b}[1m{text}\u{1b}[0m\n") } else { format!("{text}\n") };
        self.out.push_str(&line);
    }

    /// A paragraph, each line indented, the lines after the first a little more.
    pub fn item(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        self.out.push_str(&wrapped(&visible(text), self.style.width, &first, &rest));
    }

    /// A paragraph, each line indented alike.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        self.out.push_str(&wrapped(&visible(text), self.style.width, &indent, &indent));
    }

    /// Lines as they stand, indented.
    pub fn verbatim(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            let line = format!("{}{}", " ".repeat(indent), visible(line));
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    /// An empty line, unless one stands there already.
    pub fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The text, which ends with one line end.
    pub fn finish(mut self) -> String {
        while self.out.ends_with("\n\n") {
            self.out.pop();
        }
        self.out
    }
}
