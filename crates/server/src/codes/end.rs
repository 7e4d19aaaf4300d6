//! The one end of an exchange.

use std::time::Duration;

use bonafide_domain::limits;
use tokio::time::{Instant, sleep_until};

/// When an exchange ends, whatever it is waiting for by then (OMN-13). Each call has a limit of its own, and many of those can follow each
/// other: a token URL, an issuer, its keys, and before them the fetches that others asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct End(Instant);

impl End {
    /// The end of an exchange that begins now.
    pub(super) fn of_exchange() -> Self {
        Self(Instant::now() + Duration::from_millis(limits::EXCHANGE_LASTS.as_millis().unsigned_abs()))
    }

    /// What comes of some work, if it is done before the end.
    pub(super) async fn before<T>(self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = sleep_until(self.0) => None,
            done = work => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn omn_13_all_that_an_exchange_waits_for_has_one_end_before_the_same_call_is_given_up() {
        let (begun, end) = (Instant::now(), End::of_exchange());
        let mut done = 0;
        while end.before(sleep(Duration::from_secs(9))).await.is_some() {
            done += 1;
        }
        assert_eq!(done, 4);
        assert_eq!(begun.elapsed(), Duration::from_secs(40));
        assert_eq!(end.before(async {}).await, None, "nothing is begun any more");
        assert!(limits::EXCHANGE_LASTS < limits::EXCHANGE_WITHIN);
    }
}
