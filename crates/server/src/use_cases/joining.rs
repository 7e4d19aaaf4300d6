//! Two users become one: what a login that joins and a merge by hand do alike (MRG-1 to MRG-6).

use bonafide_domain::{
    id::{ConversationId, MergeId, MessageId, TicketId, UserId},
    identity::{Apart, Conversations, Join, Joinable, Joining, Kind},
    ticket::LiveTicket,
};
use bonafide_store::{
    Announcement, StoreError, Tx, channels,
    conversations::{self, Conversation},
    emails::EmailIdentity,
    events::{self, Happening},
    merge_notices,
    merges::{self, How, NewMerge},
    messages::Visibility,
    tickets, users,
};
use serde::{Deserialize, Serialize};

use super::Step;

/// A ticket as it was before, for undoing it (MRG-12).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TicketBefore {
    pub id: TicketId,
    pub conversation: ConversationId,
    pub requester: UserId,
    pub status: String,
    pub priority: i64,
}

/// A conversation that became the survivor's and stayed apart (MRG-9), for undoing it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StayedApart {
    pub conversation: ConversationId,
    /// Its last message by then.
    pub last_message: Option<MessageId>,
}

/// An address that whoever was merged had before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EmailBefore {
    pub address: String,
    pub key: String,
    /// Whose it was: theirs, or that of somebody who had been merged into them.
    pub user: UserId,
    /// Whether the merge made it free (MRG-10).
    pub dropped: bool,
}

impl EmailBefore {
    pub(super) fn at_a_login(held: EmailIdentity) -> Self {
        Self { dropped: held.standing.is_a_forms(), address: held.address, key: held.key, user: held.user }
    }

    /// By hand, agents have said that the two are one: they keep all they had.
    pub(super) fn by_hand(held: EmailIdentity) -> Self {
        Self { dropped: false, address: held.address, key: held.key, user: held.user }
    }
}

/// How and with what somebody is merged.
pub(super) struct Merging {
    /// Into whom: for a login, who holds the external id of its token.
    pub holder: UserId,
    pub how: How,
    pub emails: Vec<EmailBefore>,
}

/// A conversation with its ticket that is not closed.
type Had = (Conversation, Option<LiveTicket>);

/// Of a user the one conversation, with how many messages it holds, and those that stay apart.
type Measured = (Option<(Joinable, i64)>, Vec<Joinable>);

/// What a user has, as the rules look at it (MRG-9).
#[derive(Default)]
struct Side {
    one: Option<Had>,
    apart: Vec<Had>,
}

impl Side {
    fn find(tx: &mut Tx<'_>, user: UserId) -> Step<Self> {
        let mut side = Self::default();
        for conversation in conversations::of_user(tx, user)? {
            let had = (conversation, tickets::find_live(tx, conversation.id)?);
            let multiple =
                channels::find(tx, conversation.channel)?.is_some_and(|it| it.multiple_conversations);
            match conversation.kind.on(multiple) {
                Kind::One => side.one = Some(had),
                Kind::Apart => side.apart.push(had),
            }
        }
        Ok(side)
    }

    fn all(&self) -> impl Iterator<Item = &Had> {
        self.one.iter().chain(&self.apart)
    }

    fn apart(&self) -> Vec<Joinable> {
        self.apart.iter().map(joinable).collect()
    }

    fn conversations(&self) -> Conversations {
        Conversations { one: self.one.as_ref().map(joinable), apart: self.apart() }
    }
}

fn joinable((conversation, ticket): &Had) -> Joinable {
    Joinable { id: conversation.id, ticket: *ticket }
}

/// Two users, neither of them merged, with what each has.
pub(super) struct Pair {
    pub from: UserId,
    pub into: UserId,
    theirs: Side,
    users: Side,
}

impl Pair {
    /// Takes what both have. The users were taken.
    pub(super) fn take(tx: &mut Tx<'_>, from: UserId, into: UserId) -> Step<Self> {
        let mut found = conversations::of_user(tx, from)?;
        found.extend(conversations::of_user(tx, into)?);
        let mut ids: Vec<ConversationId> = found.iter().map(|found| found.id).collect();
        ids.sort_unstable();
        for id in ids {
            conversations::take(tx, id)?;
        }
        Self::find(tx, from, into)
    }

    /// Only looks at what both have.
    pub(super) fn find(tx: &mut Tx<'_>, from: UserId, into: UserId) -> Step<Self> {
        Ok(Self { from, into, theirs: Side::find(tx, from)?, users: Side::find(tx, into)? })
    }

    /// The same two the other way round.
    pub(super) fn flipped(self) -> Self {
        Self { from: self.into, into: self.from, theirs: self.users, users: self.theirs }
    }

    /// All that the first has, as the rules look at it.
    pub(super) fn theirs(&self) -> Conversations {
        self.theirs.conversations()
    }

    /// The one conversation that the second has.
    pub(super) fn users(&self) -> Option<Joinable> {
        self.users.one.as_ref().map(joinable)
    }

    /// The conversations of the first.
    pub(super) fn theirs_ids(&self) -> impl Iterator<Item = ConversationId> {
        self.theirs.all().map(|(conversation, _)| conversation.id)
    }

    /// Of each their one conversation, with how many messages it holds, and those that stay apart.
    pub(super) fn sides(&self) -> [Measured; 2] {
        [&self.theirs, &self.users].map(|side| {
            let one = side.one.as_ref().map(|had| (joinable(had), had.0.messages));
            (one, side.apart())
        })
    }

