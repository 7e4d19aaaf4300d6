//! How the server closes a socket.

use axum::extract::ws::CloseFrame;

use super::frames::NotUnderstood;
use crate::{
    http::{ApiError, ErrorCode},
    use_cases::Stop,
};

/// A code of the protocol, and a word that says why: an error code wherever there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    code: u16,
    reason: &'static str,
}

const NOT_AUTHENTICATED: u16 = 4001;
const SESSION_ENDED: u16 = 4002;
const RESYNC: u16 = 4003;
const CONNECT_AGAIN: u16 = 4004;

impl Close {
    /// The client took frames too slowly, and some that it should have had are gone.
    pub(super) const TOO_SLOW: Self = Self { code: RESYNC, reason: "too_slow" };
    /// The client sent something that is not understood.
    pub(super) const NOT_UNDERSTOOD: Self = Self { code: RESYNC, reason: "not_understood" };
    /// The session counts, and yet not as the socket knows it: its user is another after a merge, or its secret was
    /// replaced. The client proves itself again, with what it has now.
    pub(super) const CHANGED: Self = Self { code: RESYNC, reason: "changed" };
    /// The server is about to end.
    pub(super) const MOVING: Self = Self { code: CONNECT_AGAIN, reason: "moving" };

    /// There was no valid proof.
    pub(super) const fn not_authenticated(why: ErrorCode) -> Self {
        Self { code: NOT_AUTHENTICATED, reason: why.as_str() }
    }

    /// The session does not count any more.
    pub(super) const fn ended(why: ErrorCode) -> Self {
        Self { code: SESSION_ENDED, reason: why.as_str() }
    }

    /// It cannot be done now: the client connects again after a while.
    pub(super) const fn later(why: ErrorCode) -> Self {
        Self { code: CONNECT_AGAIN, reason: why.as_str() }
    }

    /// The proof was refused, or could not be looked at.
    pub(super) fn refused(stop: Stop) -> Self {
        let code = ApiError::from(stop).code();
        if code.status().is_client_error() { Self::not_authenticated(code) } else { Self::later(code) }
    }
}

impl From<Close> for CloseFrame {
    fn from(close: Close) -> Self {
        Self { code: close.code, reason: close.reason.into() }
    }
}

/// How a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parting {
    /// The server closes it.
    Close(Close),
    /// The peer has closed it, or does not answer.
    Gone,
}

impl From<Close> for Parting {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

impl From<NotUnderstood> for Parting {
    fn from(NotUnderstood: NotUnderstood) -> Self {
        Close::NOT_UNDERSTOOD.into()
    }
}

#[cfg(test)]
mod tests {
    use bonafide_domain::session::SessionRefused;
    use bonafide_store::StoreError;

    use super::*;
    use crate::use_cases::Refused;

    #[test]
    fn a_refused_proof_names_its_error_and_a_busy_store_asks_to_come_again() {
        let table = [
            (Refused::NoSession.into(), 4001, "session_unknown"),
            (Refused::Session(SessionRefused::Ended).into(), 4001, "session_ended"),
            (Refused::Session(SessionRefused::Expired).into(), 4001, "session_expired"),
            (Refused::Session(SessionRefused::Replaced).into(), 4001, "session_replaced"),
            (Refused::Session(SessionRefused::Banned).into(), 4001, "user_banned"),
            (Refused::NotSignedIn.into(), 4001, "sign_in_required"),
            (Stop::Store(StoreError::Busy), 4004, "busy"),
            (Stop::Store(StoreError::Unavailable("gone".into())), 4004, "unavailable"),
        ];
        for (stop, code, reason) in table {
            assert_eq!(Close::refused(stop), Close { code, reason });
        }
    }
}
