//! The rules decide where tickets wait (ROU-2): with their first message, and again at a login (ROU-7).

use bonafide_domain::{
    id::{ConversationId, EvidenceId, QueueId, TicketId},
    ticket::{self, RoutingStep, Waits},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx,
    conversations::{self, Conversation},
    events::{self, ChangedBy, Happening},
    messages::{Author, MessageKind, Visibility},
    queues, ticket_waits, tickets, workstreams,
};

use super::{
    Rest, Step, facts,
    post_message::{self, Said},
    routing_lock::ROUTING_LOCK,
};
use crate::routing::Routes;

/// How many tickets are routed in one transaction.
const AT_ONCE: i64 = 10;

/// Routes some of the tickets that the rules are to decide about, and tells the agents.
pub fn route_tickets(tx: &mut Tx<'_>, routes: &Routes) -> Step<Done<Rest>> {
    tx.lock_sharing(ROUTING_LOCK, &[])?;
    let mut due = ticket_waits::to_be_routed(tx, AT_ONCE)?;
    if due.is_empty() {
        return Ok(Done::quiet(Rest::Nothing));
    }
    due.sort_by_key(|(_, conversation)| *conversation);
    let mut announcements = Vec::new();
    for (id, conversation) in due {
        announcements.extend(route(tx, routes, id, conversation)?);
    }
    Ok(Done { value: Rest::More, announcements })
}

/// Asked again once the conversation was taken: until then an agent may have taken the ticket, or another node routed it.
fn route(
    tx: &mut Tx<'_>,
    routes: &Routes,
    id: TicketId,
    conversation: ConversationId,
) -> Step<Vec<Announcement>> {
    let taken = conversations::take(tx, conversation)?;
    let Some(waits) = ticket_waits::hold(tx, id)?.filter(|_| taken.is_some()) else {
        // Of an erased conversation nobody waits for an answer.
        ticket_waits::set(tx, id, &Waits { queue: None, priority: 0 })?;
        return Ok(Vec::new());
    };
    let Some(mut conversation) = taken.filter(|taken| taken.root == taken.id) else {
        return Ok(Vec::new()); // it was joined into another meanwhile, and is found there
    };
    if !ticket_waits::is_to_be_routed(tx, id)? {
        return Ok(Vec::new());
    }
    let standing = tickets::find_standing(tx, id)?;
    let step = standing.map_or(RoutingStep::Rest, |standing| ticket::on_routing(&standing));
    let told = match step {
        RoutingStep::Decide => match decide(tx, routes, id, &conversation)? {
            Some((decided, on)) => return send(tx, id, &waits, &decided, on, &mut conversation),
            None => None,
        },
        RoutingStep::Tell => match decide(tx, routes, id, &conversation)? {
            Some((decided, _)) => say_that_it_stays(tx, &waits, &decided, &mut conversation)?,
            None => None,
        },
        RoutingStep::Rest => None,
    };
    ticket_waits::set(tx, id, &waits)?;
    Ok(told.into_iter().collect())
}

/// Where the rules want the ticket to wait, and on which evidence the person is signed in for them; `None` if its channel is routed
/// by none any more.
fn decide(
    tx: &mut Tx<'_>,
    routes: &Routes,
    id: TicketId,
    conversation: &Conversation,
) -> Step<Option<(Waits, Option<EvidenceId>)>> {
    let Some((workstream, version)) = workstreams::of_channel(tx, conversation.channel)? else {
        return Ok(None);
    };
    let moment = facts::now(tx, conversation)?;
    let Some(facts) = facts::of_ticket(tx, conversation, id, &moment)? else { return Ok(None) };
    let decision = routes.get(tx, workstream, version)?.route(&facts);
    let waits = Waits { queue: Some(decision.queue), priority: decision.priority };
    Ok(Some((waits, moment.evidence)))
}

/// Has the ticket wait where the rules want it, and tells whom it concerns.
fn send(
    tx: &mut Tx<'_>,
    id: TicketId,
    waits: &Waits,
    decided: &Waits,
    on: Option<EvidenceId>,
    conversation: &mut Conversation,
) -> Step<Vec<Announcement>> {
    ticket_waits::set(tx, id, decided)?;
    if decided == waits {
        return Ok(Vec::new());
    }
    let mut news = vec![tell(tx, id, on, conversation)?];
    if decided.queue != waits.queue {
        news.extend(say_closed(tx, decided.queue, conversation)?);
    }
    Ok(news)
}

/// ROU-7: whoever has the ticket is told, in the conversation, to which queue the rules would have moved it.
fn say_that_it_stays(
    tx: &mut Tx<'_>,
    waits: &Waits,
    decided: &Waits,
    conversation: &mut Conversation,
) -> Step<Option<Announcement>> {
    let Some(queue) = decided.queue.filter(|_| decided.queue != waits.queue) else { return Ok(None) };
    let Some(queue) = queues::find(tx, queue)? else { return Ok(None) };
    let said = Said {
        author: Author::System,
        client_id: MessageKind::TicketStays.as_str(),
        visibility: Visibility::Agents,
        kind: MessageKind::TicketStays,
        text: &queue.name,
    };
    Ok(Some(post_message::say(tx, conversation, said)?.1))
}

/// Tells the agents where the ticket waits now.
fn tell(
    tx: &mut Tx<'_>,
    id: TicketId,
    on: Option<EvidenceId>,
    conversation: &mut Conversation,
) -> Step<Announcement> {
    let routed = tickets::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no ticket {id}")))?;
    let happening = Happening::Ticket { ticket: Box::new(routed), by: ChangedBy::Rules(on) };
    let event = events::append(tx, conversation, Visibility::Agents, happening)?;
    conversations::save(tx, conversation)?;
    Ok(Announcement::Happened(event))
}

/// ROU-8: what somebody is told whose ticket came into a queue outside its opening hours.
fn say_closed(
    tx: &mut Tx<'_>,
    queue: Option<QueueId>,
    conversation: &mut Conversation,
) -> Step<Option<Announcement>> {
    let Some(queue) = queue else { return Ok(None) };
    let Some(queue) = queues::find(tx, queue)? else { return Ok(None) };
    let is_open = facts::is_open(&queue, tx.now())?;
    let Some(text) = queue.closed_text.filter(|_| !is_open) else { return Ok(None) };
    let said = Said {
        author: Author::System,
        client_id: "closed",
        visibility: Visibility::All,
        kind: MessageKind::Text,
        text: &text,
    };
    Ok(Some(post_message::say(tx, conversation, said)?.1))
}
