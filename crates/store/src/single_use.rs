//! What may be used once: one-time links.

use bonafide_domain::time::Millis;

use crate::{error::Result, params, tx::Tx};

/// Keeps the hash of something that may be used once, until `expires_at`.
pub fn insert(tx: &mut Tx<'_>, kind: &'static str, hash: &[u8; 32], expires_at: Millis) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO single_use (account_id, kind, hash, expires_at) VALUES ($1, $2, $3, $4)",
        params![&account, kind, hash, expires_at],
    )?;
    Ok(())
}

/// Whether it could be used now.
pub fn is_unspent(tx: &mut Tx<'_>, kind: &'static str, hash: &[u8; 32]) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let row = tx.row(
        "SELECT kind FROM single_use
         WHERE account_id = $1 AND kind = $2 AND hash = $3 AND used_at IS NULL AND expires_at > $4",
        params![&account, kind, hash, now],
    )?;
    Ok(row.is_some())
}

/// Uses it. `false` if it is unknown, was used before, or is too old: these are not told apart.
pub fn spend(tx: &mut Tx<'_>, kind: &'static str, hash: &[u8; 32]) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE single_use SET used_at = $4
         WHERE account_id = $1 AND kind = $2 AND hash = $3 AND used_at IS NULL AND expires_at > $4",
        params![&account, kind, hash, now],
    )?;
    Ok(changed == 1)
}

/// Removes all of a kind that were not used, so that only the one made next works.
pub fn withdraw(tx: &mut Tx<'_>, kind: &'static str) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM single_use WHERE account_id = $1 AND kind = $2 AND used_at IS NULL",
        params![&account, kind],
    )?;
    Ok(())
}
