//! Work that may panic in, its result or the bug that ended it out.

use std::cell::RefCell;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};

/// A panic: what it said, and where in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bug {
    pub what: String,
    pub place: String,
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if self.place.is_empty() { Ok(()) } else { write!(f, " ({})", self.place) }
    }
}

thread_local! {
    /// Where this thread panicked last; only the hook is told.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From now on a panic prints nothing: whoever catches it reports it in the form of all messages.
pub fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        PLACE.set(place);
    }));
}

/// Runs the work; a panic ends it and nothing else. The work is dropped with all it holds, so nothing half-made is seen.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Bug> {
    PLACE.take();
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let what = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (_, Some(text)) => text.clone(),
            _ => "panic without a message".to_owned(),
        };
        Bug { what, place: PLACE.take() }
    })
}
