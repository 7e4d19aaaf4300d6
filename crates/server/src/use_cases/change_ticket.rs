//! An agent moves a ticket or gives it to somebody.

use bonafide_domain::{
    changed::Changed,
    id::{AgentId, TicketId},
    ticket::{self, TicketChange},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, agents, conversations,
    events::{self, Happening},
    messages::Visibility,
    tickets::{self, Ticket},
};

use super::{Refused, Step, admission, conversation};
use crate::secrets::AgentToken;

/// Changes a ticket as an agent asked, and tells the agents. What is so already is no change and tells nobody.
pub fn change_ticket(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    id: TicketId,
    asked: &TicketChange,
) -> Step<Done<Ticket>> {
    let agent = admission::admit_agent(tx, token)?;
    let found = tickets::find(tx, id)?.ok_or(Refused::NotFound)?;
    let mut conversation = conversation::take_root(tx, found.conversation)?;
    let standing = tickets::find_standing(tx, id)?.ok_or(Refused::NotFound)?;
    may_be_given(tx, asked.assignee)?;
    let Some(after) = ticket::change(&standing, asked)? else {
        return Ok(Done::quiet(read(tx, id)?));
    };
    tickets::set_standing(tx, id, &after)?;
    let changed = read(tx, id)?;
    let happening = Happening::Ticket { ticket: Box::new(changed.clone()), by: Some(agent.into()) };
    let event = events::append(tx, &mut conversation, Visibility::Agents, happening)?;
    conversations::save(tx, &conversation)?;
    Ok(Done { value: changed, announcements: vec![Announcement::Happened(event)] })
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
