//! Agents and administrators: the company's people, and their sessions.

use bonafide_domain::{
    id::{AgentId, AgentSessionId},
    session::Epoch,
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row, word};

/// What one of the company's people may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Works tickets.
    Agent,
    /// May do all that an agent may, and administer.
    Administrator,
}

impl Role {
    /// Every role, for reading one back.
    pub const ALL: [Self; 2] = [Self::Agent, Self::Administrator];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Administrator => "administrator",
        }
    }
}

/// One of the company's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Their id.
    pub id: AgentId,
    /// The address they sign in with.
    pub email: String,
    /// Their name, as users see it too.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The hash of their password, in PHC form.
    pub password_hash: String,
    /// Raised to end all their sessions.
    pub session_epoch: Epoch,
    /// Whether they may no longer sign in.
    pub disabled: bool,
    /// Whether they may change secret fields of authentication settings (OMN-1).
    pub changes_secrets: bool,
}

/// One of the company's people, as the others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Their id.
    pub id: AgentId,
    /// Their name.
    pub name: String,
}

impl From<Agent> for Colleague {
    fn from(agent: Agent) -> Self {
        Self { id: agent.id, name: agent.name }
    }
}

/// An agent's session as it is kept, with whom it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentSession {
    /// Its id.
    pub id: AgentSessionId,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// From when on it no longer counts.
    pub expires_at: Millis,
    /// Whether it was ended, by itself, with all of the agent's, or because the agent was disabled.
    pub ended: bool,
    /// Whose it is.
    pub agent: Agent,
}

const COLUMNS: usize = 8;

fn agent(row: &Row, from: usize) -> Result<Agent> {
    Ok(Agent {
        id: row.get(from)?,
        email: row.get(from + 1)?,
        name: row.get(from + 2)?,
        role: word::read(row, from + 3, &Role::ALL, Role::as_str)?,
        password_hash: row.get(from + 4)?,
        session_epoch: row.get(from + 5)?,
        disabled: row.get::<Option<Millis>>(from + 6)?.is_some(),
        changes_secrets: row.get(from + 7)?,
    })
}

/// A new agent. `Conflict("agents_email")` if another has the address.
pub fn insert(tx: &mut Tx<'_>, agent: &Agent, email_key: &str) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO agents (account_id, id, email, email_key, name, role, password_hash, session_epoch, created_at,
                changes_secrets)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            &account,
            &agent.id,
            &agent.email,
            email_key,
            &agent.name,
            agent.role.as_str(),
            &agent.password_hash,
            agent.session_epoch,
            now,
            agent.changes_secrets
        ],
    )?;
    Ok(())
}

/// An agent by id.
pub fn find(tx: &mut Tx<'_>, id: AgentId) -> Result<Option<Agent>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id, email, name, role, password_hash, session_epoch, disabled_at, changes_secrets
         FROM agents WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    row.map(|row| agent(&row, 0)).transpose()
}

/// The agents and administrators who may sign in, by name.
pub fn all_enabled(tx: &mut Tx<'_>) -> Result<Vec<Agent>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, email, name, role, password_hash, session_epoch, disabled_at, changes_secrets
         FROM agents WHERE account_id = $1 AND disabled_at IS NULL ORDER BY name, id",
        params![&account],
    )?
    .iter()
    .map(|row| agent(row, 0))
    .collect()
}

/// Whether the account has an administrator yet.
pub fn any_administrator(tx: &mut Tx<'_>) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM agents WHERE account_id = $1 AND role = 'administrator' LIMIT 1",
        params![&account],
    )?;
    Ok(row.is_some())
}

/// Sets whether an agent may change secret fields (OMN-1).
pub fn set_changes_secrets(tx: &mut Tx<'_>, id: AgentId, may: bool) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE agents SET changes_secrets = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, may],
    )?;
    Ok(())
}

/// A new session of an agent.
pub fn insert_session(
    tx: &mut Tx<'_>,
    id: AgentSessionId,
    agent: &Agent,
    secret_hash: &[u8; 32],
    expires_at: Millis,
) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO agent_sessions (account_id, id, agent_id, secret_hash, agent_epoch, opened_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![&account, &id, &agent.id, secret_hash, agent.session_epoch, now, expires_at],
    )?;
    Ok(())
}

/// An agent's session by id.
pub fn find_session(tx: &mut Tx<'_>, id: AgentSessionId) -> Result<Option<AgentSession>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT a.id, a.email, a.name, a.role, a.password_hash, a.session_epoch, a.disabled_at, a.changes_secrets,
                s.id, s.secret_hash, s.agent_epoch, s.expires_at, s.ended_at
         FROM agent_sessions s JOIN agents a ON a.account_id = s.account_id AND a.id = s.agent_id
         WHERE s.account_id = $1 AND s.id = $2",
        params![&account, &id],
    )?;
    row.map(|row| {
        let agent = agent(&row, 0)?;
        let epoch: Epoch = row.get(COLUMNS + 2)?;
        let ended_at: Option<Millis> = row.get(COLUMNS + 4)?;
        Ok(AgentSession {
            id: row.get(COLUMNS)?,
            secret_hash: row.get(COLUMNS + 1)?,
            expires_at: row.get(COLUMNS + 3)?,
            ended: ended_at.is_some() || agent.disabled || epoch != agent.session_epoch,
            agent,
        })
    })
    .transpose()
}

/// Ends an agent's session.
pub fn end_session(tx: &mut Tx<'_>, id: AgentSessionId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE agent_sessions SET ended_at = $3 WHERE account_id = $1 AND id = $2 AND ended_at IS NULL",
        params![&account, &id, now],
    )?;
    Ok(())
}
