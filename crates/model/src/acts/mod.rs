//! What is done with decisions: each file does on plain lists what the file of the same name in `server/src/use_cases`
//! does on the store, in the same order.

pub mod answer;
pub mod answer_question;
pub mod ban;
pub mod email_policy;
pub mod emails;
pub mod erase;
pub mod give_contact;
mod joining;
pub mod log_in;
mod log_in_address;
mod log_in_join;
mod log_in_session;
pub mod log_out;
pub mod merge_users;
pub mod open_session;
mod parting;
mod placing;
pub mod post_message;
pub mod sessions;
pub mod undo_merge;

use bonafide_domain::{
    id::{SessionId, UserId},
    login::Presented,
    session::EndReason,
};

use crate::Kept;

/// A kept session as the rules of logins ask for it.
fn presented(kept: &Kept, session: Option<SessionId>) -> Option<Presented> {
    let kept_session = &kept.sessions[session?];
    let around = kept.around(kept_session);
    let open = kept_session.session.ended.is_none() && around.epochs_hold;
    Some(Presented { session: kept_session.session, root: around.root, open })
}

/// Ends a session; says whether it was not ended before.
fn end(kept: &mut Kept, session: SessionId, why: EndReason) -> bool {
    let session = &mut kept.sessions[session].session;
    let was_open = session.ended.is_none();
    session.ended.get_or_insert(why);
    was_open
}

/// Ends every session of a user and of those who were merged into them.
fn end_sessions(kept: &mut Kept, root: UserId) {
    for user in kept.users.rows_mut().filter(|user| user.root == root) {
        user.epoch += 1;
    }
}
