//! The bans of people who were erased, each as a keyed hash of namespace and external id (SES-13).

use bonafide_domain::id::UserId;

use crate::{error::Result, params, tx::Tx};

/// Keeps the ban of an external id that an erased user had.
pub fn insert(tx: &mut Tx<'_>, digest: &[u8; 32], user: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO kept_bans (account_id, digest, user_id) VALUES ($1, $2, $3)
         ON CONFLICT (account_id, digest) DO NOTHING",
        params![&account, digest, &user],
    )?;
    Ok(())
}

/// Whether whoever has an external id was banned and erased since.
pub fn is_banned(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT user_id FROM kept_bans WHERE account_id = $1 AND digest = $2",
        params![&account, digest],
    )?;
    Ok(row.is_some())
}

/// Lifts the bans of all external ids that an erased user had; says how many there were.
pub fn lift(tx: &mut Tx<'_>, user: UserId) -> Result<u64> {
    let account = tx.account();
    tx.execute("DELETE FROM kept_bans WHERE account_id = $1 AND user_id = $2", params![&account, &user])
}
