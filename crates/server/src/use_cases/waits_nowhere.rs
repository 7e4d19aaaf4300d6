//! No ticket is forgotten (ROU-4): whatever comes to wait and would be given to nobody is noted for the rules.

use bonafide_domain::{id::TicketId, ticket};
use bonafide_store::{Tx, ticket_waits, tickets};

use super::Step;

/// Notes a ticket that waits for an answer again if it waits in no queue, or in one that was deleted while it was put aside. Its
/// conversation was taken.
pub(super) fn note_for_the_rules(tx: &mut Tx<'_>, id: TicketId) -> Step<()> {
    let standing = tickets::find_standing(tx, id)?;
    let waits = ticket_waits::hold(tx, id)?;
    if standing.zip(waits).is_some_and(|(standing, waits)| ticket::waits_nowhere(&standing, &waits)) {
        ticket_waits::route_later(tx, id)?;
    }
    Ok(())
}
