//! One WebSocket: texts in and out, and everything that ends it besides what is said on it.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use futures_util::{FutureExt, SinkExt};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{
    close::{Close, Parting},
    frames,
    times::{Due, Times},
};
use crate::{http::ErrorCode, serve::Stopping};

/// The largest frame that is taken, in bytes.
const FRAME_BYTES: usize = 64 * 1024;
/// What is read at once, in bytes, and what an idle connection keeps for it. A device's proof fits and everything that
/// is said after it; a larger frame gets the room it needs.
const READ_BYTES: usize = 256;
/// How many bytes of frames are put together before they are written, when several wait: an event and a hint, or what one
/// commit brought. A connection keeps the room it once needed for them.
const TOGETHER_BYTES: usize = 8 * 1024;
/// What may wait inside the connection: what is put together, and the largest frame, which is a message of 16 KiB with
/// its evidence, in which every character may be escaped.
const WRITE_BYTES: usize = 256 * 1024;

/// When the first frame is due.
const FIRST_WITHIN: Duration = Duration::from_secs(5);
/// How long the peer may take to take what is written at once.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// How long the peer is given to say goodbye, so that it hears why before the connection is gone.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// Holds a WebSocket to our sizes. Called before the upgrade.
pub(super) fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_frame_size(FRAME_BYTES)
        .max_message_size(FRAME_BYTES)
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(TOGETHER_BYTES)
        .max_write_buffer_size(WRITE_BYTES)
}

/// One open WebSocket. While it is open, the end of the process waits for it.
pub(super) struct Line {
    socket: WebSocket,
    stopping: Stopping,
    times: Times,
}

/// What came over a line, or over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// The peer said something.
    Text(Utf8Bytes),
    /// It is time to ask whether the peer is there.
    Beat,
    /// The session's end has come.
    End,
}

impl Line {
    pub(super) fn new(socket: WebSocket, stopping: Stopping) -> Self {
        Self { socket, stopping, times: Times::new() }
    }

    /// The first frame, if it comes in time and is what it should be.
    pub(super) async fn first<T: DeserializeOwned>(&mut self, missing: ErrorCode) -> Result<T, Parting> {
        let refused = |code| Parting::from(Close::not_authenticated(code));
        let mut stopping = self.stopping.clone();
        let first = tokio::select! {
            biased;
            () = stopping.begun() => return Err(Close::MOVING.into()),
            first = timeout(FIRST_WITHIN, self.next()) => first,
        };
        match first {
            Ok(Ok(Heard::Text(text))) => {
                frames::read(&text).map_err(|frames::NotUnderstood| refused(ErrorCode::BadRequest))
            }
            Ok(Err(Parting::Close(Close::NOT_UNDERSTOOD))) => Err(refused(ErrorCode::BadRequest)),
            Ok(Err(parting)) => Err(parting),
            Ok(Ok(Heard::Beat | Heard::End)) | Err(_) => Err(refused(missing)),
        }
    }

    /// What comes next. That the process ends is not among it: the hub tells those who have a seat. Nothing is lost if
    /// this future is dropped before it ends.
    pub(super) async fn next(&mut self) -> Result<Heard, Parting> {
        loop {
            tokio::select! {
                biased;
                came = self.socket.recv() => {
                    self.times.heard();
                    match came {
                        Some(Ok(Message::Text(text))) => return Ok(Heard::Text(text)),
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        // Too large, or nothing that RFC 6455 knows.
                        Some(Ok(Message::Binary(_)) | Err(_)) => return Err(Close::NOT_UNDERSTOOD.into()),
                        Some(Ok(Message::Close(_))) | None => return Err(Parting::Gone),
                    }
                }
                due = self.times.due() => return match due {
                    Due::Silence => Err(Parting::Gone),
                    Due::End => Ok(Heard::End),
                    Due::Beat => Ok(Heard::Beat),
                },
            }
        }
    }

    /// The session ends so long from now.
    pub(super) fn ends_in(&mut self, left: Duration) {
        self.times.ends_in(left);
    }

    /// Says something.
    pub(super) async fn say(&mut self, text: Utf8Bytes) -> Result<(), Parting> {
        self.begin_to_say(text).await?;
        self.flush().await
    }

    /// Says something together with what is said next, or when [`flush`](Self::flush) is called.
    pub(super) fn begin_to_say(&mut self, text: Utf8Bytes) -> impl Future<Output = Result<(), Parting>> {
        taken(self.socket.feed(Message::Text(text)))
    }

    /// Says what was begun.
    pub(super) async fn flush(&mut self) -> Result<(), Parting> {
        taken(self.socket.flush()).await
    }

    /// Asks whether the peer is there, together with what is said next.
    pub(super) async fn begin_to_ping(&mut self) -> Result<(), Parting> {
        taken(self.socket.feed(Message::Ping(bytes::Bytes::new()))).await
    }

    /// Ends it, and lets the peer hear why.
    pub(super) async fn end(&mut self, parting: Parting) {
        let goodbye = async {
            if let Parting::Close(close) = parting
                && self.socket.send(Message::Close(Some(close.into()))).await.is_err()
            {
                return;
            }
            // Until the peer has answered, closing the connection could take back what is still on its way.
            while let Some(Ok(_)) = self.socket.recv().await {}
        };
        // Whether it was heard is the peer's affair.
        let _ = timeout(GOODBYE_WITHIN, goodbye).await;
    }
}

/// Waits until the peer has taken what is written. Nearly always there is room for it at once; only what has to wait
/// gets a timer.
async fn taken(mut writing: impl Future<Output = Result<(), axum::Error>> + Unpin) -> Result<(), Parting> {
    let written = match (&mut writing).now_or_never() {
        Some(written) => written,
        None => Box::pin(timeout(TAKEN_WITHIN, writing)).await.map_err(|_| Parting::Gone)?,
    };
    written.map_err(|_| Parting::Gone)
}

#[cfg(test)]
mod tests {
    use futures_util::future::{pending, ready};
    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_takes_nothing_for_ten_seconds_is_gone() {
        let began = Instant::now();
        assert_eq!(taken(pending()).await, Err(Parting::Gone));
        assert_eq!(began.elapsed(), Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_takes_it_within_ten_seconds_is_served() {
        for late in [0, 9] {
            let writing = Box::pin(async {
                sleep(Duration::from_secs(late)).await;
                Ok(())
            });
            assert_eq!(taken(writing).await, Ok(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_breaks_is_gone_at_once() {
        let began = Instant::now();
        assert_eq!(taken(ready(Err(axum::Error::new("broken")))).await, Err(Parting::Gone));
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}
