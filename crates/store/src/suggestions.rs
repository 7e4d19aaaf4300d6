//! Suggestions: two users who may be one person, for agents to look at (RES-9, RES-13). Nobody is merged by one.

use bonafide_domain::{
    id::{AgentId, SuggestionId, UserId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row};

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id.
    pub id: SuggestionId,
    /// Whom the two resolve to now.
    pub users: (UserId, UserId),
    /// The address that both had something to do with.
    pub address: String,
    /// Since when.
    pub suggested_at: Millis,
}

/// Suggests that two users are one person, unless it was suggested before, dismissed or not.
pub fn note(tx: &mut Tx<'_>, one: UserId, other: UserId, address: &str) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let id: SuggestionId = tx.id();
    let (lesser, greater) = (one.min(other), one.max(other));
    tx.execute(
        "INSERT INTO suggestions (account_id, id, user_id, other_id, address, suggested_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, user_id, other_id) DO NOTHING",
        params![&account, &id, &lesser, &greater, address, now],
    )?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT s.id, u.root_id, o.root_id, s.address, s.suggested_at ", $rest)
    };
}

fn suggestion(row: &Row) -> Result<Suggestion> {
    Ok(Suggestion {
        id: row.get(0)?,
        users: (row.get(1)?, row.get(2)?),
        address: row.get(3)?,
        suggested_at: row.get(4)?,
    })
}

/// Who may be the same person as a user, the oldest suggestion first; nobody for whom that was dismissed or who was merged
/// with them. `root` is one who was not merged, and the first of the two.
pub fn of_user(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<Suggestion>> {
    let account = tx.account();
    let mut found = Vec::new();
    for statement in [
        select!(
            "FROM users u JOIN suggestions s ON s.account_id = u.account_id AND s.user_id = u.id
             JOIN users o ON o.account_id = s.account_id AND o.id = s.other_id
             WHERE u.account_id = $1 AND u.root_id = $2 AND o.root_id <> $2 AND s.dismissed_at IS NULL"
        ),
        select!(
            "FROM users u JOIN suggestions s ON s.account_id = u.account_id AND s.other_id = u.id
             JOIN users o ON o.account_id = s.account_id AND o.id = s.user_id
             WHERE u.account_id = $1 AND u.root_id = $2 AND o.root_id <> $2 AND s.dismissed_at IS NULL"
        ),
    ] {
        for row in tx.rows(statement, params![&account, &root])? {
            found.push(suggestion(&row)?);
        }
    }
    found.sort_by_key(|suggestion| suggestion.id);
    Ok(found)
}

/// A suggestion by id, unless it was dismissed.
pub fn find(tx: &mut Tx<'_>, id: SuggestionId) -> Result<Option<Suggestion>> {
    let account = tx.account();
    tx.row(
        select!(
            "FROM suggestions s JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
             JOIN users o ON o.account_id = s.account_id AND o.id = s.other_id
             WHERE s.account_id = $1 AND s.id = $2 AND s.dismissed_at IS NULL"
        ),
        params![&account, &id],
    )?
    .map(|row| suggestion(&row))
    .transpose()
}

/// Dismisses a suggestion for good; says whether it was not before.
pub fn dismiss(tx: &mut Tx<'_>, id: SuggestionId, by: AgentId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE suggestions SET dismissed_at = $3, dismissed_by = $4
         WHERE account_id = $1 AND id = $2 AND dismissed_at IS NULL",
        params![&account, &id, now, &by],
    )?;
    Ok(changed == 1)
}

/// Forgets whatever was suggested about a user and everyone who was merged into them, who are erased. `root` is one who was
/// not merged.
pub fn forget(tx: &mut Tx<'_>, root: UserId) -> Result<()> {
    let account = tx.account();
    for statement in [
        "DELETE FROM suggestions WHERE account_id = $1
         AND user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
        "DELETE FROM suggestions WHERE account_id = $1
         AND other_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
    ] {
        tx.execute(statement, params![&account, &root])?;
    }
    Ok(())
}
