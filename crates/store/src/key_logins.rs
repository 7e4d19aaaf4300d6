//! How many logins were accepted with each signing key on each day (KEY-5).

use bonafide_domain::{id::KeyId, time::Day};

use crate::{error::Result, params, tx::Tx};

/// The logins that were accepted with a key on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayLogins {
    /// The key, which may be deleted by now.
    pub key: KeyId,
    /// The day.
    pub day: Day,
    /// How many there were; at least one.
    pub logins: i64,
}

/// Adds to the logins of a key on a day. Called once a second at most, with what was summed up meanwhile (details 5).
pub fn add(tx: &mut Tx<'_>, more: &DayLogins) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO key_logins (account_id, day, key_id, logins) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account_id, day, key_id) DO UPDATE SET logins = key_logins.logins + excluded.logins",
        params![&account, more.day.as_i64(), &more.key, more.logins],
    )?;
    Ok(())
}

/// The logins of all keys on each day from `first` on, the oldest day first. Days without any are left out.
pub fn since(tx: &mut Tx<'_>, first: Day) -> Result<Vec<DayLogins>> {
    let account = tx.account();
    tx.rows(
        "SELECT day, key_id, logins FROM key_logins WHERE account_id = $1 AND day >= $2 ORDER BY day, key_id",
        params![&account, first.as_i64()],
    )?
    .iter()
    .map(|row| Ok(DayLogins { day: Day::new(row.get(0)?), key: row.get(1)?, logins: row.get(2)? }))
    .collect()
}

/// Removes what is from before a day; says how many rows there were. A day has a row for each key that was used on it.
pub fn forget(tx: &mut Tx<'_>, before: Day) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM key_logins WHERE account_id = $1 AND day < $2",
        params![&account, before.as_i64()],
    )
}
