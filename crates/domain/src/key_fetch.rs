//! When a setting's public keys are fetched, and how long fetched ones serve (OMN-4).

use crate::{
    limits::{KEYS_FETCH_PAUSE, KEYS_FRESH},
    outbound::OutboundUrl,
    public_key_setting::{KeysServe, Party},
    time::{Millis, Span},
};

/// Where the public keys of a setting are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySource {
    /// What is asked first.
    pub url: OutboundUrl,
    /// What it answers with.
    pub published: Published,
    /// How long the last good keys serve while they cannot be fetched.
    pub serve: KeysServe,
}

/// How keys are published at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// It answers with the keys (OMN-2).
    AsKeys,
    /// It answers with what this `OpenID` provider says of itself, in which it says where its keys are (OMN-12).
    ByDiscovery(Party),
}

/// What is known of the fetches of a setting's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetches {
    /// When they were last tried.
    pub tried_at: Millis,
    /// When that last went well, if it ever did.
    pub good_at: Option<Millis>,
}

/// What keys are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A token is to be checked.
    Keys,
    /// A token names a key that is not among those at hand: its maker may have just begun to use it.
    UnknownKid,
}

impl Fetches {
    /// Whether the keys are to be fetched now. `None` where they never were.
    pub fn is_due(last: Option<Self>, want: Want, now: Millis) -> bool {
        let Some(last) = last else { return true };
        let went_well = last.good_at == Some(last.tried_at);
        let wait = match want {
            Want::Keys if went_well => KEYS_FRESH,
            // Once in half a minute at most, also for whoever makes up kids, and while the address is down.
            Want::Keys | Want::UnknownKid => KEYS_FETCH_PAUSE,
        };
        let ago = now.since(last.tried_at);
        // A clock that was far ahead and was set right must not hold the keys back until it would be then again.
        ago >= wait || ago < Span::millis(-KEYS_FETCH_PAUSE.as_millis())
    }

    /// Whether the keys that were fetched last still serve, for `long` at most after they were.
    pub fn serve(self, long: Span, now: Millis) -> bool {
        self.good_at.is_some_and(|good_at| now < good_at.plus(long))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::KEYS_SERVE;

    const T: i64 = 1_700_000_000_000;

    fn at(seconds: i64) -> Millis {
        Millis::new(T + seconds * 1000)
    }

    #[test]
    fn omn_4_keys_are_used_for_five_minutes_and_fetched_at_once_for_an_unknown_kid_but_not_twice_in_thirty_seconds()
     {
        let good = Some(Fetches { tried_at: at(0), good_at: Some(at(0)) });
        let failed = Some(Fetches { tried_at: at(0), good_at: Some(at(-600)) });
        let never_good = Some(Fetches { tried_at: at(0), good_at: None });
        for (last, want, after, due) in [
            (None, Want::Keys, 0, true),
            (good, Want::Keys, 299, false),
            (good, Want::Keys, 300, true),
            (good, Want::UnknownKid, 29, false),
            (good, Want::UnknownKid, 30, true),
            (failed, Want::Keys, 29, false),
            (failed, Want::Keys, 30, true),
            (never_good, Want::UnknownKid, 29, false),
            (never_good, Want::UnknownKid, 30, true),
            (good, Want::Keys, -10, false),
            (good, Want::Keys, -3600, true),
        ] {
            assert_eq!(Fetches::is_due(last, want, at(after)), due, "{last:?} {want:?} {after}");
        }
    }

    #[test]
    fn omn_4_the_last_good_keys_serve_for_as_long_as_the_setting_says() {
        let fetches = Fetches { tried_at: at(90_000), good_at: Some(at(0)) };
        assert!(fetches.serve(KEYS_SERVE, at(86_399)));
        assert!(!fetches.serve(KEYS_SERVE, at(86_400)));
        assert!(!Fetches { good_at: None, ..fetches }.serve(KEYS_SERVE, at(0)));
    }
}
