//! A device logs out (SES-5).

use bonafide_domain::{id::SessionId, session::EndReason};

use super::end;
use crate::{Kept, X};

/// Ends the session. One that has ended or expired already is logged out all the same.
pub fn log_out(kept: &mut Kept, session: SessionId) {
    end(kept, session, EndReason::Logout);
}

/// SES-12: a token that was refused names somebody else than who is signed in.
pub fn log_out_another(kept: &mut Kept, session: Option<SessionId>, named: X) {
    let Some(session) = session else { return };
    let Some(proof) = kept.sessions[session].session.proof else { return };
    if kept.evidence[proof.evidence].x != Some(named) {
        end(kept, session, EndReason::Logout);
    }
}
