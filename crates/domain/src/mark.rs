//! The mark that agents see. Screens draw it from this one field and never work it out.

use crate::{
    id::{EvidenceId, UserId},
    identity::Standing,
    session::{self, Session, SessionRefused, Surroundings},
    time::Millis,
};

/// The mark by a person's name (SEE-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonMark {
    /// A session that is signed in is live: who it is has been proved, now.
    VerifiedNow,
    /// Nobody has proved who this is, or the last one who did has logged out.
    NotVerified,
    /// The last session that was signed in reached its end without renewal.
    SessionExpired,
    /// The person is banned.
    Banned,
}

impl PersonMark {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifiedNow => "verified_now",
            Self::NotVerified => "not_verified",
            Self::SessionExpired => "session_expired",
            Self::Banned => "banned",
        }
    }
}

/// The mark of a person, from their ban and from the end of their authenticated session that lasts longest
/// among those that were not ended.
pub fn of_person(banned: bool, signed_in_until: Option<Millis>, now: Millis) -> PersonMark {
    match signed_in_until {
        _ if banned => PersonMark::Banned,
        None => PersonMark::NotVerified,
        Some(until) if now < until => PersonMark::VerifiedNow,
        Some(_) => PersonMark::SessionExpired,
    }
}

/// The mark of one device of a person, from the session on it that was not ended by a logout or a login. `None` for a
/// session that shows nothing any more: it was ended, or nobody was signed in when it ran out.
pub fn of_device(session: &Session, around: &Surroundings, now: Millis) -> Option<PersonMark> {
    match session::admit(session, around, now) {
        Ok(actor) if actor.proof().is_some() => Some(PersonMark::VerifiedNow),
        Ok(_) => Some(PersonMark::NotVerified),
        Err(SessionRefused::Banned) => Some(PersonMark::Banned),
        Err(SessionRefused::Expired) => session.proof.map(|_| PersonMark::SessionExpired),
        Err(SessionRefused::Replaced | SessionRefused::Ended) => None,
    }
}

/// The mark of a message that a user wrote: it rests on evidence or there is none (SEE-1, SEE-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageMark {
    /// Written while signed in.
    VerifiedWhenWritten,
    /// Written without.
    NotVerified,
}

impl MessageMark {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifiedWhenWritten => "verified_when_written",
            Self::NotVerified => "not_verified",
        }
    }
}

/// The mark of a user's message.
pub fn of_message(evidence: Option<EvidenceId>) -> MessageMark {
    if evidence.is_some() { MessageMark::VerifiedWhenWritten } else { MessageMark::NotVerified }
}

/// What agents see of an email identity (SEE-2). It says whether the address was proved to be its user's, and nothing of
/// who is writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailMark {
    /// A token of its user said that it was verified.
    Verified,
    /// A token of its user brought it, and did not say so.
    NotVerified,
    /// An agent attached it.
    AddedByAgent,
    /// It was attached through our API.
    AddedByApi,
    /// Somebody who was not signed in typed it.
    GivenByForm,
    /// So did they, although it is somebody else's, verified (EML-5).
    Unreliable,
}

impl EmailMark {
    /// All of them, for reading one back.
    pub const ALL: [Self; 6] = [
        Self::Verified,
        Self::NotVerified,
        Self::AddedByAgent,
        Self::AddedByApi,
        Self::GivenByForm,
        Self::Unreliable,
    ];

    /// The word that is kept, and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::NotVerified => "not_verified",
            Self::AddedByAgent => "added_by_agent",
            Self::AddedByApi => "added_by_api",
            Self::GivenByForm => "given_by_form",
            Self::Unreliable => "unreliable",
        }
    }
}

