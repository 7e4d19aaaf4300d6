//! The two clocks: the injected one that is written down, and the steady one that limits are measured with.

use std::time::Instant;

use bonafide_domain::time::Millis;

/// Tells the time that is written into rows and ids.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Millis;
}

/// A point on a clock that only goes forward. It ends batches and waits and is never written down, so it needs
/// no injection.
#[expect(
    clippy::disallowed_methods,
    reason = "measures lengths of time inside the engine, never a time of day"
)]
pub(super) fn steady() -> Instant {
    Instant::now()
}
