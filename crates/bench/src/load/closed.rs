//! Closed loop: so many at once, each doing one thing after the other.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use super::{clock, latency::Latencies};

/// How long a loop runs before it is counted.
pub(crate) const WARM_UP: Duration = Duration::from_secs(1);
/// For how long it is counted.
pub(crate) const COUNTED: Duration = Duration::from_secs(4);

/// When a loop is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// From when on.
    pub(crate) from: Instant,
    /// Until when.
    pub(crate) until: Instant,
}

impl Window {
    /// The window that opens after [`WARM_UP`].
    pub(crate) fn ahead() -> Self {
        let from = clock::now() + WARM_UP;
        Self { from, until: from + COUNTED }
    }

    /// Whether something that ended now is counted.
    pub(crate) fn is_open(&self) -> bool {
        let now = clock::now();
        self.from <= now && now < self.until
    }

    /// Whether the loop is over.
    pub(crate) fn is_over(&self) -> bool {
        clock::now() >= self.until
    }

    /// What a meter shows when the window opens, and when it closes.
    pub(crate) async fn read<T>(&self, meter: impl Fn() -> T) -> (T, T) {
        tokio::time::sleep_until(self.from.into()).await;
        let before = meter();
        tokio::time::sleep_until(self.until.into()).await;
        (before, meter())
    }

    /// `count` things in the window, as things a second.
    #[expect(clippy::cast_precision_loss, reason = "counts are some millions at most")]
    pub(crate) fn a_second(count: usize) -> f64 {
        count as f64 / COUNTED.as_secs_f64()
    }
}

/// Waits of several loops of one thread that are counted together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Rc<RefCell<Latencies>>);

impl Shared {
    /// Counts something that began at `began` and ends now, if the window is open.
    pub(crate) fn count(&self, window: &Window, began: Instant) {
        if window.is_open() {
            self.0.borrow_mut().add(clock::now() - began);
        }
    }

    /// How much was counted so far.
    pub(crate) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// All that was counted.
    pub(crate) fn take(&self) -> Latencies {
        self.0.take()
    }
}
