//! A verified token makes a device somebody's (RES, SES, MRG).

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{Resolution, Who},
    limits,
    login::{self, Presented, Step},
    session,
    time::Millis,
    token::Reason,
};

use super::{end_sessions, log_in_address, log_in_join, log_in_session, open_session::new_user, presented};
use crate::{Kept, Lifetime, Refused, State, Token, User, world::LoggedIn};

/// Everything that a login knows once it is clear whom it is for.
pub(super) struct Scene<'a> {
    pub token: &'a Token,
    pub presented: Option<Presented>,
    /// Who had the external id before.
    pub known: Option<UserId>,
    pub resolution: Resolution,
    pub user: UserId,
    pub expires_at: Millis,
    pub now: Millis,
}

/// Logs in, or says why not.
pub fn log_in(
    kept: &mut Kept,
    now: Millis,
    token: &Token,
    held: Option<SessionId>,
) -> Result<LoggedIn, Refused> {
    let known = kept.holder(token.x);
    let presented = presented(kept, held);
    may_log_in(token, known.map(|user| &kept.users[user]))?;
    let resolution = log_in_address::resolve(kept, token, known)?;
    if let Who::Adopted(user) = resolution.who {
        may_log_in(token, Some(&kept.users[user]))?;
    }
    let user = match resolution.who {
        Who::Known(user) => user,
        // RES-2: the holder of the address gets the external id, and all their other sessions end.
        Who::Adopted(user) => {
            kept.external_ids.push((token.x, user));
            kept.users[user].state = State::Known;
            end_sessions(kept, user);
            user
        }
        Who::New => {
            let user = new_user(kept, State::Known);
            kept.external_ids.push((token.x, user));
            user
        }
    };
    let expires_at = session::end_of(expiry(token, now), limits::SESSION, now);
    let scene = Scene { token, presented, known, resolution, user, expires_at, now };
    Ok(match login::step(presented.as_ref(), resolution.who.user()) {
        Step::Renew(id) => log_in_session::renew(kept, &scene, id),
        Step::Open => log_in_session::open(kept, &scene, None),
        Step::FromAnother(id) => log_in_session::open(kept, &scene, Some(id)),
        Step::FromAnonymous(id) => log_in_join::from_anonymous(kept, &scene, id),
    })
}

/// When a token ends by its own word.
pub(super) fn expiry(token: &Token, now: Millis) -> Option<Millis> {
    match token.lifetime {
        Lifetime::Endless => None,
        Lifetime::For(span) => Some(now.plus(span)),
    }
}

fn may_log_in(token: &Token, user: Option<&User>) -> Result<(), Refused> {
    let Some(user) = user else { return Ok(()) };
    if user.banned {
        return Err(Refused::Login(Reason::UserBanned)); // SES-8
    }
    if login::is_revoked(token.issued_at, user.tokens_from) {
        return Err(Refused::Login(Reason::TokenRevoked)); // SES-14
    }
    Ok(())
}
