//! PDF files: what is drawn is what is read, and what cannot be read is said.

mod apart;
mod bad;
mod draw;
pub mod filings;
mod forms;
mod marks;
mod next_day;
mod published;
mod returns;
mod round;
mod teller;
mod untrusted;
