//! Tickets that wait are given to agents: to whoever has room, and to whoever asks for the next (ROU-4).

use bonafide_domain::{
    id::{AgentId, QueueId, TicketId},
    routing::{self, Candidate},
    ticket::{self, Standing, Waits},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, agent_work, conversations,
    events::{self, ChangedBy, Happening},
    messages::Visibility,
    queues::{self, Waiting},
    ticket_waits,
    tickets::{self, Ticket},
};

use super::{Rest, Step, admission, routing_lock::GIVING_LOCK};
use crate::secrets::AgentToken;

/// Gives one of the tickets that wait to an agent who is there and has room.
pub fn give_ticket(tx: &mut Tx<'_>) -> Step<Done<Rest>> {
    if agent_work::present(tx)?.is_empty() {
        return Ok(Done::quiet(Rest::Nothing));
    }
    tx.lock(&[GIVING_LOCK])?;
    let present = agent_work::present(tx)?;
    let with_room = present.iter().filter(|(_, candidate)| candidate.has_room()).map(|(queue, _)| *queue);
    let Some((queue, waiting)) = first_of(tx, with_room)? else { return Ok(Done::quiet(Rest::Nothing)) };
    let members = present.iter().filter(|(of, _)| *of == queue).map(|(_, candidate)| candidate);
    let Some(Candidate { agent, .. }) = routing::next(members) else {
        return Ok(Done::quiet(Rest::Nothing));
    };
    let given = give(tx, &waiting, *agent)?;
    Ok(Done { value: Rest::More, announcements: given.map(|(_, news)| news).into_iter().collect() })
}

/// An agent takes the next ticket of their queues by hand, whether they have room or not; `None` if none waits.
pub fn take_next(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Done<Option<Ticket>>> {
    let agent = admission::admit_agent(tx, token)?;
    tx.lock(&[GIVING_LOCK])?;
    let members = queues::members(tx)?;
    let own: Vec<QueueId> =
        members.into_iter().filter(|(_, member)| member.id == agent.id).map(|(queue, _)| queue).collect();
    // Somebody else may have taken the first by hand, which leaves it to the next.
    while let Some((_, waiting)) = first_of(tx, own.iter().copied())? {
        if let Some((ticket, news)) = give(tx, &waiting, agent.id)? {
            return Ok(Done { value: Some(ticket), announcements: vec![news] });
        }
    }
    Ok(Done::quiet(None))
}

/// Which of the tickets that wait in these queues goes first.
fn first_of(tx: &mut Tx<'_>, queues: impl Iterator<Item = QueueId>) -> Step<Option<(QueueId, Waiting)>> {
    let mut queues: Vec<_> = queues.collect();
    queues.sort_unstable();
    queues.dedup();
    let mut first: Option<(QueueId, Waiting)> = None;
    for queue in queues {
        if let Some(waiting) = queues::first_waiting(tx, queue)?
            && first.is_none_or(|(_, before)| waiting.place < before.place)
        {
            first = Some((queue, waiting));
        }
    }
    Ok(first)
}

/// Makes a ticket an agent's work, unless it is somebody's by now: its conversation is taken first, as everybody takes it who
/// decides about the ticket.
fn give(tx: &mut Tx<'_>, waiting: &Waiting, agent: AgentId) -> Step<Option<(Ticket, Announcement)>> {
    let id = waiting.ticket;
    let Some(mut conversation) = conversations::take(tx, waiting.conversation)? else {
        // Of an erased conversation nobody waits for an answer.
        ticket_waits::set(tx, id, &Waits { queue: None, priority: 0 })?;
        return Ok(None);
    };
    let found = tickets::find(tx, id)?.filter(|found| found.conversation == conversation.id);
    let standing = tickets::find_standing(tx, id)?.filter(|_| found.is_some());
    let Some(standing) = standing.filter(ticket::can_be_given) else { return Ok(None) };
    tickets::set_standing(tx, id, &Standing { assignee: Some(agent), ..standing })?;
    agent_work::was_given(tx, agent)?;
    let given = read(tx, id)?;
    let happening = Happening::Ticket { ticket: Box::new(given.clone()), by: ChangedBy::Itself };
    let event = events::append(tx, &mut conversation, Visibility::Agents, happening)?;
    conversations::save(tx, &conversation)?;
    Ok(Some((given, Announcement::Happened(event))))
}

fn read(tx: &mut Tx<'_>, id: TicketId) -> Step<Ticket> {
    Ok(tickets::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no ticket {id}")))?)
}