    /// Does what was decided, and keeps the merge.
    pub(super) fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        joining: &Joining,
        merging: Merging,
        news: &mut Vec<Announcement>,
    ) -> Step<MergeId> {
        self.set_apart(tx)?;
        let conversations = match joining.one {
            Join::Nothing => None,
            Join::Become { conversation, ticket } => {
                if let Some((theirs, _)) = self.theirs.one {
                    conversations::give_to(tx, theirs.id, self.into)?;
                }
                if let Some(ticket) = ticket {
                    tickets::set_requester(tx, ticket, self.into)?;
                }
                Some((conversation, conversation))
            }
            Join::IntoTicket { from, into, close, keep } => {
                if let Some(close) = close {
                    tickets::close_into(tx, close, keep.id)?;
                    tell_assignee(tx, close, &merging.how)?;
                }
                tickets::set_status_and_priority(tx, keep.id, keep.status, keep.priority)?;
                self.join_conversations(tx, news)?;
                Some((from, into))
            }
            Join::IntoConversation { from, into, ticket } => {
                if let Some(ticket) = ticket {
                    tickets::set_requester(tx, ticket, self.into)?;
                }
                self.join_conversations(tx, news)?;
                Some((from, into))
            }
        };
        self.hand_over(tx, &joining.apart, news)?;
        match merging.how {
            // MRG-5: A's sessions no longer work, also those of whom agents had found A to be on other devices.
            How::Login(_) | How::Answer(_) => {
                users::end_sessions(tx, self.from)?;
                news.push(Announcement::UserEnded(self.from));
            }
            How::Hand { .. } => {}
        }
        users::retire(tx, self.from, self.into)?;
        self.keep(tx, conversations, merging)
    }

    /// MRG-9: what began as the one and is of a channel where conversations stay apart by now does so from now on.
    fn set_apart(&self, tx: &mut Tx<'_>) -> Step<()> {
        for (conversation, _) in self.theirs.apart.iter().chain(&self.users.apart) {
            if conversation.kind == Kind::One {
                conversations::set_apart(tx, conversation.id)?;
            }
        }
        Ok(())
    }

    /// MRG-9: these become the user's and go on by themselves. The user's devices have not read them yet.
    fn hand_over(&self, tx: &mut Tx<'_>, apart: &[Apart], news: &mut Vec<Announcement>) -> Step<()> {
        for Apart { conversation, ticket } in apart {
            let theirs = self.theirs.apart.iter().find(|(theirs, _)| theirs.id == *conversation);
            let Some((mut theirs, _)) = theirs.copied() else { continue };
            conversations::give_to(tx, theirs.id, self.into)?;
            theirs.user = self.into;
            let happening = Happening::Joined(theirs.id);
            let joined = events::append(tx, &mut theirs, Visibility::All, happening)?;
            conversations::save(tx, &theirs)?;
            if let Some(ticket) = ticket {
                tickets::set_requester(tx, *ticket, self.into)?;
            }
            news.push(Announcement::Happened(joined));
        }
        Ok(())
    }

    /// MRG-3, MRG-4: their messages are found in the user's conversation from now on, in order of time.
    fn join_conversations(&self, tx: &mut Tx<'_>, news: &mut Vec<Announcement>) -> Step<()> {
        let (Some((mut theirs, _)), Some((mut users, _))) = (self.theirs.one, self.users.one) else {
            return Ok(());
        };
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

    /// MRG-5: the edge keeps what an undoing needs.
    fn keep(
        &self,
        tx: &mut Tx<'_>,
        conversations: Option<(ConversationId, ConversationId)>,
        merging: Merging,
    ) -> Step<MergeId> {
        let had = || self.theirs.all().chain(self.users.all());
        let stayed = |(conversation, _): &Had| StayedApart {
            conversation: conversation.id,
            last_message: conversation.last_message,
        };
        let apart: Vec<_> = self.theirs.apart.iter().map(stayed).collect();
        let tickets: Vec<_> = had().filter_map(before).collect();
        let id = tx.id();
        let merge = NewMerge {
            id,
            from: self.from,
            into: merging.holder,
            conversations,
            apart: json(&apart),
            seam: had().filter_map(|(conversation, _)| conversation.last_message).max(),
            tickets_before: json(&tickets),
            emails_before: json(&merging.emails),
            how: merging.how,
        };
        merges::insert(tx, &merge)?;
        Ok(id)
    }
}

/// MRG-3: the agent whose ticket was closed is told, unless they merged the two themselves.
fn tell_assignee(tx: &mut Tx<'_>, closed: TicketId, how: &How) -> Step<()> {
    let Some(assignee) = tickets::find_standing(tx, closed)?.and_then(|standing| standing.assignee) else {
        return Ok(());
    };
    let knows = match how {
        How::Hand { agent, .. } => *agent == assignee,
        How::Login(_) | How::Answer(_) => false,
    };
    if !knows {
        merge_notices::insert(tx, closed, assignee)?;
    }
    Ok(())
}

fn json<T: Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).expect("ids, words and numbers are JSON")
}

/// What a merge kept, as it was.
pub(super) fn kept<T: serde::de::DeserializeOwned>(json: &str) -> Step<Vec<T>> {
    Ok(serde_json::from_str(json).map_err(|_| StoreError::Corrupt("what a merge kept is no JSON".into()))?)
}

fn before((conversation, ticket): &Had) -> Option<TicketBefore> {
    ticket.map(|ticket| TicketBefore {
        id: ticket.id,
        conversation: conversation.id,
        requester: conversation.user,
        status: ticket.status.as_str().to_owned(),
        priority: ticket.priority,
    })
}
