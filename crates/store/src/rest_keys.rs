//! Keys of the REST API. None of them verifies a token that says who somebody is: those are in [`keys`](crate::keys).

use bonafide_domain::{
    id::{AgentId, KeyId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row};

/// A live key, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRestKey {
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
    /// When a program was last let in with it, to a minute.
    pub last_used: Option<Millis>,
}

/// A key by its name, whether it is live or was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRestKey {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: String,
}

/// A new key.
#[derive(Debug, Clone, Copy)]
pub struct NewRestKey<'a> {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: &'a str,
    /// The secret's first six characters.
    pub first_six: &'a str,
    /// The secret, sealed under the account's data key.
    pub sealed_secret: &'a [u8],
    /// Who made it.
    pub made_by: Option<AgentId>,
}

/// A live key's secret, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRestKey {
    /// The key.
    pub id: KeyId,
    /// Its secret, sealed.
    pub sealed_secret: Vec<u8>,
    /// When a program was last let in with it, to a minute.
    pub last_used: Option<Millis>,
}

/// A new key. `Conflict("rest_keys_name")` if a live one has its name.
pub fn insert(tx: &mut Tx<'_>, key: &NewRestKey<'_>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO rest_keys (account_id, id, name, first_six, sealed_secret, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![&account, &key.id, key.name, key.first_six, key.sealed_secret, key.made_by.as_ref(), now],
    )?;
    Ok(())
}

fn listed(row: &Row) -> Result<ListedRestKey> {
    Ok(ListedRestKey {
        id: row.get(0)?,
        name: row.get(1)?,
        first_six: row.get(2)?,
        made_by: row.get(3)?,
        made_at: row.get(4)?,
        last_used: row.get(5)?,
    })
}

/// The account's live keys, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<ListedRestKey>> {
    let account = tx.account();
    tx.rows(
        "SELECT k.id, k.name, k.first_six, a.name, k.made_at, k.last_used_at FROM rest_keys k
         LEFT JOIN agents a ON a.account_id = k.account_id AND a.id = k.made_by
         WHERE k.account_id = $1 AND k.deleted_at IS NULL ORDER BY k.id",
        params![&account],
    )?
    .iter()
    .map(listed)
    .collect()
}

fn sealed(row: &Row) -> Result<SealedRestKey> {
    Ok(SealedRestKey { id: row.get(0)?, sealed_secret: row.get(1)?, last_used: row.get(2)? })
}

/// The secrets of the account's live keys, oldest first.
pub fn sealed_secrets(tx: &mut Tx<'_>) -> Result<Vec<SealedRestKey>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, sealed_secret, last_used_at FROM rest_keys
         WHERE account_id = $1 AND deleted_at IS NULL ORDER BY id",
        params![&account],
    )?
    .iter()
    .map(sealed)
    .collect()
}

/// The secret of a live key.
pub fn find(tx: &mut Tx<'_>, id: KeyId) -> Result<Option<SealedRestKey>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id, sealed_secret, last_used_at FROM rest_keys
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id],
    )?;
    row.as_ref().map(sealed).transpose()
}

/// Deletes a live key and wipes its secret. Whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: KeyId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE rest_keys SET deleted_at = $3, sealed_secret = NULL
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id, now],
    )?;
    Ok(changed == 1)
}

/// Notes that a program was let in with a live key now.
pub fn note_use(tx: &mut Tx<'_>, id: KeyId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE rest_keys SET last_used_at = $3 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id, now],
    )?;
    Ok(())
}
