//! The time, for the commands that need it.
#![allow(clippy::disallowed_methods, reason = "the clock is asked here and handed on")]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::archive::Clock;

/// The clock of the machine, or one that stands still.
pub struct Time {
    began: Instant,
    still: Option<u64>,
}

impl Time {
    pub fn new(still: Option<u64>) -> Self {
        Self { began: Instant::now(), still }
    }
}

impl Clock for Time {
    fn now(&self) -> u64 {
        let machine = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        self.still.unwrap_or_else(machine)
    }

    fn elapsed_s(&self) -> f64 {
        if self.still.is_some() { 0.0 } else { self.began.elapsed().as_secs_f64() }
    }
}
