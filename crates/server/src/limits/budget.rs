//! So many times a minute for each key.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{Quota, RateLimiter, clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};

use super::RetryAfter;
use crate::clock::Clock;

/// How many keys are remembered. Beyond that nothing more is counted until some are forgotten: whoever has so many
/// addresses is not held by a limit on each, and those who have one must not be locked out by them.
const KEYS: usize = 100_000;
/// Keys whose budget is full again are forgotten each time this many more were spent.
const SWEEP: u32 = 1_024;

/// A budget for each key, refilled evenly over the minute.
pub(super) struct Budget<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Uptime, NoOpMiddleware<Duration>>,
    spent: AtomicU32,
}

impl<K: Hash + Eq + Clone> Budget<K> {
    pub(super) fn a_minute(times: NonZeroU32, clock: &Arc<dyn Clock>) -> Self {
        let state = HashMapStateStore::default();
        let limiter = RateLimiter::new(Quota::per_minute(times), state, Uptime(Arc::clone(clock)));
        Self { limiter, spent: AtomicU32::new(0) }
    }

    /// Takes one from the key's budget, or says when there will be one again.
    pub(super) fn spend(&self, key: &K) -> Result<(), RetryAfter> {
        if self.spent.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        if self.limiter.len() >= KEYS {
            return Ok(());
        }
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(clock::Clock::now(self.limiter.clock()));
            let seconds = wait.as_millis().div_ceil(1_000).max(1);
            RetryAfter(u32::try_from(seconds).unwrap_or(u32::MAX))
        })
    }
}

/// The uptime of our clock, as governor reads a clock. Not the time of day: when that is set back, a limit would
/// hold for as long.
#[derive(Clone)]
struct Uptime(Arc<dyn Clock>);

impl clock::Clock for Uptime {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.uptime()
    }
}
