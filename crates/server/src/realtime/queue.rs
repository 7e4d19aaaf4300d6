//! What waits for a socket: put in by the hub, taken out by the socket.
//!
//! Thousands of sockets are idle, so an empty queue holds no room for what might come.

#[cfg(test)]
mod tests;

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::id::ConversationId;
use futures_util::FutureExt;

use super::{close::Close, frames::Says, rest::Rest};

/// How many frames may wait for a client that takes them slowly. One that needs more is quicker served by a new
/// beginning.
pub(super) const QUEUE: usize = 64;

/// What a socket has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Tell an event of this number, unless the client has it.
    Event { c: ConversationId, n: i64, text: Utf8Bytes },
    /// Tell something else.
    Tell(Utf8Bytes),
    /// Read the session again: something happened to it.
    LookAgain,
}

/// The hub's end of the queue. Once it is dropped the socket tells what is still in the queue, and closes.
pub(super) struct Outlet(Arc<Queue>);

/// The socket's end.
pub(super) struct Inlet {
    queue: Arc<Queue>,
    rest: Rest,
}

/// The queue has no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// Whether the inbox changed since the client was last told so. However often: it takes no room in the queue. It is written
    /// with the queue locked and read without: nearly always there is a hint already.
    hinted: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    items: VecDeque<Item>,
    /// How the socket closes once it has told everything; there when the outlet is gone.
    close: Option<Close>,
    /// Whether the inlet is gone.
    left: bool,
    /// Whom to wake when there is something to take.
    reader: Option<Waker>,
}

/// The two ends of a new queue.
pub(super) fn pair() -> (Outlet, Inlet) {
    let queue = Arc::<Queue>::default();
    (Outlet(Arc::clone(&queue)), Inlet { queue, rest: Rest::default() })
}

impl Outlet {
    /// Puts something into the queue. A socket that is about to leave takes nothing more, and misses nothing.
    pub(super) fn put(&self, item: Item) -> Result<(), Full> {
        let mut waiting = self.0.waiting();
        if waiting.left {
            return Ok(());
        }
        if waiting.items.len() >= QUEUE {
            return Err(Full);
        }
        waiting.items.push_back(item);
        wake(waiting);
        Ok(())
    }

    /// Tells that the inbox changed, now or soon.
    pub(super) fn hint(&self) {
        if self.0.hinted.load(Ordering::SeqCst) {
            return;
        }
        let waiting = self.0.waiting();
        if !self.0.hinted.swap(true, Ordering::SeqCst) {
            wake(waiting);
        }
    }

    /// The last that is put: how the socket is closed once the queue is empty.
    pub(super) fn close(self, close: Close) {
        self.0.waiting().close = Some(close);
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting();
        waiting.close.get_or_insert(Close::MOVING);
        wake(waiting);
    }
}

impl Inlet {
    /// The next thing to do, or how to close. Nothing is lost if this future is dropped before it ends.
    pub(super) async fn next(&mut self) -> Result<Item, Close> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next thing to do, if there is one already.
    pub(super) fn at_hand(&mut self) -> Option<Result<Item, Close>> {
        self.next().now_or_never()
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Item, Close>> {
        let mut waiting = self.queue.waiting();
        if let Some(item) = waiting.items.pop_front() {
            if waiting.items.is_empty() {
                waiting.items = VecDeque::new();
            }
            return Poll::Ready(Ok(item));
        }
        if let Some(close) = waiting.close {
            return Poll::Ready(Err(close));
        }
        if self.queue.hinted.load(Ordering::SeqCst) && self.rest.poll_over(context).is_ready() {
            self.queue.hinted.store(false, Ordering::SeqCst);
            self.rest = Rest::begin();
            return Poll::Ready(Ok(Item::Tell(Says::Inbox.text())));
        }
        waiting.reader = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        let mut waiting = self.queue.waiting();
        waiting.left = true;
        waiting.items = VecDeque::new();
    }
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the reader, if it sleeps, after letting it have the queue.
fn wake(mut waiting: MutexGuard<'_, Waiting>) {
    let reader = waiting.reader.take();
    drop(waiting);
    if let Some(reader) = reader {
        reader.wake();
    }
}
