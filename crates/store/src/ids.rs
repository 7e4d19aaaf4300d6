//! Ids that only grow.

use std::sync::Mutex;

use bonafide_domain::{id::Id, time::Millis};

/// Makes ids: a random start in each millisecond, then one more each time.
pub struct Ids {
    last: Mutex<Last>,
    random: Box<dyn Fn() -> u64 + Send + Sync>,
}

struct Last {
    at: Millis,
    tail: u64,
}

impl Ids {
    /// Ids whose tails start at what `random` gives.
    pub fn new(random: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self { last: Mutex::new(Last { at: Millis::new(0), tail: 0 }), random: Box::new(random) }
    }

    /// A new id, made at `now`, or at the last id's time when the clock went back.
    pub fn next<K>(&self, now: Millis) -> Id<K> {
        // The upper half of the tail is left free, so that counting up never runs out within a millisecond.
        const START: u64 = (1 << 47) - 1;
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if now > last.at {
            *last = Last { at: now, tail: (self.random)() & START };
        } else {
            last.tail += 1;
        }
        Id::new(last.at, last.tail)
    }
}
