//! The login log: each attempt with the check that decided it (SEE-6). No secrets and no whole tokens.

use bonafide_domain::{
    id::{ChannelId, KeyId, LoginAttemptId, SessionId, SettingId, UserId},
    login_note::LoginNote,
    text::ExternalId,
    time::Millis,
    token::KeyOfSetting,
};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: LoginAttemptId,
    /// The channel.
    pub channel: ChannelId,
    /// The network address it came from; empty after an erasure.
    pub address: String,
    /// The key that the token named, if it is one of the account's.
    pub key: Option<KeyId>,
    /// The public key that the token named, where its channel's setting has those.
    pub public_key: Option<KeyOfSetting>,
    /// The external id, only from a token whose signature was good (details 23).
    pub external_id: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// Why it would have been refused, by a policy that only reports.
    pub would_refuse: Option<String>,
    /// What exactly the check found that refused the token, in the words that developers know it by.
    pub detail: Option<String>,
    /// What is noted of a login that was accepted, in the order of the checks.
    pub notes: Vec<Note>,
    /// How many attempts like this one the line sums up.
    pub attempts: i64,
    /// When.
    pub at: Millis,
}

/// Something noted of a login: a code with what it is about ([`LoginNote`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The code.
    pub code: String,
    /// The claim, the user's id, or the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

impl From<&LoginNote> for Note {
    fn from(note: &LoginNote) -> Self {
        Self { code: note.code().to_owned(), about: note.about() }
    }
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
    /// Nobody logged in: somebody wrote without, where that would be refused (SES-6).
    WroteWithout {
        /// Who: nothing else is known of them.
        user: UserId,
        /// Their session.
        session: SessionId,
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
        Outcome::WroteWithout { user, session } => ("accepted", None, None, Some(user), Some(session)),
    };
    let notes = (!attempt.notes.is_empty()).then(|| serde_json::to_string(&attempt.notes)).transpose();
    let notes = notes.map_err(|error| StoreError::Bug(error.to_string()))?;
    tx.execute(
        "INSERT INTO login_log (account_id, id, channel_id, address, key_id, external_id, result, reason, rule, detail,
                notes, user_id, session_id, attempts, happened_at, would_refuse, setting_id, public_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
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
            notes.as_deref(),
            user,
            session,
            attempt.attempts,
            attempt.at,
            attempt.would_refuse.as_deref(),
            attempt.public_key.as_ref().map(|key| &key.setting),
            attempt.public_key.as_ref().map(|key| key.name.as_str()),
        ],
    )?;
    Ok(())
}

/// Which lines are asked for: those that are all of what is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Accepted or refused.
    pub accepted: Option<bool>,
    /// The reason of a refusal, by its stable name.
    pub reason: Option<&'static str>,
    /// The external id.
    pub external_id: Option<ExternalId>,
}

/// One line, with the names of what it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The line.
    pub attempt: Attempt,
    /// The channel's name.
    pub channel_name: String,
    /// The key's name; of a public key its setting's.
    pub key_name: Option<String>,
}

/// The lines that a filter lets through, newest first: at most `limit`, those before `before` if given.
pub fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    before: Option<LoginAttemptId>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let account = tx.account();
    let before = before.unwrap_or(LoginAttemptId::from_bytes([0xff; 12]));
    let result = filter.accepted.map(|accepted| if accepted { "accepted" } else { "refused" });
    let external_id = filter.external_id.as_ref().map(ExternalId::as_str);
    tx.rows(
        "SELECT l.id, l.channel_id, l.address, l.key_id, l.external_id, l.result, l.reason, l.rule, l.detail, l.notes,
                l.user_id, l.session_id, l.attempts, l.happened_at, c.name, COALESCE(k.name, t.name),
                l.would_refuse, l.setting_id, l.public_key
         FROM login_log l JOIN channels c ON c.account_id = l.account_id AND c.id = l.channel_id
         LEFT JOIN signing_keys k ON k.account_id = l.account_id AND k.id = l.key_id
         LEFT JOIN authentication_settings t ON t.account_id = l.account_id AND t.id = l.setting_id
         WHERE l.account_id = $1 AND l.id < $2
           AND (CAST($3 AS TEXT) IS NULL OR (l.result = $3 AND (l.rule IS NOT NULL OR l.reason IS NOT NULL)))
           AND (CAST($4 AS TEXT) IS NULL OR l.reason = $4 OR l.would_refuse = $4)
           AND (CAST($5 AS TEXT) IS NULL OR l.external_id = $5)
         ORDER BY l.id DESC LIMIT $6",
        params![&account, &before, result, filter.reason, external_id, limit],
    )?
    .iter()
    .map(|row| Ok(Listed { attempt: attempt(row)?, channel_name: row.get(14)?, key_name: row.get(15)? }))
    .collect()
}

