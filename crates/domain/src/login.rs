//! What a login does to the device it happens on.

use crate::{
    id::{ChannelId, DeviceId, SessionId, UserId},
    session::{EndReason, Session},
    time::Millis,
};

/// The session that came with a login, its secret proven. It says which device this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// The session.
    pub session: Session,
    /// Whom its user resolves to now.
    pub root: UserId,
    /// Whether it has not been ended, by itself or through its epochs. It may have expired.
    pub open: bool,
}

/// Where the login happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A device that is known by a session it had.
    Device(DeviceId),
    /// A device that was not seen before, or that logged out and is a new one since (SES-5).
    NewDevice,
}

/// What becomes of the sessions of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A new session; there is none to end.
    Open,
    /// The same person: the session goes on with new evidence (SES-10).
    Renew(SessionId),
    /// The anonymous session ends with the login; what its user wrote may be joined.
    FromAnonymous(SessionId),
    /// Somebody else was signed in, or the same person on another channel: they are logged out first, and nothing is joined (SES-10).
    FromAnother(SessionId),
}

/// The device that a login happens on.
pub fn device(presented: Option<&Presented>) -> On {
    match presented {
        Some(Presented { session, .. }) if session.ended.is_none_or(EndReason::still_names_the_device) => {
            On::Device(session.device)
        }
        Some(_) | None => On::NewDevice,
    }
}

/// SES-14: whether a token is from before the moment from which on a user's tokens are accepted. One that does not say
/// when it was issued may be from before.
///
/// `iat` counts whole seconds, so a token of the very second in which it was asked for is refused too: the next is not.
pub fn is_revoked(issued_at: Option<Millis>, tokens_from: Option<Millis>) -> bool {
    tokens_from.is_some_and(|from| issued_at.is_none_or(|issued_at| issued_at < from))
}

/// What a login of `user` on `channel` does to the session that came with it. `user` is who holds the token's external id, whoever
/// that is after merges; `None` when the login makes one.
///
/// A session stays on the channel that it was opened on, and what proves it was taken by that channel: a token of another one, which
/// may be good for weeks where this one's is for minutes (CHT-3), opens a session there and does not renew this one (OMN-18).
///
/// A session is renewed by the external id it was opened with and by no other, also where both lead to one person
/// (RES-10): what is written with it belongs to whom its evidence names, should the two turn out to be two (MRG-12).
pub fn step(presented: Option<&Presented>, user: Option<UserId>, channel: ChannelId) -> Step {
    match presented {
        Some(Presented { session, open: true, .. }) => match session.proof {
            None => Step::FromAnonymous(session.id),
            Some(_) if user == Some(session.user) && session.channel == channel => Step::Renew(session.id),
            Some(_) => Step::FromAnother(session.id),
        },
        Some(Presented { open: false, .. }) | None => Step::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{EvidenceId, SettingId},
        session::Proof,
    };

    const MARA: UserId = UserId::from_bytes([1; 12]);
    const HANNA: UserId = UserId::from_bytes([2; 12]);
    const CHAT: ChannelId = ChannelId::ZERO;

    fn presented(proof: Option<Proof>, ended: Option<EndReason>) -> Presented {
        let session = Session {
            id: SessionId::ZERO,
            device: DeviceId::ZERO,
            user: MARA,
            channel: CHAT,
            proof,
            opened_at: Millis::new(0),
            expires_at: Millis::new(0),
            ended,
        };
        Presented { session, root: MARA, open: ended.is_none() }
    }

    const PROOF: Option<Proof> =
        Some(Proof { evidence: EvidenceId::ZERO, setting: SettingId::ZERO, key: None });

    #[test]
    fn ses_10_the_same_user_renews_and_another_replaces() {
        let session = presented(PROOF, None);
        assert_eq!(step(Some(&session), Some(MARA), CHAT), Step::Renew(SessionId::ZERO));
        assert_eq!(step(Some(&session), Some(HANNA), CHAT), Step::FromAnother(SessionId::ZERO));
        assert_eq!(step(Some(&session), None, CHAT), Step::FromAnother(SessionId::ZERO));
    }

    #[test]
    fn mrg_12_the_alias_of_the_same_person_does_not_renew_the_session() {
        let merged = Presented { root: HANNA, ..presented(PROOF, None) };
        assert_eq!(step(Some(&merged), Some(HANNA), CHAT), Step::FromAnother(SessionId::ZERO));
        assert_eq!(step(Some(&merged), Some(MARA), CHAT), Step::Renew(SessionId::ZERO));
    }

    #[test]
    fn cht_4_and_omn_18_a_token_of_another_channel_does_not_renew_the_session() {
        let messenger = ChannelId::from_bytes([9; 12]);
        let session = presented(PROOF, None);
        assert_eq!(step(Some(&session), Some(MARA), messenger), Step::FromAnother(SessionId::ZERO));
    }

    #[test]
    fn from_anonymous_is_always_a_new_session() {
        let session = presented(None, None);
        assert_eq!(step(Some(&session), Some(MARA), CHAT), Step::FromAnonymous(SessionId::ZERO));
        assert_eq!(step(Some(&session), None, CHAT), Step::FromAnonymous(SessionId::ZERO));
    }

    #[test]
    fn res_7_a_session_that_another_login_ended_leaves_nothing_to_join() {
        let session = presented(None, Some(EndReason::Login));
        assert_eq!(step(Some(&session), Some(HANNA), CHAT), Step::Open);
        assert_eq!(device(Some(&session)), On::Device(DeviceId::ZERO));
    }

    #[test]
    fn ses_14_tokens_from_before_the_moment_or_from_no_moment_are_revoked() {
        let from = Some(Millis::new(5_000));
        for (issued_at, revoked) in
            [(None, true), (Some(4_999), true), (Some(5_000), false), (Some(6_000), false)]
        {
            let issued_at = issued_at.map(Millis::new);
            assert_eq!(is_revoked(issued_at, from), revoked, "{issued_at:?}");
            assert!(!is_revoked(issued_at, None));
        }
    }

    #[test]
    fn ses_5_after_a_logout_the_device_is_a_new_one() {
        for (why, on) in [
            (EndReason::Logout, On::NewDevice),
            (EndReason::User, On::NewDevice),
            (EndReason::Login, On::Device(DeviceId::ZERO)),
            (EndReason::Replaced, On::Device(DeviceId::ZERO)),
            (EndReason::Administrator, On::Device(DeviceId::ZERO)),
        ] {
            assert_eq!(device(Some(&presented(PROOF, Some(why)))), on, "{why:?}");
        }
        assert_eq!(device(None), On::NewDevice);
    }
}
