//! The hint that the inbox changed: any number of changes in a short while are one hint.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// How long after one hint the next one goes out at the earliest.
const REST: Duration = Duration::from_millis(100);

/// Where the hint is raised. It never waits and takes no room in the socket's queue.
#[derive(Debug, Clone, Default)]
pub(super) struct Hint(Arc<Notify>);

impl Hint {
    /// Something changed.
    pub(super) fn raise(&self) {
        self.0.notify_one();
    }
}

/// Where hints come out: the first at once, and those that were raised while it rested as one when the rest is over.
#[derive(Debug)]
pub(super) struct Hints {
    raised: Hint,
    rests_until: Instant,
}

impl Hints {
    pub(super) fn of(raised: Hint) -> Self {
        Self { raised, rests_until: Instant::now() }
    }

    /// Waits for a hint. Nothing is lost if this future is dropped before it ends.
    pub(super) async fn next(&mut self) {
        sleep_until(self.rests_until).await;
        self.raised.0.notified().await;
        self.rests_until = Instant::now() + REST;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_changes_are_one_hint_at_once_and_one_when_the_rest_is_over() {
        let hint = Hint::default();
        let mut hints = Hints::of(hint.clone());
        assert_eq!(hints.next().now_or_never(), None);
        let began = Instant::now();
        hint.raise();
        hint.raise();
        hints.next().await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            hint.raise();
        }
        assert_eq!(hints.next().now_or_never(), None);
        hints.next().await;
        assert_eq!(began.elapsed(), REST);
        tokio::time::advance(REST).await;
        assert_eq!(hints.next().now_or_never(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hint_is_not_lost_when_nobody_waits_any_more() {
        let hint = Hint::default();
        let mut hints = Hints::of(hint.clone());
        hint.raise();
        hints.next().await;
        hint.raise();
        for _ in 0..3 {
            assert!(tokio::time::timeout(REST / 10, hints.next()).await.is_err());
        }
        hints.next().await;
    }
}
