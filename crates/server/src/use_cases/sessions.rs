//! Sessions, as administrators see and end them (SES-7).

use bonafide_domain::{
    id::{SessionId, UserId},
    session::EndReason,
};
use bonafide_store::{
    Announcement, Done, Tx, audit_log,
    sessions::{self, ListedSession},
    users,
};
use serde_json::json;

use super::{Refused, Step, admission, open_session, person};
use crate::secrets::AgentToken;

/// The sessions of a user that count now, newest first.
pub fn list_sessions(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Vec<ListedSession>> {
    admission::admit_administrator(tx, token)?;
    let root = users::find_root(tx, user)?.ok_or(Refused::NotFound)?;
    Ok(sessions::of_user(tx, root.id)?)
}

/// Ends one session.
pub fn end_session(tx: &mut Tx<'_>, token: &AgentToken, id: SessionId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let kept = sessions::find(tx, id)?.ok_or(Refused::NotFound)?;
    tx.lock(&[open_session::device_lock(&kept.session.device)])?;
    if !sessions::end(tx, id, EndReason::Administrator)? {
        return Err(Refused::NotFound.into());
    }
    audit_log::insert(tx, Some(by.id), "session.end", &id.to_string(), &json!({}))?;
    Ok(Done { value: (), announcements: vec![Announcement::SessionEnded(id)] })
}

/// Ends all sessions of a user.
pub fn end_all_sessions(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let root = person::take(tx, user)?.id;
    users::end_sessions(tx, root)?;
    audit_log::insert(tx, Some(by.id), "user.end_sessions", &root.to_string(), &json!({}))?;
    Ok(Done { value: (), announcements: vec![Announcement::UserEnded(root)] })
}
