//! One WebSocket: texts in and out, and everything that ends it besides what is said on it.

use std::{pin::Pin, time::Duration};

use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, Interval, MissedTickBehavior, Sleep, interval_at, sleep, timeout};

use super::close::{Close, Parting};
use crate::{http::ErrorCode, serve::Stopping};

/// The largest frame that is taken, in bytes.
const FRAME_BYTES: usize = 64 * 1024;
/// What is read at once. The default of 128 KiB would be kept for each idle connection.
const READ_BYTES: usize = 4 * 1024;
/// What may wait inside the connection: one frame is written at a time, and the largest is a message of 16 KiB with
/// its evidence, in which every character may be escaped.
const WRITE_BYTES: usize = 256 * 1024;

/// When the first frame is due.
const FIRST_WITHIN: Duration = Duration::from_secs(5);
/// How often the peer is asked whether it is there, and told how far its conversations go.
const BEAT: Duration = Duration::from_secs(25);
/// How long a peer may be silent, answers to pings included.
const SILENCE: Duration = Duration::from_secs(60);
/// How long the peer may take to take one frame.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// How long the peer is given to say goodbye, so that it hears why before the connection is gone.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// Holds a WebSocket to our sizes. Called before the upgrade.
pub(super) fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_frame_size(FRAME_BYTES)
        .max_message_size(FRAME_BYTES)
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BYTES)
}

/// One open WebSocket. While it is open, the end of the process waits for it.
pub(super) struct Line {
    socket: WebSocket,
    stopping: Stopping,
    beats: Interval,
    silence: Pin<Box<Sleep>>,
}

/// What came over a line, or over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// The peer said something.
    Text(Utf8Bytes),
    /// It is time to ask whether the peer is there.
    Beat,
}

impl Line {
    pub(super) fn new(socket: WebSocket, stopping: Stopping) -> Self {
        let mut beats = interval_at(Instant::now() + BEAT, BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { socket, stopping, beats, silence: Box::pin(sleep(SILENCE)) }
    }

    /// The first frame, if it comes in time and is what it should be.
    pub(super) async fn first<T: DeserializeOwned>(&mut self, missing: ErrorCode) -> Result<T, Parting> {
        let refused = |code| Parting::from(Close::not_authenticated(code));
        match timeout(FIRST_WITHIN, self.next()).await {
            Ok(Ok(Heard::Text(text))) => {
                serde_json::from_str(&text).map_err(|_| refused(ErrorCode::BadRequest))
            }
            Ok(Err(Parting::Close(Close::NOT_UNDERSTOOD))) => Err(refused(ErrorCode::BadRequest)),
            Ok(Err(parting)) => Err(parting),
            Ok(Ok(Heard::Beat)) | Err(_) => Err(refused(missing)),
        }
    }

    /// What comes next. Nothing is lost if this future is dropped before it ends.
    pub(super) async fn next(&mut self) -> Result<Heard, Parting> {
        loop {
            tokio::select! {
                biased;
                () = self.stopping.begun() => return Err(Close::MOVING.into()),
                came = self.socket.recv() => {
                    self.silence.as_mut().reset(Instant::now() + SILENCE);
                    match came {
                        Some(Ok(Message::Text(text))) => return Ok(Heard::Text(text)),
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        // Too large, or nothing that RFC 6455 knows.
                        Some(Ok(Message::Binary(_)) | Err(_)) => return Err(Close::NOT_UNDERSTOOD.into()),
                        Some(Ok(Message::Close(_))) | None => return Err(Parting::Gone),
                    }
                }
                () = self.silence.as_mut() => return Err(Parting::Gone),
                _ = self.beats.tick() => return Ok(Heard::Beat),
            }
        }
    }

    /// Says something.
    pub(super) async fn say(&mut self, text: Utf8Bytes) -> Result<(), Parting> {
        self.send(Message::Text(text)).await
    }

    /// Asks whether the peer is there.
    pub(super) async fn ping(&mut self) -> Result<(), Parting> {
        self.send(Message::Ping(bytes::Bytes::new())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Parting> {
        match timeout(TAKEN_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Parting::Gone),
        }
    }

    /// Ends it, and lets the peer hear why.
    pub(super) async fn end(mut self, parting: Parting) {
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
