//! Calls the command line and turns its outcome into the exit code.

use std::process::ExitCode;

/// Pages become many small texts: a tenth of all work is in getting and giving back memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    huikan::cli::run().into()
}
