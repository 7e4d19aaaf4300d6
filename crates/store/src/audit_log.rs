//! The audit log: what agents and administrators did (SEE-8). Nothing here changes or removes a line.

use bonafide_domain::{
    id::{AgentId, AuditEntryId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who did it; `None` for a command on the server's own machine.
    pub agent: Option<AgentId>,
    /// What was done, such as `key.create`.
    pub action: String,
    /// What it was done to: an id.
    pub subject: String,
    /// What else there is to know, in JSON. Never a secret.
    pub detail: String,
    /// When.
    pub at: Millis,
}

/// Adds a line, in the transaction that does what it says.
pub fn insert(
    tx: &mut Tx<'_>,
    agent: Option<AgentId>,
    action: &'static str,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let id: AuditEntryId = tx.id();
    tx.execute(
        "INSERT INTO audit_log (account_id, id, agent_id, action, subject, detail, happened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![&account, &id, agent.as_ref(), action, subject, &detail.to_string(), now],
    )?;
    Ok(())
}

/// The last `limit` lines, newest first.
pub fn latest(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Entry>> {
    let account = tx.account();
    tx.rows(
        "SELECT agent_id, action, subject, detail, happened_at FROM audit_log WHERE account_id = $1
         ORDER BY id DESC LIMIT $2",
        params![&account, limit],
    )?
    .iter()
    .map(|row| {
        Ok(Entry {
            agent: row.get(0)?,
            action: row.get(1)?,
            subject: row.get(2)?,
            detail: row.get(3)?,
            at: row.get(4)?,
        })
    })
    .collect()
}
