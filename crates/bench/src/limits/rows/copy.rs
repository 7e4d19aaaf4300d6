//! A fresh file with the measured one's tables and indexes, and the rows that those to be written refer to.

use std::path::Path;

use rusqlite::Connection;

use super::Work;

/// Those that a company sets up once.
const SETTINGS: [&str; 8] = [
    "accounts",
    "agents",
    "brands",
    "channels",
    "channel_origins",
    "authentication_settings",
    "channel_authentication",
    "signing_keys",
];

/// The tables whose rows must be there before the work begins.
pub(super) fn parents(work: Work) -> impl Iterator<Item = &'static str> {
    let more: &[&str] = match work {
        Work::KnownLogin => &["users", "external_ids"],
        Work::NewLogin => &[],
        Work::Message => {
            &["users", "external_ids", "devices", "evidence", "sessions", "conversations", "tickets"]
        }
    };
    SETTINGS.iter().chain(more).copied()
}

/// Makes the file: durable as the server's own, and otherwise as SQLite makes it.
pub(super) fn make(measured: &Path, fresh: &Path, work: Work) -> rusqlite::Result<Connection> {
    let sqlite = Connection::open(fresh)?;
    sqlite
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF")?;
    sqlite.execute("ATTACH ?1 AS measured", [measured.to_str()])?;
    for statement in schema(&sqlite)? {
        sqlite.execute_batch(&statement)?;
    }
    sqlite.execute_batch("BEGIN")?;
    for table in parents(work) {
        sqlite.execute(&format!("INSERT INTO main.{table} SELECT * FROM measured.{table}"), [])?;
    }
    sqlite.execute_batch("COMMIT; DETACH measured")?;
    sqlite.execute_batch("PRAGMA foreign_keys = ON; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(sqlite)
}

/// The statements that made the measured file's tables and then its indexes.
fn schema(sqlite: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = sqlite.prepare(
        "SELECT sql FROM measured.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY type = 'index', rowid",
    )?;
    statement.query_map([], |row| row.get(0))?.collect()
}
