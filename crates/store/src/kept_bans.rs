//! What held back people who were erased, each as a keyed hash of namespace and external id: bans (SES-13), and the refusal of
//! earlier tokens (SES-14).

use bonafide_domain::{erasure::KeptBars, id::UserId, time::Millis};

use crate::{error::Result, params, tx::Tx, value::Row};

/// Keeps what held back whoever had an external id and was erased.
pub fn insert(tx: &mut Tx<'_>, digest: &[u8; 32], user: UserId, bars: KeptBars) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO kept_bans (account_id, digest, user_id, banned, tokens_from) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, digest) DO NOTHING",
        params![&account, digest, &user, bars.is_banned, bars.tokens_from],
    )?;
    Ok(())
}

fn bars(row: &Row) -> Result<KeptBars> {
    Ok(KeptBars { is_banned: row.get(0)?, tokens_from: row.get(1)? })
}

/// What held back whoever had an external id and was erased since.
pub fn find(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<KeptBars> {
    let account = tx.account();
    let row = tx.row(
        "SELECT banned, tokens_from FROM kept_bans WHERE account_id = $1 AND digest = $2",
        params![&account, digest],
    )?;
    row.map_or(Ok(KeptBars::default()), |row| bars(&row))
}

/// Keeps the refusal of an external id's earlier tokens no longer: it is about whoever has the external id from now on. Says
/// from when on tokens must be, if that is refused still. Nobody gets an external id that is banned.
pub fn hand_on(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<Millis>> {
    let account = tx.account();
    let row = tx.row(
        "DELETE FROM kept_bans WHERE account_id = $1 AND digest = $2 AND banned = 0 RETURNING tokens_from",
        params![&account, digest],
    )?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Lifts all that is kept about the external ids that an erased user had; says what it was.
pub fn lift(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<KeptBars>> {
    let account = tx.account();
    tx.rows(
        "DELETE FROM kept_bans WHERE account_id = $1 AND user_id = $2 RETURNING banned, tokens_from",
        params![&account, &user],
    )?
    .iter()
    .map(bars)
    .collect()
}
