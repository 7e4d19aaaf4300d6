//! Fields and tags that the page sets on a conversation (KEY-7).

use bonafide_domain::{id::TicketId, metadata::Metadata};
use bonafide_store::{Tx, accounts, ticket_metadata};

use super::Step;

/// Keeps what came with a message on the ticket that the message went to; nothing where the account has it off.
pub(super) fn keep(tx: &mut Tx<'_>, ticket: TicketId, metadata: &Metadata) -> Step<()> {
    if metadata.is_empty() || !accounts::has_conversation_metadata(tx)? {
        return Ok(());
    }
    let new = metadata.beside(&ticket_metadata::find(tx, ticket)?);
    Ok(ticket_metadata::add(tx, ticket, &new)?)
}
