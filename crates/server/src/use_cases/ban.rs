//! Bans (SES-8, SES-13).

use bonafide_domain::{id::UserId, time::Millis};
use bonafide_store::{
    Announcement, Done, Tx, audit_log, devices,
    users::{self, UserState},
};
use serde_json::json;

use super::{Step, admission, person};
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
        Ban::Placed => (Some(taken.banned_at.unwrap_or(tx.now())), "user.ban"),
        Ban::Lifted => (None, "user.lift_ban"),
    };
    users::set_banned(tx, root, at)?;
    match taken.state {
        UserState::Anonymous => devices::set_banned_of_user(tx, root, at)?,
        UserState::Known | UserState::Retired | UserState::Erased => {}
    }
    let mut announcements = Vec::new();
    if ban == Ban::Placed {
        users::end_sessions(tx, root)?;
        announcements.push(Announcement::UserEnded(root));
    }
    audit_log::insert(tx, Some(agent.id), action, &root.to_string(), &json!({}))?;
    Ok(Done { value: person::load(tx, root)?, announcements })
}
