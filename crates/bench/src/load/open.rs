//! Open loop: so many a second, whether or not those before have been answered, as people come.

use std::time::{Duration, Instant};

use super::clock;

/// The times at which something is to begin, evenly, from now on.
///
/// Waits are counted from these times and not from when the program got round to it, so that a server that stalls is
/// charged for everyone who would have come meanwhile.
pub(crate) fn arrivals(a_second: u32, length: Duration) -> impl Iterator<Item = Instant> {
    let (start, gap) = (clock::now(), Duration::from_secs(1) / a_second);
    let count = u32::try_from(length.as_millis() * u128::from(a_second) / 1_000).unwrap_or(u32::MAX);
    (0..count).map(move |number| start + gap * number)
}
