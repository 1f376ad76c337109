//! Rule files from text to tree. Only this folder names pest.

pub mod ast;
