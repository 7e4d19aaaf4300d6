//! Signing keys, and what they have in common with the secrets of chats.

use bonafide_domain::{
    id::{AgentId, KeyId, SettingId},
    namespace::Namespace,
    setting::SettingKind,
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row, word};

/// A signing key that is not deleted, as lists show it (KEY-5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: String,
    /// The secret's first six characters.
    pub first_six: String,
    /// Who made it: an agent's name, or `None` for a command on the server's own machine.
    pub made_by: Option<String>,
    /// When it was made.
    pub made_at: Millis,
    /// When a token signed with it was last accepted.
    pub last_used: Option<Millis>,
    /// How many logins were accepted with it.
    pub logins: i64,
    /// How many sessions opened with it still count.
    pub sessions: i64,
}

/// A new key.
#[derive(Debug, Clone, Copy)]
pub struct NewKey<'a> {
    /// Its id.
    pub id: KeyId,
    /// The setting it belongs to.
    pub setting: SettingId,
    /// Its name.
    pub name: &'a str,
    /// The secret's first six characters.
    pub first_six: &'a str,
    /// The secret, sealed under the account's data key (KEY-8).
    pub sealed_secret: &'a [u8],
    /// Who made it.
    pub made_by: Option<AgentId>,
}

/// A key that verifies tokens now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: String,
    /// The secret, sealed.
    pub sealed_secret: Vec<u8>,
    /// The setting it belongs to.
    pub setting: SettingId,
    /// The kind of that setting.
    pub kind: SettingKind,
    /// The setting's namespace (RES-13).
    pub namespace: Namespace,
}

/// A new key. `Conflict("signing_keys_name")` if a live one of its setting has its name (KEY-2).
pub fn insert(tx: &mut Tx<'_>, key: &NewKey<'_>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO signing_keys (account_id, id, setting_id, name, first_six, sealed_secret, made_by, made_at,
                session_epoch, logins)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)",
        params![
            &account,
            &key.id,
            &key.setting,
            key.name,
            key.first_six,
            key.sealed_secret,
            key.made_by.as_ref(),
            now
        ],
    )?;
    Ok(())
}

fn listed(row: &Row) -> Result<ListedKey> {
    Ok(ListedKey {
        id: row.get(0)?,
        name: row.get(1)?,
        first_six: row.get(2)?,
        made_by: row.get(3)?,
        made_at: row.get(4)?,
        last_used: row.get(5)?,
        logins: row.get(6)?,
        sessions: row.get(7)?,
    })
}

/// How many sessions that were opened with the key `k` still count (KEY-5), at the time of this parameter.
macro_rules! open_sessions {
    ($now:literal) => {
        concat!(
            "(SELECT CAST(COUNT(*) AS BIGINT) FROM sessions s
              JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
              JOIN authentication_settings t ON t.account_id = s.account_id AND t.id = s.setting_id
              WHERE s.account_id = k.account_id AND s.key_id = k.id AND s.ended_at IS NULL
              AND s.key_epoch = k.session_epoch AND s.setting_epoch = t.session_epoch
              AND s.user_epoch = u.session_epoch AND s.expires_at > ",
            $now,
            ")"
        )
    };
}
pub(crate) use open_sessions;

/// The account's live signing keys, oldest first (KEY-5).
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<ListedKey>> {
    let (account, now) = (tx.account(), tx.now());
    tx.rows(
        concat!(
            "SELECT k.id, k.name, k.first_six, a.name, k.made_at, k.last_used_at, k.logins, ",
            open_sessions!("$2"),
            " FROM signing_keys k
              JOIN authentication_settings o
                   ON o.account_id = k.account_id AND o.id = k.setting_id AND o.kind = 'signing_keys'
              LEFT JOIN agents a ON a.account_id = k.account_id AND a.id = k.made_by
              WHERE k.account_id = $1 AND k.deleted_at IS NULL ORDER BY k.id"
        ),
        params![&account, now],
    )?
    .iter()
    .map(listed)
    .collect()
}

/// The ids of the account's live keys of every kind.
pub fn live_ids(tx: &mut Tx<'_>) -> Result<Vec<KeyId>> {
    let (account, now) = (tx.account(), tx.now());
    tx.rows(
        "SELECT id FROM signing_keys
         WHERE account_id = $1 AND deleted_at IS NULL AND (valid_until IS NULL OR valid_until > $2) ORDER BY id",
        params![&account, now],
    )?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// Whether the account ever had a signing key, deleted ones included (KEY-7).
pub fn any_was_made(tx: &mut Tx<'_>) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT k.id FROM signing_keys k
         JOIN authentication_settings t
              ON t.account_id = k.account_id AND t.id = k.setting_id AND t.kind = 'signing_keys'
         WHERE k.account_id = $1 LIMIT 1",
        params![&account],
    )?;
    Ok(row.is_some())
}

/// A key of whatever kind that verifies tokens now: not deleted and not at its end, of a setting that is not deleted.
pub fn find_verifying(tx: &mut Tx<'_>, id: KeyId) -> Result<Option<VerifyingKey>> {
    let (account, now) = (tx.account(), tx.now());
    let row = tx.row(
        "SELECT k.id, k.name, k.sealed_secret, t.id, t.kind, t.namespace
         FROM signing_keys k JOIN authentication_settings t ON t.account_id = k.account_id AND t.id = k.setting_id
         WHERE k.account_id = $1 AND k.id = $2 AND k.deleted_at IS NULL AND t.deleted_at IS NULL
         AND (k.valid_until IS NULL OR k.valid_until > $3)",
        params![&account, &id, now],
    )?;
    row.map(|row| {
        Ok(VerifyingKey {
            id: row.get(0)?,
            name: row.get(1)?,
            sealed_secret: row.get(2)?,
            setting: row.get(3)?,
            kind: word::read(&row, 4, &SettingKind::ALL, SettingKind::as_str)?,
            namespace: Namespace::from_bytes(row.get(5)?),
        })
    })
    .transpose()
}

/// Deletes a key and wipes its secret; the row stays for the evidence that names it. Says whether it was live.
pub fn delete(tx: &mut Tx<'_>, id: KeyId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE signing_keys SET deleted_at = $3, sealed_secret = NULL
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id, now],
    )?;
    Ok(changed == 1)
}

/// Ends every session opened with a key, which may be deleted by now (KEY-6, SES-7). Says whether there is such a key.
pub fn end_sessions(tx: &mut Tx<'_>, id: KeyId) -> Result<bool> {
    let account = tx.account();
    let changed = tx.execute(
        "UPDATE signing_keys SET session_epoch = session_epoch + 1 WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    Ok(changed == 1)
}

/// Adds logins to a key's count. Called once a second at most, with what was summed up meanwhile (details 5).
pub fn count_logins(tx: &mut Tx<'_>, id: KeyId, logins: i64, last_used: Millis) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE signing_keys SET logins = logins + $3,
                last_used_at = CASE WHEN last_used_at IS NULL OR last_used_at < $4 THEN $4 ELSE last_used_at END
         WHERE account_id = $1 AND id = $2",
        params![&account, &id, logins, last_used],
    )?;
    Ok(())
}
