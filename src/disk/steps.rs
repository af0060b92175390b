//! Faults on purpose: a test names a step of writing, and the process dies there or finds the disk full.
//!
//! Every write, rename and removal of this module passes [`step`] first. Only builds with debug assertions look at the
//! environment; in a release build a step is nothing.

use std::io;

/// Environment variable of the tests: `kill:N` ends the process before its N-th step, `full:N` makes every step that
/// writes from the N-th on fail as a full disk does, `deny:N` as a file system that turned read-only.
#[cfg(debug_assertions)]
const FAULT: &str = "HUIKAN_FAULT";

/// Passes one step of writing.
///
/// # Errors
/// Only those a test asked for.
#[cfg(debug_assertions)]
pub fn step() -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static FAULT_AT: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);
    let fault = FAULT_AT.get_or_init(|| {
        let told = std::env::var(FAULT).ok()?;
        let (what, at) = told.split_once(':')?;
        Some((what.to_owned(), at.parse().ok()?))
    });
    let Some((what, at)) = fault else { return Ok(()) };
    let now = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
    match what.as_str() {
        "kill" if now == *at => std::process::abort(),
        "full" if now >= *at => Err(io::ErrorKind::StorageFull.into()),
        "deny" if now >= *at => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
        _ => Ok(()),
    }
}

/// Passes one step of writing.
#[cfg(not(debug_assertions))]
#[inline]
#[allow(clippy::unnecessary_wraps, reason = "the same signature as in builds for tests")]
pub fn step() -> io::Result<()> {
    Ok(())
}
