//! How a run ended, as an exit code.

use std::io;
use std::process::ExitCode;

/// The exit codes, one for each way a run can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All read, placed, valid and written.
    Done,
    /// Finished; some inputs failed, are marked partial or are not valid.
    Partly,
    /// Wrong arguments or configuration.
    Usage,
    /// No input could be read.
    NoInput,
    /// A limit the user set is passed.
    Gate,
    /// The output could not be written.
    NoOutput,
    /// Another run holds the lock of the archive.
    Locked,
    /// An error in huikan.
    Internal,
}

impl Exit {
    /// The number the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Partly => 1,
            Self::Usage => 2,
            Self::NoInput => 3,
            Self::Gate => 4,
            Self::NoOutput => 5,
            Self::Locked => 11,
            Self::Internal => 70,
        }
    }

    /// How a run ended that had only to print its data: whoever closes the pipe early has seen enough.
    pub(super) fn of_print(printed: io::Result<()>, otherwise: Self) -> Self {
        match printed {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Self::NoOutput,
            _ => otherwise,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
