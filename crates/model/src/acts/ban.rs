//! Bans (SES-8, SES-13).

use bonafide_domain::id::UserId;

use super::end_sessions;
use crate::{
    Kept, Refused,
    kept::{Banned, State},
};

/// Bans a user, or lifts the ban.
pub fn set(kept: &mut Kept, user: UserId, banned: Banned) -> Result<(), Refused> {
    let root = kept.users.get(user).ok_or(Refused::NotFound)?.root;
    kept.users[root].banned = banned;
    match kept.users[root].state {
        State::Anonymous => {
            let theirs = kept.sessions_of(root);
            let devices: Vec<_> = theirs.map(|session| kept.sessions[session].session.device).collect();
            for device in devices {
                kept.devices[device] = banned;
            }
        }
        State::Known | State::Retired => {}
    }
    if banned {
        end_sessions(kept, root);
    }
    Ok(())
}
