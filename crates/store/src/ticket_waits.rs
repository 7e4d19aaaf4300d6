//! Where tickets wait for agents, and which of them the rules are to decide about (ROU-2).

use bonafide_domain::{
    id::{ConversationId, QueueId, TicketId},
    ticket::Waits,
};

use crate::{error::Result, params, queues, tx::Tx};

/// Where a ticket waits. Its conversation was taken before, and its queue is held from now on. In a queue that was deleted it waits
/// nowhere: nobody belongs to that any more (ROU-4).
pub fn hold(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<Waits>> {
    let account = tx.account();
    let sql = "SELECT queue_id, priority FROM tickets WHERE account_id = $1 AND id = $2";
    let Some(row) = tx.row(sql, params![&account, &id])? else { return Ok(None) };
    let queue: Option<QueueId> = row.get(0)?;
    let queue = match queue {
        Some(queue) => queues::hold(tx, queue)?.then_some(queue),
        None => None,
    };
    Ok(Some(Waits { queue, priority: row.get(1)? }))
}

/// Keeps where a ticket waits: the rules need not decide about it any more.
pub fn set(tx: &mut Tx<'_>, id: TicketId, waits: &Waits) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE tickets SET queue_id = $3, priority = $4, route_due_at = NULL WHERE account_id = $1 AND id = $2",
        params![&account, &id, waits.queue.as_ref(), waits.priority],
    )?;
    Ok(())
}

/// Notes that the rules are to decide about a ticket; says whether there are any for the channel of its conversation.
pub fn route_later(tx: &mut Tx<'_>, id: TicketId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let noted = tx.execute(
        "UPDATE tickets SET route_due_at = $3 WHERE account_id = $1 AND id = $2
           AND EXISTS (SELECT 1 FROM conversations c JOIN workstream_channels w
                       ON w.account_id = c.account_id AND w.channel_id = c.channel_id
                       WHERE c.account_id = tickets.account_id AND c.id = tickets.root_id)",
        params![&account, &id, now],
    )?;
    Ok(noted == 1)
}

/// Tickets that the rules are to decide about, oldest first: at most `limit`, each with its conversation.
pub fn to_be_routed(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(TicketId, ConversationId)>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, root_id FROM tickets WHERE account_id = $1 AND route_due_at IS NOT NULL ORDER BY id LIMIT $2",
        params![&account, limit],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Whether the rules are still to decide about a ticket, whose conversation was taken.
pub fn is_to_be_routed(tx: &mut Tx<'_>, id: TicketId) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM tickets WHERE account_id = $1 AND id = $2 AND route_due_at IS NOT NULL",
        params![&account, &id],
    )?;
    Ok(row.is_some())
}
