//! A socket's place in the hub: the queue of what it has to tell, and the word that it is to close.

use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::id::{AccountId, ConversationId};
use tokio::sync::mpsc;

use super::{
    close::Close,
    frames::Says,
    hints::{Hint, Hints},
    hub::Hub,
};

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

/// Where a socket sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) account: AccountId,
    pub(super) number: u64,
}

/// The hub's end of the queue. Once it is dropped the socket tells what is still in the queue, and closes.
pub(super) struct Outlet {
    queue: mpsc::Sender<Item>,
    close: Arc<OnceLock<Close>>,
    hint: Hint,
}

/// The socket's end.
pub(super) struct Inlet {
    queue: mpsc::Receiver<Item>,
    close: Arc<OnceLock<Close>>,
    hints: Hints,
}

/// The two ends of a new queue.
pub(super) fn pair() -> (Outlet, Inlet) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let (close, hint) = (Arc::new(OnceLock::new()), Hint::default());
    let hints = Hints::of(hint.clone());
    let outlet = Outlet { queue: sender, close: Arc::clone(&close), hint };
    (outlet, Inlet { queue: receiver, close, hints })
}

/// The queue has no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Outlet {
    /// Puts something into the queue. A socket that is about to leave takes nothing more, and misses nothing.
    pub(super) fn put(&self, item: Item) -> Result<(), Full> {
        match self.queue.try_send(item) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Full),
        }
    }

    /// Tells that the inbox changed, now or soon.
    pub(super) fn hint(&self) {
        self.hint.raise();
    }

    /// The last that is put: how the socket is closed once the queue is empty.
    pub(super) fn close(self, close: Close) {
        self.close.get_or_init(|| close);
    }
}

impl Inlet {
    /// The next thing to do, or how to close. Nothing is lost if this future is dropped before it ends.
    pub(super) async fn next(&mut self) -> Result<Item, Close> {
        tokio::select! {
            biased;
            item = self.queue.recv() => {
                item.ok_or_else(|| self.close.get().copied().unwrap_or(Close::MOVING))
            }
            () = self.hints.next() => Ok(Item::Tell(Says::Inbox.text())),
        }
    }
}

/// A taken seat. It is given up when this is dropped.
pub(super) struct Seat {
    pub(super) hub: Hub,
    pub(super) place: Place,
    pub(super) inlet: Inlet,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.leave(self.place);
    }
}
