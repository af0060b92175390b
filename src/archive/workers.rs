//! Files turned into issue folders by worker processes.
//!
//! A process, not a thread: a file that takes all memory, loops or overflows the stack ends a process whatever the code
//! around it does, and only a process can be ended from outside and be given a limit by the system. A worker converts one
//! file after another, so the patterns are compiled once; it is replaced after a failure and after [`FILES_PER_WORKER`]
//! files. A file that fails in a worker that did others before is tried in a fresh one, so what becomes of a file depends
//! on that file alone.
//!
//! The two sides speak JSON, one object a line: an [`Order`] down stdin, a [`Reply`] up stdout. A worker that finds its
//! stdin closed ends, and the system ends it when its parent dies.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::{Basis, Error};

/// A worker keeps what its allocator took; a new one begins small.
const FILES_PER_WORKER: usize = 64;
/// What is kept of what a worker says before it dies.
const MAX_SAID: u64 = 4096;

/// One file to convert. Paths are made from these by the worker, which knows the archive.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    pub sha256: String,
    /// What the records say of the source's path.
    pub name: String,
    /// Number of the folder of work that gets the files.
    pub number: usize,
    /// Id of the issue, where it was settled.
    pub id: Option<String>,
}

/// What came of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// The four files are in the folder of work.
    Made(Box<Made>),
    /// The file gives no issue.
    Failed(Failure),
    /// The folder of work could not be written: no fault of the file.
    Unwritable { path: String, message: String },
}

/// An issue folder before it is put in place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
    pub pages: usize,
    /// Part of the file is missing from the records.
    pub partial: bool,
    /// Records by kind.
    pub records: std::collections::BTreeMap<String, usize>,
    pub measure: Measure,
    pub basis: Basis,
}

/// Why a file gave no issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub code: String,
    pub message: String,
    pub hint: String,
}

/// What one file may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub time: Duration,
    /// Private memory of a worker, in MiB.
    pub memory_mb: u64,
}

/// How workers are started.
#[derive(Debug, Clone)]
pub struct Workers {
    pub program: PathBuf,
    pub args: Vec<std::ffi::OsString>,
    pub limits: Limits,
}

/// Limits this process, a worker, before it does anything: its private memory, no core file, and it ends with its parent.
///
/// # Errors
/// What the system said.
#[cfg(target_os = "linux")]
pub fn confine(memory_mb: u64, parent: i32) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, Signal, getppid, set_parent_process_death_signal, setrlimit};
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // a parent that died before that will send no signal, and what it ordered is the next run's work
    if getppid().map(|id| id.as_raw_nonzero().get()) != Some(parent) {
        return Err(io::Error::other("its parent is gone"));
    }
    // data counts what is private and writable: heap, stacks, no mapped files and no address space that is only reserved
    let bytes = memory_mb.saturating_mul(1 << 20);
    setrlimit(Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) })?;
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Other systems have no such limits; time is limited by the parent.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn confine(_: u64, _: i32) -> io::Result<()> {
    Ok(())
}

/// A place where one worker after another works.
pub struct Bench<'a> {
    workers: &'a Workers,
    worker: Option<Worker>,
}

struct Worker {
    child: Child,
    orders: ChildStdin,
    replies: Receiver<String>,
    said: thread::JoinHandle<String>,
    files: usize,
}

impl<'a> Bench<'a> {
    pub fn new(workers: &'a Workers) -> Self {
        Self { workers, worker: None }
    }

    /// Has one file converted.
    ///
    /// # Errors
    /// Only what is no fault of the file: a worker can't be started, or was stopped from outside.
    pub fn convert(&mut self, order: &Order) -> Result<Reply, Error> {
        let is_used = self.worker.is_some();
        match self.attempt(order)? {
            Reply::Failed(failure) if is_used && self.worker.is_none() => {
                // it may have died of what files before it left behind
                let again = self.attempt(order)?;
                Ok(if let Reply::Failed(_) = again { Reply::Failed(failure_of(again, failure)) } else { again })
            }
            reply => Ok(reply),
        }
    }

