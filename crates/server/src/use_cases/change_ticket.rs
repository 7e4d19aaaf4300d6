//! An agent moves a ticket or gives it to somebody.

use bonafide_domain::{
    changed::Changed,
    id::{AgentId, QueueId, TicketId},
    limits,
    ticket::{self, TicketChange, WaitsChange},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, agents, conversations,
    events::{self, ChangedBy, Happening},
    messages::Visibility,
    queues, ticket_waits,
    tickets::{self, Ticket},
};

use super::{Refused, Step, admission, conversation};
use crate::secrets::AgentToken;

/// What an agent wants to be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Where it stands, and whose work it is.
    pub standing: TicketChange,
    /// Where it waits.
    pub waits: WaitsChange,
}

impl From<TicketChange> for Change {
    fn from(standing: TicketChange) -> Self {
        Self { standing, waits: WaitsChange::default() }
    }
}

/// Changes a ticket as an agent asked, and tells the agents. What is so already is no change and tells nobody.
pub fn change_ticket(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    id: TicketId,
    asked: &Change,
) -> Step<Done<Ticket>> {
    let agent = admission::admit_agent(tx, token)?;
    let found = tickets::find(tx, id)?.ok_or(Refused::NotFound)?;
    let mut conversation = conversation::take_root(tx, found.conversation)?;
    let standing = tickets::find_standing(tx, id)?.ok_or(Refused::NotFound)?;
    may_be_given(tx, asked.standing.assignee)?;
    may_wait(tx, &asked.waits)?;
    let mut waited = ticket_waits::hold(tx, id)?.ok_or(Refused::NotFound)?;
    let stands = ticket::change(&standing, &asked.standing)?;
    let waits = ticket::move_to(standing.status, &waited, &asked.waits)?;
    if stands.is_none() && waits.is_none() {
        return Ok(Done::quiet(read(tx, id)?));
    }
    if let Some(waits) = waits {
        ticket_waits::set(tx, id, &waits)?;
        waited = waits;
    }
    let stands = stands.unwrap_or(standing);
    tickets::set_standing(tx, id, &stands)?;
    if ticket::comes_to_wait_nowhere(&standing, &stands, &waited) {
        ticket_waits::route_later(tx, id)?;
    }
    let changed = read(tx, id)?;
    let by = ChangedBy::Agent(agent.into());
    let happening = Happening::Ticket { ticket: Box::new(changed.clone()), by };
    let event = events::append(tx, &mut conversation, Visibility::Agents, happening)?;
    conversations::save(tx, &conversation)?;
    // Whoever had it may have room now, and it may wait for somebody else.
    Ok(Done { value: changed, announcements: vec![Announcement::Happened(event), Announcement::WorkChanged] })
}

/// A ticket waits in a queue that is there, with a priority that rules give too.
fn may_wait(tx: &mut Tx<'_>, asked: &WaitsChange) -> Step<()> {
    if asked.priority.is_some_and(|priority| !(0..=limits::PRIORITY).contains(&priority)) {
        return Err(Refused::Invalid("`priority` is not between 0 and 100.").into());
    }
    let Changed::To(queue) = asked.queue else { return Ok(()) };
    is_there(tx, queue)
}

fn is_there(tx: &mut Tx<'_>, queue: QueueId) -> Step<()> {
    let gone = Refused::Invalid("`queue` is none of the queues: ask for them again.");
    if queues::hold(tx, queue)? { Ok(()) } else { Err(gone.into()) }
}

/// A ticket is given only to somebody who can sign in to work on it.
fn may_be_given(tx: &mut Tx<'_>, assignee: Changed<AgentId>) -> Step<()> {
    let Changed::To(id) = assignee else { return Ok(()) };
    match agents::find(tx, id)? {
        Some(agent) if !agent.disabled => Ok(()),
        Some(_) | None => {
            Err(Refused::Invalid("`assignee` is none of the agents: ask for them again.").into())
        }
    }
}

fn read(tx: &mut Tx<'_>, id: TicketId) -> Step<Ticket> {
    Ok(tickets::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no ticket {id}")))?)
}
