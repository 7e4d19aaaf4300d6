//! The installation's own rows: the check value of the master key, the wrapped data keys, the public address. They
//! belong to no account; whoever reads them does so in any account's transaction.

use crate::{Result, Tx, params};

/// The row that says how browsers reach the server, as text. A server writes it when it starts, for the commands that
/// are run beside it.
pub const PUBLIC_URL: &str = "public_url";

/// The value kept under `name`.
pub fn find(tx: &mut Tx<'_>, name: &str) -> Result<Option<Vec<u8>>> {
    let row = tx.row("SELECT value FROM installation WHERE name = $1", params![name])?;
    row.map(|row| row.get(0)).transpose()
}

/// Keeps `value` under `name` unless something is there already, and says whether it did. Of two that race, one
/// does.
pub fn insert_if_absent(tx: &mut Tx<'_>, name: &str, value: &[u8]) -> Result<bool> {
    let changed = tx.execute(
        "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        params![name, value],
    )?;
    Ok(changed == 1)
}

/// Keeps `value` under `name`, in place of what was there.
pub fn replace(tx: &mut Tx<'_>, name: &str, value: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![name, value],
    )?;
    Ok(())
}