    fn attempt(&mut self, order: &Order) -> Result<Reply, Error> {
        let mut worker = match self.worker.take() {
            Some(worker) => worker,
            None => Worker::start(self.workers)?,
        };
        worker.files += 1;
        let mut line = serde_json::to_string(order).expect("orders are plain data");
        line.push('\n');
        // a worker that is dead already says why below
        let _ = worker.orders.write_all(line.as_bytes());
        match worker.replies.recv_timeout(self.workers.limits.time) {
            Ok(line) => {
                let reply = serde_json::from_str(&line);
                if worker.files < FILES_PER_WORKER {
                    self.worker = Some(worker);
                } else {
                    worker.end();
                }
                reply.map_err(|error| Error::Worker { cause: format!("a worker said what is no reply: {error}") })
            }
            Err(RecvTimeoutError::Timeout) => {
                worker.end();
                let seconds = self.workers.limits.time.as_secs_f64();
                let message = format!("it was not done after {seconds} seconds");
                Ok(Reply::Failed(failure("timeout", &message, "give it more time with --timeout-per-file")))
            }
            Err(RecvTimeoutError::Disconnected) => worker.autopsy(self.workers.limits.memory_mb),
        }
    }
}

impl Drop for Bench<'_> {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.end();
        }
    }
}

/// The failure of the second attempt, which a fresh worker made.
fn failure_of(reply: Reply, otherwise: Failure) -> Failure {
    if let Reply::Failed(failure) = reply { failure } else { otherwise }
}

fn failure(code: &str, message: &str, hint: &str) -> Failure {
    Failure { code: code.to_owned(), message: message.to_owned(), hint: hint.to_owned() }
}

impl Worker {
    fn start(workers: &Workers) -> Result<Self, Error> {
        let fail = |error: io::Error| Error::Worker { cause: format!("cannot start a worker: {error}") };
        let mut command = Command::new(&workers.program);
        command
            .args(&workers.args)
            .arg(format!("--parent={}", std::process::id()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // faults that tests plan are for this process
        command.env_remove("HUIKAN_FAULT");
        let mut child = command.spawn().map_err(fail)?;
        let taken = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(orders), Some(stdout), Some(stderr)) = taken else {
            return Err(fail(io::ErrorKind::BrokenPipe.into()));
        };
        let (send, replies) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let said = thread::spawn(move || {
            let mut said = Vec::new();
            let mut stderr = stderr;
            // what it says beyond that is read, so that it does not wait, and dropped
            let _ = stderr.by_ref().take(MAX_SAID).read_to_end(&mut said);
            let _ = io::copy(&mut stderr, &mut io::sink());
            String::from_utf8_lossy(&said).into_owned()
        });
        Ok(Self { child, orders, replies, said, files: 0 })
    }

    /// Ends the process, whatever it does.
    fn end(mut self) {
        drop(self.orders);
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Why the process is dead.
    fn autopsy(mut self, memory_mb: u64) -> Result<Reply, Error> {
        drop(self.orders);
        let status = self.child.wait().map_err(|error| Error::Worker { cause: error.to_string() })?;
        let said = self.said.join().unwrap_or_default();
        if let Some(signal) = stopped_from_outside(status) {
            return Err(Error::Worker { cause: format!("a worker was stopped by signal {signal}") });
        }
        // the words of the standard library and of glibc, and the kernel's way
        let out_of_memory = ["memory allocation of", "annot allocate memory", "out of memory", "failed to allocate"];
        if out_of_memory.iter().any(|words| said.contains(words)) || signal_of(status) == Some(9) {
            let message = format!("it needs more than {memory_mb} MB of memory");
            return Ok(Reply::Failed(failure("out-of-memory", &message, "give it more with --max-memory")));
        }
        let message = format!("the worker process died: {status}");
        Ok(Reply::Failed(failure("crashed", &message, "this is an error in huikan; please report it with the file")))
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_: ExitStatus) -> Option<i32> {
    None
}

/// Hang-up, interrupt and termination come from people and from systemd, not from a file.
fn stopped_from_outside(status: ExitStatus) -> Option<i32> {
    signal_of(status).filter(|signal| [1, 2, 15].contains(signal))
}
