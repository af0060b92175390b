//! Other programs, run to their end. In: a name, arguments, bytes for their input; out: what they wrote, or why there is
//! nothing. The only place that starts processes.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A program that did not do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    #[error("{name} is not installed")]
    Missing { name: String },
    #[error("{name} failed: {said}")]
    Failed { name: String, said: String },
    #[error("{name} took longer than {seconds} s and was ended")]
    OutOfTime { name: String, seconds: u64 },
}

/// Runs a program in no more than this time; gives what it wrote to its standard output.
pub(super) fn run<A: AsRef<OsStr>>(
    name: &str,
    arguments: &[A],
    input: &[u8],
    time: Duration,
) -> Result<Vec<u8>, ProgramError> {
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => ProgramError::Missing { name: name.to_owned() },
        _ => ProgramError::Failed { name: name.to_owned(), said: error.to_string() },
    };
    let pipe = || Stdio::piped();
    let child = Command::new(name).args(arguments).stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn();
    let mut child = child.map_err(|error| failed(&error))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // all pipes at once: a program that waits for one of them would never end
    let (status, out, said) = std::thread::scope(|scope| {
        let out = scope.spawn(|| drained(stdout));
        let said = scope.spawn(|| drained(stderr));
        scope.spawn(move || {
            // a program that needs no input closes the pipe
            let _ = stdin.map(|mut stdin| stdin.write_all(input));
        });
        (wait(&mut child, time), out.join().unwrap_or_default(), said.join().unwrap_or_default())
    });
    match status.map_err(|error| failed(&error))? {
        Some(status) if status.success() => Ok(out),
        Some(_) => {
            // programs explain at length; the last line says what went wrong
            let said = String::from_utf8_lossy(&said);
            let last = said.lines().rev().map(str::trim).find(|line| !line.is_empty());
            Err(ProgramError::Failed { name: name.to_owned(), said: last.unwrap_or("it did not say why").to_owned() })
        }
        None => Err(ProgramError::OutOfTime { name: name.to_owned(), seconds: time.as_secs() }),
    }
}

fn drained(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // what came before the pipe broke is all there is
    let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
    bytes
}

/// How the program ended; None where it had to be ended.
#[allow(clippy::disallowed_methods, reason = "the clock is what the time for a program is held against")]
fn wait(child: &mut Child, time: Duration) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > time {
            // it may have ended by itself just now
            let _ = child.kill();
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(10);

    #[test]
    fn what_goes_in_comes_out_however_much_it_is() {
        let input = vec![b'x'; 1 << 20];
        assert_eq!(run::<&str>("cat", &[], &input, LONG), Ok(input));
    }

    #[test]
    fn programs_that_are_missing_fail_or_do_not_end_are_told_apart() {
        assert_eq!(
            run::<&str>("huikan-no-such-program", &[], b"", LONG),
            Err(ProgramError::Missing { name: "huikan-no-such-program".into() })
        );
        assert_eq!(
            run("sh", &["-c", "echo first >&2; echo 'it is odd' >&2; exit 3"], b"", LONG),
            Err(ProgramError::Failed { name: "sh".into(), said: "it is odd".into() })
        );
        assert_eq!(
            run("sleep", &["600"], b"", Duration::ZERO),
            Err(ProgramError::OutOfTime { name: "sleep".into(), seconds: 0 })
        );
    }
}
