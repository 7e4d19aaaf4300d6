//! Threads of the engine.

use std::thread::{self, JoinHandle};

use super::queue::Queue;
use crate::error::{Result, StoreError};

/// Starts a thread that works from `queue`. If it cannot be started the queue closes, and with it the others
/// that work from it.
pub(super) fn spawn<J>(
    name: &str,
    queue: &Queue<J>,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>> {
    thread::Builder::new().name(name.into()).spawn(work).map_err(|error| {
        queue.close();
        StoreError::Unavailable(format!("a thread cannot be started: {error}"))
    })
}
