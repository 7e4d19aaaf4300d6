//! Migrations on SQLite.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::{READ_VERSION, WRITE_VERSION, missing, sqlite_plans, translate};
use crate::error::{Result, StoreError};

/// Brings the tables forward, all steps or none. A second process that starts at once waits and finds nothing
/// left to do.
pub(crate) fn migrate(sqlite: &mut Connection) -> Result<()> {
    let failed = |error: rusqlite::Error| StoreError::Unavailable(format!("the migration failed: {error}"));
    let transaction = sqlite.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let version = version(&transaction).map_err(failed)?;
    for (number, migration) in missing(version.as_deref())? {
        let sql = migration.sqlite_twin.map_or_else(|| translate::for_sqlite(migration.sql), Into::into);
        transaction.execute_batch(&sql).map_err(failed)?;
        transaction.execute(WRITE_VERSION, [number.to_string().as_bytes()]).map_err(failed)?;
    }
    sqlite_plans::settle(&transaction).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn version(transaction: &Transaction<'_>) -> rusqlite::Result<Option<Vec<u8>>> {
    // Asked with a statement, which looks at the file: another process may have made the table since it was opened.
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'installation')";
    if transaction.query_row(there, [], |row| row.get(0))? {
        transaction.query_row(READ_VERSION, [], |row| row.get(0)).optional()
    } else {
        Ok(None)
    }
}
