//! How much agents work at once, and whether they are there (ROU-4).

use bonafide_domain::{
    id::{AgentId, QueueId},
    limits,
    routing::Candidate,
    time::Millis,
};

use crate::{error::Result, params, tx::Tx};

/// How an agent works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentWork {
    /// How many tickets they may be given at once.
    pub capacity: i64,
    /// Whether they said that they are there.
    pub available: bool,
    /// Until when the last sign of life of them counts.
    pub present_until: Millis,
}

/// How an agent works; as everybody does at first where nothing was ever said.
pub fn find(tx: &mut Tx<'_>, agent: AgentId) -> Result<AgentWork> {
    let account = tx.account();
    let row = tx.row(
        "SELECT capacity, available, present_until FROM agent_work WHERE account_id = $1 AND agent_id = $2",
        params![&account, &agent],
    )?;
    let at_first =
        AgentWork { capacity: limits::CAPACITY_AT_FIRST, available: false, present_until: Millis::new(0) };
    row.map_or(Ok(at_first), |row| {
        Ok(AgentWork { capacity: row.get(0)?, available: row.get(1)?, present_until: row.get(2)? })
    })
}

/// Everybody's capacity of whom it was said.
pub fn capacities(tx: &mut Tx<'_>) -> Result<Vec<(AgentId, i64)>> {
    let account = tx.account();
    tx.rows("SELECT agent_id, capacity FROM agent_work WHERE account_id = $1", params![&account])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Sets how many tickets an agent may be given at once.
pub fn set_capacity(tx: &mut Tx<'_>, agent: AgentId, capacity: i64) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO agent_work (account_id, agent_id, capacity, available, present_until, idle_since)
         VALUES ($1, $2, $3, 0, 0, $4)
         ON CONFLICT (account_id, agent_id) DO UPDATE SET capacity = excluded.capacity",
        params![&account, &agent, capacity, now],
    )?;
    Ok(())
}

/// An agent says that they are there, until then, or that they are not.
pub fn set_available(tx: &mut Tx<'_>, agent: AgentId, until: Option<Millis>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO agent_work (account_id, agent_id, capacity, available, present_until, idle_since)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (account_id, agent_id) DO UPDATE
         SET available = excluded.available, present_until = excluded.present_until, idle_since = excluded.idle_since",
        params![
            &account,
            &agent,
            limits::CAPACITY_AT_FIRST,
            until.is_some(),
            until.unwrap_or(Millis::new(0)),
            now
        ],
    )?;
    Ok(())
}

/// A sign of life of an agent, which counts until then. Says whether they said that they are there, and did not count as
/// such any more.
pub fn seen(tx: &mut Tx<'_>, agent: AgentId, until: Millis) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let came = tx.execute(
        "UPDATE agent_work SET idle_since = $3, present_until = $4
         WHERE account_id = $1 AND agent_id = $2 AND available = 1 AND present_until <= $3",
        params![&account, &agent, now, until],
    )?;
    if came == 0 {
        tx.execute(
            "UPDATE agent_work SET present_until = $3
             WHERE account_id = $1 AND agent_id = $2 AND available = 1 AND present_until < $3",
            params![&account, &agent, until],
        )?;
    }
    Ok(came == 1)
}

/// An agent was given a ticket.
pub fn was_given(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE agent_work SET idle_since = $3 WHERE account_id = $1 AND agent_id = $2",
        params![&account, &agent, now],
    )?;
    Ok(())
}

/// How many tickets an agent works now: those of theirs that wait for an answer, which a pending one does not.
pub fn count_worked(tx: &mut Tx<'_>, agent: AgentId) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM tickets WHERE account_id = $1 AND assignee_id = $2
           AND status <> 'closed' AND status <> 'solved' AND status <> 'pending'",
        params![&account, &agent],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The agents who are there now and belong to a queue that gives tickets out, each with the queues of the kind. Nobody who may
/// no longer sign in.
pub fn present(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, Candidate)>> {
    members_there(tx, true)
}

/// The agents who are there now and belong to a queue, whether it gives tickets out or not, each with their queues. Nobody who may
/// no longer sign in.
pub fn there(tx: &mut Tx<'_>) -> Result<Vec<(QueueId, Candidate)>> {
    members_there(tx, false)
}

fn members_there(tx: &mut Tx<'_>, only_given_out: bool) -> Result<Vec<(QueueId, Candidate)>> {
    let (account, now) = (tx.account(), tx.now());
    let rows = tx.rows(
        "SELECT m.queue_id, w.agent_id, w.capacity, w.idle_since
         FROM agent_work w
         JOIN agents a ON a.account_id = w.account_id AND a.id = w.agent_id
         JOIN queue_agents m ON m.account_id = w.account_id AND m.agent_id = w.agent_id
         JOIN queues q ON q.account_id = m.account_id AND q.id = m.queue_id
         WHERE w.account_id = $1 AND w.available = 1 AND w.present_until > $2
           AND a.disabled_at IS NULL AND q.deleted_at IS NULL AND q.pushes >= $3
         ORDER BY w.agent_id, m.queue_id",
        params![&account, now, only_given_out],
    )?;
    let mut present: Vec<(QueueId, Candidate)> = Vec::with_capacity(rows.len());
    for row in rows {
        let agent: AgentId = row.get(1)?;
        let working = match present.last() {
            Some((_, last)) if last.agent == agent => last.working,
            Some(_) | None => count_worked(tx, agent)?,
        };
        let candidate = Candidate { agent, capacity: row.get(2)?, working, idle_since: row.get(3)? };
        present.push((row.get(0)?, candidate));
    }
    Ok(present)
}
