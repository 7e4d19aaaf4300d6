//! Bans (SES-8, SES-13).

use bonafide_domain::{
    audit::Action,
    id::{ErasureId, UserId},
    time::Millis,
};
use bonafide_store::{
    Announcement, Done, Tx, audit_log, devices, erasures, kept_bans,
    users::{self, UserState},
};
use serde_json::json;

use super::{Refused, Step, admission, person};
use crate::secrets::AgentToken;

/// Bans a user on every device, ending their sessions, and refuses later logins. Banning someone anonymous bans
/// the device.
pub fn ban(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Done<person::Person>> {
    set(tx, token, user, Ban::Placed)
}

/// Lifts a ban.
pub fn lift_ban(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Done<person::Person>> {
    set(tx, token, user, Ban::Lifted)
}

/// Lifts what is kept of somebody who was erased: their ban (SES-13), for whoever has their external ids or devices next, and
/// the refusal of earlier tokens (SES-14), for whoever has their external ids.
pub fn lift_kept_ban(tx: &mut Tx<'_>, token: &AgentToken, erasure: ErasureId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let user = erasures::find(tx, erasure)?.ok_or(Refused::NotFound)?.user;
    users::take(tx, user)?;
    users::set_banned(tx, user, None)?;
    let lifted = kept_bans::lift(tx, user)?;
    if lifted.is_empty() {
        // Nobody knew who it was: the ban was one of their device.
        devices::set_banned_of_user(tx, user, None)?;
    }
    erasures::lift_ban(tx, user)?;
    let was_banned = lifted.is_empty() || lifted.iter().any(|bars| bars.is_banned);
    let had_refused = lifted.iter().any(|bars| bars.tokens_from.is_some());
    let done = [(was_banned, Action::UserLiftBan), (had_refused, Action::UserAcceptEarlierTokens)];
    for (_, action) in done.into_iter().filter(|(is_so, _)| *is_so) {
        audit_log::insert(tx, Some(by.id), action, &user.to_string(), &json!({}))?;
    }
    Ok(Done::quiet(()))
}

/// SES-14: somebody has the external id of whom was erased, and the refusal of its earlier tokens is about them from now on.
/// `own` is what they were refused before.
pub(super) fn hand_on(tx: &mut Tx<'_>, digest: &[u8; 32], to: UserId, own: Option<Millis>) -> Step<()> {
    if let Some(from) = kept_bans::hand_on(tx, digest)? {
        users::set_tokens_from(tx, to, own.max(Some(from)))?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ban {
    Placed,
    Lifted,
}

fn set(tx: &mut Tx<'_>, token: &AgentToken, user: UserId, ban: Ban) -> Step<Done<person::Person>> {
    let agent = admission::admit_agent(tx, token)?;
    let taken = person::take(tx, user)?;
    let root = taken.id;
    let (at, action): (Option<Millis>, _) = match ban {
        Ban::Placed => (Some(taken.banned_at.unwrap_or(tx.now())), Action::UserBan),
        Ban::Lifted => (None, Action::UserLiftBan),
    };
    match (ban, taken.state) {
        (Ban::Placed, UserState::Anonymous) => devices::set_banned_of_user(tx, root, at)?,
        (Ban::Placed, UserState::Known | UserState::Retired | UserState::Erased) => {}
        // SES-13: also of somebody anonymous whose ban followed a merge by hand.
        (Ban::Lifted, _) => devices::lift_bans_of_user(tx, root)?,
    }
    users::set_banned(tx, root, at)?;
    let mut announcements = person::tell_changed(tx, [root].into())?;
    if ban == Ban::Placed {
        users::end_sessions(tx, root)?;
        announcements.push(Announcement::UserEnded(root));
    }
    audit_log::insert(tx, Some(agent.id), action, &root.to_string(), &json!({}))?;
    Ok(Done { value: person::load(tx, root)?, announcements })
}
