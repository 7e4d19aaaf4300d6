//! Sessions: a device's right to act as a user.

use bonafide_domain::{
    id::{ConversationId, DeviceId, EvidenceId, KeyId, SessionId, UserId},
    session::{EndReason, Epoch, Proof, Session, Surroundings},
    time::Millis,
};

use crate::{conversations, error::Result, params, tx::Tx, value::Row, word};

/// A session with everything that decides whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The session.
    pub session: Session,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// What it depends on, as it is now.
    pub around: Surroundings,
}

/// The epochs a session copies when it is opened or renewed (details 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epochs {
    /// The user's.
    pub user: Epoch,
    /// The setting's, for an authenticated session.
    pub setting: Option<Epoch>,
    /// The key's, where a key of ours signed.
    pub key: Option<Epoch>,
}

/// A new session. `Conflict("sessions_device")` if the device has one that was not ended.
pub fn insert(
    tx: &mut Tx<'_>,
    session: &Session,
    secret_hash: &[u8; 32],
    epochs: Epochs,
    login_id: Option<&str>,
) -> Result<()> {
    let account = tx.account();
    let proof = session.proof.as_ref();
    tx.execute(
        "INSERT INTO sessions (account_id, id, device_id, user_id, channel_id, kind, secret_hash, evidence_id, setting_id,
                key_id, user_epoch, setting_epoch, key_epoch, login_id, opened_at, expires_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)",
        params![
            &account,
            &session.id,
            &session.device,
            &session.user,
            &session.channel,
            if proof.is_some() { "authenticated" } else { "anonymous" },
            secret_hash,
            proof.map(|proof| &proof.evidence),
            proof.map(|proof| &proof.setting),
            proof.and_then(|proof| proof.key.as_ref()),
            epochs.user,
            epochs.setting,
            epochs.key,
            login_id,
            session.opened_at,
            session.expires_at,
        ],
    )?;
    Ok(())
}

/// A session with everything that decides whether it counts, and what else is asked for: [`kept`] reads the columns.
macro_rules! select {
    ($columns:expr, $joins:expr) => {
        concat!(
            "SELECT s.id, s.device_id, s.user_id, s.channel_id, s.evidence_id, s.setting_id, s.key_id, s.opened_at,
                    s.expires_at, s.ended_why, s.secret_hash, u.root_id, r.banned_at,
                    CASE WHEN s.user_epoch = u.session_epoch
                          AND (s.setting_id IS NULL OR s.setting_epoch = t.session_epoch)
                          AND (s.key_id IS NULL OR s.key_epoch = k.session_epoch)
                         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END,
                    CASE WHEN s.kind = 'anonymous' AND (d.banned_at IS NOT NULL OR EXISTS (
                            SELECT 1 FROM sessions o JOIN users w ON w.account_id = o.account_id AND w.id = o.user_id
                            JOIN users b ON b.account_id = w.account_id AND b.id = w.root_id
                            WHERE o.account_id = s.account_id AND o.device_id = s.device_id AND b.banned_at IS NOT NULL))
                         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END",
            $columns,
            " FROM sessions s
             JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
             JOIN users r ON r.account_id = u.account_id AND r.id = u.root_id
             JOIN devices d ON d.account_id = s.account_id AND d.id = s.device_id
             LEFT JOIN authentication_settings t ON t.account_id = s.account_id AND t.id = s.setting_id
             LEFT JOIN signing_keys k ON k.account_id = s.account_id AND k.id = s.key_id ",
            $joins,
            " WHERE s.account_id = $1 AND s.id = $2"
        )
    };
}
pub(crate) use select;

/// A session by id. The caller proves the secret.
pub fn find(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<Kept>> {
    let account = tx.account();
    tx.row(select!("", ""), params![&account, &id])?.map(|row| kept(&row)).transpose()
}

/// Where a session leads: what has to be taken before it is asked whether the session counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// Whom its user resolves to.
    pub root: UserId,
    /// The conversation that this user has; of several the one that was last written to (MRG-9).
    pub conversation: Option<ConversationId>,
}

