//! Two users become one: what a login that joins and a merge by hand do alike (MRG-1 to MRG-6, MRG-9).

use bonafide_domain::{
    id::{ConversationId, MergeId, UserId},
    identity::{Apart, Conversations, Join, Joinable, Joining, Kind, TicketSeam},
    ticket::{LiveTicket, Status},
    time::Millis,
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

/// Of a user the one conversation, with how many messages it holds, and those that stay apart.
pub(super) type Measured = (Option<(Joinable, i64)>, Vec<Joinable>);

/// What a user has, as the rules look at it (MRG-9).
#[derive(Default)]
struct Side {
    one: Option<Had>,
    apart: Vec<Had>,
}

impl Side {
    fn find(kept: &Kept, user: UserId) -> Self {
        let mut side = Self::default();
        for id in kept.conversations_of(user) {
            let had = (id, kept.live_ticket(id));
            match kept.conversations[id].kind.on(kept.multiple) {
                Kind::One => side.one = Some(had),
                Kind::Apart => side.apart.push(had),
            }
        }
        side
    }

    fn all(&self) -> impl Iterator<Item = &Had> {
        self.one.iter().chain(&self.apart)
    }

    fn apart(&self) -> Vec<Joinable> {
        self.apart.iter().map(joinable).collect()
    }
}

fn joinable((id, ticket): &Had) -> Joinable {
    Joinable { id: *id, ticket: *ticket }
}

/// Two users, neither of them merged, with what each has.
pub(super) struct Pair {
    pub from: UserId,
    pub into: UserId,
    theirs: Side,
    users: Side,
}

impl Pair {
    pub(super) fn find(kept: &Kept, from: UserId, into: UserId) -> Self {
        Self { from, into, theirs: Side::find(kept, from), users: Side::find(kept, into) }
    }

    /// The same two the other way round.
    pub(super) fn flipped(self) -> Self {
        Self { from: self.into, into: self.from, theirs: self.users, users: self.theirs }
    }

    /// All that the first has, as the rules look at it.
    pub(super) fn theirs(&self) -> Conversations {
        Conversations { one: self.theirs.one.as_ref().map(joinable), apart: self.theirs.apart() }
    }

    /// The one conversation that the second has.
    pub(super) fn users(&self) -> Option<Joinable> {
        self.users.one.as_ref().map(joinable)
    }

    /// Of each their one conversation, with how many messages it holds, and those that stay apart.
    pub(super) fn sides(&self, kept: &Kept) -> [Measured; 2] {
        [&self.theirs, &self.users].map(|side| {
            let one = side.one.as_ref().map(|had| (joinable(had), kept.conversations[had.0].messages));
            (one, side.apart())
        })
    }

    /// Does what was decided, and keeps the merge.
    pub(super) fn carry_out(
        &self,
        kept: &mut Kept,
        now: Millis,
        joining: &Joining,
        merging: Merging,
    ) -> MergeId {
        let merge = self.to_keep(kept, now, joining, merging);
        self.set_apart(kept);
        match joining.one {
            Join::Nothing => {}
            Join::Become { conversation, ticket } => {
                kept.conversations[conversation].user = self.into;
                if let Some(ticket) = ticket {
                    kept.tickets[ticket].requester = self.into;
                }
            }
            Join::IntoTicket { from, into, close, keep } => {
                if let Some(close) = close {
                    kept.tickets[close].status = Status::Closed;
                    kept.tickets[close].merged_into = Some(keep.id);
                }
                kept.tickets[keep.id].status = keep.status;
                kept.tickets[keep.id].priority = keep.priority;
                join_conversations(kept, from, into);
            }
            Join::IntoConversation { from, into, ticket } => {
                if let Some(ticket) = ticket {
                    kept.tickets[ticket].requester = self.into;
                }
                join_conversations(kept, from, into);
            }
        }
        self.hand_over(kept, &joining.apart);
        end_at_a_login(kept, self.from, merge.how);
        retire(kept, self.from, self.into);
        kept.merges.add(merge)
    }

    /// MRG-9: what began as the one and is of a channel where conversations stay apart by now does so from now on.
    fn set_apart(&self, kept: &mut Kept) {
        for (conversation, _) in self.theirs.apart.iter().chain(&self.users.apart) {
            kept.conversations[*conversation].kind = Kind::Apart;
        }
    }

    /// MRG-9: these become the user's and go on by themselves.
    fn hand_over(&self, kept: &mut Kept, apart: &[Apart]) {
        for Apart { conversation, ticket } in apart {
            kept.conversations[*conversation].user = self.into;
            if let Some(ticket) = ticket {
                kept.tickets[*ticket].requester = self.into;
            }
        }
    }

    /// MRG-5: the edge keeps what an undoing needs, as it was.
    fn to_keep(&self, kept: &Kept, now: Millis, joining: &Joining, merging: Merging) -> Merge {
        let had = || self.theirs.all().chain(self.users.all());
        let stayed = |(id, _): &Had| (*id, kept.last_message(*id));
        let before = |(id, ticket): &Had| ticket.map(|ticket| (*id, before(ticket)));
        Merge {
            from: self.from,
            into: merging.holder,
            conversations: match joining.one {
                Join::Nothing => None,
                Join::Become { conversation, .. } => Some((conversation, conversation)),
                Join::IntoTicket { from, into, .. } | Join::IntoConversation { from, into, .. } => {
                    Some((from, into))
                }
            },
            apart: self.theirs.apart.iter().map(stayed).collect(),
            seam: had().filter_map(|(id, _)| kept.last_message(*id)).max(),
            tickets: had().filter_map(before).collect(),
            emails: merging.emails,
            how: merging.how,
            at: now,
            undone_at: None,
            fate: Fate::Stands,
        }
    }
}

/// MRG-5: A's sessions no longer work, also those on the devices of whom agents had found A to be.
fn end_at_a_login(kept: &mut Kept, anonymous: UserId, how: How) {
    match how {
        How::Login(_) | How::Answer(_) => end_sessions(kept, anonymous),
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
