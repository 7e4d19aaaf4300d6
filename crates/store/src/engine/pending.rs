//! An answer that is on its way from a thread of the engine.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::sync::oneshot;

use crate::error::{Result, StoreError};

/// The answer to a [`write`](super::Store::write) or [`read`](super::Store::read): await it, or
/// [`wait`](Self::wait) for it outside async code.
///
/// Dropping it recalls nothing: the closure still runs, and a write still commits.
#[must_use = "whether it happened is known only from the answer"]
pub struct Pending<T>(oneshot::Receiver<Result<T>>);

/// Where the answer is put.
pub(super) struct Reply<T>(oneshot::Sender<Result<T>>);

/// A place for an answer, and the one who waits for it.
pub(super) fn pair<T>() -> (Reply<T>, Pending<T>) {
    let (sender, receiver) = oneshot::channel();
    (Reply(sender), Pending(receiver))
}

impl<T> Reply<T> {
    pub(super) fn send(self, answer: Result<T>) {
        // Whoever asked may have gone away; what was done stays done.
        drop(self.0.send(answer));
    }
}

impl<T> Pending<T> {
    /// Blocks until the answer is there. For commands and threads; within async code it panics, as it would
    /// stop the runtime.
    pub fn wait(self) -> Result<T> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Unknown))
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A thread that went away without an answer may have committed or not.
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or(Err(StoreError::Unknown)))
    }
}
