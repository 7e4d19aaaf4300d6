//! Sessions, as the user whose they are sees and ends them (SES-7).

use bonafide_domain::{id::SessionId, session::EndReason};
use bonafide_store::{
    Announcement, Done, Tx,
    sessions::{self, ListedSession},
    users,
};

use super::{Refused, Step, admission, log_out, open_session, person};
use crate::secrets::SessionToken;

/// A session of the user who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// The session.
    pub session: ListedSession,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The sessions of whoever asks that count now, newest first.
pub fn list(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Vec<OwnSession>> {
    let actor = admission::admit(tx, token)?;
    let listed = sessions::of_user(tx, actor.user())?.into_iter();
    Ok(listed.map(|session| OwnSession { is_this: session.id == actor.session(), session }).collect())
}

/// Ends one of the user's own sessions. What is somebody else's is not told from what is not there.
pub fn end(tx: &mut Tx<'_>, token: &SessionToken, id: SessionId) -> Step<Done<()>> {
    let root = admission::find_way(tx, token)?.root;
    let device = sessions::find(tx, id)?.ok_or(Refused::NotFound)?.session.device;
    tx.lock(&[open_session::device_lock(&device)])?;
    person::take(tx, root)?;
    let actor = admission::admit(tx, token)?;
    let kept = sessions::find(tx, id)?.filter(|kept| kept.around.root == actor.user());
    let kept = kept.ok_or(Refused::NotFound)?;
    let announcements = log_out::end(tx, &kept, EndReason::User)?.ok_or(Refused::NotFound)?;
    Ok(Done { value: (), announcements })
}

/// Ends all sessions of the user, the one that asks too.
pub fn end_all(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Done<()>> {
    let root = admission::find_way(tx, token)?.root;
    let root = person::take(tx, root)?.id;
    let actor = admission::admit(tx, token)?;
    let mut announcements = Vec::new();
    if let Some(kept) = sessions::find(tx, actor.session())? {
        announcements.extend(log_out::tell_signed_out(tx, &kept)?);
    }
    users::end_sessions(tx, root)?;
    announcements.push(Announcement::UserEnded(root));
    Ok(Done { value: (), announcements })
}
