//! The time, which a measurement is about: here, and nowhere else in this program, it is read.

use std::{
    thread,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use bonafide_domain::time::Millis;

/// Now, on a clock that never goes back.
#[expect(clippy::disallowed_methods, reason = "a measurement measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Comes back at `due`, or at once if that has passed. The thread sleeps: to wait awake would take from the server where
/// the two cores are parts of one.
#[expect(clippy::disallowed_methods, reason = "an open loop goes by time and waits for nothing else")]
pub(crate) fn sleep_until(due: Instant) {
    thread::sleep(due.saturating_duration_since(now()));
}

/// The time of day, for tokens.
#[expect(clippy::disallowed_methods, reason = "tokens are signed for the real time of day")]
pub(crate) fn time_of_day() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The day, in UTC: `2026-01-31`.
pub(crate) fn day() -> String {
    jiff::Timestamp::from_millisecond(time_of_day().as_i64())
        .map_or_else(|_| "no day".to_owned(), |now| now.strftime("%F").to_string())
}
