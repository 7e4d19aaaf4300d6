//! A login on a device that wrote before: its anonymous user and who signed in turn out to be one (MRG).

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{self, Anonymous, Before, Join},
    session::{EndReason, Session},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, emails,
    merges::How,
    messages, sessions,
    users::{self, UserState},
};

use super::{
    Step,
    joining::{EmailBefore, Merging, Pair},
    log_in::{LoggedIn, Scene},
    log_in_session::{self, Keeps},
};

/// Ends the anonymous session, joins what was written with it as the rules say, and opens the new session.
pub(super) fn from_anonymous(tx: &mut Tx<'_>, scene: &Scene<'_>, from: SessionId) -> Step<Done<LoggedIn>> {
    let kept = sessions::find(tx, from)?.ok_or_else(|| StoreError::Corrupt(format!("no session {from}")))?;
    sessions::end(tx, from, EndReason::Login)?;
    if kept.around.root == scene.user {
        // MRG-14: it is the very user that was found. Same user, conversation and ticket; only the session is new.
        let mut done = log_in_session::open(tx, scene, None)?;
        done.announcements.push(Announcement::SessionEnded(from));
        return Ok(done);
    }
    let pair = Pair::take(tx, kept.around.root, scene.user)?;
    let join = decide(tx, &pair, &kept.session)?;

    let mut announcements = Vec::new();
    let begun = log_in_session::begin(tx, scene, &mut announcements)?;
    if join != Join::LeaveAlone {
        let emails = release_given_by_form(tx, pair.from)?;
        let merge = Merging { holder: scene.author, how: How::Login(begun.session), emails };
        pair.carry_out(tx, join, merge, &mut announcements)?;
    }
    let conversation = log_in_session::seam(tx, scene.user, begun.evidence, &mut announcements)?;
    announcements.push(Announcement::SessionEnded(from));

    let (secret, conversation) = (Keeps::TheLoginsSecret, conversation.as_ref());
    let told = log_in_session::logged_in(tx, scene, begun.session, begun.device, secret, conversation);
    let joined =
        matches!(join, Join::Become { .. } | Join::IntoTicket { .. } | Join::IntoConversation { .. });
    Ok(Done { value: LoggedIn { joined, ..told }, announcements })
}

fn decide(tx: &mut Tx<'_>, pair: &Pair, session: &Session) -> Step<Join> {
    let [theirs, users] = pair.conversations();
    let written = match &theirs {
        Some((conversation, _)) => messages::last_written(tx, conversation.id)?,
        None => None,
    };
    let is_known = match users::find(tx, pair.from)?.map(|user| user.state) {
        Some(UserState::Known) => true,
        Some(UserState::Anonymous | UserState::Retired | UserState::Erased) | None => false,
    };
    let anonymous = Anonymous {
        is_known,
        conversation: theirs.map(|(conversation, _)| conversation),
        last_active: written.unwrap_or(session.opened_at),
    };
    let user = Before { conversation: users.map(|(conversation, _)| conversation) };
    Ok(identity::join(&anonymous, &user, tx.now()))
}

/// MRG-10: the address that A gave in a form becomes free; one that an agent attached is U's from now on. Gives all that A
/// had, for undoing. A was taken, so nobody else decides about their addresses.
fn release_given_by_form(tx: &mut Tx<'_>, anonymous: UserId) -> Step<Vec<EmailBefore>> {
    let held = emails::of_user(tx, anonymous)?;
    for identity in held.iter().filter(|identity| identity.standing.is_a_forms()) {
        emails::release(tx, identity.id)?;
    }
    Ok(held.into_iter().map(EmailBefore::at_a_login).collect())
}
