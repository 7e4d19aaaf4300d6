//! The conversations of two who are two again (MRG-12).

use std::collections::BTreeSet;

use bonafide_domain::{
    id::{ConversationId, MessageId, TicketId, UserId},
    identity::{self, Beside, Seam, Survivor, TicketKept, TicketPart, TicketSeam, UndoPlan, Whose},
    ticket::{LiveTicket, Standing, Status},
};
use bonafide_store::{
    Announcement, StoreError, Tx,
    conversations::{self, Conversation},
    events::{self, Happening},
    merge_notices,
    merges::{self, Merge},
    messages::{self, Visibility},
    ticket_waits,
    tickets::{self, Ticket},
};

use super::{
    Refused, Step,
    joining::{self, StayedApart, TicketBefore},
    waits_nowhere,
};

/// A conversation that the two have while they are one, taken.
pub(super) struct Parting<'a> {
    merge: &'a Merge,
    survivor: UserId,
    /// The conversation. None is where the merge was about none.
    shared: Option<Conversation>,
    /// The conversation that the undone one had. It is the shared one where that had become the survivor's (MRG-2, MRG-9).
    theirs: Option<Conversation>,
    /// Whose it was, where no join was about it (MRG-9).
    beside: Option<Beside>,
    /// The last message by then.
    seam: Option<MessageId>,
}

/// What each of them has afterwards.
pub(super) struct Parted {
    undones: Option<Conversation>,
    survivors: Option<Conversation>,
}

impl<'a> Parting<'a> {
    /// Takes the conversations: that of the join comes first, whether there is one or not, and then all beside it. The users
    /// were taken.
    pub(super) fn take_all(tx: &mut Tx<'_>, merge: &'a Merge, survivor: UserId) -> Step<Vec<Self>> {
        let theirs = merge.done.conversations.map(|(theirs, _)| theirs);
        let shared = match theirs {
            Some(theirs) => conversations::find(tx, theirs)?.map(|theirs| theirs.root),
            None => None,
        };
        let survivors = conversations::of_user(tx, survivor)?.into_iter().map(|conversation| conversation.id);
        let ids: BTreeSet<ConversationId> = survivors.chain(theirs).collect();
        let mut taken = Vec::new();
        for id in ids {
            taken.extend(conversations::take(tx, id)?);
        }
        let find = |id| taken.iter().find(|taken| Some(taken.id) == id).copied();
        let seam = merge.done.seam;
        let of_the_join =
            Self { merge, survivor, shared: find(shared), theirs: find(theirs), beside: None, seam };
        let apart: Vec<StayedApart> = joining::kept(&merge.done.apart)?;
        let beside = taken.iter().filter(|taken| Some(taken.id) != shared && Some(taken.id) != theirs);
        let beside = beside.map(|taken| {
            let stayed = apart.iter().find(|stayed| stayed.conversation == taken.id);
            let (theirs, beside, seam) = match stayed {
                Some(stayed) => (Some(*taken), Beside::Undones(taken.id), stayed.last_message),
                None => (None, Beside::Survivors, seam),
            };
            Self { merge, survivor, shared: Some(*taken), theirs, beside: Some(beside), seam }
        });
        Ok(std::iter::once(of_the_join).chain(beside).collect())
    }

    /// What undoing the merge does.
    pub(super) fn plan(&self, tx: &mut Tx<'_>) -> Step<UndoPlan> {
        let edges: Vec<_> = merges::of_user(tx, self.survivor)?.iter().map(Merge::edge).collect();
        let (written, tickets) = match &self.shared {
            Some(shared) => (messages::written(tx, shared.id)?, tickets::of_conversation(tx, shared.id)?),
            None => (Vec::new(), Vec::new()),
        };
        let tickets: Vec<_> = tickets.iter().map(kept).collect();
        let survivor = Survivor { edges: &edges, messages: &written, tickets: &tickets };
        let (id, seam) = (self.merge.done.id, self.seam()?);
        let plan = match self.beside {
            None => identity::undo(&survivor, id, &seam),
            Some(beside) => identity::undo_beside(&survivor, id, &seam, beside),
        };
        Ok(plan.map_err(Refused::Undo)?)
    }

    fn seam(&self) -> Step<Seam> {
        let before: Vec<TicketBefore> = joining::kept(&self.merge.done.tickets_before)?;
        let theirs = self.theirs.map(|theirs| theirs.id);
        let ticket = before.iter().find(|ticket| Some(ticket.conversation) == theirs).map(seam);
        Ok(Seam { last_message: self.seam, ticket: ticket.transpose()? })
    }

