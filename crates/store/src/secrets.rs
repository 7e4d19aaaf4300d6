//! The secrets of chats (CHT-1): keys of a setting that has one, and one more while the one before lives on.

use bonafide_domain::{
    id::{KeyId, SettingId},
    time::Millis,
};

use crate::{
    error::Result,
    keys::{self, NewKey},
    params,
    tx::Tx,
};

/// A secret that tokens are made with now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatSecret {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: String,
    /// Its first six characters.
    pub first_six: String,
    /// Who made it: an agent's name, or `None` for a command on the server's own machine.
    pub made_by: Option<String>,
    /// When it was made.
    pub made_at: Millis,
    /// Until when it lives on, if another took its place.
    pub valid_until: Option<Millis>,
    /// When a token made with it was last accepted.
    pub last_used: Option<Millis>,
    /// How many sessions opened with it still count.
    pub sessions: i64,
}

/// The secrets of a setting that tokens are made with now, the newest first.
pub fn of_setting(tx: &mut Tx<'_>, setting: SettingId) -> Result<Vec<ChatSecret>> {
    let (account, now) = (tx.account(), tx.now());
    tx.rows(
        concat!(
            "SELECT k.id, k.name, k.first_six, a.name, k.made_at, k.valid_until, k.last_used_at, ",
            keys::open_sessions!("$3"),
            " FROM signing_keys k LEFT JOIN agents a ON a.account_id = k.account_id AND a.id = k.made_by
              WHERE k.account_id = $1 AND k.setting_id = $2 AND k.deleted_at IS NULL
              AND (k.valid_until IS NULL OR k.valid_until > $3) ORDER BY k.id DESC"
        ),
        params![&account, &setting, now],
    )?
    .iter()
    .map(|row| {
        Ok(ChatSecret {
            id: row.get(0)?,
            name: row.get(1)?,
            first_six: row.get(2)?,
            made_by: row.get(3)?,
            made_at: row.get(4)?,
            valid_until: row.get(5)?,
            last_used: row.get(6)?,
            sessions: row.get(7)?,
        })
    })
    .collect()
}

/// Puts a secret in the place of those that its setting has: the one that was the setting's lives on until `until`, and without
/// it none does. Of those that do not live on, the secret is wiped; the rows stay for the evidence that names them.
pub fn replace(tx: &mut Tx<'_>, new: &NewKey<'_>, until: Option<Millis>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    // One that lives on already gets no more time by this.
    tx.execute(
        "UPDATE signing_keys SET deleted_at = $3, sealed_secret = NULL
         WHERE account_id = $1 AND setting_id = $2 AND deleted_at IS NULL
         AND (valid_until IS NOT NULL OR CAST($4 AS BIGINT) IS NULL)",
        params![&account, &new.setting, now, until],
    )?;
    tx.execute(
        "UPDATE signing_keys SET valid_until = $3
         WHERE account_id = $1 AND setting_id = $2 AND deleted_at IS NULL",
        params![&account, &new.setting, until],
    )?;
    keys::insert(tx, new)
}

/// Wipes secrets that lived on beside their successors and are at their end, `limit` of them at most. Says how many.
pub fn wipe_ended(tx: &mut Tx<'_>, limit: i64) -> Result<i64> {
    let (account, now) = (tx.account(), tx.now());
    let wiped = tx.execute(
        "UPDATE signing_keys SET deleted_at = $2, sealed_secret = NULL
         WHERE account_id = $1 AND id IN (
             SELECT id FROM signing_keys
             WHERE account_id = $1 AND valid_until IS NOT NULL AND deleted_at IS NULL AND valid_until <= $2
             ORDER BY id LIMIT $3)",
        params![&account, now, limit],
    )?;
    Ok(i64::try_from(wiped).unwrap_or(i64::MAX))
}
