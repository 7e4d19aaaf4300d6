//! The time. Nothing else in the product asks the operating system for it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bonafide_domain::time::Millis;

/// Where the time comes from. [`SystemClock`] in the product; tests bring one that stands still until it is moved.
pub trait Clock: Send + Sync + 'static {
    /// The time of day, as it is written down. It jumps when the machine's clock is set.
    fn now(&self) -> Millis;

    /// How long this process has run. It never goes back, so lengths of time are measured with it.
    fn uptime(&self) -> Duration;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose uptime begins now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> Millis {
        // A clock set before 1970 counts as 1970: every token is then refused, and nothing breaks.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }
}
