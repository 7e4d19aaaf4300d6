//! The conversations of two who are two again (MRG-12).

use bonafide_domain::{
    id::{ConversationId, MergeId, MessageId, UserId},
    identity::{
        self, Beside, Edge, Seam, Survivor, TicketKept, TicketPart, UndoPlan, UndoRefused, Whose, Written,
    },
};

use crate::{Kept, Merge, Message, Ticket, rows::Conversation};

/// A conversation that the two have while they are one.
pub(super) struct Parting<'a> {
    id: MergeId,
    merge: &'a Merge,
    survivor: UserId,
    /// The conversation. None is where the merge was about none.
    shared: Option<ConversationId>,
    /// The conversation that the undone one had. It is the shared one where that had become the survivor's (MRG-2, MRG-9).
    theirs: Option<ConversationId>,
    /// Whose it was, where no join was about it (MRG-9).
    beside: Option<Beside>,
    /// The last message by then.
    seam: Option<MessageId>,
}

/// What each of them has afterwards.
pub(super) struct Parted {
    undones: Option<ConversationId>,
    survivors: Option<ConversationId>,
}

impl<'a> Parting<'a> {
    /// The conversation of the join comes first, whether there is one or not, and then all beside it, by id.
    pub(super) fn find_all(kept: &Kept, id: MergeId, merge: &'a Merge, survivor: UserId) -> Vec<Self> {
        let theirs = merge.conversations.map(|(theirs, _)| theirs);
        let shared = theirs.map(|theirs| kept.conversations[theirs].root);
        let mut beside = kept.conversations_of(survivor);
        beside.retain(|id| Some(*id) != shared && Some(*id) != theirs);
        beside.sort_unstable();
        let of_the_join = Self { id, merge, survivor, shared, theirs, beside: None, seam: merge.seam };
        let beside = beside.into_iter().map(|found| {
            let stayed = merge.apart.iter().find(|(stayed, _)| *stayed == found);
            let (theirs, beside, seam) = match stayed {
                Some((_, last)) => (Some(found), Beside::Undones(found), *last),
                None => (None, Beside::Survivors, merge.seam),
            };
            Self { id, merge, survivor, shared: Some(found), theirs, beside: Some(beside), seam }
        });
        std::iter::once(of_the_join).chain(beside).collect()
    }

    /// What undoing the merge does.
    pub(super) fn plan(&self, kept: &Kept) -> Result<UndoPlan, UndoRefused> {
        let edge = |(id, merge): (MergeId, &Merge)| Edge {
            id,
            users: (merge.from, merge.into),
            conversations: merge.conversations,
        };
        let edges: Vec<_> = kept.merges_of(self.survivor).map(edge).collect();
        let (messages, tickets): (Vec<_>, Vec<_>) = match self.shared {
            Some(shared) => (
                kept.messages_in(shared).map(written).collect(),
                kept.tickets_in(shared).map(found).collect(),
            ),
            None => (Vec::new(), Vec::new()),
        };
        let survivor = Survivor { edges: &edges, messages: &messages, tickets: &tickets };
        let before = self.merge.tickets.iter().find(|(conversation, _)| Some(*conversation) == self.theirs);
        let seam = Seam { last_message: self.seam, ticket: before.map(|(_, ticket)| *ticket) };
        match self.beside {
            None => identity::undo(&survivor, self.id, &seam),
            Some(beside) => identity::undo_beside(&survivor, self.id, &seam, beside),
        }
    }

    /// Does it, but for the tickets.
    pub(super) fn carry_out(&self, kept: &mut Kept, plan: &UndoPlan) -> Parted {
        let parted = self.conversations(kept, plan);
        for (message, whose) in &plan.settle {
            kept.messages[*message].conversation = parted.place(*whose);
        }
        for id in [parted.undones, parted.survivors].into_iter().flatten() {
            let messages = i64::try_from(kept.messages_in(id).count()).expect("a world is small");
            kept.conversations[id].messages = messages;
        }
        parted
    }

    /// The undone one gets their conversation back, and whoever has none for what was written since begins one.
    fn conversations(&self, kept: &mut Kept, plan: &UndoPlan) -> Parted {
        let Some(shared) = self.shared else { return Parted { undones: None, survivors: None } };
        let mut parted = match self.theirs {
            Some(theirs) if theirs == shared => {
                kept.conversations[shared].user = plan.undone;
                Parted { undones: Some(shared), survivors: None }
            }
            Some(theirs) => {
                for conversation in &plan.conversations {
                    kept.conversations[*conversation].root = theirs;
                }
                Parted { undones: Some(theirs), survivors: Some(shared) }
            }
            None => Parted { undones: None, survivors: Some(shared) },
        };
        if let Some(whose) = plan.begins {
            let (user, place) = match whose {
                Whose::Undone => (plan.undone, &mut parted.undones),
                Whose::Survivors => (self.survivor, &mut parted.survivors),
            };
            let (root, kind) = (kept.conversations.next(), kept.conversations[shared].kind);
            *place =
                Some(kept.conversations.add(Conversation { user, root, kind, messages: 0, erased: false }));
        }
        parted
    }
}

impl Parted {
    fn place(&self, whose: Whose) -> ConversationId {
        let place = match whose {
            Whose::Undone => self.undones,
            Whose::Survivors => self.survivors,
        };
        place.expect("whoever something goes to has a conversation")
    }

    /// What becomes of the tickets.
    pub(super) fn tickets(&self, kept: &mut Kept, plan: &UndoPlan, survivor: UserId) {
        for part in &plan.tickets {
            match part {
                TicketPart::Over(ticket) => {
                    kept.tickets[*ticket].conversation = self.place(Whose::Survivors);
                }
                // It is found where the conversation is that it was opened in.
                TicketPart::Back(_) => {}
                TicketPart::Restore(seam) => {
                    let ticket = &mut kept.tickets[seam.id];
                    (ticket.status, ticket.priority) = (seam.status, seam.priority);
                    (ticket.requester, ticket.merged_into) = (plan.undone, None);
                }
                TicketPart::Open(whose, like) => {
                    let requester = match whose {
                        Whose::Undone => plan.undone,
                        Whose::Survivors => survivor,
                    };
                    // Whoever works on the one that the two shared goes on with this one too.
                    let assignee = kept.tickets[like.id].assignee;
                    kept.tickets.add(Ticket {
                        conversation: self.place(*whose),
                        requester,
                        status: like.status,
                        priority: like.priority,
                        assignee,
                        merged_into: None,
                        deleted: false,
                    });
                }
            }
        }
    }
}

fn written((id, message): (bonafide_domain::id::MessageId, &Message)) -> Written {
    Written {
        id,
        home: message.conversation,
        author: message.written.map(|written| written.author),
        marked: message.written.is_some_and(|written| written.evidence.is_some()),
    }
}

fn found((id, ticket): (bonafide_domain::id::TicketId, &Ticket)) -> TicketKept {
    TicketKept { id, requester: ticket.requester, status: ticket.status, priority: ticket.priority }
}
