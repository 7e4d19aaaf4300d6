//! The rest after a hint: any number of changes in a short while are one hint.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

/// How long after one hint the next one goes out at the earliest.
const REST: Duration = Duration::from_millis(100);

/// The time after one hint in which no other goes out. There is a timer only while a hint waits for its end.
#[derive(Debug, Default)]
pub(super) struct Rest {
    until: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Rest {
    /// A rest that begins now.
    pub(super) fn begin() -> Self {
        Self { until: Some(Instant::now() + REST), timer: None }
    }

    /// Waits until it is over. Over it stays.
    pub(super) fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(until) = self.until {
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
            ready!(timer.as_mut().poll(context));
            *self = Self::default();
        }
        Poll::Ready(())
    }
}
