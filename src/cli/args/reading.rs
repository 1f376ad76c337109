//! How files of unknown origin are read.

use clap::Args;

use crate::read::document::Limits;

/// How files of unknown origin are read.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReadingArgs {
    /// Raise or lower a limit of reading a PDF file: bytes, pages, glyphs, unpacked, seconds or memory (in bytes)
    #[arg(long, value_name = "NAME=NUMBER", value_parser = read_limit, value_delimiter = ',', env = "RULECHECK_READ_LIMIT", hide_env_values = true, help_heading = "Reading PDF")]
    pub read_limit: Vec<(String, u64)>,
}

fn read_limit(text: &str) -> Result<(String, u64), String> {
    let (name, number) = text.split_once('=').ok_or("write NAME=NUMBER, for example pages=2000")?;
    let number = number.parse().map_err(|_| format!("`{number}` is not a whole number"))?;
    if Limits::default().set(name, number) {
        Ok((name.to_owned(), number))
    } else {
        Err(format!("the limits are {}", Limits::NAMES.join(", ")))
    }
}
