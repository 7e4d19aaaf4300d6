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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is due next, and after how many seconds from the beginning.
    async fn next(times: &mut Times, began: Instant) -> (Due, u64) {
        let due = times.due().await;
        (due, began.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_a_beat_every_25_seconds_and_60_seconds_of_silence_are_too_long() {
        let (mut times, began) = (Times::new(), Instant::now());
        for expected in [(Due::Beat, 25), (Due::Beat, 50), (Due::Silence, 60), (Due::Silence, 60)] {
            assert_eq!(next(&mut times, began).await, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn silence_begins_with_what_was_heard_last() {
        let (mut times, began) = (Times::new(), Instant::now());
        for beat in [25, 50] {
            assert_eq!(next(&mut times, began).await, (Due::Beat, beat));
            times.heard();
        }
        for expected in [(Due::Beat, 75), (Due::Beat, 100), (Due::Silence, 110)] {
            assert_eq!(next(&mut times, began).await, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_comes_when_it_was_set_last_and_stays_until_it_is_set_again() {
        let (mut times, began) = (Times::new(), Instant::now());
        times.ends_in(Duration::from_secs(40));
        times.ends_in(Duration::from_secs(10));
        for _ in 0..2 {
            assert_eq!(next(&mut times, began).await, (Due::End, 10));
        }
        times.ends_in(Duration::from_secs(20));
        for expected in [(Due::Beat, 25), (Due::End, 30)] {
            assert_eq!(next(&mut times, began).await, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_lost_when_nobody_waits_any_more() {
        let (mut times, began) = (Times::new(), Instant::now());
        for _ in 0..24 {
            assert!(tokio::time::timeout(Duration::from_secs(1), times.due()).await.is_err());
        }
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(next(&mut times, began).await, (Due::Beat, 26));
    }

    #[tokio::test(start_paused = true)]
    async fn an_end_that_no_clock_reaches_is_none() {
        let (mut times, began) = (Times::new(), Instant::now());
        times.ends_in(Duration::MAX);
        assert_eq!(next(&mut times, began).await, (Due::Beat, 25));
    }
}