/// What agents see of an address that `holder` holds, whom its user resolves to now, and that rests on `standing`.
///
/// One that somebody claimed is unreliable because it is somebody else's. Once an agent has merged the claimer and the owner
/// it is nobody else's any more; it still rests on what a form gave, until a token verifies it again (EML-5).
pub fn of_email(standing: Standing, holder: UserId) -> EmailMark {
    match standing {
        Standing::Verified => EmailMark::Verified,
        Standing::Unverified => EmailMark::NotVerified,
        Standing::AgentChecked | Standing::AgentUnchecked => EmailMark::AddedByAgent,
        Standing::Api => EmailMark::AddedByApi,
        Standing::Form => EmailMark::GivenByForm,
        Standing::Claimed { owner } if owner == holder => EmailMark::GivenByForm,
        Standing::Claimed { .. } => EmailMark::Unreliable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{ChannelId, DeviceId, SessionId, SettingId},
        session::{EndReason, Proof},
    };

    #[test]
    fn see_1_a_device_is_verified_only_while_somebody_signed_in_may_act_on_it() {
        let proof = Proof { evidence: EvidenceId::ZERO, setting: SettingId::ZERO, key: None };
        let signed_in = Session {
            id: SessionId::ZERO,
            device: DeviceId::ZERO,
            user: UserId::ZERO,
            channel: ChannelId::ZERO,
            proof: Some(proof),
            opened_at: Millis::new(0),
            expires_at: Millis::new(100),
            ended: None,
        };
        let anonymous = Session { proof: None, ..signed_in };
        let ended = Session { ended: Some(EndReason::Logout), ..signed_in };
        let around =
            Surroundings { root: UserId::ZERO, user_banned: false, device_banned: false, epochs_hold: true };
        let gone = Surroundings { epochs_hold: false, ..around };
        let banned = Surroundings { user_banned: true, ..gone };
        let table = [
            (signed_in, around, 99, Some(PersonMark::VerifiedNow)),
            (signed_in, around, 100, Some(PersonMark::SessionExpired)),
            (signed_in, gone, 99, None),
            (signed_in, banned, 99, Some(PersonMark::Banned)),
            (anonymous, around, 99, Some(PersonMark::NotVerified)),
            (anonymous, around, 100, None),
            (anonymous, banned, 100, Some(PersonMark::Banned)),
            (ended, around, 99, None),
        ];
        for (session, around, now, mark) in table {
            assert_eq!(of_device(&session, &around, Millis::new(now)), mark, "{session:?} {around:?} {now}");
        }
    }

    #[test]
    fn see_1_a_person_is_verified_only_while_a_session_lasts() {
        let now = Millis::new(100);
        let table = [
            (false, None, PersonMark::NotVerified),
            (false, Some(101), PersonMark::VerifiedNow),
            (false, Some(100), PersonMark::SessionExpired),
            (true, Some(101), PersonMark::Banned),
            (true, None, PersonMark::Banned),
        ];
        for (banned, until, mark) in table {
            assert_eq!(of_person(banned, until.map(Millis::new), now), mark, "{banned} {until:?}");
        }
    }

    #[test]
    fn see_2_an_address_is_shown_as_what_it_rests_on() {
        let [holder, other] = [1, 2].map(|byte| UserId::from_bytes([byte; 12]));
        for (standing, mark) in [
            (Standing::Verified, EmailMark::Verified),
            (Standing::Unverified, EmailMark::NotVerified),
            (Standing::AgentChecked, EmailMark::AddedByAgent),
            (Standing::AgentUnchecked, EmailMark::AddedByAgent),
            (Standing::Api, EmailMark::AddedByApi),
            (Standing::Form, EmailMark::GivenByForm),
            (Standing::Claimed { owner: other }, EmailMark::Unreliable),
        ] {
            assert_eq!(of_email(standing, holder), mark, "{standing:?}");
        }
    }

    #[test]
    fn eml_5_a_claimed_address_is_unreliable_only_while_its_owner_is_somebody_else() {
        let [owner, claimer] = [1, 2].map(|byte| UserId::from_bytes([byte; 12]));
        let claimed = Standing::Claimed { owner };
        assert_eq!(of_email(claimed, claimer), EmailMark::Unreliable);
        assert_eq!(of_email(claimed, owner), EmailMark::GivenByForm, "merged they are one; no form verifies");
    }

    #[test]
    fn see_1_a_message_without_evidence_has_no_check_mark() {
        assert_eq!(of_message(None), MessageMark::NotVerified);
        assert_eq!(of_message(Some(EvidenceId::ZERO)), MessageMark::VerifiedWhenWritten);
    }
}
