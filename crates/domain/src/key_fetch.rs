//! When a setting's public keys are fetched, and how long fetched ones serve (OMN-4).

use crate::{
    limits::{KEYS_AHEAD, KEYS_FETCH_PAUSE, KEYS_FRESH, KEYS_WAIT},
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
    /// A token was made with a key that is not among those at hand: its maker may have just begun to use it.
    Newer,
}

/// What somebody does who needs keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// They use what is at hand.
    Use,
    /// They use what is at hand, and have the keys fetched for those who come after them.
    Behind,
    /// They wait until the keys are fetched, with everybody else who does: for this long at most, if it is said, and then what is at hand
    /// serves.
    Wait(Option<Span>),
}

impl Fetches {
    /// What somebody does who needs the keys of a setting, the last good of which serve for `serve`. `None` where they were never fetched.
    ///
    /// Keys that are older than five minutes are not used without asking: the setting's owner may have taken one back. Only an address that
    /// does not answer has them serve on (OMN-4).
    pub fn look(last: Option<Self>, want: Want, serve: Span, now: Millis) -> Look {
        let Some(last) = last else { return Look::Wait(None) };
        let ago = now.since(last.tried_at);
        let went_well = last.good_at == Some(last.tried_at);
        let most = last.serve(serve, now).then_some(KEYS_WAIT);
        // A clock that was far ahead and was set right must not hold the keys back until it would be then again.
        let was_ahead = ago < Span::millis(-KEYS_FETCH_PAUSE.as_millis());
        match want {
            // Once in half a minute at most, also for whoever makes up kids and signatures, and while the address is down.
            Want::Newer if ago < KEYS_FETCH_PAUSE && !was_ahead => Look::Use,
            // What is at hand does not help them.
            Want::Newer => Look::Wait(None),
            Want::Keys if was_ahead => Look::Wait(most),
            Want::Keys if went_well && ago < KEYS_AHEAD => Look::Use,
            Want::Keys if !went_well && ago < KEYS_FETCH_PAUSE => Look::Use,
            // That the address is down was found out a moment ago, or the keys are not old yet.
            Want::Keys if ago < KEYS_FRESH && most.is_some() => Look::Behind,
            Want::Keys => Look::Wait(most),
        }
    }

    /// Whether the keys that were fetched last still serve, for `long` at most after they were; while they are not old they do, however short
    /// that is.
    pub fn serve(self, long: Span, now: Millis) -> bool {
        self.serve_until(long).is_some_and(|until| now < until)
    }

    /// Until when that is, if there are any.
    pub fn serve_until(self, long: Span) -> Option<Millis> {
        Some(self.good_at?.plus(long.max(KEYS_FRESH)))
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
        let short = Look::Wait(Some(KEYS_WAIT));
        for (last, want, after, look) in [
            (None, Want::Keys, 0, Look::Wait(None)),
            (None, Want::Newer, 0, Look::Wait(None)),
            // They are fetched ahead while they are used, and asked for first once they are old.
            (good, Want::Keys, 239, Look::Use),
            (good, Want::Keys, 240, Look::Behind),
            (good, Want::Keys, 299, Look::Behind),
            (good, Want::Keys, 300, short),
            (good, Want::Keys, 86_399, short),
            // They may not serve any more.
            (good, Want::Keys, 86_400, Look::Wait(None)),
            (good, Want::Newer, 29, Look::Use),
            (good, Want::Newer, 30, Look::Wait(None)),
            // While the address is down nobody waits for it.
            (failed, Want::Keys, 29, Look::Use),
            (failed, Want::Keys, 30, Look::Behind),
            (failed, Want::Keys, 299, Look::Behind),
            (failed, Want::Keys, 300, short),
            (failed, Want::Newer, 29, Look::Use),
            (failed, Want::Newer, 30, Look::Wait(None)),
            (never_good, Want::Keys, 29, Look::Use),
            (never_good, Want::Keys, 30, Look::Wait(None)),
            (never_good, Want::Newer, 29, Look::Use),
            (never_good, Want::Newer, 30, Look::Wait(None)),
            (good, Want::Keys, -10, Look::Use),
            (good, Want::Keys, -3600, short),
            (good, Want::Newer, -3600, Look::Wait(None)),
        ] {
            assert_eq!(Fetches::look(last, want, KEYS_SERVE, at(after)), look, "{last:?} {want:?} {after}");
        }
        // Keys that are not to serve at all are asked for first, however lately the address was down.
        assert_eq!(Fetches::look(failed, Want::Keys, Span::seconds(0), at(60)), Look::Wait(None));
    }

    #[test]
    fn omn_4_the_last_good_keys_serve_for_as_long_as_the_setting_says() {
        let fetches = Fetches { tried_at: at(90_000), good_at: Some(at(0)) };
        assert!(fetches.serve(KEYS_SERVE, at(86_399)));
        assert!(!fetches.serve(KEYS_SERVE, at(86_400)));
        assert!(!Fetches { good_at: None, ..fetches }.serve(KEYS_SERVE, at(0)));
        // Not at all means: not beyond the five minutes for which fetched keys are used.
        assert!(fetches.serve(Span::seconds(0), at(299)) && !fetches.serve(Span::seconds(0), at(300)));
    }
}
