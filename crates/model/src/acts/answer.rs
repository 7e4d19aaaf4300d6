//! An agent answers, and moves a ticket.

use bonafide_domain::{
    changed::Changed,
    id::{AgentId, UserId},
    ticket::{self, Standing, Status, TicketChange, TicketStep},
    time::Millis,
};

use super::post_message;
use crate::{Answer, Kept, Refused};

/// The one agent of these worlds.
const AGENT: AgentId = AgentId::ZERO;

/// Writes an agent's message into a user's conversation.
pub fn answer(kept: &mut Kept, now: Millis, user: UserId) -> Result<Answer, Refused> {
    let root = kept.find_root(user)?;
    let conversation = kept.conversation_of(root).ok_or(Refused::NotFound)?;
    let live = kept.live_ticket(conversation);
    let message = post_message::say(kept, now, conversation, None);
    let step = ticket::on_agent_message(live.as_ref());
    let id = post_message::step_ticket(kept, step, conversation);
    if step == TicketStep::Create {
        kept.tickets[id].assignee = ticket::begun_by(AGENT).assignee; // ROU-7
    }
    Ok(Answer::Taken { message, conversation, repeated: false })
}

/// Puts the newest ticket of a user's conversation somewhere.
pub fn put_ticket(kept: &mut Kept, user: UserId, status: Status) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    let conversation = kept.conversation_of(root).ok_or(Refused::NotFound)?;
    let (id, found) = kept.tickets_in(conversation).last().ok_or(Refused::NotFound)?;
    let standing = Standing { status: found.status, assignee: found.assignee };
    let asked = TicketChange { status: Some(status), assignee: Changed::Stays };
    if let Some(after) = ticket::change(&standing, &asked)? {
        (kept.tickets[id].status, kept.tickets[id].assignee) = (after.status, after.assignee);
    }
    Ok(())
}
