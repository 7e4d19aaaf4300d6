//! What the engine did, in numbers.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use super::clock::steady;
use crate::error::Result;

/// What a store did since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measures {
    /// How many closures were carried out.
    pub done: u64,
    /// How many were answered with an error.
    pub failed: u64,
    /// How many commits that took. On SQLite many closures share one.
    pub commits: u64,
    /// How many wait for a thread now.
    pub waiting: usize,
    /// How long the longest run of a closure took since this was last asked (details 14).
    pub longest: Duration,
}

/// Where it is counted. The counts need not agree with each other to the last one.
#[derive(Default)]
pub(super) struct Counters {
    done: AtomicU64,
    failed: AtomicU64,
    commits: AtomicU64,
    longest_micros: AtomicU64,
}

impl Counters {
    pub(super) fn answered(&self, outcome: &Result<()>) {
        let counter = if outcome.is_ok() { &self.done } else { &self.failed };
        counter.fetch_add(1, Relaxed);
    }

    /// One more commit; gives how many there were with it.
    pub(super) fn committed(&self) -> u64 {
        self.commits.fetch_add(1, Relaxed) + 1
    }

    /// Runs `act` and remembers how long it took, if nothing took longer.
    pub(super) fn timed<T>(&self, act: impl FnOnce() -> T) -> T {
        let start = steady();
        let value = act();
        let micros = steady().saturating_duration_since(start).as_micros();
        self.longest_micros.fetch_max(u64::try_from(micros).unwrap_or(u64::MAX), Relaxed);
        value
    }

    /// The counts, beside `waiting`. The longest begins anew.
    pub(super) fn measures(&self, waiting: usize) -> Measures {
        Measures {
            done: self.done.load(Relaxed),
            failed: self.failed.load(Relaxed),
            commits: self.commits.load(Relaxed),
            waiting,
            longest: Duration::from_micros(self.longest_micros.swap(0, Relaxed)),
        }
    }
}
