//! The login log: each attempt with the check that decided it (SEE-6). No secrets and no whole tokens.

use bonafide_domain::{
    id::{ChannelId, KeyId, LoginAttemptId, SessionId, UserId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: LoginAttemptId,
    /// The channel.
    pub channel: ChannelId,
    /// The network address it came from.
    pub address: String,
    /// The key that the token named, if it is one of the account's.
    pub key: Option<KeyId>,
    /// The external id, only from a token whose signature was good (details 23).
    pub external_id: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// What the log adds in words for administrators.
    pub detail: Option<String>,
    /// What was odd about a token that was good enough (TOK-6, TOK-11).
    pub warnings: Option<String>,
    /// How many attempts like this one the line sums up.
    pub attempts: i64,
    /// When.
    pub at: Millis,
}

/// How an attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was accepted.
    Accepted {
        /// The rule that resolved the user.
        rule: String,
        /// The user.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// It was refused.
    Refused {
        /// The reason, by its stable name.
        reason: String,
    },
}

/// Adds a line.
pub fn insert(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<()> {
    let account = tx.account();
    let (result, reason, rule, user, session) = match &attempt.outcome {
        Outcome::Accepted { rule, user, session } => {
            ("accepted", None, Some(rule.as_str()), Some(user), Some(session))
        }
        Outcome::Refused { reason } => ("refused", Some(reason.as_str()), None, None, None),
    };
    tx.execute(
        "INSERT INTO login_log (account_id, id, channel_id, address, key_id, external_id, result, reason, rule, detail,
                warnings, user_id, session_id, attempts, happened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        params![
            &account,
            &attempt.id,
            &attempt.channel,
            &attempt.address,
            attempt.key.as_ref(),
            attempt.external_id.as_deref(),
            result,
            reason,
            rule,
            attempt.detail.as_deref(),
            attempt.warnings.as_deref(),
            user,
            session,
            attempt.attempts,
            attempt.at,
        ],
    )?;
    Ok(())
}

/// The last `limit` lines, newest first.
pub fn latest(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Attempt>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, channel_id, address, key_id, external_id, result, reason, rule, detail, warnings, user_id, session_id,
                attempts, happened_at
         FROM login_log WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
        params![&account, limit],
    )?
    .iter()
    .map(attempt)
    .collect()
}

fn attempt(row: &Row) -> Result<Attempt> {
    let reason: Option<String> = row.get(6)?;
    let outcome = match reason {
        Some(reason) => Outcome::Refused { reason },
        None => Outcome::Accepted { rule: row.get(7)?, user: row.get(10)?, session: row.get(11)? },
    };
    Ok(Attempt {
        id: row.get(0)?,
        channel: row.get(1)?,
        address: row.get(2)?,
        key: row.get(3)?,
        external_id: row.get(4)?,
        outcome,
        detail: row.get(8)?,
        warnings: row.get(9)?,
        attempts: row.get(12)?,
        at: row.get(13)?,
    })
}
