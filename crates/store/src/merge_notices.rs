//! Whose ticket was merged into another, until they have seen it (MRG-3).

use bonafide_domain::{
    id::{AgentId, ConversationId, TicketId, UserId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx};

/// An agent's ticket that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeNotice {
    /// The ticket that was closed.
    pub ticket: TicketId,
    /// Its number.
    pub number: i64,
    /// The ticket that goes on: its id and number.
    pub into: (TicketId, i64),
    /// The conversation in which that is worked.
    pub conversation: ConversationId,
    /// Whose case it is.
    pub requester: UserId,
    /// When.
    pub merged_at: Millis,
}

/// Notes that an agent is to be told of what became of their ticket.
pub fn insert(tx: &mut Tx<'_>, ticket: TicketId, agent: AgentId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO merge_notices (account_id, ticket_id, agent_id, merged_at) VALUES ($1, $2, $3, $4)",
        params![&account, &ticket, &agent, now],
    )?;
    Ok(())
}

/// What an agent is still to be told, the latest first: at most `limit`. Nothing of a conversation that was erased.
pub fn of_agent(tx: &mut Tx<'_>, agent: AgentId, limit: i64) -> Result<Vec<MergeNotice>> {
    let account = tx.account();
    tx.rows(
        "SELECT t.id, t.number, i.id, i.number, i.root_id, i.requester_id, n.merged_at
         FROM merge_notices n
         JOIN tickets t ON t.account_id = n.account_id AND t.id = n.ticket_id
         JOIN tickets i ON i.account_id = t.account_id AND i.id = t.merged_into_id
         JOIN conversations c ON c.account_id = i.account_id AND c.id = i.root_id
         WHERE n.account_id = $1 AND n.agent_id = $2 AND c.erased_at IS NULL
         ORDER BY n.merged_at DESC, n.ticket_id DESC LIMIT $3",
        params![&account, &agent, limit],
    )?
    .iter()
    .map(|row| {
        Ok(MergeNotice {
            ticket: row.get(0)?,
            number: row.get(1)?,
            into: (row.get(2)?, row.get(3)?),
            conversation: row.get(4)?,
            requester: row.get(5)?,
            merged_at: row.get(6)?,
        })
    })
    .collect()
}

/// The agent has seen what became of a ticket; says whether there was anything to see.
pub fn seen(tx: &mut Tx<'_>, ticket: TicketId, agent: AgentId) -> Result<bool> {
    let account = tx.account();
    let gone = tx.execute(
        "DELETE FROM merge_notices WHERE account_id = $1 AND ticket_id = $2 AND agent_id = $3",
        params![&account, &ticket, &agent],
    )?;
    Ok(gone == 1)
}

/// There is nothing to tell any more: the ticket is again what it was (MRG-12).
pub fn withdraw(tx: &mut Tx<'_>, ticket: TicketId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM merge_notices WHERE account_id = $1 AND ticket_id = $2",
        params![&account, &ticket],
    )?;
    Ok(())
}
