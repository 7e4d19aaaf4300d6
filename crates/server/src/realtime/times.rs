//! What is due on a socket, and when. One timer serves for all of it: a socket has it for as long as it is open.

use std::{pin::Pin, time::Duration};

use tokio::time::{Instant, Sleep, sleep_until};

/// How often the peer is asked whether it is there, and told how far its conversations go.
const BEAT: Duration = Duration::from_secs(25);
/// How long a peer may be silent, answers to pings included.
const SILENCE: Duration = Duration::from_secs(60);

/// The times of a socket.
pub(super) struct Times {
    beat: Instant,
    /// When the peer was heard last. It moves with every frame, and the timer does not: a beat is nearly always due
    /// before the silence is too long.
    heard: Instant,
    /// When the session ends, once it is known.
    end: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

/// What it is time for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// The peer has been silent for too long.
    Silence,
    /// The session's end has come. It stays due until another is set.
    End,
    /// Time to ask whether the peer is there.
    Beat,
}

impl Times {
    /// The times of a socket that opens now.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        let beat = now + BEAT;
        Self { beat, heard: now, end: None, timer: Box::pin(sleep_until(beat)) }
    }

    /// The peer was heard.
    pub(super) fn heard(&mut self) {
        self.heard = Instant::now();
    }

    /// The session ends so long from now.
    pub(super) fn ends_in(&mut self, left: Duration) {
        self.end = Instant::now().checked_add(left);
    }

    /// Waits until something is due. Nothing is lost if this future is dropped before it ends.
    pub(super) async fn due(&mut self) -> Due {
        let (at, due) = self.first();
        if self.timer.deadline() != at {
            self.timer.as_mut().reset(at);
        }
        self.timer.as_mut().await;
        if due == Due::Beat {
            self.beat = Instant::now() + BEAT;
        }
        due
    }

    /// What is due first.
    fn first(&self) -> (Instant, Due) {
        let silence = (self.heard + SILENCE, Due::Silence);
        let beat = (self.beat, Due::Beat);
        let end = self.end.map(|end| (end, Due::End));
        [Some(beat), end]
            .into_iter()
            .flatten()
            .fold(silence, |first, it| if it.0 < first.0 { it } else { first })
    }
}