/// Where a session leads now, whether it counts or not.
pub fn find_way(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<Way>> {
    let account = tx.account();
    tx.row(
        concat!(
            "SELECT s.secret_hash, u.root_id, c.id
             FROM sessions s
             JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
             LEFT JOIN conversations c ON c.account_id = u.account_id AND c.user_id = u.root_id AND c.root_id = c.id
                   AND NOT EXISTS (SELECT 1 FROM conversations y
                       WHERE y.account_id = u.account_id AND y.user_id = u.root_id AND y.root_id = y.id AND ",
            conversations::written_to_later!(),
            ")
             WHERE s.account_id = $1 AND s.id = $2"
        ),
        params![&account, &id],
    )?
    .map(|row| Ok(Way { secret_hash: row.get(0)?, root: row.get(1)?, conversation: row.get(2)? }))
    .transpose()
}

/// How many columns [`kept`] reads: what else was asked for begins there.
pub(crate) const KEPT: usize = 15;

pub(crate) fn kept(row: &Row) -> Result<Kept> {
    Ok(Kept {
        session: Session {
            id: row.get(0)?,
            device: row.get(1)?,
            user: row.get(2)?,
            channel: row.get(3)?,
            proof: proof(row, 4)?,
            opened_at: row.get(7)?,
            expires_at: row.get(8)?,
            ended: end_reason(row, 9)?,
        },
        secret_hash: row.get(10)?,
        around: Surroundings {
            root: row.get(11)?,
            user_banned: row.get::<Option<Millis>>(12)?.is_some(),
            epochs_hold: row.get(13)?,
            device_banned: row.get(14)?,
        },
    })
}

fn proof(row: &Row, from: usize) -> Result<Option<Proof>> {
    let evidence: Option<EvidenceId> = row.get(from)?;
    evidence
        .map(|evidence| Ok(Proof { evidence, setting: row.get(from + 1)?, key: row.get(from + 2)? }))
        .transpose()
}

fn end_reason(row: &Row, index: usize) -> Result<Option<EndReason>> {
    match row.get::<Option<String>>(index)? {
        None => Ok(None),
        Some(_) => word::read(row, index, &EndReason::ALL, EndReason::as_str).map(Some),
    }
}

/// The session that a login of this device opened before, so that a repeat gives the same one (details 18).
pub fn find_by_login(tx: &mut Tx<'_>, device: DeviceId, login_id: &str) -> Result<Option<SessionId>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM sessions WHERE account_id = $1 AND device_id = $2 AND login_id = $3",
        params![&account, &device, login_id],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// The session of a device that was not ended, if there is one.
pub fn find_of_device(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<SessionId>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM sessions WHERE account_id = $1 AND device_id = $2 AND ended_at IS NULL",
        params![&account, &device],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Gives a session another secret; the one before stops working.
pub fn set_secret(tx: &mut Tx<'_>, id: SessionId, secret_hash: &[u8; 32]) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE sessions SET secret_hash = $3, version = version + 1 WHERE account_id = $1 AND id = $2",
        params![&account, &id, secret_hash],
    )?;
    Ok(())
}

/// Renews an authenticated session: new evidence, new end, the epochs of now (SES-10).
pub fn renew(
    tx: &mut Tx<'_>,
    id: SessionId,
    proof: &Proof,
    epochs: Epochs,
    expires_at: Millis,
) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE sessions SET evidence_id = $3, setting_id = $4, key_id = $5, user_epoch = $6, setting_epoch = $7,
                key_epoch = $8, expires_at = $9, version = version + 1
         WHERE account_id = $1 AND id = $2",
        params![
            &account,
            &id,
            &proof.evidence,
            &proof.setting,
            proof.key.as_ref(),
            epochs.user,
            epochs.setting,
            epochs.key,
            expires_at,
        ],
    )?;
    Ok(())
}

/// Ends a session; says whether it was not ended before.
pub fn end(tx: &mut Tx<'_>, id: SessionId, why: EndReason) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE sessions SET ended_at = $3, ended_why = $4, version = version + 1
         WHERE account_id = $1 AND id = $2 AND ended_at IS NULL",
        params![&account, &id, now, why.as_str()],
    )?;
    Ok(changed == 1)
}

/// A user's session as lists show it (SES-7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSession {
    /// Its id.
    pub id: SessionId,
    /// Its device.
    pub device: DeviceId,
    /// What the device said it is.
    pub agent_text: String,
    /// The name of the channel it was opened on.
    pub channel: String,
    /// The key it was opened with.
    pub key: Option<KeyId>,
    /// The public key it was opened or renewed with, by its kid or the beginning of its SHA-256.
    pub public_key: Option<String>,
    /// The name of that key; of a public key its setting's.
    pub key_name: Option<String>,
    /// Whether it is authenticated.
    pub authenticated: bool,
    /// Since when.
    pub opened_at: Millis,
    /// Until when.
    pub expires_at: Millis,
}

