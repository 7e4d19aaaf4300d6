//! Merges: two people found to be one, as edges that can be taken away again (details 9).

use bonafide_domain::id::{ConversationId, MergeId, SessionId, UserId};

use crate::{error::Result, params, tx::Tx};

/// A merge by a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginMerge {
    /// Its id.
    pub id: MergeId,
    /// The anonymous user.
    pub from: UserId,
    /// Who signed in.
    pub into: UserId,
    /// The anonymous conversation and the one it is found in now, if anything was written. They are the same
    /// where it became the user's own (MRG-2).
    pub conversations: Option<(ConversationId, ConversationId)>,
    /// The tickets as they were before, in JSON, for undoing (MRG-12).
    pub tickets_before: String,
    /// The session of the login.
    pub session: SessionId,
}

/// Keeps a merge. `Conflict("merges_from")` if the user was merged already.
pub fn insert_login(tx: &mut Tx<'_>, merge: &LoginMerge) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let (from, into) = merge.conversations.as_ref().map(|(from, into)| (from, into)).unzip();
    tx.execute(
        "INSERT INTO merges (account_id, id, kind, from_user_id, into_user_id, from_conversation_id, into_conversation_id,
                tickets_before, session_id, merged_at)
         VALUES ($1, $2, 'login', $3, $4, $5, $6, $7, $8, $9)",
        params![
            &account,
            &merge.id,
            &merge.from,
            &merge.into,
            from,
            into,
            &merge.tickets_before,
            &merge.session,
            now
        ],
    )?;
    Ok(())
}

/// Whether the login that opened a session joined something that was written before.
pub fn joined_by(tx: &mut Tx<'_>, into: UserId, session: SessionId) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM merges WHERE account_id = $1 AND into_user_id = $2 AND session_id = $3
         AND from_conversation_id IS NOT NULL",
        params![&account, &into, &session],
    )?;
    Ok(row.is_some())
}

/// How many merges a user is part of, or anyone who was merged into them. `root` is one who was not merged.
pub fn count_of(tx: &mut Tx<'_>, root: UserId) -> Result<i64> {
    let account = tx.account();
    let mut merges = 0;
    for statement in [
        "SELECT CAST(COUNT(*) AS BIGINT)
         FROM users u JOIN merges m ON m.account_id = u.account_id AND m.from_user_id = u.id
         WHERE u.account_id = $1 AND u.root_id = $2",
        "SELECT CAST(COUNT(*) AS BIGINT)
         FROM users u JOIN merges m ON m.account_id = u.account_id AND m.into_user_id = u.id
         JOIN users f ON f.account_id = m.account_id AND f.id = m.from_user_id
         WHERE u.account_id = $1 AND u.root_id = $2 AND f.root_id <> $2",
    ] {
        let row = tx.row(statement, params![&account, &root])?;
        merges += row.map_or(Ok(0), |row| row.get::<i64>(0))?;
    }
    Ok(merges)
}

/// Forgets the merges that a user is part of, or anyone who was merged into them: none can be undone (RES-11). Says how
/// many there were.
pub fn forget(tx: &mut Tx<'_>, root: UserId) -> Result<u64> {
    let account = tx.account();
    let mut forgotten = 0;
    for statement in [
        "DELETE FROM merges WHERE account_id = $1
         AND from_user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
        "DELETE FROM merges WHERE account_id = $1
         AND into_user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
    ] {
        forgotten += tx.execute(statement, params![&account, &root])?;
    }
    Ok(forgotten)
}
