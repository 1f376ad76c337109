//! Readers of untrusted files, run apart: in a process of their own that is held to limits, so that no file can take the run down.

use std::io::{Read as _, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::read::document::{Limits, Mark, Read, Refusal};

/// How published files are read that are not plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// They are not.
    #[default]
    Refused,
    /// In a process of its own for each file: this program, started anew with [`APART`]. Time and memory are limited.
    Apart { program: PathBuf, limits: Limits },
    /// In this process. Pages and glyphs are limited; time and memory are not, and a file that exhausts them ends the run.
    Here { limits: Limits },
}

/// The command by which the program is told to read one file from its input and to write what came of it to its output.
pub const APART: &str = "read-apart";

/// The kinds of published files that are not plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum FileKind {
    Pdf,
    Workbook,
}

/// What is to be done with a file.
#[derive(Serialize, Deserialize)]
enum Task {
    Read { kind: FileKind, threads: u32 },
    Mark(Vec<Mark>),
}

/// Reads a file that is not plain text, by so many threads at most.
pub(super) fn read(reader: &Reader, kind: FileKind, bytes: Vec<u8>, threads: u32) -> Result<Read, Refusal> {
    work(reader, &Task::Read { kind, threads }, bytes, |bytes, limits| parse(kind, bytes, limits, threads))
}

/// Marks places on a copy of a file.
pub(super) fn mark(reader: &Reader, bytes: Vec<u8>, marks: Vec<Mark>) -> Result<Vec<u8>, Refusal> {
    let here = marks.clone();
    work(reader, &Task::Mark(marks), bytes, |bytes, _| draw(bytes, &here))
}

/// Does a task where the reader does it.
fn work<T: DeserializeOwned>(
    reader: &Reader,
    task: &Task,
    bytes: Vec<u8>,
    here: impl FnOnce(Vec<u8>, &Limits) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    match reader {
        Reader::Refused => Err(Refusal::NoReader("reading such files was not asked for".to_owned())),
        // A reader that breaks down ends only the reading.
        Reader::Here { limits } => {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| here(bytes, limits))).unwrap_or(Err(Refusal::Broken))
        }
        Reader::Apart { limits, .. } if bytes.len() as u64 > limits.bytes => {
            Err(Refusal::TooLarge { bytes: bytes.len() as u64, most: limits.bytes })
        }
        Reader::Apart { program, limits } => {
            let mut command = Command::new(program);
            command.arg(APART);
            converse(command, task, bytes, limits)
        }
    }
}

fn parse(kind: FileKind, bytes: Vec<u8>, limits: &Limits, threads: u32) -> Result<Read, Refusal> {
    match kind {
        #[cfg(feature = "pdf")]
        FileKind::Pdf => crate::read::pdf::read(bytes, limits, threads as usize),
        #[cfg(feature = "spreadsheets")]
        FileKind::Workbook => crate::read::workbook::read(bytes, limits),
        #[cfg(not(all(feature = "pdf", feature = "spreadsheets")))]
        _ => {
            let _ = (bytes, limits, threads);
            Err(Refusal::NotBuilt)
        }
    }
}

#[cfg(feature = "pdf")]
fn draw(bytes: Vec<u8>, marks: &[Mark]) -> Result<Vec<u8>, Refusal> {
    crate::read::pdf::mark(bytes, marks)
}

#[cfg(not(feature = "pdf"))]
fn draw(_: Vec<u8>, _: &[Mark]) -> Result<Vec<u8>, Refusal> {
    Err(Refusal::NotBuilt)
}

/// The other end: takes limits, a task and a file from the input, and writes what came of it to the output.
pub fn serve(input: &mut dyn std::io::Read, output: &mut dyn Write) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let head = taken(&mut *input, u64::MAX).map_err(told)?;
    let (limits, task) = postcard::from_bytes::<(Limits, Task)>(&head).map_err(|error| error.to_string())?;
    bound(&limits)?;
    let file = taken(input, limits.bytes).map_err(told)?;
    let answer = match task {
        Task::Read { kind, threads } => postcard::to_stdvec(&parse(kind, file, &limits, threads)),
        Task::Mark(marks) => postcard::to_stdvec(&draw(file, &marks)),
    };
    let answer = answer.map_err(|error| error.to_string())?;
    give(output, &answer).and_then(|()| output.flush()).map_err(told)
}

/// Writes bytes and before them how many they are, so that the other end need not wait until this one closes.
fn give(output: &mut dyn Write, bytes: &[u8]) -> std::io::Result<()> {
    output.write_all(&(bytes.len() as u64).to_le_bytes())?;
    output.write_all(bytes)
}

