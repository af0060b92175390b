//! Calls the command line and turns its outcome into the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    huikan::cli::run().into()
}
