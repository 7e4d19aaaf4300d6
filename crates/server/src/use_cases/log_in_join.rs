//! A login on a device that wrote before: its anonymous user and who signed in turn out to be one (MRG).

use bonafide_domain::{
    id::{ConversationId, MergeId, SessionId, UserId},
    identity::{self, Anonymous, Before, Join, Joinable},
    session::{EndReason, Session},
    ticket::LiveTicket,
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx,
    conversations::{self, Conversation},
    events::{self, Happening},
    merges::{self, LoginMerge},
    messages::{self, Visibility},
    sessions, tickets, users,
};

use super::{
    Step,
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
    let join = pair.decide(tx, &kept.session)?;

    let mut announcements = Vec::new();
    let begun = log_in_session::begin(tx, scene, &mut announcements)?;
    pair.carry_out(tx, join, begun.session, &mut announcements)?;
    let conversation = log_in_session::seam(tx, scene.user, begun.evidence, &mut announcements)?;
    announcements.push(Announcement::SessionEnded(from));

    let (secret, conversation) = (Keeps::TheLoginsSecret, conversation.as_ref());
    let told = log_in_session::logged_in(tx, scene, begun.session, begun.device, secret, conversation)?;
    let joined =
        matches!(join, Join::Become { .. } | Join::IntoTicket { .. } | Join::IntoConversation { .. });
    Ok(Done { value: LoggedIn { joined, ..told }, announcements })
}

/// The anonymous user A and the signed-in user U, with what each has, all of it taken.
struct Pair {
    anonymous: UserId,
    user: UserId,
    theirs: Option<(Conversation, Option<LiveTicket>)>,
    users: Option<(Conversation, Option<LiveTicket>)>,
}

impl Pair {
    fn take(tx: &mut Tx<'_>, anonymous: UserId, user: UserId) -> Step<Self> {
        let found = [conversations::find_of_user(tx, anonymous)?, conversations::find_of_user(tx, user)?];
        let mut ids: Vec<ConversationId> = found.iter().flatten().map(|found| found.id).collect();
        ids.sort_unstable();
        let mut taken = Vec::with_capacity(ids.len());
        for id in ids {
            taken.extend(conversations::take(tx, id)?);
        }
        let mut with_ticket = |found: Option<Conversation>| -> Step<_> {
            let Some(found) = found else { return Ok(None) };
            let Some(taken) = taken.iter().find(|taken| taken.id == found.id) else { return Ok(None) };
            Ok(Some((*taken, tickets::find_live(tx, taken.id)?)))
        };
        let [theirs, users] = found;
        Ok(Self { anonymous, user, theirs: with_ticket(theirs)?, users: with_ticket(users)? })
    }

    fn decide(&self, tx: &mut Tx<'_>, session: &Session) -> Step<Join> {
        let written = match &self.theirs {
            Some((conversation, _)) => messages::last_written(tx, conversation.id)?,
            None => None,
        };
        let anonymous = Anonymous {
            conversation: self.theirs.map(joinable),
            last_active: written.unwrap_or(session.opened_at),
        };
        Ok(identity::join(&anonymous, &Before { conversation: self.users.map(joinable) }, tx.now()))
    }

    fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        join: Join,
        session: SessionId,
        news: &mut Vec<Announcement>,
    ) -> Step<()> {
        let conversations = match join {
            Join::LeaveAlone => return Ok(()),
            Join::Nothing => None,
            Join::Become { conversation, ticket } => {
                if let Some((mut theirs, _)) = self.theirs {
                    theirs.user = self.user;
                    conversations::save(tx, &theirs)?;
                }
                if let Some(ticket) = ticket {
                    tickets::set_requester(tx, ticket, self.user)?;
                }
                Some((conversation, conversation))
            }
            Join::IntoTicket { from, into, close, keep } => {
                if let Some(close) = close {
                    tickets::close_into(tx, close, keep.id)?;
                }
                tickets::set_status_and_priority(tx, keep.id, keep.status, keep.priority)?;
                self.join_conversations(tx, news)?;
                Some((from, into))
            }
            Join::IntoConversation { from, into, ticket } => {
                if let Some(ticket) = ticket {
                    tickets::set_requester(tx, ticket, self.user)?;
                }
                self.join_conversations(tx, news)?;
                Some((from, into))
            }
        };
        self.retire(tx, conversations, session)
    }

    /// MRG-3, MRG-4: their messages are found in the user's conversation from now on, in order of time.
    fn join_conversations(&self, tx: &mut Tx<'_>, news: &mut Vec<Announcement>) -> Step<()> {
        let (Some((mut theirs, _)), Some((mut users, _))) = (self.theirs, self.users) else { return Ok(()) };
        let moved = events::append(tx, &mut theirs, Visibility::All, Happening::Moved(users.id))?;
        conversations::save(tx, &theirs)?;
        conversations::join_into(tx, theirs.id, users.id)?;
        users.messages += theirs.messages;
        users.last_message = users.last_message.max(theirs.last_message);
        let joined = events::append(tx, &mut users, Visibility::All, Happening::Joined(theirs.id))?;
        conversations::save(tx, &users)?;
        news.extend([moved, joined].map(Announcement::Happened));
        Ok(())
    }

    /// MRG-5: A is retired, its id leads to U, and the edge keeps what an undoing needs.
    fn retire(
        &self,
        tx: &mut Tx<'_>,
        conversations: Option<(ConversationId, ConversationId)>,
        session: SessionId,
    ) -> Step<()> {
        users::retire(tx, self.anonymous, self.user)?;
        let tickets: Vec<_> = [&self.theirs, &self.users].into_iter().flatten().filter_map(before).collect();
        let id: MergeId = tx.id();
        let merge = LoginMerge {
            id,
            from: self.anonymous,
            into: self.user,
            conversations,
            tickets_before: serde_json::Value::from(tickets).to_string(),
            session,
        };
        Ok(merges::insert_login(tx, &merge)?)
    }
}

fn joinable((conversation, ticket): (Conversation, Option<LiveTicket>)) -> Joinable {
    Joinable { id: conversation.id, ticket }
}

/// A ticket as it was before the join, for undoing it (MRG-12).
fn before((conversation, ticket): &(Conversation, Option<LiveTicket>)) -> Option<serde_json::Value> {
    ticket.map(|ticket| {
        serde_json::json!({
            "id": ticket.id,
            "conversation": conversation.id,
            "requester": conversation.user,
            "status": ticket.status.as_str(),
            "priority": ticket.priority,
        })
    })
}
