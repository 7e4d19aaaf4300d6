//! Queues: where tickets wait for agents (ROU-4).

use bonafide_domain::{
    id::{AgentId, ConversationId, QueueId, TicketId, UserId},
    routing::{HoursDraft, Place},
    time::Millis,
};

use crate::{
    agents::Colleague,
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
};

/// A queue that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Whether its tickets are given to agents who have room; else agents take them by hand.
    pub pushes: bool,
    /// When it is open; `None` for always (ROU-8).
    pub hours: Option<HoursDraft>,
    /// What somebody is told who writes outside its hours.
    pub closed_text: Option<String>,
    /// Whether people are told how many wait before them, and for about how long (ROU-4).
    pub tells_waiting: bool,
}

const BY_ID: &str = "SELECT id, name, pushes, hours, closed_text, tells_waiting FROM queues \
                     WHERE account_id = $1 AND deleted_at IS NULL AND id = $2";

fn queue(row: &Row) -> Result<Queue> {
    let hours: Option<String> = row.get(3)?;
    let hours = hours.map(|json| serde_json::from_str(&json)).transpose();
    Ok(Queue {
        id: row.get(0)?,
        name: row.get(1)?,
        pushes: row.get(2)?,
        hours: hours.map_err(|error| StoreError::Corrupt(format!("the hours of a queue: {error}")))?,
        closed_text: row.get(4)?,
        tells_waiting: row.get(5)?,
    })
}

fn json(hours: Option<&HoursDraft>) -> Result<Option<String>> {
    let json = hours.map(serde_json::to_string).transpose();
    json.map_err(|error| StoreError::Bug(error.to_string()))
}

/// A new queue. `Conflict("queues_name")` if another has the name.
pub fn insert(tx: &mut Tx<'_>, queue: &Queue) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let hours = json(queue.hours.as_ref())?;
    tx.execute(
        "INSERT INTO queues (account_id, id, name, pushes, hours, closed_text, tells_waiting, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &account,
            &queue.id,
            &queue.name,
            queue.pushes,
            hours.as_deref(),
            queue.closed_text.as_deref(),
            queue.tells_waiting,
            now
        ],
    )?;
    Ok(())
}

/// Changes a queue; says whether there is one. `Conflict("queues_name")` if another has the name.
pub fn update(tx: &mut Tx<'_>, queue: &Queue) -> Result<bool> {
    let account = tx.account();
    let hours = json(queue.hours.as_ref())?;
    let changed = tx.execute(
        "UPDATE queues SET name = $3, pushes = $4, hours = $5, closed_text = $6, tells_waiting = $7
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![
            &account,
            &queue.id,
            &queue.name,
            queue.pushes,
            hours.as_deref(),
            queue.closed_text.as_deref(),
            queue.tells_waiting
        ],
    )?;
    Ok(changed == 1)
}

/// Deletes a queue, and who belongs to it; says whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: QueueId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    set_members(tx, id, &[])?;
    let deleted = tx.execute(
        "UPDATE queues SET deleted_at = $3 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id, now],
    )?;
    Ok(deleted == 1)
}

/// A queue by id.
pub fn find(tx: &mut Tx<'_>, id: QueueId) -> Result<Option<Queue>> {
    let account = tx.account();
    tx.row(BY_ID, params![&account, &id])?.map(|row| queue(&row)).transpose()
}

/// A queue that is to be deleted: until the transaction ends no ticket comes to wait in it, and what came before is seen.
pub fn take(tx: &mut Tx<'_>, id: QueueId) -> Result<Option<Queue>> {
    let account = tx.account();
    tx.take(BY_ID, params![&account, &id])?.map(|row| queue(&row)).transpose()
}

/// Whether there is a queue for a ticket to wait in. If so it is not deleted before the transaction ends, and whoever
/// deletes it then sees the ticket.
pub fn hold(tx: &mut Tx<'_>, id: QueueId) -> Result<bool> {
    let account = tx.account();
    Ok(tx.hold(BY_ID, params![&account, &id])?.is_some())
}

