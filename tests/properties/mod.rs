//! What must hold for any input: properties with generated texts and returns.

mod information;
mod order;
mod scale;
mod texts;
