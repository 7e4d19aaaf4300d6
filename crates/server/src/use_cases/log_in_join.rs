//! A login on a device that wrote before: its anonymous user and who signed in turn out to be one (MRG).

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{self, Anonymous, AtLogin, Before, Question},
    session::{EndReason, Session},
    time::Millis,
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, emails,
    merges::How,
    messages, questions, sessions,
    users::{self, UserState},
};

use super::{
    Step,
    joining::{EmailBefore, Merging, Pair},
    log_in::{LoggedIn, Scene},
    log_in_session::{self, Keeps},
};

/// Ends the anonymous session, joins what was written with it or asks about it as the rules say, and opens the new session.
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
    let writer = Writer::find(tx, &pair, &kept.session)?;

    let mut announcements = Vec::new();
    let begun = log_in_session::begin(tx, scene, &mut announcements)?;
    let mut seams = Vec::new();
    let (joined, asked) = match writer.decide(&pair, scene, tx.now()) {
        AtLogin::Joined(joining) => {
            let merging = merging(tx, pair.from, scene.author, How::Login(begun.session))?;
            pair.carry_out(tx, &joining, merging, &mut announcements)?;
            seams.extend(joining.apart.iter().map(|apart| apart.conversation));
            (!joining.is_nothing(), None)
        }
        AtLogin::Asked => {
            questions::insert(tx, &writer.question(&pair, scene, begun.session, tx.now()))?;
            (false, Some(writer.last_active))
        }
        AtLogin::LeftAlone => (false, None),
    };
    let conversation = log_in_session::seam(tx, scene.user, seams, &begun.evidence, &mut announcements)?;
    announcements.push(Announcement::SessionEnded(from));

    let (secret, conversation) = (Keeps::TheLoginsSecret, conversation.as_ref());
    let told = log_in_session::logged_in(tx, scene, begun.session, begun.device, secret, conversation);
    Ok(Done { value: LoggedIn { joined, asked, ..told }, announcements })
}

/// The anonymous user of the device, as the rules look at them.
struct Writer {
    last_active: Millis,
    epoch: i64,
    is_known: bool,
}

impl Writer {
    fn find(tx: &mut Tx<'_>, pair: &Pair, session: &Session) -> Step<Self> {
        let mut written = None;
        for conversation in pair.theirs_ids() {
            written = written.max(messages::last_written(tx, conversation)?);
        }
        let user = users::find(tx, pair.from)?;
        let user = user.ok_or_else(|| StoreError::Corrupt(format!("no user {}", pair.from)))?;
        let is_known = match user.state {
            UserState::Known => true,
            UserState::Anonymous | UserState::Retired | UserState::Erased => false,
        };
        let last_active = written.unwrap_or(session.opened_at);
        Ok(Self { last_active, epoch: user.session_epoch, is_known })
    }

    fn decide(&self, pair: &Pair, scene: &Scene<'_>, now: Millis) -> AtLogin {
        let anonymous = Anonymous {
            is_known: self.is_known,
            conversations: pair.theirs(),
            last_active: self.last_active,
        };
        let user = Before { conversation: pair.users() };
        identity::join(&anonymous, &user, scene.terms.join_policy, now)
    }

    fn question(&self, pair: &Pair, scene: &Scene<'_>, session: SessionId, now: Millis) -> Question {
        Question {
            session,
            anonymous: pair.from,
            epoch: self.epoch,
            user: pair.into,
            written_at: self.last_active,
            asked_at: now,
            expires_at: Question::ends(scene.expires_at, now),
            answer: None,
        }
    }
}

/// How A is merged into who signed in, `holder` of the external id. MRG-10: the address that A gave in a form becomes free;
/// one that an agent attached is U's from now on, and one that A claimed goes back (EML-5). All that A had is kept for
/// undoing. A was taken, so nobody else decides about their addresses; whoever decides about an owner's claimed ones without
/// taking A holds the lock of the policies alone, which is shared here.
pub(super) fn merging(tx: &mut Tx<'_>, anonymous: UserId, holder: UserId, how: How) -> Step<Merging> {
    let held = emails::of_user(tx, anonymous)?;
    for identity in held.iter().filter(|identity| identity.standing.is_a_forms()) {
        emails::release(tx, identity.id)?;
    }
    let emails = held.into_iter().map(EmailBefore::at_a_login).collect();
    Ok(Merging { holder, how, emails })
}
