//! One-time links that hand a signing key to a developer (KEY-9).

use bonafide_domain::{
    id::{AgentId, KeyId, KeyLinkId},
    key_link::Course,
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row};

/// A new link.
#[derive(Debug, Clone, Copy)]
pub struct NewKeyLink<'a> {
    /// Its id.
    pub id: KeyLinkId,
    /// The key that it hands over.
    pub key: KeyId,
    /// SHA-256 of its secret.
    pub secret_hash: &'a [u8; 32],
    /// Who makes it.
    pub made_by: AgentId,
    /// From when on it is too old.
    pub expires_at: Millis,
}

/// A link as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLink {
    /// Its id.
    pub id: KeyLinkId,
    /// The key that it hands over.
    pub key: KeyId,
    /// The name of whoever made it.
    pub made_by: String,
    /// When.
    pub made_at: Millis,
    /// What has become of it.
    pub course: Course,
    /// Who opened it.
    pub opener: Option<Opener>,
}

/// Who opened a link, as far as anybody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opener {
    /// Who they said they are. Nothing proves it.
    pub name: String,
    /// The network address that they came from.
    pub address: String,
    /// What their device said it is.
    pub agent_text: String,
}

/// Keeps a new link.
pub fn insert(tx: &mut Tx<'_>, link: &NewKeyLink<'_>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO key_links (account_id, id, key_id, secret_hash, made_by, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![&account, &link.id, &link.key, link.secret_hash, &link.made_by, now, link.expires_at],
    )?;
    Ok(())
}

/// SHA-256 of a link's secret, whatever has become of it. The caller proves the secret.
pub fn find_secret_hash(tx: &mut Tx<'_>, id: KeyLinkId) -> Result<Option<[u8; 32]>> {
    let account = tx.account();
    let row = tx
        .row("SELECT secret_hash FROM key_links WHERE account_id = $1 AND id = $2", params![&account, &id])?;
    row.map(|row| row.get(0)).transpose()
}

/// Opens a link, which is done once, and gives its key. `None` if it cannot be opened: of two who try, one has it.
pub fn open(tx: &mut Tx<'_>, id: KeyLinkId, opener: &Opener) -> Result<Option<KeyId>> {
    let (account, now) = (tx.account(), tx.now());
    let row = tx.row(
        "UPDATE key_links SET opened_at = $3, opened_by = $4, opened_from = $5, opened_with = $6
         WHERE account_id = $1 AND id = $2 AND opened_at IS NULL AND revoked_at IS NULL AND expires_at > $3
         RETURNING key_id",
        params![&account, &id, now, &opener.name, &opener.address, &opener.agent_text],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Revokes a link to a key that nobody has opened. Says whether there was one to revoke.
pub fn revoke(tx: &mut Tx<'_>, key: KeyId, id: KeyLinkId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE key_links SET revoked_at = $3
         WHERE account_id = $1 AND id = $2 AND key_id = $4
           AND opened_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
        params![&account, &id, now, &key],
    )?;
    Ok(changed == 1)
}

/// Revokes every link to a key that nobody has opened.
pub fn revoke_all(tx: &mut Tx<'_>, key: KeyId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE key_links SET revoked_at = $3
         WHERE account_id = $1 AND key_id = $2 AND opened_at IS NULL AND revoked_at IS NULL",
        params![&account, &key, now],
    )?;
    Ok(())
}

/// The newest links to live keys, at most `limit`, newest first.
pub fn latest(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<KeyLink>> {
    let account = tx.account();
    tx.rows(
        "SELECT l.id, l.key_id, a.name, l.made_at, l.expires_at, l.revoked_at, l.opened_at, l.opened_by,
                l.opened_from, l.opened_with
         FROM key_links l
         JOIN signing_keys k ON k.account_id = l.account_id AND k.id = l.key_id
         JOIN agents a ON a.account_id = l.account_id AND a.id = l.made_by
         WHERE l.account_id = $1 AND k.deleted_at IS NULL ORDER BY l.id DESC LIMIT $2",
        params![&account, limit],
    )?
    .iter()
    .map(link)
    .collect()
}

fn link(row: &Row) -> Result<KeyLink> {
    let opener = match row.get(7)? {
        Some(name) => Some(Opener { name, address: row.get(8)?, agent_text: row.get(9)? }),
        None => None,
    };
    Ok(KeyLink {
        id: row.get(0)?,
        key: row.get(1)?,
        made_by: row.get(2)?,
        made_at: row.get(3)?,
        course: Course { expires_at: row.get(4)?, revoked_at: row.get(5)?, opened_at: row.get(6)? },
        opener,
    })
}