macro_rules! select_listed {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.device_id, d.agent_text, c.name, s.key_id, COALESCE(k.name, e.key_name),
                    s.evidence_id, s.opened_at, s.expires_at, e.public_key
             FROM users u JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
             JOIN devices d ON d.account_id = s.account_id AND d.id = s.device_id
             JOIN channels c ON c.account_id = s.account_id AND c.id = s.channel_id
             LEFT JOIN authentication_settings t ON t.account_id = s.account_id AND t.id = s.setting_id
             LEFT JOIN signing_keys k ON k.account_id = s.account_id AND k.id = s.key_id
             LEFT JOIN evidence e ON e.account_id = s.account_id AND e.id = s.evidence_id
             WHERE u.account_id = $1 AND u.root_id = $2 AND s.ended_at IS NULL ",
            $rest
        )
    };
}

/// The sessions of a user and of everyone merged into them that still count, newest first.
pub fn of_user(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<ListedSession>> {
    let (account, now) = (tx.account(), tx.now());
    tx.rows(
        select_listed!(
            "AND s.expires_at > $3 AND s.user_epoch = u.session_epoch
             AND (s.setting_id IS NULL OR s.setting_epoch = t.session_epoch)
             AND (s.key_id IS NULL OR s.key_epoch = k.session_epoch)
             ORDER BY s.id DESC"
        ),
        params![&account, &root, now],
    )?
    .iter()
    .map(listed)
    .collect()
}

/// The latest sessions of a user and of everyone merged into them that were not ended by themselves, newest first: at
/// most `limit`, whether they count or not.
pub fn latest_of_user(tx: &mut Tx<'_>, root: UserId, limit: i64) -> Result<Vec<ListedSession>> {
    let account = tx.account();
    tx.rows(select_listed!("ORDER BY s.id DESC LIMIT $3"), params![&account, &root, limit])?
        .iter()
        .map(listed)
        .collect()
}

fn listed(row: &Row) -> Result<ListedSession> {
    Ok(ListedSession {
        id: row.get(0)?,
        device: row.get(1)?,
        agent_text: row.get(2)?,
        channel: row.get(3)?,
        key: row.get(4)?,
        public_key: row.get(9)?,
        key_name: row.get(5)?,
        authenticated: row.get::<Option<EvidenceId>>(6)?.is_some(),
        opened_at: row.get(7)?,
        expires_at: row.get(8)?,
    })
}

macro_rules! select_signed_in {
    ($first:literal) => {
        concat!(
            "SELECT s.expires_at, s.evidence_id
             FROM users u JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
             JOIN authentication_settings t ON t.account_id = s.account_id AND t.id = s.setting_id
             LEFT JOIN signing_keys k ON k.account_id = s.account_id AND k.id = s.key_id
             WHERE u.account_id = $1 AND u.root_id = $2 AND s.kind = 'authenticated' AND s.ended_at IS NULL
               AND s.user_epoch = u.session_epoch AND s.setting_epoch = t.session_epoch
               AND (s.key_id IS NULL OR s.key_epoch = k.session_epoch)
             ORDER BY ",
            $first,
            " LIMIT 1"
        )
    };
}

/// Of the authenticated sessions of a user that were not ended, the one that was opened or renewed last by a login: until
/// when, and on which evidence. One that has not expired goes before any that has.
pub fn latest_signed_in(tx: &mut Tx<'_>, root: UserId) -> Result<Option<(Millis, EvidenceId)>> {
    let (account, now) = (tx.account(), tx.now());
    let row = tx.row(
        select_signed_in!("CASE WHEN s.expires_at > $3 THEN 0 ELSE 1 END, s.evidence_id DESC NULLS LAST"),
        params![&account, &root, now],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Of the authenticated sessions of a user that were not ended, the one that lasts longest: until when, and on
/// which evidence. It may have expired.
pub fn longest_signed_in(tx: &mut Tx<'_>, root: UserId) -> Result<Option<(Millis, EvidenceId)>> {
    let account = tx.account();
    let row = tx.row(select_signed_in!("s.expires_at DESC, s.id DESC"), params![&account, &root])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
