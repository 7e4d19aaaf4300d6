//! The audit log: what agents, administrators and programs did (SEE-8). Nothing here changes a line, and only time removes one.

use bonafide_domain::{
    audit::Action,
    id::{AgentId, AuditEntryId, KeyId},
    time::Millis,
};

use crate::{error::Result, params, rest_keys::NamedRestKey, tx::Tx, value::Row, word};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: AuditEntryId,
    /// Who did it; `None` for a command on the server's own machine.
    pub by: Option<By>,
    /// What was done.
    pub action: Action,
    /// What it was done to: an id.
    pub subject: String,
    /// What else there is to know, in JSON. Never a secret.
    pub detail: String,
    /// When.
    pub at: Millis,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// An agent or administrator.
    Agent {
        /// Their id.
        id: AgentId,
        /// Their name, if they are there.
        name: Option<String>,
    },
    /// A program, with this key of the REST API, which may have been deleted since.
    Program(NamedRestKey),
}

/// Adds a line, in the transaction that does what it says. It tells nothing but what its action is known to
/// ([`Action::details`]), so that there are words for all of it. `agent` is who does it; `None` for a command on the
/// server's own machine.
pub fn insert(
    tx: &mut Tx<'_>,
    agent: Option<AgentId>,
    action: Action,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    insert_by(tx, (agent, None), action, subject, detail)
}

/// Adds a line about what a program does with this key of the REST API, as [`insert`] does.
pub fn insert_by_program(
    tx: &mut Tx<'_>,
    key: KeyId,
    action: Action,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    insert_by(tx, (None, Some(key)), action, subject, detail)
}

fn insert_by(
    tx: &mut Tx<'_>,
    (agent, key): (Option<AgentId>, Option<KeyId>),
    action: Action,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    debug_assert!(is_told_by(action, detail), "{} is not known to tell {detail}", action.as_str());
    let (account, now) = (tx.account(), tx.now());
    let id: AuditEntryId = tx.id();
    tx.execute(
        "INSERT INTO audit_log (account_id, id, agent_id, rest_key_id, action, subject, detail, happened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &account,
            &id,
            agent.as_ref(),
            key.as_ref(),
            action.as_str(),
            subject,
            &detail.to_string(),
            now,
        ],
    )?;
    Ok(())
}

fn is_told_by(action: Action, detail: &serde_json::Value) -> bool {
    detail.as_object().is_none_or(|told| {
        told.iter()
            .all(|(name, inner)| action.details().contains(&name.as_str()) && is_told_by(action, inner))
    })
}

/// Which lines are asked for: those that are all of what is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Who did it.
    pub agent: Option<AgentId>,
    /// What was done.
    pub action: Option<Action>,
    /// What it was done to.
    pub subject: Option<String>,
    /// Not before this moment.
    pub since: Option<Millis>,
    /// Before this moment.
    pub until: Option<Millis>,
}

/// The lines that a filter lets through, newest first: at most `limit`, those before `before` if given.
pub fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    before: Option<AuditEntryId>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let account = tx.account();
    // Ids sort by the time they were made.
    let until =
        filter.until.map_or(AuditEntryId::from_bytes([0xff; 12]), |until| AuditEntryId::new(until, 0));
    let before = before.unwrap_or(until).min(until);
    let since = filter.since.map_or(AuditEntryId::ZERO, |since| AuditEntryId::new(since, 0));
    tx.rows(
        "SELECT l.id, l.agent_id, a.name, l.action, l.subject, l.detail, l.happened_at, k.id, k.name
         FROM audit_log l LEFT JOIN agents a ON a.account_id = l.account_id AND a.id = l.agent_id
         LEFT JOIN rest_keys k ON k.account_id = l.account_id AND k.id = l.rest_key_id
         WHERE l.account_id = $1 AND l.id < $2 AND l.id >= $3
           AND (CAST($4 AS BYTEA) IS NULL OR l.agent_id = $4)
           AND (CAST($5 AS TEXT) IS NULL OR l.action = $5)
           AND (CAST($6 AS TEXT) IS NULL OR l.subject = $6)
         ORDER BY l.id DESC LIMIT $7",
        params![
            &account,
            &before,
            &since,
            filter.agent.as_ref(),
            filter.action.map(Action::as_str),
            filter.subject.as_deref(),
            limit,
        ],
    )?
    .iter()
    .map(entry)
    .collect()
}

fn entry(row: &Row) -> Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        by: by(row)?,
        action: word::read(row, 3, Action::ALL, Action::as_str)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        at: row.get(6)?,
    })
}

fn by(row: &Row) -> Result<Option<By>> {
    if let Some(id) = row.get::<Option<AgentId>>(1)? {
        return Ok(Some(By::Agent { id, name: row.get(2)? }));
    }
    let key = row.get::<Option<KeyId>>(7)?;
    key.map(|id| Ok(By::Program(NamedRestKey { id, name: row.get(8)? }))).transpose()
}

/// Removes the oldest lines from before a moment, at most `limit`; says how many there were. It is the only way in which
/// lines go.
pub fn forget(tx: &mut Tx<'_>, before: Millis, limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM audit_log WHERE account_id = $1 AND id IN (
            SELECT id FROM audit_log WHERE account_id = $1 AND id < $2 ORDER BY id LIMIT $3)",
        params![&account, &AuditEntryId::new(before, 0), limit],
    )
}
