//! Undoing a merge, by hand or by a login (MRG-12).

use std::collections::BTreeSet;

use crate::{
    id::{ConversationId, MergeId, MessageId, TicketId, UserId},
    ticket::{self, LiveTicket, Status, TicketStep},
};

/// A merge that was not undone, as a link from one to another (details 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The merge.
    pub id: MergeId,
    /// Who was merged, and into whom.
    pub users: (UserId, UserId),
    /// The conversation of the first and the one it is found in since, if they had written. The same twice where it
    /// became the survivor's own (MRG-2).
    pub conversations: Option<(ConversationId, ConversationId)>,
}

/// What a merge keeps of how things were before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seam {
    /// The last message that had been written by then, by either.
    pub last_message: Option<MessageId>,
    /// The ticket of whoever was merged that was not closed.
    pub ticket: Option<TicketSeam>,
}

/// A ticket as it was before a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketSeam {
    /// The ticket.
    pub id: TicketId,
    /// Where it stood.
    pub status: Status,
    /// Its priority.
    pub priority: i64,
}

/// A message of the survivor's conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The message.
    pub id: MessageId,
    /// The conversation it belongs to: where it was written, or where an earlier undoing has put it.
    pub home: ConversationId,
    /// Its author, as the session named them; `None` for an agent.
    pub author: Option<UserId>,
    /// Whether it has evidence. That is about its author, so that it names their external id.
    pub marked: bool,
}

/// A ticket of the survivor's conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketKept {
    /// The ticket.
    pub id: TicketId,
    /// Whose case it is.
    pub requester: UserId,
    /// Where it stands.
    pub status: Status,
    /// Its priority.
    pub priority: i64,
}

/// Who survived, with all that came of the merges.
#[derive(Debug, Clone, Copy)]
pub struct Survivor<'a> {
    /// Every merge that leads to them and was not undone.
    pub edges: &'a [Edge],
    /// The messages of their conversation, in order.
    pub messages: &'a [Written],
    /// The tickets of their conversation.
    pub tickets: &'a [TicketKept],
}

/// One of the two who are two again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The one who had been merged.
    Undone,
    /// The one into whom.
    Survivors,
}

/// What becomes of a ticket, in the order in which it is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketPart {
    /// It was opened since, and goes to the survivor's new conversation.
    Over(TicketId),
    /// It was closed before the merge, and goes back with its conversation.
    Back(TicketId),
    /// It goes back with its conversation and is what it was, but for what the undone one wrote since (TKT-1).
    Restore(TicketSeam),
    /// A new one, standing as the one they shared stands now, for whoever wrote since and has none.
    Open(Whose, LiveTicket),
}

/// What undoing a merge does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoPlan {
    /// Who had been merged. They stand for themselves again, and their sessions end.
    pub undone: UserId,
    /// Everyone who resolves to them again, themselves among them.
    pub users: BTreeSet<UserId>,
    /// The conversation they had and have again.
    pub conversation: Option<ConversationId>,
    /// Every conversation that is found in that one again, itself among them.
    pub conversations: BTreeSet<ConversationId>,
    /// Who begins a new conversation for what was written since.
    pub begins: Option<Whose>,
    /// The messages that go back to where they were at the seam.
    pub back: Vec<MessageId>,
    /// The messages that were written since and go to the conversation of another than they were written in: theirs from
    /// now on.
    pub settle: Vec<(MessageId, Whose)>,
    /// What becomes of the tickets.
    pub tickets: Vec<TicketPart>,
}

/// Why a merge is not undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoRefused {
    /// It was undone before.
    Undone,
    /// A user's merges are undone newest first: this one comes first.
    NotNewest(MergeId),
}

/// Decides how to undo a merge: MRG-12.
pub fn undo(survivor: &Survivor<'_>, id: MergeId, seam: &Seam) -> Result<UndoPlan, UndoRefused> {
    let edge = survivor.edges.iter().find(|edge| edge.id == id).ok_or(UndoRefused::Undone)?;
    if let Some(newer) = survivor.edges.iter().map(|edge| edge.id).filter(|newer| *newer > id).max() {
        return Err(UndoRefused::NotNewest(newer));
    }
    Ok(plan(survivor, *edge, seam))
}

fn plan(survivor: &Survivor<'_>, edge: Edge, seam: &Seam) -> UndoPlan {
    let parting = Parting::new(survivor, edge, *seam);
    let (mut back, mut settle) = (Vec::new(), Vec::new());
    for message in survivor.messages {
        match parting.way(message) {
            Way::Stays => {}
            Way::Back => back.push(message.id),
            Way::Settles(whose) => settle.push((message.id, whose)),
        }
    }
    let tickets = parting.tickets(survivor.tickets, survivor.messages);
    let opens = |part: &TicketPart| matches!(part, TicketPart::Over(_));
    let begins = match parting.kind {
        Kind::Became(_) if !settle.is_empty() || tickets.iter().any(opens) => Some(Whose::Survivors),
        Kind::Silent if !settle.is_empty() => Some(Whose::Undone),
        Kind::Became(_) | Kind::Joined(_) | Kind::Silent => None,
    };
    UndoPlan {
        undone: edge.users.0,
        conversation: edge.conversations.map(|(theirs, _)| theirs),
        users: parting.users,
        conversations: parting.conversations,
        begins,
        back,
        settle,
        tickets,
    }
}

/// Whose a conversation of the survivor's was that no join was about (MRG-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The undone one's, who gets it back: it had become the survivor's and stayed apart.
    Undones(ConversationId),
    /// The survivor's, or begun since: the undone one may have written in it.
    Survivors,
}

