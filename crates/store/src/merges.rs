//! Merges: two people found to be one, as edges that can be taken away again (details 9).

use bonafide_domain::{
    id::{AgentId, ConversationId, MergeId, MessageId, SessionId, UserId},
    identity::{Bars, Edge},
    time::Millis,
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
};

/// How two users came to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// Somebody anonymous signed in; the session of that login.
    Login(SessionId),
    /// Whoever had signed in said in the messenger that it was theirs (MRG-11); the session they said it with.
    Answer(SessionId),
    /// An agent merged them (MRG-8).
    Hand {
        /// Who.
        agent: AgentId,
        /// The reason they gave.
        reason: String,
        /// What held the survivor back before (SES-13).
        bars: Bars,
    },
}

/// A merge to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMerge {
    /// Its id.
    pub id: MergeId,
    /// Who was merged.
    pub from: UserId,
    /// Into whom: for a login, who holds the external id of its token.
    pub into: UserId,
    /// The conversation of the first and the one it is found in now, if anything was written. They are the same
    /// where it became the survivor's own (MRG-2).
    pub conversations: Option<(ConversationId, ConversationId)>,
    /// The conversations of the first that became the second's and stay apart (MRG-9), in JSON, for undoing.
    pub apart: String,
    /// The last message that either had written.
    pub seam: Option<MessageId>,
    /// The tickets as they were before, in JSON, for undoing (MRG-12).
    pub tickets_before: String,
    /// The addresses of who was merged, in JSON, for undoing.
    pub emails_before: String,
    /// How it came.
    pub how: How,
}

/// A merge as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// What it did.
    pub done: NewMerge,
    /// When.
    pub merged_at: Millis,
    /// When it was undone, if it was.
    pub undone_at: Option<Millis>,
}

impl Merge {
    /// The merge as a link.
    pub fn edge(&self) -> Edge {
        let NewMerge { id, from, into, conversations, .. } = self.done;
        Edge { id, users: (from, into), conversations }
    }
}

/// Keeps a merge. `Conflict("merges_from")` if the user was merged already.
pub fn insert(tx: &mut Tx<'_>, merge: &NewMerge) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let (from, into) = merge.conversations.as_ref().map(|(from, into)| (from, into)).unzip();
    let (kind, session, agent, reason, bars) = match &merge.how {
        How::Login(session) | How::Answer(session) => ("login", Some(session), None, None, Bars::default()),
        How::Hand { agent, reason, bars } => ("hand", None, Some(agent), Some(reason.as_str()), *bars),
    };
    let answered = match &merge.how {
        How::Answer(_) => true,
        How::Login(_) | How::Hand { .. } => false,
    };
    tx.execute(
        "INSERT INTO merges (account_id, id, kind, from_user_id, into_user_id, from_conversation_id, into_conversation_id,
                seam_message_id, tickets_before, emails_before, session_id, agent_id, reason, banned_before,
                tokens_from_before, answered, apart, merged_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        params![
            &account,
            &merge.id,
            kind,
            &merge.from,
            &merge.into,
            from,
            into,
            merge.seam.as_ref(),
            &merge.tickets_before,
            &merge.emails_before,
            session,
            agent,
            reason,
            bars.banned_at,
            bars.tokens_from,
            answered,
            &merge.apart,
            now
        ],
    )?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.from_user_id, m.into_user_id, m.from_conversation_id, m.into_conversation_id,
                    m.seam_message_id, m.tickets_before, m.emails_before, m.kind, m.session_id, m.agent_id, m.reason,
                    m.banned_before, m.tokens_from_before, m.merged_at, m.undone_at, m.answered, m.apart ",
            $rest
        )
    };
}

fn merge(row: &Row) -> Result<Merge> {
    let kind: String = row.get(8)?;
    let how = match kind.as_str() {
        "login" if row.get(16)? => How::Answer(row.get(9)?),
        "login" => How::Login(row.get(9)?),
        "hand" => How::Hand {
            agent: row.get(10)?,
            reason: row.get(11)?,
            bars: Bars { banned_at: row.get(12)?, tokens_from: row.get(13)? },
        },
        other => return Err(StoreError::Corrupt(format!("a merge of the kind {other:?}"))),
    };
    let (from, into): (Option<ConversationId>, Option<ConversationId>) = (row.get(3)?, row.get(4)?);
    let done = NewMerge {
        id: row.get(0)?,
        from: row.get(1)?,
        into: row.get(2)?,
        conversations: from.zip(into),
        apart: row.get(17)?,
        seam: row.get(5)?,
        tickets_before: row.get(6)?,
        emails_before: row.get(7)?,
        how,
    };
    Ok(Merge { done, merged_at: row.get(14)?, undone_at: row.get(15)? })
}

/// A merge by id, undone or not.
pub fn find(tx: &mut Tx<'_>, id: MergeId) -> Result<Option<Merge>> {
    let account = tx.account();
    tx.row(select!("FROM merges m WHERE m.account_id = $1 AND m.id = $2"), params![&account, &id])?
        .map(|row| merge(&row))
        .transpose()
}

/// The merges that lead to a user and were not undone, newest first. `root` is one who was not merged.
pub fn of_user(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<Merge>> {
    let account = tx.account();
    tx.rows(
        select!(
            "FROM users u JOIN merges m ON m.account_id = u.account_id AND m.from_user_id = u.id
             WHERE u.account_id = $1 AND u.root_id = $2 AND m.undone_at IS NULL ORDER BY m.id DESC"
        ),
        params![&account, &root],
    )?
    .iter()
    .map(merge)
    .collect()
}

/// Notes that a merge was undone (MRG-12); says whether it was not before.
pub fn undo(tx: &mut Tx<'_>, id: MergeId, by: AgentId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE merges SET undone_at = $3, undone_by = $4 WHERE account_id = $1 AND id = $2 AND undone_at IS NULL",
        params![&account, &id, now, &by],
    )?;
    Ok(changed == 1)
}

/// Whether the login that opened a session, or what was answered with it, joined something that was written before.
pub fn joined_by(tx: &mut Tx<'_>, into: UserId, session: SessionId) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM merges WHERE account_id = $1 AND into_user_id = $2 AND session_id = $3
         AND (from_conversation_id IS NOT NULL OR apart <> '[]')",
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
