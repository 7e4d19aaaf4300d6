//! The context variables that came signed with a login (OMN-7): of each login or renewal its own, beside its evidence.
//!
//! They are never changed. What counts of them is a question of whose session the evidence is and whether that counts, so that
//! a merge, its undoing, a logout and an expiry have nothing to do here.

use bonafide_domain::{
    context::ContextVariables,
    id::{EvidenceId, UserId},
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
};

/// Keeps what a login said. Nothing is kept of one that said nothing.
pub fn insert(tx: &mut Tx<'_>, evidence: EvidenceId, variables: &ContextVariables) -> Result<()> {
    if variables.is_empty() {
        return Ok(());
    }
    let account = tx.account();
    let variables = serde_json::to_string(variables).map_err(|error| StoreError::Bug(error.to_string()))?;
    tx.execute(
        "INSERT INTO login_contexts (account_id, evidence_id, variables) VALUES ($1, $2, $3)",
        params![&account, &evidence, &variables],
    )?;
    Ok(())
}

/// What the login with this evidence said; nothing after an erasure (RES-11).
pub fn of(tx: &mut Tx<'_>, evidence: EvidenceId) -> Result<ContextVariables> {
    let account = tx.account();
    let row = tx.row(
        "SELECT variables FROM login_contexts WHERE account_id = $1 AND evidence_id = $2",
        params![&account, &evidence],
    )?;
    let Some(row) = row else { return Ok(ContextVariables::new()) };
    serde_json::from_str(&row.get::<String>(0)?)
        .map_err(|error| StoreError::Corrupt(format!("the context variables of a login: {error}")))
}

/// Deletes what the logins with the first sessions of a user said that come after one: of at most `limit` logins of at most
/// `limit` sessions; says of how many (RES-11). `after` is a session's id, or empty for the very first.
pub fn delete_of_user(tx: &mut Tx<'_>, user: UserId, after: &[u8], limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM login_contexts WHERE account_id = $1 AND evidence_id IN (
            SELECT e.id FROM evidence e
            JOIN login_contexts c ON c.account_id = e.account_id AND c.evidence_id = e.id
            WHERE e.account_id = $1 AND e.external_id IS NOT NULL AND e.session_id IN (
                SELECT id FROM sessions WHERE account_id = $1 AND user_id = $2 AND id > $3 ORDER BY id LIMIT $4)
            LIMIT $4)",
        params![&account, &user, after, limit],
    )
}
