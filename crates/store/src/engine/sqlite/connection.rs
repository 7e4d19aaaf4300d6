//! A connection to the file, set up so that it behaves the same everywhere.

use std::{fs, io, path::Path, time::Duration};

use rusqlite::{OpenFlags, config::DbConfig};

use super::{
    super::job::Access, checkpoints::LOG_PAGES, constraints::Constraints, deadline::Deadline, errors,
};
use crate::error::{Result, StoreError};

/// How much of the file the one writer keeps in memory, in KiB. What a batch of commits changes must find room in it: what does
/// not is written to the log before the commit, and read from there when it is changed again.
const WRITERS_CACHE: i64 = 32 << 10;

/// A connection of one of the engine's threads.
pub(super) struct Connection {
    pub(super) sqlite: rusqlite::Connection,
    pub(super) access: Access,
    pub(super) constraints: Constraints,
    pub(super) deadline: Deadline,
}

impl Connection {
    pub(super) fn open(path: &Path, access: Access, patience: Duration) -> Result<Self> {
        let mut sqlite = open(path, patience).map_err(|error| errors::unavailable(&error))?;
        let constraints = Constraints::read(&sqlite)?;
        let granted = match access {
            Access::Read => sqlite.pragma_update(None, "query_only", true),
            // Below zero it is KiB, above it pages.
            Access::Write => sqlite.pragma_update(None, "cache_size", -WRITERS_CACHE),
        };
        let watched = granted.and_then(|()| Deadline::watch(&mut sqlite));
        let deadline = watched.map_err(|error| errors::unavailable(&error))?;
        Ok(Self { sqlite, access, constraints, deadline })
    }

    /// Runs a statement of the engine's own, such as BEGIN.
    pub(super) fn control(&self, sql: &'static str) -> Result<()> {
        self.run(sql).map_err(|error| self.explain(&error))
    }

    /// What an error of a statement means.
    pub(super) fn explain(&self, error: &rusqlite::Error) -> StoreError {
        errors::explain(error, self.access, &self.constraints)
    }

    /// Commits the open transaction. It may still be open after an error.
    pub(super) fn commit(&self) -> Result<()> {
        self.run("COMMIT").map_err(|error| errors::explain_commit(&error, self.access, &self.constraints))
    }

    fn run(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.sqlite.prepare_cached(sql)?.execute([]).map(drop)
    }
}

/// A connection that changes tables.
pub(super) fn open_for_migration(path: &Path, patience: Duration) -> Result<rusqlite::Connection> {
    let open = || {
        let sqlite = open(path, patience)?;
        // The mode is a property of the file and stays.
        let mode =
            sqlite.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))?;
        Ok((sqlite, mode))
    };
    let (sqlite, mode) = open().map_err(|error| errors::unavailable(&error))?;
    if mode == "wal" {
        Ok(sqlite)
    } else {
        let path = path.display();
        Err(StoreError::Unavailable(format!(
            "{path} lies where SQLite cannot keep a write-ahead log beside it"
        )))
    }
}

fn open(path: &Path, patience: Duration) -> rusqlite::Result<rusqlite::Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let sqlite = rusqlite::Connection::open_with_flags(path, flags)?;
    sqlite.busy_timeout(patience)?;
    // A commit is on the disk before it is answered.
    sqlite.pragma_update(None, "synchronous", "full")?;
    sqlite.pragma_update(None, "foreign_keys", true)?;
    sqlite.pragma_update(None, "temp_store", "memory")?;
    sqlite.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    // After a burst the log shrinks back to this many bytes.
    sqlite.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // As on PostgreSQL, a misspelt column in double quotes is an error and not a text.
    sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Plans do not depend on parameters. Without this, statements over columns of partial indexes are parsed and
    // planned anew each time they are given other parameters.
    sqlite.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(sqlite)
}

/// Makes the file readable and writable for its owner alone. SQLite gives the files beside it the same mode.
///
/// A file that is there already keeps its mode: whoever opened it up had a reason.
pub(super) fn create_private(path: &Path) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unavailable(format!("{} cannot be made: {error}", path.display()))),
    }
}
