//! Reading in a process of its own: the same layouts, and no file takes the run down.

use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rulecheck::driver::{self, MemoryHost, Options, Reader};
use rulecheck::read::document::Limits;

use super::{bad, draw, forms};

/// The problems of a run over one file: code and message of each.
fn problems(bytes: Vec<u8>, limits: Limits) -> Vec<(String, String)> {
    let reader = Reader::Apart { program: PathBuf::from(env!("CARGO_BIN_EXE_rulecheck")), limits };
    let host = MemoryHost::default().with("filing.pdf", bytes);
    let options = Options { inputs: vec!["filing.pdf".into()], reader, ..Options::default() };
    let checked = driver::check(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
    checked.report.problems.into_iter().map(|problem| (problem.code, problem.message)).collect()
}

/// A page whose content unpacks to so many MiB of blanks, packed twice.
pub fn bomb(mib: usize) -> Vec<u8> {
    let pack = |bytes: &mut dyn std::io::Read| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        std::io::copy(bytes, &mut packed).expect("it can be packed");
        packed.finish().expect("it can be packed")
    };
    let once = pack(&mut std::io::Read::take(std::io::repeat(b' '), (mib as u64) << 20));
    let twice = pack(&mut once.as_slice());
    let mut bytes = bad::by_hand(&[
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
    ]);
    let end = bytes.windows(4).position(|window| window == b"xref").expect("a table");
    bytes.truncate(end);
    write!(bytes, "4 0 obj\n<< /Length {} /Filter [/FlateDecode /FlateDecode] >>\nstream\n", twice.len()).expect("written");
    bytes.extend(twice);
    bytes.extend(b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n");
    bytes
}

#[test]
fn a_reader_apart_reads_what_one_here_reads() {
    let host = MemoryHost::default().with("filing.pdf", forms::form(3).bytes).with("other.pdf", forms::form(4).bytes);
    let run = |reader: Reader| {
        let options = Options { inputs: vec![".".into()], reader, ..Options::default() };
        let checked = driver::check(&host, &options).unwrap_or_else(|fault| panic!("{fault}"));
        let texts = checked.sources.iter().filter(|(_, source)| source.name.ends_with(".pdf"));
        (texts.map(|(_, source)| (source.name.clone(), source.text.to_string())).collect::<Vec<_>>(), checked.report)
    };
    let limits = Limits::default();
    let here = run(Reader::Here { limits });
    assert_eq!(here.0.len(), 2);
    assert_eq!(here, run(Reader::Apart { program: PathBuf::from(env!("CARGO_BIN_EXE_rulecheck")), limits }));
}

#[test]
#[cfg(target_os = "linux")]
fn a_bomb_ends_its_reader_and_not_the_run() {
    // Packed to a hundredth and less, it unpacks to more than the reader may take.
    let bytes = bomb(400);
    assert!(bytes.len() < 4 << 20, "{} bytes", bytes.len());
    let limits = Limits { memory: 256 << 20, ..Limits::default() };
    let problems = problems(bytes, limits);
    assert_eq!(problems, [("pdf-limit".to_owned(), "`filing.pdf` takes more memory to read than 256 MiB".to_owned())]);
}

#[test]
fn a_reader_that_is_late_is_ended() {
    let limits = Limits { seconds: 0, ..Limits::default() };
    let problems = problems(forms::form(5).bytes, limits);
    assert_eq!(problems, [("pdf-limit".to_owned(), "`filing.pdf` takes longer to read than 0 seconds".to_owned())]);
}

#[test]
fn a_program_that_is_no_reader_is_told() {
    let host = MemoryHost::default().with("filing.pdf", forms::form(5).bytes);
    let run = |reader: Reader| {
        let options = Options { inputs: vec!["filing.pdf".into()], reader, ..Options::default() };
        driver::check(&host, &options).unwrap_or_else(|fault| panic!("{fault}")).report.problems
    };
    let nowhere = Reader::Apart { program: PathBuf::from("/nowhere/rulecheck"), limits: Limits::default() };
    for reader in [Reader::Refused, nowhere] {
        assert_eq!(run(reader).iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(), ["pdf-reader"]);
    }
}

#[test]
fn a_file_is_known_by_its_content() {
    let sheet = draw::Sheet::default();
    let bytes = draw::file(vec![sheet]);
    let host = MemoryHost::default().with("filing", bytes.clone()).with("filing.yaml", bytes);
    for name in ["filing", "filing.yaml"] {
        let options = Options { inputs: vec![name.into()], reader: Reader::Here { limits: Limits::default() }, ..Options::default() };
        let report = driver::check(&host, &options).unwrap_or_else(|fault| panic!("{fault}")).report;
        assert_eq!(report.problems.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(), ["pdf-no-text"], "{name}");
    }
}