/// What undoing a merge does with a conversation beside the one that it joined. Of `survivor` the messages and tickets are
/// those of that conversation.
pub fn undo_beside(
    survivor: &Survivor<'_>,
    id: MergeId,
    seam: &Seam,
    beside: Beside,
) -> Result<UndoPlan, UndoRefused> {
    let edge = survivor.edges.iter().find(|edge| edge.id == id).ok_or(UndoRefused::Undone)?;
    let conversations = match beside {
        Beside::Undones(theirs) => Some((theirs, theirs)),
        Beside::Survivors => None,
    };
    Ok(plan(survivor, Edge { conversations, ..*edge }, seam))
}

/// What the merge did with conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// MRG-1: whoever was merged had written nothing.
    Silent,
    /// MRG-2: their conversation became the survivor's.
    Became(ConversationId),
    /// MRG-3, MRG-4: it was joined into the survivor's.
    Joined(ConversationId),
}

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Stays,
    Back,
    Settles(Whose),
}

struct Parting {
    kind: Kind,
    seam: Seam,
    users: BTreeSet<UserId>,
    conversations: BTreeSet<ConversationId>,
}

impl Parting {
    fn new(survivor: &Survivor<'_>, edge: Edge, seam: Seam) -> Self {
        let kind = match edge.conversations {
            None => Kind::Silent,
            Some((theirs, into)) if theirs == into => Kind::Became(theirs),
            Some((theirs, _)) => Kind::Joined(theirs),
        };
        // Roots are recomputed from the edges that are left: whoever leads to the undone one is theirs.
        let older = || survivor.edges.iter().filter(move |older| older.id != edge.id);
        let users = leading_to(edge.users.0, || older().map(|older| older.users));
        let conversations = edge.conversations.map_or_else(BTreeSet::new, |(theirs, _)| {
            leading_to(theirs, || older().filter_map(|older| older.conversations))
        });
        Self { kind, seam, users, conversations }
    }

    fn is_since(&self, message: &Written) -> bool {
        self.seam.last_message.is_none_or(|last| message.id > last)
    }

    /// What was written since goes to the external id that its evidence names, else stays with the survivor.
    fn names_the_undone(&self, message: &Written) -> bool {
        message.marked && message.author.is_some_and(|author| self.users.contains(&author))
    }

    fn way(&self, message: &Written) -> Way {
        let (is_since, undones) = (self.is_since(message), self.names_the_undone(message));
        match self.kind {
            Kind::Joined(_) if self.conversations.contains(&message.home) => Way::Back,
            // The survivor keeps what is newer in a conversation of its own.
            Kind::Became(_) if is_since && !undones => Way::Settles(Whose::Survivors),
            Kind::Joined(_) | Kind::Silent if is_since && undones => Way::Settles(Whose::Undone),
            Kind::Became(_) | Kind::Joined(_) | Kind::Silent => Way::Stays,
        }
    }

    /// Whether one of the two wrote since, and keeps it.
    fn wrote_since(&self, whose: Whose, messages: &[Written]) -> bool {
        messages.iter().any(|message| {
            let theirs = match whose {
                Whose::Undone => self.names_the_undone(message),
                Whose::Survivors => message.author.is_some() && !self.names_the_undone(message),
            };
            theirs && self.is_since(message)
        })
    }

    fn tickets(&self, tickets: &[TicketKept], messages: &[Written]) -> Vec<TicketPart> {
        let restored = self.seam.ticket;
        let others = tickets.iter().filter(|ticket| restored.is_none_or(|restored| restored.id != ticket.id));
        let mut parts: Vec<_> = others
            .filter_map(|ticket| match (self.kind, self.users.contains(&ticket.requester)) {
                (Kind::Became(_), false) => Some(TicketPart::Over(ticket.id)),
                (Kind::Joined(_), true) => Some(TicketPart::Back(ticket.id)),
                (Kind::Became(_), true) | (Kind::Joined(_), false) | (Kind::Silent, _) => None,
            })
            .collect();
        parts.extend(restored.map(|seam| TicketPart::Restore(self.reopened(seam, messages))));
        // Nobody's words are left without a ticket that had one.
        let shared = tickets.iter().find(|ticket| ticket.status != Status::Closed);
        if let Some(shared) = shared {
            let lacking = match restored {
                Some(restored) if restored.id == shared.id => Some(Whose::Survivors),
                Some(_) => None,
                None => Some(Whose::Undone),
            };
            let like = LiveTicket { id: shared.id, status: shared.status, priority: shared.priority };
            let open = lacking.filter(|whose| self.wrote_since(*whose, messages));
            parts.extend(open.map(|whose| TicketPart::Open(whose, like)));
        }
        parts
    }

    /// TKT-1: a message on a ticket makes it open, also one that was written while it was the other's.
    fn reopened(&self, seam: TicketSeam, messages: &[Written]) -> TicketSeam {
        if !self.wrote_since(Whose::Undone, messages) {
            return seam;
        }
        let live = LiveTicket { id: seam.id, status: seam.status, priority: seam.priority };
        match ticket::on_user_message(Some(&live)) {
            TicketStep::Move(_, status) => TicketSeam { status, ..seam },
            TicketStep::Keep(_) | TicketStep::Create => seam,
        }
    }
}

/// Everything that leads to `root` by links from one to another.
fn leading_to<T: Ord + Copy, L: Iterator<Item = (T, T)>>(root: T, links: impl Fn() -> L) -> BTreeSet<T> {
    let mut found = BTreeSet::from([root]);
    loop {
        let before = found.len();
        let more: Vec<T> = links().filter(|(_, into)| found.contains(into)).map(|(from, _)| from).collect();
        found.extend(more);
        if found.len() == before {
            return found;
        }
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
