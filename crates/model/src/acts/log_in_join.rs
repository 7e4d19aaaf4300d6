//! A login on a device that wrote before: its anonymous user and who signed in turn out to be one (MRG).

use bonafide_domain::{
    id::{ConversationId, SessionId, UserId},
    identity::{self, Anonymous, AtLogin, Before, Join, JoinPolicy, Joinable},
    session::EndReason,
    ticket::Status,
    time::Millis,
};

use super::{end, log_in::Scene, log_in_session};
use crate::{Kept, Merge, State, world::LoggedIn};

/// Ends the anonymous session, joins what was written with it as the rules say, and opens the new session.
pub(super) fn from_anonymous(kept: &mut Kept, scene: &Scene<'_>, from: SessionId) -> LoggedIn {
    let session = kept.sessions[from].session;
    let anonymous = kept.root(session.user);
    end(kept, from, EndReason::Login);
    if anonymous == scene.user {
        return log_in_session::open(kept, scene, None); // MRG-14
    }
    let theirs = joinable(kept, anonymous);
    let users = joinable(kept, scene.user);
    let written = theirs.and_then(|theirs| last_written(kept, theirs.id));
    let is_known = kept.users[anonymous].state == State::Known;
    let last_active = written.unwrap_or(session.opened_at);
    let before = Anonymous { is_known, conversation: theirs, last_active };
    let users = Before { conversation: users };
    let at_login = identity::join(&before, &users, JoinPolicy::WithinHalfAnHour, scene.now);

    let (session, device) = log_in_session::begin(kept, scene);
    let joined = match at_login {
        AtLogin::Joined(join) => {
            carry_out(kept, join, (anonymous, scene.user), session);
            join != Join::Nothing
        }
        AtLogin::Asked | AtLogin::LeftAlone => false,
    };
    LoggedIn { joined, ..log_in_session::logged_in(kept, scene, session, device) }
}

fn joinable(kept: &Kept, user: UserId) -> Option<Joinable> {
    let id = kept.conversation_of(user)?;
    Some(Joinable { id, ticket: kept.live_ticket(id) })
}

/// When a user last wrote in a conversation (MRG-11).
fn last_written(kept: &Kept, root: ConversationId) -> Option<Millis> {
    kept.messages_in(root)
        .filter(|(_, message)| message.written.is_some())
        .last()
        .map(|(_, message)| message.at)
}

fn carry_out(kept: &mut Kept, join: Join, (anonymous, user): (UserId, UserId), session: SessionId) {
    let conversations = match join {
        Join::Nothing => None,
        Join::Become { conversation, ticket } => {
            kept.conversations[conversation].user = user;
            if let Some(ticket) = ticket {
                kept.tickets[ticket].requester = user;
            }
            Some((conversation, conversation))
        }
        Join::IntoTicket { from, into, close, keep } => {
            if let Some(close) = close {
                kept.tickets[close].status = Status::Closed;
                kept.tickets[close].merged_into = Some(keep.id);
            }
            kept.tickets[keep.id].status = keep.status;
            kept.tickets[keep.id].priority = keep.priority;
            join_conversations(kept, from, into);
            Some((from, into))
        }
        Join::IntoConversation { from, into, ticket } => {
            if let Some(ticket) = ticket {
                kept.tickets[ticket].requester = user;
            }
            join_conversations(kept, from, into);
            Some((from, into))
        }
    };
    retire(kept, anonymous, user);
    kept.merges.push(Merge { from: anonymous, into: user, conversations, session });
}

/// MRG-3, MRG-4: their messages are found in the user's conversation from now on.
fn join_conversations(kept: &mut Kept, from: ConversationId, into: ConversationId) {
    for conversation in kept.conversations.rows_mut().filter(|conversation| conversation.root == from) {
        conversation.root = into;
    }
    let theirs = kept.conversations[from].messages;
    kept.conversations[into].messages += theirs;
}

/// MRG-5: whoever led to A leads to U.
fn retire(kept: &mut Kept, anonymous: UserId, into: UserId) {
    kept.users[anonymous].state = State::Retired;
    for user in kept.users.rows_mut().filter(|user| user.root == anonymous) {
        user.root = into;
    }
}
