//! `[sessions]`: how sessions are watched.

use std::{num::NonZeroU32, time::Duration};

use super::key::{Key, parsed};

/// How sessions are watched.
#[derive(Debug, Clone, Copy)]
pub struct Sessions {
    /// How often the sessions of open sockets are read again, so that one that was ended elsewhere closes even if
    /// no hint of it came (details 8).
    pub recheck: Duration,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { recheck: Duration::from_secs(10) }
    }
}

pub(super) const KEYS: &[Key] = &[Key {
    name: "sessions.recheck_seconds",
    default: "10",
    says: "How many seconds at most an open socket outlives its session when the news of its end was lost.",
    set: |config, text| {
        let seconds: NonZeroU32 = parsed(text, "a whole number of seconds from 1")?;
        config.sessions.recheck = Duration::from_secs(seconds.get().into());
        Ok(())
    },
}];
