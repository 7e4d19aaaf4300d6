//! A login on a device that wrote before: its anonymous user and who signed in turn out to be one (MRG).

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{self, Anonymous, AtLogin, Before, Question},
    session::{EndReason, Epoch, Session},
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
    let writer = Writer::find(kept, &pair, &presented);

    let (session, device) = log_in_session::begin(kept, scene);
    let (joined, asked) = match writer.decide(kept, &pair, scene.now) {
        AtLogin::Joined(joining) => {
            let merging = merging(kept, anonymous, scene.author, How::Login(session));
            pair.carry_out(kept, scene.now, &joining, merging);
            (!joining.is_nothing(), None)
        }
        AtLogin::Asked => {
            kept.questions.push(writer.question(&pair, scene, session));
            (false, Some(writer.last_active))
        }
        AtLogin::LeftAlone => (false, None),
    };
    LoggedIn { joined, asked, ..log_in_session::logged_in(kept, scene, session, device) }
}

/// The anonymous user of the device, as the rules look at them.
struct Writer {
    last_active: Millis,
    epoch: Epoch,
    is_known: bool,
}

impl Writer {
    fn find(kept: &Kept, pair: &Pair, session: &Session) -> Self {
        let written =
            kept.conversations_of(pair.from).into_iter().flat_map(|theirs| kept.messages_in(theirs));
        let written = written.filter(|(_, message)| message.written.is_some());
        let last = written.map(|(_, message)| message.at).max();
        let user = &kept.users[pair.from];
        Self {
            last_active: last.unwrap_or(session.opened_at),
            epoch: user.epoch,
            is_known: user.state == State::Known,
        }
    }

    fn decide(&self, kept: &Kept, pair: &Pair, now: Millis) -> AtLogin {
        let anonymous = Anonymous {
            is_known: self.is_known,
            conversations: pair.theirs(),
            last_active: self.last_active,
        };
        identity::join(&anonymous, &Before { conversation: pair.users() }, kept.join_policy, now)
    }

    fn question(&self, pair: &Pair, scene: &Scene<'_>, session: SessionId) -> Question {
        Question {
            session,
            anonymous: pair.from,
            epoch: self.epoch,
            user: pair.into,
            written_at: self.last_active,
            asked_at: scene.now,
            expires_at: Question::ends(scene.expires_at, scene.now),
            answer: None,
        }
    }
}

/// How A is merged into who signed in, `holder` of the external id.
pub(super) fn merging(kept: &mut Kept, anonymous: UserId, holder: UserId, how: How) -> Merging {
    let emails = release_given_by_form(kept, anonymous);
    Merging { holder, how, emails }
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
