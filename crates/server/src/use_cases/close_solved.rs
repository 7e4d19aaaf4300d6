//! A solved ticket closes by itself (TKT-1).

use bonafide_domain::{
    id::{ConversationId, TicketId},
    limits,
    ticket::{self, Standing},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, conversations,
    events::{self, ChangedBy, Happening},
    messages::Visibility,
    tickets,
};

use super::{Rest, Step};

/// How many tickets are closed in one transaction.
const AT_ONCE: i64 = 10;

/// Closes some of the tickets that have been solved for long enough, and tells the agents.
pub fn close_solved(tx: &mut Tx<'_>) -> Step<Done<Rest>> {
    let solved_before = tx.now().minus(limits::SOLVED);
    let mut due = tickets::solved_before(tx, solved_before, AT_ONCE)?;
    due.sort_by_key(|(_, conversation)| *conversation);
    let mut announcements = Vec::new();
    for (id, conversation) in due {
        announcements.extend(close(tx, id, conversation)?);
    }
    let rest = if announcements.is_empty() { Rest::Nothing } else { Rest::More };
    Ok(Done { value: rest, announcements })
}

/// Asked again once the conversation was taken: until then somebody may have written.
fn close(tx: &mut Tx<'_>, id: TicketId, conversation: ConversationId) -> Step<Option<Announcement>> {
    let Some(mut taken) = conversations::take(tx, conversation)? else { return Ok(None) };
    let found = tickets::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no ticket {id}")))?;
    let Some(status) = ticket::closes_by_itself(found.status, found.last_activity_at, tx.now()) else {
        return Ok(None);
    };
    let assignee = found.assignee.as_ref().map(|colleague| colleague.id);
    tickets::set_standing(tx, id, &Standing { status, assignee })?;
    let closed = tickets::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no ticket {id}")))?;
    let happening = Happening::Ticket { ticket: Box::new(closed), by: ChangedBy::Itself };
    let event = events::append(tx, &mut taken, Visibility::Agents, happening)?;
    conversations::save(tx, &taken)?;
    Ok(Some(Announcement::Happened(event)))
}
