//! Waiting on a socket for something to happen, never longer than [`PATIENCE`].

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    feed::{Feed, Heard, News},
    http::PATIENCE,
    socket::Closed,
    wire::{Event, Missed},
};

/// Somebody with a socket.
pub(crate) trait Listens {
    /// A message as they see it.
    type Message: DeserializeOwned;

    /// What their socket told.
    fn feed(&mut self) -> &mut Feed<Self::Message>;

    /// Asks for what the socket did not bring.
    async fn make_up_for(&mut self, heard: Heard);
}

/// Waits for the event that is wanted and gives back all that came, in order, up to and with it.
pub(crate) async fn until<L: Listens>(
    who: &mut L,
    what: &str,
    is_wanted: impl Fn(&Event<L::Message>) -> bool,
) -> Vec<Event<L::Message>> {
    let mut came: Vec<Event<L::Message>> = Vec::new();
    let waiting = timeout(PATIENCE, async {
        loop {
            while let Some(event) = who.feed().take_event() {
                let found = is_wanted(&event);
                came.push(event);
                if found {
                    return;
                }
            }
            let feed = who.feed();
            assert!(feed.is_open(), "no {what} on a socket that is closed: {:?}", feed.closed());
            hear(who).await;
        }
    });
    if waiting.await.is_err() {
        let came: Vec<_> = came.iter().map(|event| (event.number, &event.kind)).collect();
        panic!("no {what} within {PATIENCE:?}, only {came:?}");
    }
    came
}

/// Waits for the answer to what was posted with this id; `None` if the socket was closed before it came.
pub(crate) async fn answer<L: Listens>(who: &mut L, client_id: &str) -> Option<Value> {
    let waiting = timeout(PATIENCE, async {
        loop {
            let answer = who.feed().take_answer(client_id);
            if answer.is_some() || !who.feed().is_open() {
                return answer;
            }
            hear(who).await;
        }
    });
    waiting.await.unwrap_or_else(|_| panic!("no answer to {client_id} within {PATIENCE:?}"))
}

/// Waits until the server closes the socket.
pub(crate) async fn closed<L: Listens>(who: &mut L) -> Closed {
    let waiting = timeout(PATIENCE, async {
        while who.feed().is_open() {
            hear(who).await;
        }
    });
    waiting.await.unwrap_or_else(|_| panic!("the server did not close the socket within {PATIENCE:?}"));
    who.feed().closed().cloned().expect("there was a socket, and the server closed it")
}

/// Waits until the socket tells these news, unless it has done so since they were last waited for.
pub(crate) async fn told<L: Listens>(who: &mut L, news: News) {
    let waiting = timeout(PATIENCE, async {
        while !who.feed().take_news(news) {
            let feed = who.feed();
            assert!(feed.is_open(), "no {news:?} on a socket that is closed: {:?}", feed.closed());
            hear(who).await;
        }
    });
    waiting.await.unwrap_or_else(|_| panic!("no {news:?} within {PATIENCE:?}"));
}

/// Files the events that were asked for because of a gap. Gives the number to go on after, if there are more.
///
/// A gap that was made a moment before is never too large for the log.
pub(crate) fn file<M: DeserializeOwned>(feed: &mut Feed<M>, missed: Missed<M>) -> Option<i64> {
    assert!(!missed.resync, "a short gap cannot be filled any more");
    let last = missed.events.last().map(|event| event.number);
    for event in missed.events {
        assert_eq!(feed.file(event), Heard::Filed, "the log has a hole");
    }
    last.filter(|last| *last < missed.head)
}

async fn hear<L: Listens>(who: &mut L) {
    let heard = who.feed().hear().await;
    if heard != Heard::Filed {
        who.make_up_for(heard).await;
    }
}
