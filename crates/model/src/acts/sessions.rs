//! Sessions, as administrators end them (SES-7, SES-14).

use bonafide_domain::{
    id::{SessionId, UserId},
    session::EndReason,
    time::Millis,
};

use super::{end, end_sessions};
use crate::{Kept, Refused, event::RefuseEarlier};

/// Ends one session.
pub fn end_session(kept: &mut Kept, session: SessionId) -> Result<(), Refused> {
    if end(kept, session, EndReason::Administrator) { Ok(()) } else { Err(Refused::NotFound) }
}

/// Ends all sessions of a user.
pub fn end_all(kept: &mut Kept, now: Millis, user: UserId, refuse: RefuseEarlier) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    end_sessions(kept, root);
    if refuse {
        kept.users[root].bars.tokens_from = Some(now);
    }
    Ok(())
}

/// Accepts a user's earlier tokens again.
pub fn accept_earlier(kept: &mut Kept, user: UserId) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    kept.users[root].bars.tokens_from = None;
    Ok(())
}
