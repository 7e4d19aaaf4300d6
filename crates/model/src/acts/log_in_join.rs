//! A login on a device that wrote before: its anonymous user and who signed in turn out to be one (MRG).

use bonafide_domain::{
    id::{ConversationId, SessionId, UserId},
    identity::{self, Anonymous, AtLogin, Before, JoinPolicy},
    session::{EndReason, Session},
    time::Millis,
};

use super::{
    end,
    joining::{Merging, Pair},
    log_in::Scene,
    log_in_session,
};
use crate::{
    Kept, State,
    rows::{EmailBefore, How},
    world::LoggedIn,
};

/// Ends the anonymous session, joins what was written with it as the rules say, and opens the new session.
pub(super) fn from_anonymous(kept: &mut Kept, scene: &Scene<'_>, from: SessionId) -> LoggedIn {
    let presented = kept.sessions[from].session;
    let anonymous = kept.root(presented.user);
    end(kept, from, EndReason::Login);
    if anonymous == scene.user {
        return log_in_session::open(kept, scene, None); // MRG-14
    }
    let pair = Pair::find(kept, anonymous, scene.user);
    let at_login = decide(kept, &pair, &presented, scene.now);

    let (session, device) = log_in_session::begin(kept, scene);
    let joined = match at_login {
        AtLogin::Joined(joining) => {
            let emails = release_given_by_form(kept, anonymous);
            let merging = Merging { holder: scene.author, how: How::Login(session), emails };
            pair.carry_out(kept, &joining, merging);
            !joining.is_nothing()
        }
        // Nobody answers in the model: an unanswered question is a *no* (MRG-11).
        AtLogin::Asked | AtLogin::LeftAlone => false,
    };
    LoggedIn { joined, ..log_in_session::logged_in(kept, scene, session, device) }
}

fn decide(kept: &Kept, pair: &Pair, session: &Session, now: Millis) -> AtLogin {
    let [theirs, users] = pair.conversations(kept).map(|had| had.map(|(conversation, _)| conversation));
    let written = theirs.and_then(|theirs| last_written(kept, theirs.id));
    let anonymous = Anonymous {
        is_known: kept.users[pair.from].state == State::Known,
        conversations: theirs.into(),
        last_active: written.unwrap_or(session.opened_at),
    };
    identity::join(&anonymous, &Before { conversation: users }, JoinPolicy::WithinHalfAnHour, now)
}

/// When a user last wrote in a conversation (MRG-11).
fn last_written(kept: &Kept, root: ConversationId) -> Option<Millis> {
    kept.messages_in(root)
        .filter(|(_, message)| message.written.is_some())
        .last()
        .map(|(_, message)| message.at)
}

/// MRG-10: the address that A gave in a form becomes free; one that an agent attached is U's from now on.
fn release_given_by_form(kept: &mut Kept, anonymous: UserId) -> Vec<EmailBefore> {
    let held = kept.identities_of(anonymous);
    for identity in held.iter().filter(|identity| identity.standing.is_a_forms()) {
        kept.release(identity.e);
    }
    let before = |dropped, e, user| EmailBefore { e, user, dropped };
    held.into_iter().map(|held| before(held.standing.is_a_forms(), held.e, held.user)).collect()
}
