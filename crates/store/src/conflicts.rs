//! Conflicts: logins that were refused because somebody else holds their address (RES-4, RES-8).

use bonafide_domain::{
    email::EmailAddress,
    id::{ChannelId, ConflictId},
    namespace::Namespace,
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row};

/// The logins of one external id that were refused for one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its id.
    pub id: ConflictId,
    /// The address that the tokens brought.
    pub address: String,
    /// What it is compared by.
    pub key: String,
    /// Whether the last of them said that it is verified.
    pub verified: bool,
    /// The namespace of the external id.
    pub namespace: Namespace,
    /// The external id of the tokens.
    pub external_id: String,
    /// The name in the last of them.
    pub name: Option<String>,
    /// The channel of the last.
    pub channel: ChannelId,
    /// How many were refused.
    pub refused: i64,
    /// When the first was.
    pub first_at: Millis,
    /// When the last was.
    pub last_at: Millis,
}

/// A login that is refused now.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// The address of its token.
    pub address: &'a EmailAddress,
    /// Whether the token said that it is verified.
    pub verified: bool,
    /// The namespace of its external id.
    pub namespace: Namespace,
    /// Its external id.
    pub external_id: &'a str,
    /// Its name.
    pub name: Option<&'a str>,
    /// The channel.
    pub channel: ChannelId,
}

/// Notes a refused login: one more of a conflict, or a new one. The address's lock is held.
pub fn note(tx: &mut Tx<'_>, refused: &Refused<'_>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let id: ConflictId = tx.id();
    let namespace = refused.namespace.to_bytes();
    tx.execute(
        "INSERT INTO conflicts (account_id, id, email_key, address, verified, namespace, external_id, name, channel_id,
                refused, first_at, last_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)
         ON CONFLICT (account_id, email_key, namespace, external_id)
         DO UPDATE SET address = excluded.address, verified = excluded.verified, name = excluded.name,
                channel_id = excluded.channel_id, refused = conflicts.refused + 1, last_at = excluded.last_at",
        params![
            &account,
            &id,
            refused.address.key().as_str(),
            refused.address.as_str(),
            refused.verified,
            &namespace,
            refused.external_id,
            refused.name,
            &refused.channel,
            now,
        ],
    )?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, address, verified, namespace, external_id, name, channel_id, refused, first_at, last_at,
                    email_key
             FROM conflicts ",
            $rest
        )
    };
}

fn conflict(row: &Row) -> Result<Conflict> {
    Ok(Conflict {
        id: row.get(0)?,
        address: row.get(1)?,
        verified: row.get(2)?,
        namespace: Namespace::from_bytes(row.get(3)?),
        external_id: row.get(4)?,
        name: row.get(5)?,
        channel: row.get(6)?,
        refused: row.get(7)?,
        first_at: row.get(8)?,
        last_at: row.get(9)?,
        key: row.get(10)?,
    })
}

/// The conflicts, newest first: at most `limit`, those before `before` if given.
pub fn page(tx: &mut Tx<'_>, before: Option<ConflictId>, limit: i64) -> Result<Vec<Conflict>> {
    let account = tx.account();
    let before = before.unwrap_or(ConflictId::from_bytes([0xff; 12]));
    tx.rows(
        select!("WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
        params![&account, &before, limit],
    )?
    .iter()
    .map(conflict)
    .collect()
}

/// A conflict by id.
pub fn find(tx: &mut Tx<'_>, id: ConflictId) -> Result<Option<Conflict>> {
    let account = tx.account();
    tx.row(select!("WHERE account_id = $1 AND id = $2"), params![&account, &id])?
        .map(|row| conflict(&row))
        .transpose()
}

/// Closes a conflict: somebody saw to it. What they did is in the audit log.
pub fn close(tx: &mut Tx<'_>, id: ConflictId) -> Result<()> {
    let account = tx.account();
    tx.execute("DELETE FROM conflicts WHERE account_id = $1 AND id = $2", params![&account, &id])?;
    Ok(())
}

/// Closes the conflicts over an address: it is nobody's any more.
pub fn close_over_address(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    let account = tx.account();
    tx.execute("DELETE FROM conflicts WHERE account_id = $1 AND email_key = $2", params![&account, key])?;
    Ok(())
}

/// Closes the conflicts of an external id: it is nobody's any more.
pub fn close_of_external_id(tx: &mut Tx<'_>, namespace: Namespace, external_id: &str) -> Result<()> {
    let account = tx.account();
    let namespace = namespace.to_bytes();
    tx.execute(
        "DELETE FROM conflicts WHERE account_id = $1 AND namespace = $2 AND external_id = $3",
        params![&account, &namespace, external_id],
    )?;
    Ok(())
}