/// Reads bytes that were written with their number, so many at most.
fn taken(mut input: impl std::io::Read, most: u64) -> std::io::Result<Vec<u8>> {
    /// What is reserved before any byte has come: an end that is broken can state any number.
    const AT_ONCE: u64 = 1024 * 1024;
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length).min(most);
    let mut bytes = Vec::with_capacity(length.min(AT_ONCE) as usize);
    input.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Holds this process to its limits, where the system can: memory, time of the processor, and neither files nor dumps to write.
#[cfg(all(unix, any(feature = "pdf", feature = "spreadsheets")))]
fn bound(limits: &Limits) -> Result<(), String> {
    use rlimit::{Resource, getrlimit, setrlimit};
    let seconds = limits.seconds.saturating_add(1);
    let bounds = [(Resource::AS, limits.memory), (Resource::CPU, seconds), (Resource::CORE, 0), (Resource::FSIZE, 0)];
    // A system that does not know one of them is left as it is: the parent still watches the time.
    for (resource, most) in bounds.into_iter().filter(|(resource, _)| resource.is_supported()) {
        let (_, hardest) = getrlimit(resource).map_err(|error| error.to_string())?;
        let most = most.min(hardest);
        setrlimit(resource, most, most).map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[cfg(not(all(unix, any(feature = "pdf", feature = "spreadsheets"))))]
fn bound(_: &Limits) -> Result<(), String> {
    Ok(())
}

/// Starts a reader, gives it a file, and waits for its answer as long as the limits allow.
fn converse<T: DeserializeOwned>(mut command: Command, task: &Task, bytes: Vec<u8>, limits: &Limits) -> Result<T, Refusal> {
    let told = |error: std::io::Error| Refusal::NoReader(error.to_string());
    let head = postcard::to_stdvec(&(limits, task)).map_err(|error| Refusal::NoReader(error.to_string()))?;
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(told)?;
    let (input, output, complaint) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let watch = Watch::of(child, Duration::from_secs(limits.seconds));
    // A reader that ends early closes its input, which is no harm: its answer, or that there is none, says why.
    let given = input.map(|mut input| give(&mut input, &head).and_then(|()| give(&mut input, &bytes)));
    drop((given, bytes));
    // What the text and its words take at most, written down; or a copy of the file with its marks.
    let most = limits.text.saturating_mul(16).max(limits.bytes.saturating_mul(2));
    let answer = output.and_then(|output| taken(output, most).ok());
    let told = answer.and_then(|answer| postcard::from_bytes::<Result<T, Refusal>>(&answer).ok());
    let end = watch.end();
    if let Some(told) = told {
        // What it takes to end a process need not be waited for.
        return told;
    }
    let End { status, was_late } = end.recv().unwrap_or_default();
    if was_late {
        return Err(Refusal::TooLong { seconds: limits.seconds });
    }
    // What it complains of waits in the pipe, which holds more than a reader has to say.
    let mut words = Vec::new();
    complaint.map(|complaint| complaint.take(64 * 1024).read_to_end(&mut words));
    Err(broken(status, &String::from_utf8_lossy(&words), limits))
}

/// A thread that ends a reader when it is no longer wanted, and at the latest when its time is up: whoever waits for it then hears that
/// nothing more will come.
struct Watch {
    wanted: mpsc::Sender<()>,
    ended: mpsc::Receiver<End>,
}

/// How a reader ended.
#[derive(Default)]
struct End {
    status: Option<ExitStatus>,
    was_late: bool,
}

impl Watch {
    fn of(mut child: Child, time: Duration) -> Watch {
        let (wanted, is_wanted) = mpsc::channel();
        let (tell, ended) = mpsc::channel();
        std::thread::spawn(move || {
            let was_late = is_wanted.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            // It may be at its end by itself; there is nothing more to hear from it.
            let _ = child.kill();
            // Nobody listens where it has answered.
            let _ = tell.send(End { status: child.wait().ok(), was_late });
        });
        Watch { wanted, ended }
    }

    /// Says that the reader is no longer wanted; how it ended can be heard.
    fn end(self) -> mpsc::Receiver<End> {
        drop(self.wanted);
        self.ended
    }
}

/// Why a reader ended without an answer.
fn broken(status: Option<ExitStatus>, words: &str, limits: &Limits) -> Refusal {
    const TIME_IS_UP: i32 = 24;
    if words.contains("memory allocation") {
        Refusal::TooMuchMemory { bytes: limits.memory }
    } else if signal(status) == Some(TIME_IS_UP) {
        Refusal::TooLong { seconds: limits.seconds }
    } else {
        Refusal::Broken
    }
}

#[cfg(unix)]
fn signal(status: Option<ExitStatus>) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.and_then(|status| status.signal())
}

#[cfg(not(unix))]
fn signal(_: Option<ExitStatus>) -> Option<i32> {
    None
}
