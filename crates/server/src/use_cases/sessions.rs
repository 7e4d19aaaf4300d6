//! Sessions, as administrators see and end them (SES-7).

use bonafide_domain::{
    audit::Action,
    id::{SessionId, UserId},
    session::EndReason,
};
use bonafide_store::{
    Announcement, Done, Tx, audit_log,
    sessions::{self, ListedSession},
    users,
};
use serde_json::json;

use super::{Refused, Step, admission, log_out, open_session, person};
use crate::secrets::AgentToken;

/// The sessions of a user that count now, newest first.
pub fn list_sessions(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Vec<ListedSession>> {
    admission::admit_administrator(tx, token)?;
    let root = person::find_root(tx, user)?;
    Ok(sessions::of_user(tx, root.id)?)
}

/// Ends one session. What is being written with it is done before; once this is answered nothing more is accepted.
pub fn end_session(tx: &mut Tx<'_>, token: &AgentToken, id: SessionId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let session = sessions::find(tx, id)?.ok_or(Refused::NotFound)?.session;
    tx.lock(&[open_session::device_lock(&session.device)])?;
    person::take(tx, session.user)?;
    // Whom it leads to by now has the threads that turn dashed.
    let kept = sessions::find(tx, id)?.ok_or(Refused::NotFound)?;
    let announcements = log_out::end(tx, &kept, EndReason::Administrator)?.ok_or(Refused::NotFound)?;
    audit_log::insert(tx, Some(by.id), Action::SessionEnd, &id.to_string(), &json!({}))?;
    Ok(Done { value: (), announcements })
}

/// What becomes of the tokens that a user has when all their sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierTokens {
    /// They are good for another login.
    Accepted,
    /// They are refused from now on (SES-14).
    Refused,
}

/// Ends all sessions of a user.
pub fn end_all_sessions(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    user: UserId,
    earlier_tokens: EarlierTokens,
) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let root = person::take(tx, user)?.id;
    users::end_sessions(tx, root)?;
    let refused = earlier_tokens == EarlierTokens::Refused;
    if refused {
        let now = tx.now();
        users::set_tokens_from(tx, root, Some(now))?;
    }
    let detail = json!({ "earlier_tokens_refused": refused });
    audit_log::insert(tx, Some(by.id), Action::UserEndSessions, &root.to_string(), &detail)?;
    let mut announcements = person::tell_changed(tx, [root].into())?;
    announcements.push(Announcement::UserEnded(root));
    Ok(Done { value: (), announcements })
}

/// Accepts a user's earlier tokens again (SES-14).
pub fn accept_earlier_tokens(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let root = person::take(tx, user)?.id;
    users::set_tokens_from(tx, root, None)?;
    audit_log::insert(tx, Some(by.id), Action::UserAcceptEarlierTokens, &root.to_string(), &json!({}))?;
    Ok(Done::quiet(()))
}
