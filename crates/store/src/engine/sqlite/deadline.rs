//! An end for closures that take too long.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::super::clock::steady;

/// How many instructions of SQLite's machine lie between two looks at the clock: well under a millisecond.
const INSTRUCTIONS: i32 = 10_000;

/// When the closure that runs on a connection must be done. None runs while there is none.
#[derive(Clone)]
pub(super) struct Deadline(Arc<Mutex<Option<Instant>>>);

impl Deadline {
    /// Lets SQLite interrupt statements that are still running after the deadline.
    pub(super) fn watch(sqlite: &mut rusqlite::Connection) -> rusqlite::Result<Self> {
        let deadline = Self(Arc::new(Mutex::new(None)));
        let watched = deadline.clone();
        sqlite.progress_handler(INSTRUCTIONS, Some(move || watched.has_passed()))?;
        Ok(deadline)
    }

    /// Runs `act` with a deadline. The engine's own statements, COMMIT above all, run without one.
    pub(super) fn within<T>(&self, limit: Duration, act: impl FnOnce() -> T) -> T {
        self.set(Some(steady() + limit));
        let value = act();
        self.set(None);
        value
    }

    pub(super) fn has_passed(&self) -> bool {
        let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        end.is_some_and(|end| steady() >= end)
    }

    fn set(&self, end: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }
}
