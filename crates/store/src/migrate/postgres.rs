//! Migrations on PostgreSQL.

use postgres::{Client, Transaction};

use super::{READ_VERSION, WRITE_VERSION, missing, translate};
use crate::error::{Result, StoreError};

/// The advisory lock that lets one process migrate at a time. Any number does that nothing else uses; this one
/// spells "bonafide".
const LOCK: i64 = i64::from_be_bytes(*b"bonafide");

/// Brings the tables forward, all steps or none. A second process that starts at once waits and finds nothing
/// left to do.
pub(crate) fn migrate(client: &mut Client) -> Result<()> {
    let failed =
        |error: postgres::Error| StoreError::Unavailable(format!("the migration failed: {}", words(&error)));
    let mut transaction = client.transaction().map_err(failed)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(failed)?;
    let version = version(&mut transaction).map_err(failed)?;
    for (number, migration) in missing(version.as_deref())? {
        transaction.batch_execute(&translate::for_postgres(migration.sql)).map_err(failed)?;
        transaction.execute(WRITE_VERSION, &[&number.to_string().as_bytes()]).map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

fn version(transaction: &mut Transaction<'_>) -> Result<Option<Vec<u8>>, postgres::Error> {
    let there = transaction.query_one("SELECT to_regclass('installation') IS NOT NULL", &[])?;
    if there.try_get(0)? {
        transaction.query_opt(READ_VERSION, &[])?.map(|row| row.try_get(0)).transpose()
    } else {
        Ok(None)
    }
}

fn words(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |refusal| refusal.message().to_owned())
}
