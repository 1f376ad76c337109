//! Compound files, in which `.xls` files keep their records: the records are taken out of one, and put into a new one that holds nothing else.

use std::io::{Cursor, Read as _, Write as _};

use cfb::{CompoundFile, Version};

use crate::read::document::Refusal;

/// The names of the stream of records, of Excel 97 and of Excel 5.
const NAMES: [&str; 2] = ["Workbook", "Book"];

/// What stands beside nothing else in the compound file around an `.xlsx` file with a password.
const LOCKED: &str = "EncryptedPackage";

/// The records of a workbook.
pub(super) fn records(bytes: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let most = bytes.len() as u64;
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refusal::DamagedWorkbook)?;
    if file.is_stream(LOCKED) {
        return Err(Refusal::LockedWorkbook);
    }
    let Some(name) = NAMES.into_iter().find(|name| file.is_stream(name)) else {
        return Err(Refusal::NotWorkbook { is_markup: false });
    };
    let mut records = Vec::new();
    let stream = file.open_stream(name).map_err(|_| Refusal::DamagedWorkbook)?;
    stream.take(most).read_to_end(&mut records).map_err(|_| Refusal::DamagedWorkbook)?;
    Ok(records)
}

/// A compound file of these records.
pub(super) fn holding(records: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    let mut stream = file.create_stream(NAMES[0])?;
    stream.write_all(records)?;
    stream.flush()?;
    drop(stream);
    file.flush()?;
    Ok(file.into_inner().into_inner())
}