/// Takes what is personal from lines about refused logins with an external id that are from before a moment, at most
/// `limit`; says how many there were (RES-11). Who has the external id since has lines of their own.
pub fn blank_refused(tx: &mut Tx<'_>, external_id: &str, before: Millis, limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "UPDATE login_log SET address = '', external_id = NULL, detail = NULL, notes = NULL
         WHERE account_id = $1 AND id IN (
            SELECT id FROM login_log
            WHERE account_id = $1 AND external_id = $2 AND session_id IS NULL AND happened_at <= $3 LIMIT $4)",
        params![&account, external_id, before, limit],
    )
}

/// Takes what is personal from lines about the first sessions of a user that come after one, at most `limit` lines about at
/// most `limit` sessions; says how many there were (RES-11). `after` is a session's id, or empty for the very first.
pub fn blank_of_user(tx: &mut Tx<'_>, user: UserId, after: &[u8], limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "UPDATE login_log SET address = '', external_id = NULL, detail = NULL, notes = NULL
         WHERE account_id = $1 AND id IN (
            SELECT id FROM login_log
            WHERE account_id = $1 AND session_id IS NOT NULL AND address <> '' AND session_id IN (
                SELECT id FROM sessions WHERE account_id = $1 AND user_id = $2 AND id > $3 ORDER BY id LIMIT $4)
            LIMIT $4)",
        params![&account, &user, after, limit],
    )
}

/// How many lines there are about refused logins with an external id, for an erasure to say (RES-11).
pub fn count_refused(tx: &mut Tx<'_>, external_id: &str) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM login_log
         WHERE account_id = $1 AND external_id = $2 AND session_id IS NULL",
        params![&account, external_id],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// How many lines there are about the sessions of a user and those who were merged into them, for an erasure to say
/// (RES-11). Blank ones do not count.
pub fn count_of_user(tx: &mut Tx<'_>, root: UserId) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT)
         FROM users u
         JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
         JOIN login_log l ON l.account_id = s.account_id AND l.session_id = s.id
         WHERE u.account_id = $1 AND u.root_id = $2 AND l.session_id IS NOT NULL AND l.address <> ''",
        params![&account, &root],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Removes the oldest lines from before a moment, at most `limit`; says how many there were (SEE-6).
pub fn forget(tx: &mut Tx<'_>, before: Millis, limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM login_log WHERE account_id = $1 AND id IN (
            SELECT id FROM login_log WHERE account_id = $1 AND id < $2 ORDER BY id LIMIT $3)",
        params![&account, &LoginAttemptId::new(before, 0), limit],
    )
}

fn notes(kept: Option<String>) -> Result<Vec<Note>> {
    let read = kept.map(|kept| serde_json::from_str(&kept)).transpose();
    let notes = read.map_err(|error| StoreError::Corrupt(format!("notes of a login: {error}")))?;
    Ok(notes.unwrap_or_default())
}

fn public_key(row: &Row) -> Result<Option<KeyOfSetting>> {
    let (setting, name): (Option<SettingId>, Option<String>) = (row.get(17)?, row.get(18)?);
    Ok(setting.zip(name).map(|(setting, name)| KeyOfSetting { setting, name }))
}

fn attempt(row: &Row) -> Result<Attempt> {
    let (reason, rule): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
    let outcome = match (reason, rule) {
        (Some(reason), _) => Outcome::Refused { reason },
        (None, Some(rule)) => Outcome::Accepted { rule, user: row.get(10)?, session: row.get(11)? },
        (None, None) => Outcome::WroteWithout { user: row.get(10)?, session: row.get(11)? },
    };
    Ok(Attempt {
        id: row.get(0)?,
        channel: row.get(1)?,
        address: row.get(2)?,
        key: row.get(3)?,
        public_key: public_key(row)?,
        external_id: row.get(4)?,
        outcome,
        detail: row.get(8)?,
        notes: notes(row.get(9)?)?,
        attempts: row.get(12)?,
        at: row.get(13)?,
        would_refuse: row.get(16)?,
    })
}
