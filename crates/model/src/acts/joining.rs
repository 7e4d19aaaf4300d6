//! Two users become one: what a login that joins and a merge by hand do alike (MRG-1 to MRG-6).

use bonafide_domain::{
    id::{ConversationId, MergeId, UserId},
    identity::{Join, Joinable, Joining, TicketSeam},
    ticket::{LiveTicket, Status},
};

use super::end_sessions;
use crate::{
    Kept, Merge, State,
    rows::{EmailBefore, Fate, How},
};

/// How and with what somebody is merged.
pub(super) struct Merging {
    /// Into whom: for a login, who holds the external id of its token.
    pub holder: UserId,
    pub how: How,
    pub emails: Vec<EmailBefore>,
}

/// A conversation with its ticket that is not closed.
type Had = (ConversationId, Option<LiveTicket>);

/// Two users, neither of them merged, with what each has.
pub(super) struct Pair {
    pub from: UserId,
    pub into: UserId,
    theirs: Option<Had>,
    users: Option<Had>,
}

impl Pair {
    pub(super) fn find(kept: &Kept, from: UserId, into: UserId) -> Self {
        let had = |user| kept.conversation_of(user).map(|id| (id, kept.live_ticket(id)));
        Self { from, into, theirs: had(from), users: had(into) }
    }

    /// The same two the other way round.
    pub(super) fn flipped(self) -> Self {
        Self { from: self.into, into: self.from, theirs: self.users, users: self.theirs }
    }

    /// Their conversations as the rules look at them, with how many messages each holds.
    pub(super) fn conversations(&self, kept: &Kept) -> [Option<(Joinable, i64)>; 2] {
        [self.theirs, self.users]
            .map(|had| had.map(|(id, ticket)| (Joinable { id, ticket }, kept.conversations[id].messages)))
    }

    /// Does what was decided, and keeps the merge.
    pub(super) fn carry_out(&self, kept: &mut Kept, joining: &Joining, merging: Merging) -> MergeId {
        let last = |(id, _): &Had| kept.messages_in(*id).last().map(|(id, _)| id);
        let seam = [&self.theirs, &self.users].into_iter().flatten().filter_map(last).max();
        let conversations = match joining.one {
            Join::Nothing => None,
            Join::Become { conversation, ticket } => {
                kept.conversations[conversation].user = self.into;
                if let Some(ticket) = ticket {
                    kept.tickets[ticket].requester = self.into;
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
                    kept.tickets[ticket].requester = self.into;
                }
                join_conversations(kept, from, into);
                Some((from, into))
            }
        };
        end_at_a_login(kept, self.from, merging.how);
        retire(kept, self.from, self.into);
        kept.merges.add(Merge {
            from: self.from,
            into: merging.holder,
            conversations,
            seam,
            ticket: self.theirs.and_then(|(_, ticket)| ticket).map(before),
            emails: merging.emails,
            how: merging.how,
            fate: Fate::Stands,
        })
    }
}

/// MRG-5: A's sessions no longer work, also those on the devices of whom agents had found A to be.
fn end_at_a_login(kept: &mut Kept, anonymous: UserId, how: How) {
    match how {
        How::Login(_) => end_sessions(kept, anonymous),
        How::Hand(_) => {}
    }
}

fn before(ticket: LiveTicket) -> TicketSeam {
    TicketSeam { id: ticket.id, status: ticket.status, priority: ticket.priority }
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