/// The account's queues, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Queue>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, name, pushes, hours, closed_text, tells_waiting FROM queues
         WHERE account_id = $1 AND deleted_at IS NULL ORDER BY name, id",
        params![&account],
    )?
    .iter()
    .map(queue)
    .collect()
}

/// Who belongs to which queue, by queue and by name. Nobody who may no longer sign in.
pub fn members(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, Colleague)>> {
    let account = tx.account();
    tx.rows(
        "SELECT m.queue_id, a.id, a.name FROM queue_agents m
         JOIN agents a ON a.account_id = m.account_id AND a.id = m.agent_id
         WHERE m.account_id = $1 AND a.disabled_at IS NULL ORDER BY m.queue_id, a.name, a.id",
        params![&account],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, Colleague { id: row.get(1)?, name: row.get(2)? })))
    .collect()
}

/// Sets who belongs to a queue.
pub fn set_members(tx: &mut Tx<'_>, id: QueueId, agents: &[AgentId]) -> Result<()> {
    let account = tx.account();
    tx.execute("DELETE FROM queue_agents WHERE account_id = $1 AND queue_id = $2", params![&account, &id])?;
    for agent in agents {
        tx.execute(
            "INSERT INTO queue_agents (account_id, queue_id, agent_id) VALUES ($1, $2, $3)
             ON CONFLICT (account_id, queue_id, agent_id) DO NOTHING",
            params![&account, &id, agent],
        )?;
    }
    Ok(())
}

/// A ticket that waits for an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The ticket.
    pub ticket: TicketId,
    /// The conversation it is worked in.
    pub conversation: ConversationId,
    /// Its place among those that wait (ROU-4).
    pub place: Place,
}

/// The ticket of a queue that an agent is to work next: of those that are nobody's work and wait for one (ROU-4).
pub fn first_waiting(tx: &mut Tx<'_>, id: QueueId) -> Result<Option<Waiting>> {
    let account = tx.account();
    tx.row(
        "SELECT id, root_id, priority, waiting_since FROM tickets
         WHERE account_id = $1 AND queue_id = $2 AND assignee_id IS NULL
           AND status <> 'closed' AND status <> 'solved' AND status <> 'pending'
         ORDER BY priority DESC, waiting_since, id LIMIT 1",
        params![&account, &id],
    )?
    .map(|row| {
        let (ticket, since): (TicketId, Millis) = (row.get(0)?, row.get(3)?);
        Ok(Waiting { ticket, conversation: row.get(1)?, place: Place::new(row.get(2)?, since, ticket) })
    })
    .transpose()
}

/// Somebody who waits for an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InLine {
    /// The place of their ticket (ROU-4).
    pub place: Place,
    /// The conversation that it is worked in.
    pub conversation: ConversationId,
    /// Whose conversation that is.
    pub user: UserId,
}

/// The first of those that wait in a queue, in their order: at most `limit`.
pub fn line(tx: &mut Tx<'_>, id: QueueId, limit: usize) -> Result<Vec<InLine>> {
    let account = tx.account();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.rows(
        "SELECT t.id, t.priority, t.waiting_since, c.id, c.user_id FROM tickets t
         JOIN conversations c ON c.account_id = t.account_id AND c.id = t.root_id
         WHERE t.account_id = $1 AND t.queue_id = $2 AND t.assignee_id IS NULL
           AND t.status <> 'closed' AND t.status <> 'solved' AND t.status <> 'pending'
         ORDER BY t.priority DESC, t.waiting_since, t.id LIMIT $3",
        params![&account, &id, limit],
    )?
    .iter()
    .map(|row| {
        let place = Place::new(row.get(1)?, row.get(2)?, row.get(0)?);
        Ok(InLine { place, conversation: row.get(3)?, user: row.get(4)? })
    })
    .collect()
}

/// How many tickets wait for an agent in a queue.
pub fn count_waiting(tx: &mut Tx<'_>, id: QueueId) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM tickets
         WHERE account_id = $1 AND queue_id = $2 AND assignee_id IS NULL
           AND status <> 'closed' AND status <> 'solved' AND status <> 'pending'",
        params![&account, &id],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}
