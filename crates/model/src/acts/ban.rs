//! Bans (SES-8, SES-13).

use bonafide_domain::{
    id::{DeviceId, UserId},
    time::Millis,
};

use super::end_sessions;
use crate::{Kept, Refused, State};

/// Bans a user, ending their sessions. Banning someone anonymous bans their devices.
pub fn ban(kept: &mut Kept, now: Millis, user: UserId) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    match kept.users[root].state {
        State::Anonymous => set_devices(kept, root, true),
        State::Known | State::Retired | State::Erased => {}
    }
    kept.users[root].bars.banned_at.get_or_insert(now);
    end_sessions(kept, root);
    Ok(())
}

/// Lifts a ban, also of somebody anonymous whose ban followed a merge by hand.
pub fn lift(kept: &mut Kept, user: UserId) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    let was_banned = |user: UserId| kept.root(user) == root && kept.users[user].is_banned();
    let theirs = kept.sessions.rows().map(|kept_session| kept_session.session);
    let theirs = theirs.filter(|session| session.proof.is_none() && was_banned(session.user));
    let devices: Vec<DeviceId> = theirs.map(|session| session.device).collect();
    for device in devices {
        kept.devices[device] = false;
    }
    kept.users[root].bars.banned_at = None;
    Ok(())
}

/// Lifts what is kept of somebody who was erased: their ban and the refusal of earlier tokens (SES-13, SES-14).
pub fn lift_kept(kept: &mut Kept, user: UserId) -> Result<(), Refused> {
    if !kept.erasures.iter().any(|erasure| erasure.user == user) {
        return Err(Refused::NotFound);
    }
    kept.users[user].bars.banned_at = None;
    let before = kept.kept_bans.len();
    kept.kept_bans.retain(|(_, of, _)| *of != user);
    if kept.kept_bans.len() == before {
        // Nobody knew who it was: the ban was one of their device.
        set_devices(kept, user, false);
    }
    Ok(())
}

fn set_devices(kept: &mut Kept, user: UserId, banned: bool) {
    let theirs = kept.sessions_of(user);
    let devices: Vec<DeviceId> = theirs.map(|session| kept.sessions[session].session.device).collect();
    for device in devices {
        kept.devices[device] = banned;
    }
}