    /// Does it, but for the tickets: their numbers are taken last.
    pub(super) fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        plan: &UndoPlan,
        news: &mut Vec<Announcement>,
    ) -> Step<Parted> {
        let mut parted = self.conversations(tx, plan, news)?;
        for message in &plan.back {
            messages::set_root(tx, *message, parted.place(Whose::Undone)?)?;
        }
        for (message, whose) in &plan.settle {
            messages::settle(tx, *message, parted.place(*whose)?)?;
        }
        for conversation in [&mut parted.undones, &mut parted.survivors].into_iter().flatten() {
            (conversation.messages, conversation.last_message) = messages::tally(tx, conversation.id)?;
            conversations::save(tx, conversation)?;
        }
        Ok(parted)
    }

    /// The undone one gets their conversation back, and whoever has none for what was written since begins one.
    fn conversations(&self, tx: &mut Tx<'_>, plan: &UndoPlan, news: &mut Vec<Announcement>) -> Step<Parted> {
        let begins = plan.begins.map(|whose| (whose, tx.id()));
        let began = |of| begins.filter(|(whose, _)| *whose == of).map(|(_, id)| id);
        let Some(mut shared) = self.shared else { return Ok(Parted { undones: None, survivors: None }) };
        let mut parted = match self.theirs {
            Some(theirs) if theirs.id == shared.id => {
                // The survivor's devices hear of it before it is another's.
                tell(tx, &mut shared, began(Whose::Survivors), news)?;
                shared.user = plan.undone;
                conversations::give_to(tx, shared.id, shared.user)?;
                Parted { undones: Some(shared), survivors: None }
            }
            Some(mut theirs) => {
                for conversation in &plan.conversations {
                    conversations::set_root(tx, *conversation, theirs.id)?;
                }
                tell(tx, &mut shared, Some(theirs.id), news)?;
                tell(tx, &mut theirs, Some(shared.id), news)?;
                Parted { undones: Some(theirs), survivors: Some(shared) }
            }
            None => {
                if let Some(id) = began(Whose::Undone) {
                    tell(tx, &mut shared, Some(id), news)?;
                }
                Parted { undones: None, survivors: Some(shared) }
            }
        };
        if let Some((whose, id)) = begins {
            let (owner, place) = match whose {
                Whose::Undone => (plan.undone, &mut parted.undones),
                Whose::Survivors => (self.survivor, &mut parted.survivors),
            };
            conversations::insert(tx, id, owner, shared.channel, shared.kind)?;
            let mut begun = conversations::take(tx, id)?.ok_or_else(|| no_conversation(id))?;
            tell(tx, &mut begun, Some(shared.id), news)?;
            *place = Some(begun);
        }
        Ok(parted)
    }
}

/// What a conversation holds is less than it was, or begins with what was elsewhere: whoever has it open reads it again,
/// and nothing from before is told event by event.
fn tell(
    tx: &mut Tx<'_>,
    conversation: &mut Conversation,
    other: Option<ConversationId>,
    news: &mut Vec<Announcement>,
) -> Step<()> {
    let event = events::append(tx, conversation, Visibility::All, Happening::Parted(other))?;
    conversation.readable_from = event.seq;
    conversations::save(tx, conversation)?;
    news.push(Announcement::Happened(event));
    Ok(())
}

impl Parted {
    fn place(&self, whose: Whose) -> Step<ConversationId> {
        let place = match whose {
            Whose::Undone => &self.undones,
            Whose::Survivors => &self.survivors,
        };
        let missing = || StoreError::Bug(format!("{whose:?} has no conversation for what is theirs"));
        Ok(place.as_ref().ok_or_else(missing)?.id)
    }

    /// What becomes of the tickets; gives the number of the one that is again what it was. A new ticket's number is taken last.
    pub(super) fn tickets(&self, tx: &mut Tx<'_>, plan: &UndoPlan, survivor: UserId) -> Step<Option<i64>> {
        let mut restored = None;
        for part in &plan.tickets {
            match part {
                TicketPart::Over(ticket) => tickets::move_to(tx, *ticket, self.place(Whose::Survivors)?)?,
                TicketPart::Back(ticket) => tickets::set_root(tx, *ticket, self.place(Whose::Undone)?)?,
                TicketPart::Restore(seam) => {
                    merge_notices::withdraw(tx, seam.id)?;
                    tickets::restore(tx, seam, self.place(Whose::Undone)?, plan.undone)?;
                    waits_nowhere::note_for_the_rules(tx, seam.id)?;
                    restored = tickets::find(tx, seam.id)?.map(|ticket| ticket.number);
                }
                TicketPart::Open(whose, like) => {
                    let requester = match whose {
                        Whose::Undone => plan.undone,
                        Whose::Survivors => survivor,
                    };
                    open_like(tx, like, self.place(*whose)?, requester)?;
                }
            }
        }
        Ok(restored)
    }
}

/// Another ticket, standing as the one stands that the two shared, with whoever works on that.
fn open_like(
    tx: &mut Tx<'_>,
    like: &LiveTicket,
    conversation: ConversationId,
    requester: UserId,
) -> Step<()> {
    let assignee = tickets::find_standing(tx, like.id)?.and_then(|standing| standing.assignee);
    let id: TicketId = tx.id();
    tickets::insert(tx, id, conversation, requester)?;
    tickets::set_status_and_priority(tx, id, like.status, like.priority)?;
    if let Some(waits) = ticket_waits::hold(tx, like.id)? {
        ticket_waits::set(tx, id, &waits)?;
    }
    tickets::set_standing(tx, id, &Standing { status: like.status, assignee })?;
    waits_nowhere::note_for_the_rules(tx, id)
}

fn kept(ticket: &Ticket) -> TicketKept {
    let Ticket { id, requester, status, priority, .. } = *ticket;
    TicketKept { id, requester, status, priority }
}

fn seam(before: &TicketBefore) -> Step<TicketSeam> {
    let status = Status::ALL.into_iter().find(|status| status.as_str() == before.status);
    let status = status.ok_or_else(|| StoreError::Corrupt(format!("a ticket that was {}", before.status)))?;
    Ok(TicketSeam { id: before.id, status, priority: before.priority })
}

fn no_conversation(id: ConversationId) -> StoreError {
    StoreError::Corrupt(format!("no conversation {id}"))
}
