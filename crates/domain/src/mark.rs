//! The mark that agents see. Screens draw it from this one field and never work it out.

use crate::{id::EvidenceId, time::Millis};

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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn see_1_a_message_without_evidence_has_no_check_mark() {
        assert_eq!(of_message(None), MessageMark::NotVerified);
        assert_eq!(of_message(Some(EvidenceId::ZERO)), MessageMark::VerifiedWhenWritten);
    }
}
