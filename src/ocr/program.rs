//! Other programs, run to their end. In: a name and arguments; out: what they wrote, or why there is nothing. The only
//! place that starts processes.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// A program that did not do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    #[error("{name} is not installed")]
    Missing { name: String },
    #[error("{name} failed: {said}")]
    Failed { name: String, said: String },
}

/// Runs a program; gives what it wrote to its standard output.
pub(super) fn run<A: AsRef<OsStr>>(name: &str, arguments: &[A]) -> Result<Vec<u8>, ProgramError> {
    let done =
        Command::new(name).args(arguments).stdin(Stdio::null()).output().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ProgramError::Missing { name: name.to_owned() },
            _ => ProgramError::Failed { name: name.to_owned(), said: error.to_string() },
        })?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    // programs explain at length; the last line says what went wrong
    let said = said.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it did not say why");
    Err(ProgramError::Failed { name: name.to_owned(), said: said.to_owned() })
}
