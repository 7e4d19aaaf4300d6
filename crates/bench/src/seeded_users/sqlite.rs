//! Users in SQLite's file.

use std::{fs::File, ops::Range, path::Path};

use rusqlite::{Connection, OpenFlags, Result, Transaction, params};

use super::{NAME, Refusal, Seeded, WHERE, in_order, step};

/// Writes them, and leaves the file on the disk as the server keeps it.
pub(super) fn add(file: &Path, numbers: &Range<u32>) -> std::result::Result<(), Refusal> {
    let mut sqlite = open_to_fill(file)?;
    let transaction = sqlite.transaction()?;
    let indexes = drop_indexes(&transaction)?;
    insert(&transaction, numbers)?;
    for index in &indexes {
        step(index, || transaction.execute_batch(index))?;
    }
    transaction.commit()?;
    let mode = sqlite.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))?;
    assert_eq!(mode, "wal", "the server would have to change the file first");
    // The last to close the file takes the log with it.
    sqlite.close().map_err(|(_, error)| error)?;
    // Nothing was synced so far. The server's first checkpoint would do it, and everybody would wait.
    Ok(step("to the disk", || File::open(file)?.sync_all())?)
}

/// The rows of both tables in the order of their keys, so that each page is filled once.
fn insert(transaction: &Transaction<'_>, numbers: &Range<u32>) -> Result<()> {
    let (account, namespace) =
        transaction.query_row(WHERE, [], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut user = transaction.prepare(
        "INSERT INTO users (account_id, id, root_id, state, name, name_evidence_id, session_epoch, created_at)
         VALUES (?1, ?2, ?2, 'known', ?3, ?2, 0, ?4)",
    )?;
    let mut external_id = transaction.prepare(
        "INSERT INTO external_ids (account_id, namespace, value, user_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut add_user =
        |it: Seeded| user.execute(params![account, it.id().as_bytes(), NAME, it.seen_at()]).map(drop);
    step("users", || in_order(numbers).try_for_each(&mut add_user))?;
    let mut add_external_id = |it: Seeded| {
        external_id
            .execute(params![account, namespace, it.external_id(), it.id().as_bytes(), it.seen_at()])
            .map(drop)
    };
    step("external ids", || in_order(numbers).try_for_each(&mut add_external_id))
}

/// Drops the indexes of both tables besides their keys, and tells the statements that make them again.
fn drop_indexes(sqlite: &Connection) -> Result<Vec<String>> {
    let mut indexes = sqlite.prepare(
        "SELECT 'DROP INDEX ' || name, sql FROM sqlite_schema
         WHERE type = 'index' AND tbl_name IN ('users', 'external_ids') AND sql IS NOT NULL",
    )?;
    let indexes: Vec<(String, String)> =
        indexes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_>>()?;
    indexes.iter().try_for_each(|(dropped, _)| sqlite.execute_batch(dropped))?;
    Ok(indexes.into_iter().map(|(_, made)| made).collect())
}

/// The file, with much memory and without anything that would save it from a crash: it is filled once.
fn open_to_fill(file: &Path) -> Result<Connection> {
    let sqlite = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    sqlite.pragma_update(None, "foreign_keys", false)?;
    sqlite.pragma_update(None, "locking_mode", "exclusive")?;
    sqlite.pragma_update(None, "journal_mode", "off")?;
    sqlite.pragma_update(None, "synchronous", "off")?;
    sqlite.pragma_update(None, "temp_store", "memory")?;
    // In KiB, if it is below zero.
    sqlite.pragma_update(None, "cache_size", -4_000_000)?;
    Ok(sqlite)
}
